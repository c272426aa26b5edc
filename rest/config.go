package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// Version is the version of the SDK, as the user agent tells it.
const Version = "0.1.0"

// What a Config leaves open.
const (
	DefaultRetries       = 4
	DefaultMinBackoff    = 250 * time.Millisecond
	DefaultMaxBackoff    = 10 * time.Second
	DefaultMaxRetryAfter = 60 * time.Second
	DefaultMaxBody       = 64 << 20
)

// Config says how a [Client] reaches the platform. Only BaseURL and
// Credentials are needed.
type Config struct {
	// BaseURL is the URL below which all paths are, such as
	// https://backoffice.hostcontrol.com/api/v1.
	BaseURL string
	// Credentials are one of [APIKey], [Basic], [Bearer], [ClientCredentials].
	Credentials Credentials

	// HTTPClient makes the requests. It is copied, not changed: its
	// CheckRedirect is not used, because credentials must not follow a
	// redirect to another host. Nil means a client with [NewTransport].
	HTTPClient *http.Client
	// Middleware wraps the transport, the first one outermost. It sees every
	// attempt, credentials included.
	Middleware []func(http.RoundTripper) http.RoundTripper

	// Limiter paces the requests; nil means DefaultRate and DefaultBurst,
	// [Unlimited] none.
	Limiter Limiter
	// MaxInFlight bounds the requests that are under way at once; 0 does not.
	MaxInFlight int

	// Retries is how often a request is repeated at most; 0 means
	// DefaultRetries, a negative number none.
	Retries int
	// MinBackoff and MaxBackoff bound the wait before a retry. The wait is
	// random between zero and a bound that doubles each time (full jitter).
	MinBackoff, MaxBackoff time.Duration
	// MaxRetryAfter is the longest Retry-After that is waited for; a call
	// that is told to wait longer returns the server's answer at once.
	MaxRetryAfter time.Duration
	// Timeout ends each call at the latest, waiting and retrying included; 0
	// leaves that to the context. See [WithTimeout].
	Timeout time.Duration
	// MaxBody is the largest answer in bytes that is read.
	MaxBody int64

	// Logger gets a line per attempt at level Debug, at Warn when another
	// attempt follows. The attributes are operation, method, path (the
	// template), attempt, status, duration, waited, sent, received,
	// request_id and error. Nil logs nothing.
	Logger *slog.Logger
	// Observe is called after each attempt, in the goroutine of the call; with
	// [WithPrefetch] those are several, and so may its calls be at once.
	Observe func(context.Context, Attempt)
	// Application is put into the user agent, such as "panel/1.4".
	Application string
}

// A Client makes calls. It is safe for concurrent use; its settings do not
// change after New.
type Client struct {
	base        *url.URL
	credentials Credentials
	// header gives what is sent with every request, the key included: shared,
	// never changed, and in a function, into which fmt does not look.
	header func() http.Header
	engine retryablehttp.Client

	limiter       Limiter
	slots         chan struct{}
	gate          gate
	retries       int
	maxBackoff    time.Duration
	maxRetryAfter time.Duration
	timeout       time.Duration
	maxBody       int64
	logger        *slog.Logger
	observe       func(context.Context, Attempt)
}

// New checks a Config and makes a Client of it. It sends nothing.
func New(cfg Config) (*Client, error) {
	base, err := parseBase(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	if cfg.Credentials == nil {
		return nil, errors.New("no credentials given")
	}
	if strings.ContainsFunc(cfg.Application, func(r rune) bool { return r < 0x20 || r > 0x7e }) {
		return nil, fmt.Errorf("application name %q must be printable ASCII", cfg.Application)
	}
	header := baseHeader(cfg.Application)
	c := &Client{
		base:          base,
		header:        func() http.Header { return header },
		gate:          newGate(),
		limiter:       cfg.Limiter,
		retries:       max(0, orDefault(cfg.Retries, DefaultRetries)),
		maxBackoff:    orDefault(cfg.MaxBackoff, DefaultMaxBackoff),
		maxRetryAfter: orDefault(cfg.MaxRetryAfter, DefaultMaxRetryAfter),
		timeout:       cfg.Timeout,
		maxBody:       orDefault(cfg.MaxBody, DefaultMaxBody),
		logger:        cfg.Logger,
		observe:       cfg.Observe,
	}
	if c.limiter == nil {
		c.limiter = RateLimit(DefaultRate, DefaultBurst)
	}
	if cfg.MaxInFlight > 0 {
		c.slots = make(chan struct{}, cfg.MaxInFlight)
	}
	plain := plainClient(cfg)
	if c.credentials, err = cfg.Credentials.prepare(plain, header); err != nil {
		return nil, err
	}
	c.engine = retryablehttp.Client{
		HTTPClient:   c.gated(plain),
		RetryWaitMin: orDefault(cfg.MinBackoff, DefaultMinBackoff),
		RetryWaitMax: c.maxBackoff,
		RetryMax:     math.MaxInt, // checkRetry counts
		CheckRetry:   checkRetry,
		Backoff:      backoff,
		PrepareRetry: prepareRetry,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	return c, nil
}

// String names the client's base URL and nothing else.
func (c *Client) String() string { return "hostcontrol client of " + c.base.String() }

// Format prints String for every verb and flag, since a client holds secrets.
func (c *Client) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

func parseBase(raw string) (*url.URL, error) {
	base, err := url.Parse(raw)
	switch {
	case raw == "":
		return nil, errors.New("no base URL given")
	case err != nil:
		return nil, errors.New("the base URL cannot be parsed")
	case base.User != nil:
		return nil, errors.New("the base URL holds a user name: give it as basic credentials instead")
	case base.Scheme != "https" && base.Scheme != "http" || base.Host == "":
		return nil, fmt.Errorf("base URL %q must begin with https:// or http:// and a host", raw)
	case base.RawQuery != "" || base.Fragment != "":
		return nil, errors.New("the base URL must have neither query nor fragment")
	}
	base.Path, base.RawPath = strings.TrimRight(base.Path, "/"), ""
	return base, nil
}

func baseHeader(application string) http.Header {
	agent := "hostcontrol-go/" + Version + " (" + runtime.Version() + "; " + runtime.GOOS + "/" + runtime.GOARCH + ")"
	if application != "" {
		agent += " " + application
	}
	return http.Header{
		"Accept":     {"application/json"},
		"User-Agent": {agent},
	}
}

func orDefault[T int | int64 | time.Duration](value, fallback T) T {
	if value == 0 {
		return fallback
	}
	return value
}
