package hostcontroltest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestDomainPrices(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	prices := p.get("/domain-prices").listing(t)
	if prices.Total < 40 || len(prices.Result) != prices.Total {
		t.Errorf("%d of %d prices", len(prices.Result), prices.Total)
	}
	found := map[any]object{}
	for _, price := range prices.Result {
		found[price["tld"]] = price
		for _, name := range []string{"price_register", "price_renew", "price_transfer"} {
			if amount := price[name].(float64); amount <= 0 || amount != float64(int(amount)) {
				t.Errorf("%v: %s is %v", price["tld"], name, amount)
			}
		}
	}
	want := []object{
		{"tld": "com", "price_register": 899.0, "price_renew": 999.0, "price_transfer": 899.0, "price_restore": 7900.0, "interval": 12.0, "currency": "EUR"},
		{"tld": "co.uk", "price_register": 649.0, "price_renew": 749.0, "price_transfer": 649.0, "price_restore": 1900.0, "interval": 12.0, "currency": "EUR"},
		{"tld": "at", "price_register": 1099.0, "price_renew": 1099.0, "price_transfer": 1099.0, "price_restore": nil, "interval": 12.0, "currency": "EUR"},
	}
	if diff := cmp.Diff(want, []object{found["com"], found["co.uk"], found["at"]}); diff != "" {
		t.Error(diff)
	}
}

// What buying costs is what the list says, whatever the TLD.
func TestPricesAreCharged(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1, InMemory: true})
	want := map[string]float64{}
	for _, price := range p.get("/domain-prices").listing(t).Result {
		under := price["tld"].(string)
		p.register("example." + under)
		p.Advance(15 * time.Minute)
		p.post("/domain/example."+under+"/renew", `{"interval":12}`).result(t)
		p.post("/domain-transfer", `{"customer":1,"domain":"other.`+under+`","auth_code":"code"}`).result(t)
		want["Register example."+under] = price["price_register"].(float64)
		want["Renew example."+under] = price["price_renew"].(float64)
		want["Transfer other."+under] = price["price_transfer"].(float64)
	}
	if diff := cmp.Diff(want, p.charges()); diff != "" {
		t.Error(diff)
	}
}
