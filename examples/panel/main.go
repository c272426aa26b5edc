// Panel is a reseller's panel for the browser: all customers, thirteen tabs
// about each of them, and the nine things that a reseller does for one.
//
//	go run ./examples/panel
//	go run ./examples/panel -addr :8443 -cert cert.pem -key key.pem
//
// Without credentials in the environment it works on a platform in memory, with
// a password that it prints. On a live platform the password is the one in
// HOSTCONTROL_PANEL_PASSWORD. With -demo it walks through its own pages once,
// on a platform in memory, and ends.
//
// Every form carries a reference that was made with it. However often it is
// sent, by a double click, after an answer that got lost, or after the panel was
// started again, what it does is done once.
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/examples/panel/internal/web"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// envPassword is what the reseller signs in with.
const envPassword = "HOSTCONTROL_PANEL_PASSWORD"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "panel:", err)
		os.Exit(1)
	}
}

// settings are what the command line says.
type settings struct {
	demo      bool
	addr      string
	cert, key string
	https     bool
	journals  string
}

func parse(args []string, out io.Writer) (*settings, error) {
	var s settings
	flags := flag.NewFlagSet("panel", flag.ContinueOnError)
	inMemory := demo.InMemory(flags)
	flags.StringVar(&s.addr, "addr", "127.0.0.1:8080", "`address` to listen on")
	flags.StringVar(&s.cert, "cert", "", "`file` with the certificate, to serve https")
	flags.StringVar(&s.key, "key", "", "`file` with the key of the certificate")
	flags.BoolVar(&s.https, "https", false, "a proxy in front of the panel serves https")
	flags.StringVar(&s.journals, "journals", "", "`folder` for the journals of bulk transfers; one for caches unless it is said")
	if err := demo.Parse(flags, args, out); err != nil {
		return nil, err
	}
	if (s.cert == "") != (s.key == "") {
		return nil, errors.New("-cert and -key go together")
	}
	s.demo = *inMemory
	if s.demo {
		s.addr = "127.0.0.1:0"
	}
	return &s, nil
}

func run(ctx context.Context, args []string, out io.Writer) error {
	s, err := parse(args, out)
	if err != nil {
		return err
	}
	platform, err := demo.ConnectTo(out, s.demo, s.sample(), hostcontrol.WithApplication("panel/1.0"))
	if err != nil {
		return err
	}
	defer platform.Close()
	if !platform.Live() {
		if err := furnish(ctx, platform); err != nil {
			return fmt.Errorf("furnish the platform in memory: %w", err)
		}
	}
	password, err := s.password(platform, out)
	if err != nil {
		return err
	}
	journals, done, err := s.folder(platform)
	if err != nil {
		return err
	}
	defer done()
	panel, err := web.New(web.Config{
		Client:   platform.Client,
		Password: password,
		Secure:   s.https,
		Journals: journals,
		Now:      platform.Now,
		Log:      s.log(out),
	})
	if err != nil {
		return err
	}
	defer panel.Close()
	return s.serve(ctx, panel, password, out)
}

// sample is what a platform in memory starts with. It follows the clock of the
// machine, but for the walk, which looks the same on every day.
func (s *settings) sample() hostcontroltest.Options {
	if s.demo {
		return hostcontroltest.Options{Invoices: 400}
	}
	return hostcontroltest.Options{Invoices: 400, Start: time.Now().UTC(), Live: true}
}

// log is quiet during the walk.
func (s *settings) log(out io.Writer) *slog.Logger {
	if s.demo {
		return nil
	}
	return slog.New(slog.NewTextHandler(out, nil))
}

// password takes the one in the environment. For a platform in memory another
// one is made up, and printed if people are to sign in with it.
func (s *settings) password(platform *demo.Platform, out io.Writer) (rest.Secret, error) {
	text := os.Getenv(envPassword)
	switch {
	case text != "":
		return rest.NewSecret(text), nil
	case platform.Live():
		return rest.Secret{}, fmt.Errorf("%s is not set: it is what you sign in with", envPassword)
	}
	text = strings.ToLower(rand.Text()[:12])
	if !s.demo {
		fmt.Fprintln(out, "The password is", text)
	}
	return rest.NewSecret(text), nil
}

// folder makes the one for journals. Those about a platform in memory end with
// it.
func (s *settings) folder(platform *demo.Platform) (path string, done func(), err error) {
	if s.journals == "" && !platform.Live() {
		path, err := os.MkdirTemp("", "panel-*")
		return path, func() { _ = os.RemoveAll(path) }, err
	}
	caches, err := os.UserCacheDir()
	if err != nil && s.journals == "" {
		return "", nil, fmt.Errorf("no folder for the journals, name one with -journals: %w", err)
	}
	path = cmp.Or(s.journals, filepath.Join(caches, "hostcontrol-panel"))
	return path, func() {}, os.MkdirAll(path, 0o700)
}

// How long browsers may take, and how long requests under way may when the
// panel is ended. An answer may take as long as the platform does.
const (
	headerTime   = 5 * time.Second
	requestTime  = 30 * time.Second
	responseTime = time.Minute
	idleTime     = 2 * time.Minute
	endTime      = time.Minute
)

// serve answers until the context ends, and then finishes what is under way.
func (s *settings) serve(ctx context.Context, panel http.Handler, password rest.Secret, out io.Writer) error {
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           panel,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       requestTime,
		WriteTimeout:      responseTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    64 << 10,
	}
	served := make(chan error, 1)
	go func() {
		if s.cert != "" {
			served <- server.ServeTLS(listener, s.cert, s.key)
			return
		}
		served <- server.Serve(listener)
	}()
	address := s.scheme() + "://" + listener.Addr().String()
	if s.demo {
		return errors.Join(walk(ctx, address, password, out), end(server))
	}
	fmt.Fprintln(out, "The panel is at", address)
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
		return end(server)
	}
}

func (s *settings) scheme() string {
	if s.cert != "" {
		return "https"
	}
	return "http"
}

func end(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), endTime)
	defer cancel()
	return server.Shutdown(ctx)
}
