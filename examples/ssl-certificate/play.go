package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// play shows what the program can do, with files in a folder of its own.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	folder, err := os.MkdirTemp("", "ssl-certificate")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	stage := demo.Stage{Program: "ssl-certificate", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		asked.folder = folder
		return certify(ctx, platform.Client, asked, timePasses(platform.Server), out)
	}}
	if err := stage.Play(); err != nil {
		return err
	}
	plans, err := platform.Client.SSL.Plans(ctx, ssl.PlanFilter{})
	if err != nil {
		return err
	}
	plan := string(plans.Items[0].ID)
	if err := stage.Play("-customer", "1", "-plan", plan, "-names", "example.com,www.example.com"); err != nil {
		return err
	}
	if err := showFolder(out, folder); err != nil {
		return err
	}
	return stage.PlayRefused(hostcontrol.ErrValidation, "-customer", "1", "-plan", plan, "-names", "example.net,*.example.net")
}

func showFolder(out io.Writer, folder string) error {
	files, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "\n$ ls -l")
	for _, file := range files {
		info, err := file.Info()
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s  %s\n", info.Mode(), info.Name())
	}
	return nil
}

// timePasses waits no real time: at each look, some minutes pass on the
// platform, on which authorities find whatever they look for.
func timePasses(srv *hostcontroltest.Server) ssl.WaitOptions {
	pass := func(*ssl.Certificate) { srv.Advance(5 * time.Minute) }
	return ssl.WaitOptions{Min: time.Microsecond, Max: time.Microsecond, Progress: pass}
}
