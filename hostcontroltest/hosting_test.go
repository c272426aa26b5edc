package hostcontroltest_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// addHosting buys the first customer an account and gives its reference. extra
// members come last.
func (p *platform) addHosting(plan int, extra string) string {
	p.t.Helper()
	if extra != "" {
		extra = "," + extra
	}
	made := p.post("/hosting", `{"customer":1,"plan":`+itoa(plan)+extra+`}`).result(p.t)
	return made["reference"].(string)
}

func TestHosting(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 31})
	all := p.get("/hosting").listing(t)
	if all.Total != 4 {
		t.Fatalf("%d accounts", all.Total)
	}
	mine := p.get("/hosting?customer=1").listing(t)
	if mine.Total != 1 || mine.Result[0]["customer"].(object)["id"] != 1.0 {
		t.Errorf("of the first customer: %v", mine.Result)
	}
	account := p.get("/hosting/" + mine.Result[0]["reference"].(string)).result(t)
	example := readExamples(t)["GET /domain"].Response.Result.([]any)[1].(object)["hosting"]
	if keys := missing("hosting", example, account); len(keys) > 0 {
		t.Errorf("missing %v", keys)
	}
	plan := itoa(int(account["plan"].(object)["id"].(float64)))
	tests := []struct {
		query string
		want  bool
	}{
		{"status=delivered", true}, {"status=suspended", false},
		{"plan=" + plan, true}, {"plan=99", false}, {"client_reference=x", false},
		{"updated_since=2025-01-01", true}, {"updated_since=2026-01-05", false},
	}
	for _, tt := range tests {
		if got := p.get("/hosting?customer=1&"+tt.query).listing(t).Total == 1; got != tt.want {
			t.Errorf("%s: %v", tt.query, got)
		}
	}
}

func TestAddHosting(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.nl")
	got := p.post("/hosting", `{"customer":"1","plan":"2","interval":"12","domain":"Example.NL","client_reference":"h-1"}`).result(t)
	reference := got["reference"].(string)
	want := object{
		"reference": reference, "status": "delivered", "customer": object{"id": 1.0},
		"plan": object{
			"id": 2.0, "category": "Web", "name": "Web M", "traffic_quota": nil, "storage_quota": 20480.0,
			"max_database_count": 5.0, "max_domain_count": 5.0, "is_installations_enabled": true, "is_pop3_enabled": true,
		},
		"domains": []any{"example.nl"}, "is_active": true, "is_suspended": false, "renew": true, "client_reference": "h-1",
		"created": "2026-01-05T09:00:00.000002+00:00", "updated": "2026-01-05T09:00:00.000002+00:00",
		"expires": "2027-01-05T09:00:00.000002+00:00", "deleted": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, p.get("/hosting/"+reference).result(t)); diff != "" {
		t.Errorf("read again: %s", diff)
	}
	if diff := cmp.Diff(any(want), p.get("/domain/example.nl").result(t)["hosting"]); diff != "" {
		t.Errorf("by its domain: %s", diff)
	}
	if diff := cmp.Diff([]object{want}, p.get("/hosting?client_reference=h-1").listing(t).Result); diff != "" {
		t.Errorf("by its reference: %s", diff)
	}
	if diff := cmp.Diff(map[string]float64{"Register example.nl": 399, "Add hosting " + reference: 6000}, p.charges()); diff != "" {
		t.Error(diff)
	}
	if orders := p.get("/order").listing(t).Total; orders != 0 {
		t.Errorf("%d orders", orders)
	}
	if types := eventTypes(t, p, 1); types[len(types)-1] != "hosting.created" {
		t.Errorf("events %v", types)
	}
}

// An account is paid for a number of the plan's intervals.
func TestHostingTerms(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body, expires string
		charge              float64
	}{
		{"an interval", `{"customer":1,"plan":1,"interval":12}`, "2027-01-05T09:00:00.000001+00:00", 2400},
		{"no interval", `{"customer":1,"plan":1}`, "2027-01-05T09:00:00.000001+00:00", 2400},
		{"three years", `{"customer":1,"plan":3,"interval":36}`, "2029-01-05T09:00:00.000001+00:00", 36000},
		{"a month", `{"customer":1,"plan":4}`, "2026-02-05T09:00:00.000001+00:00", 199},
		{"months", `{"customer":1,"plan":4,"interval":5}`, "2026-06-05T09:00:00.000001+00:00", 995},
		{"all that can be paid", `{"customer":1,"plan":4,"interval":120}`, "2036-01-05T09:00:00.000001+00:00", 23880},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, hostcontroltest.Options{Customers: 1, InMemory: true})
			got := p.post("/hosting", tt.body).result(t)
			if got["expires"] != tt.expires {
				t.Errorf("expires %v", got["expires"])
			}
			if diff := cmp.Diff(map[string]float64{"Add hosting " + got["reference"].(string): tt.charge}, p.charges()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAddHostingRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 6})
	p.put("/customer/2", `{"is_enabled":false}`)
	p.put("/customer/3", `{"is_fraud":true}`)
	p.register("gone.nl")
	p.del("/domain/gone.nl")
	p.Advance(year + day)
	p.register("linked.nl")
	p.addHosting(1, `"domain":"linked.nl","client_reference":"h-1"`)
	his := p.post("/domain", `{"customer":4,"domain":"his.nl"}`).result(t)["name"].(string)
	before := p.charges()
	const invalid = "request_validation_failed"
	tests := []struct{ name, body, code, field string }{
		{"no customer", `{"plan":1}`, invalid, "customer"},
		{"no plan", `{"customer":1}`, invalid, "plan"},
		{"unknown plan", `{"customer":1,"plan":99}`, invalid, "plan"},
		{"plan by its name", `{"customer":1,"plan":"Web S"}`, invalid, "plan"},
		{"a sub-reseller's customer", `{"customer":7,"plan":1}`, invalid, "customer"},
		{"part of an interval", `{"customer":1,"plan":1,"interval":18}`, invalid, "interval"},
		{"no time at all", `{"customer":1,"plan":4,"interval":0}`, invalid, "interval"},
		{"back in time", `{"customer":1,"plan":1,"interval":-12}`, invalid, "interval"},
		{"too far ahead", `{"customer":1,"plan":1,"interval":132}`, invalid, "interval"},
		{"unknown domain", `{"customer":1,"plan":1,"domain":"unknown.nl"}`, invalid, "domain"},
		{"bad domain", `{"customer":1,"plan":1,"domain":"x_y"}`, invalid, "domain"},
		{"somebody else's domain", `{"customer":1,"plan":1,"domain":"` + his + `"}`, invalid, "domain"},
		{"domain on its way out", `{"customer":1,"plan":1,"domain":"gone.nl"}`, invalid, "domain"},
		{"linked domain", `{"customer":1,"plan":1,"domain":"linked.nl"}`, invalid, "domain"},
		{"used reference", `{"customer":1,"plan":1,"client_reference":"h-1"}`, invalid, "client_reference"},
		{"disabled customer", `{"customer":2,"plan":1}`, "customer_disabled", ""},
		{"fraud", `{"customer":3,"plan":1}`, "customer_fraud_tagged", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := p.post("/hosting", tt.body)
			if code := r.code(t); code != tt.code {
				t.Fatalf("%q, want %q", code, tt.code)
			}
			if tt.field != "" && len(r.fields(t)[tt.field]) == 0 {
				t.Errorf("no complaint about %s: %s", tt.field, r.body)
			}
		})
	}
	if diff := cmp.Diff(before, p.charges()); diff != "" {
		t.Errorf("a refusal was charged: %s", diff)
	}
	if found := p.get("/hosting?updated_since=2027-01-06").listing(t).Total; found != 1 {
		t.Errorf("%d accounts", found)
	}
}

func TestAddHostingThatCannotBePaid(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.drain()
	p.register("example.nl")
	before := p.get("/hosting").listing(t).Total
	if code := p.post("/hosting", `{"customer":1,"plan":3,"domain":"example.nl"}`).code(t); code != "insufficient_balance" {
		t.Errorf("%q", code)
	}
	if p.get("/domain/example.nl").result(t)["hosting"] != nil || p.get("/hosting").listing(t).Total != before {
		t.Error("the refusal left a trace")
	}
	unverified := start(t, hostcontroltest.Options{Customers: 1, Unverified: true})
	if code := unverified.post("/hosting", `{"customer":1,"plan":1}`).code(t); code != "reseller_unverified" {
		t.Errorf("unverified: %q", code)
	}
}

func TestSuspendHosting(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	path := "/hosting/" + p.addHosting(1, "")
	before := p.get(path).result(t)
	suspended := p.post(path+"/suspend", `{"reason":"abuse report 7"}`).result(t)
	want := object{
		"status": "suspended", "is_active": false, "is_suspended": true, "updated": "2026-01-05T09:00:00.000002+00:00",
	}
	ignored := cmpopts.IgnoreMapEntries(func(name string, _ any) bool { _, changes := want[name]; return changes })
	if diff := cmp.Diff(before, suspended, ignored); diff != "" {
		t.Errorf("suspension changed more: %s", diff)
	}
	for name, value := range want {
		if suspended[name] != value {
			t.Errorf("%s is %v", name, suspended[name])
		}
	}
	events := p.get("/customer/1/event?type=hosting.suspended").listing(t).Result
	if len(events) != 1 || events[0]["message"] != "hosting account suspended: abuse report 7" {
		t.Errorf("events %v", events)
	}
	want = object{"updated": "2026-01-05T09:00:00.000003+00:00"}
	if diff := cmp.Diff(before, p.post(path+"/unsuspend", `[]`).result(t), ignored); diff != "" {
		t.Errorf("not what it was: %s", diff)
	}
	r := p.post(path+"/suspend", `{"reason":" "}`)
	if code := r.code(t); code != "request_validation_failed" || len(r.fields(t)["reason"]) == 0 {
		t.Errorf("no reason: %s", r.body)
	}
}

func TestUpdateHosting(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	path := "/hosting/" + p.addHosting(1, "")
	charged := p.charges()
	got := p.put(path, `{"plan":3,"renew":false}`).result(t)
	if got["plan"].(object)["name"] != "Web L" || got["renew"] != false || got["updated"] != "2026-01-05T09:00:00.000002+00:00" {
		t.Errorf("%v", got)
	}
	if diff := cmp.Diff(charged, p.charges()); diff != "" {
		t.Errorf("a change of the plan was charged: %s", diff)
	}
	types := eventTypes(t, p, 1)
	if diff := cmp.Diff([]string{"hosting.plan_changed", "hosting.updated"}, types[len(types)-2:]); diff != "" {
		t.Errorf("events %s", diff)
	}
	p.put(path, `{"plan":3,"renew":false}`).result(t)
	p.put(path, `{}`).result(t)
	if again := eventTypes(t, p, 1); len(again) != len(types) {
		t.Errorf("events of nothing new: %v", again[len(types):])
	}
	if renew := p.put(path, `{"renew":"true"}`).result(t)["renew"]; renew != true {
		t.Errorf("renew is %v", renew)
	}
}

func TestUpdateHostingRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	path := "/hosting/" + p.addHosting(2, "")
	for _, name := range []string{"one.nl", "two.nl"} {
		p.register(name)
		p.post("/domain/"+name+"/hosting", `{"reference":"`+path[len("/hosting/"):]+`"}`).result(t)
	}
	before := p.get(path).result(t)
	tests := []struct{ name, body, field string }{
		{"unknown plan", `{"plan":99}`, "plan"},
		{"plan of another category", `{"plan":4}`, "plan"},
		{"plan for fewer domains", `{"plan":1,"renew":false}`, "plan"},
		{"neither yes nor no", `{"plan":3,"renew":"maybe"}`, "renew"},
	}
	for _, tt := range tests {
		r := p.put(path, tt.body)
		if code := r.code(t); code != "request_validation_failed" || len(r.fields(t)[tt.field]) == 0 {
			t.Errorf("%s: %s", tt.name, r.body)
		}
	}
	if diff := cmp.Diff(before, p.get(path).result(t)); diff != "" {
		t.Errorf("a refusal left a trace: %s", diff)
	}
}

// A plan says how many domains can be linked to an account.
func TestHostingHasRoom(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("one.nl")
	p.register("two.nl")
	full, gone := p.addHosting(1, `"domain":"one.nl"`), p.addHosting(1, "")
	link := func(reference string) reply {
		return p.post("/domain/two.nl/hosting", `{"reference":"`+reference+`"}`)
	}
	r := link(full)
	if code := r.code(t); code != "request_validation_failed" || len(r.fields(t)["reference"]) == 0 {
		t.Errorf("full: %s", r.body)
	}
	p.del("/hosting/" + gone)
	if code := link(gone).code(t); code != "hosting_state_invalid" {
		t.Errorf("gone: %q", code)
	}
	p.put("/hosting/"+full, `{"plan":2}`).result(t)
	if linked := link(full).result(t)["hosting"].(object)["domains"]; !cmp.Equal(linked, any([]any{"one.nl", "two.nl"})) {
		t.Errorf("on a larger plan: %v", linked)
	}
}

func TestDeleteHosting(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.nl")
	reference := p.addHosting(1, `"domain":"example.nl"`)
	for range 2 {
		if r := p.del("/hosting/" + reference); string(r.body) != `{"success":true}` {
			t.Fatalf("%s", r.body)
		}
	}
	got := p.get("/hosting/" + reference).result(t)
	if got["status"] != "deleted" || got["deleted"] != "2026-01-05T09:00:00.000003+00:00" || got["is_active"] != false || got["renew"] != false {
		t.Errorf("%v", got)
	}
	if diff := cmp.Diff([]any{}, got["domains"]); diff != "" {
		t.Errorf("domains: %s", diff)
	}
	domain := p.get("/domain/example.nl").result(t)
	if domain["hosting"] != nil || domain["updated"] != got["deleted"] {
		t.Errorf("its domain: %v", domain)
	}
	if found := p.get("/customer/1/event?type=hosting.deleted").listing(t).Total; found != 1 {
		t.Errorf("deleted %d times", found)
	}
	p.Advance(2 * year)
	if status := p.get("/hosting/" + reference).result(t)["status"]; status != "deleted" {
		t.Errorf("two years later: %v", status)
	}
	if charged := p.renewals(reference); charged != 0 {
		t.Errorf("renewed for %v", charged)
	}
}

// What an account allows depends on its status.
func TestHostingStates(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	brings := map[string]func() string{
		"pending":   func() string { return p.addHosting(4, "") },
		"delivered": func() string { return p.addHosting(1, "") },
		"suspended": func() string {
			reference := p.addHosting(1, "")
			p.post("/hosting/"+reference+"/suspend", `{"reason":"test"}`).result(t)
			return reference
		},
		"expired": func() string {
			reference := p.addHosting(1, "")
			p.put("/hosting/"+reference, `{"renew":false}`).result(t)
			p.Advance(year + day)
			return reference
		},
		"deleted": func() string {
			reference := p.addHosting(1, "")
			p.del("/hosting/" + reference)
			return reference
		},
	}
	operations := map[string]struct{ method, path, body string }{
		"suspend":   {"POST", "/suspend", `{"reason":"test"}`},
		"unsuspend": {"POST", "/unsuspend", `{}`},
		"update":    {"PUT", "", `{"renew":true}`},
		"delete":    {"DELETE", "", `{}`},
	}
	allowed := map[string][]string{
		"pending":   {"update", "delete"},
		"delivered": {"suspend", "update", "delete"},
		"suspended": {"unsuspend", "update", "delete"},
		"expired":   {"delete"},
		"deleted":   {"delete"},
	}
	for status, bring := range brings {
		for operation, o := range operations {
			path := "/hosting/" + bring()
			if got := p.get(path).result(t)["status"]; got != status {
				t.Fatalf("%v instead of %s", got, status)
			}
			want := "hosting_state_invalid"
			if slices.Contains(allowed[status], operation) {
				want = ""
			}
			if code := p.do(o.method, path+o.path, o.body).code(t); code != want {
				t.Errorf("%s when %s: %q, want %q", operation, status, code, want)
			}
		}
	}
}

func TestUnknownHosting(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 31})
	tests := []struct{ method, path, body string }{
		{"GET", "/hosting/ac-0", ""},
		{"PUT", "/hosting/ac-0", `{"renew":true}`},
		{"DELETE", "/hosting/ac-0", `[]`},
		{"POST", "/hosting/ac-0/suspend", `{"reason":"test"}`},
		{"POST", "/hosting/ac-0/unsuspend", `[]`},
	}
	for _, tt := range tests {
		if code := p.do(tt.method, tt.path, tt.body).code(t); code != "request_resource_unknown" {
			t.Errorf("%s %s: %q", tt.method, tt.path, code)
		}
	}
}
