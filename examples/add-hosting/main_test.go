package main

import (
	"errors"
	"strings"
	"testing"

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
	for _, want := range []string{"Web S", "24.00 EUR", "status     delivered\n", "domains    [example.com]\n", "reference  order-8\n", "add-hosting: hosting.add: "} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

func TestAddedOnce(t *testing.T) {
	srv := demotest.Live(t)
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/hosting", Nth: 1, Kind: hostcontroltest.FaultDrop, AfterCommit: true})
	var first string
	for range 2 {
		out, err := demotest.Run(t, run, "-customer", "1", "-plan", "1", "-reference", "order-9")
		if err != nil || !strings.Contains(out, "reference  order-9\n") || first != "" && out != first {
			t.Errorf("%v after:\n%s", err, out)
		}
		first = out
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	if _, err := demotest.Run(t, run, "-plan", "1"); !errors.Is(err, hostcontrol.ErrValidation) {
		t.Errorf("no customer: %v", err)
	}
	if _, err := demotest.Run(t, run, "-customer", "1", "-plan", "99"); err == nil {
		t.Error("there is no plan 99")
	}
	if _, err := demotest.Run(t, run, "-x"); err == nil || !strings.Contains(err.Error(), "not defined: -x") {
		t.Errorf("got %v", err)
	}
}
