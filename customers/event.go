package customers

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

const eventsPath = "/customer/{customer_id}/event"

// An EventStatus is how far an event has come. The list is open: values that
// this version does not know pass through.
type EventStatus string

// Statuses of events.
const (
	EventPending   EventStatus = "pending"
	EventSucceeded EventStatus = "succeeded"
	EventFailed    EventStatus = "failed"
)

// An Event is something that happened in a customer's account.
type Event struct {
	ID EventID `json:"id"`
	// Type is what kind of object it happened to, and what happened, with a dot
	// between: "login.created".
	Type    string      `json:"type"`
	Status  EventStatus `json:"status"`
	Object  EventObject `json:"object"`
	Message string      `json:"message"`
	// IP is the address of whoever caused it, empty for the platform itself.
	IP      string    `json:"ip"`
	Created time.Time `json:"created"`

	Unknown jsontext.Value `json:",embed"`
}

// An EventObject is what an event happened to. Objects without an id, such as
// domains, are given by name.
type EventObject struct {
	Type string `json:"type"`
	ID   int64  `json:"id,omitzero"`
	Name string `json:"name,omitzero"`

	Unknown jsontext.Value `json:",embed"`
}

// An EventFilter narrows a list of events down. The zero value takes all.
type EventFilter struct {
	Type   string      `url:"type,omitempty"`
	Status EventStatus `url:"status,omitempty"`
	// Since and Until bound the time of the events: from the one, up to the
	// other.
	Since time.Time `url:"since,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	Until time.Time `url:"until,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// Offset passes over so many events.
	Offset int `url:"offset,omitempty"`
}

func (filter EventFilter) call(customer ID) (rest.Call, error) {
	const operation = "events.list"
	var f check.Fields
	f.ID("customer_id", int64(customer))
	f.Text("type", filter.Type, check.MaxText)
	f.Text("status", string(filter.Status), check.MaxText)
	f.Offset(filter.Offset)
	filter.Since, filter.Until = filter.Since.UTC(), filter.Until.UTC()
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodGet,
		Path:      rest.At(eventsPath, customer.String()),
		Query:     filter,
	}
	return call, f.Err(operation)
}

// An EventService reads what happened in customers' accounts.
type EventService struct{ client *rest.Client }

// NewEvents makes a service that calls through c.
func NewEvents(c *rest.Client) *EventService { return &EventService{c} }

// List reads one page of a customer's events, in ascending order of id.
//
// GET /customer/{customer_id}/event, provisional.
func (s *EventService) List(ctx context.Context, customer ID, filter EventFilter, opts ...rest.CallOption) (*rest.Page[Event], error) {
	call, err := filter.call(customer)
	if err != nil {
		return nil, err
	}
	return rest.List[Event](ctx, s.client, call, opts...)
}

// All gives a customer's events one by one, in ascending order of id, over all
// pages. See [rest.All].
//
// GET /customer/{customer_id}/event, provisional.
func (s *EventService) All(ctx context.Context, customer ID, filter EventFilter, opts ...rest.CallOption) iter.Seq2[*Event, error] {
	call, err := filter.call(customer)
	if err != nil {
		return check.Refused[Event](err)
	}
	return rest.All(ctx, s.client, call, func(e *Event) EventID { return e.ID }, opts...)
}
