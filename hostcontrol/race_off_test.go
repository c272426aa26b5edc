//go:build !race

package hostcontrol_test

const billableCalls = 10_000
