package main

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostcontrol-go/sdk/api/internal/contract"
)

// table lists all operations, in the order in which the contract introduces their resources.
func table() (string, error) {
	document, err := contract.Load()
	if err != nil {
		return "", err
	}
	operations := slices.Clone(document.Operations)
	slices.SortFunc(operations, func(a, b contract.Operation) int {
		return cmp.Or(
			cmp.Compare(rank(document.Spec, a), rank(document.Spec, b)),
			cmp.Compare(a.Path, b.Path),
			cmp.Compare(verb(a), verb(b)),
		)
	})
	var text strings.Builder
	text.WriteString("| operation | endpoint | evidence | effect |\n|---|---|---|---|\n")
	for _, op := range operations {
		fmt.Fprintf(&text, "| `%s` | `%s %s` | %s | %s |\n", op.GoMethod, op.Method, op.Path, op.Evidence, op.Effect)
	}
	return text.String(), nil
}

func rank(spec *openapi3.T, op contract.Operation) int {
	return slices.IndexFunc(spec.Tags, func(tag *openapi3.Tag) bool { return slices.Contains(op.Definition.Tags, tag.Name) })
}

func verb(op contract.Operation) int {
	return slices.Index([]string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete}, op.Method)
}

// The table stands between these lines.
const (
	opening = "<!-- operations -->\n"
	closing = "<!-- /operations -->\n"
)

// insert replaces what stands between the two lines, each of which must be there once.
func insert(text, rows string) (string, error) {
	if strings.Count(text, opening) != 1 || strings.Count(text, closing) != 1 {
		return "", fmt.Errorf("must have the line %q and the line %q once each", strings.TrimSpace(opening), strings.TrimSpace(closing))
	}
	before, rest, _ := strings.Cut(text, opening)
	_, after, ok := strings.Cut(rest, closing)
	if !ok {
		return "", fmt.Errorf("the line %q stands after the line %q", strings.TrimSpace(opening), strings.TrimSpace(closing))
	}
	return before + opening + rows + closing + after, nil
}
