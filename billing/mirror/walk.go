package mirror

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/rest"
)

// ErrUnordered says that a list did not come in ascending order of id, which is
// how a copy finds out that something is missing from it.
var ErrUnordered = errors.New("the list is not in ascending order of id")

// An IncompleteError is a list that repeats itself instead of going on.
type IncompleteError struct {
	Resource    Resource
	Read, Total int
}

// Error tells how far the list went.
func (e *IncompleteError) Error() string {
	return fmt.Sprintf("the list of %ss does not go on after %d of %d", e.Resource, e.Read, e.Total)
}

const (
	// The platform gives so many objects where nothing is said, and at most.
	defaultPageSize, pageSize = 100, 500
	// maxStale bounds how often a page comes again where another one was asked
	// for. A list that grows in front of the reader may do so once or twice.
	maxStale = 5
)

// A list is what is asked for, page by page.
type list struct {
	*table
	since time.Time
	state billing.InvoiceState
}

// A page is a part of a list, and what it says about the ids from one to
// another: which objects have them. The first one is left out, the last one is
// not. On the last page there is no end to them.
type page struct {
	items    []object
	total    int // of the list, -1 where nothing is said
	limit    int
	from, to int64
	last     bool
	clock    time.Time // of the platform, zero where nothing is said
}

// first is the id that the page begins with, 0 for none.
func (p *page) first() int64 {
	if len(p.items) == 0 {
		return 0
	}
	return p.items[0].ID
}

// fetch asks for so many objects of a list from an offset on.
func (r *run) fetch(ctx context.Context, l *list, offset, size int) (*page, error) {
	call, err := l.call(l.since, l.state, offset)
	if err != nil {
		return nil, err
	}
	var answer rest.Response
	opts := slices.Concat(r.opts, []rest.CallOption{rest.WithPageSize(size), rest.CaptureResponse(&answer)})
	got, err := rest.List[object](ctx, r.client, call, opts...)
	if err != nil {
		return nil, err
	}
	p := &page{items: got.Items, total: got.Total, limit: size}
	if got.Limit > 0 {
		p.limit = min(got.Limit, size)
	}
	p.clock, _ = http.ParseTime(answer.Header.Get("Date"))
	for i := 1; i < len(p.items); i++ {
		if p.items[i-1].ID >= p.items[i].ID {
			return nil, fmt.Errorf("%ss: %w", l.resource, ErrUnordered)
		}
	}
	return p, nil
}

// A walk is a place in a list that is read page by page.
//
// Lists change while they are read, and an offset then leads elsewhere. So each
// page begins with the last object of the page before. If it begins behind that,
// the list has shrunk, and the walk steps back: no object is passed over, whatever
// is deleted or comes into the list meanwhile.
type walk struct {
	after  int64 // the last object that was read
	passed int   // how many objects of the list are before the next one
	first  int64 // on the page before
	stale  int
}

// next reads the page after the one before. The page holds what is new on it.
func (w *walk) next(ctx context.Context, r *run, l *list) (*page, error) {
	offset := max(w.passed-1, 0)
	p, err := r.fetch(ctx, l, offset, pageSize)
	for step := 1; err == nil && offset > 0 && (p.first() == 0 || p.first() > w.after); step *= 2 {
		offset = max(offset-step, 0)
		p, err = r.fetch(ctx, l, offset, pageSize)
	}
	if err != nil {
		return nil, err
	}
	return p, w.take(l, p, offset)
}

// take moves the walk behind a page.
func (w *walk) take(l *list, p *page, offset int) error {
	n, first := len(p.items), p.first()
	for len(p.items) > 0 && p.items[0].ID <= w.after {
		p.items = p.items[1:]
	}
	p.from = w.after
	if len(p.items) > 0 {
		w.after = p.items[len(p.items)-1].ID
	}
	p.to = w.after
	w.passed = offset + n
	again := len(p.items) == 0 && first == w.first
	w.first = first
	if w.stale++; !again {
		w.stale = 0
	}
	p.last = w.ends(p, n, offset, again)
	if !p.last && w.stale > maxStale {
		return &IncompleteError{l.resource, w.passed, p.total}
	}
	return nil
}

// ends reports whether a list ends with a page of n objects. Its total tells,
// unless it is that of the page alone. Without a total the whole list has come,
// unless that is just as long as a page.
func (w *walk) ends(p *page, n, offset int, again bool) bool {
	full := n == p.limit || p.total < 0 && n == defaultPageSize
	switch {
	case n <= 1 && len(p.items) == 0:
		return w.passed >= p.total
	case again: // the platform knows no offset
		return n >= p.total
	case p.total < 0:
		return !full
	case len(p.items) > 0:
		return w.passed == p.total && (offset > 0 || !full)
	default: // the list has grown in front
		return w.passed == p.total
	}
}
