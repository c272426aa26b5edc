package hostcontrol

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/oauth2"

	"github.com/hostcontrol-go/sdk/rest"
)

// An Option changes how a client is made.
type Option func(*settings)

type settings struct {
	cfg         rest.Config
	environment Environment
	credentials []credentials
}

type credentials struct {
	kind  string
	value rest.Credentials
}

func (s *settings) authenticate(kind string, value rest.Credentials) {
	s.credentials = append(s.credentials, credentials{kind, value})
}

// WithAPIKey authenticates by the key of a label, shown in the Reseller Area
// at the bottom of the label's page.
func WithAPIKey(key string) Option { return WithLabelKey(key, "") }

// WithLabelKey is WithAPIKey with the optional label header, which some
// existing clients send; its meaning to the platform is not documented.
func WithLabelKey(key, label string) Option {
	return func(s *settings) { s.authenticate("API key", rest.APIKey(rest.NewSecret(key), label)) }
}

// WithBasic authenticates by a reseller's reference and API key, as the
// reseller platform does.
func WithBasic(reference, key string) Option {
	return func(s *settings) { s.authenticate("reference and key", rest.Basic(reference, rest.NewSecret(key))) }
}

// WithClientCredentials authenticates by OAuth2 client credentials. A client
// is made in the Reseller Area, which then shows its secret and the URL of
// the token endpoint.
func WithClientCredentials(tokenURL, clientID, clientSecret string) Option {
	return func(s *settings) {
		s.authenticate("client credentials", rest.ClientCredentials(tokenURL, clientID, rest.NewSecret(clientSecret)))
	}
}

// WithTokenSource authenticates by bearer tokens of a source of one's own.
func WithTokenSource(source oauth2.TokenSource) Option {
	return func(s *settings) { s.authenticate("token source", rest.Bearer(source)) }
}

// WithEnvironment chooses where the platform runs.
func WithEnvironment(e Environment) Option { return func(s *settings) { s.environment = e } }

// WithBaseURL sets the URL below which all paths are, in place of an
// environment: that of a proxy, or of the platform in memory.
func WithBaseURL(url string) Option { return func(s *settings) { s.cfg.BaseURL = url } }

// WithHTTPClient makes the requests with a client of one's own. It is copied,
// not changed; its CheckRedirect is not used.
func WithHTTPClient(c *http.Client) Option { return func(s *settings) { s.cfg.HTTPClient = c } }

// WithMiddleware wraps the transport. Given several times, the first one is
// outermost.
func WithMiddleware(wrap func(http.RoundTripper) http.RoundTripper) Option {
	return func(s *settings) { s.cfg.Middleware = append(s.cfg.Middleware, wrap) }
}

// WithRateLimit paces the client, in place of 10 requests per second with
// bursts of 20. Every attempt counts.
func WithRateLimit(perSecond float64, burst int) Option {
	return WithLimiter(rest.RateLimit(perSecond, burst))
}

// WithLimiter paces the client by a limiter of one's own, such as one that
// several processes share. [rest.Unlimited] does not pace at all.
func WithLimiter(l rest.Limiter) Option { return func(s *settings) { s.cfg.Limiter = l } }

// WithMaxInFlight bounds how many requests are under way at once.
func WithMaxInFlight(n int) Option { return func(s *settings) { s.cfg.MaxInFlight = n } }

// WithRetries sets how often a request is repeated at most, 4 times unless
// said otherwise; 0 never repeats.
func WithRetries(n int) Option {
	return func(s *settings) {
		if s.cfg.Retries = n; n == 0 {
			s.cfg.Retries = -1
		}
	}
}

// WithBackoff bounds the random waits before retries, from 250 ms to 10 s
// unless said otherwise.
func WithBackoff(least, most time.Duration) Option {
	return func(s *settings) { s.cfg.MinBackoff, s.cfg.MaxBackoff = least, most }
}

// WithMaxRetryAfter sets the longest Retry-After that is waited for, 60 s
// unless said otherwise.
func WithMaxRetryAfter(d time.Duration) Option {
	return func(s *settings) { s.cfg.MaxRetryAfter = d }
}

// WithTimeout ends every call after d at the latest, waiting and retrying
// included.
func WithTimeout(d time.Duration) Option { return func(s *settings) { s.cfg.Timeout = d } }

// WithMaxBody sets the largest answer in bytes that is read, 64 MiB unless
// said otherwise.
func WithMaxBody(n int64) Option { return func(s *settings) { s.cfg.MaxBody = n } }

// WithLogger logs every attempt at level Debug, and those that are followed by
// another at Warn; see [rest.Config] for the attributes.
func WithLogger(l *slog.Logger) Option { return func(s *settings) { s.cfg.Logger = l } }

// WithObserver is told about every attempt, for metrics.
func WithObserver(observe func(context.Context, rest.Attempt)) Option {
	return func(s *settings) { s.cfg.Observe = observe }
}

// WithApplication adds the program's name and version to the user agent, such
// as "panel/1.4".
func WithApplication(name string) Option { return func(s *settings) { s.cfg.Application = name } }
