package rest

import (
	"context"
	"iter"
	"net/url"
	"strconv"
)

// All gives every item of a list, page after page, in the server's order. No
// more than a page is held in memory, or as many more as [WithPrefetch] asks
// for. The iteration ends with the first error; leaving it early ends every
// request it has started.
//
// Lists change while they are read. An item that moved onto the next page is
// not given twice: key tells items apart. When the list shrinks in front of
// the reader, All steps back so as not to pass over what moved up. A server
// that sends no total has sent the whole list; one that ignores the offset,
// or tells a wrong total, neither ends the list early nor repeats it for ever.
func All[T any, K comparable](ctx context.Context, c *Client, call Call, key func(*T) K, opts ...CallOption) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		o := collectOptions(opts)
		q, err := listQuery(&call, &o)
		if err != nil {
			yield(nil, err)
			return
		}
		r := newReader[T](ctx, c, call, o, q)
		defer r.close()
		seen := newWindow[K]()
		for stale := 0; r.more; {
			page, err := r.next()
			if err != nil {
				yield(nil, err)
				return
			}
			fresh := false
			for i := range page.Items {
				item := &page.Items[i]
				if !seen.add(key(item)) {
					continue
				}
				fresh = true
				if !yield(item, nil) {
					return
				}
			}
			seen.turn()
			if stale++; fresh {
				stale = 0
			}
			if stale > 0 && !r.again || stale > maxStale {
				return
			}
		}
	}
}

// reader fetches the pages of a list one after the other.
type reader[T any] struct {
	ctx      context.Context
	client   *Client
	call     Call
	opts     callOptions
	rawQuery string

	limit  int // what is asked for
	size   int // what a full page of this server holds
	offset int // where the next page begins
	total  int // as of the page before, -1 if unknown
	first  bool
	more   bool
	reach  int  // the end of the furthest page so far
	liar   bool // a total was told that cannot be
	again  bool // the page may hold nothing new, and yet the list go on
	ahead  ahead[T]
}

func newReader[T any](ctx context.Context, c *Client, call Call, o callOptions, q url.Values) *reader[T] {
	limit := orDefault(o.pageSize, defaultPageSize)
	offset, _ := strconv.Atoi(q.Get("offset"))
	q.Del("offset")
	q.Del("limit")
	return &reader[T]{
		ctx: ctx, client: c, call: call, opts: o, rawQuery: q.Encode(),
		limit: limit, size: limit, offset: offset, total: -1, first: true, more: true,
	}
}

func (r *reader[T]) close() { r.ahead.discard() }

const (
	// maxStepsBack bounds how often a page is fetched again because the list
	// shrank meanwhile.
	maxStepsBack = 10
	// maxStale bounds how many pages in a row without anything new are put
	// down to a list that changes in front of the reader.
	maxStale = windowSize
)

// next gives the next page and starts to fetch those after it. When the list
// shrank since the page before, items may have moved up in front of the page;
// it is fetched again from as far back as they can have moved.
func (r *reader[T]) next() (*Page[T], error) {
	before := r.total
	page, err := r.take()
	for range maxStepsBack {
		if err != nil || r.lies(page) || page.Total < 0 || page.Total >= r.total {
			break
		}
		r.offset -= min(r.total-page.Total, r.offset, windowSize)
		r.total = page.Total
		page, err = r.take()
	}
	if err != nil {
		return nil, err
	}
	r.total = page.Total
	r.proceed(page)
	r.again = page.Total > before || r.offset <= r.reach
	r.reach = max(r.reach, r.offset)
	return page, nil
}

// lies reports whether the server has told a total that cannot be: then no
// total of it says that the list shrank.
func (r *reader[T]) lies(page *Page[T]) bool {
	if n := len(page.Items); n > 0 && page.Total >= 0 && page.Total < r.offset+n {
		r.liar = true
	}
	return r.liar
}

// proceed finds out whether and where the list goes on after a page.
func (r *reader[T]) proceed(page *Page[T]) {
	n := len(page.Items)
	next := r.offset + n
	if page.Limit > 0 {
		r.size = min(r.limit, page.Limit)
	} else if r.first && n > 0 && next < r.total {
		r.size = min(r.limit, n)
	}
	switch full := n == r.size; {
	case n == 0:
		r.more = false
	case r.total < 0:
		r.more = full // there may be pages after all
	case next < r.total:
		r.more = true
	case r.total < next, r.first && r.offset == 0:
		r.more = full // the total may be that of the page alone
	default:
		r.more = false
	}
	r.first = false
	r.offset = next
	if r.more && next < r.total {
		r.launch()
	}
}

// take gives the page at the offset: one that was fetched ahead, or a new one.
func (r *reader[T]) take() (*Page[T], error) {
	if len(r.ahead.queue) == 0 || r.ahead.queue[0].offset != r.offset {
		r.ahead.discard()
		return r.fetch(r.ctx, &r.opts, r.offset)
	}
	head := r.ahead.queue[0]
	r.ahead.queue = r.ahead.queue[1:]
	got := <-head.done
	if r.opts.capture != nil {
		*r.opts.capture = got.response
	}
	return got.page, got.err
}

func (r *reader[T]) fetch(ctx context.Context, o *callOptions, offset int) (*Page[T], error) {
	rawQuery := join(r.rawQuery, "limit="+strconv.Itoa(r.limit)+"&offset="+strconv.Itoa(offset))
	return fetchPage[T](ctx, r.client, r.call, o, rawQuery, offset)
}

// launch fetches as many pages ahead as were asked for.
func (r *reader[T]) launch() {
	next := r.offset
	if n := len(r.ahead.queue); n > 0 {
		next = r.ahead.queue[n-1].offset + r.size
	}
	for ; len(r.ahead.queue) < r.opts.prefetch && next < r.total; next += r.size {
		r.ahead.start(r, next)
	}
}

// ahead is a queue of pages that are being fetched, in the list's order.
type ahead[T any] struct {
	queue  []coming[T]
	ctx    context.Context
	cancel context.CancelFunc
}

type coming[T any] struct {
	offset int
	done   chan fetched[T]
}

type fetched[T any] struct {
	page     *Page[T]
	err      error
	response Response
}

func (a *ahead[T]) start(r *reader[T], offset int) {
	if a.cancel == nil {
		a.ctx, a.cancel = context.WithCancel(r.ctx)
	}
	c := coming[T]{offset, make(chan fetched[T], 1)}
	a.queue = append(a.queue, c)
	ctx, o := a.ctx, r.opts
	go func() {
		var got fetched[T]
		if o.capture != nil {
			o.capture = &got.response
		}
		got.page, got.err = r.fetch(ctx, &o, offset)
		c.done <- got
	}()
}

// discard ends what is being fetched and waits until it has ended.
func (a *ahead[T]) discard() {
	if a.cancel == nil {
		return
	}
	a.cancel()
	for _, c := range a.queue {
		<-c.done
	}
	a.queue, a.ctx, a.cancel = nil, nil, nil
}

// windowSize is how many items back a repetition is noticed, at least.
const windowSize = 500

// A window remembers the keys of the pages just before the current one.
type window[K comparable] struct {
	old, recent map[K]struct{}
	current     []K
}

func newWindow[K comparable]() *window[K] {
	return &window[K]{old: map[K]struct{}{}, recent: map[K]struct{}{}}
}

// add reports whether the key is new. Keys that repeat within a page, and
// those of objects without an id, say nothing.
func (w *window[K]) add(key K) bool {
	var none K
	if key == none {
		return true
	}
	if _, ok := w.recent[key]; ok {
		return false
	}
	if _, ok := w.old[key]; ok {
		return false
	}
	w.current = append(w.current, key)
	return true
}

// turn ends a page.
func (w *window[K]) turn() {
	if len(w.recent) >= windowSize {
		w.old, w.recent = w.recent, w.old
		clear(w.recent)
	}
	for _, key := range w.current {
		w.recent[key] = struct{}{}
	}
	w.current = w.current[:0]
}
