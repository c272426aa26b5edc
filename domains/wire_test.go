package domains_test

import (
	"context"
	"os"
	"reflect"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestDocumentedDomainsSurvive(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(string) (string, error){
		"GET /domain":                            resttest.Reencoded[[]domains.Domain],
		"POST /domain":                           resttest.Reencoded[domains.Domain],
		"GET /domain/{domain_name}":              resttest.Reencoded[domains.Domain],
		"GET /domain/{domain_name}?extended=1":   resttest.Reencoded[domains.Domain],
		"PUT /domain/{domain_name}":              resttest.Reencoded[domains.Domain],
		"POST /domain/{domain_name}/renew":       resttest.Reencoded[domains.Domain],
		"POST /domain/{domain_name}/transfer":    resttest.Reencoded[domains.Domain],
		"GET /domain/{domain_name}/name-server":  resttest.Reencoded[[]domains.NameServer],
		"POST /domain/{domain_name}/name-server": resttest.Reencoded[domains.Domain],
		"POST /domain-is":                        resttest.Reencoded[domains.Availability],
		"GET /domain-prices":                     resttest.Reencoded[[]domains.Price],
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
		resttest.CheckKept(t, name, string(result), kinds[name])
	}
}

// Everything that this version does not know is kept, on every level.
func TestUnknownSurvives(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text   string
		encode func(string) (string, error)
	}{
		"domain": {`{"new":1,"name":"Example.COM","status":"parked","customer":{"new":2},"redirects":[{"new":3,"type":"308"}],
			"hosting":{"new":4,"status":"moving","plan":{"new":5}},"tld":{"new":6},"extended":{"new":7},
			"expires":null,"deleted":"2026-01-05T09:00:00.5+01:00"}`, resttest.Reencoded[domains.Domain]},
		"price": {`{"new":1,"tld":"com","price_register":1,"price_renew":null,"price_transfer":-5,"price_restore":9223372036854775807,
			"interval":12,"currency":"KWD"}`, resttest.Reencoded[domains.Price]},
		"price without a currency": {`{"new":1,"tld":"com","price_register":899,"price_renew":0}`, resttest.Reencoded[domains.Price]},
		"tld":                      {`{"new":1,"name":"com","renew_domain_periods":[12]}`, resttest.Reencoded[domains.TLD]},
		"name server":              {`{"new":1,"hostname":"ns1.example.com"}`, resttest.Reencoded[domains.NameServer]},
		"child host":               {`{"new":1,"ip_addresses":[{"new":2,"version":8,"address":"192.0.2.1"}]}`, resttest.Reencoded[domains.ChildHost]},
		"availability":             {`"premium"`, resttest.Reencoded[domains.Availability]},
	}
	for name, tt := range tests {
		resttest.CheckKept(t, name, tt.text, tt.encode)
	}
}

// Every result that can say more than this version knows has a place for it.
func TestResultsHaveUnknown(t *testing.T) {
	t.Parallel()
	resttest.CheckUnknown(t,
		reflect.TypeFor[domains.Domain](), reflect.TypeFor[domains.Price](), reflect.TypeFor[domains.TLD](),
		reflect.TypeFor[domains.NameServer](), reflect.TypeFor[domains.ChildHost](), reflect.TypeFor[domains.Redirect](),
		reflect.TypeFor[domains.Record](), reflect.TypeFor[domains.Transfer](),
	)
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
			resttest.CheckWrongType(t, tt.call, tt.result, tt.want...)
		})
	}
}
