package customers_test

import (
	"context"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestLabelExchange(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{{
		Name:   "get",
		Call:   func(ctx context.Context, c *rest.Client) (any, error) { return customers.NewLabel(c).Get(ctx) },
		Method: "GET", Target: "/label",
		Answer: string(readExamples(t)["GET /label"].Response.Result),
		Want: &customers.Label{
			Reference:            "0f0e0d0c-1111-4222-8333-444455556666",
			Brand:                "Example Hosting",
			Reseller:             customers.ResellerRef{Reference: "examplehosting"},
			Enabled:              true,
			Currency:             customers.LabelCurrency{Name: "Euro", Code: "EUR"},
			Countries:            []customers.Country{{Code: "BE", Name: "Belgium"}, {Code: "NL", Name: "Netherlands"}},
			AcceptsResellers:     true,
			AcceptsDeposits:      true,
			NameServerManagement: true,
			DNSManagement:        true,
			PricesIncludeTax:     true,
			AutoRenewInterval:    28,
			RenewalOrderInterval: 30,
		},
	}})
}

// The documented name ends in a blank; a corrected platform would drop it.
func TestLabelRenewalOrders(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{
		`{"is_create_renewal_order_enabled ":true}`:                                         true,
		`{"is_create_renewal_order_enabled ":false}`:                                        false,
		`{"is_create_renewal_order_enabled":true}`:                                          true,
		`{"is_create_renewal_order_enabled":true,"is_create_renewal_order_enabled ":false}`: true,
		`{"is_create_renewal_order_enabled":false,"is_create_renewal_order_enabled ":true}`: false,
		`{"is_create_renewal_order_enabled ":true,"is_create_renewal_order_enabled":null}`:  true,
		`{"is_create_renewal_order_enabled ":true,"is_something_else":false}`:               true,
		`{}`: false,
	}
	for text, want := range tests {
		var label customers.Label
		if err := json.Unmarshal([]byte(text), &label); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if label.RenewalOrders != want {
			t.Errorf("%s: RenewalOrders is %t", text, label.RenewalOrders)
		}
		again := resttest.Encode(t, &label)
		for _, loss := range resttest.Losses("label", withoutSpelling(resttest.Parsed(t, text)), resttest.Parsed(t, again)) {
			t.Errorf("%s: %s", text, loss)
		}
		var second customers.Label
		if err := json.Unmarshal([]byte(again), &second); err != nil || second.RenewalOrders != want {
			t.Errorf("%s became %s: %t, %v", text, again, second.RenewalOrders, err)
		}
	}
}

// withoutSpelling leaves out the documented name where both are there, since
// the other one decides about its value.
func withoutSpelling(label any) any {
	members := label.(map[string]any)
	if members["is_create_renewal_order_enabled"] != nil {
		delete(members, "is_create_renewal_order_enabled ")
	}
	return members
}

func TestLabelSurvives(t *testing.T) {
	t.Parallel()
	const text = `{"is_create_renewal_order_enabled ":true,"max_order_payment_amount_per_day":0,
		"cancel_uncompleted_order_interval":14,"park_ipaddress":"192.0.2.1","is_next":{"a":1}}`
	resttest.CheckKept(t, "label", text, resttest.Reencoded[customers.Label])
}

func TestLabelOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: -1})
	label, err := customers.NewLabel(client).Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if label.Brand != "Example Hosting" || label.Currency.Code != "EUR" || len(label.Countries) < 2 || label.Countries[0].Code == "" {
		t.Errorf("got %+v", label)
	}
	if label.Unknown != nil {
		t.Errorf("unknown: %s", label.Unknown)
	}
}
