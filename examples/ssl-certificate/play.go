package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
)

// play shows what the program can do, with files in a folder of its own. Time
// passes on the platform's own clock.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	folder, err := os.MkdirTemp("", "ssl-certificate")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	plan, err := platform.Client.SSL.Plans(ctx, ssl.PlanFilter{})
	if err != nil {
		return err
	}
	stage := demo.Stage{Program: "ssl-certificate", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		asked.key, asked.cert = filepath.Join(folder, asked.key), filepath.Join(folder, asked.cert)
		asked.requested = func() { platform.Server.Advance(time.Hour) }
		return certify(ctx, platform.Client, asked, out)
	}}
	if err := stage.Play(); err != nil {
		return err
	}
	id := string(plan.Items[0].ID)
	if err := stage.Play("-customer", "1", "-plan", id, "-names", "www.example.com"); err != nil {
		return err
	}
	// A second run would need other files: a key is never written over.
	return stage.PlayRefused(os.ErrExist, "-customer", "1", "-plan", id, "-names", "www.example.com")
}
