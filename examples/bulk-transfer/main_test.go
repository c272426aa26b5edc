package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run, "-demo")
	if err != nil {
		t.Fatalf("%v after:\n%s", err, out)
	}
	for text, want := range map[string]int{
		"    40 checked\n": 1, "start this again with the same journal to go on: ": 1, " started_earlier\n": 1, "c0de-": 0, "line 3": 1,
	} {
		if got := strings.Count(out, text); got < want || want == 0 && got > 0 {
			t.Errorf("%q is there %d times in:\n%s", text, got, out)
		}
	}
}

func TestSample(t *testing.T) {
	srv := demotest.Live(t)
	folder := t.TempDir()
	args := []string{"-file", "sample.csv", "-journal", filepath.Join(folder, "run.journal"), "-report", filepath.Join(folder, "report.csv")}
	for _, want := range []string{"     3 started\n", "     3 started_earlier\n"} {
		out, err := demotest.Run(t, run, args...)
		if err != nil || !strings.Contains(out, want) {
			t.Errorf("%v after:\n%s", err, out)
		}
	}
	report, err := os.ReadFile(filepath.Join(folder, "report.csv"))
	if err != nil || strings.Count(string(report), "\n") != 4 || !strings.Contains(string(report), "started_earlier") {
		t.Errorf("%v in the report:\n%s", err, report)
	}
	started := 0
	for _, r := range srv.Requests() {
		if r.Operation == "transfers.start" {
			started++
		}
	}
	if started != 3 {
		t.Errorf("%d transfers were started", started)
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"-file or -journal is missing": {"-file", "sample.csv"},
		"no such file":                 {"-file", "/nowhere", "-dry-run"},
		"not defined: -x":              {"-x"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
}
