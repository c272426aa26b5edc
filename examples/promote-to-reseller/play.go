package main

import (
	"context"
	"io"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// play shows what the program can do.
func play(ctx context.Context, client *hostcontrol.Client, out io.Writer) error {
	stage := demo.Stage{Program: "promote-to-reseller", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		return promote(ctx, client, asked, out)
	}}
	if err := stage.Play("-customer", "1", "-login", "jane-reseller", "-price-list", "wholesale"); err != nil {
		return err
	}
	if err := stage.PlayRefused(customers.CodeAlreadyReseller, "-customer", "1", "-login", "jane-again"); err != nil {
		return err
	}
	return stage.PlayRefused(hostcontrol.ErrValidation, "-customer", "2", "-login", "jane-reseller")
}
