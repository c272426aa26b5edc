package api_test

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/api/internal/contract"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestEveryOperationHasAScript(t *testing.T) {
	t.Parallel()
	document := load(t)
	var described []string
	for _, op := range document.Operations {
		described = append(described, op.ID)
	}
	scripted := slices.Sorted(maps.Keys(explore(t, document).scripts()))
	if diff := cmp.Diff(described, scripted); diff != "" {
		t.Errorf("operations (-described +scripted):\n%s", diff)
	}
}

// A method that asks the platform for something and is in no list here has no contract to hold it to.
func TestEveryMethodHasAnOperation(t *testing.T) {
	t.Parallel()
	document := load(t)
	named := map[string]bool{}
	for _, op := range document.Operations {
		named[op.GoMethod] = true
	}
	for name := range explore(t, document).conveniences() {
		if named[name] {
			t.Errorf("%s is a convenience and has an operation of its own", name)
		}
		named[name] = true
	}
	offered := slices.Sorted(slices.Values(methods(start(t, document).client)))
	if diff := cmp.Diff(slices.Sorted(maps.Keys(named)), offered); diff != "" {
		t.Errorf("methods (-named +offered):\n%s", diff)
	}
}

func TestSuccess(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, document *contract.Document, op contract.Operation, s script) {
		p := start(t, document)
		p.expectSuccess(t, op.ID, op.GoMethod, p.prepare(t, s.given, s.args))
		if !p.validator.Succeeded(op.ID) {
			t.Error("was not answered with success")
		}
		p.expectContract(t)
		p.expectNames(t, op)
	})
}

func TestConveniences(t *testing.T) {
	t.Parallel()
	document := load(t)
	for method, c := range explore(t, document).conveniences() {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			p := start(t, document)
			p.expectSuccess(t, c.operation, method, p.prepare(t, c.given, c.args))
			p.expectContract(t)
		})
	}
}

// forEachOperation runs a test for each operation that has a script. That all of them have one is a test of its own.
func forEachOperation(t *testing.T, test func(*testing.T, *contract.Document, contract.Operation, script)) {
	t.Helper()
	document := load(t)
	scripts := explore(t, document).scripts()
	for _, op := range document.Operations {
		if s, ok := scripts[op.ID]; ok {
			t.Run(op.ID, func(t *testing.T) {
				t.Parallel()
				test(t, document, op, s)
			})
		}
	}
}

// expectSuccess calls a method and expects the platform to carry out the operation, and no request to go astray.
func (p *platform) expectSuccess(t *testing.T, operationID, method string, args []any) {
	t.Helper()
	if err := p.call(t.Context(), method, args); err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	if got := p.committed(operationID); got == 0 {
		t.Errorf("%s did not make the platform carry out %s; it was asked: %v", method, operationID, p.asked())
	}
	for _, request := range p.asked() {
		if request.Operation == "" || request.Status != http.StatusOK {
			t.Errorf("%s %s: operation %q, status %d", request.Method, request.Path, request.Operation, request.Status)
		}
	}
}

func (p *platform) expectContract(t *testing.T) {
	t.Helper()
	for _, violation := range p.validator.Violations() {
		t.Errorf("violation: %v", violation)
	}
}

// expectNames compares what the SDK calls an operation, in errors, logs and metrics, with the contract.
func (p *platform) expectNames(t *testing.T, op contract.Operation) {
	t.Helper()
	want := op.ID + " " + op.Method + " " + op.Path
	var got []string
	for _, a := range p.attempts {
		got = append(got, a.Operation+" "+a.Method+" "+a.Template)
	}
	if !slices.Contains(got, want) {
		t.Errorf("the SDK speaks of %q, not of %q", got, want)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, document *contract.Document, op contract.Operation, s script) {
		for _, code := range op.Errors {
			cases := s.refused(op, rest.Code(code))
			if len(cases) == 0 && !neverMet(rest.Code(code)) {
				t.Errorf("no script is refused with %s", code)
			}
			for _, c := range cases {
				t.Run(code, func(t *testing.T) {
					t.Parallel()
					c.run(t, document)
				})
			}
		}
		for _, r := range s.refusals {
			if !slices.Contains(op.Errors, string(r.code)) {
				t.Errorf("a script is refused with %s, which is not among x-errors", r.code)
			}
		}
	})
}

// neverMet tells codes that most operations do not answer here: the SDK sends nothing that cannot be decoded, checks
// values before it sends them, and the key of the platform in memory allows everything but what is a parent's.
func neverMet(code rest.Code) bool {
	return code == rest.CodeDecodeFailed || code == rest.CodeValidationFailed || code == rest.CodePermissionDenied
}

// A refusedCall is a refusal with all that is needed to run it.
type refusedCall struct {
	refusal
	options []hostcontrol.Option
	faults  []hostcontroltest.Fault
}

// refused gives the calls of an operation that end in a code: those of the script, or the one that fits all operations.
func (s script) refused(op contract.Operation, code rest.Code) []refusedCall {
	everywhere := refusedCall{refusal: refusal{code: code, given: s.given, args: s.args, method: op.GoMethod, from: op.ID}}
	switch code {
	case rest.CodeUnknownLabel:
		everywhere.options = []hostcontrol.Option{hostcontrol.WithMiddleware(forgedKey(op.ID))}
		return []refusedCall{everywhere}
	case rest.CodeRateLimited:
		return []refusedCall{everywhere.after(faultOn(op, hostcontroltest.Fault{Kind: hostcontroltest.FaultRateLimit}))}
	case rest.CodeInternalError:
		return []refusedCall{everywhere.after(faultOn(op, hostcontroltest.Fault{Kind: hostcontroltest.FaultStatus}))}
	}
	var calls []refusedCall
	for _, r := range s.refusals {
		if r.code != code {
			continue
		}
		if r.method == "" {
			r.method = op.GoMethod
		}
		if r.from == "" {
			r.from = op.ID
		}
		calls = append(calls, refusedCall{refusal: r})
	}
	return calls
}

// after makes a fault of the platform the reason, and lets no repetition get over it.
func (c refusedCall) after(fault hostcontroltest.Fault) refusedCall {
	c.faults = []hostcontroltest.Fault{fault}
	c.options = []hostcontrol.Option{hostcontrol.WithRetries(0)}
	return c
}

func (c refusedCall) run(t *testing.T, document *contract.Document) {
	var p *platform
	before := hostcontrol.WithMiddleware(justBefore(c.from, func() {
		if c.meanwhile != nil {
			c.meanwhile(p)
		}
	}))
	p = startWith(t, document, c.platform, append(c.options, before)...)
	args := p.prepare(t, c.given, c.args)
	p.Inject(c.faults...)
	err := p.call(t.Context(), c.method, args)
	failure, ok := errors.AsType[*rest.Error](err)
	if !ok {
		t.Fatalf("error = %v, want a %T", err, failure)
	}
	if failure.Code != c.code || failure.Operation != c.from {
		t.Errorf("%s was refused with %q, want %s with %q: %v", failure.Operation, failure.Code, c.from, c.code, err)
	}
	if !p.validator.Refused(c.from) {
		t.Errorf("the platform did not refuse %s", c.from)
	}
	if n := p.committed(c.from); n != 0 {
		t.Errorf("the platform carried out %s %d times and refused it", c.from, n)
	}
	p.expectContract(t)
}

// faultOn restricts a fault to an operation.
func faultOn(op contract.Operation, fault hostcontroltest.Fault) hostcontroltest.Fault {
	segments := strings.Split(op.Path, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = "*"
		}
	}
	fault.Method, fault.Path = op.Method, strings.Join(segments, "/")
	return fault
}

// justBefore lets something happen between the decision to ask for an operation and the request.
func justBefore(operationID string, happen func()) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			if operation, _, _ := rest.OperationFrom(req.Context()); operation == operationID {
				happen()
			}
			return next.RoundTrip(req)
		})
	}
}

// forgedKey makes one operation use a key that belongs to nobody.
func forgedKey(operationID string) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			if operation, _, _ := rest.OperationFrom(req.Context()); operation == operationID {
				req = req.Clone(req.Context())
				req.Header.Set("X-Apikey", "not-a-real-key")
			}
			return next.RoundTrip(req)
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// When an answer gets lost, the SDK shows what it takes the operation for: it repeats what may be repeated, and looks
// whether the rest has happened.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, document *contract.Document, op contract.Operation, s script) {
		p := start(t, document)
		args := p.prepare(t, s.given, s.args)
		p.Inject(faultOn(op, hostcontroltest.Fault{Kind: hostcontroltest.FaultHTML, Times: 1, AfterCommit: true}))
		if err := p.call(t.Context(), op.GoMethod, args); err != nil {
			t.Fatal(err)
		}
		want := 2
		if op.Effect == "once" {
			want = 1
		}
		if got := len(p.of(op.ID)); got != want {
			t.Errorf("asked %d times for what is %s, want %d; the platform was asked: %v", got, op.Effect, want, p.asked())
		}
		p.expectContract(t)
	})
}

// A request that came to nothing is made up for, whatever its effect, and nothing happens twice.
func TestLostRequests(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, document *contract.Document, op contract.Operation, s script) {
		p := start(t, document)
		args := p.prepare(t, s.given, s.args)
		p.Inject(faultOn(op, hostcontroltest.Fault{Kind: hostcontroltest.FaultHTML, Times: 1}))
		if err := p.call(t.Context(), op.GoMethod, args); err != nil {
			t.Fatal(err)
		}
		if got := p.committed(op.ID); got != 1 {
			t.Errorf("was carried out %d times, want once; the platform was asked: %v", got, p.asked())
		}
		p.expectContract(t)
	})
}

// The platform in memory tells which methods a path has when it is asked for another one.
func TestSandboxOffersNoMore(t *testing.T) {
	t.Parallel()
	document := load(t)
	p := start(t, document)
	described := map[string][]string{}
	address := map[string]string{}
	for _, op := range document.Operations {
		described[op.Path] = append(described[op.Path], op.Method)
		address[op.Path] = p.URL + exampleCall(t, document, op).path
	}
	for path, want := range described {
		slices.Sort(want)
		if diff := cmp.Diff(want, p.allowed(t, address[path])); diff != "" {
			t.Errorf("%s (-described +offered):\n%s", path, diff)
		}
	}
}

func (p *platform) allowed(t *testing.T, address string) []string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Apikey", p.APIKey)
	resp, err := p.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	if resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("PATCH %s: status %d", address, resp.StatusCode)
	}
	return slices.Sorted(slices.Values(strings.Split(resp.Header.Get("Allow"), ", ")))
}
