package domains_test

import (
	"context"
	"errors"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const tldJSON = `{
	"name": "com", "is_authorization_code_required": true, "is_transfer_lock_supported": true,
	"is_privacy_protect_supported": true, "transfer_foa": true, "is_restorable": true, "grace_days": 39,
	"create_domain_periods": [12], "renew_domain_periods": [12, 24], "validation_category": "General"
}`

func wantTLD() *domains.TLD {
	return &domains.TLD{
		Name: "com", AuthCodeRequired: true, TransferLockSupported: true, PrivacySupported: true, TransferFOA: true,
		Restorable: true, GraceDays: 39, RegisterPeriods: []int{12}, RenewPeriods: []int{12, 24},
		Unknown: jsontext.Value(`{"validation_category":"General"}`),
	}
}

func TestTLDExchanges(t *testing.T) {
	t.Parallel()
	tld := func(name string) func(context.Context, *rest.Client) (any, error) {
		return func(ctx context.Context, c *rest.Client) (any, error) { return domains.New(c).TLD(ctx, name) }
	}
	resttest.RunExchanges(t, []resttest.Exchange{
		{Name: "get", Call: tld("COM"), Method: "GET", Target: "/tld/com", Answer: tldJSON, Want: wantTLD()},
		{Name: "with a dot", Call: tld(".co.uk"), Method: "GET", Target: "/tld/co.uk", Answer: tldJSON},
		{Name: "in Unicode", Call: tld(".рф"), Method: "GET", Target: "/tld/xn--p1ai", Answer: tldJSON},
		{
			Name: "page",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := domains.New(c).TLDs(ctx, domains.TLDFilter{Offset: 20}, rest.WithPageSize(10))
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET", Target: "/tld?limit=10&offset=20", Answer: "[" + tldJSON + "]", Want: []domains.TLD{*wantTLD()},
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(domains.New(c).AllTLDs(ctx, domains.TLDFilter{}), 0)
			},
			Method: "GET", Target: "/tld?limit=100&offset=0", Answer: "[" + tldJSON + "]", Want: []*domains.TLD{wantTLD()},
		},
	})
}

func TestTLDValidation(t *testing.T) {
	t.Parallel()
	service, ctx := domains.New(resttest.NewClient(t, resttest.NoRequest(t))), t.Context()
	for name, want := range map[string]string{"": "name: must not be empty", ".": "name: must not be empty", "..": "name: must not have empty labels", "c/m": "name: must not hold '/'"} {
		_, err := service.TLD(ctx, name)
		if diff := cmp.Diff([]string{want}, resttest.FieldsOf(err)); diff != "" {
			t.Errorf("%q: %s", name, diff)
		}
	}
	_, page := service.TLDs(ctx, domains.TLDFilter{Offset: -1})
	_, all := rest.Collect(service.AllTLDs(ctx, domains.TLDFilter{Offset: -1}), 0)
	for _, err := range []error{page, all} {
		if diff := cmp.Diff([]string{"offset: must not be negative"}, resttest.FieldsOf(err)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestTLDsOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: -1})
	service, ctx := domains.New(client), t.Context()
	tlds, err := rest.Collect(service.AllTLDs(ctx, domains.TLDFilter{}, rest.WithPageSize(9)), 0)
	if err != nil || len(tlds) < 40 {
		t.Fatalf("%d TLDs, %v", len(tlds), err)
	}
	com, err := service.TLD(ctx, ".com")
	if err != nil || !com.TransferLockSupported || !com.AuthCodeRequired || com.GraceDays != 39 {
		t.Errorf("com: %+v, %v", com, err)
	}
	if _, err := service.TLD(ctx, "invalid"); !errors.Is(err, rest.ErrNotFound) {
		t.Errorf("a TLD that is not sold: %v", err)
	}
}
