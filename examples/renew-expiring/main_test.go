package main

import (
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run, "-demo")
	if err != nil {
		t.Fatalf("%v after:\n%s", err, out)
	}
	for text, want := range map[string]int{
		"example-due-1.com  2027-01-05  9.99 EUR\n":     2, // offered, then bought
		"example-due-1.com now expires on 2028-01-05\n": 1,
		"example-due-2.com now expires on 2028-01-05\n": 1,
		"example-due-3.com now expires on 2028-01-05\n": 1,
		"0 domains": 1,
	} {
		if got := strings.Count(out, text); got != want {
			t.Errorf("%q is there %d times in:\n%s", text, got, out)
		}
	}
}

func TestNothingIsBoughtWithoutYes(t *testing.T) {
	srv := demotest.Live(t)
	if out, err := demotest.Run(t, run, "-days", "3000"); err != nil || !strings.Contains(out, "domains") {
		t.Errorf("%v after:\n%s", err, out)
	}
	for _, r := range srv.Requests() {
		if r.Method != "GET" {
			t.Errorf("%s %s", r.Method, r.Path)
		}
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{"at least 1, not 0": {"-days", "0"}, "not defined: -x": {"-x"}} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
}
