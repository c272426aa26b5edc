package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/examples/panel/internal/robot"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run, "-demo")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"  250 customers\n",
		"  Domain example.com Term 1 year Price €8.99\n",
		"  example.com is registered until 5 January 2027. See the domain\n\nPOST /customers/1/register\n  example.com is registered until 5 January 2027.",
		"it was registered 1 time\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

// A printer gives what a panel prints, line by line.
type printer struct {
	lines *bufio.Scanner
	io.Writer
}

func newPrinter(t *testing.T) *printer {
	r, w := io.Pipe()
	t.Cleanup(func() { r.Close() })
	return &printer{bufio.NewScanner(r), w}
}

// after reads on to a line that begins with something, and gives the rest of it.
func (p *printer) after(t *testing.T, prefix string) string {
	t.Helper()
	for p.lines.Scan() {
		if rest, ok := strings.CutPrefix(p.lines.Text(), prefix); ok {
			return rest
		}
	}
	t.Fatalf("%q is not printed", prefix)
	return ""
}

// drop takes what is printed from then on.
func (p *printer) drop() {
	go func() {
		for p.lines.Scan() {
		}
	}()
}

// TestServe: people sign in with what is printed, and a request under way is
// answered when the panel is ended.
func TestServe(t *testing.T) {
	demotest.Offline(t)
	t.Setenv(envPassword, "")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out := newPrinter(t)
	ended := make(chan error)
	go func() { ended <- run(ctx, []string{"-addr", "127.0.0.1:0"}, out) }()
	password, address := out.after(t, "The password is "), out.after(t, "The panel is at ")
	out.drop()

	r, err := robot.New(address)
	if err != nil {
		t.Fatal(err)
	}
	page, err := r.Get(t.Context(), "/login")
	if err != nil {
		t.Fatal(err)
	}
	form, err := page.Form("/login")
	if err != nil {
		t.Fatal(err)
	}
	page, err = r.Send(t.Context(), form.Set("password", password))
	if err != nil || page.Path != "/customers" || !strings.Contains(page.Main(), "250 customers") {
		t.Fatalf("%v after %s", err, page.Main())
	}
	for _, path := range []string{"/customers/1/transfers", "/customers/1/ssl", "/customers/1/payments"} {
		page, err := r.Get(t.Context(), path)
		if err != nil || page.Status != http.StatusOK || strings.Contains(page.Main(), "The customer has") {
			t.Errorf("%s: %v, %s", path, err, page.Main())
		}
	}

	// The body of a request comes in while the panel is ended.
	reading := make(chan struct{})
	trace := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{Got100Continue: func() { close(reading) }})
	body, typed := io.Pipe()
	req, err := http.NewRequestWithContext(trace, http.MethodPost, address+"/login", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Expect", "100-continue")
	go func() {
		<-reading
		stop()
		fmt.Fprint(typed, "password=wrong")
		typed.Close()
	}()
	page, err = r.Do(req)
	if err != nil || page.Status != http.StatusUnprocessableEntity {
		t.Errorf("the request under way is answered %v, %v", page, err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestPassword(t *testing.T) {
	demotest.Live(t)
	t.Setenv(envPassword, "")
	if _, err := demotest.Run(t, run); err == nil || !strings.Contains(err.Error(), envPassword+" is not set") {
		t.Errorf("a live platform without a password: %v", err)
	}
}

// TestLive: with credentials the panel works on that platform, and puts nothing
// there.
func TestLive(t *testing.T) {
	srv := demotest.Live(t)
	t.Setenv(envPassword, "correct horse")
	folder := filepath.Join(t.TempDir(), "journals")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out := newPrinter(t)
	ended := make(chan error)
	go func() { ended <- run(ctx, []string{"-addr", "127.0.0.1:0", "-journals", folder}, out) }()
	out.after(t, "The panel is at ")
	out.drop()
	if _, err := os.Stat(folder); err != nil {
		t.Error(err)
	}
	stop()
	if err := <-ended; err != nil || len(srv.Requests()) > 0 {
		t.Errorf("%v, %d requests", err, len(srv.Requests()))
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for want, args := range map[string][]string{
		"-cert and -key go together": {"-cert", "cert.pem"},
		"not defined: -x":            {"-x"},
		"address already in use":     {"-addr", taken.Addr().String()},
		"no such file":               {"-addr", "127.0.0.1:0", "-cert", "none.pem", "-key", "none.pem"},
	} {
		if err := run(t.Context(), args, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if err := run(t.Context(), []string{"-h"}, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("help: %v", err)
	}
}
