package hostcontroltest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestSameSeedSameData(t *testing.T) {
	t.Parallel()
	faults := []hostcontroltest.Fault{{Path: "/label", Share: 0.4}}
	a := start(t, hostcontroltest.Options{Seed: 7, Faults: faults})
	b := start(t, hostcontroltest.Options{Seed: 7, Faults: faults, InMemory: true})
	other := start(t, hostcontroltest.Options{Seed: 8})
	if a.APIKey != b.APIKey || a.ClientSecret != b.ClientSecret || a.APIKey == other.APIKey {
		t.Error("keys do not follow the seed")
	}
	for _, path := range []string{
		"/customer?limit=500", "/contact?limit=500", "/login?limit=500", "/reseller", "/hosting",
		"/customer/1/event", "/reseller/" + a.ResellerReference + "/transaction",
	} {
		if diff := cmp.Diff(string(a.get(path).body), string(b.get(path).body)); diff != "" {
			t.Errorf("%s differs: %s", path, diff)
		}
	}
	for i := range 50 {
		if got, want := b.get("/label").status, a.get("/label").status; got != want {
			t.Errorf("request %d: %d and %d", i, got, want)
		}
	}
	create := newCustomer("new@example.com", "")
	if diff := cmp.Diff(string(a.post("/customer", create).body), string(b.post("/customer", create).body)); diff != "" {
		t.Errorf("what comes after differs: %s", diff)
	}
}

func TestDemoData(t *testing.T) {
	t.Parallel()
	tests := []struct{ asked, customers, resellers int }{
		{0, 250, 3}, {-1, 0, 0}, {1, 1, 0}, {3, 3, 1}, {40, 40, 3},
	}
	for _, tt := range tests {
		p := start(t, hostcontroltest.Options{Customers: tt.asked})
		if got := p.get("/customer").listing(t).Total; got != tt.customers {
			t.Errorf("%d asked for: %d customers", tt.asked, got)
		}
		if got := p.get("/reseller").listing(t).Total; got != tt.resellers {
			t.Errorf("%d asked for: %d resellers", tt.asked, got)
		}
	}
}

// Demo data is varied, and all of it happened before the clock starts.
func TestDemoCustomers(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{})
	customers := p.get("/customer?limit=500").listing(t).Result
	seen := map[string]bool{}
	emails := map[any]bool{}
	last := ""
	for _, c := range customers {
		contact := c["primary_contact"].(object)
		emails[contact["email"]] = true
		for _, flag := range []string{"is_enabled", "is_verified", "is_fraud", "is_reseller"} {
			seen[flag+yesNo(c[flag])] = true
		}
		seen["organisation"+yesNo(contact["organisation"] == nil)] = true
		created := c["created"].(string)
		if created <= last || created >= p.Now().Format(time.RFC3339) {
			t.Errorf("customer %v was created %s, after one of %s", c["id"], created, last)
		}
		last = created
	}
	if len(emails) != len(customers) {
		t.Errorf("%d customers share %d addresses", len(customers), len(emails))
	}
	if len(seen) != 10 {
		t.Errorf("the demo data lacks variety: %v", seen)
	}
	if events := p.get("/customer/1/event").listing(t); events.Total == 0 {
		t.Error("nothing ever happened")
	}
}

func yesNo(v any) string {
	if v == true {
		return " yes"
	}
	return " no"
}

// Customers of sub-resellers do not exist for the demo keys.
func TestSubresellersAreSeparate(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 6})
	for id := 7; id <= 21; id++ {
		if code := p.get("/customer/" + itoa(id)).code(t); code != "request_resource_unknown" {
			t.Errorf("customer %d: %q", id, code)
		}
		if got := p.get("/contact?customer=" + itoa(id)).listing(t).Total; got != 0 {
			t.Errorf("customer %d has %d contacts", id, got)
		}
	}
	foreign := p.post("/contact", `{"customer":7}`).fields(t)["customer"]
	if len(foreign) != 1 {
		t.Errorf("a contact for somebody else's customer: %v", foreign)
	}
}

func TestPaging(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 25})
	var ids []float64
	for offset := 0; ; offset += 7 {
		page := p.get("/customer?limit=7&offset=" + itoa(offset)).listing(t)
		if page.Total != 25 || page.Limit != 7 || page.Offset != offset {
			t.Fatalf("%d, %d, %d", page.Total, page.Limit, page.Offset)
		}
		if len(page.Result) == 0 {
			break
		}
		for _, c := range page.Result {
			ids = append(ids, c["id"].(float64))
		}
	}
	for i, id := range ids {
		if id != float64(i+1) {
			t.Fatalf("ids %v", ids)
		}
	}
	if len(ids) != 25 {
		t.Errorf("%d customers on all pages", len(ids))
	}
}

func TestUpdatedSince(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 5})
	p.Advance(time.Hour)
	updated := p.put("/customer/3", `{"tags":["new"]}`).result(t)["updated"].(string)
	for _, path := range []string{
		"/customer?updated_since=" + updated, // as an existing client writes it: the plus sign not escaped
		"/customer?updated_since=2026-01-05T10:00:00Z",
	} {
		got := p.get(path).listing(t)
		if got.Total != 1 || got.Result[0]["id"] != 3.0 {
			t.Errorf("%s: %v", path, got)
		}
	}
	if got := p.get("/customer?updated_since=2026-01-05T10:00:00.000002Z").listing(t).Total; got != 0 {
		t.Errorf("%d were updated later", got)
	}
	if code := p.get("/customer?updated_since=yesterday").code(t); code != "request_validation_failed" {
		t.Errorf("%q", code)
	}
}
