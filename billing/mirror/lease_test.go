package mirror_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hostcontrol-go/sdk/billing/mirror"
)

// While one sync works on a copy, others are told so, or wait.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	for _, dialect := range bothDialects {
		t.Run(dialect.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				platform := newLedger(3)
				m, stored := openMirror(t, dialect)
				client := platform.client(t)
				release := make(chan struct{})
				platform.before = func(int, *http.Request) { <-release }
				var working sync.WaitGroup
				working.Go(func() {
					if _, err := m.Sync(t.Context(), client, mirror.SyncOptions{}); err != nil {
						t.Error(err)
					}
				})
				synctest.Wait()

				if _, err := m.Sync(t.Context(), client, mirror.SyncOptions{}); !errors.Is(err, mirror.ErrBusy) {
					t.Errorf("got %v", err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				began := time.Now()
				if _, err := m.Sync(ctx, client, mirror.SyncOptions{Wait: true}); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 10*time.Second {
					t.Errorf("after %s: %v", time.Since(began), err)
				}
				working.Go(func() {
					if report, err := m.Sync(t.Context(), client, mirror.SyncOptions{Wait: true}); err != nil || report.Changes() != 0 {
						t.Errorf("%v after %+v", err, report)
					}
				})
				synctest.Wait()
				platform.before = nil
				close(release)
				working.Wait()
				platform.wantCopy(t, stored)
			})
		})
	}
}

// A lease of which nothing is heard any more goes to somebody else, and whoever
// had it writes nothing after that.
func TestLeaseRunsOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		platform := newLedger(3)
		m, stored := openMirror(t, mirror.SQLite)
		client := platform.client(t)
		release := make(chan struct{})
		platform.before = func(request int, _ *http.Request) {
			if request == 1 {
				<-release
			}
		}
		lost := make(chan error)
		go func() {
			_, err := m.Sync(t.Context(), client, mirror.SyncOptions{})
			lost <- err
		}()
		synctest.Wait()
		platform.before = nil
		began := time.Now()
		mustSync(t, m, client, mirror.SyncOptions{Wait: true})
		if waited := time.Since(began); waited < time.Minute || waited > time.Minute+time.Second {
			t.Errorf("waited %s", waited)
		}
		platform.wantCopy(t, stored)
		platform.put(2, "open", noon)
		close(release)
		if err := <-lost; !errors.Is(err, mirror.ErrLeaseLost) {
			t.Errorf("got %v", err)
		}
	})
}

// A session that ends gives its lock back at once.
func TestSessionEnds(t *testing.T) {
	t.Parallel()
	platform := newLedger(3)
	m, stored := openMirror(t, mirror.PostgreSQL)
	client := platform.client(t)
	stored.interrupt = staying(failAt(9))
	if _, err := m.Sync(t.Context(), client, mirror.SyncOptions{}); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
	stored.interrupt = failAt(0)
	mustSync(t, m, client, mirror.SyncOptions{})
	platform.wantCopy(t, stored)
}
