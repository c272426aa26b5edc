package hostcontroltest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// status is where an order and its first part are.
func status(order object) []any {
	part := order["parts"].([]any)[0].(object)
	return []any{order["state"], order["hold"], part["state"], part["last_error"]}
}

func (p *platform) wantStatus(id int, want ...any) {
	p.t.Helper()
	if diff := cmp.Diff(want, status(p.order(id))); diff != "" {
		p.t.Error(diff)
	}
}

// With invoicing an order has one open invoice, and is delivered when that
// counts as paid.
func TestOrderIsInvoiced(t *testing.T) {
	t.Parallel()
	p := billing(t, hostcontroltest.Options{Customers: 1})
	made := p.ordered(registration("example.nl") + "," + registration("example.com"))
	id, paid := idOf(made), invoiceOf(made)
	invoice := p.invoice(paid)
	if diff := cmp.Diff(object{"id": float64(paid), "number": "EH-000001", "state": "open"}, made["invoice"]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(object{"id": float64(id), "state": "waiting"}, invoice["order"]); diff != "" {
		t.Error(diff)
	}
	var products []any
	for _, line := range invoice["lines"].([]any) {
		products = append(products, line.(object)["product"].(object)["name"], line.(object)["total"])
	}
	if diff := cmp.Diff([]any{"example.nl", 399.0, "example.com", 899.0}, products); diff != "" {
		t.Error(diff)
	}
	p.wantStatus(id, "waiting", "payment", "pending", nil)
	p.act("invoice", paid, "close").result(t)
	p.wantStatus(id, "completed", nil, "delivered", nil)
	if diff := cmp.Diff(object{"id": float64(id), "state": "completed"}, p.invoice(paid)["order"]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]float64{"Register example.nl": 399, "Register example.com": 899}, p.charges()); diff != "" {
		t.Error(diff)
	}
	p.act("invoice", paid, "reopen").result(t)
	p.wantStatus(id, "completed", nil, "delivered", nil)
	types := eventTypes(t, p, 1)
	want := []string{
		"order.created", "invoice.created", "invoice.opened", "order.held", "invoice.closed",
		"domain.registered", "domain.registered", "order.completed", "invoice.reopened",
	}
	if diff := cmp.Diff(want, types[len(types)-len(want):]); diff != "" {
		t.Error(diff)
	}
}

// What has changed about any of the three shows in the time of all three.
func TestTriangleIsUpdatedTogether(t *testing.T) {
	t.Parallel()
	p := billing(t, hostcontroltest.Options{Customers: 1})
	made := p.ordered(registration("example.nl"))
	invoice := invoiceOf(made)
	payment := p.pay(invoice, byBank)
	corners := func() []any {
		return []any{p.order(idOf(made))["updated"], p.invoice(invoice)["updated"], p.payment(payment)["updated"]}
	}
	changes := []func(){
		func() { p.put("/customer/1", `{"is_fraud":true}`) },
		func() { p.put("/customer/1", `{"is_fraud":false}`) },
		func() { p.act("invoice", invoice, "close") },
		func() { p.act("invoice", invoice, "reopen") },
	}
	for i, change := range changes {
		before := corners()
		p.Advance(time.Hour / 10)
		change()
		for k, updated := range corners() {
			if updated.(string) <= before[k].(string) {
				t.Errorf("change %d, corner %d: %s", i, k, updated)
			}
		}
	}
	p.Advance(time.Hour)
	if want := p.payment(payment)["expires"]; p.invoice(invoice)["updated"] != want || p.order(idOf(made))["updated"] != want {
		t.Errorf("the payment expired at %v: %v", want, corners())
	}
}

func TestOrderHolds(t *testing.T) {
	t.Parallel()
	p := billing(t, hostcontroltest.Options{Customers: 1, Unverified: true})
	p.SetBillingPolicy(hostcontroltest.BillingPolicy{HoldUnverified: true})
	p.put("/customer/1", `{"is_verified":false}`)
	made := p.ordered(registration("example.nl"))
	id := idOf(made)
	if diff := cmp.Diff([]any{"waiting", "verification", "pending", nil}, status(made)); diff != "" {
		t.Error(diff)
	}
	p.put("/customer/1", `{"is_fraud":true}`)
	p.wantStatus(id, "waiting", "fraud", "pending", nil)
	p.act("invoice", invoiceOf(made), "close").result(t)
	p.wantStatus(id, "waiting", "fraud", "pending", nil)
	p.put("/customer/1", `{"is_fraud":false}`)
	p.wantStatus(id, "waiting", "verification", "pending", nil)
	p.act("invoice", invoiceOf(made), "reopen").result(t)
	p.put("/customer/1", `{"is_verified":true}`)
	p.wantStatus(id, "waiting", "payment", "pending", nil)
	p.act("invoice", invoiceOf(made), "close").result(t)
	p.wantStatus(id, "waiting", "reseller_verification", "pending", nil)
	p.VerifyReseller()
	p.wantStatus(id, "completed", nil, "delivered", nil)
}

// An order that waits for the balance is looked at again every hour.
func TestOrderWaitsForBalance(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	running := p.post("/domain-transfer", `{"customer":1,"domain":"example.tv"}`).result(t)
	other := p.post("/domain-transfer", `{"customer":1,"domain":"example.co"}`).result(t)
	p.drain()
	made := p.ordered(registration("another.io"))
	id := idOf(made)
	p.wantStatus(id, "waiting", "balance", "pending", "insufficient_balance")
	p.act("domain-transfer", idOf(running), "cancel").result(t) // which is paid back
	p.act("domain-transfer", idOf(other), "cancel").result(t)
	p.wantStatus(id, "waiting", "balance", "pending", "insufficient_balance")
	p.Advance(time.Hour)
	p.wantStatus(id, "completed", nil, "delivered", nil)
}

func TestOrderIsCanceled(t *testing.T) {
	t.Parallel()
	p := billing(t, hostcontroltest.Options{Customers: 1})
	plain := p.ordered(registration("example.nl"))
	if diff := cmp.Diff([]any{"canceled", nil, "canceled", nil}, status(p.act("order", idOf(plain), "cancel").result(t))); diff != "" {
		t.Error(diff)
	}
	if code := p.act("order", idOf(plain), "cancel").code(t); code != "order_state_invalid" {
		t.Errorf("canceled twice: %q", code)
	}
	p.act("invoice", invoiceOf(plain), "close").result(t)
	p.wantStatus(idOf(plain), "canceled", nil, "canceled", nil)
	if got := p.get("/invoice?is_credit=true").listing(t).Total; got != 0 {
		t.Errorf("%d credit invoices", got)
	}

	p.SetBillingPolicy(hostcontroltest.BillingPolicy{CreditCanceled: true})
	credited := p.ordered(registration("example.nl"))
	p.act("order", idOf(credited), "cancel").result(t)
	credits := p.get("/invoice?is_credit=true").listing(t).Result
	if len(credits) != 1 || credits[0]["credited_invoice"] != float64(invoiceOf(credited)) || credits[0]["state"] != "draft" || credits[0]["total"] != -399.0 {
		t.Errorf("%v", credits)
	}

	delivered := p.ordered(registration("example.nl"))
	p.act("invoice", invoiceOf(delivered), "close").result(t)
	if code := p.act("order", idOf(delivered), "cancel").code(t); code != "order_state_invalid" {
		t.Errorf("a completed order: %q", code)
	}
	if code := p.act("order", 1, "cancel").code(t) + p.act("order", 1, "restart").code(t); code != "request_resource_unknownrequest_resource_unknown" {
		t.Errorf("%q", code)
	}
}

func TestOrderIsCanceledAutomatically(t *testing.T) {
	t.Parallel()
	p := billing(t, hostcontroltest.Options{Customers: 1})
	early := p.ordered(registration("early.nl"))
	p.SetBillingPolicy(hostcontroltest.BillingPolicy{CancelAfter: 30, CreditCanceled: true})
	if got := p.get("/label").result(t)["cancel_uncompleted_order_interval"]; got != 30.0 {
		t.Errorf("the label says %v", got)
	}
	p.Advance(10 * 24 * time.Hour)
	late, paid := p.ordered(registration("late.nl")), p.ordered(registration("paid.nl"))
	p.act("invoice", invoiceOf(paid), "close").result(t)
	p.Advance(20 * 24 * time.Hour)
	p.wantStatus(idOf(early), "canceled", nil, "canceled", nil)
	p.wantStatus(idOf(late), "waiting", "payment", "pending", nil)
	p.SetBillingPolicy(hostcontroltest.BillingPolicy{CancelAfter: 60})
	p.Advance(10 * 24 * time.Hour)
	p.wantStatus(idOf(late), "waiting", "payment", "pending", nil)
	p.Advance(30 * 24 * time.Hour)
	p.wantStatus(idOf(late), "canceled", nil, "canceled", nil)
	p.wantStatus(idOf(paid), "completed", nil, "delivered", nil)
	if got := p.get("/invoice?is_credit=true").listing(t).Total; got != 1 {
		t.Errorf("%d credit invoices", got)
	}
	p.SetBillingPolicy(hostcontroltest.BillingPolicy{})
	p.ordered(registration("forever.nl"))
	p.SetBillingPolicy(hostcontroltest.BillingPolicy{CancelAfter: -1})
	p.Advance(year)
	if got := p.get("/order?state=waiting").listing(t).Total; got != 1 {
		t.Errorf("%d orders wait", got)
	}
}

// A policy that comes late is not backdated: what it does happens now.
func TestLatePolicy(t *testing.T) {
	t.Parallel()
	p := billing(t, hostcontroltest.Options{Customers: 1})
	made := p.ordered(registration("example.nl"))
	p.Advance(100 * 24 * time.Hour)
	p.SetBillingPolicy(hostcontroltest.BillingPolicy{CancelAfter: 1})
	p.wantStatus(idOf(made), "canceled", nil, "canceled", nil)
	if updated := p.order(idOf(made))["updated"].(string); updated < "2026-04-15T09" {
		t.Errorf("canceled at %s", updated)
	}
}

func TestOrderIsRestarted(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	made := p.ordered(registration("example.nl") + "," + registration("example.nl"))
	id := idOf(made)
	p.act("order", id, "restart").result(t) // and the name is still taken
	if parts := p.order(id)["parts"].([]any); parts[1].(object)["last_error"] != "domain_taken" {
		t.Errorf("%v", parts)
	}
	p.del("/domain/example.nl")
	p.Advance(2 * year)
	p.Deposit(100_000)
	got := p.act("order", id, "restart").result(t)
	if diff := cmp.Diff([]any{"completed", nil, "delivered", nil}, status(got)); diff != "" {
		t.Error(diff)
	}
	if code := p.act("order", id, "restart").code(t); code != "order_state_invalid" {
		t.Errorf("a completed order: %q", code)
	}
	if types := eventTypes(t, p, 1); !slices.Contains(types, "order.restarted") {
		t.Errorf("%v", types)
	}
}

// A restart delivers what has failed, and not once more what was delivered.
func TestRestartBuysNothingTwice(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	made := p.ordered(registration("example.nl") + "," + registration("example.nl"))
	for range 3 {
		p.act("order", idOf(made), "restart").result(t)
	}
	if diff := cmp.Diff(map[string]float64{"Register example.nl": 399}, p.charges()); diff != "" {
		t.Error(diff)
	}
}
