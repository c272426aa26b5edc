package main

import (
	"context"
	"io"
	"net/http"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// play shows what the program can do. The answer to the first purchase gets
// lost, which nobody notices.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	stage := demo.Stage{Program: "add-hosting", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		return add(ctx, platform.Client, asked, out)
	}}
	if _, err := platform.Client.Domains.Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.com"}); err != nil {
		return err
	}
	if err := stage.Play(); err != nil {
		return err
	}
	platform.Server.Inject(lostAnswer())
	order := []string{"-customer", "1", "-plan", "2", "-domain", "example.com", "-reference", "order-4711"}
	for range 2 {
		if err := stage.Play(order...); err != nil {
			return err
		}
	}
	if err := stage.Play("-customer", "1", "-plan", "4", "-months", "6"); err != nil {
		return err
	}
	return stage.PlayRefused(hostcontrol.ErrValidation, "-customer", "2", "-plan", "2", "-months", "7", "-domain", "example.com")
}

func lostAnswer() hostcontroltest.Fault {
	return hostcontroltest.Fault{
		Method: http.MethodPost, Path: "/hosting", Times: 1,
		Kind: hostcontroltest.FaultDrop, AfterCommit: true,
	}
}
