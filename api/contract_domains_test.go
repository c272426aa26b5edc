package api_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

const (
	freeDomain    = "example.com"
	bareDomain    = "example.nl" // under a TLD without lock and privacy, once it is registered
	unknownDomain = "example.org"
	invalidDomain = "example.invalid"

	unknownAccount = "account-of-nobody"
)

// A holding is what someone has on the platform in memory.
type holding struct {
	term    domains.Term // of the world's domain
	linked  string       // domain that is linked to the account
	account string       // of hosting
}

func exploreHolding(t *testing.T, p *platform, domain string) holding {
	t.Helper()
	var found holding
	for d, err := range p.client.Domains.All(t.Context(), domains.Filter{Customer: someone}) {
		if err != nil {
			t.Fatal(err)
		}
		if d.Name.String() == domain {
			found.term = d.Term()
		}
		if d.Hosting != nil {
			found.linked, found.account = d.Name.String(), d.Hosting.Reference
		}
	}
	if found.term.Name == "" || found.account == "" {
		t.Fatalf("the platform in memory lacks %s, or a domain that is linked to hosting", domain)
	}
	return found
}

func (w world) domainsScripts() map[string]script {
	date := time.Date(2026, time.January, 2, 0, 0, 0, 0, time.UTC)
	account := hostingAccount{w.linked, w.account}
	return map[string]script{
		"domains.list": {args: []any{domains.Filter{
			Customer: someone, Expiring: true, Status: domains.StatusDelivered, NamePart: "example", ExpiresBefore: date,
			ClientReference: "order-7", UpdatedSince: date, Offset: 1,
		}}},
		"domains.get": {args: []any{w.domain}, refusals: nowhere(nil)},
		"domains.register": {
			args: []any{domains.RegisterParams{Customer: someone, Name: "bücher.com", Privacy: new(true), ClientReference: "order-7"}},
			refusals: append(unsold(registration(freeDomain)),
				refusal{code: domains.CodeInvalidDomain, args: registration(invalidDomain)},
				refusal{code: domains.CodeDomainTaken, args: registration(w.domain)},
				refusal{code: domains.CodePrivacyNotSupported, args: []any{domains.RegisterParams{Customer: someone, Name: bareDomain, Privacy: new(true)}}},
				refusal{code: rest.CodeValidationFailed, args: []any{domains.RegisterParams{Customer: unknownCustomer, Name: freeDomain}}},
			),
		},
		"domains.renew": {
			args: []any{w.term, 12},
			refusals: append(unsold([]any{w.term, 12}),
				refusal{code: domains.CodeInvalidDomain, args: []any{domains.Term{Name: invalidDomain, Expires: date}, 12}, from: "domains.get"},
				refusal{code: rest.CodeInvalidResource, args: []any{domains.Term{Name: unknownDomain, Expires: date}, 12}, from: "domains.get"},
				refusal{code: domains.CodeDomainStateInvalid, args: []any{w.term, 12}, prepare: inRedemption(w.term)},
				refusal{code: domains.CodeExpiryMismatch, args: []any{w.term, 12}, prepare: renewedMeanwhile(w.term)},
			),
		},
		"domains.restore": {
			args:    []any{w.domain},
			prepare: inRedemption(w.term),
			refusals: slices.Concat(
				nowhere(nil),
				prepared(inRedemption(w.term), unsold([]any{w.domain})),
				[]refusal{{code: domains.CodeDomainStateInvalid, args: []any{w.domain}}},
			),
		},
		"domains.update": {
			args: []any{w.domain, domains.UpdateParams{
				AutoRenew: new(false), TransferLock: new(false), Privacy: new(true), CustomerManageable: new(false),
				Registrant: new(primaryContact),
			}},
			refusals: append(nowhere(domains.UpdateParams{AutoRenew: new(true)}),
				refusal{code: domains.CodeDomainStateInvalid, args: []any{w.domain, domains.UpdateParams{AutoRenew: new(true)}}, prepare: inRedemption(w.term)},
				refusal{code: domains.CodeLockNotSupported, args: []any{bareDomain, domains.UpdateParams{TransferLock: new(true)}}, prepare: registered(bareDomain)},
				refusal{code: domains.CodePrivacyNotSupported, args: []any{bareDomain, domains.UpdateParams{Privacy: new(true)}}, prepare: registered(bareDomain)},
				refusal{code: rest.CodeValidationFailed, args: []any{w.domain, domains.UpdateParams{Registrant: new(unknownContact)}}},
			),
		},
		"domains.delete": {args: []any{w.domain}, refusals: nowhere(nil)},
		"domains.allowTransfer": {
			args: []any{w.domain},
			refusals: append(nowhere(nil),
				refusal{code: domains.CodeDomainStateInvalid, args: []any{w.domain}, prepare: inRedemption(w.term)},
			),
		},
		"domains.authCode": {args: []any{w.domain}, refusals: nowhere(nil)},
		"domains.linkHosting": {
			args:    []any{w.domain, w.account},
			prepare: account.emptied,
			refusals: append(nowhere(w.account),
				refusal{code: domains.CodeDomainStateInvalid, args: []any{w.domain, w.account}, prepare: inRedemption(w.term)},
				refusal{code: hosting.CodeStateInvalid, args: []any{w.domain, w.account}, prepare: account.deleted},
				refusal{code: rest.CodeValidationFailed, args: []any{w.domain, unknownAccount}},
			),
		},
		"domains.unlinkHosting": {args: []any{w.linked}, refusals: nowhere(nil)},
		"domains.check": {
			args:     []any{freeDomain},
			refusals: []refusal{{code: domains.CodeInvalidDomain, args: []any{invalidDomain}}},
		},
		"domains.prices": {args: []any{domains.PriceFilter{Offset: 1}}},

		"tlds.list": {args: []any{domains.TLDFilter{Offset: 1}}},
		"tlds.get": {
			args:     []any{"com"},
			refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{"invalid"}}},
		},
	}
}

func (w world) domainsConveniences() map[string]convenience {
	return map[string]convenience{
		"Domains.All":         {"domains.list", []any{domains.Filter{Customer: someone}}},
		"Domains.GetExtended": {"domains.get", []any{w.domain}},
		"Domains.Resume": {"domains.renew", []any{&domains.PartialTermError{
			Domain: &domains.Domain{Name: domains.Name(w.domain)}, From: w.term.Expires, Wanted: 24,
		}}},
		"Domains.CheckAll":  {"domains.check", []any{slices.Values([]string{freeDomain, w.domain}), 1}},
		"Domains.AllPrices": {"domains.prices", []any{domains.PriceFilter{}}},
		"Domains.AllTLDs":   {"tlds.list", []any{domains.TLDFilter{}}},
	}
}

func registration(name string) []any {
	return []any{domains.RegisterParams{Customer: someone, Name: name}}
}

// nowhere are the refusals of every operation on a domain, called with its name and what may follow that.
func nowhere(more any) []refusal {
	args := func(name string) []any {
		if more == nil {
			return []any{name}
		}
		return []any{name, more}
	}
	return []refusal{
		{code: domains.CodeInvalidDomain, args: args(invalidDomain)},
		{code: rest.CodeInvalidResource, args: args(unknownDomain)},
	}
}

// unsold are the refusals of every purchase for someone.
func unsold(args []any) []refusal {
	return []refusal{
		{code: domains.CodeCustomerFraudTagged, args: args, prepare: updated(customers.UpdateParams{Fraud: new(true)})},
		{code: domains.CodeCustomerDisabled, args: args, prepare: updated(customers.UpdateParams{Enabled: new(false)})},
		{code: customers.CodeInsufficientBalance, args: args, prepare: broke},
		{code: rest.CodeResellerUnverified, args: args, platform: hostcontroltest.Options{Unverified: true}},
	}
}

// prepared puts a preparation before those of the refusals.
func prepared(first preparation, refusals []refusal) []refusal {
	for i, r := range refusals {
		refusals[i].prepare = first
		if r.prepare != nil {
			refusals[i].prepare = first.and(r.prepare)
		}
	}
	return refusals
}

func updated(params customers.UpdateParams) preparation {
	return func(ctx context.Context, _ *platform, client *hostcontrol.Client) error {
		_, err := client.Customers.Update(ctx, someone, params)
		return err
	}
}

func registered(name string) preparation {
	return func(ctx context.Context, _ *platform, client *hostcontrol.Client) error {
		_, err := client.Domains.Register(ctx, domains.RegisterParams{Customer: someone, Name: name})
		return err
	}
}

// broke spends the balance of the reseller on long and then on cheap terms, until it does not suffice for any.
func broke(ctx context.Context, _ *platform, client *hostcontrol.Client) error {
	for _, tld := range []string{"io", "com"} {
		for i := 0; ; i++ {
			_, err := client.Domains.Register(ctx, domains.RegisterParams{
				Customer: someone, Name: fmt.Sprintf("example-broke-%d.%s", i, tld), Months: 120,
			})
			if _, part := errors.AsType[*domains.PartialTermError](err); err == nil || part {
				continue
			}
			if !errors.Is(err, customers.CodeInsufficientBalance) {
				return err
			}
			break
		}
	}
	return nil
}

// inRedemption lets a domain run out, and the time pass in which it could be renewed.
func inRedemption(term domains.Term) preparation {
	return func(ctx context.Context, p *platform, client *hostcontrol.Client) error {
		if err := client.Domains.Delete(ctx, term.Name); err != nil {
			return err
		}
		tld, err := client.Domains.TLD(ctx, domains.Name(term.Name).TLD())
		if err != nil {
			return err
		}
		p.Advance(term.Expires.AddDate(0, 0, tld.GraceDays+1).Sub(p.Now()))
		return nil
	}
}

// renewedMeanwhile has the platform renew a domain by itself after the SDK has read it.
func renewedMeanwhile(term domains.Term) preparation {
	return func(ctx context.Context, p *platform, client *hostcontrol.Client) error {
		_, err := client.Domains.Update(ctx, term.Name, domains.UpdateParams{AutoRenew: new(true)})
		p.meanwhile = map[string]func(){
			"domains.renew": func() { p.Advance(term.Expires.Add(-time.Hour).Sub(p.Now())) },
		}
		return err
	}
}

// A hostingAccount has one domain linked to it.
type hostingAccount struct{ linked, reference string }

// emptied makes room for another domain.
func (a hostingAccount) emptied(ctx context.Context, _ *platform, client *hostcontrol.Client) error {
	_, err := client.Domains.UnlinkHosting(ctx, a.linked)
	return err
}

func (a hostingAccount) deleted(ctx context.Context, _ *platform, client *hostcontrol.Client) error {
	return client.Hosting.Delete(ctx, a.reference)
}
