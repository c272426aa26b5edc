package main

import (
	"context"
	"fmt"
	"io"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// play shows what the program can do.
func play(ctx context.Context, client *hostcontrol.Client, out io.Writer) error {
	stage := demo.Stage{Program: "contacts", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		return carryOut(ctx, client, asked, out)
	}}
	const reference = "second-office"
	err := stage.Play("add", "-customer", "1", "-reference", reference, "-name", "Jane Roe", "-address", "Sample Lane 7",
		"-zipcode", "3511AB", "-city", "Utrecht", "-country", "NL", "-email", "jane@example.org", "-voice", "+31.301234567")
	if err != nil {
		return err
	}
	added, err := byReference(ctx, client, 1, reference)
	if err != nil {
		return err
	}
	if err := stage.Play("change", "-contact", added.ID.String(), "-city", "Amersfoort"); err != nil {
		return err
	}
	if err := stage.Play("list", "-customer", "1"); err != nil {
		return err
	}
	if err := stage.Play("delete", "-contact", added.ID.String()); err != nil {
		return err
	}
	customer, err := client.Customers.Get(ctx, 1)
	if err != nil {
		return err
	}
	return stage.PlayRefused(customers.CodeContactInUse, "delete", "-contact", customer.PrimaryContact.ID.String())
}

// byReference finds a contact again by the caller's own name for it.
func byReference(ctx context.Context, client *hostcontrol.Client, customer customers.ID, reference string) (*customers.Contact, error) {
	filter := customers.ContactFilter{Customer: customer, ClientReference: reference}
	for contact, err := range client.Contacts.All(ctx, filter) {
		if err != nil || contact.ClientReference == reference {
			return contact, err
		}
	}
	return nil, fmt.Errorf("customer %d has no contact %q", customer, reference)
}
