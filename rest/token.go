package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

const (
	// tokenEarly is how long before its end a token is replaced.
	tokenEarly = 30 * time.Second
	// tokenTimeout bounds one token request.
	tokenTimeout = 30 * time.Second
	// tokenPause is how long a failure to get a token stands for all calls.
	tokenPause = time.Second
)

// Bearer authenticates by tokens of a source of one's own. The source is asked
// again 30 seconds before a token ends, and after the server refused one; one
// question serves all calls that wait. A source that caches tokens itself, as
// oauth2.ReuseTokenSource does, should not hand out a refused one again.
func Bearer(source oauth2.TokenSource) Credentials {
	return &tokens{
		check: func() error {
			if source == nil {
				return errors.New("no token source given")
			}
			return nil
		},
		fetch: func(context.Context, *http.Client) (*oauth2.Token, error) { return source.Token() },
	}
}

// ClientCredentials authenticates by OAuth2 client credentials: a client is
// made in the Reseller Area, which shows its secret and the token endpoint.
// Tokens live 300 seconds there.
func ClientCredentials(tokenURL, clientID string, clientSecret Secret) Credentials {
	return &tokens{
		hide: clientSecret,
		check: func() error {
			if clientID == "" || clientSecret.IsZero() {
				return errors.New("client credentials need a client id and a secret")
			}
			if u, err := url.Parse(tokenURL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
				return errors.New("client credentials need the token endpoint as an absolute URL")
			}
			return nil
		},
		fetch: func(ctx context.Context, hc *http.Client) (*oauth2.Token, error) {
			cfg := clientcredentials.Config{
				ClientID:     clientID,
				ClientSecret: clientSecret.Reveal(),
				TokenURL:     tokenURL,
				AuthStyle:    oauth2.AuthStyleInParams,
			}
			return cfg.Token(context.WithValue(ctx, oauth2.HTTPClient, hc))
		},
	}
}

// A TokenError is a token endpoint's refusal, or its failure to answer.
type TokenError struct {
	Status      int    // HTTP status, 0 when no answer came
	Code        Code   // OAuth2 error code, such as "invalid_client"
	Description string // the endpoint's text
	cause       error
}

// Error says what the endpoint said.
func (e *TokenError) Error() string {
	text := "get access token"
	if e.Status != 0 {
		text += fmt.Sprintf(": status %d", e.Status)
	}
	if e.Code != "" {
		text += ": " + string(e.Code)
	}
	if e.Description != "" {
		text += ": " + e.Description
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Is reports whether the endpoint refused the client (ErrUnauthorized), failed
// (ErrServer), did not answer (ErrNoAnswer), or answered with a [Code].
func (e *TokenError) Is(target error) bool {
	switch {
	case target == ErrUnauthorized:
		return e.Status == http.StatusBadRequest || e.Status == http.StatusUnauthorized
	case target == ErrServer:
		return e.Status >= 500
	case target == ErrNoAnswer:
		return e.Status == 0
	}
	code, ok := target.(Code)
	return ok && code == e.Code
}

// Unwrap gives what kept the endpoint from answering.
func (e *TokenError) Unwrap() error { return e.cause }

// tokens keeps a token and replaces it in time. A token that is about to end
// is replaced while calls still use it; one that has ended holds them. Either
// way one request is under way at a time, detached from the calls that wait
// for it, so that none of them can end it for the others.
type tokens struct {
	check func() error
	fetch func(context.Context, *http.Client) (*oauth2.Token, error)
	hide  Secret
	plain *http.Client

	current atomic.Pointer[oauth2.Token]

	mu      sync.Mutex
	flight  *flight
	failure *TokenError
	until   time.Time // failure stands until then
}

// A flight is a token request under way.
type flight struct {
	done  chan struct{}
	token *oauth2.Token
	err   error
}

// Format shows nothing of the credentials.
func (t *tokens) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(redacted)) }

func (t *tokens) prepare(plain *http.Client, _ http.Header) (Credentials, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	hc := *plain
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &tokens{check: t.check, fetch: t.fetch, hide: t.hide, plain: &hc}, nil
}

func (t *tokens) authorize(ctx context.Context, header http.Header) (*oauth2.Token, error) {
	token, err := t.get(ctx)
	if err != nil {
		return nil, err
	}
	header["Authorization"] = []string{"Bearer " + token.AccessToken}
	return token, nil
}

func (t *tokens) reject(used *oauth2.Token) bool {
	if used == nil {
		return false
	}
	t.current.CompareAndSwap(used, nil)
	return true
}

func (t *tokens) secrets() []string {
	var values []string
	if token := t.current.Load(); token != nil {
		values = append(values, token.AccessToken, token.RefreshToken)
	}
	return append(values, t.hide.Reveal())
}

func (t *tokens) get(ctx context.Context) (*oauth2.Token, error) {
	token := t.current.Load()
	switch left := lifetime(token); {
	case left > tokenEarly:
		return token, nil
	case left > 0:
		t.refresh(token)
		return token, nil
	}
	f, err := t.refresh(token)
	if err != nil {
		return nil, err
	}
	select {
	case <-f.done:
		return f.token, f.err
	case <-ctx.Done():
		return nil, contextError(ctx, nil)
	}
}

// lifetime is how long a token may still be used.
func lifetime(token *oauth2.Token) time.Duration {
	switch {
	case token == nil:
		return 0
	case token.Expiry.IsZero():
		return 2 * tokenEarly
	}
	return time.Until(token.Expiry)
}

// refresh joins the request under way or starts one. Right after a failure it
// gives that instead, so that a thousand calls do not ask a thousand times.
func (t *tokens) refresh(old *oauth2.Token) (*flight, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.flight != nil {
		return t.flight, nil
	}
	if token := t.current.Load(); token != old && token != nil {
		return landed(token), nil
	}
	if t.failure != nil && time.Now().Before(t.until) {
		return nil, t.failure
	}
	t.flight = &flight{done: make(chan struct{})}
	go t.fly(t.flight)
	return t.flight, nil
}

func landed(token *oauth2.Token) *flight {
	done := make(chan struct{})
	close(done)
	return &flight{done: done, token: token}
}

func (t *tokens) fly(f *flight) {
	ctx, cancel := context.WithTimeout(context.Background(), tokenTimeout)
	defer cancel()
	token, failure := t.request(ctx)

	t.mu.Lock()
	defer t.mu.Unlock()
	t.failure = failure
	if failure != nil {
		f.err = failure
		t.until = time.Now().Add(tokenPause)
	} else {
		f.token = token
		t.current.Store(token)
	}
	t.flight = nil
	close(f.done)
}

// request asks for a token, a second time when the first failed for a reason
// that may pass.
func (t *tokens) request(ctx context.Context) (*oauth2.Token, *TokenError) {
	var failure *TokenError
	for range 2 {
		token, err := t.fetch(ctx, t.plain)
		if err == nil && token != nil && token.AccessToken != "" {
			return token, nil
		}
		failure = t.typed(err)
		if failure.Status != 0 && failure.Status < 500 && failure.Status != http.StatusTooManyRequests {
			break
		}
	}
	return nil, failure
}

// typed keeps of an error what is known to be free of secrets.
func (t *tokens) typed(err error) *TokenError {
	if err == nil {
		return &TokenError{Description: "the token source gave no token", cause: ErrNoAnswer}
	}
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		e := &TokenError{Code: Code(refused.ErrorCode), Description: hide(refused.ErrorDescription, t.secrets())}
		if refused.Response != nil {
			e.Status = refused.Response.StatusCode
		}
		return e
	}
	return &TokenError{cause: withoutURL(err, t.secrets())}
}
