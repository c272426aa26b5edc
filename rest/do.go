package rest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"
)

// Do makes a call and gives its result. A call of effect [Once] whose answer
// got lost ends in [ErrOutcomeUnknown]; see [DoOnce] for those that can be
// looked up. Use [None] for operations whose result does not matter.
func Do[T any](ctx context.Context, c *Client, call Call, opts ...CallOption) (*T, error) {
	return DoOnce[T](ctx, c, call, nil, opts...)
}

// A Reconciler looks on the platform whether a call that may have happened
// did. It returns the result if so, nil without an error if the call provably
// did not happen, and an error if it cannot tell.
type Reconciler[T any] func(ctx context.Context) (*T, error)

// DoOnce makes a call that must not happen twice. When the request left this
// machine and no usable answer came back, look decides: what happened is
// returned as if it had been answered, what provably did not is asked again,
// and anything else ends in [ErrOutcomeUnknown].
//
// A refusal that follows a lost answer is looked into too: "that e-mail
// address is in use" may speak of what the lost call itself created. So is one
// that says the client reference was used before, lost answer or not: a program
// that starts again and repeats a call with the reference it kept gets what
// the call made the first time.
func DoOnce[T any](ctx context.Context, c *Client, call Call, look Reconciler[T], opts ...CallOption) (*T, error) {
	o := collectOptions(opts)
	ctx, cancel := c.bound(ctx, &o)
	defer cancel()
	var reply objectAnswer[T]
	var missing error // set while an earlier request may have happened
	for round := 0; ; round++ {
		x, err := c.newExchange(ctx, &call, &o, &reply)
		if err != nil {
			return nil, err
		}
		err = x.run()
		switch {
		case err == nil:
			return &reply.Result.value, nil
		case call.Effect == Once && (x.verdict == lost || x.verdict == acknowledged):
			missing = err
		case missing == nil && look != nil && x.referenceUsed():
			missing = err
		case missing == nil:
			return nil, err
		case x.verdict != refused:
			return nil, unknown(&call, errors.Join(missing, err))
		}
		found, lookErr := lookFor(ctx, look)
		switch {
		case lookErr != nil:
			return nil, unknown(&call, fmt.Errorf("%w; looking whether it happened: %w", missing, lookErr))
		case found != nil:
			return found, nil
		case x.verdict == refused:
			return nil, err
		case x.verdict == acknowledged || o.noRetry || round >= c.retries || x.tooLong():
			return nil, unknown(&call, missing)
		}
		if err := sleep(ctx, x.pause(round)); err != nil {
			return nil, unknown(&call, fmt.Errorf("%w; waiting to repeat it: %w", missing, contextError(ctx, nil)))
		}
	}
}

// referenceUsed reports whether the platform refused the call because there is
// something with its client reference already.
func (x *exchange) referenceUsed() bool {
	return x.verdict == refused && x.call.Reference != "" &&
		slices.ContainsFunc(x.failure.Fields, func(f FieldError) bool { return f.Field == "client_reference" })
}

var errNoReconciler = errors.New("this operation cannot be looked up")

func lookFor[T any](ctx context.Context, look Reconciler[T]) (*T, error) {
	if look == nil {
		return nil, errNoReconciler
	}
	return look(ctx)
}

// pause is the wait before a lost call is asked again.
func (x *exchange) pause(round int) time.Duration {
	if asked := x.failure.RetryAfter; asked > 0 {
		return asked
	}
	return jitter(x.client.engine.RetryWaitMin, x.client.maxBackoff, round)
}

func unknown(call *Call, cause error) error {
	return &OutcomeUnknownError{
		Operation: call.Operation,
		Method:    call.Method,
		Path:      call.Path.String(),
		Reference: call.Reference,
		Cause:     cause,
	}
}

// bound applies the timeout of the call or of the client.
func (c *Client) bound(ctx context.Context, o *callOptions) (context.Context, context.CancelFunc) {
	d := orDefault(o.timeout, c.timeout)
	if d <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, d)
}

// Collect gathers what an iterator such as that of [All] yields, at most
// limit items (0 means all). It returns what it has with the first error.
func Collect[T any](seq iter.Seq2[*T, error], limit int) ([]*T, error) {
	var items []*T
	for item, err := range seq {
		if err != nil {
			return items, err
		}
		items = append(items, item)
		if len(items) == limit {
			break
		}
	}
	return items, nil
}
