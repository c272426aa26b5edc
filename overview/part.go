package overview

import (
	"context"
	"fmt"
	"iter"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/rest"
)

// A Part is one tab of the customer's screen.
type Part[T any] struct {
	Items []T
	// Total is how many there are on the platform, those that are not among
	// Items included.
	Total int
	// Err is why the part could not be read, and then there are no items.
	Err error
}

// More reports whether there is more than Items.
func (p *Part[T]) More() bool { return p.Total > len(p.Items) }

// A list gives the page of a customer's things that begins at an offset.
type list[T any] func(ctx context.Context, offset int, opts ...rest.CallOption) (*rest.Page[T], error)

// first reads the beginning of a list.
func (p *Part[T]) first(ctx context.Context, limit int, from list[T]) {
	page, err := from(ctx, 0, rest.WithPageSize(limit))
	p.take(page, limit, err)
}

// newest reads the end of a list that is in ascending order of age.
func (p *Part[T]) newest(ctx context.Context, limit int, from list[T]) {
	page, err := from(ctx, 0, rest.WithPageSize(limit))
	if err == nil && page.HasNext() && page.Total > limit {
		page, err = from(ctx, page.Total-limit, rest.WithPageSize(limit))
	}
	p.take(page, limit, err)
}

// take takes over the newest items of a page: one that has more than was asked
// for is a whole list.
func (p *Part[T]) take(page *rest.Page[T], limit int, err error) {
	if err != nil {
		p.Err = err
		return
	}
	p.Total = max(page.Total, len(page.Items))
	p.Items = page.Items[max(0, len(page.Items)-limit):]
}

// all reads a whole list and keeps what is wanted of it, up to a limit.
func (p *Part[T]) all(items iter.Seq2[*T, error], limit int, wanted func(*T) bool) {
	for item, err := range items {
		if err != nil {
			*p = Part[T]{Err: err}
			return
		}
		if !wanted(item) {
			continue
		}
		if p.Total++; len(p.Items) < limit {
			p.Items = append(p.Items, *item)
		}
	}
}

// belongs refuses a part in which something is somebody else's, as from a
// platform that does not know the filter by customer.
func (p *Part[T]) belongs(id customers.ID, owner func(*T) customers.ID) {
	for i := range p.Items {
		if other := owner(&p.Items[i]); other != id {
			*p = Part[T]{Err: fmt.Errorf("the platform was asked for what belongs to customer %s, and listed what belongs to customer %s", id, other)}
			return
		}
	}
}
