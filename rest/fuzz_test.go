package rest_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hostcontrol-go/sdk/rest"
)

// FuzzAnswer: whatever comes back, a call gives a result or an error, never
// both, never neither, and the error can be read.
func FuzzAnswer(f *testing.F) {
	for _, body := range []string{
		okBody, "", "null", "[]", `""`, `{"success":"true","result":null}`, `{"success":true,"result":[{"id":1}],"total":"3"}`,
		refusal("a_b", "c"), `{"error":{"message":{"a":[{"message":"m","code":"c"}],"b":{"c":["d"]}}}}`,
		`{"error":{"message":{"a":{"a":{"a":{"a":{"a":["x"]}}}}}}}`, `{"error":[["a"]],"success":false}`, `<html><title>x</title>`,
		`{"detail":"x"}`, `{"success":true,"success":false}`, "{\"error\":\"\xff\"}", `{"result":{"id":1e400},"success":true}`,
	} {
		for _, status := range []int{200, 204, 302, 404, 429, 500} {
			f.Add(status, body)
		}
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 200 || status > 599 {
			status = 200
		}
		c := newClient(t, &script{replies: []reply{{status: status, body: body}}}, once)
		got, err := get(t.Context(), c)
		if (got == nil) == (err == nil) {
			t.Fatalf("%v, %v", got, err)
		}
		page, listErr := rest.List[thing](t.Context(), c, listCall())
		if (page == nil) == (listErr == nil) {
			t.Fatalf("%v, %v", page, listErr)
		}
		_, onceErr := rest.Do[rest.None](t.Context(), c, onceCall())
		for _, err := range []error{err, listErr, onceErr} {
			if err == nil {
				continue
			}
			text := err.Error()
			if !strings.HasPrefix(text, "things.") || len(text) > 1<<20+8*len(body) || !utf8.ValidString(text) && utf8.ValidString(body) {
				t.Fatalf("got %q", text)
			}
			e, ok := errors.AsType[*rest.Error](err)
			if !ok || e.Operation == "" || len(e.Fields) > 1000 {
				t.Fatalf("got %#v", err)
			}
			if status >= 300 && e.Status != status {
				t.Fatalf("the status %d got lost: %v", status, err)
			}
		}
		if status >= 300 && (err == nil || listErr == nil || onceErr == nil) {
			t.Fatalf("status %d is no error", status)
		}
	})
}

// FuzzRefusal: the failure part of an envelope alone, in any form.
func FuzzRefusal(f *testing.F) {
	for _, raw := range []string{`"a_b"`, `{}`, `[]`, `null`, `{"code": 1}`, `{"message": []}`, `{"message": {"a": [{"message": "m"}]}}`, `{"code":"x","message":{"":[""]}}`, `true`, `1`} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		c := newClient(t, &script{replies: []reply{{body: `{"success": false, "error": ` + raw + `}`}}}, once)
		if _, err := get(t.Context(), c); err == nil || err.Error() == "" {
			t.Fatalf("got %v", err)
		}
	})
}
