package hostcontroltest

import (
	"slices"
	"strings"
)

// move is a selection of products on their way to another customer.
type move struct {
	from, to *customer
	domains  []*domain
	hosting  []*hosting
}

type movedView struct {
	Domains []string `json:"domains"`
	Hosting []string `json:"hosting"`
}

// moveProducts moves all that was chosen or, when any of it may not move,
// nothing. Products move only between customers of one reseller, and a domain
// and the hosting account it is linked to move together.
func moveProducts(c *call) (any, error) {
	from, err := c.customer()
	if err != nil {
		return nil, err
	}
	return c.create("move", func(*string) (any, error) {
		m := move{from: from, to: c.givenCustomer("to")}
		if m.to == from {
			c.body.reject("to", "The products belong to this customer already.")
		}
		c.selectProducts(&m)
		c.checkLinks(&m)
		if err := c.body.err(); err != nil {
			return nil, err
		}
		m.carryOut(c)
		return m.view(), nil
	})
}

// selectProducts finds what the body names among the customer's products.
func (c *call) selectProducts(m *move) {
	names, references := c.body.texts("domains", 255), c.body.texts("hosting", 64)
	for _, name := range names {
		name = strings.ToLower(name)
		found := c.domains.index[name]
		switch {
		case found == nil || found.owner != m.from:
			c.body.reject("domains."+name, "The customer does not own this domain.")
		case !slices.Contains(m.domains, found):
			m.domains = append(m.domains, found)
		}
	}
	for _, reference := range references {
		found := c.hosting.index[reference]
		if found == nil || found.owner != m.from {
			c.body.reject("hosting."+reference, "The customer does not own this hosting account.")
			continue
		}
		m.hosting = append(m.hosting, found)
	}
	if len(names)+len(references) == 0 {
		c.body.reject("domains", "Choose a domain or a hosting account.")
	}
}

// checkLinks refuses to tear a domain from its hosting account.
func (c *call) checkLinks(m *move) {
	for _, d := range m.domains {
		if d.hosting != nil && !slices.Contains(m.hosting, d.hosting) {
			c.body.reject("domains."+d.name, "The domain is linked to the hosting account "+d.hosting.reference+".")
		}
	}
	for _, h := range m.hosting {
		for _, d := range h.domains {
			if !slices.Contains(m.domains, d) {
				c.body.reject("hosting."+h.reference, "The domain "+d.name+" is linked to the hosting account.")
			}
		}
	}
}

// carryOut changes owners. A contact belongs to one customer, so the domains are
// registered on the primary contact of the new one.
func (m *move) carryOut(c *call) {
	for _, d := range m.domains {
		d.owner = m.to
		d.registerOn(m.to.primary)
		d.updated = c.now
		if leaving := c.underWay[d.name]; leaving != nil {
			leaving.owner = m.to
		}
	}
	for _, h := range m.hosting {
		h.owner = m.to
		h.updated = c.now
	}
	c.record(m.from, eventProductsMoved, m.to.object(), "products moved to another customer")
	c.record(m.to, eventProductsMoved, m.from.object(), "products moved from another customer")
}

func (m *move) view() movedView {
	view := movedView{Domains: domainNames(m.domains), Hosting: make([]string, 0, len(m.hosting))}
	for _, h := range m.hosting {
		view.Hosting = append(view.Hosting, h.reference)
	}
	slices.Sort(view.Hosting)
	return view
}
