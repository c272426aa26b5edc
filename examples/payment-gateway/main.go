// Payment-gateway is a payment provider of one's own: a page on which the
// customers of a reseller pay, behind a custom gateway of the platform.
//
//	go run ./examples/payment-gateway
//	go run ./examples/payment-gateway -demo
//
// It opens invoices on a platform in memory and prints where their customer
// pays; open that in a browser. With -demo it needs none: it goes the whole way
// by itself, with a payer who pays, one who refuses, and one who cheats.
//
// For a provider of your own take provider.go. Begin gets the payers whose form
// was found good: that is where they go on to the page of whoever takes the
// money. Settle belongs where he tells how it ended. Keep the payments in a
// database instead of a map, and use a gateway.SQLStore. The secrets and the
// notification URL are shown in the Reseller Area.
//
// The program itself is for no live platform: its page takes everybody's word
// for it that he has paid.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/hostcontrol-go/sdk/examples/internal/demo"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "payment-gateway:", err)
		os.Exit(1)
	}
}

// settings are what the command line says.
type settings struct {
	demo bool
	addr string
}

func parse(args []string, out io.Writer) (*settings, error) {
	var s settings
	flags := flag.NewFlagSet("payment-gateway", flag.ContinueOnError)
	flags.BoolVar(&s.demo, "demo", false, "do without a browser, and end")
	flags.StringVar(&s.addr, "addr", "127.0.0.1:0", "loopback `address` of the provider's page; port 0 is any that is free")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	return &s, s.check()
}

// check refuses addresses that others can reach: whoever opens the page can say
// that he has paid.
func (s *settings) check() error {
	host, _, err := net.SplitHostPort(s.addr)
	if err != nil {
		return fmt.Errorf("-addr: %w", err)
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return fmt.Errorf("-addr %s: not a loopback address such as 127.0.0.1:0", s.addr)
	}
	return nil
}

func run(ctx context.Context, args []string, out io.Writer) error {
	asked, err := parse(args, out)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", asked.addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	shop, err := openShop("http://"+listener.Addr().String()+formPath, !asked.demo)
	if err != nil {
		return err
	}
	defer shop.platform.Close()
	say := log.New(out, "", 0) // payers make it speak, too, all at once
	provider, err := newProvider(shop.account(), say)
	if err != nil {
		return err
	}
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	leave := serve(ctx, fail, listener, provider)
	if asked.demo {
		err = walk(ctx, shop, say)
	} else {
		err = invite(ctx, shop, provider, say)
	}
	return errors.Join(err, leave())
}

// serve lets payers come, and fails when that is over too soon. The function
// that it gives ends it, after the payers who are there have been seen to.
func serve(ctx context.Context, fail context.CancelCauseFunc, listener net.Listener, p *provider) (leave func() error) {
	server := &http.Server{Handler: p.handler(ctx), ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() {
		err := server.Serve(listener)
		ended <- err
		fail(err)
	}()
	return func() error {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		err := server.Shutdown(grace)
		fail(nil)
		p.telling.Wait()
		if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}
}
