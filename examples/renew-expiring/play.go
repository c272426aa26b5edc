package main

import (
	"context"
	"io"
	"net/http"

	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// play shows what the program can do. The answer to the first renewal gets
// lost, which nobody notices.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	stage := demo.Stage{Program: "renew-expiring", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		return renew(ctx, platform.Client, platform.Now(), asked, out)
	}}
	platform.Server.Inject(lostAnswer())
	for _, args := range [][]string{
		{"-days", "30"},
		{"-days", "30", "-yes"},
		{"-days", "30", "-yes"},
	} {
		if err := stage.Play(args...); err != nil {
			return err
		}
	}
	return nil
}

func lostAnswer() hostcontroltest.Fault {
	return hostcontroltest.Fault{
		Method: http.MethodPost, Path: "/domain/*/renew", Times: 1,
		Kind: hostcontroltest.FaultDrop, AfterCommit: true,
	}
}
