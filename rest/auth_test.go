package rest_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"

	"github.com/hostcontrol-go/sdk/rest"
)

func TestFixedCredentials(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		credentials rest.Credentials
		want        map[string]string
	}{
		"key":           {rest.APIKey(rest.NewSecret("k"), ""), map[string]string{"X-Apikey": "k", "Label": "", "Authorization": ""}},
		"key and label": {rest.APIKey(rest.NewSecret("k"), "l"), map[string]string{"X-Apikey": "k", "Label": "l"}},
		"basic": {rest.Basic("example", rest.NewSecret("k")), map[string]string{
			"Authorization": "Basic " + base64.StdEncoding.EncodeToString([]byte("example:k")), "X-Apikey": ""}},
		"bearer": {rest.Bearer(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "t"})), map[string]string{"Authorization": "Bearer t"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{replies: []reply{{body: okBody}}}
			c := newClient(t, s, func(cfg *rest.Config) { cfg.Credentials, cfg.Application = tt.credentials, "panel/1.4" })
			if _, err := get(t.Context(), c, rest.WithHeader("X-Trace", "1"), rest.WithHeader("User-Agent", "mine")); err != nil {
				t.Fatal(err)
			}
			h := s.seen[0].Header
			for key, want := range tt.want {
				if got := h.Get(key); got != want {
					t.Errorf("%s is %q", key, got)
				}
			}
			if agent := h.Get("User-Agent"); !strings.HasPrefix(agent, "hostcontrol-go/"+rest.Version+" (go1.") || !strings.HasSuffix(agent, ") panel/1.4") {
				t.Errorf("user agent %q", agent)
			}
			if h.Get("X-Trace") != "1" || h.Get("Accept") != "application/json" {
				t.Errorf("headers %v", h)
			}
		})
	}
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	good := rest.Config{BaseURL: "https://api.example.com/api/v1/", Credentials: rest.APIKey(rest.NewSecret(testKey), "")}
	if _, err := rest.New(good); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		change func(*rest.Config)
		want   string
	}{
		"no base URL":        {func(c *rest.Config) { c.BaseURL = "" }, "no base URL given"},
		"not absolute":       {func(c *rest.Config) { c.BaseURL = "api.example.com" }, "must begin with https://"},
		"unparsable":         {func(c *rest.Config) { c.BaseURL = "https://a b" }, "cannot be parsed"},
		"user in it":         {func(c *rest.Config) { c.BaseURL = "https://u:" + testKey + "@api.example.com" }, "holds a user name"},
		"query":              {func(c *rest.Config) { c.BaseURL = "https://api.example.com/?a=b" }, "neither query nor fragment"},
		"no credentials":     {func(c *rest.Config) { c.Credentials = nil }, "no credentials given"},
		"empty key":          {func(c *rest.Config) { c.Credentials = rest.APIKey(rest.Secret{}, "") }, "API key is empty"},
		"key with a newline": {func(c *rest.Config) { c.Credentials = rest.APIKey(rest.NewSecret(testKey+"\n"), "") }, "no header may hold"},
		"label with newline": {func(c *rest.Config) { c.Credentials = rest.APIKey(rest.NewSecret("k"), "a\r\nb") }, "no header may hold"},
		"basic without key":  {func(c *rest.Config) { c.Credentials = rest.Basic("r", rest.Secret{}) }, "need a reference and a key"},
		"basic with colon":   {func(c *rest.Config) { c.Credentials = rest.Basic("r:s", rest.NewSecret(testKey)) }, "colon"},
		"no source":          {func(c *rest.Config) { c.Credentials = rest.Bearer(nil) }, "no token source"},
		"no client secret": {func(c *rest.Config) {
			c.Credentials = rest.ClientCredentials("https://id.example.com", "a", rest.Secret{})
		}, "id and a secret"},
		"no token URL": {func(c *rest.Config) { c.Credentials = rest.ClientCredentials("/token", "a", rest.NewSecret(testKey)) }, "absolute URL"},
		"application":  {func(c *rest.Config) { c.Application = "a\nb" }, "printable ASCII"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := good
			tt.change(&cfg)
			_, err := rest.New(cfg)
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), testKey) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// issuer is a token endpoint and an API behind it.
type issuer struct {
	issued, calls atomic.Int64
	life          time.Duration
	delay         time.Duration
	fail          func(n int64) *reply
	accept        func(token string) bool
}

func (i *issuer) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != "id.example.com" {
		i.calls.Add(1)
		if i.accept != nil && !i.accept(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")) {
			return reply{status: 401, body: refusal("request_permission_denied", "Who?")}.response(r)
		}
		return reply{body: okBody}.response(r)
	}
	n := i.issued.Add(1)
	if i.delay > 0 {
		select {
		case <-time.After(i.delay):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	if i.fail != nil {
		if failed := i.fail(n); failed != nil {
			return failed.response(r)
		}
	}
	if err := r.ParseForm(); err != nil || r.Form.Get("grant_type") != "client_credentials" || r.Form.Get("client_id") != "id" || r.Form.Get("client_secret") != "s3cr3t" {
		return reply{status: 401, body: `{"error": "invalid_client"}`}.response(r)
	}
	return reply{body: fmt.Sprintf(`{"access_token": "token-%d", "expires_in": %d, "refresh_token": "r", "refresh_expires_in": 1800}`, n, int(i.life.Seconds()))}.response(r)
}

func oauthClient(t *testing.T, transport http.RoundTripper) *rest.Client {
	return newClient(t, transport, func(cfg *rest.Config) {
		cfg.Credentials = rest.ClientCredentials("https://id.example.com/token", "id", rest.NewSecret("s3cr3t"))
	})
}

func pass(d time.Duration) { <-time.After(d) }

func TestTokenLife(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: 300 * time.Second}
		c := oauthClient(t, i)
		check := func(want int64) {
			t.Helper()
			if _, err := get(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if got := i.issued.Load(); got != want {
				t.Errorf("%d tokens, want %d", got, want)
			}
		}
		check(1)
		pass(269 * time.Second)
		check(1)
		pass(2 * time.Second) // 29 seconds left
		check(2)
		check(2)
		pass(400 * time.Second)
		check(3)
	})
}

func TestThousandCallersOneToken(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"first token", "expired token", "refused token"} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				valid := "token-"
				i := &issuer{life: 300 * time.Second, delay: time.Second, accept: func(token string) bool { return strings.HasPrefix(token, valid) }}
				c := oauthClient(t, i)
				before := int64(0)
				if state != "first token" {
					if _, err := get(t.Context(), c); err != nil {
						t.Fatal(err)
					}
					before = 1
				}
				if state == "expired token" {
					pass(301 * time.Second)
				}
				if state == "refused token" {
					valid = "token-2"
				}
				var wg sync.WaitGroup
				for range 1000 {
					wg.Go(func() {
						if _, err := get(t.Context(), c); err != nil {
							t.Error(err)
						}
					})
				}
				wg.Wait()
				if got := i.issued.Load() - before; got != 1 {
					t.Errorf("%d tokens for a thousand calls", got)
				}
			})
		})
	}
}

func TestWaitingForATokenHonorsEachContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: 300 * time.Second, delay: 10 * time.Second}
		c := oauthClient(t, i)
		start := time.Now()
		var wg sync.WaitGroup
		for n := range 100 {
			wg.Go(func() {
				d := time.Duration(n) * 150 * time.Millisecond
				_, err := get(t.Context(), c, rest.WithTimeout(d+1))
				switch took := time.Since(start); {
				case d < 10*time.Second && (took != d+1 || !errors.Is(err, context.DeadlineExceeded)):
					t.Errorf("call with %s returned after %s: %v", d, took, err)
				case d >= 10*time.Second && err != nil:
					t.Errorf("call with %s: %v", d, err)
				}
			})
		}
		wg.Wait()
		if i.issued.Load() != 1 {
			t.Errorf("%d tokens", i.issued.Load())
		}
	})
}

func TestARefusedTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	for _, call := range []rest.Call{readCall(), onceCall()} {
		i := &issuer{life: 300 * time.Second, accept: func(string) bool { return false }}
		_, err := rest.Do[thing](t.Context(), oauthClient(t, i), call)
		if !errors.Is(err, rest.ErrUnauthorized) && !errors.Is(err, rest.ErrForbidden) {
			t.Errorf("%s: %v", call.Effect, err)
		}
		if i.calls.Load() != 2 || i.issued.Load() != 2 {
			t.Errorf("%s: %d calls with %d tokens", call.Effect, i.calls.Load(), i.issued.Load())
		}
	}
}

func TestTokenEndpointFailures(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer   reply
		requests int64
		is       error
		want     rest.TokenError
	}{
		"refused":  {reply{status: 401, body: `{"error": "invalid_client", "error_description": "No such client with s3cr3t."}`}, 1, rest.ErrUnauthorized, rest.TokenError{Status: 401, Code: "invalid_client", Description: "No such client with [redacted]."}},
		"bad":      {reply{status: 400, body: `{"error": "invalid_grant"}`}, 1, rest.Code("invalid_grant"), rest.TokenError{Status: 400, Code: "invalid_grant"}},
		"HTML":     {reply{status: 502, header: map[string]string{"Content-Type": "text/html"}, body: "<h1>s3cr3t</h1>"}, 2, rest.ErrServer, rest.TokenError{Status: 502}},
		"no token": {reply{body: `{"expires_in": 300}`}, 2, rest.ErrNoAnswer, rest.TokenError{}},
		"drop":     {reply{err: errors.New("broken pipe after s3cr3t")}, 2, rest.ErrNoAnswer, rest.TokenError{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				i := &issuer{fail: func(int64) *reply { return &tt.answer }}
				c := oauthClient(t, i)
				for range 20 { // the failure stands for a moment
					_, err := get(t.Context(), c)
					e, ok := errors.AsType[*rest.TokenError](err)
					if !ok || e.Status != tt.want.Status || e.Code != tt.want.Code || e.Description != tt.want.Description && tt.want.Description != "" {
						t.Fatalf("got %#v %v", e, err)
					}
					if !errors.Is(err, tt.is) || strings.Contains(err.Error(), "s3cr3t") || !strings.HasPrefix(err.Error(), "things.get: GET /thing/7: get access token") {
						t.Errorf("got %v", err)
					}
				}
				if i.issued.Load() != tt.requests || i.calls.Load() != 0 {
					t.Errorf("%d token requests, %d calls", i.issued.Load(), i.calls.Load())
				}
				i.fail = nil
				i.life = 300 * time.Second
				pass(1100 * time.Millisecond)
				if _, err := get(t.Context(), c); err != nil {
					t.Errorf("after the pause: %v", err)
				}
			})
		})
	}
	t.Run("passing failure", func(t *testing.T) {
		t.Parallel()
		i := &issuer{life: 300 * time.Second, fail: func(n int64) *reply {
			if n == 1 {
				return &reply{status: 503}
			}
			return nil
		}}
		if _, err := get(t.Context(), oauthClient(t, i)); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("token lost between attempts", func(t *testing.T) {
		t.Parallel()
		i := &issuer{life: 300 * time.Second, accept: func(string) bool { return false }, fail: func(n int64) *reply {
			if n > 1 {
				return &reply{status: 400, body: `{"error": "invalid_client"}`}
			}
			return nil
		}}
		_, err := get(t.Context(), oauthClient(t, i))
		if e, ok := errors.AsType[*rest.TokenError](err); !ok || e.Code != "invalid_client" {
			t.Fatalf("got %v", err)
		}
	})
}

// TestCredentialsStayWithTheirHost follows the redirects that peers leak on.
func TestCredentialsStayWithTheirHost(t *testing.T) {
	t.Parallel()
	var strayed atomic.Int64
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		strayed.Add(1)
		for key, values := range r.Header {
			if strings.Contains(strings.Join(values, ""), testKey) || key == "Authorization" || key == "X-Apikey" {
				t.Errorf("%s reached another host: %s", key, r.Method)
			}
		}
		fmt.Fprint(w, okBody)
	}))
	t.Cleanup(elsewhere.Close)
	home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status := 0
		_, _ = fmt.Sscanf(r.Header.Get("X-Status"), "%d", &status)
		http.Redirect(w, r, elsewhere.URL+"/thing/7?"+testKey, status)
	}))
	t.Cleanup(home.Close)
	same := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/thing/7" || r.URL.Path == "/thing" {
			http.Redirect(w, r, "/moved", http.StatusTemporaryRedirect)
			return
		}
		if r.Header.Get("Authorization") == "" && r.Header.Get("X-Apikey") == "" {
			t.Error("the credentials did not follow to the same host")
		}
		fmt.Fprint(w, okBody)
	}))
	t.Cleanup(same.Close)

	credentials := map[string]rest.Credentials{
		"key":    rest.APIKey(rest.NewSecret(testKey), testKey),
		"basic":  rest.Basic("example", rest.NewSecret(testKey)),
		"bearer": rest.Bearer(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: testKey})),
	}
	for name, cred := range credentials {
		with := func(base string) *rest.Client {
			return newClient(t, rest.NewTransport(), swift, func(cfg *rest.Config) {
				cfg.BaseURL, cfg.Credentials = base, cred
				cfg.HTTPClient.CheckRedirect = func(*http.Request, []*http.Request) error { return nil }
			})
		}
		for _, status := range []string{"301", "302", "303", "307", "308"} {
			for _, call := range []rest.Call{readCall(), putCall(), onceCall()} {
				_, err := rest.Do[thing](t.Context(), with(home.URL), call, rest.WithHeader("X-Status", status))
				if err == nil || strings.Contains(err.Error(), testKey) || !strings.Contains(err.Error(), "redirect to "+elsewhere.URL+" refused") {
					t.Errorf("%s %s %s: %v", name, status, call.Method, err)
				}
			}
		}
		for _, call := range []rest.Call{readCall(), onceCall()} {
			if _, err := rest.Do[thing](t.Context(), with(same.URL), call); err != nil {
				t.Errorf("%s on the same host: %v", name, err)
			}
		}
	}
	if n := strayed.Load(); n != 0 {
		t.Errorf("%d requests went to another host", n)
	}
}

func TestTokenRequestsDoNotFollowRedirects(t *testing.T) {
	t.Parallel()
	var strayed atomic.Int64
	c := oauthClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host == "id.example.com" {
			return reply{status: 307, header: map[string]string{"Location": "https://evil.example.net/"}}.response(r)
		}
		strayed.Add(1)
		return reply{body: okBody}.response(r)
	}))
	if _, err := get(t.Context(), c); err == nil || strayed.Load() != 0 {
		t.Errorf("%v, %d requests strayed", err, strayed.Load())
	}
}
