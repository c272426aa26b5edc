// Bulk-transfer brings the domains of a CSV file from other registrars to
// customers.
//
//	go run ./examples/bulk-transfer -file transfers.csv -dry-run
//	go run ./examples/bulk-transfer -file transfers.csv -report report.csv
//
// The file transfers.csv beside this one is a sample; domains.ReadTransferCSV
// describes the form. A journal remembers what was started: however a run
// ends, the same command line goes on from there and starts nothing twice. An
// interrupt lets the rows that are under way finish, and a second one does not.
//
// Progress is a line that is written over on a terminal, and a line for each
// row elsewhere. A carriage return is enough for that; a library that draws
// bars would be this module's dependency as well.
//
// Without credentials in the environment, or with -demo, the program works on a
// platform in memory; without other flags it then shows what it can do.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // so that a second interrupt ends the program
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bulk-transfer:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	asked, err := parse(args, out)
	if err != nil {
		return err
	}
	platform, err := demo.Connect(out, asked.demo)
	if err != nil {
		return err
	}
	defer platform.Close()
	if asked.nothing && !platform.Live() {
		return play(ctx, platform, out)
	}
	return transfer(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	demo    bool
	nothing bool
	file    string
	report  string
	options domains.BulkOptions
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("bulk-transfer", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.StringVar(&r.file, "file", "", "CSV `file` with the transfers")
	flags.StringVar(&r.options.Journal, "journal", "", "`file` that remembers what was started; that of -file with .journal behind it")
	flags.StringVar(&r.report, "report", "", "CSV `file` to write what became of each row to")
	flags.BoolVar(&r.options.DryRun, "dry-run", false, "check the rows and start nothing")
	flags.IntVar(&r.options.Concurrency, "concurrency", 8, "`number` of rows that are under way at once")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.options.Journal = cmp.Or(r.options.Journal, r.file+".journal")
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

func transfer(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	if asked.file == "" {
		return errors.New("-file is missing")
	}
	rows, err := read(asked.file)
	if err != nil {
		return err
	}
	shown := &progress{out: out, terminal: isTerminal(out), rows: len(rows)}
	err = start(ctx, client, rows, asked.options, shown)
	shown.end()
	if asked.report != "" {
		err = errors.Join(err, writeReport(asked.report, &shown.report))
	}
	return errors.Join(err, summarize(out, &shown.report))
}

// read takes all rows at once: if any has a problem, none is started.
func read(path string) ([]*domains.TransferRow, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("-file: %w", err)
	}
	defer file.Close()
	rows, err := rest.Collect(domains.ReadTransferCSV(file), 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return rows, nil
}

// The program ends with a failure as long as there is something left to do.
var (
	errUnfinished = errors.New("not all transfers are started; another run goes on from here")
	errProblems   = errors.New("not all transfers can be started")
)

// start does not hand the interrupt on: leaving the loop lets the requests
// under way finish, whereas the end of their context would leave them to be
// looked up by the next run.
func start(ctx context.Context, client *hostcontrol.Client, rows []*domains.TransferRow, options domains.BulkOptions, shown *progress) error {
	for result, err := range client.Transfers.Bulk(context.WithoutCancel(ctx), rows, options) {
		if err != nil {
			return err
		}
		shown.add(result)
		if ctx.Err() != nil && shown.done < len(rows) {
			return fmt.Errorf("%w: %w", errUnfinished, context.Cause(ctx))
		}
	}
	switch {
	case shown.failed == 0:
		return nil
	case options.DryRun:
		return errProblems
	}
	return errUnfinished
}
