package resttest

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/rest"
)

// An Exchange is a call, the request it makes and what it makes of the answer.
type Exchange struct {
	Name   string
	Call   func(context.Context, *rest.Client) (any, error)
	Method string
	Target string
	Body   string // JSON
	Answer string // JSON, the result; empty where there is none
	Want   any    // nil where only the error matters
}

// RunExchanges runs each exchange as a test of its own. A call that does not
// make exactly its one request fails it.
func RunExchanges(t *testing.T, tests []Exchange) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.Name, func(t *testing.T) {
			t.Parallel()
			tt.run(t)
		})
	}
}

func (tt *Exchange) run(t testing.TB) {
	asked := 0
	client := NewClient(t, func(r *http.Request) (*http.Response, error) {
		asked++
		tt.check(t, r)
		if tt.Answer == "" {
			return Respond(`{"success":true}`)
		}
		return Respond(Success(tt.Answer))
	})
	got, err := tt.Call(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	if asked != 1 {
		t.Errorf("%d requests, want 1", asked)
	}
	if tt.Want == nil {
		return
	}
	if diff := cmp.Diff(tt.Want, got, CompareValues); diff != "" {
		t.Error(diff)
	}
}

func (tt *Exchange) check(t testing.TB, r *http.Request) {
	if got, want := Target(r), sorted(tt.Target); r.Method != tt.Method || got != want {
		t.Errorf("asked %s %s, want %s %s", r.Method, got, tt.Method, want)
	}
	if diff := cmp.Diff(Canonical(t, tt.Body), Canonical(t, ReadBody(t, r))); diff != "" {
		t.Error("body:", diff)
	}
}
