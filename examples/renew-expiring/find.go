package main

import (
	"context"
	"slices"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// findings are the domains that expire soon.
type findings struct {
	due      []due // those that expire first come first
	unwanted int   // whose renewal is switched off
}

// due is a domain to renew. Its cost has no currency where the platform does
// not tell it.
type due struct {
	domain *domains.Domain
	cost   currency.Amount
}

func find(ctx context.Context, client *hostcontrol.Client, now time.Time, asked *request) (*findings, error) {
	prices, err := renewalPrices(ctx, client)
	if err != nil {
		return nil, err
	}
	var found findings
	until := now.AddDate(0, 0, asked.days)
	for domain, err := range client.Domains.All(ctx, domains.Filter{Customer: asked.customer, ExpiresBefore: until}) {
		switch {
		case err != nil:
			return nil, err
		case !renewable(domain, until):
		case !domain.AutoRenew && !asked.all:
			found.unwanted++
		default:
			found.due = append(found.due, due{domain, prices[domain.TLD.Name]})
		}
	}
	slices.SortStableFunc(found.due, func(a, b due) int { return a.domain.Expires.Compare(*b.domain.Expires) })
	return &found, nil
}

// renewable looks at the expiry once more: a platform that does not know the
// filter lists all domains. One that has expired can be renewed for as long as
// that is its status; afterwards it has to be restored at another price.
func renewable(d *domains.Domain, until time.Time) bool {
	return d.Expires != nil && d.Expires.Before(until) &&
		(d.Status == domains.StatusDelivered || d.Status == domains.StatusExpired)
}

// renewalPrices gives the prices by TLD.
func renewalPrices(ctx context.Context, client *hostcontrol.Client) (map[string]currency.Amount, error) {
	prices := make(map[string]currency.Amount)
	for price, err := range client.Domains.AllPrices(ctx, domains.PriceFilter{}) {
		if err != nil {
			return nil, err
		}
		prices[price.TLD] = price.Renew
	}
	return prices, nil
}

// total adds up the costs that are known.
func (f *findings) total() (sum currency.Amount, unknown int, err error) {
	for _, d := range f.due {
		switch {
		case d.cost.CurrencyCode() == "":
			unknown++
			continue
		case sum.CurrencyCode() == "":
			sum = d.cost
			continue
		}
		if sum, err = sum.Add(d.cost); err != nil {
			return sum, unknown, err
		}
	}
	return sum, unknown, nil
}

// account is the reseller whose balance pays.
func account(ctx context.Context, client *hostcontrol.Client) (*customers.Reseller, error) {
	label, err := client.Label.Get(ctx)
	if err != nil {
		return nil, err
	}
	return client.Resellers.Get(ctx, label.Reseller.Reference)
}
