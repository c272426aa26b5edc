package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// The kinds of failure that callers tell apart with [errors.Is]. They are
// derived from the error code where there is one and from the HTTP status
// where there is none.
var (
	// ErrValidation: the request holds bad values; [Error.Fields] names them.
	// Raised by the SDK before sending, or by the platform.
	ErrValidation = errors.New("validation failed")
	// ErrNotFound: what was asked for does not exist, or belongs to somebody else.
	ErrNotFound = errors.New("not found")
	// ErrUnauthorized: the credentials are missing, wrong or expired.
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden: the credentials do not allow the operation.
	ErrForbidden = errors.New("forbidden")
	// ErrConflict: the state of the object, or another object, is in the way.
	ErrConflict = errors.New("conflict")
	// ErrRateLimited: the platform asked to slow down for longer than the
	// call may wait; [Error.RetryAfter] says how long.
	ErrRateLimited = errors.New("rate limited")
	// ErrServer: the platform, or something in front of it, failed.
	ErrServer = errors.New("server error")
	// ErrNoAnswer: no answer came back that could be read. A call that must not
	// happen twice did not happen then, unless it is ErrOutcomeUnknown as well.
	ErrNoAnswer = errors.New("no readable answer")
	// ErrOutcomeUnknown: a call that must not happen twice left this machine,
	// and whether it happened could not be found out. The error in the chain
	// is an [*OutcomeUnknownError].
	ErrOutcomeUnknown = errors.New("outcome unknown")
)

// A Code is the machine-readable reason of a refusal. Codes are errors, so
// that errors.Is(err, customers.CodeEmailInUse) tells one refusal from another.
// The list is open: codes that this version does not know pass through.
type Code string

// Error gives the code itself.
func (c Code) Error() string { return string(c) }

// Codes that every operation may answer. Codes of single operations are
// declared beside those.
const (
	CodeInvalidParams      Code = "invalid_params" // raised by the SDK before sending
	CodeValidationFailed   Code = "request_validation_failed"
	CodeResourceUnknown    Code = "request_resource_unknown"
	CodeInvalidResource    Code = "invalid_resource"
	CodeNotAllowed         Code = "request_not_allowed"
	CodePermissionDenied   Code = "request_permission_denied"
	CodeDecodeFailed       Code = "request_decode_failed"
	CodeUnknownLabel       Code = "unknown_label"
	CodeRateLimited        Code = "rate_limited"
	CodeInternalError      Code = "internal_error"
	CodeResellerUnverified Code = "reseller_unverified"
)

// kinds maps codes to the kind of failure they are.
var kinds = map[Code]error{
	CodeInvalidParams:      ErrValidation,
	CodeValidationFailed:   ErrValidation,
	"country_not_accepted": ErrValidation,
	CodeResourceUnknown:    ErrNotFound,
	CodeInvalidResource:    ErrNotFound,
	"invalid_domain":       ErrNotFound,
	CodeUnknownLabel:       ErrUnauthorized,
	CodePermissionDenied:   ErrForbidden,
	CodeResellerUnverified: ErrForbidden,

	"customer_fraud_tagged":       ErrForbidden,
	"customer_disabled":           ErrForbidden,
	"custom_nameservers_disabled": ErrForbidden,
	"dns_management_disabled":     ErrForbidden,
	"domain_not_owned":            ErrForbidden,

	CodeNotAllowed:              ErrConflict,
	"insufficient_balance":      ErrConflict,
	"domain_missing_child_host": ErrConflict,
	"email_in_use":              ErrConflict,
	"contact_in_use":            ErrConflict,
	"already_reseller":          ErrConflict,
	"domain_taken":              ErrConflict,
	"expiry_mismatch":           ErrConflict,
	CodeRateLimited:             ErrRateLimited,
	CodeInternalError:           ErrServer,
}

// A FieldError is what is wrong with one field of a request. Field is the
// wire name, with dots between levels: "email", "extra.TciRu.birthDate". That
// may be another than in Go, as "interval" for months.
type FieldError struct {
	Field   string
	Code    Code // often empty
	Message string
}

// Error gives "field: message". Other texts may follow it, so it is without the
// full stop that ends the platform's messages.
func (e FieldError) Error() string {
	text := strings.TrimSuffix(e.Message, ".")
	if text == "" {
		text = string(e.Code)
	}
	if e.Field == "" {
		return text
	}
	return e.Field + ": " + text
}

// An Error is a call that did not succeed. Its text never holds a secret of
// the call.
type Error struct {
	Operation  string       // such as "customers.create"
	Method     string       // HTTP method
	Path       string       // path below the base URL, without the query
	Status     int          // HTTP status of the last answer, 0 without one
	Code       Code         // the platform's error code, often empty without an envelope
	Message    string       // the platform's text, or the SDK's own
	Fields     []FieldError // what is wrong with the request, field by field
	RequestID  string       // the platform's X-Request-Id, if any
	Attempts   int          // how many times the request was made; 0 if it never was
	RetryAfter time.Duration

	kind  error // where code and status do not tell
	cause error
}

// Invalid makes the error for parameters that are refused before sending, or
// nil when there is nothing to refuse.
func Invalid(operation string, problems ...FieldError) error {
	if len(problems) == 0 {
		return nil
	}
	return &Error{Operation: operation, Code: CodeInvalidParams, Fields: problems}
}

// Error says what was asked, then what went wrong.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Operation)
	if e.Path != "" {
		fmt.Fprintf(&b, ": %s %s", e.Method, e.Path)
	}
	if e.Status != 0 && e.Status != http.StatusOK {
		fmt.Fprintf(&b, ": status %d", e.Status)
	}
	if e.Code != "" {
		b.WriteString(": " + string(e.Code))
	}
	if e.Message != "" && e.Message != string(e.Code) {
		b.WriteString(": " + e.Message)
	}
	for i, field := range e.Fields {
		b.WriteString([]string{": ", "; "}[min(i, 1)])
		b.WriteString(field.Error())
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	if e.RetryAfter > 0 {
		fmt.Fprintf(&b, " (retry after %s)", e.RetryAfter)
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (after %d attempts)", e.Attempts)
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " (request %s)", e.RequestID)
	}
	return strings.TrimPrefix(b.String(), ": ")
}

// Is reports whether the error is of a kind (ErrNotFound, …) or has a [Code].
func (e *Error) Is(target error) bool {
	if code, ok := target.(Code); ok {
		return e.Code == code
	}
	if target == ErrValidation && len(e.Fields) > 0 {
		return true
	}
	return target == e.Kind()
}

// Kind gives the sentinel the error belongs to, or nil.
func (e *Error) Kind() error {
	if kind := kinds[e.Code]; kind != nil {
		return kind
	}
	if strings.HasSuffix(string(e.Code), "_state_invalid") {
		return ErrConflict
	}
	if e.kind != nil {
		return e.kind
	}
	switch {
	case e.Status == http.StatusBadRequest, e.Status == http.StatusUnprocessableEntity:
		return ErrValidation
	case e.Status == http.StatusUnauthorized:
		return ErrUnauthorized
	case e.Status == http.StatusForbidden:
		return ErrForbidden
	case e.Status == http.StatusNotFound:
		return ErrNotFound
	case e.Status == http.StatusConflict:
		return ErrConflict
	case e.Status == http.StatusTooManyRequests:
		return ErrRateLimited
	case e.Status >= 500:
		return ErrServer
	}
	return nil
}

// Unwrap gives what the error was caused by: a context's end, a failed
// connection.
func (e *Error) Unwrap() error { return e.cause }

// LogValue gives the error to slog as a group.
func (e *Error) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("operation", e.Operation),
		slog.Int("status", e.Status),
		slog.String("code", string(e.Code)),
		slog.String("request_id", e.RequestID),
		slog.Int("attempts", e.Attempts),
		slog.String("error", e.Error()),
	)
}

// An OutcomeUnknownError says that a call which must not happen twice may or
// may not have happened. Look on the platform for Reference, which most lists
// take as the filter ClientReference, or for what the operation would have
// changed, before asking again. Who asks again gives it as the ClientReference
// of the parameters: without it the call is another one.
//
// The error is of the kinds of its Cause as well, such as [ErrNoAnswer], and has
// an [*Error] in its chain. Ask for ErrOutcomeUnknown first.
type OutcomeUnknownError struct {
	Operation string
	Method    string
	Path      string
	Reference string // the client_reference that was sent, if the operation takes one
	Cause     error  // why the answer is missing, and why looking did not help
}

// Error says what was asked and why its outcome is unknown.
func (e *OutcomeUnknownError) Error() string {
	text := fmt.Sprintf("%s: %s %s: outcome unknown", e.Operation, e.Method, e.Path)
	if e.Reference != "" {
		text += " (client reference " + e.Reference + ")"
	}
	return text + ": " + e.Cause.Error()
}

// Is reports whether target is ErrOutcomeUnknown.
func (e *OutcomeUnknownError) Is(target error) bool { return target == ErrOutcomeUnknown }

// Unwrap gives the cause.
func (e *OutcomeUnknownError) Unwrap() error { return e.Cause }

// contextError tells a call's end by its context from other failures, and
// keeps what went wrong before it.
func contextError(ctx context.Context, before error) error {
	err := context.Cause(ctx)
	if !errors.Is(err, ctx.Err()) {
		err = errors.Join(ctx.Err(), err)
	}
	if before == nil || errors.Is(before, err) {
		return err
	}
	return fmt.Errorf("%w (last failure: %w)", err, before)
}
