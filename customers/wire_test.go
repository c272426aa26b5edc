package customers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

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

// reencoded decodes JSON into a T and encodes that.
func reencoded[T any](text jsontext.Value) (jsontext.Value, error) {
	var value T
	if err := json.Unmarshal(text, &value); err != nil {
		return nil, err
	}
	return json.Marshal(&value)
}

func TestDocumentedExamplesSurvive(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(jsontext.Value) (jsontext.Value, error){
		"GET /customer":               reencoded[[]customers.Customer],
		"POST /customer":              reencoded[customers.Customer],
		"GET /customer/{customer_id}": reencoded[customers.Customer],
		"PUT /customer/{customer_id}": reencoded[customers.Customer],
		"GET /contact":                reencoded[[]customers.Contact],
		"POST /contact":               reencoded[customers.Contact],
		"GET /contact/{contact_id}":   reencoded[customers.Contact],
		"PUT /contact/{contact_id}":   reencoded[customers.Contact],
		"GET /label":                  reencoded[customers.Label],
	}
	all := readExamples(t)
	if len(all) != len(kinds) {
		t.Errorf("%d examples, want %d", len(all), len(kinds))
	}
	for name, example := range all {
		got, err := kinds[name](example.Response.Result)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, loss := range losses("result", parsed(t, example.Response.Result), parsed(t, got)) {
			t.Errorf("%s: %s", name, loss)
		}
	}
}

func parsed(t *testing.T, text jsontext.Value) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// losses tell where got does not hold what want holds. A text that was null may
// have become empty, and a time may be written in another way.
func losses(at string, want, got any) []string {
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s: %v became %v", at, want, got)}
		}
		var lost []string
		for name, value := range want {
			member, ok := object[name]
			if !ok {
				lost = append(lost, at+"."+name+" is missing")
				continue
			}
			lost = append(lost, losses(at+"."+name, value, member)...)
		}
		return lost
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			return []string{fmt.Sprintf("%s: %v became %v", at, want, got)}
		}
		var lost []string
		for i, value := range want {
			lost = append(lost, losses(fmt.Sprintf("%s.%d", at, i), value, list[i])...)
		}
		return lost
	case nil:
		if got == nil || got == "" {
			return nil
		}
	case string:
		if text, ok := got.(string); ok && sameTime(want, text) {
			return nil
		}
	}
	if want != got {
		return []string{fmt.Sprintf("%s: %v became %v", at, want, got)}
	}
	return nil
}

func sameTime(a, b string) bool {
	first, err := time.Parse(time.RFC3339Nano, a)
	if err != nil {
		return false
	}
	second, err := time.Parse(time.RFC3339Nano, b)
	return err == nil && first.Equal(second)
}

func TestLossesAreSeen(t *testing.T) {
	t.Parallel()
	want := map[string]any{"a": 1.0, "b": []any{"x"}, "c": nil, "d": map[string]any{"e": "x"}, "f": true}
	got := map[string]any{"a": 2.0, "b": []any{}, "c": "x", "d": "x"}
	if lost := losses("result", want, got); len(lost) != 5 {
		t.Errorf("saw %q", lost)
	}
}

// Everything that this version does not know is kept, on every level.
func TestUnknownSurvives(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text   string
		encode func(jsontext.Value) (jsontext.Value, error)
	}{
		"customer": {`{"new":1,"label":{"new":[2]},"primary_contact":{"new":"3","type":"billing","gender":"x","country":{"new":null},
			"extra":{"TciRu":{"new":4,"IDNumber":"1"},"Other":{"a":{}}}},"created":"2015-03-02T09:11:42Z","updated":"2015-03-02T09:11:42Z"}`, reencoded[customers.Customer]},
		"login":       {`{"new":1,"customer":{"new":2},"type":"partner","last_login":null}`, reencoded[customers.Login]},
		"event":       {`{"new":1,"status":"stalled","object":{"new":2,"type":"domain","name":"example.com"}}`, reencoded[customers.Event]},
		"moved":       {`{"new":1,"domains":["example.com"],"certificates":[7]}`, reencoded[customers.Moved]},
		"label":       {`{"new":1,"currency":{"new":2},"reseller":{"new":3},"accept_registrations_from_countries":[{"new":4}],"max_order_payment_amount_per_day":0}`, reencoded[customers.Label]},
		"reseller":    {`{"new":1,"customer":{"new":2},"balance":-1,"lower_limit":0,"currency":"JPY"}`, reencoded[customers.Reseller]},
		"transaction": {`{"new":1,"type":"refund","amount":1,"balance":9223372036854775807,"currency":"KWD"}`, reencoded[customers.Transaction]},
	}
	for name, tt := range tests {
		got, err := tt.encode(jsontext.Value(tt.text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, loss := range losses(name, parsed(t, jsontext.Value(tt.text)), parsed(t, got)) {
			t.Error(loss)
		}
	}
}

// Every result that can say more than this version knows has a place for it.
// A login link has none, since what it says may be secret.
func TestResultsHaveUnknown(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{reflect.TypeFor[customers.LoginLink](): true}
	var walk func(reflect.Type)
	walk = func(kind reflect.Type) {
		switch kind.Kind() {
		case reflect.Pointer, reflect.Slice:
			walk(kind.Elem())
		case reflect.Struct:
			if seen[kind] || !strings.HasSuffix(kind.PkgPath(), "/customers") {
				return
			}
			seen[kind] = true
			places := 0
			for field := range kind.Fields() {
				if field.Type == reflect.TypeFor[jsontext.Value]() && field.Tag.Get("json") == ",embed" {
					places++
				}
				walk(field.Type)
			}
			if places != 1 {
				t.Errorf("%s has %d places for what is unknown", kind, places)
			}
		}
	}
	for _, kind := range []reflect.Type{
		reflect.TypeFor[customers.Customer](), reflect.TypeFor[customers.Contact](), reflect.TypeFor[customers.Login](),
		reflect.TypeFor[customers.Event](), reflect.TypeFor[customers.Reseller](), reflect.TypeFor[customers.Transaction](),
		reflect.TypeFor[customers.Label](), reflect.TypeFor[customers.Moved](),
	} {
		walk(kind)
	}
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
			client := resttest.NewClient(t, func(*http.Request) (*http.Response, error) { return resttest.Respond(resttest.Success(tt.result)) })
			err := tt.call(t.Context(), client)
			if err == nil {
				t.Fatal("no error")
			}
			for _, part := range tt.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not name %q", err, part)
				}
			}
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
		got, err := reencoded[customers.RegistryData](raw)
		if err != nil {
			t.Fatal(err)
		}
		before, after := jsontext.Value(raw), got
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
