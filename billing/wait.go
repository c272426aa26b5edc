package billing

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/hostcontrol-go/sdk/internal/check"
)

// WaitOptions say how to wait for an [Invoice] or an [Order]. The zero value
// will do.
type WaitOptions[T any] struct {
	// Min is the time between the first looks, 15 seconds unless said
	// otherwise. It doubles up to Max, 10 minutes unless said otherwise, and
	// starts over whenever something has changed.
	Min, Max time.Duration
	// Progress is told what each look found, the last one included. It runs
	// in the goroutine of the caller.
	Progress func(*T)
}

// How long Wait waits where nothing is said.
const (
	defaultWaitMin = 15 * time.Second
	defaultWaitMax = 10 * time.Minute
)

func (o WaitOptions[T]) complete(operation string) (WaitOptions[T], error) {
	o.Min = cmp.Or(o.Min, defaultWaitMin)
	o.Max = cmp.Or(o.Max, max(o.Min, defaultWaitMax))
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

// A watch is how something is waited for.
type watch[T any] struct {
	what string // such as "invoice 12"
	look func() (*T, error)
	// ended tells whether the wait is over, and with which error.
	ended func(*T) (bool, error)
	// mark changes with whatever is watched.
	mark func(*T) string
}

// until looks again and again until the wait is over, or the context.
func (w watch[T]) until(ctx context.Context, o WaitOptions[T]) (*T, error) {
	pause := o.Min
	for last := ""; ; {
		found, err := w.look()
		if err != nil {
			return nil, err
		}
		o.Progress(found)
		if done, err := w.ended(found); err != nil {
			return nil, err
		} else if done {
			return found, nil
		}
		if mark := w.mark(found); mark != last {
			pause, last = o.Min, mark
		} else {
			pause = min(2*pause, o.Max)
		}
		if err := sleep(ctx, pause); err != nil {
			return nil, fmt.Errorf("wait for %s: %w", w.what, err)
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
