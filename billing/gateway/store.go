package gateway

import (
	"context"
	"sync"
	"time"
)

// A Store remembers which requests were handed on, so that none is twice. All
// processes that serve a gateway must share one. It is safe for concurrent use.
type Store interface {
	// Claim records a request, and reports whether it is the first one of its
	// gateway and reference. Of several calls at once for the same request, one
	// is the first. A request that has expired at now may be forgotten, but not
	// within the hour: others may have been checked a moment earlier.
	Claim(ctx context.Context, r *Request, now time.Time) (first bool, err error)
}

// A MemoryStore remembers requests until some time after they have expired, and
// only as long as the process lives: one that was handed on before a restart
// can be handed on again after it. Use a [SQLStore] where that matters. The
// zero value is ready to use.
type MemoryStore struct {
	mu      sync.Mutex
	claims  map[claim]time.Time // when they may be forgotten
	sweepAt int                 // how many claims it takes to look for old ones
}

type claim struct{ gateway, reference string }

const (
	// keepExpired is how long an expired request is still remembered.
	keepExpired = time.Hour
	leastSweep  = 1024
)

// Claim implements [Store]. It never fails.
func (s *MemoryStore) Claim(_ context.Context, r *Request, now time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := claim{r.Gateway, r.Reference}
	if _, known := s.claims[key]; known {
		return false, nil
	}
	if s.claims == nil {
		s.claims = make(map[claim]time.Time)
	}
	s.sweep(now)
	s.claims[key] = r.Expires.Add(keepExpired)
	return true, nil
}

// sweep forgets old claims when there are twice as many as the last time, so
// that a claim costs the same however many there are.
func (s *MemoryStore) sweep(now time.Time) {
	if len(s.claims) < max(s.sweepAt, leastSweep) {
		return
	}
	for key, until := range s.claims {
		if until.Before(now) {
			delete(s.claims, key)
		}
	}
	s.sweepAt = 2 * len(s.claims)
}
