package main

import (
	"errors"
	"flag"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run, "-demo")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Demo on a platform in memory.\n", "bücher.com is free\n", "the first year of .com costs ",
		"reference  order-7\n", "domain_taken",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
	if n := strings.Count(out, "expires    2029-01-05\n"); n != 2 {
		t.Errorf("three years are shown %d times in:\n%s", n, out)
	}
}

// charges counts what was carried out of an operation.
func charges(srv *hostcontroltest.Server, operation string) (n int) {
	for _, r := range srv.Requests() {
		if r.Operation == operation && r.Committed {
			n++
		}
	}
	return n
}

func TestRepeatedPurchase(t *testing.T) {
	srv := demotest.Live(t)
	args := []string{"-customer", "1", "-name", "Example.ORG", "-years", "2", "-reference", "order-1", "-yes"}
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/domain/*/renew", Kind: hostcontroltest.FaultHTML, Status: 403})
	if out, err := demotest.Run(t, run, args...); !errors.Is(err, hostcontrol.ErrForbidden) || !strings.Contains(out, "only 12 of 24 months so far") {
		t.Errorf("%v after:\n%s", err, out)
	}
	srv.ClearFaults()
	if charges(srv, "domains.register") != 1 || charges(srv, "domains.renew") != 0 {
		t.Error("the first year is not there alone")
	}
	for range 2 {
		out, err := demotest.Run(t, run, args...)
		if err != nil || !strings.Contains(out, "expires    2028-01-05\n") {
			t.Errorf("%v after:\n%s", err, out)
		}
	}
	if charges(srv, "domains.register") != 1 || charges(srv, "domains.renew") != 1 {
		t.Error("a year was bought twice")
	}
}

func TestPriceAlone(t *testing.T) {
	srv := demotest.Live(t)
	if out, err := demotest.Run(t, run, "-customer", "1", "-name", "example.net"); err != nil || !strings.Contains(out, "example.net is free\n") {
		t.Errorf("%v after %s", err, out)
	}
	if charges(srv, "domains.register") != 0 {
		t.Error("it was registered without -yes")
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"-customer or -name is missing": {"-customer", "1"},
		"between 1 and 10, not 11":      {"-years", "11"},
		"must not hold":                 {"-customer", "1", "-name", "exa mple.com"},
		"invalid_domain":                {"-customer", "1", "-name", "example.invalid"},
		"not defined: -x":               {"-x"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if _, err := demotest.Run(t, run, "-demo", "-customer", "1", "-name", "example-000001.com", "-yes"); !errors.Is(err, domains.CodeDomainTaken) {
		t.Errorf("a name that is taken: %v", err)
	}
	if _, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("help: %v", err)
	}
}
