package money

import (
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// WrongCurrency is the error for an object whose currency makes no amounts. dec
// has just come to its end.
func WrongCurrency(dec *jsontext.Decoder, err error) error {
	return &json.SemanticError{
		JSONPointer: dec.StackPointer() + "/currency",
		JSONKind:    jsontext.KindString,
		GoType:      reflect.TypeFor[string](),
		Err:         err,
	}
}
