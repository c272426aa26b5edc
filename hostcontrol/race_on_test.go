//go:build race

package hostcontrol_test

// The race detector looks at how the calls go together, for which fewer do.
const billableCalls = 1_000
