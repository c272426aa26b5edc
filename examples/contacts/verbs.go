package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func list(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	var found []*customers.Contact
	for contact, err := range client.Contacts.All(ctx, customers.ContactFilter{Customer: asked.customer}) {
		if err != nil {
			return err
		}
		found = append(found, contact)
	}
	return show(out, found...)
}

func add(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	var given customers.ReplaceParams
	for _, set := range asked.fields {
		set(&given)
	}
	contact, err := client.Contacts.Create(ctx, customers.ContactCreateParams{
		Customer:        asked.customer,
		Name:            given.Name,
		Organisation:    given.Organisation,
		Address:         given.Address,
		Zipcode:         given.Zipcode,
		City:            given.City,
		State:           given.State,
		Country:         given.Country,
		Email:           given.Email,
		Voice:           given.Voice,
		ClientReference: asked.reference,
	})
	if err != nil {
		return err
	}
	return show(out, contact)
}

// change keeps all other fields: the platform replaces a contact as a whole, so
// that what is to stay has to be sent again.
func change(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	if len(asked.fields) == 0 {
		return errors.New("no field to change is given")
	}
	contact, err := client.Contacts.Get(ctx, asked.contact)
	if err != nil {
		return err
	}
	params := contact.Params()
	for _, set := range asked.fields {
		set(&params)
	}
	if contact, err = client.Contacts.Replace(ctx, asked.contact, params); err != nil {
		return err
	}
	return show(out, contact)
}

func remove(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	err := client.Contacts.Delete(ctx, asked.contact)
	switch {
	case errors.Is(err, customers.CodeContactInUse):
		return fmt.Errorf("contact %d stays: %w", asked.contact, err)
	case err != nil:
		return err
	}
	_, err = fmt.Fprintf(out, "contact %d is deleted\n", asked.contact)
	return err
}

func show(out io.Writer, contacts ...*customers.Contact) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tTYPE\tNAME\tADDRESS\tE-MAIL\tDOMAINS")
	for _, c := range contacts {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s, %s %s, %s\t%s\t%d\n",
			c.ID, c.Type, c.Name, c.Address, c.Zipcode, c.City, c.Country.Code, c.Email, len(c.Domains))
	}
	return table.Flush()
}
