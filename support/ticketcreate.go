package support

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/lost"
	"github.com/hostcontrol-go/sdk/rest"
)

// CreateParams are what a new ticket holds.
type CreateParams struct {
	Customer customers.ID
	Subject  string // a single line, not empty, at most 255 characters
	Body     string // Markdown, not empty, at most 65,536 characters
	// Department is who works on the ticket; zero stands for the default one of
	// the customer's label.
	Department DepartmentID
	// ClientReference is the caller's own name for the ticket, unique and at
	// most 64 characters. Without it the SDK makes one.
	ClientReference string
}

// createBody is what Create sends.
type createBody struct {
	Customer        customers.ID `json:"customer"`
	Subject         string       `json:"subject"`
	Body            string       `json:"body"`
	Department      DepartmentID `json:"department,omitzero"`
	ClientReference string       `json:"client_reference"`
}

func (p *CreateParams) body(operation string) (*createBody, error) {
	body := &createBody{
		Customer:        p.Customer,
		Subject:         p.Subject,
		Body:            p.Body,
		Department:      p.Department,
		ClientReference: cmp.Or(p.ClientReference, rest.NewReference()),
	}
	var f check.Fields
	f.ID("customer", int64(body.Customer))
	f.Required("subject", body.Subject, maxSubject)
	f.Markdown("body", body.Body, maxBody)
	f.OptionalID("department", int64(body.Department))
	f.Reference(body.ClientReference)
	return body, f.Err(operation)
}

// Create opens a ticket towards a customer. He sees the whole of it in his
// Customer Area, and gets a mail from the department unless he does not want
// mail about tickets: see [customers.Customer.SupportNotifications].
//
// Refusals: [rest.ErrValidation] with the fields.
//
// When the answer gets lost, the customer's tickets are searched for the client
// reference. Where the platform keeps none, a new ticket of the same text leaves
// the outcome unknown.
//
// POST /ticket, provisional.
func (s *TicketService) Create(ctx context.Context, p CreateParams, opts ...rest.CallOption) (*Ticket, error) {
	const operation = "tickets.create"
	body, err := p.body(operation)
	if err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(ticketsPath),
		Body:      body,
		Effect:    rest.Once,
		Reference: body.ClientReference,
	}
	started := time.Now()
	return rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Ticket, error) {
		return s.created(ctx, body, started)
	}, opts...)
}

// created looks whether a lost Create happened. The same text may be sent to a
// customer again and again, so nothing but the client reference tells the
// tickets apart.
func (s *TicketService) created(ctx context.Context, sent *createBody, started time.Time) (*Ticket, error) {
	filter := TicketFilter{Customer: sent.Customer, ClientReference: sent.ClientReference}
	return lost.Create[Ticket]{
		Reference: sent.ClientReference,
		Started:   started,
		Origin:    func(t *Ticket) (string, time.Time) { return t.ClientReference, t.Created },
		Describes: sent.describes,
		Twin:      func(t *Ticket) string { return fmt.Sprintf("ticket %s has the same text", t.ID) },
	}.Among(s.All(ctx, filter))
}

// describes reports whether a ticket may be the one that was asked for.
func (b *createBody) describes(t *Ticket) bool {
	return t.Customer.ID == b.Customer && t.Direction != DirectionIncoming && alike(t.Subject, b.Subject) &&
		(len(t.Messages) == 0 || alike(t.Messages[0].Body, b.Body))
}
