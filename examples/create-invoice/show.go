package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// show gives the lines with their tax, and what they come to.
func show(out io.Writer, i *billing.Invoice) error {
	price := "PRICE"
	if i.PriceIncludesTax {
		price = "PRICE WITH TAX"
	}
	fmt.Fprintf(out, "invoice %s of customer %s\n", i.ID, i.Customer.ID)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "LINE\tQUANTITY\t%s\tTAX RATE\tTAX\tTOTAL\n", price)
	for _, line := range i.Lines {
		text, _, _ := strings.Cut(line.Description, "\n")
		fmt.Fprintf(table, "%s\t%s\t%s\t%s %%\t%s\t%s\n", text, line.Quantity, line.UnitPrice, line.TaxRate, line.Tax, line.Total)
	}
	fmt.Fprintf(table, "without tax\t\t\t\t\t%s\n", i.Subtotal)
	fmt.Fprintf(table, "tax\t\t\t\t\t%s\n", i.Tax)
	fmt.Fprintf(table, "total\t\t\t\t\t%s\n", i.Total)
	return table.Flush()
}

// tell gives a line for what has become of an invoice.
func tell(out io.Writer, i *billing.Invoice) {
	switch {
	case i.State == billing.InvoiceClosed && i.Closed != nil:
		fmt.Fprintf(out, "%s was closed %s: %s\n", i.Number, i.Closed.Format(time.DateTime), paid(i))
	case i.Due != nil:
		fmt.Fprintf(out, "%s is %s and due %s\n", i.Number, i.State, i.Due.Format(time.DateOnly))
	default:
		fmt.Fprintf(out, "%s is %s\n", i.Number, i.State)
	}
}

// paid tells how an invoice came to be closed.
func paid(i *billing.Invoice) string {
	for _, payment := range i.Payments {
		if payment.State == billing.PaymentAuthorized {
			return fmt.Sprintf("paid by payment %s", payment.ID)
		}
	}
	return "by hand"
}

// follow waits until an invoice is closed, and tells of its payments meanwhile.
func follow(ctx context.Context, client *hostcontrol.Client, id billing.InvoiceID, wait billing.WaitOptions[billing.Invoice], out io.Writer) error {
	known, meanwhile := make(map[billing.PaymentID]billing.PaymentState), wait.Progress
	wait.Progress = func(i *billing.Invoice) {
		for _, payment := range i.Payments {
			if known[payment.ID] != payment.State {
				fmt.Fprintf(out, "  payment %s of %s is %s\n", payment.ID, payment.Amount, payment.State)
			}
			known[payment.ID] = payment.State
		}
		if meanwhile != nil {
			meanwhile(i)
		}
	}
	closed, err := client.Invoices.Wait(ctx, id, wait)
	switch {
	case err != nil && ctx.Err() != nil:
		return fmt.Errorf("invoice %s is not paid yet: %w", id, context.Cause(ctx))
	case err != nil:
		return err
	}
	tell(out, closed)
	return nil
}
