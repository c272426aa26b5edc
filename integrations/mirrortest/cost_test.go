package mirrortest

import (
	"cmp"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
)

// size is how many invoices the platform has when costs are measured.
func size() int {
	if *full {
		return 20000
	}
	return 3000
}

// A sync that finds 20 changes makes 6 requests at most, whatever they are.
func TestRequests(t *testing.T) {
	const most = 6
	tests := map[string]func(context.Context, *life) error{
		"nothing":       func(context.Context, *life) error { return nil },
		"20 new drafts": func(ctx context.Context, l *life) error { return repeat(20, func() error { return l.draft(ctx) }) },
		"20 orders":     func(ctx context.Context, l *life) error { return repeat(7, func() error { return l.order(ctx) }) },
		"20 deletions":  func(ctx context.Context, l *life) error { return l.deleteDrafts(ctx, 20) },
		"some of each":  someOfEach,
		"what may happen": func(ctx context.Context, l *life) error {
			return repeat(20, func() error { return l.happen(ctx, time.Minute) })
		},
	}
	srv, client := newPlatform(t, size())
	life := newLife(t, srv)
	at := newSQLite(t)
	m, db := at.open(t)
	mustSync(t, m, client)
	t.Logf("the first sync of %d invoices: %d requests", size(), len(srv.Requests()))
	for name, happen := range tests {
		t.Run(name, func(t *testing.T) {
			if err := happen(t.Context(), life); err != nil {
				t.Fatal(err)
			}
			before := len(srv.Requests())
			report := mustSync(t, m, client)
			asked := len(srv.Requests()) - before
			t.Logf("%d changes: %d requests", report.Changes(), asked)
			if asked > most {
				t.Errorf("%d requests, want %d at most", asked, most)
			}
			srv.Advance(time.Hour)
		})
	}
	wantCopy(t, srv, db, withoutCustomer)
	wantChain(t, db)
}

func repeat(n int, do func() error) error {
	for range n {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// someOfEach deletes drafts and makes as many new ones, opens one and pays it,
// and orders something.
func someOfEach(ctx context.Context, l *life) error {
	if err := l.deleteDrafts(ctx, 5); err != nil {
		return err
	}
	if err := repeat(6, func() error { return l.draft(ctx) }); err != nil {
		return err
	}
	opened := l.known[len(l.known)-1]
	if _, err := l.invoices.Open(ctx, opened); err != nil {
		return err
	}
	if err := l.pay(ctx, opened); err != nil {
		return err
	}
	return repeat(2, func() error { return l.order(ctx) })
}

// deleteDrafts deletes drafts from all over the list of them.
func (l *life) deleteDrafts(ctx context.Context, n int) error {
	var drafts []billing.InvoiceID
	for invoice, err := range l.invoices.All(ctx, billing.InvoiceFilter{State: billing.InvoiceDraft}) {
		if err != nil {
			return err
		}
		drafts = append(drafts, invoice.ID)
	}
	for i := range n {
		id := drafts[i*len(drafts)/n]
		if err := l.invoices.Delete(ctx, id); err != nil {
			return err
		}
		l.known = slices.DeleteFunc(l.known, func(known billing.InvoiceID) bool { return known == id })
	}
	return nil
}

// The heap of a process that syncs for the first time stays below 32 MiB, however
// much there is to read.
func TestHeap(t *testing.T) {
	const most = 32 << 20
	forEachDatabase(t, func(t *testing.T, newPlace func(testing.TB) place) {
		srv, _ := newPlatform(t, size())
		printed := output(t, newHelper(t, taskFirst, newPlace(t), srv.URL, srv.APIKey))
		t.Logf("%d invoices with payments and orders: the heap held %.1f MiB at most", printed[1], float64(printed[0])/(1<<20))
		if printed[0] > most || printed[1] != int64(size()) {
			t.Errorf("%d bytes for %d invoices", printed[0], printed[1])
		}
	})
}

// A first sync writes rows at no less than 0.8 of the rate of a program without
// the SDK, which reads the same lists and writes the same rows with the same SQL.
func TestRate(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector slows the two down by different factors")
	}
	const (
		least  = 0.8
		rounds = 3
	)
	forEachDatabase(t, func(t *testing.T, newPlace func(testing.TB) place) {
		srv, client := newPlatform(t, size())
		fastest := func(a, b time.Duration) time.Duration { return cmp.Or(min(a, b), max(a, b)) }
		var byHand, bySync time.Duration // the fastest of the rounds: others are disturbed
		for range rounds {
			at := newPlace(t)
			_, db := at.open(t)
			began := time.Now()
			wrote := copyByHand(t, srv, db, at.dialect)
			byHand = fastest(byHand, time.Since(began))
			wantCopy(t, srv, db, exactly)

			m, db := newPlace(t).open(t)
			began = time.Now()
			rows := mustSync(t, m, client).Changes()
			bySync = fastest(bySync, time.Since(began))
			wantCopy(t, srv, db, exactly)
			if rows != wrote {
				t.Fatalf("%d rows, by hand %d", rows, wrote)
			}
			t.Logf("%d rows with their changes: %.0f rows/s, by hand %.0f rows/s", rows, float64(rows)/bySync.Seconds(), float64(rows)/byHand.Seconds())
		}
		ratio := float64(byHand) / float64(bySync)
		t.Logf("%.2f of the rate by hand", ratio)
		if ratio < least {
			t.Errorf("%.2f of the rate by hand, want %.2f at least", ratio, least)
		}
	})
}
