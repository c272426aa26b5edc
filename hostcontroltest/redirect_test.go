package hostcontroltest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func (p *platform) redirects(domain string) string {
	p.t.Helper()
	return string(p.get("/domain/" + domain + "/redirect").body)
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	if got := p.redirects("example.com"); got != `{"result":[],"success":true}` {
		t.Errorf("to start with: %s", got)
	}
	body := `{"redirects":[
		{"source":"WWW.example.com","target":"https://www.example.net/Page?q=1","type":301},
		{"source":"example.com","target":"http://example.org","type":"302"},
		{"source":"shop.example.com","target":"https://example.net/shop","type":"MASK"}]}`
	want := `{"result":[` +
		`{"source":"www.example.com","target":"https://www.example.net/Page?q=1","type":"301"},` +
		`{"source":"example.com","target":"http://example.org","type":"302"},` +
		`{"source":"shop.example.com","target":"https://example.net/shop","type":"mask"}],"success":true}`
	for _, got := range []string{string(p.post("/domain/example.com/redirect", body).body), p.redirects("example.com")} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	if got := len(p.get("/domain/example.com").result(t)["redirects"].([]any)); got != 3 {
		t.Errorf("the domain shows %d redirects", got)
	}
	p.post("/domain/example.com/redirect", `{"redirects":[]}`)
	if got := p.redirects("example.com"); got != `{"result":[],"success":true}` {
		t.Errorf("in the end: %s", got)
	}
}

func TestRedirectRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	const good = `{"source":"example.com","target":"https://example.net/","type":"301"}`
	list := func(entries ...string) string { return `{"redirects":[` + strings.Join(entries, ",") + `]}` }
	p.post("/domain/example.com/redirect", list(good))
	before := p.redirects("example.com")
	tests := []struct{ name, body, field string }{
		{"nothing", `[]`, "redirects"},
		{"no list", `{"redirects":` + good + `}`, "redirects"},
		{"too many", list(strings.Repeat(good+",", 100) + good), "redirects"},
		{"no source", list(strings.Replace(good, "source", "from", 1)), "redirects.0.source"},
		{"elsewhere", list(strings.Replace(good, "example.com", "example.net", 1)), "redirects.0.source"},
		{"a page", list(strings.Replace(good, "example.com", "example.com/a", 1)), "redirects.0.source"},
		{"any host", list(strings.Replace(good, "example.com", "*.example.com", 1)), "redirects.0.source"},
		{"twice", list(good, good), "redirects.1.source"},
		{"no target", list(strings.Replace(good, "target", "to", 1)), "redirects.0.target"},
		{"a path", list(strings.Replace(good, "https://example.net/", "/there", 1)), "redirects.0.target"},
		{"a mailbox", list(strings.Replace(good, "https://example.net/", "mailto:jane@example.net", 1)), "redirects.0.target"},
		{"no type", list(strings.Replace(good, "type", "kind", 1)), "redirects.0.type"},
		{"another type", list(strings.Replace(good, "301", "307", 1)), "redirects.0.type"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if fields := p.post("/domain/example.com/redirect", tt.body).fields(t); len(fields) != 1 || len(fields[tt.field]) != 1 {
				t.Errorf("%v", fields)
			}
		})
	}
	p.post("/domain/example.com/name-server", servers("ns1.example.net")).result(t)
	if code := p.post("/domain/example.com/redirect", list()).code(t); code != "dns_management_disabled" {
		t.Errorf("on other name servers: %q", code)
	}
	if diff := cmp.Diff(before, p.redirects("example.com")); diff != "" {
		t.Errorf("a refusal changed something: %s", diff)
	}
}
