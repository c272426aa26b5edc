package redis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/hostcontrol-go/sdk/rest"
)

// ErrUnavailable: Redis could not be asked for a turn. The error in the chain
// beside it says why.
var ErrUnavailable = errors.New("redis is not available")

// What Options leave open. The rate is that of a client without a limiter.
const (
	DefaultKey     = "hostcontrol:pace"
	DefaultTimeout = time.Second
)

// holdOff is how long Redis is left alone after it could not be asked.
const holdOff = time.Second

// Options say what is shared, and what happens when Redis is away.
type Options struct {
	// Key is where Redis keeps the rate: limiters of the same key share it.
	// Empty means DefaultKey.
	Key string
	// PerSecond and Burst are the rate that all processes have together: up to
	// Burst requests at once, and PerSecond on average. All limiters of a key
	// must be given the same. 0 means [rest.DefaultRate] and
	// [rest.DefaultBurst].
	PerSecond float64
	Burst     int
	// Fallback paces this process while Redis is away. Nil makes its calls
	// fail with ErrUnavailable meanwhile.
	Fallback rest.Limiter
	// Timeout is how long Redis may take to answer before it counts as away;
	// 0 means DefaultTimeout.
	Timeout time.Duration
	// Logger is told, at level Warn, when Redis is away, and at Info when it is
	// back. Nil logs nothing.
	Logger *slog.Logger
}

// A Limiter is a [rest.Limiter] whose rate is shared by all processes that ask
// the same Redis for the same key. It is safe for concurrent use.
type Limiter struct {
	ask      func(ctx context.Context, patience time.Duration) (answer, error)
	name     string
	interval time.Duration
	fallback rest.Limiter
	timeout  time.Duration
	logger   *slog.Logger

	// head is held by the call that gets the next turn. Those behind it wait for
	// the channel, which serves them in the order in which they came.
	head chan struct{}
	// question is what Redis was asked, until somebody uses the answer. A call
	// that does not wait for it leaves it to the next. It belongs to the head.
	question chan outcome

	mu     sync.Mutex
	behind int       // calls that wait for head
	turn   time.Time // that the head waits for, zero when it waits for none
	away   error     // why Redis could not be asked, nil when it could
	again  time.Time // when Redis is asked again
}

// An answer is what Redis says to a question for a turn.
type answer struct {
	granted bool
	wait    time.Duration // until the turn, or until what would have been one
}

// An outcome is what became of a question.
type outcome struct {
	granted bool
	at      time.Time // of the turn, or of what would have been one; of the failure
	err     error
}

// NewLimiter makes a limiter of a client of Redis, which the caller closes. It
// sends nothing.
func NewLimiter(client redis.Scripter, opts Options) (*Limiter, error) {
	perSecond, burst := cmp.Or(opts.PerSecond, rest.DefaultRate), cmp.Or(opts.Burst, rest.DefaultBurst)
	switch {
	case client == nil:
		return nil, errors.New("redis limiter: no client given")
	case math.IsNaN(perSecond) || perSecond < minRate || perSecond > maxRate:
		return nil, fmt.Errorf("redis limiter: %v requests per second: must be from %v to %v", opts.PerSecond, minRate, maxRate)
	case burst < 1 || burst > maxBurst:
		return nil, fmt.Errorf("redis limiter: a burst of %d: must be from 1 to %d", opts.Burst, maxBurst)
	case opts.Timeout < 0:
		return nil, fmt.Errorf("redis limiter: timeout %s: must not be negative", opts.Timeout)
	}
	b := bucket{
		client:   client,
		key:      cmp.Or(opts.Key, DefaultKey),
		interval: int64(math.Ceil(microseconds / perSecond)),
		burst:    burst,
	}
	return &Limiter{
		ask:      b.ask,
		name:     b.key,
		interval: time.Duration(b.interval) * time.Microsecond,
		fallback: opts.Fallback,
		timeout:  cmp.Or(opts.Timeout, DefaultTimeout),
		logger:   opts.Logger,
		head:     make(chan struct{}, 1),
	}, nil
}

// Wait returns nil when a request may be made. It returns an error as soon as
// ctx is done, and at once when the turn would come after its deadline.
func (l *Limiter) Wait(ctx context.Context) error {
	err := l.wait(ctx)
	if l.fallback != nil && errors.Is(err, ErrUnavailable) {
		return l.fallback.Wait(ctx)
	}
	return err
}

func (l *Limiter) wait(ctx context.Context) error {
	if err := l.enter(ctx); err != nil {
		return err
	}
	defer l.leave()
	at, err := l.reserve(ctx)
	if err != nil {
		return err
	}
	return l.await(ctx, at)
}

// enter returns when the call is the head.
func (l *Limiter) enter(ctx context.Context) error {
	if err := l.queue(ctx); err != nil {
		return err
	}
	defer l.unqueue()
	select {
	case l.head <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// queue turns a call away that need not begin to wait. When the head waits for
// a turn, that of the call comes at least an interval later for each call
// before it.
func (l *Limiter) queue(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := l.unavailable(); err != nil {
		return err
	}
	if deadline, ok := ctx.Deadline(); ok && !l.turn.IsZero() {
		if turn := l.turn.Add(time.Duration(l.behind+1) * l.interval); turn.After(deadline) {
			return tooLate(turn)
		}
	}
	l.behind++
	return nil
}

func (l *Limiter) unqueue() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.behind--
}

func (l *Limiter) leave() {
	l.expect(time.Time{})
	<-l.head
}

// expect notes the turn that the head waits for.
func (l *Limiter) expect(turn time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn = turn
}

// reserve finds out when the head's turn is.
func (l *Limiter) reserve(ctx context.Context) (time.Time, error) {
	for {
		if err := l.availability(); err != nil {
			return time.Time{}, err
		}
		began, own := time.Now(), l.question == nil
		if own {
			l.question = l.put(ctx)
		}
		select {
		case got := <-l.question:
			l.question = nil
			if own || got.fits(began) {
				return l.accept(ctx, got)
			}
		case <-ctx.Done():
			return time.Time{}, ctx.Err()
		}
	}
}

// fits reports whether what Redis answered to an earlier call, which did not
// wait for it, is of use to a later one. What has passed is not: a turn that is
// taken late would come on top of what Redis has handed out since. Nor is a
// refusal, since the earlier call had a deadline of its own.
func (o *outcome) fits(began time.Time) bool {
	return !o.at.Before(began) && (o.granted || o.err != nil)
}

// accept gives the turn that Redis has answered with.
func (l *Limiter) accept(ctx context.Context, got outcome) (time.Time, error) {
	if got.err != nil {
		return time.Time{}, l.lost(got.err)
	}
	l.found()
	deadline, ok := ctx.Deadline()
	late := ok && got.at.After(deadline)
	if got.granted && late {
		l.keep(got.at)
	}
	if !got.granted || late {
		return time.Time{}, tooLate(got.at)
	}
	return got.at, nil
}

// forever is the patience of a call without a deadline.
const forever = -time.Second

// put asks Redis for a turn. The question outlives a call that does not wait
// for the answer, which the next call then gets. Redis is not waited for beyond
// the timeout, and the end of a context is no reason to stop: go-redis may
// notice neither while it reads.
func (l *Limiter) put(ctx context.Context) chan outcome {
	patience := forever
	if deadline, ok := ctx.Deadline(); ok {
		patience = max(0, time.Until(deadline))
	}
	question := make(chan outcome, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.timeout)
		defer cancel()
		waiting := context.AfterFunc(ctx, func() {
			question <- outcome{at: time.Now(), err: fmt.Errorf("no answer within %s", l.timeout)}
		})
		a, err := l.ask(ctx, patience)
		if waiting() {
			question <- outcome{a.granted, time.Now().Add(a.wait), err}
		}
	}()
	return question
}

// keep leaves a turn to the next call.
func (l *Limiter) keep(turn time.Time) {
	l.question = make(chan outcome, 1)
	l.question <- outcome{granted: true, at: turn}
}

// await returns when a turn has come.
func (l *Limiter) await(ctx context.Context, turn time.Time) error {
	d := time.Until(turn)
	if d <= 0 {
		return nil
	}
	l.expect(turn)
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		l.keep(turn)
		return ctx.Err()
	}
}

func tooLate(turn time.Time) error {
	return fmt.Errorf("the next turn is in %s: %w", time.Until(turn).Round(time.Millisecond), context.DeadlineExceeded)
}

func (l *Limiter) availability() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.unavailable()
}

// unavailable is why Redis is not asked now. The caller holds mu.
func (l *Limiter) unavailable() error {
	if l.away == nil || !time.Now().Before(l.again) {
		return nil
	}
	return l.away
}

// lost notes that Redis could not be asked.
func (l *Limiter) lost(cause error) error {
	err := fmt.Errorf("turn of %s: %w: %w", l.name, ErrUnavailable, cause)
	l.mu.Lock()
	news := l.away == nil
	l.away, l.again = err, time.Now().Add(holdOff)
	l.mu.Unlock()
	if news && l.logger != nil {
		l.logger.Warn("the shared pace of hostcontrol is not available", "key", l.name, "fallback", l.fallback != nil, "error", cause.Error())
	}
	return err
}

// found notes that Redis has answered.
func (l *Limiter) found() {
	l.mu.Lock()
	news := l.away != nil
	l.away = nil
	l.mu.Unlock()
	if news && l.logger != nil {
		l.logger.Info("the shared pace of hostcontrol is available again", "key", l.name)
	}
}
