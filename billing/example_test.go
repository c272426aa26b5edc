package billing_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// connect makes a client of the platform in memory.
func connect(srv *hostcontroltest.Server) *rest.Client {
	client, err := rest.New(rest.Config{
		BaseURL:     srv.URL,
		Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), ""),
		HTTPClient:  srv.Client(),
	})
	if err != nil {
		log.Fatal(err)
	}
	return client
}

func euros(number string) currency.Amount {
	amount, err := currency.NewAmount(number, "EUR")
	if err != nil {
		log.Fatal(err)
	}
	return amount
}

// An invoice begins as a draft. Opening it gives it a number and shows it to the
// customer.
func Example() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	invoices, ctx := billing.NewInvoices(connect(srv)), context.Background()

	draft, err := invoices.Create(ctx, billing.InvoiceParams{
		Customer: 1,
		Lines: []billing.LineParams{
			{Description: "Advice, in hours", Quantity: "1.5", UnitPrice: euros("80")},
			{Description: "example.nl, 12 months", UnitPrice: euros("9.95"), Category: billing.ProductDomain},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(draft.State, draft.Subtotal, draft.Tax, draft.Total)

	invoice, err := invoices.Open(ctx, draft.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(invoice.State, invoice.Number != "")
	// Output:
	// draft 107.39 EUR 22.56 EUR 129.95 EUR
	// open true
}

// What an invoice says is calculated anew from its lines.
func ExampleInvoice_Check() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	invoices, ctx := billing.NewInvoices(connect(srv)), context.Background()
	invoice, err := invoices.Create(ctx, billing.InvoiceParams{
		Customer: 1,
		Lines:    []billing.LineParams{{Description: "Advice", UnitPrice: euros("80")}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("as it came:", invoice.Check())

	invoice.Total = euros("80.01")
	for _, wrong := range invoice.Check() {
		fmt.Println(wrong)
	}
	// Output:
	// as it came: []
	// total: is 80.01 EUR, want 80.00 EUR: the sum of the lines
}

// Some lines of an invoice are credited by their ids. The credit invoice is a
// draft that has to be opened.
func ExampleInvoiceService_Credit() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	invoices, ctx := billing.NewInvoices(connect(srv)), context.Background()
	invoice, err := invoices.Create(ctx, billing.InvoiceParams{
		Customer: 1,
		Lines: []billing.LineParams{
			{Description: "Advice", UnitPrice: euros("80")},
			{Description: "Travel", UnitPrice: euros("20")},
		},
	})
	if err != nil {
		log.Fatal(err)
	}

	// A draft cannot be credited: it can be edited.
	_, err = invoices.Credit(ctx, invoice.ID, billing.CreditParams{})
	if refused, ok := errors.AsType[*billing.StateError](err); ok {
		fmt.Println("cannot", refused.Action, "what is", refused.State)
	}

	if invoice, err = invoices.Open(ctx, invoice.ID); err != nil {
		log.Fatal(err)
	}
	credit, err := invoices.Credit(ctx, invoice.ID, billing.CreditParams{Lines: []billing.LineID{invoice.Lines[1].ID}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(credit.State, credit.Total, credit.CheckCredit(invoice))
	// Output:
	// cannot credit what is draft
	// draft -20.00 EUR []
}

// The document goes where it is wanted, without being held in memory.
func ExampleInvoiceService_PDF() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1, Invoices: 1})
	defer srv.Close()
	invoices, ctx := billing.NewInvoices(connect(srv)), context.Background()
	page, err := invoices.List(ctx, billing.InvoiceFilter{})
	if err != nil {
		log.Fatal(err)
	}

	var file bytes.Buffer // or an *os.File, or an http.ResponseWriter
	written, err := invoices.PDF(ctx, page.Items[0].ID, &file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.8s %t\n", file.String(), written == int64(file.Len()))
	// Output: %PDF-1.4 true
}

// A payment that failed is no obstacle to the next one. The one that succeeds
// closes the invoice.
func ExamplePaymentService_Start() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	client, ctx := connect(srv), context.Background()
	invoices, payments := billing.NewInvoices(client), billing.NewPayments(client)
	invoice, err := invoices.Create(ctx, billing.InvoiceParams{
		Customer: 1,
		Lines:    []billing.LineParams{{Description: "Advice", UnitPrice: euros("80")}},
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := invoices.Open(ctx, invoice.ID); err != nil {
		log.Fatal(err)
	}
	methods, err := payments.Methods(ctx, billing.MethodFilter{})
	if err != nil {
		log.Fatal(err)
	}

	attempt := func() *billing.Payment {
		payment, err := payments.Start(ctx, billing.PaymentParams{Invoice: invoice.ID, Method: methods.Items[0].ID})
		if err != nil {
			log.Fatal(err)
		}
		return payment
	}
	// The payer decides at the gateway.
	if err := srv.FailPayment(int64(attempt().ID), `{"error":"refused"}`); err != nil {
		log.Fatal(err)
	}
	if err := srv.AuthorizePayment(int64(attempt().ID)); err != nil {
		log.Fatal(err)
	}

	paid, err := invoices.Wait(ctx, invoice.ID, billing.WaitOptions[billing.Invoice]{})
	if err != nil {
		log.Fatal(err)
	}
	for _, payment := range paid.Payments {
		fmt.Println(payment.State, payment.Amount)
	}
	fmt.Println(paid.State)
	// Output:
	// failed 80.00 EUR
	// authorised 80.00 EUR
	// closed
}

// An order of several products waits until its invoice is paid.
func ExampleOrderService_Create() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	srv.SetInvoicing(true)
	orders, ctx := billing.NewOrders(connect(srv)), context.Background()

	order, err := orders.Create(ctx, billing.NewOrder(1).
		Register(billing.RegisterPart{Name: "example.nl"}).
		Hosting(billing.HostingPart{Plan: 1}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.State, "for", order.Hold)

	related, err := orders.Related(ctx, order.ID)
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range related.Invoice.Lines {
		fmt.Println(line.Description, line.Total)
	}
	// Output:
	// waiting for payment
	// example.nl, 12 months 3.99 EUR
	// Web S, 12 months 24.00 EUR
}

// All that is wrong with an order is told at once, in the platform's names of
// the fields.
func ExampleOrderBuilder() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	orders := billing.NewOrders(connect(srv))

	_, err := orders.Create(context.Background(), billing.NewOrder(1).
		Register(billing.RegisterPart{Name: "example.nl"}).
		Transfer(billing.TransferPart{Name: "Example.NL"}).
		Hosting(billing.HostingPart{Months: -12}))
	if refused, ok := errors.AsType[*rest.Error](err); ok {
		for _, field := range refused.Fields {
			fmt.Println(field)
		}
	}
	// Output:
	// order.1.name: is ordered twice
	// order.2.plan: must be positive
	// order.2.interval: must not be negative
}
