// Package hosting works on the hosting accounts of customers and on the plans
// they are bought on.
//
// A [Service] is made of a [rest.Client]; a client of package hostcontrol has
// one. What is bought through it is charged to the reseller's balance. The
// platform makes neither an order nor an invoice for the customer, and asks
// nothing of him.
//
// # Terms
//
// An account is bought for a number of months and renewed for as many, unless
// [Service.SetAutoRenew] switched that off. One that is not renewed is lost
// when it expires: unlike a domain it has no grace period, and its data cannot
// be retrieved.
//
// # What must not happen twice
//
// [Service.Add] carries a client reference, which the SDK makes up where the
// caller has none. When its answer gets lost, the SDK looks for an account of
// that reference instead of buying another one. Where that cannot be told the
// error is [rest.ErrOutcomeUnknown], and carries the reference to look for.
// Everything else leaves the same state when it is done twice, and is repeated.
//
// # Evidence
//
// The vendor documents parts of the account and of its plan where they are
// shown within a domain. The operations are provisional: the vendor describes
// the capability but not its form on the wire. Unknown fields of answers are
// kept in Unknown, and unknown values of enumerations pass through.
package hosting
