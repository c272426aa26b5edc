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

// CreditParams say what of an invoice is credited.
type CreditParams struct {
	// Lines are those to credit; none are all of them.
	Lines []LineID
	// ClientReference is the caller's own name for the credit invoice, unique
	// and at most 64 characters. Without it the SDK makes one.
	ClientReference string
}

// creditBody is what Credit sends.
type creditBody struct {
	Lines           []LineID `json:"lines,omitempty"`
	ClientReference string   `json:"client_reference"`
}

func (p *CreditParams) body(operation string, id InvoiceID) (*creditBody, error) {
	body := &creditBody{Lines: p.Lines, ClientReference: cmp.Or(p.ClientReference, rest.NewReference())}
	var f check.Fields
	f.ID("invoice_id", int64(id))
	seen := make(map[LineID]bool, len(p.Lines))
	for n, line := range p.Lines {
		at := fmt.Sprintf("lines.%d", n)
		f.ID(at, int64(line))
		if seen[line] {
			f.Reject(at, "is named twice")
		}
		seen[line] = true
	}
	f.Reference(body.ClientReference)
	return body, f.Err(operation)
}

// Credit makes a draft of a credit invoice: its lines are the exact opposite of
// those that are credited, at the tax that was charged for them. It can be
// edited, and is opened like any other draft. Giving the money back is left to
// the reseller.
//
// Nothing is known to keep the same lines from being credited again.
//
// Refusals: [CodeInvoiceStateInvalid] for an invoice that is a draft or a credit
// invoice itself; [rest.ErrValidation] for lines that are not of the invoice.
//
// When the answer gets lost, the customer's credit invoices are searched for the
// client reference. Where the platform keeps none, a new one of the same invoice
// leaves the outcome unknown.
//
// POST /invoice/{invoice_id}/credit, provisional.
func (s *InvoiceService) Credit(ctx context.Context, id InvoiceID, p CreditParams, opts ...rest.CallOption) (*Invoice, error) {
	const operation = "invoices.credit"
	body, err := p.body(operation, id)
	if err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(creditInvoicePath, id.String()),
		Body:      body,
		Effect:    rest.Once,
		Reference: body.ClientReference,
	}
	started := time.Now()
	made, err := rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Invoice, error) {
		return s.credited(ctx, id, body, started)
	}, opts...)
	if err != nil {
		return nil, s.explain(ctx, id, "credit", err, opts...)
	}
	return made, nil
}

// credited looks whether a lost Credit happened.
func (s *InvoiceService) credited(ctx context.Context, id InvoiceID, sent *creditBody, started time.Time) (*Invoice, error) {
	filter := InvoiceFilter{Credit: new(true), ClientReference: sent.ClientReference}
	return lost.Create[Invoice]{
		Reference: sent.ClientReference,
		Started:   started,
		Origin:    func(i *Invoice) (string, time.Time) { return i.ClientReference, i.Created },
		Describes: func(i *Invoice) bool {
			return i.CreditedInvoice == id && (len(sent.Lines) == 0 || len(sent.Lines) == len(i.Lines))
		},
		Twin: func(i *Invoice) string { return fmt.Sprintf("credit invoice %s is of invoice %s", i.ID, id) },
	}.Among(s.All(ctx, filter))
}
