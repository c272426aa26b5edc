package support

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/watch"
	"github.com/hostcontrol-go/sdk/rest"
)

// WatchOptions say from where on to watch, and how often to look. The zero value
// will do.
type WatchOptions struct {
	// After is the cursor of the message that was dealt with last. The zero
	// Cursor begins with now: what was written before is passed over.
	After Cursor
	// Min is the time between looks while customers write, 5 seconds unless said
	// otherwise. It doubles with every look that finds nothing or fails, up to
	// Max, 2 minutes unless said otherwise.
	Min, Max time.Duration
}

// How often Watch looks where nothing is said.
const (
	defaultWatchMin = 5 * time.Second
	defaultWatchMax = 2 * time.Minute
)

// Incoming is a message of a customer that has arrived.
type Incoming struct {
	// Ticket is the ticket as it was when the message was found. Messages that
	// came after it may be there already.
	Ticket  *Ticket
	Message *Message
	// Cursor is the place behind the message: WatchOptions.After of a later
	// watch that goes on there.
	Cursor Cursor
}

// Watch gives the messages of customers as they arrive: tickets that they file,
// and replies, also those that open a closed ticket again. It looks at the
// tickets that have changed, more often while customers write, and goes on until
// the loop around it ends or the context does.
//
//	for incoming, err := range tickets.Watch(ctx, support.WatchOptions{After: kept}) {
//		if err != nil {
//			log.Print(err) // it goes on
//			continue
//		}
//		answer(incoming.Ticket, incoming.Message)
//		kept = incoming.Cursor
//	}
//
// Each message is given once, in the order they were written, and a watch that
// begins with a cursor gives exactly those that the one before had not given. A
// program that keeps the cursor after it has dealt with a message misses none
// when it is started again, and meets at most that one again.
//
// A look that fails in spite of its retries is given as an error. A loop that
// goes on after it makes Watch look again, and miss nothing. The end of the
// context is the last error, that of bad options the only one.
//
// GET /ticket, provisional. A platform that ignores the filter by time is read
// as a whole at every look.
func (s *TicketService) Watch(ctx context.Context, o WatchOptions, opts ...rest.CallOption) iter.Seq2[*Incoming, error] {
	return func(yield func(*Incoming, error) bool) {
		w, err := s.newWatcher(o, opts)
		if err != nil {
			yield(nil, err)
			return
		}
		w.run(ctx, yield)
	}
}

// A watcher is the state of a Watch.
type watcher struct {
	tickets  *TicketService
	opts     []rest.CallOption
	min, max time.Duration
	position *position // nil until it is known where now is
	// known is the latest time that was seen on anything when the last look
	// ended: what bears it, or an earlier one, was there before the next look.
	known time.Time
}

// watchPage is how many tickets are asked for at once.
const watchPage = 500

func (s *TicketService) newWatcher(o WatchOptions, opts []rest.CallOption) (*watcher, error) {
	w := &watcher{
		tickets: s,
		opts:    append(slices.Clone(opts), rest.WithPageSize(watchPage)),
		min:     cmp.Or(o.Min, defaultWatchMin),
	}
	w.max = cmp.Or(o.Max, max(w.min, defaultWatchMax))
	var f check.Fields
	var err error
	if w.position, err = o.After.position(); err != nil {
		f.Reject("after", err.Error())
	}
	if w.min < 0 {
		f.Reject("min", "must not be negative")
	}
	if w.max < w.min {
		f.Reject("max", "must not be less than min")
	}
	return w, f.Err("tickets.watch")
}

// run looks again and again.
func (w *watcher) run(ctx context.Context, yield func(*Incoming, error) bool) {
	for pause := time.Duration(0); ; {
		seen, err := w.look(ctx)
		if err != nil && (!yield(nil, err) || ctx.Err() != nil && errors.Is(err, ctx.Err())) {
			return
		}
		if !w.give(ctx, seen.ready, yield) {
			return
		}
		if err == nil {
			w.position.leave(seen.settled.Add(-overlap))
		}
		if pause = min(max(2*pause, w.min), w.max); len(seen.ready) > 0 {
			pause = w.min
		}
		if err := watch.Sleep(ctx, pause); err != nil {
			yield(nil, fmt.Errorf("watch tickets: %w", err))
			return
		}
	}
}

// give gives messages until the loop ends, which it reports, or the context.
func (w *watcher) give(ctx context.Context, ready []*Incoming, yield func(*Incoming, error) bool) bool {
	for _, incoming := range ready {
		if ctx.Err() != nil {
			break
		}
		w.position.pass(givenBy(incoming.Ticket, incoming.Message))
		incoming.Cursor = w.position.cursor()
		if !yield(incoming, nil) {
			return false
		}
	}
	return true
}
