package billing

import "time"

// WaitOptions say how to wait for an [Invoice] or an [Order]. The zero value
// will do.
type WaitOptions[T any] struct {
	// Min is the time between the first looks, 15 seconds unless said
	// otherwise. It doubles up to Max, 10 minutes unless said otherwise, and
	// starts over whenever something has changed.
	Min, Max time.Duration
	// Progress is told what each look found, the last one included. It runs
	// in the goroutine of the caller.
	Progress func(*T)
}
