package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

const ruleRenew = "renew"

// renewRule renews the domains that expire soon for a year, unless their
// renewal is switched off.
type renewRule struct {
	*renewConfig
	*bot
}

func (r *renewRule) name() string { return ruleRenew }

func (r *renewRule) find(ctx context.Context) ([]*task, error) {
	expiring, err := r.expiring(ctx)
	if err != nil || len(expiring) == 0 {
		return nil, err
	}
	purse, err := r.openPurse(ctx)
	if err != nil {
		return nil, err
	}
	tasks := make([]*task, 0, len(expiring))
	for _, d := range expiring {
		tasks = append(tasks, r.task(d, purse))
	}
	return tasks, nil
}

// expiring lists the domains to renew. Those that expire first come first.
func (r *renewRule) expiring(ctx context.Context) ([]*domains.Domain, error) {
	var list []*domains.Domain
	until := r.now().AddDate(0, 0, r.Days)
	for d, err := range r.client.Domains.All(ctx, domains.Filter{ExpiresBefore: until}) {
		if err != nil {
			return nil, err
		}
		if d.AutoRenew && renewable(d, until) {
			list = append(list, d)
		}
	}
	slices.SortStableFunc(list, func(a, b *domains.Domain) int { return a.Expires.Compare(*b.Expires) })
	return list, nil
}

// renewable looks at the expiry once more: a platform that does not know the
// filter lists all domains. One that has expired can be renewed for as long as
// that is its status; afterwards it has to be restored at another price.
func renewable(d *domains.Domain, until time.Time) bool {
	return d.Expires != nil && d.Expires.Before(until) &&
		(d.Status == domains.StatusDelivered || d.Status == domains.StatusExpired)
}

func (r *renewRule) task(d *domains.Domain, p *purse) *task {
	name := d.Name.Unicode()
	due := &task{
		intent: entry{
			// It is not sent anywhere: the expiry is what guards a renewal.
			Reference: strings.Join([]string{"bot", ruleRenew, d.Name.String(), d.Expires.UTC().Format(time.RFC3339)}, "-"),
			Customer:  d.Customer.ID,
			Domain:    d.Name,
			Expires:   *d.Expires,
		},
		action: "renew " + name,
		why:    "expires " + day(*d.Expires),
		do: func(ctx context.Context) (string, error) {
			renewed, err := r.client.Domains.Renew(ctx, d.Term(), 0)
			if err != nil {
				return "", err
			}
			return expiry(renewed), nil
		},
	}
	if tag := r.isLeftAlone(&d.Customer); tag != "" {
		due.hold = "the customer is " + tag
	}
	cost, told := p.prices[d.TLD.Name]
	if due.hold != "" || !told || r.past.happened(due.intent.Reference) {
		return due
	}
	due.why += ", costs " + cost.String()
	due.hold = p.take(cost)
	return due
}

func expiry(d *domains.Domain) string {
	if d.Expires == nil {
		return "expires at a time that is not told"
	}
	return "expires " + day(*d.Expires)
}

// look tells a renewal from the expiry. Whoever moved it on, another renewal
// would be one too many.
func (r *renewRule) look(ctx context.Context, intent *entry) (bool, error) {
	d, err := r.client.Domains.Get(ctx, intent.Domain.String())
	switch {
	case errors.Is(err, hostcontrol.ErrNotFound):
		return false, nil // it went elsewhere, and will not be found due again
	case err != nil:
		return false, err
	case d.Expires == nil || d.Expires.Before(intent.Expires.Add(-time.Second)):
		return false, fmt.Errorf("%s expires earlier than it did before", intent.Domain)
	}
	return d.Expires.After(intent.Expires.Add(time.Second)), nil
}

// A purse is what may be spent on renewals.
type purse struct {
	left   currency.Amount
	prices map[string]currency.Amount // of a renewal, by TLD; not all are told
}

// openPurse reads the balance, which may be spent down to its lower limit.
func (r *renewRule) openPurse(ctx context.Context) (*purse, error) {
	label, err := r.client.Label.Get(ctx)
	if err != nil {
		return nil, err
	}
	payer, err := r.client.Resellers.Get(ctx, label.Reseller.Reference)
	if err != nil {
		return nil, err
	}
	left, err := payer.Balance.Sub(payer.LowerLimit)
	if err != nil {
		return nil, err
	}
	p := &purse{left, make(map[string]currency.Amount)}
	for price, err := range r.client.Domains.AllPrices(ctx, domains.PriceFilter{}) {
		if err != nil {
			return nil, err
		}
		if price.Renew.CurrencyCode() != "" {
			p.prices[price.TLD] = price.Renew
		}
	}
	return p, nil
}

// take sets an amount aside, or gives why it cannot.
func (p *purse) take(cost currency.Amount) string {
	left, err := p.left.Sub(cost)
	switch {
	case err != nil:
		return "the cost cannot be compared with the balance: " + err.Error()
	case left.IsNegative():
		return "the balance leaves " + p.left.String()
	}
	p.left = left
	return ""
}
