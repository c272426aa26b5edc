package examples_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains/hosting"
)

// Action 6, Add hosting account: it is on the web at once, at the reseller's
// expense. The customer has ordered nothing and owes nothing.
func TestAddHosting(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	d.platform.SetInvoicing(true)
	jane, john := d.signUp(t, "Jane Roe"), d.signUp(t, "John Doe")
	d.register(t, jane, "example.com")
	d.register(t, john, "example.org")

	site := must(d.Hosting.Add(ctx, hosting.AddParams{Customer: jane, Plan: 2, Domain: "example.com"}))(t)
	expect(t, "status", site.Status, hosting.StatusDelivered)
	expect(t, "what the reseller pays", d.booked(t)[2:], []string{"Add hosting " + site.Reference + ": -60.00 EUR"})
	d.expectNoPaperwork(t, jane)
	expect(t, "what the customer sees", d.sees(t, jane, "Hosting"), []string{"Web M " + site.Reference + " is delivered until 2027-01-05"})
	domain := must(d.Domains.Get(ctx, "example.com"))(t)
	expect(t, "account of the domain", domain.Hosting.Reference, site.Reference)
	expect(t, "events", d.happened(t, jane, customers.EventFilter{Type: "hosting.created"}), []string{"hosting.created"})

	_, err := d.Hosting.Add(ctx, hosting.AddParams{Customer: jane, Plan: 2, Domain: "example.org"})
	expectFields(t, "for somebody else's domain", err, "domain")
	_, err = d.Hosting.Add(ctx, hosting.AddParams{Customer: jane, Plan: 2, Domain: "example.com"})
	expectFields(t, "for a domain that has an account", err, "domain")
	expect(t, "accounts", len(d.sees(t, jane, "Hosting")), 1)

	mail := must(d.Hosting.Add(ctx, hosting.AddParams{Customer: john, Plan: 4, Months: 3}))(t)
	expect(t, "what takes longer to set up", mail.Status, hosting.StatusPending)
	expect(t, "three months of it", d.booked(t)[3:], []string{"Add hosting " + mail.Reference + ": -5.97 EUR"})
	d.platform.Advance(10 * time.Minute)
	expect(t, "what the customer sees then", d.sees(t, john, "Hosting"), []string{"Mail " + mail.Reference + " is delivered until 2026-04-05"})
}

// Action 7, Create invoice: a draft is the reseller's alone, to be edited and
// deleted. Opened it has a number, and the customer sees it and pays it.
func TestCreateInvoice(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")

	draft := must(d.Invoices.Create(ctx, billing.InvoiceParams{Customer: jane, Lines: work(t, "100.00")}))(t)
	expect(t, "state", draft.State, billing.InvoiceDraft)
	expect(t, "number", draft.Number, "")
	expect(t, "what the customer sees of a draft", len(d.sees(t, jane, "Invoices")), 0)
	method := d.cheapestMethod(t)
	_, err := d.Payments.Start(ctx, billing.PaymentParams{Invoice: draft.ID, Method: method})
	expectRefused(t, "paying a draft", err, billing.CodeInvoiceStateInvalid)

	lines := append(work(t, "121.00"), billing.LineParams{
		Description: "A domain", Quantity: "2", UnitPrice: must(currency.NewAmount("12.10", "EUR"))(t), Category: billing.ProductDomain,
	})
	draft = must(d.Invoices.Update(ctx, draft.ID, billing.InvoiceUpdateParams{Lines: lines}))(t)
	expect(t, "total after an edit", draft.Total.String(), "145.20 EUR")
	expect(t, "its tax", draft.Tax.String(), "25.20 EUR")
	expect(t, "what does not add up", len(draft.Check()), 0)

	opened := must(d.Invoices.Open(ctx, draft.ID))(t)
	expect(t, "number once it is open", opened.Number, "EH-000001")
	expect(t, "what the customer sees of it", d.sees(t, jane, "Invoices"), []string{"EH-000001 of 145.20 EUR is open, to be paid until 2026-01-19"})
	var document bytes.Buffer
	must(d.Invoices.PDF(ctx, opened.ID, &document))(t)
	expect(t, "its document", document.String()[:5], "%PDF-")
	_, err = d.Invoices.Update(ctx, opened.ID, billing.InvoiceUpdateParams{Lines: lines})
	expectRefused(t, "editing it", err, billing.CodeInvoiceStateInvalid)
	expectRefused(t, "deleting it", d.Invoices.Delete(ctx, opened.ID), billing.CodeInvoiceStateInvalid)

	payment := must(d.Payments.Start(ctx, billing.PaymentParams{Invoice: opened.ID, Method: method}))(t)
	expectNone(t, d.platform.AuthorizePayment(int64(payment.ID)))
	paid := must(d.Invoices.Get(ctx, opened.ID))(t)
	expect(t, "state once it is paid", paid.State, billing.InvoiceClosed)
	expect(t, "what the customer sees in the end", d.sees(t, jane, "Invoices"), []string{"EH-000001 of 145.20 EUR is closed"})
	expect(t, "order of a written invoice", paid.Order, nil)
	expect(t, "costs of invoicing", len(d.booked(t)), 0)
}

// A draft that is deleted leaves no gap in the numbers.
func TestDeleteDraft(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	var ids []billing.InvoiceID
	for range 3 {
		ids = append(ids, must(d.Invoices.Create(ctx, billing.InvoiceParams{Customer: jane, Lines: work(t, "121.00")}))(t).ID)
	}
	must(d.Invoices.Open(ctx, ids[0]))(t)
	expectNone(t, d.Invoices.Delete(ctx, ids[1]))
	expect(t, "number of the next one", must(d.Invoices.Open(ctx, ids[2]))(t).Number, "EH-000002")
}

// work is the line of an invoice that a reseller writes himself.
func work(t *testing.T, price string) []billing.LineParams {
	t.Helper()
	return []billing.LineParams{{Description: "Work on the website", UnitPrice: must(currency.NewAmount(price, "EUR"))(t)}}
}

// cheapestMethod is a way to pay without a fee.
func (d *desk) cheapestMethod(t *testing.T) billing.MethodID {
	t.Helper()
	for _, method := range must(d.Payments.Methods(t.Context(), billing.MethodFilter{}))(t).Items {
		if method.Fee.IsZero() {
			return method.ID
		}
	}
	t.Fatal("every method has a fee")
	return 0
}
