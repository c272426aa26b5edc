package hostcontroltest

import (
	"fmt"
	"strings"
	"time"
)

// The types of events of tickets.
const (
	eventTicketClosed    = "ticket.closed"
	eventTicketCommented = "ticket.commented"
	eventTicketCreated   = "ticket.created"
	eventTicketReopened  = "ticket.reopened"
	eventTicketReplied   = "ticket.replied"
)

// States of tickets.
const (
	ticketOpen   = "open"
	ticketClosed = "closed"
)

// Directions of tickets, as the reseller sees them.
const (
	ticketIncoming = "incoming" // filed by the customer
	ticketOutgoing = "outgoing" // opened by the reseller
)

// What a message of a ticket may measure, in characters.
const (
	maxSubject  = 255
	maxMarkdown = 65_536
)

const textLine = "Enter a single line."

// ticket is a conversation with a customer.
type ticket struct {
	id               int64
	number           string
	subject          string
	state            string
	direction        string
	owner            *customer
	department       *department // nil where the reseller has none
	assignee         string
	messages         []ticketMessage // appended to; none is ever changed
	reference        *string
	created, updated time.Time
	closed           time.Time
}

func (t *ticket) key() int64 { return t.id }

func (t *ticket) object() eventObject { return eventObject{Type: "ticket", ID: t.id} }

type ticketView struct {
	ID              int64               `json:"id"`
	Number          string              `json:"number"`
	Subject         string              `json:"subject"`
	State           string              `json:"state"`
	Direction       string              `json:"direction"`
	Customer        customerRef         `json:"customer"`
	Department      *departmentRef      `json:"department"`
	Assignee        *string             `json:"assignee"`
	Messages        []ticketMessageView `json:"messages"`
	ClientReference *string             `json:"client_reference"`
	Created         string              `json:"created"`
	Updated         string              `json:"updated"`
	Closed          *string             `json:"closed"`
}

func viewTicket(t *ticket) ticketView {
	view := ticketView{
		ID:              t.id,
		Number:          t.number,
		Subject:         t.subject,
		State:           t.state,
		Direction:       t.direction,
		Customer:        customerRef{t.owner.id},
		Assignee:        textOrNull(t.assignee),
		Messages:        make([]ticketMessageView, 0, len(t.messages)),
		ClientReference: t.reference,
		Created:         stamp(t.created),
		Updated:         stamp(t.updated),
		Closed:          stampOrNull(t.closed),
	}
	if t.department != nil {
		view.Department = &departmentRef{t.department.id, t.department.name}
	}
	for _, m := range t.messages {
		view.Messages = append(view.Messages, viewTicketMessage(m))
	}
	return view
}

// ticket is the one a path names.
func (c *call) ticket() (*ticket, error) {
	found := c.tickets.index[parseID(c.path["ticket"])]
	if found == nil || found.owner.reseller != c.reseller {
		return nil, unknownResource("ticket")
	}
	return found, nil
}

func listTickets(c *call) (any, error) {
	q := c.query
	owner, department := q.integer("customer"), q.integer("department")
	state, direction := q.text("state", 16), q.text("direction", 16)
	reference, updated := q.text("client_reference", 64), q.span("updated")
	return list(c, c.tickets.rows, func(x *ticket) bool {
		return x.owner.reseller == c.reseller &&
			agrees(owner, x.owner.id) &&
			(department == nil || x.department != nil && x.department.id == *department) &&
			(state == "" || x.state == state) &&
			(direction == "" || x.direction == direction) &&
			hasReference(reference, x.reference) &&
			updated.holds(x.updated)
	}, viewTicket)
}

func getTicket(c *call) (any, error) {
	found, err := c.ticket()
	if err != nil {
		return nil, err
	}
	return viewTicket(found), nil
}

// createTicket opens a ticket towards a customer, and mails it to him.
func createTicket(c *call) (any, error) {
	return c.create("ticket", func(reference *string) (any, error) {
		owner := c.givenCustomer("customer")
		department := c.givenDepartment("department", owner)
		subject, body := c.body.line("subject", maxSubject), c.body.markdown("body")
		if err := c.body.err(); err != nil {
			return nil, err
		}
		made := c.addTicket(owner, department, ticketOutgoing, subject, c.now)
		made.reference = reference
		c.say(made, ticketMessage{kind: messageFirst, author: c.reseller.author(), body: body})
		c.record(owner, eventTicketCreated, made.object(), "outgoing ticket opened")
		return viewTicket(made), nil
	})
}

// addTicket stores an open ticket that has no message yet.
func (s *store) addTicket(owner *customer, in *department, direction, subject string, now time.Time) *ticket {
	t := &ticket{
		id:         next(&s.ids.ticket),
		number:     fmt.Sprintf("T-%06d", next(&owner.reseller.ticketNumber)),
		subject:    subject,
		state:      ticketOpen,
		direction:  direction,
		owner:      owner,
		department: in,
		created:    now,
		updated:    now,
	}
	if in != nil {
		t.assignee = in.assignee
	}
	s.tickets.insert(t)
	return t
}

func closeTicket(c *call) (any, error) {
	found, err := c.ticket()
	if err != nil {
		return nil, err
	}
	if found.state != ticketOpen {
		return nil, found.stateInvalid()
	}
	found.close(c.now)
	c.record(found.owner, eventTicketClosed, found.object(), "ticket closed")
	return viewTicket(found), nil
}

func reopenTicket(c *call) (any, error) {
	found, err := c.ticket()
	if err != nil {
		return nil, err
	}
	if found.state != ticketClosed {
		return nil, found.stateInvalid()
	}
	found.reopen(c.now)
	c.record(found.owner, eventTicketReopened, found.object(), "ticket reopened")
	return viewTicket(found), nil
}

func (t *ticket) close(now time.Time) {
	t.state, t.closed, t.updated = ticketClosed, now, now
}

func (t *ticket) reopen(now time.Time) {
	t.state, t.closed, t.updated = ticketOpen, time.Time{}, now
}

func (t *ticket) stateInvalid() error {
	return refuse("ticket_state_invalid", "the ticket is "+t.state)
}

// line is a required text without line breaks.
func (f *form) line(name string, limit int) string {
	s := f.required(name, limit)
	if strings.ContainsAny(s, "\r\n") {
		f.reject(name, textLine)
	}
	return s
}
