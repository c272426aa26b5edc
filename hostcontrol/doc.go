// Package hostcontrol is the front door of the SDK: a client for the
// HostControl platform, on which resellers sell domains, hosting and SSL
// certificates.
//
//	client, err := hostcontrol.New(hostcontrol.WithAPIKey(key))
//	customer, err := client.Customers.Get(ctx, 35)
//
// Make one client and share it: it is safe for concurrent use, and keeps its
// connections. The services of the client are those of the packages below it;
// their documentation tells what each operation does on the platform, what it
// refuses, and how sure the SDK is of its wire form.
//
// # Credentials
//
// A client has exactly one kind: [WithAPIKey] (the key of a label),
// [WithBasic] (reference and key), [WithClientCredentials] or
// [WithTokenSource] (OAuth2). [FromEnv] takes them from the environment.
//
// # Lists
//
// List reads a page, All goes over every page and holds one of them in memory:
//
//	for customer, err := range client.Customers.All(ctx, customers.Filter{}) {
//		if err != nil {
//			return err
//		}
//		...
//	}
//
// # Errors
//
// A call that fails gives an [*Error]: what was asked, the platform's code and
// text, and what is wrong field by field. Use errors.Is with a kind
// ([ErrNotFound], [ErrValidation], ...) or with a code (customers.CodeEmailInUse).
// Packages wrap it where there is more to say: domains.PartialTermError,
// billing.StateError.
//
// An operation that must not happen twice is never repeated blindly. When its
// answer gets lost, the SDK looks on the platform whether it happened. Where
// that cannot be found out the error is an [*OutcomeUnknownError], and
// [ErrOutcomeUnknown] for errors.Is. Ask for it first, since the failure behind it
// has a kind as well:
//
//	if unknown, ok := errors.AsType[*hostcontrol.OutcomeUnknownError](err); ok {
//		// may have happened: keep unknown.Reference, and look for it later
//	}
//
// Any other error of such an operation says that it did not happen, save a
// domains.PartialTermError, which says how much of it did and may hold an unknown
// outcome, too. The guide docs/billable-calls.md tells how each operation is
// looked up, and how to find out later.
//
// # Time
//
// Every call takes a context and ends with it at once, whatever it waits for.
// [WithTimeout] bounds all calls of a client, and rest.WithTimeout a single one;
// retries and waits are included. A purchase whose time is up while the answer is
// under way is not looked up any more: its outcome is unknown.
//
// # Pace
//
// A client makes 10 requests per second with bursts of 20 unless told
// otherwise, and all of its calls wait together while the platform says 429. A
// rate that several processes share is in the module integrations/redis.
//
// # Watching
//
// [WithLogger] has each attempt logged, [WithObserver] is for metrics, and
// [WithMiddleware] wraps the transport. Secrets print as [redacted] everywhere.
// The headers that middleware sees hold the credentials, though.
//
// # Testing
//
// Package hostcontroltest is the platform in memory. Its address and key are all
// that a client needs:
//
//	srv := hostcontroltest.NewServer(hostcontroltest.Options{})
//	defer srv.Close()
//	client, err := hostcontrol.New(hostcontrol.WithBaseURL(srv.URL), hostcontrol.WithAPIKey(srv.APIKey))
package hostcontrol
