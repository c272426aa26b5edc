package domains

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/lost"
	"github.com/hostcontrol-go/sdk/rest"
)

// Codes with which the platform refuses to sell. A balance that is too low is
// [customers.CodeInsufficientBalance].
const (
	// CodeDomainTaken: somebody has the domain already, which may be the same
	// customer, or it is on its way to the platform.
	CodeDomainTaken rest.Code = "domain_taken"
	// CodeCustomerFraudTagged: the customer is tagged as fraud, which disables
	// ordering.
	CodeCustomerFraudTagged rest.Code = "customer_fraud_tagged"
	// CodeCustomerDisabled: the customer is disabled and cannot order.
	CodeCustomerDisabled rest.Code = "customer_disabled"
)

// RegisterParams say what is registered, and for whom.
type RegisterParams struct {
	Customer customers.ID
	// Name is read as [ParseName] does. On the wire it is "domain".
	Name string
	// Months is the term: 12, which 0 stands for, or a multiple of it up to
	// 120. On the wire it is "interval".
	Months int
	// Privacy hides the registrant's data in WHOIS; nil leaves it to the
	// platform. Seen in client code.
	Privacy *bool
	// ClientReference is the caller's own name for the registration, unique and
	// at most 64 characters. Without it the SDK makes one. Where the platform
	// keeps it, a call that is repeated with it gives the domain that the first
	// one bought. Provisional.
	ClientReference string
}

// registerBody is what Register sends.
type registerBody struct {
	Customer        customers.ID `json:"customer"`
	Domain          Name         `json:"domain"`
	Interval        int          `json:"interval"`
	Privacy         *bool        `json:"is_privacy_protect_enabled,omitzero"`
	ClientReference string       `json:"client_reference"`
}

func (p *RegisterParams) body(operation string) (*registerBody, error) {
	body := &registerBody{
		Customer:        p.Customer,
		Interval:        interval,
		Privacy:         p.Privacy,
		ClientReference: cmp.Or(p.ClientReference, rest.NewReference()),
	}
	var f check.Fields
	f.ID("customer", int64(p.Customer))
	body.Domain = checkName(&f, "domain", p.Name)
	checkMonths(&f, p.Months)
	f.Reference(body.ClientReference)
	return body, f.Err(operation)
}

// Register registers a domain and pays for it from the reseller's balance. The
// customer gets neither an order nor an invoice. The domain begins with the
// platform's name servers. Most registries deliver it at once; the status is
// pending where one does not.
//
// The platform sells 12 months at a time. A longer term is a registration that
// is renewed; when that fails half way the error is a [*PartialTermError],
// which [Service.Resume] goes on from.
//
// Refusals: [CodeDomainTaken], [CodeInvalidDomain], [CodePrivacyNotSupported];
// [customers.CodeInsufficientBalance]; [CodeCustomerFraudTagged],
// [CodeCustomerDisabled]; [rest.CodeResellerUnverified].
//
// When the answer gets lost, the domain is read and told from one that was
// there before by the client reference or, where the platform keeps none, by
// its owner and age.
//
// POST /domain, documented; the client reference is provisional.
func (s *Service) Register(ctx context.Context, p RegisterParams, opts ...rest.CallOption) (*Domain, error) {
	const operation = "domains.register"
	body, err := p.body(operation)
	if err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(domainsPath),
		Body:      body,
		Effect:    rest.Once,
		Reference: body.ClientReference,
	}
	started := time.Now()
	made, err := rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Domain, error) {
		return s.registered(ctx, body, started)
	}, opts...)
	if err != nil {
		return nil, err
	}
	// A call that was repeated with its reference finds what the first one and
	// its renewals came to.
	from := made.beginning()
	return s.prolong(ctx, body.Domain, PartialTermError{
		Domain: made,
		From:   from,
		Months: max(interval, made.monthsSince(from)),
		Wanted: cmp.Or(p.Months, interval),
	}, opts...)
}

// beginning is what the terms of a registered domain count from.
func (d *Domain) beginning() time.Time {
	if d.Created.IsZero() && d.Expires != nil {
		return d.Expires.AddDate(0, -interval, 0)
	}
	return d.Created
}

// registered looks whether a lost Register happened. A domain has one owner,
// so what provably is not ours makes the platform refuse the repetition.
func (s *Service) registered(ctx context.Context, sent *registerBody, started time.Time) (*Domain, error) {
	found, err := s.Get(ctx, sent.Domain.String())
	switch {
	case absent(err):
		return nil, nil
	case err != nil:
		return nil, err
	case found.ClientReference == sent.ClientReference:
		return found, nil
	case found.ClientReference != "", found.Customer.ID != sent.Customer:
		return nil, nil
	case !lost.Since(found.Created, started):
		return nil, fmt.Errorf("customer %s has %s already, from before the request", sent.Customer, sent.Domain)
	}
	return found, nil
}

// absent reports whether the platform itself said that there is no such
// domain. A gateway's not found says nothing about domains.
func absent(err error) bool {
	return errors.Is(err, rest.CodeInvalidResource) || errors.Is(err, rest.CodeResourceUnknown) || errors.Is(err, CodeInvalidDomain)
}
