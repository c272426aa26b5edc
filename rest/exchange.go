package rest

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-querystring/query"
	"github.com/hashicorp/go-retryablehttp"
	"golang.org/x/oauth2"
)

// An exchange is one call on its way, from the first attempt to the last. It
// is the context of its requests, which is how the hooks of the retry engine
// and the transport find it; it lives no longer than the call.
type exchange struct {
	context.Context
	client *Client
	call   *Call
	opts   *callOptions
	into   answer
	body   []byte
	url    url.URL
	req    retryablehttp.Request
	trace  *departure // only for effect Once
	token  *oauth2.Token
	// document is where an answer without an envelope goes; nil for the others.
	document *document

	// of the whole call
	attempts int
	retries  int
	reauthed bool
	held     bool // the slot of MaxInFlight
	started  time.Time
	captured []byte // the last answer's body, for CaptureResponse

	// of the attempt under way
	status   int
	header   http.Header
	received int64
	read     bool // the answer was read, so that the attempt can be judged
	sent     time.Time
	ended    time.Time
	waited   time.Duration
	wait     time.Duration // before the next attempt, when the answer says so
	failure  *Error
	verdict  verdict
}

type exchangeKey struct{}

// Value gives the exchange itself to those who ask for it.
func (x *exchange) Value(key any) any {
	if key == (exchangeKey{}) {
		return x
	}
	return x.Context.Value(key)
}

// A verdict is what an attempt came to.
type verdict uint8

const (
	succeeded    verdict = iota
	refused              // the server said no, or what it said cannot be used
	unauthorize          // the server did not accept the token
	throttled            // 429
	unsent               // provably never left this machine
	lost                 // left, and no usable answer or a 5xx came back
	acknowledged         // the server said that it did, but not how it came out
)

// A departure watches whether a request left. Before a connection is there
// nothing can have; a transport that does not even report that it is looking
// for one tells nothing, and so proves nothing.
type departure struct {
	httptrace.ClientTrace
	seeking   atomic.Bool
	connected atomic.Bool
}

func newDeparture() *departure {
	d := new(departure)
	d.GetConn = func(string) { d.seeking.Store(true) }
	d.GotConn = func(httptrace.GotConnInfo) { d.connected.Store(true) }
	return d
}

func (d *departure) reset() {
	d.seeking.Store(false)
	d.connected.Store(false)
}

func (d *departure) neverLeft() bool { return d.seeking.Load() && !d.connected.Load() }

// newExchange prepares everything that is the same for all attempts.
func (c *Client) newExchange(ctx context.Context, call *Call, opts *callOptions, into answer) (*exchange, error) {
	x := &exchange{Context: ctx, client: c, call: call, opts: opts, into: into, started: time.Now()}
	if call.Path.err != nil {
		return nil, x.unsendable(call.Path.err)
	}
	if call.Method != http.MethodGet {
		if err := x.encodeBody(); err != nil {
			return nil, err
		}
	}
	rawQuery, err := encodeQuery(call.Query)
	if err != nil {
		return nil, x.unsendable(err)
	}
	x.url = *c.base
	x.url.RawQuery = rawQuery
	if err := setPath(&x.url, call.Path.escaped); err != nil {
		return nil, x.unsendable(err)
	}
	if call.Effect == Once {
		x.trace = newDeparture()
		x.Context = httptrace.WithClientTrace(ctx, &x.trace.ClientTrace)
	}
	return x, x.buildRequest()
}

func (x *exchange) encodeBody() error {
	if x.call.Body == nil {
		x.body = []byte("[]")
		return nil
	}
	body, err := json.Marshal(x.call.Body, revealing, json.Deterministic(true))
	if err != nil {
		return x.unsendable(errors.New("the request cannot be encoded as JSON"))
	}
	x.body = body
	return nil
}

func encodeQuery(q any) (string, error) {
	if q, ok := q.(encoded); ok {
		return string(q), nil
	}
	values, err := queryValues(q)
	return values.Encode(), err
}

func queryValues(q any) (url.Values, error) {
	switch q := q.(type) {
	case nil:
		return url.Values{}, nil
	case url.Values:
		return q, nil
	}
	return query.Values(q)
}

func setPath(u *url.URL, escaped string) error {
	plain, err := url.PathUnescape(escaped)
	if err != nil {
		return err
	}
	if plain != escaped {
		u.RawPath = u.EscapedPath() + escaped
	}
	u.Path += plain
	return nil
}

func (x *exchange) buildRequest() error {
	r, err := http.NewRequestWithContext(x, x.call.Method, "", nil)
	if err != nil {
		return x.unsendable(err)
	}
	r.URL, r.Host = &x.url, x.url.Host
	for key, values := range x.opts.header {
		r.Header[key] = values
	}
	maps.Copy(r.Header, x.client.header())
	x.req.Request = r
	x.req.SetResponseHandler(x.readAnswer)
	if x.body != nil {
		r.Header["Content-Type"] = jsonType
		return x.req.SetBody(x.body)
	}
	return nil
}

var jsonType = []string{"application/json"}

// run makes the call: it returns nil when the answer was decoded, and else an
// error that the verdict explains.
func (x *exchange) run() error {
	defer x.release()
	defer x.capture()
	if err := x.Context.Err(); err != nil {
		x.verdict = unsent
		return x.fail(contextError(x.Context, nil))
	}
	token, err := x.client.credentials.authorize(x.Context, x.req.Header)
	if err != nil {
		x.verdict = unsent
		return x.fail(err)
	}
	x.token = token
	x.ended = x.started
	_, err = x.client.engine.Do(&x.req)
	if x.verdict == succeeded && err == nil {
		return nil
	}
	if x.failure == nil {
		// The context ended between two attempts, or a token could not be had.
		return x.fail(err)
	}
	if ended := x.Context.Err(); ended != nil && !errors.Is(x.failure, ended) {
		return x.fail(contextError(x.Context, x.failure.cause))
	}
	return x.failure
}

// admit waits until the client's pace allows a request.
func (x *exchange) admit(ctx context.Context) error {
	c := x.client
	if x.trace != nil {
		x.trace.reset()
	}
	x.status, x.header, x.received, x.read, x.sent = 0, nil, 0, false, time.Time{}
	if err := c.gate.wait(ctx); err != nil {
		return err
	}
	if c.slots != nil && !x.held {
		select {
		case c.slots <- struct{}{}:
			x.held = true
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if err := c.limiter.Wait(ctx); err != nil {
		return err
	}
	x.sent = time.Now()
	x.waited = x.sent.Sub(x.ended)
	return nil
}

func (x *exchange) release() {
	if x.held {
		<-x.client.slots
		x.held = false
	}
}

func (x *exchange) sentOr(t time.Time) time.Time {
	if x.sent.IsZero() {
		return t
	}
	return x.sent
}

func (x *exchange) requestID() string { return x.header.Get("X-Request-Id") }

func (x *exchange) capture() {
	into := x.opts.capture
	if into == nil {
		return
	}
	*into = Response{
		Status:    x.status,
		Header:    x.header,
		RequestID: x.requestID(),
		Attempts:  x.attempts,
		Duration:  time.Since(x.started),
		Body:      x.captured,
	}
}
