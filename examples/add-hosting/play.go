package main

import (
	"context"
	"io"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// play shows what the program can do.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	_, err := platform.Client.Domains.Register(ctx, domains.RegisterParams{Customer: 2, Name: "example.com"})
	if err != nil {
		return err
	}
	stage := demo.Stage{Program: "add-hosting", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		return add(ctx, platform.Client, asked, out)
	}}
	if err := stage.Play(); err != nil {
		return err
	}
	if err := stage.Play("-customer", "2", "-plan", "1", "-domain", "example.com", "-reference", "order-8"); err != nil {
		return err
	}
	return stage.PlayRefused(hostcontrol.ErrValidation, "-customer", "1", "-plan", "1", "-domain", "example.com")
}
