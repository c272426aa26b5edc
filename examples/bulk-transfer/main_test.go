package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"example.test not_started: transfers.start: invalid_params: domain: .test is not sold\n",
		"checked      5\nnot_started  1\nbulk-transfer: not all transfers can be started\n",
		"1/6 example.com unknown: ",
		"example.us started: transfer ",
		"started      4\nnot_started  1\nunknown      1\n",
		"example.com found: transfer ",
		"started_earlier  4\nfound            1\nnot_started      1\n",
		"\n6,example.us,3,started_earlier,",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

// sampleIn copies the sample into a new folder.
func sampleIn(t *testing.T) string {
	t.Helper()
	return fileWith(t, string(sample))
}

func fileWith(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), sampleFile)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// startedOn counts the transfers on the platform by name.
func startedOn(t *testing.T) map[domains.Name]int {
	t.Helper()
	client, err := hostcontrol.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	count := map[domains.Name]int{}
	for transfer, err := range client.Transfers.All(t.Context(), domains.TransferFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		count[transfer.Name]++
	}
	return count
}

// allOnce is what the platform has when all rows of the sample were started
// that can be.
func allOnce() map[domains.Name]int {
	return map[domains.Name]int{"example.com": 1, "example.net": 1, "example.org": 1, "example.eu": 1, "example.us": 1}
}

func TestDryRunLeavesNothing(t *testing.T) {
	demotest.Live(t)
	file := sampleIn(t)
	if _, err := demotest.Run(t, run, "-file", file, "-dry-run"); !errors.Is(err, errProblems) {
		t.Errorf("got %v", err)
	}
	left, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(left) != 1 || len(startedOn(t)) != 0 {
		t.Errorf("left %v, %v, started %v", left, err, startedOn(t))
	}
}

// interruptAfter is a writer that interrupts the program after so many lines.
type interruptAfter struct {
	bytes.Buffer
	lines     int
	interrupt context.CancelFunc
}

func (w *interruptAfter) Write(p []byte) (int, error) {
	n, err := w.Buffer.Write(p)
	if bytes.Count(w.Bytes(), []byte("\n")) == w.lines {
		w.interrupt()
	}
	return n, err
}

// TestInterrupted: however often it is interrupted, no domain is started twice.
func TestInterrupted(t *testing.T) {
	demotest.Live(t)
	file := sampleIn(t)
	for rows := 1; rows <= 5; rows++ {
		ctx, interrupt := context.WithCancel(t.Context())
		out := &interruptAfter{lines: 1 + rows, interrupt: interrupt} // below what the first line says
		err := run(ctx, []string{"-file", file, "-concurrency", "2"}, out)
		if !errors.Is(err, errUnfinished) || !errors.Is(err, context.Canceled) {
			t.Errorf("after %d rows: %v\n%s", rows, err, out.String())
		}
		interrupt()
	}
	if _, err := demotest.Run(t, run, "-file", file); !errors.Is(err, errUnfinished) || errors.Is(err, context.Canceled) {
		t.Errorf("the last run: %v", err)
	}
	if diff := cmp.Diff(allOnce(), startedOn(t)); diff != "" {
		t.Errorf("started (-want +got):\n%s", diff)
	}
}

// TestCorrectedFile: a row that was refused is tried again, and then there is
// nothing left to do.
func TestCorrectedFile(t *testing.T) {
	demotest.Live(t)
	file := sampleIn(t)
	if _, err := demotest.Run(t, run, "-file", file); !errors.Is(err, errUnfinished) {
		t.Errorf("got %v", err)
	}
	corrected := strings.ReplaceAll(string(sample), "example.test", "example.info")
	if err := os.WriteFile(file, []byte(corrected), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := demotest.Run(t, run, "-file", file)
	if err != nil || !strings.Contains(out, "started          1\nstarted_earlier  5\n") {
		t.Errorf("%v after:\n%s", err, out)
	}
}

// TestUnknownOutcome: what could not be told is found by the next run.
func TestUnknownOutcome(t *testing.T) {
	srv := demotest.Live(t)
	file := sampleIn(t)
	srv.Inject(noAnswers()...)
	if out, err := demotest.Run(t, run, "-file", file, "-concurrency", "1"); !errors.Is(err, errUnfinished) || !strings.Contains(out, "unknown      1\n") {
		t.Errorf("%v after:\n%s", err, out)
	}
	srv.ClearFaults()
	if out, err := demotest.Run(t, run, "-file", file); !errors.Is(err, errUnfinished) || !strings.Contains(out, "found            1\n") {
		t.Errorf("%v after:\n%s", err, out)
	}
	if diff := cmp.Diff(allOnce(), startedOn(t)); diff != "" {
		t.Errorf("started (-want +got):\n%s", diff)
	}
}

// TestReport: there is one also of a run that has failed, with all rows in
// their order and no codes.
func TestReport(t *testing.T) {
	demotest.Offline(t)
	report := filepath.Join(t.TempDir(), reportFile)
	if _, err := demotest.Run(t, run, "-demo", "-file", sampleIn(t), "-report", report); !errors.Is(err, errUnfinished) {
		t.Errorf("got %v", err)
	}
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != 7 || !strings.HasPrefix(lines[1], "2,example.com,1,started,") || !strings.HasPrefix(lines[6], "7,example.test,3,not_started,") ||
		strings.Contains(string(text), demotest.AuthCode) {
		t.Errorf("the report is:\n%s", text)
	}
}

func TestTerminal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := &progress{out: &out, terminal: true, rows: 2}
	p.add(&domains.BulkResult{Row: row("example.com"), Outcome: domains.BulkStarted, Transfer: 7})
	p.add(&domains.BulkResult{Row: row("xn--bcher-kva.example"), Outcome: domains.BulkNotStarted, Err: errors.New("refused")})
	p.end()
	const clear = "\r\x1b[K"
	want := clear + "1 of 2 rows, 0 with problems" +
		clear + "bücher.example not_started: refused\n2 of 2 rows, 1 with problems" + clear
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
}

func row(name string) *domains.TransferRow {
	return &domains.TransferRow{TransferParams: domains.TransferParams{Name: name}}
}

func TestIsTerminal(t *testing.T) {
	t.Parallel()
	file, err := os.Create(filepath.Join(t.TempDir(), "out.txt"))
	if err != nil {
		t.Fatal(err)
	}
	closed, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{file.Close(), closed.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.Open(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	device, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	for name, tt := range map[string]struct {
		out  io.Writer
		want bool
	}{
		"memory":           {&bytes.Buffer{}, false},
		"file":             {kept, false},
		"closed":           {closed, false},
		"character device": {device, true},
	} {
		if got := isTerminal(tt.out); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	broken := fileWith(t, "domain,customer\nexample.com,Jane\nexam_ple.com,1\n")
	folder := t.TempDir()
	for want, args := range map[string][]string{
		"-file is missing":                  {"-dry-run"},
		"-file: open":                       {"-file", filepath.Join(folder, "none")},
		"line 2, column 13 (customer)":      {"-file", broken},
		"line 3, column 1 (domain)":         {"-file", broken, "-dry-run"},
		"open the journal":                  {"-file", sampleIn(t), "-journal", folder},
		"beginning of a bulk transfer's jo": {"-file", sampleIn(t), "-journal", broken},
		"-report: open":                     {"-file", sampleIn(t), "-report", folder},
		"concurrency: must not be negative": {"-file", sampleIn(t), "-concurrency", "-1"},
		"for flag -concurrency":             {"-concurrency", "one"},
		"not defined: -x":                   {"-x"},
		`unexpected argument "a.csv"`:       {"a.csv"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-dry-run") {
		t.Errorf("help: %v after %q", err, out)
	}
}

// TestWrongKey: an error that every row would have ends the run.
func TestWrongKey(t *testing.T) {
	demotest.Live(t)
	t.Setenv(hostcontrol.EnvAPIKey, "wrong")
	out, err := demotest.Run(t, run, "-file", sampleIn(t), "-concurrency", "1")
	if !errors.Is(err, hostcontrol.ErrUnauthorized) || strings.Contains(out, fmt.Sprint(domains.BulkNotStarted)) {
		t.Errorf("%v after:\n%s", err, out)
	}
}

func TestLiveIsNotPlayedWith(t *testing.T) {
	srv := demotest.Live(t)
	if _, err := demotest.Run(t, run); err == nil || len(srv.Requests()) > 0 {
		t.Errorf("%v, %d requests", err, len(srv.Requests()))
	}
}
