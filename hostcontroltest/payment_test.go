package hostcontroltest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestPayment(t *testing.T) {
	t.Parallel()
	p := billing(t, hostcontroltest.Options{Customers: 1})
	made := p.ordered(registration("example.nl"))
	invoice := float64(invoiceOf(made))
	started := p.post("/payment", `{"invoice":`+itoa(invoiceOf(made))+`,"method":802,"client_reference":"p-1"}`).result(t)
	want := object{
		"id": 300001.0, "reference": started["reference"], "state": "pending", "amount": 399.0, "fee": 35.0, "currency": "EUR",
		"method": object{"id": 802.0, "name": "Card"}, "gateway": object{"id": 701.0, "name": "Sandbox Pay"}, "customer": object{"id": 1.0},
		"invoice": object{"id": invoice, "number": "EH-000001", "state": "open"}, "order": object{"id": 40001.0, "state": "waiting"},
		"payload": nil, "client_reference": "p-1",
		"started": "2026-01-05T09:00:00.000002+00:00", "expires": "2026-01-05T10:00:00.000002+00:00",
		"created": "2026-01-05T09:00:00.000002+00:00", "updated": "2026-01-05T09:00:00.000002+00:00",
	}
	if diff := cmp.Diff(want, started); diff != "" {
		t.Error(diff)
	}
	if err := p.AuthorizePayment(300001); err != nil {
		t.Fatal(err)
	}
	p.wantStatus(idOf(made), "completed", nil, "delivered", nil)
	paid := p.payment(300001)
	if paid["state"] != "authorised" || paid["invoice"].(object)["state"] != "closed" || paid["order"].(object)["state"] != "completed" {
		t.Errorf("%v", paid)
	}
	if diff := cmp.Diff([]any{object{"id": 300001.0, "state": "authorised", "amount": 399.0}}, p.invoice(int(invoice))["payments"]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]any{object{"id": 300001.0, "state": "authorised"}}, p.order(idOf(made))["payments"]); diff != "" {
		t.Error(diff)
	}
	for _, err := range []error{p.AuthorizePayment(300001), p.FailPayment(300001, ""), p.AuthorizePayment(1)} {
		if err == nil {
			t.Error("ended once more")
		}
	}
}

// A payment that did not succeed can be started again, as often as it takes.
func TestManyPayments(t *testing.T) {
	t.Parallel()
	p := billing(t, hostcontroltest.Options{Customers: 1})
	made := p.ordered(registration("example.nl"))
	invoice := invoiceOf(made)
	expires, fails, bounces, transferred, pays := p.pay(invoice, byBank), p.pay(invoice, byCard), p.pay(invoice, byCard), p.pay(invoice, transfer), p.pay(invoice, byBank)
	for id, payload := range map[int64]string{fails: `{"error":"declined"}`, bounces: `not JSON`} {
		if err := p.FailPayment(id, payload); err != nil {
			t.Fatal(err)
		}
	}
	if got := p.payment(fails)["payload"]; cmp.Diff(object{"error": "declined"}, got) != "" {
		t.Errorf("%v", got)
	}
	if got := p.payment(bounces)["payload"]; got != "not JSON" {
		t.Errorf("%v", got)
	}
	silent := p.pay(invoice, byCard)
	if err := p.FailPayment(silent, ""); err != nil || p.payment(silent)["payload"] != nil {
		t.Errorf("%v, %v", err, p.payment(silent))
	}
	p.wantStatus(idOf(made), "waiting", "payment", "pending", nil)
	p.Advance(59 * time.Minute)
	if err := p.AuthorizePayment(pays); err != nil {
		t.Fatal(err)
	}
	p.Advance(time.Hour)
	var states []any
	for _, payment := range p.invoice(invoice)["payments"].([]any) {
		states = append(states, payment.(object)["state"])
	}
	if diff := cmp.Diff([]any{"expired", "failed", "failed", "pending", "authorised", "failed"}, states); diff != "" {
		t.Error(diff)
	}
	if err := p.AuthorizePayment(expires); err == nil {
		t.Error("an expired payment was authorized")
	}
	if err := p.AuthorizePayment(transferred); err != nil { // paid twice: nothing more to close
		t.Error(err)
	}
	p.wantStatus(idOf(made), "completed", nil, "delivered", nil)
	if diff := cmp.Diff(map[string]float64{"Register example.nl": 399}, p.charges()); diff != "" {
		t.Error(diff)
	}
}

func TestPaymentRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	id := p.drafted(line)
	tests := []struct{ body, field string }{
		{`[]`, "invoice"},
		{`{"invoice":7,"method":801}`, "invoice"},
		{`{"invoice":100001}`, "method"},
		{`{"invoice":100001,"method":1}`, "method"},
	}
	for _, tt := range tests {
		r := p.post("/payment", tt.body)
		if code := r.code(t); code != "request_validation_failed" || len(r.fields(t)[tt.field]) != 1 {
			t.Errorf("%s: %s", tt.body, r.body)
		}
	}
	if code := p.post("/payment", `{"invoice":`+itoa(id)+`,"method":801}`).code(t); code != "invoice_state_invalid" {
		t.Errorf("a draft: %q", code)
	}
	for _, unknown := range []string{"1", "x", "300001"} {
		if code := p.get("/payment/" + unknown).code(t); code != "request_resource_unknown" {
			t.Errorf("%s: %q", unknown, code)
		}
	}
	if err := p.FailPayment(1, "\xff"); err == nil {
		t.Error("an unknown payment failed")
	}
	p.act("invoice", id, "open").result(t)
	if err := p.FailPayment(p.pay(id, byBank), "\xff"); err == nil {
		t.Error("a payload that is no text")
	}
}

func TestPaymentFilters(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	var invoices []int
	for customer := range 2 {
		id := idOf(p.post("/invoice", newInvoice(customer+1, line)).result(t))
		p.act("invoice", id, "open").result(t)
		invoices = append(invoices, id)
		p.pay(id, byBank)
	}
	p.Advance(time.Hour)
	p.post("/payment", `{"invoice":`+itoa(invoices[0])+`,"method":801,"client_reference":"p-1"}`).result(t)
	tests := []struct {
		query string
		want  []any
	}{
		{"", []any{300001.0, 300002.0, 300003.0}},
		{"customer=2", []any{300002.0}},
		{"invoice=" + itoa(invoices[0]), []any{300001.0, 300003.0}},
		{"state=pending", []any{300003.0}},
		{"client_reference=p-1", []any{300003.0}},
		{"created_since=2026-01-05T10:00:00Z", []any{300003.0}},
		{"updated_until=2026-01-05T09:59:00Z", nil},
	}
	for _, tt := range tests {
		var got []any
		for _, payment := range p.get("/payment?" + tt.query).listing(t).Result {
			got = append(got, payment["id"])
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.query, diff)
		}
	}
}

func TestPaymentMethods(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	if _, err := p.AddGateway("Example Pay", "https://pay.example.com/start", 25); err != nil {
		t.Fatal(err)
	}
	own := object{"id": 701.0, "name": "Sandbox Pay"}
	want := []object{
		{"id": 801.0, "name": "Online banking", "description": "Pay from your bank account", "type": "automatic", "gateway": own, "fee": 0.0, "currency": "EUR"},
		{"id": 802.0, "name": "Card", "description": "Pay by card", "type": "automatic", "gateway": own, "fee": 35.0, "currency": "EUR"},
		{"id": 803.0, "name": "Bank transfer", "description": "Transfer the amount yourself", "type": "manual", "gateway": own, "fee": 0.0, "currency": "EUR"},
		{"id": 804.0, "name": "Example Pay", "description": "Pay with Example Pay", "type": "automatic", "gateway": object{"id": 702.0, "name": "Example Pay"}, "fee": 25.0, "currency": "EUR"},
	}
	if diff := cmp.Diff(want, p.get("/payment-method").listing(t).Result); diff != "" {
		t.Error(diff)
	}
	for _, refused := range []struct {
		name, address string
		fee           int64
	}{
		{"Example Pay", "https://pay.example.com/other", 0},
		{"", "https://pay.example.com", 0},
		{"Other", "pay.example.com", 0},
		{"Other", "https:///start", 0},
		{"Other", "http://[", 0},
		{"Other", "https://pay.example.com", -1},
	} {
		if _, err := p.AddGateway(refused.name, refused.address, refused.fee); err == nil {
			t.Errorf("%v was accepted", refused)
		}
	}
}
