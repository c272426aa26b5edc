// Login-as-customer makes a link that opens the Customer Area as a customer,
// and shows where it leads.
//
//	go run ./examples/login-as-customer -customer 35
//	go run ./examples/login-as-customer -email jane@example.org -print-link
//
// Whoever has the link is signed in by it, so that only -print-link shows it.
// Without credentials in the environment, or with -demo, the program works on a
// platform in memory; without other flags it then shows what it can do.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"text/tabwriter"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "login-as-customer:", err)
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
	return login(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	demo      bool
	nothing   bool
	customer  customers.ID
	email     string
	printLink bool
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("login-as-customer", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.Int64Var((*int64)(&r.customer), "customer", 0, "`number` of the customer")
	flags.StringVar(&r.email, "email", "", "e-mail `address` of the customer, in place of the number")
	flags.BoolVar(&r.printLink, "print-link", false, "show the link, which signs in whoever opens it first")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

func login(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	customer, err := find(ctx, client, asked)
	if err != nil {
		return err
	}
	link, err := client.Customers.LoginAs(ctx, customer.ID)
	if err != nil {
		return err
	}
	site, err := siteOf(link.URL)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "customer\t%d, %s\n", customer.ID, customer.PrimaryContact.Name)
	fmt.Fprintf(table, "leads to\t%s\n", site)
	fmt.Fprintf(table, "opens once, until\t%s\n", link.Expires.UTC().Format(time.DateTime+" MST"))
	fmt.Fprintf(table, "link\t%s\n", shown(link.URL, asked.printLink))
	return table.Flush()
}

func find(ctx context.Context, client *hostcontrol.Client, asked *request) (*customers.Customer, error) {
	switch {
	case asked.customer != 0 && asked.email != "":
		return nil, errors.New("-customer and -email exclude each other")
	case asked.email != "":
		return client.Customers.FindByEmail(ctx, asked.email)
	case asked.customer != 0:
		return client.Customers.Get(ctx, asked.customer)
	}
	return nil, errors.New("-customer or -email is missing")
}

// siteOf gives the part of a link that is no secret.
func siteOf(link rest.Secret) (string, error) {
	u, err := url.Parse(link.Reveal())
	if err != nil || u.Host == "" {
		return "", errors.New("the platform's link is not a URL") // err shows the link
	}
	return u.Scheme + "://" + u.Host, nil
}

// shown is "[redacted]" unless the link is asked for: that is how a secret
// prints by itself.
func shown(link rest.Secret, reveal bool) string {
	if reveal {
		return link.Reveal()
	}
	return link.String() + ", see -print-link"
}
