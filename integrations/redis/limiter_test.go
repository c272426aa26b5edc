package redis

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/hostcontrol-go/sdk/rest"
)

// server does what the script does, by the clock of the bubble.
type server struct {
	interval time.Duration
	burst    int
	delay    time.Duration // before it answers

	mu    sync.Mutex
	full  time.Time
	fault error
	asked int
	turns []time.Time
}

func (s *server) ask(_ context.Context, patience time.Duration) (answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	if s.fault != nil {
		return answer{}, s.fault
	}
	now := time.Now()
	full := now
	if s.full.After(now) {
		full = s.full
	}
	full = full.Add(s.interval)
	wait := max(0, full.Add(-time.Duration(s.burst)*s.interval).Sub(now))
	if patience >= 0 && wait > patience {
		return answer{wait: wait}, nil
	}
	s.full = full
	s.turns = append(s.turns, now.Add(wait))
	return answer{granted: true, wait: wait}, nil
}

// noClient is one that nobody may ask.
type noClient struct{ redis.Scripter }

func (s *server) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = err
}

func (s *server) questions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// limiter makes one that asks the server instead of Redis.
func (s *server) limiter(t *testing.T, opts Options) *Limiter {
	t.Helper()
	opts.PerSecond, opts.Burst = float64(time.Second)/float64(s.interval), s.burst
	l, err := NewLimiter(noClient{}, opts)
	if err != nil {
		t.Fatal(err)
	}
	l.ask = func(ctx context.Context, patience time.Duration) (answer, error) {
		time.Sleep(s.delay)
		return s.ask(ctx, patience)
	}
	t.Cleanup(func() { time.Sleep(s.delay) }) // no question is left when the bubble ends
	return l
}

func since(start time.Time) string { return time.Since(start).String() }

func TestPace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{interval: 100 * time.Millisecond, burst: 3}
		l, start := s.limiter(t, Options{}), time.Now()
		var got []string
		for range 6 {
			if err := l.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			got = append(got, since(start))
		}
		if want := []string{"0s", "0s", "0s", "100ms", "200ms", "300ms"}; !slices.Equal(got, want) {
			t.Errorf("turns at %v, want %v", got, want)
		}
	})
}

func TestCallsGoInTheirOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{interval: 10 * time.Millisecond, burst: 1, delay: time.Millisecond}
		l, start := s.limiter(t, Options{}), time.Now()
		var mu sync.Mutex
		var got, want []string
		var wg sync.WaitGroup
		for i := range 20 {
			want = append(want, fmt.Sprint(i, " ", time.Duration(i)*10*time.Millisecond+time.Millisecond))
			wg.Go(func() {
				if err := l.Wait(t.Context()); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				got = append(got, fmt.Sprint(i, " ", time.Since(start)))
			})
			synctest.Wait()
		}
		wg.Wait()
		if !slices.Equal(got, want) {
			t.Errorf("calls came through as %q, want %q", got, want)
		}
	})
}

// A process with many calls that wait gets no more than one with few.
func TestProcessesShareAlike(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{interval: 10 * time.Millisecond, burst: 1, delay: time.Millisecond}
		var mu sync.Mutex
		got := map[string]int{}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		var wg sync.WaitGroup
		for name, calls := range map[string]int{"busy": 50, "calm": 1, "third": 3} {
			l := s.limiter(t, Options{})
			for range calls {
				wg.Go(func() {
					for l.Wait(ctx) == nil {
						mu.Lock()
						got[name]++
						mu.Unlock()
					}
				})
			}
		}
		wg.Wait()
		for name, n := range got {
			if n < 330 || n > 337 {
				t.Errorf("%s had %d turns of about 1000", name, n)
			}
		}
	})
}

func TestContextEndsEveryWaitAtOnce(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		delay time.Duration // of the answer
		ahead int           // calls that came before
	}{
		"for the turn":   {0, 1},
		"for the head":   {0, 2},
		"for the answer": {time.Hour, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &server{interval: time.Minute, burst: 1, delay: tt.delay}
				l := s.limiter(t, Options{Timeout: 2 * time.Hour})
				others, end := context.WithCancel(t.Context())
				defer end()
				for range tt.ahead {
					go func() { _ = l.Wait(others) }()
					synctest.Wait()
				}
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				start := time.Now()
				if err := l.Wait(ctx); !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
					t.Errorf("after %s: %v", time.Since(start), err)
				}
				if err := l.Wait(ctx); !errors.Is(err, context.Canceled) {
					t.Errorf("with a context that is done: %v", err)
				}
			})
		})
	}
}

// What a call leaves is used by the next one, as long as it has not passed.
func TestTurnIsHandedOn(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		delay, cancel, next time.Duration
		want                string
		asked               int
	}{
		"turn, in time":     {0, 10 * time.Second, 20 * time.Second, "1m0s", 2},
		"turn, too late":    {0, 10 * time.Second, 61 * time.Second, "2m0s", 3},
		"question, in time": {20 * time.Second, 30 * time.Second, 35 * time.Second, "1m20s", 2},
		"question, done":    {20 * time.Second, 30 * time.Second, 79 * time.Second, "1m20s", 2},
		"question, late":    {20 * time.Second, 30 * time.Second, 81 * time.Second, "2m20s", 3},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &server{interval: time.Minute, burst: 1, delay: tt.delay}
				l, start := s.limiter(t, Options{Timeout: time.Hour}), time.Now()
				if err := l.Wait(t.Context()); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Until(start.Add(tt.cancel)), cancel)
				if err := l.Wait(ctx); !errors.Is(err, context.Canceled) {
					t.Fatal(err)
				}
				time.Sleep(time.Until(start.Add(tt.next)))
				if err := l.Wait(t.Context()); err != nil {
					t.Fatal(err)
				}
				if since(start) != tt.want || s.questions() != tt.asked {
					t.Errorf("came through after %s with %d questions, want %s and %d", since(start), s.questions(), tt.want, tt.asked)
				}
			})
		})
	}
}

func TestDeadlineThatCannotBeMet(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{interval: time.Minute, burst: 1}
		l, start := s.limiter(t, Options{}), time.Now()
		if err := l.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		refused := func(within time.Duration, text string) {
			t.Helper()
			ctx, cancel := context.WithTimeout(t.Context(), within)
			defer cancel()
			began := time.Now()
			err := l.Wait(ctx)
			if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), text) || time.Since(began) != 0 {
				t.Errorf("within %s: after %s: %v", within, time.Since(began), err)
			}
		}
		refused(59*time.Second, "the next turn is in 1m0s") // by the script, which takes nothing

		ctx, cancel := context.WithCancel(t.Context())
		go func() { _ = l.Wait(ctx) }()
		synctest.Wait()
		go func() { _ = l.Wait(t.Context()) }()
		synctest.Wait()
		refused(179*time.Second, "the next turn is in 3m0s") // by the calls before it

		cancel()
		synctest.Wait()
		time.Sleep(time.Until(start.Add(time.Minute)))
		synctest.Wait()
		if len(s.turns) != 2 {
			t.Errorf("%d turns were taken, want 2", len(s.turns))
		}
	})
}

// A turn that was handed on comes too late for a call with less patience than
// the one that asked.
func TestTurnIsKeptForWhoCanWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{interval: time.Minute, burst: 1}
		l, start := s.limiter(t, Options{}), time.Now()
		if err := l.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, patience := range []time.Duration{10 * time.Second, 20 * time.Second} {
			ctx, cancel := context.WithCancel(t.Context())
			if patience > 10*time.Second {
				ctx, cancel = context.WithTimeout(t.Context(), patience)
			} else {
				time.AfterFunc(patience, cancel)
			}
			if err := l.Wait(ctx); err == nil {
				t.Error("came through")
			}
			cancel()
		}
		if err := l.Wait(t.Context()); err != nil || since(start) != "1m0s" || s.questions() != 2 {
			t.Errorf("after %s with %d questions: %v", since(start), s.questions(), err)
		}
	})
}

// The answer to a call that was not waited for may be that its deadline cannot
// be met; that says nothing about the next one.
func TestRefusalIsNotHandedOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{interval: time.Minute, burst: 1, delay: 20 * time.Second}
		l, start := s.limiter(t, Options{Timeout: time.Hour}), time.Now()
		if err := l.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := l.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		if err := l.Wait(t.Context()); err != nil || since(start) != "1m20s" {
			t.Errorf("after %s: %v", since(start), err)
		}
	})
}

func TestRedisIsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{interval: time.Millisecond, burst: 1}
		var log strings.Builder
		l := s.limiter(t, Options{Key: "tests", Logger: logger(&log)})
		refused := errors.New("connection refused")
		s.fail(refused)
		for range 3 {
			err := l.Wait(t.Context())
			if !errors.Is(err, ErrUnavailable) || !errors.Is(err, refused) || err.Error() != "turn of tests: redis is not available: connection refused" {
				t.Errorf("got %v", err)
			}
		}
		if s.questions() != 1 {
			t.Errorf("asked %d times", s.questions())
		}
		time.Sleep(holdOff)
		if err := l.Wait(t.Context()); !errors.Is(err, refused) || s.questions() != 2 {
			t.Errorf("asked %d times: %v", s.questions(), err)
		}
		s.fail(nil)
		time.Sleep(holdOff)
		for range 2 {
			if err := l.Wait(t.Context()); err != nil {
				t.Errorf("with Redis back: %v", err)
			}
		}
		const want = `level=WARN msg="the shared pace of hostcontrol is not available" key=tests fallback=false error="connection refused"
level=INFO msg="the shared pace of hostcontrol is available again" key=tests
`
		if log.String() != want {
			t.Errorf("logged:\n%swant:\n%s", log.String(), want)
		}
	})
}

func logger(into *strings.Builder) *slog.Logger {
	return slog.New(slog.NewTextHandler(into, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
}

// With a fallback, all that wait go on at its pace, and only the first one has
// waited for Redis.
func TestFallback(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{interval: time.Minute, burst: 1, delay: time.Minute}
		l := s.limiter(t, Options{Fallback: rest.RateLimit(10, 1), Timeout: 500 * time.Millisecond})
		start := time.Now()
		var mu sync.Mutex
		var got []string
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if err := l.Wait(t.Context()); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				got = append(got, since(start))
			})
		}
		wg.Wait()
		if want := []string{"500ms", "600ms", "700ms"}; !slices.Equal(got, want) {
			t.Errorf("came through at %v, want %v", got, want)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := l.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrUnavailable) {
			t.Errorf("got %v", err)
		}
	})
}

// A timeout of Redis is not the end of the caller's context.
func TestNoAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{interval: time.Minute, burst: 1, delay: time.Minute}
		err := s.limiter(t, Options{}).Wait(t.Context())
		if !errors.Is(err, ErrUnavailable) || errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "no answer within 1s") {
			t.Errorf("got %v", err)
		}
	})
}

// What went wrong long ago is not told to somebody who asks now.
func TestOldFailureIsForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &server{interval: time.Minute, burst: 1, delay: time.Millisecond}
		l := s.limiter(t, Options{})
		s.fail(errors.New("connection refused"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Microsecond)
		defer cancel()
		if err := l.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		s.fail(nil)
		if err := l.Wait(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestRefusedOptions(t *testing.T) {
	t.Parallel()
	client := noClient{}
	tests := map[string]struct {
		client redis.Scripter
		opts   Options
		want   string
	}{
		"no client":        {nil, Options{}, "redis limiter: no client given"},
		"too slow":         {client, Options{PerSecond: 1e-4}, "redis limiter: 0.0001 requests per second: must be from 0.001 to 1e+06"},
		"backwards":        {client, Options{PerSecond: -1}, "redis limiter: -1 requests per second: must be from 0.001 to 1e+06"},
		"too fast":         {client, Options{PerSecond: 2e6}, "redis limiter: 2e+06 requests per second: must be from 0.001 to 1e+06"},
		"negative burst":   {client, Options{Burst: -1}, "redis limiter: a burst of -1: must be from 1 to 100000"},
		"burst":            {client, Options{Burst: 100_001}, "redis limiter: a burst of 100001: must be from 1 to 100000"},
		"negative timeout": {client, Options{Timeout: -1}, "redis limiter: timeout -1ns: must not be negative"},
	}
	for name, tt := range tests {
		if l, err := NewLimiter(tt.client, tt.opts); l != nil || err == nil || err.Error() != tt.want {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
