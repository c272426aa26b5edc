package main

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

//go:embed transfers.csv
var sample []byte

const (
	sampleFile = "transfers.csv"
	reportFile = "report.csv"
)

// play shows what the program can do, in a folder of its own.
func play(ctx context.Context, platform *demo.Platform, out io.Writer) error {
	folder, err := os.MkdirTemp("", "bulk-transfer")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := os.WriteFile(filepath.Join(folder, sampleFile), sample, 0o600); err != nil {
		return err
	}
	stage := demo.Stage{Program: "bulk-transfer", Out: out, Do: func(args []string) error {
		asked, err := parse(args, out)
		if err != nil {
			return err
		}
		return transfer(ctx, platform.Client, asked.within(folder), out)
	}}
	if err := stage.PlayRefused(errProblems, "-file", sampleFile, "-dry-run"); err != nil {
		return err
	}
	platform.Server.Inject(noAnswers()...)
	if err := stage.PlayRefused(errUnfinished, "-file", sampleFile, "-concurrency", "1"); err != nil {
		return err
	}
	platform.Server.ClearFaults()
	if err := stage.PlayRefused(errUnfinished, "-file", sampleFile, "-report", reportFile); err != nil {
		return err
	}
	return showFile(out, folder, reportFile)
}

// within puts the files of a request into a folder.
func (r *request) within(folder string) *request {
	for _, path := range []*string{&r.file, &r.report, &r.options.Journal} {
		if *path != "" {
			*path = filepath.Join(folder, *path)
		}
	}
	return r
}

// noAnswers has the platform start the first transfer and hide that: neither
// does it answer, nor can what it did be looked up.
func noAnswers() []hostcontroltest.Fault {
	return []hostcontroltest.Fault{
		{Method: http.MethodPost, Path: "/domain-transfer", Times: 1, Kind: hostcontroltest.FaultDrop, AfterCommit: true},
		{Method: http.MethodGet, Path: "/domain-transfer", Kind: hostcontroltest.FaultStatus, Status: http.StatusForbidden},
	}
}

func showFile(out io.Writer, folder, name string) error {
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\n$ cat %s\n%s", name, text)
	return err
}
