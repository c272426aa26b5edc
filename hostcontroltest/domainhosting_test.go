package hostcontroltest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// linked are the domains of a hosting account.
func (p *platform) linked(account string) []any {
	p.t.Helper()
	return p.get("/hosting/" + account).result(p.t)["domains"].([]any)
}

func link(account string) string { return `{"reference":"` + account + `"}` }

func TestLinkHosting(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	first, second := p.addHosting(1, ""), p.addHosting(2, "")
	for _, account := range []string{first, first, second} {
		got := p.post("/domain/example.com/hosting", link(account)).result(t)
		if linked, ok := got["hosting"].(object); !ok || linked["reference"] != account {
			t.Errorf("%v", got["hosting"])
		}
		if diff := cmp.Diff([]any{"example.com"}, p.linked(account)); diff != "" {
			t.Error(diff)
		}
	}
	if left := p.linked(first); len(left) != 0 {
		t.Errorf("still linked to the first account: %v", left)
	}
	for range 2 {
		if got := p.del("/domain/example.com/hosting").result(t); got["name"] != "example.com" || got["hosting"] != nil {
			t.Errorf("%v", got)
		}
	}
	if left := p.linked(second); len(left) != 0 {
		t.Errorf("still linked to the second account: %v", left)
	}
	if unlinked := p.get("/customer/1/event?type=domain.hosting_unlinked").listing(t).Total; unlinked != 1 {
		t.Errorf("unlinked %d times", unlinked)
	}
}

func TestLinkHostingRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 11})
	p.register("example.com")
	p.register("example.net")
	full, ended := p.addHosting(1, ""), p.addHosting(1, "")
	p.post("/domain/example.com/hosting", link(full)).result(t)
	p.del("/hosting/" + ended)
	foreign := belongingsOf(t, p, 11).hosting
	tests := []struct{ name, body, code, field string }{
		{"nothing", `{}`, "request_validation_failed", "reference"},
		{"unknown account", link("ac-0"), "request_validation_failed", "reference"},
		{"another customer's", link(foreign), "request_validation_failed", "reference"},
		{"no room", link(full), "request_validation_failed", "reference"},
		{"gone", link(ended), "hosting_state_invalid", ""},
	}
	for _, tt := range tests {
		r := p.post("/domain/example.net/hosting", tt.body)
		if code := r.code(t); code != tt.code {
			t.Errorf("%s: %q, want %q", tt.name, code, tt.code)
		} else if tt.field != "" && len(r.fields(t)[tt.field]) != 1 {
			t.Errorf("%s: %s", tt.name, r.body)
		}
	}
	if got := p.get("/domain/example.net").result(t)["hosting"]; got != nil {
		t.Errorf("linked to %v", got)
	}
}
