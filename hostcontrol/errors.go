package hostcontrol

import "github.com/hostcontrol-go/sdk/rest"

// The kinds of failure, for errors.Is; package rest tells what each means.
var (
	ErrValidation     = rest.ErrValidation
	ErrNotFound       = rest.ErrNotFound
	ErrUnauthorized   = rest.ErrUnauthorized
	ErrForbidden      = rest.ErrForbidden
	ErrConflict       = rest.ErrConflict
	ErrRateLimited    = rest.ErrRateLimited
	ErrServer         = rest.ErrServer
	ErrNoAnswer       = rest.ErrNoAnswer
	ErrOutcomeUnknown = rest.ErrOutcomeUnknown
)

type (
	// Error is a call that did not succeed.
	Error = rest.Error
	// OutcomeUnknownError is a call that may or may not have happened.
	OutcomeUnknownError = rest.OutcomeUnknownError
)
