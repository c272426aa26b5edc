// Package rest is the wire of the HostControl SDK: one call, from the method
// that makes it to the answer that is decoded, with everything in between that
// goes wrong.
//
// Programs use the packages above it (customers, domains, billing, support)
// through a client of package hostcontrol. They meet this package in the
// options of a call ([WithTimeout], [WithPageSize], [WithPrefetch],
// [CaptureResponse]), in its errors ([Error], [OutcomeUnknownError] and the
// kinds such as [ErrNotFound]), in [Collect] and in [Secret]. What has no method
// yet can be called by [Do], [List] and [All].
//
// # A call
//
// A [Call] is encoded once and then attempted. Each attempt waits for the
// client's gate (closed while the platform says 429), a free slot
// ([Config.MaxInFlight]) and the limiter, goes through the middleware and the
// transport, and is read, decoded and judged. Whether another attempt follows
// depends on the [Effect] of the call:
//
//	effect      never left   429           left, then no answer or a 5xx
//	Read        repeat       wait, repeat  repeat
//	Idempotent  repeat       wait, repeat  repeat
//	Once        repeat       wait, repeat  look whether it happened
//
// "Never left" is known from net/http/httptrace: no connection had been
// found when the request failed. Looking is done by the operation's
// [Reconciler]: what happened is returned as if it had been answered, what
// provably did not is asked again, and anything else is
// [ErrOutcomeUnknown], an error that carries what to look for.
//
// # Waiting
//
// Every wait ends with the context of the call at once, and ends no
// connection of another call. A wait that the context's deadline cannot
// outlast is not begun: a Retry-After that is longer than the deadline, or
// than [Config.MaxRetryAfter], returns the server's answer as an error.
//
// # Answers
//
// Success is what the body says, not the status: the platform answers
// refusals with status 200. Fields that the SDK does not know are kept, and
// unknown values of enumerations pass through; a field of another type is an
// error that names the field and the endpoint.
package rest
