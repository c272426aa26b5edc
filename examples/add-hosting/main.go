// Add-hosting adds a hosting account to a customer and links a domain to it. It
// is paid for from the reseller's balance; the customer gets neither an order
// nor an invoice.
//
//	go run ./examples/add-hosting -customer 35 -plan 1 -domain example.com
//
// Without a plan it lists those there are.
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
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "add-hosting:", err)
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
	return add(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	demo, nothing bool
	params        hosting.AddParams
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("add-hosting", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.Int64Var((*int64)(&r.params.Customer), "customer", 0, "`number` of the customer")
	flags.Int64Var((*int64)(&r.params.Plan), "plan", 0, "`number` of the plan; without it the plans are listed")
	flags.IntVar(&r.params.Months, "months", 0, "`number` of months, a multiple of the plan's interval")
	flags.StringVar(&r.params.Domain, "domain", "", "`name` of the customer's to link to the account")
	flags.StringVar(&r.params.ClientReference, "reference", "", "your own `name` for the account, to repeat it safely")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

func add(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	if asked.params.Plan == 0 {
		return plans(ctx, client, out)
	}
	account, err := client.Hosting.Add(ctx, asked.params)
	switch {
	case errors.Is(err, customers.CodeInsufficientBalance):
		return fmt.Errorf("deposit first: %w", err)
	case err != nil:
		return err
	}
	return show(out, account)
}

func plans(ctx context.Context, client *hostcontrol.Client, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "PLAN\tNAME\tDOMAINS\tSTORAGE\tPRICE\tMONTHS")
	for plan, err := range client.Hosting.AllPlans(ctx, hosting.PlanFilter{}) {
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%d\t%s\t%d\t%d MB\t%s\t%d\n", plan.ID, plan.Name, plan.MaxDomains, plan.StorageQuota, plan.Price, plan.Interval)
	}
	return table.Flush()
}

func show(out io.Writer, a *hosting.Account) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "account\t%s, %s\n", a.Reference, a.Plan.Name)
	fmt.Fprintf(table, "status\t%s\n", a.Status)
	fmt.Fprintf(table, "domains\t%v\n", a.Domains)
	fmt.Fprintf(table, "reference\t%s\n", a.ClientReference)
	return table.Flush()
}
