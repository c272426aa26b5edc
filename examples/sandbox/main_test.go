package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

// serving is a sandbox at work.
type serving struct {
	t     *testing.T
	lines []string // what it printed
	stop  context.CancelFunc
	ended chan error
}

func start(t *testing.T, args ...string) *serving {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	s := &serving{t: t, stop: stop, ended: make(chan error, 1)}
	in, out := io.Pipe()
	go func() {
		err := run(ctx, args, out)
		out.CloseWithError(io.EOF)
		s.ended <- err
	}()
	printed := bufio.NewScanner(in)
	for printed.Scan() {
		s.lines = append(s.lines, printed.Text())
		if printed.Text() == "Stop with Ctrl-C." {
			return s
		}
	}
	t.Fatalf("ended with %v after %q", <-s.ended, s.lines)
	return nil
}

func (s *serving) close() {
	s.t.Helper()
	s.stop()
	if err := <-s.ended; err != nil {
		s.t.Errorf("stopped with %v", err)
	}
}

// printed gives the value behind a label.
func (s *serving) printed(label string) string {
	s.t.Helper()
	for _, line := range s.lines {
		if rest, ok := strings.CutPrefix(line, label); ok && strings.TrimSpace(rest) != "" {
			return strings.Fields(rest)[0]
		}
	}
	s.t.Fatalf("%q is not printed: %q", label, s.lines)
	return ""
}

func (s *serving) client(credentials hostcontrol.Option) *hostcontrol.Client {
	s.t.Helper()
	client, err := hostcontrol.New(credentials, hostcontrol.WithBaseURL(s.printed("HOSTCONTROL_BASE_URL=")), hostcontrol.WithRetries(0))
	if err != nil {
		s.t.Fatal(err)
	}
	return client
}

func TestFirstLines(t *testing.T) {
	t.Parallel()
	s := start(t)
	defer s.close()
	if !strings.HasPrefix(s.lines[0], "HOSTCONTROL_BASE_URL=http://127.0.0.1:") || !strings.HasSuffix(s.lines[0], "/api/v1") ||
		!strings.HasPrefix(s.lines[1], "HOSTCONTROL_API_KEY=key-") || s.lines[2] != "" {
		t.Errorf("printed %q", s.lines)
	}
}

func TestAllCredentialsWork(t *testing.T) {
	t.Parallel()
	s := start(t, "-customers", "7")
	defer s.close()
	key := s.printed("HOSTCONTROL_API_KEY=")
	for name, credentials := range map[string]hostcontrol.Option{
		"key":    hostcontrol.WithAPIKey(key),
		"basic":  hostcontrol.WithBasic(s.printed("  reference"), key),
		"OAuth2": hostcontrol.WithClientCredentials(s.printed("  token URL"), s.printed("  client id"), s.printed("  client secret")),
	} {
		page, err := s.client(credentials).Customers.List(t.Context(), customers.Filter{})
		if err != nil || page.Total != 7 {
			t.Errorf("%s: %+v, %v", name, page, err)
		}
	}
}

// TestLoginLink: links lead to the address that is served, on a clock that
// goes.
func TestLoginLink(t *testing.T) {
	t.Parallel()
	s := start(t, "-customers", "1")
	defer s.close()
	link, err := s.client(hostcontrol.WithAPIKey(s.printed("HOSTCONTROL_API_KEY="))).Customers.LoginAs(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(link.URL.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("the link answers %s", resp.Status)
	}
}

func TestNoCustomers(t *testing.T) {
	t.Parallel()
	s := start(t, "-customers", "0", "-addr", "localhost:0")
	defer s.close()
	page, err := s.client(hostcontrol.WithAPIKey(s.printed("HOSTCONTROL_API_KEY="))).Customers.List(t.Context(), customers.Filter{})
	if err != nil || page.Total != 0 {
		t.Errorf("%+v, %v", page, err)
	}
}

func TestSeed(t *testing.T) {
	t.Parallel()
	keys := map[string]string{}
	for _, seed := range []string{"1", "7", "7"} {
		s := start(t, "-seed", seed, "-customers", "0")
		key := s.printed("HOSTCONTROL_API_KEY=")
		s.close()
		if before, ok := keys[seed]; ok && before != key {
			t.Errorf("seed %s gives other keys each time", seed)
		}
		keys[seed] = key
	}
	if keys["1"] == keys["7"] {
		t.Error("all seeds give the same key")
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	s := start(t, "-faults", "ratelimit", "-customers", "1")
	defer s.close()
	client := s.client(hostcontrol.WithAPIKey(s.printed("HOSTCONTROL_API_KEY=")))
	for range 50 {
		_, err := client.Customers.Get(t.Context(), 1, rest.WithoutRetry())
		if errors.Is(err, hostcontrol.ErrRateLimited) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Error("no request was turned away")
}

func TestRefused(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for want, args := range map[string][]string{
		"not a loopback address such as":       {"-addr", "0.0.0.0:0"},
		":0: not a loopback address":           {"-addr", ":0"},
		"[::]:0: not a loopback":               {"-addr", "[::]:0"},
		"192.0.2.1:80: not a loopback":         {"-addr", "192.0.2.1:80"},
		"example.com:80: not a loopback":       {"-addr", "example.com:80"},
		"missing port":                         {"-addr", "127.0.0.1"},
		"address already in use":               {"-addr", taken.Addr().String()},
		"known are flaky, lossy, none":         {"-faults", "bad"},
		"-seed must be positive":               {"-seed", "0"},
		"-customers must not be negative":      {"-customers", "-1"},
		"for flag -customers":                  {"-customers", "many"},
		"not defined: -public":                 {"-public"},
		`unexpected argument "127.0.0.1:8080"`: {"127.0.0.1:8080"},
	} {
		if out, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) || out != "" {
			t.Errorf("%q: %v after %q", args, err, out)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-faults") {
		t.Errorf("help: %v after %q", err, out)
	}
}
