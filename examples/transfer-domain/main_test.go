package main

import (
	"errors"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	t.Setenv(envAuthCode, "")
	out, err := demotest.Run(t, run, "-demo")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"to be done  supply the code of the present registrar\n",
		"to be done   the registrant has to approve, by the mail that was sent\n",
		"name server  ns2.example.net\n", "now completed\n", "example.es is here\n", "domain_taken",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

func TestCodeIsNotShown(t *testing.T) {
	demotest.Live(t)
	t.Setenv(envAuthCode, "c0de-canary")
	out, err := demotest.Run(t, run, "-customer", "1", "-name", "example.net")
	if err != nil || !strings.Contains(out, "status      scheduled\n") || strings.Contains(out, "c0de-canary") {
		t.Errorf("%v after:\n%s", err, out)
	}
}

func TestFailedTransfer(t *testing.T) {
	srv := demotest.Live(t)
	t.Setenv(envAuthCode, "")
	out, err := demotest.Run(t, run, "-customer", "1", "-name", "example.es")
	if err != nil {
		t.Fatal(err, out)
	}
	client, err := hostcontrol.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	page, err := client.Transfers.List(t.Context(), domains.TransferFilter{})
	if err != nil || len(page.Items) != 1 {
		t.Fatal(page, err)
	}
	id := page.Items[0].ID
	if err := srv.RejectTransfer(int64(id), "the registrant said no"); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	if err := wait(t.Context(), client, id, &said); err == nil || !strings.Contains(err.Error(), "ended as failed") {
		t.Errorf("%v after %s", err, said.String())
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	if _, err := demotest.Run(t, run, "-customer", "1"); !errors.Is(err, hostcontrol.ErrValidation) {
		t.Errorf("no name: %v", err)
	}
	if _, err := demotest.Run(t, run, "-x"); err == nil || !strings.Contains(err.Error(), "not defined: -x") {
		t.Errorf("got %v", err)
	}
}
