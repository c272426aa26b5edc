package hostcontroltest

// Deposit adds to the demo reseller's balance, as when a payment of his came in.
// The amount is in minor units; one that is not positive changes nothing. Orders
// that wait for the balance go on.
func (s *Server) Deposit(amount int64) {
	if amount <= 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store.settle(s.clock.now())
	now := s.clock.tick()
	s.store.credit(s.store.own, amount, "Deposit", now)
	s.store.reviewOrders(s.store.own, now)
}
