package hostcontroltest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

const contactBody = `"name":"John Doe","address":"Mill Way 1","zipcode":"1000","city":"Testham","country":"BE",` +
	`"email":"john@example.org","voice":"+32.21234567"`

func TestCreateContact(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("jane@example.com", "")).result(t)
	made := p.post("/contact", `{"customer":"1",`+contactBody+`,"client_reference":"c-1","extra":{"TciRu":{"IDNumber":"0"}}}`).result(t)
	want := object{
		"id": 1002.0, "type": "secondary", "name": "John Doe", "organisation": "", "gender": nil,
		"address": "Mill Way 1", "zipcode": "1000", "city": "Testham", "state": "",
		"country": object{"code": "BE", "name": "Belgium"},
		"email":   "john@example.org", "voice": "+32.21234567", "fax": "", "vat_number": nil,
		"extra": object{"TciRu": object{"IDNumber": "0"}}, "domains": []any{}, "client_reference": "c-1",
		"created": "2026-01-05T09:00:00.000002+00:00", "updated": "2026-01-05T09:00:00.000002+00:00",
	}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, p.get("/contact/1002").result(t)); diff != "" {
		t.Errorf("read again: %s", diff)
	}
	if got := p.get("/contact?client_reference=c-1").listing(t); got.Total != 1 || got.Result[0]["id"] != 1002.0 {
		t.Errorf("by reference: %v", got)
	}
	if got := p.get("/contact?customer=1").listing(t).Total; got != 2 {
		t.Errorf("%d contacts of the customer", got)
	}
	if got := p.get("/customer?email=john@example.org").listing(t).Total; got != 1 {
		t.Errorf("%d customers found by a contact's address", got)
	}
}

func TestContactRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 6})
	tests := []struct {
		name, body, field string
	}{
		{"no customer", `{` + contactBody + `}`, "customer"},
		{"customer of a wrong type", `{"customer":"jane",` + contactBody + `}`, "customer"},
		{"unknown customer", `{"customer":9999,` + contactBody + `}`, "customer"},
		{"customer of a sub-reseller", `{"customer":7,` + contactBody + `}`, "customer"},
		{"no name", `{"customer":1,` + contactBody + `,"name":""}`, "name"},
		{"extra of a wrong type", `{"customer":1,` + contactBody + `,"extra":"x"}`, "extra"},
	}
	for _, tt := range tests {
		if fields := p.post("/contact", tt.body).fields(t); len(fields) != 1 || len(fields[tt.field]) != 1 {
			t.Errorf("%s: %v", tt.name, fields)
		}
	}
	for _, r := range []reply{p.get("/contact/1"), p.put("/contact/1", "{"+contactBody+"}"), p.del("/contact/1")} {
		if code := r.code(t); code != "request_resource_unknown" {
			t.Errorf("unknown contact: %s", r.body)
		}
	}
}

// A replacement empties what it leaves out.
func TestReplaceContact(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("jane@example.com", `"organisation":"Roe Bikes","gender":"female","fax":"+31.1","vat_number":"NL1"`)).result(t)
	full := p.put("/contact/1001", `{`+contactBody+`,"extra":{"a":[1,{}]}}`).result(t)
	want := object{
		"id": 1001.0, "type": "primary", "name": "John Doe", "organisation": "", "gender": nil,
		"address": "Mill Way 1", "zipcode": "1000", "city": "Testham", "state": "",
		"country": object{"code": "BE", "name": "Belgium"},
		"email":   "john@example.org", "voice": "+32.21234567", "fax": "", "vat_number": nil,
		"extra": object{"a": []any{1.0, object{}}}, "domains": []any{}, "client_reference": nil,
		"created": "2026-01-05T09:00:00.000001+00:00", "updated": "2026-01-05T09:00:00.000002+00:00",
	}
	if diff := cmp.Diff(want, full); diff != "" {
		t.Error(diff)
	}
	if extra := p.put("/contact/1001", `{`+contactBody+`,"extra":[]}`).result(t)["extra"]; len(extra.(object)) != 0 {
		t.Errorf("extra stayed: %v", extra)
	}
	if fields := p.put("/contact/1001", `{"name":"Jane Roe"}`).fields(t); len(fields) != 6 {
		t.Errorf("half a contact: %v", fields)
	}
	if got := eventTypes(t, p, 1); got[len(got)-1] != "contact.updated" {
		t.Errorf("events: %v", got)
	}
}

// The primary contact's address is what makes a customer unique.
func TestReplacePrimaryEmail(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("jane@example.com", "")).result(t)
	p.post("/customer", newCustomer("mary@example.com", "")).result(t)
	taken := `{` + contactBody + `,"email":"Mary@Example.com"}`
	if code := p.put("/contact/1001", taken).code(t); code != "email_in_use" {
		t.Errorf("%q", code)
	}
	secondary := p.post("/contact", `{"customer":1,`+contactBody+`}`).result(t)
	if code := p.put("/contact/"+itoa(int(secondary["id"].(float64))), taken).code(t); code != "" {
		t.Errorf("a secondary contact may share an address: %q", code)
	}
	p.put("/contact/1001", `{`+contactBody+`,"email":"jane@example.com"}`).result(t)
	p.put("/contact/1002", `{`+contactBody+`,"email":"new@example.com"}`).result(t)
	if code := p.put("/contact/1001", taken).code(t); code != "" {
		t.Errorf("an address that was given up: %q", code)
	}
}

func TestDeleteContact(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	if code := p.del("/contact/1001").code(t); code != "contact_in_use" {
		t.Errorf("primary contact: %q", code)
	}
	if r := p.del("/contact/1002"); r.code(t) != "contact_in_use" {
		t.Errorf("a contact with domains: %s", r.body)
	}
	made := p.post("/contact", `{"customer":1,`+contactBody+`}`).result(t)
	path := "/contact/" + itoa(int(made["id"].(float64)))
	if r := p.del(path); string(r.body) != `{"success":true}` {
		t.Errorf("%s", r.body)
	}
	if code := p.get(path).code(t); code != "request_resource_unknown" {
		t.Errorf("after the deletion: %q", code)
	}
	if got := p.get("/contact?customer=1").listing(t).Total; got != 2 {
		t.Errorf("%d contacts are left", got)
	}
}
