// Package hostcontroltest is the HostControl platform in memory: an HTTP server
// with real state and the platform's rules, for tests, for examples, and for
// clients written in other languages.
//
// It serves the documented API and, in the form this SDK gives them, the
// capabilities whose wire form the vendor never published. Everything about it
// is deterministic: the same [Options.Seed] gives the same customers, the same
// tokens and the same faults, and the clock stands still until [Server.Advance]
// moves it.
//
//	srv := hostcontroltest.NewServer(hostcontroltest.Options{})
//	defer srv.Close()
//	// srv.URL and srv.APIKey are what a client needs.
//
// # Faults
//
// A [Fault] makes the platform misbehave on purpose: it answers 429 or 500, a
// proxy's HTML page, half a body, nothing at all, or it closes the connection.
// A fault with AfterCommit set strikes after the request was carried out, which
// is the case that turns a blind retry into a second charge.
//
// # Time
//
// Timestamps follow the server's own clock. With [Options.InMemory] the server
// opens no socket, so that it can run inside a testing/synctest bubble; delays
// then take the bubble's time.
package hostcontroltest
