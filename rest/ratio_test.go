package rest_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/rest"
)

// The bounds that the SDK holds against the same work done by hand. Runs of
// both alternate, and the median of the ratios counts, so that a machine whose
// speed drifts does not change the verdict.

// bestRatio measures up to three times, until the bound holds: other programs
// on the machine disturb both sides, but never help one of them throughout.
func bestRatio(t *testing.T, bound float64, rounds, each int, sdk, bare func() error) float64 {
	t.Helper()
	best := timeRatio(t, rounds, each, sdk, bare)
	for range 2 {
		if best > bound {
			best = min(best, timeRatio(t, rounds, each, sdk, bare))
		}
	}
	return best
}

// timeRatio gives the median of sdk's time over bare's.
func timeRatio(t *testing.T, rounds, each int, sdk, bare func() error) float64 {
	t.Helper()
	run := func(f func() error) time.Duration {
		start := time.Now()
		for range each {
			if err := f(); err != nil {
				t.Fatal(err)
			}
		}
		return time.Since(start)
	}
	run(sdk)
	run(bare)
	ratios := make([]float64, rounds)
	for i := range ratios {
		a, b := run(sdk), run(bare)
		ratios[i] = float64(a) / float64(b)
	}
	slices.Sort(ratios)
	return ratios[rounds/2]
}

// allocated gives the bytes that one run allocates.
func allocated(t *testing.T, f func() error) uint64 {
	t.Helper()
	var before, after runtime.MemStats
	const runs = 5
	runtime.ReadMemStats(&before)
	for range runs {
		if err := f(); err != nil {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) / runs
}

func skipUnderRace(t *testing.T) {
	t.Helper()
	if raceDetector {
		t.Skip("the race detector changes what things cost; the run without it measures")
	}
}

func TestGetIsAsFastAsByHand(t *testing.T) {
	skipUnderRace(t)
	mem := newMemory()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = jsonHeader["Content-Type"]
		_, _ = w.Write(mem.one)
	}))
	defer server.Close()
	ctx := t.Context()
	for _, where := range []struct {
		name, url string
		transport http.RoundTripper
	}{{"memory", "https://api.example.com/api/v1", mem}, {"loopback", server.URL, rest.NewTransport()}} {
		hc := &http.Client{Transport: where.transport}
		c := benchClient(t, where.url, where.transport)
		sdk := func() error { return getSDK(ctx, c) }
		bare := func() error { return getBare(ctx, hc, where.url) }
		ratio := bestRatio(t, 1, 41, 300, sdk, bare)
		a := testing.AllocsPerRun(500, func() { _ = sdk() })
		b := testing.AllocsPerRun(500, func() { _ = bare() })
		t.Logf("%s: GET takes %.2f of the time by hand, %.0f allocations against %.0f", where.name, ratio, a, b)
		if ratio > 1 || a > b+10 {
			t.Errorf("%s: the bounds are 1.00 and 10 allocations more", where.name)
		}
	}
}

func TestListIsFasterThanByHand(t *testing.T) {
	skipUnderRace(t)
	mem := newMemory()
	const base = "https://api.example.com/api/v1"
	hc := &http.Client{Transport: mem}
	c := benchClient(t, base, mem)
	sdk := func() error { _, err := listSDK(t.Context(), c); return err }
	bare := func() error { _, err := listBare(t.Context(), hc, base); return err }
	ratio := bestRatio(t, 0.65, 15, 1, sdk, bare)
	bytes := float64(allocated(t, sdk)) / float64(allocated(t, bare))
	t.Logf("10,000 objects in pages of 100 take %.2f of the time by hand and %.2f of the bytes", ratio, bytes)
	if ratio > 0.65 || bytes > 0.5 {
		t.Error("the bounds are 0.65 and 0.50")
	}
}

func TestIterationKeepsLittle(t *testing.T) {
	skipUnderRace(t)
	const all = 100_000
	mem := &memory{pages: map[string][]byte{}}
	for offset := 0; offset < all; offset += 100 {
		mem.pages[strconv.Itoa(offset)] = benchPage(100, offset, all)
	}
	c := benchClient(t, "https://api.example.com/api/v1", mem)
	idle := liveHeap()
	peak, n := idle, 0
	for item, err := range rest.All(t.Context(), c, listCall(), func(o *restObject) int64 { return o.ID }) {
		if err != nil || item.ID != int64(n+1) {
			t.Fatal(n, err)
		}
		if n++; n%2500 == 50 {
			peak = max(peak, liveHeap())
		}
	}
	above := float64(peak-idle) / (1 << 20)
	t.Logf("iterating %d objects keeps %.2f MiB alive at the most", n, above)
	if n != all || above > 4 {
		t.Error("the bound is 4 MiB")
	}
}

func liveHeap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestPrefetchPays(t *testing.T) {
	skipUnderRace(t)
	mem := newMemory()
	mem.delay = 5 * time.Millisecond
	c := benchClient(t, "https://api.example.com/api/v1", mem)
	list := func(ahead int) func() error {
		return func() error { _, err := listSDK(t.Context(), c, rest.WithPrefetch(ahead)); return err }
	}
	ratio := bestRatio(t, 0.45, 3, 1, list(4), list(0))
	t.Logf("with 4 pages ahead at 5 ms latency: %.2f of the time without", ratio)
	if ratio > 0.45 {
		t.Error("the bound is 0.45")
	}
}

// TestSilenceIsFree: hooks and logging that are off, or at a level that nobody
// listens to, allocate nothing.
func TestSilenceIsFree(t *testing.T) {
	skipUnderRace(t)
	mem := newMemory()
	allocs := func(change ...func(*rest.Config)) float64 {
		c := newClient(t, mem, change...)
		return testing.AllocsPerRun(2000, func() { _ = getSDK(t.Context(), c) })
	}
	plain := allocs()
	quiet := allocs(func(cfg *rest.Config) {
		cfg.Logger = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	})
	limited := allocs(func(cfg *rest.Config) { cfg.Limiter = rest.RateLimit(1e9, 1e9) })
	t.Logf("allocations per call: %.0f; with a quiet logger %.0f; with a limiter %.0f", plain, quiet, limited)
	if quiet != plain || limited != plain {
		t.Error("what is off is not free")
	}
}
