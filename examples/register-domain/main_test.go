package main

import (
	"errors"
	"flag"
	"strings"
	"testing"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	for _, args := range [][]string{nil, {"-demo"}} {
		out, err := demotest.Run(t, run, args...)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			"3 years            28.97 EUR\nNothing is registered without -yes.\n",
			"register-domain: 12 of 36 months of example.com were bought: ",
			"example.com  1         delivered  2027-01-05\n",
			"example.com  1         delivered  2029-01-05\n",
			"domain_taken: the domain is not available",
			"invalid_domain",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("%q: %q is missing in:\n%s", args, want, out)
			}
		}
	}
}

// charges counts what the reseller paid for.
func charges(t *testing.T, description string) int {
	t.Helper()
	client, err := hostcontrol.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	label, err := client.Label.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for booked, err := range client.Resellers.AllTransactions(t.Context(), label.Reseller.Reference, customers.TransactionFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if booked.Type == customers.TransactionDebit && strings.Contains(booked.Description, description) {
			n++
		}
	}
	return n
}

func TestNothingIsSpentWithoutYes(t *testing.T) {
	demotest.Live(t)
	out, err := demotest.Run(t, run, "-name", "example.com", "-customer", "1")
	if err != nil || !strings.HasSuffix(out, "Nothing is registered without -yes.\n") || strings.Contains(out, "each further") {
		t.Errorf("%v after:\n%s", err, out)
	}
	if n := charges(t, "example.com"); n != 0 {
		t.Errorf("%d charges", n)
	}
}

// TestResume: a term that breaks off is completed by the same command line,
// which from then on buys nothing any more.
func TestResume(t *testing.T) {
	srv := demotest.Live(t)
	order := []string{"-name", "example.com", "-years", "4", "-customer", "1", "-reference", "order-4711", "-yes", "-privacy"}
	srv.Inject(secondYearFails())
	out, err := demotest.Run(t, run, order...)
	partial, ok := errors.AsType[*domains.PartialTermError](err)
	if !ok || partial.Months != 12 || !strings.Contains(out, "reference order-4711\nOnly a part was bought.") {
		t.Fatalf("%v after:\n%s", err, out)
	}
	for range 2 {
		out, err = demotest.Run(t, run, order...)
		if err != nil || !strings.Contains(out, "delivered  2030-01-05\n") {
			t.Errorf("%v after:\n%s", err, out)
		}
	}
	if n := charges(t, "example.com"); n != 4 {
		t.Errorf("%d charges", n)
	}
}

// TestLostAnswer: the domain is looked for, not bought again.
func TestLostAnswer(t *testing.T) {
	srv := demotest.Live(t)
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/domain", Times: 1, Kind: hostcontroltest.FaultDrop, AfterCommit: true})
	out, err := demotest.Run(t, run, "-name", "example.com", "-customer", "1", "-yes")
	if err != nil || !strings.Contains(out, "delivered  2027-01-05\n") || charges(t, "example.com") != 1 {
		t.Errorf("%v after:\n%s", err, out)
	}
}

// TestReview: some registries deliver later.
func TestReview(t *testing.T) {
	demotest.Live(t)
	out, err := demotest.Run(t, run, "-name", "example.ie", "-customer", "1", "-yes")
	if err != nil || !strings.Contains(out, "pending  not known yet\n") {
		t.Errorf("%v after:\n%s", err, out)
	}
}

func TestCost(t *testing.T) {
	t.Parallel()
	amount := func(number string) currency.Amount {
		a, err := currency.NewAmount(number, "EUR")
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for name, tt := range map[string]struct {
		price domains.Price
		years int
		want  string
	}{
		"a year":               {domains.Price{Register: amount("8.99"), Renew: amount("9.99")}, 1, "not told"},
		"ten years":            {domains.Price{Register: amount("8.99"), Renew: amount("9.99")}, 10, "98.90 EUR"},
		"no price of renewals": {domains.Price{Register: amount("8.99")}, 2, "not told"},
	} {
		total, err := cost(&tt.price, tt.years)
		if err != nil || told(total) != tt.want {
			t.Errorf("%s: %s, %v", name, told(total), err)
		}
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"-name is missing":          {"-customer", "1"},
		"-years must be from":       {"-name", "example.com", "-years", "11"},
		"must be from 1 to 10":      {"-name", "example.com", "-years", "0"},
		"-customer is missing":      {"-name", "example.com", "-yes"},
		"-name: ":                   {"-name", "exam_ple.com"},
		"invalid_domain":            {"-name", "example.test"},
		"privacy_not_supported":     {"-name", "example.de", "-customer", "1", "-privacy", "-yes"},
		"domains.register: ":        {"-name", "example.com", "-customer", "99999", "-yes"},
		"for flag -customer":        {"-customer", "one"},
		"not defined: -x":           {"-x"},
		`unexpected argument "com"`: {"com"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-reference") {
		t.Errorf("help: %v after %q", err, out)
	}
}

func TestLiveIsNotPlayedWith(t *testing.T) {
	srv := demotest.Live(t)
	if _, err := demotest.Run(t, run); err == nil || len(srv.Requests()) > 0 {
		t.Errorf("%v, %d requests", err, len(srv.Requests()))
	}
}
