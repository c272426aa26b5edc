package resttest

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/rest"
)

func TestLossesAreSeen(t *testing.T) {
	t.Parallel()
	want := map[string]any{"a": 1.0, "b": []any{"x"}, "c": nil, "d": map[string]any{"e": "x"}, "f": true}
	got := map[string]any{"a": 2.0, "b": []any{}, "c": "x", "d": "x"}
	if lost := Losses("result", want, got); len(lost) != 5 {
		t.Errorf("saw %q", lost)
	}
}

type (
	whole struct {
		Name    string         `json:"name"`
		Part    *part          `json:"part"`
		Parts   []part         `json:"parts"`
		Unknown jsontext.Value `json:",embed"`
	}
	part struct {
		Name string `json:"name"`
	}
)

func TestReencodingFails(t *testing.T) {
	t.Parallel()
	const kept = `{"new":1,"name":"2026-01-05T09:00:00+00:00","part":null,"parts":[]}`
	tests := []struct {
		name, text string
		want       []string
	}{
		{"never", kept, nil},
		{"where a part loses what is unknown", `{"name":"","part":{"name":"","new":1},"parts":[]}`, []string{"new"}},
		{"where it cannot be decoded", `{"name":1}`, []string{"unmarshal JSON number"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, check := range []func(testing.TB, string, string, func(string) (string, error)){CheckUnchanged, CheckKept} {
				expect(t, failures(t, func(t testing.TB) { check(t, "whole", tt.text, Reencoded[whole]) }), tt.want...)
			}
		})
	}
	added := failures(t, func(t testing.TB) { CheckUnchanged(t, "whole", `{"name":"x"}`, Reencoded[whole]) })
	expect(t, added, "parts")
}

func TestPlacesForTheUnknownAreMissed(t *testing.T) {
	t.Parallel()
	count := 0
	got := failures(t, func(t testing.TB) { count = CheckUnknown(t, reflect.TypeFor[whole]()) })
	expect(t, got, "resttest.part has 0 places")
	if count != 2 {
		t.Errorf("%d kinds", count)
	}
}

func TestWrongTypeFails(t *testing.T) {
	t.Parallel()
	call := func(ctx context.Context, c *rest.Client) error {
		_, err := rest.Do[part](ctx, c, rest.Call{Operation: "parts.get", Method: http.MethodGet, Path: rest.At("/part")})
		return err
	}
	leak := func(ctx context.Context, c *rest.Client) error { return fmt.Errorf("hidden: %w", call(ctx, c)) }
	tests := []struct {
		name   string
		call   func(context.Context, *rest.Client) error
		result string
		place  string
		want   []string
	}{
		{"never", call, `{"name":1}`, "result.name", nil},
		{"where the type is right", call, `{"name":"x"}`, "result.name", []string{"no error"}},
		{"where the place is not named", call, `{"name":1}`, "result.parts", []string{`does not name "result.parts"`}},
		{"where a secret shows", leak, `{"name":1}`, "result.name", []string{"shows what is hidden"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			expect(t, failures(t, func(t testing.TB) { CheckWrongType(t, tt.call, tt.result, "GET /part", tt.place) }), tt.want...)
		})
	}
}
