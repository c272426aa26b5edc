package hostcontroltest

import (
	"net/http"
	"net/url"
	"time"
)

const (
	tokenPath      = "/oauth/token"
	tokenLife      = 300 * time.Second
	refreshLife    = 1800 * time.Second
	tokenOperation = "tokens.issue"
)

// tokens are the bearer and refresh tokens in circulation, with their ends.
type tokens struct {
	access  map[string]time.Time
	refresh map[string]time.Time
}

func newTokens() tokens {
	return tokens{access: make(map[string]time.Time), refresh: make(map[string]time.Time)}
}

func (t *tokens) valid(token string, now time.Time) bool { return now.Before(t.access[token]) }

func (t *tokens) expireAll() { clear(t.access) }

type tokenView struct {
	AccessToken      string `json:"access_token"`
	ExpiresIn        int    `json:"expires_in"`
	RefreshToken     string `json:"refresh_token"`
	RefreshExpiresIn int    `json:"refresh_expires_in"`
	TokenType        string `json:"token_type"`
}

type tokenError struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

func refuseToken(status int, code, description string) answer {
	a := jsonAnswer(status, tokenError{Error: code, Description: description})
	if status == http.StatusUnauthorized {
		a.header = http.Header{"Www-Authenticate": {"Basic"}}
	}
	return a
}

// token is the OAuth2 token endpoint, which does not speak the API's envelope.
func (s *Server) token(r *http.Request, line *Request, body []byte) answer {
	if r.Method != http.MethodPost {
		a := refuseToken(http.StatusMethodNotAllowed, "invalid_request", "the token endpoint takes POST")
		a.header = http.Header{"Allow": {http.MethodPost}}
		return a
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return refuseToken(http.StatusBadRequest, "invalid_request", "the body is not a form")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.knowsClient(r, values) {
		return refuseToken(http.StatusUnauthorized, "invalid_client", "unknown client or wrong secret")
	}
	now := s.clock.now()
	switch values.Get("grant_type") {
	case "client_credentials":
	case "refresh_token":
		if !now.Before(s.tokens.refresh[values.Get("refresh_token")]) {
			return refuseToken(http.StatusBadRequest, "invalid_grant", "the refresh token is unknown or has expired")
		}
		delete(s.tokens.refresh, values.Get("refresh_token"))
	default:
		return refuseToken(http.StatusBadRequest, "unsupported_grant_type", "use client_credentials")
	}
	line.Operation, line.Committed = tokenOperation, true
	return jsonAnswer(http.StatusOK, s.issueToken(now))
}

// knowsClient accepts the client's credentials in the form or as HTTP Basic.
func (s *Server) knowsClient(r *http.Request, values url.Values) bool {
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = values.Get("client_id"), values.Get("client_secret")
	}
	return id == s.store.own.clientID && secret == s.store.own.clientSecret
}

func (s *Server) issueToken(now time.Time) tokenView {
	view := tokenView{
		AccessToken:      s.store.secret("at-"),
		ExpiresIn:        int(tokenLife / time.Second),
		RefreshToken:     s.store.secret("rt-"),
		RefreshExpiresIn: int(refreshLife / time.Second),
		TokenType:        "Bearer",
	}
	s.tokens.access[view.AccessToken] = now.Add(tokenLife)
	s.tokens.refresh[view.RefreshToken] = now.Add(refreshLife)
	return view
}
