// Register-domain looks whether a name is free, shows what it costs, and
// registers it for a customer, for several years if asked to.
//
//	go run ./examples/register-domain -customer 35 -name example.com -years 2 -yes
//
// The reference is what makes a repetition safe: after a crash, the same
// command with the same -reference finds what the first one bought and buys
// only what is missing.
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
	"text/tabwriter"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
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
		fmt.Fprintln(os.Stderr, "register-domain:", err)
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
	return register(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	demo, nothing, yes bool
	customer           customers.ID
	name, reference    string
	years              int
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("register-domain", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.Int64Var((*int64)(&r.customer), "customer", 0, "`number` of the customer")
	flags.StringVar(&r.name, "name", "", "`domain` to register; internationalized names too")
	flags.IntVar(&r.years, "years", 1, "`number` of years")
	flags.StringVar(&r.reference, "reference", "", "your own `name` for the purchase, to repeat it safely")
	flags.BoolVar(&r.yes, "yes", false, "register; without it only the price is shown")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	if r.years < 1 || r.years > 10 {
		return nil, fmt.Errorf("-years must be between 1 and 10, not %d", r.years)
	}
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

func register(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	if asked.customer == 0 || asked.name == "" {
		return errors.New("-customer or -name is missing")
	}
	name, err := domains.ParseName(asked.name)
	if err != nil {
		return err
	}
	if err := offer(ctx, client, name, asked.years, out); err != nil || !asked.yes {
		return err
	}
	params := domains.RegisterParams{
		Customer: asked.customer, Name: asked.name, Months: 12 * asked.years, ClientReference: asked.reference,
	}
	if params.ClientReference == "" {
		params.ClientReference = rest.NewReference()
	}
	domain, err := client.Domains.Register(ctx, params)
	if partial, ok := errors.AsType[*domains.PartialTermError](err); ok {
		fmt.Fprintf(out, "only %d of %d months so far, going on\n", partial.Months, partial.Wanted)
		domain, err = client.Domains.Resume(ctx, partial)
	}
	switch {
	case errors.Is(err, hostcontrol.ErrOutcomeUnknown):
		return fmt.Errorf("run this again with -reference %s to find out: %w", params.ClientReference, err)
	case err != nil:
		return err
	}
	return show(out, domain)
}

// offer shows whether a name is free and what it costs.
func offer(ctx context.Context, client *hostcontrol.Client, name domains.Name, years int, out io.Writer) error {
	availability, err := client.Domains.Check(ctx, string(name))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s is %s\n", name.Unicode(), availability)
	for price, err := range client.Domains.AllPrices(ctx, domains.PriceFilter{}) {
		if err != nil {
			return err
		}
		if price.TLD == name.TLD() {
			fmt.Fprintf(out, "the first year of .%s costs %s", price.TLD, price.Register)
			if years > 1 {
				fmt.Fprintf(out, ", each of %d more %s", years-1, price.Renew)
			}
			fmt.Fprintln(out)
			return nil
		}
	}
	return fmt.Errorf("names below .%s are not for sale", name.TLD())
}

func show(out io.Writer, d *domains.Domain) error {
	expires := "not yet known"
	if d.Expires != nil {
		expires = d.Expires.Format(time.DateOnly)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "domain\t%s\n", d.Name.Unicode())
	fmt.Fprintf(table, "status\t%s\n", d.Status)
	fmt.Fprintf(table, "expires\t%s\n", expires)
	fmt.Fprintf(table, "reference\t%s\n", d.ClientReference)
	return table.Flush()
}
