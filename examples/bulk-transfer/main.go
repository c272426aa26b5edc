// Bulk-transfer starts the transfers of a CSV file. It may be stopped at any time,
// by Ctrl-C or by the power, and started again with the same journal: no transfer
// is started twice.
//
//	go run ./examples/bulk-transfer -file transfers.csv -journal transfers.journal -report report.csv
//
// The columns of the file are domain, customer, auth_code, interval, privacy and
// ns1 to ns5, in any order; sample.csv beside this file is one. With -dry-run it
// checks what can be checked and starts nothing.
//
// On a terminal one line tells how far it is, elsewhere there is a line for each
// row. That needs no library, and so the example stays within the SDK's module.
//
// Without credentials in the environment, or with -demo, it works on a platform
// in memory; without other flags it then shows what it can do.
package main

import (
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
	demo, nothing, dryRun bool
	file, journal, report string
	atOnce                int
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("bulk-transfer", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.StringVar(&r.file, "file", "", "`path` of the CSV file")
	flags.StringVar(&r.journal, "journal", "", "`path` of the journal, new or of the run to go on with")
	flags.StringVar(&r.report, "report", "", "`path` to write the report to, as CSV")
	flags.IntVar(&r.atOnce, "at-once", 8, "`number` of transfers that are under way at once")
	flags.BoolVar(&r.dryRun, "dry-run", false, "check, and start nothing")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

func transfer(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	if asked.file == "" || asked.journal == "" && !asked.dryRun {
		return errors.New("-file or -journal is missing")
	}
	rows, err := read(asked.file)
	if err != nil {
		return err
	}
	var report domains.BulkReport
	progress := newProgress(out, len(rows))
	options := domains.BulkOptions{Journal: asked.journal, Concurrency: asked.atOnce, DryRun: asked.dryRun}
	for result, err := range client.Transfers.Bulk(ctx, rows, options) {
		if err != nil {
			progress.end()
			return fmt.Errorf("start this again with the same journal to go on: %w", err)
		}
		report.Add(result)
		progress.show(result)
	}
	progress.end()
	summarize(out, &report)
	return write(asked.report, &report)
}

// read gives all rows, or everything that is wrong with the file.
func read(path string) ([]*domains.TransferRow, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows, err := rest.Collect(domains.ReadTransferCSV(file), 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return rows, nil
}

func summarize(out io.Writer, report *domains.BulkReport) {
	for _, outcome := range []domains.BulkOutcome{
		domains.BulkStarted, domains.BulkEarlier, domains.BulkFound, domains.BulkNotStarted, domains.BulkUnknown, domains.BulkChecked,
	} {
		if n := report.Count(outcome); n > 0 {
			fmt.Fprintf(out, "%6d %s\n", n, outcome)
		}
	}
}

func write(path string, report *domains.BulkReport) error {
	if path == "" {
		return nil
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(report.WriteCSV(file), file.Close())
}
