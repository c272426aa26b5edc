package resttest

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/rest"
)

// Reencoded decodes JSON into a T and encodes that.
func Reencoded[T any](text string) (string, error) {
	var value T
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return "", err
	}
	encoded, err := json.Marshal(&value)
	return string(encoded), err
}

// CheckUnchanged wants JSON to be the same when it is encoded again, but for the
// order of members and the notation of UTC.
func CheckUnchanged(t testing.TB, name, text string, reencode func(string) (string, error)) {
	t.Helper()
	got, err := reencode(text)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if diff := cmp.Diff(inUTC(t, text), inUTC(t, got)); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

func inUTC(t testing.TB, text string) string {
	t.Helper()
	return Canonical(t, strings.ReplaceAll(text, "+00:00", "Z"))
}

// CheckKept wants JSON to have lost nothing when it is encoded again; see
// [Losses].
func CheckKept(t testing.TB, name, text string, reencode func(string) (string, error)) {
	t.Helper()
	got, err := reencode(text)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	for _, loss := range Losses(name, Parsed(t, text), Parsed(t, got)) {
		t.Error(loss)
	}
}

// Parsed gives JSON as maps, lists and scalars.
func Parsed(t testing.TB, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// Losses tell where got does not hold what want holds. A text that was null may
// have become empty, and a time may be written in another way.
func Losses(at string, want, got any) []string {
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s: %v became %v", at, want, got)}
		}
		var lost []string
		for name, value := range want {
			member, ok := object[name]
			if !ok {
				lost = append(lost, at+"."+name+" is missing")
				continue
			}
			lost = append(lost, Losses(at+"."+name, value, member)...)
		}
		return lost
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			return []string{fmt.Sprintf("%s: %v became %v", at, want, got)}
		}
		var lost []string
		for i, value := range want {
			lost = append(lost, Losses(fmt.Sprintf("%s.%d", at, i), value, list[i])...)
		}
		return lost
	case nil:
		if got == nil || got == "" {
			return nil
		}
	case string:
		if text, ok := got.(string); ok && sameTime(want, text) {
			return nil
		}
	}
	if want != got {
		return []string{fmt.Sprintf("%s: %v became %v", at, want, got)}
	}
	return nil
}

func sameTime(a, b string) bool {
	first, err := time.Parse(time.RFC3339Nano, a)
	if err != nil {
		return false
	}
	second, err := time.Parse(time.RFC3339Nano, b)
	return err == nil && first.Equal(second)
}

// CheckUnknown wants every kind of result, and those of the same package that it
// is made of, to have one place for what is unknown. It gives how many there are.
func CheckUnknown(t testing.TB, kinds ...reflect.Type) int {
	t.Helper()
	seen := make(map[reflect.Type]bool)
	var walk func(reflect.Type)
	walk = func(kind reflect.Type) {
		switch kind.Kind() {
		case reflect.Pointer, reflect.Slice:
			walk(kind.Elem())
		case reflect.Struct:
			if seen[kind] || kind.PkgPath() != kinds[0].PkgPath() {
				return
			}
			seen[kind] = true
			places := 0
			for field := range kind.Fields() {
				if !field.IsExported() {
					continue
				}
				if field.Type == reflect.TypeFor[jsontext.Value]() && field.Tag.Get("json") == ",embed" {
					places++
				}
				walk(field.Type)
			}
			if places != 1 {
				t.Errorf("%s has %d places for what is unknown", kind, places)
			}
		}
	}
	for _, kind := range kinds {
		walk(kind)
	}
	return len(seen)
}

// CheckWrongType wants a call to fail on a result of another type, with an error
// that names all of want and nothing that is "hidden".
func CheckWrongType(t testing.TB, call func(context.Context, *rest.Client) error, result string, want ...string) {
	t.Helper()
	err := call(t.Context(), NewClient(t, func(*http.Request) (*http.Response, error) { return Respond(Success(result)) }))
	if err == nil {
		t.Error("no error")
		return
	}
	for _, part := range want {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not name %q", err, part)
		}
	}
	if strings.Contains(err.Error(), "hidden") {
		t.Errorf("%q shows what is hidden", err)
	}
}
