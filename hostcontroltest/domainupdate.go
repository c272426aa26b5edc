package hostcontroltest

const eventDomainRegistrant = "domain.registrant_changed"

// domainSettings are a domain's switches and its registrant, each nil when it is
// to stay.
type domainSettings struct {
	renewal, lock, privacy, customerManageable *bool
	registrant                                 *contact
}

func updateDomain(c *call) (any, error) {
	found, err := c.heldDomain()
	if err != nil {
		return nil, err
	}
	set, err := c.readDomainSettings(found)
	if err != nil {
		return nil, err
	}
	set.apply(found)
	found.updated = c.now
	c.record(found.owner, eventDomainUpdated, found.object(), "domain settings changed")
	if set.registrant != nil {
		c.record(found.owner, eventDomainRegistrant, found.object(), "domain registered on another contact")
	}
	return viewDomain(found), nil
}

func (c *call) readDomainSettings(d *domain) (domainSettings, error) {
	set := domainSettings{
		renewal:            c.body.boolean("renew"),
		lock:               c.body.boolean("transfer_lock"),
		privacy:            c.body.boolean("is_privacy_protect_enabled"),
		customerManageable: c.body.boolean("is_customer_manageable"),
		registrant:         c.givenContact("registrant", d.owner),
	}
	if err := c.body.err(); err != nil {
		return set, err
	}
	switch {
	case set.lock != nil && !d.tld.has(hasLock):
		return set, refuse("lock_not_supported", "domains under "+d.tld.name+" cannot be locked")
	case set.privacy != nil && *set.privacy && !d.tld.has(hasPrivacy):
		return set, d.tld.privacyNotSupported()
	default:
		return set, nil
	}
}

func (t *tld) privacyNotSupported() error {
	return refuse("privacy_not_supported", "the registrants of domains under "+t.name+" cannot be hidden")
}

// givenContact is the contact of a customer that the body names, or nil.
func (c *call) givenContact(name string, owner *customer) *contact {
	id := c.body.integer(name)
	if id == nil {
		return nil
	}
	found := c.contacts.index[*id]
	if found == nil || found.customer != owner {
		c.body.reject(name, textChoice)
		return nil
	}
	return found
}

func (set domainSettings) apply(d *domain) {
	if set.renewal != nil {
		d.renewal = set.renewal
	}
	assign(&d.locked, set.lock)
	assign(&d.privacy, set.privacy)
	assign(&d.customerManageable, set.customerManageable)
	if set.registrant != nil {
		d.registerOn(set.registrant)
	}
}
