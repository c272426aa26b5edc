package rest

import (
	"net/http"
	"time"
)

// A CallOption changes a single call.
type CallOption func(*callOptions)

type callOptions struct {
	timeout  time.Duration
	header   http.Header
	noRetry  bool
	pageSize int
	prefetch int
	capture  *Response
}

func collectOptions(opts []CallOption) callOptions {
	var o callOptions
	for _, opt := range opts {
		if opt != nil {
			opt(&o)
		}
	}
	return o
}

// WithTimeout ends the call after d at the latest, all waiting and retrying
// included. It replaces [Config.Timeout]; it never prolongs the context.
func WithTimeout(d time.Duration) CallOption {
	return func(o *callOptions) { o.timeout = d }
}

// WithHeader sends one header more. The SDK's own headers cannot be replaced.
func WithHeader(key, value string) CallOption {
	return func(o *callOptions) {
		if o.header == nil {
			o.header = http.Header{}
		}
		o.header.Add(key, value)
	}
}

// WithoutRetry makes the request once: a failure is returned as it is. A call
// of effect [Once] is still looked up when its answer got lost.
func WithoutRetry() CallOption {
	return func(o *callOptions) { o.noRetry = true }
}

// WithPageSize asks for n items a page, 1 to 500. [All] asks for 100 when
// nothing is said; [List] leaves it to the server.
func WithPageSize(n int) CallOption {
	return func(o *callOptions) { o.pageSize = n }
}

// WithPrefetch lets [All] fetch up to n pages ahead of the one that is being
// consumed. The order stays the same, and memory holds n+1 pages at most.
func WithPrefetch(n int) CallOption {
	return func(o *callOptions) { o.prefetch = n }
}

// CaptureResponse fills in what is known of the last answer of the call, also
// when the call fails. It costs a copy of the body. With [All] it shows the
// last page that was consumed.
func CaptureResponse(into *Response) CallOption {
	return func(o *callOptions) { o.capture = into }
}
