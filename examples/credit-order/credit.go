package main

import (
	"context"
	"fmt"
	"io"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// creditsOf gives the credit invoices of an invoice, in the order in which they
// were made; none where there is no invoice.
func creditsOf(ctx context.Context, client *hostcontrol.Client, parent *billing.Invoice) ([]*billing.Invoice, error) {
	if parent == nil {
		return nil, nil
	}
	var credits []*billing.Invoice
	filter := billing.InvoiceFilter{Customer: parent.Customer.ID, Credit: new(true), CreatedSince: parent.Created}
	for found, err := range client.Invoices.All(ctx, filter) {
		if err != nil {
			return nil, err
		}
		if found.CreditedInvoice == parent.ID {
			credits = append(credits, found)
		}
	}
	return credits, nil
}

// issue opens a credit invoice, unless the program did so before it was killed.
// One that does not take back what was charged is left for somebody to look at.
func issue(ctx context.Context, client *hostcontrol.Client, made, parent *billing.Invoice, out io.Writer) error {
	if err := showInvoices(out, made); err != nil {
		return err
	}
	wrong := append(made.Check(), made.CheckCredit(parent)...)
	for _, disagreement := range wrong {
		fmt.Fprintln(out, disagreement)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("credit invoice %s does not add up and is left as it is", made.ID)
	}
	if made.State == billing.InvoiceDraft {
		opened, err := client.Invoices.Open(ctx, made.ID)
		if err != nil {
			return err
		}
		made = opened
	}
	_, err := fmt.Fprintf(out, "%s is %s and credits %s with %s\n", made.Number, made.State, parent.Number, made.Total)
	return err
}

// remind tells what the platform leaves to people: to give money back, and to
// close an invoice that is not to be paid any more.
func remind(ctx context.Context, client *hostcontrol.Client, id billing.InvoiceID, out io.Writer) error {
	parent, err := client.Invoices.Get(ctx, id)
	if err != nil {
		return err
	}
	if parent.State == billing.InvoiceOpen {
		fmt.Fprintf(out, "%s is still open: the customer can pay it until somebody closes it.\n", parent.Number)
	}
	for _, payment := range parent.Payments {
		if payment.State == billing.PaymentAuthorized {
			fmt.Fprintf(out, "Payment %s of %s has to be given back by hand, as far as it was credited.\n", payment.ID, payment.Amount)
		}
	}
	return nil
}
