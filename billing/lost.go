package billing

import "time"

// A lost create is told from what was there before by its client reference.
// Platforms that keep none leave the data and the age to go by.

// clockSkew is how far the platform's clock may be behind the one here.
const clockSkew = 10 * time.Minute

// olderThan reports whether something is known to have been there before a
// call started.
func olderThan(created, started time.Time) bool {
	return !created.IsZero() && created.Before(started.Add(-clockSkew))
}
