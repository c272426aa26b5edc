package rest_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/hostcontrol-go/sdk/rest"
)

// roundTrip is a transport made of a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// reply is one canned answer.
type reply struct {
	status int
	header map[string]string
	body   string
	err    error
}

func (a reply) response(r *http.Request) (*http.Response, error) {
	if a.err != nil {
		return nil, a.err
	}
	h := http.Header{}
	for k, v := range a.header {
		h.Set(k, v)
	}
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", "application/json")
	}
	status := a.status
	if status == 0 {
		status = 200
	}
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r, Header: h,
		ContentLength: int64(len(a.body)), Body: io.NopCloser(strings.NewReader(a.body)),
	}, nil
}

// script answers the nth request with the nth reply, further ones with the last.
type script struct {
	mu      sync.Mutex
	replies []reply
	seen    []*http.Request
	bodies  []string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	body := ""
	if r.Body != nil {
		b, _ := io.ReadAll(r.Body)
		_ = r.Body.Close()
		body = string(b)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, r)
	s.bodies = append(s.bodies, body)
	return s.replies[min(len(s.seen), len(s.replies))-1].response(r)
}

func (s *script) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.seen)
}

const testKey = "key-c4n4ry-7f3a"

// newClient makes a client without pacing on a transport.
func newClient(t testing.TB, transport http.RoundTripper, change ...func(*rest.Config)) *rest.Client {
	t.Helper()
	cfg := rest.Config{
		BaseURL:     "https://api.example.com/api/v1",
		Credentials: rest.APIKey(rest.NewSecret(testKey), ""),
		HTTPClient:  &http.Client{Transport: transport},
		Limiter:     rest.Unlimited(),
	}
	for _, f := range change {
		f(&cfg)
	}
	c, err := rest.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

type thing struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func readCall() rest.Call {
	return rest.Call{Operation: "things.get", Method: http.MethodGet, Path: rest.At("/thing/{id}", "7"), Effect: rest.Read}
}

func onceCall() rest.Call {
	return rest.Call{
		Operation: "things.create", Method: http.MethodPost, Path: rest.At("/thing"),
		Body: map[string]string{"name": "a"}, Effect: rest.Once, Reference: "ref-1",
	}
}

func putCall() rest.Call {
	return rest.Call{
		Operation: "things.update", Method: http.MethodPut, Path: rest.At("/thing/{id}", "7"),
		Body: map[string]string{"name": "a"}, Effect: rest.Idempotent,
	}
}

func listCall() rest.Call {
	return rest.Call{Operation: "things.list", Method: http.MethodGet, Path: rest.At("/thing"), Effect: rest.Read}
}

func thingID(t *thing) int64 { return t.ID }

const okBody = `{"result": {"id": 7, "name": "seven"}, "success": true}`

func get(ctx context.Context, c *rest.Client, opts ...rest.CallOption) (*thing, error) {
	return rest.Do[thing](ctx, c, readCall(), opts...)
}

func refusal(code, message string) string {
	return fmt.Sprintf(`{"success": false, "error": {"code": %q, "message": %q}}`, code, message)
}

type (
	httpRequest  = http.Request
	httpResponse = http.Response
)
