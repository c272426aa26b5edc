package rest_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hostcontrol-go/sdk/rest"
)

// peer is a raw TCP server: what happens to a connection is up to the test.
type peer struct {
	listener net.Listener
	accepted atomic.Int64
	requests atomic.Int64
	wg       sync.WaitGroup
}

func newPeer(t *testing.T, serve func(p *peer, conn net.Conn)) *peer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{listener: l}
	p.wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			p.accepted.Add(1)
			p.wg.Go(func() {
				defer conn.Close()
				serve(p, conn)
			})
		}
	})
	t.Cleanup(func() { l.Close(); p.wg.Wait() })
	return p
}

func (p *peer) url() string { return "http://" + p.listener.Addr().String() }

// readRequest reads a whole request, body included.
func (p *peer) readRequest(conn net.Conn) bool {
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return false
	}
	_, _ = r.Body.Read(make([]byte, 1<<16))
	p.requests.Add(1)
	return true
}

func swift(c *rest.Config) {
	c.MinBackoff, c.MaxBackoff = time.Microsecond, time.Microsecond
	c.Retries = 3
}

func clientOf(t *testing.T, baseURL string) *rest.Client {
	transport := rest.NewTransport()
	t.Cleanup(transport.CloseIdleConnections)
	return newClient(t, transport, swift, func(c *rest.Config) { c.BaseURL = baseURL })
}

// doOnce makes a Once call whose reconciler finds nothing, finds the thing, or
// cannot tell.
func doOnce(ctx context.Context, c *rest.Client, found *thing, err error, looks *int) (*thing, error) {
	return rest.DoOnce(ctx, c, onceCall(), func(context.Context) (*thing, error) {
		*looks++
		return found, err
	})
}

var errCannotTell = errors.New("cannot tell")

func TestEffectsOnConnections(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refusing := "http://" + closed.Addr().String()
	closed.Close()

	peers := []struct {
		name  string
		left  bool
		serve func(*peer, net.Conn)
	}{
		{"refuses", false, nil},
		{"closes before reading", true, func(*peer, net.Conn) {}},
		{"reads all, then closes", true, func(p *peer, c net.Conn) { p.readRequest(c) }},
		{"answers half a header", true, func(p *peer, c net.Conn) {
			if p.readRequest(c) {
				fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Ty")
			}
		}},
		{"answers half a body", true, func(p *peer, c net.Conn) {
			if p.readRequest(c) {
				fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(okBody), okBody[:20])
			}
		}},
	}
	for _, tt := range peers {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			start := func(t *testing.T) (*rest.Client, func() int64) {
				if tt.serve == nil {
					return clientOf(t, refusing), func() int64 { return 0 }
				}
				p := newPeer(t, tt.serve)
				return clientOf(t, p.url()), p.accepted.Load
			}
			for _, call := range []rest.Call{readCall(), putCall()} {
				t.Run(call.Effect.String()+" is repeated", func(t *testing.T) {
					t.Parallel()
					c, accepted := start(t)
					_, err := rest.Do[thing](t.Context(), c, call)
					e, ok := errors.AsType[*rest.Error](err)
					if !ok || e.Attempts != 4 || !errors.Is(err, rest.ErrNoAnswer) {
						t.Fatalf("got %v", err)
					}
					if n := accepted(); tt.left && n < 4 {
						t.Errorf("%d connections", n)
					}
				})
			}
			t.Run("once, cannot tell", func(t *testing.T) {
				t.Parallel()
				c, accepted := start(t)
				looks := 0
				_, err := doOnce(t.Context(), c, nil, errCannotTell, &looks)
				if !tt.left {
					if errors.Is(err, rest.ErrOutcomeUnknown) || looks != 0 {
						t.Fatalf("never left, yet %v after %d looks", err, looks)
					}
					if e, ok := errors.AsType[*rest.Error](err); !ok || e.Attempts != 4 {
						t.Fatalf("what never left is repeated: %v", err)
					}
					return
				}
				if n := accepted(); n != 1 || looks != 1 || !errors.Is(err, rest.ErrOutcomeUnknown) || !errors.Is(err, errCannotTell) {
					t.Fatalf("%d requests, %d looks, %v", n, looks, err)
				}
				e, _ := errors.AsType[*rest.OutcomeUnknownError](err)
				if e.Operation != "things.create" || e.Reference != "ref-1" || e.Method != "POST" || e.Path != "/thing" {
					t.Errorf("got %+v", e)
				}
			})
			if !tt.left {
				return
			}
			t.Run("once, happened", func(t *testing.T) {
				t.Parallel()
				c, accepted := start(t)
				looks := 0
				got, err := doOnce(t.Context(), c, &thing{ID: 7}, nil, &looks)
				if err != nil || got.ID != 7 || looks != 1 || accepted() != 1 {
					t.Fatal(got, err, looks, accepted())
				}
			})
			t.Run("once, did not happen", func(t *testing.T) {
				t.Parallel()
				c, accepted := start(t)
				looks := 0
				_, err := doOnce(t.Context(), c, nil, nil, &looks)
				if !errors.Is(err, rest.ErrOutcomeUnknown) || looks != 4 || accepted() != 4 {
					t.Fatal(err, looks, accepted())
				}
			})
			t.Run("once, without a reconciler", func(t *testing.T) {
				t.Parallel()
				c, accepted := start(t)
				_, err := rest.Do[thing](t.Context(), c, onceCall())
				if !errors.Is(err, rest.ErrOutcomeUnknown) || accepted() != 1 {
					t.Fatal(err, accepted())
				}
			})
		})
	}
}

// TestEffectsOnAnswers walks the columns of the table that have an answer.
func TestEffectsOnAnswers(t *testing.T) {
	t.Parallel()
	html := map[string]string{"Content-Type": "text/html"}
	lost := map[string]reply{
		"502 with HTML":  {status: 502, header: html, body: "<h1>Bad Gateway</h1>"},
		"500 with JSON":  {status: 500, body: refusal("internal_error", "Oops.")},
		"503":            {status: 503},
		"200 empty":      {},
		"200 with HTML":  {header: html, body: "<p>hello</p>"},
		"200 cut":        {body: okBody[:30]},
		"302 elsewhere":  {status: 302, header: map[string]string{"Location": "https://login.example.net/"}},
		"internal error": {body: refusal("internal_error", "Oops.")},
		"no answer":      {err: errors.New("connection reset by peer")},
	}
	for name, in := range lost {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, call := range []rest.Call{readCall(), putCall()} {
				s := &script{replies: []reply{in, in, {body: okBody}}}
				got, err := rest.Do[thing](t.Context(), newClient(t, s, swift), call)
				if err != nil || got.ID != 7 || s.count() != 3 {
					t.Errorf("%s: %v %v after %d requests", call.Effect, got, err, s.count())
				}
			}
			s := &script{replies: []reply{in, {body: okBody}}}
			looks := 0
			if _, err := doOnce(t.Context(), newClient(t, s, swift), nil, errCannotTell, &looks); !errors.Is(err, rest.ErrOutcomeUnknown) || s.count() != 1 {
				t.Errorf("cannot tell: %v after %d requests", err, s.count())
			}
			s, looks = &script{replies: []reply{in, {body: okBody}}}, 0
			if got, err := doOnce(t.Context(), newClient(t, s, swift), nil, nil, &looks); err != nil || got.ID != 7 || s.count() != 2 || looks != 1 {
				t.Errorf("did not happen: %v %v after %d requests", got, err, s.count())
			}
			s, looks = &script{replies: []reply{in}}, 0
			if got, err := doOnce(t.Context(), newClient(t, s, swift), &thing{ID: 9}, nil, &looks); err != nil || got.ID != 9 || s.count() != 1 {
				t.Errorf("happened: %v %v after %d requests", got, err, s.count())
			}
		})
	}
	t.Run("429 is repeated for all", func(t *testing.T) {
		t.Parallel()
		for _, slow := range []reply{{status: 429}, {body: refusal("rate_limited", "Slow down.")}} {
			for _, call := range []rest.Call{readCall(), putCall(), onceCall()} {
				s := &script{replies: []reply{slow, slow, {body: okBody}}}
				got, err := rest.Do[thing](t.Context(), newClient(t, s, swift), call)
				if err != nil || got.ID != 7 || s.count() != 3 {
					t.Errorf("%s: %v %v after %d requests", call.Effect, got, err, s.count())
				}
			}
		}
	})
	t.Run("refusals are final for all", func(t *testing.T) {
		t.Parallel()
		for _, no := range []reply{{status: 400}, {status: 404, header: html, body: "gone"}, {body: refusal("domain_taken", "")}, {status: 401}} {
			for _, call := range []rest.Call{readCall(), putCall(), onceCall()} {
				s := &script{replies: []reply{no, {body: okBody}}}
				if _, err := rest.Do[thing](t.Context(), newClient(t, s, swift), call); err == nil || errors.Is(err, rest.ErrOutcomeUnknown) || s.count() != 1 {
					t.Errorf("%s: %v after %d requests", call.Effect, err, s.count())
				}
			}
		}
	})
}

func TestOnceAfterALostAnswer(t *testing.T) {
	t.Parallel()
	bad := reply{status: 502}
	taken := reply{body: refusal("email_in_use", "In use.")}
	t.Run("the refusal of the repetition is looked into", func(t *testing.T) {
		t.Parallel()
		// The first request is carried out late: not there at the first look, in
		// the way of the second request, found by the second look.
		s := &script{replies: []reply{bad, taken}}
		looks := 0
		got, err := rest.DoOnce(t.Context(), newClient(t, s, swift), onceCall(), func(context.Context) (*thing, error) {
			if looks++; looks == 1 {
				return nil, nil
			}
			return &thing{ID: 3}, nil
		})
		if err != nil || got.ID != 3 || s.count() != 2 {
			t.Fatal(got, err, s.count())
		}
	})
	t.Run("a refusal that is not ours stands", func(t *testing.T) {
		t.Parallel()
		s := &script{replies: []reply{bad, taken}}
		looks := 0
		if _, err := doOnce(t.Context(), newClient(t, s, swift), nil, nil, &looks); !errors.Is(err, rest.Code("email_in_use")) || errors.Is(err, rest.ErrOutcomeUnknown) || looks != 2 {
			t.Fatal(err, looks)
		}
	})
	t.Run("success without a usable result is never repeated", func(t *testing.T) {
		t.Parallel()
		for _, body := range []string{`{"success": true}`, `{"success": true, "result": {"id": "x"}}`, `{"success": true, "result": []}`} {
			s := &script{replies: []reply{{body: body}}}
			looks := 0
			if _, err := doOnce(t.Context(), newClient(t, s, swift), nil, nil, &looks); !errors.Is(err, rest.ErrOutcomeUnknown) || s.count() != 1 || looks != 1 {
				t.Errorf("%s: %v after %d requests, %d looks", body, err, s.count(), looks)
			}
			s, looks = &script{replies: []reply{{body: body}}}, 0
			if got, err := doOnce(t.Context(), newClient(t, s, swift), &thing{ID: 4}, nil, &looks); err != nil || got.ID != 4 {
				t.Errorf("%s: %v %v", body, got, err)
			}
		}
	})
	t.Run("held back afterwards, so unknown", func(t *testing.T) {
		t.Parallel()
		s := &script{replies: []reply{bad, {status: 429, header: map[string]string{"Retry-After": "3600"}}}}
		looks := 0
		_, err := doOnce(t.Context(), newClient(t, s, swift), nil, nil, &looks)
		if !errors.Is(err, rest.ErrOutcomeUnknown) || !errors.Is(err, rest.ErrRateLimited) || !errors.Is(err, rest.ErrServer) {
			t.Fatal(err)
		}
	})
	t.Run("a reference that was used is looked into", func(t *testing.T) {
		t.Parallel()
		used := reply{body: `{"success": false, "error": {"code": "request_validation_failed", "message": {"client_reference": ["Used before."]}}}`}
		for name, tt := range map[string]struct {
			found *thing
			look  error
			want  error
		}{"ours": {&thing{ID: 5}, nil, nil}, "another's": {nil, nil, rest.ErrValidation}, "cannot tell": {nil, errCannotTell, rest.ErrOutcomeUnknown}} {
			s := &script{replies: []reply{used}}
			looks := 0
			got, err := doOnce(t.Context(), newClient(t, s, swift), tt.found, tt.look, &looks)
			if !errors.Is(err, tt.want) || tt.want == nil && got.ID != 5 || looks != 1 || s.count() != 1 {
				t.Errorf("%s: %v, %v", name, got, err)
			}
		}
	})
	t.Run("told to come back much later, so unknown at once", func(t *testing.T) {
		t.Parallel()
		s := &script{replies: []reply{{status: 503, header: map[string]string{"Retry-After": "3600"}}}}
		looks := 0
		if _, err := doOnce(t.Context(), newClient(t, s, swift), nil, nil, &looks); !errors.Is(err, rest.ErrOutcomeUnknown) || s.count() != 1 || looks != 1 {
			t.Fatal(err, s.count(), looks)
		}
	})
	t.Run("told to come back soon, so repeated then", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := &script{replies: []reply{{status: 503, header: map[string]string{"Retry-After": "30"}}, {body: okBody}}}
			looks, start := 0, time.Now()
			if _, err := doOnce(t.Context(), newClient(t, s, swift), nil, nil, &looks); err != nil || time.Since(start) != 30*time.Second {
				t.Fatal(err, time.Since(start))
			}
		})
	})
	t.Run("without retry it is looked up all the same", func(t *testing.T) {
		t.Parallel()
		s := &script{replies: []reply{bad}}
		_, err := rest.DoOnce(t.Context(), newClient(t, s), onceCall(), func(context.Context) (*thing, error) { return nil, nil }, rest.WithoutRetry())
		if !errors.Is(err, rest.ErrOutcomeUnknown) || s.count() != 1 {
			t.Fatal(err, s.count())
		}
	})
}

func TestAnIgnorantTransportProvesNothing(t *testing.T) {
	t.Parallel()
	// This transport reports nothing to httptrace; that its error sounds as if
	// the request never left is no proof.
	s := &script{replies: []reply{{err: &net.OpError{Op: "dial", Err: errors.New("connection refused")}}}}
	_, err := rest.Do[thing](t.Context(), newClient(t, s, swift), onceCall())
	if !errors.Is(err, rest.ErrOutcomeUnknown) || s.count() != 1 {
		t.Fatal(err, s.count())
	}
}

func TestBodylessCalls(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]string{"GET": "", "POST": "[]", "PUT": "[]", "DELETE": "[]"} {
		s := &script{replies: []reply{{body: `{"success": true}`}}}
		call := rest.Call{Operation: "x", Method: method, Path: rest.At("/x"), Effect: rest.Idempotent}
		if _, err := rest.Do[rest.None](t.Context(), newClient(t, s), call); err != nil || s.bodies[0] != want {
			t.Errorf("%s sent %q, %v", method, s.bodies[0], err)
		}
		if got := s.seen[0].Header.Get("Content-Type"); (got == "application/json") != (want != "") {
			t.Errorf("%s: content type %q", method, got)
		}
	}
}

func TestBodyIsTheSameInEveryAttempt(t *testing.T) {
	t.Parallel()
	s := &script{replies: []reply{{status: 502}, {status: 429}, {body: okBody}}}
	call := putCall()
	call.Body = struct {
		Password rest.Secret `json:"password"`
		Name     string      `json:"name"`
	}{rest.NewSecret("hunter2"), "a"}
	if _, err := rest.Do[thing](t.Context(), newClient(t, s, swift), call); err != nil {
		t.Fatal(err)
	}
	if want := `{"password":"hunter2","name":"a"}`; strings.Join(s.bodies, "") != strings.Repeat(want, 3) {
		t.Errorf("got %q", s.bodies)
	}
}
