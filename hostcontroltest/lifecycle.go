package hostcontroltest

import "time"

// Statuses of domains besides delivered.
const (
	domainPending    = "pending"    // paid for, and not yet with the registry
	domainExpired    = "expired"    // may be renewed at the usual price
	domainRedemption = "redemption" // may be restored, at another price
	domainDeleted    = "deleted"    // about to be anybody's
)

// The types of events of a domain's life.
const (
	eventDomainDelivered     = "domain.delivered"
	eventDomainExpired       = "domain.expired"
	eventDomainInRedemption  = "domain.redemption_started"
	eventDomainDeleted       = "domain.deleted"
	eventDomainReleased      = "domain.released"
	eventDomainRenewalFailed = "domain.renewal_failed"
)

const (
	// reviewTime is what the registries take that look at a registration first.
	reviewTime = 15 * time.Minute
	// renewalLead is how long before the expiry the platform renews by itself, and
	// renewalRetry how soon it looks again at what it could not renew.
	renewalLead  = 36 * time.Hour
	renewalRetry = 6 * time.Hour
	// releaseDays pass until somebody else can have a deleted name.
	releaseDays = 5
)

// admit stores a new domain of a customer. It is pending.
func (s *store) admit(d *domain, now time.Time) {
	d.registrant = d.owner.primary
	d.customerManageable = true
	d.interval = soldInterval
	d.status = domainPending
	d.created, d.updated = now, now
	s.addDomain(d)
}

// askRegistry has a domain registered, at once with most registries.
func (s *store) askRegistry(d *domain, now time.Time) {
	if d.tld.has(reviewsNames) {
		s.schedule(now.Add(reviewTime), func(now time.Time) { s.passReview(d, now) })
		return
	}
	s.deliver(d, now)
}

// passReview delivers a domain that its registry has looked at.
func (s *store) passReview(d *domain, now time.Time) {
	s.deliver(d, now)
	s.happens(d, eventDomainDelivered, eventSucceeded, "domain is "+d.status, now)
}

// deliver starts the first term of a domain.
func (s *store) deliver(d *domain, now time.Time) {
	d.updated = now
	s.beginTerm(d, now.AddDate(0, soldInterval, 0))
}

// beginTerm makes a domain one that is delivered until it expires. The platform
// looks at it again shortly before.
func (s *store) beginTerm(d *domain, expires time.Time) {
	d.status = productDelivered
	d.expires = expires
	s.unlessRenewed(d, expires.Add(-renewalLead), s.endTerm)
}

// prolong adds a term, counted from the end of the last one.
func (s *store) prolong(d *domain, now time.Time) {
	d.updated = now
	s.beginTerm(d, d.expires.AddDate(0, soldInterval, 0))
}

// unlessRenewed schedules what becomes of a domain whose term is over. A term
// that is added before then takes it back.
func (s *store) unlessRenewed(d *domain, due time.Time, act func(*domain, time.Time)) {
	expires := d.expires
	s.schedule(due, func(now time.Time) {
		if d.expires.Equal(expires) {
			act(d, now)
		}
	})
}

// endTerm renews a domain if that is wanted and its reseller can pay. Both may
// still come true until the domain expires.
func (s *store) endTerm(d *domain, now time.Time) {
	if !now.Before(d.expires) {
		s.expire(d, now)
		return
	}
	if d.renews() {
		_, err := s.debit(d.owner.reseller, d.tld.prices.renew, "Auto-renew "+d.name, now)
		if err == nil {
			s.prolong(d, now)
			s.happens(d, eventDomainRenewed, eventSucceeded, "domain renewed by itself", now)
			return
		}
		s.happens(d, eventDomainRenewalFailed, eventFailed, err.Error(), now)
	}
	s.unlessRenewed(d, now.Add(renewalRetry), s.endTerm)
}

// expire begins the days of grace, where a registry has any.
func (s *store) expire(d *domain, now time.Time) {
	if d.tld.grace == 0 {
		s.endGrace(d, now)
		return
	}
	s.turn(d, domainExpired, eventDomainExpired, now)
	s.unlessRenewed(d, now.AddDate(0, 0, d.tld.grace), s.endGrace)
}

func (s *store) endGrace(d *domain, now time.Time) {
	if !d.tld.restorable() {
		s.drop(d, now)
		return
	}
	s.turn(d, domainRedemption, eventDomainInRedemption, now)
	s.unlessRenewed(d, now.AddDate(0, 0, d.tld.redemption), s.drop)
}

// drop gives a domain up. Nothing brings it back.
func (s *store) drop(d *domain, now time.Time) {
	d.deleted = now
	if t := s.underWay[d.name]; t != nil {
		s.fail(t, "the domain was deleted", now)
	}
	s.turn(d, domainDeleted, eventDomainDeleted, now)
	s.schedule(now.AddDate(0, 0, releaseDays), func(now time.Time) { s.forget(d, now) })
}

// forget makes a deleted domain unknown, and its name free.
func (s *store) forget(d *domain, now time.Time) {
	d.unlink()
	d.registrant.release(d.name)
	s.domains.remove(d.name)
	s.happens(d, eventDomainReleased, eventSucceeded, "the name is free again", now)
}

// turn moves a domain on to another status.
func (s *store) turn(d *domain, status, kind string, now time.Time) {
	d.status = status
	d.updated = now
	s.happens(d, kind, eventSucceeded, "domain is "+status, now)
}

// happens writes down what a domain comes to by itself.
func (s *store) happens(d *domain, kind, outcome, message string, now time.Time) {
	s.addEvent(d.owner, event{
		kind: kind, status: outcome, object: d.object(), message: message, happened: now,
	})
}
