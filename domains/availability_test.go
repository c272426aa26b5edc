package domains_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestCheckExchanges(t *testing.T) {
	t.Parallel()
	check := func(name string) func(context.Context, *rest.Client) (any, error) {
		return func(ctx context.Context, c *rest.Client) (any, error) { return domains.New(c).Check(ctx, name) }
	}
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "free", Call: check("Example.com"), Method: "POST", Target: "/domain-is",
			Body: `{"domain":"example.com"}`, Answer: `"free"`, Want: domains.AvailabilityFree,
		},
		{
			Name: "taken", Call: check("bücher.example"), Method: "POST", Target: "/domain-is",
			Body: `{"domain":"xn--bcher-kva.example"}`, Answer: `"taken"`, Want: domains.AvailabilityTaken,
		},
		{
			Name: "something else", Call: check("example.com"), Method: "POST", Target: "/domain-is",
			Body: `{"domain":"example.com"}`, Answer: `"premium"`, Want: domains.Availability("premium"),
		},
	})
}

// A check changes nothing, so it is repeated when the answer gets lost.
func TestCheckLost(t *testing.T) {
	t.Parallel()
	client := resttest.Script(t,
		resttest.Step{Request: "POST /domain-is", Status: resttest.Broken},
		resttest.Step{Request: "POST /domain-is", Status: http.StatusBadGateway},
		resttest.Step{Request: "POST /domain-is", Answer: resttest.Success(`"free"`)},
	)
	if got, err := domains.New(client).Check(t.Context(), "example.com"); err != nil || got != domains.AvailabilityFree {
		t.Errorf("got %q, %v", got, err)
	}
}

// numbered are names in an order of their own.
func numbered(n int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range n {
			if !yield(fmt.Sprintf("example-%d.com", i)) {
				return
			}
		}
	}
}

// A crowd counts the requests that are under way at a time; each takes a
// second.
type crowd struct {
	mu                  sync.Mutex
	running, most, seen int
}

func (c *crowd) answer(r *http.Request) (*http.Response, error) {
	c.add(1)
	defer c.add(-1)
	select {
	case <-time.After(time.Second):
		return resttest.Respond(resttest.Success(`"free"`))
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

func (c *crowd) add(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running += n
	c.most = max(c.most, c.running)
	c.seen += max(n, 0)
}

func TestCheckAllInParallel(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ concurrency, most int }{{3, 3}, {1, 1}, {100, 50}, {0, 8}, {-1, 8}} {
		synctest.Test(t, func(t *testing.T) {
			var c crowd
			service := domains.New(resttest.NewClient(t, c.answer))
			var names []string
			for got, err := range service.CheckAll(t.Context(), numbered(50), tt.concurrency) {
				if err != nil || got.Availability != domains.AvailabilityFree {
					t.Errorf("%+v, %v", got, err)
				}
				names = append(names, got.Name)
			}
			slices.Sort(names)
			if diff := cmp.Diff(slices.Sorted(numbered(50)), names); diff != "" {
				t.Error(diff)
			}
			if c.most != tt.most || c.running != 0 {
				t.Errorf("%d at a time: %d were, and %d still are", tt.concurrency, c.most, c.running)
			}
		})
	}
}

// The error of a name is about that name alone.
func TestCheckAllErrors(t *testing.T) {
	t.Parallel()
	var response rest.Response
	client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		if resttest.ReadBody(t, r) == `{"domain":"example.invalid"}` {
			return resttest.Respond(resttest.Failure("invalid_domain"))
		}
		return resttest.Respond(resttest.Success(`"taken"`))
	})
	got := map[string]string{}
	names := slices.Values([]string{"example.com", "exam ple.com", "example.invalid", "Example.net"})
	for checked, err := range domains.New(client).CheckAll(t.Context(), names, 2, rest.CaptureResponse(&response)) {
		got[checked.Name] = string(checked.Availability)
		if err != nil {
			got[checked.Name] = fmt.Sprint(errors.Is(err, rest.ErrValidation), errors.Is(err, domains.CodeInvalidDomain))
		}
	}
	want := map[string]string{"example.com": "taken", "exam ple.com": "true false", "example.invalid": "false true", "Example.net": "taken"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if response.Status != 0 {
		t.Error("a response was captured, with several requests at a time")
	}
}

// Leaving ends the requests under way, and none outlives the call.
func TestCheckAllLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c crowd
		service := domains.New(resttest.NewClient(t, c.answer))
		started := time.Now()
		for range service.CheckAll(t.Context(), numbered(1000), 5) {
			break
		}
		took := time.Since(started)
		synctest.Wait() // the transport returns before its answer does
		if c.running != 0 || c.seen > 10 || took > time.Second {
			t.Errorf("%d of %d requests are still running after %s", c.running, c.seen, took)
		}
	})
}

// Whoever goes on after the context has ended is told so once.
func TestCheckAllCanceled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c crowd
		service := domains.New(resttest.NewClient(t, c.answer))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var last *domains.Checked
		var lastErr error
		results := 0
		for last, lastErr = range service.CheckAll(ctx, numbered(1000), 5) {
			if results++; results == 7 {
				cancel()
			}
		}
		if last == nil || last.Name != "" || !errors.Is(lastErr, context.Canceled) {
			t.Errorf("the last result: %+v, %v", last, lastErr)
		}
		synctest.Wait() // the transport returns before its answer does
		if results > 7+5+1 || c.running != 0 {
			t.Errorf("%d results, and %d requests are still running", results, c.running)
		}
	})
}

func TestCheckAllOfNothing(t *testing.T) {
	t.Parallel()
	for got, err := range domains.New(resttest.NewClient(t, resttest.NoRequest(t))).CheckAll(t.Context(), numbered(0), 5) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestCheckOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := domains.New(client), t.Context()
	register(t, service, "example.com", 12)
	got := map[string]domains.Availability{}
	for checked, err := range service.CheckAll(ctx, slices.Values([]string{"example.com", "example.net"}), 2) {
		if err != nil {
			t.Fatal(err)
		}
		got[checked.Name] = checked.Availability
	}
	want := map[string]domains.Availability{"example.com": domains.AvailabilityTaken, "example.net": domains.AvailabilityFree}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := service.Check(ctx, "example.invalid"); !errors.Is(err, domains.CodeInvalidDomain) {
		t.Errorf("under a TLD that is not sold: %v", err)
	}
}
