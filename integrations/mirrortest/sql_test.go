package mirrortest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/billing/mirror"
)

// The statements of the package's documentation, and what else a program may
// want to ask.
func TestQueries(t *testing.T) {
	forEachDatabase(t, func(t *testing.T, newPlace func(testing.TB) place) {
		at := newPlace(t)
		srv, client := newPlatform(t, 300)
		m, db := at.open(t)
		mustSync(t, m, client)
		if _, err := m.Changes(t.Context(), mirror.Consumer{Name: "x", Batch: 500, Handle: func(context.Context, *sql.Tx, *mirror.Change) error { return nil }}); err != nil {
			t.Fatal(err)
		}
		line := map[mirror.Dialect]string{
			mirror.SQLite:     "json_extract(object, '$.lines[0].description') IS NOT NULL",
			mirror.PostgreSQL: "object->'lines'->0->>'description' IS NOT NULL",
		}
		for statement, want := range map[string]bool{
			"SELECT customer_id, currency, SUM(total) FROM hostcontrol_invoice WHERE state = 'open' AND NOT is_credit GROUP BY customer_id, currency": true,
			"SELECT 1 FROM hostcontrol_invoice WHERE " + line[at.dialect]:                                                                             true,
			"SELECT 1 FROM hostcontrol_invoice WHERE created > '2023-06-01T00:00:00Z' AND created < '2023-07-01T00:00:00Z'":                           true,
			"SELECT 1 FROM hostcontrol_invoice WHERE created > '2027-01-01T00:00:00Z'":                                                                false,
			"SELECT 1 FROM hostcontrol_payment p JOIN hostcontrol_invoice i ON i.id = p.invoice_id JOIN hostcontrol_order o ON o.id = i.order_id":     true,
			"SELECT 1 FROM hostcontrol_invoice i JOIN hostcontrol_invoice c ON c.id = i.credited_invoice_id WHERE i.is_credit AND i.total < 0":        true,
			"SELECT 1 FROM hostcontrol_mirror_change": true,
		} {
			found := false
			query(t, db, statement, func(func(...any) error) error { found = true; return nil })
			if found != want {
				t.Errorf("%s: found %t", statement, found)
			}
		}
		if _, err := db.ExecContext(t.Context(), "DELETE FROM hostcontrol_mirror_change WHERE sequence <= (SELECT MIN(position) FROM hostcontrol_mirror_consumer)"); err != nil {
			t.Fatal(err)
		}
		life := newLife(t, srv)
		if err := repeat(3, func() error { return life.draft(t.Context()) }); err != nil {
			t.Fatal(err)
		}
		mustSync(t, m, client)
		n, err := m.Changes(t.Context(), mirror.Consumer{Name: "x", Handle: func(context.Context, *sql.Tx, *mirror.Change) error { return nil }})
		if err != nil || n != 3 {
			t.Errorf("%d changes after the others were deleted, %v", n, err)
		}
	})
}

// gated is a platform whose answers wait.
func gated(t *testing.T, platform http.Handler, gate <-chan struct{}, arrived chan<- struct{}) string {
	t.Helper()
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case arrived <- struct{}{}:
		default:
		}
		<-gate
		platform.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	return front.URL + "/api/v1"
}

// Of several handles on a database one syncs, and the others are told so or wait.
func TestOneAtATime(t *testing.T) {
	forEachDatabase(t, func(t *testing.T, newPlace func(testing.TB) place) {
		at := newPlace(t)
		srv, client := newPlatform(t, 50)
		gate, arrived := make(chan struct{}), make(chan struct{}, 1)
		slow := newClient(t, gated(t, srv, gate, arrived), srv.APIKey)
		m, db := at.open(t)
		other, _ := at.open(t)
		var working sync.WaitGroup
		working.Go(func() {
			if _, err := m.Sync(t.Context(), slow, mirror.SyncOptions{}); err != nil {
				t.Error(err)
			}
		})
		<-arrived
		if _, err := other.Sync(t.Context(), client, mirror.SyncOptions{}); !errors.Is(err, mirror.ErrBusy) {
			t.Errorf("got %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, err := other.Sync(ctx, client, mirror.SyncOptions{Wait: true}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		working.Go(func() {
			if _, err := other.Sync(t.Context(), client, mirror.SyncOptions{Wait: true}); err != nil {
				t.Error(err)
			}
		})
		close(gate)
		working.Wait()
		wantCopy(t, srv, db, exactly)
		wantChain(t, db)
	})
}

// A session that PostgreSQL ends loses the lock at once, and writes nothing more.
func TestSessionEnds(t *testing.T) {
	at := newPostgres(t)
	srv, client := newPlatform(t, 50)
	gate, arrived := make(chan struct{}), make(chan struct{}, 1)
	slow := newClient(t, gated(t, srv, gate, arrived), srv.APIKey)
	m, _ := at.open(t)
	other, db := at.open(t)
	ended := make(chan error)
	go func() {
		_, err := m.Sync(t.Context(), slow, mirror.SyncOptions{})
		ended <- err
	}()
	<-arrived
	query(t, db, `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 'hostcontrol_mirror'::regclass::oid`,
		func(func(...any) error) error { return nil })
	if _, err := other.Sync(t.Context(), client, mirror.SyncOptions{Wait: true}); err != nil {
		t.Fatal(err)
	}
	life := newLife(t, srv)
	if err := life.draft(t.Context()); err != nil {
		t.Fatal(err)
	}
	close(gate)
	if err := <-ended; err == nil {
		t.Error("the session that was ended went on")
	}
	mustSync(t, other, client)
	wantCopy(t, srv, db, exactly)
	wantChain(t, db)
}

func TestOpenAtOnce(t *testing.T) {
	forEachDatabase(t, func(t *testing.T, newPlace func(testing.TB) place) {
		at := newPlace(t)
		db, err := sql.Open(at.driver, at.source)
		if err == nil {
			err = db.PingContext(t.Context()) // SQLite does not wait while another connection changes the journal's mode
		}
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var opening sync.WaitGroup
		for range 8 {
			opening.Go(func() {
				db, err := sql.Open(at.driver, at.source)
				if err != nil {
					t.Error(err)
					return
				}
				defer db.Close()
				if _, err := mirror.Open(t.Context(), db, at.dialect); err != nil {
					t.Error(err)
				}
			})
		}
		opening.Wait()
	})
}

// A single connection is enough, and copies in two places do not know of each
// other.
func TestPlaces(t *testing.T) {
	forEachDatabase(t, func(t *testing.T, newPlace func(testing.TB) place) {
		srv, client := newPlatform(t, 50)
		gate, arrived := make(chan struct{}), make(chan struct{}, 1)
		slow := newClient(t, gated(t, srv, gate, arrived), srv.APIKey)
		m, db := newPlace(t).open(t)
		db.SetMaxOpenConns(1)
		var working sync.WaitGroup
		working.Go(func() {
			if _, err := m.Sync(t.Context(), slow, mirror.SyncOptions{}); err != nil {
				t.Error(err)
			}
		})
		<-arrived
		other, otherDB := newPlace(t).open(t)
		mustSync(t, other, client)
		wantCopy(t, srv, otherDB, exactly)
		close(gate)
		working.Wait()
		wantCopy(t, srv, db, exactly)
	})
}

// Several processes of one consumer take turns, while the copy is synced.
func TestConsumersTakeTurns(t *testing.T) {
	forEachDatabase(t, func(t *testing.T, newPlace func(testing.TB) place) {
		at := newPlace(t)
		srv, client := newPlatform(t, 400)
		m, db := at.open(t)
		if _, err := db.ExecContext(t.Context(), "CREATE TABLE ledger (place BIGINT NOT NULL PRIMARY KEY, sequence BIGINT NOT NULL)"); err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		var working sync.WaitGroup
		for range 3 {
			working.Go(func() {
				for last := false; !last; {
					select {
					case <-done:
						last = true
					default:
					}
					if _, err := m.Changes(t.Context(), ledger(at.dialect)); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		mustSync(t, m, client)
		close(done)
		working.Wait()
		if wantChain(t, db) == 0 {
			t.Error("there are no changes")
		}
		wantOnce(t, db)
		wantCopy(t, srv, db, exactly)
	})
}

// The end of the context ends a sync at any moment, and the next one goes on.
func TestCanceled(t *testing.T) {
	forEachDatabase(t, func(t *testing.T, newPlace func(testing.TB) place) {
		at := newPlace(t)
		srv, client := newPlatform(t, 1200)
		m, db := at.open(t)
		canceled := 0
		for i := range 12 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*10*time.Millisecond+rand.N(10*time.Millisecond))
			_, err := m.Sync(ctx, client, mirror.SyncOptions{Wait: true, Lease: time.Second})
			cancel()
			switch {
			case errors.Is(err, context.DeadlineExceeded):
				canceled++
			case err != nil:
				t.Error(err)
			}
		}
		if canceled == 0 {
			t.Error("no sync was canceled")
		}
		// PostgreSQL takes a moment to notice that the session is gone.
		if _, err := m.Sync(t.Context(), client, mirror.SyncOptions{Wait: true}); err != nil {
			t.Fatal(err)
		}
		wantCopy(t, srv, db, exactly)
		wantChain(t, db)
	})
}

// What no database takes in a text does not keep an object from being copied.
func TestOddTexts(t *testing.T) {
	odd := []string{
		`{"id":1,"number":"a\u0000b","state":"\ud800","customer":{"id":1},"currency":"EUR","x":"\u0000"}`,
		"{\"id\":2,\"number\":\"a\xffb\",\"state\":\"open\",\"currency\":\"EUR\"}",
		`{"id":3,"state":"open","currency":"EUR","created":"0000-01-01T00:00:00Z","updated":"9999-12-31T23:59:59.999999Z","total":-9223372036854775808}`,
		`{"id":9223372036854775807,"id":4,"state":"'; DROP TABLE hostcontrol_invoice; --","currency":"$1 ?","big":1e400,"deep":[[[[{}]]]]}`,
	}
	forEachDatabase(t, func(t *testing.T, newPlace func(testing.TB) place) {
		texts := slices.Clone(odd)
		platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/invoice" || r.URL.Query().Has("state") {
				fmt.Fprint(w, `{"success":true,"result":[],"total":0}`)
				return
			}
			fmt.Fprint(w, `{"success":true,"result":[`)
			for i, text := range texts {
				fmt.Fprint(w, map[bool]string{true: ","}[i > 0], text)
			}
			fmt.Fprintf(w, `],"total":%d}`, len(texts))
		}))
		t.Cleanup(platform.Close)
		m, db := newPlace(t).open(t)
		client := newClient(t, platform.URL, "key")
		if report := mustSync(t, m, client); report.Invoices.Inserted != len(odd) {
			t.Errorf("%+v", report)
		}
		if report := mustSync(t, m, client); report.Changes() != 0 {
			t.Errorf("the second sync: %+v", report)
		}
		texts[0] = `{"id":1,"number":null,"state":"open","currency":"EUR"}`
		if report, err := m.Sync(t.Context(), client, mirror.SyncOptions{Full: true}); err != nil || report.Invoices.Changed != 1 {
			t.Errorf("%v after %+v", err, report)
		}
		wantChain(t, db)
	})
}
