package hostcontroltest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// rates are the tax rates of new lines of a customer, one for each category.
func (p *platform) rates(customer int, categories ...string) []any {
	p.t.Helper()
	var rates []any
	for _, category := range categories {
		line := `{"description":"x","unit_price":100,"product_category":"` + category + `"}`
		lines := p.post("/invoice", newInvoice(customer, line)).result(p.t)["lines"].([]any)
		rates = append(rates, lines[0].(object)["tax_rate"])
	}
	return rates
}

// taxed is a new customer of a country.
func (p *platform) taxed(email, country, organisation string) int {
	p.t.Helper()
	extra := `"country":"` + country + `","organisation":"` + organisation + `"`
	return idOf(p.post("/customer", newCustomer(email, extra)).result(p.t))
}

func TestDefaultTaxes(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	tests := []struct{ country, organisation, want string }{
		{"NL", "", "21.00"},
		{"NL", "Sample Bakery", "21.00"},
		{"DE", "", "21.00"},
		{"DE", "Sample Bakery", "0.00"},
		{"CH", "", "0.00"},
	}
	for i, tt := range tests {
		id := p.taxed("customer"+itoa(i)+"@example.com", tt.country, tt.organisation)
		if diff := cmp.Diff([]any{tt.want}, p.rates(id, "domain")); diff != "" {
			t.Errorf("%v: %s", tt, diff)
		}
	}
}

func TestTaxRules(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	now := p.Now()
	for _, rule := range []hostcontroltest.TaxRule{
		{Name: "later", Rate: "1", Priority: 6},
		{Name: "domains", Rate: "2.5", Priority: 5, Categories: []string{"domain", "ssl"}, Countries: []string{"CH"}},
		{Name: "never reached", Rate: "3", Priority: 5, Categories: []string{"ssl"}, Countries: []string{"CH"}},
		{Name: "companies", Rate: "4.125", Priority: 4, Customers: "company", Countries: []string{"CH"}},
		{Name: "over", Rate: "5", Priority: 1, Until: now},
		{Name: "to come", Rate: "100", Priority: 1, From: now.Add(time.Hour), Until: now.Add(2 * time.Hour)},
	} {
		if err := p.AddTaxRule(rule); err != nil {
			t.Fatal(err)
		}
	}
	person, company := p.taxed("person@example.com", "CH", ""), p.taxed("company@example.com", "CH", "Sample Bikes")
	want := func(customer int, rates ...any) {
		t.Helper()
		if diff := cmp.Diff(rates, p.rates(customer, "domain", "ssl", "hosting", "")); diff != "" {
			t.Error(diff)
		}
	}
	want(person, "2.50", "2.50", "1.00", "1.00")
	want(company, "4.125", "4.125", "4.125", "4.125")
	p.Advance(time.Hour)
	want(person, "100.00", "100.00", "100.00", "100.00")
	p.Advance(time.Hour)
	want(person, "2.50", "2.50", "1.00", "1.00")
}

func TestTaxRuleRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	for _, rule := range []hostcontroltest.TaxRule{
		{},
		{Rate: "-1"},
		{Rate: "100.01"},
		{Rate: "21 %"},
		{Rate: "21", Customers: "everybody"},
		{Rate: "21", Categories: []string{"domain", "pizza"}},
	} {
		if err := p.AddTaxRule(rule); err == nil {
			t.Errorf("%+v was accepted", rule)
		}
	}
}

// Each line is rounded once, a half away from zero, whether the tax is part of
// the price or comes on top of it.
func TestRounding(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	if err := p.AddTaxRule(hostcontroltest.TaxRule{Rate: "25"}); err != nil {
		t.Fatal(err)
	}
	id := p.taxed("person@example.com", "NL", "")
	tests := []struct {
		exclude    bool
		price      int
		quantity   string
		tax, total float64
	}{
		{false, 1, "0.5", 0, 1},    // 0.5
		{false, 1, "0.4999", 0, 0}, // 0.4999
		{false, 5, "0.5", 1, 3},    // 2.5, of which 0.6 is tax
		{false, 125, "1", 25, 125},
		{true, 2, "1", 1, 3}, // 0.5 on top
		{true, 1, "1", 0, 1}, // 0.25 on top
		{true, 3, "0.5", 1, 3},
		{true, 1000000000, "1000000", 250000000000000, 1250000000000000},
	}
	for _, tt := range tests {
		p.SetBillingPolicy(hostcontroltest.BillingPolicy{PricesExcludeTax: tt.exclude})
		body := newInvoice(id, `{"description":"x","quantity":`+tt.quantity+`,"unit_price":`+itoa(tt.price)+`}`)
		got := p.post("/invoice", body).result(t)
		if got["tax"] != tt.tax || got["total"] != tt.total || got["subtotal"] != tt.total-tt.tax || got["is_price_including_tax"] == tt.exclude {
			t.Errorf("%+v: %v", tt, got)
		}
	}
	if got := p.get("/label").result(t)["is_product_pricing_including_tax"]; got != false {
		t.Errorf("the label says %v", got)
	}
}
