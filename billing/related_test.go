package billing_test

import (
	"context"
	"errors"
	"testing"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestRelated(t *testing.T) {
	t.Parallel()
	const list = "GET /payment?invoice=12&limit=100&offset=0"
	second := with(paymentJSON, `"id": 71`, `"id": 72`, `"failed"`, `"pending"`)
	foreign := with(paymentJSON, `"id": 71`, `"id": 60`, `"id": 12`, `"id": 11`)
	invoice := resttest.Step{Request: "GET /invoice/12", Answer: resttest.Success(invoiceJSON)}
	order := resttest.Step{Request: "GET /order/205", Answer: resttest.Success(orderJSON)}
	payment := resttest.Step{Request: "GET /payment/71", Answer: resttest.Success(paymentJSON)}
	payments := resttest.Step{Request: list, Answer: resttest.Success("[" + foreign + "," + paymentJSON + "," + second + "]")}

	invoiceAlone := resttest.Step{Request: "GET /invoice/12", Answer: resttest.Success(draftJSON)}
	orderAlone := resttest.Step{Request: "GET /order/205", Answer: resttest.Success(with(orderJSON, `{"id": 12, "number": "ES-000007", "state": "open"}`, "null"))}
	const ref, refs = `{"id": 12, "number": "ES-000007", "state": "open"}`, `, {"id": 72, "state": "pending", "amount": 12483}`
	paidOnce := resttest.Step{Request: "GET /invoice/12", Answer: resttest.Success(with(invoiceJSON, refs, ""))}
	paymentOfOrder := resttest.Step{Request: "GET /payment/71", Answer: resttest.Success(with(paymentJSON, ref, "null"))}
	paymentAlone := resttest.Step{Request: "GET /payment/71", Answer: resttest.Success(with(paymentJSON, ref, "null", `{"id": 205, "state": "waiting"}`, "null"))}

	ofInvoice := func(ctx context.Context, c *rest.Client) (*billing.Related, error) {
		return billing.NewInvoices(c).Related(ctx, 12)
	}
	ofPayment := func(ctx context.Context, c *rest.Client) (*billing.Related, error) {
		return billing.NewPayments(c).Related(ctx, 71)
	}
	ofOrder := func(ctx context.Context, c *rest.Client) (*billing.Related, error) {
		return billing.NewOrders(c).Related(ctx, 205)
	}
	unknown := func(s resttest.Step) resttest.Step {
		return resttest.Step{Request: s.Request, Answer: resttest.Failure("request_resource_unknown")}
	}
	tests := []struct {
		name     string
		call     func(context.Context, *rest.Client) (*billing.Related, error)
		steps    []resttest.Step
		invoice  billing.InvoiceID
		order    billing.OrderID
		payments []billing.PaymentID
		err      error
	}{
		{"invoice", ofInvoice, []resttest.Step{invoice, order, payments}, 12, 205, []billing.PaymentID{71, 72}, nil},
		{"payment", ofPayment, []resttest.Step{payment, invoice, order, payments}, 12, 205, []billing.PaymentID{71, 72}, nil},
		{"order", ofOrder, []resttest.Step{order, invoice, payments}, 12, 205, []billing.PaymentID{71, 72}, nil},
		{"draft made by hand", ofInvoice, []resttest.Step{invoiceAlone}, 12, 0, nil, nil},
		{"only payment", ofPayment, []resttest.Step{payment, paidOnce, order}, 12, 205, []billing.PaymentID{71}, nil},
		{"payment of an order alone", ofPayment, []resttest.Step{paymentOfOrder, order}, 0, 205, []billing.PaymentID{71}, nil},
		{"payment of nothing", ofPayment, []resttest.Step{paymentAlone}, 0, 0, []billing.PaymentID{71}, nil},
		{"order without an invoice", ofOrder, []resttest.Step{orderAlone}, 0, 205, nil, nil},
		{"unknown invoice", ofInvoice, []resttest.Step{unknown(invoice)}, 0, 0, nil, rest.ErrNotFound},
		{"unknown payment", ofPayment, []resttest.Step{unknown(payment)}, 0, 0, nil, rest.ErrNotFound},
		{"unknown order", ofOrder, []resttest.Step{unknown(order)}, 0, 0, nil, rest.ErrNotFound},
		{"order that cannot be read", ofInvoice, []resttest.Step{invoice, unknown(order)}, 0, 0, nil, rest.ErrNotFound},
		{"order of a payment that cannot be read", ofPayment, []resttest.Step{paymentOfOrder, unknown(order)}, 0, 0, nil, rest.ErrNotFound},
		{"payments that cannot be read", ofInvoice, []resttest.Step{invoice, order, unknown(payments)}, 0, 0, nil, rest.ErrNotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.call(t.Context(), resttest.Script(t, tt.steps...))
			if !errors.Is(err, tt.err) || (got == nil) != (tt.err != nil) {
				t.Fatalf("got %+v, %v", got, err)
			}
			if err != nil {
				return
			}
			if got.Invoice == nil != (tt.invoice == 0) || got.Invoice != nil && got.Invoice.ID != tt.invoice {
				t.Errorf("invoice %+v", got.Invoice)
			}
			if got.Order == nil != (tt.order == 0) || got.Order != nil && got.Order.ID != tt.order {
				t.Errorf("order %+v", got.Order)
			}
			var payments []billing.PaymentID
			for _, payment := range got.Payments {
				payments = append(payments, payment.ID)
			}
			if len(payments) != len(tt.payments) || len(payments) > 0 && payments[len(payments)-1] != tt.payments[len(payments)-1] {
				t.Errorf("payments %v, want %v", payments, tt.payments)
			}
		})
	}
}
