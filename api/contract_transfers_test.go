package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// Domains that nobody has on the platform in memory until a preparation registers them.
const (
	ownDomain              = "example.com"
	ownHost                = "ns1.example.com" // below ownDomain
	pendingDomain          = "example.ie"      // the registry looks at it first
	transfersUnknownDomain = "example.org"     // is never transfersRegistered
	unsoldDomain           = "example.invalid" // has a TLD that is not sold
	movingDomain           = "example.net"     // its registry asks for a code
	mailedDomain           = "example.es"      // its registrant has to agree
)

// The platform in memory gives this to its first transfer.
const firstTransfer = domains.TransferID(20_001)

const unknownTransfer = domains.TransferID(999_999)

var transfersScripts = map[string]script{
	"domains.nameServers": {
		prepare:  transfersRegistered(ownDomain),
		args:     []any{ownDomain},
		refusals: refusedDomains(func(name string) []any { return []any{name} }),
	},
	"domains.replaceNameServers": {
		prepare: transfersRegistered(ownDomain, pendingDomain),
		args:    []any{ownDomain, foreignServers()},
		refusals: append(refusedHeldDomains(func(name string) []any { return []any{name, foreignServers()} }),
			refusal{
				code: domains.CodeCustomNameServersDisabled, args: []any{ownDomain, foreignServers()},
				prepare: inOrder(transfersRegistered(ownDomain), customer(customers.UpdateParams{NameServerManagement: new(false)})),
			},
			refusal{code: domains.CodeMissingChildHost, args: []any{ownDomain, []string{ownHost}}},
		),
	},

	"childHosts.list": {
		prepare:  childHost(ownHost),
		args:     []any{ownDomain},
		refusals: refusedDomains(func(name string) []any { return []any{name} }),
	},
	"childHosts.create": {
		prepare: transfersRegistered(ownDomain, pendingDomain),
		args:    []any{ownDomain, newChildHost(ownHost)},
		refusals: append(refusedHeldDomains(func(name string) []any { return []any{name, newChildHost("ns1." + name)} }),
			refusal{code: rest.CodeValidationFailed, prepare: childHost(ownHost), args: []any{ownDomain, newChildHost(ownHost)}},
		),
	},
	"childHosts.update": {
		prepare: inOrder(childHost(ownHost), transfersRegistered(pendingDomain)),
		args:    []any{ownDomain, ownHost, hostAddresses()},
		refusals: append(refusedHeldDomains(func(name string) []any { return []any{name, "ns1." + name, hostAddresses()} }),
			refusal{code: rest.CodeResourceUnknown, args: []any{ownDomain, "ns2." + ownDomain, hostAddresses()}},
		),
	},
	"childHosts.delete": {
		prepare: inOrder(childHost(ownHost), transfersRegistered(pendingDomain)),
		args:    []any{ownDomain, ownHost},
		refusals: append(refusedHeldDomains(func(name string) []any { return []any{name, "ns1." + name} }),
			refusal{code: rest.CodeResourceUnknown, args: []any{ownDomain, "ns2." + ownDomain}},
			refusal{
				code: domains.CodeChildHostInUse, args: []any{ownDomain, ownHost},
				prepare: inOrder(childHost(ownHost), nameServers(ownHost)),
			},
		),
	},

	"redirects.list": {
		prepare:  transfersRegistered(ownDomain),
		args:     []any{ownDomain},
		refusals: refusedDomains(func(name string) []any { return []any{name} }),
	},
	"redirects.replace": {
		prepare: transfersRegistered(ownDomain, pendingDomain),
		args:    []any{ownDomain, newRedirects(ownDomain)},
		refusals: append(refusedHeldDomains(func(name string) []any { return []any{name, newRedirects(name)} }),
			refusedDNS(ownDomain, newRedirects(ownDomain))...,
		),
	},

	"zones.get": {
		prepare:  transfersRegistered(ownDomain),
		args:     []any{ownDomain},
		refusals: refusedDomains(func(name string) []any { return []any{name} }),
	},
	"zones.replace": {
		prepare: transfersRegistered(ownDomain, pendingDomain),
		args:    []any{ownDomain, newRecords(ownDomain)},
		refusals: append(append(refusedHeldDomains(func(name string) []any { return []any{name, newRecords(name)} }),
			refusedDNS(ownDomain, newRecords(ownDomain))...),
			refusal{code: rest.CodeValidationFailed, args: []any{ownDomain, []domains.Record{
				{Name: "www." + ownDomain, Type: "LOC", Content: "52 5 0 N 5 7 0 E 2m"},
			}}},
		),
	},

	"transfers.list": {
		prepare: startedTransfer(movingDomain),
		args: []any{domains.TransferFilter{
			Customer: someone, Status: domains.TransferWaitsForAuthCode, Direction: domains.TransferIn, NamePart: "example",
			ClientReference: "crm-1", UpdatedSince: time.Date(2026, time.January, 2, 0, 0, 0, 0, time.UTC), Offset: 1,
		}},
	},
	"transfers.start": {
		args: []any{newTransfer()},
		refusals: []refusal{
			{code: domains.CodeInvalidDomain, args: []any{newTransfer(func(p *domains.TransferParams) { p.Name = unsoldDomain })}},
			{code: domains.CodeDomainTaken, args: []any{newTransfer()}, prepare: transfersRegistered(movingDomain)},
			{code: domains.CodeDomainTaken, args: []any{newTransfer()}, prepare: startedTransfer(movingDomain)},
			{code: domains.CodePrivacyNotSupported, args: []any{newTransfer(func(p *domains.TransferParams) { p.Name = mailedDomain })}},
			{code: domains.CodeMissingChildHost, args: []any{newTransfer(func(p *domains.TransferParams) { p.NameServers = []string{"ns1." + movingDomain} })}},
			{code: domains.CodeCustomNameServersDisabled, args: []any{newTransfer()}, prepare: customer(customers.UpdateParams{NameServerManagement: new(false)})},
			{code: domains.CodeCustomerDisabled, args: []any{newTransfer()}, prepare: customer(customers.UpdateParams{Enabled: new(false)})},
			{code: domains.CodeCustomerFraudTagged, args: []any{newTransfer()}, prepare: customer(customers.UpdateParams{Fraud: new(true)})},
			{code: rest.CodeResellerUnverified, args: []any{newTransfer()}, platform: hostcontroltest.Options{Unverified: true}},
			{code: customers.CodeInsufficientBalance, args: []any{newTransfer()}, prepare: spent},
			{code: rest.CodeValidationFailed, args: []any{newTransfer(func(p *domains.TransferParams) { p.Customer = unknownCustomer })}},
		},
	},
	"transfers.get": {
		prepare:  inOrder(startedTransfer(movingDomain), suppliedCode, later(24*time.Hour)),
		args:     []any{firstTransfer},
		refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownTransfer}}},
	},
	"transfers.supplyAuthCode": {
		prepare: startedTransfer(movingDomain),
		args:    []any{firstTransfer, rest.NewSecret("not-a-real-code")},
		refusals: []refusal{
			{code: rest.CodeResourceUnknown, args: []any{unknownTransfer, rest.NewSecret("not-a-real-code")}},
			{
				code: domains.CodeTransferStateInvalid, args: []any{firstTransfer, rest.NewSecret("not-a-real-code")},
				prepare: inOrder(startedTransfer(movingDomain), rejectedTransfer),
			},
		},
	},
	"transfers.cancel": {
		prepare: startedTransfer(movingDomain),
		args:    []any{firstTransfer},
		refusals: []refusal{
			{code: rest.CodeResourceUnknown, args: []any{unknownTransfer}},
			{code: domains.CodeTransferStateInvalid, args: []any{firstTransfer}, prepare: inOrder(startedTransfer(movingDomain), rejectedTransfer)},
		},
	},
	"transfers.resendApproval": {
		prepare: startedTransfer(mailedDomain),
		args:    []any{firstTransfer},
		refusals: []refusal{
			{code: rest.CodeResourceUnknown, args: []any{unknownTransfer}},
			{code: domains.CodeTransferStateInvalid, args: []any{firstTransfer}, prepare: startedTransfer(movingDomain)},
		},
	},
}

var transfersConveniences = map[string]convenience{
	"Zones.Apply":    {"zones.replace", []any{ownDomain, newRecords(ownDomain)}},
	"Transfers.All":  {"transfers.list", []any{domains.TransferFilter{}}},
	"Transfers.Wait": {"transfers.get", []any{firstTransfer, domains.WaitOptions{}}},
	"Transfers.Bulk": {"transfers.start", []any{
		[]*domains.TransferRow{{TransferParams: newTransfer()}},
		given(func(_ context.Context, p *platform) (any, error) {
			return domains.BulkOptions{Journal: filepath.Join(p.folder, "journal")}, nil
		}),
	}},
}

// refusedDomains are the refusals of whatever is asked about a domain.
func refusedDomains(args func(name string) []any) []refusal {
	return []refusal{
		{code: domains.CodeInvalidDomain, args: args(unsoldDomain)},
		{code: "invalid_resource", args: args(transfersUnknownDomain)},
	}
}

// refusedHeldDomains are the refusals of whatever changes a domain.
func refusedHeldDomains(args func(name string) []any) []refusal {
	return append(refusedDomains(args), refusal{code: domains.CodeDomainStateInvalid, args: args(pendingDomain)})
}

// refusedDNS are the refusals of what takes the platform's name servers, and the right to change zones.
func refusedDNS(args ...any) []refusal {
	return []refusal{
		{
			code: domains.CodeDNSManagementDisabled, args: args,
			prepare: inOrder(transfersRegistered(ownDomain), customer(customers.UpdateParams{DNSManagement: new(false)})),
		},
		{
			code: domains.CodeDNSManagementDisabled, args: args,
			prepare: inOrder(transfersRegistered(ownDomain), nameServers(foreignServers()...)),
		},
	}
}

func foreignServers() []string { return []string{"ns1.example.org", "ns2.example.org"} }

func hostAddresses() []netip.Addr {
	return []netip.Addr{netip.MustParseAddr("192.0.2.53"), netip.MustParseAddr("2001:db8::53")}
}

func newChildHost(hostname string) domains.ChildHostParams {
	return domains.ChildHostParams{Hostname: hostname, Addresses: hostAddresses()}
}

func newRedirects(domain string) []domains.Redirect {
	return []domains.Redirect{
		{Source: domain, Target: "https://www.example.org/", Type: domains.RedirectPermanent},
		{Source: "now." + domain, Target: "https://www.example.org/now", Type: domains.RedirectTemporary},
		{Source: "shop." + domain, Target: "https://www.example.org/shop", Type: domains.RedirectMask},
	}
}

// newRecords have a record of each type.
func newRecords(domain string) []domains.Record {
	addr4, addr6 := netip.MustParseAddr("192.0.2.10"), netip.MustParseAddr("2001:db8::10")
	return []domains.Record{
		domains.A(domain, addr4).WithTTL(300),
		domains.AAAA(domain, addr6),
		domains.CNAME("www."+domain, domain),
		domains.MX(domain, 10, "mail.example.org"),
		domains.NS("lab."+domain, "ns1.example.org"),
		domains.TXT(domain, "v=spf1 mx -all"),
		domains.SRV("_sip._tcp."+domain, domains.SRVData{Priority: 10, Weight: 5, Port: 5060, Host: "sip.example.org"}),
		domains.CAA(domain, domains.CAAData{Tag: "issue", Value: "ca.example.org"}),
		domains.URL("old."+domain, "https://www.example.org/"),
		domains.FRAME("frame."+domain, "https://www.example.org/"),
		domains.MXE("post."+domain, addr4),
	}
}

func newTransfer(changes ...func(*domains.TransferParams)) domains.TransferParams {
	p := domains.TransferParams{
		Customer: someone, Name: movingDomain, AuthCode: rest.NewSecret("not-a-real-code"),
		Months: 12, Privacy: new(true), NameServers: foreignServers(),
	}
	return changed(p, changes)
}

// inOrder carries out one preparation after the other.
func inOrder(preparations ...preparation) preparation {
	return func(ctx context.Context, server *platform, client *hostcontrol.Client) error {
		for _, s := range preparations {
			if err := s(ctx, server, client); err != nil {
				return err
			}
		}
		return nil
	}
}

// transfersRegistered buys domains for someone.
func transfersRegistered(names ...string) preparation {
	return func(ctx context.Context, _ *platform, client *hostcontrol.Client) error {
		for _, name := range names {
			if _, err := client.Domains.Register(ctx, domains.RegisterParams{Customer: someone, Name: name}); err != nil {
				return err
			}
		}
		return nil
	}
}

// customer changes the settings of someone.
func customer(p customers.UpdateParams) preparation {
	return func(ctx context.Context, _ *platform, client *hostcontrol.Client) error {
		_, err := client.Customers.Update(ctx, someone, p)
		return err
	}
}

// nameServers gives ownDomain other ones.
func nameServers(hostnames ...string) preparation {
	return func(ctx context.Context, _ *platform, client *hostcontrol.Client) error {
		_, err := client.Domains.SetNameServers(ctx, ownDomain, hostnames)
		return err
	}
}

// childHost registers ownDomain and a host below it.
func childHost(hostname string) preparation {
	return inOrder(transfersRegistered(ownDomain), func(ctx context.Context, _ *platform, client *hostcontrol.Client) error {
		_, err := client.Domains.CreateChildHost(ctx, ownDomain, newChildHost(hostname))
		return err
	})
}

// startedTransfer starts the first transfer, without a code.
func startedTransfer(name string) preparation {
	return func(ctx context.Context, _ *platform, client *hostcontrol.Client) error {
		_, err := client.Transfers.Start(ctx, domains.TransferParams{Customer: someone, Name: name})
		return err
	}
}

func suppliedCode(ctx context.Context, _ *platform, client *hostcontrol.Client) error {
	_, err := client.Transfers.SupplyAuthCode(ctx, firstTransfer, rest.NewSecret("not-a-real-code"))
	return err
}

func rejectedTransfer(_ context.Context, server *platform, _ *hostcontrol.Client) error {
	return server.RejectTransfer(int64(firstTransfer), "the registrar refused")
}

func later(d time.Duration) preparation {
	return func(_ context.Context, server *platform, _ *hostcontrol.Client) error {
		server.Advance(d)
		return nil
	}
}

// spent leaves less than a transfer costs. The cheapest registrations come last.
func spent(ctx context.Context, _ *platform, client *hostcontrol.Client) error {
	for i, tld := 0, []string{"io", "xyz"}; len(tld) > 0; i++ {
		name := fmt.Sprintf("spent-%d.%s", i, tld[0])
		_, err := client.Domains.Register(ctx, domains.RegisterParams{Customer: someone, Name: name})
		if failure, ok := errors.AsType[*rest.Error](err); ok && failure.Code == customers.CodeInsufficientBalance {
			tld = tld[1:]
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}
