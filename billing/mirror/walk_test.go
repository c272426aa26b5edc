package mirror_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hostcontrol-go/sdk/billing/mirror"
)

// What is there from the beginning of a sync to its end is found by it, whatever
// happens to the list meanwhile. What came and went is found by the next one.
func TestListsThatChange(t *testing.T) {
	t.Parallel()
	tests := map[string]func(l *ledger, request int){
		"the list shrinks in front of the reader": func(l *ledger, request int) {
			if request == 5 {
				deleteUpTo(l, 3)
			}
		},
		"the list shrinks by more than a page": func(l *ledger, request int) {
			if request == 8 {
				deleteUpTo(l, 21)
			}
		},
		"all that was read is deleted": func(l *ledger, request int) {
			if request == 6 {
				deleteUpTo(l, 12)
			}
		},
		"everything is deleted": func(l *ledger, request int) {
			if request == 6 {
				deleteUpTo(l, 40)
			}
		},
		"as many come as go": func(l *ledger, request int) {
			if request > 3 && request < 12 {
				delete(l.objects, int64(request-3))
				l.put(int64(100+request), "draft", noon.Add(time.Duration(request)*time.Second))
			}
		},
		"the last object that was read is deleted, again and again": func(l *ledger, request int) {
			if request > 3 && request < 10 {
				delete(l.objects, int64(4*(request-3)))
			}
		},
		"objects change while they are read": func(l *ledger, request int) {
			if request > 2 && request < 20 {
				for id := range int64(40) {
					l.put(id+1, "closed", noon.Add(time.Duration(request)*time.Second))
				}
			}
		},
		"the list grows without end": func(l *ledger, request int) {
			if request < 60 {
				l.put(int64(1000+request), "draft", noon.Add(time.Duration(request)*time.Second))
			}
		},
	}
	for name, happen := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			platform := newLedger(40)
			platform.limit = 5
			platform.before = func(request int, _ *http.Request) { happen(platform, request) }
			m, stored := openMirror(t, mirror.SQLite)
			client := platform.client(t)
			mustSync(t, m, client, mirror.SyncOptions{})
			wantChain(t, stored)
			held := objectsOf(stored, "hostcontrol_invoice")
			for id := range platform.objects {
				if held[id] == "" && id <= 40 {
					t.Errorf("invoice %d is missing", id)
				}
			}

			platform.before = nil
			deleteOthers(platform, stored) // closed invoices cannot be, so no sync looks for them
			mustSync(t, m, client, mirror.SyncOptions{})
			platform.wantCopy(t, stored)
		})
	}
}

func deleteUpTo(l *ledger, id int64) {
	for i := range id {
		delete(l.objects, i+1)
	}
}

// deleteOthers makes the platform have what it deleted after the copy had it.
func deleteOthers(l *ledger, stored *memory) {
	for id, row := range stored.rows("hostcontrol_invoice") {
		if _, there := l.objects[id.(int64)]; !there && row["state"] != "draft" {
			updated, _ := time.Parse(time.RFC3339Nano, row["updated"].(string))
			l.objects[id.(int64)] = entry{ID: id.(int64), State: "closed", Currency: "EUR", Total: row["total"].(int64), Updated: updated}
		}
	}
}

// Whatever a platform does not know, and whatever happens while it is read, a
// sync in a quiet moment makes the copy right.
func TestSyncFindsEverything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		platform := newLedger(rapid.IntRange(0, 25).Draw(rt, "invoices"))
		platform.ignoresSince = rapid.Bool().Draw(rt, "ignores updated_since")
		platform.ignoresState = rapid.Bool().Draw(rt, "ignores state")
		platform.tellsNoTotal = rapid.Bool().Draw(rt, "tells no total")
		platform.tellsPage = rapid.Bool().Draw(rt, "tells the page's total")
		switch {
		case platform.tellsNoTotal: // which means that all is on one page
		case platform.tellsPage: // which hides how a list grows by all but one of a page
			platform.limit = rapid.IntRange(6, 9).Draw(rt, "limit")
		default:
			platform.limit = rapid.IntRange(2, 9).Draw(rt, "limit")
		}
		now, busy := noon, rapid.IntRange(0, 200).Draw(rt, "busy for so many requests")
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		happen := func(int, *http.Request) {
			if busy--; busy < 0 {
				return // no list grows faster than it is read for ever
			}
			for range random.IntN(4) {
				now = now.Add(time.Duration(random.IntN(200)) * time.Second)
				platform.happen(random, now)
			}
			if !platform.clock.IsZero() {
				platform.clock = now
			}
		}
		if rapid.Bool().Draw(rt, "tells its clock") {
			platform.clock = now
		}
		m, stored := openMirror(t, rapid.SampledFrom([]mirror.Dialect{mirror.SQLite, mirror.PostgreSQL}).Draw(rt, "dialect"))
		client := platform.client(t)
		for range rapid.IntRange(0, 4).Draw(rt, "syncs") {
			platform.before = happen
			o := mirror.SyncOptions{Lease: 1, Full: rapid.Float64Range(0, 1).Draw(rt, "full") < 0.2}
			failing := rapid.IntRange(0, 80).Draw(rt, "failing operation")
			stored.interrupt = failAt(failing)
			platform.forget()
			if _, err := m.Sync(t.Context(), client, o); err != nil && !errors.Is(err, errBroken) {
				rt.Fatal(err)
			}
			stored.interrupt = failAt(0)
			happen(0, nil)
		}
		platform.before = nil
		platform.forget()
		if _, err := m.Sync(t.Context(), client, mirror.SyncOptions{Lease: 1}); err != nil {
			rt.Fatal(err)
		}
		want := map[int64]string{}
		for id, o := range platform.objects {
			want[id] = o.json()
		}
		if diff := cmp.Diff(want, objectsOf(stored, "hostcontrol_invoice")); diff != "" {
			rt.Fatalf("after %q (-want +got):\n%s", platform.asked, diff)
		}
		wantChain(t, stored)
	})
}

// happen drafts an invoice, or does something to one of those there are.
func (l *ledger) happen(random *rand.Rand, now time.Time) {
	known := l.matching(listed{})
	if len(known) == 0 || random.IntN(2) == 0 {
		l.put(l.newest+1, "draft", now)
		return
	}
	chosen := known[random.IntN(len(known))]
	if chosen.State == "draft" && random.IntN(2) == 0 {
		delete(l.objects, chosen.ID)
		return
	}
	l.put(chosen.ID, []string{"open", "closed"}[random.IntN(2)], now)
}

var errBroken = errors.New("broken")

// failAt fails the n-th operation on a database, 0 for none.
func failAt(n int) func(string) error {
	return func(string) error {
		if n--; n == 0 {
			return errBroken
		}
		return nil
	}
}

// The same time for very many objects is nothing special.
func TestSameTime(t *testing.T) {
	t.Parallel()
	platform := newLedger(0)
	platform.limit = 7
	for id := range int64(40) {
		platform.put(id+1, "closed", noon)
	}
	m, stored := openMirror(t, mirror.SQLite)
	client := platform.client(t)
	mustSync(t, m, client, mirror.SyncOptions{})
	for id := range int64(20) {
		platform.put(2*id+1, "open", noon)
	}
	if report := mustSync(t, m, client, mirror.SyncOptions{}); report.Invoices.Changed != 20 {
		t.Errorf("the second sync: %+v", report)
	}
	platform.wantCopy(t, stored)
}

// A pass over several pages first looks at the newest objects: what has changed
// since they did is what the next pass asks for.
func TestFirstSync(t *testing.T) {
	t.Parallel()
	platform := newLedger(9)
	platform.limit = 4
	m, stored := openMirror(t, mirror.SQLite)
	client := platform.client(t)
	mustSync(t, m, client, mirror.SyncOptions{})
	want := []string{
		"/invoice", "/invoice?offset=5", // how many there are, and the newest of them
		"/invoice", "/invoice?offset=3", "/invoice?offset=6",
		"/invoice?state=draft", "/invoice?updated_since=11:55", // what happened meanwhile
		"/payment", "/order",
	}
	if diff := cmp.Diff(want, platform.forget()); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	platform.wantCopy(t, stored)
}

// A sync that ended in the middle is gone on with where it was.
func TestResume(t *testing.T) {
	t.Parallel()
	platform := newLedger(20)
	platform.limit = 5
	m, stored := openMirror(t, mirror.SQLite)
	client := platform.client(t)
	stored.interrupt = failAt(40)
	report, err := m.Sync(t.Context(), client, mirror.SyncOptions{})
	if !errors.Is(err, errBroken) || report.Invoices.Inserted < 8 || report.Invoices.Inserted > 15 {
		t.Fatalf("%v after %+v", err, report)
	}
	stored.interrupt = failAt(0)
	platform.forget()
	first := report.Invoices.Inserted
	report = mustSync(t, m, client, mirror.SyncOptions{})
	if report.Invoices.Inserted != 20-first {
		t.Errorf("%+v after %d", report, first)
	}
	if want := fmt.Sprintf("/invoice?offset=%d", first-1); platform.asked[0] != want {
		t.Errorf("went on with %q, want %s", platform.asked, want)
	}
	platform.wantCopy(t, stored)
}

func TestListsThatCannotBe(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		odd  func(*ledger)
		want func(error) bool
	}{
		"descending": {func(l *ledger) { l.descends = true }, func(err error) bool { return errors.Is(err, mirror.ErrUnordered) }},
		"an object twice": {
			func(l *ledger) { l.lists = func(listed) []entry { return []entry{l.objects[1], l.objects[1]} } },
			func(err error) bool { return errors.Is(err, mirror.ErrUnordered) },
		},
		"the first page again and again": {func(l *ledger) { l.ignoresOffset = true }, isIncomplete},
		"a total and no objects": {
			func(l *ledger) { l.objects, l.claims = nil, 40 },
			isIncomplete,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			platform := newLedger(12)
			platform.limit = 5
			tt.odd(platform)
			m, _ := openMirror(t, mirror.SQLite)
			_, err := m.Sync(t.Context(), platform.client(t), mirror.SyncOptions{})
			if !tt.want(err) {
				t.Errorf("got %v", err)
			}
			if len(platform.asked) > 12 {
				t.Errorf("after %d requests", len(platform.asked))
			}
		})
	}
}

func isIncomplete(err error) bool {
	_, ok := errors.AsType[*mirror.IncompleteError](err)
	return ok
}
