package api_test

import (
	"context"
	"errors"
	"maps"
	"testing"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/api/internal/contract"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// A script drives an operation through the method that openapi.yaml names for it.
type script struct {
	given    situation // where the platform has to be brought first, for success
	args     []any     // what the method gets besides its context and what the situation gives, for success
	refusals []refusal // those that not every operation can meet with
}

// A situation is something that the platform in memory does not start with. It gives the first arguments of a method
// that works on it.
type situation func(*testing.T, *platform) []any

// A refusal drives an operation into an error code.
type refusal struct {
	code      rest.Code
	given     situation
	args      []any
	platform  hostcontroltest.Options
	meanwhile func(*platform) // happens after the method has looked around, and before it asks for the operation
	method    string          // the method that is refused so, if it is not the one that openapi.yaml names
	from      string          // the operation that refuses, if the method asks for another one first
}

// A convenience is a method on top of the one that openapi.yaml names for the operation.
type convenience struct {
	operation string
	given     situation
	args      []any
}

// Customers of the platform in memory, and one that it does not have.
const (
	someone         = customers.ID(1)
	another         = customers.ID(2)
	unknownCustomer = customers.ID(999_999)
)

func (w world) scripts() map[string]script {
	return union(w.customerScripts(), w.domainScripts(), w.transferScripts(), w.hostingScripts(), w.certificateScripts(),
		w.billingScripts(), w.supportScripts())
}

func (w world) conveniences() map[string]convenience {
	return union(w.customerConveniences(), w.domainConveniences(), w.transferConveniences(), w.hostingConveniences(),
		w.certificateConveniences(), w.billingConveniences(), w.supportConveniences())
}

func union[V any](parts ...map[string]V) map[string]V {
	all := map[string]V{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}

// after is a situation within another one.
func after(situations ...situation) situation {
	return func(t *testing.T, p *platform) []any {
		t.Helper()
		var args []any
		for _, given := range situations {
			if given != nil {
				args = append(args, given(t, p)...)
			}
		}
		return args
	}
}

// silent is a situation that gives no arguments.
func silent(given situation) situation {
	return func(t *testing.T, p *platform) []any {
		t.Helper()
		given(t, p)
		return nil
	}
}

// purchase gives the refusals that every purchase for someone can meet with.
func purchase(given situation, args ...any) []refusal {
	return []refusal{
		{code: domains.CodeCustomerDisabled, given: after(given, with(customers.UpdateParams{Enabled: new(false)})), args: args},
		{code: domains.CodeCustomerFraudTagged, given: after(given, with(customers.UpdateParams{Fraud: new(true)})), args: args},
		{code: customers.CodeInsufficientBalance, given: after(given, penniless), args: args},
		{code: rest.CodeResellerUnverified, given: given, args: args, platform: hostcontroltest.Options{Unverified: true}},
	}
}

// with is a situation in which someone has other settings.
func with(settings customers.UpdateParams) situation {
	return func(t *testing.T, p *platform) []any {
		t.Helper()
		_, err := p.client.Customers.Update(t.Context(), someone, settings)
		expectNone(t, err)
		return nil
	}
}

// penniless is a situation in which the balance buys nothing any more.
func penniless(t *testing.T, p *platform) []any {
	t.Helper()
	for _, months := range []int{120, 12, 1} {
		var err error
		for err == nil {
			_, err = p.client.Hosting.Add(t.Context(), hosting.AddParams{Customer: another, Plan: mailPlan, Months: months})
		}
		if !errors.Is(err, customers.CodeInsufficientBalance) {
			t.Fatal(err)
		}
	}
	return nil
}

func expectNone(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A world is what the scripts have to know about the platform in memory.
type world struct {
	now         time.Time
	own         string             // reference of the caller
	reseller    customers.Reseller // below the caller
	domain      string             // of someone, not linked to hosting
	linked      string             // of someone, linked to the account
	account     string             // of someone
	takenEmail  string             // of another
	takenLogin  string             // of another
	idleContact customers.ContactID
	sslPlan     ssl.PlanID
	csr         func(host string) string     // with another key each time
	amount      func(string) currency.Amount // of the reseller's currency
}

func explore(t *testing.T, document *contract.Document) world {
	t.Helper()
	p := start(t, document)
	ctx := t.Context()
	customer, err := p.client.Customers.Get(ctx, another)
	expectNone(t, err)
	login, err := p.client.Logins.Get(ctx, anotherLogin)
	expectNone(t, err)
	contact, err := p.client.Contacts.Get(ctx, secondContact)
	expectNone(t, err)
	resellers, err := p.client.Resellers.List(ctx, customers.ResellerFilter{})
	expectNone(t, err)
	plans, err := p.client.SSL.Plans(ctx, ssl.PlanFilter{})
	expectNone(t, err)
	accounts, err := p.client.Hosting.List(ctx, hosting.Filter{Customer: someone})
	expectNone(t, err)
	if len(accounts.Items) == 0 || len(accounts.Items[0].Domains) == 0 {
		t.Fatal("the platform in memory lacks a hosting account with a domain")
	}
	if len(contact.Domains) == 0 || len(resellers.Items) == 0 || len(plans.Items) == 0 {
		t.Fatal("the platform in memory lacks a domain, a reseller or a plan")
	}
	return world{
		now:         p.Now(),
		own:         p.ResellerReference,
		reseller:    resellers.Items[0],
		domain:      contact.Domains[0],
		linked:      accounts.Items[0].Domains[0].String(),
		account:     accounts.Items[0].Reference,
		takenEmail:  customer.PrimaryContact.Email,
		takenLogin:  login.Login,
		idleContact: idleContact(ctx, t, p),
		sslPlan:     plans.Items[0].ID,
		csr: func(host string) string {
			_, csr, err := ssl.NewKeyAndCSR(host)
			expectNone(t, err)
			return csr
		},
		amount: func(number string) currency.Amount {
			amount, err := currency.NewAmount(number, resellers.Items[0].Balance.CurrencyCode())
			expectNone(t, err)
			return amount
		},
	}
}

// idleContact finds a contact that may be deleted.
func idleContact(ctx context.Context, t *testing.T, p *platform) customers.ContactID {
	t.Helper()
	for contact, err := range p.client.Contacts.All(ctx, customers.ContactFilter{}) {
		expectNone(t, err)
		if contact.Type != customers.ContactPrimary && len(contact.Domains) == 0 {
			return contact.ID
		}
	}
	t.Fatal("the platform in memory lacks a contact that may be deleted")
	return 0
}

func changed[P any](p P, changes []func(*P)) P {
	for _, change := range changes {
		change(&p)
	}
	return p
}
