package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	for _, args := range [][]string{nil, {"-demo"}} {
		out, err := demotest.Run(t, run, args...)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			"Demo on a platform in memory",
			"$ customer-settings -customer 1 -disable -fraud\n",
			"enabled       no, was yes",
			"fraud         yes, was no",
			"DNS           no, was yes",
			"tags          vip wholesale, was none",
			"tags          none, was vip wholesale",
			"request_resource_unknown: unknown customer",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("%q: %q is missing in:\n%s", args, want, out)
			}
		}
	}
}

// TestOnlyWhatWasGivenIsSent looks at the requests themselves.
func TestOnlyWhatWasGivenIsSent(t *testing.T) {
	platform := demotest.Live(t)
	var sent []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if r.Method != http.MethodGet {
			sent = append(sent, r.Method+" "+r.URL.Path+" "+string(body))
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		platform.ServeHTTP(w, r)
	}))
	defer srv.Close()
	t.Setenv(hostcontrol.EnvBaseURL, srv.URL+"/api/v1")

	for _, tt := range []struct {
		args []string
		want []string
	}{
		{nil, nil},
		{[]string{"-disable"}, []string{`{"is_enabled":false}`}},
		{[]string{"-enable"}, []string{`{"is_enabled":true}`}},
		{[]string{"-enable=false"}, nil},
		{[]string{"-fraud"}, []string{`{"is_fraud":true}`}},
		{[]string{"-fraud=false"}, []string{`{"is_fraud":false}`}},
		{[]string{"-ns=false"}, []string{`{"is_ns_management_enabled":false}`}},
		{[]string{"-dns=false"}, []string{`{"is_dns_management_enabled":false}`}},
		{[]string{"-auto-renew=false"}, []string{`{"is_auto_renew_enabled":false}`}},
		{[]string{"-support-mail=false"}, []string{`{"is_receiving_support_notifications":false}`}},
		{[]string{"-tags", "a, b"}, []string{`{"tags":["a","b"]}`}},
		{[]string{"-tags="}, []string{`{"tags":[]}`}},
	} {
		sent = nil
		if _, err := demotest.Run(t, run, append([]string{"-customer", "1"}, tt.args...)...); err != nil {
			t.Errorf("%q: %v", tt.args, err)
		}
		for i, body := range tt.want {
			tt.want[i] = "PUT /api/v1/customer/1 " + body
		}
		if diff := cmp.Diff(tt.want, sent); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.args, diff)
		}
	}
}

func TestLiveIsNotPlayedWith(t *testing.T) {
	srv := demotest.Live(t)
	out, err := demotest.Run(t, run)
	if err == nil || err.Error() != "-customer is missing" || !strings.HasPrefix(out, "Live platform") || len(srv.Requests()) > 0 {
		t.Errorf("without flags: %v, %d requests, printed %q", err, len(srv.Requests()), out)
	}
	out, err = demotest.Run(t, run, "-demo", "-customer", "1", "-disable")
	if err != nil || !strings.Contains(out, "enabled       no, was yes") || len(srv.Requests()) > 0 {
		t.Errorf("a demo: %v, %d requests, printed %q", err, len(srv.Requests()), out)
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"exclude each other":                     {"-customer", "1", "-enable", "-disable"},
		"for -fraud":                             {"-customer", "1", "-fraud=maybe"},
		"for flag -customer":                     {"-customer", "one"},
		"-customer is missing":                   {"-disable"},
		"not defined: -x":                        {"-x"},
		`unexpected argument "1"`:                {"1"},
		"customer_id":                            {"-customer", "-1"},
		"request_resource_unknown":               {"-customer", "99999"},
		"customers.update: invalid_params: tags": {"-customer", "1", "-tags", strings.Repeat("x", 65)},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-auto-renew") {
		t.Errorf("help: %v after %q", err, out)
	}
}
