package web_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/examples/panel/internal/robot"
	"github.com/hostcontrol-go/sdk/examples/panel/internal/web"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// TestForgedForms: a form counts only if the panel made it for the session, and
// if it comes from the panel's own pages.
func TestForgedForms(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	const path = "/customers/1/settings"
	good := s.form(s.get(path, http.StatusOK), path).Values
	for name, tt := range map[string]struct {
		change func(url.Values)
		header [2]string
		status int
	}{
		"as it was made":    {func(url.Values) {}, [2]string{"Sec-Fetch-Site", "same-origin"}, http.StatusOK},
		"no token":          {func(v url.Values) { v.Del("csrf") }, [2]string{}, http.StatusForbidden},
		"another token":     {func(v url.Values) { v.Set("csrf", "x") }, [2]string{}, http.StatusForbidden},
		"no reference":      {func(v url.Values) { v.Del("client_reference") }, [2]string{}, http.StatusForbidden},
		"a path":            {func(v url.Values) { v.Set("client_reference", "../../etc") }, [2]string{}, http.StatusForbidden},
		"from another site": {func(url.Values) {}, [2]string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		"of another origin": {func(url.Values) {}, [2]string{"Origin", "https://example.org"}, http.StatusForbidden},
		"a sibling":         {func(url.Values) {}, [2]string{"Sec-Fetch-Site", "same-site"}, http.StatusForbidden},
	} {
		values := url.Values{"fraud": {"on"}, "csrf": good["csrf"], "client_reference": good["client_reference"]}
		tt.change(values)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+path, strings.NewReader(values.Encode()))
		s.must(err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if tt.header[0] != "" {
			req.Header.Set(tt.header[0], tt.header[1])
		}
		page, err := s.robot.Do(req)
		s.must(err)
		if page.Status != tt.status {
			t.Errorf("%s: answered %d, not %d", name, page.Status, tt.status)
		}
		if got := s.customer(1).Fraud; got != (tt.status == http.StatusOK) {
			t.Errorf("%s: the customer is tagged: %t", name, got)
		}
		if tt.status == http.StatusOK {
			s.press(path, "", http.StatusNotFound) // no setting is named
			s.act(path, http.StatusOK, "fraud", "off")
		}
	}
}

// TestTokenOfAnotherSession is of no use.
func TestTokenOfAnotherSession(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	form := s.form(s.get("/customers/1/settings", http.StatusOK), "/customers/1/settings").Set("fraud", "on")
	other, err := robot.New(s.url)
	s.must(err)
	s.robot = other
	s.signIn()
	s.shows(s.send(form, http.StatusForbidden), "was not made by this session")
	if s.customer(1).Fraud {
		t.Error("the customer was changed")
	}
}

func TestFormsHaveASize(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	form := s.form(s.get("/customers/1/register", http.StatusOK), "/customers/1/register")
	s.shows(s.send(form.Set("domain", strings.Repeat("a", 300<<10)), http.StatusRequestEntityTooLarge), "more than the panel takes")
	bulk := s.form(s.get("/customers/1/bulk-transfer", http.StatusOK), "/customers/1/bulk-transfer")
	bulk.File = bytes.Repeat([]byte("a"), 5<<20)
	s.send(bulk, http.StatusRequestEntityTooLarge)
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	s := openSignedOut(t, hostcontroltest.Options{Customers: 2}, web.Config{})
	for _, path := range []string{"/login", "/static/panel.css", "/nowhere"} {
		page := s.get(path, http.StatusOK)
		for name, want := range map[string]string{
			"Content-Security-Policy":    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options":     "nosniff",
			"X-Frame-Options":            "DENY",
			"Referrer-Policy":            "same-origin",
			"Cache-Control":              "no-store",
			"Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := page.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
}

// TestStaticFiles are kept by browsers for as long as their address is the same.
func TestStaticFiles(t *testing.T) {
	t.Parallel()
	s := openSignedOut(t, hostcontroltest.Options{Customers: 2}, web.Config{})
	page := s.get("/login", http.StatusOK)
	seen := 0
	for n := range page.All("link", "script") {
		address := robot.Attr(n, "href") + robot.Attr(n, "src")
		file := s.get(address, http.StatusOK)
		if file.Body == "" || !strings.Contains(file.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d bytes, %s", address, len(file.Body), file.Header.Get("Cache-Control"))
		}
		seen++
	}
	if seen != 3 {
		t.Errorf("%d files", seen)
	}
	if got := s.get("/static/panel.css", http.StatusOK).Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("without its version a file is kept: %s", got)
	}
	s.get("/static/", http.StatusNotFound)
}

// TestVendoredFile is the one that the note beside it tells of.
func TestVendoredFile(t *testing.T) {
	t.Parallel()
	note, err := os.ReadFile("static/htmx.txt")
	if err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile("static/htmx.min.js")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(script)
	for _, want := range []string{"version 4.0.1", hex.EncodeToString(sum[:])} {
		if !strings.Contains(string(note), want) {
			t.Errorf("the note does not say %s", want)
		}
	}
	if !strings.Contains(string(script), `"4.0.1"`) {
		t.Error("the script is of another version")
	}
}

// TestLog tells what was asked, and nothing that anybody typed.
func TestLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := openSignedOut(t, hostcontroltest.Options{Customers: 2}, web.Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	s.act("/login", http.StatusUnprocessableEntity, "password", "s3cret-typo")
	s.signIn()
	s.get("/customers?q=jane@example.org", http.StatusOK)
	s.act("/customers/1/transfer", http.StatusOK, "domain", "example.com", "auth_code", "Ex4mple~Code")
	s.front.Close() // a line is written after its answer
	for _, want := range []string{`pattern="GET /customers"`, "status=422", "wrong password"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not tell %s:\n%s", want, &log)
		}
	}
	for _, secret := range []string{"s3cret", password, "jane@", "Ex4mple", s.srv.APIKey} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log tells %s:\n%s", secret, &log)
		}
	}
}
