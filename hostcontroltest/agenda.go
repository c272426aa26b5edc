package hostcontroltest

import (
	"slices"
	"time"
)

// agenda is what the platform is going to do by itself, in the order of time.
type agenda []appointment

type appointment struct {
	due time.Time
	act func(now time.Time)
}

// schedule has act carried out at a time on the server's clock. By then things
// may have changed: act has to look whether it still applies.
func (s *store) schedule(due time.Time, act func(now time.Time)) {
	at, _ := slices.BinarySearchFunc(s.agenda, due, func(a appointment, due time.Time) int {
		if a.due.After(due) {
			return 1
		}
		return -1 // what was scheduled first for a time comes first
	})
	s.agenda = slices.Insert(s.agenda, at, appointment{due, act})
}

// settle catches up with the clock. What it does bears the time it was due, no
// matter when somebody came to look.
func (s *store) settle(now time.Time) {
	for len(s.agenda) > 0 && !s.agenda[0].due.After(now) {
		first := s.agenda[0]
		s.agenda = slices.Delete(s.agenda, 0, 1)
		first.act(first.due)
	}
}
