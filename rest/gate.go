package rest

import (
	"context"
	"sync/atomic"
	"time"
)

// A gate holds all calls of a client while the server says 429.
type gate struct {
	epoch time.Time
	until atomic.Int64 // nanoseconds after epoch
}

func newGate() gate { return gate{epoch: time.Now()} }

// close keeps the gate closed for d from now, if it is not closed for longer.
func (g *gate) close(d time.Duration) {
	until := int64(time.Since(g.epoch) + d)
	for {
		current := g.until.Load()
		if current >= until || g.until.CompareAndSwap(current, until) {
			return
		}
	}
}

// remaining tells how long the gate stays closed.
func (g *gate) remaining() time.Duration {
	until := g.until.Load()
	if until == 0 {
		return 0
	}
	return max(0, time.Duration(until)-time.Since(g.epoch))
}

// wait returns when the gate is open. A call whose context ends before that
// is turned away at once.
func (g *gate) wait(ctx context.Context) error {
	for {
		d := g.remaining()
		if d == 0 {
			return nil
		}
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < d {
			return &heldError{d}
		}
		if err := sleep(ctx, d); err != nil {
			return err
		}
	}
}

// A heldError turns a call away that cannot wait until the gate opens.
type heldError struct{ remaining time.Duration }

func (e *heldError) Error() string {
	return "the server asked all calls to wait for longer than this one may"
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
