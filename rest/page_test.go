package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hostcontrol-go/sdk/rest"
)

// shelf is a server with a list, and with the manners of the test.
type shelf struct {
	mu       sync.Mutex
	ids      []int64
	cap      int // the most it gives at once, 0 for any
	requests []string
	before   func(s *shelf, n int) // called before the nth request is answered
	members  func(total, limit, offset int) string
	ignore   string // parameter that has no effect
	delay    time.Duration
	fail     int // the nth request fails for good
	inFlight int
	most     int
}

func count(n int) []int64 {
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = int64(i + 1)
	}
	return ids
}

func (s *shelf) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.inFlight++
	s.most = max(s.most, s.inFlight)
	s.mu.Unlock()
	if s.delay > 0 {
		select {
		case <-time.After(s.delay):
		case <-r.Context().Done():
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight--
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	s.requests = append(s.requests, r.URL.RawQuery)
	if len(s.requests) == s.fail {
		return reply{status: 404}.response(r)
	}
	if s.before != nil {
		s.before(s, len(s.requests))
	}
	q := r.URL.Query()
	limit, offset := 100, 0
	if n, err := strconv.Atoi(q.Get("limit")); err == nil && s.ignore != "limit" && s.ignore != "both" {
		limit = n
	}
	if n, err := strconv.Atoi(q.Get("offset")); err == nil && s.ignore != "offset" && s.ignore != "both" {
		offset = n
	}
	if s.ignore == "both" {
		limit = len(s.ids)
	}
	if s.cap > 0 {
		limit = min(limit, s.cap)
	}
	from := min(offset, len(s.ids))
	items := s.ids[from:min(from+limit, len(s.ids))]
	var b strings.Builder
	for i, id := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id": %d, "name": "thing"}`, id)
	}
	members := fmt.Sprintf(`, "total": %d, "limit": %d, "offset": %d`, len(s.ids), limit, offset)
	if s.members != nil {
		members = s.members(len(s.ids), limit, offset)
	}
	return reply{body: `{"result": [` + b.String() + `], "success": true` + members + `}`}.response(r)
}

func collectIDs(ctx context.Context, c *rest.Client, opts ...rest.CallOption) ([]int64, error) {
	var ids []int64
	for item, err := range rest.All(ctx, c, listCall(), thingID, opts...) {
		if err != nil {
			return ids, err
		}
		ids = append(ids, item.ID)
	}
	return ids, nil
}

func TestAll(t *testing.T) {
	t.Parallel()
	noTotal := func(int, int, int) string { return "" }
	tests := []struct {
		name     string
		shelf    *shelf
		opts     []rest.CallOption
		want     []int64
		requests int // at most
	}{
		{"empty", &shelf{}, nil, nil, 1},
		{"one page", &shelf{ids: count(3)}, nil, count(3), 1},
		{"several pages", &shelf{ids: count(250)}, nil, count(250), 3},
		{"several full pages", &shelf{ids: count(300)}, nil, count(300), 3},
		{"exactly one page may be more", &shelf{ids: count(100)}, nil, count(100), 2},
		{"small pages", &shelf{ids: count(50)}, []rest.CallOption{rest.WithPageSize(7)}, count(50), 8},
		{"server gives fewer, and says so", &shelf{ids: count(250), cap: 40}, nil, count(250), 7},
		{"server gives fewer, and does not say", &shelf{ids: count(250), cap: 40, members: func(total, _, _ int) string { return fmt.Sprintf(`, "total": %d`, total) }}, nil, count(250), 7},
		{"no total, whole list", &shelf{ids: count(250), ignore: "both", members: noTotal}, nil, count(250), 2},
		{"no total, short list", &shelf{ids: count(20), ignore: "both", members: noTotal}, nil, count(20), 1},
		{"no total, yet pages", &shelf{ids: count(250), members: noTotal}, nil, count(250), 3},
		{"no total, list of one page's length", &shelf{ids: count(100), ignore: "both", members: noTotal}, nil, count(100), 2},
		{"offset ignored", &shelf{ids: count(250), ignore: "offset"}, nil, count(100), 2},
		{"both ignored", &shelf{ids: count(250), ignore: "both"}, nil, count(250), 1},
		{"total is 0", &shelf{ids: count(250), members: func(_, limit, offset int) string {
			return fmt.Sprintf(`, "total": 0, "limit": %d, "offset": %d`, limit, offset)
		}}, nil, count(250), 3},
		{"total is that of the page", &shelf{ids: count(250), members: func(total, limit, offset int) string {
			return fmt.Sprintf(`, "total": %d`, max(0, min(limit, total-offset)))
		}}, nil, count(250), 3},
		{"total is too large", &shelf{ids: count(250), members: func(total, limit, _ int) string { return fmt.Sprintf(`, "total": %d, "limit": %d`, total+900, limit) }}, nil, count(250), 4},
		{"total is a text", &shelf{ids: count(250), members: func(total, _, _ int) string { return fmt.Sprintf(`, "total": "%d", "limit": "100"`, total) }}, nil, count(250), 3},
		{"total is nonsense", &shelf{ids: count(250), members: func(int, int, int) string { return `, "total": {"a": 1}, "limit": null, "offset": -4` }}, nil, count(250), 3},
		{"no ids", &shelf{ids: make([]int64, 250)}, nil, make([]int64, 250), 3},
		{"grows while read", &shelf{ids: count(150), before: func(s *shelf, n int) {
			if n == 2 {
				s.ids = count(220)
			}
		}}, nil, count(220), 3},
		{"an item comes in front", &shelf{ids: count(250), before: func(s *shelf, n int) {
			if n == 2 {
				s.ids = slices.Insert(s.ids, 0, 999)
			}
		}}, nil, count(250), 3},
		{"a page of items comes in front", &shelf{ids: count(250), before: func(s *shelf, n int) {
			if n == 2 {
				s.ids = slices.Insert(s.ids, 0, count(1099)[999:]...)
			}
		}}, nil, count(250), 4},
		{"items go in front of the reader", &shelf{ids: count(350), before: func(s *shelf, n int) {
			if n == 2 || n == 4 {
				s.ids = s.ids[10:]
			}
		}}, nil, count(350), 6},
		{"so many go that the next page is empty", &shelf{ids: count(250), before: func(s *shelf, n int) {
			if n == 3 {
				s.ids = s.ids[60:]
			}
		}}, nil, count(250), 4},
	}
	for _, tt := range tests {
		for _, prefetch := range []int{0, 4} {
			if prefetch > 0 && tt.shelf.before != nil {
				continue // when the list changes depends on the order of requests
			}
			t.Run(fmt.Sprintf("%s, %d ahead", tt.name, prefetch), func(t *testing.T) {
				t.Parallel()
				s := &shelf{ids: tt.shelf.ids, cap: tt.shelf.cap, before: tt.shelf.before, members: tt.shelf.members, ignore: tt.shelf.ignore}
				got, err := collectIDs(t.Context(), newClient(t, s), append(tt.opts, rest.WithPrefetch(prefetch))...)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
				if n := len(s.requests); n > tt.requests+prefetch {
					t.Errorf("%d requests: %q", n, s.requests[:min(n, 20)])
				}
			})
		}
	}
}

// TestAllUnderChange: whatever is deleted and added while a list is read, what
// stayed is given once, in order. New items come last, as new ids do.
func TestAllUnderChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ids := count(rapid.IntRange(0, 60).Draw(t, "items"))
		next := int64(len(ids))
		stayed := map[int64]bool{}
		for _, id := range ids {
			stayed[id] = true
		}
		s := &shelf{ids: ids, before: func(s *shelf, n int) {
			if n == 1 {
				return
			}
			change := rapid.SampledFrom([]string{"none", "add", "remove"}).Draw(t, "change")
			for range rapid.IntRange(1, 5).Draw(t, "times") {
				switch {
				case change == "add" && n < 20:
					next++
					s.ids = append(slices.Clone(s.ids), next)
				case change == "remove" && len(s.ids) > 0:
					at := rapid.IntRange(0, len(s.ids)-1).Draw(t, "at")
					delete(stayed, s.ids[at])
					s.ids = slices.Delete(slices.Clone(s.ids), at, at+1)
				}
			}
		}}
		got, err := collectIDs(context.Background(), newClient(nopTB{}, s), rest.WithPageSize(rapid.IntRange(5, 20).Draw(t, "page")))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Fatalf("not in order, or twice: %v", got)
		}
		for id := range stayed {
			if !slices.Contains(got, id) {
				t.Fatalf("%d stayed but was passed over: %v", id, got)
			}
		}
	})
}

// nopTB lets newClient be used where no testing.TB is at hand.
type nopTB struct{ testing.TB }

func (nopTB) Helper()           {}
func (nopTB) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

func TestList(t *testing.T) {
	t.Parallel()
	s := &shelf{ids: count(250)}
	c := newClient(t, s)
	call := listCall()
	call.Query = struct {
		Name   string `url:"name,omitempty"`
		Offset int    `url:"offset,omitempty"`
	}{"a b&c", 200}
	page, err := rest.List[thing](t.Context(), c, call, rest.WithPageSize(20))
	if err != nil {
		t.Fatal(err)
	}
	if page.Total != 250 || page.Limit != 20 || page.Offset != 200 || len(page.Items) != 20 || page.Items[0].ID != 201 || !page.HasNext() {
		t.Errorf("got %+v", page)
	}
	if s.requests[0] != "limit=20&name=a+b%26c&offset=200" {
		t.Errorf("asked %q", s.requests[0])
	}
	call.Query = nil
	if page, err = rest.List[thing](t.Context(), c, call); err != nil || s.requests[1] != "" || !page.HasNext() {
		t.Errorf("asked %q: %+v, %v", s.requests[1], page, err)
	}
	s.members = func(int, int, int) string { return "" }
	if page, err = rest.List[thing](t.Context(), c, call); err != nil || page.Total != -1 || page.HasNext() {
		t.Errorf("got %+v, %v", page, err)
	}
	for _, size := range []int{-1, 501} {
		if _, err = rest.List[thing](t.Context(), c, call, rest.WithPageSize(size)); !errors.Is(err, rest.ErrValidation) {
			t.Errorf("page size %d: %v", size, err)
		}
		if _, err = collectIDs(t.Context(), c, rest.WithPageSize(size)); !errors.Is(err, rest.ErrValidation) {
			t.Errorf("page size %d: %v", size, err)
		}
	}
	call.Query = 3
	if _, err = rest.List[thing](t.Context(), c, call); !errors.Is(err, rest.ErrValidation) {
		t.Errorf("bad query: %v", err)
	}
}

func TestAllFromAnOffset(t *testing.T) {
	t.Parallel()
	s := &shelf{ids: count(250)}
	call := listCall()
	call.Query = struct {
		Offset int `url:"offset,omitempty"`
	}{120}
	items, err := rest.Collect(rest.All(t.Context(), newClient(t, s), call, thingID), 0)
	if err != nil || len(items) != 130 || items[0].ID != 121 {
		t.Fatalf("%d items, %v: %q", len(items), err, s.requests)
	}
}

func TestAllEndsWithTheFirstError(t *testing.T) {
	t.Parallel()
	for _, prefetch := range []int{0, 3} {
		s := &shelf{ids: count(1000), fail: 3}
		got, err := collectIDs(t.Context(), newClient(t, s), rest.WithPrefetch(prefetch))
		if !errors.Is(err, rest.ErrNotFound) || len(got) == 0 || len(got) >= 1000 {
			t.Errorf("%d ahead: %d items, %v", prefetch, len(got), err)
		}
	}
}

func TestAllCanBeLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // fails if a goroutine stays behind
		for _, prefetch := range []int{0, 1, 8} {
			s := &shelf{ids: count(10_000), delay: time.Second}
			start := time.Now()
			items, err := rest.Collect(rest.All(t.Context(), newClient(t, s), listCall(), thingID, rest.WithPrefetch(prefetch)), 150)
			if err != nil || len(items) != 150 {
				t.Fatal(len(items), err)
			}
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("%d ahead: left after %s", prefetch, took)
			}
			if s.inFlight != 0 {
				t.Errorf("%d ahead: %d requests still under way", prefetch, s.inFlight)
			}
		}
	})
}

func TestPrefetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		took := map[int]time.Duration{}
		for _, prefetch := range []int{0, 1, 4} {
			s := &shelf{ids: count(2100), delay: time.Second}
			start := time.Now()
			var last rest.Response
			var ids []int64
			for item, err := range rest.All(t.Context(), newClient(t, s), listCall(), thingID, rest.WithPrefetch(prefetch), rest.CaptureResponse(&last)) {
				if err != nil {
					t.Fatal(err)
				}
				if ids = append(ids, item.ID); item.ID%100 == 1 {
					pass(time.Second / 2)
				}
			}
			took[prefetch] = time.Since(start)
			if diff := cmp.Diff(count(2100), ids); diff != "" {
				t.Errorf("%d ahead: %s", prefetch, diff)
			}
			if s.most > max(1, prefetch) || len(s.requests) != 21 {
				t.Errorf("%d ahead: %d requests, %d at once", prefetch, len(s.requests), s.most)
			}
			if last.Status != 200 || !strings.Contains(string(last.Body), `"id": 2100`) {
				t.Errorf("%d ahead: captured %v", prefetch, last)
			}
		}
		if took[0] != 31500*time.Millisecond || took[1] > 22*time.Second || took[4] > 12*time.Second {
			t.Errorf("took %v", took)
		}
	})
}
