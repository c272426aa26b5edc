package hostcontroltest

import "time"

// clock is the platform's idea of now, in whole microseconds as on the wire.
type clock struct {
	base  time.Time
	began time.Time // real time at the start; zero when the clock is frozen
}

func newClock(start time.Time, live bool) clock {
	c := clock{base: start.UTC().Truncate(time.Microsecond)}
	if live {
		c.began = time.Now()
	}
	return c
}

func (c *clock) now() time.Time {
	if c.began.IsZero() {
		return c.base
	}
	return c.base.Add(time.Since(c.began)).Truncate(time.Microsecond)
}

func (c *clock) advance(d time.Duration) { c.base = c.base.Add(d) }

// tick moves the clock for a write, so that no two writes share a timestamp.
func (c *clock) tick() time.Time {
	c.advance(time.Microsecond)
	return c.now()
}

const timestampLayout = "2006-01-02T15:04:05.000000-07:00"

// stamp writes a timestamp the way the platform does: microseconds and a
// numeric offset, never Z.
func stamp(t time.Time) string { return t.UTC().Format(timestampLayout) }

// stampOrNull is stamp for a time that may not have come yet.
func stampOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(stamp(t))
}

// Now is the time on the server's clock.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock.now()
}

// Advance moves the server's clock forward by d, and backward if d is negative.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock.advance(d.Truncate(time.Microsecond))
	s.store.settle(s.clock.now())
}
