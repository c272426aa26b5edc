package rest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/rest"
)

// once makes tests of single answers: no attempt follows.
func once(c *rest.Config) { c.Retries = -1 }

func TestSuccessfulAnswers(t *testing.T) {
	t.Parallel()
	seven := &thing{ID: 7, Name: "seven"}
	tests := map[string]string{
		"result first":         okBody,
		"success first":        `{"success": true, "result": {"id": 7, "name": "seven"}}`,
		"success as text":      `{"result": {"id": 7, "name": "seven"}, "success": "true"}`,
		"error null":           `{"result": {"id": 7, "name": "seven"}, "success": true, "error": null}`,
		"error empty text":     `{"result": {"id": 7, "name": "seven"}, "success": true, "error": ""}`,
		"unknown members":      `{"result": {"id": 7, "name": "seven", "x": [1]}, "success": true, "version": 3}`,
		"member given twice":   `{"result": {"id": 1, "id": 7, "name": "seven"}, "success": true}`,
		"white space around":   "\n\t " + okBody + " \n",
		"null in a text field": `{"result": {"id": 7, "name": null}, "success": true}`,
		"not quite UTF-8":      "{\"result\": {\"id\": 7, \"name\": \"seven\", \"note\": \"\xff\"}, \"success\": true}",
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := get(t.Context(), newClient(t, &script{replies: []reply{{body: body}}}, once))
			if err != nil {
				t.Fatal(err)
			}
			want := seven
			if strings.Contains(name, "null") && strings.Contains(name, "text field") {
				want = &thing{ID: 7}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestResultForms(t *testing.T) {
	t.Parallel()
	serve := func(body string) *rest.Client {
		return newClient(t, &script{replies: []reply{{body: body}}}, once)
	}
	t.Run("bare string", func(t *testing.T) {
		t.Parallel()
		got, err := rest.Do[string](t.Context(), serve(`{"result": "free", "success": true}`), readCall())
		if err != nil || *got != "free" {
			t.Fatal(got, err)
		}
	})
	t.Run("array", func(t *testing.T) {
		t.Parallel()
		got, err := rest.Do[[]thing](t.Context(), serve(`{"result": [{"id": 1}], "success": true}`), readCall())
		if err != nil || len(*got) != 1 {
			t.Fatal(got, err)
		}
	})
	t.Run("raw", func(t *testing.T) {
		t.Parallel()
		got, err := rest.Do[jsontext.Value](t.Context(), serve(`{"result": {"a": 1}, "success": true}`), readCall())
		if err != nil || string(*got) != `{"a": 1}` {
			t.Fatal(got, err)
		}
	})
	for _, result := range []string{`"result": null,`, `"result": [],`, `"result": "",`, `"result": {"a": 1},`, ``} {
		t.Run("none wanted "+result, func(t *testing.T) {
			t.Parallel()
			if _, err := rest.Do[rest.None](t.Context(), serve(`{`+result+`"success": true}`), readCall()); err != nil {
				t.Fatal(err)
			}
		})
	}
	t.Run("none wanted, no content", func(t *testing.T) {
		t.Parallel()
		c := newClient(t, &script{replies: []reply{{status: 204}}}, once)
		if _, err := rest.Do[rest.None](t.Context(), c, readCall()); err != nil {
			t.Fatal(err)
		}
	})
	for _, result := range []string{`"result": null,`, ``} {
		t.Run("wanted but missing "+result, func(t *testing.T) {
			t.Parallel()
			_, err := get(t.Context(), serve(`{`+result+`"success": true}`))
			if err == nil || !strings.Contains(err.Error(), "holds no result") {
				t.Fatal(err)
			}
		})
	}
}

func TestFailedAnswers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   reply
		is   error
		want rest.Error // Operation, Method, Path and Attempts are added
	}{
		{"code and message", reply{body: refusal("domain_taken", "Taken already.")}, rest.ErrConflict,
			rest.Error{Status: 200, Code: "domain_taken", Message: "Taken already."}},
		{"success missing", reply{body: `{"error": {"code": "invalid_resource", "message": "invalid_resource"}}`}, rest.ErrNotFound,
			rest.Error{Status: 200, Code: "invalid_resource", Message: "invalid_resource"}},
		{"message is a code", reply{body: `{"success": false, "error": {"message": "invalid_domain"}}`}, rest.ErrNotFound,
			rest.Error{Status: 200, Code: "invalid_domain", Message: "invalid_domain"}},
		{"message is empty", reply{body: `{"success": false, "error": {"code": "domain_missing_child_host", "message": ""}}`}, rest.Code("domain_missing_child_host"),
			rest.Error{Status: 200, Code: "domain_missing_child_host"}},
		{"message is missing", reply{body: `{"success": false, "error": {"code": "request_not_allowed"}}`}, rest.ErrConflict,
			rest.Error{Status: 200, Code: "request_not_allowed"}},
		{"message is null", reply{body: `{"success": false, "error": {"code": "request_not_allowed", "message": null}}`}, rest.ErrConflict,
			rest.Error{Status: 200, Code: "request_not_allowed"}},
		{"message of lists", reply{body: `{"success": false, "error": {"code": "request_validation_failed", "message": {"state": ["Select a valid choice.", "Too long."], "email": ["In use."]}}}`}, rest.ErrValidation,
			rest.Error{Status: 200, Code: "request_validation_failed", Fields: []rest.FieldError{
				{Field: "state", Message: "Select a valid choice."}, {Field: "state", Message: "Too long."}, {Field: "email", Message: "In use."}}}},
		{"message is a tree", reply{body: `{"success": false, "error": {"code": "request_validation_failed", "message": {"contacts": {"contact": [{"message": "No such contact.", "code": "invalid_choice"}]}}}}`}, rest.ErrValidation,
			rest.Error{Status: 200, Code: "request_validation_failed", Fields: []rest.FieldError{
				{Field: "contacts.contact", Code: "invalid_choice", Message: "No such contact."}}}},
		{"message is an empty object", reply{body: `{"success": false, "error": {"code": "request_validation_failed", "message": {}}}`}, rest.ErrValidation,
			rest.Error{Status: 200, Code: "request_validation_failed"}},
		{"fields without a code", reply{body: `{"success": false, "error": {"message": {"name": "Required."}}}`}, rest.ErrValidation,
			rest.Error{Status: 200, Fields: []rest.FieldError{{Field: "name", Message: "Required."}}}},
		{"fields named message and code", reply{body: `{"success": false, "error": {"message": {"message": ["Required."], "code": ["Too short."]}}}`}, rest.ErrValidation,
			rest.Error{Status: 200, Fields: []rest.FieldError{{Field: "message", Message: "Required."}, {Field: "code", Message: "Too short."}}}},
		{"error is a text", reply{body: `{"success": false, "error": "unknown_label"}`}, rest.ErrUnauthorized,
			rest.Error{Status: 200, Code: "unknown_label", Message: "unknown_label"}},
		{"error is a list", reply{body: `{"success": false, "error": ["a", "b"]}`}, rest.ErrValidation,
			rest.Error{Status: 200, Fields: []rest.FieldError{{Message: "a"}, {Message: "b"}}}},
		{"error in spite of success", reply{body: `{"success": true, "result": {"id": 7}, "error": {"code": "lock_not_supported"}}`}, rest.Code("lock_not_supported"),
			rest.Error{Status: 200, Code: "lock_not_supported"}},
		{"result of another kind beside it", reply{body: `{"result": [], "success": false, "error": {"code": "invalid_domain"}}`}, rest.ErrNotFound,
			rest.Error{Status: 200, Code: "invalid_domain"}},
		{"result of a wrong type beside it", reply{body: `{"result": {"id": "x"}, "success": false, "error": {"code": "invalid_domain"}}`}, rest.ErrNotFound,
			rest.Error{Status: 200, Code: "invalid_domain"}},
		{"state refused", reply{body: refusal("invoice_state_invalid", "It is open.")}, rest.ErrConflict,
			rest.Error{Status: 200, Code: "invoice_state_invalid", Message: "It is open."}},
		{"unknown code", reply{body: refusal("moon_phase_wrong", "Wait.")}, rest.Code("moon_phase_wrong"),
			rest.Error{Status: 200, Code: "moon_phase_wrong", Message: "Wait."}},
		{"envelope at 404", reply{status: 404, body: refusal("request_resource_unknown", "No such customer.")}, rest.ErrNotFound,
			rest.Error{Status: 404, Code: "request_resource_unknown", Message: "No such customer."}},
		{"envelope at 409", reply{status: 409, body: refusal("strange", "No.")}, rest.ErrConflict,
			rest.Error{Status: 409, Code: "strange", Message: "No."}},
		{"success at 403", reply{status: 403, body: okBody}, rest.ErrForbidden,
			rest.Error{Status: 403, Message: `application/json answer: ` + okBody}},
		{"detail at 403", reply{status: 403, body: `{"detail": "No access."}`}, rest.ErrForbidden,
			rest.Error{Status: 403, Message: "No access."}},
		{"message at 400", reply{status: 400, body: `{"message": "Bad."}`}, rest.ErrValidation,
			rest.Error{Status: 400, Message: "Bad."}},
		{"OAuth2 form at 401", reply{status: 401, body: `{"error": "invalid_token", "error_description": "Expired."}`}, rest.ErrUnauthorized,
			rest.Error{Status: 401, Code: "invalid_token", Message: "Expired."}},
		{"HTML at 404", reply{status: 404, header: map[string]string{"Content-Type": "text/html; charset=utf-8"}, body: "<html><title>Not\n found</title></html>"}, rest.ErrNotFound,
			rest.Error{Status: 404, Message: "text/html answer: Not found"}},
		{"HTML at 502", reply{status: 502, header: map[string]string{"Content-Type": "text/html"}, body: "<h1>Bad Gateway</h1>"}, rest.ErrServer,
			rest.Error{Status: 502, Message: "text/html answer: <h1>Bad Gateway</h1>"}},
		{"nothing at 500", reply{status: 500}, rest.ErrServer,
			rest.Error{Status: 500, Message: "the answer is empty"}},
		{"internal error at 200", reply{body: refusal("internal_error", "Oops.")}, rest.ErrServer,
			rest.Error{Status: 200, Code: "internal_error", Message: "Oops."}},
		{"429", reply{status: 429, body: refusal("rate_limited", "Slow down."), header: map[string]string{"X-Request-Id": "r-1"}}, rest.ErrRateLimited,
			rest.Error{Status: 429, Code: "rate_limited", Message: "Slow down.", RequestID: "r-1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := get(t.Context(), newClient(t, &script{replies: []reply{tt.in}}, once))
			got, ok := errors.AsType[*rest.Error](err)
			if !ok {
				t.Fatalf("got %T %v", err, err)
			}
			want := tt.want
			want.Operation, want.Method, want.Path, want.Attempts = "things.get", "GET", "/thing/7", 1
			if diff := cmp.Diff(want, *got, cmp.FilterPath(func(p cmp.Path) bool {
				return p.String() == "kind" || p.String() == "cause"
			}, cmp.Ignore())); diff != "" {
				t.Error(diff)
			}
			if !errors.Is(err, tt.is) {
				t.Errorf("%v is not %v", err, tt.is)
			}
		})
	}
}

func TestUnreadableAnswers(t *testing.T) {
	t.Parallel()
	html := map[string]string{"Content-Type": "text/html"}
	tests := map[string]struct {
		in   reply
		want string
	}{
		"empty":          {reply{}, "things.get: GET /thing/7: the answer is empty"},
		"HTML":           {reply{header: html, body: "<title>Log in</title>"}, "things.get: GET /thing/7: the answer is not the JSON object that was expected: text/html answer: Log in"},
		"cut":            {reply{body: okBody[:20]}, `application/json answer: {"result": {"id": 7,`},
		"array":          {reply{body: "[1]"}, "not the JSON object"},
		"two objects":    {reply{body: okBody + okBody}, "not the JSON object"},
		"no verdict":     {reply{body: `{"result": {"id": 7}}`}, "does not say that the call succeeded"},
		"false, no more": {reply{body: `{"success": false}`}, "does not say that the call succeeded"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := get(t.Context(), newClient(t, &script{replies: []reply{tt.in}}, once))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestWrongTypesNameTheField(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, want string }{
		"member": {`{"result": {"id": "hunter2"}, "success": true}`,
			"things.get: GET /thing/7: answer field result.id has the wrong type: JSON string where number (int64) is wanted"},
		"text":      {`{"result": {"id": 1, "name": {}}, "success": true}`, "answer field result.name has the wrong type: JSON object where string is wanted"},
		"result":    {`{"result": [], "success": true}`, "answer field result has the wrong type: JSON array where object is wanted"},
		"bad value": {`{"result": {"id": 1, "name": 7}, "success": true}`, "answer field result.name has the wrong type: JSON number where string is wanted"},
		"too large": {`{"result": {"id": 99999999999999999999}, "success": true}`, "answer field result.id has the wrong type: JSON number where number (int64) is wanted"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{replies: []reply{{body: tt.body}}}
			_, err := get(t.Context(), newClient(t, s))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error repeats the value: %v", err)
			}
			if s.count() != 1 {
				t.Errorf("asked %d times for what will not change", s.count())
			}
		})
	}
}

func TestOversizedAnswers(t *testing.T) {
	t.Parallel()
	body := `{"result": {"id": 7, "name": "` + strings.Repeat("x", 2000) + `"}, "success": true}`
	for _, known := range []bool{true, false} {
		in := roundTrip(func(r *httpRequest) (*httpResponse, error) {
			resp, err := reply{body: body}.response(r)
			if !known {
				resp.ContentLength = -1
			}
			return resp, err
		})
		_, err := get(t.Context(), newClient(t, in, func(c *rest.Config) { c.MaxBody = 1000 }))
		if err == nil || !strings.Contains(err.Error(), "larger than the client's limit") {
			t.Errorf("length known %v: %v", known, err)
		}
		if _, err := get(t.Context(), newClient(t, in, func(c *rest.Config) { c.MaxBody = 4000 })); err != nil {
			t.Errorf("length known %v: %v", known, err)
		}
	}
}
