package rest_test

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"golang.org/x/oauth2"

	"github.com/hostcontrol-go/sdk/rest"
)

// canaries must not be seen anywhere.
var canaries = []string{testKey, "p4ssw0rd-canary", "t0ken-canary", "cl1ent-canary"}

func findCanary(text string) string {
	for _, canary := range canaries {
		if strings.Contains(text, canary) {
			return canary
		}
	}
	return ""
}

var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"}

func TestSecretIsNotShown(t *testing.T) {
	t.Parallel()
	secret := rest.NewSecret("p4ssw0rd-canary")
	type nested struct {
		Open   rest.Secret
		hidden rest.Secret
		Ptr    *rest.Secret
		List   []rest.Secret
		Map    map[string]rest.Secret
		Any    any
	}
	values := []any{
		secret, &secret, nested{secret, secret, &secret, []rest.Secret{secret}, map[string]rest.Secret{"a": secret}, secret},
		&nested{Open: secret, hidden: secret}, fmt.Errorf("wrapped: %v", secret),
	}
	for _, value := range values {
		for _, verb := range verbs {
			if text := fmt.Sprintf(verb, value); findCanary(text) != "" || strings.Contains(text, "70347373773072") {
				t.Errorf("%s of %T shows %s", verb, value, text)
			}
		}
	}
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(handler).Info("x", "secret", secret, "pointer", &secret, "struct", nested{Open: secret, Any: secret})
	}
	v1, err := stdjson.Marshal(map[string]any{"a": secret, "b": &secret})
	if err != nil {
		t.Fatal(err)
	}
	v2, err := json.Marshal(map[string]any{"a": secret, "b": &secret})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{log.String(), string(v1), string(v2)} {
		if findCanary(text) != "" || !strings.Contains(text, "[redacted]") {
			t.Errorf("shows %s", text)
		}
	}
}

func TestSecret(t *testing.T) {
	t.Parallel()
	var zero rest.Secret
	if !zero.IsZero() || zero.String() != "" || zero.Reveal() != "" || !zero.Equal(rest.NewSecret("")) {
		t.Error("the zero secret is not empty")
	}
	a := rest.NewSecret("a")
	if a.IsZero() || a.Reveal() != "a" || !a.Equal(rest.NewSecret("a")) || a.Equal(rest.NewSecret("b")) || a.Equal(zero) {
		t.Error("secrets do not compare")
	}
	var in struct{ A, B, C rest.Secret }
	if err := json.Unmarshal([]byte(`{"A": "x\ny", "B": null, "C": ""}`), &in); err != nil || in.A.Reveal() != "x\ny" || !in.B.IsZero() || !in.C.IsZero() {
		t.Errorf("got %v", err)
	}
	if err := json.Unmarshal([]byte(`{"A": {"p4ssw0rd-canary": 1}}`), &in); err == nil || findCanary(err.Error()) != "" {
		t.Errorf("got %v", err)
	}
	s := &script{replies: []reply{{body: `{"result": "s", "success": true}`}, {body: `{"result": {}, "success": true}`}}}
	c := newClient(t, s)
	if got, err := rest.Do[rest.Secret](t.Context(), c, readCall()); err != nil || got.Reveal() != "s" {
		t.Errorf("got %v", err)
	}
	if _, err := rest.Do[rest.Secret](t.Context(), c, readCall()); err == nil || !strings.Contains(err.Error(), "JSON object where string is wanted") {
		t.Errorf("got %v", err)
	}
}

// TestCanary drives calls into every kind of failure with answers that repeat
// what was sent, and looks at everything that can be printed.
func TestCanary(t *testing.T) {
	t.Parallel()
	echo := strings.Join(canaries, " ")
	header := map[string]string{"Content-Type": "text/html", "X-Request-Id": "r"}
	replies := map[string]reply{
		"message":    {body: refusal("x_y", echo)},
		"code":       {body: refusal(echo, "")},
		"fields":     {body: `{"success": false, "error": {"message": {"password": ["` + echo + `"]}}}`},
		"HTML":       {status: 502, header: header, body: echo},
		"HTML 200":   {header: header, body: "<title>" + echo + "</title>"},
		"transport":  {err: errors.New("cannot send " + echo)},
		"wrong type": {body: `{"success": true, "result": {"id": "` + echo + `"}}`},
		"redirect":   {status: 302, header: map[string]string{"Location": "https://example.net/" + testKey + "?" + testKey}},
		"401":        {status: 401, body: refusal("x_y", echo)},
		"content":    {header: map[string]string{"Content-Type": testKey}, body: "?"},
	}
	credentials := map[string]rest.Credentials{
		"key":    rest.APIKey(rest.NewSecret(testKey), ""),
		"basic":  rest.Basic("example", rest.NewSecret(testKey)),
		"bearer": rest.Bearer(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "t0ken-canary"})),
		"client": rest.ClientCredentials("https://api.example.com/token", "id", rest.NewSecret("cl1ent-canary")),
	}
	type params struct {
		Password rest.Secret    `json:"password"`
		Deep     []any          `json:"deep"`
		More     *rest.Secret   `json:"more"`
		Map      map[string]any `json:"map"`
	}
	p4ss, t0ken, cl1ent, key := rest.NewSecret("p4ssw0rd-canary"), rest.NewSecret("t0ken-canary"), rest.NewSecret("cl1ent-canary"), rest.NewSecret(testKey)
	for credName, cred := range credentials {
		for name, in := range replies {
			var log bytes.Buffer
			var response rest.Response
			transport := roundTrip(func(r *http.Request) (*http.Response, error) {
				if r.URL.Path == "/token" {
					return reply{body: `{"access_token": "t0ken-canary", "expires_in": 300}`}.response(r)
				}
				return in.response(r)
			})
			c := newClient(t, transport, swift, func(cfg *rest.Config) {
				cfg.Credentials = cred
				cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			})
			for _, call := range []rest.Call{readCall(), putCall(), onceCall()} {
				if call.Method != http.MethodGet {
					call.Body = params{Password: p4ss, Deep: []any{cl1ent, &t0ken}, More: &key, Map: map[string]any{}}
				} else if name != "transport" && name != "content" {
					continue // nothing secret but the credentials goes out, and they do not all
				}
				log.Reset()
				_, err := rest.Do[thing](t.Context(), c, call, rest.CaptureResponse(&response))
				if err == nil {
					t.Fatalf("%s %s: no error", credName, name)
				}
				seen := []string{log.String()}
				for _, verb := range verbs {
					seen = append(seen, fmt.Sprintf(verb, err), fmt.Sprintf(verb, c), fmt.Sprintf(verb, cred), fmt.Sprintf(verb, response), fmt.Sprintf(verb, &response), fmt.Sprintf(verb, call.Body))
					for e := err; e != nil; e = errors.Unwrap(e) {
						seen = append(seen, fmt.Sprintf(verb, e))
					}
				}
				for _, text := range seen {
					if canary := findCanary(text); canary != "" && (call.Method != http.MethodGet || canary == testKey && credName == "key") {
						t.Errorf("%s, %s, %s: %s is seen in %.300s", credName, name, call.Method, canary, text)
						break
					}
				}
			}
		}
	}
}
