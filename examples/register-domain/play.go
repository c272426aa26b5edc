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

// play shows what the program can do.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	stage := demo.Stage{Program: "register-domain", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		return look(ctx, platform.Client, asked, out)
	}}
	if err := stage.Play("-name", "example.com", "-years", "3"); err != nil {
		return err
	}
	order := []string{"-name", "example.com", "-years", "3", "-customer", "1", "-reference", "order-4711", "-yes"}
	platform.Server.Inject(secondYearFails())
	if err := stage.PlayRefused(hostcontrol.ErrServer, order...); err != nil {
		return err
	}
	if err := stage.Play(order...); err != nil {
		return err
	}
	if err := stage.PlayRefused(domains.CodeDomainTaken, "-name", "EXAMPLE.com", "-customer", "2", "-yes"); err != nil {
		return err
	}
	return stage.PlayRefused(domains.CodeInvalidDomain, "-name", "bücher.example")
}

// secondYearFails breaks a term of several years off: the platform fails once
// at a renewal, in a way that is not repeated.
func secondYearFails() hostcontroltest.Fault {
	return hostcontroltest.Fault{
		Method: http.MethodPost, Path: "/domain/*/renew", Times: 1,
		Kind: hostcontroltest.FaultStatus, Status: http.StatusForbidden,
	}
}
