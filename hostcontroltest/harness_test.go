package hostcontroltest_test

import (
	"io"
	"net/http"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// platform is a server with a client that speaks raw HTTP to it.
type platform struct {
	*hostcontroltest.Server
	t testing.TB
}

func start(t testing.TB, opts hostcontroltest.Options) *platform {
	t.Helper()
	srv := hostcontroltest.NewServer(opts)
	t.Cleanup(srv.Close)
	return &platform{Server: srv, t: t}
}

// reply is an answer as it came over the wire.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func (p *platform) get(path string) reply { return p.do("GET", path, "") }

func (p *platform) post(path, body string) reply { return p.do("POST", path, body) }

func (p *platform) put(path, body string) reply { return p.do("PUT", path, body) }

func (p *platform) del(path string) reply { return p.do("DELETE", path, "[]") }

// do asks with the demo label's key and wants an answer.
func (p *platform) do(method, path, body string) reply {
	p.t.Helper()
	r, err := p.try(method, path, body)
	if err != nil {
		p.t.Fatalf("%s %s: %v", method, path, err)
	}
	return r
}

// try is do for a request that may be left without an answer.
func (p *platform) try(method, path, body string) (reply, error) {
	return p.ask(method, p.URL+path, body, http.Header{"X-Apikey": {p.APIKey}})
}

func (p *platform) ask(method, url, body string, header http.Header) (reply, error) {
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	req.Header = header
	resp, err := p.Client().Do(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	r := reply{status: resp.StatusCode, header: resp.Header}
	r.body, err = io.ReadAll(resp.Body)
	return r, err
}

// failed is what an answer says about its failure.
type failed struct {
	Success bool `json:"success"`
	Error   struct {
		Code    string         `json:"code"`
		Message jsontext.Value `json:"message"`
	} `json:"error"`
}

// code is the error code of an answer, "" for a success.
func (r reply) code(t testing.TB) string {
	t.Helper()
	var f failed
	r.decode(t, &f)
	if f.Success == (f.Error.Code != "") {
		t.Fatalf("success and error contradict each other: %s", r.body)
	}
	return f.Error.Code
}

// fields is the message of a refusal that hangs on attributes.
func (r reply) fields(t testing.TB) map[string][]string {
	t.Helper()
	var f failed
	r.decode(t, &f)
	var fields map[string][]string
	if err := json.Unmarshal(f.Error.Message, &fields); err != nil {
		t.Fatalf("no attributes in %s", r.body)
	}
	return fields
}

func (r reply) decode(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal(r.body, into); err != nil {
		t.Fatalf("status %d, %v: %s", r.status, err, r.body)
	}
}

// object is a JSON object without a type.
type object = map[string]any

// result is the result of a success.
func (r reply) result(t testing.TB) object {
	t.Helper()
	if code := r.code(t); code != "" {
		t.Fatalf("refused: %s", r.body)
	}
	var v struct {
		Result object `json:"result"`
	}
	r.decode(t, &v)
	return v.Result
}

// listing is the answer of a list operation.
type listing struct {
	Result []object `json:"result"`
	Total  int      `json:"total"`
	Limit  int      `json:"limit"`
	Offset int      `json:"offset"`
}

func (r reply) listing(t testing.TB) listing {
	t.Helper()
	if code := r.code(t); code != "" {
		t.Fatalf("refused: %s", r.body)
	}
	var l listing
	r.decode(t, &l)
	return l
}

// example is a recreated request and answer of the vendor's documentation.
type example struct {
	Request struct {
		Method string            `json:"method"`
		Path   string            `json:"path"`
		Query  map[string]string `json:"query"`
		Body   jsontext.Value    `json:"body"`
	} `json:"request"`
	Response struct {
		Result  any  `json:"result"`
		Success bool `json:"success"`
	} `json:"response"`
}

func readExamples(t testing.TB) map[string]example {
	t.Helper()
	text, err := os.ReadFile("testdata/examples.json")
	if err != nil {
		t.Fatal(err)
	}
	var examples map[string]example
	if err := json.Unmarshal(text, &examples); err != nil {
		t.Fatal(err)
	}
	return examples
}

// missing names the members that an example has and an answer lacks or gives
// another type, at any depth. Lists are compared by their first items, and null
// may stand for anything.
func missing(path string, want, got any) []string {
	switch want := want.(type) {
	case object:
		return missingMembers(path, want, got)
	case []any:
		got, ok := got.([]any)
		if !ok {
			return []string{path + " is not a list"}
		}
		if len(want) > 0 && len(got) > 0 {
			return missing(path+"[]", want[0], got[0])
		}
	default:
		if want != nil && got != nil && reflect.TypeOf(want) != reflect.TypeOf(got) {
			return []string{path + " is of another type"}
		}
	}
	return nil
}

func missingMembers(path string, want object, got any) []string {
	if got == nil {
		return nil
	}
	members, ok := got.(object)
	if !ok {
		return []string{path + " is not an object"}
	}
	var out []string
	for name, value := range want {
		answer, ok := members[name]
		if !ok {
			out = append(out, path+"."+name)
			continue
		}
		out = append(out, missing(path+"."+name, value, answer)...)
	}
	return out
}

func itoa(n int) string { return strconv.Itoa(n) }

// newCustomer is the body of a good registration. extra members, if any, come
// last and so take precedence.
func newCustomer(email, extra string) string {
	body := `{"name":"Jane Roe","address":"Sample Lane 7","zipcode":"3511AB","city":"Utrecht","country":"NL",` +
		`"voice":"+31.301234567","registration_ip":"192.0.2.44","password":"not-a-real-password","email":"` + email + `"`
	if extra != "" {
		body += "," + extra
	}
	return body + "}"
}
