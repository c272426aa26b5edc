package mirror_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/billing/mirror"
)

var bothDialects = []mirror.Dialect{mirror.SQLite, mirror.PostgreSQL}

// forEachDialect runs a test for each dialect.
func forEachDialect(t *testing.T, test func(*testing.T, mirror.Dialect)) {
	t.Helper()
	for _, dialect := range bothDialects {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			test(t, dialect)
		})
	}
}

func TestSync(t *testing.T) {
	t.Parallel()
	forEachDialect(t, func(t *testing.T, dialect mirror.Dialect) {
		platform := newLedger(30)
		platform.put(31, "draft", noon)
		m, stored := openMirror(t, dialect)
		client := platform.client(t)

		report := mustSync(t, m, client, mirror.SyncOptions{})
		if diff := cmp.Diff(&mirror.SyncReport{Invoices: mirror.Tally{Inserted: 31}}, report); diff != "" {
			t.Errorf("the first sync (-want +got):\n%s", diff)
		}
		platform.wantCopy(t, stored)
		if diff := cmp.Diff([]string{"/invoice", "/payment", "/order"}, platform.forget()); diff != "" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}

		platform.put(7, "open", noon.Add(time.Hour))
		platform.put(32, "draft", noon.Add(time.Hour))
		delete(platform.objects, 31)
		report = mustSync(t, m, client, mirror.SyncOptions{})
		if diff := cmp.Diff(&mirror.SyncReport{Invoices: mirror.Tally{Inserted: 1, Changed: 1, Deleted: 1}}, report); diff != "" || report.Changes() != 3 {
			t.Errorf("the second sync (-want +got):\n%s", diff)
		}
		platform.wantCopy(t, stored)
		if diff := cmp.Diff([]string{"/invoice?state=draft", "/invoice?updated_since=11:55", "/payment", "/order"}, platform.forget()); diff != "" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}

		if report := mustSync(t, m, client, mirror.SyncOptions{}); report.Changes() > 0 {
			t.Errorf("the third sync: %+v", report)
		}
	})
}

// The platform's own clock keeps a time that cannot be from hiding what comes
// after it.
func TestClockOfThePlatform(t *testing.T) {
	t.Parallel()
	t.Run("a time to come", func(t *testing.T) {
		t.Parallel()
		platform := newLedger(3)
		platform.clock = noon
		platform.put(4, "open", noon.AddDate(70, 0, 0))
		m, stored := openMirror(t, mirror.SQLite)
		client := platform.client(t)
		mustSync(t, m, client, mirror.SyncOptions{})
		platform.put(5, "open", noon.Add(time.Minute))
		mustSync(t, m, client, mirror.SyncOptions{})
		platform.wantCopy(t, stored)
	})
	t.Run("all times are to come", func(t *testing.T) {
		t.Parallel()
		platform := newLedger(3)
		platform.clock = noon.AddDate(-1, 0, 0)
		m, stored := openMirror(t, mirror.SQLite)
		client := platform.client(t)
		mustSync(t, m, client, mirror.SyncOptions{})
		platform.put(5, "open", noon.Add(time.Hour))
		platform.forget()
		mustSync(t, m, client, mirror.SyncOptions{})
		mustSync(t, m, client, mirror.SyncOptions{})
		platform.wantCopy(t, stored)
		want := []string{
			"/invoice?state=draft", "/invoice?updated_since=11:55", "/payment", "/order",
			"/invoice?state=draft", "/invoice?updated_since=12:55", "/payment", "/order",
		}
		if diff := cmp.Diff(want, platform.forget()); diff != "" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}
	})
	t.Run("it is set back", func(t *testing.T) {
		t.Parallel()
		platform := newLedger(3)
		platform.clock = noon.AddDate(0, 0, 2)
		platform.put(4, "open", noon.AddDate(0, 0, 2))
		m, stored := openMirror(t, mirror.SQLite)
		client := platform.client(t)
		mustSync(t, m, client, mirror.SyncOptions{})
		for minute := range 3 {
			platform.clock = noon.Add(time.Duration(minute) * time.Minute)
			platform.put(int64(10+minute), "open", platform.clock)
			mustSync(t, m, client, mirror.SyncOptions{})
			platform.wantCopy(t, stored)
		}
		platform.forget()
		mustSync(t, m, client, mirror.SyncOptions{})
		if got := platform.forget()[1]; got != "/invoice?updated_since=11:57" {
			t.Errorf("asked %s", got)
		}
	})
}

// A platform that answers with more than was asked for is read as a whole, and
// said to be so.
func TestUnfiltered(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		odd  func(*ledger)
		want int // requests for lists of invoices
	}{
		"updated_since":           {func(l *ledger) { l.ignoresSince = true }, 7},
		"updated_since and state": {func(l *ledger) { l.ignoresSince, l.ignoresState = true, true }, 7},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			platform := newLedger(12)
			platform.limit = 4
			platform.put(13, "draft", noon)
			platform.put(14, "draft", noon)
			tt.odd(platform)
			m, stored := openMirror(t, mirror.SQLite)
			client := platform.client(t)
			mustSync(t, m, client, mirror.SyncOptions{})
			platform.forget()
			delete(platform.objects, 13)
			platform.put(2, "open", noon)
			report := mustSync(t, m, client, mirror.SyncOptions{})
			if want := (mirror.Tally{Changed: 1, Deleted: 1, Unfiltered: true}); report.Invoices != want {
				t.Errorf("%+v, want %+v", report.Invoices, want)
			}
			platform.wantCopy(t, stored)
			if asked := platform.forget(); len(asked) != tt.want+2 {
				t.Errorf("asked %q", asked)
			}
		})
	}
}

// What the platform never told to have changed, or deleted without being able
// to, is found when all is compared.
func TestFullSync(t *testing.T) {
	t.Parallel()
	platform := newLedger(12)
	platform.limit = 5
	m, stored := openMirror(t, mirror.SQLite)
	client := platform.client(t)
	mustSync(t, m, client, mirror.SyncOptions{})
	platform.put(2, "open", noon.AddDate(0, -1, 0))
	platform.put(3, "draft", noon.AddDate(0, -1, 0))
	delete(platform.objects, 4)
	if report := mustSync(t, m, client, mirror.SyncOptions{}); report.Changes() != 1 {
		t.Errorf("the draft is found without it: %+v", report)
	}
	report := mustSync(t, m, client, mirror.SyncOptions{Full: true})
	if want := (mirror.Tally{Changed: 1, Deleted: 1}); report.Invoices != want {
		t.Errorf("%+v, want %+v", report.Invoices, want)
	}
	platform.wantCopy(t, stored)
}

func TestProgress(t *testing.T) {
	t.Parallel()
	platform := newLedger(9)
	platform.limit = 4
	m, _ := openMirror(t, mirror.SQLite)
	var got []mirror.Progress
	mustSync(t, m, platform.client(t), mirror.SyncOptions{Progress: func(p mirror.Progress) { got = append(got, p) }})
	want := []mirror.Progress{
		{Resource: mirror.Invoices, Read: 4, Total: 9}, {Resource: mirror.Invoices, Read: 7, Total: 9}, {Resource: mirror.Invoices, Read: 9, Total: 9},
		{Resource: mirror.Invoices, Read: 1, Total: 1}, {Resource: mirror.Payments}, {Resource: mirror.Orders},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("progress (-want +got):\n%s", diff)
	}
}

func TestRefusedOptions(t *testing.T) {
	t.Parallel()
	m, _ := openMirror(t, mirror.SQLite)
	_, err := m.Sync(t.Context(), nil, mirror.SyncOptions{Overlap: -1, Lease: -1})
	want := "mirror.sync: invalid_params: client: must not be nil; overlap: must not be negative; lease: must not be negative"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}
