package main

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestTour(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Demo on a platform in memory",
		"Example Hosting  EUR",
		"Customers: 250 on 3 pages",
		"jane@example.org  quickstart",
		"[redacted]  Logged in as Jane Roe",
		"customer.logged_in_as  succeeded",
		"customers.create  conflict  email_in_use  email",
		"although the answer was lost",
		"POST /customer  yes          none: connection closed",
		"GET /customer   yes          200",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
	if n := strings.Count(out, "POST /customer"); n != 1 {
		t.Errorf("the lost request was made %d times:\n%s", n, out)
	}
}

// TestTourDoesNotWait: in a bubble, time passes only while everything waits.
func TestTourDoesNotWait(t *testing.T) {
	demotest.Offline(t)
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		if err := run(t.Context(), nil, &bytes.Buffer{}); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(started); waited > 0 {
			t.Errorf("waited %s", waited)
		}
	})
}

func TestLiveIsOnlyRead(t *testing.T) {
	srv := demotest.Live(t)
	out, err := demotest.Run(t, run)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Live platform", "Nothing is changed there.", "Example Hosting", "the first 100 of 250", "Events of customer 1\n", "customer.created"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
	for _, request := range srv.Requests() {
		if request.Method != http.MethodGet {
			t.Errorf("%s %s was asked", request.Method, request.Path)
		}
	}
	if n := len(srv.Requests()); n != 3 {
		t.Errorf("%d requests instead of 3", n)
	}
}

func TestLiveByOAuth2(t *testing.T) {
	srv := demotest.Live(t)
	t.Setenv(hostcontrol.EnvAPIKey, "")
	t.Setenv(hostcontrol.EnvTokenURL, srv.TokenURL)
	t.Setenv(hostcontrol.EnvClientID, srv.ClientID)
	t.Setenv(hostcontrol.EnvClientSecret, srv.ClientSecret)
	if out, err := demotest.Run(t, run); err != nil || !strings.Contains(out, "Example Hosting") {
		t.Errorf("%v after:\n%s", err, out)
	}
}

func TestLiveWithoutCustomers(t *testing.T) {
	demotest.Offline(t)
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: -1})
	defer srv.Close()
	t.Setenv(hostcontrol.EnvBaseURL, srv.URL)
	t.Setenv(hostcontrol.EnvAPIKey, srv.APIKey)
	if out, err := demotest.Run(t, run); err != nil || !strings.Contains(out, "the first 0 of 0") || strings.Contains(out, "Events") {
		t.Errorf("%v after:\n%s", err, out)
	}
}

func TestRefusals(t *testing.T) {
	srv := demotest.Live(t)
	srv.Inject(hostcontroltest.Fault{Path: "/customer/*/event", Kind: hostcontroltest.FaultStatus, Status: 403})
	out, err := demotest.Run(t, run)
	if err == nil || !strings.Contains(err.Error(), "events.list") || !strings.Contains(out, "the first 100") {
		t.Errorf("a failure in the middle: %v after:\n%s", err, out)
	}
	t.Setenv(hostcontrol.EnvAPIKey, "wrong")
	if _, err := demotest.Run(t, run); !errors.Is(err, hostcontrol.ErrUnauthorized) {
		t.Errorf("a wrong key: %v", err)
	}
	if _, err := demotest.Run(t, run, "-x"); err == nil || !strings.Contains(err.Error(), `unexpected argument "-x"`) {
		t.Errorf("an argument: %v", err)
	}
}

func TestTotalThatIsNotCounted(t *testing.T) {
	t.Parallel()
	if got := total(&rest.Page[customers.Customer]{Total: -1}); got != "an uncounted list" {
		t.Errorf("got %q", got)
	}
}

// TestOpenPageKeepsTheLink: whatever goes wrong, the error does not show where
// the link leads.
func TestOpenPageKeepsTheLink(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/t0ken/gone":
			w.WriteHeader(http.StatusGone)
		case "/t0ken/title":
			_, _ = w.Write([]byte("<title>Roe &amp; Doe</title>"))
		}
	}))
	defer srv.Close()
	tests := map[string]struct{ link, want string }{
		"a page":       {srv.URL + "/t0ken/title", ""},
		"used":         {srv.URL + "/t0ken/gone", "the page answers 410 Gone"},
		"no title":     {srv.URL + "/t0ken/none", "the page has no title"},
		"no URL":       {"http://a b/t0ken", "the link is not a URL"},
		"no such host": {"t0ken://example.org/t0ken", "unsupported protocol scheme"},
	}
	for name, tt := range tests {
		title, err := openPage(t.Context(), srv.Client(), rest.NewSecret(tt.link))
		if tt.want == "" {
			if err != nil || title != "Roe & Doe" {
				t.Errorf("%s: %q, %v", name, title, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "/t0ken") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
