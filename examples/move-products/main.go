// Move-products hands domains and hosting accounts over to another customer:
// all of them or none.
//
//	go run ./examples/move-products -from 35 -to 36 -domains example.com,example.net -hosting ac-1234
//
// A domain and the hosting account it is linked to move together. When
// something stands in the way, each product is named with the reason.
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

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "move-products:", err)
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
	return move(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	demo    bool
	nothing bool
	from    customers.ID
	params  customers.MoveParams
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("move-products", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.Int64Var((*int64)(&r.from), "from", 0, "`number` of the customer who has the products")
	flags.Int64Var((*int64)(&r.params.To), "to", 0, "`number` of the customer who gets them")
	domains := demo.List(flags, "domains", "`names` of domains, with commas between")
	hosting := demo.List(flags, "hosting", "`references` of hosting accounts, with commas between")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.demo, r.nothing, r.params.Domains, r.params.Hosting = *inMemory, demo.Alone(flags), *domains, *hosting
	return &r, nil
}

func move(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	if asked.from == 0 || asked.params.To == 0 {
		return errors.New("-from or -to is missing")
	}
	moved, err := client.Customers.MoveProducts(ctx, asked.from, asked.params)
	if err != nil {
		return explain(out, err)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "MOVED\tFROM\tTO")
	for _, name := range moved.Domains {
		fmt.Fprintf(table, "%s\t%d\t%d\n", name, asked.from, asked.params.To)
	}
	for _, reference := range moved.Hosting {
		fmt.Fprintf(table, "%s\t%d\t%d\n", reference, asked.from, asked.params.To)
	}
	return table.Flush()
}

// explain shows what stands in the way, product by product, such as
// "domains.example.com" or, for the customer who is to get them, "to".
func explain(out io.Writer, err error) error {
	refusal, ok := errors.AsType[*hostcontrol.Error](err)
	if !ok || len(refusal.Fields) == 0 {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "REFUSED\tREASON")
	for _, field := range refusal.Fields {
		fmt.Fprintf(table, "%s\t%s\n", field.Field, field.Message)
	}
	return errors.Join(fmt.Errorf("nothing was moved: %w", hostcontrol.ErrValidation), table.Flush())
}
