package domains_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// domainJSON has every field, and one that nobody knows.
const domainJSON = `{
	"name": "example.com",
	"status": "delivered",
	"managed": true,
	"is_customer_manageable": true,
	"is_privacy_protect_enabled": true,
	"renew": true,
	"interval": 12,
	"created": "2025-04-10T16:20:05.731870+00:00",
	"updated": "2025-05-10T16:20:05+00:00",
	"expires": "2026-04-10T16:20:05.730991+00:00",
	"deleted": null,
	"customer": {"id": 48, "is_enabled": true},
	"redirects": [{"source": "www.example.com", "target": "https://www.example.net/", "type": "301", "weight": 1}],
	"hosting": {
		"reference": "ac-7f3k2m", "status": "delivered", "is_active": true, "expires": "2026-04-10T16:20:12.001502+00:00",
		"plan": {"name": "Web S", "category": "Web", "storage_quota": 5120}, "deleted": null
	},
	"tld": {"name": "com"},
	"extended": {"is_transfer_locked": true},
	"client_reference": "order-7",
	"registry": "example"
}`

func wantDomain(t *testing.T) *domains.Domain {
	t.Helper()
	return &domains.Domain{
		Name:               "example.com",
		Status:             domains.StatusDelivered,
		Managed:            true,
		CustomerManageable: true,
		Privacy:            true,
		AutoRenew:          true,
		Interval:           12,
		Created:            resttest.Time(t, "2025-04-10T16:20:05.731870Z"),
		Updated:            resttest.Time(t, "2025-05-10T16:20:05Z"),
		Expires:            new(resttest.Time(t, "2026-04-10T16:20:05.730991Z")),
		Customer:           customers.Customer{ID: 48, Enabled: true},
		Redirects: []domains.Redirect{{
			Source: "www.example.com", Target: "https://www.example.net/", Type: domains.RedirectPermanent,
			Unknown: jsontext.Value(`{"weight":1}`),
		}},
		Hosting: &domains.HostingRef{
			Reference: "ac-7f3k2m", Status: "delivered", Active: true, Expires: new(resttest.Time(t, "2026-04-10T16:20:12.001502Z")),
			Plan:    domains.PlanRef{Name: "Web S", Category: "Web", Unknown: jsontext.Value(`{"storage_quota":5120}`)},
			Unknown: jsontext.Value(`{"deleted":null}`),
		},
		TLD:             domains.TLDRef{Name: "com"},
		Extended:        &domains.Extended{TransferLocked: true},
		ClientReference: "order-7",
		Unknown:         jsontext.Value(`{"registry":"example"}`),
	}
}

func TestDomainExchanges(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 5, 10, 0, 0, 123456000, time.FixedZone("", 3600))
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "get",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.New(c).Get(ctx, "Example.COM.")
			},
			Method: "GET", Target: "/domain/example.com", Answer: domainJSON, Want: wantDomain(t),
		},
		{
			Name: "get an internationalized name",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.New(c).Get(ctx, "bücher.example")
			},
			Method: "GET", Target: "/domain/xn--bcher-kva.example", Answer: domainJSON,
		},
		{
			Name: "get extended",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.New(c).GetExtended(ctx, "example.com")
			},
			Method: "GET", Target: "/domain/example.com?extended=1", Answer: domainJSON, Want: wantDomain(t),
		},
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := domains.New(c).List(ctx, domains.Filter{
					Customer: 48, Expiring: true, Status: domains.StatusExpired, NamePart: "Exam", ExpiresBefore: at,
					ClientReference: "order-7", UpdatedSince: at, Offset: 20,
				}, rest.WithPageSize(10))
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET",
			Target: "/domain?client_reference=order-7&customer=48&expires_before=2026-01-05T09%3A00%3A00.123456%2B00%3A00" +
				"&expiring=true&limit=10&name=exam&offset=20&status=expired&updated_since=2026-01-05T09%3A00%3A00.123456%2B00%3A00",
			Answer: "[" + domainJSON + "]",
			Want:   []domains.Domain{*wantDomain(t)},
		},
		{
			Name: "list without a filter",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.New(c).List(ctx, domains.Filter{})
			},
			Method: "GET", Target: "/domain", Answer: "[]",
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(domains.New(c).All(ctx, domains.Filter{Customer: 48}), 0)
			},
			Method: "GET", Target: "/domain?customer=48&limit=100&offset=0",
			Answer: "[" + domainJSON + "]", Want: []*domains.Domain{wantDomain(t)},
		},
		{
			Name: "delete",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return nil, domains.New(c).Delete(ctx, "example.com")
			},
			Method: "DELETE", Target: "/domain/example.com", Body: `[]`,
		},
		{
			Name: "allow a transfer",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.New(c).AllowTransfer(ctx, "example.com")
			},
			Method: "POST", Target: "/domain/example.com/transfer", Body: `[]`, Answer: domainJSON, Want: wantDomain(t),
		},
		{
			Name: "auth code",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.New(c).AuthCode(ctx, "example.com")
			},
			Method: "GET", Target: "/domain/example.com/auth-code",
			Answer: `{"auth_code":"Ex4mple~Code"}`, Want: rest.NewSecret("Ex4mple~Code"),
		},
	})
}

func TestDomainWithoutAnything(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{{
		Name: "pending",
		Call: func(ctx context.Context, c *rest.Client) (any, error) {
			return domains.New(c).Get(ctx, "example.com")
		},
		Method: "GET", Target: "/domain/example.com",
		Answer: `{"name":"example.com","status":"in_review","expires":null,"hosting":null,"redirects":[],"tld":{"name":"com"}}`,
		Want: &domains.Domain{
			Name: "example.com", Status: "in_review", Redirects: []domains.Redirect{}, TLD: domains.TLDRef{Name: "com"},
		},
	}})
}

func TestRefusedReads(t *testing.T) {
	t.Parallel()
	service := domains.New(resttest.NewClient(t, func(*http.Request) (*http.Response, error) {
		return resttest.Respond(resttest.Failure("invalid_resource"))
	}))
	ctx := t.Context()
	for name, err := range map[string]error{
		"Get":         second(service.Get(ctx, "example.com")),
		"AuthCode":    second(service.AuthCode(ctx, "example.com")),
		"NameServers": second(service.NameServers(ctx, "example.com")),
		"Redirects":   second(service.Redirects(ctx, "example.com")),
		"ChildHosts":  second(service.ChildHosts(ctx, "example.com")),
	} {
		if !errors.Is(err, rest.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDomainFilterValidation(t *testing.T) {
	t.Parallel()
	service := domains.New(resttest.NewClient(t, resttest.NoRequest(t)))
	filter := domains.Filter{Customer: -1, Status: "\x00", NamePart: strings.Repeat("a", 254), ClientReference: strings.Repeat("r", 65), Offset: -1}
	want := []string{
		"customer: must be positive",
		"status: must not hold control characters",
		"name: must not be longer than 253 characters",
		"client_reference: must not be longer than 64 characters",
		"offset: must not be negative",
	}
	_, err := service.List(t.Context(), filter)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	_, err = rest.Collect(service.All(t.Context(), filter), 0)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
}

func TestDomainsOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 20})
	service, ctx := domains.New(client), t.Context()

	all, err := rest.Collect(service.All(ctx, domains.Filter{}, rest.WithPageSize(7)), 0)
	if err != nil || len(all) < 20 {
		t.Fatalf("%d domains, %v", len(all), err)
	}
	first, err := service.GetExtended(ctx, all[0].Name.String())
	if err != nil || first.Extended == nil || first.Customer.ID != all[0].Customer.ID {
		t.Errorf("the first domain: %+v, %v", first, err)
	}
	before := first.Expires.Add(time.Second)
	for domain, err := range service.All(ctx, domains.Filter{ExpiresBefore: before, Status: domains.StatusDelivered}) {
		if err != nil {
			t.Fatal(err)
		}
		if !domain.Expires.Before(before) || domain.Status != domains.StatusDelivered {
			t.Errorf("%s is %s until %s", domain.Name, domain.Status, domain.Expires)
		}
	}
	_, err = service.Get(ctx, "example.com")
	if !errors.Is(err, rest.ErrNotFound) {
		t.Errorf("a free domain: %v", err)
	}
}

func TestLeavingOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := domains.New(client), t.Context()
	register(t, service, "example.com", 12)

	allowed, err := service.AllowTransfer(ctx, "example.com")
	if err != nil || allowed.Name != "example.com" {
		t.Fatalf("%+v, %v", allowed, err)
	}
	extended, err := service.GetExtended(ctx, "example.com")
	if err != nil || extended.Extended.TransferLocked {
		t.Errorf("still locked: %+v, %v", extended, err)
	}
	code, err := service.AuthCode(ctx, "example.com")
	if err != nil || code.IsZero() || strings.Contains(code.String(), code.Reveal()) {
		t.Errorf("auth code %v, %v", code, err)
	}
	if err := service.Delete(ctx, "example.com"); err != nil {
		t.Fatal(err)
	}
	deleted, err := service.Get(ctx, "example.com")
	if err != nil || deleted.AutoRenew || deleted.Status != domains.StatusDelivered {
		t.Errorf("after it was deleted: %+v, %v", deleted, err)
	}
}
