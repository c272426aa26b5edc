package hostcontroltest

import (
	"fmt"
	"strings"
)

// SetAuthCode sets the code that the present registrar of a domain has given
// out for it. A registry that asks for a code then refuses every other one, and
// the transfer waits for a code again. Until one is set, any will do.
func (s *Server) SetAuthCode(domain, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store.authCodes[strings.ToLower(domain)] = code
}

// ApproveTransfer lets a transfer go on that depends on somebody else: on the
// registrant, when it waits for approval, or on the losing registrar, when it is
// pending. The latter completes it at once instead of letting the time run out,
// also where the losing registrar is the platform.
func (s *Server) ApproveTransfer(id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.openTransfer(id)
	if err != nil {
		return err
	}
	now := s.clock.tick()
	switch t.status {
	case transferWaitsForApproval:
		t.approved = true
		s.store.proceed(t, now)
		s.store.step(t, t.status, eventTransferApproved, now)
	case transferPending:
		s.store.complete(t, now)
	default:
		return fmt.Errorf("transfer %d is %s", id, t.status)
	}
	return nil
}

// RejectTransfer makes a transfer fail that has not ended yet, as the
// registrant, the losing registrar and the registry can. The reason becomes its
// last_error.
func (s *Server) RejectTransfer(id int64, reason string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.openTransfer(id)
	if err != nil {
		return err
	}
	s.store.fail(t, reason, s.clock.tick())
	return nil
}

// openTransfer is a transfer that has not ended by now.
func (s *Server) openTransfer(id int64) (*transfer, error) {
	s.store.settle(s.clock.now())
	t := s.store.transfers.index[id]
	switch {
	case t == nil:
		return nil, fmt.Errorf("transfer %d is unknown", id)
	case t.ended():
		return nil, fmt.Errorf("transfer %d is %s", id, t.status)
	default:
		return t, nil
	}
}
