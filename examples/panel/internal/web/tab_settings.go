package web

import (
	"strings"

	"github.com/hostcontrol-go/sdk/customers"
)

var settingsTab = &screen{
	path:     "/settings",
	title:    "Settings",
	template: "settings",
	load:     func(*visit) (any, error) { return settings, nil },
	post:     map[string]change{"": changeSetting, "/tags": changeTags},
}

// A setting is a switch of a customer.
type setting struct {
	Name, Label, Meaning string
	read                 func(*customers.Customer) bool
	write                func(*customers.UpdateParams) **bool
}

// On tells the setting of a customer.
func (s setting) On(c *customers.Customer) bool { return s.read(c) }

var settings = []setting{
	{
		"enabled", "Enabled", "A disabled customer can neither sign in nor order.",
		func(c *customers.Customer) bool { return c.Enabled },
		func(p *customers.UpdateParams) **bool { return &p.Enabled },
	},
	{
		"ns", "Name-server management", "The customer may choose other name servers.",
		func(c *customers.Customer) bool { return c.NameServerManagement },
		func(p *customers.UpdateParams) **bool { return &p.NameServerManagement },
	},
	{
		"dns", "DNS management", "The customer may edit the records of domains.",
		func(c *customers.Customer) bool { return c.DNSManagement },
		func(p *customers.UpdateParams) **bool { return &p.DNSManagement },
	},
	{
		"renew", "Auto renew", "Products are renewed before they expire, from your balance.",
		func(c *customers.Customer) bool { return c.AutoRenew },
		func(p *customers.UpdateParams) **bool { return &p.AutoRenew },
	},
	{
		"verified", "Verified", "The customer has shown that the e-mail address is theirs.",
		func(c *customers.Customer) bool { return c.Verified },
		func(p *customers.UpdateParams) **bool { return &p.Verified },
	},
	{
		"fraud", "Fraud", "The tag blocks all ordering.",
		func(c *customers.Customer) bool { return c.Fraud },
		func(p *customers.UpdateParams) **bool { return &p.Fraud },
	},
}

// changeSetting names the state that is wanted, not the change to it: what was
// posted twice leaves the switch where once does.
func changeSetting(v *visit, f *form) (*outcome, error) {
	for _, s := range settings {
		wanted := f.value(s.Name)
		if wanted == "" {
			continue
		}
		var p customers.UpdateParams
		*s.write(&p) = new(wanted == "on")
		if _, err := v.panel.client.Customers.Update(v.ctx, v.id, p); err != nil {
			return nil, err
		}
		return &outcome{notice: notice{Text: s.Label + " is " + wanted + "."}}, nil
	}
	return nil, errNoPage
}

// changeTags replaces all tags.
func changeTags(v *visit, f *form) (*outcome, error) {
	tags := f.lines("tags")
	if tags == nil {
		tags = []string{}
	}
	changed, err := v.panel.client.Customers.Update(v.ctx, v.id, customers.UpdateParams{Tags: tags})
	if err != nil {
		return nil, err
	}
	if len(changed.Tags) == 0 {
		return &outcome{notice: notice{Text: "There are no tags any more."}}, nil
	}
	return &outcome{notice: notice{Text: "The tags are " + strings.Join(changed.Tags, ", ") + "."}}, nil
}
