// Package hostcontrol is the front door of the SDK: a client for the
// HostControl platform, on which resellers sell domains, hosting and SSL
// certificates.
//
//	client, err := hostcontrol.New(hostcontrol.WithAPIKey(key))
//	customer, err := client.Customers.Get(ctx, 35)
//
// The services of the client are those of the packages below it; their
// documentation tells what each operation does on the platform, what it
// refuses, and how sure the SDK is of its wire form.
//
// # Credentials
//
// A client has exactly one kind: [WithAPIKey] (the key of a label),
// [WithBasic] (reference and key), [WithClientCredentials] or
// [WithTokenSource] (OAuth2). [FromEnv] takes them from the environment.
//
// # Errors
//
// Every error of a call is a [*Error], or an [*OutcomeUnknownError] when an
// operation that must not happen twice lost its answer and could not be looked
// up. errors.Is tells their kinds apart ([ErrNotFound], [ErrValidation], …) and
// also their codes (customers.CodeEmailInUse).
//
// # Pace
//
// A client makes 10 requests per second with bursts of 20 unless told
// otherwise, and all of its calls wait together while the platform says 429.
// Make one client and share it.
package hostcontrol
