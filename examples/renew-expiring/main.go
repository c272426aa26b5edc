// Renew-expiring finds the domains that expire soon, shows what renewing them
// for a year costs and whether the balance covers it, and renews them.
//
//	go run ./examples/renew-expiring -days 30
//	go run ./examples/renew-expiring -days 30 -yes
//
// It is made to be run every day, and may be killed at any time: a renewal
// names the expiry that was seen, so that it is paid once whoever else renews
// the domain meanwhile, and what is left is found by the next run. Domains whose
// renewal was switched off, as deleting one does, are only renewed with -all.
//
// Without credentials in the environment, or with -demo, the program works on a
// platform in memory; without other flags it then shows what it can do.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "renew-expiring:", err)
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
	return renew(ctx, platform.Client, platform.Now(), asked, out)
}

// request is what the command line asks for.
type request struct {
	demo     bool
	nothing  bool
	days     int
	customer customers.ID
	all      bool
	yes      bool
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("renew-expiring", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.IntVar(&r.days, "days", 0, "take what expires within this `number` of days")
	flags.Int64Var((*int64)(&r.customer), "customer", 0, "`number` of the only customer to look at")
	flags.BoolVar(&r.all, "all", false, "take domains as well whose renewal is switched off")
	flags.BoolVar(&r.yes, "yes", false, "renew and pay")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

func renew(ctx context.Context, client *hostcontrol.Client, now time.Time, asked *request, out io.Writer) error {
	if asked.days < 1 {
		return errors.New("-days must be a positive number")
	}
	found, err := find(ctx, client, now, asked)
	if err != nil {
		return err
	}
	if err := show(ctx, client, found, out); err != nil {
		return err
	}
	switch {
	case len(found.due) == 0:
		return nil
	case !asked.yes:
		_, err := fmt.Fprintln(out, "Nothing is renewed without -yes.")
		return err
	}
	return renewAll(ctx, client, found.due, out)
}
