package mirror

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/rest"
)

// A DoubtError is a list that lacks an object which is there. Nothing is deleted
// from the copy then.
type DoubtError struct {
	Resource Resource
	ID       int64
}

// Error names the object.
func (e *DoubtError) Error() string {
	return fmt.Sprintf("the list lacks %s %d, which is there", e.Resource, e.ID)
}

// copyInvoices brings the copy of the invoices up to date, and finds out which
// of them were deleted. Only drafts can be. A draft that the list of drafts lacks
// is one no more, or gone: in the first case a pass that comes after the list
// shows what has become of it.
//
// The first page of the list comes before the pass, and is mostly all of it.
// Where it is not, the number of drafts tells whether it takes the others and
// another pass: a deletion and a new draft in between may cancel each other out,
// until the next sync.
func (r *run) copyInvoices(ctx context.Context, cp *checkpoint) error {
	r.lacking = map[int64]bool{}
	drafts := &list{table: invoices, state: billing.InvoiceDraft}
	var w walk
	p, err := r.takeDrafts(ctx, drafts, &w)
	if err != nil {
		return err
	}
	if p.holdsOthers(drafts.state) {
		r.report.Invoices.Unfiltered = true
		_, err := r.pass(ctx, invoices, cp, true)
		return err
	}
	if _, err := r.pass(ctx, invoices, cp, false); err != nil {
		return err
	}
	if complete, err := r.knowsAllDrafts(ctx, p); err != nil {
		return err
	} else if !complete {
		if err := r.takeOtherDrafts(ctx, drafts, &w); err != nil {
			return err
		}
		if _, err := r.pass(ctx, invoices, cp, false); err != nil {
			return err
		}
	}
	gone, err := r.gone(ctx, invoices, r.lackingDrafts(), len(p.items) > 0)
	if err != nil {
		return err
	}
	return r.apply(ctx, invoices, nil, gone, nil)
}

// holdsOthers reports whether there is something on a page that is in another
// state than was asked for.
func (p *page) holdsOthers(state billing.InvoiceState) bool {
	return slices.ContainsFunc(p.items, func(o object) bool { return o.State != string(state) })
}

// takeDrafts reads a page of drafts, and notes those that it lacks.
func (r *run) takeDrafts(ctx context.Context, drafts *list, w *walk) (*page, error) {
	p, err := w.next(ctx, r, drafts)
	if err != nil {
		return nil, err
	}
	lacking, err := r.lackingOn(ctx, drafts, p)
	if err != nil {
		return nil, err
	}
	for _, o := range lacking {
		r.lacking[o.id] = true
	}
	return p, r.apply(ctx, invoices, p.items, nil, nil)
}

// knowsAllDrafts reports whether the copy has the drafts that the platform has,
// by the first page of them and their number.
func (r *run) knowsAllDrafts(ctx context.Context, first *page) (bool, error) {
	if first.last {
		return true, nil
	}
	var n int
	err := r.lease.db.QueryRowContext(ctx, countDrafts).Scan(&n)
	return n-len(r.lacking) == first.total, err
}

const countDrafts = `SELECT COUNT(*) FROM hostcontrol_invoice WHERE state = 'draft'`

// takeOtherDrafts reads the pages of drafts after the first one.
func (r *run) takeOtherDrafts(ctx context.Context, drafts *list, w *walk) error {
	for {
		p, err := r.takeDrafts(ctx, drafts, w)
		if err != nil || p.last {
			return err
		}
	}
}

func (r *run) lackingDrafts() []stored {
	var drafts []stored
	for _, id := range slices.Sorted(maps.Keys(r.lacking)) {
		drafts = append(drafts, stored{id, billing.InvoiceDraft})
	}
	return drafts
}

// gone gives those of the objects that a list lacks which are deleted. A list
// that holds others is believed about drafts, an empty one not until one of them
// was asked for. What cannot be deleted is always asked for.
func (r *run) gone(ctx context.Context, t *table, lacking []stored, believed bool) ([]int64, error) {
	var gone []int64
	for _, o := range lacking {
		draft := o.state == billing.InvoiceDraft
		if draft && believed {
			gone = append(gone, o.id)
			continue
		}
		switch err := t.get(ctx, r.client, o.id, r.opts...); {
		case err == nil:
			return nil, &DoubtError{t.resource, o.id}
		case !errors.Is(err, rest.ErrNotFound):
			return nil, err
		}
		believed = believed || draft
		gone = append(gone, o.id)
	}
	return gone, nil
}

// A stored object is one of the copy.
type stored struct {
	id    int64
	state billing.InvoiceState
}

// lackingOn gives what the copy has between the ends of a page, and the page has
// not.
func (r *run) lackingOn(ctx context.Context, l *list, p *page) ([]stored, error) {
	query, args := `SELECT id, state FROM `+l.name+` WHERE id > ?`, []any{p.from}
	if !p.last {
		query, args = query+` AND id <= ?`, append(args, p.to)
	}
	if l.state != "" {
		query, args = query+` AND state = ?`, append(args, string(l.state))
	}
	rows, err := r.lease.db.QueryContext(ctx, r.mirror.dialect.bind(query+` ORDER BY id`), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	on := make(map[int64]bool, len(p.items))
	for i := range p.items {
		on[p.items[i].ID] = true
	}
	var lacking []stored
	for rows.Next() {
		var o stored
		if err := rows.Scan(&o.id, &o.state); err != nil {
			return nil, err
		}
		if !on[o.id] {
			lacking = append(lacking, o)
		}
	}
	return lacking, rows.Err()
}
