// Promote-to-reseller gives a customer the rights of a reseller, with a login
// of its own for the Reseller Area. This cannot be taken back.
//
//	go run ./examples/promote-to-reseller -customer 35 -login jane-reseller
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

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "promote-to-reseller:", err)
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
		return play(ctx, platform.Client, out)
	}
	return promote(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	demo     bool
	nothing  bool
	customer customers.ID
	params   customers.PromoteParams
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("promote-to-reseller", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.Int64Var((*int64)(&r.customer), "customer", 0, "`number` of the customer")
	flags.StringVar(&r.params.Login, "login", "", "`name` of the new login, which nobody has yet")
	flags.StringVar(&r.params.PriceList, "price-list", "", "`name` of the price list to buy at; your own prices without one")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

func promote(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	if asked.customer == 0 || asked.params.Login == "" {
		return errors.New("-customer or -login is missing")
	}
	reseller, err := client.Customers.Promote(ctx, asked.customer, asked.params)
	switch {
	case errors.Is(err, customers.CodeAlreadyReseller):
		return fmt.Errorf("customer %d is a reseller already: %w", asked.customer, err)
	case err != nil:
		return err
	}
	return show(out, reseller)
}

func show(out io.Writer, r *customers.Reseller) error {
	prices := r.DomainPriceList
	if prices == "" {
		prices = "the parent's own"
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "reseller\t%s, %s\n", r.Reference, r.Name)
	fmt.Fprintf(table, "customer\t%d\n", r.Customer.ID)
	fmt.Fprintf(table, "login\t%s\n", r.Login)
	fmt.Fprintf(table, "balance\t%s, not below %s\n", r.Balance, r.LowerLimit)
	fmt.Fprintf(table, "domain prices\t%s\n", prices)
	return table.Flush()
}
