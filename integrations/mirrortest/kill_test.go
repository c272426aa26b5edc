package mirrortest

import (
	"database/sql"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/billing/mirror"
)

// An executioner kills the helper, at a certain request or some while after it.
// Before each request something may happen on the platform.
type executioner struct {
	platform http.Handler
	life     *life
	t        *testing.T

	mu      sync.Mutex
	arrived int // requests, over all lives
	at      int // the request of this life to strike at
	strike  func()
}

func (e *executioner) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	e.arrived++
	if e.life != nil {
		for range rand.IntN(5) {
			if err := e.life.happen(e.t.Context(), rand.N(2*time.Minute)); err != nil {
				e.t.Error(err)
			}
		}
	}
	if e.at--; e.at == 0 {
		// Anywhere between the moment the request arrives and the commit of what
		// it brings.
		time.AfterFunc(rand.N(25*time.Millisecond), e.strike)
	}
	e.mu.Unlock()
	e.platform.ServeHTTP(w, r)
}

// A copy whose process is killed at any moment, again and again, while the
// platform changes, comes out as the platform is, and its consumer is given each
// change once and in order.
func TestMirrorSurvivesKill(t *testing.T) {
	invoices, kills := 1500, 6
	if *full {
		invoices, kills = 20000, 50
	}
	forEachDatabase(t, func(t *testing.T, newPlace func(testing.TB) place) {
		at := newPlace(t)
		srv, client := newPlatform(t, invoices)
		m, db := at.open(t)
		if _, err := db.ExecContext(t.Context(), "CREATE TABLE ledger (place BIGINT NOT NULL PRIMARY KEY, sequence BIGINT NOT NULL)"); err != nil {
			t.Fatal(err)
		}
		killer := &executioner{platform: srv, life: newLife(t, srv), t: t}
		front := httptest.NewServer(killer)
		defer front.Close()
		url := front.URL + srv.URL[strings.Index(srv.URL, "/api"):]

		began := time.Now()
		atFirst := 0
		toFirst := 3*invoices/500 + 12 // requests
		for range kills {
			// About half of the lives are spent on the first sync.
			killer.live(t, newHelper(t, taskWork, at, url, srv.APIKey), 1+rand.IntN(7*toFirst/kills))
			if !isSynced(t, db) {
				atFirst++
			}
		}
		happened := killer.rest()
		if text, err := newHelper(t, taskOnce, at, url, srv.APIKey).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		rows, changes := wantCopy(t, srv, db, withoutCustomer), wantChain(t, db)
		wantOnce(t, db)
		if _, err := m.Sync(t.Context(), client, mirror.SyncOptions{Full: true}); err != nil {
			t.Fatal(err)
		}
		wantCopy(t, srv, db, exactly)
		t.Logf("%d rows after %d kills, %d of them in the first sync; %d requests, %d changes, each consumed once and in order; in %s; on the platform: %v",
			rows, kills, atFirst, killer.arrived, changes, time.Since(began).Round(time.Millisecond), happened)
	})
}

// rest lets nothing happen on the platform any more, and tells what has.
func (e *executioner) rest() map[string]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	happened := e.life.events
	e.life = nil
	return happened
}

// live runs the helper until it is killed.
func (e *executioner) live(t *testing.T, process *exec.Cmd, at int) {
	t.Helper()
	var complaint strings.Builder
	process.Stderr = &complaint
	e.mu.Lock()
	e.at, e.strike = at, func() { _ = process.Process.Kill() } // an error says that it is over
	err := process.Start()
	e.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	err = process.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.Exited() {
		t.Fatalf("the helper was not killed: %v: %s", err, &complaint)
	}
}

// isSynced tells whether the first sync has read all there is.
func isSynced(t *testing.T, db *sql.DB) (synced bool) {
	t.Helper()
	n := 0
	query(t, db, "SELECT COUNT(*) FROM hostcontrol_mirror_checkpoint WHERE known > 0", func(scan func(...any) error) error { return scan(&n) })
	return n == len(sources)
}

// wantOnce wants the ledger to hold each change once, in the order of changes.
func wantOnce(t *testing.T, db *sql.DB) {
	t.Helper()
	sequences := func(statement string) (found []int64) {
		query(t, db, statement, func(scan func(...any) error) error {
			found = append(found, 0)
			return scan(&found[len(found)-1])
		})
		return found
	}
	want := sequences("SELECT sequence FROM hostcontrol_mirror_change ORDER BY sequence")
	got := sequences("SELECT sequence FROM ledger ORDER BY place")
	if !slices.Equal(want, got) {
		t.Errorf("the ledger is not the list of changes: %s", cmp.Diff(want, got))
	}
}
