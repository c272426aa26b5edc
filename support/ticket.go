package support

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on tickets.
const (
	ticketsPath       = "/ticket"
	ticketPath        = "/ticket/{ticket_id}"
	replyTicketPath   = "/ticket/{ticket_id}/reply"
	commentTicketPath = "/ticket/{ticket_id}/comment"
	closeTicketPath   = "/ticket/{ticket_id}/close"
	reopenTicketPath  = "/ticket/{ticket_id}/open"
)

// A TicketState is whether a ticket is worked on. The list is open: values that
// this version does not know pass through.
type TicketState string

// States of tickets.
const (
	TicketOpen   TicketState = "open"
	TicketClosed TicketState = "closed" // until somebody opens it, or the customer replies
)

// A Direction is who opened a ticket. The list is open: values that this version
// does not know pass through.
type Direction string

// Directions of tickets.
const (
	DirectionIncoming Direction = "incoming" // the customer
	DirectionOutgoing Direction = "outgoing" // the reseller
)

// A Ticket is a conversation with a customer.
type Ticket struct {
	ID TicketID `json:"id"`
	// Number is the one that customers quote.
	Number    string        `json:"number"`
	Subject   string        `json:"subject"`
	State     TicketState   `json:"state"`
	Direction Direction     `json:"direction"`
	Customer  customers.Ref `json:"customer"`
	// Department is nil for a reseller who has none.
	Department *DepartmentRef `json:"department"`
	// Assignee is who works on the ticket, empty for nobody.
	Assignee string `json:"assignee"`
	// Messages are all that was written, comments included, oldest first. Lists
	// give them as well.
	Messages []Message `json:"messages"`
	// ClientReference is the reference the ticket was created with, empty for
	// those that customers filed.
	ClientReference string    `json:"client_reference"`
	Created         time.Time `json:"created"`
	// Updated is when the ticket changed last: by a message as well.
	Updated time.Time `json:"updated"`
	// Closed is nil while the ticket is open.
	Closed *time.Time `json:"closed"`

	Unknown jsontext.Value `json:",embed"`
}

// A TicketFilter narrows a list of tickets down. The zero value takes all.
type TicketFilter struct {
	Customer        customers.ID `url:"customer,omitempty"`
	State           TicketState  `url:"state,omitempty"`
	Department      DepartmentID `url:"department,omitempty"`
	Direction       Direction    `url:"direction,omitempty"`
	ClientReference string       `url:"client_reference,omitempty"`
	// UpdatedSince takes tickets that changed then or later.
	UpdatedSince time.Time `url:"updated_since,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// Offset passes over so many tickets.
	Offset int `url:"offset,omitempty"`
}

func (filter TicketFilter) call() (rest.Call, error) {
	const operation = "tickets.list"
	var f check.Fields
	f.OptionalID("customer", int64(filter.Customer))
	f.Text("state", string(filter.State), check.MaxText)
	f.OptionalID("department", int64(filter.Department))
	f.Text("direction", string(filter.Direction), check.MaxText)
	f.Text("client_reference", filter.ClientReference, check.MaxReference)
	f.Offset(filter.Offset)
	filter.UpdatedSince = filter.UpdatedSince.UTC()
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(ticketsPath), Query: filter}
	return call, f.Err(operation)
}

// A TicketService works on tickets.
type TicketService struct{ client *rest.Client }

// NewTickets makes a service that calls through c.
func NewTickets(c *rest.Client) *TicketService { return &TicketService{c} }

// List reads one page of tickets with their messages, in ascending order of id.
//
// GET /ticket, provisional.
func (s *TicketService) List(ctx context.Context, filter TicketFilter, opts ...rest.CallOption) (*rest.Page[Ticket], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	return rest.List[Ticket](ctx, s.client, call, opts...)
}

// All gives tickets with their messages one by one, in ascending order of id,
// over all pages. See [rest.All].
//
// GET /ticket, provisional.
func (s *TicketService) All(ctx context.Context, filter TicketFilter, opts ...rest.CallOption) iter.Seq2[*Ticket, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[Ticket](err)
	}
	return rest.All(ctx, s.client, call, func(t *Ticket) TicketID { return t.ID }, opts...)
}

// Get reads a ticket with its messages.
//
// GET /ticket/{ticket_id}, provisional.
func (s *TicketService) Get(ctx context.Context, id TicketID, opts ...rest.CallOption) (*Ticket, error) {
	const operation = "tickets.get"
	if err := check.ID(operation, "ticket_id", int64(id)); err != nil {
		return nil, err
	}
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(ticketPath, id.String())}
	return rest.Do[Ticket](ctx, s.client, call, opts...)
}
