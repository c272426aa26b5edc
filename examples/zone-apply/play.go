package main

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

const sample = `# the records of the demo
@     A      192.0.2.10
www   CNAME  example.com
@     MX     10 mail.example.net
@     TXT    v=spf1 mx -all
_sip._tcp  SRV  10 60 5060 sip.example.net
`

// play shows what the program can do, with files in a folder of its own.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	folder, err := os.MkdirTemp("", "zone-apply")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := os.Chdir(folder); err != nil {
		return err
	}
	for name, text := range map[string]string{"zone.txt": sample, "bad.txt": "www A 192.0.2.300\nexample AAAA 192.0.2.1\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	if _, err := platform.Client.Domains.Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.com"}); err != nil {
		return err
	}
	stage := demo.Stage{Program: "zone-apply", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		return apply(ctx, platform.Client, asked, out)
	}}
	for range 2 {
		if err := stage.Play("-domain", "example.com", "-file", "zone.txt", "-yes"); err != nil {
			return err
		}
	}
	return stage.PlayRefused(hostcontrol.ErrValidation, "-domain", "example.com", "-file", "bad.txt", "-yes")
}
