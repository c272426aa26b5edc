package rest_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/rest"
)

func TestKinds(t *testing.T) {
	t.Parallel()
	kinds := []error{
		rest.ErrValidation, rest.ErrNotFound, rest.ErrUnauthorized, rest.ErrForbidden, rest.ErrConflict,
		rest.ErrRateLimited, rest.ErrServer, rest.ErrNoAnswer, rest.ErrOutcomeUnknown,
	}
	tests := []struct {
		err  rest.Error
		want error
	}{
		{rest.Error{Status: 400}, rest.ErrValidation}, {rest.Error{Status: 422}, rest.ErrValidation},
		{rest.Error{Code: rest.CodeValidationFailed}, rest.ErrValidation}, {rest.Error{Code: "country_not_accepted"}, rest.ErrValidation},
		{rest.Error{Status: 404}, rest.ErrNotFound}, {rest.Error{Code: rest.CodeResourceUnknown}, rest.ErrNotFound},
		{rest.Error{Code: rest.CodeInvalidResource}, rest.ErrNotFound}, {rest.Error{Code: "invalid_domain"}, rest.ErrNotFound},
		{rest.Error{Status: 401}, rest.ErrUnauthorized}, {rest.Error{Code: rest.CodeUnknownLabel}, rest.ErrUnauthorized},
		{rest.Error{Status: 403}, rest.ErrForbidden}, {rest.Error{Code: rest.CodePermissionDenied}, rest.ErrForbidden},
		{rest.Error{Status: 409}, rest.ErrConflict}, {rest.Error{Code: rest.CodeNotAllowed}, rest.ErrConflict},
		{rest.Error{Code: "hosting_state_invalid"}, rest.ErrConflict}, {rest.Error{Code: "already_reseller"}, rest.ErrConflict},
		{rest.Error{Status: 429}, rest.ErrRateLimited}, {rest.Error{Code: rest.CodeRateLimited}, rest.ErrRateLimited},
		{rest.Error{Status: 500}, rest.ErrServer}, {rest.Error{Status: 599}, rest.ErrServer}, {rest.Error{Code: rest.CodeInternalError}, rest.ErrServer},
		{rest.Error{Status: 418}, nil}, {rest.Error{Code: "moon"}, nil}, {rest.Error{Status: 200}, nil},
		// The code tells more than the status.
		{rest.Error{Status: 403, Code: rest.CodeInvalidResource}, rest.ErrNotFound},
	}
	for _, tt := range tests {
		for _, kind := range kinds {
			if got := errors.Is(&tt.err, kind); got != (kind == tt.want) {
				t.Errorf("%+v is %v: %v", tt.err, kind, got)
			}
		}
	}
	if !errors.Is(&rest.Error{Code: "email_in_use", Fields: []rest.FieldError{{}}}, rest.ErrValidation) {
		t.Error("an error with fields is a validation error too")
	}
}

func TestErrorTexts(t *testing.T) {
	t.Parallel()
	full := &rest.Error{
		Operation: "things.create", Method: "POST", Path: "/thing", Status: 422, Code: "request_validation_failed", Message: "Look again.",
		Fields:    []rest.FieldError{{Field: "a", Message: "Is bad."}, {Field: "b", Code: "required"}, {Message: "at large"}},
		RequestID: "r-1", Attempts: 3, RetryAfter: 5 * time.Second,
	}
	tests := map[string]error{
		"things.create: POST /thing: status 422: request_validation_failed: Look again.: a: Is bad; b: required; at large (retry after 5s) (after 3 attempts) (request r-1)": full,
		"things.create: invalid_params: name: must not be empty": rest.Invalid("things.create", rest.FieldError{Field: "name", Message: "must not be empty"}),
		"domain_taken": rest.Code("domain_taken"),
		"things.create: POST /thing: outcome unknown (client reference ref): EOF": &rest.OutcomeUnknownError{Operation: "things.create", Method: "POST", Path: "/thing", Reference: "ref", Cause: errors.New("EOF")},
		"things.create: POST /thing: outcome unknown: EOF":                        &rest.OutcomeUnknownError{Operation: "things.create", Method: "POST", Path: "/thing", Cause: errors.New("EOF")},
		"get access token: status 401: invalid_client: No.":                       &rest.TokenError{Status: 401, Code: "invalid_client", Description: "No."},
	}
	for want, err := range tests {
		if err.Error() != want {
			t.Errorf("got  %s\nwant %s", err, want)
		}
	}
	if err := rest.Invalid("x"); err != nil {
		t.Errorf("nothing is wrong, yet %v", err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Error("x", "err", full, "response", rest.Response{Status: 200})
	if text := log.String(); !strings.Contains(text, "err.operation=things.create err.status=422 err.code=request_validation_failed err.request_id=r-1 err.attempts=3") {
		t.Errorf("logged %s", text)
	}
}

func TestEffectNames(t *testing.T) {
	t.Parallel()
	for effect, want := range map[rest.Effect]string{rest.Read: "read", rest.Idempotent: "idempotent", rest.Once: "once", 9: "unknown effect"} {
		if effect.String() != want {
			t.Errorf("got %s", effect)
		}
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	var made []string
	for range 1000 {
		made = append(made, rest.NewReference())
	}
	for _, ref := range made {
		if !form.MatchString(ref) {
			t.Fatalf("%s is not a UUID of version 7", ref)
		}
	}
	if first, last := made[0][:13], made[999][:13]; first > last {
		t.Errorf("%s comes after %s", first, last)
	}
	slices.Sort(made)
	if len(slices.Compact(made)) != 1000 {
		t.Error("a reference was made twice")
	}
}

// TestBadCertificatesAreFinal: what is wrong with a certificate now is wrong
// with it in a second.
func TestBadCertificatesAreFinal(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
	t.Cleanup(server.Close)
	for _, call := range []rest.Call{readCall(), onceCall()} {
		c := newClient(t, rest.NewTransport(), swift, func(cfg *rest.Config) { cfg.BaseURL = server.URL })
		_, err := rest.Do[thing](t.Context(), c, call)
		e, ok := errors.AsType[*rest.Error](err)
		if !ok || e.Attempts != 1 || errors.Is(err, rest.ErrOutcomeUnknown) {
			t.Errorf("%s: %v", call.Effect, err)
		}
		if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok {
			t.Errorf("%s: the cause is lost: %v", call.Effect, err)
		}
		if _, ok := errors.AsType[x509.UnknownAuthorityError](err); !ok {
			t.Errorf("%s: the cause is lost: %v", call.Effect, err)
		}
	}
}

func TestUnsendableCalls(t *testing.T) {
	t.Parallel()
	s := &script{replies: []reply{{body: okBody}}}
	c := newClient(t, s)
	for name, change := range map[string]func(*rest.Call){
		"body":   func(call *rest.Call) { call.Body = func() {} },
		"query":  func(call *rest.Call) { call.Query = 7 },
		"method": func(call *rest.Call) { call.Method = "PO ST" },
		"path":   func(call *rest.Call) { call.Path = rest.At("/thing/%zz") },
	} {
		call := onceCall()
		change(&call)
		_, err := rest.Do[thing](context.Background(), c, call)
		if e, ok := errors.AsType[*rest.Error](err); !ok || !errors.Is(err, rest.ErrValidation) || e.Attempts != 0 || e.Operation != "things.create" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s.count() != 0 {
		t.Errorf("%d requests were made", s.count())
	}
}
