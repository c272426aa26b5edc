package main

import (
	"errors"
	"flag"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/customers"
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
		"Demo on a platform in memory.\n",
		"login          jane-reseller\n",
		"balance        0.00 EUR, not below 0.00 EUR\n",
		"domain prices  wholesale\n",
		"customer 1 is a reseller already: ",
		"login: This login name is in use (request ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

func TestPromote(t *testing.T) {
	srv := demotest.Live(t)
	out, err := demotest.Run(t, run, "-customer", "5", "-login", "jane-reseller")
	if err != nil || !strings.Contains(out, "customer       5\n") || !strings.Contains(out, "domain prices  the parent's own\n") {
		t.Errorf("%v after:\n%s", err, out)
	}
	if _, err := demotest.Run(t, run, "-customer", "5", "-login", "jane-again"); !errors.Is(err, customers.CodeAlreadyReseller) {
		t.Errorf("the second time: %v", err)
	}
	if requests := srv.Requests(); len(requests) != 2 || requests[0].Operation != "customers.promote" {
		t.Errorf("asked for %+v", requests)
	}
}

func TestUnverifiedReseller(t *testing.T) {
	demotest.Offline(t)
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1, Unverified: true})
	defer srv.Close()
	t.Setenv(hostcontrol.EnvBaseURL, srv.URL)
	t.Setenv(hostcontrol.EnvAPIKey, srv.APIKey)
	if _, err := demotest.Run(t, run, "-customer", "1", "-login", "jane-reseller"); !errors.Is(err, hostcontrol.ErrForbidden) {
		t.Errorf("got %v", err)
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"-customer or -login is missing":    {"-customer", "1"},
		"or -login is missing":              {"-login", "jane"},
		"for flag -customer":                {"-customer", "one"},
		"customer_id":                       {"-customer", "-1", "-login", "jane"},
		"request_resource_unknown":          {"-customer", "99999", "-login", "jane"},
		"customers.promote: invalid_params": {"-customer", "1", "-login", "ja\x00ne"},
		"not defined: -x":                   {"-x"},
		`unexpected argument "1"`:           {"1"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-price-list") {
		t.Errorf("help: %v after %q", err, out)
	}
}

func TestLiveIsNotPlayedWith(t *testing.T) {
	srv := demotest.Live(t)
	if _, err := demotest.Run(t, run); err == nil || len(srv.Requests()) > 0 {
		t.Errorf("%v, %d requests", err, len(srv.Requests()))
	}
}
