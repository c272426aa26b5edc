package hostcontroltest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestCreateCustomer(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	got := p.post("/customer", newCustomer("Jane@Example.com", `"client_reference":"ref-1"`)).result(t)
	label := p.get("/label").result(t)
	want := object{
		"id":         1.0,
		"label":      object{"reference": label["reference"], "brand": "Example Hosting"},
		"is_enabled": true, "is_verified": true, "is_fraud": false, "is_reseller": false,
		"is_auto_renew_enabled": true, "is_dns_management_enabled": true, "is_ns_management_enabled": true,
		"is_receiving_support_notifications": true,
		"tags":                               []any{},
		"registration_ip":                    "192.0.2.44",
		"client_reference":                   "ref-1",
		"created":                            "2026-01-05T09:00:00.000001+00:00",
		"updated":                            "2026-01-05T09:00:00.000001+00:00",
		"primary_contact": object{
			"id": 1001.0, "type": "primary", "name": "Jane Roe", "organisation": "", "gender": nil,
			"address": "Sample Lane 7", "zipcode": "3511AB", "city": "Utrecht", "state": "",
			"country": object{"code": "NL", "name": "Netherlands"},
			"email":   "jane@example.com", "voice": "+31.301234567", "fax": "", "vat_number": nil,
			"extra": object{}, "domains": []any{}, "client_reference": nil,
			"created": "2026-01-05T09:00:00.000001+00:00", "updated": "2026-01-05T09:00:00.000001+00:00",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, p.get("/customer/1").result(t)); diff != "" {
		t.Errorf("read again: %s", diff)
	}
	logins := p.get("/login?customer=1").listing(t)
	if logins.Total != 1 || logins.Result[0]["login"] != "jane@example.com" {
		t.Errorf("logins: %v", logins.Result)
	}
	if diff := cmp.Diff([]string{"customer.created", "login.created"}, eventTypes(t, p, 1)); diff != "" {
		t.Errorf("events: %s", diff)
	}
}

// eventTypes are the types of a customer's events, oldest first.
func eventTypes(t *testing.T, p *platform, customer int) []string {
	t.Helper()
	var types []string
	for _, e := range p.get("/customer/" + itoa(customer) + "/event?limit=500").listing(t).Result {
		types = append(types, e["type"].(string))
	}
	return types
}

func TestCustomerValidation(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	tests := []struct {
		name, extra, field string
	}{
		{"name", `"name":" "`, "name"},
		{"long name", `"name":"` + strings.Repeat("x", 256) + `"`, "name"},
		{"name of a wrong type", `"name":{}`, "name"},
		{"long address", `"address":"` + strings.Repeat("é", 256) + `"`, "address"},
		{"long zipcode", `"zipcode":"12345678901234567"`, "zipcode"},
		{"no city", `"city":null`, "city"},
		{"no email", `"email":""`, "email"},
		{"email without a domain", `"email":"jane"`, "email"},
		{"email without a dot", `"email":"jane@example"`, "email"},
		{"email with a name", `"email":"Jane <jane@example.com>"`, "email"},
		{"phone", `"voice":"0301234567"`, "voice"},
		{"phone with letters", `"voice":"+31.30ABC"`, "voice"},
		{"long phone", `"voice":"+31.123456789012345"`, "voice"},
		{"fax", `"fax":"none"`, "fax"},
		{"country", `"country":"XX"`, "country"},
		{"UK", `"country":"UK"`, "country"},
		{"country by name", `"country":"Netherlands"`, "country"},
		{"IP", `"registration_ip":"192.0.2.256"`, "registration_ip"},
		{"IP with a zone", `"registration_ip":"fe80::1%eth0"`, "registration_ip"},
		{"no IP", `"registration_ip":""`, "registration_ip"},
		{"short password", `"password":"1234567"`, "password"},
		{"no password", `"password":null`, "password"},
		{"no state", `"country":"US"`, "state"},
		{"unknown state", `"country":"US","state":"Utrecht"`, "state"},
		{"unknown province", `"country":"CA","state":"Texas"`, "state"},
		{"long reference", `"client_reference":"` + strings.Repeat("x", 65) + `"`, "client_reference"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := p.post("/customer", newCustomer("jane@example.com", tt.extra))
			if code := r.code(t); code != "request_validation_failed" {
				t.Fatalf("%s", r.body)
			}
			if fields := r.fields(t); len(fields) != 1 || len(fields[tt.field]) != 1 {
				t.Errorf("%v", fields)
			}
		})
	}
	if got := p.get("/customer").listing(t).Total; got != 0 {
		t.Errorf("%d refused customers exist", got)
	}
}

func TestStateText(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	got := p.post("/customer", newCustomer("jane@example.com", `"country":"US","state":"Nowhere"`)).fields(t)
	want := map[string][]string{"state": {"Select a valid choice. That choice is not one of the available choices."}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCustomerAccepted(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	for name, extra := range map[string]string{
		"us":     `"country":"US","state":"California"`,
		"ca":     `"country":"CA","state":"QC"`,
		"lower":  `"country":"nl"`,
		"ipv6":   `"registration_ip":"2001:db8::1"`,
		"number": `"zipcode":12345`,
		"phone":  `"voice":"+1.1234567890123"`,
	} {
		if r := p.post("/customer", newCustomer(name+"@example.com", extra)); r.code(t) != "" {
			t.Errorf("%s: %s", name, r.body)
		}
	}
}

func TestCustomerRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("jane@example.com", `"client_reference":"ref-1"`)).result(t)
	tests := []struct {
		name, email, extra, code, field string
	}{
		{"email in use", "jane@example.com", "", "email_in_use", "email"},
		{"email in use in another case", "JANE@example.COM", "", "email_in_use", "email"},
		{"country not accepted", "john@example.com", `"country":"GH"`, "country_not_accepted", "country"},
		{"reference in use", "john@example.com", `"client_reference":"ref-1"`, "request_validation_failed", "client_reference"},
	}
	for _, tt := range tests {
		r := p.post("/customer", newCustomer(tt.email, tt.extra))
		if code := r.code(t); code != tt.code || len(r.fields(t)[tt.field]) != 1 {
			t.Errorf("%s: %s", tt.name, r.body)
		}
	}
	if r := p.post("/customer", newCustomer("john@example.com", `"client_reference":"ref-2"`)); r.code(t) != "" {
		t.Errorf("a refusal left something behind: %s", r.body)
	}
}

// A label of its own has countries and defaults of its own.
func TestCustomerOfSecondLabel(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 5})
	label := p.get("/customer/5").result(t)["label"].(object)["reference"].(string)
	header := map[string][]string{"X-Apikey": {p.APIKey}, "Label": {label}}
	r, err := p.ask("POST", p.URL+"/customer", newCustomer("jane@example.com", ""), header)
	if err != nil {
		t.Fatal(err)
	}
	made := r.result(t)
	if made["is_verified"] != false || made["label"].(object)["brand"] != "Example Domains" {
		t.Errorf("%v", made)
	}
	r, err = p.ask("POST", p.URL+"/customer", newCustomer("john@example.com", `"country":"JP"`), header)
	if err != nil || r.code(t) != "country_not_accepted" {
		t.Errorf("%v %s", err, r.body)
	}
}

func TestCustomerFilters(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("jane@example.com", `"client_reference":"one"`)).result(t)
	p.post("/customer", newCustomer("john@example.org", `"name":"John Doe","organisation":"Roe Bikes"`)).result(t)
	p.post("/customer", newCustomer("mary@example.net", `"name":"Mary Poe"`)).result(t)
	p.put("/customer/2", `{"is_enabled":false,"tags":["vip","agency"]}`).result(t)
	p.put("/customer/3", `{"is_fraud":true,"is_verified":false}`).result(t)
	label := p.get("/label").result(t)["reference"].(string)
	tests := []struct {
		query string
		want  []float64
	}{
		{"", []float64{1, 2, 3}},
		{"email=JOHN@example.org", []float64{2}},
		{"email=nobody@example.org", nil},
		{"query=roe", []float64{1, 2}},
		{"query=EXAMPLE.NET", []float64{3}},
		{"label=" + label, []float64{1, 2, 3}},
		{"label=other", nil},
		{"is_enabled=false", []float64{2}},
		{"is_enabled=1", []float64{1, 3}},
		{"is_fraud=true", []float64{3}},
		{"is_verified=true", []float64{1, 2}},
		{"tag=vip", []float64{2}},
		{"tag=vi", nil},
		{"client_reference=one", []float64{1}},
		{"is_enabled=true&is_fraud=false", []float64{1}},
		{"unheard_of=1", []float64{1, 2, 3}},
	}
	for _, tt := range tests {
		var got []float64
		for _, c := range p.get("/customer?" + tt.query).listing(t).Result {
			got = append(got, c["id"].(float64))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.query, diff)
		}
	}
	if code := p.get("/customer?is_enabled=perhaps").code(t); code != "request_validation_failed" {
		t.Errorf("a bad filter: %q", code)
	}
}

func TestUpdateCustomer(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	for _, flag := range []string{
		"is_enabled", "is_fraud", "is_verified", "is_ns_management_enabled", "is_dns_management_enabled",
		"is_auto_renew_enabled", "is_receiving_support_notifications",
	} {
		before := p.get("/customer/1").result(t)
		after := p.put("/customer/1", `{"`+flag+`":`+map[any]string{true: "false", false: "true"}[before[flag]]+`}`).result(t)
		if after[flag] == before[flag] {
			t.Errorf("%s did not change", flag)
		}
		if after["updated"] == before["updated"] {
			t.Errorf("%s: updated did not move", flag)
		}
		before[flag], before["updated"] = after[flag], after["updated"]
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%s changed more: %s", flag, diff)
		}
	}
	tags := p.put("/customer/1", `{"tags":["b"," a ","b",""]}`).result(t)["tags"]
	if diff := cmp.Diff([]any{"b", "a"}, tags); diff != "" {
		t.Errorf("tags: %s", diff)
	}
	if tags := p.put("/customer/1", `{"tags":[]}`).result(t)["tags"].([]any); len(tags) != 0 {
		t.Errorf("tags that stayed: %v", tags)
	}
}

func TestUpdateCustomerNeedsSomething(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	tests := []struct{ body, field string }{
		{"[]", "is_receiving_support_notifications"},
		{`{"name":"John Doe"}`, "is_receiving_support_notifications"},
		{`{"tags":"vip"}`, "tags"},
		{`{"tags":["` + strings.Repeat("x", 65) + `"]}`, "tags"},
		{`{"is_fraud":2}`, "is_fraud"},
	}
	for _, tt := range tests {
		if fields := p.put("/customer/1", tt.body).fields(t); len(fields) != 1 || len(fields[tt.field]) != 1 {
			t.Errorf("%s: %v", tt.body, fields)
		}
	}
}

func TestUnknownCustomer(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 6})
	for _, id := range []string{"7", "9999", "0", "-1", "x", "1.0", "%2e%2e", "9223372036854775808"} {
		path := "/customer/" + id
		for _, r := range []reply{
			p.get(path), p.put(path, `{"is_enabled":false}`), p.get(path + "/event"),
			p.post(path+"/login-as", ""), p.post(path+"/promote", `{"login":"x"}`), p.post(path+"/move", `{"to":1}`),
		} {
			if code := r.code(t); code != "request_resource_unknown" {
				t.Errorf("%s: %s", path, r.body)
			}
		}
	}
}

func TestCustomerEvents(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("jane@example.com", "")).result(t)
	for _, body := range []string{`{"is_enabled":false}`, `{"is_enabled":true}`, `{"is_fraud":true}`, `{"is_verified":false}`} {
		p.put("/customer/1", body).result(t)
	}
	want := []string{
		"customer.created", "login.created",
		"customer.updated", "customer.disabled",
		"customer.updated", "customer.enabled",
		"customer.updated", "customer.fraud_changed",
		"customer.updated", "customer.verification_changed",
	}
	if diff := cmp.Diff(want, eventTypes(t, p, 1)); diff != "" {
		t.Error(diff)
	}
}
