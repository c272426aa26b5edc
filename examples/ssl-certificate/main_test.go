package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run, "-demo")
	if err != nil {
		t.Fatalf("%v after:\n%s", err, out)
	}
	for _, want := range []string{"status        pending\n", "put into DNS  _pki-validation.www.example.com", "issued; key in ", "file exists"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
	if strings.Contains(out, "PRIVATE KEY") {
		t.Error("the key is shown")
	}
}

func TestKeyIsKeptFirst(t *testing.T) {
	demotest.Live(t)
	key := filepath.Join(t.TempDir(), "key.pem")
	_, err := demotest.Run(t, run, "-customer", "99999", "-plan", "none", "-names", "www.example.com", "-key", key)
	if err == nil {
		t.Fatal("there is no such plan")
	}
	info, err := os.Stat(key)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	key := filepath.Join(t.TempDir(), "key.pem")
	if _, err := demotest.Run(t, run, "-customer", "1", "-plan", "x", "-names", "not a name", "-key", key); err == nil {
		t.Error("the name is bad")
	}
	if _, err := os.Stat(key); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a key was made for a bad name: %v", err)
	}
	if _, err := demotest.Run(t, run, "-x"); err == nil || !strings.Contains(err.Error(), "not defined: -x") {
		t.Errorf("got %v", err)
	}
}

func TestFailedCertificate(t *testing.T) {
	srv := demotest.Live(t)
	client, err := hostcontrol.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	plans, err := client.SSL.Plans(t.Context(), ssl.PlanFilter{})
	if err != nil {
		t.Fatal(err)
	}
	asked := &request{customer: 1, plan: plans.Items[0].ID, names: []string{"www.example.invalid"}, key: filepath.Join(t.TempDir(), "key.pem")}
	asked.requested = func() { srv.Advance(48 * 3600e9) }
	var out strings.Builder
	if err := certify(t.Context(), client, asked, &out); err == nil || !strings.Contains(err.Error(), "ended as failed") {
		t.Errorf("%v after:\n%s", err, out.String())
	}
}
