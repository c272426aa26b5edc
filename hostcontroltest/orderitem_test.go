package hostcontroltest_test

import (
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// Products of all kinds take the time that they take without an order.
func TestOrderedProducts(t *testing.T) {
	t.Parallel()
	request, err := json.Marshal(csr(t, "example.com"))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		kind, part, product, category string
		price                         float64
		after                         time.Duration
	}{
		{"new", `{"type":"domain-register-order","name":"example.ie"}`, "example.ie", "domain", 1499, 15 * time.Minute},
		{"new", `{"type":"domain-transfer-order","name":"Example.de","auth_code":"code"}`, "example.de", "domain", 499, 65 * time.Minute},
		{"new", `{"type":"hosting-order","plan":4,"interval":3}`, "Mail", "hosting", 597, 10 * time.Minute},
		{"new", `{"type":"hosting-order","plan":1,"domain":"mine.nl"}`, "Web S", "hosting", 2400, 0},
		{"new", `{"type":"ssl-order","plan":"0d5e7a60-5c1b-4f0e-9a37-000000000001","dcv_type":"DNS","csr":` + string(request) + `}`, "example.com", "ssl", 1900, 15 * time.Minute},
		{"renew", `{"type":"domain-renew-order","name":"mine.nl","interval":12}`, "mine.nl", "domain", 499, 0},
	}
	for _, tt := range tests {
		t.Run(tt.product, func(t *testing.T) {
			p := billing(t, hostcontroltest.Options{Customers: 1})
			p.register("mine.nl")
			made := p.post("/order", `{"customer":1,"type":"`+tt.kind+`","order":[`+tt.part+`]}`).result(t)
			invoice := p.invoice(invoiceOf(made))
			line := invoice["lines"].([]any)[0].(object)
			if diff := cmp.Diff(object{"type": tt.category, "name": tt.product}, line["product"]); diff != "" || invoice["total"] != tt.price {
				t.Errorf("%v: %s", invoice, diff)
			}
			p.act("invoice", invoiceOf(made), "close").result(t)
			if tt.after > 0 {
				p.Advance(tt.after - time.Minute)
				p.wantStatus(idOf(made), "processing", nil, "pending", nil)
				p.Advance(time.Minute)
			}
			p.wantStatus(idOf(made), "completed", nil, "delivered", nil)
			if part := p.order(idOf(made))["parts"].([]any)[0].(object); part["price"] != tt.price {
				t.Errorf("%v", part)
			}
		})
	}
}

// What a part shows beyond the documented members.
func TestOrderedProductIsNamed(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("mine.nl")
	made := p.ordered(`{"type":"hosting-order","plan":1,"domain":"mine.nl"},{"type":"domain-transfer-order","name":"example.com","is_privacy_protect_enabled":true}`)
	parts := made["parts"].([]any)
	account, transfer := parts[0].(object), parts[1].(object)
	reference := account["hosting"].(object)["reference"].(string)
	if got := p.get("/hosting/" + reference).result(t)["domains"]; cmp.Diff([]any{"mine.nl"}, got) != "" {
		t.Errorf("the account has %v", got)
	}
	want := object{
		"id": 60001.0, "type": "hosting-order", "state": "delivered", "description": "Web S, 12 months\n", "price": 2400.0, "last_error": nil,
		"interval": 12.0, "is_privacy_protect_enabled": false, "domain": object{"name": "mine.nl"}, "tld": object{"name": "nl"},
		"hosting": object{"reference": reference}, "hosting_plan": object{"id": 1.0, "name": "Web S"},
	}
	if diff := cmp.Diff(want, account); diff != "" {
		t.Error(diff)
	}
	id := idOf(transfer["transfer"].(object))
	if got := p.get("/domain-transfer/" + itoa(id)).result(t); got["status"] != "wait_for_auth_code" || got["direction"] != "in" || transfer["is_privacy_protect_enabled"] != true {
		t.Errorf("%v: %v", transfer, got)
	}
	p.act("domain-transfer", id, "cancel").result(t)
	p.Advance(5 * time.Minute)
	got := p.order(idOf(made))
	failed := got["parts"].([]any)[1].(object)
	if got["state"] != "failed" || failed["state"] != "failed" || failed["last_error"] != "transfer_canceled" {
		t.Errorf("%v", got)
	}
	again := p.act("order", idOf(made), "restart").result(t)["parts"].([]any)[1].(object)
	if next := idOf(again["transfer"].(object)); next == id || again["state"] != "pending" {
		t.Errorf("restarted: %v", again)
	}
}

// What was ordered may not be to be had any more when it is paid.
func TestOrderedProductIsGone(t *testing.T) {
	t.Parallel()
	p := billing(t, hostcontroltest.Options{Customers: 2})
	for _, name := range []string{"mine.nl", "moved.nl"} {
		p.register(name)
	}
	orders := []struct {
		kind, part, problem string
		made                object
	}{
		{kind: "new", part: registration("late.nl"), problem: "domain_taken"},
		{kind: "new", part: `{"type":"domain-transfer-order","name":"later.nl"}`, problem: "domain_taken"},
		{kind: "renew", part: `{"type":"domain-renew-order","name":"moved.nl"}`, problem: "domain_not_owned"},
		{kind: "new", part: `{"type":"domain-register-order","name":"hidden.de","is_privacy_protect_enabled":true}`, problem: "privacy_not_supported"},
	}
	for i := range orders {
		orders[i].made = p.post("/order", `{"customer":1,"type":"`+orders[i].kind+`","order":[`+orders[i].part+`]}`).result(t)
	}
	linked := p.ordered(`{"type":"hosting-order","plan":1,"domain":"mine.nl"}`)
	p.register("late.nl")
	p.register("later.nl")
	p.post("/customer/1/move", `{"to":2,"domains":["moved.nl","mine.nl"]}`).result(t)
	for _, o := range orders {
		p.act("invoice", invoiceOf(o.made), "close").result(t)
		p.wantStatus(idOf(o.made), "failed", nil, "failed", o.problem)
	}
	p.act("invoice", invoiceOf(linked), "close").result(t)
	p.wantStatus(idOf(linked), "completed", nil, "delivered", nil)
	if got := p.get("/domain/mine.nl").result(t)["hosting"]; got != nil {
		t.Errorf("somebody else's domain was linked: %v", got)
	}
}

func TestDeliveryFails(t *testing.T) {
	t.Parallel()
	request, err := json.Marshal(csr(t, "example.invalid"))
	if err != nil {
		t.Fatal(err)
	}
	p := start(t, hostcontroltest.Options{Customers: 1})
	certificate := p.ordered(`{"type":"ssl-order","plan":"0d5e7a60-5c1b-4f0e-9a37-000000000001","dcv_type":"DNS","csr":` + string(request) + `}`)
	mail := p.ordered(`{"type":"hosting-order","plan":4}`)
	p.del("/hosting/" + mail["parts"].([]any)[0].(object)["hosting"].(object)["reference"].(string))
	p.Advance(time.Hour)
	p.wantStatus(idOf(certificate), "failed", nil, "failed", "ssl_failed")
	p.wantStatus(idOf(mail), "failed", nil, "failed", "hosting_deleted")
}

func TestOrderedProductRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	p.post("/domain", `{"customer":2,"domain":"other.nl"}`).result(t)
	tests := []struct{ kind, part, code, field string }{
		{"renew", `{"type":"domain-renew-order"}`, "request_validation_failed", "order.0.name"},
		{"renew", `{"type":"domain-renew-order","name":"other.nl"}`, "domain_not_owned", ""},
		{"new", `{"type":"domain-renew-order","name":"other.nl"}`, "request_validation_failed", "order.0.type"},
		{"new", `{"type":"domain-transfer-order","name":"other.nl"}`, "domain_taken", ""},
		{"new", `{"type":"domain-transfer-order","name":"nl"}`, "invalid_domain", ""},
		{"new", `{"type":"domain-transfer-order","name":"a.nl","interval":24}`, "request_validation_failed", "order.0.interval"},
		{"new", `{"type":"hosting-order"}`, "request_validation_failed", "order.0.plan"},
		{"new", `{"type":"hosting-order","plan":1,"domain":"other.nl"}`, "request_validation_failed", "order.0.domain"},
		{"new", `{"type":"ssl-order","plan":"none"}`, "request_validation_failed", "order.0.plan"},
		{"change", `{"type":"hosting-order","plan":1}`, "request_validation_failed", "order.0.type"},
	}
	for _, tt := range tests {
		r := p.post("/order", `{"customer":1,"type":"`+tt.kind+`","order":[`+tt.part+`]}`)
		if code := r.code(t); code != tt.code || tt.field != "" && len(r.fields(t)[tt.field]) == 0 {
			t.Errorf("%s: %s", tt.part, r.body)
		}
	}
}
