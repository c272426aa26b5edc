package hostcontroltest

import (
	"net/http"
	"strings"
)

// caller is whom a request's credentials belong to: a reseller, acting for one
// of his labels.
type caller struct {
	reseller *reseller
	label    *label
}

// authenticate finds the caller. A wrong API key is an ordinary refusal, as it
// is on the platform; anything wrong with the other schemes is a 401.
func (s *Server) authenticate(header http.Header) (caller, error) {
	who, err := s.credentials(header)
	if err != nil {
		return caller{}, err
	}
	if reference := header.Get("Label"); reference != "" {
		who.label = who.reseller.labelNamed(reference)
		if who.label == nil {
			return caller{}, unknownLabel()
		}
	}
	return who, nil
}

func (s *Server) credentials(header http.Header) (caller, error) {
	if key := header.Get("X-Apikey"); key != "" {
		label := s.store.labelOfKey(key)
		if label == nil {
			return caller{}, unknownLabel()
		}
		return caller{label.reseller, label}, nil
	}
	scheme, rest, _ := strings.Cut(header.Get("Authorization"), " ")
	switch strings.ToLower(scheme) {
	case "basic":
		return s.basic(header)
	case "bearer":
		return s.bearer(strings.TrimSpace(rest))
	default:
		return caller{}, unauthorized("Basic, Bearer", "no credentials were given")
	}
}

// basic takes the reseller's reference and the key of one of his labels.
func (s *Server) basic(header http.Header) (caller, error) {
	reference, key, ok := (&http.Request{Header: header}).BasicAuth()
	label := s.store.labelOfKey(key)
	if !ok || label == nil || label.reseller.reference != reference {
		return caller{}, unauthorized("Basic", "wrong user name or API key")
	}
	return caller{label.reseller, label}, nil
}

func (s *Server) bearer(token string) (caller, error) {
	if !s.tokens.valid(token, s.clock.now()) {
		return caller{}, unauthorized(`Bearer error="invalid_token"`, "the token is unknown or has expired")
	}
	return caller{s.store.own, s.store.own.labels[0]}, nil
}

func unknownLabel() error { return refuse("unknown_label", "unknown label") }

func unauthorized(challenge, message string) error {
	return &refusal{
		code:    "authentication_failed",
		message: message,
		status:  http.StatusUnauthorized,
		header:  http.Header{"Www-Authenticate": {challenge}},
	}
}
