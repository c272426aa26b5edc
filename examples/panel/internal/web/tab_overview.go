package web

import (
	"slices"
	"sync"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

var overviewTab = &screen{
	title:    "Overview",
	template: "overview",
	load:     loadOverview,
}

const (
	soon     = 28 * 24 * time.Hour // how far ahead it looks for domains that expire
	lookedAt = 100                 // of each kind, at most
	lastFew  = 6                   // events that are shown
)

// An overview is what a customer has, in numbers, and what waits for somebody.
type overview struct {
	Domains, Accounts, Certificates int

	Expiring  []domains.Domain
	Transfers []domains.Transfer // for which somebody has to do something
	Invoices  []billing.Invoice  // that are open
	Orders    []billing.Order    // that wait or have failed
	Tickets   []support.Ticket   // that are open
	Events    []customers.Event  // the last ones

	Missing []string // what could not be read
}

// Attention tells whether anything waits for somebody.
func (o *overview) Attention() bool {
	return len(o.Expiring)+len(o.Transfers)+len(o.Invoices)+len(o.Orders)+len(o.Tickets) > 0
}

// loadOverview reads all parts at the same time. One that cannot be read is
// named as missing, and the others are shown all the same. A platform that does
// not know a filter lists more than was asked for, so what counts is looked at
// again.
func loadOverview(v *visit) (any, error) {
	var o overview
	c, ctx, one, many := v.panel.client, v.ctx, rest.WithPageSize(1), rest.WithPageSize(lookedAt)
	o.Missing = gather(map[string]func() error{
		"domains": func() (err error) {
			o.Domains, err = count(c.Domains.List(ctx, domains.Filter{Customer: v.id}, one))
			return err
		},
		"domains that expire": func() (err error) {
			until := v.panel.Now().Add(soon)
			filter := domains.Filter{Customer: v.id, ExpiresBefore: until}
			o.Expiring, err = those(func(d *domains.Domain) bool {
				return d.Expires != nil && d.Expires.Before(until) && d.Status != domains.StatusDeleted
			})(c.Domains.List(ctx, filter, many))
			return err
		},
		"hosting": func() (err error) {
			o.Accounts, err = count(c.Hosting.List(ctx, hosting.Filter{Customer: v.id}, one))
			return err
		},
		"certificates": func() (err error) {
			o.Certificates, err = count(c.SSL.List(ctx, ssl.Filter{Customer: v.id}, one))
			return err
		},
		"transfers": func() (err error) {
			filter := domains.TransferFilter{Customer: v.id}
			o.Transfers, err = those(func(t *domains.Transfer) bool {
				return t.RequiredAction() != domains.ActionNone
			})(c.Transfers.List(ctx, filter, many))
			return err
		},
		"invoices": func() (err error) {
			filter := billing.InvoiceFilter{Customer: v.id, State: billing.InvoiceOpen}
			o.Invoices, err = those(func(i *billing.Invoice) bool {
				return i.State == billing.InvoiceOpen
			})(c.Invoices.List(ctx, filter, many))
			return err
		},
		"orders": func() (err error) {
			filter := billing.OrderFilter{Customer: v.id}
			o.Orders, err = those(func(order *billing.Order) bool {
				return order.State == billing.OrderWaiting || order.State == billing.OrderFailed
			})(c.Orders.List(ctx, filter, many))
			return err
		},
		"tickets": func() (err error) {
			filter := support.TicketFilter{Customer: v.id, State: support.TicketOpen}
			o.Tickets, err = those(func(t *support.Ticket) bool {
				return t.State == support.TicketOpen
			})(c.Tickets.List(ctx, filter, many))
			return err
		},
		"events": func() (err error) {
			o.Events, err = newest(lastFew, v.events(""))
			return err
		},
	})
	return &o, nil
}

// gather does all tasks at once, and names those that failed.
func gather(tasks map[string]func() error) []string {
	var (
		under  sync.WaitGroup
		mu     sync.Mutex
		failed []string
	)
	for name, task := range tasks {
		under.Go(func() {
			if task() != nil {
				mu.Lock()
				defer mu.Unlock()
				failed = append(failed, name)
			}
		})
	}
	under.Wait()
	slices.Sort(failed)
	return failed
}

// count takes the answer of a List and gives how many items there are.
func count[T any](got *rest.Page[T], err error) (int, error) {
	if err != nil {
		return 0, err
	}
	return length(got), nil
}

// those takes the answer of a List and gives the items for which something is
// so.
func those[T any](so func(*T) bool) func(*rest.Page[T], error) ([]T, error) {
	return func(got *rest.Page[T], err error) ([]T, error) {
		if err != nil {
			return nil, err
		}
		return slices.DeleteFunc(got.Items, func(item T) bool { return !so(&item) }), nil
	}
}
