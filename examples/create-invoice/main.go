// Create-invoice makes an invoice by hand: it writes a draft, shows what the
// platform makes of its lines, and opens it.
//
//	go run ./examples/create-invoice -customer 35 -line "Moving a shop; 80.00; 2.5; hosting" -line "Discount; -15.00"
//	go run ./examples/create-invoice -customer 35 -line "Support; 12.50" -due 2027-01-31 -reference invoice-9 -yes
//	go run ./examples/create-invoice -customer 35 -line "Support; 12.50" -reference invoice-9 -yes -wait
//
// A line is its text, the price of one, how many there are, and the category
// that the tax rules know it by; the last two may be left out. The customer sees
// nothing without -yes: a draft can be looked at and deleted. The same command
// line with the same reference goes on with the same invoice, whatever has
// become of it since, so that it can be repeated when it is not known how far
// it came.
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

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "create-invoice:", err)
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
	var wait billing.WaitOptions[billing.Invoice]
	if !platform.Live() {
		var fail context.CancelCauseFunc
		ctx, fail = context.WithCancelCause(ctx)
		defer fail(nil)
		wait = payerComes(ctx, fail, platform)
	}
	return invoice(ctx, platform.Client, asked, wait, out)
}

// request is what the command line asks for.
type request struct {
	demo      bool
	nothing   bool
	customer  customers.ID
	lines     []line
	due       time.Time
	reference string
	yes, wait bool
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("create-invoice", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.Int64Var((*int64)(&r.customer), "customer", 0, "`number` of the customer who gets the invoice")
	flags.Func("line", "`text; price; quantity; category` of a line; may be given several times", func(text string) error {
		l, err := readLine(text)
		r.lines = append(r.lines, l)
		return err
	})
	flags.Func("due", "`day` until which to pay, such as 2027-01-31; the platform decides without it", func(text string) error {
		var err error
		r.due, err = time.Parse(time.DateOnly, text)
		return err
	})
	flags.StringVar(&r.reference, "reference", "", "`name` of your own for the invoice, so that it is made once")
	flags.BoolVar(&r.yes, "yes", false, "open the invoice: the customer gets it")
	flags.BoolVar(&r.wait, "wait", false, "wait until it is paid, with -yes")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

func (r *request) check() error {
	switch {
	case r.customer == 0:
		return errors.New("-customer is missing")
	case len(r.lines) == 0:
		return errors.New("-line is missing")
	case r.wait && !r.yes:
		return errors.New("-wait needs -yes: nobody pays a draft")
	}
	return nil
}

func invoice(ctx context.Context, client *hostcontrol.Client, asked *request, wait billing.WaitOptions[billing.Invoice], out io.Writer) error {
	made, err := draft(ctx, client, asked, out)
	if err != nil {
		return err
	}
	if err := show(out, made); err != nil {
		return err
	}
	if err := agrees(out, made); err != nil {
		return err
	}
	if !asked.yes {
		return leave(out, made)
	}
	if made.State == billing.InvoiceDraft {
		if made, err = client.Invoices.Open(ctx, made.ID); err != nil {
			return err
		}
	}
	tell(out, made)
	if !asked.wait {
		return nil
	}
	return follow(ctx, client, made.ID, wait, out)
}

// agrees has the invoice calculated anew. What does not add up goes to nobody.
func agrees(out io.Writer, i *billing.Invoice) error {
	wrong := i.Check()
	for _, disagreement := range wrong {
		fmt.Fprintln(out, disagreement)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("invoice %s does not add up and is left as it is", i.ID)
	}
	return nil
}

func leave(out io.Writer, i *billing.Invoice) error {
	if i.State != billing.InvoiceDraft {
		tell(out, i)
		return nil
	}
	_, err := fmt.Fprintln(out, "A draft, which the customer does not see. The same with -yes and this reference opens it.")
	return err
}
