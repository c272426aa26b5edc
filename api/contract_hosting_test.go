package api_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// Nobody has these.
const (
	unknownHosting     = "ac-of-nobody"
	unknownCertificate = ssl.ID("00000000-0000-4000-8000-000000000000")
	unknownPlan        = hosting.PlanID(999_999)
)

// The platform in memory sells these.
const (
	webS = hosting.PlanID(1)
	webL = hosting.PlanID(3)

	domainValidated       = "DV"
	organizationValidated = "OV"
	extendedValidation    = "EV"
)

const (
	host            = "example.com"
	anotherHost     = "example.net"
	unreachableHost = "example.invalid" // no authority signs for it
)

var hostingScripts = map[string]script{
	"hosting.plans": {args: []any{hosting.PlanFilter{Offset: 1}}},
	"hosting.list": {args: []any{hosting.Filter{
		Customer: someone, Plan: webS, Status: hosting.StatusDelivered, ClientReference: "crm-1",
		UpdatedSince: time.Date(2026, time.January, 2, 0, 0, 0, 0, time.UTC), Offset: 1,
	}}},
	"hosting.get": {
		args:     []any{given(account)},
		refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownHosting}}},
	},
	"hosting.add": {
		args: []any{given(linkedAccount)},
		refusals: []refusal{
			{code: domains.CodeCustomerDisabled, args: []any{after(disable, newAccount)}},
			{code: domains.CodeCustomerFraudTagged, args: []any{after(tagAsFraud, newAccount)}},
			{code: customers.CodeInsufficientBalance, args: []any{after(exhaust(buyCertificate), newAccount)}},
			{code: rest.CodeValidationFailed, args: []any{hosting.AddParams{Customer: someone, Plan: unknownPlan}}},
			{
				code: rest.CodeResellerUnverified, args: []any{newAccount},
				platform: hostcontroltest.Options{Unverified: true},
			},
		},
	},
	"hosting.suspend": {
		args: []any{given(account), "invoice is overdue"},
		refusals: []refusal{
			{code: rest.CodeResourceUnknown, args: []any{unknownHosting, "invoice is overdue"}},
			{code: hosting.CodeStateInvalid, args: []any{given(deletedAccount), "invoice is overdue"}},
		},
	},
	"hosting.unsuspend": {
		args: []any{given(suspendedAccount)},
		refusals: []refusal{
			{code: rest.CodeResourceUnknown, args: []any{unknownHosting}},
			{code: hosting.CodeStateInvalid, args: []any{given(account)}},
		},
	},
	"hosting.update": {
		args: []any{given(account), webL},
		refusals: []refusal{
			{code: rest.CodeResourceUnknown, args: []any{unknownHosting, webL}},
			{code: rest.CodeValidationFailed, args: []any{given(account), unknownPlan}},
			{code: hosting.CodeStateInvalid, args: []any{given(deletedAccount), webL}},
			{code: hosting.CodeStateInvalid, args: []any{given(deletedAccount), true}, method: "Hosting.SetAutoRenew"},
		},
	},
	"hosting.delete": {
		args:     []any{given(account)},
		refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownHosting}}},
	},

	"ssl.plans": {args: []any{ssl.PlanFilter{Name: domainValidated, Offset: 1}}},
	"ssl.list": {args: []any{ssl.Filter{
		Customer: someone, Plan: ssl.PlanID(unknownCertificate), Status: ssl.StatusActive, ClientReference: "crm-1",
		UpdatedSince: time.Date(2026, time.January, 2, 0, 0, 0, 0, time.UTC), Offset: 1,
	}}},
	"ssl.get": {
		args:     []any{certificate(host, issued)},
		refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownCertificate}}},
	},
	"ssl.request": {
		args: []any{newCertificate(extendedValidation, host, withApplicant)},
		refusals: []refusal{
			{code: domains.CodeCustomerDisabled, args: []any{after(disable, newCertificate(domainValidated, host))}},
			{code: domains.CodeCustomerFraudTagged, args: []any{after(tagAsFraud, newCertificate(domainValidated, host))}},
			{
				code: customers.CodeInsufficientBalance,
				args: []any{after(exhaust(buyYears(10), buyYears(1)), newCertificate(extendedValidation, host, withApplicant))},
			},
			{code: rest.CodeValidationFailed, args: []any{newCertificate(organizationValidated, host)}},
			{
				code: rest.CodeResellerUnverified, args: []any{newCertificate(domainValidated, host)},
				platform: hostcontroltest.Options{Unverified: true},
			},
		},
	},
	"ssl.resendValidation": {
		args: []any{certificate(host, ordered)},
		refusals: []refusal{
			{code: rest.CodeResourceUnknown, args: []any{unknownCertificate}},
			{code: ssl.CodeStateInvalid, args: []any{certificate(host, issued)}},
		},
	},
	"ssl.reissue": {
		args: []any{certificate(host, issued), signingRequest(host)},
		refusals: []refusal{
			{code: rest.CodeResourceUnknown, args: []any{unknownCertificate, signingRequest(host)}, from: "ssl.get"},
			{code: rest.CodeValidationFailed, args: []any{certificate(host, issued), signingRequest(anotherHost)}},
			{code: ssl.CodeStateInvalid, args: []any{certificate(host, ordered), signingRequest(host)}},
		},
	},
	"ssl.cancel": {
		args: []any{certificate(host, ordered)},
		refusals: []refusal{
			{code: rest.CodeResourceUnknown, args: []any{unknownCertificate}},
			{code: ssl.CodeStateInvalid, args: []any{certificate(unreachableHost, issued)}},
		},
	},
}

var hostingConveniences = map[string]convenience{
	"Hosting.All":          {"hosting.list", []any{after(buyYears(1), hosting.Filter{})}},
	"Hosting.AllPlans":     {"hosting.plans", []any{hosting.PlanFilter{}}},
	"Hosting.SetAutoRenew": {"hosting.update", []any{given(account), false}},
	"SSL.All":              {"ssl.list", []any{after(buyCertificate, ssl.Filter{})}},
	"SSL.AllPlans":         {"ssl.plans", []any{ssl.PlanFilter{}}},
	"SSL.Wait":             {"ssl.get", []any{certificate(host, issued), ssl.WaitOptions{}}},
}

// A step brings the platform into a state.
type step func(context.Context, *platform) error

// after takes a step before it gives an argument.
func after(before step, arg any) given {
	return func(ctx context.Context, p *platform) (any, error) {
		if err := before(ctx, p); err != nil {
			return nil, err
		}
		return p.resolve(ctx, arg)
	}
}

func disable(ctx context.Context, p *platform) error {
	_, err := p.client.Customers.Update(ctx, someone, customers.UpdateParams{Enabled: new(false)})
	return err
}

func tagAsFraud(ctx context.Context, p *platform) error {
	_, err := p.client.Customers.Update(ctx, someone, customers.UpdateParams{Fraud: new(true)})
	return err
}

// exhaust buys until the balance does not suffice any more, of one thing after the other.
func exhaust(purchases ...step) step {
	return func(ctx context.Context, p *platform) error {
		for _, buy := range purchases {
			var err error
			for err == nil {
				err = buy(ctx, p)
			}
			if !errors.Is(err, customers.CodeInsufficientBalance) {
				return err
			}
		}
		return nil
	}
}

// newAccount costs more than any certificate.
var newAccount = hosting.AddParams{Customer: someone, Plan: webL, Months: 120}

// buyYears buys an account for so many years.
func buyYears(years int) step {
	return func(ctx context.Context, p *platform) error {
		_, err := p.client.Hosting.Add(ctx, hosting.AddParams{Customer: someone, Plan: webL, Months: 12 * years})
		return err
	}
}

// linkedAccount is to be bought for a domain of the customer.
func linkedAccount(ctx context.Context, p *platform) (any, error) {
	contact, err := p.client.Contacts.Get(ctx, secondContact)
	if err != nil {
		return nil, err
	}
	if len(contact.Domains) == 0 {
		return nil, errors.New("the platform in memory lacks a domain")
	}
	return hosting.AddParams{Customer: someone, Plan: webS, Months: 24, Domain: contact.Domains[0]}, nil
}

// account is the one that the platform in memory gives to its first customer.
func account(ctx context.Context, p *platform) (any, error) {
	return demoAccount(ctx, p)
}

func demoAccount(ctx context.Context, p *platform) (string, error) {
	page, err := p.client.Hosting.List(ctx, hosting.Filter{Customer: someone})
	if err != nil {
		return "", err
	}
	if len(page.Items) == 0 {
		return "", errors.New("the platform in memory lacks a hosting account")
	}
	return page.Items[0].Reference, nil
}

func suspendedAccount(ctx context.Context, p *platform) (any, error) {
	reference, err := demoAccount(ctx, p)
	if err != nil {
		return nil, err
	}
	_, err = p.client.Hosting.Suspend(ctx, reference, "invoice is overdue")
	return reference, err
}

func deletedAccount(ctx context.Context, p *platform) (any, error) {
	reference, err := demoAccount(ctx, p)
	if err != nil {
		return nil, err
	}
	return reference, p.client.Hosting.Delete(ctx, reference)
}

// How long a certificate has been there. The authority takes less than an hour.
const (
	ordered = time.Duration(0)
	issued  = time.Hour
)

// certificate is bought, and has been there for some time. It gives the id.
func certificate(name string, age time.Duration) given {
	return func(ctx context.Context, p *platform) (any, error) {
		params, err := requestParams(ctx, p, domainValidated, name)
		if err != nil {
			return nil, err
		}
		bought, err := p.client.SSL.Request(ctx, params)
		if err != nil {
			return nil, err
		}
		p.Advance(age)
		return bought.ID, nil
	}
}

// buyCertificate buys one of the dearest kind.
func buyCertificate(ctx context.Context, p *platform) error {
	params, err := requestParams(ctx, p, extendedValidation, host)
	if err != nil {
		return err
	}
	withApplicant(&params)
	_, err = p.client.SSL.Request(ctx, params)
	return err
}

// newCertificate is to be bought.
func newCertificate(plan, name string, changes ...func(*ssl.RequestParams)) given {
	return func(ctx context.Context, p *platform) (any, error) {
		params, err := requestParams(ctx, p, plan, name)
		return changed(params, changes), err
	}
}

func requestParams(ctx context.Context, p *platform, plan, name string) (ssl.RequestParams, error) {
	id, err := planID(ctx, p, plan)
	if err != nil {
		return ssl.RequestParams{}, err
	}
	_, csr, err := ssl.NewKeyAndCSR(name)
	return ssl.RequestParams{Customer: someone, Plan: id, CSR: csr, DCV: ssl.DCVDNS}, err
}

func planID(ctx context.Context, p *platform, name string) (ssl.PlanID, error) {
	page, err := p.client.SSL.Plans(ctx, ssl.PlanFilter{Name: name})
	if err != nil {
		return "", err
	}
	for _, plan := range page.Items {
		if plan.Name == name {
			return plan.ID, nil
		}
	}
	return "", fmt.Errorf("the platform in memory lacks the plan %s", name)
}

// withApplicant adds all that a request can hold.
func withApplicant(p *ssl.RequestParams) {
	p.DCV, p.ApproverEmail = ssl.DCVEmail, "admin@example.com"
	p.ApproverFirstName, p.ApproverLastName, p.ApproverPhone = "Jane", "Roe", "+31.301234567"
	p.ChamberOfCommerce, p.CompanyName, p.Department = "01234567", "Roe Hosting", "Operations"
	p.Address, p.City, p.Zipcode = "Sample Lane 7", "Utrecht", "3511AB"
}

// signingRequest is one with a key of its own.
func signingRequest(name string) given {
	return func(context.Context, *platform) (any, error) {
		_, csr, err := ssl.NewKeyAndCSR(name)
		return csr, err
	}
}
