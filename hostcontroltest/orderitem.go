package hostcontroltest

import (
	"fmt"
	"strings"
)

// Types of parts of orders. The platform documents the first one.
const (
	partRegister = "domain-register-order"
	partRenew    = "domain-renew-order"
	partTransfer = "domain-transfer-order"
	partHosting  = "hosting-order"
	partSSL      = "ssl-order"
)

// orderItem is a product that an order is about.
type orderItem interface {
	kind() string
	// mayBeOrdered tells what the form alone cannot.
	mayBeOrdered(*call) error
	// charge is the line that it makes on the customer's invoice.
	charge() lineItem
	show(*partView)
	// buy charges the reseller and has the product delivered.
	buy(*call) (tracking, error)
}

// tracking tells how far a product is: there, still on its way, or, when there
// is a problem, not to be had.
type tracking func() (arrived bool, problem string)

func atOnce() (bool, string) { return true, "" }

// readItems reads the products of an order, and whatever the caller has read of
// the body before is checked with them.
func (c *call) readItems(kind string, owner *customer) ([]orderItem, error) {
	const name = "order"
	entries := c.body.objects(name)
	if len(entries) == 0 && !c.body.rejected(name) {
		c.body.reject(name, textRequired)
	}
	items := make([]orderItem, 0, len(entries))
	for i, entry := range entries {
		items = append(items, c.about(entry).readItem(kind, owner))
		c.body.adopt(name, i, entry)
	}
	if err := c.body.err(); err != nil {
		return nil, err
	}
	for _, item := range items {
		if err := item.mayBeOrdered(c); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// about is the call as if the entry were its body.
func (c *call) about(entry *form) *call {
	within := *c
	within.body = entry
	return &within
}

// readItem reads a product that an order of that type can be about, nil with a
// complaint if there is none.
func (c *call) readItem(kind string, owner *customer) orderItem {
	given := c.body.required("type", 64)
	switch {
	case given == "":
	case given == partRenew && kind == orderRenew:
		return &renewItem{owner: owner, name: strings.ToLower(c.body.domainName())}
	case kind != orderNew:
		c.body.reject("type", textChoice)
	case given == partRegister:
		item := &registerItem{registration{owner: owner, name: c.body.domainName()}}
		assign(&item.privacy, c.body.boolean("is_privacy_protect_enabled"))
		return item
	case given == partTransfer:
		return &transferItem{wanted: c.readOrderedTransfer(owner)}
	case given == partHosting:
		return &hostingItem{wanted: c.readHosting(owner)}
	case given == partSSL:
		return &sslItem{wanted: c.readCertificate(owner)}
	default:
		c.body.reject("type", textChoice)
	}
	return nil
}

// domainName reads the domain that a part is about, and the only term there is.
func (f *form) domainName() string {
	f.readInterval()
	return f.required("name", 255)
}

func (c *call) readOrderedTransfer(owner *customer) *transfer {
	wanted := &transfer{owner: owner, name: c.body.domainName()}
	wanted.take(c.body.authCode("auth_code"))
	assign(&wanted.privacy, c.body.boolean("is_privacy_protect_enabled"))
	wanted.nameServers = c.body.hostnames("name_servers")
	return wanted
}

// domainCharge is the line of a domain's term.
func domainCharge(action, name string, price int64) lineItem {
	return lineItem{
		description: fmt.Sprintf("%s%s, %d months", action, name, soldInterval),
		quantity:    decimal{digits: 1},
		unitPrice:   price,
		category:    categoryDomain,
		product:     name,
	}
}

func (v *partView) showDomain(name string, under *tld) {
	v.Interval = soldInterval
	v.Domain, v.TLD = &domainName{name}, &tldRef{under.name}
}

type registerItem struct{ registration }

func (*registerItem) kind() string { return partRegister }

func (i *registerItem) mayBeOrdered(c *call) (err error) {
	if i.name, i.tld, err = c.parseDomain(i.name); err != nil {
		return err
	}
	if c.taken(i.name) {
		return domainTaken()
	}
	return nil
}

func (i *registerItem) charge() lineItem { return domainCharge("", i.name, i.tld.prices.register) }

func (i *registerItem) show(v *partView) {
	v.showDomain(i.name, i.tld)
	v.IsPrivacyProtectEnabled = i.privacy
}

func (i *registerItem) buy(c *call) (tracking, error) {
	made, err := c.register(i.registration)
	if err != nil {
		return nil, err
	}
	return func() (bool, string) { return made.status != domainPending, "" }, nil
}

type renewItem struct {
	owner *customer
	name  string
	tld   *tld
}

func (*renewItem) kind() string { return partRenew }

func (i *renewItem) mayBeOrdered(c *call) error {
	found, err := i.renewable(c)
	if err == nil {
		i.tld = found.tld
	}
	return err
}

// renewable is the domain, if it can be renewed now.
func (i *renewItem) renewable(c *call) (*domain, error) {
	found := c.domains.index[i.name]
	switch {
	case found == nil || found.owner != i.owner:
		return nil, refuse("domain_not_owned", "the customer does not own "+i.name)
	case found.status != productDelivered && found.status != domainExpired:
		return nil, found.stateInvalid()
	default:
		return found, nil
	}
}

func (i *renewItem) charge() lineItem { return domainCharge("Renewal of ", i.name, i.tld.prices.renew) }

func (i *renewItem) show(v *partView) { v.showDomain(i.name, i.tld) }

func (i *renewItem) buy(c *call) (tracking, error) {
	found, err := i.renewable(c)
	if err != nil {
		return nil, err
	}
	if err := c.buy(found.owner, found.tld.prices.renew, "Renew "+found.name); err != nil {
		return nil, err
	}
	c.prolong(found, c.now)
	c.record(found.owner, eventDomainRenewed, found.object(), "domain renewed")
	return atOnce, nil
}

type transferRef struct {
	ID int64 `json:"id"`
}

type transferItem struct {
	wanted  *transfer
	started *transfer // nil until bought
}

func (*transferItem) kind() string { return partTransfer }

func (i *transferItem) mayBeOrdered(c *call) (err error) {
	if i.wanted.name, i.wanted.tld, err = c.parseDomain(i.wanted.name); err != nil {
		return err
	}
	i.wanted.price = i.wanted.tld.prices.transfer
	return c.mayTransfer(i.wanted)
}

func (i *transferItem) charge() lineItem {
	return domainCharge("Transfer of ", i.wanted.name, i.wanted.price)
}

func (i *transferItem) show(v *partView) {
	v.showDomain(i.wanted.name, i.wanted.tld)
	v.IsPrivacyProtectEnabled = i.wanted.privacy
	if i.started != nil {
		v.Transfer = &transferRef{i.started.id}
	}
}

func (i *transferItem) buy(c *call) (tracking, error) {
	if err := c.mayTransfer(i.wanted); err != nil {
		return nil, err
	}
	started := new(*i.wanted)
	if err := c.beginTransfer(started); err != nil {
		return nil, err
	}
	i.started = started
	return func() (bool, string) {
		switch started.status {
		case transferCompleted:
			return true, ""
		case transferFailed, transferCanceled:
			return false, "transfer_" + started.status
		default:
			return false, ""
		}
	}, nil
}

type hostingRef struct {
	Reference string `json:"reference"`
}

type hostingPlanRef struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type hostingItem struct {
	wanted hostingPurchase
	made   *hosting // nil until bought
}

func (*hostingItem) kind() string { return partHosting }

func (*hostingItem) mayBeOrdered(*call) error { return nil }

func (i *hostingItem) charge() lineItem {
	return lineItem{
		description: fmt.Sprintf("%s, %d months", i.wanted.offer.Name, i.months()),
		quantity:    decimal{digits: int64(i.wanted.intervals)},
		unitPrice:   i.wanted.offer.Price,
		category:    categoryHosting,
		product:     i.wanted.offer.Name,
	}
}

func (i *hostingItem) months() int { return i.wanted.intervals * i.wanted.offer.Interval }

func (i *hostingItem) show(v *partView) {
	v.Interval = i.months()
	v.HostingPlan = &hostingPlanRef{i.wanted.offer.ID, i.wanted.offer.Name}
	if i.wanted.domain != nil {
		v.Domain, v.TLD = &domainName{i.wanted.domain.name}, &tldRef{i.wanted.domain.tld.name}
	}
	if i.made != nil {
		v.Hosting = &hostingRef{i.made.reference}
	}
}

// buy leaves a domain where it is that was linked to another account, or moved
// to another customer, since it was ordered.
func (i *hostingItem) buy(c *call) (tracking, error) {
	wanted := i.wanted
	if d := wanted.domain; d != nil && (d.hosting != nil || d.owner != wanted.owner) {
		wanted.domain = nil
	}
	made, err := c.addHosting(wanted)
	if err != nil {
		return nil, err
	}
	i.made = made
	return func() (bool, string) {
		if !made.lives() {
			return false, "hosting_" + made.status
		}
		return made.status != hostingPending, ""
	}, nil
}

type certificateRef struct {
	ID string `json:"id"`
}

type sslItem struct {
	wanted *certificate
	made   *certificate // nil until bought
}

func (*sslItem) kind() string { return partSSL }

func (*sslItem) mayBeOrdered(*call) error { return nil }

func (i *sslItem) charge() lineItem {
	return lineItem{
		description: fmt.Sprintf("%s for %s, %d months", i.wanted.plan.Name, i.wanted.request.names[0], i.wanted.plan.Interval),
		quantity:    decimal{digits: 1},
		unitPrice:   i.wanted.plan.price(),
		category:    categorySSL,
		product:     i.wanted.request.names[0],
	}
}

func (i *sslItem) show(v *partView) {
	v.Interval = i.wanted.plan.Interval
	v.Domain = &domainName{i.wanted.request.names[0]}
	v.CertificatePlan = &planRef{i.wanted.plan.ID, i.wanted.plan.Name}
	if i.made != nil {
		v.Certificate = &certificateRef{i.made.id}
	}
}

func (i *sslItem) buy(c *call) (tracking, error) {
	made := new(*i.wanted)
	if err := c.beginCertificate(made); err != nil {
		return nil, err
	}
	i.made = made
	return func() (bool, string) {
		switch made.status {
		case sslFailed, sslCancelled:
			return false, "ssl_" + made.status
		default:
			return made.status != sslPending, ""
		}
	}, nil
}
