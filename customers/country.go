package customers

import "github.com/go-json-experiment/json/jsontext"

// A Country is a country as the platform answers with it. Requests name it by
// its code alone.
type Country struct {
	// Code is the ISO 3166 code of two letters, such as "GB".
	Code string `json:"code"`
	// Name is the English name.
	Name string `json:"name"`

	Unknown jsontext.Value `json:",embed"`
}
