package rest

import (
	"crypto/subtle"
	"fmt"
	"log/slog"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const redacted = "[redacted]"

// A Secret is a value that must not be seen by accident: an API key, a
// password, a token, an auth code, a login link. However it is printed,
// logged or encoded, it shows "[redacted]"; only Reveal gives the value. The
// SDK sends the value itself where the platform needs it.
//
// The zero value is the empty secret and prints as nothing.
type Secret struct {
	// A pointer, because fmt prints the fields of unexported struct members
	// without asking their methods, and does not follow nested pointers.
	value *string
}

// NewSecret wraps a value.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{&value}
}

// Reveal gives the value.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsZero reports whether the secret is empty.
func (s Secret) IsZero() bool { return s.value == nil || *s.value == "" }

// Equal reports whether two secrets hold the same value, in constant time for
// values of the same length.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String gives "[redacted]", or "" for the empty secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return redacted
}

// Format prints String for every verb and flag.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// LogValue gives String to slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON encodes String: JSON written outside of the SDK's own requests
// is a log or a dump.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// UnmarshalJSON reads a JSON string or null.
func (s *Secret) UnmarshalJSON(data []byte) error {
	var value *string
	if err := json.Unmarshal(data, &value); err != nil {
		return fmt.Errorf("a secret must be a JSON string or null, not %s", jsontext.Value(data).Kind())
	}
	*s = Secret{}
	if value != nil {
		*s = NewSecret(*value)
	}
	return nil
}

// revealing makes an encoder write the values of secrets.
var revealing = json.WithMarshalers(json.MarshalToFunc(func(enc *jsontext.Encoder, s Secret) error {
	return enc.WriteToken(jsontext.String(s.Reveal()))
}))
