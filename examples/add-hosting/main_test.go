package main

import (
	"errors"
	"flag"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Web M  Web       20480 MB   unlimited  5          5        60.00 EUR for 12 months\n",
		"Mail   Mail      10240 MB   51200 MB   0          1        1.99 EUR for a month\n",
		"plan        Web M\nstatus      delivered\npaid until  2027-01-05\nshows       example.com\n",
		"plan        Mail\nstatus      pending\npaid until  2026-07-05\n",
		"add-hosting: hosting.add: POST /hosting: request_validation_failed: domain: ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

// accounts gives how many accounts a customer has.
func accounts(t *testing.T) int {
	t.Helper()
	client, err := hostcontrol.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	page, err := client.Hosting.List(t.Context(), hosting.Filter{Customer: 2})
	if err != nil {
		t.Fatal(err)
	}
	return len(page.Items)
}

// TestSameReference: the command line can be repeated, also where the answer
// was lost.
func TestSameReference(t *testing.T) {
	srv := demotest.Live(t)
	srv.Inject(lostAnswer())
	first := ""
	for range 3 {
		out, err := demotest.Run(t, run, "-customer", "2", "-plan", "1", "-reference", "order-4711")
		if err != nil || first != "" && out != first {
			t.Errorf("%v after:\n%s", err, out)
		}
		first = out
	}
	if n := accounts(t); n != 1 {
		t.Errorf("%d accounts", n)
	}
	if _, err := demotest.Run(t, run, "-customer", "2", "-plan", "1"); err != nil || accounts(t) != 2 {
		t.Errorf("without a reference: %v, %d accounts", err, accounts(t))
	}
}

func TestPlansAreOnlyShown(t *testing.T) {
	srv := demotest.Live(t)
	out, err := demotest.Run(t, run)
	if err != nil || !strings.Contains(out, "\n4     Mail ") {
		t.Errorf("%v after:\n%s", err, out)
	}
	for _, request := range srv.Requests() {
		if request.Method != "GET" {
			t.Errorf("%s %s was asked", request.Method, request.Path)
		}
	}
}

func TestWhatIsNotTold(t *testing.T) {
	t.Parallel()
	if got := price(&hosting.Plan{Interval: 12}); got != "not told" {
		t.Errorf("got %q", got)
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"-plan is missing":          {"-customer", "1"},
		"-customer is missing":      {"-plan", "1"},
		"plan: ":                    {"-customer", "1", "-plan", "99"},
		"customer: ":                {"-customer", "99999", "-plan", "1"},
		"interval: ":                {"-customer", "1", "-plan", "1", "-months", "5"},
		"domain: ":                  {"-customer", "1", "-plan", "1", "-domain", "exam_ple.com"},
		"client_reference: ":        {"-customer", "1", "-plan", "1", "-reference", strings.Repeat("x", 65)},
		"for flag -plan":            {"-plan", "one"},
		"not defined: -x":           {"-x"},
		`unexpected argument "two"`: {"two"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-plan") {
		t.Errorf("help: %v after %q", err, out)
	}
}
