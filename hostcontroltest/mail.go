package hostcontroltest

import (
	"slices"
	"time"
)

// Mail is an e-mail that the platform would have sent.
type Mail struct {
	// From is the address of the department whose ticket the mail is about,
	// empty for one of the platform's own.
	From              string
	To, Subject, Body string
	At                time.Time
}

// Mails returns the outbox, oldest first.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.store.outbox)
}

func (s *store) send(m Mail) { s.outbox = append(s.outbox, m) }
