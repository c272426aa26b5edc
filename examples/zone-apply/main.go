// Zone-apply makes the zone of a domain what a text file says.
//
//	go run ./examples/zone-apply -domain example.com -file zone.txt
//	go run ./examples/zone-apply -domain example.com -file zone.txt -yes
//
// It shows the difference first, and changes nothing without -yes. Records
// that the file does not have are removed, and a zone that is right already is
// left alone. The file zone.txt beside this one is a sample.
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

	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "zone-apply:", err)
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
	return apply(ctx, platform.Client, asked, out)
}

// request is what the command line asks for.
type request struct {
	demo    bool
	nothing bool
	domain  string
	file    string
	yes     bool
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("zone-apply", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.StringVar(&r.domain, "domain", "", "the `domain`")
	flags.StringVar(&r.file, "file", "", "`file` with the records of the zone")
	flags.BoolVar(&r.yes, "yes", false, "change the zone")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	r.demo, r.nothing = *inMemory, demo.Alone(flags)
	return &r, nil
}

func apply(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) error {
	if asked.domain == "" || asked.file == "" {
		return errors.New("-domain or -file is missing")
	}
	wanted, err := readFile(asked.file, asked.domain)
	if err != nil {
		return err
	}
	now, err := client.Zones.Get(ctx, asked.domain)
	if err != nil {
		return err
	}
	change := now.Diff(wanted.records)
	fmt.Fprint(out, change)
	switch {
	case change.IsEmpty():
		_, err = fmt.Fprintf(out, "%s has this zone already: %d records.\n", now.Domain.Unicode(), len(change.Kept))
		return err
	case !asked.yes:
		_, err = fmt.Fprintln(out, "Nothing is changed without -yes.")
		return err
	}
	// Apply reads the zone again: what counts is how it differs by then.
	if change, err = client.Zones.Apply(ctx, asked.domain, wanted.records); err != nil {
		return wanted.explain(out, err)
	}
	_, err = fmt.Fprintf(out, "Applied: %d added, %d removed, %d kept.\n", len(change.Added), len(change.Removed), len(change.Kept))
	return err
}
