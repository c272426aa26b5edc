package hostcontroltest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// state is the status of a domain, or "gone".
func (p *platform) state(name string) string {
	p.t.Helper()
	r := p.get("/domain/" + name)
	if r.code(p.t) == "invalid_resource" {
		return "gone"
	}
	return r.result(p.t)["status"].(string)
}

// letExpire moves the clock to a time after the expiry of a domain that is not
// renewed.
func (p *platform) letExpire(name string, after time.Duration) {
	p.t.Helper()
	p.put("/domain/"+name, `{"renew":false}`).result(p.t)
	expires := timeOf(p.t, p.get("/domain/" + name).result(p.t)["expires"])
	p.Advance(expires.Add(after).Sub(p.Now()))
}

// lives of domains that nobody renews: what they become, by days after expiry.
var lives = []struct {
	name   string
	stages []stage
}{
	{"example.com", []stage{{0, "expired"}, {39, "redemption"}, {69, "deleted"}, {74, "gone"}}},
	{"example.nl", []stage{{0, "redemption"}, {40, "deleted"}, {45, "gone"}}},
	{"example.at", []stage{{0, "deleted"}, {5, "gone"}}},
}

type stage struct {
	day    time.Duration
	status string
}

func TestLifeOfDomain(t *testing.T) {
	t.Parallel()
	for _, life := range lives {
		t.Run(life.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, hostcontroltest.Options{Customers: 1, InMemory: true})
			p.register(life.name)
			p.letExpire(life.name, -time.Microsecond)
			status := "delivered"
			var passed time.Duration
			for _, next := range life.stages {
				p.Advance((next.day - passed) * day)
				if got := p.state(life.name); got != status {
					t.Errorf("before day %d: %s, want %s", next.day, got, status)
				}
				p.Advance(time.Microsecond)
				if got := p.state(life.name); got != next.status {
					t.Errorf("on day %d: %s, want %s", next.day, got, next.status)
				}
				status, passed = next.status, next.day
				p.Advance(-time.Microsecond)
			}
			if paid := p.charges()["Auto-renew "+life.name]; paid != 0 {
				t.Errorf("paid %v", paid)
			}
		})
	}
}

// However far the clock jumps, a domain goes through all of its life.
func TestEventsOfLife(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	p.letExpire("example.com", year)
	var got []string
	for _, e := range p.get("/customer/1/event?limit=500").listing(t).Result {
		if e["object"].(object)["name"] == "example.com" {
			got = append(got, e["type"].(string)+" "+e["created"].(string)[:10])
		}
	}
	want := []string{
		"domain.registered 2026-01-05", "domain.updated 2026-01-05", "domain.expired 2027-01-05",
		"domain.redemption_started 2027-02-13", "domain.deleted 2027-03-15", "domain.released 2027-03-20",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A name is nobody else's until it is gone. Then nothing of the old domain is
// left.
func TestGoneAndFreeAgain(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	account := belongingsOf(t, p, 1).hosting
	p.register("example.at")
	linked := p.get("/hosting/" + account).result(t)["domains"].([]any)
	for _, name := range linked {
		p.del("/domain/" + name.(string) + "/hosting").result(t)
	}
	p.post("/domain/example.at/hosting", `{"reference":"`+account+`"}`).result(t)
	p.letExpire("example.at", 0)
	got := p.get("/domain/example.at").result(t)
	if got["deleted"] != got["expires"] {
		t.Errorf("deleted %v, expired %v", got["deleted"], got["expires"])
	}
	if is := p.post("/domain-is", `{"domain":"example.at"}`).text(t); is != "taken" {
		t.Errorf("a deleted name is %s", is)
	}
	p.Advance(5 * day)
	for _, used := range p.get("/contact?customer=1").listing(t).Result {
		for _, name := range used["domains"].([]any) {
			if name == "example.at" {
				t.Error("a contact is still in use")
			}
		}
	}
	if left := p.get("/hosting/" + account).result(t)["domains"].([]any); len(left) != 0 {
		t.Errorf("still linked: %v", left)
	}
	if is := p.post("/domain-is", `{"domain":"example.at"}`).text(t); is != "free" {
		t.Errorf("a name that is gone is %s", is)
	}
	p.register("example.at")
	p.Advance(50 * day)
	if got := p.state("example.at"); got != "delivered" {
		t.Errorf("the old domain's end came over the new one: %s", got)
	}
}

// What is set for a domain outweighs what is set for its customer.
func TestWhoseAutoRenewCounts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, customer, domain string
		renewed                bool
	}{
		{"nobody said anything", `{"is_auto_renew_enabled":true}`, `{}`, true},
		{"the customer does not want it", `{"is_auto_renew_enabled":false}`, `{}`, false},
		{"the domain all the same", `{"is_auto_renew_enabled":false}`, `{"renew":true}`, true},
		{"all but the domain", `{"is_auto_renew_enabled":true}`, `{"renew":false}`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, hostcontroltest.Options{Customers: 1, InMemory: true})
			p.register("example.com")
			p.put("/domain/example.com", tt.domain).result(t)
			p.put("/customer/1", tt.customer).result(t)
			if got := p.get("/domain/example.com").result(t)["renew"]; got != tt.renewed {
				t.Errorf("renew is %v", got)
			}
			p.Advance(year)
			paid := p.charges()["Auto-renew example.com"]
			if status := p.state("example.com"); (status == "delivered") != tt.renewed || (paid == 999) != tt.renewed {
				t.Errorf("%s, paid %v", status, paid)
			}
		})
	}
}

func TestAutoRenewal(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	p.Advance(year - 36*time.Hour - time.Microsecond)
	if got := p.get("/domain/example.com").result(t)["expires"]; got != "2027-01-05T09:00:00.000001+00:00" {
		t.Errorf("renewed too early: %v", got)
	}
	p.Advance(time.Microsecond)
	got := p.get("/domain/example.com").result(t)
	if got["expires"] != "2028-01-05T09:00:00.000001+00:00" || got["updated"] != "2027-01-03T21:00:00.000001+00:00" {
		t.Errorf("%v", got)
	}
	p.Advance(3*year + 2*day)
	if got := p.get("/domain/example.com").result(t)["expires"]; got != "2031-01-05T09:00:00.000001+00:00" {
		t.Errorf("after three more years: %v", got)
	}
	if paid := p.charges()["Auto-renew example.com"]; paid != 4*999 {
		t.Errorf("paid %v", paid)
	}
}

// A renewal by a call is not followed by one for the same term.
func TestAutoRenewalAfterRenewal(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	p.post("/domain/example.com/renew", `{"interval":12}`).result(t)
	p.Advance(year + 30*day)
	if paid := p.charges()["Auto-renew example.com"]; paid != 0 {
		t.Errorf("paid %v", paid)
	}
	if got := p.state("example.com"); got != "delivered" {
		t.Errorf("%v", got)
	}
}

// stopDemoRenewals switches the renewal of all demo domains and accounts off, so that
// the balance stays what it is.
func (p *platform) stopDemoRenewals() {
	p.t.Helper()
	for _, d := range p.get("/domain?limit=500").listing(p.t).Result {
		p.put("/domain/"+d["name"].(string), `{"renew":false}`).result(p.t)
	}
	for _, h := range p.get("/hosting?limit=500").listing(p.t).Result {
		p.put("/hosting/"+h["reference"].(string), `{"renew":false}`).result(p.t)
	}
}

// Without money a domain is not renewed. The platform keeps trying as long as
// the domain has not expired.
func TestAutoRenewalWithoutBalance(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]bool{"money in time": false, "money too late": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, hostcontroltest.Options{Customers: 1, InMemory: true})
			p.stopDemoRenewals()
			p.register("precious.io")
			p.post("/domain-transfer", `{"customer":1,"domain":"example.io"}`).result(t)
			p.drain()
			p.del("/domain/expensive.io")
			p.Advance(year - 35*time.Hour)
			if late {
				p.Advance(35 * time.Hour)
			}
			p.post("/domain-transfer/20001/cancel", "[]").result(t) // pays the price back
			p.Advance(7 * time.Hour)
			if got := p.state("precious.io"); (got == "expired") != late {
				t.Errorf("%s", got)
			}
			attempts := p.get("/customer/1/event?type=domain.renewal_failed&status=failed").listing(t).Total
			if want := map[bool]int{false: 1, true: 6}[late]; attempts != want {
				t.Errorf("%d failures, want %d", attempts, want)
			}
			paid := p.charges()["Auto-renew precious.io"]
			if (paid == 0) != late || paid > 3999 {
				t.Errorf("paid %v", paid)
			}
		})
	}
}

func TestRenewInGrace(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	expires := p.register("example.com")["expires"].(string)
	p.letExpire("example.com", 39*day-time.Second)
	if code := p.post("/domain/example.com/restore", "[]").code(t); code != "domain_state_invalid" {
		t.Errorf("restoring in grace: %q", code)
	}
	got := p.post("/domain/example.com/renew", `{"interval":12,"current_expiration_date":"`+expires+`"}`).result(t)
	if got["status"] != "delivered" || got["expires"] != "2028-01-05T09:00:00.000001+00:00" || got["deleted"] != nil {
		t.Errorf("%v", got)
	}
	p.Advance(40 * day)
	if got := p.state("example.com"); got != "delivered" {
		t.Errorf("the old term's end came all the same: %s", got)
	}
	if paid := p.charges()["Renew example.com"]; paid != 999 {
		t.Errorf("paid %v", paid)
	}
}

func TestRestoreDomain(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	p.letExpire("example.com", 69*day-time.Second)
	if code := p.post("/domain/example.com/renew", `{"interval":12}`).code(t); code != "domain_state_invalid" {
		t.Errorf("renewing in redemption: %q", code)
	}
	got := p.post("/domain/example.com/restore", "[]").result(t)
	if got["status"] != "delivered" || got["expires"] != "2028-01-05T09:00:00.000001+00:00" || got["deleted"] != nil {
		t.Errorf("%v", got)
	}
	if code := p.post("/domain/example.com/restore", "[]").code(t); code != "domain_state_invalid" {
		t.Errorf("restoring twice: %q", code)
	}
	p.Advance(10 * day)
	if got := p.state("example.com"); got != "delivered" {
		t.Errorf("it was given up all the same: %s", got)
	}
	charges := p.charges()
	if charges["Restore example.com"] != 7900 || charges["Renew example.com"] != 0 {
		t.Errorf("paid %v", charges)
	}
	if types := eventTypes(t, p, 1); types[len(types)-1] != "domain.restored" {
		t.Errorf("events %v", types)
	}
}

func TestRestoreWithoutBalance(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	p.letExpire("example.com", 40*day)
	p.drain()
	if code := p.post("/domain/example.com/restore", "[]").code(t); code != "insufficient_balance" {
		t.Errorf("%q", code)
	}
	if got := p.state("example.com"); got != "redemption" {
		t.Errorf("restored without money: %s", got)
	}
}

// Some registries look at a registration first. Until then there is nothing to
// manage.
func TestPendingRegistration(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	got := p.register("example.ie")
	if got["status"] != "pending" || got["expires"] != nil {
		t.Errorf("%v", got)
	}
	if got := p.get("/domain?expires_before=2030-01-01&name=example.ie").listing(t).Total; got != 0 {
		t.Error("it expires before it is there")
	}
	p.Advance(15 * time.Minute)
	got = p.get("/domain/example.ie").result(t)
	if got["status"] != "delivered" || got["expires"] != "2027-01-05T09:15:00.000001+00:00" {
		t.Errorf("%v", got)
	}
	if types := eventTypes(t, p, 1); types[len(types)-1] != "domain.delivered" {
		t.Errorf("events %v", types)
	}
	if diff := cmp.Diff(map[string]float64{"Register example.ie": 1499}, p.charges()); diff != "" {
		t.Error(diff)
	}
}

// Only a domain that can still be renewed can be managed.
func TestUnmanageableDomains(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	for _, name := range []string{"example.com", "example.nl", "example.at"} {
		p.register(name)
		p.del("/domain/" + name)
	}
	p.Advance(year)
	p.register("example.ie")
	account := belongingsOf(t, p, 1).hosting
	tests := []struct{ method, below, body string }{
		{"PUT", "", `{"renew":true}`},
		{"POST", "/transfer", "[]"},
		{"POST", "/name-server", servers("ns1.example.net")},
		{"POST", "/zone", `{"records":[]}`},
		{"POST", "/redirect", `{"redirects":[]}`},
		{"POST", "/child-host", `{"hostname":"ns1.example.ie","ip_addresses":[{"version":4,"address":"192.0.2.1"}]}`},
		{"POST", "/hosting", `{"reference":"` + account + `"}`},
		{"POST", "/renew", `{"interval":12}`},
	}
	for _, tt := range tests {
		for name, want := range map[string]string{"example.nl": "redemption", "example.at": "deleted", "example.ie": "pending"} {
			r := p.do(tt.method, "/domain/"+name+tt.below, tt.body)
			if got := string(r.body); got != `{"success":false,"error":{"code":"domain_state_invalid","message":"the domain is `+want+`"}}` {
				t.Errorf("%s %s: %s", tt.method, tt.below, got)
			}
		}
		if code := p.do(tt.method, "/domain/example.com"+tt.below, tt.body).code(t); code == "domain_state_invalid" {
			t.Errorf("%s %s: an expired domain cannot be managed", tt.method, tt.below)
		}
	}
}
