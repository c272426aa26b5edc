package billing

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/lost"
	"github.com/hostcontrol-go/sdk/rest"
)

// Create places an order for a customer. With invoicing enabled on his label he
// gets an invoice, and the order is delivered once that is closed; without it
// the order is delivered right away. Products are paid from the reseller's
// balance when they are delivered. [Order.Hold] tells what an order waits for.
//
// Refusals: [domains.CodeCustomerFraudTagged], [domains.CodeCustomerDisabled];
// [domains.CodeDomainTaken], [domains.CodeInvalidDomain]; [CodeDomainNotOwned]
// and [domains.CodeDomainStateInvalid] for a renewal;
// [domains.CodePrivacyNotSupported], [domains.CodeCustomNameServersDisabled] and
// [domains.CodeMissingChildHost] for a transfer; [rest.ErrValidation] with the
// fields, those of parts as "order.0.name". A reseller who is not verified, or
// whose balance is too low, is no reason to refuse: the order waits.
//
// When the answer gets lost, the customer's orders are searched for the client
// reference. Where the platform keeps none, a new order of the same parts leaves
// the outcome unknown.
//
// POST /order, documented for registrations; other parts and the client
// reference are provisional.
func (s *OrderService) Create(ctx context.Context, b *OrderBuilder, opts ...rest.CallOption) (*Order, error) {
	const operation = "orders.create"
	body, err := b.body(operation)
	if err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(ordersPath),
		Body:      body,
		Effect:    rest.Once,
		Reference: body.ClientReference,
	}
	started := time.Now()
	return rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Order, error) {
		return s.created(ctx, body, started)
	}, opts...)
}

// created looks whether a lost Create happened.
func (s *OrderService) created(ctx context.Context, sent *orderBody, started time.Time) (*Order, error) {
	filter := OrderFilter{Customer: sent.Customer, ClientReference: sent.ClientReference}
	return lost.Create[Order]{
		Reference: sent.ClientReference,
		Started:   started,
		Origin:    func(o *Order) (string, time.Time) { return o.ClientReference, o.Created },
		Describes: sent.describes,
		Twin:      func(o *Order) string { return fmt.Sprintf("order %s has the same parts", o.ID) },
	}.Among(s.All(ctx, filter))
}

// A Cancellation is what canceling an order came to.
type Cancellation struct {
	Order *Order
	// Credits are the credit invoices of the order's invoice, in ascending order
	// of id, drafts among them. The one that the label has made for the
	// cancellation, if it is set to, comes last.
	Credits []*Invoice
}

// Cancel cancels an order that is not completed. Where the label is set to, the
// platform makes a credit invoice for it, a draft.
//
// Refusals: [CodeOrderStateInvalid] for an order that is completed or canceled.
//
// When the answer gets lost, the order is read. When the order was canceled, but
// its credit invoices cannot be read, the cancellation comes with the error.
//
// POST /order/{order_id}/cancel and GET /invoice, provisional.
func (s *OrderService) Cancel(ctx context.Context, id OrderID, opts ...rest.CallOption) (*Cancellation, error) {
	happened := func(now *Order) (bool, error) { return now.State == OrderCanceled, nil }
	order, err := s.bring(ctx, id, "orders.cancel", "cancel", cancelOrderPath, happened, opts...)
	if err != nil {
		return nil, err
	}
	done := &Cancellation{Order: order}
	if order.Invoice == nil {
		return done, nil
	}
	filter := InvoiceFilter{Customer: order.Customer.ID, Credit: new(true), CreatedSince: order.Created}
	for credit, err := range NewInvoices(s.client).All(ctx, filter, opts...) {
		switch {
		case err != nil:
			return done, fmt.Errorf("order %s is canceled; looking for its credit invoice: %w", id, err)
		case credit.CreditedInvoice == order.Invoice.ID:
			done.Credits = append(done.Credits, credit)
		}
	}
	return done, nil
}

// Restart has the platform try again to deliver an order that failed. What was
// delivered before is not delivered again.
//
// The order is read before. When the answer gets lost, that tells an order that
// was never restarted from one that has failed again.
//
// Refusals: [CodeOrderStateInvalid] for an order that has not failed.
//
// POST /order/{order_id}/restart, provisional.
func (s *OrderService) Restart(ctx context.Context, id OrderID, opts ...rest.CallOption) (*Order, error) {
	before, err := s.Get(ctx, id, opts...)
	if err != nil {
		return nil, err
	}
	happened := func(now *Order) (bool, error) {
		switch {
		case now.State != before.State:
			return true, nil
		case now.Updated.IsZero():
			return false, fmt.Errorf("order %s is %s, and does not tell since when", id, now.State)
		}
		return !now.Updated.Equal(before.Updated), nil
	}
	return s.bring(ctx, id, "orders.restart", "restart", restartOrderPath, happened, opts...)
}

// bring brings an order into another state; happened tells from the order
// afterwards whether it was.
func (s *OrderService) bring(ctx context.Context, id OrderID, operation, action, path string, happened func(*Order) (bool, error), opts ...rest.CallOption) (*Order, error) {
	if err := check.ID(operation, "order_id", int64(id)); err != nil {
		return nil, err
	}
	call := rest.Call{Operation: operation, Method: http.MethodPost, Path: rest.At(path, id.String()), Effect: rest.Once}
	changed, err := rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Order, error) {
		now, err := s.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		if done, err := happened(now); err != nil || !done {
			return nil, err
		}
		return now, nil
	}, opts...)
	if err == nil || !refusedFor(err, CodeOrderStateInvalid) {
		return changed, err
	}
	refused := &StateError{Subject: "order " + id.String(), Action: action, Err: err}
	if present, err := s.Get(ctx, id, opts...); err == nil {
		refused.State = string(present.State)
	}
	return nil, refused
}
