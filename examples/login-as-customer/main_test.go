package main

import (
	"bytes"
	"errors"
	"flag"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Demo on a platform in memory",
		"$ login-as-customer -customer 1\n",
		"leads to           http://hostcontrol.test\n",
		"opens once, until  2026-01-05 09:05:00 UTC\n",
		"link               [redacted], see -print-link\n",
		"no customer has the e-mail address nobody@example.org",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

func TestLinkIsOnlyPrintedOnRequest(t *testing.T) {
	srv := demotest.Live(t)
	out, err := demotest.Run(t, run, "-customer", "3")
	if err != nil || !strings.Contains(out, "[redacted]") {
		t.Errorf("%v after:\n%s", err, out)
	}

	var shown bytes.Buffer
	if err := run(t.Context(), []string{"-customer", "3", "-print-link"}, &shown); err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`http://\S+/login/\S+`).FindString(shown.String())
	if link == "" || strings.Contains(shown.String(), "[redacted]") {
		t.Fatalf("no link in:\n%s", shown.String())
	}
	for _, want := range []int{http.StatusOK, http.StatusGone} {
		resp, err := srv.Client().Get(link)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("the link answers %s instead of %d", resp.Status, want)
		}
	}
}

func TestSiteOf(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]string{
		"https://my.example.com/login/t0ken":            "https://my.example.com",
		"https://jane:t0ken@my.example.com:8443/?t0ken": "https://my.example.com:8443",
		"/login/t0ken":   "",
		"http://a b/t0k": "",
		"":               "",
	} {
		got, err := siteOf(rest.NewSecret(link))
		if got != want || (err != nil) != (want == "") || err != nil && strings.Contains(err.Error(), "t0k") {
			t.Errorf("%q leads to %q, %v", link, got, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"-customer or -email is missing":   {"-print-link"},
		"exclude each other":               {"-customer", "1", "-email", "jane@example.org"},
		"for flag -customer":               {"-customer", "one"},
		"customers.list: invalid_params":   {"-email", "nobody"},
		"request_resource_unknown":         {"-customer", "99999"},
		"not defined: -x":                  {"-x"},
		`unexpected argument "jane"`:       {"-customer", "1", "jane"},
		"customers.get: invalid_params":    {"-customer", "-1"},
		"e-mail address nobody@example.or": {"-email", "nobody@example.org"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-print-link") {
		t.Errorf("help: %v after %q", err, out)
	}
}

func TestLiveIsNotPlayedWith(t *testing.T) {
	srv := demotest.Live(t)
	if _, err := demotest.Run(t, run); err == nil || len(srv.Requests()) > 0 {
		t.Errorf("%v, %d requests", err, len(srv.Requests()))
	}
}
