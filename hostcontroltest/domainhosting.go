package hostcontroltest

// The types of events of links between domains and hosting accounts.
const (
	eventDomainLinked   = "domain.hosting_linked"
	eventDomainUnlinked = "domain.hosting_unlinked"
)

// linkHosting links a domain to a hosting account of the same customer, and
// takes it from the account it was linked to.
func linkHosting(c *call) (any, error) {
	found, err := c.heldDomain()
	if err != nil {
		return nil, err
	}
	account := c.givenHosting("reference", found.owner)
	if err := c.body.err(); err != nil {
		return nil, err
	}
	if account != found.hosting {
		if err := account.hasRoom(); err != nil {
			return nil, err
		}
		found.linkTo(account)
		account.updated = c.now
	}
	found.updated = c.now
	c.record(found.owner, eventDomainLinked, found.object(), "linked to hosting account "+account.reference)
	return viewDomain(found), nil
}

// givenHosting is the account of a customer that the body names, nil with a
// complaint if there is none.
func (c *call) givenHosting(name string, owner *customer) *hosting {
	reference := c.body.required(name, 64)
	if c.body.rejected(name) {
		return nil
	}
	found := c.hosting.index[reference]
	if found == nil || found.owner != owner {
		c.body.reject(name, textChoice)
		return nil
	}
	return found
}

// unlinkHosting has nothing to do for a domain that is not linked.
func unlinkHosting(c *call) (any, error) {
	found, err := c.domain()
	if err != nil {
		return nil, err
	}
	if found.hosting != nil {
		found.hosting.updated = c.now
		found.unlink()
		found.updated = c.now
		c.record(found.owner, eventDomainUnlinked, found.object(), "no longer linked to a hosting account")
	}
	return viewDomain(found), nil
}
