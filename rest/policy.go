package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"maps"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// checkRetry is asked by the retry engine after each attempt. A response is
// first read, then judged.
func checkRetry(ctx context.Context, r *http.Response, err error) (bool, error) {
	x := ctx.Value(exchangeKey{}).(*exchange)
	if err == nil && r != nil && !x.read {
		return false, nil
	}
	return x.finishAttempt(err), nil
}

// finishAttempt settles what an attempt came to and whether another follows.
func (x *exchange) finishAttempt(err error) bool {
	x.ended = time.Now()
	if !x.read {
		x.settleNoAnswer(err)
	}
	if !x.sent.IsZero() {
		x.attempts++
	}
	if x.failure != nil {
		x.failure.Attempts = x.attempts
	}
	x.release()
	retry := x.another()
	x.report(retry)
	return retry
}

// settleNoAnswer: the transport gave an error. Whether the request left is
// known from what the transport reported while it tried.
func (x *exchange) settleNoAnswer(err error) {
	if held, ok := errors.AsType[*heldError](err); ok {
		x.verdict = unsent
		x.failure = x.failed(held.Error(), nil)
		x.failure.kind, x.failure.RetryAfter = ErrRateLimited, held.remaining
		return
	}
	x.verdict = lost
	if x.sent.IsZero() || x.trace != nil && x.trace.neverLeft() {
		x.verdict = unsent
	}
	x.failure = x.failed("", withoutURL(err, x.secrets()))
	if !x.sent.IsZero() {
		x.failure.kind = ErrNoAnswer
	}
}

// another applies the table of effects: what was never sent and what was
// turned away with 429 is repeated, what was lost only where repeating does
// no harm. A Once call that was lost is the business of its reconciler.
func (x *exchange) another() bool {
	x.wait = 0
	if x.Context.Err() != nil || x.opts.noRetry {
		return false
	}
	switch x.verdict {
	case unauthorize:
		if x.reauthed || !x.client.credentials.reject(x.token) {
			return false
		}
		x.reauthed = true
		return true
	case unsent:
		return !x.sent.IsZero() && !permanent(x.failure) && x.again()
	case throttled:
		return x.again()
	case lost:
		return x.call.Effect != Once && !permanent(x.failure) && x.again()
	}
	return false
}

// again counts a retry and finds out how long to wait for it. It is false
// when the retries are used up, or when the server asks for a wait that is
// longer than the client's bound or the call's deadline.
func (x *exchange) again() bool {
	c := x.client
	if x.retries >= c.retries {
		return false
	}
	x.wait = jitter(c.engine.RetryWaitMin, c.maxBackoff, x.retries)
	if asked := x.failure.RetryAfter; asked > 0 {
		x.wait = asked
	}
	if x.verdict == throttled {
		c.gate.close(min(x.wait, c.maxRetryAfter))
	}
	if x.tooLong() {
		return false
	}
	x.retries++
	return true
}

// tooLong reports whether the server asks for a wait that is longer than the
// client's bound, or than the call has time for.
func (x *exchange) tooLong() bool {
	asked := x.failure.RetryAfter
	deadline, ok := x.Context.Deadline()
	return asked > x.client.maxRetryAfter || asked > 0 && ok && time.Until(deadline) < asked
}

// permanent failures of the transport are the same the next time.
func permanent(e *Error) bool {
	_, badCertificate := errors.AsType[*tls.CertificateVerificationError](e)
	return badCertificate || errors.Is(e, errTooLarge)
}

// backoff is asked by the retry engine how long to wait. The engine hands the
// response but not the request, so that without one the wait is drawn anew.
func backoff(least, most time.Duration, attempt int, r *http.Response) time.Duration {
	if r != nil && r.Request != nil {
		if x, ok := r.Request.Context().Value(exchangeKey{}).(*exchange); ok {
			return x.wait
		}
	}
	return jitter(least, most, attempt)
}

// jitter is random between zero and a bound that doubles with each attempt.
func jitter(least, most time.Duration, attempt int) time.Duration {
	bound := most
	if attempt < 30 && least<<attempt > 0 {
		bound = min(most, least<<attempt)
	}
	return rand.N(bound + 1)
}

// prepareRetry puts fresh credentials onto the copy of a request that is about
// to be made again.
func prepareRetry(r *http.Request) error {
	x := r.Context().Value(exchangeKey{}).(*exchange)
	r.Header = maps.Clone(r.Header) // the attempt before may still be writing it
	token, err := x.client.credentials.authorize(x.Context, r.Header)
	if err != nil {
		x.verdict, x.failure = unsent, x.fail(err)
		return x.failure
	}
	x.token = token
	return nil
}

// retryAfter reads how long the server asks to wait, in seconds or until a
// date; 0 when it does not say.
func retryAfter(h http.Header) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0
	}
	if seconds, err := strconv.ParseUint(value, 10, 64); err == nil {
		return time.Duration(min(seconds, maxSeconds)) * time.Second
	}
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 {
		return time.Duration(min(seconds, maxSeconds) * float64(time.Second))
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(date))
	}
	return 0
}

// maxSeconds is the longest Retry-After that a time.Duration can tell.
const maxSeconds = 1 << 33

// failed makes the error of the attempt under way.
func (x *exchange) failed(message string, cause error) *Error {
	return &Error{
		Operation: x.call.Operation,
		Method:    x.call.Method,
		Path:      x.call.Path.String(),
		Status:    x.status,
		Message:   message,
		RequestID: x.requestID(),
		Attempts:  x.attempts,
		cause:     cause,
	}
}

// fail makes the error of a call that ended between or before attempts, for a
// reason that is not an answer. What the server said last is kept.
func (x *exchange) fail(cause error) *Error {
	e := x.failed("", cause)
	if last := x.failure; last != nil {
		e.Status, e.Code, e.Message, e.Fields = last.Status, last.Code, last.Message, last.Fields
		e.RequestID, e.RetryAfter, e.kind = last.RequestID, last.RetryAfter, last.kind
	}
	if x.status == 0 {
		e.RequestID = ""
	}
	return e
}

// unsendable makes the error of a call that was refused before sending.
func (x *exchange) unsendable(err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		named := *e
		named.Operation = x.call.Operation
		return &named
	}
	return &Error{Operation: x.call.Operation, Code: CodeInvalidParams, Message: err.Error()}
}
