package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

const wrong = "domain,customer,auth_code\nexample.com,1,a\nexa mple.net,0,b\nEXAMPLE.com,2,c\n"

// play shows what the program can do, with files in a folder of its own.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	folder, err := os.MkdirTemp("", "bulk-transfer")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	good := "domain,customer,auth_code,ns1,ns2\n"
	for i := range 40 {
		good += fmt.Sprintf("example-bulk-%02d.com,1,c0de-%02d,ns1.example.net,ns2.example.net\n", i, i)
	}
	for name, text := range map[string]string{"good.csv": good, "wrong.csv": wrong} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	stage := demo.Stage{Program: "bulk-transfer", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		for _, path := range []*string{&asked.file, &asked.journal, &asked.report} {
			if *path != "" {
				*path = filepath.Join(folder, *path)
			}
		}
		return transfer(ctx, platform.Client, asked, out)
	}}
	if err := stage.PlayRefused(hostcontrol.ErrValidation, "-file", "wrong.csv", "-dry-run"); err != nil {
		return err
	}
	if err := stage.Play("-file", "good.csv", "-dry-run"); err != nil {
		return err
	}
	// In the middle of the run the key is not accepted any more, which ends it.
	platform.Server.Inject(
		hostcontroltest.Fault{Method: "POST", Path: "/domain-transfer", Nth: 15, Kind: hostcontroltest.FaultDrop, AfterCommit: true},
		hostcontroltest.Fault{Method: "POST", Path: "/domain-transfer", Nth: 20, Kind: hostcontroltest.FaultHTML, Status: 401},
	)
	if err := stage.PlayRefused(hostcontrol.ErrUnauthorized, "-file", "good.csv", "-journal", "run.journal", "-at-once", "1"); err != nil {
		return err
	}
	return stage.Play("-file", "good.csv", "-journal", "run.journal", "-report", "report.csv")
}
