package domains_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const priceJSON = `{
	"tld": "com", "price_register": 899, "price_renew": 999, "price_transfer": 0, "price_restore": null,
	"interval": 12, "currency": "EUR", "is_selectable": true
}`

func wantPrice(t *testing.T) *domains.Price {
	t.Helper()
	return &domains.Price{
		TLD:      "com",
		Register: resttest.Amount(t, "8.99", "EUR"),
		Renew:    resttest.Amount(t, "9.99", "EUR"),
		Transfer: resttest.Amount(t, "0", "EUR"),
		Interval: 12,
		Unknown:  jsontext.Value(`{"is_selectable":true}`),
	}
}

var comparePrices = cmp.Options{resttest.CompareValues, cmpopts.IgnoreUnexported(domains.Price{})}

func TestPriceExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "page",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := domains.New(c).Prices(ctx, domains.PriceFilter{Offset: 20}, rest.WithPageSize(10))
				if err != nil {
					return nil, err
				}
				if diff := cmp.Diff([]domains.Price{*wantPrice(t)}, page.Items, comparePrices); diff != "" {
					t.Error(diff)
				}
				return page, nil
			},
			Method: "GET", Target: "/domain-prices?limit=10&offset=20", Answer: "[" + priceJSON + "]",
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				prices, err := rest.Collect(domains.New(c).AllPrices(ctx, domains.PriceFilter{}), 0)
				if diff := cmp.Diff([]*domains.Price{wantPrice(t)}, prices, comparePrices); diff != "" {
					t.Error(diff)
				}
				return prices, err
			},
			Method: "GET", Target: "/domain-prices?limit=100&offset=0", Answer: "[" + priceJSON + "]",
		},
	})
}

// Prices that come without a currency are in that of the label.
func TestPricesInTheLabelsCurrency(t *testing.T) {
	t.Parallel()
	const (
		bare  = `[{"tld":"com","price_register":899},{"tld":"net","price_register":1099},{"tld":"org","price_register":1,"currency":"USD"}]`
		label = "GET /label"
	)
	dollars := resttest.Step{Request: label, Answer: resttest.Success(`{"currency":{"name":"Yen","iso_name":"JPY"}}`)}
	list := func(c *rest.Client) ([]string, error) {
		page, err := domains.New(c).Prices(t.Context(), domains.PriceFilter{})
		if err != nil {
			return nil, err
		}
		var got []string
		for _, price := range page.Items {
			got = append(got, price.TLD+" "+price.Register.String()+" "+price.Renew.CurrencyCode())
		}
		return got, nil
	}
	all := func(c *rest.Client) ([]string, error) {
		var got []string
		for price, err := range domains.New(c).AllPrices(t.Context(), domains.PriceFilter{}) {
			if err != nil {
				return nil, err
			}
			got = append(got, price.TLD+" "+price.Register.String()+" "+price.Renew.CurrencyCode())
		}
		return got, nil
	}
	for name, tt := range map[string]struct {
		request string
		call    func(*rest.Client) ([]string, error)
	}{
		"page": {"GET /domain-prices", list},
		"all":  {"GET /domain-prices?limit=100&offset=0", all},
	} {
		prices := resttest.Step{Request: tt.request, Answer: resttest.Success(bare)}
		got, err := tt.call(resttest.Script(t, prices, dollars))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff([]string{"com 899 JPY ", "net 1099 JPY ", "org 0.01 USD "}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for problem, answer := range map[string]string{
			"looking for their currency": resttest.Failure("request_permission_denied"),
			"currency of the label":      resttest.Success(`{"currency":{"iso_name":"ZZZ"}}`),
		} {
			_, err := tt.call(resttest.Script(t, prices, resttest.Step{Request: label, Answer: answer}))
			if err == nil || !strings.Contains(err.Error(), problem) {
				t.Errorf("%s: got %v, want %s", name, err, problem)
			}
		}
		_, err = tt.call(resttest.Script(t, resttest.Step{Request: tt.request, Answer: resttest.Failure("request_permission_denied")}))
		if !errors.Is(err, rest.ErrForbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range domains.New(resttest.Script(t, resttest.Step{Request: "GET /domain-prices?limit=100&offset=0", Answer: resttest.Success(bare)}, dollars)).AllPrices(t.Context(), domains.PriceFilter{}) {
		break
	}
}

func TestPriceValidation(t *testing.T) {
	t.Parallel()
	service := domains.New(resttest.NewClient(t, resttest.NoRequest(t)))
	_, page := service.Prices(t.Context(), domains.PriceFilter{Offset: -1})
	_, all := rest.Collect(service.AllPrices(t.Context(), domains.PriceFilter{Offset: -1}), 0)
	for _, err := range []error{page, all} {
		if diff := cmp.Diff([]string{"offset: must not be negative"}, resttest.FieldsOf(err)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestPricesThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	euro := resttest.Amount(t, "1", "EUR")
	for name, price := range map[string]*domains.Price{
		"two currencies": {Register: euro, Renew: resttest.Amount(t, "1", "USD")},
		"fraction":       {Register: resttest.Amount(t, "0.001", "EUR")},
	} {
		if text, err := json.Marshal(price); err == nil {
			t.Errorf("%s: encoded as %s", name, text)
		}
	}
}

func TestPricesOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: -1})
	prices, err := rest.Collect(domains.New(client).AllPrices(t.Context(), domains.PriceFilter{}, rest.WithPageSize(9)), 0)
	if err != nil || len(prices) < 40 {
		t.Fatalf("%d prices, %v", len(prices), err)
	}
	restorable := 0
	for _, price := range prices {
		if price.Interval != 12 || !price.Register.IsPositive() || !price.Renew.IsPositive() || !price.Transfer.IsPositive() {
			t.Errorf("%+v", price)
		}
		if price.Restore.CurrencyCode() != "" {
			restorable++
		}
	}
	if restorable == 0 || restorable == len(prices) {
		t.Errorf("%d of %d TLDs can be restored", restorable, len(prices))
	}
}
