package hostcontroltest

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// FaultKind says how the platform misbehaves.
type FaultKind string

// The kinds of faults. The zero FaultKind is FaultStatus.
const (
	// FaultStatus answers Status (500 by default) with the code internal_error.
	FaultStatus FaultKind = "status"
	// FaultRateLimit answers 429 with RetryAfter and the code rate_limited. It
	// never carries the request out.
	FaultRateLimit FaultKind = "rate_limit"
	// FaultDrop closes the connection without an answer.
	FaultDrop FaultKind = "drop"
	// FaultDelay lets Delay pass in real time before the request is carried out,
	// or before its answer is sent when AfterCommit is set. It ends early when
	// the client gives up.
	FaultDelay FaultKind = "delay"
	// FaultCut sends the true status and Content-Length but only half of the
	// body, and closes the connection. It always carries the request out.
	FaultCut FaultKind = "cut"
	// FaultHTML answers the error page of a proxy, with Status (502 by default).
	FaultHTML FaultKind = "html"
	// FaultEmpty answers 200 without a body.
	FaultEmpty FaultKind = "empty"
	// FaultExpireToken drops all issued bearer tokens, so that this request is
	// answered 401 if it brought one. It never carries such a request out.
	FaultExpireToken FaultKind = "expire_token"
)

// Fault makes the server misbehave towards the requests it matches. Of several
// faults that could hit a request the first one does.
type Fault struct {
	// Method is the HTTP method; "" matches any.
	Method string
	// Path is a path below the base URL, such as /customer/* where * stands for
	// one segment. A trailing ** stands for the rest, and "" for every path of
	// the API. The token endpoint is hit only by the Path "/oauth/token", that for
	// the notifications of payment gateways only by "/gateway/*/notification", and
	// the page on which customers pay only by "/pay/*".
	Path string
	// Nth is the one matching request to hit, counted from 1. 0 means any.
	Nth int
	// Times is the number of hits after which the fault is spent. 0 means never.
	Times int
	// Share is the share of matching requests to hit, between 0 and 1, chosen by
	// the seed. 0 means all.
	Share float64
	// Kind says what happens.
	Kind FaultKind
	// AfterCommit carries the request out before the fault hides the answer.
	AfterCommit bool
	// Status is the HTTP status of FaultStatus and FaultHTML.
	Status int
	// RetryAfter is the Retry-After header: seconds or an HTTP date.
	RetryAfter string
	// Delay is the time that passes before the fault strikes.
	Delay time.Duration
}

// commits tells whether the request is carried out before the fault strikes.
func (f *Fault) commits() bool {
	switch f.Kind {
	case FaultCut:
		return true
	case FaultRateLimit, FaultExpireToken:
		return false
	default:
		return f.AfterCommit
	}
}

// distort is what the client gets to see of the true answer, which is the zero
// one when the request was not carried out.
func (f *Fault) distort(truth answer) answer {
	switch f.Kind {
	case FaultDelay:
		return truth
	case FaultCut:
		truth.delivery = half
		return truth
	case FaultDrop:
		return answer{delivery: dropped}
	case FaultEmpty:
		return f.retryAfter(answer{status: http.StatusOK})
	case FaultHTML:
		return f.retryAfter(proxyPage(f.statusOr(http.StatusBadGateway)))
	case FaultRateLimit:
		return f.retryAfter(failure(&refusal{
			code: "rate_limited", message: "too many requests", status: http.StatusTooManyRequests,
		}))
	default:
		return f.retryAfter(failure(&refusal{
			code: codeInternal, message: "the platform could not answer", status: f.statusOr(http.StatusInternalServerError),
		}))
	}
}

func (f *Fault) statusOr(status int) int {
	if f.Status != 0 {
		return f.Status
	}
	return status
}

func (f *Fault) retryAfter(a answer) answer {
	if f.RetryAfter != "" {
		a.header = http.Header{"Retry-After": {f.RetryAfter}}
	}
	return a
}

func proxyPage(status int) answer {
	text := http.StatusText(status)
	return answer{
		status:      status,
		contentType: typeHTML,
		body:        []byte("<html><head><title>" + text + "</title></head><body><h1>" + text + "</h1></body></html>\n"),
	}
}

// kind is the name of the fault in the request log.
func (f *Fault) kind() string {
	if f.Kind == "" {
		return string(FaultStatus)
	}
	return string(f.Kind)
}

// armedFault is a fault with its memory.
type armedFault struct {
	Fault
	seen, hits int
	random     *rand.Rand
}

func (f *armedFault) matches(method, path string) bool {
	if f.Method != "" && !strings.EqualFold(f.Method, method) {
		return false
	}
	if f.Path == "" {
		return !outsideAPI(path)
	}
	return matchPath(f.Path, path)
}

// outsideAPI tells the paths that are not below the base URL.
func outsideAPI(path string) bool {
	return path == tokenPath || strings.HasPrefix(path, gatewayPath) || strings.HasPrefix(path, payPath)
}

// strikes counts a matching request and decides whether the fault would hit it.
func (f *armedFault) strikes() bool {
	f.seen++
	chosen := f.Share <= 0 || f.random.Float64() < f.Share
	spent := f.Times > 0 && f.hits >= f.Times
	return chosen && !spent && (f.Nth == 0 || f.Nth == f.seen)
}

func matchPath(pattern, path string) bool {
	want, got := splitPath(pattern), splitPath(path)
	for i, segment := range want {
		if segment == "**" && i == len(want)-1 {
			return true
		}
		if i >= len(got) || segment != "*" && segment != got[i] {
			return false
		}
	}
	return len(want) == len(got)
}

func splitPath(path string) []string {
	return strings.Split(strings.Trim(path, "/"), "/")
}

// faults is the list of armed faults. Each draws from a stream of its own, so
// that one fault does not change whom another one hits.
type faults struct {
	seed  uint64
	armed []*armedFault
	total uint64
}

func (l *faults) inject(added ...Fault) {
	for _, f := range added {
		l.total++
		l.armed = append(l.armed, &armedFault{Fault: f, random: rand.New(rand.NewPCG(l.seed, streamFaults+l.total))})
	}
}

// choose is the fault that hits a request, or nil.
func (l *faults) choose(method, path string) *Fault {
	var chosen *armedFault
	for _, f := range l.armed {
		if f.matches(method, path) && f.strikes() && chosen == nil {
			chosen = f
		}
	}
	if chosen == nil {
		return nil
	}
	chosen.hits++
	return new(chosen.Fault)
}

// wait lets d pass. It tells whether the client is still there.
func (s *Server) wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-s.closed:
	}
	return false
}

// Inject adds faults to those at work.
func (s *Server) Inject(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.inject(faults...)
}

// ClearFaults ends all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.armed = nil
}
