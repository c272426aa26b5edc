package customers

import (
	"strings"
	"time"
)

// A lost create is told from what was there before by its client reference.
// Platforms that keep none leave the data and the age to go by.

// clockSkew is how far the platform's clock may be behind the one here.
const clockSkew = 10 * time.Minute

// olderThan reports whether something was there before a call started.
func olderThan(created, started time.Time) bool { return created.Before(started.Add(-clockSkew)) }

// alike compares texts as the platform keeps them: it trims them, and changes
// their case.
func alike(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }
