package ssl

import (
	"context"
	"fmt"
	"time"

	"github.com/hostcontrol-go/sdk/internal/watch"
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
	return watch.Wait[Certificate]{
		Operation: "ssl.wait",
		What:      fmt.Sprintf("certificate %q", id),
		Look:      func(ctx context.Context) (*Certificate, error) { return s.Get(ctx, id, opts...) },
		State:     func(c *Certificate) string { return string(c.Status) },
		Updated:   func(c *Certificate) time.Time { return c.Updated },
		Ended: func(c *Certificate) (bool, error) {
			if c.Status.ended() {
				return true, &CertificateError{c}
			}
			return c.Status == StatusActive, nil
		},
	}.Until(ctx, watch.Options[Certificate](o))
}
