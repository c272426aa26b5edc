package hostcontrol

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/hostcontrol-go/sdk/rest"
)

// The environment variables that [FromEnv] reads.
const (
	EnvAPIKey       = "HOSTCONTROL_API_KEY"       // key of a label; with EnvReference, the key of basic credentials
	EnvLabel        = "HOSTCONTROL_LABEL"         // optional label header beside the key
	EnvReference    = "HOSTCONTROL_REFERENCE"     // reseller's reference, for basic credentials
	EnvClientID     = "HOSTCONTROL_CLIENT_ID"     // OAuth2 client credentials: all three
	EnvClientSecret = "HOSTCONTROL_CLIENT_SECRET" //
	EnvTokenURL     = "HOSTCONTROL_TOKEN_URL"     //
	EnvBaseURL      = "HOSTCONTROL_BASE_URL"      // in place of EnvEnvironment
	EnvEnvironment  = "HOSTCONTROL_ENVIRONMENT"   // such as "ote"; production if empty
)

// ErrNoCredentials: the environment holds no credentials, and no option gives
// any.
var ErrNoCredentials = errors.New("no credentials in the environment")

// FromEnv makes a client from the environment: HOSTCONTROL_API_KEY alone (with
// HOSTCONTROL_LABEL, if wanted), HOSTCONTROL_REFERENCE and HOSTCONTROL_API_KEY
// for basic credentials, or HOSTCONTROL_CLIENT_ID, HOSTCONTROL_CLIENT_SECRET and
// HOSTCONTROL_TOKEN_URL for OAuth2; and optionally HOSTCONTROL_BASE_URL or
// HOSTCONTROL_ENVIRONMENT. Options are applied after it. Without any
// credentials the error is [ErrNoCredentials].
func FromEnv(opts ...Option) (*Client, error) {
	var s settings
	if err := s.fromEnv(os.Getenv); err != nil {
		return nil, fmt.Errorf("hostcontrol: %w", err)
	}
	for _, opt := range opts {
		if opt != nil {
			opt(&s)
		}
	}
	if len(s.credentials) == 0 {
		return nil, fmt.Errorf("hostcontrol: %w: set %s, or %s, %s and %s",
			ErrNoCredentials, EnvAPIKey, EnvClientID, EnvClientSecret, EnvTokenURL)
	}
	return s.client()
}

func (s *settings) fromEnv(get func(string) string) error {
	s.cfg.BaseURL, s.environment = get(EnvBaseURL), Environment(get(EnvEnvironment))
	key, label, reference := get(EnvAPIKey), get(EnvLabel), get(EnvReference)
	var given, missing []string
	for _, name := range []string{EnvClientID, EnvClientSecret, EnvTokenURL} {
		if get(name) == "" {
			missing = append(missing, name)
		} else {
			given = append(given, name)
		}
	}
	switch {
	case len(given) > 0 && key != "":
		return fmt.Errorf("both %s and %s are set: set one kind of credentials", EnvAPIKey, given[0])
	case len(given) > 0 && len(missing) > 0:
		return fmt.Errorf("%s is set, but not %s", strings.Join(given, " and "), strings.Join(missing, " and "))
	case len(given) > 0:
		WithClientCredentials(get(EnvTokenURL), get(EnvClientID), get(EnvClientSecret))(s)
	case reference != "" && key == "":
		return fmt.Errorf("%s is set, but not %s", EnvReference, EnvAPIKey)
	case reference != "" && label != "":
		return fmt.Errorf("both %s and %s are set: the label goes with a key alone", EnvReference, EnvLabel)
	case reference != "":
		s.authenticate("reference and key", rest.Basic(reference, rest.NewSecret(key)))
	case key != "":
		WithLabelKey(key, label)(s)
	}
	return nil
}
