// Package watch looks at something again and again until it comes to its end.
package watch

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/hostcontrol-go/sdk/internal/check"
)

// Options have the fields of the options that callers of a Wait give. See
// there.
type Options[T any] struct {
	Min, Max time.Duration
	Progress func(*T)
}

// How long is waited where nothing is said.
const (
	defaultMin = 15 * time.Second
	defaultMax = 10 * time.Minute
)

func (o Options[T]) complete(operation string) (Options[T], error) {
	o.Min = cmp.Or(o.Min, defaultMin)
	o.Max = cmp.Or(o.Max, max(o.Min, defaultMax))
	if o.Progress == nil {
		o.Progress = func(*T) {}
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

// A Wait is something to wait for.
type Wait[T any] struct {
	Operation string // such as "invoices.wait"
	What      string // such as "invoice 12"
	Look      func(context.Context) (*T, error)
	// State says in a word or two what is the matter. A change starts the
	// pauses over, as one of the time that Updated gives does.
	State   func(*T) string
	Updated func(*T) time.Time
	// Ended tells whether the wait is over, and with which error.
	Ended func(*T) (bool, error)
}

// Until looks again and again until the wait is over, or the context, or a
// look fails.
func (w Wait[T]) Until(ctx context.Context, o Options[T]) (*T, error) {
	o, err := o.complete(w.Operation)
	if err != nil {
		return nil, err
	}
	pause := o.Min
	for last := ""; ; {
		found, err := w.Look(ctx)
		if err != nil {
			return nil, err
		}
		o.Progress(found)
		if done, err := w.Ended(found); err != nil {
			return nil, err
		} else if done {
			return found, nil
		}
		if mark := w.State(found) + w.Updated(found).String(); mark != last {
			pause, last = o.Min, mark
		} else {
			pause = min(2*pause, o.Max)
		}
		if err := Sleep(ctx, pause); err != nil {
			return nil, fmt.Errorf("wait for %s: %s: %w", w.What, w.State(found), err)
		}
	}
}

// Sleep lets time pass, unless the context ends before.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ended(ctx)
	case <-timer.C:
		return nil
	}
}

// ended is the error of a context, and what gave it where that was said: a
// caller may look for either.
func ended(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if cause == err {
		return err
	}
	return fmt.Errorf("%w: %w", err, cause)
}
