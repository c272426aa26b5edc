// Transfer-domain brings a domain from another registrar to a customer, and
// waits until it is there.
//
//	go run ./examples/transfer-domain -name example.com -customer 35 -code-file code.txt -ns ns1.example.net,ns2.example.net
//	go run ./examples/transfer-domain -follow 1234
//	go run ./examples/transfer-domain -follow 1234 -code-file code.txt -ns ns1.example.com,ns2.example.com
//
// A transfer takes days where somebody has to act. It goes on without the
// program, which can be ended and look again with -follow. The auth code comes
// from a file, since the machine's other users can read command lines.
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
	var wait domains.WaitOptions
	if !platform.Live() {
		wait = othersAct(platform.Server, out)
	}
	return transfer(ctx, platform.Client, asked, wait, out)
}

// request is what the command line asks for.
type request struct {
	demo     bool
	nothing  bool
	params   domains.TransferParams
	codeFile string
	follow   domains.TransferID
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("transfer-domain", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.StringVar(&r.params.Name, "name", "", "the `domain`")
	flags.Int64Var((*int64)(&r.params.Customer), "customer", 0, "`number` of the customer who gets it")
	flags.StringVar(&r.codeFile, "code-file", "", "`file` with the code of the present registrar")
	nameServers := demo.List(flags, "ns", "`names` of the name servers it gets, with commas between")
	flags.Int64Var((*int64)(&r.follow), "follow", 0, "`number` of a transfer that was started before")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.demo, r.nothing, r.params.NameServers = *inMemory, demo.Alone(flags), *nameServers
	return &r, nil
}

func transfer(ctx context.Context, client *hostcontrol.Client, asked *request, wait domains.WaitOptions, out io.Writer) error {
	code, err := readCode(asked.codeFile)
	if err != nil {
		return err
	}
	if asked.follow != 0 {
		if asked.params.Name != "" {
			return errors.New("-follow and -name exclude each other")
		}
		return goOn(ctx, client, asked, code, wait, out)
	}
	if asked.params.Name == "" || asked.params.Customer == 0 {
		return errors.New("-name or -customer is missing")
	}
	asked.params.AuthCode = code
	started, err := client.Transfers.Start(ctx, asked.params)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Transfer %s of %s is started; -follow %[1]s looks at it again.\n", started.ID, started.Name.Unicode())
	return follow(ctx, client, started.ID, wait, out)
}

// goOn follows a transfer that was started before. It gives it a code if it
// waits for one, and other name servers if it is to have some.
func goOn(ctx context.Context, client *hostcontrol.Client, asked *request, code rest.Secret, wait domains.WaitOptions, out io.Writer) error {
	if len(asked.params.NameServers) > 0 {
		if _, err := client.Transfers.SetNameServers(ctx, asked.follow, asked.params.NameServers); err != nil {
			return err
		}
	}
	if !code.IsZero() {
		if _, err := client.Transfers.SupplyAuthCode(ctx, asked.follow, code); err != nil {
			return err
		}
	}
	return follow(ctx, client, asked.follow, wait, out)
}

func readCode(path string) (rest.Secret, error) {
	if path == "" {
		return rest.Secret{}, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return rest.Secret{}, fmt.Errorf("-code-file: %w", err)
	}
	code := strings.TrimSpace(string(text))
	if code == "" {
		return rest.Secret{}, fmt.Errorf("-code-file: %s is empty", path)
	}
	return rest.NewSecret(code), nil
}
