package hostcontroltest_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

const year = 365 * 24 * time.Hour

// text is a result that is a bare string.
func (r reply) text(t testing.TB) string {
	t.Helper()
	var v struct {
		Result string `json:"result"`
	}
	r.decode(t, &v)
	return v.Result
}

func (p *platform) register(name string) object {
	p.t.Helper()
	return p.post("/domain", `{"customer":1,"domain":"`+name+`"}`).result(p.t)
}

// charges are the amounts that buying has cost the reseller, by what was bought.
func (p *platform) charges() map[string]float64 {
	p.t.Helper()
	out := map[string]float64{}
	for _, x := range p.get("/reseller/" + p.ResellerReference + "/transaction?limit=500").listing(p.t).Result {
		if x["type"] == "debit" {
			out[x["description"].(string)] += x["amount"].(float64)
		}
	}
	return out
}

// drain leaves the reseller too little for another year of an expensive name.
func (p *platform) drain() {
	p.t.Helper()
	p.register("expensive.io")
	for range 1000 {
		switch code := p.post("/domain/expensive.io/renew", `{"interval":12}`).code(p.t); code {
		case "":
		case "insufficient_balance":
			return
		default:
			p.t.Fatalf("refused: %s", code)
		}
	}
	p.t.Fatal("the balance never ends")
}

func TestRegisterDomain(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	got := p.post("/domain", `{"customer":"1","domain":"Example.COM","interval":"12","is_privacy_protect_enabled":true,"client_reference":"r-1"}`).result(t)
	want := object{
		"name": "example.com", "status": "delivered", "managed": true, "is_customer_manageable": true,
		"is_privacy_protect_enabled": true, "renew": true, "interval": 12.0, "tld": object{"name": "com"},
		"hosting": nil, "redirects": []any{}, "deleted": nil, "client_reference": "r-1",
		"created": "2026-01-05T09:00:00.000001+00:00", "updated": "2026-01-05T09:00:00.000001+00:00",
		"expires":  "2027-01-05T09:00:00.000001+00:00",
		"customer": p.get("/customer/1").result(t),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(got, p.get("/domain/EXAMPLE.com").result(t)); diff != "" {
		t.Errorf("read again: %s", diff)
	}
	if diff := cmp.Diff(map[string]float64{"Register example.com": 899}, p.charges()); diff != "" {
		t.Error(diff)
	}
	if orders := p.get("/order").listing(t).Total; orders != 0 {
		t.Errorf("%d orders", orders)
	}
	if types := eventTypes(t, p, 1); types[len(types)-1] != "domain.registered" {
		t.Errorf("events %v", types)
	}
	if !strings.Contains(string(p.get("/contact?customer=1").body), `"example.com"`) {
		t.Error("the contact does not know the domain")
	}
}

func TestRegisterDomainRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 6})
	p.put("/customer/2", `{"is_enabled":false}`)
	p.put("/customer/3", `{"is_fraud":true}`)
	p.register("taken.com")
	p.post("/domain-transfer", `{"customer":1,"domain":"moving.com"}`)
	before := p.charges()
	tests := []struct {
		name, body, code string
		fields           []string
	}{
		{"nothing", `{}`, "request_validation_failed", []string{"customer", "domain"}},
		{"unknown customer", `{"customer":99,"domain":"x.com"}`, "request_validation_failed", []string{"customer"}},
		{"a sub-reseller's customer", `{"customer":7,"domain":"x.com"}`, "request_validation_failed", []string{"customer"}},
		{"two years", `{"customer":1,"domain":"x.com","interval":24}`, "request_validation_failed", []string{"interval"}},
		{"bad flag", `{"customer":1,"domain":"x.com","is_privacy_protect_enabled":"maybe"}`, "request_validation_failed", []string{"is_privacy_protect_enabled"}},
		{"bad name", `{"customer":1,"domain":"x_y.com"}`, "invalid_domain", nil},
		{"taken", `{"customer":1,"domain":"TAKEN.com"}`, "domain_taken", nil},
		{"on its way here", `{"customer":1,"domain":"moving.com"}`, "domain_taken", nil},
		{"privacy under a TLD without", `{"customer":1,"domain":"x.nl","is_privacy_protect_enabled":true}`, "privacy_not_supported", nil},
		{"disabled customer", `{"customer":2,"domain":"x.com"}`, "customer_disabled", nil},
		{"fraud", `{"customer":3,"domain":"x.com"}`, "customer_fraud_tagged", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := p.post("/domain", tt.body)
			if code := r.code(t); code != tt.code {
				t.Fatalf("%q, want %q", code, tt.code)
			}
			for _, name := range tt.fields {
				if len(r.fields(t)[name]) == 0 {
					t.Errorf("no complaint about %s: %s", name, r.body)
				}
			}
		})
	}
	if diff := cmp.Diff(before, p.charges()); diff != "" {
		t.Errorf("a refusal was charged: %s", diff)
	}
	if found := p.get("/domain?name=x.com").listing(t).Total; found != 0 {
		t.Errorf("%d domains of refusals", found)
	}
}

func TestDomainReference(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	body := func(name string) string { return `{"customer":1,"domain":"` + name + `","client_reference":"r-1"}` }
	p.post("/domain", body("example.com")).result(t)
	if fields := p.post("/domain", body("example.net")).fields(t); len(fields["client_reference"]) != 1 {
		t.Errorf("%v", fields)
	}
	found := p.get("/domain?client_reference=r-1").listing(t).Result
	if len(found) != 1 || found[0]["name"] != "example.com" {
		t.Errorf("%v", found)
	}
}

func TestUnverifiedResellerBuysNothing(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1, Unverified: true})
	name := belongingsOf(t, p, 1).domains[0]
	for path, body := range map[string]string{
		"/domain":                      `{"customer":1,"domain":"example.com"}`,
		"/domain/" + name + "/renew":   `{"interval":12}`,
		"/domain-transfer":             `{"customer":1,"domain":"example.net","auth_code":"code"}`,
		"/domain/transfer?spelling=ii": `{"customer":1,"domain":"example.net"}`,
	} {
		if code := p.post(path, body).code(t); code != "reseller_unverified" {
			t.Errorf("%s: %q", path, code)
		}
	}
	if charges := p.charges(); len(charges) != 0 {
		t.Errorf("charged %v", charges)
	}
}

func TestInsufficientBalance(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.drain()
	own := "/reseller/" + p.ResellerReference
	left := p.get(own).result(t)["balance"]
	expires := p.get("/domain/expensive.io").result(t)["expires"]
	for path, body := range map[string]string{
		"/domain":                    `{"customer":1,"domain":"another.io"}`,
		"/domain-transfer":           `{"customer":1,"domain":"another.io","auth_code":"code"}`,
		"/domain/expensive.io/renew": `{"interval":12}`,
	} {
		if code := p.post(path, body).code(t); code != "insufficient_balance" {
			t.Errorf("%s: %q", path, code)
		}
	}
	if got := p.get(own).result(t)["balance"]; got != left || got.(float64) < 0 {
		t.Errorf("balance %v, was %v", got, left)
	}
	if got := p.get("/domain/expensive.io").result(t)["expires"]; got != expires {
		t.Errorf("renewed without money: %v", got)
	}
	if p.post("/domain-is", `{"domain":"another.io"}`).text(t) != "free" {
		t.Error("a refused name is taken")
	}
	p.register("cheap.com")
}

func TestDomainNames(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	tests := []struct {
		name string
		is   string // free, or an error code
	}{
		{"example.com", "free"},
		{" EXAMPLE.com ", "free"},
		{"example.co.uk", "free"},
		{"1-2.nl", "free"},
		{"xn--bcher-kva.de", "free"},
		{"", "request_validation_failed"},
		{"example", "invalid_domain"},
		{"com", "invalid_domain"},
		{"co.uk", "invalid_domain"},
		{".com", "invalid_domain"},
		{"example.com.", "invalid_domain"},
		{"www.example.com", "invalid_domain"},
		{"example.invalid", "invalid_domain"},
		{"-example.com", "invalid_domain"},
		{"example-.com", "invalid_domain"},
		{"exa_mple.com", "invalid_domain"},
		{"bücher.de", "invalid_domain"},
		{strings.Repeat("a", 63) + ".com", "free"},
		{strings.Repeat("a", 64) + ".com", "invalid_domain"},
	}
	for _, tt := range tests {
		for _, path := range []string{"/domain-is", "/domain/is"} {
			r := p.post(path, `{"domain":"`+tt.name+`"}`)
			got := r.code(t)
			if got == "" {
				got = r.text(t)
			}
			if got != tt.is {
				t.Errorf("%s %q: %q, want %q", path, tt.name, got, tt.is)
			}
		}
	}
}

// An existing client tells an unknown domain by the text of the error.
func TestUnknownDomains(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	tests := []struct{ method, below, body string }{
		{"GET", "", ""},
		{"PUT", "", `{"renew":true}`},
		{"DELETE", "", "[]"},
		{"POST", "/renew", `{"interval":12}`},
		{"POST", "/transfer", "[]"},
		{"GET", "/auth-code", ""},
		{"GET", "/name-server", ""},
		{"POST", "/name-server", `{"name_servers":[{"hostname":"ns1.example.net"}]}`},
		{"GET", "/zone", ""},
		{"POST", "/zone", `{"records":[]}`},
		{"POST", "/restore", "[]"},
		{"POST", "/hosting", `{"reference":"ac-0"}`},
		{"DELETE", "/hosting", "[]"},
		{"GET", "/child-host", ""},
		{"POST", "/child-host", "[]"},
		{"PUT", "/child-host/ns1.example.com", "[]"},
		{"DELETE", "/child-host/ns1.example.com", "[]"},
		{"GET", "/redirect", ""},
		{"POST", "/redirect", `{"redirects":[]}`},
	}
	for _, tt := range tests {
		for name, want := range map[string]string{"example.com": "invalid_resource", "exa%20mple.com": "invalid_domain"} {
			r := p.do(tt.method, "/domain/"+name+tt.below, tt.body)
			if text := fmt.Sprintf(`{"success":false,"error":{"code":%q,"message":%q}}`, want, want); string(r.body) != text {
				t.Errorf("%s %s%s: %s", tt.method, name, tt.below, r.body)
			}
		}
	}
}

// Domains of sub-resellers' customers are taken but not to be seen.
func TestForeignDomains(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 6})
	own := map[string]bool{}
	for _, d := range p.get("/domain?limit=500").listing(t).Result {
		own[d["name"].(string)] = true
	}
	foreign := 0
	for i := range len(own) + 3*5*3 {
		for _, under := range []string{"com", "net", "org"} {
			name := fmt.Sprintf("example-%06d.%s", i+1, under)
			if own[name] || p.post("/domain-is", `{"domain":"`+name+`"}`).text(t) == "free" {
				continue
			}
			foreign++
			if code := p.get("/domain/" + name).code(t); code != "invalid_resource" {
				t.Errorf("%s: %q", name, code)
			}
		}
	}
	if foreign == 0 {
		t.Error("no foreign domains to look at")
	}
}

func TestDomainFilters(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 60})
	p.register("example.nl")
	all := p.get("/domain?limit=500").listing(t).Result
	soon := p.Now().AddDate(0, 0, 28)
	tests := []struct {
		query string
		keep  func(object) bool
	}{
		{"customer=1", func(d object) bool { return d["customer"].(object)["id"] == 1.0 }},
		{"customer=61", func(object) bool { return false }},
		{"expiring=true", func(d object) bool { return !timeOf(t, d["expires"]).After(soon) }},
		{"expiring=false", func(object) bool { return true }},
		{"name=EXAMPLE-00000", func(d object) bool { return strings.Contains(d["name"].(string), "example-00000") }},
		{"status=delivered", func(object) bool { return true }},
		{"status=expired", func(object) bool { return false }},
		{"expires_before=2026-06-01", func(d object) bool { return d["expires"].(string) < "2026-06-01" }},
		{"updated_since=2026-01-05T09:00:00Z", func(d object) bool { return d["name"] == "example.nl" }},
		{"customer=1&name=example-000001", func(d object) bool {
			return d["customer"].(object)["id"] == 1.0 && strings.Contains(d["name"].(string), "example-000001")
		}},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			want := []object{}
			for _, d := range all {
				if tt.keep(d) {
					want = append(want, d)
				}
			}
			got := p.get("/domain?limit=500&" + tt.query).listing(t)
			if diff := cmp.Diff(want, got.Result); diff != "" || got.Total != len(want) {
				t.Errorf("total %d: %s", got.Total, diff)
			}
		})
	}
	for _, query := range []string{"customer=x", "expiring=maybe", "expires_before=soon", "limit=0"} {
		if code := p.get("/domain?" + query).code(t); code != "request_validation_failed" {
			t.Errorf("%s: %q", query, code)
		}
	}
	for i, d := range all[1:] {
		if d["name"].(string) <= all[i]["name"].(string) {
			t.Errorf("%v after %v", d["name"], all[i]["name"])
		}
	}
}

func timeOf(t testing.TB, stamp any) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02T15:04:05.000000-07:00", stamp.(string))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestUpdateDomain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, domain, body, code string
		renew, locked            bool
	}{
		{"nothing", "example.com", `{}`, "", true, true},
		{"no renewal", "example.com", `{"renew":false}`, "", false, true},
		{"unlock", "example.com", `{"transfer_lock":false}`, "", true, false},
		{"both, as texts", "example.com", `{"renew":"0","transfer_lock":"0"}`, "", false, false},
		{"no lock", "example.nl", `{"renew":false,"transfer_lock":true}`, "lock_not_supported", true, false},
		{"no lock to take off", "example.nl", `{"transfer_lock":false}`, "lock_not_supported", true, false},
		{"bad flag", "example.com", `{"renew":"never","transfer_lock":false}`, "request_validation_failed", true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, hostcontroltest.Options{Customers: 1, InMemory: true})
			p.register(tt.domain)
			if code := p.put("/domain/"+tt.domain, tt.body).code(t); code != tt.code {
				t.Errorf("%q, want %q", code, tt.code)
			}
			got := p.get("/domain/" + tt.domain + "?extended=1").result(t)
			if locked := got["extended"].(object)["is_transfer_locked"]; locked != tt.locked || got["renew"] != tt.renew {
				t.Errorf("locked %v, renew %v", locked, got["renew"])
			}
		})
	}
}

func TestExtendedOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	for query, want := range map[string]bool{"": false, "?extended=0": false, "?extended=1": true, "?extended=true": true} {
		if _, got := p.get("/domain/example.com" + query).result(t)["extended"]; got != want {
			t.Errorf("%q: %v", query, got)
		}
	}
	if code := p.get("/domain/example.com?extended=all").code(t); code != "request_validation_failed" {
		t.Errorf("%q", code)
	}
}

// A deleted domain is kept until it expires.
func TestDeleteDomain(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	for range 2 {
		if got := string(p.del("/domain/example.com").body); got != `{"success":true}` {
			t.Errorf("%s", got)
		}
	}
	if got := p.get("/domain/example.com").result(t); got["renew"] != false || got["status"] != "delivered" || got["deleted"] != nil {
		t.Errorf("%v", got)
	}
	p.Advance(year - time.Second)
	if got := p.get("/domain/example.com").result(t)["status"]; got != "delivered" {
		t.Errorf("%v a second before the expiry", got)
	}
	p.Advance(time.Second)
	if got := p.get("/domain?status=expired&name=example.com").listing(t).Total; got != 1 {
		t.Errorf("%d domains expired", got)
	}
	if got := p.get("/domain?expiring=true&name=example.com").listing(t).Total; got != 0 {
		t.Error("an expired domain is about to expire")
	}
}

func TestRenewDomain(t *testing.T) {
	t.Parallel()
	const expires, later = "2027-01-05T09:00:00.000001+00:00", "2028-01-05T09:00:00.000001+00:00"
	tests := []struct {
		name, body, code, expires string
	}{
		{"plain", `{"interval":12}`, "", later},
		{"as the vendor's client sends it", `{"domain":"example.com","interval":12}`, "", later},
		{"guarded", `{"interval":12,"current_expiration_date":"` + expires + `"}`, "", later},
		{"guarded in another zone", `{"interval":12,"current_expiration_date":"2027-01-05T10:00:00.000001+01:00"}`, "", later},
		{"wrong guard", `{"interval":12,"current_expiration_date":"` + later + `"}`, "expiry_mismatch", expires},
		{"bad guard", `{"interval":12,"current_expiration_date":"tomorrow"}`, "request_validation_failed", expires},
		{"no interval", `[]`, "request_validation_failed", expires},
		{"two years", `{"interval":24}`, "request_validation_failed", expires},
		{"no number", `{"interval":"long"}`, "request_validation_failed", expires},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, hostcontroltest.Options{Customers: 1, InMemory: true})
			p.register("example.com")
			if code := p.post("/domain/example.com/renew", tt.body).code(t); code != tt.code {
				t.Errorf("%q, want %q", code, tt.code)
			}
			if got := p.get("/domain/example.com").result(t)["expires"]; got != tt.expires {
				t.Errorf("expires %v", got)
			}
			if paid := p.charges()["Renew example.com"]; (paid == 999) != (tt.code == "") || paid > 999 {
				t.Errorf("paid %v", paid)
			}
		})
	}
}

func TestRenewForRefusedCustomers(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	for settings, want := range map[string]string{
		`{"is_fraud":true,"is_enabled":true}`:   "customer_fraud_tagged",
		`{"is_fraud":false,"is_enabled":false}`: "customer_disabled",
		`{"is_fraud":false,"is_enabled":true}`:  "",
	} {
		p.put("/customer/1", settings)
		if code := p.post("/domain/example.com/renew", `{"interval":12}`).code(t); code != want {
			t.Errorf("%s: %q", settings, code)
		}
	}
}

// A renewal whose answer was lost is renewed a second time by a blind retry, but
// not by one that says which expiry it is about.
func TestGuardedRenewalAfterLostAnswer(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	expires := p.register("example.com")["expires"].(string)
	p.Inject(hostcontroltest.Fault{Path: "/domain/*/renew", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	guarded := `{"interval":12,"current_expiration_date":"` + expires + `"}`
	if _, err := p.try("POST", "/domain/example.com/renew", guarded); err == nil {
		t.Fatal("the answer was not lost")
	}
	if code := p.post("/domain/example.com/renew", guarded).code(t); code != "expiry_mismatch" {
		t.Errorf("%q", code)
	}
	if paid := p.charges()["Renew example.com"]; paid != 999 {
		t.Errorf("paid %v", paid)
	}
}

func TestAllowTransfer(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	for _, name := range []string{"example.com", "example.nl"} {
		p.register(name)
		if got := p.post("/domain/"+name+"/transfer", "[]").result(t)["name"]; got != name {
			t.Errorf("%v", got)
		}
		if got := p.get("/domain/" + name + "?extended=1").result(t)["extended"].(object)["is_transfer_locked"]; got != false {
			t.Errorf("%s is locked: %v", name, got)
		}
		code := p.get("/domain/" + name + "/auth-code").result(t)["auth_code"].(string)
		if len(code) != 16 {
			t.Errorf("auth code %q", code)
		}
		if again := p.get("/domain/" + name + "/auth-code").result(t)["auth_code"]; again != code {
			t.Errorf("the auth code changed to %v", again)
		}
	}
}

func TestDemoDomains(t *testing.T) {
	t.Parallel()
	a := start(t, hostcontroltest.Options{Seed: 3, Customers: 30})
	b := start(t, hostcontroltest.Options{Seed: 3, Customers: 30})
	name := belongingsOf(t, a, 1).domains[0]
	for _, path := range []string{
		"/domain?limit=500", "/domain/" + name + "?extended=1", "/domain/" + name + "/auth-code",
		"/domain/" + name + "/zone", "/domain/" + name + "/name-server", "/domain-prices",
	} {
		if diff := cmp.Diff(string(a.get(path).body), string(b.get(path).body)); diff != "" {
			t.Errorf("%s differs: %s", path, diff)
		}
	}
	linked := a.get("/domain/" + name).result(t)["hosting"]
	want := readExamples(t)["GET /domain"].Response.Result.([]any)[1].(object)["hosting"]
	if keys := missing("hosting", want, linked); linked == nil || len(keys) > 0 {
		t.Errorf("missing %v in %v", keys, linked)
	}
}

// Of many who want a name one gets it, and only that one pays.
func TestParallelRegistrations(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	codes := make(chan string, 32)
	var group sync.WaitGroup
	for range cap(codes) {
		group.Go(func() {
			r, err := p.try("POST", "/domain", `{"customer":1,"domain":"example.com"}`)
			if err != nil {
				t.Error(err)
				return
			}
			codes <- r.code(t)
			_, _ = p.try("GET", "/domain?customer=1", "")
		})
	}
	group.Wait()
	close(codes)
	counts := map[string]int{}
	for code := range codes {
		counts[code]++
	}
	if diff := cmp.Diff(map[string]int{"": 1, "domain_taken": 31}, counts); diff != "" {
		t.Error(diff)
	}
	if paid := p.charges()["Register example.com"]; paid != 899 {
		t.Errorf("paid %v", paid)
	}
}

// The documented requests about domains, sent by an existing client, are
// answered with at least the documented members.
func TestExistingClientWithDomains(t *testing.T) {
	t.Parallel()
	c := existingClient{start(t, hostcontroltest.Options{Customers: 1})}
	examples := readExamples(t)
	for _, key := range []string{
		"POST /domain",
		"GET /domain",
		"GET /domain/{domain_name}",
		"GET /domain/{domain_name}?extended=1",
		"PUT /domain/{domain_name}",
		"POST /domain/{domain_name}/renew",
		"POST /domain/{domain_name}/transfer",
		"GET /domain/{domain_name}/auth-code",
		"POST /domain/{domain_name}/zone",
		"GET /domain/{domain_name}/zone",
		"GET /domain/{domain_name}/name-server",
		"POST /domain/{domain_name}/name-server",
		"POST /domain-is",
		"GET /domain-prices",
		"POST /domain-transfer",
		"GET /domain-transfer",
		"GET /domain-transfer/{domain_transfer_id}",
		"PUT /domain-transfer/{domain_transfer_id}",
		"POST /order",
		"GET /order",
		"GET /order/{order_id}",
		"DELETE /domain/{domain_name}",
	} {
		e := examples[key]
		r := c.call(e.Request.Method, demoPath(e), demoBody(e))
		if code := r.code(t); code != "" {
			t.Errorf("%s: %s", key, r.body)
			continue
		}
		var got struct {
			Result any `json:"result"`
		}
		r.decode(t, &got)
		if keys := missing("", e.Response.Result, got.Result); len(keys) > 0 {
			t.Errorf("%s: missing %v", key, keys)
		}
	}
}

// demoPath is the path of an example with the ids that the server gives out.
func demoPath(e example) string {
	path := strings.NewReplacer("/domain-transfer/63", "/domain-transfer/20001", "/order/205", "/order/40001").Replace(e.Request.Path)
	separator := "?"
	for name, value := range e.Request.Query {
		if name == "customer" {
			value = "1"
		}
		if name == "expiring" {
			continue
		}
		path += separator + name + "=" + value
		separator = "&"
	}
	return path
}

func demoBody(e example) string {
	switch body := strings.Replace(string(e.Request.Body), "48", "1", 1); {
	case e.Request.Method == "GET":
		return ""
	case body == "":
		return "[]"
	default:
		return body
	}
}
