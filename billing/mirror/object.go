package mirror

import (
	"errors"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// lenient accepts what the platform may send although JSON forbids it, as
// package rest does.
var lenient = json.JoinOptions(
	jsontext.AllowDuplicateNames(true),
	jsontext.AllowInvalidUTF8(true),
)

// An object is an invoice, a payment or an order: its JSON as the platform
// answered it, and what is copied out of it into columns.
type object struct {
	text string
	fields
}

// fields are those of all three. Those that an object does not have stay unset.
type fields struct {
	ID              int64     `json:"id"`
	State           string    `json:"state"`
	Type            string    `json:"type"`
	Number          *string   `json:"number"`
	Reference       *string   `json:"reference"`
	Hold            *string   `json:"hold"`
	Customer        ref       `json:"customer"`
	Order           *ref      `json:"order"`
	Invoice         *ref      `json:"invoice"`
	Method          *ref      `json:"method"`
	CreditedInvoice *int64    `json:"credited_invoice"`
	Credit          bool      `json:"is_credit"`
	Currency        string    `json:"currency"`
	Subtotal        int64     `json:"subtotal"`
	Tax             int64     `json:"tax"`
	Total           int64     `json:"total"`
	Amount          int64     `json:"amount"`
	Fee             int64     `json:"fee"`
	ClientReference *string   `json:"client_reference"`
	Created         time.Time `json:"created"`
	Updated         time.Time `json:"updated"`
	Opened          time.Time `json:"opened"`
	Due             time.Time `json:"due"`
	Closed          time.Time `json:"closed"`
	Expires         time.Time `json:"expires"`
}

type ref struct {
	ID int64 `json:"id"`
}

var errNoID = errors.New("must be positive")

// UnmarshalJSONFrom keeps the JSON and reads the columns from it.
func (o *object) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	o.fields = fields{}
	if err := json.Unmarshal(value, &o.fields, lenient); err != nil {
		if wrong, ok := errors.AsType[*json.SemanticError](err); ok {
			wrong.JSONPointer = dec.StackPointer() + wrong.JSONPointer
		}
		return err
	}
	if o.ID <= 0 {
		return &json.SemanticError{
			JSONPointer: dec.StackPointer() + "/id",
			JSONKind:    jsontext.KindNumber,
			GoType:      reflect.TypeFor[int64](),
			Err:         errNoID,
		}
	}
	o.text = string(value)
	if !utf8.ValidString(o.text) {
		o.text = strings.ToValidUTF8(o.text, "\uFFFD")
	}
	return nil
}

// sameJSON reports whether two texts are the same JSON, whatever the order of
// the members and the space between them.
func sameJSON(a, b string) bool { return a == b || ordered(a) == ordered(b) }

func ordered(text string) string {
	value := jsontext.Value(text)
	// What cannot be read differs from everything but itself.
	_ = value.Format(jsontext.ReorderRawObjects(true), lenient)
	return string(value)
}

// What goes into columns. Null is what a database has for what is not there.

func orNull[T any](value *T) any {
	if value == nil {
		return nil
	}
	return *value
}

// textOrNull leaves out what no database takes in a text.
func textOrNull(value *string) any {
	if value == nil {
		return nil
	}
	return column(*value)
}

func column(text string) string { return strings.ReplaceAll(text, "\x00", "\uFFFD") }

func idOrNull(r *ref) any {
	if r == nil {
		return nil
	}
	return r.ID
}

// timeLayout sorts as time does, and is what the functions of both databases
// read.
const timeLayout = "2006-01-02T15:04:05.000000Z"

// timeOrNull writes a time in UTC. The year zero is unknown to databases.
func timeOrNull(t time.Time) any {
	if t.IsZero() || t.UTC().Year() < 1 {
		return nil
	}
	return t.UTC().Format(timeLayout)
}
