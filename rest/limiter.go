package rest

import (
	"context"
	"errors"

	"golang.org/x/time/rate"
)

// A Limiter paces the requests of a client: every attempt of every call waits
// for it once. [rate.Limiter] is one; a limiter shared by several processes
// can take its place.
type Limiter interface {
	// Wait returns nil when a request may be made. It returns an error as
	// soon as ctx is done or cannot be met.
	Wait(ctx context.Context) error
}

// The pace of a client whose Config names no limiter.
const (
	DefaultRate  = 10 // requests per second
	DefaultBurst = 20
)

// RateLimit paces a client at perSecond requests per second, with bursts of at
// least one.
func RateLimit(perSecond float64, burst int) Limiter {
	return pace{rate.NewLimiter(rate.Limit(perSecond), max(1, burst))}
}

type pace struct{ limiter *rate.Limiter }

// Wait adds what the limiter's own error leaves out: that it is the context's
// deadline which cannot be met.
func (p pace) Wait(ctx context.Context) error {
	err := p.limiter.Wait(ctx)
	if err != nil && ctx.Err() == nil {
		err = errors.Join(context.DeadlineExceeded, err)
	}
	return err
}

// Unlimited does not pace at all.
func Unlimited() Limiter { return unlimited{} }

type unlimited struct{}

func (unlimited) Wait(context.Context) error { return nil }
