package hostcontroltest

// updateTransfer takes the code that a transfer waits for, and the name servers
// that the domain is to have once it is here.
func updateTransfer(c *call) (any, error) {
	found, err := c.transfer()
	if err != nil {
		return nil, err
	}
	code, hostnames := c.body.authCode("auth_code"), c.body.hostnames("name_servers")
	if err := c.body.err(); err != nil {
		return nil, err
	}
	if code != nil && found.isBeyondCodes() || len(hostnames) > 0 && !found.isArriving() {
		return nil, found.stateInvalid()
	}
	if err := found.mayHaveServers(hostnames); err != nil {
		return nil, err
	}
	if code != nil {
		c.supplyAuthCode(found, code)
	}
	if len(hostnames) > 0 {
		found.nameServers, found.updated = hostnames, c.now
		c.record(found.owner, eventTransferServersGiven, found.object(), "name servers chosen")
	}
	return viewTransfer(found), nil
}

// isBeyondCodes tells whether the registry has the transfer: until then it takes
// another code.
func (t *transfer) isBeyondCodes() bool { return t.ended() || t.status == transferPending }

// isArriving tells whether the domain is still on its way to here.
func (t *transfer) isArriving() bool { return t.direction == transferIn && !t.ended() }

func (c *call) supplyAuthCode(t *transfer, code *string) {
	t.take(code)
	if t.status == transferWaitsForAuthCode {
		c.proceed(t, c.now)
	}
	t.updated = c.now
	c.record(t.owner, eventTransferCodeGiven, t.object(), "authorization code supplied")
}
