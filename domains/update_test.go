package domains_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestUpdateExchanges(t *testing.T) {
	t.Parallel()
	update := func(p domains.UpdateParams) func(context.Context, *rest.Client) (any, error) {
		return func(ctx context.Context, c *rest.Client) (any, error) {
			return domains.New(c).Update(ctx, "Example.com", p)
		}
	}
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "everything",
			Call: update(domains.UpdateParams{
				AutoRenew: new(false), TransferLock: new(true), Privacy: new(false), CustomerManageable: new(true),
				Registrant: new(customers.ContactID(71)),
			}),
			Method: "PUT", Target: "/domain/example.com",
			Body: `{"renew":false,"transfer_lock":true,"is_privacy_protect_enabled":false,` +
				`"is_customer_manageable":true,"registrant":71}`,
			Answer: domainJSON, Want: wantDomain(t),
		},
		{
			Name: "one setting", Call: update(domains.UpdateParams{AutoRenew: new(true)}),
			Method: "PUT", Target: "/domain/example.com", Body: `{"renew":true}`, Answer: domainJSON,
		},
		{
			Name: "link hosting",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.New(c).LinkHosting(ctx, "Example.com", "ac-7f3k2m")
			},
			Method: "POST", Target: "/domain/example.com/hosting", Body: `{"reference":"ac-7f3k2m"}`,
			Answer: domainJSON, Want: wantDomain(t),
		},
		{
			Name: "unlink hosting",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.New(c).UnlinkHosting(ctx, "Example.com")
			},
			Method: "DELETE", Target: "/domain/example.com/hosting", Body: `[]`, Answer: domainJSON, Want: wantDomain(t),
		},
	})
}

func TestUpdateValidation(t *testing.T) {
	t.Parallel()
	service, ctx := domains.New(resttest.NewClient(t, resttest.NoRequest(t))), t.Context()
	_, nothing := service.Update(ctx, "example.com", domains.UpdateParams{})
	_, bad := service.Update(ctx, "", domains.UpdateParams{Registrant: new(customers.ContactID(0))})
	_, link := service.LinkHosting(ctx, "com", "")
	_, unlink := service.UnlinkHosting(ctx, "a b.com")
	for _, tt := range []struct {
		err  error
		want []string
	}{
		{nothing, []string{"names nothing to change"}},
		{bad, []string{"domain: must not be empty", "registrant: must be positive"}},
		{link, []string{"domain: must have a label before its top-level domain, as example.com has", "reference: must not be empty"}},
		{unlink, []string{"domain: must not hold ' '"}},
	} {
		if diff := cmp.Diff(tt.want, resttest.FieldsOf(tt.err)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestUpdateOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 2})
	service, ctx := domains.New(client), t.Context()
	register(t, service, "example.com", 12)
	customer, err := customers.New(client).Get(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := service.Update(ctx, "example.com", domains.UpdateParams{
		AutoRenew: new(false), TransferLock: new(false), Privacy: new(true), CustomerManageable: new(false),
		Registrant: &customer.PrimaryContact.ID,
	})
	if err != nil {
		t.Fatal(err)
	}
	extended, err := service.GetExtended(ctx, "example.com")
	if err != nil {
		t.Fatal(err)
	}
	if got.AutoRenew || !got.Privacy || got.CustomerManageable || extended.Extended.TransferLocked {
		t.Errorf("got %+v, locked %t", got, extended.Extended.TransferLocked)
	}
	_, err = service.Update(ctx, "example.com", domains.UpdateParams{Registrant: new(customers.ContactID(99999))})
	if !errors.Is(err, rest.ErrValidation) {
		t.Errorf("a registrant who does not exist: %v", err)
	}
	register(t, service, "example.nl", 12)
	_, err = service.Update(ctx, "example.nl", domains.UpdateParams{TransferLock: new(true)})
	if !errors.Is(err, domains.CodeLockNotSupported) {
		t.Errorf("a lock that the TLD does not have: %v", err)
	}
	_, err = service.Update(ctx, "example.nl", domains.UpdateParams{Privacy: new(true)})
	if !errors.Is(err, domains.CodePrivacyNotSupported) {
		t.Errorf("privacy that the TLD does not have: %v", err)
	}
}

func TestHostingOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := domains.New(client), t.Context()
	var linked *domains.Domain
	for domain, err := range service.All(ctx, domains.Filter{Customer: 1}) {
		if err != nil {
			t.Fatal(err)
		}
		if domain.Hosting != nil {
			linked = domain
		}
	}
	if linked == nil || linked.Hosting.Plan.Name == "" {
		t.Fatalf("no demo domain is linked: %+v", linked)
	}
	name, reference := linked.Name.String(), linked.Hosting.Reference
	for range 2 {
		got, err := service.UnlinkHosting(ctx, name)
		if err != nil || got.Hosting != nil {
			t.Errorf("unlinked: %+v, %v", got.Hosting, err)
		}
	}
	for range 2 {
		got, err := service.LinkHosting(ctx, name, reference)
		if err != nil || got.Hosting == nil || got.Hosting.Reference != reference {
			t.Errorf("linked: %+v, %v", got, err)
		}
	}
	if _, err := service.LinkHosting(ctx, name, "ac-none"); !errors.Is(err, rest.ErrValidation) {
		t.Errorf("an account that does not exist: %v", err)
	}
}
