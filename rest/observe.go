package rest

import (
	"context"
	"log/slog"
	"time"
)

// An Attempt is one request and what became of it. Observers get one for each
// attempt of each call, after the answer was read.
type Attempt struct {
	Operation     string // such as "customers.create"
	Method        string
	Template      string        // path template, such as "/customer/{customer_id}": fit for a metric's label
	Number        int           // 1 for the first attempt
	Status        int           // HTTP status, 0 when no answer came
	Duration      time.Duration // from sending the request to the end of the answer
	Waited        time.Duration // before sending: backoff, rate limiter, Retry-After, free slot
	BytesSent     int64         // of the request's body
	BytesReceived int64         // of the answer's body
	RequestID     string
	Err           error // nil when the attempt succeeded
	Retry         bool  // another attempt follows
}

// OperationFrom tells which operation a request belongs to. It is meant for
// middleware: the context is that of the [http.Request].
func OperationFrom(ctx context.Context) (operation, template string, ok bool) {
	x, ok := ctx.Value(exchangeKey{}).(*exchange)
	if !ok {
		return "", "", false
	}
	return x.call.Operation, x.call.Path.template, true
}

// report tells the logger and the observer about the attempt that just ended.
func (x *exchange) report(retry bool) {
	c := x.client
	level := slog.LevelDebug
	if retry {
		level = slog.LevelWarn
	}
	logs := c.logger != nil && c.logger.Enabled(x.Context, level)
	if !logs && c.observe == nil {
		return
	}
	attempt := Attempt{
		Operation:     x.call.Operation,
		Method:        x.call.Method,
		Template:      x.call.Path.template,
		Number:        x.attempts,
		Status:        x.status,
		Duration:      x.ended.Sub(x.sentOr(x.ended)),
		Waited:        x.waited,
		BytesSent:     int64(len(x.body)),
		BytesReceived: x.received,
		RequestID:     x.requestID(),
		Retry:         retry,
	}
	if x.failure != nil {
		attempt.Err = x.failure
	}
	if c.observe != nil {
		c.observe(x.Context, attempt)
	}
	if logs {
		c.log(x.Context, level, &attempt)
	}
}

func (c *Client) log(ctx context.Context, level slog.Level, a *Attempt) {
	attrs := make([]slog.Attr, 0, 12)
	attrs = append(attrs,
		slog.String("operation", a.Operation),
		slog.String("method", a.Method),
		slog.String("path", a.Template),
		slog.Int("attempt", a.Number),
		slog.Int("status", a.Status),
		slog.Duration("duration", a.Duration),
		slog.Duration("waited", a.Waited),
		slog.Int64("sent", a.BytesSent),
		slog.Int64("received", a.BytesReceived),
		slog.String("request_id", a.RequestID),
	)
	message := "hostcontrol request"
	if a.Err != nil {
		attrs = append(attrs, slog.String("error", a.Err.Error()))
	}
	if a.Retry {
		message = "hostcontrol request is retried"
	}
	c.logger.LogAttrs(ctx, level, message, attrs...)
}
