package ssl

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// WaitOptions say how to wait for a certificate. The zero value will do.
type WaitOptions struct {
	// Min is the time between the first looks, 15 seconds unless said
	// otherwise. It doubles up to Max, 10 minutes unless said otherwise, and
	// starts over whenever something has changed.
	Min, Max time.Duration
	// Progress is told what each look found, the last one included. It runs
	// in the goroutine of the caller.
	Progress func(*Certificate)
}

// How long Wait waits where nothing is said.
const (
	defaultWaitMin = 15 * time.Second
	defaultWaitMax = 10 * time.Minute
)

func (o WaitOptions) complete(operation string) (WaitOptions, error) {
	o.Min = cmp.Or(o.Min, defaultWaitMin)
	o.Max = cmp.Or(o.Max, max(o.Min, defaultWaitMax))
	if o.Progress == nil {
		o.Progress = func(*Certificate) {}
	}
	var f check.Fields
	if o.Min < 0 {
		f.Reject("min", "must not be negative")
	}
	if o.Max < o.Min {
		f.Reject("max", "must not be less than min")
	}
	return o, f.Err(operation)
}

// A CertificateError is a certificate that came to its end while somebody
// waited for it: it failed, was cancelled or expired.
type CertificateError struct{ Certificate *Certificate }

// Error names the certificate and says what became of it.
func (e *CertificateError) Error() string {
	return fmt.Sprintf("certificate %q: %s", e.Certificate.ID, e.Certificate.Status)
}

// Wait reads a certificate again and again until it is active. The error is a
// [*CertificateError] if it fails, is cancelled or expires, and that of the
// context when it ends first. A look that fails in spite of its retries ends
// the wait as well; Wait can be called again.
//
// A certificate takes days where somebody has to act: see [Certificate.DCV] in
// WaitOptions.Progress.
func (s *Service) Wait(ctx context.Context, id ID, o WaitOptions, opts ...rest.CallOption) (*Certificate, error) {
	o, err := o.complete("ssl.wait")
	if err != nil {
		return nil, err
	}
	pause := o.Min
	for last := (time.Time{}); ; {
		certificate, err := s.Get(ctx, id, opts...)
		if err != nil {
			return nil, err
		}
		o.Progress(certificate)
		switch {
		case certificate.Status == StatusActive:
			return certificate, nil
		case certificate.Status.ended():
			return nil, &CertificateError{certificate}
		case certificate.Updated.After(last):
			pause, last = o.Min, certificate.Updated
		default:
			pause = min(2*pause, o.Max)
		}
		if err := sleep(ctx, pause); err != nil {
			return nil, fmt.Errorf("certificate %q: %s: %w", id, certificate.Status, err)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
