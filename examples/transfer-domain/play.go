package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// play shows what the program can do. Registrars under .us hand out codes, and
// their registrants approve of transfers.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	folder, err := os.MkdirTemp("", "transfer-domain")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := writeCodes(platform.Server, folder); err != nil {
		return err
	}
	stage := demo.Stage{Program: "transfer-domain", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		if asked.codeFile != "" {
			asked.codeFile = filepath.Join(folder, asked.codeFile)
		}
		return transfer(ctx, platform.Client, asked, othersAct(platform.Server, out), out)
	}}
	start := []string{"-name", "example.us", "-customer", "1", "-ns", "ns1.example.net,ns2.example.net"}
	if err := stage.PlayRefused(errNeedsCode, start...); err != nil {
		return err
	}
	page, err := platform.Client.Transfers.List(ctx, domains.TransferFilter{Customer: 1})
	if err != nil {
		return err
	}
	for _, started := range page.Items {
		id := started.ID.String()
		if err := stage.PlayRefused(errNeedsCode, "-follow", id, "-code-file", "old-code.txt"); err != nil {
			return err
		}
		if err := stage.Play("-follow", id, "-code-file", "code.txt", "-ns", "ns1.example.com,ns2.example.com"); err != nil {
			return err
		}
	}
	return stage.PlayRefused(domains.CodeDomainTaken, start...)
}

// writeCodes lets the present registrar hand a code out, and writes two files,
// of which one holds it.
func writeCodes(srv *hostcontroltest.Server, folder string) error {
	const code = "Ex4mple~Code-2"
	srv.SetAuthCode("example.us", code)
	for name, code := range map[string]string{"old-code.txt": "Ex4mple~Code-1", "code.txt": code} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(code+"\n"), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// othersAct waits no real time: at each look the registrant approves if he is
// asked to, or else an hour passes on the platform.
func othersAct(srv *hostcontroltest.Server, out io.Writer) domains.WaitOptions {
	act := func(t *domains.Transfer) {
		if t.RequiredAction() != domains.ActionRegistrantApproval {
			srv.Advance(time.Hour)
			return
		}
		if err := srv.ApproveTransfer(int64(t.ID)); err == nil {
			fmt.Fprintln(out, "  (he does)")
		}
	}
	return domains.WaitOptions{Min: time.Microsecond, Max: time.Microsecond, Progress: act}
}
