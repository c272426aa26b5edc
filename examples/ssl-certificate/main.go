// Ssl-certificate makes a key and a signing request for host names, requests a
// certificate, shows what proves the control over the names, and waits until it
// is issued. Key and certificate are written into files that only their owner
// can read.
//
//	go run ./examples/ssl-certificate -customer 35 -plan ID -names example.com,www.example.com -key key.pem -cert cert.pem
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
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "ssl-certificate:", err)
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
	return certify(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	demo, nothing bool
	customer      customers.ID
	plan          ssl.PlanID
	names         []string
	key, cert     string
	reference     string
	requested     func() // for the demo: the request was made, waiting begins
}

func parse(args []string, out io.Writer) (*request, error) {
	r := request{requested: func() {}}
	flags := flag.NewFlagSet("ssl-certificate", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.Int64Var((*int64)(&r.customer), "customer", 0, "`number` of the customer")
	flags.StringVar((*string)(&r.plan), "plan", "", "`id` of the plan; without it the plans are listed")
	names := demo.List(flags, "names", "host `names`, between commas")
	flags.StringVar(&r.key, "key", "key.pem", "`path` of a new file for the key")
	flags.StringVar(&r.cert, "cert", "cert.pem", "`path` of a new file for the certificate")
	flags.StringVar(&r.reference, "reference", "", "your own `name` for the certificate")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.names = *names
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

func certify(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	if asked.plan == "" {
		return plans(ctx, client, out)
	}
	key, csr, err := ssl.NewKeyAndCSR(asked.names...)
	if err != nil {
		return err
	}
	// The key is kept before anything is bought with it.
	if err := write(asked.key, key.Reveal()); err != nil {
		return err
	}
	certificate, err := client.SSL.Request(ctx, ssl.RequestParams{
		Customer: asked.customer, Plan: asked.plan, CSR: csr, DCV: ssl.DCVDNS, ClientReference: asked.reference,
	})
	if err != nil {
		return err
	}
	if err := show(out, certificate); err != nil {
		return err
	}
	asked.requested()
	certificate, err = client.SSL.Wait(ctx, certificate.ID, ssl.WaitOptions{})
	if failed, ok := errors.AsType[*ssl.CertificateError](err); ok {
		return fmt.Errorf("the certificate ended as %s: %w", failed.Certificate.Status, err)
	}
	if err != nil {
		return err
	}
	if err := write(asked.cert, certificate.PEM); err != nil {
		return err
	}
	fmt.Fprintf(out, "issued; key in %s, certificate in %s\n", asked.key, asked.cert)
	return nil
}

// write makes a new file, and never writes over one.
func write(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}

func plans(ctx context.Context, client *hostcontrol.Client, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "PLAN\tNAME\tMONTHS")
	for plan, err := range client.SSL.AllPlans(ctx, ssl.PlanFilter{}) {
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%s\t%d\n", plan.ID, plan.Name, plan.Interval)
	}
	return table.Flush()
}

func show(out io.Writer, c *ssl.Certificate) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "certificate\t%s\n", c.ID)
	fmt.Fprintf(table, "status\t%s\n", c.Status)
	fmt.Fprintf(table, "names\t%v\n", c.Domains)
	if c.DCV != nil {
		fmt.Fprintf(table, "put into DNS\t%s\n", c.DCV.Name)
		fmt.Fprintf(table, "with content\t%s\n", c.DCV.Value)
	}
	return table.Flush()
}
