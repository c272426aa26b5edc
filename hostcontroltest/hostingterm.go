package hostcontroltest

import "time"

// setUp delivers an account that was not deleted in the meantime.
func (s *store) setUp(h *hosting, now time.Time) {
	if h.status == hostingPending {
		h.status = productDelivered
		s.hostingEvent(h, eventHostingDelivered, eventSucceeded, "hosting account delivered", now)
	}
}

// keepHosting stores an account and looks after its term.
func (s *store) keepHosting(h *hosting) {
	s.hosting.insert(h)
	s.watchTerm(h)
}

// watchTerm schedules what happens towards the end of the present term.
func (s *store) watchTerm(h *hosting) {
	end := h.expires
	s.schedule(end.Add(-renewalLead), func(now time.Time) { s.renewHosting(h, end, now) })
	s.schedule(end, func(now time.Time) { s.expireHosting(h, end, now) })
}

// renewHosting buys another interval of the plan, unless the account ended or
// was renewed before. No call renews an account, so until it expires the platform
// keeps looking whether it may be renewed, and whether the balance covers that.
func (s *store) renewHosting(h *hosting, end, now time.Time) {
	if !h.lives() || !h.expires.Equal(end) || !now.Before(end) {
		return
	}
	if h.renew {
		_, err := s.debit(h.owner.reseller, h.offer.Price, "Auto-renew hosting "+h.reference, now)
		if err == nil {
			h.expires = end.AddDate(0, h.offer.Interval, 0)
			s.hostingEvent(h, eventHostingRenewed, eventSucceeded, "hosting account renewed", now)
			s.watchTerm(h)
			return
		}
		s.hostingEvent(h, eventHostingRenewalFailed, eventFailed, "hosting account not renewed: "+err.Error(), now)
	}
	s.schedule(now.Add(renewalRetry), func(now time.Time) { s.renewHosting(h, end, now) })
}

// expireHosting ends an account that nobody renewed. Hosting has no grace.
func (s *store) expireHosting(h *hosting, end, now time.Time) {
	if !h.lives() || !h.expires.Equal(end) {
		return
	}
	h.release(now)
	h.status = hostingExpired
	s.hostingEvent(h, eventHostingExpired, eventSucceeded, "hosting account expired", now)
}

// hostingEvent records what happened to an account by itself.
func (s *store) hostingEvent(h *hosting, kind, status, message string, now time.Time) {
	h.updated = now
	s.addEvent(h.owner, event{kind: kind, status: status, object: h.object(), message: message, happened: now})
}
