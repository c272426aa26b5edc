// Package api holds the contract between the SDK and the platform: openapi.yaml, with one operation for every endpoint
// and, for each, how it is known.
//
// The tests call every operation through the SDK, against the platform in memory, and hold both sides to the contract.
//
// It is a module of its own because the libraries that check the contract are no business of those who use the SDK.
package api

import _ "embed"

//go:embed openapi.yaml
var document string

// Document returns the contract, an OpenAPI 3.0.3 document in YAML.
func Document() []byte { return []byte(document) }
