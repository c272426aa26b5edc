// Renew-expiring finds the domains that expire soon, shows what renewing them
// costs beside the balance, and renews them with -yes. It may be started at any
// time and as often as one likes: a domain whose expiry has moved is not
// renewed again.
//
//	go run ./examples/renew-expiring -days 30 -yes
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
	return renew(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	demo, nothing, yes bool
	customer           customers.ID
	days               int
	now                time.Time
}

func parse(args []string, out io.Writer) (*request, error) {
	r := request{now: time.Now()}
	flags := flag.NewFlagSet("renew-expiring", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.IntVar(&r.days, "days", 30, "renew what expires within so many `days`")
	flags.Int64Var((*int64)(&r.customer), "customer", 0, "`number` of a customer; all of them without it")
	flags.BoolVar(&r.yes, "yes", false, "renew; without it only the costs are shown")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	if r.days < 1 {
		return nil, fmt.Errorf("-days must be at least 1, not %d", r.days)
	}
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

func renew(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	due, err := expiring(ctx, client, asked.customer, asked.now.AddDate(0, 0, asked.days))
	if err != nil {
		return err
	}
	if err := costs(ctx, client, due, out); err != nil || !asked.yes {
		return err
	}
	failed := 0
	for _, domain := range due {
		renewed, err := client.Domains.Renew(ctx, domain.Term(), 12)
		switch {
		case errors.Is(err, domains.CodeExpiryMismatch):
			fmt.Fprintf(out, "%s was renewed meanwhile\n", domain.Name)
		case errors.Is(err, customers.CodeInsufficientBalance), ctx.Err() != nil:
			return err
		case err != nil:
			failed++
			fmt.Fprintf(out, "%s: %v\n", domain.Name, err)
		default:
			fmt.Fprintf(out, "%s now expires on %s\n", domain.Name, renewed.Expires.Format(time.DateOnly))
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d domains were not renewed", failed, len(due))
	}
	return nil
}

// expiring lists the domains that expire before a time. The platform may not
// know the filter, so that what it sends is looked at again.
func expiring(ctx context.Context, client *hostcontrol.Client, customer customers.ID, before time.Time) ([]*domains.Domain, error) {
	var due []*domains.Domain
	for domain, err := range client.Domains.All(ctx, domains.Filter{Customer: customer, ExpiresBefore: before}) {
		switch {
		case err != nil:
			return nil, err
		case domain.Expires == nil || domain.Expires.After(before):
		case domain.Status == domains.StatusDelivered, domain.Status == domains.StatusExpired:
			due = append(due, domain)
		}
	}
	return due, nil
}

// costs shows what is due with its price, and the balance.
func costs(ctx context.Context, client *hostcontrol.Client, due []*domains.Domain, out io.Writer) error {
	prices := map[string]*domains.Price{}
	for price, err := range client.Domains.AllPrices(ctx, domains.PriceFilter{}) {
		if err != nil {
			return err
		}
		prices[price.TLD] = price
	}
	label, err := client.Label.Get(ctx)
	if err != nil {
		return err
	}
	account, err := client.Resellers.Get(ctx, label.Reseller.Reference)
	if err != nil {
		return err
	}
	total, err := account.Balance.Mul("0")
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "DOMAIN\tEXPIRES\tCOSTS")
	for _, domain := range due {
		price := prices[domain.Name.TLD()]
		if price == nil {
			fmt.Fprintf(table, "%s\t%s\t%s\n", domain.Name, domain.Expires.Format(time.DateOnly), "not for sale")
			continue
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", domain.Name, domain.Expires.Format(time.DateOnly), price.Renew)
		if total, err = total.Add(price.Renew); err != nil {
			return err
		}
	}
	fmt.Fprintf(table, "%d domains\t\t%s of %s\n", len(due), total, account.Balance)
	return table.Flush()
}
