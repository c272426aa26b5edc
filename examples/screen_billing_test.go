package examples_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// A purchase is what a customer does in the storefront of a label that invoices:
// an order, its invoice, a payment that failed and one that is under way.
type purchase struct {
	order           billing.OrderID
	invoice         billing.InvoiceID
	failed, pending billing.PaymentID
}

func (d *desk) purchase(t *testing.T, customer customers.ID) purchase {
	t.Helper()
	ctx := t.Context()
	d.platform.SetInvoicing(true)
	ordered := must(d.Orders.Create(ctx, billing.NewOrder(customer).Register(billing.RegisterPart{Name: "example.com"})))(t)
	p := purchase{order: ordered.ID, invoice: ordered.Invoice.ID}
	pay := billing.PaymentParams{Invoice: p.invoice, Method: d.cheapestMethod(t)}
	p.failed = must(d.Payments.Start(ctx, pay))(t).ID
	expectNone(t, d.platform.FailPayment(int64(p.failed), `{"error":"card declined"}`))
	p.pending = must(d.Payments.Start(ctx, pay))(t).ID
	return p
}

// triangle tells the states of a purchase as a list shows them beside each other.
func triangle(order billing.OrderState, invoice billing.InvoiceState, payments []billing.PaymentRef) string {
	states := make([]string, 0, len(payments))
	for _, p := range payments {
		states = append(states, string(p.State))
	}
	return fmt.Sprintf("order %s, invoice %s, payments %s", order, invoice, strings.Join(states, " "))
}

// Tabs Invoices, Payments and Orders: each of the three shows the other two with
// their states, and leads to them.
func TestInvoicePaymentAndOrderTabs(t *testing.T) {
	t.Parallel()
	d := sitDown(t)
	jane := d.signUp(t, "Jane Roe")
	p := d.purchase(t, jane)
	d.expectTriangle(t, jane, p, "order waiting, invoice open, payments failed pending")
	expect(t, "order as the customer sees it", d.sees(t, jane, "Orders"), []string{fmt.Sprintf("order %s is waiting for payment", p.order)})
	expect(t, "invoice as she sees it", d.sees(t, jane, "Invoices"), []string{"EH-000001 of 8.99 EUR is open, to be paid until 2026-01-19"})

	expectNone(t, d.platform.AuthorizePayment(int64(p.pending)))
	d.expectTriangle(t, jane, p, "order completed, invoice closed, payments failed authorised")
	expect(t, "what she has then", d.sees(t, jane, "Domains"), []string{"example.com is delivered until 2027-01-05"})
	expect(t, "what the reseller pays for it", d.booked(t), []string{"Register example.com: -8.99 EUR"})
}

// expectTriangle looks at a purchase from each of its corners: in the list of the
// tab, and by what the details lead to.
func (d *desk) expectTriangle(t *testing.T, customer customers.ID, p purchase, want string) {
	t.Helper()
	ctx := t.Context()
	order := must(d.Orders.List(ctx, billing.OrderFilter{Customer: customer}))(t).Items[0]
	expect(t, "in the list of orders", triangle(order.State, order.Invoice.State, order.Payments), want)
	invoice := must(d.Invoices.List(ctx, billing.InvoiceFilter{Customer: customer}))(t).Items[0]
	expect(t, "in the list of invoices", triangle(invoice.Order.State, invoice.State, invoice.Payments), want)
	var payments []billing.PaymentRef
	for _, payment := range must(d.Payments.List(ctx, billing.PaymentFilter{Customer: customer}))(t).Items {
		payments = append(payments, billing.PaymentRef{ID: payment.ID, State: payment.State})
		expect(t, "order of a payment", payment.Order.State, order.State)
		expect(t, "invoice of a payment", payment.Invoice.State, invoice.State)
	}
	expect(t, "in the list of payments", triangle(order.State, invoice.State, payments), want)

	for from, related := range map[string]*billing.Related{
		"order":   must(d.Orders.Related(ctx, p.order))(t),
		"invoice": must(d.Invoices.Related(ctx, p.invoice))(t),
		"payment": must(d.Payments.Related(ctx, p.failed))(t),
	} {
		payments = nil
		for _, payment := range related.Payments {
			payments = append(payments, billing.PaymentRef{ID: payment.ID, State: payment.State})
		}
		expect(t, "what the "+from+" leads to", triangle(related.Order.State, related.Invoice.State, payments), want)
		expect(t, "the order that the "+from+" leads to", related.Order.ID, p.order)
		expect(t, "the invoice that the "+from+" leads to", related.Invoice.ID, p.invoice)
	}
}

// Tab Payments: the details of one that failed tell what its gateway has said.
func TestPaymentPayload(t *testing.T) {
	t.Parallel()
	d := sitDown(t)
	p := d.purchase(t, d.signUp(t, "Jane Roe"))
	failed := must(d.Payments.Get(t.Context(), p.failed))(t)
	expect(t, "payload", string(failed.Payload), `{"error":"card declined"}`)
	pending := must(d.Payments.List(t.Context(), billing.PaymentFilter{State: billing.PaymentPending}))(t)
	expect(t, "payments under way", len(pending.Items), 1)
}

// Tab Invoices: what was invoiced is taken back by another invoice, which its
// customer cannot pay.
func TestCreditInvoice(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	p := d.purchase(t, jane)
	must(d.Invoices.Close(ctx, p.invoice))(t)

	credit := must(d.Invoices.Credit(ctx, p.invoice, billing.CreditParams{}))(t)
	expect(t, "what it takes back", credit.CreditedInvoice, p.invoice)
	expect(t, "amount", credit.Total.String(), "-8.99 EUR")
	expect(t, "what does not add up", len(credit.CheckCredit(must(d.Invoices.Get(ctx, p.invoice))(t))), 0)
	expect(t, "as the customer sees the draft", d.sees(t, jane, "Invoices"), []string{"EH-000001 of 8.99 EUR is closed"})
	must(d.Invoices.Open(ctx, credit.ID))(t)
	expect(t, "as she sees it open", d.sees(t, jane, "Invoices"), []string{"EH-000001 of 8.99 EUR is closed", "EH-000002 of -8.99 EUR is open"})
	_, err := d.Payments.Start(ctx, billing.PaymentParams{Invoice: credit.ID, Method: d.cheapestMethod(t)})
	expectRefused(t, "paying it", err, billing.CodeInvoiceStateInvalid)
}

// Tab Orders: an order that is canceled delivers nothing any more, and its
// invoice is credited if the label wants that.
func TestCancelOrder(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	d.platform.SetBillingPolicy(hostcontroltest.BillingPolicy{CreditCanceled: true})
	p := d.purchase(t, jane)

	canceled := must(d.Orders.Cancel(ctx, p.order))(t)
	expect(t, "order", canceled.Order.State, billing.OrderCanceled)
	expect(t, "credit invoices", len(canceled.Credits), 1)
	expect(t, "what is credited", canceled.Credits[0].CreditedInvoice, p.invoice)
	expectNone(t, d.platform.AuthorizePayment(int64(p.pending)))
	expect(t, "what a late payment brings", len(d.sees(t, jane, "Domains")), 0)
	_, err := d.Orders.Cancel(ctx, p.order)
	expectRefused(t, "canceling it twice", err, billing.CodeOrderStateInvalid)
}

// Tab Orders: one that failed is restarted once the reason is gone.
func TestRestartOrder(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane, john := d.signUp(t, "Jane Roe"), d.signUp(t, "John Doe")
	p := d.purchase(t, jane)
	transfer := must(d.Transfers.Start(ctx, domains.TransferParams{Customer: john, Name: "example.com"}))(t)
	expectNone(t, d.platform.AuthorizePayment(int64(p.pending)))
	failed := must(d.Orders.Get(ctx, p.order))(t)
	expect(t, "order for what is taken", failed.State, billing.OrderFailed)
	expect(t, "the reason", failed.Parts[0].LastError, string(domains.CodeDomainTaken))
	expect(t, "as the customer sees it", d.sees(t, jane, "Orders"), []string{fmt.Sprintf("order %s is failed", p.order)})

	must(d.Transfers.Cancel(ctx, transfer.ID))(t)
	restarted := must(d.Orders.Restart(ctx, p.order))(t)
	expect(t, "once it is free again", restarted.State, billing.OrderCompleted)
	expect(t, "what she has then", len(d.sees(t, jane, "Domains")), 1)
}
