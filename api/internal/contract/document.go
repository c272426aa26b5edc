// Package contract holds HTTP traffic to the OpenAPI document of the platform.
package contract

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/hostcontrol-go/sdk/api"
)

// A Document is the loaded contract.
type Document struct {
	Spec       *openapi3.T
	Operations []Operation // in the order of their ids

	router routers.Router
}

// An Operation is one endpoint, with the facts for which OpenAPI has no place.
type Operation struct {
	ID         string
	Method     string
	Path       string   // below the base path, with its parameters in braces
	GoMethod   string   // service and method of the SDK, such as Customers.Get
	Evidence   string   // documented, client or provisional
	Effect     string   // read, idempotent or once
	Errors     []string // codes it may be refused with
	Definition *openapi3.Operation
}

// Load reads and validates the document.
func Load() (*Document, error) {
	spec, err := openapi3.NewLoader().LoadFromData(api.Document())
	if err != nil {
		return nil, fmt.Errorf("load openapi.yaml: %w", err)
	}
	if err := spec.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("validate openapi.yaml: %w", err)
	}
	router, err := newRouter(*spec)
	if err != nil {
		return nil, fmt.Errorf("route openapi.yaml: %w", err)
	}
	return &Document{Spec: spec, Operations: operations(spec), router: router}, nil
}

// newRouter finds operations below the base path of any host, so that the traffic of a test server is recognized too.
func newRouter(spec openapi3.T) (routers.Router, error) {
	spec.Servers = openapi3.Servers{{URL: "/api/v1"}}
	return gorillamux.NewRouter(&spec)
}

func operations(spec *openapi3.T) []Operation {
	var all []Operation
	for path, item := range spec.Paths.Map() {
		for method, definition := range item.Operations() {
			all = append(all, Operation{
				ID:         definition.OperationID,
				Method:     method,
				Path:       path,
				GoMethod:   text(definition.Extensions["x-go-method"]),
				Evidence:   text(definition.Extensions["x-evidence"]),
				Effect:     text(definition.Extensions["x-effect"]),
				Errors:     texts(definition.Extensions["x-errors"]),
				Definition: definition,
			})
		}
	}
	slices.SortFunc(all, func(a, b Operation) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

func text(extension any) string {
	s, _ := extension.(string)
	return s
}

func texts(extension any) []string {
	list, _ := extension.([]any)
	all := make([]string, 0, len(list))
	for _, item := range list {
		all = append(all, text(item))
	}
	return all
}
