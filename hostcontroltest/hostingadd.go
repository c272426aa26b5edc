package hostcontroltest

import (
	"strings"
	"time"
)

// hostingPurchase is an account that is about to be bought.
type hostingPurchase struct {
	owner     *customer
	offer     *hostingOffer
	intervals int     // of the plan
	domain    *domain // to link, or nil
	reference *string
}

func addHosting(c *call) (any, error) {
	return c.create("hosting", func(reference *string) (any, error) {
		wanted := c.readHosting(c.givenCustomer("customer"))
		if err := c.body.err(); err != nil {
			return nil, err
		}
		wanted.reference = reference
		made, err := c.addHosting(wanted)
		if err != nil {
			return nil, err
		}
		return viewHosting(made), nil
	})
}

// readHosting reads the account that a body asks for.
func (c *call) readHosting(owner *customer) hostingPurchase {
	wanted := hostingPurchase{owner: owner, offer: c.givenHostingOffer("plan")}
	if wanted.offer == nil && !c.body.rejected("plan") {
		c.body.reject("plan", textRequired)
	}
	wanted.intervals = c.body.intervals(wanted.offer)
	wanted.domain = c.givenDomain("domain", wanted.owner)
	return wanted
}

// maxHostingTerm is how far ahead an account can be paid, in months.
const maxHostingTerm = 120

// intervals reads the term of an account, which is a whole number of the plan's
// intervals, and one of them when the body gives none.
func (f *form) intervals(offer *hostingOffer) int {
	months := f.integer("interval")
	if months == nil || offer == nil {
		return 1
	}
	each := int64(offer.Interval)
	if *months < each || *months > maxHostingTerm || *months%each != 0 {
		f.reject("interval", textChoice)
	}
	return int(*months / each)
}

// givenDomain is the domain that a new account is for, nil if the body names
// none.
func (c *call) givenDomain(name string, owner *customer) *domain {
	given := c.body.text(name, 255)
	if given == "" || owner == nil {
		return nil
	}
	found := c.domains.index[strings.ToLower(given)]
	switch {
	case found == nil || found.owner != owner:
		c.body.reject(name, "The customer does not own this domain.")
	case found.status != productDelivered && found.status != domainExpired:
		c.body.reject(name, "The domain is "+found.status+".")
	case found.hosting != nil:
		c.body.reject(name, "The domain is linked to the hosting account "+found.hosting.reference+".")
	}
	return found
}

// addHosting buys an account.
func (c *call) addHosting(wanted hostingPurchase) (*hosting, error) {
	made := &hosting{
		reference:       c.secret("ac-")[:len("ac-")+12],
		offer:           wanted.offer,
		status:          productDelivered,
		owner:           wanted.owner,
		renew:           wanted.owner.autoRenew,
		clientReference: wanted.reference,
		created:         c.now,
		updated:         c.now,
		expires:         c.now.AddDate(0, wanted.intervals*wanted.offer.Interval, 0),
	}
	price := int64(wanted.intervals) * wanted.offer.Price
	if err := c.buy(made.owner, price, "Add hosting "+made.reference); err != nil {
		return nil, err
	}
	c.record(made.owner, eventHostingCreated, made.object(), "hosting account added")
	if made.offer.setup > 0 {
		made.status = hostingPending
		c.schedule(c.now.Add(made.offer.setup), func(now time.Time) { c.store.setUp(made, now) })
	}
	if wanted.domain != nil {
		wanted.domain.linkTo(made)
		wanted.domain.updated = c.now
	}
	c.keepHosting(made)
	return made, nil
}
