package web

import (
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/rest"
)

var domainsTab = &screen{
	path:     "/domains",
	title:    "Domains",
	template: "domains",
	load: func(v *visit) (any, error) {
		return oldestFirst(v, func(offset int, opts ...rest.CallOption) (*rest.Page[domains.Domain], error) {
			return v.panel.client.Domains.List(v.ctx, domains.Filter{Customer: v.id, Offset: offset}, opts...)
		})
	},
}

var domainDetail = &screen{
	path:     "/domains/{domain}",
	tab:      "/domains",
	template: "domain",
	load:     loadDomain,
	post: map[string]change{
		"/renew-on":  func(v *visit, _ *form) (*outcome, error) { return renewDomain(v, true) },
		"/renew-off": func(v *visit, _ *form) (*outcome, error) { return renewDomain(v, false) },
	},
}

// domainView is a domain with its name servers.
type domainView struct {
	*domains.Domain
	NameServers []domains.NameServer
}

func (d domainView) title() string { return d.Name.Unicode() }

func loadDomain(v *visit) (any, error) {
	var view domainView
	name := v.r.PathValue("domain")
	err := together(
		func() (err error) { view.Domain, err = v.panel.client.Domains.Get(v.ctx, name); return err },
		func() (err error) {
			view.NameServers, err = v.panel.client.Domains.NameServers(v.ctx, name)
			return err
		},
	)
	if err != nil {
		return nil, err
	}
	return view, v.own(view.Customer.ID)
}

func renewDomain(v *visit, renew bool) (*outcome, error) {
	domain, err := v.panel.client.Domains.Get(v.ctx, v.r.PathValue("domain"))
	if err == nil {
		err = v.own(domain.Customer.ID)
	}
	if err != nil {
		return nil, err
	}
	domain, err = v.panel.client.Domains.Update(v.ctx, domain.Name.String(), domains.UpdateParams{AutoRenew: &renew})
	if err != nil {
		return nil, err
	}
	if renew {
		return &outcome{notice: notice{Text: domain.Name.Unicode() + " will be renewed before it expires."}}, nil
	}
	return &outcome{notice: notice{Text: domain.Name.Unicode() + " will not be renewed."}}, nil
}
