package main

import (
	"context"
	"io"
	"strings"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
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
	names, err := domainsOf(ctx, client, 1)
	if err != nil {
		return err
	}
	references, err := hostingOf(ctx, client, 1)
	if err != nil {
		return err
	}
	err = stage.PlayRefused(hostcontrol.ErrValidation, "-from", "1", "-to", "2", "-domains", names+",example.org")
	if err != nil {
		return err
	}
	return stage.Play("-from", "1", "-to", "2", "-domains", names, "-hosting", references)
}

func domainsOf(ctx context.Context, client *hostcontrol.Client, id customers.ID) (string, error) {
	var names []string
	for domain, err := range client.Domains.All(ctx, domains.Filter{Customer: id}) {
		if err != nil {
			return "", err
		}
		names = append(names, domain.Name.String())
	}
	return strings.Join(names, ","), nil
}

func hostingOf(ctx context.Context, client *hostcontrol.Client, id customers.ID) (string, error) {
	var references []string
	for account, err := range client.Hosting.All(ctx, hosting.Filter{Customer: id}) {
		if err != nil {
			return "", err
		}
		references = append(references, account.Reference)
	}
	return strings.Join(references, ","), nil
}
