package resttest

import (
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/hostcontrol-go/sdk/rest"
)

// A Step is a request that is expected and the answer it gets.
type Step struct {
	Request string // method and target
	Status  int    // 0 means 200
	Answer  string
}

// Broken is the status of a step whose connection breaks before the answer.
const Broken = -1

// Script is a platform that expects certain requests in order.
func Script(t testing.TB, steps ...Step) *rest.Client {
	t.Helper()
	next := 0
	t.Cleanup(func() {
		if next < len(steps) {
			t.Errorf("%d of %d requests were made", next, len(steps))
		}
	})
	return NewClient(t, func(r *http.Request) (*http.Response, error) {
		got := r.Method + " " + Target(r)
		if next == len(steps) {
			t.Errorf("unexpected request: %s", got)
			return nil, errors.New("unexpected request")
		}
		s := steps[next]
		next++
		if want := sorted(s.Request); got != want {
			t.Errorf("asked %s, want %s", got, want)
		}
		if s.Status == Broken {
			return nil, io.ErrUnexpectedEOF
		}
		return httpmock.NewStringResponse(max(s.Status, http.StatusOK), s.Answer), nil
	})
}
