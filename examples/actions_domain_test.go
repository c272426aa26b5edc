package examples_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

// register buys domains for a customer.
func (d *desk) register(t *testing.T, customer customers.ID, names ...string) {
	t.Helper()
	for _, name := range names {
		must(d.Domains.Register(t.Context(), domains.RegisterParams{Customer: customer, Name: name}))(t)
	}
}

// Action 3, Register a domain: it is there at once, on the customer's data and
// at the reseller's expense. The customer has ordered nothing and owes nothing,
// also where orders are invoiced.
func TestRegisterDomain(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	d.platform.SetInvoicing(true)
	jane := d.signUp(t, "Jane Roe")
	expect(t, "example.com", must(d.Domains.Check(ctx, "example.com"))(t), domains.AvailabilityFree)

	domain := must(d.Domains.Register(ctx, domains.RegisterParams{Customer: jane, Name: "Example.com"}))(t)
	expect(t, "status", domain.Status, domains.StatusDelivered)
	expect(t, "owner", domain.Customer.ID, jane)
	expect(t, "what the reseller pays", d.booked(t), []string{"Register example.com: -8.99 EUR"})
	d.expectNoPaperwork(t, jane)
	expect(t, "what the customer sees", d.sees(t, jane, "Domains"), []string{"example.com is delivered until 2027-01-05"})
	expect(t, "orders she sees", len(d.sees(t, jane, "Orders")), 0)
	d.expectPublic(t, "example.com", "Registrant Name: Jane Roe")
	d.expectPublic(t, "example.com", "Registrant Email: jane@example.org")
	expect(t, "events", d.happened(t, jane, customers.EventFilter{Type: "domain.registered"}), []string{"domain.registered"})

	hidden := must(d.Domains.Register(ctx, domains.RegisterParams{Customer: jane, Name: "example.net", Privacy: new(true)}))(t)
	expect(t, "privacy", hidden.Privacy, true)
	if text := must(d.platform.WHOIS("example.net"))(t); strings.Contains(text, "Roe") {
		t.Errorf("the registrant is not hidden:\n%s", text)
	}

	john := d.signUp(t, "John Doe")
	_, err := d.Domains.Register(ctx, domains.RegisterParams{Customer: john, Name: "example.com"})
	expectRefused(t, "a domain that somebody has", err, domains.CodeDomainTaken)
	_, err = d.Domains.Register(ctx, domains.RegisterParams{Customer: john, Name: "example.invalid"})
	expectRefused(t, "a domain that nobody sells", err, domains.CodeInvalidDomain)
	expect(t, "charges", len(d.booked(t)), 2)
}

// Action 4, Transfer a domain. Under .us a transfer takes a code from the present
// registrar and the approval of the registrant, and it waits for both of them.
// The name servers can be chosen with it or while it waits.
func TestTransferDomain(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	d.platform.SetInvoicing(true)
	d.platform.SetAuthCode("example.us", "Ex4mple~Code")
	jane := d.signUp(t, "Jane Roe")

	transfer := must(d.Transfers.Start(ctx, domains.TransferParams{
		Customer: jane, Name: "example.us", NameServers: []string{"ns1.example.net", "ns2.example.net"},
	}))(t)
	expect(t, "without a code", transfer.RequiredAction(), domains.ActionSupplyAuthCode)
	expect(t, "what the reseller pays", d.booked(t), []string{"Transfer example.us: -7.99 EUR"})
	d.expectNoPaperwork(t, jane)
	expect(t, "what the customer sees", d.sees(t, jane, "Transfers"), []string{"example.us is wait_for_auth_code"})
	expect(t, "mails before anybody can approve", len(d.mails()), 0)

	transfer = must(d.Transfers.SupplyAuthCode(ctx, transfer.ID, rest.NewSecret("Ex4mple~Coda")))(t)
	expect(t, "with a code", transfer.RequiredAction(), domains.ActionRegistrantApproval)
	transfer = must(d.Transfers.SetNameServers(ctx, transfer.ID, []string{"ns1.example.com", "ns2.example.com"}))(t)
	expect(t, "name servers do not move it on", transfer.Status, domains.TransferWaitsForApproval)
	must(d.Transfers.ResendApproval(ctx, transfer.ID))(t)
	const asked = "jane@example.org: Please approve the transfer of example.us"
	expect(t, "mails to the registrant", d.mails(), []string{asked, asked})

	expectNone(t, d.platform.ApproveTransfer(int64(transfer.ID)))
	expect(t, "approved", d.transfer(t, transfer.ID).Status, domains.TransferScheduled)
	d.platform.Advance(time.Hour)
	transfer = d.transfer(t, transfer.ID)
	expect(t, "the registry refuses the code", transfer.RequiredAction(), domains.ActionSupplyAuthCode)
	expect(t, "and says so", transfer.LastError, "auth_code_invalid")

	must(d.Transfers.SupplyAuthCode(ctx, transfer.ID, rest.NewSecret("Ex4mple~Code")))(t)
	done := must(d.Transfers.Wait(ctx, transfer.ID, d.patience()))(t)
	expect(t, "in the end", done.Status, domains.TransferCompleted)
	expect(t, "the domain", d.sees(t, jane, "Domains"), []string{"example.us is delivered until 2027-01-05"})
	expect(t, "the transfer is over", len(d.sees(t, jane, "Transfers")), 0)
	d.expectPublic(t, "example.us", "Name Server: ns1.example.com")
	d.expectPublic(t, "example.us", "Registrant Name: Jane Roe")
	expect(t, "what the reseller has paid", d.booked(t), []string{"Transfer example.us: -7.99 EUR"})
	d.expectNoPaperwork(t, jane)
}

// Under .es it is the registrant's approval alone. Without it there is no domain,
// and the reseller gets his money back.
func TestTransferThatTheRegistrantRejects(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	transfer := must(d.Transfers.Start(ctx, domains.TransferParams{Customer: jane, Name: "example.es"}))(t)
	expect(t, "at first", transfer.RequiredAction(), domains.ActionRegistrantApproval)
	_, err := d.Domains.Register(ctx, domains.RegisterParams{Customer: jane, Name: "example.es"})
	expectRefused(t, "registering it meanwhile", err, domains.CodeDomainTaken)

	expectNone(t, d.platform.RejectTransfer(int64(transfer.ID), "The registrant does not agree."))
	_, err = d.Transfers.Wait(ctx, transfer.ID, d.patience())
	failed, ok := errors.AsType[*domains.TransferError](err)
	if !ok || failed.Transfer.LastError != "The registrant does not agree." {
		t.Errorf("waiting: %v", err)
	}
	expect(t, "bookings", d.booked(t), []string{"Transfer example.es: -7.99 EUR", "Refund transfer example.es: +7.99 EUR"})
	_, err = d.Domains.Get(ctx, "example.es")
	expectRefused(t, "the domain", err, hostcontrol.ErrNotFound)
}

func (d *desk) transfer(t *testing.T, id domains.TransferID) *domains.Transfer {
	t.Helper()
	return must(d.Transfers.Get(t.Context(), id))(t)
}

// patience waits for the platform by its own clock.
func (d *desk) patience() domains.WaitOptions {
	return domains.WaitOptions{
		Min: time.Microsecond, Max: time.Microsecond,
		Progress: func(*domains.Transfer) { d.platform.Advance(time.Hour) },
	}
}
