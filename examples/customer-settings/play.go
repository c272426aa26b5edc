package main

import (
	"context"
	"io"

	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// play shows what the program can do.
func play(ctx context.Context, client *hostcontrol.Client, out io.Writer) error {
	stage := demo.Stage{Program: "customer-settings", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		return settings(ctx, client, asked, out)
	}}
	for _, args := range [][]string{
		{"-customer", "1"},
		{"-customer", "1", "-dns=false", "-auto-renew=false", "-tags", "vip,wholesale"},
		{"-customer", "1", "-disable", "-fraud"},
		{"-customer", "1", "-enable", "-fraud=false", "-tags="},
	} {
		if err := stage.Play(args...); err != nil {
			return err
		}
	}
	return stage.PlayRefused(hostcontrol.ErrNotFound, "-customer", "99999", "-disable")
}
