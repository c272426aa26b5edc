package billing_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

const basePath = "/api/v1"

// newClient makes a client whose requests go to a responder.
func newClient(t testing.TB, respond httpmock.Responder) *rest.Client {
	t.Helper()
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(respond)
	client, err := rest.New(rest.Config{
		BaseURL:     "https://backoffice.example.com" + basePath,
		Credentials: rest.APIKey(rest.NewSecret("key"), ""),
		HTTPClient:  &http.Client{Transport: transport},
		Limiter:     rest.Unlimited(),
		MinBackoff:  time.Microsecond,
		MaxBackoff:  time.Microsecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// noRequest is a platform that must not be asked.
func noRequest(t *testing.T) httpmock.Responder {
	return func(r *http.Request) (*http.Response, error) {
		t.Errorf("unexpected request: %s %s", r.Method, target(r))
		return nil, errors.New("unexpected request")
	}
}

// target is what a request asks for, as it is on the wire.
func target(r *http.Request) string {
	return sorted(strings.TrimPrefix(r.URL.EscapedPath(), basePath) + "?" + r.URL.RawQuery)
}

// sorted brings the query of a target into order, since its order is nobody's
// concern.
func sorted(target string) string {
	path, query, _ := strings.Cut(target, "?")
	if query == "" {
		return path
	}
	parameters := strings.Split(query, "&")
	slices.Sort(parameters)
	return path + "?" + strings.Join(parameters, "&")
}

func success(result string) string { return `{"result":` + result + `,"success":true}` }

func failure(code string) string { return `{"success":false,"error":{"code":"` + code + `"}}` }

// An exchange is a call, the request it makes and what it makes of the answer.
type exchange struct {
	name   string
	call   func(context.Context, *rest.Client) (any, error)
	method string
	target string
	body   string // JSON
	answer string // JSON, the result; empty where there is none
	want   any    // nil where only the error matters
}

func runExchanges(t *testing.T, tests []exchange) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			asked := 0
			client := newClient(t, func(r *http.Request) (*http.Response, error) {
				asked++
				tt.check(t, r)
				if tt.answer == "" {
					return httpmock.NewStringResponse(http.StatusOK, `{"success":true}`), nil
				}
				return httpmock.NewStringResponse(http.StatusOK, success(tt.answer)), nil
			})
			got, err := tt.call(t.Context(), client)
			if err != nil {
				t.Fatal(err)
			}
			if asked != 1 {
				t.Errorf("%d requests, want 1", asked)
			}
			if tt.want == nil {
				return
			}
			if diff := cmp.Diff(tt.want, got, compareValues); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func (tt *exchange) check(t *testing.T, r *http.Request) {
	if got, want := target(r), sorted(tt.target); r.Method != tt.method || got != want {
		t.Errorf("asked %s %s, want %s %s", r.Method, got, tt.method, want)
	}
	if diff := cmp.Diff(canonical(t, tt.body), canonical(t, readBody(t, r))); diff != "" {
		t.Error("body:", diff)
	}
}

func readBody(t *testing.T, r *http.Request) string {
	t.Helper()
	if r.Body == nil {
		return ""
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	return string(body)
}

func canonical(t *testing.T, text string) string {
	t.Helper()
	if text == "" {
		return ""
	}
	value := jsontext.Value(text)
	if err := value.Canonicalize(); err != nil {
		t.Errorf("%s: %v", text, err)
	}
	return string(value)
}

// compareValues compares what results are made of. Raw JSON is compared by its
// text.
var compareValues = cmp.Options{
	cmp.Comparer(func(a, b jsontext.Value) bool { return string(a) == string(b) }),
	cmp.Comparer(func(a, b currency.Amount) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b rest.Secret) bool { return a.Equal(b) }),
}

// A step is a request that is expected and the answer it gets.
type step struct {
	request string // method and target
	status  int    // 0 means 200, -1 a connection that breaks
	answer  string
}

const broken = -1

// script is a platform that expects certain requests in order.
func script(t *testing.T, steps ...step) *rest.Client {
	t.Helper()
	next := 0
	t.Cleanup(func() {
		if next < len(steps) {
			t.Errorf("%d of %d requests were made", next, len(steps))
		}
	})
	return newClient(t, func(r *http.Request) (*http.Response, error) {
		got := r.Method + " " + target(r)
		if next == len(steps) {
			t.Errorf("unexpected request: %s", got)
			return nil, errors.New("unexpected request")
		}
		s := steps[next]
		next++
		if want := sorted(s.request); got != want {
			t.Errorf("asked %s, want %s", got, want)
		}
		if s.status == broken {
			return nil, io.ErrUnexpectedEOF
		}
		return httpmock.NewStringResponse(max(s.status, http.StatusOK), s.answer), nil
	})
}

// newPlatform starts the platform in memory and a client of it.
func newPlatform(t *testing.T, opts hostcontroltest.Options) (*hostcontroltest.Server, *rest.Client) {
	t.Helper()
	srv := hostcontroltest.NewServer(opts)
	t.Cleanup(srv.Close)
	client, err := rest.New(rest.Config{
		BaseURL:     srv.URL,
		Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), ""),
		HTTPClient:  srv.Client(),
		Limiter:     rest.Unlimited(),
		Retries:     20,
		MinBackoff:  time.Microsecond,
		MaxBackoff:  time.Microsecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return srv, client
}

// fieldsOf are the problems of a validation error as "field: message".
func fieldsOf(err error) []string {
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

func mustTime(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func mustAmount(t testing.TB, number, code string) currency.Amount {
	t.Helper()
	amount, err := currency.NewAmount(number, code)
	if err != nil {
		t.Fatal(err)
	}
	return amount
}

func encode(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func respond(body string) (*http.Response, error) {
	return httpmock.NewStringResponse(http.StatusOK, body), nil
}
