// Package lost tells whether a create whose answer got lost has happened: by
// its client reference, and on a platform that keeps none by the data and the
// age of what is there.
package lost

import (
	"fmt"
	"iter"
	"time"
)

// clockSkew is how far the platform's clock may be behind the one here.
const clockSkew = 10 * time.Minute

// Since reports whether something is known to have come after a call started.
func Since(created, started time.Time) bool { return !created.Before(started.Add(-clockSkew)) }

// A Create is one whose answer got lost, where nothing but the client reference
// tells what it has made from what another call has.
type Create[T any] struct {
	Reference string
	Started   time.Time
	// Origin gives the client reference and the time that are told of a T.
	Origin func(*T) (reference string, created time.Time)
	// Describes reports whether a T may be what was asked for. It is asked
	// about the reference's own as well: that may have been used before, for
	// something else.
	Describes func(*T) bool
	// Twin says what is known of a T without a reference that may be the one,
	// such as "order 205 has the same parts".
	Twin func(*T) string
}

// Among gives what the create has made among all that may be it, or nil if it
// has provably made nothing. The error says why that cannot be told.
func (c Create[T]) Among(all iter.Seq2[*T, error]) (*T, error) {
	var twin *T
	for found, err := range all {
		if err != nil {
			return nil, err
		}
		reference, created := c.Origin(found)
		switch {
		case reference != "" && reference != c.Reference, !c.Describes(found):
			continue
		case reference != "":
			return found, nil
		case created.IsZero() || Since(created, c.Started):
			twin = found
		}
	}
	if twin != nil {
		return nil, fmt.Errorf("%s but carries no client reference", c.Twin(twin))
	}
	return nil, nil
}
