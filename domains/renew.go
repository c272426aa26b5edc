package domains

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations that prolong a domain's life.
const (
	renewPath   = "/domain/{domain_name}/renew"
	restorePath = "/domain/{domain_name}/restore"
)

// CodeExpiryMismatch refuses to renew a domain that expires at another time
// than the caller believes. Provisional.
const CodeExpiryMismatch rest.Code = "expiry_mismatch"

// The platform sells intervals of a year, and registries hold ten at most.
const (
	interval  = 12
	maxMonths = 10 * interval
)

// checkMonths wants a term that the platform sells, or 0.
func checkMonths(f *check.Fields, months int) {
	if months < 0 || months > maxMonths || months%interval != 0 {
		f.Reject("interval", fmt.Sprintf("must be a multiple of %d months, and %d at most", interval, maxMonths))
	}
}

// A Term is the time that a domain is paid for, as its owner believes it to be.
type Term struct {
	// Name is read as [ParseName] does.
	Name string
	// Expires is compared to the second.
	Expires time.Time
}

// Term gives the term of the domain as it was read. Its end is zero for as
// long as the domain has none.
func (d *Domain) Term() Term {
	term := Term{Name: d.Name.String()}
	if d.Expires != nil {
		term.Expires = *d.Expires
	}
	return term
}

// ends reports whether the domain expires at a time. A caller may have kept
// that with less precision than the platform; renewals are a year apart.
func (d *Domain) ends(at time.Time) bool {
	return d.Expires != nil && d.Expires.Sub(at).Abs() < time.Second
}

// Renew adds months to the end of a term, which the caller names as it was
// read; see [Domain.Term]. A domain that expires at another time by now, since
// the platform or somebody else renewed it, is not renewed again: the error is
// [CodeExpiryMismatch], and nothing is charged. So is a call that is made
// twice. Months are 12, which 0 stands for, or a multiple of it up to 120.
//
// A domain that has expired can be renewed at the same price while the grace
// of its TLD lasts. Later it has to be restored.
//
// The platform sells 12 months at a time, each of which is guarded by the
// expiry that the one before led to. When one fails or its outcome is unknown,
// after something may have been paid, the error is a [*PartialTermError], which
// [Service.Resume] goes on from.
//
// Refusals: [CodeExpiryMismatch], [CodeDomainStateInvalid];
// [customers.CodeInsufficientBalance]; [CodeCustomerFraudTagged],
// [CodeCustomerDisabled]; [rest.CodeResellerUnverified].
//
// When an answer gets lost, the expiry of the domain tells.
//
// POST /domain/{domain_name}/renew, documented; the guard is provisional, which
// is why the domain is read first.
func (s *Service) Renew(ctx context.Context, term Term, months int, opts ...rest.CallOption) (*Domain, error) {
	const operation = "domains.renew"
	var f check.Fields
	name := checkName(&f, "domain", term.Name)
	checkMonths(&f, months)
	if term.Expires.IsZero() {
		f.Reject("current_expiration_date", "must not be zero")
	}
	if err := f.Err(operation); err != nil {
		return nil, err
	}
	found, err := s.Get(ctx, name.String(), opts...)
	if err != nil {
		return nil, err
	}
	if !found.ends(term.Expires) {
		return nil, &rest.Error{
			Operation: operation,
			Method:    http.MethodPost,
			Path:      rest.At(renewPath, name.String()).String(),
			Code:      CodeExpiryMismatch,
			Message:   fmt.Sprintf("%s does not expire at %s", name, stamp(term.Expires)),
		}
	}
	return s.prolong(ctx, name, PartialTermError{
		Domain: found,
		From:   *found.Expires,
		Wanted: cmp.Or(months, interval),
	}, opts...)
}

// renewBody is what renewing sends.
type renewBody struct {
	Interval int    `json:"interval"`
	Expires  string `json:"current_expiration_date"`
}

// renew adds one interval to a domain that expires when it did.
func (s *Service) renew(ctx context.Context, domain *Domain, opts ...rest.CallOption) (*Domain, error) {
	call := rest.Call{
		Operation: "domains.renew",
		Method:    http.MethodPost,
		Path:      rest.At(renewPath, domain.Name.String()),
		Body:      &renewBody{Interval: interval, Expires: stamp(*domain.Expires)},
		Effect:    rest.Once,
	}
	return rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Domain, error) {
		return s.renewed(ctx, domain)
	}, opts...)
}

// renewed looks whether a lost renewal happened. Whoever moved the expiry on,
// a repetition would be a second renewal.
func (s *Service) renewed(ctx context.Context, before *Domain) (*Domain, error) {
	found, err := s.Get(ctx, before.Name.String())
	switch {
	case err != nil:
		return nil, err
	case found.ends(*before.Expires):
		return nil, nil
	case found.Expires == nil, found.Expires.Before(*before.Expires):
		return nil, fmt.Errorf("%s expires earlier than it did before", before.Name)
	}
	return found, nil
}

// Restore buys a domain back that is in redemption. It costs much more than a
// renewal, and needs the registrant's consent.
//
// Refusals: [CodeDomainStateInvalid] for a domain that is not in redemption;
// [customers.CodeInsufficientBalance]; [CodeCustomerFraudTagged],
// [CodeCustomerDisabled]; [rest.CodeResellerUnverified].
//
// When the answer gets lost, the status of the domain tells.
//
// POST /domain/{domain_name}/restore, provisional.
func (s *Service) Restore(ctx context.Context, name string, opts ...rest.CallOption) (*Domain, error) {
	const operation = "domains.restore"
	domain, err := named(operation, name)
	if err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(restorePath, domain.String()),
		Effect:    rest.Once,
	}
	return rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Domain, error) {
		return s.restored(ctx, domain)
	}, opts...)
}

// restored looks whether a lost Restore happened.
func (s *Service) restored(ctx context.Context, name Name) (*Domain, error) {
	found, err := s.Get(ctx, name.String())
	if err != nil {
		return nil, err
	}
	switch found.Status {
	case StatusDelivered, StatusPending:
		return found, nil
	case StatusRedemption:
		return nil, nil
	}
	return nil, fmt.Errorf("%s is %s now", name, found.Status)
}
