package gateway_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/billing/gateway"
)

func request(gatewayName, reference string) *gateway.Request {
	return &gateway.Request{Gateway: gatewayName, Reference: reference, Expires: now.Add(time.Hour)}
}

// stores are the stores of the package, each empty.
func stores(t *testing.T) map[string]gateway.Store {
	t.Helper()
	return map[string]gateway.Store{
		"memory": new(gateway.MemoryStore),
		"SQL":    gateway.NewSQLStore(openTable(t, new(table))),
	}
}

func openTable(t *testing.T, of *table) *sql.DB {
	t.Helper()
	db := sql.OpenDB(of)
	t.Cleanup(func() { _ = db.Close() })
	if of.broken == nil {
		if _, err := db.Exec(gateway.SQLSchema); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func TestClaim(t *testing.T) {
	t.Parallel()
	for name, store := range stores(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tests := []struct {
				request *gateway.Request
				first   bool
			}{
				{request("cards", "p-1"), true},
				{request("cards", "p-1"), false},
				{request("cards", "P-1"), true},
				{request("cards", "p-1 "), true},
				{request("wallets", "p-1"), true},
				{request("wallets", "p-1"), false},
				{request("cardsp", "-1"), true},
				{request("cards", "p-1"), false},
			}
			for i, tt := range tests {
				first, err := store.Claim(t.Context(), tt.request, now)
				if err != nil || first != tt.first {
					t.Errorf("%d: %s of %s: %t, %v", i, tt.request.Reference, tt.request.Gateway, first, err)
				}
			}
		})
	}
}

// Of all who come at once with the same request, one is the first.
func TestClaimAtOnce(t *testing.T) {
	t.Parallel()
	for name, store := range stores(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const references, each = 50, 8
			var firsts [references]atomic.Int32
			var running sync.WaitGroup
			for range each {
				running.Go(func() {
					for i := range references {
						first, err := store.Claim(t.Context(), request("cards", fmt.Sprint(i)), now)
						if err != nil {
							t.Error(err)
						}
						if first {
							firsts[i].Add(1)
						}
					}
				})
			}
			running.Wait()
			for i := range firsts {
				if n := firsts[i].Load(); n != 1 {
					t.Errorf("%d was handed on %d times", i, n)
				}
			}
		})
	}
}

// What expired is forgotten, but not at once, and nothing else is.
func TestMemoryStoreForgets(t *testing.T) {
	t.Parallel()
	store := new(gateway.MemoryStore)
	claim := func(reference string, expires, at time.Time) bool {
		first, err := store.Claim(t.Context(), &gateway.Request{Gateway: "cards", Reference: reference, Expires: expires}, at)
		if err != nil {
			t.Fatal(err)
		}
		return first
	}
	fill := func(prefix string, at time.Time) { // enough for the store to look for what is old
		for i := range 10_000 {
			claim(fmt.Sprint(prefix, i), at.Add(time.Hour), at)
		}
	}
	claim("short", now.Add(time.Minute), now)
	claim("long", now.Add(48*time.Hour), now)

	fill("a", now.Add(time.Hour))
	if claim("short", now.Add(time.Minute), now) {
		t.Error("forgotten within the hour")
	}
	fill("b", now.Add(24*time.Hour))
	if !claim("short", now.Add(time.Minute), now) {
		t.Error("not forgotten after a day")
	}
	if claim("long", now.Add(48*time.Hour), now) {
		t.Error("forgotten before it expired")
	}
}

// A database that cannot be asked does not make anybody the first.
func TestSQLStoreFails(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	tests := map[string]*table{
		"broken":         {broken: full},
		"cannot count":   {uncounted: full},
		"without schema": {},
	}
	for name, of := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := sql.OpenDB(of)
			defer db.Close()
			if of.uncounted != nil {
				if _, err := db.Exec(gateway.SQLSchema); err != nil {
					t.Fatal(err)
				}
			}
			first, err := gateway.NewSQLStore(db).Claim(t.Context(), request("cards", "p-1"), now)
			if first || err == nil {
				t.Errorf("%t, %v", first, err)
			}
		})
	}
}

// A request whose payer has gone is not handed on.
func TestSQLStoreHeedsTheContext(t *testing.T) {
	t.Parallel()
	store := gateway.NewSQLStore(openTable(t, new(table)))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if first, err := store.Claim(ctx, request("cards", "p-1"), now); first || !errors.Is(err, context.Canceled) {
		t.Errorf("%t, %v", first, err)
	}
}

// Two gateways of one store, and two processes of one gateway.
func TestStoreIsShared(t *testing.T) {
	t.Parallel()
	for kind, store := range stores(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			here := newProxy(t, func(cfg *gateway.Config) { cfg.Store = store })
			there := newProxy(t, func(cfg *gateway.Config) { cfg.Store = store })
			other := newProxy(t, func(cfg *gateway.Config) { cfg.Store, cfg.Name = store, "wallets" })
			if _, err := here.post(validFields().signed().Encode()); err != nil {
				t.Error(err)
			}
			if _, err := there.post(validFields().signed().Encode()); !errors.Is(err, gateway.ErrReplayed) {
				t.Errorf("got %v, want %v", err, gateway.ErrReplayed)
			}
			if _, err := other.post(validFields().with("gateway", "wallets").signed().Encode()); err != nil {
				t.Error(err)
			}
		})
	}
}
