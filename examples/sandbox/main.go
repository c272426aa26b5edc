// Sandbox serves a HostControl platform with demo data on a loopback address,
// for programs in any language to be tried against.
//
//	go run ./examples/sandbox
//	go run ./examples/sandbox -addr 127.0.0.1:8080 -customers 20 -faults flaky
//
// Its first two lines are the address and the key in the form of a shell's
// variables. Pasted after "set -a", they are what the other examples take their
// platform from.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(1)
	}
}

// settings are what the command line says.
type settings struct {
	addr      string
	seed      uint64
	customers int
	profile   string
}

func parse(args []string, out io.Writer) (*settings, error) {
	var s settings
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	flags.StringVar(&s.addr, "addr", "127.0.0.1:0", "loopback `address` to listen on; port 0 is any that is free")
	flags.Uint64Var(&s.seed, "seed", 1, "what demo data, keys and faults grow from")
	flags.IntVar(&s.customers, "customers", 250, "`number` of demo customers")
	flags.StringVar(&s.profile, "faults", "none", "trouble to make: none, flaky, lossy, ratelimit or slow")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	return &s, s.check()
}

// check refuses addresses that others can reach: the sandbox hands out keys and
// has demo data only because nobody is meant to rely on it.
func (s *settings) check() error {
	host, _, err := net.SplitHostPort(s.addr)
	if err != nil {
		return fmt.Errorf("-addr: %w", err)
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return fmt.Errorf("-addr %s: not a loopback address such as 127.0.0.1:0", s.addr)
	}
	if s.seed == 0 || s.customers < 0 {
		return errors.New("-seed must be positive, and -customers must not be negative")
	}
	return nil
}

func (s *settings) options() (hostcontroltest.Options, error) {
	faults, err := hostcontroltest.Profile(s.profile)
	if err != nil {
		return hostcontroltest.Options{}, fmt.Errorf("-faults: %w", err)
	}
	options := hostcontroltest.Options{
		Seed:      s.seed,
		Customers: s.customers,
		Start:     time.Now(),
		Live:      true,
		InMemory:  true, // the socket is this program's own
		Faults:    faults,
	}
	if s.customers == 0 {
		options.Customers = -1
	}
	return options, nil
}

func run(ctx context.Context, args []string, out io.Writer) error {
	asked, err := parse(args, out)
	if err != nil {
		return err
	}
	options, err := asked.options()
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", asked.addr)
	if err != nil {
		return err
	}
	platform := hostcontroltest.NewServer(options)
	defer platform.Close()
	if err := introduce(out, platform, asked, listener.Addr().String()); err != nil {
		return errors.Join(err, listener.Close())
	}
	return serve(ctx, listener, platform)
}

// introduce begins with the two lines that other programs read.
func introduce(out io.Writer, platform *hostcontroltest.Server, asked *settings, addr string) error {
	base, err := served(platform.URL, addr)
	if err != nil {
		return err
	}
	token, err := served(platform.TokenURL, addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "HOSTCONTROL_BASE_URL=%s\n", base)
	fmt.Fprintf(out, "HOSTCONTROL_API_KEY=%s\n", platform.APIKey)

	fmt.Fprintf(out, "\n%d customers, seed %d, faults: %s. Other credentials:\n", asked.customers, asked.seed, asked.profile)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "  reference\t%s\twith the key, for Basic\n", platform.ResellerReference)
	fmt.Fprintf(table, "  token URL\t%s\tfor OAuth2\n", token)
	fmt.Fprintf(table, "  client id\t%s\n", platform.ClientID)
	fmt.Fprintf(table, "  client secret\t%s\n", platform.ClientSecret)
	if err := table.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, "\nStop with Ctrl-C.")
	return err
}

// served gives a URL of the platform at the address it is really served on.
func served(platformURL, addr string) (string, error) {
	u, err := url.Parse(platformURL)
	if err != nil {
		return "", err
	}
	u.Host = addr
	return u.String(), nil
}

// serve ends with ctx. Requests under way get a moment to finish.
func serve(ctx context.Context, listener net.Listener, platform *hostcontroltest.Server) error {
	server := &http.Server{Handler: platform, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	platform.Close() // ends delays that faults have begun
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}
