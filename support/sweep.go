package support

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/hostcontrol-go/sdk/rest"
)

// A sweep is what a look at all that has changed found.
type sweep struct {
	ready []*Incoming // in the order they were written, none missing between them
	late  bool        // there is more, before which some may be missing
	// settled is the time up to which everything is among what is ready.
	settled time.Time
}

// look gives what has arrived since the last look. Where something may be
// missing, a second sweep finds it.
func (w *watcher) look(ctx context.Context) (sweep, error) {
	if w.position == nil {
		return sweep{}, w.begin(ctx)
	}
	seen, err := w.sweep(ctx)
	if err == nil && seen.late {
		seen, err = w.sweep(ctx)
	}
	return seen, err
}

// begin finds out where now is: all that is there was written before, but for
// what arrives while it is read.
func (w *watcher) begin(ctx context.Context) error {
	var there []given
	var newest time.Time
	started := time.Now()
	for t, err := range w.tickets.All(ctx, TicketFilter{}, w.opts...) {
		if err != nil {
			return err
		}
		newest = later(newest, t.latest())
		for _, m := range t.fromCustomer() {
			there = append(there, givenBy(t, m))
		}
	}
	w.position, w.known = &position{}, newest
	if newest.IsZero() {
		return nil
	}
	w.position.from = micro(newest.Add(-overlap - time.Since(started)))
	w.position.given = slices.DeleteFunc(there, func(g given) bool { return g.at.Before(w.position.from) })
	slices.SortStableFunc(w.position.given, func(a, b given) int { return a.at.Compare(b.at) })
	return nil
}

// sweep reads what has changed. The tickets of one page are as they were at one
// moment. Those of several are not: while the last of them is read, something may
// arrive in the first, and something later in the last. What is later than all
// that was known before waits for the next sweep then.
func (w *watcher) sweep(ctx context.Context) (sweep, error) {
	var found []*Incoming
	newest := w.known
	gather := func(t *Ticket) {
		newest = later(newest, t.latest())
		for _, m := range t.fromCustomer() {
			if w.position.isNew(givenBy(t, m)) {
				found = append(found, &Incoming{Ticket: t, Message: m})
			}
		}
	}
	filter := TicketFilter{UpdatedSince: w.position.from}
	page, err := w.tickets.List(ctx, filter, w.opts...)
	if err != nil {
		return sweep{}, err
	}
	settled := w.known
	if isWhole(page) {
		for i := range page.Items {
			gather(&page.Items[i])
		}
		settled = newest
	} else {
		for t, err := range w.tickets.All(ctx, filter, w.opts...) {
			if err != nil {
				return sweep{}, err
			}
			gather(t)
		}
	}
	w.known = newest
	return settle(found, settled), nil
}

// isWhole reports whether a page is the whole list, beyond doubt.
func isWhole(p *rest.Page[Ticket]) bool {
	full := watchPage
	if p.Limit > 0 {
		full = min(full, p.Limit)
	}
	return !p.HasNext() && len(p.Items) < full
}

// settle puts what was found in order, each once, up to a time.
func settle(found []*Incoming, settled time.Time) sweep {
	slices.SortStableFunc(found, func(a, b *Incoming) int {
		return cmp.Or(
			a.Message.Created.Compare(b.Message.Created),
			cmp.Compare(a.Message.ID, b.Message.ID),
			cmp.Compare(a.Ticket.ID, b.Ticket.ID),
		)
	})
	found = slices.CompactFunc(found, func(a, b *Incoming) bool {
		return a.Message.ID == b.Message.ID && a.Ticket.ID == b.Ticket.ID
	})
	ready := len(found)
	for ready > 0 && found[ready-1].Message.Created.After(settled) {
		ready--
	}
	return sweep{ready: found[:ready], late: ready < len(found), settled: settled}
}

func givenBy(t *Ticket, m *Message) given { return given{t.ID, m.ID, micro(m.Created)} }

// fromCustomer gives the messages that the customer wrote.
func (t *Ticket) fromCustomer() []*Message {
	var messages []*Message
	for i := range t.Messages {
		if t.Messages[i].Author.Type == AuthorCustomer {
			messages = append(messages, &t.Messages[i])
		}
	}
	return messages
}

// latest is the latest time that a ticket tells.
func (t *Ticket) latest() time.Time {
	at := t.Updated
	for i := range t.Messages {
		at = later(at, t.Messages[i].Created)
	}
	return at
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
