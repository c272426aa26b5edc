package rest_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/hostcontrol-go/sdk/rest"
)

var pdf = map[string]string{"Content-Type": "application/pdf"}

// broken is a body that ends before its time.
func broken(text string) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		resp, err := reply{header: pdf, body: text}.response(r)
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(text), iotest.ErrReader(io.ErrUnexpectedEOF)))
		resp.ContentLength = -1
		return resp, err
	}
}

func TestStream(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("x", 3<<20)
	tests := map[string]struct {
		replies []reply
		want    string
		err     error
		count   int
	}{
		"document":              {[]reply{{header: pdf, body: "%PDF"}}, "%PDF", nil, 1},
		"larger than an answer": {[]reply{{header: pdf, body: large}}, large, nil, 1},
		"failure, then it":      {[]reply{{status: 502}, {header: pdf}, {header: pdf, body: "%PDF"}}, "%PDF", nil, 3},
		"refused at 200":        {[]reply{{body: refusal("request_resource_unknown", "No such invoice.")}}, "", rest.ErrNotFound, 1},
		"refused at 404":        {[]reply{{status: 404, header: pdf, body: "?"}}, "", rest.ErrNotFound, 1},
		"envelope":              {[]reply{{body: okBody}}, "", nil, 1},
		"nothing":               {[]reply{{header: pdf}}, "", rest.ErrNoAnswer, 4},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{replies: tt.replies}
			var got bytes.Buffer
			n, err := rest.Stream(t.Context(), newClient(t, s, swift, func(c *rest.Config) { c.MaxBody = 1 << 20 }), readCall(), &got)
			if got.String() != tt.want || n != int64(len(tt.want)) || s.count() != tt.count {
				t.Errorf("%d bytes after %d requests, %v", n, s.count(), err)
			}
			if (err == nil) != (tt.want != "") || tt.err != nil && !errors.Is(err, tt.err) {
				t.Errorf("got %v", err)
			}
			if accept := s.seen[0].Header.Get("Accept"); accept != "*/*" {
				t.Errorf("accepts %s", accept)
			}
		})
	}
	t.Run("breaks off", func(t *testing.T) {
		t.Parallel()
		var got bytes.Buffer
		n, err := rest.Stream(t.Context(), newClient(t, broken("%PDF"), swift), readCall(), &got)
		e, ok := errors.AsType[*rest.Error](err)
		if n != 4 || got.String() != "%PDF" || !ok || e.Attempts != 1 || !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "broke off") {
			t.Errorf("%d bytes, %v", n, err)
		}
	})
	t.Run("breaks off before it began", func(t *testing.T) {
		t.Parallel()
		_, err := rest.Stream(t.Context(), newClient(t, broken(""), swift), readCall(), io.Discard)
		if e, ok := errors.AsType[*rest.Error](err); !ok || e.Attempts != 4 || !errors.Is(err, rest.ErrNoAnswer) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("cannot be written", func(t *testing.T) {
		t.Parallel()
		full := errors.New("disk full")
		s := &script{replies: []reply{{header: pdf, body: "%PDF"}}}
		if _, err := rest.Stream(t.Context(), newClient(t, s, swift), readCall(), failingWriter{full}); !errors.Is(err, full) || s.count() != 1 {
			t.Errorf("%v after %d requests", err, s.count())
		}
	})
	t.Run("cannot be asked", func(t *testing.T) {
		t.Parallel()
		call := readCall()
		call.Path = rest.At("/thing/{id}", "..")
		if _, err := rest.Stream(t.Context(), newClient(t, &script{}), call, io.Discard); !errors.Is(err, rest.ErrValidation) {
			t.Errorf("got %v", err)
		}
	})
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }
