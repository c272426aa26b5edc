package rest_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hostcontrol-go/sdk/rest"
)

func TestPathSegmentsStayInTheirPlace(t *testing.T) {
	t.Parallel()
	tests := map[string]string{ // segment to what is sent, "" if refused
		"35":              "35",
		"example.com":     "example.com",
		"../admin?x=1#f":  "..%2Fadmin%3Fx=1%23f",
		"..%2fadmin":      "..%252fadmin",
		"%2e%2e":          "%252e%252e",
		"a/b":             "a%2Fb",
		"a b":             "a%20b",
		"münchen.example": "m%C3%BCnchen.example",
		"a;b=c":           "a%3Bb=c",
		"...":             "...",
		`..\admin`:        "..%5Cadmin",
		"":                "",
		".":               "",
		"..":              "",
		"a\x00b":          "",
		"a\r\nHost: x":    "",
		"\xff":            "",
	}
	for segment, want := range tests {
		s := &script{replies: []reply{{body: okBody}}}
		call := readCall()
		call.Path = rest.At("/thing/{name}/part", segment)
		_, err := rest.Do[thing](t.Context(), newClient(t, s), call)
		if want == "" {
			e, ok := errors.AsType[*rest.Error](err)
			if !ok || !errors.Is(err, rest.ErrValidation) || s.count() != 0 || len(e.Fields) != 1 || e.Fields[0].Field != "name" || e.Operation != "things.get" {
				t.Errorf("%q: %v after %d requests", segment, err, s.count())
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", segment, err)
			continue
		}
		u := s.seen[0].URL
		if got := u.EscapedPath(); got != "/api/v1/thing/"+want+"/part" {
			t.Errorf("%q was sent as %s", segment, got)
		}
		if u.RawQuery != "" || u.Fragment != "" || !strings.HasPrefix(u.String(), "https://api.example.com/api/v1/thing/") {
			t.Errorf("%q became %s", segment, u)
		}
	}
}

func TestPathTemplates(t *testing.T) {
	t.Parallel()
	if got := rest.At("/a/{b}/c/{d}", "1", "2/3").String(); got != "/a/1/c/2%2F3" {
		t.Error(got)
	}
	for _, p := range []rest.Path{rest.At("/a/{b}"), rest.At("/a/{b}", "1", "2"), rest.At("/a/{b}/{c}", "1")} {
		s := &script{replies: []reply{{body: okBody}}}
		call := readCall()
		call.Path = p
		if _, err := rest.Do[thing](t.Context(), newClient(t, s), call); err == nil || s.count() != 0 {
			t.Errorf("%s: %v", p, err)
		}
	}
}

// FuzzPath: whatever a segment holds, the request's path has as many segments
// as its template and the segment comes back as it was.
func FuzzPath(f *testing.F) {
	for _, s := range []string{"35", "../admin?x=1#f", "%2e%2e", "a\x00", "é", "%", "a;b", "?", "#", "//"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, segment string) {
		var got *http.Request
		c := newClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
			got = r
			return reply{body: okBody}.response(r)
		}))
		call := readCall()
		call.Path = rest.At("/thing/{name}/part", segment)
		_, err := rest.Do[thing](t.Context(), c, call)
		if err != nil {
			if got != nil || !errors.Is(err, rest.ErrValidation) {
				t.Fatalf("%q: %v", segment, err)
			}
			return
		}
		sent := strings.Split(got.URL.EscapedPath(), "/")
		back, err := url.PathUnescape(sent[4])
		if len(sent) != 6 || err != nil || back != segment || !utf8.ValidString(segment) || got.URL.RawQuery != "" {
			t.Fatalf("%q was sent as %q", segment, got.URL)
		}
	})
}
