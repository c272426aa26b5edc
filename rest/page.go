package rest

import (
	"context"
	"maps"
	"net/url"
	"strconv"
	"strings"
)

const (
	defaultPageSize = 100
	maxPageSize     = 500
)

// A Page is a part of a list.
type Page[T any] struct {
	Items  []T
	Total  int // all items of the list, over all pages; -1 when the server does not say
	Limit  int // the page size the server used, 0 when it does not say
	Offset int // where in the list the page begins

	next bool
}

// HasNext reports whether more items follow this page. A server that tells no
// total has sent the whole list.
func (p *Page[T]) HasNext() bool { return p.next }

// List makes a call of effect [Read] that answers with a list, and gives one
// page of it. To get the page after p, add p.Offset+len(p.Items) as offset to
// the query; [All] does so by itself.
func List[T any](ctx context.Context, c *Client, call Call, opts ...CallOption) (*Page[T], error) {
	o := collectOptions(opts)
	q, err := listQuery(&call, &o)
	if err != nil {
		return nil, err
	}
	if o.pageSize > 0 {
		q.Set("limit", strconv.Itoa(o.pageSize))
	}
	offset, _ := strconv.Atoi(q.Get("offset"))
	return fetchPage[T](ctx, c, call, &o, q.Encode(), offset)
}

// listQuery gives a copy of a call's filters.
func listQuery(call *Call, o *callOptions) (url.Values, error) {
	if o.pageSize < 0 || o.pageSize > maxPageSize {
		return nil, Invalid(call.Operation, FieldError{Field: "limit", Message: "must be between 1 and 500"})
	}
	q, err := queryValues(call.Query)
	if err != nil {
		return nil, &Error{Operation: call.Operation, Code: CodeInvalidParams, Message: err.Error()}
	}
	return maps.Clone(q), nil
}

func join(a, b string) string { return strings.TrimPrefix(a+"&"+b, "&") }

// encoded is a query that is encoded already.
type encoded string

func fetchPage[T any](ctx context.Context, c *Client, call Call, o *callOptions, rawQuery string, offset int) (*Page[T], error) {
	ctx, cancel := c.bound(ctx, o)
	defer cancel()
	var reply listAnswer[T]
	call.Query = encoded(rawQuery)
	x, err := c.newExchange(ctx, &call, o, &reply)
	if err != nil {
		return nil, err
	}
	if err := x.run(); err != nil {
		return nil, err
	}
	return reply.page(offset), nil
}

func (a *listAnswer[T]) page(requested int) *Page[T] {
	e := &a.Envelope
	p := &Page[T]{Items: a.Result.value, Total: -1, Limit: e.Limit.n, Offset: requested}
	if e.Total.known {
		p.Total = e.Total.n
	}
	if e.Offset.known {
		p.Offset = e.Offset.n
	}
	p.next = e.Total.known && len(p.Items) > 0 && p.Offset+len(p.Items) < p.Total
	return p
}
