package hostcontroltest_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// The first demo customer has three domains, the first of which is linked to
// his hosting account.
type belongings struct {
	domains []string
	hosting string
}

func belongingsOf(t *testing.T, p *platform, id int) belongings {
	t.Helper()
	var b belongings
	for _, contact := range p.get("/contact?customer=" + itoa(id)).listing(t).Result {
		for _, name := range contact["domains"].([]any) {
			b.domains = append(b.domains, name.(string))
		}
	}
	for _, h := range p.get("/hosting?customer=" + itoa(id)).listing(t).Result {
		b.hosting = h["reference"].(string)
	}
	return b
}

func TestMoveProducts(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	mine, theirs := belongingsOf(t, p, 1), belongingsOf(t, p, 2)
	linked := p.get("/hosting/" + mine.hosting).result(t)["domains"].([]any)[0].(string)
	free := mine.domains[2] // the one on another contact
	body := fmt.Sprintf(`{"to":2,"domains":[%q,%q,%q],"hosting":[%q]}`, free, linked, linked, mine.hosting)
	got := p.post("/customer/1/move", body).result(t)
	want := object{"domains": []any{linked, free}, "hosting": []any{mine.hosting}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if left := belongingsOf(t, p, 1); len(left.domains) != 1 || left.hosting != "" {
		t.Errorf("left behind: %+v", left)
	}
	if now := belongingsOf(t, p, 2); len(now.domains) != len(theirs.domains)+2 || now.hosting != mine.hosting {
		t.Errorf("moved: %+v", now)
	}
	if owned := p.get("/customer/2").result(t)["primary_contact"].(object)["domains"].([]any); !slices.Contains(owned, any(free)) {
		t.Errorf("%s is not registered on the new owner: %v", free, owned)
	}
	account := p.get("/hosting/" + mine.hosting).result(t)
	if account["customer"].(object)["id"] != 2.0 || account["domains"].([]any)[0] != linked {
		t.Errorf("account: %v", account)
	}
	for id := 1; id <= 2; id++ {
		if types := eventTypes(t, p, id); types[len(types)-1] != "products.moved" {
			t.Errorf("events of customer %d: %v", id, types)
		}
	}
}

func TestMoveRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 6})
	mine := belongingsOf(t, p, 1)
	linked, free := mine.domains[0], mine.domains[1]
	tests := []struct {
		name, body string
		fields     []string
	}{
		{"nothing", `{"to":2}`, []string{"domains"}},
		{"nothing, in lists", `{"to":2,"domains":[],"hosting":[]}`, []string{"domains"}},
		{"to nobody", `{"domains":["` + free + `"]}`, []string{"to"}},
		{"to an unknown customer", `{"to":99,"domains":["` + free + `"]}`, []string{"to"}},
		{"to a sub-reseller's customer", `{"to":7,"domains":["` + free + `"]}`, []string{"to"}},
		{"to the same customer", `{"to":1,"domains":["` + free + `"]}`, []string{"to"}},
		{"unknown domain", `{"to":2,"domains":["Unknown.Example.com"]}`, []string{"domains.unknown.example.com"}},
		{"unknown account", `{"to":2,"hosting":["ac-0"]}`, []string{"hosting.ac-0"}},
		{"domain without its account", `{"to":2,"domains":["` + linked + `"]}`, []string{"domains." + linked}},
		{"account without its domain", `{"to":2,"hosting":["` + mine.hosting + `"]}`, []string{"hosting." + mine.hosting}},
		{"everything wrong", `{"to":1,"domains":["` + linked + `","x.example.com"],"hosting":["ac-1"]}`,
			[]string{"domains." + linked, "domains.x.example.com", "hosting.ac-1", "to"}},
		{"one of two", `{"to":2,"domains":["` + free + `","x.example.com"]}`, []string{"domains.x.example.com"}},
		{"no list", `{"to":2,"domains":"` + free + `"}`, []string{"domains"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fields := p.post("/customer/1/move", tt.body).fields(t)
			for _, name := range tt.fields {
				if len(fields[name]) == 0 {
					t.Errorf("no complaint about %s", name)
				}
			}
			if len(fields) != len(tt.fields) {
				t.Errorf("%v", fields)
			}
			if diff := cmp.Diff(mine, belongingsOf(t, p, 1), cmp.AllowUnexported(belongings{})); diff != "" {
				t.Errorf("a refused move moved: %s", diff)
			}
		})
	}
}

func TestMoveReference(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	mine := belongingsOf(t, p, 1)
	body := func(domain string) string { return `{"to":2,"domains":["` + domain + `"],"client_reference":"m-1"}` }
	if code := p.post("/customer/1/move", body(mine.domains[1])).code(t); code != "" {
		t.Fatalf("%q", code)
	}
	if fields := p.post("/customer/1/move", body(mine.domains[2])).fields(t); len(fields["client_reference"]) != 1 {
		t.Errorf("%v", fields)
	}
}
