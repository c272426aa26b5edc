package hostcontroltest

import (
	"slices"
	"strings"
)

// sslPlan is a kind of certificate.
type sslPlan struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Description string         `json:"description"`
	Brand       string         `json:"brand"`
	RenewDays   int            `json:"renew_days_before_expiration"`
	Interval    int            `json:"interval"` // months
	Actions     []sslAction    `json:"actions"`
	Product     sslProduct     `json:"product"`
	Provisioner sslProvisioner `json:"provisioner"`

	names        int  // hosts that it covers, their www. included
	wildcard     bool // whether these may stand for all hosts below
	organization bool // whether the authority looks into who asks
}

// sslAction is what a plan is billed for. The platform documents that there is a
// list of them, but not of what form.
type sslAction struct {
	Name     string `json:"name"`
	Price    int64  `json:"price"` // minor units
	Currency string `json:"currency"`
}

type sslProduct struct {
	Name string `json:"name"`
}

type sslProvisioner struct {
	ID string `json:"id"`
}

func (p *sslPlan) key() string { return p.ID }

func (p *sslPlan) price() int64 { return p.Actions[0].Price }

// newSSLPlans is what the demo reseller sells.
func newSSLPlans() table[string, *sslPlan] {
	const brand = "Sandbox CA"
	sold := []sslPlan{
		{Name: "DV", Description: "One host, domain validated", Actions: creation(1900), names: 1},
		{Name: "DV Wildcard", Description: "All hosts below one, domain validated", Actions: creation(8900), names: 1, wildcard: true},
		{Name: "DV Multi-Domain", Description: "Up to ten hosts, domain validated", Actions: creation(5900), names: 10},
		{Name: "OV", Description: "One host, organization validated", Actions: creation(7900), names: 1, organization: true},
		{Name: "EV", Description: "One host, extended validation", Actions: creation(19900), names: 1, organization: true},
	}
	plans := newTable[string, *sslPlan]()
	for i := range sold {
		p := &sold[i]
		p.ID = "0d5e7a60-5c1b-4f0e-9a37-00000000000" + string(rune('1'+i))
		p.Brand, p.RenewDays, p.Interval = brand, 30, 12
		p.Product.Name = "SSL certificate"
		p.Provisioner.ID = "0d5e7a60-5c1b-4f0e-9a37-ffffffffffff"
		plans.insert(p)
	}
	return plans
}

func creation(price int64) []sslAction {
	return []sslAction{{Name: "create", Price: price, Currency: resellerCurrency}}
}

// refusesNames tells what is wrong with the hosts of a request, "" if nothing.
func (p *sslPlan) refusesNames(names []string) string {
	covered := make(map[string]bool, len(names))
	for _, name := range names {
		base, all := strings.CutPrefix(name, anyHost)
		if all && !p.wildcard {
			return "The plan does not cover " + name + "."
		}
		covered[strings.TrimPrefix(base, "www.")] = true
	}
	if len(covered) > p.names {
		return "The request names more hosts than the plan covers."
	}
	return ""
}

func listSSLPlans(c *call) (any, error) {
	name, ids := strings.ToLower(c.query.text("name", 255)), c.query.text("id", 4096)
	wanted := strings.Split(strings.ToLower(ids), ",")
	return list(c, c.sslPlans.rows, func(x *sslPlan) bool {
		return strings.Contains(strings.ToLower(x.Name), name) &&
			(ids == "" || slices.Contains(wanted, x.ID))
	}, func(x *sslPlan) sslPlan { return *x })
}

// givenSSLPlan is the plan that the body names, nil with a complaint if there is
// none.
func (c *call) givenSSLPlan(name string) *sslPlan {
	id := c.body.required(name, 64)
	if c.body.rejected(name) {
		return nil
	}
	found := c.sslPlans.index[strings.ToLower(id)]
	if found == nil {
		c.body.reject(name, textChoice)
	}
	return found
}
