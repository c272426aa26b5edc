package api_test

import (
	"context"
	"maps"
	"net/netip"
	"testing"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/api/internal/contract"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// A script drives an operation through the method that openapi.yaml names for it.
type script struct {
	args     []any       // what the method gets besides its context, for success
	prepare  preparation // for all calls but those of refusals
	refusals []refusal   // those that not every operation can meet with
}

// A refusal drives an operation into an error code.
type refusal struct {
	code     rest.Code
	args     []any
	prepare  preparation
	platform hostcontroltest.Options
	method   string // the method that is refused so, if it is not the one that openapi.yaml names
	from     string // the operation that refuses, if the method asks for another one first
}

// A convenience is a method on top of the one that openapi.yaml names for the operation.
type convenience struct {
	operation string
	args      []any
}

// The platform in memory gives these to its first customers.
const (
	someone = customers.ID(1)
	another = customers.ID(2)

	primaryContact = customers.ContactID(1001)
	secondContact  = customers.ContactID(1002)

	someLogin    = customers.LoginID(5001)
	anotherLogin = customers.LoginID(5002)
)

// Nobody has these.
const (
	unknownCustomer  = customers.ID(999_999)
	unknownContact   = customers.ContactID(999_999)
	unknownLogin     = customers.LoginID(999_999)
	unknownReference = "reseller-of-nobody"
)

// A world is what the scripts have to know about the platform in memory.
type world struct {
	own         string             // reference of the caller
	reseller    customers.Reseller // below the caller
	domain      string             // of someone, not linked to hosting
	takenEmail  string             // of another
	takenLogin  string             // of another
	idleContact customers.ContactID
	amount      func(string) currency.Amount // of the reseller's currency
	holding
}

func explore(t *testing.T, document *contract.Document) world {
	t.Helper()
	p := start(t, document, nil)
	ctx := t.Context()
	customer, err := p.client.Customers.Get(ctx, another)
	if err != nil {
		t.Fatal(err)
	}
	login, err := p.client.Logins.Get(ctx, anotherLogin)
	if err != nil {
		t.Fatal(err)
	}
	contact, err := p.client.Contacts.Get(ctx, secondContact)
	if err != nil {
		t.Fatal(err)
	}
	resellers, err := p.client.Resellers.List(ctx, customers.ResellerFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(contact.Domains) == 0 || len(resellers.Items) == 0 {
		t.Fatal("the platform in memory lacks a domain or a reseller")
	}
	return world{
		own:         p.ResellerReference,
		reseller:    resellers.Items[0],
		domain:      contact.Domains[0],
		takenEmail:  customer.PrimaryContact.Email,
		takenLogin:  login.Login,
		idleContact: idleContact(ctx, t, p),
		holding:     exploreHolding(t, p, contact.Domains[0]),
		amount: func(number string) currency.Amount {
			amount, err := currency.NewAmount(number, resellers.Items[0].Balance.CurrencyCode())
			if err != nil {
				t.Fatal(err)
			}
			return amount
		},
	}
}

// idleContact finds a contact that may be deleted.
func idleContact(ctx context.Context, t *testing.T, p *platform) customers.ContactID {
	t.Helper()
	for contact, err := range p.client.Contacts.All(ctx, customers.ContactFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if contact.Type != customers.ContactPrimary && len(contact.Domains) == 0 {
			return contact.ID
		}
	}
	t.Fatal("the platform in memory lacks a contact that may be deleted")
	return 0
}

func (w world) scripts() map[string]script {
	date := time.Date(2026, time.January, 2, 0, 0, 0, 0, time.UTC)
	password := rest.NewSecret("not-a-real-password")
	return merged(w.domainsScripts(), inheriting(transfersScripts), hostingScripts, map[string]script{
		"customers.list": {args: []any{customers.Filter{
			Email: "jane@example.com", Query: "jane", Label: "shop", Tag: "wholesale", ClientReference: "crm-1",
			Enabled: new(true), Verified: new(true), Fraud: new(false), UpdatedSince: date, Offset: 1,
		}}},
		"customers.get": {
			args:     []any{someone},
			refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownCustomer}}},
		},
		"customers.create": {
			args: []any{newCustomer()},
			refusals: []refusal{
				{code: customers.CodeEmailInUse, args: []any{newCustomer(func(p *customers.CreateParams) { p.Email = w.takenEmail })}},
				{code: customers.CodeCountryNotAccepted, args: []any{newCustomer(func(p *customers.CreateParams) { p.Country = "GH" })}},
				{code: rest.CodeValidationFailed, args: []any{newCustomer(func(p *customers.CreateParams) { p.Country, p.State = "US", "Atlantis" })}},
			},
		},
		"customers.update": {
			args: []any{someone, customers.UpdateParams{
				SupportNotifications: new(false), Enabled: new(true), Verified: new(true), Fraud: new(true),
				NameServerManagement: new(false), DNSManagement: new(false), AutoRenew: new(false), Tags: []string{"wholesale"},
			}},
			refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownCustomer, customers.UpdateParams{Fraud: new(true)}}}},
		},
		"customers.loginAs": {
			args:     []any{someone},
			refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownCustomer}}},
		},
		"customers.move": {
			args: []any{someone, customers.MoveParams{To: another, Domains: []string{w.domain}}},
			refusals: []refusal{
				{code: rest.CodeResourceUnknown, args: []any{unknownCustomer, customers.MoveParams{To: another, Domains: []string{w.domain}}}},
				{code: rest.CodeValidationFailed, args: []any{another, customers.MoveParams{To: someone, Domains: []string{w.domain}}}},
			},
		},
		"customers.promote": {
			args: []any{someone, customers.PromoteParams{Login: "jane-reseller", PriceList: "wholesale"}},
			refusals: []refusal{
				{code: rest.CodeResourceUnknown, args: []any{unknownCustomer, customers.PromoteParams{Login: "jane-reseller"}}},
				{code: rest.CodeValidationFailed, args: []any{someone, customers.PromoteParams{Login: w.takenLogin}}},
				{code: customers.CodeAlreadyReseller, args: []any{w.reseller.Customer.ID, customers.PromoteParams{Login: "jane-reseller"}}},
				{
					code: rest.CodeResellerUnverified, args: []any{someone, customers.PromoteParams{Login: "jane-reseller"}},
					platform: hostcontroltest.Options{Unverified: true},
				},
			},
		},

		"events.list": {
			args: []any{someone, customers.EventFilter{
				Type: "login.created", Status: customers.EventSucceeded, Since: date.AddDate(-5, 0, 0), Until: date, Offset: 1,
			}},
			refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownCustomer, customers.EventFilter{}}}},
		},

		"contacts.list": {args: []any{customers.ContactFilter{
			Customer: someone, ClientReference: "crm-1", UpdatedSince: date, Offset: 1,
		}}},
		"contacts.get": {
			args:     []any{primaryContact},
			refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownContact}}},
		},
		"contacts.create": {
			args: []any{newContact()},
			refusals: []refusal{
				{code: rest.CodeValidationFailed, args: []any{newContact(func(p *customers.ContactCreateParams) { p.Customer = unknownCustomer })}},
			},
		},
		"contacts.replace": {
			args: []any{primaryContact, replacement()},
			refusals: []refusal{
				{code: rest.CodeResourceUnknown, args: []any{unknownContact, replacement()}},
				{code: rest.CodeValidationFailed, args: []any{primaryContact, replacement(func(p *customers.ReplaceParams) { p.Country, p.State = "US", "Atlantis" })}},
				{code: customers.CodeEmailInUse, args: []any{primaryContact, replacement(func(p *customers.ReplaceParams) { p.Email = w.takenEmail })}},
			},
		},
		"contacts.delete": {
			args: []any{w.idleContact},
			refusals: []refusal{
				{code: rest.CodeResourceUnknown, args: []any{unknownContact}},
				{code: customers.CodeContactInUse, args: []any{primaryContact}},
			},
		},

		"logins.list": {args: []any{customers.LoginFilter{
			Customer: someone, ClientReference: "crm-1", UpdatedSince: date, Offset: 1,
		}}},
		"logins.get": {
			args:     []any{someLogin},
			refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownLogin}}},
		},
		"logins.create": {
			args:     []any{customers.LoginCreateParams{Customer: someone, Login: "jane-office", Password: password}},
			refusals: []refusal{{code: rest.CodeValidationFailed, args: []any{customers.LoginCreateParams{Customer: someone, Login: w.takenLogin, Password: password}}}},
		},
		"logins.update": {
			args: []any{someLogin, customers.LoginUpdateParams{Login: new("jane-office"), Enabled: new(false)}},
			refusals: []refusal{
				{code: rest.CodeResourceUnknown, args: []any{unknownLogin, customers.LoginUpdateParams{Enabled: new(false)}}},
				{code: rest.CodeValidationFailed, args: []any{someLogin, customers.LoginUpdateParams{Login: new(w.takenLogin)}}},
			},
		},
		"logins.resetPassword": {
			args:     []any{someLogin},
			refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownLogin}}},
		},

		"resellers.list": {args: []any{customers.ResellerFilter{ClientReference: "crm-1", UpdatedSince: date, Offset: 1}}},
		"resellers.get": {
			args:     []any{w.reseller.Reference},
			refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownReference}}},
		},
		"resellers.update": {
			args: []any{w.reseller.Reference, customers.ResellerUpdateParams{
				Name: new("Example Resale"), Enabled: new(true), HostingAllowed: new(false), SubresellersAllowed: new(true),
				LowerLimit: new(w.amount("-50.00")), DomainPriceList: new("wholesale"), HostingPriceList: new(""),
			}},
			refusals: []refusal{
				{code: rest.CodeResourceUnknown, args: []any{unknownReference, customers.ResellerUpdateParams{Enabled: new(true)}}},
				{code: rest.CodePermissionDenied, args: []any{w.own, customers.ResellerUpdateParams{Enabled: new(true)}}},
			},
		},
		"resellers.adjustBalance": {
			args: []any{w.reseller.Reference, customers.BalanceParams{Amount: w.amount("12.50"), Description: "Deposit"}},
			refusals: []refusal{
				{code: rest.CodeResourceUnknown, args: []any{unknownReference, customers.BalanceParams{Amount: w.amount("12.50")}}, from: "resellers.get"},
				{code: rest.CodePermissionDenied, args: []any{w.own, customers.BalanceParams{Amount: w.amount("12.50")}}},
				{code: rest.CodeValidationFailed, args: []any{w.reseller.Reference, customers.BalanceParams{Amount: w.amount("90000000000000.00")}}},
				{
					code: customers.CodeInsufficientBalance, method: "Resellers.Debit",
					args: []any{w.reseller.Reference, customers.BalanceParams{Amount: w.amount("9000000.00")}},
				},
			},
		},
		"resellers.transactions": {
			args:     []any{w.reseller.Reference, customers.TransactionFilter{ClientReference: "crm-1", Offset: 1}},
			refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownReference, customers.TransactionFilter{}}}},
		},
		"resellers.loginAs": {
			args: []any{w.reseller.Reference},
			refusals: []refusal{
				{code: rest.CodeResourceUnknown, args: []any{unknownReference}},
				{code: rest.CodePermissionDenied, args: []any{w.own}},
			},
		},

		"label.get": {},
	})
}

func (w world) conveniences() map[string]convenience {
	return merged(w.domainsConveniences(), transfersConveniences, hostingConveniences, map[string]convenience{
		"Customers.All":             {"customers.list", []any{customers.Filter{}}},
		"Customers.FindByEmail":     {"customers.list", []any{w.takenEmail}},
		"Events.All":                {"events.list", []any{someone, customers.EventFilter{}}},
		"Contacts.All":              {"contacts.list", []any{customers.ContactFilter{}}},
		"Logins.All":                {"logins.list", []any{customers.LoginFilter{}}},
		"Resellers.All":             {"resellers.list", []any{customers.ResellerFilter{}}},
		"Resellers.AllTransactions": {"resellers.transactions", []any{w.own, customers.TransactionFilter{}}},
		"Resellers.Debit":           {"resellers.adjustBalance", []any{w.reseller.Reference, customers.BalanceParams{Amount: w.amount("0.01"), Description: "Fee"}}},
	})
}

// inheriting gives refusals without a preparation that of their script.
func inheriting(scripts map[string]script) map[string]script {
	for _, s := range scripts {
		for i := range s.refusals {
			if s.refusals[i].prepare == nil {
				s.refusals[i].prepare = s.prepare
			}
		}
	}
	return scripts
}

// merged puts together what belongs to different resources.
func merged[V any](parts ...map[string]V) map[string]V {
	all := map[string]V{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}

func newCustomer(changes ...func(*customers.CreateParams)) customers.CreateParams {
	p := customers.CreateParams{
		Name: "Jane Roe", Organisation: "Roe Hosting", Gender: customers.GenderFemale,
		Address: "Sample Lane 7", Zipcode: "3511AB", City: "Utrecht", State: "Utrecht", Country: "NL",
		Email: "jane.roe@example.com", Voice: "+31.301234567", Fax: "+31.301234568", VATNumber: "NL000000000B00",
		RegistrationIP: netip.MustParseAddr("192.0.2.44"), Password: rest.NewSecret("not-a-real-password"),
	}
	return changed(p, changes)
}

func newContact(changes ...func(*customers.ContactCreateParams)) customers.ContactCreateParams {
	p := customers.ContactCreateParams{
		Customer: someone, Name: "John Roe", Organisation: "Roe Hosting", Gender: customers.GenderMale,
		Address: "Sample Lane 7", Zipcode: "3511AB", City: "Utrecht", State: "Utrecht", Country: "NL",
		Email: "john.roe@example.com", Voice: "+31.301234567", Fax: "+31.301234568", VATNumber: "NL000000000B00",
		Extra: customers.RegistryData{TciRu: &customers.TciRu{IDNumber: "1234567890", IssuedByCountry: "NL"}},
	}
	return changed(p, changes)
}

func replacement(changes ...func(*customers.ReplaceParams)) customers.ReplaceParams {
	p := customers.ReplaceParams{
		Name: "Jane Roe", Organisation: "Roe Hosting", Gender: customers.GenderFemale,
		Address: "Changed Lane 9", Zipcode: "3511AB", City: "Utrecht", State: "Utrecht", Country: "NL",
		Email: "jane.roe@example.com", Voice: "+31.301234567", Fax: "+31.301234568", VATNumber: "NL000000000B00",
		Extra: customers.RegistryData{TciRu: &customers.TciRu{IDNumber: "1234567890", IssuedByCountry: "NL"}},
	}
	return changed(p, changes)
}

func changed[P any](p P, changes []func(*P)) P {
	for _, change := range changes {
		change(&p)
	}
	return p
}
