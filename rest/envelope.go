package rest

import (
	"bytes"
	"errors"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// lenient accepts what the platform may send although JSON forbids it.
var lenient = json.JoinOptions(
	jsontext.AllowDuplicateNames(true),
	jsontext.AllowInvalidUTF8(true),
)

// An envelope is what every answer is wrapped in. The result is decoded in
// place, in the same pass as the rest, whatever the order of the members.
type envelope struct {
	Success laxBool        `json:"success"`
	Error   jsontext.Value `json:"error"`
	Total   laxInt         `json:"total"`
	Limit   laxInt         `json:"limit"`
	Offset  laxInt         `json:"offset"`
}

// An answer is an envelope together with the result the caller wants.
type answer interface {
	// decode reads a whole body. It returns a *fieldTypeError, or a syntax
	// error when the body is not one JSON object.
	decode(body []byte) error
	envelope() *envelope
	// empty reports whether the caller wants a result and none was there.
	empty() bool
}

// objectAnswer is the answer of an operation with one result.
type objectAnswer[T any] struct {
	Result   result[T] `json:"result"`
	Envelope envelope  `json:",embed"`
}

// listAnswer is the answer of an operation with a list of results.
type listAnswer[T any] struct {
	Result   result[[]T] `json:"result"`
	Envelope envelope    `json:",embed"`
}

// None is the result type of operations whose result does not matter.
type None struct{}

func (a *objectAnswer[T]) decode(body []byte) error {
	*a = objectAnswer[T]{}
	return decodeAnswer(body, a, a.Result.mismatch)
}

func (a *objectAnswer[T]) envelope() *envelope { return &a.Envelope }

func (a *objectAnswer[T]) empty() bool {
	_, none := any(&a.Result.value).(*None)
	return !a.Result.present && !none
}

// bytesPerItem is what the smallest objects of the platform take on the wire.
// It bounds what is set aside for a list before it is read.
const bytesPerItem = 256

func (a *listAnswer[T]) decode(body []byte) error {
	*a = listAnswer[T]{}
	a.Result.value = make([]T, 0, min(len(body)/bytesPerItem+1, maxPageSize))
	return decodeAnswer(body, a, a.Result.mismatch)
}

func (a *listAnswer[T]) envelope() *envelope { return &a.Envelope }

func (a *listAnswer[T]) empty() bool { return !a.Result.present }

func decodeAnswer(body []byte, into any, mismatch func() error) error {
	err := json.Unmarshal(body, into, lenient)
	if err == nil {
		return mismatch()
	}
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		return &fieldTypeError{
			field: dotted(semantic.JSONPointer),
			got:   semantic.JSONKind,
			want:  semantic.GoType,
		}
	}
	return errNotJSON
}

// readVerdict reads an envelope without its result: what is left to try when
// the result has a wrong type, since a failure's result may be anything.
func readVerdict(body []byte) (*envelope, error) {
	verdict := new(envelope)
	if err := json.Unmarshal(body, verdict, lenient); err != nil {
		return nil, errNotJSON
	}
	return verdict, nil
}

var errNotJSON = errors.New("the answer is not the JSON object that was expected")

// result decodes the member of that name and remembers what it found.
type result[T any] struct {
	value   T
	present bool
	kind    jsontext.Kind
}

// UnmarshalJSONFrom decodes the value, or passes over it when it is of
// another kind altogether: the platform sends [] and "" beside failures.
func (r *result[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	r.kind = dec.PeekKind()
	if want := kindOf[T](); r.kind == jsontext.KindNull || want != 0 && r.kind != want {
		return dec.SkipValue()
	}
	r.present = true
	return json.UnmarshalDecode(dec, &r.value)
}

func (r *result[T]) mismatch() error {
	if r.present || r.kind == 0 || r.kind == jsontext.KindNull {
		return nil
	}
	if _, none := any(&r.value).(*None); none {
		return nil
	}
	return &fieldTypeError{field: "result", got: r.kind, want: reflect.TypeFor[T]()}
}

// kindOf gives the JSON kind that a type is read from, 0 where that is its
// own business.
func kindOf[T any]() jsontext.Kind {
	switch t := reflect.TypeFor[T](); t.Kind() {
	case reflect.Struct:
		if t == reflect.TypeFor[Secret]() {
			return jsontext.KindString
		}
		return jsontext.KindBeginObject
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return 0
		}
		return jsontext.KindBeginArray
	case reflect.String:
		return jsontext.KindString
	}
	return 0
}

// A fieldTypeError is a member of an answer that has another type than the
// contract says. It names the field and the types, never the value.
type fieldTypeError struct {
	field string
	got   jsontext.Kind
	want  reflect.Type
}

func (e *fieldTypeError) Error() string {
	text := "answer field " + e.field + " has the wrong type: JSON " + kindName(e.got)
	if e.field == "" {
		text = "the answer has the wrong type: JSON " + kindName(e.got)
	}
	switch want := e.wantName(); {
	case want == kindName(e.got):
		return "answer field " + e.field + " holds a " + want + " that cannot be used"
	case want != "":
		text += " where " + want + " is wanted"
	}
	return text
}

func kindName(k jsontext.Kind) string {
	switch k {
	case jsontext.KindBeginObject, jsontext.KindEndObject:
		return "object"
	case jsontext.KindBeginArray, jsontext.KindEndArray:
		return "array"
	case jsontext.KindTrue, jsontext.KindFalse:
		return "boolean"
	case jsontext.KindNull, jsontext.KindNumber, jsontext.KindString:
		return k.String()
	}
	return "value"
}

func (e *fieldTypeError) wantName() string {
	t := e.want
	if t == nil {
		return ""
	}
	switch t.Kind() {
	case reflect.Struct:
		if t == reflect.TypeFor[Secret]() {
			return "string"
		}
		if t.Name() == "Time" {
			return "timestamp"
		}
		return "object"
	case reflect.Slice:
		return "array"
	case reflect.Bool:
		return "boolean"
	case reflect.Map:
		return "object"
	}
	if t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64 {
		return "number (" + t.Kind().String() + ")"
	}
	return t.Kind().String()
}

// dotted turns a JSON pointer into the notation of FieldError.
func dotted(p jsontext.Pointer) string {
	return strings.Join(appendTokens(nil, p), ".")
}

func appendTokens(into []string, p jsontext.Pointer) []string {
	for token := range p.Tokens() {
		into = append(into, token)
	}
	return into
}

// laxBool reads true, "true" and 1: real answers have been seen with the text.
type laxBool bool

// UnmarshalJSONFrom never fails on a value of another type; that is false.
func (b *laxBool) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch string(bytes.Trim(value, `"`)) {
	case "true", "True", "1":
		*b = true
	default:
		*b = false
	}
	return nil
}

// laxInt reads 12 and "12", and remembers whether there was a number at all.
type laxInt struct {
	n     int
	known bool
}

// UnmarshalJSONFrom never fails on a value of another type; that is unknown.
func (i *laxInt) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(string(bytes.Trim(value, `"`)))
	*i = laxInt{n, err == nil && n >= 0}
	if !i.known {
		i.n = 0
	}
	return nil
}
