package billing

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// A StateError is a refusal because of the state that something is in. It is a
// [rest.ErrConflict].
type StateError struct {
	// Subject is what was to change, such as "invoice 12".
	Subject string
	// Action is what was to be done to it, such as "close".
	Action string
	// State is the state that was found after the refusal, empty where it could
	// not be read.
	State string
	// Err is the platform's refusal.
	Err error
}

// Error names the state and the action.
func (e *StateError) Error() string {
	state := ""
	if e.State != "" {
		state = ", which is " + e.State
	}
	return fmt.Sprintf("cannot %s %s%s: %v", e.Action, e.Subject, state, e.Err)
}

// Unwrap gives the refusal.
func (e *StateError) Unwrap() error { return e.Err }

// refusedFor reports whether the platform refused a request with a code.
func refusedFor(err error, code rest.Code) bool {
	failure, ok := errors.AsType[*rest.Error](err)
	return ok && failure.Code == code && !errors.Is(err, rest.ErrOutcomeUnknown)
}

// explain makes a StateError of a refusal that is due to the state of an
// invoice, and leaves other errors as they are.
func (s *InvoiceService) explain(ctx context.Context, id InvoiceID, action string, err error, opts ...rest.CallOption) error {
	if !refusedFor(err, CodeInvoiceStateInvalid) {
		return err
	}
	refused := &StateError{Subject: "invoice " + id.String(), Action: action, Err: err}
	if present, err := s.Get(ctx, id, opts...); err == nil {
		refused.State = string(present.State)
		if present.Credit {
			refused.Subject = "credit " + refused.Subject
		}
	}
	return refused
}

// Open gives a draft its number, and makes it visible to the customer, who can
// pay it unless it is a credit invoice. It cannot be edited or deleted any more.
//
// Refusals: [CodeInvoiceStateInvalid] for an invoice that is not a draft.
//
// When the answer gets lost, the invoice is read.
//
// POST /invoice/{invoice_id}/open, provisional.
func (s *InvoiceService) Open(ctx context.Context, id InvoiceID, opts ...rest.CallOption) (*Invoice, error) {
	happened := func(now *Invoice) bool { return now.State != InvoiceDraft } // it may be paid already
	return s.bring(ctx, id, transition{"invoices.open", "open", openInvoicePath, happened}, opts...)
}

// Close closes an open invoice by hand, which counts as paid.
//
// Refusals: [CodeInvoiceStateInvalid] for an invoice that is not open.
//
// When the answer gets lost, the invoice is read.
//
// POST /invoice/{invoice_id}/close, provisional.
func (s *InvoiceService) Close(ctx context.Context, id InvoiceID, opts ...rest.CallOption) (*Invoice, error) {
	happened := func(now *Invoice) bool { return now.State == InvoiceClosed }
	return s.bring(ctx, id, transition{"invoices.close", "close", closeInvoicePath, happened}, opts...)
}

// Reopen opens a closed invoice again, so that it can be paid.
//
// The invoice is read before. When the answer gets lost, that tells an invoice
// that was never reopened from one that was, and has been paid since: to reopen
// that again would ask the customer for the money twice.
//
// Refusals: [CodeInvoiceStateInvalid] for an invoice that is not closed.
//
// POST /invoice/{invoice_id}/reopen, provisional.
func (s *InvoiceService) Reopen(ctx context.Context, id InvoiceID, opts ...rest.CallOption) (*Invoice, error) {
	before, err := s.Get(ctx, id, opts...)
	if err != nil {
		return nil, err
	}
	happened := func(now *Invoice) bool { return now.State == InvoiceOpen || !sameTime(now.Closed, before.Closed) }
	return s.bring(ctx, id, transition{"invoices.reopen", "reopen", reopenInvoicePath, happened}, opts...)
}

func sameTime(a, b *time.Time) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(*b)
}

// A transition brings an invoice from one state into another.
type transition struct {
	operation string
	action    string
	path      string
	// happened tells it from the invoice afterwards.
	happened func(now *Invoice) bool
}

func (s *InvoiceService) bring(ctx context.Context, id InvoiceID, t transition, opts ...rest.CallOption) (*Invoice, error) {
	if err := check.ID(t.operation, "invoice_id", int64(id)); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: t.operation,
		Method:    http.MethodPost,
		Path:      rest.At(t.path, id.String()),
		Effect:    rest.Once,
	}
	changed, err := rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Invoice, error) {
		now, err := s.Get(ctx, id)
		if err != nil || !t.happened(now) {
			return nil, err
		}
		return now, nil
	}, opts...)
	if err != nil {
		return nil, s.explain(ctx, id, t.action, err, opts...)
	}
	return changed, nil
}
