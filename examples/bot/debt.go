package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// A debt is an open invoice, less what credit invoices took back of it.
type debt struct {
	*billing.Invoice
	owed currency.Amount
}

// debts lists what customers owe. What was due first comes first.
func debts(ctx context.Context, client *hostcontrol.Client) ([]debt, error) {
	var open []*billing.Invoice
	var credits []*billing.Invoice
	for i, err := range client.Invoices.All(ctx, billing.InvoiceFilter{State: billing.InvoiceOpen}) {
		switch {
		case err != nil:
			return nil, err
		case i.State != billing.InvoiceOpen: // a platform that does not know a filter lists all
		case i.Credit:
			credits = append(credits, i)
		default:
			open = append(open, i)
		}
	}
	for i, err := range client.Invoices.All(ctx, billing.InvoiceFilter{State: billing.InvoiceClosed, Credit: new(true)}) {
		if err != nil {
			return nil, err
		}
		if i.State == billing.InvoiceClosed && i.Credit {
			credits = append(credits, i)
		}
	}
	return lessCredits(open, credits)
}

// lessCredits takes credit invoices, whose totals are negative, off what they
// credit, and leaves out where nothing is owed any more.
func lessCredits(open, credits []*billing.Invoice) ([]debt, error) {
	var owing []debt
	for _, invoice := range open {
		d := debt{invoice, invoice.Total}
		for _, credit := range credits {
			if credit.CreditedInvoice != invoice.ID {
				continue
			}
			var err error
			if d.owed, err = d.owed.Add(credit.Total); err != nil {
				return nil, fmt.Errorf("invoice %s: %w", invoice.ID, err)
			}
		}
		if d.owed.IsPositive() {
			owing = append(owing, d)
		}
	}
	slices.SortStableFunc(owing, func(a, b debt) int {
		return cmp.Or(a.since(sinceDue).Compare(b.since(sinceDue)), cmp.Compare(a.ID, b.ID))
	})
	return owing, nil
}

// since gives what days are counted from, zero where the platform does not
// tell.
func (d debt) since(what string) time.Time {
	at := d.Due
	if what == sinceOpened {
		at = d.Opened
	}
	if at == nil {
		return time.Time{}
	}
	return *at
}

// overdue reports whether so many days have passed since the debt was due.
func (d debt) overdue(days int, now time.Time) bool {
	due := d.since(sinceDue)
	return !due.IsZero() && !now.Before(due.AddDate(0, 0, days))
}

// beingPaid reports whether a payment of an invoice is under way.
func beingPaid(i *billing.Invoice) bool {
	return slices.ContainsFunc(i.Payments, func(p billing.PaymentRef) bool { return p.State == billing.PaymentPending })
}

const paymentUnderWay = "a payment is under way"

// settled gives why nothing is to be done for an invoice, as it is now.
func settled(ctx context.Context, client *hostcontrol.Client, id billing.InvoiceID) (string, error) {
	switch now, err := client.Invoices.Get(ctx, id); {
	case err != nil:
		return "", err
	case now.State != billing.InvoiceOpen:
		return "the invoice is " + string(now.State) + " by now", nil
	case beingPaid(now):
		return paymentUnderWay, nil
	}
	return "", nil
}

// A directory reads every customer once.
type directory struct {
	client *hostcontrol.Client
	known  map[customers.ID]*customers.Customer
}

func (d *directory) get(ctx context.Context, id customers.ID) (*customers.Customer, error) {
	if known := d.known[id]; known != nil {
		return known, nil
	}
	found, err := d.client.Customers.Get(ctx, id)
	if err == nil {
		d.known[id] = found
	}
	return found, err
}
