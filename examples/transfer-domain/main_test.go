package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run)
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	for _, want := range []string{
		"of example.us is started",
		"  wait_for_auth_code\n",
		"  the registrant has to follow the link in a mail\n  (he does)\n",
		"  trouble: auth_code_invalid\n",
		"  scheduled\n",
		"  pending\n",
		"  completed\nexample.us is customer 1's.\n  expires 2027-01-05\n  name server ns1.example.com\n  name server ns2.example.com\n",
		"domain_taken",
	} {
		found := strings.Index(out[at:], want)
		if found < 0 {
			t.Fatalf("%q is missing, or out of order, in:\n%s", want, out)
		}
		at += found
	}
}

// codeFile writes a file with a code.
func codeFile(t *testing.T, code string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "code.txt")
	if err := os.WriteFile(path, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestTransferInMemory: with flags, others act as well.
func TestTransferInMemory(t *testing.T) {
	demotest.Offline(t)
	for name, action := range map[string]bool{"example.com": false, "example.us": true, "example.co.uk": false} {
		out, err := demotest.Run(t, run, "-demo", "-name", name, "-customer", "2", "-code-file", codeFile(t, demotest.AuthCode+"\r\n"))
		if err != nil || !strings.Contains(out, name+" is customer 2's.\n") || strings.Contains(out, "(he does)") != action {
			t.Errorf("%s: %v after:\n%s", name, err, out)
		}
	}
}

// TestCodeAsGiven: line ends of the file are not part of it.
func TestCodeAsGiven(t *testing.T) {
	t.Parallel()
	code, err := readCode(codeFile(t, " "+demotest.AuthCode+"\r\n"))
	if err != nil || code.Reveal() != demotest.AuthCode {
		t.Errorf("%q, %v", code.Reveal(), err)
	}
}

func TestLostAnswer(t *testing.T) {
	srv := demotest.Live(t)
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/domain-transfer", Times: 1, Kind: hostcontroltest.FaultDrop, AfterCommit: true})
	out, err := demotest.Run(t, run, "-name", "example.com", "-customer", "1")
	if !errors.Is(err, errNeedsCode) || !strings.Contains(out, "is started") {
		t.Errorf("%v after:\n%s", err, out)
	}
	for _, request := range srv.Requests() {
		if request.Fault == "" && request.Method != "GET" {
			t.Errorf("%s %s was sent again", request.Method, request.Path)
		}
	}
}

// started starts a transfer that waits for its registrant.
func started(t *testing.T) (*hostcontrol.Client, domains.TransferID) {
	t.Helper()
	client, err := hostcontrol.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	transfer, err := client.Transfers.Start(t.Context(), domains.TransferParams{Customer: 1, Name: "example.es"})
	if err != nil {
		t.Fatal(err)
	}
	return client, transfer.ID
}

// TestInterrupted: the transfer stays, and can be looked at again.
func TestInterrupted(t *testing.T) {
	demotest.Live(t)
	client, id := started(t)
	ctx, stop := context.WithCancel(t.Context())
	var out bytes.Buffer
	wait := domains.WaitOptions{Progress: func(*domains.Transfer) { stop() }}
	err := follow(ctx, client, id, wait, &out)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "transfer "+id.String()+" is not completed") {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(out.String(), "wait_for_approval\n  the registrant has to") {
		t.Errorf("printed:\n%s", out.String())
	}
}

func TestRejected(t *testing.T) {
	srv := demotest.Live(t)
	_, id := started(t)
	if err := srv.RejectTransfer(int64(id), "the registrant objects"); err != nil {
		t.Fatal(err)
	}
	out, err := demotest.Run(t, run, "-follow", id.String())
	if failed, ok := errors.AsType[*domains.TransferError](err); !ok || failed.Transfer.ID != id {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(out, "failed\n  trouble: the registrant objects\n") {
		t.Errorf("printed:\n%s", out)
	}
}

// TestTroubleQuotesNoCode: registries tell what they were given.
func TestTroubleQuotesNoCode(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		transfer domains.Transfer
		want     string
	}{
		{domains.Transfer{LastError: "no"}, "no"},
		{domains.Transfer{LastError: "code 's3cret' is wrong", AuthCode: rest.NewSecret("s3cret")}, "code '[redacted]' is wrong"},
	} {
		if got := trouble(&tt.transfer); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestTell(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	tell(&out, &domains.Transfer{Status: "pondering", Action: "wave", Updated: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)})
	if want := "2026-01-05 09:00:00  pondering\n  required: wave\n"; out.String() != want {
		t.Errorf("printed %q, want %q", out.String(), want)
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"-name or -customer is missing":  {"-name", "example.com"},
		"-customer is missing":           {"-customer", "1"},
		"exclude each other":             {"-follow", "1", "-name", "example.com"},
		"request_resource_unknown":       {"-follow", "99999"},
		"transfers.update":               {"-follow", "99999", "-code-file", codeFile(t, demotest.AuthCode)},
		"name_servers.1: is named twice": {"-follow", "1", "-ns", "ns1.example.net,NS1.example.net"},
		"-code-file: open":               {"-follow", "1", "-code-file", filepath.Join(t.TempDir(), "none")},
		"is empty":                       {"-follow", "1", "-code-file", codeFile(t, "\n")},
		"invalid_params":                 {"-name", "exam_ple.com", "-customer", "1"},
		"domain_missing_child_host":      {"-name", "example.com", "-customer", "1", "-ns", "ns1.example.com"},
		"for flag -follow":               {"-follow", "one"},
		"not defined: -x":                {"-x"},
		`unexpected argument "com"`:      {"com"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-code-file") {
		t.Errorf("help: %v after %q", err, out)
	}
}

func TestLiveIsNotPlayedWith(t *testing.T) {
	srv := demotest.Live(t)
	if _, err := demotest.Run(t, run); err == nil || len(srv.Requests()) > 0 {
		t.Errorf("%v, %d requests", err, len(srv.Requests()))
	}
}
