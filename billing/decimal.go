package billing

import (
	"fmt"
	"math/big"
	"reflect"
	"regexp"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A Decimal is a number in decimal notation, such as "2", "0.5" or "-21.00":
// what amounts are multiplied with. It is exact, and keeps the zeros it was
// written with.
type Decimal string

// maxDecimal is how long a Decimal may be. It bounds what calculations take.
const maxDecimal = 40

var decimalForm = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

// valid reports whether d is a number at all.
func (d Decimal) valid() bool { return len(d) <= maxDecimal && decimalForm.MatchString(string(d)) }

// rat gives the number to calculate with.
func (d Decimal) rat() (*big.Rat, bool) {
	if !d.valid() {
		return nil, false
	}
	return new(big.Rat).SetString(string(d))
}

// equal reports whether two numbers are the same, however they are written.
func (d Decimal) equal(other Decimal) bool {
	a, first := d.rat()
	b, second := other.rat()
	return first && second && a.Cmp(b) == 0
}

// UnmarshalJSONFrom reads a number or a text that holds one.
func (d *Decimal) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	text := string(value)
	if value.Kind() == jsontext.KindString {
		unquoted, _ := jsontext.AppendUnquote(nil, value) // it was read as a string
		text = string(unquoted)
	}
	if *d = Decimal(text); !d.valid() {
		return &json.SemanticError{
			JSONPointer: dec.StackPointer(),
			JSONKind:    value.Kind(),
			GoType:      reflect.TypeFor[Decimal](),
			Err:         fmt.Errorf("%.40q is not a decimal number", text),
		}
	}
	return nil
}

// number is a Decimal that is sent as a number instead of a text.
type number Decimal

// UnmarshalJSONFrom reads what Decimal reads.
func (n *number) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	return (*Decimal)(n).UnmarshalJSONFrom(dec)
}

// MarshalJSONTo writes a number.
func (n number) MarshalJSONTo(enc *jsontext.Encoder) error {
	if !Decimal(n).valid() {
		return fmt.Errorf("%.40q is not a decimal number", string(n))
	}
	return enc.WriteValue(jsontext.Value(n))
}
