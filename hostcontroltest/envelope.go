package hostcontroltest

import (
	"errors"
	"net/http"
	"slices"

	"github.com/go-json-experiment/json"
)

// The codes of refusals that more than one resource uses.
const (
	codeValidation       = "request_validation_failed"
	codeUnknownResource  = "request_resource_unknown"
	codeDecodeFailed     = "request_decode_failed"
	codeNotAllowed       = "request_not_allowed"
	codePermissionDenied = "request_permission_denied"
	codeInternal         = "internal_error"
)

// refusal is an error the platform reports to the client.
type refusal struct {
	code    string
	message any // string, or map[string][]string of texts by attribute
	status  int // 0 means 200: a refusal is an ordinary answer
	header  http.Header
}

func (r *refusal) Error() string { return r.code }

// refuse is a refusal with a sentence as its message.
func refuse(code, message string) error {
	return &refusal{code: code, message: message}
}

// refuseField is a refusal whose message hangs on one attribute.
func refuseField(code, field, text string) error {
	return &refusal{code: code, message: map[string][]string{field: {text}}}
}

func unknownResource(what string) error {
	return refuse(codeUnknownResource, "unknown "+what)
}

// page is the result of a list operation.
type page struct {
	items                any
	total, limit, offset int
}

type successEnvelope struct {
	Result  any  `json:"result"`
	Success bool `json:"success"`
}

type emptyEnvelope struct {
	Success bool `json:"success"`
}

type listEnvelope struct {
	Result  any  `json:"result"`
	Success bool `json:"success"`
	Total   int  `json:"total"`
	Limit   int  `json:"limit"`
	Offset  int  `json:"offset"`
}

type failureEnvelope struct {
	Success bool         `json:"success"`
	Error   failureError `json:"error"`
}

type failureError struct {
	Code    string `json:"code"`
	Message any    `json:"message"`
}

// envelope wraps the result of an operation. A nil result is one that the
// platform leaves out, as it does after a deletion.
func envelope(result any) answer {
	switch result := result.(type) {
	case nil:
		return jsonAnswer(http.StatusOK, emptyEnvelope{Success: true})
	case page:
		return jsonAnswer(http.StatusOK, listEnvelope{
			Result: result.items, Success: true,
			Total: result.total, Limit: result.limit, Offset: result.offset,
		})
	case document:
		return answer{status: http.StatusOK, contentType: result.contentType, body: result.body}
	default:
		return jsonAnswer(http.StatusOK, successEnvelope{Result: result, Success: true})
	}
}

func failure(err error) answer {
	var r *refusal
	if !errors.As(err, &r) {
		r = &refusal{code: codeInternal, message: err.Error(), status: http.StatusInternalServerError}
	}
	status := r.status
	if status == 0 {
		status = http.StatusOK
	}
	a := jsonAnswer(status, failureEnvelope{Error: failureError{Code: r.code, Message: r.message}})
	a.header = r.header
	return a
}

// jsonAnswer writes v in a form that does not depend on the order of maps.
func jsonAnswer(status int, v any) answer {
	body, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return answer{status: http.StatusInternalServerError, contentType: "text/plain", body: []byte(err.Error())}
	}
	return answer{status: status, contentType: typeJSON, body: body}
}

// list answers one page of the rows that keep lets through. It reads limit and
// offset, and reports whatever was wrong with the query.
func list[T, V any](c *call, rows []T, keep func(T) bool, view func(T) V) (any, error) {
	limit := c.query.integerWithin("limit", 100, 1, 500)
	offset := c.query.integerWithin("offset", 0, 0, 1<<31-1)
	if err := c.query.err(); err != nil {
		return nil, err
	}
	p := page{limit: int(limit), offset: int(offset)}
	items := make([]V, 0, min(p.limit, len(rows)))
	for row := range slices.Values(rows) {
		if !keep(row) {
			continue
		}
		if p.total >= p.offset && len(items) < p.limit {
			items = append(items, view(row))
		}
		p.total++
	}
	p.items = items
	return p, nil
}
