package hostcontroltest

import (
	"slices"
	"strconv"
	"time"
)

// Types of events: what the event is about, and what happened to it.
const (
	eventContactCreated     = "contact.created"
	eventContactDeleted     = "contact.deleted"
	eventContactUpdated     = "contact.updated"
	eventCustomerCreated    = "customer.created"
	eventCustomerDisabled   = "customer.disabled"
	eventCustomerEnabled    = "customer.enabled"
	eventCustomerFraud      = "customer.fraud_changed"
	eventCustomerLoggedInAs = "customer.logged_in_as"
	eventCustomerPromoted   = "customer.promoted"
	eventCustomerUpdated    = "customer.updated"
	eventCustomerVerified   = "customer.verification_changed"
	eventLoginCreated       = "login.created"
	eventLoginDisabled      = "login.disabled"
	eventLoginEnabled       = "login.enabled"
	eventLoginPasswordReset = "login.password_reset"
	eventLoginRenamed       = "login.renamed"
	eventProductsMoved      = "products.moved"
	eventResellerCredited   = "reseller.credited"
	eventResellerDebited    = "reseller.debited"
	eventResellerLoggedInAs = "reseller.logged_in_as"
	eventResellerUpdated    = "reseller.updated"
)

// Statuses of events.
const (
	eventPending   = "pending"
	eventSucceeded = "succeeded"
	eventFailed    = "failed"
)

// event is something that happened in a customer's account. It never changes.
type event struct {
	id           int64
	kind, status string
	object       eventObject
	message, ip  string
	happened     time.Time
}

// eventObject is what an event is about, by number or by name.
type eventObject struct {
	Type string `json:"type"`
	ID   int64  `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
}

type eventView struct {
	ID      int64       `json:"id"`
	Type    string      `json:"type"`
	Status  string      `json:"status"`
	Object  eventObject `json:"object"`
	Message string      `json:"message"`
	IP      string      `json:"ip"`
	Created string      `json:"created"`
}

func viewEvent(e *event) eventView {
	return eventView{
		ID:      e.id,
		Type:    e.kind,
		Status:  e.status,
		Object:  e.object,
		Message: e.message,
		IP:      e.ip,
		Created: stamp(e.happened),
	}
}

func (c *customer) object() eventObject { return eventObject{Type: "customer", ID: c.id} }
func (c *contact) object() eventObject  { return eventObject{Type: "contact", ID: c.id} }
func (l *login) object() eventObject    { return eventObject{Type: "login", ID: l.id} }
func (r *reseller) object() eventObject { return eventObject{Type: "reseller", Name: r.reference} }

// record writes down what the call has just done in a customer's account.
func (c *call) record(owner *customer, kind string, object eventObject, message string) {
	c.addEvent(owner, event{
		kind: kind, status: eventSucceeded, object: object, message: message, ip: c.ip, happened: c.now,
	})
}

func (s *store) addEvent(owner *customer, e event) {
	e.id = next(&s.ids.event)
	owner.events = append(owner.events, &e)
}

// sortEvents puts what happened to customers into the order of time.
func (s *store) sortEvents(of []*customer) {
	for _, c := range of {
		ids := make([]int64, 0, len(c.events))
		for _, e := range c.events {
			ids = append(ids, e.id)
		}
		slices.SortStableFunc(c.events, func(x, y *event) int { return x.happened.Compare(y.happened) })
		for i, e := range c.events {
			e.id = ids[i]
		}
	}
}

// listEvents takes a span of time from since on, and before until.
func listEvents(c *call) (any, error) {
	owner, err := c.customer()
	if err != nil {
		return nil, err
	}
	kind, status := c.query.text("type", 64), c.query.text("status", 16)
	since, until := c.query.timestamp("since"), c.query.timestamp("until")
	switch status {
	case "", eventPending, eventSucceeded, eventFailed:
	default:
		c.query.reject("status", textChoice)
	}
	return list(c, owner.events, func(e *event) bool {
		return (kind == "" || e.kind == kind) &&
			(status == "" || e.status == status) &&
			!e.happened.Before(since) &&
			(until.IsZero() || e.happened.Before(until))
	}, viewEvent)
}

// parseID is a number from a path, or 0, which is nobody's.
func parseID(s string) int64 {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return id
}
