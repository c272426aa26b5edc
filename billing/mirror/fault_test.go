package mirror_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/billing/mirror"
)

// A scene is a copy that is behind the platform, in every way that there is.
type scene struct {
	platform *ledger
	mirror   *mirror.Mirror
	stored   *memory
	booked   []string // what the consumer has written in its transactions
}

func newScene(t *testing.T, dialect mirror.Dialect) *scene {
	t.Helper()
	s := &scene{platform: newLedger(9)}
	for id := range int64(9) {
		s.platform.put(100+id, "draft", noon)
	}
	s.platform.limit = 4
	s.mirror, s.stored = openMirror(t, dialect)
	mustSync(t, s.mirror, s.platform.client(t), mirror.SyncOptions{})
	if err := s.consume(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.platform.put(3, "open", noon.Add(time.Hour))
	s.platform.put(101, "open", noon.Add(time.Hour))
	for id := range int64(5) {
		s.platform.put(200+id, "draft", noon.Add(time.Hour))
	}
	delete(s.platform.objects, 100)
	delete(s.platform.objects, 107)
	s.platform.forget()
	return s
}

// again gives the same scene with a database of its own.
func (s *scene) again(t *testing.T, dialect mirror.Dialect) *scene {
	t.Helper()
	stored := newMemory()
	for name, table := range s.stored.tables {
		stored.tables[name] = &relation{table.columns, maps.Clone(table.rows)}
	}
	m, err := mirror.Open(t.Context(), openDB(t, stored), dialect)
	if err != nil {
		t.Fatal(err)
	}
	platform := &ledger{objects: s.platform.objects, limit: s.platform.limit}
	return &scene{platform: platform, mirror: m, stored: stored, booked: slices.Clone(s.booked)}
}

// work syncs the copy and consumes what has changed.
func (s *scene) work(ctx context.Context, t *testing.T) error {
	if _, err := s.mirror.Sync(ctx, s.platform.client(t), mirror.SyncOptions{Lease: 1}); err != nil {
		return err
	}
	return s.consume(ctx)
}

// consume writes down what has changed. It is undone together with the
// transaction, as it would be in a database.
func (s *scene) consume(ctx context.Context) error {
	var written []string
	_, err := s.mirror.Changes(ctx, mirror.Consumer{Name: "books", Batch: 3, Handle: func(_ context.Context, _ *sql.Tx, c *mirror.Change) error {
		written = append(written, c.String())
		return nil
	}})
	position := s.stored.rows("hostcontrol_mirror_consumer")["books"]["position"]
	for _, line := range written {
		var sequence int64
		if _, scanErr := fmt.Sscanf(line, "change %d:", &sequence); scanErr != nil {
			return scanErr
		}
		if position != nil && sequence <= position.(int64) {
			s.booked = append(s.booked, line)
		}
	}
	return err
}

// wantDone wants the copy to be up to date, and the consumer to have been given
// each change once and in order.
func (s *scene) wantDone(t *testing.T) {
	t.Helper()
	s.platform.wantCopy(t, s.stored)
	for i, line := range s.booked {
		var sequence int
		if _, err := fmt.Sscanf(line, "change %d:", &sequence); err != nil || sequence != i+1 {
			t.Errorf("booked %q as number %d", line, i+1)
		}
	}
	if n := len(s.stored.rows("hostcontrol_mirror_change")); n != len(s.booked) {
		t.Errorf("%d changes, %d booked", n, len(s.booked))
	}
}

// Whatever statement fails, and whether it was carried out or not, the next sync
// goes on as if nothing had happened.
func TestBrokenDatabase(t *testing.T) {
	t.Parallel()
	ways := map[string]struct {
		dialects []mirror.Dialect
		breakIt  func(*memory, func(string) error)
	}{
		"before":                  {bothDialects, func(m *memory, fail func(string) error) { m.interrupt = fail }},
		"after":                   {bothDialects[:1], func(m *memory, fail func(string) error) { m.done = fail }},
		"and stays broken":        {bothDialects[:1], func(m *memory, fail func(string) error) { m.interrupt = staying(fail) }},
		"after, and stays broken": {bothDialects[1:], func(m *memory, fail func(string) error) { m.done, m.interrupt = stayingAfter(fail) }},
	}
	for way, tt := range ways {
		for _, dialect := range tt.dialects {
			t.Run(way+" "+dialect.String(), func(t *testing.T) {
				t.Parallel()
				first := newScene(t, dialect)
				operations := first.again(t, dialect).countOperations(t)
				for n := 0; n < operations; n += stride {
					s := first.again(t, dialect)
					tt.breakIt(s.stored, failAt(n+1))
					err := s.work(t.Context(), t)
					s.recover(t)
					if t.Failed() {
						t.Fatalf("by failure %d: %v", n+1, err)
					}
				}
				t.Logf("%d operations failed", (operations+stride-1)/stride)
			})
		}
	}
}

// recover mends the database and the platform, after which the work goes on.
func (s *scene) recover(t *testing.T) {
	t.Helper()
	s.stored.interrupt, s.stored.done, s.platform.before = failAt(0), failAt(0), nil
	if err := s.work(t.Context(), t); err != nil {
		t.Fatal(err)
	}
	s.wantDone(t)
}

// countOperations counts what work does on the database.
func (s *scene) countOperations(t *testing.T) (n int) {
	t.Helper()
	s.stored.interrupt = func(string) error { n++; return nil }
	if err := s.work(t.Context(), t); err != nil {
		t.Fatal(err)
	}
	return n
}

func staying(fail func(string) error) func(string) error {
	broken := false
	return func(operation string) error {
		broken = broken || fail(operation) != nil
		if broken {
			return errBroken
		}
		return nil
	}
}

// stayingAfter fails after an operation, and before all that follow.
func stayingAfter(fail func(string) error) (after, before func(string) error) {
	broken := false
	after = func(operation string) error {
		if fail(operation) != nil {
			broken = true
			return errBroken
		}
		return nil
	}
	before = func(string) error {
		if broken {
			return errBroken
		}
		return nil
	}
	return after, before
}

// The end of the context ends a sync at once, wherever it is.
func TestCanceled(t *testing.T) {
	t.Parallel()
	forEachDialect(t, func(t *testing.T, dialect mirror.Dialect) {
		first := newScene(t, dialect)
		for n, canceled := 1, true; canceled; n += stride {
			s := first.again(t, dialect)
			ctx, cancel := context.WithCancel(t.Context())
			fail, operations := failAt(n), 0
			s.stored.interrupt = func(operation string) error {
				if fail(operation) != nil {
					cancel()
				}
				if ctx.Err() != nil && operation != "next row" {
					operations++
				}
				return nil
			}
			err := s.work(ctx, t)
			canceled = ctx.Err() != nil
			if canceled && err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("canceled at operation %d: %v", n, err)
			}
			if operations > 5 { // the one, and giving the lease back
				t.Errorf("canceled at operation %d: %d more of them", n, operations)
			}
			s.recover(t)
			cancel()
		}
	})
}

// A request that fails leaves what was written before, and the next sync goes on
// from there.
func TestBrokenPlatform(t *testing.T) {
	t.Parallel()
	first := newScene(t, mirror.SQLite)
	for n, failed := 1, true; failed; n++ {
		s := first.again(t, mirror.SQLite)
		s.platform.before = func(request int, _ *http.Request) {
			if request == n {
				panic("the platform is down")
			}
		}
		err := s.work(t.Context(), t)
		failed = err != nil
		s.recover(t)
	}
}
