package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
)

// play shows what the program can do. Time passes on the platform's own clock.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	var last *request
	stage := demo.Stage{Program: "transfer-domain", Out: out, Do: func(args []string) (err error) {
		if last, err = parse(args, out); err != nil {
			return err
		}
		return transfer(ctx, platform.Client, last, out)
	}}
	if err := stage.Play("-customer", "1", "-name", "example.com"); err != nil {
		return err
	}
	if err := stage.Play("-customer", "1", "-name", "example.es", "-ns", "ns1.example.net,ns2.example.net"); err != nil {
		return err
	}
	page, err := platform.Client.Transfers.List(ctx, domains.TransferFilter{NamePart: "example.es"})
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "\nthe registrant approves, and an hour later:")
	id := page.Items[0].ID
	if err := platform.Server.ApproveTransfer(int64(id)); err != nil {
		return err
	}
	platform.Server.Advance(2 * time.Hour)
	platform.Server.Advance(2 * time.Hour)
	if err := wait(ctx, platform.Client, id, out); err != nil {
		return err
	}
	return stage.PlayRefused(domains.CodeDomainTaken, "-customer", "2", "-name", "example.com")
}
