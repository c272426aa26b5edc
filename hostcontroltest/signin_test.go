package hostcontroltest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// signInPage is where customers sign in.
func (p *platform) signInPage() string { return strings.TrimSuffix(p.URL, "/api/v1") + "/ca/login" }

func (p *platform) signIn(login, password string) reply {
	p.t.Helper()
	r, err := p.ask("POST", p.signInPage(), url.Values{"login": {login}, "password": {password}}.Encode(), http.Header{})
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.post("/customer", newCustomer("roe@example.com", "")).result(t)
	p.post("/login", `{"customer":2,"login":"office","password":"long enough"}`).result(t)
	p.post("/customer/2/promote", `{"login":"roe.resale"}`).result(t)
	seeded := p.get("/login?customer=1").listing(t).Result[0]["login"].(string)
	mail := p.Mails()[0].Body
	if r, err := p.ask("POST", strings.TrimSpace(mail[strings.Index(mail, "http"):]), "password=long+enough", http.Header{}); err != nil || r.status != 200 {
		t.Fatalf("%d %v", r.status, err)
	}
	tests := []struct {
		name, login, password string
		status                int
		says                  string
	}{
		{"the first login", "roe@example.com", "not-a-real-password", 200, "Logged in as Jane Roe"},
		{"in any case", "OFFICE", "long enough", 200, "Logged in as Jane Roe"},
		{"wrong password", "office", "Long enough", 403, "or the password is wrong"},
		{"unknown login", "nobody", "long enough", 403, "The login or"},
		{"nothing", "", "", 403, "The login or"},
		{"a login without a password", seeded, "", 403, "The login or"},
		{"a reseller's login", "roe.resale", "long enough", 403, "The login or"},
	}
	for _, tt := range tests {
		r := p.signIn(tt.login, tt.password)
		if r.status != tt.status || !strings.Contains(string(r.body), tt.says) {
			t.Errorf("%s: %d %s", tt.name, r.status, r.body)
		}
	}
	logins := p.get("/login?customer=2").listing(t).Result
	for i, used := range []bool{true, true, false} {
		if (logins[i]["last_login"] != nil) != used {
			t.Errorf("%v: last used %v", logins[i]["login"], logins[i]["last_login"])
		}
	}

	p.put("/login/"+itoa(int(logins[1]["id"].(float64))), `{"is_enabled":false}`).result(t)
	if r := p.signIn("office", "long enough"); r.status != 403 || !strings.Contains(string(r.body), "login is disabled") {
		t.Errorf("disabled: %d %s", r.status, r.body)
	}
	p.put("/customer/2", `{"is_enabled":false}`).result(t)
	if r := p.signIn("roe@example.com", "not-a-real-password"); r.status != 403 || !strings.Contains(string(r.body), "customer is disabled") {
		t.Errorf("disabled customer: %d %s", r.status, r.body)
	}
}

func TestSignInPage(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	tests := []struct {
		method, body string
		status       int
		says         string
	}{
		{"GET", "", 200, `<input name="login"`},
		{"PUT", "", 405, "Sign in with POST"},
		{"POST", "%zz", 400, "not a form"},
		{"POST", strings.Repeat("x", 20<<20), 400, "not a form"},
	}
	for _, tt := range tests {
		r, err := p.ask(tt.method, p.signInPage(), tt.body, http.Header{})
		if err != nil || r.status != tt.status || !strings.Contains(string(r.body), tt.says) {
			t.Errorf("%s: %d %v %s", tt.method, r.status, err, r.body)
		}
	}
	if got := p.Requests(); got[0].Path != "/ca/login" || got[0].Query == nil || strings.Contains(got[2].Path, "zz") {
		t.Errorf("%+v", got)
	}
}
