package resttest

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
)

// HostileNames are texts that must not leave their place in a path.
var HostileNames = []string{
	"", ".", "..", "\x00", "a\x00b", "a\nb", "\x7f", "\xff",
	"../admin?x=1#f", "../../label", "%2e%2e", "%2e%2e%2flabel", "a/b", "a\\b", "?x=1", "#f", " ", "a b", "ac-1;b", "é", "//evil.example.com/",
}

// NoRequest is a platform that must not be asked.
func NoRequest(t testing.TB) httpmock.Responder {
	return func(r *http.Request) (*http.Response, error) {
		t.Errorf("unexpected request: %s %s", r.Method, Target(r))
		return nil, errors.New("unexpected request")
	}
}

// Target is what a request asks for, as it is on the wire: the path below
// [BasePath] and the query in order.
func Target(r *http.Request) string {
	return sorted(strings.TrimPrefix(r.URL.EscapedPath(), BasePath) + "?" + r.URL.RawQuery)
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

// ReadBody gives the body of a request.
func ReadBody(t testing.TB, r *http.Request) string {
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

// Respond answers 200 with a body.
func Respond(body string) (*http.Response, error) {
	return httpmock.NewStringResponse(http.StatusOK, body), nil
}

// Success is the answer that carries a result.
func Success(result string) string { return `{"result":` + result + `,"success":true}` }

// Failure is the answer that carries the code of an error.
func Failure(code string) string { return `{"success":false,"error":{"code":"` + code + `"}}` }
