// Transfer-domain starts the transfer of a domain to the platform, gives it its
// name servers, says what still has to be done, and waits until it is here.
//
//	HOSTCONTROL_AUTH_CODE=... go run ./examples/transfer-domain -customer 35 -name example.com -ns ns1.example.net,ns2.example.net -wait
//
// The code of the present registrar is read from the environment, where no list
// of processes shows it.
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
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "transfer-domain:", err)
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
	return transfer(ctx, platform.Client, asked, out)
}

// envAuthCode holds the code that the present registrar gave out.
const envAuthCode = "HOSTCONTROL_AUTH_CODE"

// request is what the command line asks for.
type request struct {
	demo, nothing, wait bool
	params              domains.TransferParams
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("transfer-domain", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.Int64Var((*int64)(&r.params.Customer), "customer", 0, "`number` of the customer")
	flags.StringVar(&r.params.Name, "name", "", "`domain` to transfer")
	servers := demo.List(flags, "ns", "name `servers` that the domain gets, between commas")
	flags.StringVar(&r.params.ClientReference, "reference", "", "your own `name` for the transfer, to repeat it safely")
	flags.BoolVar(&r.wait, "wait", false, "wait until the domain is here; transfers can take days")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.params.NameServers = *servers
	r.params.AuthCode = rest.NewSecret(os.Getenv(envAuthCode))
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

func transfer(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	started, err := client.Transfers.Start(ctx, asked.params)
	switch {
	case errors.Is(err, customers.CodeInsufficientBalance):
		return fmt.Errorf("deposit first: %w", err)
	case err != nil:
		return err
	}
	if err := show(out, started); err != nil || !asked.wait {
		return err
	}
	return wait(ctx, client, started.ID, out)
}

// wait looks again and again, less often as long as nothing changes.
func wait(ctx context.Context, client *hostcontrol.Client, id domains.TransferID, out io.Writer) error {
	var last domains.TransferStatus
	done, err := client.Transfers.Wait(ctx, id, domains.WaitOptions{Progress: func(t *domains.Transfer) {
		if t.Status != last {
			fmt.Fprintln(out, "now", t.Status)
		}
		last = t.Status
	}})
	if failed, ok := errors.AsType[*domains.TransferError](err); ok {
		return fmt.Errorf("the transfer ended as %s: %w", failed.Transfer.Status, err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s is here\n", done.Name.Unicode())
	return nil
}

func show(out io.Writer, t *domains.Transfer) error {
	todo := map[domains.RequiredAction]string{
		domains.ActionNone:               "nothing",
		domains.ActionSupplyAuthCode:     "supply the code of the present registrar",
		domains.ActionRegistrantApproval: "the registrant has to approve, by the mail that was sent",
	}[t.RequiredAction()]
	if todo == "" {
		todo = string(t.RequiredAction())
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "transfer\t%d of %s\n", t.ID, t.Name.Unicode())
	fmt.Fprintf(table, "status\t%s\n", t.Status)
	fmt.Fprintf(table, "to be done\t%s\n", todo)
	for _, server := range t.NameServers {
		fmt.Fprintf(table, "name server\t%s\n", server.Hostname)
	}
	return table.Flush()
}
