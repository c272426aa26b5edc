package domains

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// A PartialTermError says that a term of several intervals was bought in part,
// or that it is unknown whether its next interval was. [Service.Resume] buys
// what is missing. To resume in another run of a program, keep Domain.Name,
// From, Months and Wanted.
type PartialTermError struct {
	// Domain is as it was read last.
	Domain *Domain
	// From is what the term counts from: the expiry before, or the time of the
	// registration.
	From time.Time
	// Months are those that were bought for certain.
	Months int
	Wanted int // months
	// Err is why there are not more of them.
	Err error
}

// Error says how much was bought and why not more.
func (e *PartialTermError) Error() string {
	name := Name("a domain")
	if e.Domain != nil {
		name = e.Domain.Name
	}
	return fmt.Sprintf("%d of %d months of %s were bought: %v", e.Months, e.Wanted, name, e.Err)
}

// Unwrap gives the reason.
func (e *PartialTermError) Unwrap() error { return e.Err }

var (
	errNoExpiry = errors.New("the domain has no expiry yet")
	errNotMoved = errors.New("the platform has not moved the expiry on yet")
)

// prolong buys the intervals that are missing of a term. It goes by the name
// that was asked for, whatever the platform calls the domain.
func (s *Service) prolong(ctx context.Context, name Name, term PartialTermError, opts ...rest.CallOption) (*Domain, error) {
	term.Domain.Name = name
	for term.Months < term.Wanted {
		if term.Domain.Expires == nil {
			return nil, term.stopped(errNoExpiry)
		}
		longer, err := s.renew(ctx, term.Domain, opts...)
		if err != nil {
			return nil, term.stopped(err)
		}
		term.Months += interval
		if longer.ends(*term.Domain.Expires) && term.Months < term.Wanted {
			// Another renewal could not be told from this one.
			return nil, term.stopped(errNotMoved)
		}
		term.Domain = longer
		term.Domain.Name = name
	}
	return term.Domain, nil
}

// stopped gives the error for a term that cannot be completed. As long as
// nothing can have been bought, that is the reason alone.
func (e PartialTermError) stopped(reason error) error {
	if e.Months == 0 && !errors.Is(reason, rest.ErrOutcomeUnknown) {
		return reason
	}
	e.Err = reason
	return &e
}

// Resume buys what is missing of a term that [Service.Register] or
// [Service.Renew] could not complete. The domain is read first: its expiry
// tells what was bought, also where the outcome of a renewal was unknown, and
// whatever moved it on counts. So resuming twice, or after somebody else
// renewed the domain, buys nothing that is not missing.
//
// The error is another [*PartialTermError] when the term is still not
// complete.
//
// GET /domain/{domain_name} and POST /domain/{domain_name}/renew; see
// [Service.Renew].
func (s *Service) Resume(ctx context.Context, partial *PartialTermError, opts ...rest.CallOption) (*Domain, error) {
	const operation = "domains.renew"
	var f check.Fields
	if partial == nil || partial.Domain == nil || partial.From.IsZero() {
		f.Reject("domain", "must be that of a term that was bought in part, with its beginning")
		return nil, f.Err(operation)
	}
	name := checkName(&f, "domain", partial.Domain.Name.String())
	checkMonths(&f, partial.Wanted)
	if err := f.Err(operation); err != nil {
		return nil, err
	}
	term := *partial
	found, err := s.Get(ctx, name.String(), opts...)
	if err != nil {
		return nil, term.stopped(err)
	}
	term.Domain = found
	if found.Expires == nil {
		return nil, term.stopped(errNoExpiry)
	}
	bought := found.monthsSince(term.From)
	if bought < term.Months {
		return nil, term.stopped(errNotMoved)
	}
	term.Months = bought
	return s.prolong(ctx, name, term, opts...)
}

// monthsSince counts the intervals by which the expiry moved. Registries add
// years of their own calendar, so that some days more or less say nothing.
func (d *Domain) monthsSince(from time.Time) int {
	const (
		year  = 365 * 24 * time.Hour
		slack = 30 * 24 * time.Hour
	)
	if d.Expires == nil {
		return 0
	}
	return interval * max(0, int((d.Expires.Sub(from)+slack)/year))
}
