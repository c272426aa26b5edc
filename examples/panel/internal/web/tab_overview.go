package web

import (
	"slices"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/overview"
	"github.com/hostcontrol-go/sdk/support"
)

var overviewTab = &screen{
	title:    "Overview",
	template: "overview",
	load:     loadOverview,
}

const (
	soon    = 28 * 24 * time.Hour // how far ahead it looks for domains that expire
	lastFew = 6                   // events that are shown
)

// An overviewView is what a customer has, in numbers, and what waits for
// somebody.
type overviewView struct {
	Domains, Accounts, Certificates int

	Expiring  []domains.Domain
	Transfers []domains.Transfer // for which somebody has to do something
	Invoices  []billing.Invoice  // that are open
	Orders    []billing.Order    // that wait or have failed
	Tickets   []support.Ticket   // that are open
	Events    []customers.Event  // the last ones, the newest first

	Missing []string // what could not be read
}

// Attention tells whether anything waits for somebody.
func (o *overviewView) Attention() bool {
	return len(o.Expiring)+len(o.Transfers)+len(o.Invoices)+len(o.Orders)+len(o.Tickets) > 0
}

// Read tells whether a part could be read: nothing is said about the others.
func (o *overviewView) Read(part string) bool { return !slices.Contains(o.Missing, part) }

// loadOverview shows the parts that could be read, and names the others.
func loadOverview(v *visit) (any, error) {
	all, err := v.panel.client.Overview.Get(v.ctx, v.id, overview.Options{})
	if err != nil {
		return nil, err
	}
	until := v.panel.now().Add(soon)
	o := &overviewView{Domains: all.Domains.Total, Accounts: all.Hosting.Total, Certificates: all.SSL.Total}
	o.Expiring = those(all.Domains.Items, func(d *domains.Domain) bool {
		return d.Expires != nil && d.Expires.Before(until) && d.Status != domains.StatusDeleted
	})
	o.Transfers = those(all.Transfers.Items, func(t *domains.Transfer) bool {
		return t.RequiredAction() != domains.ActionNone
	})
	o.Invoices = those(all.Invoices.Items, func(i *billing.Invoice) bool { return i.State == billing.InvoiceOpen })
	o.Orders = those(all.Orders.Items, func(order *billing.Order) bool {
		return order.State == billing.OrderWaiting || order.State == billing.OrderFailed
	})
	o.Tickets = those(all.Tickets.Items, func(t *support.Ticket) bool { return t.State == support.TicketOpen })
	o.Events = slices.Clone(all.Events.Items[max(0, len(all.Events.Items)-lastFew):])
	slices.Reverse(o.Events)
	o.Missing = missing(all)
	return o, nil
}

func missing(all *overview.Overview) []string {
	var names []string
	for _, part := range []struct {
		name string
		err  error
	}{
		{"events", all.Events.Err}, {"domains", all.Domains.Err}, {"transfers", all.Transfers.Err},
		{"hosting", all.Hosting.Err}, {"certificates", all.SSL.Err}, {"invoices", all.Invoices.Err},
		{"orders", all.Orders.Err}, {"tickets", all.Tickets.Err},
	} {
		if part.err != nil {
			names = append(names, part.name)
		}
	}
	return names
}

// those gives the items for which something is so, in a list of their own.
func those[T any](items []T, so func(*T) bool) []T {
	var found []T
	for i := range items {
		if so(&items[i]) {
			found = append(found, items[i])
		}
	}
	return found
}
