package hostcontroltest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func registration(name string) string {
	return `{"type":"domain-register-order","name":"` + name + `","interval":12}`
}

func newOrder(customer int, parts string) string {
	return `{"customer":` + itoa(customer) + `,"type":"new","order":[` + parts + `]}`
}

// Without invoicing an order is delivered at once.
func TestOrderIsDelivered(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	got := p.post("/order", newOrder(1, registration("Example.nl")+`,{"type":"domain-register-order","name":"example.com","is_privacy_protect_enabled":true}`)).result(t)
	part := func(id, price float64, name, under string, privacy bool) any {
		return object{
			"id": id, "type": "domain-register-order", "state": "delivered", "description": name + ", 12 months\n",
			"price": price, "last_error": nil, "interval": 12.0, "is_privacy_protect_enabled": privacy,
			"domain": object{"name": name}, "tld": object{"name": under},
		}
	}
	want := object{
		"id": 40001.0, "type": "new", "state": "completed", "hold": nil, "client_reference": nil,
		"invoice": nil, "payments": []any{},
		"created": "2026-01-05T09:00:00.000001+00:00", "updated": "2026-01-05T09:00:00.000001+00:00", "customer": p.get("/customer/1").result(t),
		"parts": []any{part(60001, 399, "example.nl", "nl", false), part(60002, 899, "example.com", "com", true)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(got, p.get("/order/40001").result(t)); diff != "" {
		t.Errorf("read again: %s", diff)
	}
	if diff := cmp.Diff(map[string]float64{"Register example.nl": 399, "Register example.com": 899}, p.charges()); diff != "" {
		t.Error(diff)
	}
	if privacy := p.get("/domain/example.com").result(t)["is_privacy_protect_enabled"]; privacy != true {
		t.Error("privacy got lost on the way")
	}
	types := eventTypes(t, p, 1)
	if diff := cmp.Diff([]string{"order.created", "domain.registered", "domain.registered", "order.completed"}, types[len(types)-4:]); diff != "" {
		t.Error(diff)
	}
}

// The second label invoices its customers: an order waits for the payment. Every
// fifth demo customer is one of them.
func TestOrderWaitsForPayment(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 5})
	p.put("/customer/5", `{"is_enabled":true,"is_fraud":false}`)
	got := p.post("/order", newOrder(5, registration("example.nl"))).result(t)
	part := got["parts"].([]any)[0].(object)
	if got["state"] != "waiting" || got["hold"] != "payment" || part["state"] != "pending" || part["price"] != nil || part["last_error"] != nil {
		t.Errorf("%v", got)
	}
	p.Advance(30 * time.Hour)
	if is := p.post("/domain-is", `{"domain":"example.nl"}`).text(t); is != "free" {
		t.Errorf("an order that nobody paid: the name is %s", is)
	}
	if charges := p.charges(); len(charges) != 0 {
		t.Errorf("charged %v", charges)
	}
}

func TestOrderThatCannotBeDelivered(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	got := p.post("/order", newOrder(1, registration("example.nl")+","+registration("example.nl"))).result(t)
	parts := got["parts"].([]any)
	first, second := parts[0].(object), parts[1].(object)
	if got["state"] != "failed" || first["state"] != "delivered" || second["state"] != "failed" || second["last_error"] != "domain_taken" {
		t.Errorf("%v", got)
	}
	if diff := cmp.Diff(map[string]float64{"Register example.nl": 399}, p.charges()); diff != "" {
		t.Error(diff)
	}
	if types := eventTypes(t, p, 1); types[len(types)-1] != "order.failed" {
		t.Errorf("events %v", types)
	}
}

// An order that the balance does not cover does not proceed.
func TestOrderWithoutBalance(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.drain()
	got := p.post("/order", newOrder(1, registration("another.io"))).result(t)
	part := got["parts"].([]any)[0].(object)
	if got["state"] != "waiting" || got["hold"] != "balance" || part["state"] != "pending" || part["last_error"] != "insufficient_balance" {
		t.Errorf("%v", got)
	}
	p.Deposit(1)
	if got := p.order(40001); got["hold"] != "balance" {
		t.Errorf("%v", got)
	}
	p.Deposit(2999)
	if got := p.order(40001); got["state"] != "completed" || got["hold"] != nil {
		t.Errorf("%v", got)
	}
}

func TestOrderRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 6})
	p.put("/customer/2", `{"is_enabled":false}`)
	p.put("/customer/3", `{"is_fraud":true}`)
	p.register("taken.nl")
	good := registration("example.nl")
	tests := []struct{ name, body, code, field string }{
		{"nothing", `[]`, "request_validation_failed", "order"},
		{"no parts", newOrder(1, ""), "request_validation_failed", "order"},
		{"one object for a list", `{"customer":1,"type":"new","order":` + good + `}`, "request_validation_failed", "order"},
		{"unknown customer", newOrder(99, good), "request_validation_failed", "customer"},
		{"a sub-reseller's customer", newOrder(7, good), "request_validation_failed", "customer"},
		{"no type", `{"customer":1,"order":[` + good + `]}`, "request_validation_failed", "type"},
		{"unknown type", `{"customer":1,"type":"old","order":[` + good + `]}`, "request_validation_failed", "type"},
		{"part of another type", `{"customer":1,"type":"renew","order":[` + good + `]}`, "request_validation_failed", "order.0.type"},
		{"unknown part", newOrder(1, good+`,{"type":"pizza-order","name":"example.nl"}`), "request_validation_failed", "order.1.type"},
		{"part without a name", newOrder(1, `{"type":"domain-register-order"}`), "request_validation_failed", "order.0.name"},
		{"two years", newOrder(1, `{"type":"domain-register-order","name":"example.nl","interval":24}`), "request_validation_failed", "order.0.interval"},
		{"bad name", newOrder(1, registration("exa mple.nl")), "invalid_domain", ""},
		{"taken", newOrder(1, good+","+registration("taken.nl")), "domain_taken", ""},
		{"disabled customer", newOrder(2, good), "customer_disabled", ""},
		{"fraud", newOrder(3, good), "customer_fraud_tagged", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := p.post("/order", tt.body)
			if code := r.code(t); code != tt.code {
				t.Fatalf("%q, want %q", code, tt.code)
			}
			if tt.field != "" && len(r.fields(t)[tt.field]) != 1 {
				t.Errorf("%s", r.body)
			}
		})
	}
	if got := p.get("/order").listing(t).Total; got != 0 {
		t.Errorf("%d orders of refusals", got)
	}
	for _, id := range []string{"1", "x", "40001"} {
		if code := p.get("/order/" + id).code(t); code != "request_resource_unknown" {
			t.Errorf("order %s: %q", id, code)
		}
	}
}

func TestOrderFilters(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 5})
	p.put("/customer/5", `{"is_enabled":true,"is_fraud":false}`)
	p.post("/order", newOrder(1, registration("example.nl"))).result(t)
	p.post("/order", newOrder(5, registration("example.be"))).result(t)
	reference := `{"customer":1,"type":"new","client_reference":"o-1","order":[` + registration("example.de") + `]}`
	p.post("/order", reference).result(t)
	if fields := p.post("/order", reference).fields(t); len(fields["client_reference"]) != 1 {
		t.Errorf("%v", fields)
	}
	tests := []struct {
		query string
		want  []any
	}{
		{"", []any{40001.0, 40002.0, 40003.0}},
		{"customer=1", []any{40001.0, 40003.0}},
		{"state=waiting", []any{40002.0}},
		{"created_until=2026-01-05T09:00:00.000003Z", []any{40001.0}},
		{"updated_since=2026-01-05T09:00:00.000003Z&customer=1", []any{40003.0}},
		{"state=completed&limit=1", []any{40001.0}},
		{"client_reference=o-1", []any{40003.0}},
	}
	for _, tt := range tests {
		var got []any
		for _, order := range p.get("/order?" + tt.query).listing(t).Result {
			got = append(got, order["id"])
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.query, diff)
		}
	}
}
