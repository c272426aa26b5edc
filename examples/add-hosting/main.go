// Add-hosting shows the hosting plans, and buys an account on one of them for a
// customer.
//
//	go run ./examples/add-hosting
//	go run ./examples/add-hosting -customer 35 -plan 2 -domain example.com -reference order-4711
//
// The same command line with the same reference gives the same account again:
// it can be repeated when it is not known what became of it.
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
	"text/tabwriter"
	"time"

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
	demo    bool
	nothing bool
	params  hosting.AddParams
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("add-hosting", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.Int64Var((*int64)(&r.params.Plan), "plan", 0, "`number` of the plan; without one the plans are shown")
	flags.Int64Var((*int64)(&r.params.Customer), "customer", 0, "`number` of the customer who gets the account")
	flags.IntVar(&r.params.Months, "months", 0, "`number` of months, a multiple of the plan's interval; one interval without it")
	flags.StringVar(&r.params.Domain, "domain", "", "`name` of the customer's to show on the account")
	flags.StringVar(&r.params.ClientReference, "reference", "", "`name` of your own for the account, so that it is bought once")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

func add(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	switch {
	case asked.params.Plan == 0 && asked.params.Customer != 0:
		return errors.New("-plan is missing")
	case asked.params.Plan == 0:
		return showPlans(ctx, client, out)
	case asked.params.Customer == 0:
		return errors.New("-customer is missing")
	}
	account, err := client.Hosting.Add(ctx, asked.params)
	if err != nil {
		return err
	}
	return show(out, account)
}

func showPlans(ctx context.Context, client *hostcontrol.Client, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "PLAN\tNAME\tCATEGORY\tSTORAGE\tTRAFFIC\tDATABASES\tDOMAINS\tPRICE")
	for plan, err := range client.Hosting.AllPlans(ctx, hosting.PlanFilter{}) {
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%d\t%s\t%s\t%d MB\t%s\t%d\t%d\t%s\n", plan.ID, plan.Name, plan.Category,
			plan.StorageQuota, traffic(plan), plan.MaxDatabases, plan.MaxDomains, price(plan))
	}
	return table.Flush()
}

func traffic(plan *hosting.Plan) string {
	if plan.TrafficQuota == nil {
		return "unlimited"
	}
	return fmt.Sprintf("%d MB", *plan.TrafficQuota)
}

func price(plan *hosting.Plan) string {
	if plan.Price.CurrencyCode() == "" {
		return "not told"
	}
	if plan.Interval == 1 {
		return fmt.Sprintf("%s for a month", plan.Price)
	}
	return fmt.Sprintf("%s for %d months", plan.Price, plan.Interval)
}

func show(out io.Writer, a *hosting.Account) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "account\t%s\n", a.Reference)
	fmt.Fprintf(table, "customer\t%d\n", a.Customer.ID)
	fmt.Fprintf(table, "plan\t%s\n", a.Plan.Name)
	fmt.Fprintf(table, "status\t%s\n", a.Status)
	if a.Expires != nil {
		fmt.Fprintf(table, "paid until\t%s\n", a.Expires.Format(time.DateOnly))
	}
	for _, name := range a.Domains {
		fmt.Fprintf(table, "shows\t%s\n", name.Unicode())
	}
	return table.Flush()
}
