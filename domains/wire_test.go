package domains_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// reencoded decodes JSON into a T and encodes that.
func reencoded[T any](text jsontext.Value) (jsontext.Value, error) {
	var value T
	if err := json.Unmarshal(text, &value); err != nil {
		return nil, err
	}
	return json.Marshal(&value)
}

func TestDocumentedDomainsSurvive(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(jsontext.Value) (jsontext.Value, error){
		"GET /domain":                            reencoded[[]domains.Domain],
		"POST /domain":                           reencoded[domains.Domain],
		"GET /domain/{domain_name}":              reencoded[domains.Domain],
		"GET /domain/{domain_name}?extended=1":   reencoded[domains.Domain],
		"PUT /domain/{domain_name}":              reencoded[domains.Domain],
		"POST /domain/{domain_name}/renew":       reencoded[domains.Domain],
		"POST /domain/{domain_name}/transfer":    reencoded[domains.Domain],
		"GET /domain/{domain_name}/name-server":  reencoded[[]domains.NameServer],
		"POST /domain/{domain_name}/name-server": reencoded[domains.Domain],
		"POST /domain-is":                        reencoded[domains.Availability],
		"GET /domain-prices":                     reencoded[[]domains.Price],
	}
	text, err := os.ReadFile("testdata/domains.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]jsontext.Value
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != len(kinds) {
		t.Errorf("%d examples, want %d", len(all), len(kinds))
	}
	for name, result := range all {
		got, err := kinds[name](result)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, loss := range losses("result", parsed(t, result), parsed(t, got)) {
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
		"domain": {`{"new":1,"name":"Example.COM","status":"parked","customer":{"new":2},"redirects":[{"new":3,"type":"308"}],
			"hosting":{"new":4,"status":"moving","plan":{"new":5}},"tld":{"new":6},"extended":{"new":7},
			"expires":null,"deleted":"2026-01-05T09:00:00.5+01:00"}`, reencoded[domains.Domain]},
		"price": {`{"new":1,"tld":"com","price_register":1,"price_renew":null,"price_transfer":-5,"price_restore":9223372036854775807,
			"interval":12,"currency":"KWD"}`, reencoded[domains.Price]},
		"price without a currency": {`{"new":1,"tld":"com","price_register":899,"price_renew":0}`, reencoded[domains.Price]},
		"tld":                      {`{"new":1,"name":"com","renew_domain_periods":[12]}`, reencoded[domains.TLD]},
		"name server":              {`{"new":1,"hostname":"ns1.example.com"}`, reencoded[domains.NameServer]},
		"child host":               {`{"new":1,"ip_addresses":[{"new":2,"version":8,"address":"192.0.2.1"}]}`, reencoded[domains.ChildHost]},
		"availability":             {`"premium"`, reencoded[domains.Availability]},
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
func TestResultsHaveUnknown(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(kind reflect.Type) {
		switch kind.Kind() {
		case reflect.Pointer, reflect.Slice:
			walk(kind.Elem())
		case reflect.Struct:
			if seen[kind] || !strings.HasSuffix(kind.PkgPath(), "/domains") {
				return
			}
			seen[kind] = true
			places := 0
			for field := range kind.Fields() {
				if !field.IsExported() {
					continue
				}
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
		reflect.TypeFor[domains.Domain](), reflect.TypeFor[domains.Price](), reflect.TypeFor[domains.TLD](),
		reflect.TypeFor[domains.NameServer](), reflect.TypeFor[domains.ChildHost](), reflect.TypeFor[domains.Redirect](),
		reflect.TypeFor[domains.Record](), reflect.TypeFor[domains.Transfer](),
	} {
		walk(kind)
	}
}

func TestWrongTypesAreNamed(t *testing.T) {
	t.Parallel()
	domain := func(ctx context.Context, c *rest.Client) error {
		_, err := domains.New(c).Get(ctx, "example.com")
		return err
	}
	prices := func(ctx context.Context, c *rest.Client) error {
		_, err := domains.New(c).Prices(ctx, domains.PriceFilter{})
		return err
	}
	check := func(ctx context.Context, c *rest.Client) error {
		_, err := domains.New(c).Check(ctx, "example.com")
		return err
	}
	hosts := func(ctx context.Context, c *rest.Client) error {
		_, err := domains.New(c).ChildHosts(ctx, "example.com")
		return err
	}
	code := func(ctx context.Context, c *rest.Client) error {
		_, err := domains.New(c).AuthCode(ctx, "example.com")
		return err
	}
	tests := []struct {
		name   string
		call   func(context.Context, *rest.Client) error
		result string
		want   []string
	}{
		{"name", domain, `{"name":5}`, []string{"domains.get", "GET /domain/example.com", "result.name"}},
		{"flag", domain, `{"managed":"yes"}`, []string{"result.managed"}},
		{"expiry", domain, `{"expires":"tomorrow"}`, []string{"result.expires"}},
		{"customer", domain, `{"customer":{"id":"48"}}`, []string{"result.customer.id"}},
		{"redirect", domain, `{"redirects":[{"type":301}]}`, []string{"result.redirects.0.type"}},
		{"plan", domain, `{"hosting":{"plan":"Web S"}}`, []string{"result.hosting.plan"}},
		{"lock", domain, `{"extended":{"is_transfer_locked":"on"}}`, []string{"result.extended.is_transfer_locked"}},
		{"price", prices, `[{"price_register":"8.99","currency":"EUR"}]`, []string{"domains.prices", "GET /domain-prices", "result.0.price_register"}},
		{"fraction", prices, `[{"price_renew":8.99,"currency":"EUR"}]`, []string{"result.0.price_renew"}},
		{"currency", prices, `[{"tld":"com"},{"price_register":899,"currency":"ZZZ"}]`, []string{"result.1.currency"}},
		{"availability", check, `true`, []string{"domains.check", "POST /domain-is", "result"}},
		{"address", hosts, `[{"ip_addresses":[{"address":"192.0.2"}]}]`, []string{"childHosts.list", "result.0.ip_addresses.0.address"}},
		{"code", code, `{"auth_code":["hidden"]}`, []string{"domains.authCode", "result.auth_code"}},
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
			if strings.Contains(err.Error(), "hidden") {
				t.Errorf("%q shows the code", err)
			}
		})
	}
}
