package web

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/hostcontrol-go/sdk/rest"
)

// pageSize is how many lines of a table are on a page.
const pageSize = 25

// A listing is a page of a list.
type listing[T any] struct {
	Items []T
	Pager pager
}

// A pager leads through the pages of a list.
type pager struct {
	Page, Pages, Total int
	path               string
	query              url.Values
}

// First and Last are the places of the lines shown, from 1.
func (p pager) First() int { return (p.Page-1)*pageSize + 1 }
func (p pager) Last() int  { return min(p.Page*pageSize, p.Total) }

// Previous and Next are addresses, empty where there is no such page.
func (p pager) Previous() string { return p.to(p.Page - 1) }
func (p pager) Next() string     { return p.to(p.Page + 1) }

func (p pager) to(page int) string {
	if page < 1 || page > p.Pages {
		return ""
	}
	query := maps.Clone(p.query)
	query.Set("page", strconv.Itoa(page))
	return p.path + "?" + query.Encode()
}

// A lister reads a part of a list: it is List of a service, with all of its
// filter but the offset settled.
type lister[T any] func(offset int, opts ...rest.CallOption) (*rest.Page[T], error)

// oldestFirst reads the page that was asked for, in the platform's own order.
func oldestFirst[T any](v *visit, list lister[T]) (*listing[T], error) {
	got, err := list((v.pageAsked()-1)*pageSize, rest.WithPageSize(pageSize))
	if err != nil {
		return nil, err
	}
	at := v.pager(length(got))
	items, err := part(list, got, at.First()-1, at.Last())
	return &listing[T]{items, at}, err
}

// newestFirst reads the page that was asked for from the end of the list: the
// platform lists what is oldest first, and people look for what is new.
func newestFirst[T any](v *visit, list lister[T]) (*listing[T], error) {
	got, err := list(0, rest.WithPageSize(pageSize))
	if err != nil {
		return nil, err
	}
	at := v.pager(length(got))
	items, err := part(list, got, at.Total-at.Last(), at.Total-at.First()+1)
	slices.Reverse(items)
	return &listing[T]{items, at}, err
}

func (v *visit) pageAsked() int {
	page, _ := strconv.Atoi(v.r.URL.Query().Get("page"))
	return max(page, 1)
}

func (v *visit) pager(total int) pager {
	pages := max(1, (total+pageSize-1)/pageSize)
	return pager{min(v.pageAsked(), pages), pages, total, v.r.URL.Path, v.r.URL.Query()}
}

// length is that of a list. A platform that does not tell it has sent all.
func length[T any](got *rest.Page[T]) int {
	if got.Total < 0 {
		return len(got.Items)
	}
	return got.Total
}

// part gives a part of a list. It asks for it unless it is among what it got.
func part[T any](list lister[T], got *rest.Page[T], begin, end int) ([]T, error) {
	switch {
	case begin >= end:
		return nil, nil
	case got.Total < 0:
		return got.Items[begin:end], nil
	case got.Offset == begin && len(got.Items) >= end-begin:
		return got.Items[:end-begin], nil
	}
	got, err := list(begin, rest.WithPageSize(end-begin))
	if err != nil {
		return nil, err
	}
	return got.Items, nil
}
