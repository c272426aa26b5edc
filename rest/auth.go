package rest

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/oauth2"
)

// Credentials prove who is asking. They are put on the request itself, never
// added by a transport, so that no redirect can carry them to another host.
type Credentials interface {
	// prepare checks the credentials and gives those of one client. What
	// never changes is put into the header that goes with every request.
	prepare(plain *http.Client, header http.Header) (Credentials, error)
	// authorize puts onto a request what changes over time, and returns the
	// token it used, if any.
	authorize(ctx context.Context, header http.Header) (*oauth2.Token, error)
	// reject tells that the server did not accept a token. It reports whether
	// another one can be had.
	reject(*oauth2.Token) bool
	// secrets are the values that must not appear in errors.
	secrets() []string
}

// fixed are credentials that are headers.
type fixed struct {
	check func() error
	head  func() http.Header // fmt does not look into functions
	hide  []Secret
}

// APIKey authenticates by the key of a label (storefront), sent as X-APIKEY.
// The platform answers a wrong one with [CodeUnknownLabel]. The label is
// optional and sent in a header of that name; its meaning to the platform is
// not documented.
func APIKey(key Secret, label string) Credentials {
	header := http.Header{"X-Apikey": {key.Reveal()}}
	if label != "" {
		header["Label"] = []string{label}
	}
	return &fixed{hide: []Secret{key}, head: func() http.Header { return header }, check: func() error {
		if key.IsZero() {
			return errors.New("the API key is empty")
		}
		if !headerValue(key.Reveal()) {
			return errors.New("the API key holds characters that no header may hold")
		}
		if !headerValue(label) {
			return errors.New("the label holds characters that no header may hold")
		}
		return nil
	}}
}

// Basic authenticates by a reseller's reference and API key, as the reseller
// platform does besides OAuth2.
func Basic(reference string, key Secret) Credentials {
	pair := base64.StdEncoding.EncodeToString([]byte(reference + ":" + key.Reveal()))
	header := http.Header{"Authorization": {"Basic " + pair}}
	return &fixed{hide: []Secret{key, NewSecret(pair)}, head: func() http.Header { return header }, check: func() error {
		if reference == "" || key.IsZero() {
			return errors.New("basic credentials need a reference and a key")
		}
		if strings.Contains(reference, ":") {
			return errors.New("the reference of basic credentials must not hold a colon")
		}
		return nil
	}}
}

func (f *fixed) prepare(_ *http.Client, header http.Header) (Credentials, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	for key, values := range f.head() {
		header[key] = values
	}
	return f, nil
}

func (f *fixed) authorize(context.Context, http.Header) (*oauth2.Token, error) { return nil, nil }

func (f *fixed) reject(*oauth2.Token) bool { return false }

func (f *fixed) secrets() []string {
	values := make([]string, len(f.hide))
	for i, s := range f.hide {
		values[i] = s.Reveal()
	}
	return values
}

// Format shows nothing of the credentials.
func (f *fixed) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(redacted)) }

// headerValue reports whether net/http would send the value as a header.
func headerValue(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 && r != '\t' || r == 0x7f })
}
