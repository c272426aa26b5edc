package api_test

import (
	"net/netip"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/overview"
	"github.com/hostcontrol-go/sdk/rest"
)

// The platform in memory gives these to its first customers.
const (
	primaryContact = customers.ContactID(1001)
	secondContact  = customers.ContactID(1002)

	someLogin    = customers.LoginID(5001)
	anotherLogin = customers.LoginID(5002)
)

// Nobody has these.
const (
	unknownContact   = customers.ContactID(999_999)
	unknownLogin     = customers.LoginID(999_999)
	unknownReference = "reseller-of-nobody"
)

func (w world) customerScripts() map[string]script {
	password := rest.NewSecret("not-a-real-password")
	return map[string]script{
		"customers.list": {args: []any{customers.Filter{
			Email: "jane@example.com", Query: "jane", Label: "shop", Tag: "wholesale", ClientReference: "crm-1",
			Enabled: new(true), Verified: new(true), Fraud: new(false), UpdatedSince: w.now, Offset: 1,
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
				Type: "login.created", Status: customers.EventSucceeded, Since: w.now.AddDate(-5, 0, 0), Until: w.now, Offset: 1,
			}},
			refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownCustomer, customers.EventFilter{}}}},
		},

		"contacts.list": {args: []any{customers.ContactFilter{
			Customer: someone, ClientReference: "crm-1", UpdatedSince: w.now, Offset: 1,
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
			Customer: someone, ClientReference: "crm-1", UpdatedSince: w.now, Offset: 1,
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

		"resellers.list": {args: []any{customers.ResellerFilter{ClientReference: "crm-1", UpdatedSince: w.now, Offset: 1}}},
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
	}
}

func (w world) customerConveniences() map[string]convenience {
	fee := customers.BalanceParams{Amount: w.amount("0.01"), Description: "Fee"}
	return map[string]convenience{
		"Customers.All":             {operation: "customers.list", args: []any{customers.Filter{}}},
		"Customers.FindByEmail":     {operation: "customers.list", args: []any{w.takenEmail}},
		"Events.All":                {operation: "events.list", args: []any{someone, customers.EventFilter{}}},
		"Contacts.All":              {operation: "contacts.list", args: []any{customers.ContactFilter{}}},
		"Overview.Get":              {operation: "customers.get", args: []any{someone, overview.Options{}}},
		"Logins.All":                {operation: "logins.list", args: []any{customers.LoginFilter{}}},
		"Resellers.All":             {operation: "resellers.list", args: []any{customers.ResellerFilter{}}},
		"Resellers.AllTransactions": {operation: "resellers.transactions", args: []any{w.own, customers.TransactionFilter{}}},
		"Resellers.Debit":           {operation: "resellers.adjustBalance", args: []any{w.reseller.Reference, fee}},
	}
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
