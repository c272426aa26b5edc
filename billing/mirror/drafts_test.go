package mirror_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/billing/mirror"
	"github.com/hostcontrol-go/sdk/rest"
)

// newDrafts makes a platform with drafts of the ids from 1 on, and a copy of it.
func newDrafts(t *testing.T, n, limit int) (*ledger, *rest.Client, *mirror.Mirror, *memory) {
	t.Helper()
	platform := newLedger(0)
	for id := range int64(n) {
		platform.put(id+1, "draft", noon.Add(-time.Hour))
	}
	platform.put(1000, "closed", noon)
	m, stored := openMirror(t, mirror.SQLite)
	client := platform.client(t)
	mustSync(t, m, client, mirror.SyncOptions{})
	platform.limit = limit
	platform.forget()
	return platform, client, m, stored
}

func TestDeletedDrafts(t *testing.T) {
	t.Parallel()
	const lists, changed = "/invoice?state=draft", "/invoice?updated_since=11:55"
	tests := map[string]struct {
		drafts, limit int
		delete        []int64
		draft         int // new ones
		asked         []string
	}{
		"none":                      {4, 10, nil, 0, []string{lists, changed}},
		"one of them":               {4, 10, []int64{2}, 0, []string{lists, changed}},
		"the last one":              {4, 10, []int64{4}, 0, []string{lists, changed}},
		"all of them":               {3, 10, []int64{1, 2, 3}, 0, []string{lists, changed, "/invoice/1"}},
		"none of very many":         {25, 10, nil, 0, []string{lists, changed}},
		"of the first of very many": {25, 10, []int64{3}, 0, []string{lists, changed}},
		"of the last of very many": {25, 10, []int64{3, 24}, 0, []string{
			lists, changed, "/invoice?offset=9&state=draft", "/invoice?offset=18&state=draft", changed,
		}},
		"as many as there are new ones": {15, 10, []int64{13}, 1, []string{
			lists, changed, "/invoice?offset=9&state=draft", "/invoice?updated_since=11:56",
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			platform, client, m, stored := newDrafts(t, tt.drafts, tt.limit)
			for _, id := range tt.delete {
				delete(platform.objects, id)
			}
			for i := range tt.draft {
				platform.put(int64(2000+i), "draft", noon.Add(time.Minute))
			}
			report := mustSync(t, m, client, mirror.SyncOptions{})
			if want := (mirror.Tally{Inserted: tt.draft, Deleted: len(tt.delete)}); report.Invoices != want {
				t.Errorf("%+v, want %+v", report.Invoices, want)
			}
			platform.wantCopy(t, stored)
			if diff := cmp.Diff(append(tt.asked, "/payment", "/order"), platform.forget()); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
		})
	}
}

// A draft that is opened while the lists are read is not taken for a deleted one.
func TestDraftsOpenedMeanwhile(t *testing.T) {
	t.Parallel()
	for request := 1; request <= 8; request++ {
		t.Run(fmt.Sprint("before request ", request), func(t *testing.T) {
			t.Parallel()
			platform, client, m, stored := newDrafts(t, 25, 10)
			delete(platform.objects, 24)
			platform.before = func(n int, _ *http.Request) {
				if n == request {
					for _, id := range []int64{1, 10, 11, 19, 25} {
						platform.put(id, "open", noon.Add(time.Minute))
					}
				}
			}
			mustSync(t, m, client, mirror.SyncOptions{})
			for _, change := range take(t, m, "test") {
				if change != "invoice 24 deleted" && !slices.Contains([]string{"inserted", "changed"}, lastWord(change)) {
					t.Error(change)
				}
			}
			mustSync(t, m, client, mirror.SyncOptions{})
			platform.wantCopy(t, stored)
		})
	}
}

func lastWord(text string) string {
	var kind string
	_, _ = fmt.Sscanf(text, "invoice %d %s", new(int), &kind)
	return kind
}

// A list that lacks what is there deletes nothing.
func TestDoubt(t *testing.T) {
	t.Parallel()
	nothing := func(listed) []entry { return nil }
	t.Run("no drafts", func(t *testing.T) {
		t.Parallel()
		platform, client, m, stored := newDrafts(t, 3, 10)
		platform.lists = nothing
		wantDoubt(t, m, client, mirror.SyncOptions{}, 1)
		platform.wantCopy(t, stored)
	})
	t.Run("nothing at all", func(t *testing.T) {
		t.Parallel()
		platform, client, m, stored := newDrafts(t, 3, 10)
		platform.lists = nothing
		wantDoubt(t, m, client, mirror.SyncOptions{Full: true}, 1)
		platform.wantCopy(t, stored)
	})
	t.Run("a closed invoice", func(t *testing.T) {
		t.Parallel()
		platform, client, m, stored := newDrafts(t, 3, 10)
		platform.lists = func(listed) []entry { return platform.matching(listed{state: "draft"}) }
		wantDoubt(t, m, client, mirror.SyncOptions{Full: true}, 1000)
		platform.wantCopy(t, stored)
	})
	t.Run("it cannot be asked for", func(t *testing.T) {
		t.Parallel()
		platform, client, m, stored := newDrafts(t, 1, 10)
		platform.lists = nothing
		platform.before = func(_ int, r *http.Request) {
			if r.URL.Path == basePath+"/invoice/1" {
				panic("the platform is down")
			}
		}
		if _, err := m.Sync(t.Context(), client, mirror.SyncOptions{}); !errors.Is(err, rest.ErrNoAnswer) {
			t.Errorf("got %v", err)
		}
		platform.wantCopy(t, stored)
	})
}

func wantDoubt(t *testing.T, m *mirror.Mirror, client *rest.Client, o mirror.SyncOptions, id int64) {
	t.Helper()
	_, err := m.Sync(t.Context(), client, o)
	if doubt, ok := errors.AsType[*mirror.DoubtError](err); !ok || doubt.ID != id || doubt.Resource != mirror.Invoices {
		t.Errorf("got %v", err)
	}
}
