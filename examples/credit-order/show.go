package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/hostcontrol-go/sdk/billing"
)

// showOrder gives the parts of an order, and its invoice if there is one.
func showOrder(out io.Writer, known *billing.Related) error {
	order := known.Order
	state := string(order.State)
	if order.Hold != "" {
		state += " for " + string(order.Hold)
	}
	fmt.Fprintf(out, "order %s of customer %s is %s\n", order.ID, order.Customer.ID, state)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, part := range order.Parts {
		state := string(part.State)
		if part.LastError != "" {
			state += ": " + part.LastError
		}
		fmt.Fprintf(table, "  %s\t%s\n", strings.TrimSpace(part.Description), state)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if known.Invoice == nil {
		_, err := fmt.Fprintln(out, "It was not invoiced.")
		return err
	}
	return showInvoices(out, known.Invoice)
}

// showInvoices gives the lines of invoices, with the numbers that they are
// credited by.
func showInvoices(out io.Writer, invoices ...*billing.Invoice) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "INVOICE\tNUMBER\tSTATE\tLINE\tTEXT\tTAX\tTOTAL")
	for _, i := range invoices {
		number := cmp.Or(i.Number, "-")
		for _, line := range i.Lines {
			text, _, _ := strings.Cut(line.Description, "\n")
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", i.ID, number, i.State, line.ID, text, line.Tax, line.Total)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\tall\t\t%s\t%s\n", i.ID, number, i.State, i.Tax, i.Total)
	}
	return table.Flush()
}
