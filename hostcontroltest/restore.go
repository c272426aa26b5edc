package hostcontroltest

const eventDomainRestored = "domain.restored"

// restoreDomain buys a domain back that is in redemption. The price includes the
// term that follows the one that was not renewed.
func restoreDomain(c *call) (any, error) {
	found, err := c.domain()
	if err != nil {
		return nil, err
	}
	if found.status != domainRedemption {
		return nil, found.stateInvalid()
	}
	if err := c.buy(found.owner, found.tld.prices.restore, "Restore "+found.name); err != nil {
		return nil, err
	}
	c.prolong(found, c.now)
	c.record(found.owner, eventDomainRestored, found.object(), "domain restored")
	return viewDomain(found), nil
}
