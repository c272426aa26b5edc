package hostcontroltest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestLoginLife(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("jane@example.com", "")).result(t)
	made := p.post("/login", `{"customer":1,"login":"Office","password":"long enough","client_reference":"l-1"}`).result(t)
	want := object{
		"id": 5002.0, "customer": object{"id": 1.0}, "login": "office", "is_enabled": true, "type": "customer",
		"last_login": nil, "client_reference": "l-1",
		"created": "2026-01-05T09:00:00.000002+00:00", "updated": "2026-01-05T09:00:00.000002+00:00",
	}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Error(diff)
	}
	if got := p.get("/login?customer=1&client_reference=l-1").listing(t); got.Total != 1 {
		t.Errorf("by reference: %v", got)
	}
	if diff := cmp.Diff(want, p.get("/login/5002").result(t)); diff != "" {
		t.Errorf("read again: %s", diff)
	}
	changed := p.put("/login/5002", `{"login":"desk","is_enabled":false}`).result(t)
	if changed["login"] != "desk" || changed["is_enabled"] != false {
		t.Errorf("changed: %v", changed)
	}
	p.put("/login/5002", `{"is_enabled":true,"login":"desk"}`).result(t)
	if code := p.post("/login", `{"customer":1,"login":"office","password":"long enough"}`).code(t); code != "" {
		t.Errorf("a name that was given up: %q", code)
	}
	events := []string{
		"customer.created", "login.created", "login.created",
		"login.renamed", "login.disabled", "login.enabled", "login.created",
	}
	if diff := cmp.Diff(events, eventTypes(t, p, 1)); diff != "" {
		t.Errorf("events: %s", diff)
	}
}

func TestLoginRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("jane@example.com", "")).result(t)
	p.post("/customer", newCustomer("mary@example.com", "")).result(t)
	tests := []struct{ method, path, body, field string }{
		{"POST", "/login", `{"login":"a","password":"long enough"}`, "customer"},
		{"POST", "/login", `{"customer":1,"password":"long enough"}`, "login"},
		{"POST", "/login", `{"customer":1,"login":"a","password":"short"}`, "password"},
		{"POST", "/login", `{"customer":1,"login":"MARY@example.com","password":"long enough"}`, "login"},
		{"PUT", "/login/5001", `{"login":"mary@example.com"}`, "login"},
		{"PUT", "/login/5001", `{"login":""}`, "login"},
		{"PUT", "/login/5001", `{"is_enabled":"x"}`, "is_enabled"},
	}
	for _, tt := range tests {
		if fields := p.do(tt.method, tt.path, tt.body).fields(t); len(fields) != 1 || len(fields[tt.field]) != 1 {
			t.Errorf("%s %s %s: %v", tt.method, tt.path, tt.body, fields)
		}
	}
	for _, r := range []reply{p.get("/login/1"), p.put("/login/1", "{}"), p.post("/login/1/password-reset", "")} {
		if code := r.code(t); code != "request_resource_unknown" {
			t.Errorf("unknown login: %s", r.body)
		}
	}
}

func open(t *testing.T, p *platform, link string) reply {
	t.Helper()
	r, err := p.ask("GET", link, "", http.Header{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPasswordReset(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("jane@example.com", "")).result(t)
	if got := p.post("/login/5001/password-reset", "[]").result(t)["login"]; got != "jane@example.com" {
		t.Errorf("result for %v", got)
	}
	mails := p.Mails()
	if len(mails) != 1 || mails[0].To != "jane@example.com" || !mails[0].At.Equal(p.Now()) {
		t.Fatalf("%+v", mails)
	}
	link := mails[0].Body[strings.Index(mails[0].Body, "http"):]
	link = strings.TrimSpace(link)
	if r := open(t, p, link); r.status != 200 || !strings.Contains(string(r.body), "Choose a new password for jane@example.com") {
		t.Errorf("%d %s", r.status, r.body)
	}
	attempts := []struct {
		method, form string
		status       int
	}{
		{"PUT", "password=another-password", http.StatusMethodNotAllowed},
		{"POST", "password=%zz", http.StatusBadRequest},
		{"POST", "password=short", http.StatusBadRequest},
		{"GET", "", http.StatusOK},
		{"POST", "password=another-password", http.StatusOK},
		{"POST", "password=yet-another-one", http.StatusGone},
		{"GET", "", http.StatusGone},
	}
	for _, a := range attempts {
		if r, err := p.ask(a.method, link, a.form, http.Header{}); err != nil || r.status != a.status {
			t.Errorf("%s %s: %d %v", a.method, a.form, r.status, err)
		}
	}
	if r := p.signIn("jane@example.com", "not-a-real-password"); r.status != http.StatusForbidden {
		t.Errorf("with the password before: %d", r.status)
	}
	if r := p.signIn("jane@example.com", "another-password"); r.status != http.StatusOK {
		t.Errorf("with the new password: %d", r.status)
	}

	p.post("/login/5001/password-reset", "[]").result(t)
	p.Advance(24 * time.Hour)
	late := p.Mails()[1].Body
	if r := open(t, p, strings.TrimSpace(late[strings.Index(late, "http"):])); r.status != http.StatusGone {
		t.Errorf("a day later: %d", r.status)
	}
}

func TestLoginAs(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("jane@example.com", `"name":"Jane <Roe>"`)).result(t)
	p.put("/customer/1", `{"is_enabled":false}`).result(t)
	ask := func() (string, string) {
		r := p.post("/customer/1/login-as", "").result(t)
		return r["url"].(string), r["expires"].(string)
	}
	link, expires := ask()
	if want := p.Now().Add(5 * time.Minute).Format("2006-01-02T15:04:05.000000+00:00"); expires != want {
		t.Errorf("expires %s, want %s", expires, want)
	}
	base, err := url.Parse(p.URL)
	if err != nil || !strings.HasPrefix(link, "http://"+base.Host+"/login/") {
		t.Errorf("link %s", link)
	}
	if r, err := p.ask("POST", link, "", http.Header{}); err != nil || r.status != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d %v", r.status, err)
	}
	r := open(t, p, link)
	if r.status != 200 || !strings.Contains(string(r.body), "Logged in as Jane &lt;Roe&gt;") || !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := open(t, p, link); r.status != http.StatusGone {
		t.Errorf("a second time: %d", r.status)
	}
	late, _ := ask()
	p.Advance(5 * time.Minute)
	if r := open(t, p, late); r.status != http.StatusGone {
		t.Errorf("too late: %d", r.status)
	}
	if r := open(t, p, link+"0"); r.status != http.StatusNotFound {
		t.Errorf("a link of nobody: %d", r.status)
	}
}
