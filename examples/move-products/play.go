package main

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

// play shows what the program can do.
func play(ctx context.Context, client *hostcontrol.Client, out io.Writer) error {
	stage := demo.Stage{Program: "move-products", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		return move(ctx, client, asked, out)
	}}
	domains, err := domainsOf(ctx, client, 1)
	if err != nil {
		return err
	}
	hosting, err := hostingOf(ctx, client, 1)
	if err != nil {
		return err
	}
	err = stage.PlayRefused(hostcontrol.ErrValidation, "-from", "1", "-to", "2", "-domains", domains+",example.org")
	if err != nil {
		return err
	}
	return stage.Play("-from", "1", "-to", "2", "-domains", domains, "-hosting", hosting)
}

// domainsOf gives the domains that are registered on the customer's contacts.
func domainsOf(ctx context.Context, client *hostcontrol.Client, id customers.ID) (string, error) {
	var names []string
	for contact, err := range client.Contacts.All(ctx, customers.ContactFilter{Customer: id}) {
		if err != nil {
			return "", err
		}
		names = append(names, contact.Domains...)
	}
	return strings.Join(names, ","), nil
}

// hostingOf makes a call that the SDK has no method for, over its wire.
func hostingOf(ctx context.Context, client *hostcontrol.Client, id customers.ID) (string, error) {
	type account struct {
		Reference string `json:"reference"`
	}
	page, err := rest.List[account](ctx, client.REST(), rest.Call{
		Operation: "hosting.list",
		Method:    http.MethodGet,
		Path:      rest.At("/hosting"),
		Query:     url.Values{"customer": {id.String()}},
	})
	if err != nil {
		return "", err
	}
	references := make([]string, 0, len(page.Items))
	for _, account := range page.Items {
		references = append(references, account.Reference)
	}
	return strings.Join(references, ","), nil
}
