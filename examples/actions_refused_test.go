package examples_test

import (
	"context"
	"errors"
	"testing"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// purchases are the actions that cost the reseller money.
var purchases = map[string]func(context.Context, *hostcontrol.Client, customers.ID) error{
	"register a domain": func(ctx context.Context, c *hostcontrol.Client, customer customers.ID) error {
		_, err := c.Domains.Register(ctx, domains.RegisterParams{Customer: customer, Name: "example.com"})
		return err
	},
	"transfer a domain": func(ctx context.Context, c *hostcontrol.Client, customer customers.ID) error {
		_, err := c.Transfers.Start(ctx, domains.TransferParams{Customer: customer, Name: "example.net"})
		return err
	},
	"add hosting": func(ctx context.Context, c *hostcontrol.Client, customer customers.ID) error {
		_, err := c.Hosting.Add(ctx, hosting.AddParams{Customer: customer, Plan: 2})
		return err
	},
}

// Nothing is bought for a customer who must not order, by a reseller who is not
// verified, or for more than the balance holds. What stands in the way can be
// put right, and then everything goes through.
func TestPurchasesRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name            string
		unverified      bool
		reason          rest.Code
		spoil, putRight func(*testing.T, *desk, customers.ID)
	}{
		{
			name:       "the reseller is not verified",
			unverified: true,
			reason:     rest.CodeResellerUnverified,
			putRight:   func(_ *testing.T, d *desk, _ customers.ID) { d.platform.VerifyReseller() },
		},
		{
			name:     "the customer is tagged as fraud",
			reason:   domains.CodeCustomerFraudTagged,
			spoil:    set(customers.UpdateParams{Fraud: new(true)}),
			putRight: set(customers.UpdateParams{Fraud: new(false)}),
		},
		{
			name:     "the customer is disabled",
			reason:   domains.CodeCustomerDisabled,
			spoil:    set(customers.UpdateParams{Enabled: new(false)}),
			putRight: set(customers.UpdateParams{Enabled: new(true)}),
		},
		{
			name:     "the balance is too low",
			reason:   customers.CodeInsufficientBalance,
			spoil:    func(t *testing.T, d *desk, _ customers.ID) { d.spendEverything(t) },
			putRight: func(_ *testing.T, d *desk, _ customers.ID) { d.platform.Deposit(100_00) },
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := sitDownAt(t, hostcontroltest.Options{Customers: -1, Unverified: tt.unverified})
			jane := d.signUp(t, "Jane Roe")
			if tt.spoil != nil {
				tt.spoil(t, d, jane)
			}
			before := d.booked(t)
			for action, buy := range purchases {
				expectRefused(t, action, buy(t.Context(), d.Client, jane), tt.reason)
			}
			expect(t, "charges for what was refused", d.booked(t), before)
			expect(t, "domains of the customer", len(d.sees(t, jane, "Domains")), 0)

			tt.putRight(t, d, jane)
			for action, buy := range purchases {
				if err := buy(t.Context(), d.Client, jane); err != nil {
					t.Errorf("%s in the end: %v", action, err)
				}
			}
			d.expectNoPaperwork(t, jane)
		})
	}
}

func set(settings customers.UpdateParams) func(*testing.T, *desk, customers.ID) {
	return func(t *testing.T, d *desk, customer customers.ID) {
		t.Helper()
		must(d.Customers.Update(t.Context(), customer, settings))(t)
	}
}

// spendEverything buys ever smaller things for another customer, until the
// balance covers none of them.
func (d *desk) spendEverything(t *testing.T) {
	t.Helper()
	other := d.signUp(t, "Otto Poe")
	for _, wanted := range []hosting.AddParams{{Plan: 3, Months: 120}, {Plan: 3}, {Plan: 4}} {
		wanted.Customer = other
		var err error
		for n := 0; err == nil && n < 100; n++ {
			_, err = d.Hosting.Add(t.Context(), wanted)
		}
		expectRefused(t, "buying more", err, customers.CodeInsufficientBalance)
	}
}

// An account that is not verified yet may have customers, but not write invoices
// for them or make them resellers.
func TestUnverifiedReseller(t *testing.T) {
	t.Parallel()
	d, ctx := sitDownAt(t, hostcontroltest.Options{Customers: -1, Unverified: true}), t.Context()
	jane := d.signUp(t, "Jane Roe")
	invoice := func() error {
		_, err := d.Invoices.Create(ctx, billing.InvoiceParams{Customer: jane, Lines: work(t, "121.00")})
		return err
	}
	promote := func() error {
		_, err := d.Customers.Promote(ctx, jane, customers.PromoteParams{Login: "roe-resale"})
		return err
	}
	expectRefused(t, "creating an invoice", invoice(), rest.CodeResellerUnverified)
	expectRefused(t, "promoting", promote(), rest.CodeResellerUnverified)
	d.expectNoPaperwork(t, jane)
	expect(t, "is a reseller", must(d.Customers.Get(ctx, jane))(t).IsReseller, false)

	d.platform.VerifyReseller()
	if err := errors.Join(invoice(), promote()); err != nil {
		t.Errorf("once it is verified: %v", err)
	}
}
