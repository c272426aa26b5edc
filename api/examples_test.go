package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/api/internal/contract"
)

// exchange is one call: what is asked and what is answered.
type exchange struct {
	method, path string
	query        url.Values
	request      []byte // nil for no body
	answer       []byte
	document     string // what the answer is if it is no JSON, such as "application/pdf"
}

// violations sends the exchange through a validator.
func (x exchange) violations(t *testing.T, document *contract.Document) []error {
	t.Helper()
	address := url.URL{Scheme: "https", Host: "backoffice.example.com", Path: "/api/v1" + x.path, RawQuery: x.query.Encode()}
	req, err := http.NewRequestWithContext(t.Context(), x.method, address.String(), bytes.NewReader(x.request))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Apikey", "not-a-real-key")
	kind := "application/json"
	if x.document != "" {
		kind = x.document
	}
	validator := document.Validator(canned{x.answer, kind})
	if _, err := validator.RoundTrip(req); err != nil {
		t.Fatal(err)
	}
	return validator.Violations()
}

// canned answers every request with itself.
type canned struct {
	answer []byte
	kind   string
}

func (c canned) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK,
		Header:     http.Header{"Content-Type": {c.kind}},
		Body:       io.NopCloser(bytes.NewReader(c.answer)),
		Request:    req,
	}, nil
}

func TestExamples(t *testing.T) {
	t.Parallel()
	document := load(t)
	for _, op := range document.Operations {
		t.Run(op.ID, func(t *testing.T) {
			t.Parallel()
			content := op.Definition.Responses.Value("200").Value.Content
			answers, base := examples(t, content), exampleCall(t, document, op)
			file, isDocument := documentExample(content)
			if isSuccess(answers["success"]) == isDocument {
				t.Fatalf("no example of success among the answers, or two: %s", slices.Sorted(maps.Keys(answers)))
			}
			if isDocument {
				call := base
				call.answer, call.document = []byte(file.text), file.kind
				if got := call.violations(t, document); len(got) != 0 {
					t.Errorf("document: %v", got)
				}
			}
			requests := map[string][]byte{"no body": nil}
			if op.Definition.RequestBody != nil {
				requests = examples(t, op.Definition.RequestBody.Value.Content)
			}
			if len(requests) == 0 {
				t.Fatal("no example of the request")
			}
			for name, request := range requests {
				for kind, answer := range answers {
					call := base
					call.request, call.answer = request, answer
					if got := call.violations(t, document); isSuccess(answer) && len(got) != 0 {
						t.Errorf("request %s, answer %s: %v", name, kind, got)
					}
				}
			}
		})
	}
}

// Operations share their answers, so a refusal is held to the schema here and not to the codes of one operation.
func TestRefusalExamples(t *testing.T) {
	t.Parallel()
	document := load(t)
	failure := document.Spec.Components.Schemas["Failure"].Value
	codes, _ := document.Spec.Extensions["x-error-codes"].(map[string]any)
	for name, response := range document.Spec.Components.Responses {
		for example, data := range examples(t, response.Value.Content) {
			if isSuccess(data) {
				continue
			}
			if err := failure.VisitJSON(decode(t, data)); err != nil {
				t.Errorf("%s: %s: %v", name, example, err)
			}
			if code := errorCode(t, data); codes[code] == nil {
				t.Errorf("%s: %s: code %q is not explained in x-error-codes", name, example, code)
			}
		}
	}
}

func examples(t *testing.T, content openapi3.Content) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for name, example := range content.Get("application/json").Examples {
		data, err := json.Marshal(example.Value.Value)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = data
	}
	return all
}

// file is an answer that comes without an envelope.
type file struct{ kind, text string }

func documentExample(content openapi3.Content) (file, bool) {
	for kind, media := range content {
		if text, ok := media.Example.(string); ok && kind != "application/json" {
			return file{kind, text}, true
		}
	}
	return file{}, false
}

func isSuccess(answer []byte) bool {
	var envelope struct{ Success bool }
	return json.Unmarshal(answer, &envelope) == nil && envelope.Success
}

func errorCode(t *testing.T, answer []byte) string {
	t.Helper()
	var envelope struct{ Error struct{ Code string } }
	if err := json.Unmarshal(answer, &envelope); err != nil {
		t.Fatal(err)
	}
	return envelope.Error.Code
}

func decode(t *testing.T, data []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// exampleCall fills path and query with the examples of the parameters.
func exampleCall(t *testing.T, document *contract.Document, op contract.Operation) exchange {
	t.Helper()
	call := exchange{method: op.Method, path: op.Path, query: url.Values{}}
	item := document.Spec.Paths.Value(op.Path)
	for _, ref := range slices.Concat(item.Parameters, op.Definition.Parameters) {
		parameter := ref.Value
		switch {
		case parameter.In == openapi3.ParameterInPath:
			if parameter.Example == nil {
				t.Fatalf("path parameter %s has no example", parameter.Name)
			}
			call.path = strings.ReplaceAll(call.path, "{"+parameter.Name+"}", fmt.Sprint(parameter.Example))
		case parameter.Example != nil:
			call.query.Set(parameter.Name, fmt.Sprint(parameter.Example))
		}
	}
	return call
}

// vendorExample is a call as the vendor's reference or client code shows it.
type vendorExample struct {
	Request struct {
		Method string            `json:"method"`
		Path   string            `json:"path"`
		Query  map[string]string `json:"query"`
		Body   json.RawMessage   `json:"body"`
	} `json:"request"`
	Response json.RawMessage   `json:"response"`
	Refusals []json.RawMessage `json:"error_responses"`
}

// The calls that are known of this API, and those of its successor that this one is presumed to share.
const (
	backoffice = "testdata/backoffice-examples.json"
	successor  = "testdata/reseller-platform-examples.json"
)

func vendorExamples(t *testing.T, file string) map[string]vendorExample {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]vendorExample{}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestVendorExamples(t *testing.T) {
	t.Parallel()
	expectExamples(t, backoffice, map[string]string{
		// No client was seen to send this call. Its body was made from that of the replacement, which names no customer.
		"POST /contact": `"/customer": property "customer" is missing`,
		// The reference shows no body where there are no parameters. The vendor's own client sends the empty list.
		"POST /domain/{domain_name}/transfer": "value is required but missing",
	})
}

func TestSuccessorExamples(t *testing.T) {
	t.Parallel()
	expectExamples(t, successor, map[string]string{
		// The successor sells to the reseller, and leaves it to him for which customer that is.
		"POST /ssl-certificate": `"/customer": property "customer" is missing`,
	})
}

// expectExamples holds the calls of a file to the contract, of which some may break one rule.
func expectExamples(t *testing.T, file string, broken map[string]string) {
	t.Helper()
	document := load(t)
	for name, example := range vendorExamples(t, file) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, answer := range append(example.Refusals, example.Response) {
				got := example.exchange(answer).violations(t, document)
				want := broken[name]
				switch {
				case want == "" && len(got) != 0:
					t.Errorf("violations: %v", got)
				case want != "" && (len(got) != 1 || !strings.Contains(got[0].Error(), want)):
					t.Errorf("violations = %v, want one with %s", got, want)
				}
			}
		})
	}
}

func (v vendorExample) exchange(answer []byte) exchange {
	query := url.Values{}
	for name, value := range v.Request.Query {
		query.Set(name, value)
	}
	return exchange{method: v.Request.Method, path: v.Request.Path, query: query, request: v.Request.Body, answer: answer}
}

// Only what was seen may be called so, and what was seen must be in the contract.
func TestEvidenceMatchesVendorExamples(t *testing.T) {
	t.Parallel()
	var claimed []string
	for _, op := range load(t).Operations {
		if op.Evidence != "provisional" {
			claimed = append(claimed, op.Method+" "+op.Path)
		}
	}
	slices.Sort(claimed)
	var seen []string
	for name := range vendorExamples(t, backoffice) {
		call, _, _ := strings.Cut(name, "?") // one may be shown with several queries
		seen = append(seen, call)
	}
	slices.Sort(seen)
	if diff := cmp.Diff(slices.Compact(seen), claimed); diff != "" {
		t.Errorf("operations that are not provisional (-seen +claimed):\n%s", diff)
	}
}
