// Billing-sync keeps a copy of invoices, payments and orders in SQLite or
// PostgreSQL, tells what has changed in it, and what the customers owe.
//
//	go run ./examples/billing-sync
//	go run ./examples/billing-sync -db books.db -show 100
//	go run ./examples/billing-sync -postgres postgres://user@localhost/books
//
// The first run copies everything, and those after it what has changed since. It
// is made to be run again and again, and may be killed at any time: the next run
// goes on where it ended. While one run is at work, others end with an error, or
// wait with -wait.
//
// The changes go into a table of the program's own as well, billing_sync_owed, in
// the transaction in which they are given: each of them exactly once. In the end
// that table is compared with the copy.
//
// Without credentials in the environment, or with -demo, the program works on a
// platform in memory, with a copy that goes with it; without other flags it then
// shows what it can do.
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver of PostgreSQL
	_ "modernc.org/sqlite"             // the driver of SQLite

	"github.com/hostcontrol-go/sdk/billing/mirror"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "billing-sync:", err)
		os.Exit(1)
	}
}

// demoData takes more than one request to read.
var demoData = hostcontroltest.Options{InMemory: true, Customers: 20, Invoices: 600}

func run(ctx context.Context, args []string, out io.Writer) error {
	asked, err := parse(args, out)
	if err != nil {
		return err
	}
	platform, err := demo.ConnectTo(out, asked.demo, demoData, hostcontrol.WithApplication("billing-sync"))
	if err != nil {
		return err
	}
	defer platform.Close()
	if platform.Live() {
		return sync(ctx, platform.Client, asked, out)
	}
	if asked.postgres != "" {
		return errors.New("-postgres is for a live platform: what is in memory would get among it")
	}
	folder, err := os.MkdirTemp("", "billing-sync")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if asked.nothing {
		return play(ctx, platform, folder, out)
	}
	asked.file = filepath.Join(folder, "billing.db")
	return sync(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	demo     bool
	nothing  bool
	file     string
	postgres string
	show     int
	full     bool
	wait     bool
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("billing-sync", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.StringVar(&r.file, "db", "billing.db", "SQLite `file` that holds the copy")
	flags.StringVar(&r.postgres, "postgres", "", "`address` of a PostgreSQL database that holds the copy instead")
	flags.IntVar(&r.show, "show", 20, "`number` of changes to print; the others are counted")
	flags.BoolVar(&r.full, "full", false, "compare everything, and not only what has changed")
	flags.BoolVar(&r.wait, "wait", false, "wait while another program is syncing the copy")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	switch {
	case r.show < 0:
		return nil, errors.New("-show must not be negative")
	case r.file == "" && r.postgres == "":
		return nil, errors.New("-db must be the path of a file")
	}
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

// sync brings the copy up to date, and tells of it.
func sync(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) (err error) {
	db, dialect, err := asked.database()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	local, err := mirror.Open(ctx, db, dialect)
	if err != nil {
		return err
	}
	if err := read(ctx, client, local, asked, out); err != nil {
		return err
	}
	if err := book(ctx, db, local, asked.show, out); err != nil {
		return goesOn(ctx, err)
	}
	return summarize(ctx, db, out)
}

// database opens no connection yet.
func (r *request) database() (*sql.DB, mirror.Dialect, error) {
	if r.postgres != "" {
		db, err := sql.Open("pgx", r.postgres)
		return db, mirror.PostgreSQL, err
	}
	file := url.URL{Path: filepath.ToSlash(r.file)}
	db, err := sql.Open("sqlite", "file:"+file.EscapedPath()+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)")
	return db, mirror.SQLite, err
}

// read syncs the copy and tells how far it has come.
func read(ctx context.Context, client *hostcontrol.Client, local *mirror.Mirror, asked *request, out io.Writer) error {
	report, err := local.Sync(ctx, client.REST(), mirror.SyncOptions{
		Full: asked.full,
		Wait: asked.wait,
		Progress: func(p mirror.Progress) {
			if p.Total < 0 {
				fmt.Fprintf(out, "%s: %d read\n", p.Resource, p.Read)
				return
			}
			fmt.Fprintf(out, "%s: %d of %d read\n", p.Resource, p.Read, p.Total)
		},
	})
	switch {
	case errors.Is(err, mirror.ErrBusy):
		return fmt.Errorf("%w; -wait waits for it", err)
	case err != nil:
		return goesOn(ctx, err)
	}
	for i, tally := range []mirror.Tally{report.Invoices, report.Payments, report.Orders} {
		if tally.Unfiltered {
			fmt.Fprintf(out, "%s: the platform lists everything, whatever has changed\n", resources[i])
		}
	}
	return nil
}

// resources are those of a copy, in the order of a report.
var resources = []mirror.Resource{mirror.Invoices, mirror.Payments, mirror.Orders}

// goesOn says that nothing is lost by an error.
func goesOn(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		err = context.Cause(ctx) // and not what it has done to a request or a query
	}
	return fmt.Errorf("%w; the next run goes on where this one ended", err)
}
