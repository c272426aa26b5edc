package mirror

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// SyncOptions say how to sync a copy. The zero value will do.
type SyncOptions struct {
	// Full compares everything there is with the copy, instead of what changed
	// since the last time. It finds what the platform never told to have changed,
	// and takes a request for every 500 objects.
	Full bool
	// Overlap is how far before the newest change that is known a sync looks for
	// more of them, 5 minutes unless said otherwise. It covers changes that the
	// platform shows later than their time, and clocks of it that differ.
	Overlap time.Duration
	// Wait waits while somebody else is syncing the copy, instead of returning
	// [ErrBusy].
	Wait bool
	// Lease is how long others wait for a sync that writes nothing any more, such
	// as that of a process which was killed, a minute unless said otherwise. In
	// PostgreSQL it does not matter: there the end of a session is noticed.
	Lease time.Duration
	// Progress is told what was read, page by page. It runs in the goroutine of
	// the caller, in no transaction.
	Progress func(Progress)
}

// Progress is how far a list was read.
type Progress struct {
	Resource Resource
	Read     int // objects of the list
	Total    int // -1 where the platform does not say
}

const (
	defaultOverlap = 5 * time.Minute
	defaultLease   = time.Minute
)

func (o SyncOptions) complete(client *rest.Client) (SyncOptions, error) {
	o.Overlap, o.Lease = cmp.Or(o.Overlap, defaultOverlap), cmp.Or(o.Lease, defaultLease)
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	var f check.Fields
	if client == nil {
		f.Reject("client", "must not be nil")
	}
	if o.Overlap < 0 {
		f.Reject("overlap", "must not be negative")
	}
	if o.Lease < 0 {
		f.Reject("lease", "must not be negative")
	}
	return o, f.Err("mirror.sync")
}

// A SyncReport tells what a sync has done.
type SyncReport struct{ Invoices, Payments, Orders Tally }

// Changes is how many objects were not what they were in the copy.
func (r *SyncReport) Changes() int {
	return r.Invoices.changes() + r.Payments.changes() + r.Orders.changes()
}

// A Tally tells what a sync has done about a resource.
type Tally struct {
	Inserted, Changed, Deleted int
	// Unfiltered: the platform was asked for what changed, and answered with more
	// than that. Nothing is missed, but every sync reads it all.
	Unfiltered bool
}

func (t *Tally) changes() int { return t.Inserted + t.Changed + t.Deleted }

// Sync brings the copy up to date: it reads what has changed since the last
// sync and, the first time, everything. Each page is written in a transaction,
// together with how far the copy has come, so that a sync which ends in any way
// is gone on with by the next one. The report tells what was done also beside an
// error.
//
// In the quiet case that takes four requests, or some more if there are many
// drafts or changes: what has changed of each resource, and a look at the drafts,
// since only they can be deleted.
//
// One sync works on a copy at a time; others get [ErrBusy], or wait. A list that
// cannot be trusted ends the sync with [ErrUnordered], an [*IncompleteError] or a
// [*DoubtError].
//
// GET /invoice, /payment and /order, provisional but for the last, with
// updated_since. [rest.CaptureResponse] has no effect here.
func (m *Mirror) Sync(ctx context.Context, client *rest.Client, o SyncOptions, opts ...rest.CallOption) (*SyncReport, error) {
	report := new(SyncReport)
	o, err := o.complete(client)
	if err != nil {
		return report, err
	}
	held, err := m.acquire(ctx, o)
	if err != nil {
		return report, fmt.Errorf("sync the copy: %w", ended(ctx, err))
	}
	defer held.release(ctx)
	r := &run{mirror: m, lease: held, client: client, options: o, opts: opts, report: report}
	for _, t := range []*table{invoices, payments, orders} {
		if err := r.copy(ctx, t); err != nil {
			return report, fmt.Errorf("sync %ss: %w", t.resource, ended(ctx, err))
		}
	}
	return report, nil
}

// ended tells the end of a context from other failures: drivers close a
// connection then, and complain of that.
func ended(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	if cause == nil || errors.Is(err, cause) {
		return err
	}
	return fmt.Errorf("%w (%w)", cause, err)
}

// A run is a sync under way.
type run struct {
	mirror  *Mirror
	lease   *lease
	client  *rest.Client
	options SyncOptions
	opts    []rest.CallOption
	report  *SyncReport
	// lacking are the drafts of the copy that the platform's list lacks.
	lacking map[int64]bool
}

func (r *run) tally(t *table) *Tally {
	switch t {
	case invoices:
		return &r.report.Invoices
	case payments:
		return &r.report.Payments
	default:
		return &r.report.Orders
	}
}

// copy brings the copy of a resource up to date. A pass that has taken several
// pages, or was begun by an earlier sync, is followed by another one, for what
// happened meanwhile.
func (r *run) copy(ctx context.Context, t *table) error {
	cp, err := r.checkpoint(ctx, t.resource)
	if err != nil {
		return err
	}
	if cp.running || cp.known.IsZero() || r.options.Full {
		current, err := r.pass(ctx, t, cp, r.options.Full)
		if err != nil || current {
			return err
		}
	}
	if t == invoices {
		return r.copyInvoices(ctx, cp)
	}
	_, err = r.pass(ctx, t, cp, false)
	return err
}

// pass reads what has changed, or everything, from where the checkpoint is. It
// tells whether the copy is that of a single moment in this sync.
func (r *run) pass(ctx context.Context, t *table, cp *checkpoint, full bool) (current bool, err error) {
	saved, l := *cp, &list{table: t, since: cp.since}
	var p *page
	if !cp.running || full && !cp.since.IsZero() {
		if p, err = r.begin(ctx, l, cp, full); err != nil {
			return false, err
		}
		current = p.last
	}
	for {
		if p == nil {
			if p, err = cp.next(ctx, r, l); err != nil {
				return false, err
			}
		}
		if err := r.takePage(ctx, l, cp, &saved, p); err != nil || p.last {
			return current, err
		}
		p = nil
	}
}

// begin begins a pass, and gives its first page.
func (r *run) begin(ctx context.Context, l *list, cp *checkpoint, full bool) (*page, error) {
	cp.pass = pass{running: true}
	if !full && !cp.known.IsZero() {
		cp.since = cp.known.Add(-r.options.Overlap)
	}
	l.since = cp.since
	p, err := cp.next(ctx, r, l)
	if err != nil {
		return nil, err
	}
	if r.setBack(p, cp) && !cp.since.IsZero() {
		return r.begin(ctx, l, cp, true)
	}
	if p.last {
		cp.bound = r.newest(p, cp)
		return p, nil
	}
	return r.beginLong(ctx, l, cp, p)
}

// tailSize is how many of the newest objects of a list are looked at.
const tailSize = 50

// beginLong begins a pass over several pages. What happens while it goes on may
// be behind it already, so that it vouches for the time before it only. The last
// objects of the list are the newest ones, and likely to show that time best.
func (r *run) beginLong(ctx context.Context, l *list, cp *checkpoint, first *page) (*page, error) {
	tail, err := first, error(nil)
	if n := min(first.limit, tailSize); first.total > n {
		if tail, err = r.fetch(ctx, l, first.total-n, n); err != nil {
			return nil, err
		}
	}
	cp.bound = r.newest(tail, cp)
	cp.walk = walk{}
	return cp.next(ctx, r, l)
}

// setBack reports whether the clock of the platform was set back. What has
// happened since may bear an earlier time than what is known.
func (r *run) setBack(p *page, cp *checkpoint) bool {
	return !p.clock.IsZero() && p.clock.Add(r.options.Overlap).Before(cp.clock)
}

// newest is the time of the newest change on a page. One that is later than the
// platform's clock is a mistake, unless all that is known is: then the clock is
// that of something in front of the platform.
func (r *run) newest(p *page, cp *checkpoint) time.Time {
	limit := p.clock.Add(r.options.Overlap)
	unlimited := p.clock.IsZero() || cp.known.After(limit) && !r.setBack(p, cp)
	var newest, latest time.Time
	for i := range p.items {
		updated := p.items[i].Updated
		if updated.After(latest) {
			latest = updated
		}
		if updated.After(newest) && (unlimited || !updated.After(limit)) {
			newest = updated
		}
	}
	if newest.IsZero() && cp.known.IsZero() {
		return latest
	}
	return newest
}

// slack is how much older than asked for an object may be without the filter
// being ignored: the platform may count in seconds.
const slack = time.Minute

// takePage writes a page of a pass, and how far the pass has come with it.
func (r *run) takePage(ctx context.Context, l *list, cp, saved *checkpoint, p *page) error {
	var gone []int64
	if cp.since.IsZero() {
		lacking, err := r.lackingOn(ctx, l, p)
		if err == nil {
			gone, err = r.gone(ctx, l.table, lacking, len(p.items) > 0)
		}
		if err != nil {
			return err
		}
	}
	for i := range p.items {
		if updated := p.items[i].Updated; !updated.IsZero() && updated.Before(cp.since.Add(-slack)) {
			r.tally(l.table).Unfiltered = true
		}
	}
	progress := Progress{l.resource, cp.passed, p.total}
	if p.last {
		cp.finish(p.clock)
	}
	save := cp
	if *cp == *saved {
		save = nil
	}
	if err := r.apply(ctx, l.table, p.items, gone, save); err != nil {
		return err
	}
	*saved = *cp
	r.options.Progress(progress)
	return nil
}

// finish ends a pass. A whole one may find that less is known than was thought.
func (cp *checkpoint) finish(clock time.Time) {
	if !cp.bound.IsZero() && (cp.since.IsZero() || cp.bound.After(cp.known)) {
		cp.known, cp.clock = cp.bound, clock
	}
	cp.pass = pass{}
}
