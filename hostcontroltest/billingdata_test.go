package hostcontroltest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// everything is all objects of a list, by their ids.
func (p *platform) everything(path string) map[int]object {
	p.t.Helper()
	all := map[int]object{}
	for offset, last := 0, 0; ; offset += 500 {
		page := p.get(path + "?limit=500&offset=" + itoa(offset)).listing(p.t)
		for _, x := range page.Result {
			if id := idOf(x); id > last {
				last, all[id] = id, x
			} else {
				p.t.Fatalf("%s: %d comes after %d", path, id, last)
			}
		}
		if len(page.Result) < 500 {
			return all
		}
	}
}

// corners is what is known of all invoices, payments and orders.
type corners struct{ invoices, payments, orders map[int]object }

func (p *platform) corners() corners {
	p.t.Helper()
	return corners{p.everything("/invoice"), p.everything("/payment"), p.everything("/order")}
}

// complainer is a test, also one of rapid's.
type complainer interface {
	Helper()
	Errorf(format string, args ...any)
}

// check tells where the corners contradict each other, themselves or the rules.
func (c corners) check(t complainer) {
	t.Helper()
	for id, invoice := range c.invoices {
		c.checkInvoice(t, id, invoice)
	}
	for id, payment := range c.payments {
		invoice := c.invoices[idOf(payment["invoice"].(object))]
		listed := slices.ContainsFunc(invoice["payments"].([]any), func(x any) bool {
			return cmp.Equal(x, any(object{"id": float64(id), "state": payment["state"], "amount": payment["amount"]}))
		})
		if !listed || payment["amount"] != invoice["total"] || !cmp.Equal(payment["order"], invoice["order"]) || !cmp.Equal(payment["customer"], invoice["customer"]) {
			t.Errorf("payment %d: %v of %v", id, payment, invoice)
		}
	}
	for id, order := range c.orders {
		if order["invoice"] == nil {
			continue
		}
		invoice := c.invoices[invoiceOf(order)]
		if invoice["order"] == nil || idOf(invoice["order"].(object)) != id || len(order["payments"].([]any)) != len(invoice["payments"].([]any)) {
			t.Errorf("order %d: %v of %v", id, order, invoice)
		}
		if order["state"] == "completed" && order["hold"] != nil || (order["state"] == "waiting") != (order["hold"] != nil) {
			t.Errorf("order %d is %v but holds on %v", id, order["state"], order["hold"])
		}
	}
}

func (c corners) checkInvoice(t complainer, id int, invoice object) {
	t.Helper()
	var tax, total float64
	for _, line := range invoice["lines"].([]any) {
		tax, total = tax+line.(object)["tax"].(float64), total+line.(object)["total"].(float64)
	}
	if invoice["tax"] != tax || invoice["total"] != total || invoice["subtotal"] != total-tax || (total < 0) != (invoice["is_credit"] == true && total != 0) {
		t.Errorf("invoice %d: the sums of %v", id, invoice)
	}
	isDraft, isClosed := invoice["state"] == "draft", invoice["state"] == "closed"
	if isDraft != (invoice["number"] == nil) || isDraft != (invoice["opened"] == nil) || isClosed != (invoice["closed"] != nil) {
		t.Errorf("invoice %d: the times of %v", id, invoice)
	}
	if order, ok := invoice["order"].(object); ok && c.orders[idOf(order)]["state"] != order["state"] {
		t.Errorf("invoice %d: the order of %v", id, invoice)
	}
	if invoice["is_credit"] == true && (c.invoices[int(invoice["credited_invoice"].(float64))] == nil || len(invoice["payments"].([]any)) > 0) {
		t.Errorf("invoice %d: credits nothing: %v", id, invoice)
	}
}

// Generated invoices are varied, consistent, in the past, and always the same.
func TestDemoInvoices(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Invoices: 3000})
	all := p.corners()
	all.check(t)
	seen := map[any]int{}
	now := p.Now().Format(time.RFC3339)
	customers := p.everything("/customer")
	for _, invoice := range all.invoices {
		seen["invoice "+invoice["state"].(string)]++
		seen[invoice["is_credit"]]++
		owner := customers[idOf(invoice["customer"].(object))]
		if invoice["created"].(string) < owner["created"].(string) || invoice["updated"].(string) >= now {
			t.Errorf("made at %v and changed at %v, for a customer of %v", invoice["created"], invoice["updated"], owner["created"])
		}
	}
	for _, payment := range all.payments {
		seen["payment "+payment["state"].(string)]++
	}
	for _, order := range all.orders {
		seen["order "+order["state"].(string)]++
	}
	for _, kind := range []any{
		true, false, "invoice draft", "invoice open", "invoice closed",
		"payment pending", "payment authorised", "payment failed", "payment expired",
		"order waiting", "order completed", "order failed", "order canceled",
	} {
		if seen[kind] == 0 {
			t.Errorf("%v never occurs: %v", kind, seen)
		}
	}
	if len(all.invoices) != 3000 {
		t.Errorf("%d invoices", len(all.invoices))
	}
	again := start(t, hostcontroltest.Options{Invoices: 3000, InMemory: true})
	for _, path := range []string{"/invoice?offset=2600&limit=500", "/payment?offset=2000", "/order?offset=2000", "/customer/1/event"} {
		if diff := cmp.Diff(string(p.get(path).body), string(again.get(path).body)); diff != "" {
			t.Errorf("%s differs: %s", path, diff)
		}
	}
}

// Invoices change nothing about the rest of the demo data, and need customers.
func TestDemoInvoicesStandAlone(t *testing.T) {
	t.Parallel()
	with, without := start(t, hostcontroltest.Options{Invoices: 100}), start(t, hostcontroltest.Options{})
	for _, path := range []string{"/customer?limit=500", "/domain?limit=500", "/reseller/" + with.ResellerReference + "/transaction"} {
		if diff := cmp.Diff(string(without.get(path).body), string(with.get(path).body)); diff != "" {
			t.Errorf("%s differs: %s", path, diff)
		}
	}
	nobody := start(t, hostcontroltest.Options{Customers: -1, Invoices: 100})
	if got := nobody.get("/invoice").listing(t).Total; got != 0 {
		t.Errorf("%d invoices of nobody", got)
	}
	last := ""
	for _, e := range with.get("/customer/1/event?limit=500").listing(t).Result {
		if e["created"].(string) < last {
			t.Errorf("event of %v after one of %s", e["created"], last)
		}
		last = e["created"].(string)
	}
}

// A generated order that waits goes on like any other when it is paid.
func TestDemoInvoiceIsPaid(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Invoices: 1000})
	pending := p.get("/payment?state=pending").listing(t).Result
	if len(pending) < 2 {
		t.Fatalf("%d pending payments", len(pending))
	}
	if err := p.AuthorizePayment(int64(idOf(pending[0]))); err != nil {
		t.Fatal(err)
	}
	if got := p.payment(int64(idOf(pending[0])))["invoice"].(object)["state"]; got != "closed" {
		t.Errorf("the invoice is %v", got)
	}
	p.Advance(15 * 24 * time.Hour)
	if got := p.get("/payment?state=pending").listing(t).Total; got != 0 {
		t.Errorf("%d payments are still pending", got)
	}
	p.corners().check(t)
}

// The pages of 20,000 invoices come fast: no page costs more than looking at
// all rows once.
func BenchmarkInvoicePages(b *testing.B) {
	p := start(b, hostcontroltest.Options{Invoices: 20_000, InMemory: true})
	for b.Loop() {
		if got := len(p.everything("/invoice")); got != 20_000 {
			b.Fatalf("%d invoices", got)
		}
	}
}
