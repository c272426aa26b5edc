package main

import (
	"context"
	"fmt"
	"io"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

// look only reads: the label, the first page of customers, and what happened
// to the first of them.
func look(ctx context.Context, client *hostcontrol.Client, out io.Writer) error {
	fmt.Fprintln(out, "Nothing is changed there.")
	if err := showLabel(ctx, client, out); err != nil {
		return err
	}
	page, err := client.Customers.List(ctx, customers.Filter{})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\nCustomers: the first %d of %s\n", len(page.Items), total(page))
	showCustomers(out, page.Items)
	if len(page.Items) == 0 {
		return nil
	}
	return showEvents(ctx, client, page.Items[0].ID, out)
}

func showLabel(ctx context.Context, client *hostcontrol.Client, out io.Writer) error {
	label, err := client.Label.Get(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "\nLabel")
	fmt.Fprintln(out, "  BRAND\tCURRENCY\tCOUNTRIES")
	fmt.Fprintf(out, "  %s\t%s\t%d accepted\n", label.Brand, label.Currency.Code, len(label.Countries))
	return nil
}

// total is -1 where the platform sends the whole list without counting it.
func total(page *rest.Page[customers.Customer]) string {
	if page.Total < 0 {
		return "an uncounted list"
	}
	return fmt.Sprint(page.Total)
}

// showCustomers shows a few of a page.
func showCustomers(out io.Writer, page []customers.Customer) {
	const few = 5
	fmt.Fprintln(out, "  ID\tNAME\tE-MAIL\tCOUNTRY")
	for i := range page[:min(few, len(page))] {
		contact := &page[i].PrimaryContact
		fmt.Fprintf(out, "  %d\t%s\t%s\t%s\n", page[i].ID, contact.Name, contact.Email, contact.Country.Name)
	}
	if len(page) > few {
		fmt.Fprintln(out, "  …")
	}
}

// showEvents goes over all pages of the list.
func showEvents(ctx context.Context, client *hostcontrol.Client, id customers.ID, out io.Writer) error {
	fmt.Fprintf(out, "\nEvents of customer %d\n", id)
	fmt.Fprintln(out, "  EVENT\tSTATUS\tMESSAGE")
	for event, err := range client.Events.All(ctx, id, customers.EventFilter{}) {
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "  %s\t%s\t%s\n", event.Type, event.Status, event.Message)
	}
	return nil
}
