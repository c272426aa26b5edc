package gateway_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/billing/gateway"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// payer is sent an invoice, and pays it by a method.
func payer(client *rest.Client, srv *hostcontroltest.Server, method billing.MethodID) {
	ctx, invoices, payments := context.Background(), billing.NewInvoices(client), billing.NewPayments(client)
	price, err := currency.NewAmount("12.50", "EUR")
	if err != nil {
		log.Fatal(err)
	}
	lines := []billing.LineParams{{Description: "Support", UnitPrice: price}}
	invoice, err := invoices.Create(ctx, billing.InvoiceParams{Customer: 1, Lines: lines})
	if err != nil {
		log.Fatal(err)
	}
	if invoice, err = invoices.Open(ctx, invoice.ID); err != nil {
		log.Fatal(err)
	}
	payment, err := payments.Start(ctx, billing.PaymentParams{Invoice: invoice.ID, Method: method})
	if err != nil {
		log.Fatal(err)
	}
	address, form, err := srv.PaymentForm(int64(payment.ID)) // the payer's browser posts it
	if err != nil {
		log.Fatal(err)
	}
	page, err := http.PostForm(address, form)
	if err != nil {
		log.Fatal(err)
	}
	defer page.Body.Close()
	if invoice, err = invoices.Get(ctx, invoice.ID); err != nil {
		log.Fatal(err)
	}
	fmt.Println("invoice", invoice.State)
}

// A provider that takes every payment at once.
func Example() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	client, err := rest.New(rest.Config{BaseURL: srv.URL, Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), "")})
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	provider := httptest.NewServer(mux)
	defer provider.Close()
	account, err := srv.AddGateway("Cards", provider.URL+"/pay", 0) // as in the Reseller Area
	if err != nil {
		log.Fatal(err)
	}

	var cards *gateway.Gateway
	cards, err = gateway.New(gateway.Config{
		Name:            "Cards",
		Secret1:         rest.NewSecret(account.Secret1),
		Secret2:         rest.NewSecret(account.Secret2),
		NotificationURL: account.NotificationURL,
		Store:           new(gateway.MemoryStore),
		Due:             gateway.DueFrom(billing.NewPayments(client)),
		Start: func(w http.ResponseWriter, r *http.Request, request *gateway.Request) {
			fmt.Println("customer", request.Customer, "pays", request.Amount)
			// The payer may close his browser, but has paid.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 20*time.Second)
			defer cancel()
			if err := cards.Notify(ctx, request.Reference, gateway.StatusAuthorized); err != nil {
				log.Println("to be notified again:", err)
				http.Error(w, "Your payment was made, and is being processed.", http.StatusAccepted)
				return
			}
			http.Redirect(w, r, request.ReturnURL, http.StatusSeeOther)
		},
		Now: srv.Now,
	})
	if err != nil {
		log.Fatal(err)
	}
	mux.Handle("/pay", cards)

	payer(client, srv, billing.MethodID(account.Method))
	// Output:
	// customer 1 pays 12.50 EUR
	// invoice closed
}
