package hostcontroltest_test

import (
	"strconv"
	"testing"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// billing starts a platform on which every label invoices its customers.
func billing(t testing.TB, opts hostcontroltest.Options) *platform {
	t.Helper()
	p := start(t, opts)
	p.SetInvoicing(true)
	return p
}

func (p *platform) order(id int) object {
	p.t.Helper()
	return p.get("/order/" + itoa(id)).result(p.t)
}

func (p *platform) invoice(id int) object {
	p.t.Helper()
	return p.get("/invoice/" + itoa(id)).result(p.t)
}

func (p *platform) payment(id int64) object {
	p.t.Helper()
	return p.get("/payment/" + itoa(int(id))).result(p.t)
}

// ordered is a new order of customer 1.
func (p *platform) ordered(parts string) object {
	p.t.Helper()
	return p.post("/order", newOrder(1, parts)).result(p.t)
}

// drafted is a new invoice of customer 1.
func (p *platform) drafted(lines string) int {
	p.t.Helper()
	return idOf(p.post("/invoice", newInvoice(1, lines)).result(p.t))
}

// pay starts a payment.
func (p *platform) pay(invoice, method int) int64 {
	p.t.Helper()
	body := `{"invoice":` + itoa(invoice) + `,"method":` + itoa(method) + `}`
	return int64(idOf(p.post("/payment", body).result(p.t)))
}

// act does something to an invoice or an order.
func (p *platform) act(resource string, id int, action string) reply {
	p.t.Helper()
	return p.post("/"+resource+"/"+itoa(id)+"/"+action, "[]")
}

func newInvoice(customer int, lines string) string {
	return `{"customer":` + itoa(customer) + `,"lines":[` + lines + `]}`
}

func idOf(o object) int { return int(o["id"].(float64)) }

func invoiceOf(order object) int { return idOf(order["invoice"].(object)) }

const (
	line     = `{"description":"Support","quantity":1.5,"unit_price":9999}`
	firstID  = 100_001
	byBank   = 801
	byCard   = 802
	transfer = 803
)

func atoi(t testing.TB, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
