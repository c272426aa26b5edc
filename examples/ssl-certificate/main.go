// Ssl-certificate makes a key, buys a certificate for it, shows how to prove
// control over the names, and waits until the certificate is there.
//
//	go run ./examples/ssl-certificate
//	go run ./examples/ssl-certificate -customer 35 -plan 0d5e7a60-5c1b-4f0e-9a37-000000000001 -names example.com,www.example.com
//	go run ./examples/ssl-certificate -follow 7b0c9a52-33a1-4c1e-8a57-6f1c2f9f5a10
//
// Without -plan it shows the plans. The key is on the disk before anything is
// bought, in a file that nobody else may read, and leaves the machine in no
// other way. A certificate can take days; the program may be ended and look
// again with -follow.
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
	"strings"
	"text/tabwriter"

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
	var wait ssl.WaitOptions
	if !platform.Live() {
		wait = timePasses(platform.Server)
	}
	return certify(ctx, platform.Client, asked, wait, out)
}

// request is what the command line asks for.
type request struct {
	demo    bool
	nothing bool
	params  ssl.RequestParams
	names   []string
	folder  string
	follow  ssl.ID
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("ssl-certificate", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.StringVar((*string)(&r.params.Plan), "plan", "", "`id` of the plan; without one the plans are shown")
	flags.Int64Var((*int64)(&r.params.Customer), "customer", 0, "`number` of the customer who gets the certificate")
	names := demo.List(flags, "names", "`names` of the hosts, with commas between")
	flags.Func("dcv", "`way` to prove control over the names: dns, which is chosen without it, file or email", func(text string) error {
		r.params.DCV = ssl.DCVType(strings.ToUpper(text))
		return nil
	})
	flags.StringVar(&r.params.ApproverEmail, "email", "", "`address` for -dcv email")
	flags.StringVar(&r.folder, "dir", ".", "`folder` for the key and the certificate")
	flags.StringVar((*string)(&r.follow), "follow", "", "`id` of a certificate that was requested before")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	if r.params.DCV == "" {
		r.params.DCV = ssl.DCVDNS
	}
	r.demo, r.nothing, r.names = *inMemory, demo.Alone(flags), *names
	return &r, nil
}

func certify(ctx context.Context, client *hostcontrol.Client, asked *request, wait ssl.WaitOptions, out io.Writer) error {
	switch {
	case asked.follow != "":
	case asked.params.Plan == "" && len(asked.names) > 0:
		return errors.New("-plan is missing")
	case asked.params.Plan == "":
		return showPlans(ctx, client, out)
	case asked.params.Customer == 0 || len(asked.names) == 0:
		return errors.New("-customer or -names is missing")
	}
	folder, err := os.OpenRoot(asked.folder)
	if err != nil {
		return fmt.Errorf("-dir: %w", err)
	}
	defer folder.Close()
	id := asked.follow
	if id == "" {
		if id, err = buy(ctx, client, asked, folder, out); err != nil {
			return err
		}
	}
	return follow(ctx, client, id, folder, wait, out)
}

func showPlans(ctx context.Context, client *hostcontrol.Client, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "PLAN\tNAME\tAUTHORITY\tMONTHS\tDESCRIPTION")
	for plan, err := range client.SSL.AllPlans(ctx, ssl.PlanFilter{}) {
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\n", plan.ID, plan.Name, plan.Brand, plan.Interval, plan.Description)
	}
	return table.Flush()
}
