package hostcontroltest_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestDomainFlags(t *testing.T) {
	t.Parallel()
	tests := []struct {
		domain, body, code  string
		privacy, manageable bool
	}{
		{"example.com", `{"is_privacy_protect_enabled":true}`, "", true, true},
		{"example.com", `{"is_customer_manageable":false}`, "", false, false},
		{"example.com", `{"is_customer_manageable":"0","is_privacy_protect_enabled":"1"}`, "", true, false},
		{"example.com", `{"is_customer_manageable":null}`, "", false, true},
		{"example.nl", `{"is_privacy_protect_enabled":false,"is_customer_manageable":false}`, "", false, false},
		{"example.nl", `{"is_privacy_protect_enabled":true,"is_customer_manageable":false}`, "privacy_not_supported", false, true},
		{"example.us", `{"is_privacy_protect_enabled":true}`, "privacy_not_supported", false, true},
		{"example.com", `{"is_privacy_protect_enabled":"so","is_customer_manageable":false}`, "request_validation_failed", false, true},
	}
	for _, tt := range tests {
		t.Run(tt.domain+" "+tt.body, func(t *testing.T) {
			t.Parallel()
			p := start(t, hostcontroltest.Options{Customers: 1, InMemory: true})
			p.register(tt.domain)
			if code := p.put("/domain/"+tt.domain, tt.body).code(t); code != tt.code {
				t.Errorf("%q, want %q", code, tt.code)
			}
			got := p.get("/domain/" + tt.domain).result(t)
			if got["is_privacy_protect_enabled"] != tt.privacy || got["is_customer_manageable"] != tt.manageable {
				t.Errorf("%v", got)
			}
		})
	}
}

// contactsOf are the ids of the contacts that a domain is registered on.
func (p *platform) contactsOf(domain string) []int {
	p.t.Helper()
	var out []int
	for _, contact := range p.get("/contact?limit=500").listing(p.t).Result {
		if slices.Contains(contact["domains"].([]any), any(domain)) {
			out = append(out, int(contact["id"].(float64)))
		}
	}
	return out
}

func TestChangeRegistrant(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	p.register("example.com")
	contacts := p.get("/contact?customer=1").listing(t).Result
	primary, second := int(contacts[0]["id"].(float64)), int(contacts[1]["id"].(float64))
	foreign := int(p.get("/contact?customer=2").listing(t).Result[0]["id"].(float64))
	tests := []struct {
		registrant string
		refused    bool
		want       int
	}{
		{itoa(second), false, second},
		{`"` + itoa(primary) + `"`, false, primary},
		{itoa(foreign), true, primary},
		{"99", true, primary},
		{`"somebody"`, true, primary},
		{"null", false, primary},
	}
	for _, tt := range tests {
		r := p.put("/domain/example.com", fmt.Sprintf(`{"registrant":%s}`, tt.registrant))
		if refused := r.code(t) != ""; refused != tt.refused {
			t.Errorf("%s: %s", tt.registrant, r.body)
		} else if refused && len(r.fields(t)["registrant"]) != 1 {
			t.Errorf("%s: %s", tt.registrant, r.body)
		}
		if diff := cmp.Diff([]int{tt.want}, p.contactsOf("example.com")); diff != "" {
			t.Errorf("%s: %s", tt.registrant, diff)
		}
	}
	if changes := p.get("/customer/1/event?type=domain.registrant_changed").listing(t).Total; changes != 2 {
		t.Errorf("%d changes", changes)
	}
}
