package billing

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/lost"
	"github.com/hostcontrol-go/sdk/rest"
)

// PaymentParams say which invoice is paid, and how.
type PaymentParams struct {
	Invoice InvoiceID `json:"invoice"`
	Method  MethodID  `json:"method"`
	// ClientReference is the caller's own name for the payment, unique and at
	// most 64 characters. Without it the SDK makes one.
	ClientReference string `json:"client_reference"`
}

// complete gives p a reference, and checks it.
func (p *PaymentParams) complete(operation string) error {
	p.ClientReference = cmp.Or(p.ClientReference, rest.NewReference())
	var f check.Fields
	f.ID("invoice", int64(p.Invoice))
	f.ID("method", int64(p.Method))
	f.Reference(p.ClientReference)
	return f.Err(operation)
}

// Start starts a payment of an open invoice. It is pending until the payer has
// paid or was refused, or it expires. Payments that were started before are no
// obstacle, whatever became of them.
//
// Refusals: [CodeInvoiceStateInvalid] for an invoice that is not open, and for a
// credit invoice; [rest.ErrValidation] with the fields.
//
// When the answer gets lost, the payments of the invoice are searched for the
// client reference. Where the platform keeps none, a new payment with the same
// method leaves the outcome unknown.
//
// POST /payment, provisional.
func (s *PaymentService) Start(ctx context.Context, p PaymentParams, opts ...rest.CallOption) (*Payment, error) {
	const operation = "payments.start"
	if err := p.complete(operation); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(paymentsPath),
		Body:      &p,
		Effect:    rest.Once,
		Reference: p.ClientReference,
	}
	started := time.Now()
	made, err := rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Payment, error) {
		return s.started(ctx, &p, started)
	}, opts...)
	if err != nil {
		return nil, NewInvoices(s.client).explain(ctx, p.Invoice, "pay", err, opts...)
	}
	return made, nil
}

// started looks whether a lost Start happened.
func (s *PaymentService) started(ctx context.Context, sent *PaymentParams, began time.Time) (*Payment, error) {
	filter := PaymentFilter{Invoice: sent.Invoice, ClientReference: sent.ClientReference}
	return lost.Create[Payment]{
		Reference: sent.ClientReference,
		Started:   began,
		Origin:    func(p *Payment) (string, time.Time) { return p.ClientReference, p.Created },
		Describes: func(p *Payment) bool {
			return p.Invoice != nil && p.Invoice.ID == sent.Invoice && p.Method.ID == sent.Method
		},
		Twin: func(p *Payment) string { return fmt.Sprintf("payment %s is with the same method", p.ID) },
	}.Among(s.All(ctx, filter))
}
