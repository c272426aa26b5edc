package main

import (
	"context"
	"io"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// play shows what the program can do.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	stage := demo.Stage{Program: "register-domain", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		return register(ctx, platform.Client, asked, out)
	}}
	if err := stage.Play("-customer", "1", "-name", "bücher.com"); err != nil {
		return err
	}
	// The answer to the first renewal gets lost after the fact. It is looked up.
	platform.Server.Inject(hostcontroltest.Fault{
		Method: "POST", Path: "/domain/*/renew", Nth: 1, Kind: hostcontroltest.FaultDrop, AfterCommit: true,
	})
	if err := stage.Play("-customer", "1", "-name", "example.com", "-years", "3", "-reference", "order-7", "-yes"); err != nil {
		return err
	}
	if err := stage.Play("-customer", "1", "-name", "example.com", "-years", "3", "-reference", "order-7", "-yes"); err != nil {
		return err
	}
	return stage.PlayRefused(domains.CodeDomainTaken, "-customer", "2", "-name", "example.com", "-yes")
}
