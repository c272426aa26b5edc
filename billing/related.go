package billing

import (
	"context"

	"github.com/hostcontrol-go/sdk/rest"
)

// Related is an invoice, the order that it asks payment for and the payments
// that were started, each as a whole. Any of them may be missing: an invoice
// made by hand has no order, and an order has no invoice where the label does
// not invoice its customers.
//
// A list needs none of this to show what belongs together. Invoices, payments
// and orders each tell the two others with their states, so that a page of them
// takes a single request.
type Related struct {
	Invoice  *Invoice
	Order    *Order
	Payments []*Payment // in ascending order of id
}

// Related reads an invoice with its order and payments, in at most three
// requests: no invoice has hundreds of payments.
//
// GET /invoice/{invoice_id}, /order/{order_id} and /payment; see Get and List
// of the services.
func (s *InvoiceService) Related(ctx context.Context, id InvoiceID, opts ...rest.CallOption) (*Related, error) {
	return complete(ctx, s.client, &Related{}, &InvoiceRef{ID: id}, opts...)
}

// Related reads a payment with its invoice, the order of that, and its other
// payments, in at most four requests.
//
// GET /payment/{payment_id}, /invoice/{invoice_id}, /order/{order_id} and
// /payment; see Get and List of the services.
func (s *PaymentService) Related(ctx context.Context, id PaymentID, opts ...rest.CallOption) (*Related, error) {
	payment, err := s.Get(ctx, id, opts...)
	if err != nil {
		return nil, err
	}
	known := &Related{Payments: []*Payment{payment}}
	if payment.Invoice == nil {
		if err := readOrder(ctx, s.client, known, payment.Order, opts...); err != nil {
			return nil, err
		}
		return known, nil
	}
	return complete(ctx, s.client, known, payment.Invoice, opts...)
}

// Related reads an order with its invoice and the payments of that, in at most
// three requests.
//
// GET /order/{order_id}, /invoice/{invoice_id} and /payment; see Get and List
// of the services.
func (s *OrderService) Related(ctx context.Context, id OrderID, opts ...rest.CallOption) (*Related, error) {
	order, err := s.Get(ctx, id, opts...)
	if err != nil {
		return nil, err
	}
	known := &Related{Order: order}
	if order.Invoice == nil {
		return known, nil
	}
	return complete(ctx, s.client, known, order.Invoice, opts...)
}

// complete reads an invoice, and what is not known yet of what belongs to it.
func complete(ctx context.Context, client *rest.Client, known *Related, of *InvoiceRef, opts ...rest.CallOption) (*Related, error) {
	invoice, err := NewInvoices(client).Get(ctx, of.ID, opts...)
	if err != nil {
		return nil, err
	}
	known.Invoice = invoice
	if err := readOrder(ctx, client, known, invoice.Order, opts...); err != nil {
		return nil, err
	}
	if err := readPayments(ctx, client, known, opts...); err != nil {
		return nil, err
	}
	return known, nil
}

func readOrder(ctx context.Context, client *rest.Client, known *Related, of *OrderRef, opts ...rest.CallOption) error {
	if known.Order != nil || of == nil {
		return nil
	}
	order, err := NewOrders(client).Get(ctx, of.ID, opts...)
	known.Order = order
	return err
}

// readPayments reads the payments that the invoice names, and ends with the
// last of them: a platform that ignores the filter lists all it has.
func readPayments(ctx context.Context, client *rest.Client, known *Related, opts ...rest.CallOption) error {
	missing := make(map[PaymentID]bool, len(known.Invoice.Payments))
	for _, payment := range known.Invoice.Payments {
		missing[payment.ID] = true
	}
	if len(known.Payments) == 1 && len(missing) == 1 && missing[known.Payments[0].ID] {
		return nil
	}
	known.Payments = make([]*Payment, 0, len(missing))
	if len(missing) == 0 {
		return nil
	}
	for payment, err := range NewPayments(client).All(ctx, PaymentFilter{Invoice: known.Invoice.ID}, opts...) {
		if err != nil {
			return err
		}
		if !missing[payment.ID] {
			continue
		}
		known.Payments = append(known.Payments, payment)
		if delete(missing, payment.ID); len(missing) == 0 {
			break
		}
	}
	return nil
}
