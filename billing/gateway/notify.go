package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// A Status is what became of a payment.
type Status string

// The statuses that are known.
const (
	// StatusAuthorized: the payment was made. The platform closes the invoice
	// and lets the order go on.
	StatusAuthorized Status = "AUTHORISED"
	// StatusFailed: the payment was not made. The invoice stays open, and the
	// payer may start another payment.
	StatusFailed Status = "FAILED"
)

const (
	attemptTimeout = 30 * time.Second
	minBackoff     = 500 * time.Millisecond
	maxBackoff     = time.Minute
	maxRetryAfter  = time.Hour
	maxAnswer      = 64 << 10 // bytes that are read to keep a connection
)

// Notify tells the platform what became of a payment, again and again until it
// accepts with a status of 2xx. Waits between attempts are random and grow to
// a minute; a Retry-After is followed up to an hour.
//
// It gives up when the context ends, with an error that wraps the context's and
// the last failure, and when the platform refuses with a redirect or with a
// status of 4xx that waiting does not change: that is a [*rest.Error], and says
// that secrets, URL or reference are wrong. Keep what was not accepted, and
// notify again later: a payer's money is not to be forgotten. In a handler, use
// a context that outlives it, such as one of [context.WithoutCancel].
//
// POST to the notification URL; seen in client code. That it is repeated, and
// what counts as accepted, is the SDK's: the platform's answer is not public.
func (g *Gateway) Notify(ctx context.Context, reference string, status Status) error {
	body, err := g.notification(reference, status)
	if err != nil {
		return err
	}
	if err := g.deliver(ctx, body); err != nil {
		return fmt.Errorf("%s: %s of payment %q: %w", operation, status, reference, err)
	}
	return nil
}

const operation = "gateway.notify"

// notification makes the form of a notification, signed.
func (g *Gateway) notification(reference string, status Status) (string, error) {
	var f check.Fields
	f.Required(fieldReference, reference, maxReference)
	if status != StatusAuthorized && status != StatusFailed {
		f.Reject(fieldStatus, fmt.Sprintf("must be %s or %s", StatusAuthorized, StatusFailed))
	}
	if err := f.Err(operation); err != nil {
		return "", err
	}
	return url.Values{
		fieldReference: {reference},
		fieldStatus:    {string(status)},
		fieldSignature: {g.keys.sign(reference, string(status))},
	}.Encode(), nil
}

// deliver posts a form until it is accepted.
func (g *Gateway) deliver(ctx context.Context, body string) error {
	var last error
	for attempt := 1; ; attempt++ {
		failure := g.post(ctx, body, attempt)
		switch {
		case failure == nil:
			return nil
		case ctx.Err() != nil:
			return ended(ctx, last)
		case final(failure):
			return failure
		}
		last = failure
		if !pause(ctx, failure, attempt) {
			return ended(ctx, last)
		}
	}
}

// post makes one attempt. An answer that is not an acceptance is a
// [*rest.Error].
func (g *Gateway) post(ctx context.Context, body string, attempt int) error {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, g.notificationURL, strings.NewReader(body))
	if err != nil {
		return withoutURL(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", "hostcontrol-go/"+rest.Version)
	answer, err := g.client.Do(r)
	if err != nil {
		return withoutURL(err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, maxAnswer)
	if answer.StatusCode/100 == 2 {
		return nil
	}
	return &rest.Error{
		Status:     answer.StatusCode,
		Attempts:   attempt,
		RetryAfter: retryAfter(answer.Header.Get("Retry-After")),
	}
}

// final reports whether an answer would be the same the next time.
func final(failure error) bool {
	answer, ok := errors.AsType[*rest.Error](failure)
	if !ok {
		return false
	}
	switch answer.Status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	}
	return answer.Status < 500
}

// pause waits before the next attempt. It reports false when the context ends
// first.
func pause(ctx context.Context, failure error, attempt int) bool {
	wait := rand.N(min(maxBackoff, minBackoff<<min(attempt, 10)))
	if answer, ok := errors.AsType[*rest.Error](failure); ok && answer.RetryAfter > 0 {
		wait = answer.RetryAfter
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// ended makes the error of a context that ended before the platform accepted.
func ended(ctx context.Context, last error) error {
	err := ctx.Err()
	if cause := context.Cause(ctx); !errors.Is(cause, err) {
		err = errors.Join(err, cause)
	}
	if last == nil {
		return err
	}
	return fmt.Errorf("%w (last failure: %w)", err, last)
}

// retryAfter reads how long the platform asks to wait, in seconds or until a
// date; 0 when it does not say.
func retryAfter(value string) time.Duration {
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, maxRetryAfter)
	}
	if date, err := http.ParseTime(value); err == nil {
		return min(max(0, time.Until(date)), maxRetryAfter)
	}
	return 0
}

// withoutURL takes the notification URL out of an error: what it holds is
// between the reseller and the platform.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}

// notifier copies a client and keeps it from following redirects: what is
// posted must not go elsewhere, or become a GET.
func notifier(given *http.Client) *http.Client {
	client := http.Client{Transport: rest.NewTransport()}
	if given != nil {
		client = *given
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}
