package customers_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const resellerJSON = `{
	"reference": "exampleresale",
	"customer": {"id": 48},
	"login": "jane-reseller",
	"name": "Example Resale",
	"is_enabled": true,
	"is_hosting_allowed": true,
	"is_subreseller_allowed": false,
	"balance": 125050,
	"lower_limit": -5000,
	"currency": "EUR",
	"domain_price_list": "wholesale",
	"hosting_price_list": null,
	"created": "2015-03-02T09:50:00.000001+00:00",
	"updated": "2015-03-02T09:50:00.000001+00:00",
	"client_reference": "promote-48"
}`

func wantReseller(t *testing.T) *customers.Reseller {
	return &customers.Reseller{
		Reference:       "exampleresale",
		Customer:        customers.Ref{ID: 48},
		Login:           "jane-reseller",
		Name:            "Example Resale",
		Enabled:         true,
		HostingAllowed:  true,
		Balance:         resttest.Amount(t, "1250.50", "EUR"),
		LowerLimit:      resttest.Amount(t, "-50", "EUR"),
		DomainPriceList: "wholesale",
		ClientReference: "promote-48",
		Created:         resttest.Time(t, "2015-03-02T09:50:00.000001Z"),
		Updated:         resttest.Time(t, "2015-03-02T09:50:00.000001Z"),
	}
}

func TestResellerExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := customers.NewResellers(c).List(ctx, customers.ResellerFilter{
					ClientReference: "promote-48", UpdatedSince: time.Unix(0, 0), Offset: 1,
				})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET",
			Target: "/reseller?client_reference=promote-48&offset=1&updated_since=1970-01-01T00%3A00%3A00.000000%2B00%3A00",
			Answer: "[" + resellerJSON + "]", Want: []customers.Reseller{*wantReseller(t)},
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(customers.NewResellers(c).All(ctx, customers.ResellerFilter{}), 0)
			},
			Method: "GET", Target: "/reseller?limit=100&offset=0",
			Answer: "[" + resellerJSON + "]", Want: []*customers.Reseller{wantReseller(t)},
		},
		{
			Name: "get",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.NewResellers(c).Get(ctx, "exampleresale")
			},
			Method: "GET", Target: "/reseller/exampleresale", Answer: resellerJSON, Want: wantReseller(t),
		},
		{
			Name: "update",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.NewResellers(c).Update(ctx, "exampleresale", customers.ResellerUpdateParams{
					Name: new("Example Resale"), Enabled: new(true), HostingAllowed: new(false), SubresellersAllowed: new(false),
					DomainPriceList: new(""), HostingPriceList: new("wholesale"),
				})
			},
			Method: "PUT", Target: "/reseller/exampleresale", Answer: resellerJSON, Want: wantReseller(t),
			Body: `{"name":"Example Resale","is_enabled":true,"is_hosting_allowed":false,"is_subreseller_allowed":false,
				"domain_price_list":"","hosting_price_list":"wholesale"}`,
		},
		{
			Name: "login as",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.NewResellers(c).LoginAs(ctx, "exampleresale")
			},
			Method: "POST", Target: "/reseller/exampleresale/login-as", Body: "[]",
			Answer: `{"url":"https://panel.example.com/login/token","expires":"2015-03-02T09:16:42.501377+00:00"}`,
			Want: &customers.LoginLink{
				URL:     rest.NewSecret("https://panel.example.com/login/token"),
				Expires: resttest.Time(t, "2015-03-02T09:16:42.501377Z"),
			},
		},
	})
}

// The lower limit is sent without its currency, so that is compared first.
func TestLowerLimit(t *testing.T) {
	t.Parallel()
	var bodies []string
	client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		bodies = append(bodies, r.Method+" "+resttest.Target(r)+" "+resttest.ReadBody(t, r))
		return resttest.Respond(resttest.Success(resellerJSON))
	})
	service := customers.NewResellers(client)
	limit := resttest.Amount(t, "-50.00", "EUR")
	if _, err := service.Update(t.Context(), "exampleresale", customers.ResellerUpdateParams{LowerLimit: &limit}); err != nil {
		t.Fatal(err)
	}
	limit = resttest.Amount(t, "-50.00", "USD")
	_, err := service.Update(t.Context(), "exampleresale", customers.ResellerUpdateParams{LowerLimit: &limit})
	want := []string{"lower_limit: must be in EUR, the reseller's currency, not in USD"}
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	want = []string{
		"GET /reseller/exampleresale ",
		`PUT /reseller/exampleresale {"lower_limit":-5000}`,
		"GET /reseller/exampleresale ",
	}
	if diff := cmp.Diff(want, bodies); diff != "" {
		t.Error(diff)
	}
}

func TestResellerValidation(t *testing.T) {
	t.Parallel()
	service := customers.NewResellers(resttest.NewClient(t, resttest.NoRequest(t)))
	update := func(p customers.ResellerUpdateParams) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := service.Update(ctx, "exampleresale", p)
			return err
		}
	}
	tests := []struct {
		name string
		call func(context.Context) error
		want []string
	}{
		{"no change", update(customers.ResellerUpdateParams{}), []string{"names nothing to change"}},
		{"bad change", update(customers.ResellerUpdateParams{
			Name: new(""), LowerLimit: new(resttest.Amount(t, "0.001", "EUR")),
			DomainPriceList: new("\x00"), HostingPriceList: new(strings.Repeat("p", 256)),
		}), []string{
			"name: must not be empty",
			"lower_limit: has more decimals than the currency",
			"domain_price_list: must not hold control characters",
			"hosting_price_list: must not be longer than 255 characters",
		}},
		{"list", func(ctx context.Context) error {
			_, err := service.List(ctx, customers.ResellerFilter{ClientReference: "\x00", Offset: -1})
			return err
		}, []string{"client_reference: must not hold control characters", "offset: must not be negative"}},
		{"all", func(ctx context.Context) error {
			_, err := rest.Collect(service.All(ctx, customers.ResellerFilter{Offset: -1}), 0)
			return err
		}, []string{"offset: must not be negative"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, resttest.FieldsOf(tt.call(t.Context()))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestResellersOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 6})
	service, ctx := customers.NewResellers(client), t.Context()
	all, err := rest.Collect(service.All(ctx, customers.ResellerFilter{}, rest.WithPageSize(1)), 0)
	if err != nil || len(all) == 0 {
		t.Fatalf("resellers: %v, %v", all, err)
	}
	page, err := service.List(ctx, customers.ResellerFilter{})
	if err != nil || page.Total != len(all) {
		t.Errorf("%+v, %v, want %d", page, err, len(all))
	}

	limit := resttest.Amount(t, "-75.50", "EUR")
	changed, err := service.Update(ctx, all[0].Reference, customers.ResellerUpdateParams{
		Name: new("Example Resale"), SubresellersAllowed: new(true), LowerLimit: &limit, HostingPriceList: new("wholesale"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if changed.Name != "Example Resale" || !changed.SubresellersAllowed || !changed.LowerLimit.Equal(limit) || changed.HostingPriceList != "wholesale" {
		t.Errorf("changed to %+v", changed)
	}
	read, err := service.Get(ctx, all[0].Reference)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(changed, read, resttest.CompareValues); diff != "" {
		t.Error("read back:", diff)
	}

	link, err := service.LoginAs(ctx, read.Reference)
	if err != nil {
		t.Fatal(err)
	}
	if status, text := openPage(t, srv, link); status != http.StatusOK || !strings.Contains(text, "Example Resale") {
		t.Errorf("opened: %d %s", status, text)
	}

	own, err := service.Get(ctx, srv.ResellerReference)
	if err != nil || own.Reference != srv.ResellerReference {
		t.Errorf("own account: %+v, %v", own, err)
	}
	if _, err := service.LoginAs(ctx, srv.ResellerReference); !errors.Is(err, rest.ErrForbidden) {
		t.Errorf("login as oneself: %v", err)
	}
}
