// Credit-order takes back what was sold: it cancels an order, or credits an
// invoice or some of its lines, and opens the credit invoice.
//
//	go run ./examples/credit-order -order 40001
//	go run ./examples/credit-order -order 40001 -yes
//	go run ./examples/credit-order -invoice 100001 -lines 1000001,1000002 -reference credit-3 -yes
//
// Nothing is changed without -yes: the order or the invoice is only shown, with
// the numbers of its lines. Where the label is set to, canceling an order makes
// a credit invoice by itself. The program may be killed at any time: the same
// command line goes on where it ended, and a reference credits once. The
// platform moves no money; what was paid has to be given back by hand.
//
// Without credentials in the environment, or with -demo, the program works on a
// platform in memory; without other flags it then shows what it can do.
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
	"slices"
	"strconv"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "credit-order:", err)
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
	return takeBack(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	demo      bool
	nothing   bool
	order     billing.OrderID
	invoice   billing.InvoiceID
	lines     []billing.LineID
	reference string
	yes       bool
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("credit-order", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.Int64Var((*int64)(&r.order), "order", 0, "`number` of an order to cancel")
	flags.Int64Var((*int64)(&r.invoice), "invoice", 0, "`number` of an invoice to credit; not the one that is printed on it")
	lines := demo.List(flags, "lines", "`numbers` of lines of the invoice, with commas between; all of them without it")
	flags.StringVar(&r.reference, "reference", "", "`name` of your own for the credit invoice, so that it is made once")
	flags.BoolVar(&r.yes, "yes", false, "cancel or credit")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	for _, text := range *lines {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("-lines: %q is not a number", text)
		}
		r.lines = append(r.lines, billing.LineID(id))
	}
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

func takeBack(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	switch {
	case (asked.order == 0) == (asked.invoice == 0):
		return errors.New("either -order or -invoice is needed")
	case asked.order != 0 && (asked.lines != nil || asked.reference != ""):
		return errors.New("-lines and -reference are for an -invoice")
	case asked.order != 0:
		return cancel(ctx, client, asked, out)
	}
	return credit(ctx, client, asked, out)
}

// cancel cancels an order, and opens the credit invoice that the label makes.
func cancel(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	known, err := client.Orders.Related(ctx, asked.order)
	if err != nil {
		return err
	}
	if err := showOrder(out, known); err != nil {
		return err
	}
	if !asked.yes {
		_, err := fmt.Fprintln(out, "Nothing is canceled without -yes.")
		return err
	}
	credits, err := canceled(ctx, client, known)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "order %s is canceled\n", asked.order)
	if known.Invoice == nil {
		return nil
	}
	if len(credits) == 0 {
		fmt.Fprintf(out, "The label makes no credit invoice. To credit the invoice: -invoice %s -yes\n", known.Invoice.ID)
	}
	for _, made := range credits {
		if err := issue(ctx, client, made, known.Invoice, out); err != nil {
			return err
		}
	}
	return remind(ctx, client, known.Invoice.ID, out)
}

// canceled cancels an order, and gives the credit invoices that were made for
// that. Of an order that is canceled, perhaps by this program before it was
// killed, it gives all that there are.
func canceled(ctx context.Context, client *hostcontrol.Client, known *billing.Related) ([]*billing.Invoice, error) {
	before, err := creditsOf(ctx, client, known.Invoice)
	if err != nil || known.Order.State == billing.OrderCanceled {
		return before, err
	}
	done, err := client.Orders.Cancel(ctx, known.Order.ID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(done.Credits, func(made *billing.Invoice) bool {
		return slices.ContainsFunc(before, func(old *billing.Invoice) bool { return old.ID == made.ID })
	}), nil
}

// credit makes a credit invoice, and opens it.
func credit(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	parent, err := client.Invoices.Get(ctx, asked.invoice)
	if err != nil {
		return err
	}
	earlier, err := creditsOf(ctx, client, parent)
	if err != nil {
		return err
	}
	// Nothing keeps the same lines from being credited again but whoever looks.
	if err := showInvoices(out, append([]*billing.Invoice{parent}, earlier...)...); err != nil {
		return err
	}
	if !asked.yes {
		_, err := fmt.Fprintln(out, "Nothing is credited without -yes.")
		return err
	}
	params := billing.CreditParams{Lines: asked.lines, ClientReference: cmp.Or(asked.reference, rest.NewReference())}
	fmt.Fprintf(out, "reference %s\n", params.ClientReference)
	made, err := client.Invoices.Credit(ctx, parent.ID, params)
	if err != nil {
		return err
	}
	if err := issue(ctx, client, made, parent, out); err != nil {
		return err
	}
	return remind(ctx, client, parent.ID, out)
}
