package hostcontroltest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestPromote(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("jane@example.com", `"organisation":"Roe Bikes"`)).result(t)
	made := p.post("/customer/1/promote", `{"login":"Roe","price_list":"standard","client_reference":"p-1"}`).result(t)
	want := object{
		"reference": "reseller-000001", "customer": object{"id": 1.0}, "login": "roe", "name": "Roe Bikes",
		"is_enabled": true, "is_hosting_allowed": true, "is_subreseller_allowed": false,
		"balance": 0.0, "lower_limit": 0.0, "currency": "EUR",
		"domain_price_list": "standard", "hosting_price_list": nil, "client_reference": "p-1",
		"created": "2026-01-05T09:00:00.000002+00:00", "updated": "2026-01-05T09:00:00.000002+00:00",
	}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, p.get("/reseller?client_reference=p-1").listing(t).Result[0]); diff != "" {
		t.Errorf("in the list: %s", diff)
	}
	if got := p.get("/customer/1").result(t)["is_reseller"]; got != true {
		t.Errorf("is_reseller %v", got)
	}
	var types []string
	for _, l := range p.get("/login?customer=1").listing(t).Result {
		types = append(types, l["type"].(string)+" "+l["login"].(string))
	}
	if diff := cmp.Diff([]string{"customer jane@example.com", "reseller roe"}, types); diff != "" {
		t.Errorf("logins: %s", diff)
	}
	mails := p.Mails()
	if len(mails) != 1 || mails[0].To != "jane@example.com" || !strings.Contains(mails[0].Body, "/password/") {
		t.Errorf("mails: %+v", mails)
	}
	if code := p.post("/customer/1/promote", `{"login":"again"}`).code(t); code != "already_reseller" {
		t.Errorf("a second time: %q", code)
	}
}

func TestPromoteRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1, Unverified: true})
	p.post("/customer", newCustomer("jane@example.com", "")).result(t)
	if code := p.post("/customer/1/promote", `{"login":"roe"}`).code(t); code != "reseller_unverified" {
		t.Errorf("by an unverified reseller: %q", code)
	}
	for _, body := range []string{`{}`, `{"login":"jane@example.com"}`} {
		if fields := p.post("/customer/1/promote", body).fields(t); len(fields["login"]) != 1 {
			t.Errorf("%s: %v", body, fields)
		}
	}
	if code := p.post("/customer/2/promote", `{"login":"roe"}`).code(t); code != "request_resource_unknown" {
		t.Errorf("unknown customer: %q", code)
	}
	if got := p.get("/reseller").listing(t).Total; got != 0 {
		t.Errorf("%d resellers", got)
	}
}

func TestUpdateReseller(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	path := "/reseller/" + p.get("/reseller").listing(t).Result[0]["reference"].(string)
	before := p.get(path).result(t)
	after := p.put(path, `{"name":"Roe Hosting","is_enabled":false,"is_hosting_allowed":false,"is_subreseller_allowed":true,
		"lower_limit":-5000,"domain_price_list":"volume","hosting_price_list":"standard"}`).result(t)
	for name, value := range (object{
		"name": "Roe Hosting", "is_enabled": false, "is_hosting_allowed": false, "is_subreseller_allowed": true,
		"lower_limit": -5000.0, "domain_price_list": "volume", "hosting_price_list": "standard", "updated": after["updated"],
	}) {
		before[name] = value
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Error(diff)
	}
	cleared := p.put(path, `{"domain_price_list":null}`).result(t)
	if cleared["domain_price_list"] != nil || cleared["hosting_price_list"] != "standard" {
		t.Errorf("price lists: %v", cleared)
	}
	if got := p.put(path, `{"hosting_price_list":""}`).result(t)["hosting_price_list"]; got != nil {
		t.Errorf("a price list that stayed: %v", got)
	}
	for _, body := range []string{`{"name":""}`, `{"lower_limit":1.5}`, `{"is_enabled":{}}`} {
		if code := p.put(path, body).code(t); code != "request_validation_failed" {
			t.Errorf("%s: %q", body, code)
		}
	}
}

// The demo reseller may look at himself, but only his parent may change him.
func TestOwnReseller(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	own := "/reseller/" + p.ResellerReference
	if got := p.get(own).result(t); got["reference"] != p.ResellerReference || got["balance"] != 800000.0 {
		t.Errorf("%v", got)
	}
	if got := p.get("/reseller").listing(t).Total; got != 0 {
		t.Errorf("%d sub-resellers", got)
	}
	for _, r := range []reply{
		p.put(own, `{"name":"x"}`), p.post(own+"/login-as", ""), p.post(own+"/balance", `{"type":"credit","amount":1}`),
	} {
		if code := r.code(t); code != "request_permission_denied" {
			t.Errorf("%s", r.body)
		}
	}
	for _, r := range []reply{p.get("/reseller/other"), p.get("/reseller/other/transaction"), p.put("/reseller/other", "{}")} {
		if code := r.code(t); code != "request_resource_unknown" {
			t.Errorf("%s", r.body)
		}
	}
	transactions := p.get(own + "/transaction").listing(t)
	last := transactions.Result[len(transactions.Result)-1]
	if transactions.Total != 13 || last["balance"] != 800000.0 {
		t.Errorf("%d transactions, the last one %v", transactions.Total, last)
	}
}

func TestBalance(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("jane@example.com", "")).result(t)
	path := "/reseller/" + p.post("/customer/1/promote", `{"login":"roe"}`).result(t)["reference"].(string)
	p.put(path, `{"lower_limit":-500}`).result(t)
	steps := []struct {
		body, code string
		balance    float64
	}{
		{`{"type":"credit","amount":1000,"description":"Deposit","client_reference":"b-1"}`, "", 1000},
		{`{"type":"debit","amount":1501}`, "insufficient_balance", 1000},
		{`{"type":"debit","amount":"1500"}`, "", -500},
		{`{"type":"debit","amount":1}`, "insufficient_balance", -500},
		{`{"type":"credit","amount":1000,"client_reference":"b-1"}`, "request_validation_failed", -500},
		{`{"type":"credit","amount":0}`, "request_validation_failed", -500},
		{`{"type":"credit"}`, "request_validation_failed", -500},
		{`{"type":"gift","amount":5}`, "request_validation_failed", -500},
		{`{"amount":5}`, "request_validation_failed", -500},
	}
	for _, step := range steps {
		r := p.post(path+"/balance", step.body)
		if code := r.code(t); code != step.code {
			t.Errorf("%s: %s", step.body, r.body)
		}
		if got := p.get(path).result(t)["balance"]; got != step.balance {
			t.Errorf("%s: balance %v, want %v", step.body, got, step.balance)
		}
	}
	transactions := p.get(path + "/transaction").listing(t)
	want := object{
		"id": 14.0, "type": "credit", "amount": 1000.0, "balance": 1000.0, "currency": "EUR",
		"description": "Deposit", "client_reference": "b-1", "created": "2026-01-05T09:00:00.000004+00:00",
	}
	if diff := cmp.Diff(want, transactions.Result[0]); diff != "" || transactions.Total != 2 {
		t.Errorf("%d transactions: %s", transactions.Total, diff)
	}
	if got := p.get(path + "/transaction?client_reference=b-1").listing(t).Total; got != 1 {
		t.Errorf("%d by reference", got)
	}
	types := eventTypes(t, p, 1)
	if diff := cmp.Diff([]string{"reseller.updated", "reseller.credited", "reseller.debited"}, types[len(types)-3:]); diff != "" {
		t.Errorf("events: %s", diff)
	}
}

func TestLoginAsReseller(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	reseller := p.get("/reseller").listing(t).Result[0]
	link := p.post("/reseller/"+reseller["reference"].(string)+"/login-as", "").result(t)["url"].(string)
	if r := open(t, p, link); r.status != 200 || !strings.Contains(string(r.body), "Logged in as "+reseller["name"].(string)) {
		t.Errorf("%d %s", r.status, r.body)
	}
}
