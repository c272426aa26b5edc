package customers_test

import (
	"context"
	"errors"
	"os"
	"reflect"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// examples are the documented answers.
type examples map[string]struct {
	Response struct {
		Result jsontext.Value `json:"result"`
	} `json:"response"`
}

func readExamples(t *testing.T) examples {
	t.Helper()
	text, err := os.ReadFile("testdata/examples.json")
	if err != nil {
		t.Fatal(err)
	}
	var all examples
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestDocumentedExamplesSurvive(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(string) (string, error){
		"GET /customer":               resttest.Reencoded[[]customers.Customer],
		"POST /customer":              resttest.Reencoded[customers.Customer],
		"GET /customer/{customer_id}": resttest.Reencoded[customers.Customer],
		"PUT /customer/{customer_id}": resttest.Reencoded[customers.Customer],
		"GET /contact":                resttest.Reencoded[[]customers.Contact],
		"POST /contact":               resttest.Reencoded[customers.Contact],
		"GET /contact/{contact_id}":   resttest.Reencoded[customers.Contact],
		"PUT /contact/{contact_id}":   resttest.Reencoded[customers.Contact],
		"GET /label":                  resttest.Reencoded[customers.Label],
	}
	all := readExamples(t)
	if len(all) != len(kinds) {
		t.Errorf("%d examples, want %d", len(all), len(kinds))
	}
	for name, example := range all {
		resttest.CheckKept(t, name, string(example.Response.Result), kinds[name])
	}
}

// Everything that this version does not know is kept, on every level.
func TestUnknownSurvives(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text   string
		encode func(string) (string, error)
	}{
		"customer": {`{"new":1,"label":{"new":[2]},"primary_contact":{"new":"3","type":"billing","gender":"x","country":{"new":null},
			"extra":{"TciRu":{"new":4,"IDNumber":"1"},"Other":{"a":{}}}},"created":"2015-03-02T09:11:42Z","updated":"2015-03-02T09:11:42Z"}`, resttest.Reencoded[customers.Customer]},
		"login":       {`{"new":1,"customer":{"new":2},"type":"partner","last_login":null}`, resttest.Reencoded[customers.Login]},
		"event":       {`{"new":1,"status":"stalled","object":{"new":2,"type":"domain","name":"example.com"}}`, resttest.Reencoded[customers.Event]},
		"moved":       {`{"new":1,"domains":["example.com"],"certificates":[7]}`, resttest.Reencoded[customers.Moved]},
		"label":       {`{"new":1,"currency":{"new":2},"reseller":{"new":3},"accept_registrations_from_countries":[{"new":4}],"max_order_payment_amount_per_day":0}`, resttest.Reencoded[customers.Label]},
		"reseller":    {`{"new":1,"customer":{"new":2},"balance":-1,"lower_limit":0,"currency":"JPY"}`, resttest.Reencoded[customers.Reseller]},
		"transaction": {`{"new":1,"type":"refund","amount":1,"balance":9223372036854775807,"currency":"KWD"}`, resttest.Reencoded[customers.Transaction]},
	}
	for name, tt := range tests {
		resttest.CheckKept(t, name, tt.text, tt.encode)
	}
}

// Every result that can say more than this version knows has a place for it.
// A login link has none, since what it says may be secret.
func TestResultsHaveUnknown(t *testing.T) {
	t.Parallel()
	resttest.CheckUnknown(t,
		reflect.TypeFor[customers.Customer](), reflect.TypeFor[customers.Contact](), reflect.TypeFor[customers.Login](),
		reflect.TypeFor[customers.Event](), reflect.TypeFor[customers.Reseller](), reflect.TypeFor[customers.Transaction](),
		reflect.TypeFor[customers.Label](), reflect.TypeFor[customers.Moved](),
	)
}

func TestWrongTypesAreNamed(t *testing.T) {
	t.Parallel()
	customer := func(ctx context.Context, c *rest.Client) error {
		_, err := customers.New(c).Get(ctx, 48)
		return err
	}
	reseller := func(ctx context.Context, c *rest.Client) error {
		_, err := customers.NewResellers(c).Get(ctx, "exampleresale")
		return err
	}
	transactions := func(ctx context.Context, c *rest.Client) error {
		_, err := customers.NewResellers(c).Transactions(ctx, "exampleresale", customers.TransactionFilter{})
		return err
	}
	label := func(ctx context.Context, c *rest.Client) error {
		_, err := customers.NewLabel(c).Get(ctx)
		return err
	}
	tests := []struct {
		name   string
		call   func(context.Context, *rest.Client) error
		result string
		want   []string
	}{
		{"id", customer, `{"id":"x"}`, []string{"customers.get", "GET /customer/48", "result.id"}},
		{"flag", customer, `{"is_enabled":"yes"}`, []string{"GET /customer/48", "result.is_enabled"}},
		{"time", customer, `{"created":"yesterday"}`, []string{"GET /customer/48", "result.created"}},
		{"contact", customer, `{"primary_contact":{"country":"NL"}}`, []string{"result.primary_contact.country"}},
		{"registry data", customer, `{"primary_contact":{"extra":{"TciRu":{"birthDate":1}}}}`, []string{"result.primary_contact.extra.TciRu.birthDate"}},
		{"balance", reseller, `{"balance":"1.50","currency":"EUR"}`, []string{"resellers.get", "GET /reseller/exampleresale", "result.balance"}},
		{"fraction", reseller, `{"balance":1.5,"currency":"EUR"}`, []string{"result.balance"}},
		{"currency", reseller, `{"balance":1,"lower_limit":1,"currency":"ZZZ"}`, []string{"GET /reseller/exampleresale", "result.currency"}},
		{"no currency", transactions, `[{"amount":1,"balance":1}]`, []string{"GET /reseller/exampleresale/transaction", "result.0.currency"}},
		{"amount", transactions, `[{"amount":[],"balance":1}]`, []string{"result.0.amount"}},
		{"label", label, `{"is_enabled":1}`, []string{"label.get", "GET /label", "result.is_enabled"}},
		{"corrected label", label, `{"is_create_renewal_order_enabled":1}`, []string{"result.is_create_renewal_order_enabled"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			resttest.CheckWrongType(t, tt.call, tt.result, tt.want...)
		})
	}
}

// Registry data go back as they came, whatever the registry.
func TestRegistryDataSurvive(t *testing.T) {
	t.Parallel()
	text := rapid.StringMatching(`[ -~é€]{1,12}`)
	names := rapid.StringMatching(`[A-Z][A-Za-z]{1,8}`)
	rapid.Check(t, func(t *rapid.T) {
		want := map[string]any{}
		for name, data := range rapid.MapOf(names, rapid.MapOf(names, text)).Draw(t, "registries") {
			want[name] = data
		}
		fields := rapid.SliceOfDistinct(rapid.SampledFrom([]string{
			"IDNumber", "issuedDate", "birthDate", "issuedByCity", "issuedByCountry", "patronymic",
		}), rapid.ID).Draw(t, "fields")
		if len(fields) > 0 {
			ru := map[string]any{}
			for _, field := range fields {
				ru[field] = text.Draw(t, field)
			}
			want["TciRu"] = ru
		}
		raw, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := resttest.Reencoded[customers.RegistryData](string(raw))
		if err != nil {
			t.Fatal(err)
		}
		before, after := jsontext.Value(raw), jsontext.Value(got)
		if err := errors.Join(before.Canonicalize(), after.Canonicalize()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(before), string(after)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestAmountsOfTwoCurrencies(t *testing.T) {
	t.Parallel()
	euro, dollar := resttest.Amount(t, "1", "EUR"), resttest.Amount(t, "1", "USD")
	for name, value := range map[string]any{
		"reseller":        &customers.Reseller{Balance: euro, LowerLimit: dollar},
		"transaction":     &customers.Transaction{Amount: euro, Balance: dollar},
		"first fraction":  &customers.Transaction{Amount: resttest.Amount(t, "0.001", "EUR"), Balance: euro},
		"second fraction": &customers.Transaction{Amount: euro, Balance: resttest.Amount(t, "0.001", "EUR")},
		"no currency":     &customers.Reseller{},
	} {
		if text, err := json.Marshal(value); err == nil {
			t.Errorf("%s: encoded as %s", name, text)
		}
	}
}
