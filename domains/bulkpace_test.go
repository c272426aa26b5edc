package domains_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// strictPlatform answers 429 to what comes faster than so many requests per
// second. The burst is what a network may bring closer together than it was
// sent.
func strictPlatform(platform http.Handler, perSecond, burst int, turnedAway *atomic.Int64) http.Handler {
	allowed := rate.NewLimiter(rate.Limit(perSecond), burst)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !allowed.Allow() {
			turnedAway.Add(1)
			w.Header().Set("Retry-After", "1")
			http.Error(w, `{"success":false,"error":{"code":"rate_limited"}}`, http.StatusTooManyRequests)
			return
		}
		platform.ServeHTTP(w, r)
	})
}

// A bulk transfer uses the pace it is allowed, its journal on the disk
// notwithstanding. Not parallel, so that the time is its own; where other
// programs take it nonetheless, it is measured again.
func TestBulkKeepsPace(t *testing.T) {
	const perSecond = 50
	n, tries := 200, 6
	if *bulkFull {
		n, tries = 5000, 1
	}
	best := 0.0
	for range tries {
		if best = max(best, bulkPace(t, n, perSecond)); best >= 0.97*perSecond {
			return
		}
	}
	t.Errorf("%.2f requests per second, want %.2f at least", best, 0.97*perSecond)
}

// bulkPace starts n transfers at a limit that the platform holds as well, and
// gives how many a second there were.
func bulkPace(t *testing.T, n, perSecond int) float64 {
	t.Helper()
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	srv.Deposit(int64(n) * 1000)
	var turnedAway atomic.Int64
	front := httptest.NewServer(strictPlatform(srv, perSecond, 10, &turnedAway))
	defer front.Close()
	client, err := rest.New(rest.Config{
		BaseURL:     front.URL + resttest.BasePath,
		Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), ""),
		HTTPClient:  front.Client(),
		Limiter:     rest.RateLimit(float64(perSecond), 1),
	})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	report := runBulk(t, client, makeRows(n), domains.BulkOptions{Journal: journalPath(t)})
	took := time.Since(began)
	wantCounts(t, report, map[domains.BulkOutcome]int{domains.BulkStarted: n})
	pace := float64(n) / took.Seconds()
	t.Logf("%d requests in %s: %.2f per second, %.1f %% of the limit, %d answered 429",
		n, took.Round(time.Millisecond), pace, 100*pace/float64(perSecond), turnedAway.Load())
	if turnedAway.Load() > 0 {
		t.Errorf("%d requests were answered 429", turnedAway.Load())
	}
	return pace
}
