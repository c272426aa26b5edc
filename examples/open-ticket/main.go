// Open-ticket opens a ticket towards a customer, goes on with it, and tells what
// customers write.
//
//	go run ./examples/open-ticket open -customer 35 -subject Maintenance -body-file text.md -department Support -reference maintenance-35
//	go run ./examples/open-ticket show -ticket 301
//	go run ./examples/open-ticket reply -ticket 301 -body "It is *up* again." -reference maintenance-35-done
//	go run ./examples/open-ticket comment -ticket 301 -body "Took an hour."
//	go run ./examples/open-ticket close -ticket 301
//	go run ./examples/open-ticket reopen -ticket 301
//	go run ./examples/open-ticket watch -cursor cursor.txt
//
// Texts are Markdown. The customer gets a mail of a ticket and of a reply, and
// sees no comments. The same command line with the same reference writes nothing
// twice, so that it can be repeated when it is not known how far it came.
//
// watch goes on until it is interrupted. With a file for its cursor it goes on
// where it was when it is started again.
//
// Without credentials in the environment, or with -demo, the program works on a
// platform in memory; without anything else it then shows what it can do.
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

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/support"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "open-ticket:", err)
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
	return carryOut(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	verb       string
	demo       bool
	nothing    bool
	customer   customers.ID
	ticket     support.TicketID
	subject    string
	body       string
	bodyFile   string
	department string
	reference  string
	cursorFile string
	since      time.Time
	count      int
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		r.verb, args = args[0], args[1:]
	}
	flags := flag.NewFlagSet("open-ticket", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.Int64Var((*int64)(&r.customer), "customer", 0, "`number` of the customer, to open")
	flags.Int64Var((*int64)(&r.ticket), "ticket", 0, "`number` of the ticket, for all but open and watch")
	flags.StringVar(&r.subject, "subject", "", "a `line`, to open")
	flags.StringVar(&r.body, "body", "", "Markdown `text`, to open, reply or comment")
	flags.StringVar(&r.bodyFile, "body-file", "", "`file` with the text")
	flags.StringVar(&r.department, "department", "", "`name` of the department, to open; the label's default one without it")
	flags.StringVar(&r.reference, "reference", "", "`name` of your own for what is written, so that it is written once")
	flags.StringVar(&r.cursorFile, "cursor", "", "`file` that keeps how far watch has come")
	flags.Func("since", "`day`, such as 2027-01-31, from which on to watch where nothing is kept; now without it", func(text string) error {
		var err error
		r.since, err = time.Parse(time.DateOnly, text)
		return err
	})
	flags.IntVar(&r.count, "count", 0, "`number` of messages after which watch ends; 0 for never")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.demo, r.nothing = *inMemory, r.verb == "" && demo.Alone(flags)
	return &r, nil
}

// A verb does something to a ticket.
type verb func(context.Context, *hostcontrol.Client, *request) (*support.Ticket, error)

var verbs = map[string]verb{
	"open": open, "show": read, "reply": reply, "comment": comment, "close": closeTicket, "reopen": reopen,
}

func carryOut(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	do := verbs[asked.verb]
	switch {
	case asked.verb == "watch":
		return watch(ctx, client, asked, out)
	case do == nil:
		return fmt.Errorf("%q is nothing to do: say open, show, reply, comment, close, reopen or watch", asked.verb)
	case asked.verb != "open" && asked.ticket == 0:
		return errors.New("-ticket is missing")
	}
	ticket, err := do(ctx, client, asked)
	if err != nil {
		return err
	}
	return show(out, ticket)
}
