// Register-domain tells whether a domain is free and what it costs, and
// registers it for one year or several.
//
//	go run ./examples/register-domain -name example.com -years 3
//	go run ./examples/register-domain -name example.com -years 3 -customer 35 -reference order-4711 -yes
//
// Only -yes spends anything. The platform sells a year at a time, so that a
// term of several years can break off half way. The same command line with the
// same reference then buys what is missing, and nothing twice, even after the
// program was killed.
//
// Without credentials in the environment, or with -demo, it works on a platform
// in memory; without other flags it then shows what it can do.
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
	return look(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	demo      bool
	nothing   bool
	name      string
	customer  customers.ID
	years     int
	privacy   bool
	reference string
	yes       bool
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("register-domain", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.StringVar(&r.name, "name", "", "the `domain`")
	flags.Int64Var((*int64)(&r.customer), "customer", 0, "`number` of the customer who gets it")
	flags.IntVar(&r.years, "years", 1, "`number` of years, up to 10")
	flags.BoolVar(&r.privacy, "privacy", false, "hide the registrant in WHOIS")
	flags.StringVar(&r.reference, "reference", "", "`name` of your own for the registration; the program makes one up")
	flags.BoolVar(&r.yes, "yes", false, "register and pay")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

// params leaves privacy to the platform unless it is asked for: not every TLD
// has it.
func (r *request) params() domains.RegisterParams {
	p := domains.RegisterParams{
		Customer:        r.customer,
		Name:            r.name,
		Months:          12 * r.years,
		ClientReference: cmp.Or(r.reference, rest.NewReference()),
	}
	if r.privacy {
		p.Privacy = &r.privacy
	}
	return p
}

func (r *request) check() error {
	switch {
	case r.name == "":
		return errors.New("-name is missing")
	case r.years < 1 || r.years > 10:
		return errors.New("-years must be from 1 to 10")
	case r.yes && r.customer == 0:
		return errors.New("-customer is missing")
	}
	return nil
}

// look shows what is offered, and goes on where that is wanted. Somebody else
// may be faster, and a registration that is resumed is no longer free: what
// counts is what the platform answers to the registration.
func look(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	if err := asked.check(); err != nil {
		return err
	}
	name, err := domains.ParseName(asked.name)
	if err != nil {
		return fmt.Errorf("-name: %w", err)
	}
	if err := offer(ctx, client, name, asked.years, out); err != nil {
		return err
	}
	if !asked.yes {
		_, err := fmt.Fprintln(out, "Nothing is registered without -yes.")
		return err
	}
	return register(ctx, client, asked.params(), out)
}

func register(ctx context.Context, client *hostcontrol.Client, p domains.RegisterParams, out io.Writer) error {
	// Before the request, so that it is known whatever happens then.
	fmt.Fprintf(out, "reference %s\n", p.ClientReference)
	domain, err := client.Domains.Register(ctx, p)
	if partial, ok := errors.AsType[*domains.PartialTermError](err); ok {
		fmt.Fprintln(out, "Only a part was bought. To go on, register again with the same reference.")
		return errors.Join(err, show(out, partial.Domain))
	}
	if err != nil {
		return err
	}
	return show(out, domain)
}

func show(out io.Writer, d *domains.Domain) error {
	expires := "not known yet"
	if d.Expires != nil {
		expires = d.Expires.Format(time.DateOnly)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "DOMAIN\tCUSTOMER\tSTATUS\tEXPIRES")
	fmt.Fprintf(table, "%s\t%d\t%s\t%s\n", d.Name.Unicode(), d.Customer.ID, d.Status, expires)
	return table.Flush()
}
