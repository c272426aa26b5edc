package api_test

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/api/internal/contract"
)

func load(t *testing.T) *contract.Document {
	t.Helper()
	document, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func TestOperationsAreDescribed(t *testing.T) {
	t.Parallel()
	document := load(t)
	codes, _ := document.Spec.Extensions["x-error-codes"].(map[string]any)
	goMethod := regexp.MustCompile(`^[A-Z]\w+\.[A-Z]\w+$`)
	seen := map[string]string{}
	for _, op := range document.Operations {
		t.Run(op.ID, func(t *testing.T) {
			if op.Definition.Summary == "" || op.Definition.Description == "" || len(op.Definition.Tags) != 1 {
				t.Error("lacks summary, description or its one tag")
			}
			if !legalEvidence(op.Evidence) {
				t.Errorf("x-evidence = %q", op.Evidence)
			}
			if !goMethod.MatchString(op.GoMethod) {
				t.Errorf("x-go-method = %q", op.GoMethod)
			}
			if other := seen[op.GoMethod]; other != "" {
				t.Errorf("x-go-method %s is that of %s too", op.GoMethod, other)
			}
			seen[op.GoMethod] = op.ID
			if want := slices.Compact(slices.Sorted(slices.Values(op.Errors))); len(want) == 0 || !slices.Equal(want, op.Errors) {
				t.Errorf("x-errors = %q, want some, sorted, each once", op.Errors)
			}
			for _, code := range op.Errors {
				if _, ok := codes[code]; !ok {
					t.Errorf("code %q is not explained in x-error-codes", code)
				}
			}
		})
	}
}

func legalEvidence(evidence any) bool {
	return evidence == "documented" || evidence == "client" || evidence == "provisional"
}

func TestEveryErrorCodeIsUsed(t *testing.T) {
	t.Parallel()
	document := load(t)
	codes, _ := document.Spec.Extensions["x-error-codes"].(map[string]any)
	used := map[string]bool{}
	for _, op := range document.Operations {
		for _, code := range op.Errors {
			used[code] = true
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(codes)), slices.Sorted(maps.Keys(used))); diff != "" {
		t.Errorf("codes (-explained +used):\n%s", diff)
	}
}

// A wrong effect would make the SDK repeat what must happen once.
func TestEffects(t *testing.T) {
	t.Parallel()
	legal := map[string][]string{
		http.MethodGet:    {"read"},
		http.MethodPut:    {"idempotent"},
		http.MethodDelete: {"idempotent"},
		http.MethodPost:   {"read", "idempotent", "once"},
	}
	for _, op := range load(t).Operations {
		if !slices.Contains(legal[op.Method], op.Effect) {
			t.Errorf("%s: x-effect %q on a %s", op.ID, op.Effect, op.Method)
		}
	}
}

// Whatever must not be repeated blindly can be looked for: an object that is made by the reference it was made with, a
// change by what it leads to.
func TestWhatHappensOnceCanBeFound(t *testing.T) {
	t.Parallel()
	for _, op := range load(t).Operations {
		if op.Method != http.MethodPost {
			continue
		}
		referenced := requestSchema(op).Properties["client_reference"] != nil
		member, found := op.Definition.Extensions["x-found-by"]
		switch {
		case op.Effect != "once" && (referenced || found):
			t.Errorf("%s: x-effect %q, but client_reference (%t) or x-found-by (%t)", op.ID, op.Effect, referenced, found)
		case op.Effect == "once" && referenced == found:
			t.Errorf("%s: client_reference (%t), x-found-by (%t): want one of them", op.ID, referenced, found)
		case found && !resultHas(t, op, member):
			t.Errorf("%s: x-found-by %v is not a member of its result", op.ID, member)
		}
	}
}

func resultHas(t *testing.T, op contract.Operation, member any) bool {
	t.Helper()
	answer, _ := decode(t, examples(t, op.Definition.Responses.Value("200").Value.Content)["success"]).(map[string]any)
	result, _ := answer["result"].(map[string]any)
	name, _ := member.(string)
	_, ok := result[name]
	return ok
}

func requestSchema(op contract.Operation) *openapi3.Schema {
	return op.Definition.RequestBody.Value.Content.Get("application/json").Schema.Value
}

func TestRequestBodies(t *testing.T) {
	t.Parallel()
	for _, op := range load(t).Operations {
		if op.Method == http.MethodGet {
			if op.Definition.RequestBody != nil {
				t.Errorf("%s: a GET has no body", op.ID)
			}
			continue
		}
		if body := op.Definition.RequestBody; body == nil || !body.Value.Required {
			t.Errorf("%s: a %s always has a body", op.ID, op.Method)
			continue
		}
		schema := requestSchema(op)
		switch {
		case schema.Type.Is("array") && schema.MaxItems != nil && *schema.MaxItems == 0:
		case schema.Type.Is("object") && schema.AdditionalProperties.Has != nil && !*schema.AdditionalProperties.Has:
		default:
			t.Errorf("%s: the body is neither the empty list nor a closed object", op.ID)
		}
	}
}

func TestAnswersAreOpen(t *testing.T) {
	t.Parallel()
	for name, response := range load(t).Spec.Components.Responses {
		visit(response.Value.Content.Get("application/json").Schema, map[*openapi3.Schema]bool{}, func(schema *openapi3.Schema) {
			if has := schema.AdditionalProperties.Has; has != nil && !*has {
				t.Errorf("%s: closed to members of a newer platform", name)
			}
		})
	}
}

func TestEvidenceOfPartsIsLegal(t *testing.T) {
	t.Parallel()
	document := load(t)
	for name, schema := range document.Spec.Components.Schemas {
		visit(schema, map[*openapi3.Schema]bool{}, func(schema *openapi3.Schema) {
			if evidence, ok := schema.Extensions["x-evidence"]; ok && !legalEvidence(evidence) {
				t.Errorf("%s: x-evidence = %v", name, evidence)
			}
		})
	}
	for _, op := range document.Operations {
		for _, parameter := range op.Definition.Parameters {
			if evidence, ok := parameter.Value.Extensions["x-evidence"]; ok && !legalEvidence(evidence) {
				t.Errorf("%s: %s: x-evidence = %v", op.ID, parameter.Value.Name, evidence)
			}
		}
	}
}

func visit(ref *openapi3.SchemaRef, seen map[*openapi3.Schema]bool, f func(*openapi3.Schema)) {
	if ref == nil || seen[ref.Value] {
		return
	}
	schema := ref.Value
	seen[schema] = true
	f(schema)
	visit(schema.Items, seen, f)
	visit(schema.AdditionalProperties.Schema, seen, f)
	for _, property := range schema.Properties {
		visit(property, seen, f)
	}
	for _, part := range slices.Concat(schema.AllOf, schema.AnyOf, schema.OneOf) {
		visit(part, seen, f)
	}
}
