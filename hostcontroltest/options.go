package hostcontroltest

import "time"

// Options says what a [Server] starts with. The zero value is a verified
// reseller with 250 customers, a frozen clock and no faults.
type Options struct {
	// Seed decides the demo data, the tokens and which requests a fault with a
	// Share hits. Zero means 1.
	Seed uint64

	// Customers is the number of demo customers, whose ids count from 1. Zero
	// means 250, a negative number means none.
	Customers int

	// Invoices is the number of demo invoices of the three years before Start,
	// with the orders and payments that belong to them. Most are closed; some are
	// open or drafts, and some of those are credit invoices. Zero means none.
	Invoices int

	// Start is where the clock starts. Zero means 2026-01-05T09:00:00Z.
	Start time.Time

	// Live lets the clock follow real time as well. By default it is frozen and
	// moves only by Advance, and by one microsecond with every write.
	Live bool

	// InMemory opens no socket: only [Server.Client] reaches the server.
	InMemory bool

	// Unverified makes the reseller account one that the platform has not
	// verified yet. It may create customers but not promote them or buy.
	Unverified bool

	// Faults are injected from the first request on.
	Faults []Fault
}

const defaultCustomers = 250

func (o Options) withDefaults() Options {
	if o.Seed == 0 {
		o.Seed = 1
	}
	switch {
	case o.Customers == 0:
		o.Customers = defaultCustomers
	case o.Customers < 0:
		o.Customers = 0
	}
	if o.Start.IsZero() {
		o.Start = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	}
	return o
}
