package hostcontroltest_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestEnvelope(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 3})
	tests := []struct {
		name, method, path, body string
		status                   int
		prefix, suffix           string
	}{
		{"object", "GET", "/customer/1", "", 200, `{"result":{"id":1,`, `},"success":true}`},
		{"list", "GET", "/customer?limit=2&offset=1", "", 200, `{"result":[{"id":2,`, `}],"success":true,"total":3,"limit":2,"offset":1}`},
		{"empty list", "GET", "/customer?email=nobody@example.com", "", 200, `{"result":[],`, `"success":true,"total":0,"limit":100,"offset":0}`},
		{"trailing slash", "GET", "/customer/1/", "", 200, `{"result":{"id":1,`, `},"success":true}`},
		{"unknown id", "GET", "/customer/77", "", 200, `{"success":false,"error":{"code":"request_resource_unknown","message":"unknown customer"`, `}}`},
		{"no id", "GET", "/customer/x", "", 200, `{"success":false,"error":{"code":"request_resource_unknown"`, `}}`},
		{"escaped slash", "GET", "/customer/1%2Fevent", "", 200, `{"success":false,"error":{"code":"request_resource_unknown"`, `}}`},
		{"unknown path", "GET", "/customers", "", 404, `{"success":false,"error":{"code":"request_resource_unknown","message":"unknown path"`, `}}`},
		{"base path", "GET", "", "", 404, `{"success":false,"error":{"code":"request_resource_unknown"`, `}}`},
		{"unknown verb", "PATCH", "/customer/1", "{}", 405, `{"success":false,"error":{"code":"request_not_allowed"`, `}}`},
		{"no JSON", "PUT", "/customer/1", "a=b", 200, `{"success":false,"error":{"code":"request_decode_failed"`, `}}`},
		{"a list", "PUT", "/customer/1", "[1]", 200, `{"success":false,"error":{"code":"request_decode_failed"`, `}}`},
		{"validation", "PUT", "/customer/1", `{"is_enabled":"perhaps"}`, 200,
			`{"success":false,"error":{"code":"request_validation_failed","message":{"is_enabled":["Enter true or false."]}`, `}}`},
		{"bad limit", "GET", "/customer?limit=501", "", 200,
			`{"success":false,"error":{"code":"request_validation_failed","message":{"limit":["Ensure this value is between 1 and 500."]}`, `}}`},
		{"bad offset", "GET", "/customer?offset=-1", "", 200,
			`{"success":false,"error":{"code":"request_validation_failed","message":{"offset":[`, `]}}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := p.do(tt.method, tt.path, tt.body)
			text := string(r.body)
			if r.status != tt.status || !strings.HasPrefix(text, tt.prefix) || !strings.HasSuffix(text, tt.suffix) {
				t.Errorf("%s %s: %d %s", tt.method, tt.path, r.status, text)
			}
			if got := r.header.Get("Content-Type"); got != "application/json" {
				t.Errorf("content type %q", got)
			}
			if !strings.HasPrefix(r.header.Get("X-Request-Id"), "req-") {
				t.Errorf("no request id")
			}
		})
	}
}

func TestAllowHeader(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	if got := p.do("PATCH", "/contact/1001", "").header.Get("Allow"); got != "GET, PUT, DELETE" {
		t.Errorf("Allow: %s", got)
	}
}

// A body without parameters is written in many ways.
func TestBodyLeniency(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	for _, body := range []string{"", "{}", "[]", " [] ", "null", `{"unknown":1}`} {
		if code := p.post("/customer/1/login-as", body).code(t); code != "" {
			t.Errorf("body %q: %s", body, code)
		}
	}
	for _, body := range []string{`{"is_enabled":0}`, `{"is_enabled":"false"}`, `{"is_enabled":false}`, `{"is_enabled":true,"is_enabled":false}`} {
		if got := p.put("/customer/1", body).result(t)["is_enabled"]; got != false {
			t.Errorf("body %s: is_enabled %v", body, got)
		}
	}
}

func TestBodyTooLarge(t *testing.T) {
	t.Parallel()
	for _, inMemory := range []bool{false, true} {
		p := start(t, hostcontroltest.Options{Customers: 1, InMemory: inMemory})
		r := p.put("/customer/1", `{"tags":["`+strings.Repeat("x", 2<<20)+`"]}`)
		if r.status != http.StatusRequestEntityTooLarge || r.code(t) != "request_decode_failed" {
			t.Errorf("in memory %v: %d %s", inMemory, r.status, r.body)
		}
	}
}

func TestAuthentication(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 5})
	second := p.get("/customer/5").result(t)["label"].(object)["reference"].(string)
	token := issue(t, p).AccessToken
	basic := func(user, password string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
	}
	tests := []struct {
		name   string
		header http.Header
		status int
		code   string
		brand  string
	}{
		{"key", http.Header{"X-Apikey": {p.APIKey}}, 200, "", "Example Hosting"},
		{"key and label", http.Header{"X-Apikey": {p.APIKey}, "Label": {second}}, 200, "", "Example Domains"},
		{"unknown label", http.Header{"X-Apikey": {p.APIKey}, "Label": {"other"}}, 200, "unknown_label", ""},
		{"wrong key", http.Header{"X-Apikey": {"wrong"}}, 200, "unknown_label", ""},
		{"basic", http.Header{"Authorization": {basic(p.ResellerReference, p.APIKey)}}, 200, "", "Example Hosting"},
		{"basic with a wrong user", http.Header{"Authorization": {basic("other", p.APIKey)}}, 401, "authentication_failed", ""},
		{"basic with a wrong key", http.Header{"Authorization": {basic(p.ResellerReference, "wrong")}}, 401, "authentication_failed", ""},
		{"basic in pieces", http.Header{"Authorization": {"Basic !"}}, 401, "authentication_failed", ""},
		{"bearer", http.Header{"Authorization": {"Bearer " + token}}, 200, "", "Example Hosting"},
		{"unknown bearer", http.Header{"Authorization": {"Bearer x"}}, 401, "authentication_failed", ""},
		{"unknown scheme", http.Header{"Authorization": {"Digest x"}}, 401, "authentication_failed", ""},
		{"nothing", http.Header{}, 401, "authentication_failed", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := p.ask("GET", p.URL+"/label", "", tt.header)
			if err != nil {
				t.Fatal(err)
			}
			if code := r.code(t); r.status != tt.status || code != tt.code {
				t.Fatalf("%d %s, want %d %s", r.status, code, tt.status, tt.code)
			}
			if tt.brand != "" && r.result(t)["brand"] != tt.brand {
				t.Errorf("label %v, want %s", r.result(t)["brand"], tt.brand)
			}
			if hasChallenge := r.header.Get("Www-Authenticate") != ""; hasChallenge != (tt.status == 401) {
				t.Errorf("challenge: %v", hasChallenge)
			}
		})
	}
}

type issued struct {
	AccessToken      string `json:"access_token"`
	ExpiresIn        int    `json:"expires_in"`
	RefreshToken     string `json:"refresh_token"`
	RefreshExpiresIn int    `json:"refresh_expires_in"`
	TokenType        string `json:"token_type"`
	Error            string `json:"error"`
}

func askToken(t *testing.T, p *platform, form url.Values, header http.Header) (reply, issued) {
	t.Helper()
	if header == nil {
		header = http.Header{}
	}
	header.Set("Content-Type", "application/x-www-form-urlencoded")
	r, err := p.ask("POST", p.TokenURL, form.Encode(), header)
	if err != nil {
		t.Fatal(err)
	}
	var token issued
	r.decode(t, &token)
	return r, token
}

func issue(t *testing.T, p *platform) issued {
	t.Helper()
	_, token := askToken(t, p, url.Values{
		"client_id": {p.ClientID}, "client_secret": {p.ClientSecret}, "grant_type": {"client_credentials"},
	}, nil)
	return token
}

func TestTokenEndpoint(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	client := url.Values{"client_id": {p.ClientID}, "client_secret": {p.ClientSecret}}
	with := func(name, value string) url.Values {
		form := url.Values{name: {value}}
		for k, v := range client {
			if !form.Has(k) {
				form[k] = v
			}
		}
		return form
	}
	tests := []struct {
		name   string
		form   url.Values
		status int
		err    string
	}{
		{"good", with("grant_type", "client_credentials"), 200, ""},
		{"no grant", client, 400, "unsupported_grant_type"},
		{"password grant", with("grant_type", "password"), 400, "unsupported_grant_type"},
		{"wrong secret", with("client_secret", "wrong"), 401, "invalid_client"},
		{"unknown refresh token", with("grant_type", "refresh_token"), 400, "invalid_grant"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, token := askToken(t, p, tt.form, nil)
			if r.status != tt.status || token.Error != tt.err {
				t.Errorf("%d %s", r.status, r.body)
			}
		})
	}
	if token := issue(t, p); token.ExpiresIn != 300 || token.RefreshExpiresIn != 1800 || token.TokenType != "Bearer" {
		t.Errorf("%+v", token)
	}
	if r, err := p.ask("GET", p.TokenURL, "", http.Header{}); err != nil || r.status != 405 {
		t.Errorf("GET: %d %v", r.status, err)
	}
	basic := base64.StdEncoding.EncodeToString([]byte(p.ClientID + ":" + p.ClientSecret))
	r, _ := askToken(t, p, url.Values{"grant_type": {"client_credentials"}}, http.Header{"Authorization": {"Basic " + basic}})
	if r.status != 200 {
		t.Errorf("client in the header: %d %s", r.status, r.body)
	}
}

func TestTokenLife(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	token := issue(t, p)
	status := func(bearer string) int {
		r, err := p.ask("GET", p.URL+"/label", "", http.Header{"Authorization": {"Bearer " + bearer}})
		if err != nil {
			t.Fatal(err)
		}
		return r.status
	}
	p.Advance(299 * time.Second)
	if got := status(token.AccessToken); got != 200 {
		t.Errorf("after 299 s: %d", got)
	}
	p.Advance(time.Second)
	if got := status(token.AccessToken); got != 401 {
		t.Errorf("after 300 s: %d", got)
	}
	refresh := url.Values{
		"client_id": {p.ClientID}, "client_secret": {p.ClientSecret},
		"grant_type": {"refresh_token"}, "refresh_token": {token.RefreshToken},
	}
	_, fresh := askToken(t, p, refresh, nil)
	if got := status(fresh.AccessToken); got != 200 {
		t.Errorf("refreshed: %d", got)
	}
	if r, _ := askToken(t, p, refresh, nil); r.status != 400 {
		t.Errorf("second use of a refresh token: %d", r.status)
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	began := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	if !p.Now().Equal(began) {
		t.Errorf("starts at %v", p.Now())
	}
	p.get("/customer/1")
	if !p.Now().Equal(began) {
		t.Errorf("a read moved the clock to %v", p.Now())
	}
	p.Advance(time.Hour)
	answer := p.put("/customer/1", `{"is_enabled":true}`)
	if updated := answer.result(t)["updated"]; updated != "2026-01-05T10:00:00.000001+00:00" {
		t.Errorf("updated %v", updated)
	}
	if date := answer.header.Get("Date"); date != "Mon, 05 Jan 2026 10:00:00 GMT" {
		t.Errorf("dated %s", date)
	}
}

func TestLiveClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, hostcontroltest.Options{Customers: -1, Live: true, InMemory: true})
		before := p.Now()
		<-time.After(time.Minute)
		p.Advance(time.Hour)
		if got := p.Now().Sub(before); got != time.Minute+time.Hour {
			t.Errorf("moved by %v", got)
		}
		p.Close()
	})
}

// A bubble's time passes only when everything in it waits, the server included.
func TestInMemoryBubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, hostcontroltest.Options{
			Customers: 3, InMemory: true,
			Faults: []hostcontroltest.Fault{{Method: "PUT", Kind: hostcontroltest.FaultDelay, Delay: time.Hour, Times: 2}},
		})
		began := time.Now()
		p.put("/customer/1", `{"is_enabled":false}`)
		if waited := time.Since(began); waited != time.Hour {
			t.Errorf("a delay of an hour took %v", waited)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, "PUT", p.URL+"/customer/2", strings.NewReader(`{"is_enabled":false}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Apikey", p.APIKey)
		began = time.Now()
		if _, err := p.Client().Do(req); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a client that gives up: %v", err)
		}
		if waited := time.Since(began); waited != 10*time.Second {
			t.Errorf("gave up after %v", waited)
		}
		synctest.Wait()
		if got := p.get("/customer/2").result(t)["is_enabled"]; got != true {
			t.Errorf("a request that its client gave up was carried out")
		}
		p.Close()
	})
}

// Clients of other servers are given links to the host that they asked.
func TestServeHTTP(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1, InMemory: true})
	for _, serve := range []func(http.Handler) *httptest.Server{httptest.NewServer, httptest.NewTLSServer} {
		other := serve(p.Server)
		t.Cleanup(other.Close)
		req, err := http.NewRequest("POST", other.URL+"/api/v1/customer/1/login-as", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Apikey", p.APIKey)
		resp, err := other.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil || !strings.Contains(string(body), other.URL+"/login/") {
			t.Errorf("%v %s", err, body)
		}
	}
}

func TestCloseEndsDelays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := start(t, hostcontroltest.Options{
			Customers: -1, InMemory: true,
			Faults: []hostcontroltest.Fault{{Kind: hostcontroltest.FaultDelay, Delay: 24 * time.Hour}},
		})
		done := make(chan error)
		go func() {
			_, err := p.try("GET", "/label", "")
			done <- err
		}()
		synctest.Wait()
		began := time.Now()
		p.Close()
		p.Close()
		if err := <-done; err == nil {
			t.Error("a request under way got an answer")
		}
		if waited := time.Since(began); waited > 2*time.Second {
			t.Errorf("closing took %v", waited)
		}
		if _, err := p.try("GET", "/label", ""); err == nil {
			t.Error("a closed server answered")
		}
	})
}

// A connection on which nobody ever asks anything does not hold up the end.
func TestCloseLeavesSilentConnections(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	base, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", base.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	p.get("/label")
	p.Close()
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1, Faults: []hostcontroltest.Fault{
		{Method: "POST", Path: "/contact", Kind: hostcontroltest.FaultDrop},
	}})
	p.get("/customer?limit=7")
	p.put("/customer/1", "{}")
	if _, err := p.try("POST", "/contact", "{}"); err == nil {
		t.Error("the drop did not happen")
	}
	p.get("/nowhere")
	issue(t, p)
	link := p.post("/customer/1/login-as", "").result(t)["url"].(string)
	if _, err := p.ask("GET", link, "", http.Header{}); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	want := []hostcontroltest.Request{
		{Method: "GET", Path: "/customer", Query: url.Values{"limit": {"7"}}, Operation: "customers.list", Status: 200, Committed: true, At: at},
		{Method: "PUT", Path: "/customer/1", Query: url.Values{}, Operation: "customers.update", Status: 200, At: at},
		{Method: "POST", Path: "/contact", Query: url.Values{}, Fault: "drop", At: at.Add(time.Microsecond)},
		{Method: "GET", Path: "/nowhere", Query: url.Values{}, Status: 404, At: at.Add(time.Microsecond)},
		{Method: "POST", Path: "/oauth/token", Query: url.Values{}, Operation: "tokens.issue", Status: 200, Committed: true, At: at.Add(time.Microsecond)},
		{Method: "POST", Path: "/customer/1/login-as", Query: url.Values{}, Operation: "customers.loginAs", Status: 200, Committed: true, At: at.Add(time.Microsecond)},
		{Method: "GET", Path: "/login/{token}", Query: url.Values{}, Status: 200, Committed: true, At: at.Add(2 * time.Microsecond)},
	}
	if diff := cmp.Diff(want, p.Requests()); diff != "" {
		t.Error(diff)
	}
}

// The log forgets the oldest requests first.
func TestRequestLogIsBounded(t *testing.T) {
	t.Parallel()
	const limit, more = 100_000, 10
	p := start(t, hostcontroltest.Options{Customers: -1, InMemory: true})
	req := httptest.NewRequest("GET", "/", nil)
	for i := range limit + more {
		req.URL.Path = "/" + itoa(i)
		p.ServeHTTP(httptest.NewRecorder(), req)
	}
	log := p.Requests()
	if first, last := log[0].Path, log[len(log)-1].Path; len(log) != limit || first != "/10" || last != "/100009" {
		t.Errorf("%d requests, from %s to %s", len(log), first, last)
	}
}

// Requests from many sides at once leave a state that adds up.
func TestParallel(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 20})
	reseller := "/reseller/" + p.get("/reseller").listing(t).Result[0]["reference"].(string)
	before := p.get(reseller).result(t)["balance"].(float64)
	const workers, rounds = 16, 25
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for round := range rounds {
				for _, asked := range []struct{ method, path, body string }{
					{"POST", "/customer", newCustomer(fmt.Sprintf("w%d.r%d@example.com", worker, round), "")},
					{"GET", "/customer?limit=50", ""},
					{"PUT", "/customer/1", `{"tags":["a","b"]}`},
					{"PUT", "/contact/1002", "{" + contactBody + "}"},
					{"GET", "/contact?customer=1", ""},
					{"GET", "/customer/1/event?limit=10", ""},
					{"POST", reseller + "/balance", `{"type":"credit","amount":2}`},
					{"POST", "/login/5001/password-reset", ""},
					{"POST", "/customer/1/move", `{"to":2}`},
				} {
					if _, err := p.try(asked.method, asked.path, asked.body); err != nil {
						t.Error(err)
					}
				}
				p.Advance(time.Second)
				p.Requests()
			}
		})
	}
	group.Wait()
	if got, want := p.get("/customer?limit=1").listing(t).Total, 20+workers*rounds; got != want {
		t.Errorf("%d customers, want %d", got, want)
	}
	if got, want := p.get(reseller).result(t)["balance"], before+2*workers*rounds; got != want {
		t.Errorf("balance %v, want %v", got, want)
	}
	if got := len(p.Mails()); got != workers*rounds {
		t.Errorf("%d mails", got)
	}
}
