package examples_test

import (
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// Tab Domains: everything about a domain is managed from its details.
func TestDomainsTab(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	d.register(t, jane, "example.com", "example.nl")
	listed := must(d.Domains.List(ctx, domains.Filter{Customer: jane}))(t)
	expect(t, "domains", len(listed.Items), 2)

	details := must(d.Domains.GetExtended(ctx, "example.com"))(t)
	expect(t, "locked", details.Extended.TransferLocked, true)
	expect(t, "on the platform's name servers", details.Managed, true)
	expect(t, "renews", details.AutoRenew, true)
	_, err := d.Domains.Update(ctx, "example.nl", domains.UpdateParams{TransferLock: new(true)})
	expectRefused(t, "a lock that the TLD does not have", err, domains.CodeLockNotSupported)

	must(d.Domains.Update(ctx, "example.com", domains.UpdateParams{CustomerManageable: new(false)}))(t)
	expect(t, "without the customer", d.sees(t, jane, "Domains")[0], "example.com is suspended until 2027-01-05")
	must(d.Domains.Update(ctx, "example.com", domains.UpdateParams{CustomerManageable: new(true), Privacy: new(true)}))(t)
	expect(t, "with the customer", d.sees(t, jane, "Domains")[0], "example.com is delivered until 2027-01-05")

	must(d.Domains.SetNameServers(ctx, "example.nl", []string{"ns1.example.org", "ns2.example.org"}))(t)
	d.expectPublic(t, "example.nl", "Name Server: ns2.example.org")
	err = d.Zones.Replace(ctx, "example.nl", []domains.Record{domains.TXT("@", "hello")})
	expectRefused(t, "a zone that nobody would look at", err, domains.CodeDNSManagementDisabled)

	expectNone(t, d.Domains.Delete(ctx, "example.nl"))
	kept := must(d.Domains.Get(ctx, "example.nl"))(t)
	expect(t, "deleted domains until they expire", kept.Status, domains.StatusDelivered)
	expect(t, "renewal of a deleted domain", kept.AutoRenew, false)
}

// A domain leaves with its auth code, once the lock is off. The reseller sees it
// go, and can stop it for five days.
func TestDomainsLeave(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	d.register(t, jane, "example.com")
	code := must(d.Domains.AuthCode(ctx, "example.com"))(t)
	if _, err := d.platform.RequestTransferOut("example.com", code.Reveal()); err == nil {
		t.Fatal("the lock was on, and still it can leave")
	}
	must(d.Domains.AllowTransfer(ctx, "example.com"))(t)

	must(d.platform.RequestTransferOut("example.com", code.Reveal()))(t)
	expect(t, "mails", d.mails(), []string{"jane@example.org: Another registrar has asked for example.com"})
	leaving := must(d.Transfers.List(ctx, domains.TransferFilter{Customer: jane, Direction: domains.TransferOut}))(t).Items[0]
	expect(t, "on its way", leaving.Status, domains.TransferPending)
	expect(t, "as the customer sees it", d.sees(t, jane, "Transfers"), []string{"example.com is pending, to another registrar"})
	must(d.Transfers.Cancel(ctx, leaving.ID))(t)
	d.platform.Advance(6 * 24 * time.Hour)
	expect(t, "stopped", d.sees(t, jane, "Domains"), []string{"example.com is delivered until 2027-01-05"})

	must(d.platform.RequestTransferOut("example.com", code.Reveal()))(t)
	d.platform.Advance(6 * 24 * time.Hour)
	expect(t, "let go", len(d.sees(t, jane, "Domains")), 0)
	_, err := d.Domains.Get(ctx, "example.com")
	expectRefused(t, "the domain in the end", err, hostcontrol.ErrNotFound)
	expect(t, "bookings", d.booked(t), []string{"Register example.com: -8.99 EUR"})
}

// Tab Transfers: those that are active, with what still has to be done; they can
// be canceled, and are then paid back.
func TestTransfersTab(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	for _, name := range []string{"example.com", "example.es", "example.co.uk"} {
		must(d.Transfers.Start(ctx, domains.TransferParams{Customer: jane, Name: name}))(t)
	}
	required := map[string]domains.RequiredAction{}
	transfers := must(d.Transfers.List(ctx, domains.TransferFilter{Customer: jane}))(t).Items
	for _, transfer := range transfers {
		required[transfer.Name.String()] = transfer.RequiredAction()
	}
	expect(t, "what has to be done", required, map[string]domains.RequiredAction{
		"example.com":   domains.ActionSupplyAuthCode,
		"example.es":    domains.ActionRegistrantApproval,
		"example.co.uk": domains.ActionNone,
	})

	canceled := must(d.Transfers.Cancel(ctx, transfers[0].ID))(t)
	expect(t, "canceled", canceled.Status, domains.TransferCanceled)
	_, err := d.Transfers.Cancel(ctx, canceled.ID)
	expectRefused(t, "canceling it twice", err, domains.CodeTransferStateInvalid)
	expect(t, "paid back", d.booked(t)[3:], []string{"Refund transfer example.com: +8.99 EUR"})
	d.platform.Advance(24 * time.Hour)
	expect(t, "those that are active", d.sees(t, jane, "Transfers"), []string{"example.es is wait_for_approval"})
	waiting := must(d.Transfers.List(ctx, domains.TransferFilter{Customer: jane, Status: domains.TransferWaitsForApproval}))(t)
	expect(t, "those that wait for an approval", len(waiting.Items), 1)
}

// Tab Hosting: an account that is suspended serves nothing, and keeps what is on
// it.
func TestHostingTab(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	d.register(t, jane, "example.com")
	site := must(d.Hosting.Add(ctx, hosting.AddParams{Customer: jane, Plan: 1, Domain: "example.com"}))(t)
	listed := must(d.Hosting.List(ctx, hosting.Filter{Customer: jane}))(t)
	expect(t, "accounts", len(listed.Items), 1)

	suspended := must(d.Hosting.Suspend(ctx, site.Reference, "Not paid for"))(t)
	expect(t, "active", suspended.Active, false)
	expect(t, "domains on it", suspended.Domains, []domains.Name{"example.com"})
	expect(t, "what the customer sees", d.sees(t, jane, "Hosting"), []string{"Web S " + site.Reference + " is suspended until 2027-01-05"})
	why := must(d.Events.List(ctx, jane, customers.EventFilter{Type: "hosting.suspended"}))(t).Items[0]
	expect(t, "the reason", why.Message, "hosting account suspended: Not paid for")
	_, err := d.Hosting.Suspend(ctx, site.Reference, "Again")
	expectRefused(t, "suspending it twice", err, hosting.CodeStateInvalid)

	must(d.Hosting.Unsuspend(ctx, site.Reference))(t)
	expect(t, "what the customer sees again", d.sees(t, jane, "Hosting"), []string{"Web S " + site.Reference + " is delivered until 2027-01-05"})
}

// Tab SSL: a certificate with the names that it is active for.
func TestSSLTab(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	d.register(t, jane, "example.com")
	requested := d.requestCertificate(t, jane, "example.com", "www.example.com")
	expect(t, "to begin with", requested.Status, ssl.StatusPending)
	expect(t, "what has to be done", requested.DCV.Type, ssl.DCVDNS)
	d.platform.Advance(15 * time.Minute)

	listed := must(d.SSL.List(ctx, ssl.Filter{Customer: jane}))(t)
	expect(t, "certificates", len(listed.Items), 1)
	active := must(d.SSL.Get(ctx, listed.Items[0].ID))(t)
	expect(t, "status", active.Status, ssl.StatusActive)
	expect(t, "names", active.Domains, []string{"example.com", "www.example.com"})
	expect(t, "what the customer sees", d.sees(t, jane, "Certificates"), []string{"DV for example.com, www.example.com is active"})
	d.expectNoPaperwork(t, jane)
}
