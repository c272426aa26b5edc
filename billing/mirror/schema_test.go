package mirror_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/hostcontrol-go/sdk/billing/mirror"
)

func TestMigrations(t *testing.T) {
	t.Parallel()
	forEachDialect(t, func(t *testing.T, dialect mirror.Dialect) {
		m, stored := openMirror(t, dialect)
		platform := newLedger(3)
		mustSync(t, m, platform.client(t), mirror.SyncOptions{})

		again, err := mirror.Open(t.Context(), openDB(t, stored), dialect)
		if err != nil {
			t.Fatal(err)
		}
		if taken := take(t, again, "test"); len(taken) != 3 {
			t.Errorf("after opening it again: %q", taken)
		}

		further := []string{"CREATE TABLE later (\n\tid {id}\n)"}
		broken := []string{"CREATE TABLE latest (\n\tid {id}\n)", "CREATE NOTHING"}
		if err := m.MigrateFurther(t.Context(), further, broken); err == nil || !strings.Contains(err.Error(), "from version 2 to 3") {
			t.Errorf("a step that fails: %v", err)
		}
		if stored.rows("later") != nil || stored.rows("latest") != nil {
			t.Error("a part of what failed is there")
		}
		if err := m.MigrateFurther(t.Context(), further); err != nil || stored.rows("later") == nil {
			t.Errorf("a step more: %v", err)
		}
		_, err = mirror.Open(t.Context(), openDB(t, stored), dialect)
		if newer, ok := errors.AsType[*mirror.VersionError](err); !ok || newer.Found != 2 || newer.Known != 1 ||
			err.Error() != "open the copy: its tables are of version 2, and this program knows them up to version 1" {
			t.Errorf("tables of a newer version: %v", err)
		}
		platform.wantCopy(t, stored)
	})
}

func TestOpenAtOnce(t *testing.T) {
	t.Parallel()
	forEachDialect(t, func(t *testing.T, dialect mirror.Dialect) {
		db := openDB(t, newMemory())
		var opening sync.WaitGroup
		for range 8 {
			opening.Go(func() {
				if _, err := mirror.Open(t.Context(), db, dialect); err != nil {
					t.Error(err)
				}
			})
		}
		opening.Wait()
	})
}

func TestOpenFails(t *testing.T) {
	t.Parallel()
	if _, err := mirror.Open(t.Context(), nil, mirror.Dialect(7)); err == nil || err.Error() != "open the copy: Dialect(7) is not a dialect of this package" {
		t.Errorf("got %v", err)
	}
	forEachDialect(t, func(t *testing.T, dialect mirror.Dialect) {
		for n := 1; ; n++ {
			stored := newMemory()
			stored.interrupt = failAt(n)
			_, err := mirror.Open(t.Context(), openDB(t, stored), dialect)
			if err == nil {
				break
			}
			if !errors.Is(err, errBroken) {
				t.Errorf("failure %d: %v", n, err)
			}
			if _, err := mirror.Open(t.Context(), openDB(t, stored), dialect); err != nil {
				t.Errorf("after failure %d: %v", n, err)
			}
		}
	})
}
