package resttest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/rest"
)

// A recorder is a test that may fail.
type recorder struct {
	testing.TB
	failures []string
	cleanups []func()
}

func (r *recorder) Helper()          {}
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *recorder) Error(args ...any) { r.failures = append(r.failures, fmt.Sprint(args...)) }

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// failures are those of a test, its cleanups included. What is repeated at once,
// as a request is, counts once.
func failures(t *testing.T, test func(testing.TB)) []string {
	t.Helper()
	r := &recorder{TB: t}
	test(r)
	for _, cleanup := range slices.Backward(r.cleanups) {
		cleanup()
	}
	return slices.Compact(r.failures)
}

// expect tells when a test did not fail as it should: once for each text.
func expect(t *testing.T, failures []string, want ...string) {
	t.Helper()
	if len(failures) != len(want) {
		t.Errorf("failures: %q, want %q", failures, want)
		return
	}
	for i, failure := range failures {
		if !strings.Contains(failure, want[i]) {
			t.Errorf("failure %q, want %q", failure, want[i])
		}
	}
}

// rename is a call of one request, or of none.
func rename(times int) func(context.Context, *rest.Client) (any, error) {
	return func(ctx context.Context, c *rest.Client) (any, error) {
		call := rest.Call{Operation: "things.rename", Method: http.MethodPut, Path: rest.At("/thing/{id}", "5"),
			Query: url.Values{"a": {"2"}, "b": {"1"}}, Body: map[string]string{"name": "x"}, Effect: rest.Idempotent}
		var got any
		for range times {
			result, err := rest.Do[string](ctx, c, call)
			if err != nil {
				return nil, err
			}
			got = *result
		}
		return got, nil
	}
}

func TestExchangeFails(t *testing.T) {
	t.Parallel()
	good := Exchange{Call: rename(1), Method: http.MethodPut, Target: "/thing/5?b=1&a=2", Body: `{ "name": "x" }`, Answer: `"y"`, Want: "y"}
	tests := []struct {
		name   string
		change func(*Exchange)
		want   []string
	}{
		{"never", func(*Exchange) {}, nil},
		{"where another method is used", func(e *Exchange) { e.Method = http.MethodPost }, []string{"asked PUT /thing/5?a=2&b=1, want POST"}},
		{"where something else is asked for", func(e *Exchange) { e.Target = "/thing/6" }, []string{"want PUT /thing/6"}},
		{"where another body is sent", func(e *Exchange) { e.Body = `{"name":"z"}` }, []string{"body:"}},
		{"where the body is missing", func(e *Exchange) { e.Body = "" }, []string{"body:"}},
		{"where another result is given", func(e *Exchange) { e.Want = "z" }, []string{`"z"`}},
		{"where nothing is asked", func(e *Exchange) { e.Call, e.Want = rename(0), nil }, []string{"0 requests, want 1"}},
		{"where it is asked twice", func(e *Exchange) { e.Call = rename(2) }, []string{"2 requests, want 1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			exchange := good
			tt.change(&exchange)
			expect(t, failures(t, exchange.run), tt.want...)
		})
	}
}

func TestScriptFails(t *testing.T) {
	t.Parallel()
	step := Step{Request: "PUT /thing/5?b=1&a=2", Answer: Success(`"y"`)}
	other := Step{Request: "GET /thing", Answer: Success(`"y"`)}
	tests := []struct {
		name  string
		steps []Step
		calls int
		want  []string
	}{
		{"never", []Step{step, step}, 2, nil},
		{"where a connection breaks, never", []Step{{Request: step.Request, Status: Broken}, step}, 1, nil},
		{"where something else is asked for", []Step{other}, 1, []string{"asked PUT /thing/5?a=2&b=1, want GET /thing"}},
		{"where too little is asked", []Step{step, step}, 1, []string{"1 of 2 requests were made"}},
		{"where too much is asked", []Step{step}, 2, []string{"unexpected request: PUT /thing/5"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			expect(t, failures(t, func(t testing.TB) {
				if _, err := rename(tt.calls)(t.Context(), Script(t, tt.steps...)); err != nil {
					t.Log(err)
				}
			}), tt.want...)
		})
	}
}

func TestNoRequestFails(t *testing.T) {
	t.Parallel()
	got := failures(t, func(t testing.TB) {
		if _, err := rename(1)(t.Context(), NewClient(t, NoRequest(t))); err == nil {
			t.Error("no error")
		}
	})
	expect(t, got, "unexpected request: PUT /thing/5?a=2&b=1")
}
