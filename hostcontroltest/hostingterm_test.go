package hostcontroltest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

const (
	hour = time.Hour
	day  = 24 * hour
)

// A mail account takes a few minutes to be set up.
func TestHostingIsDelivered(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	kept, dropped := p.addHosting(4, ""), p.addHosting(4, "")
	p.del("/hosting/" + dropped)
	if got := p.get("/hosting/" + kept).result(t); got["status"] != "pending" || got["is_active"] != false {
		t.Errorf("at first: %v", got)
	}
	p.Advance(10 * time.Minute)
	got := p.get("/hosting/" + kept).result(t)
	if got["status"] != "delivered" || got["is_active"] != true || got["updated"] != "2026-01-05T09:10:00.000001+00:00" {
		t.Errorf("ten minutes later: %v", got)
	}
	if status := p.get("/hosting/" + dropped).result(t)["status"]; status != "deleted" {
		t.Errorf("deleted in the meantime: %v", status)
	}
	if found := p.get("/customer/1/event?type=hosting.delivered").listing(t).Total; found != 1 {
		t.Errorf("%d deliveries", found)
	}
}

// renewals are what the platform charged for renewing an account by itself.
func (p *platform) renewals(reference string) float64 {
	return p.charges()["Auto-renew hosting "+reference]
}

func TestHostingRenewsItself(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	reference := p.addHosting(1, "")
	steps := []struct {
		wait    time.Duration
		charged float64
		expires string
	}{
		{year - 36*hour - time.Second, 0, "2027-01-05T09:00:00.000001+00:00"},
		{2 * time.Second, 2400, "2028-01-05T09:00:00.000001+00:00"},
		{36 * hour, 2400, "2028-01-05T09:00:00.000001+00:00"},
		{year - 36*hour, 4800, "2029-01-05T09:00:00.000001+00:00"},
		{366 * day, 7200, "2030-01-05T09:00:00.000001+00:00"},
	}
	for _, step := range steps {
		p.Advance(step.wait)
		got := p.get("/hosting/" + reference).result(t)
		if got["expires"] != step.expires || got["status"] != "delivered" || p.renewals(reference) != step.charged {
			t.Errorf("at %v: expires %v, %v, charged %v", p.Now(), got["expires"], got["status"], p.renewals(reference))
		}
	}
	if found := p.get("/customer/1/event?type=hosting.renewed&since=2026-01-05").listing(t).Total; found < 3 {
		t.Errorf("%d renewals", found)
	}
}

// The price of the plan that an account was moved to applies from the renewal
// on, and a suspended account is renewed like any other.
func TestHostingRenewsOnItsNewPlan(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	reference := p.addHosting(1, "")
	p.put("/hosting/"+reference, `{"plan":2}`).result(t)
	p.post("/hosting/"+reference+"/suspend", `{"reason":"test"}`).result(t)
	p.Advance(year)
	if status := p.get("/hosting/" + reference).result(t)["status"]; status != "suspended" || p.renewals(reference) != 6000 {
		t.Errorf("%v, charged %v", status, p.renewals(reference))
	}
}

func TestHostingExpires(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.nl")
	reference := p.addHosting(1, `"domain":"example.nl"`)
	p.put("/hosting/"+reference, `{"renew":false}`).result(t)
	p.Advance(year - time.Second)
	if status := p.get("/hosting/" + reference).result(t)["status"]; status != "delivered" {
		t.Errorf("a second before: %v", status)
	}
	p.Advance(time.Second)
	got := p.get("/hosting/" + reference).result(t)
	if got["status"] != "expired" || got["is_active"] != false || got["updated"] != got["expires"] || p.renewals(reference) != 0 {
		t.Errorf("%v", got)
	}
	if diff := cmp.Diff([]any{}, got["domains"]); diff != "" {
		t.Errorf("domains: %s", diff)
	}
	if hosting := p.get("/domain/example.nl").result(t)["hosting"]; hosting != nil {
		t.Errorf("its domain is still linked to %v", hosting)
	}
	if found := p.get("/hosting?status=expired").listing(t).Total; found != 1 {
		t.Errorf("%d expired", found)
	}
}

// No call renews an account: until it expires, renewal can be switched on.
func TestHostingRenewsLate(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	reference := p.addHosting(1, "")
	p.put("/hosting/"+reference, `{"renew":false}`).result(t)
	p.Advance(year - 7*hour)
	p.put("/hosting/"+reference, `{"renew":true}`).result(t)
	p.Advance(hour)
	got := p.get("/hosting/" + reference).result(t)
	if got["expires"] != "2028-01-05T09:00:00.000001+00:00" || p.renewals(reference) != 2400 {
		t.Errorf("%v, charged %v", got, p.renewals(reference))
	}
}

func TestHostingThatTheBalanceDoesNotCover(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	reference := p.addHosting(3, "")
	p.drain()
	p.Advance(year - 36*hour)
	got := p.get("/hosting/" + reference).result(t)
	if got["status"] != "delivered" || got["expires"] != "2027-01-05T09:00:00.000001+00:00" {
		t.Errorf("%v", got)
	}
	failed := p.get("/customer/1/event?type=hosting.renewal_failed&status=failed").listing(t).Result
	if len(failed) == 0 || failed[len(failed)-1]["message"] != "hosting account not renewed: insufficient_balance" {
		t.Errorf("events %v", failed)
	}
	p.Advance(36 * hour)
	if status := p.get("/hosting/" + reference).result(t)["status"]; status != "expired" || p.renewals(reference) != 0 {
		t.Errorf("%v, charged %v", status, p.renewals(reference))
	}
}
