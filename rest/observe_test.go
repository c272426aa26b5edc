package rest_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hostcontrol-go/sdk/rest"
)

func TestObserverAndLog(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{replies: []reply{
			{status: 503, header: map[string]string{"Retry-After": "2", "X-Request-Id": "r-1"}},
			{body: okBody, header: map[string]string{"X-Request-Id": "r-2"}},
		}}
		slow := roundTrip(func(r *http.Request) (*http.Response, error) {
			pass(time.Second / 4)
			return s.RoundTrip(r)
		})
		var log bytes.Buffer
		var got []rest.Attempt
		var response rest.Response
		c := newClient(t, slow, func(cfg *rest.Config) {
			cfg.Observe = func(_ context.Context, a rest.Attempt) { got = append(got, a) }
			cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
				if a.Key == slog.TimeKey {
					return slog.Attr{}
				}
				return a
			}}))
		})
		if _, err := rest.Do[thing](t.Context(), c, putCall(), rest.CaptureResponse(&response)); err != nil {
			t.Fatal(err)
		}
		want := []rest.Attempt{
			{Operation: "things.update", Method: "PUT", Template: "/thing/{id}", Number: 1, Status: 503, Duration: time.Second / 4, BytesSent: 12, RequestID: "r-1", Retry: true},
			{Operation: "things.update", Method: "PUT", Template: "/thing/{id}", Number: 2, Status: 200, Duration: time.Second / 4, Waited: 2 * time.Second, BytesSent: 12, BytesReceived: int64(len(okBody)), RequestID: "r-2"},
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(rest.Attempt{}, "Err")); diff != "" {
			t.Error(diff)
		}
		if got[0].Err == nil || got[1].Err != nil {
			t.Errorf("errors %v, %v", got[0].Err, got[1].Err)
		}
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		if diff := cmp.Diff([]string{
			`level=WARN msg="hostcontrol request is retried" operation=things.update method=PUT path=/thing/{id} attempt=1 status=503 duration=250ms waited=0s sent=12 received=0 request_id=r-1 error="things.update: PUT /thing/7: status 503: the answer is empty (retry after 2s) (request r-1)"`,
			`level=DEBUG msg="hostcontrol request" operation=things.update method=PUT path=/thing/{id} attempt=2 status=200 duration=250ms waited=2s sent=12 received=55 request_id=r-2`,
		}, lines); diff != "" {
			t.Error(diff)
		}
		if response.Status != 200 || response.Attempts != 2 || response.Duration != 2500*time.Millisecond || response.RequestID != "r-2" || string(response.Body) != okBody || response.Header.Get("X-Request-Id") != "r-2" {
			t.Errorf("captured %v %q", response, response.Body)
		}
	})
}

func TestCaptureOfAFailure(t *testing.T) {
	t.Parallel()
	var response rest.Response
	s := &script{replies: []reply{{status: 404, body: "gone"}}}
	if _, err := get(t.Context(), newClient(t, s), rest.CaptureResponse(&response)); err == nil || response.Status != 404 || string(response.Body) != "gone" {
		t.Errorf("captured %v, %v", response, err)
	}
}

func TestMiddleware(t *testing.T) {
	t.Parallel()
	var order []string
	wrap := func(name string) func(http.RoundTripper) http.RoundTripper {
		return func(next http.RoundTripper) http.RoundTripper {
			return roundTrip(func(r *http.Request) (*http.Response, error) {
				operation, template, ok := rest.OperationFrom(r.Context())
				order = append(order, name+" "+operation+" "+template)
				if !ok || r.Header.Get("X-Apikey") != testKey {
					t.Errorf("%s sees %v", name, r.Header)
				}
				return next.RoundTrip(r)
			})
		}
	}
	s := &script{replies: []reply{{body: okBody}}}
	mine := &http.Client{Transport: s}
	c := newClient(t, s, func(cfg *rest.Config) {
		cfg.HTTPClient = mine
		cfg.Middleware = []func(http.RoundTripper) http.RoundTripper{wrap("outer"), wrap("inner")}
	})
	if _, err := get(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"outer things.get /thing/{id}", "inner things.get /thing/{id}"}, order); diff != "" {
		t.Error(diff)
	}
	if mine.Transport != http.RoundTripper(s) || mine.CheckRedirect != nil {
		t.Error("the caller's client was changed")
	}
	if _, _, ok := rest.OperationFrom(t.Context()); ok {
		t.Error("an operation out of nowhere")
	}
}

// TestSilence: nothing is printed that nobody asked for.
func TestSilence(t *testing.T) {
	out, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	stdout, stderr := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = out, out
	defer func() { os.Stdout, os.Stderr = stdout, stderr }()
	s := &script{replies: []reply{{status: 500}, {status: 429}, {body: "?"}, {body: okBody}}}
	_, callErr := get(t.Context(), newClient(t, s, swift))
	os.Stdout, os.Stderr = stdout, stderr
	if callErr != nil {
		t.Fatal(callErr)
	}
	_, _ = out.Seek(0, io.SeekStart)
	if printed, _ := io.ReadAll(out); len(printed) > 0 {
		t.Errorf("printed %q", printed)
	}
}
