package hostcontroltest_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestTLDs(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	all := p.get("/tld?limit=500").listing(t)
	if all.Total < 40 || len(all.Result) != all.Total {
		t.Errorf("%d of %d TLDs", len(all.Result), all.Total)
	}
	facts := func(name string, code, lock, privacy, foa, restorable bool, grace float64) object {
		return object{
			"name": name, "is_authorization_code_required": code, "is_transfer_lock_supported": lock,
			"is_privacy_protect_supported": privacy, "transfer_foa": foa, "is_restorable": restorable, "grace_days": grace,
			"create_domain_periods": []any{12.0}, "renew_domain_periods": []any{12.0},
		}
	}
	for _, want := range []object{
		facts("com", true, true, true, false, true, 39),
		facts("us", true, true, false, true, true, 39),
		facts("nl", true, false, false, false, true, 0),
		facts("at", true, false, false, false, false, 0),
		facts("es", false, false, false, true, false, 0),
		facts("co.uk", false, false, false, false, true, 0),
	} {
		got := p.get("/tld/" + want["name"].(string)).result(t)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if !slices.ContainsFunc(all.Result, func(listed object) bool { return cmp.Equal(listed, got) }) {
			t.Errorf("the list shows %v otherwise", want["name"])
		}
	}
	if got := p.get("/tld/COM").result(t)["name"]; got != "com" {
		t.Errorf("%v", got)
	}
	for _, name := range []string{"invalid", ".com", "example.com"} {
		if code := p.get("/tld/" + name).code(t); code != "request_resource_unknown" {
			t.Errorf("%s: %q", name, code)
		}
	}
}

// Prices and facts are about the same TLDs, and agree about restoring.
func TestTLDsArePriced(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	tlds, prices := p.get("/tld?limit=500").listing(t).Result, p.get("/domain-prices?limit=500").listing(t).Result
	if len(tlds) != len(prices) {
		t.Fatalf("%d TLDs and %d prices", len(tlds), len(prices))
	}
	for i, price := range prices {
		if price["tld"] != tlds[i]["name"] || (price["price_restore"] != nil) != tlds[i]["is_restorable"].(bool) {
			t.Errorf("%v costs %v", tlds[i], price)
		}
		if price["price_restore"] == 0.0 {
			t.Errorf("%v is restored for nothing", price["tld"])
		}
	}
}

// The log tells operations by the names that the SDK gives them.
func TestOperationsOfDomains(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	tests := []struct{ method, path, operation string }{
		{"POST", "/domain/x.com/restore", "domains.restore"},
		{"POST", "/domain/x.com/hosting", "domains.linkHosting"},
		{"DELETE", "/domain/x.com/hosting", "domains.unlinkHosting"},
		{"GET", "/domain/x.com/child-host", "childHosts.list"},
		{"POST", "/domain/x.com/child-host", "childHosts.create"},
		{"PUT", "/domain/x.com/child-host/ns1.x.com", "childHosts.update"},
		{"DELETE", "/domain/x.com/child-host/ns1.x.com", "childHosts.delete"},
		{"GET", "/domain/x.com/redirect", "redirects.list"},
		{"POST", "/domain/x.com/redirect", "redirects.replace"},
		{"GET", "/tld", "tlds.list"},
		{"GET", "/tld/com", "tlds.get"},
		{"POST", "/domain-transfer/1/cancel", "transfers.cancel"},
		{"POST", "/domain-transfer/1/resend-approval", "transfers.resendApproval"},
	}
	for _, tt := range tests {
		p.do(tt.method, tt.path, "")
		log := p.Requests()
		if got := log[len(log)-1].Operation; got != tt.operation {
			t.Errorf("%s %s: %q, want %q", tt.method, tt.path, got, tt.operation)
		}
	}
}
