package rest

import (
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

// A Response tells about the answer of a call; see [CaptureResponse]. The
// body may hold secrets, so none of it is shown when the response is printed.
type Response struct {
	Status    int           // HTTP status, 0 when no answer came
	Header    http.Header   // headers of the last answer
	RequestID string        // the platform's X-Request-Id, if any
	Attempts  int           // how many times the request was made
	Duration  time.Duration // from the start of the call to its end
	Body      []byte        // the last answer's body as it came
}

// String gives a summary without headers and body.
func (r Response) String() string {
	return fmt.Sprintf("status %d, request %q, %d attempts, %s, %d bytes",
		r.Status, r.RequestID, r.Attempts, r.Duration, len(r.Body))
}

// Format prints String for every verb and flag.
func (r Response) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(r.String())) }

// LogValue gives String to slog.
func (r Response) LogValue() slog.Value { return slog.StringValue(r.String()) }
