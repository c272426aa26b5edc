package hostcontroltest

import (
	"fmt"
	"strings"
	"time"
)

const eventDomainLeft = "domain.transferred_away"

// objectionDays is how long the reseller can cancel a transfer to another
// registrar.
const objectionDays = 5

// RequestTransferOut has another registrar ask the registry for a domain, with
// its auth code. The registry refuses while the domain is locked, and for any
// other code. What it accepts is a transfer of the direction out, whose number
// is returned: the registrant is told by e-mail, and after five days the domain
// leaves, unless the reseller has canceled the transfer. [Server.ApproveTransfer]
// lets it leave at once.
func (s *Server) RequestTransferOut(domain, code string) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store.settle(s.clock.now())
	d := s.store.domains.index[strings.ToLower(domain)]
	switch {
	case d == nil || d.status != productDelivered && d.status != domainExpired:
		return 0, fmt.Errorf("%s cannot be transferred: it is not registered here", domain)
	case s.store.underWay[d.name] != nil:
		return 0, fmt.Errorf("%s is being transferred already", d.name)
	case d.locked:
		return 0, fmt.Errorf("%s cannot be transferred: it is locked", d.name)
	case d.authCode != code:
		return 0, fmt.Errorf("%s cannot be transferred: the auth code is wrong", d.name)
	}
	return s.store.beginLeaving(d, s.clock.tick()).id, nil
}

func (s *store) beginLeaving(d *domain, now time.Time) *transfer {
	t := &transfer{
		id:        next(&s.ids.transfer),
		direction: transferOut,
		name:      d.name,
		tld:       d.tld,
		owner:     d.owner,
		domain:    d,
		privacy:   d.privacy,
		created:   now,
	}
	s.transfers.insert(t)
	s.underWay[t.name] = t
	leaves := now.AddDate(0, 0, objectionDays)
	s.send(Mail{
		To:      d.registrant.email,
		Subject: "Another registrar has asked for " + d.name,
		Body:    "The transfer of " + d.name + " goes through on " + leaves.Format(time.DateOnly) + " unless it is canceled.",
		At:      now,
	})
	s.step(t, transferPending, eventTransferStarted, now)
	s.schedule(leaves, func(now time.Time) {
		if t.status == transferPending {
			s.complete(t, now)
		}
	})
	return t
}

// leave makes a domain one of another registrar's.
func (s *store) leave(d *domain, now time.Time) {
	d.unlink()
	d.registrant.release(d.name)
	d.expires = time.Time{} // nothing renews it here
	s.domains.remove(d.name)
	s.departed[d.name] = struct{}{}
	s.happens(d, eventDomainLeft, eventSucceeded, "the domain is with another registrar", now)
}
