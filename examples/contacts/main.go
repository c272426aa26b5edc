// Contacts lists the contacts of a customer, adds one, changes single fields of
// one and deletes one.
//
//	go run ./examples/contacts list -customer 35
//	go run ./examples/contacts add -customer 35 -name "Jane Roe" -address "Sample Lane 7" \
//		-zipcode 3511AB -city Utrecht -country NL -email jane@example.org -voice +31.301234567
//	go run ./examples/contacts change -contact 1002 -city Utrecht
//	go run ./examples/contacts delete -contact 1002
//
// Without credentials in the environment, or with -demo, it works on a platform
// in memory; without anything else it then shows what it can do.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "contacts:", err)
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
	return carryOut(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	verb      string
	demo      bool
	nothing   bool
	customer  customers.ID
	contact   customers.ContactID
	reference string
	fields    []func(*customers.ReplaceParams) // set what flags were given
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		r.verb, args = args[0], args[1:]
	}
	flags := flag.NewFlagSet("contacts", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.Int64Var((*int64)(&r.customer), "customer", 0, "`number` of the customer, to list or add")
	flags.Int64Var((*int64)(&r.contact), "contact", 0, "`number` of the contact, to change or delete")
	flags.StringVar(&r.reference, "reference", "", "a `name` of your own for the contact that is added: with it, adding again adds nothing")
	r.field(flags, "name", "full name", func(p *customers.ReplaceParams) *string { return &p.Name })
	r.field(flags, "organisation", "name of the company", func(p *customers.ReplaceParams) *string { return &p.Organisation })
	r.field(flags, "address", "street and number", func(p *customers.ReplaceParams) *string { return &p.Address })
	r.field(flags, "zipcode", "postal code", func(p *customers.ReplaceParams) *string { return &p.Zipcode })
	r.field(flags, "city", "city", func(p *customers.ReplaceParams) *string { return &p.City })
	r.field(flags, "state", "state, where the country has them", func(p *customers.ReplaceParams) *string { return &p.State })
	r.field(flags, "country", "code of two letters, such as NL", func(p *customers.ReplaceParams) *string { return &p.Country })
	r.field(flags, "email", "e-mail address", func(p *customers.ReplaceParams) *string { return &p.Email })
	r.field(flags, "voice", "phone number, such as +31.301234567", func(p *customers.ReplaceParams) *string { return &p.Voice })
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.demo, r.nothing = *inMemory, r.verb == "" && demo.Alone(flags)
	return &r, nil
}

// field defines a flag for a field of a contact.
func (r *request) field(flags *flag.FlagSet, name, usage string, of func(*customers.ReplaceParams) *string) {
	flags.Func(name, usage, func(value string) error {
		r.fields = append(r.fields, func(p *customers.ReplaceParams) { *of(p) = value })
		return nil
	})
}

func carryOut(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	onContact := asked.verb == "change" || asked.verb == "delete"
	switch {
	case asked.verb == "":
		return errors.New("say list, add, change or delete")
	case !onContact && asked.verb != "list" && asked.verb != "add":
		return fmt.Errorf("unknown %q: say list, add, change or delete", asked.verb)
	case onContact && asked.contact == 0:
		return errors.New("-contact is missing")
	case !onContact && asked.customer == 0:
		return errors.New("-customer is missing")
	}
	switch asked.verb {
	case "list":
		return list(ctx, client, asked, out)
	case "add":
		return add(ctx, client, asked, out)
	case "change":
		return change(ctx, client, asked, out)
	}
	return remove(ctx, client, asked, out)
}
