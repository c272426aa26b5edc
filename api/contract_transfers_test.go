package api_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/rest"
)

// What transfers wait for depends on the TLD: that of the freeDomain for the code, the others for what is said here.
const (
	domainToApprove = "jane-roe.es"
	unhinderedName  = "jane-roe.co.uk"
)

const unknownTransfer = domains.TransferID(999_999)

func (w world) transferScripts() map[string]script {
	code := rest.NewSecret("Ex4mple~Code")
	waiting := underWay(freeDomain)
	return map[string]script{
		"transfers.list": {args: []any{domains.TransferFilter{
			Customer: someone, Status: domains.TransferPending, Direction: domains.TransferIn, NamePart: "jane",
			ClientReference: "move-in-17", UpdatedSince: w.now, Offset: 1,
		}}},
		"transfers.start": {
			args: []any{moveIn()},
			refusals: slices.Concat([]refusal{
				{code: domains.CodeDomainTaken, args: []any{moveIn(func(p *domains.TransferParams) { p.Name = w.domain })}},
				{
					code: domains.CodeDomainTaken, given: silent(waiting),
					args: []any{moveIn(func(p *domains.TransferParams) { p.ClientReference = "move-in-18" })},
				},
				{code: domains.CodeInvalidDomain, args: []any{moveIn(func(p *domains.TransferParams) { p.Name = unsoldDomain })}},
				{code: domains.CodePrivacyNotSupported, args: []any{moveIn(func(p *domains.TransferParams) { p.Name = plainDomain })}},
				{code: domains.CodeMissingChildHost, args: []any{moveIn(func(p *domains.TransferParams) { p.NameServers = []string{"ns1." + p.Name} })}},
				{
					code: domains.CodeCustomNameServersDisabled, args: []any{moveIn()},
					given: with(customers.UpdateParams{NameServerManagement: new(false)}),
				},
				{code: rest.CodeValidationFailed, args: []any{moveIn(func(p *domains.TransferParams) { p.Customer = unknownCustomer })}},
			}, purchase(nil, moveIn())),
		},
		"transfers.get": {
			given:    waiting,
			refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownTransfer}}},
		},
		"transfers.update": {
			given: waiting,
			args:  []any{code},
			refusals: []refusal{
				{code: rest.CodeResourceUnknown, args: []any{unknownTransfer, code}},
				{code: domains.CodeTransferStateInvalid, given: canceledTransfer, args: []any{code}},
				{code: domains.CodeTransferStateInvalid, given: w.leavingDomain, args: []any{code}},
				{code: domains.CodeMissingChildHost, given: waiting, args: []any{[]string{"ns1." + freeDomain}}, method: "Transfers.SetNameServers"},
				{
					code: domains.CodeCustomNameServersDisabled, args: []any{[]string{"ns1.example.net"}}, method: "Transfers.SetNameServers",
					given: after(waiting, with(customers.UpdateParams{NameServerManagement: new(false)})),
				},
			},
		},
		"transfers.resendApproval": {
			given: underWay(domainToApprove),
			refusals: []refusal{
				{code: rest.CodeResourceUnknown, args: []any{unknownTransfer}},
				{code: domains.CodeTransferStateInvalid, given: waiting},
			},
		},
		"transfers.cancel": {
			given: waiting,
			refusals: []refusal{
				{code: rest.CodeResourceUnknown, args: []any{unknownTransfer}},
				{code: domains.CodeTransferStateInvalid, given: canceledTransfer},
			},
		},
	}
}

func (w world) transferConveniences() map[string]convenience {
	return map[string]convenience{
		"Transfers.All":  {operation: "transfers.list", args: []any{domains.TransferFilter{}}},
		"Transfers.Bulk": {operation: "transfers.start", given: withJournal},
		"Transfers.SetNameServers": {
			operation: "transfers.update", given: underWay(freeDomain), args: []any{[]string{"ns1.example.net", "ns2.example.net"}},
		},
		"Transfers.Wait": {operation: "transfers.get", given: completedTransfer, args: []any{domains.WaitOptions{}}},
	}
}

func moveIn(changes ...func(*domains.TransferParams)) domains.TransferParams {
	return changed(domains.TransferParams{
		Customer: someone, Name: freeDomain, AuthCode: rest.NewSecret("Ex4mple~Code"), Months: 12, Privacy: new(true),
		NameServers: []string{"ns1.example.net", "ns2.example.net"}, ClientReference: "move-in-17",
	}, changes)
}

// underWay is a situation in which the transfer of a name was started without a code.
func underWay(name string) situation {
	return func(t *testing.T, p *platform) []any {
		t.Helper()
		started, err := p.client.Transfers.Start(t.Context(), domains.TransferParams{Customer: someone, Name: name})
		expectNone(t, err)
		return []any{started.ID}
	}
}

func canceledTransfer(t *testing.T, p *platform) []any {
	t.Helper()
	started, err := p.client.Transfers.Start(t.Context(), moveIn())
	expectNone(t, err)
	_, err = p.client.Transfers.Cancel(t.Context(), started.ID)
	expectNone(t, err)
	return []any{started.ID}
}

// leavingDomain is a situation in which another registrar has asked for the domain of the world.
func (w world) leavingDomain(t *testing.T, p *platform) []any {
	t.Helper()
	_, err := p.client.Domains.AllowTransfer(t.Context(), w.domain)
	expectNone(t, err)
	code, err := p.client.Domains.AuthCode(t.Context(), w.domain)
	expectNone(t, err)
	id, err := p.RequestTransferOut(w.domain, code.Reveal())
	expectNone(t, err)
	leaving, err := p.client.Transfers.Get(t.Context(), domains.TransferID(id))
	expectNone(t, err)
	if leaving.Direction != domains.TransferOut {
		t.Fatalf("direction %s", leaving.Direction)
	}
	return []any{leaving.ID}
}

func completedTransfer(t *testing.T, p *platform) []any {
	t.Helper()
	args := underWay(unhinderedName)(t, p)
	p.Advance(24 * time.Hour)
	return args
}

// withJournal gives what a bulk transfer needs.
func withJournal(t *testing.T, _ *platform) []any {
	t.Helper()
	rows := []*domains.TransferRow{
		{TransferParams: moveIn(func(p *domains.TransferParams) { p.ClientReference = "" })},
		{TransferParams: domains.TransferParams{Customer: another, Name: unhinderedName}},
	}
	return []any{rows, domains.BulkOptions{Journal: filepath.Join(t.TempDir(), "journal")}}
}
