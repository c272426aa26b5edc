package contract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing/iotest"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// A Validator is an http.RoundTripper that compares every request and every answer with the contract. It lets all of
// them pass unchanged and collects what it objects to, so that a test sees what the SDK makes of the answer as well.
//
// The violations name the members of a body and the rules they break, but not their values: those may be secrets.
type Validator struct {
	document *Document
	next     http.RoundTripper

	mu         sync.Mutex
	violations []error
	succeeded  map[string]bool
	refused    map[string]bool
}

// Validator returns a Validator in front of next.
func (d *Document) Validator(next http.RoundTripper) *Validator {
	return &Validator{document: d, next: next, succeeded: map[string]bool{}, refused: map[string]bool{}}
}

// Violations returns what did not follow the contract, in the order in which it was seen.
func (v *Validator) Violations() []error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.violations)
}

// Succeeded reports whether the operation was answered with success.
func (v *Validator) Succeeded(operationID string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.succeeded[operationID]
}

// Refused reports whether the operation was answered with anything else.
func (v *Validator) Refused(operationID string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.refused[operationID]
}

// RoundTrip implements http.RoundTripper.
func (v *Validator) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := readRequest(req)
	if err != nil {
		return nil, fmt.Errorf("read request body: %w", err)
	}
	route, params, err := v.document.router.FindRoute(req)
	if err != nil {
		v.object(req.Method+" "+req.URL.Path, err)
		return v.next.RoundTrip(withBody(req, body))
	}
	input := &openapi3filter.RequestValidationInput{
		Request:    withBody(req, body),
		PathParams: params,
		Route:      route,
		Options:    options(),
	}
	v.checkRequest(input)
	resp, err := v.next.RoundTrip(withBody(req, body))
	if err != nil {
		return nil, err
	}
	v.checkAnswer(input, resp)
	return resp, nil
}

func options() *openapi3filter.Options {
	return &openapi3filter.Options{
		MultiError:                        true,
		SkipSettingDefaults:               true,
		IncludeResponseStatus:             true,
		RejectWhenRequestBodyNotSpecified: true,
		AuthenticationFunc:                authenticated,
		SchemaValidationOptions:           []openapi3.SchemaValidationOption{openapi3.DisableSchemaErrorDetails()},
	}
}

func (v *Validator) checkRequest(input *openapi3filter.RequestValidationInput) {
	subject := input.Route.Operation.OperationID + ": request"
	if err := openapi3filter.ValidateRequest(input.Request.Context(), input); err != nil {
		v.object(subject, err)
	}
	for _, name := range slices.Sorted(maps.Keys(input.GetQueryParams())) {
		if !declared(input.Route, name) {
			v.object(subject, fmt.Errorf("query parameter %q is not part of the operation", name))
		}
	}
}

// declared closes a gap: a parameter that no operation knows passes the filter unseen.
func declared(route *routers.Route, query string) bool {
	return route.Operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, query) != nil ||
		route.PathItem.Parameters.GetByInAndName(openapi3.ParameterInQuery, query) != nil
}

func (v *Validator) checkAnswer(request *openapi3filter.RequestValidationInput, resp *http.Response) {
	id := request.Route.Operation.OperationID
	data, err := readAnswer(resp)
	if err != nil {
		v.object(id+": answer", fmt.Errorf("read body: %w", err))
		return
	}
	if isDocument(request.Route, resp) {
		v.checkDocument(id, data)
		return
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: request,
		Status:                 resp.StatusCode,
		Header:                 resp.Header,
		Options:                request.Options,
	}
	input.SetBodyBytes(data)
	if err := openapi3filter.ValidateResponse(request.Request.Context(), input); err != nil {
		v.object(id+": answer", err)
	}
	v.recordOutcome(request.Route, resp.StatusCode, data)
}

// isDocument tells an answer that comes without an envelope, where the operation has such answers.
func isDocument(route *routers.Route, resp *http.Response) bool {
	declared := route.Operation.Responses.Status(resp.StatusCode)
	kind, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if declared == nil || err != nil {
		return false
	}
	content := declared.Value.Content[kind]
	return content != nil && content.Schema != nil && content.Schema.Value.Format == "binary"
}

// checkDocument takes any document there is. What is in it is not for the contract to say.
func (v *Validator) checkDocument(id string, data []byte) {
	if len(data) == 0 {
		v.object(id+": answer", errors.New("the document is empty"))
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.succeeded[id] = true
}

// recordOutcome notes how the operation ended. A body that is no envelope counts as a refusal, as it does for clients.
func (v *Validator) recordOutcome(route *routers.Route, status int, data []byte) {
	var envelope struct {
		Success bool `json:"success"`
		Error   struct {
			Code string `json:"code"`
		} `json:"error"`
	}
	malformed := json.Unmarshal(data, &envelope) != nil
	id, code := route.Operation.OperationID, envelope.Error.Code
	ok := status == http.StatusOK && envelope.Success && !malformed

	// Only the platform itself refuses with status 200; the codes of whatever stands before it are not its contract.
	if status == http.StatusOK && code != "" && !slices.Contains(texts(route.Operation.Extensions["x-errors"]), code) {
		v.object(id+": answer", fmt.Errorf("code %q is not among x-errors", code))
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if ok {
		v.succeeded[id] = true
	} else {
		v.refused[id] = true
	}
}

func (v *Validator) object(subject string, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.violations = append(v.violations, fmt.Errorf("%s: %w", subject, err))
}

// authenticated checks that credentials are there. Whether they are right is for the platform to say.
func authenticated(_ context.Context, input *openapi3filter.AuthenticationInput) error {
	req := input.RequestValidationInput.Request
	scheme := input.SecurityScheme
	switch scheme.Type {
	case "apiKey":
		if req.Header.Get(scheme.Name) != "" {
			return nil
		}
	case "http":
		if _, _, ok := req.BasicAuth(); ok {
			return nil
		}
	case "oauth2":
		if strings.HasPrefix(req.Header.Get("Authorization"), "Bearer ") {
			return nil
		}
	}
	return errors.New("no credentials for " + input.SecuritySchemeName)
}

func readRequest(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	defer func() { _ = req.Body.Close() }()
	return io.ReadAll(req.Body)
}

// withBody copies a request whose body has been read. A RoundTripper must not change the one that it was given.
func withBody(req *http.Request, body []byte) *http.Request {
	fresh := req.Clone(req.Context())
	fresh.ContentLength = int64(len(body))
	if len(body) == 0 {
		fresh.Body = http.NoBody
		return fresh
	}
	fresh.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	fresh.Body, _ = fresh.GetBody()
	return fresh
}

// readAnswer reads the body and puts it back, together with the error that ended it early.
func readAnswer(resp *http.Response) ([]byte, error) {
	data, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	rest := io.Reader(bytes.NewReader(data))
	if err != nil {
		rest = io.MultiReader(rest, iotest.ErrReader(err))
	}
	resp.Body = io.NopCloser(rest)
	return data, err
}
