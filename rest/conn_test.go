package rest_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/rest"
)

// dialed counts the connections that a transport opens.
func dialed(t *testing.T) (*http.Transport, *atomic.Int64) {
	var dials atomic.Int64
	transport := rest.NewTransport()
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		dials.Add(1)
		return dial(ctx, network, addr)
	}
	t.Cleanup(transport.CloseIdleConnections)
	return transport, &dials
}

// TestConnectionsAreKept: with net/http's default of 2 idle connections per
// host, 100 parallel callers would open hundreds per thousand requests.
func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	const callers, each = 100, 500
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, okBody) }))
	t.Cleanup(server.Close)
	transport, dials := dialed(t)
	c := newClient(t, transport, func(cfg *rest.Config) { cfg.BaseURL = server.URL })
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for range each {
				if _, err := get(t.Context(), c); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	perThousand := float64(dials.Load()) / (callers * each) * 1000
	t.Logf("%d dials for %d requests of %d callers: %.2f per 1,000", dials.Load(), callers*each, callers, perThousand)
	if perThousand >= 5 {
		t.Errorf("%.1f dials per 1,000 requests", perThousand)
	}
}

// TestFailuresKeepConnections: a call that fails, or is canceled while it
// waits, must not close the connections of the others.
func TestFailuresKeepConnections(t *testing.T) {
	t.Parallel()
	var fail atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if fail.Load() {
			http.Error(w, "no", http.StatusBadGateway)
			return
		}
		fmt.Fprint(w, okBody)
	}))
	t.Cleanup(server.Close)
	transport, dials := dialed(t)
	var cancelInBackoff context.CancelFunc
	c := newClient(t, transport, func(cfg *rest.Config) {
		cfg.BaseURL, cfg.MinBackoff, cfg.MaxBackoff = server.URL, time.Hour, time.Hour
		cfg.Observe = func(_ context.Context, a rest.Attempt) {
			if a.Retry {
				cancelInBackoff()
			}
		}
	})
	for i := range 20 {
		fail.Store(i%2 == 1)
		ctx, cancel := context.WithCancel(t.Context())
		cancelInBackoff = cancel
		var opts []rest.CallOption
		if i%4 == 1 { // fails for good, the others that fail are canceled
			opts = append(opts, rest.WithoutRetry())
		}
		_, err := get(ctx, c, opts...)
		cancel()
		if (err != nil) != fail.Load() {
			t.Fatal(err)
		}
	}
	if n := dials.Load(); n != 1 {
		t.Errorf("%d connections were opened where one would do", n)
	}
}

// TestCanceledCallsReturnAtOnce measures on real connections: waiting for an
// answer, and for the rest of a body.
func TestCanceledCallsReturnAtOnce(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server notice that the client left
		if r.URL.Path == "/thing/7" {
			w.Header().Set("Content-Length", "100000")
			fmt.Fprint(w, okBody)
			w.(http.Flusher).Flush()
		}
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	for _, call := range []rest.Call{readCall(), listCall(), onceCall()} {
		transport, _ := dialed(t)
		c := newClient(t, transport, func(cfg *rest.Config) { cfg.BaseURL = server.URL })
		var late []time.Duration
		for range 7 {
			ctx, cancel := context.WithCancel(t.Context())
			canceled := make(chan time.Time, 1)
			time.AfterFunc(10*time.Millisecond, func() { canceled <- time.Now(); cancel() })
			if _, err := rest.Do[thing](ctx, c, call); err == nil {
				t.Fatal("no error")
			}
			late = append(late, time.Since(<-canceled))
		}
		slices.Sort(late)
		t.Logf("%s: returned %s after it was canceled, %s at the most", call.Operation, late[3], late[6])
		if late[3] > 50*time.Millisecond {
			t.Errorf("%s: returned %s after it was canceled", call.Operation, late[3])
		}
	}
}
