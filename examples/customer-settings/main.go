// Customer-settings shows the settings of a customer and changes those that the
// command line names.
//
//	go run ./examples/customer-settings -customer 35
//	go run ./examples/customer-settings -customer 35 -disable -tags vip,agency
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
	"strconv"
	"strings"
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
		fmt.Fprintln(os.Stderr, "customer-settings:", err)
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
	return settings(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	demo     bool
	nothing  bool
	customer customers.ID
	change   customers.UpdateParams
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("customer-settings", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.Int64Var((*int64)(&r.customer), "customer", 0, "`number` of the customer")
	enable := flags.Bool("enable", false, "let the customer sign in and order")
	disable := flags.Bool("disable", false, "the opposite of -enable")
	onOff(flags, &r.change.Fraud, "fraud", "tag the customer as fraud, or with =false take the tag away")
	onOff(flags, &r.change.NameServerManagement, "ns", "let the customer change name servers, or with =false not")
	onOff(flags, &r.change.DNSManagement, "dns", "let the customer edit zones, or with =false not")
	onOff(flags, &r.change.AutoRenew, "auto-renew", "renew the customer's products, or with =false do not")
	onOff(flags, &r.change.SupportNotifications, "support-mail", "send mail about tickets, or with =false do not")
	tags := demo.List(flags, "tags", "replace all tags by these `names`, with commas between; empty takes them away")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	switch {
	case *enable && *disable:
		return nil, errors.New("-enable and -disable exclude each other")
	case *enable, *disable:
		r.change.Enabled = enable
	}
	r.demo, r.nothing, r.change.Tags = *inMemory, demo.Alone(flags), *tags
	return &r, nil
}

// onOff defines a flag that says true, false or, when it is not given, nothing.
func onOff(flags *flag.FlagSet, setting **bool, name, usage string) {
	flags.BoolFunc(name, usage, func(text string) error {
		value, err := strconv.ParseBool(text)
		*setting = &value
		return err
	})
}

// changes tells whether anything is to change: what is nil stays as it is.
func (r *request) changes() bool {
	c := &r.change
	return c.Tags != nil || c.Enabled != nil || c.Fraud != nil || c.NameServerManagement != nil ||
		c.DNSManagement != nil || c.AutoRenew != nil || c.SupportNotifications != nil
}

func settings(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	if asked.customer == 0 {
		return errors.New("-customer is missing")
	}
	customer, err := client.Customers.Get(ctx, asked.customer)
	if err != nil {
		return err
	}
	now := customer
	if asked.changes() {
		if now, err = client.Customers.Update(ctx, asked.customer, asked.change); err != nil {
			return err
		}
	}
	return show(out, customer, now)
}

// show tells what each setting was before, if it was something else.
func show(out io.Writer, before, now *customers.Customer) error {
	fmt.Fprintf(out, "Customer %d, %s\n", now.ID, now.PrimaryContact.Name)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "  SETTING\tVALUE")
	row := func(setting, before, now string) {
		if before != now {
			now += ", was " + before
		}
		fmt.Fprintf(table, "  %s\t%s\n", setting, now)
	}
	row("enabled", yesNo(before.Enabled), yesNo(now.Enabled))
	row("fraud", yesNo(before.Fraud), yesNo(now.Fraud))
	row("name servers", yesNo(before.NameServerManagement), yesNo(now.NameServerManagement))
	row("DNS", yesNo(before.DNSManagement), yesNo(now.DNSManagement))
	row("auto-renew", yesNo(before.AutoRenew), yesNo(now.AutoRenew))
	row("support mail", yesNo(before.SupportNotifications), yesNo(now.SupportNotifications))
	row("tags", listed(before.Tags), listed(now.Tags))
	return table.Flush()
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func listed(tags []string) string {
	if len(tags) == 0 {
		return "none"
	}
	return strings.Join(tags, " ")
}
