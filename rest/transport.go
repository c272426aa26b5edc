package rest

import (
	"net"
	"net/http"
	"net/url"
	"time"
)

// NewTransport makes the transport that clients use when none is given: that
// of the standard library with as many idle connections kept per host as busy
// programs need (net/http keeps 2, and dials again for every further one),
// and with bounds on dialing, the TLS handshake and the wait for an answer.
func NewTransport() *http.Transport {
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: (&net.Dialer{
			Timeout:   10 * time.Second,
			KeepAlive: 30 * time.Second,
		}).DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          512,
		MaxIdleConnsPerHost:   256,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 60 * time.Second,
	}
}

// plainClient copies the configured client, so that the caller's is never
// changed, and wraps its transport in the middleware.
func plainClient(cfg Config) *http.Client {
	var plain http.Client
	if cfg.HTTPClient != nil {
		plain = *cfg.HTTPClient
	} else {
		plain.Transport = NewTransport()
	}
	if plain.Transport == nil {
		plain.Transport = http.DefaultTransport
	}
	for i := len(cfg.Middleware) - 1; i >= 0; i-- {
		plain.Transport = cfg.Middleware[i](plain.Transport)
	}
	plain.CheckRedirect = checkRedirect
	return &plain
}

// gated copies a client and puts the gate, the slots and the limiter before
// its transport. The wrapper has no CloseIdleConnections, so that the retry
// engine cannot throw away the connections of other calls.
func (c *Client) gated(plain *http.Client) *http.Client {
	gated := *plain
	gated.Transport = &admission{client: c, next: plain.Transport}
	return &gated
}

// admission lets a request through when the client's pace allows it.
type admission struct {
	client *Client
	next   http.RoundTripper
}

// RoundTrip waits, then sends.
func (a *admission) RoundTrip(r *http.Request) (*http.Response, error) {
	x, ok := r.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		return a.next.RoundTrip(r)
	}
	if err := x.admit(r.Context()); err != nil {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, err
	}
	return a.next.RoundTrip(r)
}

// checkRedirect follows a redirect only where it stays with the same host and
// keeps the method: an answer from elsewhere is not the platform's, and a
// POST that becomes a GET is another call. What is not followed becomes the
// answer, and so an error.
func checkRedirect(next *http.Request, via []*http.Request) error {
	first := via[0]
	if len(via) < 10 && next.Method == first.Method && sameOrigin(next.URL, first.URL) {
		return nil
	}
	return http.ErrUseLastResponse
}

func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && a.Host == b.Host
}
