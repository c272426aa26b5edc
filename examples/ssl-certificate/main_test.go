package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

const (
	plan     = "0d5e7a60-5c1b-4f0e-9a37-000000000001"
	wildcard = "0d5e7a60-5c1b-4f0e-9a37-000000000002"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		plan + "  DV               Sandbox CA  12      One host, domain validated\n",
		"The key is in example.com.key.\nCertificate ",
		"2026-01-05 09:00:00  pending\n  record  _pki-validation.example.com\n  holds   ",
		"2026-01-05 09:15:00  active\nThe certificate for example.com, www.example.com is in example.com.pem.\nIt expires 2027-01-05.\n",
		"-rw-------  example.com.key\n-rw-------  example.com.pem\n",
		"ssl-certificate: ssl.request: POST /ssl-certificate: request_validation_failed: csr: The plan does not cover",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

// TestPairs: the files make a pair that servers can use, and nobody else can
// read them.
func TestPairs(t *testing.T) {
	demotest.Offline(t)
	for _, tt := range []struct{ plan, names, file string }{
		{plan, "www.example.com", "www.example.com"},
		{wildcard, "*.example.com", "_.example.com"},
		{plan, "BÜCHER.example", "xn--bcher-kva.example"},
	} {
		folder := t.TempDir()
		out, err := demotest.Run(t, run, "-demo", "-customer", "1", "-plan", tt.plan, "-names", tt.names, "-dir", folder)
		if err != nil {
			t.Fatalf("%v after:\n%s", err, out)
		}
		key, certificate := filepath.Join(folder, tt.file+".key"), filepath.Join(folder, tt.file+".pem")
		if _, err := tls.LoadX509KeyPair(certificate, key); err != nil {
			t.Error(err)
		}
		for _, path := range []string{key, certificate} {
			info, err := os.Stat(path)
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v", path, info, err)
			}
		}
	}
}

func TestValidation(t *testing.T) {
	t.Parallel()
	for want, dcv := range map[string]*ssl.DCV{
		"0001-01-01 00:00:00  pending\n":                            nil,
		"  record  _v.example.com\n  holds   t0ken\n":               {Type: ssl.DCVDNS, Name: "_v.example.com", Value: "t0ken"},
		"  file    http://example.com/v.txt\n  holds   t0ken\n":     {Type: ssl.DCVFile, Name: "http://example.com/v.txt", Value: "t0ken"},
		"  follow the link in the mail to hostmaster@example.com\n": {Type: ssl.DCVEmail, Value: "hostmaster@example.com"},
	} {
		var out bytes.Buffer
		tell(&out, &ssl.Certificate{Status: ssl.StatusPending, DCV: dcv})
		if !strings.HasSuffix(out.String(), want) {
			t.Errorf("printed %q, want %q", out.String(), want)
		}
	}
}

func TestWaysOfValidation(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"  file    http://example.com/":                             {"-dcv", "file"},
		"  follow the link in the mail to hostmaster@example.com\n": {"-dcv", "email", "-email", "hostmaster@example.com"},
	} {
		args = append(args, "-demo", "-customer", "1", "-plan", plan, "-names", "example.com", "-dir", t.TempDir())
		if out, err := demotest.Run(t, run, args...); err != nil || !strings.Contains(out, want) {
			t.Errorf("%q: %v after:\n%s", args, err, out)
		}
	}
}

// TestKeyStaysWhereNeeded: it is thrown away with a request that was refused,
// and kept with one that may have been granted.
func TestKeyStaysWhereNeeded(t *testing.T) {
	srv := demotest.Live(t)
	folder := t.TempDir()
	key := filepath.Join(folder, "example.com.key")
	order := []string{"-customer", "99999", "-plan", plan, "-names", "example.com", "-dir", folder}
	if _, err := demotest.Run(t, run, order...); !errors.Is(err, hostcontrol.ErrValidation) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(key); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the key is still there: %v", err)
	}

	order[1] = "1"
	srv.Inject(
		hostcontroltest.Fault{Method: "POST", Path: "/ssl-certificate", Kind: hostcontroltest.FaultDrop, AfterCommit: true},
		hostcontroltest.Fault{Method: "GET", Path: "/ssl-certificate", Kind: hostcontroltest.FaultStatus, Status: 403})
	if _, err := demotest.Run(t, run, order...); !errors.Is(err, hostcontrol.ErrOutcomeUnknown) || !strings.Contains(err.Error(), "the key stays in example.com.key") {
		t.Errorf("got %v", err)
	}
	before, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}

	srv.ClearFaults()
	sent := len(srv.Requests())
	if _, err := demotest.Run(t, run, order...); !errors.Is(err, fs.ErrExist) || len(srv.Requests()) > sent {
		t.Errorf("with a key that is there: %v", err)
	}
	if after, err := os.ReadFile(key); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the key was replaced: %v", err)
	}
}

// requested is a certificate that waits for its validation.
func requested(t *testing.T, name string) (*hostcontrol.Client, ssl.ID) {
	t.Helper()
	client, err := hostcontrol.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	_, csr, err := ssl.NewKeyAndCSR(name)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := client.SSL.Request(t.Context(), ssl.RequestParams{Customer: 1, Plan: plan, CSR: csr, DCV: ssl.DCVDNS})
	if err != nil {
		t.Fatal(err)
	}
	return client, certificate.ID
}

// root opens a new folder.
func root(t *testing.T) *os.Root {
	t.Helper()
	folder, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = folder.Close() })
	return folder
}

func TestInterrupted(t *testing.T) {
	srv := demotest.Live(t)
	client, id := requested(t, "example.com")
	ctx, stop := context.WithCancel(t.Context())
	var out bytes.Buffer
	err := follow(ctx, client, id, root(t), ssl.WaitOptions{Progress: func(*ssl.Certificate) { stop() }}, &out)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "is not there yet") || !strings.Contains(out.String(), "  record  ") {
		t.Errorf("%v after:\n%s", err, out.String())
	}

	srv.Advance(time.Hour)
	folder := t.TempDir()
	if out, err := demotest.Run(t, run, "-follow", string(id), "-dir", folder); err != nil || !strings.Contains(out, "is in example.com.pem.\n") {
		t.Errorf("later: %v after:\n%s", err, out)
	}
	if _, err := os.Stat(filepath.Join(folder, "example.com.pem")); err != nil {
		t.Error(err)
	}
}

func TestFailed(t *testing.T) {
	srv := demotest.Live(t)
	_, id := requested(t, "example.invalid")
	srv.Advance(time.Hour)
	out, err := demotest.Run(t, run, "-follow", string(id), "-dir", t.TempDir())
	if failed, ok := errors.AsType[*ssl.CertificateError](err); !ok || failed.Certificate.ID != id || !strings.Contains(out, "  failed\n") {
		t.Errorf("%v after:\n%s", err, out)
	}
}

// TestStoreRefuses: what the platform shows leads nowhere but into the folder.
func TestStoreRefuses(t *testing.T) {
	t.Parallel()
	for name, certificate := range map[string]ssl.Certificate{
		"outside":        {Domains: []string{"../example.com"}, PEM: "x"},
		"absolute":       {Domains: []string{"/tmp/example.com"}, PEM: "x"},
		"no names":       {PEM: "x"},
		"no certificate": {Domains: []string{"example.com"}},
	} {
		folder := root(t)
		var out bytes.Buffer
		if err := store(&certificate, folder, &out); err == nil || out.Len() > 0 {
			t.Errorf("%s: %v after %q", name, err, out.String())
		}
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"-plan is missing":              {"-names", "example.com"},
		"-customer or -names is missin": {"-plan", plan, "-names", "example.com"},
		"or -names is missing":          {"-plan", plan, "-customer", "1"},
		"-dir: ":                        {"-plan", plan, "-customer", "1", "-names", "example.com", "-dir", filepath.Join(t.TempDir(), "none")},
		"-names: ":                      {"-plan", plan, "-customer", "1", "-names", "exam ple.com", "-dir", t.TempDir()},
		"approver_email_address":        {"-plan", plan, "-customer", "1", "-names", "example.com", "-dcv", "email", "-dir", t.TempDir()},
		"ssl.get: ":                     {"-follow", "0d5e7a60-5c1b-4f0e-9a37-999999999999", "-dir", t.TempDir()},
		"for flag -customer":            {"-customer", "one"},
		"not defined: -x":               {"-x"},
		`unexpected argument "com"`:     {"com"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-dcv") {
		t.Errorf("help: %v after %q", err, out)
	}
}

func TestPlansAreOnlyShown(t *testing.T) {
	srv := demotest.Live(t)
	out, err := demotest.Run(t, run)
	if err != nil || !strings.Contains(out, "DV Wildcard") {
		t.Errorf("%v after:\n%s", err, out)
	}
	for _, request := range srv.Requests() {
		if request.Method != "GET" {
			t.Errorf("%s %s was asked", request.Method, request.Path)
		}
	}
}
