package support

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/lost"
	"github.com/hostcontrol-go/sdk/rest"
)

// A MessageKind is what a message does in its ticket. The list is open: values
// that this version does not know pass through.
type MessageKind string

// Kinds of messages.
const (
	KindMessage MessageKind = "message" // opens the ticket
	KindReply   MessageKind = "reply"   // of the one to the other
	KindComment MessageKind = "comment" // for the reseller's own eyes
)

// An AuthorType is the side that a message comes from. The list is open: values
// that this version does not know pass through.
type AuthorType string

// Sides of a ticket.
const (
	AuthorCustomer AuthorType = "customer"
	AuthorReseller AuthorType = "reseller"
)

// An Author is who wrote a message.
type Author struct {
	Type AuthorType `json:"type"`
	Name string     `json:"name"`

	Unknown jsontext.Value `json:",embed"`
}

// A Message is something that was written in a ticket.
type Message struct {
	ID     MessageID   `json:"id"`
	Kind   MessageKind `json:"kind"`
	Author Author      `json:"author"`
	// Body is Markdown, as its author wrote it: HTML made of a customer's text
	// has to be sanitized.
	Body string `json:"body"`
	// ClientReference is the reference the message was written with, empty for
	// those of customers and for the one that opens a ticket.
	ClientReference string    `json:"client_reference"`
	Created         time.Time `json:"created"`

	Unknown jsontext.Value `json:",embed"`
}

// MessageParams are a reply or a comment.
type MessageParams struct {
	Body string // Markdown, not empty, at most 65,536 characters
	// ClientReference is the caller's own name for the message, unique among all
	// messages and at most 64 characters. Without it the SDK makes one.
	ClientReference string
}

// messageBody is what Reply and Comment send.
type messageBody struct {
	Body            string `json:"body"`
	ClientReference string `json:"client_reference"`
}

func (p *MessageParams) body(operation string, id TicketID) (*messageBody, error) {
	body := &messageBody{
		Body:            p.Body,
		ClientReference: cmp.Or(p.ClientReference, rest.NewReference()),
	}
	var f check.Fields
	f.ID("ticket_id", int64(id))
	f.Markdown("body", body.Body, maxBody)
	f.Reference(body.ClientReference)
	return body, f.Err(operation)
}

// Reply answers the customer. He sees it, and gets a mail as of a new ticket. A
// ticket that is closed has to be reopened before.
//
// Refusals: [CodeTicketStateInvalid] for a ticket that is closed;
// [rest.ErrValidation] with the fields.
//
// When the answer gets lost, the ticket is searched for the client reference.
// Where the platform keeps none, a new reply of the same text leaves the outcome
// unknown.
//
// POST /ticket/{ticket_id}/reply, provisional.
func (s *TicketService) Reply(ctx context.Context, id TicketID, p MessageParams, opts ...rest.CallOption) (*Ticket, error) {
	return s.write(ctx, id, &p, writing{"tickets.reply", "reply to", replyTicketPath, KindReply}, opts...)
}

// Comment notes something for the reseller's own people, also on a ticket that
// is closed. The customer neither sees it nor gets a mail.
//
// Refusals: [rest.ErrValidation] with the fields.
//
// When the answer gets lost, the ticket is searched as for a reply.
//
// POST /ticket/{ticket_id}/comment, provisional.
func (s *TicketService) Comment(ctx context.Context, id TicketID, p MessageParams, opts ...rest.CallOption) (*Ticket, error) {
	return s.write(ctx, id, &p, writing{"tickets.comment", "comment on", commentTicketPath, KindComment}, opts...)
}

// A writing is a way to add a message to a ticket.
type writing struct {
	operation string
	action    string
	path      string
	kind      MessageKind
}

func (s *TicketService) write(ctx context.Context, id TicketID, p *MessageParams, w writing, opts ...rest.CallOption) (*Ticket, error) {
	body, err := p.body(w.operation, id)
	if err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: w.operation,
		Method:    http.MethodPost,
		Path:      rest.At(w.path, id.String()),
		Body:      body,
		Effect:    rest.Once,
		Reference: body.ClientReference,
	}
	started := time.Now()
	written, err := rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Ticket, error) {
		return s.written(ctx, id, body, w.kind, started)
	}, opts...)
	if err != nil {
		return nil, s.explain(ctx, id, w.action, err, opts...)
	}
	return written, nil
}

// written looks whether a lost message was added to its ticket.
func (s *TicketService) written(ctx context.Context, id TicketID, sent *messageBody, kind MessageKind, started time.Time) (*Ticket, error) {
	now, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	found, err := lost.Create[Message]{
		Reference: sent.ClientReference,
		Started:   started,
		Origin:    func(m *Message) (string, time.Time) { return m.ClientReference, m.Created },
		Describes: func(m *Message) bool {
			return m.Kind == kind && m.Author.Type != AuthorCustomer && alike(m.Body, sent.Body)
		},
		Twin: func(m *Message) string { return fmt.Sprintf("message %s of ticket %s has the same text", m.ID, id) },
	}.Among(now.each())
	if err != nil || found == nil {
		return nil, err
	}
	return now, nil
}

// each gives the messages one by one.
func (t *Ticket) each() iter.Seq2[*Message, error] {
	return func(yield func(*Message, error) bool) {
		for i := range t.Messages {
			if !yield(&t.Messages[i], nil) {
				return
			}
		}
	}
}
