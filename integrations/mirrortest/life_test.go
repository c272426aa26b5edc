package mirrortest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// A life is what goes on on a platform while it is copied.
type life struct {
	srv      *hostcontroltest.Server
	invoices *billing.InvoiceService
	payments *billing.PaymentService
	orders   *billing.OrderService
	method   billing.MethodID

	known  []billing.InvoiceID // that have not been deleted here
	events map[string]int      // what happened, and how often
}

func newLife(t testing.TB, srv *hostcontroltest.Server) *life {
	t.Helper()
	client := newClient(t, srv.URL, srv.APIKey)
	l := &life{
		srv: srv, events: map[string]int{},
		invoices: billing.NewInvoices(client), payments: billing.NewPayments(client), orders: billing.NewOrders(client),
	}
	srv.SetInvoicing(true)
	methods, err := l.payments.Methods(t.Context(), billing.MethodFilter{})
	if err != nil {
		t.Fatal(err)
	}
	l.method = methods.Items[0].ID
	for invoice, err := range l.invoices.All(t.Context(), billing.InvoiceFilter{}, rest.WithPageSize(500)) {
		if err != nil {
			t.Fatal(err)
		}
		l.known = append(l.known, invoice.ID)
	}
	return l
}

// happen lets something happen, and as much time pass as the clock says.
func (l *life) happen(ctx context.Context, after time.Duration) error {
	l.srv.Advance(after)
	what, err := l.event(ctx)
	if failure, ok := errors.AsType[*rest.Error](err); ok {
		return fmt.Errorf("%s: %w", what, failure)
	}
	l.events[what]++
	return err
}

func (l *life) event(ctx context.Context) (string, error) {
	switch rand.IntN(8) {
	case 0:
		return "order", l.order(ctx)
	case 1, 2:
		return "draft", l.draft(ctx)
	}
	at := rand.IntN(len(l.known))
	if rand.IntN(2) == 0 { // drafts are among the new ones
		at = len(l.known) - 1 - rand.IntN(min(50, len(l.known)))
	}
	invoice, err := l.invoices.Get(ctx, l.known[at])
	if err != nil {
		return "look", err
	}
	switch state := invoice.State; {
	case state == billing.InvoiceDraft && rand.IntN(2) == 0:
		l.known[at] = l.known[len(l.known)-1]
		l.known = l.known[:len(l.known)-1]
		return "delete", l.invoices.Delete(ctx, invoice.ID)
	case state == billing.InvoiceDraft:
		_, err = l.invoices.Open(ctx, invoice.ID)
		return "open", err
	case state == billing.InvoiceOpen && !invoice.Credit:
		return "pay", l.pay(ctx, invoice.ID)
	case state == billing.InvoiceClosed && rand.IntN(2) == 0:
		_, err = l.invoices.Reopen(ctx, invoice.ID)
		return "reopen", err
	case !invoice.Credit:
		made, err := l.invoices.Credit(ctx, invoice.ID, billing.CreditParams{})
		if err == nil {
			l.known = append(l.known, made.ID)
		}
		return "credit", err
	}
	return "nothing", nil
}

func (l *life) draft(ctx context.Context) error {
	price, err := currency.NewAmountFromInt64(rand.Int64N(9000)+100, "EUR")
	if err != nil {
		return err
	}
	made, err := l.invoices.Create(ctx, billing.InvoiceParams{
		Customer: 1, Lines: []billing.LineParams{{Description: "Support", UnitPrice: price}},
	})
	if err == nil {
		l.known = append(l.known, made.ID)
	}
	return err
}

func (l *life) order(ctx context.Context) error {
	made, err := l.orders.Create(ctx, billing.NewOrder(1).Hosting(billing.HostingPart{Plan: 1}))
	if err != nil {
		return err
	}
	l.known = append(l.known, made.Invoice.ID)
	return nil
}

func (l *life) pay(ctx context.Context, invoice billing.InvoiceID) error {
	started, err := l.payments.Start(ctx, billing.PaymentParams{Invoice: invoice, Method: l.method})
	if err != nil {
		return err
	}
	if rand.IntN(3) == 0 {
		return l.srv.FailPayment(int64(started.ID), `{"error":"declined"}`)
	}
	return l.srv.AuthorizePayment(int64(started.ID))
}
