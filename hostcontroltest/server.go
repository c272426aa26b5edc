package hostcontroltest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	basePath     = "/api/v1"
	inMemoryHost = "hostcontrol.test"
	closeGrace   = time.Second
)

// Server is a HostControl platform. Its methods may be called from any
// goroutine.
type Server struct {
	// URL is the base URL of the API, such as http://127.0.0.1:41234/api/v1.
	URL string
	// APIKey is the key of the demo reseller's first label.
	APIKey string
	// ResellerReference is the user name for HTTP Basic authentication. The
	// password is APIKey.
	ResellerReference string
	// TokenURL, ClientID and ClientSecret are for OAuth2 client credentials.
	// Tokens live 300 seconds of the server's clock.
	TokenURL, ClientID, ClientSecret string

	routes    []route
	server    *http.Server
	transport *http.Transport
	closed    chan struct{}
	served    chan struct{}
	close     sync.Once

	mu      sync.Mutex // guards what follows
	clock   clock
	store   *store
	tokens  tokens
	faults  faults
	log     requestLog
	counter uint64
}

// NewServer starts a server. The caller must Close it. It panics when the
// machine has no loopback interface to listen on.
func NewServer(opts Options) *Server {
	opts = opts.withDefaults()
	s := &Server{
		routes:    routes(),
		transport: &http.Transport{MaxIdleConnsPerHost: 256},
		closed:    make(chan struct{}),
		served:    make(chan struct{}),
		clock:     newClock(opts.Start, opts.Live),
		tokens:    newTokens(),
		faults:    faults{seed: opts.Seed},
	}
	s.store = newStore(opts, s.clock.base)
	s.faults.inject(opts.Faults...)
	s.APIKey = s.store.own.labels[0].key
	s.ResellerReference = s.store.own.reference
	s.ClientID = s.store.own.clientID
	s.ClientSecret = s.store.own.clientSecret
	s.start(opts.InMemory)
	return s
}

func (s *Server) start(inMemory bool) {
	var listener net.Listener
	root := "http://" + inMemoryHost
	if inMemory {
		pipes := newPipeListener()
		s.transport.DialContext = pipes.dial
		listener = pipes
	} else {
		listener = listen()
		root = "http://" + listener.Addr().String()
	}
	s.URL = root + basePath
	s.TokenURL = root + tokenPath
	s.server = &http.Server{Handler: s}
	go func() {
		defer close(s.served)
		_ = s.server.Serve(listener) // ends with http.ErrServerClosed
	}()
}

func listen() net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(fmt.Sprintf("hostcontroltest: listen on the loopback interface: %v", err))
	}
	return listener
}

// Client is an HTTP client that reaches the server. It adds no credentials.
func (s *Server) Client() *http.Client { return &http.Client{Transport: s.transport} }

// Close ends the server. Requests under way get a second to finish.
func (s *Server) Close() {
	s.close.Do(func() {
		close(s.closed)
		s.transport.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
		defer cancel()
		if s.server.Shutdown(ctx) != nil {
			_ = s.server.Close()
		}
		s.transport.CloseIdleConnections()
		<-s.served
	})
}

// ServeHTTP lets a program serve the platform on an address of its choice. The
// URL fields do not know that address; one-time links are built from the Host
// that the client asked for.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Request-Id", s.nextRequestID())
	w.Header().Set("Date", s.Now().Format(http.TimeFormat))
	path := r.URL.EscapedPath()
	below, isAPI := strings.CutPrefix(path, basePath)
	switch {
	case isAPI && (below == "" || below[0] == '/'):
		segments := pathSegments(below)
		s.exchange(w, r, "/"+strings.Join(segments, "/"), func(line *Request, body []byte) answer {
			return s.perform(r, line, segments, body)
		})
	case path == tokenPath:
		s.exchange(w, r, tokenPath, func(line *Request, body []byte) answer {
			return s.token(r, line, body)
		})
	case strings.HasPrefix(path, gatewayPath):
		s.exchange(w, r, path, func(line *Request, body []byte) answer {
			return committed(line, s.notified(r, body))
		})
	case strings.HasPrefix(path, payPath):
		s.exchange(w, r, withoutToken(path), func(line *Request, body []byte) answer {
			return committed(line, s.pay(r, body))
		})
	default:
		s.servePage(w, r)
	}
}

func (s *Server) nextRequestID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counter++
	return fmt.Sprintf("req-%08d", s.counter)
}

// exchange carries a request out and answers it, unless a fault comes between.
func (s *Server) exchange(w http.ResponseWriter, r *http.Request, path string, carryOut func(*Request, []byte) answer) {
	body, err := readBody(r)
	line, fault := s.admit(r, path)
	work := func() answer {
		if err != nil {
			return failure(err)
		}
		return carryOut(line, body)
	}
	a, ok := s.endure(r.Context(), fault, work)
	if !ok {
		a = answer{delivery: dropped}
	}
	s.note(line, a)
	a.send(w)
}

// admit logs a request and chooses the fault that hits it, if any.
func (s *Server) admit(r *http.Request, path string) (*Request, *Fault) {
	line := newRequestLine(r, path)
	s.mu.Lock()
	defer s.mu.Unlock()
	line.At = s.clock.now()
	s.log.add(line)
	fault := s.faults.choose(r.Method, path)
	if fault != nil {
		line.Fault = fault.kind()
	}
	return line, fault
}

// endure does the work under a fault, which may be nil. It tells whether anyone
// is left to answer.
func (s *Server) endure(ctx context.Context, fault *Fault, work func() answer) (answer, bool) {
	switch {
	case fault == nil:
		return work(), true
	case fault.commits():
		truth := work()
		return fault.distort(truth), s.wait(ctx, fault.Delay)
	case !s.wait(ctx, fault.Delay):
		return answer{}, false
	case fault.Kind == FaultDelay:
		return work(), true
	case fault.Kind == FaultExpireToken:
		s.expireTokens()
		return work(), true
	default:
		return fault.distort(answer{}), true
	}
}

func (s *Server) expireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens.expireAll()
}

func (s *Server) note(line *Request, a answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	line.Status = a.sentStatus()
}

// perform carries out an operation of the API.
func (s *Server) perform(r *http.Request, line *Request, segments []string, body []byte) answer {
	result, err := s.operate(r, line, segments, body)
	if err != nil {
		return failure(err)
	}
	return envelope(result)
}

// committed notes that a page did what was asked of it.
func committed(line *Request, a answer) answer {
	line.Committed = a.status < http.StatusBadRequest
	return a
}

func (s *Server) operate(r *http.Request, line *Request, segments []string, body []byte) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store.settle(s.clock.now())
	who, err := s.authenticate(r.Header)
	if err != nil {
		return nil, err
	}
	route, values, err := find(s.routes, r.Method, segments)
	if err != nil {
		return nil, err
	}
	line.Operation = route.operation
	parameters, err := parseBody(body)
	if err != nil {
		return nil, err
	}
	result, err := route.handle(&call{
		store: s.store, caller: who, path: values,
		query: parseQuery(r.URL.Query()), body: parameters,
		now: s.moment(r.Method), ip: callerIP(r), origin: origin(r),
	})
	line.Committed = err == nil
	return result, err
}

// moment is the time of a request. Every write gets one of its own.
func (s *Server) moment(method string) time.Time {
	if method == http.MethodGet {
		return s.clock.now()
	}
	return s.clock.tick()
}

// callerIP is the address a request came from, the loopback one for a pipe.
func callerIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return "127.0.0.1"
	}
	return host
}

func origin(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
