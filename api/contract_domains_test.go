package api_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/rest"
)

// Names that nobody has. Below .nl there are neither locks nor hidden registrants.
const (
	freeDomain   = "jane-roe.com"
	plainDomain  = "jane-roe.nl"
	unsoldDomain = "jane-roe.example"
)

const month = 31 * 24 * time.Hour

func (w world) domainScripts() map[string]script {
	return union(w.scriptsOfDomains(), w.scriptsOfSettings(), w.scriptsOfChildHosts(), w.scriptsOfContents(), w.scriptsOfTLDs())
}

// scriptsOfDomains are for the life of a domain.
func (w world) scriptsOfDomains() map[string]script {
	unsold, unknown := domains.Term{Name: unsoldDomain, Expires: w.now}, domains.Term{Name: freeDomain, Expires: w.now}
	return map[string]script{
		"domains.list": {args: []any{domains.Filter{
			Customer: someone, Expiring: true, Status: domains.StatusDelivered, NamePart: "example", ExpiresBefore: w.now,
			ClientReference: "order-1", UpdatedSince: w.now, Offset: 1,
		}}},
		"domains.get": {args: []any{w.domain}, refusals: ofNobody()},
		"domains.register": {
			args: []any{registration()},
			refusals: slices.Concat([]refusal{
				{code: domains.CodeDomainTaken, args: []any{registration(func(p *domains.RegisterParams) { p.Name = w.domain })}},
				{code: domains.CodeInvalidDomain, args: []any{registration(func(p *domains.RegisterParams) { p.Name = unsoldDomain })}},
				{code: domains.CodePrivacyNotSupported, args: []any{registration(func(p *domains.RegisterParams) { p.Name = plainDomain })}},
				{code: rest.CodeValidationFailed, args: []any{registration(func(p *domains.RegisterParams) { p.Customer = unknownCustomer })}},
			}, purchase(nil, registration())),
		},
		"domains.renew": {
			given: w.term,
			args:  []any{12},
			refusals: slices.Concat([]refusal{
				{code: domains.CodeInvalidDomain, args: []any{unsold, 12}, from: "domains.get"},
				{code: rest.CodeInvalidResource, args: []any{unknown, 12}, from: "domains.get"},
				{code: domains.CodeDomainStateInvalid, given: w.termOfLost, args: []any{12}},
				{
					// The platform renews the domain by itself.
					code: domains.CodeExpiryMismatch, given: w.term, args: []any{12},
					meanwhile: func(p *platform) { p.Advance(12 * month) },
				},
			}, purchase(w.term, 12)),
		},
		"domains.restore": {
			given: w.lost,
			refusals: slices.Concat(ofNobody(), []refusal{
				{code: domains.CodeDomainStateInvalid, args: []any{w.domain}},
			}, purchase(w.lost)),
		},
		"domains.delete": {args: []any{w.domain}, refusals: ofNobody()},
	}
}

func registration(changes ...func(*domains.RegisterParams)) domains.RegisterParams {
	return changed(domains.RegisterParams{
		Customer: someone, Name: "bücher.com", Months: 12, Privacy: new(true), ClientReference: "order-7201",
	}, changes)
}

// term is a situation in which someone's domain is renewed by itself, and gives when it expires.
func (w world) term(t *testing.T, p *platform) []any {
	t.Helper()
	found, err := p.client.Domains.Update(t.Context(), w.domain, domains.UpdateParams{AutoRenew: new(true)})
	expectNone(t, err)
	return []any{found.Term()}
}

// lost is a situation in which someone's domain has not been renewed until its grace was over.
func (w world) lost(t *testing.T, p *platform) []any {
	t.Helper()
	found, err := p.client.Domains.Update(t.Context(), w.domain, domains.UpdateParams{AutoRenew: new(false)})
	expectNone(t, err)
	p.Advance(found.Expires.Add(40 * 24 * time.Hour).Sub(p.Now()))
	return []any{w.domain}
}

// termOfLost is lost, and gives when the domain has expired.
func (w world) termOfLost(t *testing.T, p *platform) []any {
	t.Helper()
	w.lost(t, p)
	found, err := p.client.Domains.Get(t.Context(), w.domain)
	expectNone(t, err)
	return []any{found.Term()}
}

// ofNobody are the refusals for domains that cannot be there or are not. The arguments come after the name.
func ofNobody(args ...any) []refusal {
	return []refusal{
		{code: domains.CodeInvalidDomain, args: slices.Concat([]any{unsoldDomain}, args)},
		{code: rest.CodeInvalidResource, args: slices.Concat([]any{freeDomain}, args)},
	}
}

// unmanageable are those refusals and that for a domain which is lost.
func (w world) unmanageable(args ...any) []refusal {
	return append(ofNobody(args...), refusal{code: domains.CodeDomainStateInvalid, given: w.lost, args: args})
}

// scriptsOfSettings are for what belongs to a domain itself.
func (w world) scriptsOfSettings() map[string]script {
	hosts, autoRenew := []string{"ns1.example.net", "ns2.example.net"}, domains.UpdateParams{AutoRenew: new(true)}
	registered := held(plainDomain)
	return map[string]script{
		"domains.update": {
			args: []any{w.domain, domains.UpdateParams{
				AutoRenew: new(false), TransferLock: new(false), Privacy: new(true), CustomerManageable: new(false),
				Registrant: new(primaryContact),
			}},
			refusals: append(w.unmanageable(autoRenew),
				refusal{code: domains.CodeLockNotSupported, given: registered, args: []any{domains.UpdateParams{TransferLock: new(true)}}},
				refusal{code: domains.CodePrivacyNotSupported, given: registered, args: []any{domains.UpdateParams{Privacy: new(true)}}},
				refusal{code: rest.CodeValidationFailed, args: []any{w.domain, domains.UpdateParams{Registrant: new(unknownContact)}}},
			),
		},
		"domains.allowTransfer": {args: []any{w.domain}, refusals: w.unmanageable()},
		"domains.authCode":      {args: []any{w.domain}, refusals: ofNobody()},
		"domains.nameServers":   {args: []any{w.domain}, refusals: ofNobody()},
		"domains.replaceNameServers": {
			args: []any{w.domain, hosts},
			refusals: append(w.unmanageable(hosts),
				refusal{
					code: domains.CodeCustomNameServersDisabled, args: []any{w.domain, hosts},
					given: with(customers.UpdateParams{NameServerManagement: new(false)}),
				},
				refusal{code: domains.CodeMissingChildHost, args: []any{w.domain, []string{"ns1." + w.domain}}},
			),
		},
		"domains.linkHosting": {
			given: after(gives(w.domain), addedAccount),
			refusals: append(w.unmanageable(w.account),
				refusal{code: hosting.CodeStateInvalid, given: after(gives(w.domain), deletedAccount)},
				refusal{code: rest.CodeValidationFailed, args: []any{w.domain, unknownAccount}},
			),
		},
		"domains.unlinkHosting": {args: []any{w.linked}, refusals: ofNobody()},
	}
}

// gives is no situation at all, but for the arguments.
func gives(args ...any) situation {
	return func(*testing.T, *platform) []any { return args }
}

// held is a situation in which someone has another domain.
func held(name string) situation {
	return func(t *testing.T, p *platform) []any {
		t.Helper()
		_, err := p.client.Domains.Register(t.Context(), domains.RegisterParams{Customer: someone, Name: name})
		expectNone(t, err)
		return []any{name}
	}
}

func (w world) scriptsOfChildHosts() map[string]script {
	addresses := []netip.Addr{netip.MustParseAddr("192.0.2.54")}
	hostname := "ns1." + w.domain
	return map[string]script{
		"childHosts.list": {args: []any{w.domain}, refusals: ofNobody()},
		"childHosts.create": {
			args: []any{w.domain, childHost(w.domain)},
			refusals: []refusal{
				{code: domains.CodeInvalidDomain, args: []any{unsoldDomain, childHost(unsoldDomain)}},
				{code: rest.CodeInvalidResource, args: []any{freeDomain, childHost(freeDomain)}},
				{code: domains.CodeDomainStateInvalid, given: w.lost, args: []any{childHost(w.domain)}},
				{code: rest.CodeValidationFailed, given: w.withChildHost, args: []any{w.domain, childHost(w.domain)}},
			},
		},
		"childHosts.update": {
			given: w.withChildHost,
			args:  []any{w.domain, hostname, addresses},
			refusals: []refusal{
				{code: domains.CodeInvalidDomain, args: []any{unsoldDomain, "ns1." + unsoldDomain, addresses}},
				{code: rest.CodeInvalidResource, args: []any{freeDomain, "ns1." + freeDomain, addresses}},
				{code: rest.CodeResourceUnknown, args: []any{w.domain, hostname, addresses}},
				{code: domains.CodeDomainStateInvalid, given: w.lost, args: []any{hostname, addresses}},
			},
		},
		"childHosts.delete": {
			given: w.withChildHost,
			args:  []any{w.domain, hostname},
			refusals: []refusal{
				{code: domains.CodeInvalidDomain, args: []any{unsoldDomain, "ns1." + unsoldDomain}},
				{code: rest.CodeInvalidResource, args: []any{freeDomain, "ns1." + freeDomain}},
				{code: rest.CodeResourceUnknown, args: []any{w.domain, hostname}},
				{code: domains.CodeDomainStateInvalid, given: w.lost, args: []any{hostname}},
				{code: domains.CodeChildHostInUse, given: w.onChildHost, args: []any{w.domain, hostname}},
			},
		},
	}
}

func childHost(domain string) domains.ChildHostParams {
	return domains.ChildHostParams{
		Hostname:        "ns1." + domain,
		Addresses:       []netip.Addr{netip.MustParseAddr("192.0.2.53"), netip.MustParseAddr("2001:db8::53")},
		ClientReference: "host-of-" + domain,
	}
}

// withChildHost is a situation in which someone's domain has the child host, under another reference.
func (w world) withChildHost(t *testing.T, p *platform) []any {
	t.Helper()
	host := childHost(w.domain)
	host.ClientReference = "host-before"
	_, err := p.client.Domains.CreateChildHost(t.Context(), w.domain, host)
	expectNone(t, err)
	return nil
}

// onChildHost is withChildHost, and someone's domain has it as its name server.
func (w world) onChildHost(t *testing.T, p *platform) []any {
	t.Helper()
	w.withChildHost(t, p)
	_, err := p.client.Domains.SetNameServers(t.Context(), w.domain, []string{"ns1." + w.domain})
	expectNone(t, err)
	return nil
}

// scriptsOfContents are for what visitors of a domain see.
func (w world) scriptsOfContents() map[string]script {
	noDNS := with(customers.UpdateParams{DNSManagement: new(false)})
	strange := []domains.Record{{Name: "www." + w.domain, Type: "LOC", Content: "52 5 0 N 5 7 0 E 2m"}}
	return map[string]script{
		"redirects.list": {args: []any{w.domain}, refusals: ofNobody()},
		"redirects.replace": {
			args: []any{w.domain, redirects(w.domain)},
			refusals: []refusal{
				{code: domains.CodeInvalidDomain, args: []any{unsoldDomain, redirects(unsoldDomain)}},
				{code: rest.CodeInvalidResource, args: []any{freeDomain, redirects(freeDomain)}},
				{code: domains.CodeDomainStateInvalid, given: w.lost, args: []any{redirects(w.domain)}},
				{code: domains.CodeDNSManagementDisabled, given: noDNS, args: []any{w.domain, redirects(w.domain)}},
				{code: domains.CodeDNSManagementDisabled, given: w.elsewhere, args: []any{w.domain, redirects(w.domain)}},
			},
		},
		"zones.get": {args: []any{w.domain}, refusals: ofNobody()},
		"zones.replace": {
			args: []any{w.domain, records(w.domain)},
			refusals: []refusal{
				{code: domains.CodeInvalidDomain, args: []any{unsoldDomain, records(unsoldDomain)}},
				{code: rest.CodeInvalidResource, args: []any{freeDomain, records(freeDomain)}},
				{code: domains.CodeDomainStateInvalid, given: w.lost, args: []any{records(w.domain)}},
				{code: domains.CodeDNSManagementDisabled, given: noDNS, args: []any{w.domain, records(w.domain)}},
				{code: domains.CodeDNSManagementDisabled, given: w.elsewhere, args: []any{w.domain, records(w.domain)}},
				{code: rest.CodeValidationFailed, args: []any{w.domain, strange}},
			},
		},
	}
}

// elsewhere is a situation in which someone's domain has other name servers than the platform's.
func (w world) elsewhere(t *testing.T, p *platform) []any {
	t.Helper()
	_, err := p.client.Domains.SetNameServers(t.Context(), w.domain, []string{"ns1.example.net", "ns2.example.net"})
	expectNone(t, err)
	return nil
}

func redirects(domain string) []domains.Redirect {
	return []domains.Redirect{
		{Source: domain, Target: "https://www.example.org/", Type: domains.RedirectPermanent},
		{Source: "sale." + domain, Target: "https://www.example.org/sale", Type: domains.RedirectTemporary},
		{Source: "shop." + domain, Target: "https://www.example.net/shop", Type: domains.RedirectMask},
	}
}

// records have one of each type.
func records(domain string) []domains.Record {
	v4, v6 := netip.MustParseAddr("192.0.2.10"), netip.MustParseAddr("2001:db8::10")
	return []domains.Record{
		domains.A(domain, v4).WithTTL(300),
		domains.AAAA(domain, v6),
		domains.CNAME("www."+domain, domain),
		domains.MX(domain, 10, "mail.example.net"),
		domains.NS("lab."+domain, "ns1.example.net"),
		domains.TXT(domain, "v=spf1 -all"),
		domains.TXT("long."+domain, strings.Repeat("0123456789", 30)),
		domains.SRV("_sip._tcp."+domain, domains.SRVData{Priority: 10, Weight: 60, Port: 5060, Host: "sip.example.net"}),
		domains.CAA(domain, domains.CAAData{Tag: "issue", Value: "ca.example.net"}),
		domains.URL("old."+domain, "https://www.example.org/"),
		domains.FRAME("framed."+domain, "https://www.example.org/"),
		domains.MXE("post."+domain, v4),
	}
}

func (w world) scriptsOfTLDs() map[string]script {
	return map[string]script{
		"domains.check": {
			args:     []any{freeDomain},
			refusals: []refusal{{code: domains.CodeInvalidDomain, args: []any{unsoldDomain}}},
		},
		"domains.prices": {args: []any{domains.PriceFilter{Offset: 1}}},
		"tlds.list":      {args: []any{domains.TLDFilter{Offset: 1}}},
		"tlds.get": {
			args:     []any{"co.uk"},
			refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{"example"}}},
		},
	}
}

func (w world) domainConveniences() map[string]convenience {
	return map[string]convenience{
		"Domains.All":         {operation: "domains.list", args: []any{domains.Filter{}}},
		"Domains.AllPrices":   {operation: "domains.prices", args: []any{domains.PriceFilter{}}},
		"Domains.AllTLDs":     {operation: "tlds.list", args: []any{domains.TLDFilter{}}},
		"Domains.CheckAll":    {operation: "domains.check", args: []any{slices.Values([]string{freeDomain, plainDomain, w.domain}), 0}},
		"Domains.GetExtended": {operation: "domains.get", args: []any{w.domain}},
		"Domains.Resume":      {operation: "domains.renew", given: w.partialTerm},
		"Zones.Apply":         {operation: "zones.replace", args: []any{w.domain, records(w.domain)}},
	}
}

// partialTerm is a situation in which the first of two years was bought.
func (w world) partialTerm(t *testing.T, p *platform) []any {
	t.Helper()
	found, err := p.client.Domains.Get(t.Context(), w.domain)
	expectNone(t, err)
	return []any{&domains.PartialTermError{Domain: found, From: found.Expires.AddDate(-1, 0, 0), Months: 12, Wanted: 24}}
}
