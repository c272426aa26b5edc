package hostcontroltest

// BillingPolicy is what the demo reseller has set for how his labels sell. The
// zero value is what a server starts with, save that the second label holds the
// orders of customers who are not verified.
type BillingPolicy struct {
	// PricesExcludeTax makes the tax come on top of the unit prices of the
	// invoices to come, instead of being a part of them.
	PricesExcludeTax bool
	// CreditCanceled has a credit invoice drafted when an order is canceled that
	// has an invoice.
	CreditCanceled bool
	// HoldUnverified holds the orders of customers who are not verified. It also
	// makes the customers to come start unverified.
	HoldUnverified bool
	// CancelAfter is the number of days after which an order is canceled that
	// waits or has failed. Zero means never.
	CancelAfter int
}

// SetBillingPolicy sets the policy of all labels of the demo reseller.
func (s *Server) SetBillingPolicy(policy BillingPolicy) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.now()
	s.store.settle(now)
	for _, l := range s.store.own.labels {
		l.pricesExcludeTax = policy.PricesExcludeTax
		l.creditsCanceled = policy.CreditCanceled
		l.waitsForVerification = policy.HoldUnverified
		l.cancelAfter = max(0, policy.CancelAfter)
	}
	for _, o := range s.store.orders.rows {
		if o.owner.reseller == s.store.own && o.isOpenEnded() {
			s.store.scheduleCancel(o, now)
		}
	}
	s.store.reviewOrders(s.store.own, s.clock.tick())
}

// isOpenEnded tells an order that a label may have canceled by itself.
func (o *order) isOpenEnded() bool { return o.isUndecided() || o.state == orderStateFailed }

// SetInvoicing makes all labels of the demo reseller invoice the orders to come,
// or none of them. At the start the second label does, and the first one, which
// [Server.APIKey] is for, does not. Orders that are invoiced wait for their
// payment; the others are delivered at once.
func (s *Server) SetInvoicing(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.store.own.labels {
		l.invoicing = on
	}
}

// VerifyReseller ends what Options.Unverified starts with: orders that wait for
// it are delivered.
func (s *Server) VerifyReseller() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store.settle(s.clock.now())
	s.store.own.verified = true
	s.store.reviewOrders(s.store.own, s.clock.tick())
}
