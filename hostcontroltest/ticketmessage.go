package hostcontroltest

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Kinds of messages of a ticket.
const (
	messageFirst   = "message"
	messageReply   = "reply"
	messageComment = "comment" // the customer never sees it
)

// The types of authors.
const (
	authorCustomer = "customer"
	authorReseller = "reseller"
)

// ticketMessage is a part of a ticket. It never changes.
type ticketMessage struct {
	id        int64
	kind      string
	author    messageAuthor
	body      string // Markdown
	reference *string
	written   time.Time
}

type messageAuthor struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

type ticketMessageView struct {
	ID              int64         `json:"id"`
	Kind            string        `json:"kind"`
	Author          messageAuthor `json:"author"`
	Body            string        `json:"body"`
	ClientReference *string       `json:"client_reference"`
	Created         string        `json:"created"`
}

func viewTicketMessage(m ticketMessage) ticketMessageView {
	return ticketMessageView{m.id, m.kind, m.author, m.body, m.reference, stamp(m.written)}
}

func (r *reseller) author() messageAuthor { return messageAuthor{authorReseller, r.name} }

func (c *customer) author() messageAuthor { return messageAuthor{authorCustomer, c.primary.name} }

// replyToTicket answers the customer.
func replyToTicket(c *call) (any, error) {
	found, err := c.ticket()
	if err != nil {
		return nil, err
	}
	return c.write(messageReply, func(m ticketMessage) (any, error) {
		if found.state != ticketOpen {
			return nil, found.stateInvalid()
		}
		c.say(found, m)
		c.record(found.owner, eventTicketReplied, found.object(), "replied to the customer")
		return viewTicket(found), nil
	})
}

// commentOnTicket notes something for the reseller's own people. Whether the
// ticket is closed makes no difference to them.
func commentOnTicket(c *call) (any, error) {
	found, err := c.ticket()
	if err != nil {
		return nil, err
	}
	return c.write(messageComment, func(m ticketMessage) (any, error) {
		c.say(found, m)
		c.record(found.owner, eventTicketCommented, found.object(), "comment added")
		return viewTicket(found), nil
	})
}

// write reads a message of the caller. References are unique among all messages.
func (c *call) write(kind string, add func(ticketMessage) (any, error)) (any, error) {
	return c.create("ticket_message", func(reference *string) (any, error) {
		body := c.body.markdown("body")
		if err := c.body.err(); err != nil {
			return nil, err
		}
		return add(ticketMessage{kind: kind, author: c.reseller.author(), body: body, reference: reference})
	})
}

// say adds what the reseller writes. The customer gets a mail of all he is to
// see, unless he does not want any.
func (c *call) say(t *ticket, m ticketMessage) {
	c.addMessage(t, m, c.now)
	if m.kind == messageComment || !t.owner.supportNotifications {
		return
	}
	sender := ""
	if t.department != nil {
		sender = t.department.email
	}
	c.send(Mail{
		From:    sender,
		To:      t.owner.primary.email,
		Subject: fmt.Sprintf("[%s] %s", t.number, t.subject),
		Body:    m.body,
		At:      c.now,
	})
}

func (s *store) addMessage(t *ticket, m ticketMessage, now time.Time) {
	m.id = next(&s.ids.ticketMessage)
	m.written, t.updated = now, now
	t.messages = append(t.messages, m)
}

// markdown is a required text of many lines, in which blanks mean something.
func (f *form) markdown(name string) string {
	s, ok := f.scalar(name)
	switch n := utf8.RuneCountInString(s); {
	case f.has(name) && !ok:
		f.reject(name, textText)
	case strings.TrimSpace(s) == "":
		f.reject(name, textRequired)
	case n > maxMarkdown:
		f.reject(name, fmt.Sprintf("Ensure this value has at most %d characters (it has %d).", maxMarkdown, n))
	}
	return s
}
