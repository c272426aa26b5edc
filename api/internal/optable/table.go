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

// operations are in the order in which the contract introduces their resources.
func operations(document *contract.Document) []contract.Operation {
	return slices.SortedFunc(slices.Values(document.Operations), func(a, b contract.Operation) int {
		return cmp.Or(
			cmp.Compare(rank(document.Spec, a), rank(document.Spec, b)),
			cmp.Compare(a.Path, b.Path),
			cmp.Compare(verb(a), verb(b)),
		)
	})
}

func rank(spec *openapi3.T, op contract.Operation) int {
	return slices.IndexFunc(spec.Tags, func(tag *openapi3.Tag) bool { return slices.Contains(op.Definition.Tags, tag.Name) })
}

func verb(op contract.Operation) int {
	return slices.Index([]string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete}, op.Method)
}

// table has a row for each operation.
func table(document *contract.Document) string {
	var text strings.Builder
	text.WriteString("| operation | name | endpoint | evidence | effect |\n|---|---|---|---|---|\n")
	for _, op := range operations(document) {
		fmt.Fprintf(&text, "| `%s` | `%s` | `%s %s` | %s | %s |\n", op.GoMethod, op.ID, op.Method, op.Path, op.Evidence, op.Effect)
	}
	return text.String()
}

// overview has a row for each service, and its operations by evidence. Those of effect once stand out.
func overview(document *contract.Document) string {
	columns := []string{"documented", "client", "provisional"}
	cells := map[string]map[string][]string{}
	var services []string
	for _, op := range operations(document) {
		service, method, _ := strings.Cut(op.GoMethod, ".")
		if cells[service] == nil {
			cells[service] = map[string][]string{}
			services = append(services, service)
		}
		entry := method
		if op.Effect == "once" {
			entry = "**" + method + "**"
		}
		cells[service][op.Evidence] = append(cells[service][op.Evidence], entry)
	}
	var text strings.Builder
	text.WriteString("| service | " + strings.Join(columns, " | ") + " |\n|---|---|---|---|\n")
	for _, service := range services {
		text.WriteString("| `" + service + "` |")
		for _, column := range columns {
			text.WriteString(" " + cmp.Or(strings.Join(cells[service][column], ", "), "–") + " |")
		}
		text.WriteString("\n")
	}
	return text.String()
}

// A table stands between these lines.
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
