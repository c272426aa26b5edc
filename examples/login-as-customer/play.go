package main

import (
	"context"
	"io"

	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// play shows what the program can do.
func play(ctx context.Context, client *hostcontrol.Client, out io.Writer) error {
	stage := demo.Stage{Program: "login-as-customer", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		return login(ctx, client, asked, out)
	}}
	if err := stage.Play("-customer", "1"); err != nil {
		return err
	}
	customer, err := client.Customers.Get(ctx, 2)
	if err != nil {
		return err
	}
	if err := stage.Play("-email", customer.PrimaryContact.Email); err != nil {
		return err
	}
	return stage.PlayRefused(hostcontrol.ErrNotFound, "-email", "nobody@example.org")
}
