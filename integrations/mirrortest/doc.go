// Package mirrortest holds billing/mirror to its promises on real databases,
// SQLite and PostgreSQL. It exports nothing, and is a module of its own so that
// the drivers are dependencies of nobody else.
//
// It stands beside the integrations because it needs what they need, something
// outside of the SDK; the package that it tests does not.
//
// The tests on PostgreSQL need HOSTCONTROL_TEST_POSTGRES, the URL of a database
// in which they may make schemas, and are skipped without it. With
// HOSTCONTROL_TEST_REQUIRED they fail instead. With -mirror.full the proofs are
// at full size, which takes minutes.
package mirrortest
