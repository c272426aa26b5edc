package rest_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hostcontrol-go/sdk/rest"
)

func retryAfter(status int, value string) reply {
	return reply{status: status, header: map[string]string{"Retry-After": value}}
}

func TestRetryAfterIsHonored(t *testing.T) {
	t.Parallel()
	for _, status := range []int{429, 503} {
		for _, form := range []string{"seconds", "date"} {
			t.Run(strconv.Itoa(status)+" "+form, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					value := "7"
					if form == "date" {
						value = time.Now().Add(7 * time.Second).UTC().Format(http.TimeFormat)
					}
					s := &script{replies: []reply{retryAfter(status, value), {body: okBody}}}
					start := time.Now()
					if _, err := get(t.Context(), newClient(t, s)); err != nil {
						t.Fatal(err)
					}
					if d := time.Since(start); d != 7*time.Second {
						t.Errorf("waited %s", d)
					}
				})
			})
		}
	}
}

func TestRetryAfterTooLong(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		value    string
		deadline time.Duration
	}{
		"beyond the cap":      {"61", 0},
		"absurd":              {"1743537136", 0},
		"more than any":       {"99999999999999999999", 0},
		"far date":            {"Fri, 31 Dec 2199 23:59:59 GMT", 0},
		"beyond the deadline": {"30", 10 * time.Second},
	}
	for name, tt := range tests {
		for _, status := range []int{429, 503} {
			t.Run(name+" "+strconv.Itoa(status), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := &script{replies: []reply{retryAfter(status, tt.value)}}
					ctx := t.Context()
					if tt.deadline > 0 {
						var cancel context.CancelFunc
						ctx, cancel = context.WithTimeout(ctx, tt.deadline)
						defer cancel()
					}
					start := time.Now()
					_, err := get(ctx, newClient(t, s))
					e, ok := errors.AsType[*rest.Error](err)
					if !ok || e.Status != status || e.RetryAfter < 30*time.Second || e.Attempts != 1 {
						t.Fatalf("got %v", err)
					}
					if d := time.Since(start); d != 0 || s.count() != 1 {
						t.Errorf("%d requests in %s", s.count(), d)
					}
				})
			})
		}
	}
}

func TestGateHoldsAllCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var early, requests atomic.Int64
		c := newClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			if requests.Add(1) == 1 {
				return retryAfter(429, "20").response(r)
			}
			if time.Since(start) < 20*time.Second {
				early.Add(1)
			}
			return reply{body: okBody}.response(r)
		}))
		var wg sync.WaitGroup
		wg.Go(func() { _, _ = get(t.Context(), c) })
		synctest.Wait()
		for range 50 {
			wg.Go(func() {
				if _, err := get(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		}
		// A call whose deadline comes first is turned away at once, unsent.
		short, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := get(short, c)
		e, _ := errors.AsType[*rest.Error](err)
		if !errors.Is(err, rest.ErrRateLimited) || time.Since(start) != 0 || e.RetryAfter != 20*time.Second || e.Attempts != 0 {
			t.Errorf("short call: %v after %s", err, time.Since(start))
		}
		if once, err := rest.Do[thing](short, c, onceCall()); once != nil || errors.Is(err, rest.ErrOutcomeUnknown) || !errors.Is(err, rest.ErrRateLimited) {
			t.Errorf("short once call: %v", err)
		}
		wg.Wait()
		if early.Load() != 0 || requests.Load() != 52 {
			t.Errorf("%d requests, %d of them early", requests.Load(), early.Load())
		}
	})
}

func TestFullJitter(t *testing.T) {
	t.Parallel()
	var waits []time.Duration
	for range 50 {
		synctest.Test(t, func(t *testing.T) {
			s := &script{replies: []reply{{status: 500}}}
			c := newClient(t, s, func(cfg *rest.Config) {
				cfg.Retries, cfg.MinBackoff, cfg.MaxBackoff = 3, time.Second, 3*time.Second
				cfg.Observe = func(_ context.Context, a rest.Attempt) {
					if a.Number > 1 {
						bound := []time.Duration{time.Second, 2 * time.Second, 3 * time.Second}[a.Number-2]
						if a.Waited > bound {
							t.Errorf("attempt %d waited %s", a.Number, a.Waited)
						}
						waits = append(waits, a.Waited)
					}
				}
			})
			if _, err := get(t.Context(), c); !errors.Is(err, rest.ErrServer) || s.count() != 4 {
				t.Error(err, s.count())
			}
		})
	}
	seen := map[time.Duration]bool{}
	for _, w := range waits {
		seen[w] = true
	}
	if len(seen) < len(waits)*9/10 {
		t.Errorf("only %d different waits of %d", len(seen), len(waits))
	}
}

// blockingLimiter never lets anything through.
type blockingLimiter struct{}

func (blockingLimiter) Wait(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }

// TestCancellationEndsEveryWait runs in fake time, so that "at once" is zero.
func TestCancellationEndsEveryWait(t *testing.T) {
	t.Parallel()
	hang := roundTrip(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	places := map[string]struct {
		transport http.RoundTripper
		change    func(*rest.Config)
		call      func(context.Context, *rest.Client) error
	}{
		"limiter": {&script{replies: []reply{{body: okBody}}}, func(c *rest.Config) { c.Limiter = blockingLimiter{} }, nil},
		"rate limit": {&script{replies: []reply{{body: okBody}}}, func(c *rest.Config) { c.Limiter = rest.RateLimit(1e-9, 0) },
			func(ctx context.Context, c *rest.Client) error {
				_, _ = get(ctx, c) // takes the only token
				_, err := get(ctx, c)
				return err
			}},
		"answer":      {hang, nil, nil},
		"backoff":     {&script{replies: []reply{{status: 500}}}, func(c *rest.Config) { c.MinBackoff, c.MaxBackoff, c.Retries = time.Hour, 1000*time.Hour, 1000 }, nil},
		"retry after": {&script{replies: []reply{retryAfter(503, "3600")}}, func(c *rest.Config) { c.MaxRetryAfter = 2 * time.Hour }, nil},
		"gate":        {&script{replies: []reply{retryAfter(429, "3600")}}, func(c *rest.Config) { c.MaxRetryAfter = 2 * time.Hour }, nil},
		"token": {hang, func(c *rest.Config) {
			c.Credentials = rest.ClientCredentials("https://id.example.com/token", "id", rest.NewSecret("secret"))
		}, nil},
		"page": {&script{replies: []reply{{body: `{"result": [{"id": 1}], "success": true, "total": 9}`}, {status: 500}}}, func(c *rest.Config) { c.MinBackoff, c.MaxBackoff, c.Retries = time.Hour, 1000*time.Hour, 1000 },
			func(ctx context.Context, c *rest.Client) error {
				_, err := rest.Collect(rest.All(ctx, c, listCall(), thingID), 0)
				return err
			}},
		"prefetched page": {&script{replies: []reply{{body: `{"result": [{"id": 1}], "success": true, "total": 9}`}, {status: 500}}}, func(c *rest.Config) { c.MinBackoff, c.MaxBackoff, c.Retries = time.Hour, 1000*time.Hour, 1000 },
			func(ctx context.Context, c *rest.Client) error {
				_, err := rest.Collect(rest.All(ctx, c, listCall(), thingID, rest.WithPrefetch(4)), 0)
				return err
			}},
		"reconciliation": {&script{replies: []reply{{status: 502}}}, func(c *rest.Config) { c.MinBackoff, c.MaxBackoff = time.Hour, 1000*time.Hour },
			func(ctx context.Context, c *rest.Client) error {
				_, err := rest.DoOnce(ctx, c, onceCall(), func(ctx context.Context) (*thing, error) { return nil, nil })
				return err
			}},
	}
	for name, place := range places {
		for _, how := range []string{"canceled", "deadline"} {
			t.Run(name+" "+how, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					change := place.change
					if change == nil {
						change = func(*rest.Config) {}
					}
					c := newClient(t, place.transport, change)
					call := place.call
					if call == nil {
						call = func(ctx context.Context, c *rest.Client) error { _, err := get(ctx, c); return err }
					}
					var ctx context.Context
					var cancel context.CancelFunc
					want := context.Canceled
					if how == "deadline" {
						ctx, cancel = context.WithTimeout(t.Context(), time.Second)
						want = context.DeadlineExceeded
					} else {
						ctx, cancel = context.WithCancel(t.Context())
						time.AfterFunc(time.Second, cancel)
					}
					defer cancel()
					start := time.Now()
					err := call(ctx, c)
					took := time.Since(start)
					atOnce := how == "deadline" && took == 0 // a wait that is not even begun
					if took != time.Second && !atOnce {
						t.Errorf("returned after %s: %v", took, err)
					}
					if !errors.Is(err, want) && !(atOnce && (errors.Is(err, rest.ErrRateLimited) || errors.Is(err, rest.ErrServer))) {
						t.Errorf("got %v", err)
					}
					if name == "token" {
						<-time.After(2 * time.Minute) // its request is nobody's to cancel, but ends by itself
					}
				})
			})
		}
	}
}

func TestContextThatEndedBefore(t *testing.T) {
	t.Parallel()
	s := &script{replies: []reply{{body: okBody}}}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("the user left"))
	for _, call := range []rest.Call{readCall(), onceCall()} {
		_, err := rest.Do[thing](ctx, newClient(t, s), call)
		if !errors.Is(err, context.Canceled) || errors.Is(err, rest.ErrOutcomeUnknown) || !strings.Contains(err.Error(), "the user left") {
			t.Errorf("got %v", err)
		}
	}
	if s.count() != 0 {
		t.Errorf("%d requests were made", s.count())
	}
}

func TestTheServersAnswerOutlivesTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{replies: []reply{{status: 503, body: refusal("maintenance", "Back soon.")}}}
		c := newClient(t, s, func(cfg *rest.Config) { cfg.MinBackoff, cfg.MaxBackoff, cfg.Retries = time.Minute, time.Hour, 100 })
		_, err := get(t.Context(), c, rest.WithTimeout(5*time.Second))
		e, _ := errors.AsType[*rest.Error](err)
		if !errors.Is(err, context.DeadlineExceeded) || e.Status != 503 || e.Code != "maintenance" || e.Message != "Back soon." {
			t.Fatalf("got %v", err)
		}
	})
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	hang := roundTrip(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	})
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, hang, func(cfg *rest.Config) { cfg.Timeout = 10 * time.Second })
		for want, opts := range map[time.Duration][]rest.CallOption{
			10 * time.Second: nil,
			3 * time.Second:  {rest.WithTimeout(3 * time.Second)},
			30 * time.Second: {rest.WithTimeout(30 * time.Second)},
		} {
			start := time.Now()
			_, err := get(t.Context(), c, opts...)
			if took := time.Since(start); took != want || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("after %s: %v", took, err)
			}
		}
	})
}

func TestLimiterIsPaidByEveryAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// 2 a second, burst 1: four attempts take a second and a half.
		s := &script{replies: []reply{{status: 500}, {status: 500}, {status: 500}, {body: okBody}}}
		c := newClient(t, s, swift, func(cfg *rest.Config) { cfg.Limiter = rest.RateLimit(2, 1) })
		start := time.Now()
		if _, err := get(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if d := time.Since(start).Round(time.Millisecond); d != 1500*time.Millisecond {
			t.Errorf("took %s", d)
		}
	})
}

func TestDefaultPace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{replies: []reply{{body: okBody}}}
		c := newClient(t, s, func(cfg *rest.Config) { cfg.Limiter = nil })
		start := time.Now()
		for range rest.DefaultBurst + 30 {
			if _, err := get(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		if d := time.Since(start).Round(time.Millisecond); d != 3*time.Second {
			t.Errorf("30 requests beyond the burst took %s", d)
		}
	})
}

func TestMaxInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int64
		c := newClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			n := now.Add(1)
			defer now.Add(-1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			<-time.After(time.Second)
			return reply{body: okBody}.response(r)
		}), func(cfg *rest.Config) { cfg.MaxInFlight = 4 })
		start := time.Now()
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if _, err := get(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if most.Load() != 4 || time.Since(start) != 5*time.Second {
			t.Errorf("at most %d at once, took %s", most.Load(), time.Since(start))
		}
		ctx, cancel := context.WithCancel(t.Context())
		for range 4 {
			wg.Go(func() { _, _ = get(t.Context(), c) })
		}
		synctest.Wait()
		cancel()
		if _, err := get(ctx, c); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		wg.Wait()
	})
}
