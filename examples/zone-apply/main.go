// Zone-apply brings the DNS records of a domain to what a file says. It shows the
// difference, and makes it with -yes; a zone that is as it should be is left
// alone.
//
//	go run ./examples/zone-apply -domain example.com -file zone.txt -yes
//
// A line of the file is a name, a type and the content: "www A 192.0.2.10". For
// MX and SRV the content begins with the priority. Lines that begin with # are
// passed over, and @ is the domain itself. For zone files in BIND's format see
// the module integrations/bind.
//
// Without credentials in the environment, or with -demo, it works on a platform
// in memory; without other flags it then shows what it can do.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"

	"github.com/hostcontrol-go/sdk/domains"
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
	demo, nothing, yes bool
	domain, file       string
}

func parse(args []string, out io.Writer) (*request, error) {
	var r request
	flags := flag.NewFlagSet("zone-apply", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.StringVar(&r.domain, "domain", "", "`name` of the domain")
	flags.StringVar(&r.file, "file", "", "`path` of the file with the records")
	flags.BoolVar(&r.yes, "yes", false, "make the difference; without it, it is only shown")
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
	file, err := os.Open(asked.file)
	if err != nil {
		return err
	}
	defer file.Close()
	records, err := read(file, asked.domain)
	if err != nil {
		return fmt.Errorf("%s: %w", asked.file, err)
	}
	zone, err := client.Zones.Get(ctx, asked.domain)
	if err != nil {
		return err
	}
	change := zone.Diff(records)
	fmt.Fprint(out, change)
	switch {
	case change.IsEmpty():
		fmt.Fprintln(out, "nothing to do")
		return nil
	case !asked.yes:
		fmt.Fprintln(out, "not done: -yes does it")
		return nil
	}
	if _, err := client.Zones.Apply(ctx, asked.domain, records); err != nil {
		return err
	}
	fmt.Fprintln(out, "done")
	return nil
}

// read reads records, a line each.
func read(r io.Reader, domain string) ([]domains.Record, error) {
	records := []domains.Record{}
	lines := bufio.NewScanner(r)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		record, err := readRecord(line, domain)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		records = append(records, record)
	}
	return records, lines.Err()
}

func readRecord(line, domain string) (domains.Record, error) {
	name, rest, _ := strings.Cut(line, " ")
	kind, content, found := strings.Cut(strings.TrimSpace(rest), " ")
	if !found {
		return domains.Record{}, fmt.Errorf("%q is not a name, a type and the content", line)
	}
	record := domains.Record{Name: below(name, domain), Type: domains.RecordType(strings.ToUpper(kind)), Content: strings.TrimSpace(content)}
	if record.Type != domains.TypeMX && record.Type != domains.TypeSRV {
		return record, nil
	}
	first, host, _ := strings.Cut(record.Content, " ")
	priority, err := strconv.ParseUint(first, 10, 16)
	if err != nil {
		return record, fmt.Errorf("%q does not begin with a priority", record.Content)
	}
	record.Priority, record.Content = new(int(priority)), strings.TrimSpace(host)
	return record, nil
}

// below completes a name that has no dot at its end.
func below(name, domain string) string {
	switch {
	case name == "@":
		return domain
	case strings.HasSuffix(name, "."):
		return name
	}
	return name + "." + domain
}
