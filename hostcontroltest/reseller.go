package hostcontroltest

import (
	"fmt"
	"time"
)

// reseller sells to customers of his own. A sub-reseller is besides a customer
// of his parent.
type reseller struct {
	reference           string
	customer            *customer // nil for the demo reseller, whose parent is out of sight
	account             *login    // likewise
	name                string
	labels              []*label
	clientID            string // of the OAuth2 client; only the demo reseller has one
	clientSecret        string
	verified            bool
	enabled             bool
	hostingAllowed      bool
	subresellerAllowed  bool
	balance, lowerLimit int64 // minor units of the currency
	domainPriceList     *string
	hostingPriceList    *string
	transactions        []*transaction
	ticketNumber        int64 // the last one
	clientReference     *string
	created, updated    time.Time
}

func (r *reseller) key() string { return r.reference }

const resellerCurrency = "EUR"

// outsideCustomer is the number that the demo reseller has at his own parent.
const outsideCustomer = 900001

type resellerView struct {
	Reference            string      `json:"reference"`
	Customer             customerRef `json:"customer"`
	Login                string      `json:"login"`
	Name                 string      `json:"name"`
	IsEnabled            bool        `json:"is_enabled"`
	IsHostingAllowed     bool        `json:"is_hosting_allowed"`
	IsSubresellerAllowed bool        `json:"is_subreseller_allowed"`
	Balance              int64       `json:"balance"`
	LowerLimit           int64       `json:"lower_limit"`
	Currency             string      `json:"currency"`
	DomainPriceList      *string     `json:"domain_price_list"`
	HostingPriceList     *string     `json:"hosting_price_list"`
	ClientReference      *string     `json:"client_reference"`
	Created              string      `json:"created"`
	Updated              string      `json:"updated"`
}

func viewReseller(r *reseller) resellerView {
	view := resellerView{
		Reference:            r.reference,
		Customer:             customerRef{outsideCustomer},
		Login:                r.reference,
		Name:                 r.name,
		IsEnabled:            r.enabled,
		IsHostingAllowed:     r.hostingAllowed,
		IsSubresellerAllowed: r.subresellerAllowed,
		Balance:              r.balance,
		LowerLimit:           r.lowerLimit,
		Currency:             resellerCurrency,
		DomainPriceList:      r.domainPriceList,
		HostingPriceList:     r.hostingPriceList,
		ClientReference:      r.clientReference,
		Created:              stamp(r.created),
		Updated:              stamp(r.updated),
	}
	if r.customer != nil {
		view.Customer, view.Login = customerRef{r.customer.id}, r.account.name
	}
	return view
}

// isParentOf tells whether other is a sub-reseller of r.
func (r *reseller) isParentOf(other *reseller) bool {
	return other.customer != nil && other.customer.reseller == r
}

// readableReseller is the one a path names: the caller or a sub-reseller.
func (c *call) readableReseller() (*reseller, error) {
	found := c.resellers.index[c.path["reseller"]]
	if found == nil || found != c.reseller && !c.reseller.isParentOf(found) {
		return nil, unknownResource("reseller")
	}
	return found, nil
}

// subreseller is the one a path names. The caller is not his own parent.
func (c *call) subreseller() (*reseller, error) {
	found, err := c.readableReseller()
	if err != nil {
		return nil, err
	}
	if found == c.reseller {
		return nil, refuse(codePermissionDenied, "only the parent of this reseller may do that")
	}
	return found, nil
}

func listResellers(c *call) (any, error) {
	reference, since := c.query.text("client_reference", 64), c.query.timestamp("updated_since")
	return list(c, c.resellers.rows, func(x *reseller) bool {
		return c.reseller.isParentOf(x) &&
			hasReference(reference, x.clientReference) &&
			!x.updated.Before(since)
	}, viewReseller)
}

func getReseller(c *call) (any, error) {
	found, err := c.readableReseller()
	if err != nil {
		return nil, err
	}
	return viewReseller(found), nil
}

func updateReseller(c *call) (any, error) {
	found, err := c.subreseller()
	if err != nil {
		return nil, err
	}
	name, limit := c.body.optional("name", 255), c.body.integer("lower_limit")
	enabled, hosting := c.body.boolean("is_enabled"), c.body.boolean("is_hosting_allowed")
	subresellers := c.body.boolean("is_subreseller_allowed")
	domainPrices, hostingPrices := c.body.optional("domain_price_list", 64), c.body.optional("hosting_price_list", 64)
	if name != nil && *name == "" {
		c.body.reject("name", textRequired)
	}
	if err := c.body.err(); err != nil {
		return nil, err
	}
	assign(&found.name, name)
	assign(&found.lowerLimit, limit)
	assign(&found.enabled, enabled)
	assign(&found.hostingAllowed, hosting)
	assign(&found.subresellerAllowed, subresellers)
	c.assignPriceList(&found.domainPriceList, "domain_price_list", domainPrices)
	c.assignPriceList(&found.hostingPriceList, "hosting_price_list", hostingPrices)
	found.updated = c.now
	c.record(found.customer, eventResellerUpdated, found.object(), "reseller settings changed")
	return viewReseller(found), nil
}

// assignPriceList sets a price list when the body names one. Null and "" take
// the list away.
func (c *call) assignPriceList(target **string, name string, list *string) {
	if _, given := c.body.values[name]; !given {
		return
	}
	if list != nil && *list == "" {
		list = nil
	}
	*target = list
}

// promoteCustomer makes a customer a reseller as well. The new login is told by
// e-mail where to choose its password.
func promoteCustomer(c *call) (any, error) {
	found, err := c.customer()
	if err != nil {
		return nil, err
	}
	return c.create("reseller", func(reference *string) (any, error) {
		if found.promoted != nil {
			return nil, refuse("already_reseller", "the customer is a reseller already")
		}
		name, prices := c.freeLoginName(nil), c.body.optional("price_list", 64)
		if err := c.body.err(); err != nil {
			return nil, err
		}
		if !c.reseller.verified {
			return nil, refuse("reseller_unverified", "the reseller account is not verified yet")
		}
		made := c.promote(found, name, c.now)
		made.clientReference = reference
		if prices != nil && *prices != "" {
			made.domainPriceList = prices
		}
		found.updated = c.now
		c.mailPasswordLink(made.account, "Your reseller account")
		c.record(found, eventCustomerPromoted, found.object(), "customer promoted to reseller")
		c.record(found, eventLoginCreated, made.account.object(), "reseller login created")
		return viewReseller(made), nil
	})
}

func (s *store) promote(c *customer, login string, now time.Time) *reseller {
	name := c.primary.name
	if organisation := c.primary.organisation; organisation != nil && *organisation != "" {
		name = *organisation
	}
	r := &reseller{
		reference:      fmt.Sprintf("reseller-%06d", c.id),
		customer:       c,
		account:        s.addLogin(c, login, loginOfReseller, now),
		name:           name,
		verified:       true,
		enabled:        true,
		hostingAllowed: true,
		created:        now,
		updated:        now,
	}
	c.promoted = r
	s.resellers.insert(r)
	return r
}

func loginAsReseller(c *call) (any, error) {
	found, err := c.subreseller()
	if err != nil {
		return nil, err
	}
	made := c.newLink(loginPath, link{title: "Logged in as " + found.name}, loginAsLife)
	c.record(found.customer, eventResellerLoggedInAs, found.object(), "login link issued")
	return made, nil
}
