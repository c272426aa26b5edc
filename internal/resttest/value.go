package resttest

import (
	"errors"
	"testing"
	"time"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/rest"
)

// CompareValues compares what results are made of. Raw JSON is compared by its
// text.
var CompareValues = cmp.Options{
	cmp.Comparer(func(a, b jsontext.Value) bool { return string(a) == string(b) }),
	cmp.Comparer(func(a, b currency.Amount) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b rest.Secret) bool { return a.Equal(b) }),
}

// Canonical brings JSON into one form, in which whole numbers keep all of their
// digits. No text is no text.
func Canonical(t testing.TB, text string) string {
	t.Helper()
	if text == "" {
		return ""
	}
	value := jsontext.Value(text)
	if err := value.Canonicalize(jsontext.CanonicalizeRawInts(false)); err != nil {
		t.Errorf("%s: %v", text, err)
	}
	return string(value)
}

// Encode gives a value as JSON.
func Encode(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// FieldsOf are the problems of a validation error as "field: message".
func FieldsOf(err error) []string {
	failure, ok := errors.AsType[*rest.Error](err)
	if !ok {
		return nil
	}
	var fields []string
	for _, field := range failure.Fields {
		fields = append(fields, field.Error())
	}
	return fields
}

// Time reads a time in the notation of RFC 3339.
func Time(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Amount makes an amount of a number such as "12.50" and a currency.
func Amount(t testing.TB, number, code string) currency.Amount {
	t.Helper()
	amount, err := currency.NewAmount(number, code)
	if err != nil {
		t.Fatal(err)
	}
	return amount
}
