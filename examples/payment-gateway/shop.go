package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/billing/gateway"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

const (
	gatewayName = "Example Pay"
	fee         = 35 // cents, on top of every invoice
)

// A shop is a reseller on a platform in memory who has a gateway of his own.
type shop struct {
	platform *demo.Platform
	gateway  hostcontroltest.Gateway
}

// openShop starts a platform that sends payers to an address. Its clock stands
// still unless it is live.
func openShop(address string, live bool) (*shop, error) {
	options := hostcontroltest.Options{Customers: 3}
	if live {
		options.Start, options.Live = time.Now(), true
	}
	srv := hostcontroltest.NewServer(options)
	s := &shop{platform: &demo.Platform{Server: srv}}
	var err error
	if s.platform.Client, err = hostcontrol.New(hostcontrol.WithBaseURL(srv.URL), hostcontrol.WithAPIKey(srv.APIKey)); err == nil {
		s.gateway, err = srv.AddGateway(gatewayName, address, fee) // as in the Reseller Area
	}
	if err != nil {
		srv.Close()
		return nil, err
	}
	return s, nil
}

// account is what the reseller tells his provider.
func (s *shop) account() account {
	return account{
		name:            gatewayName,
		secret1:         rest.NewSecret(s.gateway.Secret1),
		secret2:         rest.NewSecret(s.gateway.Secret2),
		notificationURL: s.gateway.NotificationURL,
		due:             gateway.DueFrom(s.platform.Client.Payments),
		now:             s.platform.Server.Now,
	}
}

// bill sends a customer an invoice.
func (s *shop) bill(ctx context.Context) (*billing.Invoice, error) {
	price, err := currency.NewAmount("12.50", "EUR")
	if err != nil {
		return nil, err
	}
	draft, err := s.platform.Client.Invoices.Create(ctx, billing.InvoiceParams{
		Customer: 1,
		Lines:    []billing.LineParams{{Description: "Support", UnitPrice: price}},
	})
	if err != nil {
		return nil, err
	}
	return s.platform.Client.Invoices.Open(ctx, draft.ID)
}

// start starts a payment of an invoice, and gives the page to make it on.
func (s *shop) start(ctx context.Context, invoice *billing.Invoice) (*billing.Payment, string, error) {
	payment, err := s.platform.Client.Payments.Start(ctx, billing.PaymentParams{
		Invoice: invoice.ID,
		Method:  billing.MethodID(s.gateway.Method),
	})
	if err != nil {
		return nil, "", err
	}
	address, err := s.platform.Server.PaymentPage(int64(payment.ID))
	return payment, address, err
}

// report tells what has become of an invoice.
func (s *shop) report(ctx context.Context, id billing.InvoiceID, say *log.Logger) (*billing.Invoice, error) {
	invoice, err := s.platform.Client.Invoices.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	last := invoice.Payments[len(invoice.Payments)-1]
	say.Printf("%s is %s: payment %s is %s\n", invoice.Number, invoice.State, last.ID, last.State)
	return invoice, nil
}

// invite sends invoices until it is interrupted, each as soon as the one before
// was paid, and waits for somebody with a browser.
func invite(ctx context.Context, s *shop, p *provider, say *log.Logger) error {
	say.Println("Open the pages in a browser. Stop with Ctrl-C.")
	for ctx.Err() == nil {
		invoice, err := s.bill(ctx)
		for err == nil && invoice.State == billing.InvoiceOpen {
			invoice, err = s.attempt(ctx, invoice, p, say)
		}
		if err != nil && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

// attempt waits until a payment was made, refused or has expired.
func (s *shop) attempt(ctx context.Context, invoice *billing.Invoice, p *provider, say *log.Logger) (*billing.Invoice, error) {
	payment, address, err := s.start(ctx, invoice)
	if err != nil {
		return nil, err
	}
	say.Printf("\n%s of %s, and a fee of %s, is to be paid at\n  %s\n", invoice.Number, payment.Amount, payment.Fee, address)
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for payment %s: %w", payment.ID, context.Cause(ctx))
	case <-p.heard:
	case <-time.After(payment.Expires.Sub(s.platform.Server.Now())):
	}
	return s.report(ctx, invoice.ID, say)
}
