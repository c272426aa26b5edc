package hostcontroltest_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// Every kind of fault, before and after the request is carried out. The state
// tells which it was.
func TestFaultKinds(t *testing.T) {
	t.Parallel()
	type fault = hostcontroltest.Fault
	tests := []struct {
		name      string
		fault     fault
		status    int // 0: no answer
		header    string
		body      string // what the body starts with
		committed bool
	}{
		{"status", fault{Kind: hostcontroltest.FaultStatus}, 500, "", `{"success":false,"error":{"code":"internal_error"`, false},
		{"zero kind", fault{}, 500, "", `{"success":false,"error":{"code":"internal_error"`, false},
		{"status after", fault{Kind: hostcontroltest.FaultStatus, Status: 503, AfterCommit: true, RetryAfter: "9"}, 503, "9", `{"success":false`, true},
		{"rate limit", fault{Kind: hostcontroltest.FaultRateLimit, RetryAfter: "3"}, 429, "3", `{"success":false,"error":{"code":"rate_limited"`, false},
		{"rate limit never commits", fault{Kind: hostcontroltest.FaultRateLimit, AfterCommit: true}, 429, "", `{"success":false`, false},
		{"drop", fault{Kind: hostcontroltest.FaultDrop}, 0, "", "", false},
		{"drop after", fault{Kind: hostcontroltest.FaultDrop, AfterCommit: true}, 0, "", "", true},
		{"delay", fault{Kind: hostcontroltest.FaultDelay, Delay: time.Millisecond}, 200, "", `{"result":{"id":1`, true},
		{"delay after", fault{Kind: hostcontroltest.FaultDelay, Delay: time.Millisecond, AfterCommit: true}, 200, "", `{"result":{"id":1`, true},
		{"cut", fault{Kind: hostcontroltest.FaultCut}, 200, "", `{"result":{"id":1`, true},
		{"html", fault{Kind: hostcontroltest.FaultHTML}, 502, "", "<html>", false},
		{"html after", fault{Kind: hostcontroltest.FaultHTML, Status: 504, AfterCommit: true}, 504, "", "<html>", true},
		{"empty", fault{Kind: hostcontroltest.FaultEmpty}, 200, "", "", false},
		{"empty after", fault{Kind: hostcontroltest.FaultEmpty, AfterCommit: true}, 200, "", "", true},
		{"expire token", fault{Kind: hostcontroltest.FaultExpireToken}, 200, "", `{"result":{"id":1`, true},
	}
	for network, inMemory := range map[string]bool{"socket": false, "memory": true} {
		for _, tt := range tests {
			t.Run(network+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				tt.fault.Method, tt.fault.Path = "PUT", "/customer/*"
				p := start(t, hostcontroltest.Options{Customers: 1, InMemory: inMemory, Faults: []fault{tt.fault}})
				r, err := p.try("PUT", "/customer/1", `{"tags":["changed"]}`)
				if r.status != tt.status || !strings.HasPrefix(string(r.body), tt.body) || r.header.Get("Retry-After") != tt.header {
					t.Errorf("%d %v %s", r.status, r.header, r.body)
				}
				isCut := tt.fault.Kind == hostcontroltest.FaultCut
				if (err != nil) != (tt.status == 0 || isCut) {
					t.Errorf("error %v", err)
				}
				if isCut && !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Errorf("a cut body ends with %v", err)
				}
				tags := p.get("/customer/1").result(t)["tags"].([]any)
				if changed := len(tags) == 1 && tags[0] == "changed"; changed != tt.committed {
					t.Errorf("carried out: %v", changed)
				}
				line := p.Requests()[0]
				if line.Committed != tt.committed || line.Status != tt.status || line.Fault == "" {
					t.Errorf("log: %+v", line)
				}
			})
		}
	}
}

func TestFaultSelection(t *testing.T) {
	t.Parallel()
	type fault = hostcontroltest.Fault
	paths := []string{"/customer", "/customer/1", "/customer/1/event", "/customer", "/label", "/customer/1"}
	tests := []struct {
		name  string
		fault fault
		hits  []int // indexes of paths
	}{
		{"all", fault{}, []int{0, 1, 2, 3, 4, 5}},
		{"path", fault{Path: "/customer"}, []int{0, 3}},
		{"one segment", fault{Path: "/customer/*"}, []int{1, 5}},
		{"the rest", fault{Path: "/customer/**"}, []int{0, 1, 2, 3, 5}},
		{"inner segment", fault{Path: "/customer/*/event"}, []int{2}},
		{"method", fault{Method: "get"}, []int{0, 1, 2, 3, 4, 5}},
		{"other method", fault{Method: "POST"}, nil},
		{"second", fault{Path: "/customer", Nth: 2}, []int{3}},
		{"twice", fault{Times: 2}, []int{0, 1}},
		{"token endpoint", fault{Path: "/oauth/token"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, hostcontroltest.Options{Customers: 1, Faults: []fault{tt.fault}})
			var hits []int
			for i, path := range paths {
				if p.get(path).status == 500 {
					hits = append(hits, i)
				}
			}
			if diff := cmp.Diff(tt.hits, hits); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFirstFaultWins(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.Inject(
		hostcontroltest.Fault{Status: 501, Times: 1},
		hostcontroltest.Fault{Status: 502, Times: 1},
	)
	for _, want := range []int{501, 502, 200} {
		if got := p.get("/label").status; got != want {
			t.Errorf("%d, want %d", got, want)
		}
	}
	p.Inject(hostcontroltest.Fault{})
	p.ClearFaults()
	if got := p.get("/label").status; got != 200 {
		t.Errorf("%d after the faults were cleared", got)
	}
}

func TestFaultOnTokenEndpoint(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1, Faults: []hostcontroltest.Fault{
		{Path: "/oauth/token", Kind: hostcontroltest.FaultHTML, Times: 1},
		{Status: 503, Times: 1},
	}})
	ask := func() int {
		r, err := p.ask("POST", p.TokenURL, "", http.Header{})
		if err != nil {
			t.Fatal(err)
		}
		return r.status
	}
	if first, second := ask(), ask(); first != 502 || second != 401 {
		t.Errorf("%d, %d: a fault for any path of the API is not one for tokens", first, second)
	}
}

func TestFaultExpiresTokens(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1, Faults: []hostcontroltest.Fault{
		{Kind: hostcontroltest.FaultExpireToken, Nth: 2},
	}})
	token := issue(t, p).AccessToken
	for _, want := range []int{200, 401, 401} {
		r, err := p.ask("GET", p.URL+"/label", "", http.Header{"Authorization": {"Bearer " + token}})
		if err != nil || r.status != want {
			t.Errorf("%d %v, want %d", r.status, err, want)
		}
	}
}

func TestFaultDelayTakesItsTime(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			p := start(t, hostcontroltest.Options{Customers: -1, InMemory: true, Faults: []hostcontroltest.Fault{
				{Kind: hostcontroltest.FaultStatus, Delay: time.Minute, AfterCommit: after},
			}})
			began := time.Now()
			if r := p.get("/label"); r.status != 500 {
				t.Errorf("%d", r.status)
			}
			if waited := time.Since(began); waited != time.Minute {
				t.Errorf("waited %v", waited)
			}
			p.Close()
		})
	}
}

// A writer that keeps its connection is aborted.
func TestDropWithoutHijacking(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1, Faults: []hostcontroltest.Fault{{Kind: hostcontroltest.FaultDrop}}})
	defer func() {
		if got := recover(); got != http.ErrAbortHandler {
			t.Errorf("ended with %v", got)
		}
	}()
	p.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/api/v1/label", nil))
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	const requests = 3000
	tests := []struct {
		name         string
		lowest, most float64 // share of requests that meet a fault
	}{
		{"none", 0, 0},
		{"flaky", 0.27, 0.33},
		{"ratelimit", 0.30, 0.37},
		{"slow", 0.49, 0.56},
		{"lossy", 0.45, 0.60},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				faults, err := hostcontroltest.Profile(tt.name)
				if err != nil {
					t.Fatal(err)
				}
				p := start(t, hostcontroltest.Options{Customers: 1, InMemory: true, Faults: faults})
				for range requests {
					_, _ = p.try("POST", "/customer/1/login-as", "") // the log tells what became of it
				}
				var hit float64
				for _, line := range p.Requests() {
					if line.Fault != "" {
						hit++
					}
				}
				if share := hit / float64(len(p.Requests())); share < tt.lowest || share > tt.most {
					t.Errorf("%.3f of the requests met a fault", share)
				}
				p.Close()
			})
		})
	}
}

func TestUnknownProfile(t *testing.T) {
	t.Parallel()
	_, err := hostcontroltest.Profile("stormy")
	want := `unknown fault profile "stormy": known are flaky, lossy, none, ratelimit, slow`
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
}
