package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// play shows what the program can do. Time passes on the platform's own clock.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	for i := range 3 {
		params := domains.RegisterParams{Customer: 1, Name: fmt.Sprintf("example-due-%d.com", i+1)}
		if _, err := platform.Client.Domains.Register(ctx, params); err != nil {
			return err
		}
		off := domains.UpdateParams{AutoRenew: new(false)}
		if _, err := platform.Client.Domains.Update(ctx, params.Name, off); err != nil {
			return err
		}
	}
	platform.Server.Advance(345 * 24 * time.Hour)
	stage := demo.Stage{Program: "renew-expiring", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		asked.now = platform.Server.Now()
		return renew(ctx, platform.Client, asked, out)
	}}
	if err := stage.Play("-customer", "1", "-days", "30"); err != nil {
		return err
	}
	// The answer to the first renewal gets lost after the fact. It is looked up.
	platform.Server.Inject(hostcontroltest.Fault{
		Method: "POST", Path: "/domain/*/renew", Nth: 1, Kind: hostcontroltest.FaultDrop, AfterCommit: true,
	})
	if err := stage.Play("-customer", "1", "-days", "30", "-yes"); err != nil {
		return err
	}
	return stage.Play("-customer", "1", "-days", "30", "-yes")
}
