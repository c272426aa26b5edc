package examples_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// Tab Overview: the label, the verification, the tags, and where the customer
// has signed up from.
func TestOverviewTab(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	d.platform.SetBillingPolicy(hostcontroltest.BillingPolicy{HoldUnverified: true})
	jane := d.signUp(t, "Jane Roe")
	customer := must(d.Customers.Update(ctx, jane, customers.UpdateParams{Tags: []string{"vip", "migrated"}}))(t)
	label := must(d.Label.Get(ctx))(t)
	expect(t, "label", customer.Label.Reference, label.Reference)
	expect(t, "brand", customer.Label.Brand, "Example Hosting")
	expect(t, "verified", customer.Verified, false)
	expect(t, "tags", customer.Tags, []string{"vip", "migrated"})
	expect(t, "address of the sign-up", customer.RegistrationIP, "192.0.2.44")
	found := must(d.Customers.List(ctx, customers.Filter{Tag: "vip", Verified: new(false)}))(t)
	expect(t, "customers with that tag", len(found.Items), 1)
}

// Tab Events: what happened, how it went, and filters on all of that.
func TestEventsTab(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	d.platform.SetInvoicing(true)
	jane := d.signUp(t, "Jane Roe")
	d.register(t, jane, "example.com")
	must(d.Orders.Create(ctx, billing.NewOrder(jane).Register(billing.RegisterPart{Name: "example.net"})))(t)
	d.spendEverything(t)
	dueForRenewal := d.platform.Now().AddDate(1, 0, 0)
	d.platform.Advance(dueForRenewal.Sub(d.platform.Now()) - 36*time.Hour)

	for status, want := range map[customers.EventStatus][]string{
		customers.EventPending: {"order.held"},
		customers.EventFailed:  {"domain.renewal_failed"},
		customers.EventSucceeded: {
			"customer.created", "login.created", "domain.registered", "order.created", "invoice.created", "invoice.opened",
		},
	} {
		expect(t, string(status), d.happened(t, jane, customers.EventFilter{Status: status}), want)
	}
	yesterday := d.platform.Now().AddDate(0, 0, -1)
	expect(t, "since yesterday", d.happened(t, jane, customers.EventFilter{Since: yesterday}), []string{"domain.renewal_failed"})
	expect(t, "until yesterday", len(d.happened(t, jane, customers.EventFilter{Until: yesterday})), 7)

	registered := must(d.Events.List(ctx, jane, customers.EventFilter{Type: "domain.registered"}))(t).Items[0]
	expect(t, "what it happened to", registered.Object.Type+" "+registered.Object.Name, "domain example.com")
	_, err := d.Events.List(ctx, jane+100, customers.EventFilter{})
	expectRefused(t, "events of nobody", err, hostcontrol.ErrNotFound)
}

// Tab Settings: each switch takes something from the customer, and gives it
// back.
func TestSettingsTab(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		off, on customers.UpdateParams
		use     func(*testing.T, *desk, customers.ID) error
		reason  error
	}{
		"name-server management": {
			off: customers.UpdateParams{NameServerManagement: new(false)}, on: customers.UpdateParams{NameServerManagement: new(true)},
			use: func(t *testing.T, d *desk, _ customers.ID) error {
				_, err := d.Domains.SetNameServers(t.Context(), "example.com", []string{"ns1.example.net"})
				return err
			},
			reason: domains.CodeCustomNameServersDisabled,
		},
		"DNS management": {
			off: customers.UpdateParams{DNSManagement: new(false)}, on: customers.UpdateParams{DNSManagement: new(true)},
			use: func(t *testing.T, d *desk, _ customers.ID) error {
				return d.Zones.Replace(t.Context(), "example.com", []domains.Record{domains.TXT("@", "hello")})
			},
			reason: domains.CodeDNSManagementDisabled,
		},
		"enabled": {
			off: customers.UpdateParams{Enabled: new(false)}, on: customers.UpdateParams{Enabled: new(true)},
			use: order, reason: domains.CodeCustomerDisabled,
		},
		"fraud tag": {
			off: customers.UpdateParams{Fraud: new(true)}, on: customers.UpdateParams{Fraud: new(false)},
			use: order, reason: domains.CodeCustomerFraudTagged,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := sitDown(t)
			jane := d.signUp(t, "Jane Roe")
			d.register(t, jane, "example.com")
			set(tt.off)(t, d, jane)
			expectRefused(t, "switched off", tt.use(t, d, jane), tt.reason)
			set(tt.on)(t, d, jane)
			if err := tt.use(t, d, jane); err != nil {
				t.Errorf("switched on: %v", err)
			}
		})
	}
}

// order is what a customer does in the storefront.
func order(t *testing.T, d *desk, customer customers.ID) error {
	t.Helper()
	_, err := d.Orders.Create(t.Context(), billing.NewOrder(customer).Register(billing.RegisterPart{Name: "example.net"}))
	return err
}

// A disabled customer keeps what is his, and cannot sign in to look at it.
func TestDisabledCustomer(t *testing.T) {
	t.Parallel()
	d := sitDown(t)
	jane := d.signUp(t, "Jane Roe")
	d.register(t, jane, "example.com")
	for _, enabled := range []bool{false, true} {
		set(customers.UpdateParams{Enabled: &enabled})(t, d, jane)
		want := http.StatusForbidden
		if enabled {
			want = http.StatusOK
		}
		expect(t, "signing in", d.signIn(t, addressOf("Jane"), password).status, want)
		expect(t, "domains", len(d.sees(t, jane, "Domains")), 1)
	}
}

// Whether the products of a customer are renewed is decided for the customer, and
// for a single domain where that says something else.
func TestAutoRenewSetting(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane, john := d.signUp(t, "Jane Roe"), d.signUp(t, "John Doe")
	d.register(t, jane, "example.com")
	d.register(t, john, "example.net", "example.org")
	set(customers.UpdateParams{AutoRenew: new(false)})(t, d, john)
	must(d.Domains.Update(ctx, "example.org", domains.UpdateParams{AutoRenew: new(true)}))(t)
	d.platform.Advance(366 * 24 * time.Hour)
	expect(t, "with auto-renew", d.sees(t, jane, "Domains"), []string{"example.com is delivered until 2028-01-05"})
	expect(t, "without it", d.sees(t, john, "Domains"), []string{
		"example.net is expired since 2027-01-05", "example.org is delivered until 2028-01-05",
	})
}

// Orders of customers who have not followed the link in their mail wait for that
// where the label wants it, and the reseller may vouch for them.
func TestVerificationHoldsOrders(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	d.platform.SetBillingPolicy(hostcontroltest.BillingPolicy{HoldUnverified: true})
	jane := d.signUp(t, "Jane Roe")
	held := must(d.Orders.Create(ctx, billing.NewOrder(jane).Register(billing.RegisterPart{Name: "example.com"})))(t)
	expect(t, "the order holds on", held.Hold, billing.HoldVerification)
	expect(t, "as the customer sees it", d.sees(t, jane, "Orders"), []string{"order " + held.ID.String() + " is waiting for verification"})
	set(customers.UpdateParams{Verified: new(true)})(t, d, jane)
	expect(t, "once she is verified", must(d.Orders.Get(ctx, held.ID))(t).State, billing.OrderCompleted)
	expect(t, "what she has then", d.sees(t, jane, "Domains"), []string{"example.com is delivered until 2027-01-05"})
}

// Tab Contacts: the data of a handle are those in the WHOIS of its domains.
func TestContactsTab(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	d.register(t, jane, "example.com", "example.ru")
	contacts := must(d.Contacts.List(ctx, customers.ContactFilter{Customer: jane}))(t).Items
	expect(t, "contacts to begin with", len(contacts), 1)
	primary := contacts[0]
	expect(t, "domains on it", primary.Domains, []string{"example.com", "example.ru"})

	general := primary.Params()
	general.Organisation, general.City = "Roe Bakery", "Amersfoort"
	changed := must(d.Contacts.Replace(ctx, primary.ID, general))(t)
	for _, domain := range changed.Domains {
		d.expectPublic(t, domain, "Registrant Organization: Roe Bakery")
		d.expectPublic(t, domain, "Registrant City: Amersfoort")
		d.expectPublic(t, domain, "Registrant Name: Jane Roe")
	}

	registry := changed.Params()
	registry.Extra.TciRu = &customers.TciRu{IDNumber: "X0000000", BirthDate: "1980-02-29", IssuedByCountry: "NL"}
	must(d.Contacts.Replace(ctx, primary.ID, registry))(t)
	read := must(d.Contacts.Get(ctx, primary.ID))(t)
	expect(t, "registry data", read.Extra.TciRu, registry.Extra.TciRu)
	expect(t, "general data beside them", read.City, "Amersfoort")

	other := must(d.Contacts.Create(ctx, customers.ContactCreateParams{
		Customer: jane, Name: "Mary Roe", Address: "Sample Lane 9", Zipcode: "3511AB", City: "Utrecht", Country: "NL",
		Email: "mary@example.org", Voice: "+31.301234568",
	}))(t)
	must(d.Domains.Update(ctx, "example.com", domains.UpdateParams{Registrant: &other.ID}))(t)
	d.expectPublic(t, "example.com", "Registrant Name: Mary Roe")
	d.expectPublic(t, "example.ru", "Registrant Name: Jane Roe")
	expectRefused(t, "deleting a handle in use", d.Contacts.Delete(ctx, other.ID), customers.CodeContactInUse)
}

// Tab Logins: names to sign in with, each of which may be renamed, shut, or given
// another password by the customer.
func TestLoginsTab(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	logins := must(d.Logins.List(ctx, customers.LoginFilter{Customer: jane}))(t).Items
	expect(t, "name to begin with", logins[0].Login, "jane@example.org")
	id := logins[0].ID
	expect(t, "signing in", d.signIn(t, "jane@example.org", password).title, "Logged in as Jane Roe")

	must(d.Logins.Update(ctx, id, customers.LoginUpdateParams{Login: new("jane.roe")}))(t)
	expect(t, "with the name before", d.signIn(t, "jane@example.org", password).status, http.StatusForbidden)
	expect(t, "with the new name", d.signIn(t, "jane.roe", password).status, http.StatusOK)

	must(d.Logins.Update(ctx, id, customers.LoginUpdateParams{Enabled: new(false)}))(t)
	expect(t, "with a shut login", d.signIn(t, "jane.roe", password).title, "This login is disabled")
	expect(t, "the reseller as her", len(d.sees(t, jane, "Domains")), 0)
	must(d.Logins.Update(ctx, id, customers.LoginUpdateParams{Enabled: new(true)}))(t)

	must(d.Logins.ResetPassword(ctx, id))(t)
	expect(t, "mails", d.mails(), []string{"jane@example.org: Reset your password"})
	expect(t, "with the password as it is", d.signIn(t, "jane.roe", password).status, http.StatusOK)
	link := d.lastLink(t)
	expect(t, "page of the link", d.visit(t, link, nil).title, "Choose a new password for jane.roe")
	d.visit(t, link, url.Values{"password": {"another-password"}})
	expect(t, "with the password before", d.signIn(t, "jane.roe", password).status, http.StatusForbidden)
	expect(t, "with the new password", d.signIn(t, "jane.roe", "another-password").status, http.StatusOK)
	expect(t, "the link once more", d.visit(t, link, nil).status, http.StatusGone)
	expect(t, "events", d.happened(t, jane, customers.EventFilter{Since: logins[0].Created.Add(time.Microsecond)}), []string{
		"login.renamed", "login.disabled", "customer.logged_in_as", "login.enabled", "login.password_reset",
	})
}
