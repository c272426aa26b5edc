// Package support works on the tickets in which a reseller and his customers
// write to each other, and on the departments that the tickets are with.
//
// A service for each of them is made of a [rest.Client]; a client of package
// hostcontrol has them both.
//
//	TicketService      tickets: open, reply, comment, close; watch what customers write
//	DepartmentService  who works on them
//
// # Tickets
//
// A ticket is incoming if the customer filed it, and outgoing if the reseller
// opened it. It is open or closed:
//
//	        Create              open
//	open    Reply               open    the customer sees it, and gets a mail
//	open    Comment             open    nobody but the reseller's people sees it
//	open    Close               closed
//	closed  Comment             closed
//	closed  Reopen              open
//	closed  the customer writes open
//
// Anything else is refused with a [*StateError], a [rest.ErrConflict].
//
// What is written is Markdown. That of customers comes as they wrote it, so HTML
// that is made of it has to be sanitized.
//
// # Watching
//
// The platform does not call when a customer writes. [TicketService.Watch] looks
// again and again, and gives each message once, in order, over any number of
// restarts of the program that keeps its [Cursor].
//
// # What must not happen twice
//
// Creating, replying and commenting carry a client reference, which the SDK makes
// up where the caller has none. When the answer to such a request gets lost, the
// SDK looks for what it may have done instead of repeating it blindly. Where that
// cannot be told the error is [rest.ErrOutcomeUnknown], and carries the reference
// to look for.
//
// # Evidence
//
// Everything here is provisional: the vendor describes the capability, but not
// its form on the wire. Unknown fields of answers are kept in Unknown, and
// unknown values of enumerations pass through, so a platform that says more loses
// nothing. A platform that does not know a filter answers with more than was
// asked for, so check what matters.
package support
