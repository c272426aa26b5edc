package hostcontroltest

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// CustomerTicket is a ticket as its customer sees it in his Customer Area.
type CustomerTicket struct {
	ID                     int64
	Number, Subject, State string
	// Messages are those that he and his reseller wrote to each other, oldest
	// first. Comments are not among them.
	Messages []CustomerMessage
}

// CustomerMessage is a message of a [CustomerTicket].
type CustomerMessage struct {
	Author string // his name, or that of his reseller
	Body   string // Markdown
	At     time.Time
}

// CustomerTickets gives the tickets that a customer sees, oldest first.
func (s *Server) CustomerTickets(customer int64) []CustomerTicket {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store.ticketsOf(s.store.customers.index[customer])
}

func (s *store) ticketsOf(owner *customer) []CustomerTicket {
	var seen []CustomerTicket
	for _, t := range s.tickets.rows {
		if t.owner == owner {
			seen = append(seen, t.seenByCustomer())
		}
	}
	return seen
}

func (t *ticket) seenByCustomer() CustomerTicket {
	seen := CustomerTicket{ID: t.id, Number: t.number, Subject: t.subject, State: t.state}
	for _, m := range t.messages {
		if m.kind != messageComment {
			seen.Messages = append(seen.Messages, CustomerMessage{m.author.Name, m.body, m.written})
		}
	}
	return seen
}

var (
	errBlankMessage = errors.New("the message is blank")
	errSubject      = errors.New("the subject is blank, or has several lines")
)

// OpenTicket files a ticket as the customer, and gives its id. It goes to the
// default department of his label.
func (s *Server) OpenTicket(customer int64, subject, body string) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	owner := s.store.customers.index[customer]
	switch {
	case owner == nil:
		return 0, fmt.Errorf("customer %d is unknown", customer)
	case strings.TrimSpace(subject) == "" || strings.ContainsAny(subject, "\r\n"):
		return 0, errSubject
	case strings.TrimSpace(body) == "":
		return 0, errBlankMessage
	}
	s.store.settle(s.clock.now())
	return s.store.fileTicket(owner, owner.label.department, subject, body, s.clock.tick()).id, nil
}

// ReplyToTicket writes another message as the customer. A ticket that is closed
// is open again then.
func (s *Server) ReplyToTicket(id int64, body string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.store.tickets.index[id]
	switch {
	case t == nil:
		return fmt.Errorf("ticket %d is unknown", id)
	case strings.TrimSpace(body) == "":
		return errBlankMessage
	}
	s.store.settle(s.clock.now())
	s.store.answerTicket(t, body, s.clock.tick())
	return nil
}

// fileTicket is what the customer does to get help.
func (s *store) fileTicket(owner *customer, in *department, subject, body string, now time.Time) *ticket {
	t := s.addTicket(owner, in, ticketIncoming, subject, now)
	s.addMessage(t, ticketMessage{kind: messageFirst, author: owner.author(), body: body}, now)
	s.ticketEvent(t, eventTicketCreated, "ticket filed", now)
	return t
}

// answerTicket is what the customer does to go on with a ticket.
func (s *store) answerTicket(t *ticket, body string, now time.Time) {
	s.addMessage(t, ticketMessage{kind: messageReply, author: t.owner.author(), body: body}, now)
	s.ticketEvent(t, eventTicketReplied, "customer replied", now)
	if t.state == ticketClosed {
		t.reopen(now)
		s.ticketEvent(t, eventTicketReopened, "reopened by a reply", now)
	}
}

func (s *store) ticketEvent(t *ticket, kind, message string, now time.Time) {
	s.addEvent(t.owner, event{kind: kind, status: eventSucceeded, object: t.object(), message: message, happened: now})
}
