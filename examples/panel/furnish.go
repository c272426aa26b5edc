package main

import (
	"context"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/rest"
)

// first is the customer of the platform in memory who has some of everything.
const first customers.ID = 1

// furnish gives the first customer what the platform in memory does not start
// with: a tag, transfers that wait for something, certificates, an order that an
// invoice was made for, and a ticket.
func furnish(ctx context.Context, platform *demo.Platform) error {
	for _, step := range []func(context.Context, *demo.Platform) error{
		tag, startTransfers, requestCertificates, placeOrder, fileTicket,
	} {
		if err := step(ctx, platform); err != nil {
			return err
		}
	}
	return nil
}

func tag(ctx context.Context, platform *demo.Platform) error {
	_, err := platform.Client.Customers.Update(ctx, first, customers.UpdateParams{Tags: []string{"vip"}})
	return err
}

// startTransfers starts one that lacks its code and one that waits for the
// registrant.
func startTransfers(ctx context.Context, platform *demo.Platform) error {
	for _, p := range []domains.TransferParams{
		{Name: "example-moving.com"},
		{Name: "example-moving.es", AuthCode: rest.NewSecret(demoCode), NameServers: []string{"ns1.example.net", "ns2.example.net"}},
	} {
		p.Customer = first
		if _, err := platform.Client.Transfers.Start(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// demoCode is the auth code of all domains here.
const demoCode = "Ex4mple~Code"

func requestCertificates(ctx context.Context, platform *demo.Platform) error {
	plans, err := platform.Client.SSL.Plans(ctx, ssl.PlanFilter{})
	if err != nil {
		return err
	}
	for _, names := range [][]string{{"example.com", "www.example.com"}, {"shop.example.org"}} {
		_, csr, err := ssl.NewKeyAndCSR(names...)
		if err != nil {
			return err
		}
		_, err = platform.Client.SSL.Request(ctx, ssl.RequestParams{
			Customer: first, Plan: plans.Items[0].ID, CSR: csr, DCV: ssl.DCVDNS,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// placeOrder has one attempt to pay the invoice of an order fail, and another
// one under way.
func placeOrder(ctx context.Context, platform *demo.Platform) error {
	platform.Server.SetInvoicing(true)
	order := billing.NewOrder(first).Register(billing.RegisterPart{Name: "example-wanted.com"})
	placed, err := platform.Client.Orders.Create(ctx, order)
	if err != nil {
		return err
	}
	methods, err := platform.Client.Payments.Methods(ctx, billing.MethodFilter{})
	if err != nil {
		return err
	}
	attempt := billing.PaymentParams{Invoice: placed.Invoice.ID, Method: methods.Items[0].ID}
	failed, err := platform.Client.Payments.Start(ctx, attempt)
	if err != nil {
		return err
	}
	if err := platform.Server.FailPayment(int64(failed.ID), `{"error":"declined"}`); err != nil {
		return err
	}
	_, err = platform.Client.Payments.Start(ctx, attempt)
	return err
}

// fileTicket has the customer write, as the platform's Customer Area would.
func fileTicket(_ context.Context, platform *demo.Platform) error {
	_, err := platform.Server.OpenTicket(int64(first), "Two invoices for one order", "I got two invoices for the same order.\n\nWhich one should I pay?")
	return err
}
