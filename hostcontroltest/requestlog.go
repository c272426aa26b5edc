package hostcontroltest

import (
	"net/http"
	"net/url"
	"time"
)

// Request is one line of the server's log.
type Request struct {
	Method string
	// Path is the path below the base URL, or the whole path for what is not
	// part of the API. One-time tokens are left out of it.
	Path  string
	Query url.Values
	// Operation names what was asked, such as "customers.create". The names are the
	// ids of the contract, as docs/operations.md lists them. It is empty when the
	// request reached none.
	Operation string
	// Status is the HTTP status that was sent; 0 when no answer was.
	Status int
	// Committed tells that the platform did what was asked, whatever the client
	// came to see of it.
	Committed bool
	// Fault is the kind of the fault that hit the request, if one did.
	Fault string
	// At is the time of arrival on the server's clock.
	At time.Time
}

const requestLogLimit = 100_000

// requestLog is a ring of the newest requests.
type requestLog struct {
	lines  []*Request
	oldest int
}

func (l *requestLog) add(line *Request) {
	if len(l.lines) < requestLogLimit {
		l.lines = append(l.lines, line)
		return
	}
	l.lines[l.oldest] = line
	l.oldest = (l.oldest + 1) % requestLogLimit
}

func (l *requestLog) all() []Request {
	out := make([]Request, 0, len(l.lines))
	for i := range l.lines {
		out = append(out, *l.lines[(l.oldest+i)%len(l.lines)])
	}
	return out
}

// Requests returns what the server received, in the order of arrival. It keeps
// the newest 100,000.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.all()
}

func newRequestLine(r *http.Request, path string) *Request {
	return &Request{Method: r.Method, Path: path, Query: r.URL.Query()}
}
