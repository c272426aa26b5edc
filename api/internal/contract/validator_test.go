package contract_test

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/api/internal/contract"
)

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

type exchange struct {
	method string // GET when empty
	url    string // of the path below the base when it begins with a slash
	header http.Header
	body   string

	status      int    // 200 when zero
	contentType string // application/json when empty
	answer      string
}

func (x exchange) request(t *testing.T) *http.Request {
	t.Helper()
	address := x.url
	if strings.HasPrefix(address, "/") {
		address = "https://backoffice.example.com/api/v1" + address
	}
	var body io.Reader
	if x.body != "" {
		body = strings.NewReader(x.body)
	}
	req, err := http.NewRequestWithContext(t.Context(), x.method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Apikey", "not-a-real-key")
	if x.header != nil {
		req.Header = x.header
	}
	return req
}

func (x exchange) respond(req *http.Request) *http.Response {
	status, contentType := x.status, x.contentType
	if status == 0 {
		status = http.StatusOK
	}
	if contentType == "" {
		contentType = "application/json"
	}
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {contentType}},
		Body:       io.NopCloser(strings.NewReader(x.answer)),
		Request:    req,
	}
}

// run sends the exchange through a validator and checks that both sides get what the other one sent.
func (x exchange) run(t *testing.T) *contract.Validator {
	t.Helper()
	document, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	var received string
	validator := document.Validator(roundTripper(func(req *http.Request) (*http.Response, error) {
		received = readAll(t, req.Body)
		if got := req.ContentLength; got != int64(len(x.body)) {
			t.Errorf("length of the request = %d, want %d", got, len(x.body))
		}
		return x.respond(req), nil
	}))
	resp, err := validator.RoundTrip(x.request(t))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(x.body, received); diff != "" {
		t.Errorf("request body (-sent +received):\n%s", diff)
	}
	if diff := cmp.Diff(x.answer, readAll(t, resp.Body)); diff != "" {
		t.Errorf("answer (-sent +received):\n%s", diff)
	}
	return validator
}

func readAll(t *testing.T, r io.ReadCloser) string {
	t.Helper()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Error(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	return string(data)
}

const (
	login = `{"id":12,"customer":{"id":48},"login":"jane@example.org","is_enabled":true,"type":"customer",` +
		`"last_login":null,"created":"2015-03-02T09:11:42.501335+00:00","updated":"2015-03-02T09:11:42+00:00",` +
		`"client_reference":null}`
	loginAnswer = `{"result":` + login + `,"success":true}`
	refusal     = `{"success":false,"error":{"code":"request_resource_unknown","message":""}}`
)

func TestValidatorAccepts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		exchange
		operation string
		refused   bool
	}{
		"read":                 {exchange{url: "/login/12", answer: loginAnswer}, "logins.get", false},
		"document":             {exchange{url: "/invoice/12/pdf", contentType: "application/pdf", answer: "%PDF-1.4\n"}, "invoices.pdf", false},
		"document refused":     {exchange{url: "/invoice/12/pdf", answer: refusal}, "invoices.pdf", true},
		"unknown member":       {exchange{url: "/login/12", answer: strings.Replace(loginAnswer, `"id"`, `"is_new":1,"id"`, 1)}, "logins.get", false},
		"list":                 {exchange{url: "/login?customer=48&limit=500&offset=0", answer: `{"result":[` + login + `],"success":true,"total":1}`}, "logins.list", false},
		"list without paging":  {exchange{url: "/login", answer: `{"result":[],"success":true}`}, "logins.list", false},
		"escaped time":         {exchange{url: "/login?updated_since=2015-03-02T09:11:42%2B00:00", answer: `{"result":[],"success":true}`}, "logins.list", false},
		"boolean filter":       {exchange{url: "/customer?is_fraud=false", answer: `{"result":[],"success":true}`}, "customers.list", false},
		"write":                {exchange{method: "PUT", url: "/login/12", body: `{"is_enabled":false}`, answer: loginAnswer}, "logins.update", false},
		"write without data":   {exchange{method: "POST", url: "/login/12/password-reset", body: `[]`, answer: loginAnswer}, "logins.resetPassword", false},
		"delete":               {exchange{method: "DELETE", url: "/contact/72", body: `[]`, answer: `{"result":null,"success":true}`}, "contacts.delete", false},
		"delete, no result":    {exchange{method: "DELETE", url: "/contact/72", body: `[]`, answer: `{"success":true}`}, "contacts.delete", false},
		"charset":              {exchange{url: "/login/12", contentType: "application/json; charset=utf-8", answer: loginAnswer}, "logins.get", false},
		"another host":         {exchange{url: "http://127.0.0.1:14739/api/v1/login/12", answer: loginAnswer}, "logins.get", false},
		"basic":                {exchange{url: "/login/12", header: http.Header{"Authorization": {"Basic YTpi"}}, answer: loginAnswer}, "logins.get", false},
		"bearer":               {exchange{url: "/login/12", header: http.Header{"Authorization": {"Bearer not-a-real-token"}}, answer: loginAnswer}, "logins.get", false},
		"refusal":              {exchange{url: "/login/13", answer: refusal}, "logins.get", true},
		"refusal, no success":  {exchange{url: "/login/13", answer: `{"error":{"code":"request_resource_unknown"}}`}, "logins.get", true},
		"refusal, null":        {exchange{url: "/login/13", answer: `{"error":{"code":"request_resource_unknown","message":null}}`}, "logins.get", true},
		"refusal, empty":       {exchange{url: "/login?limit=1", answer: `{"error":{"code":"request_validation_failed","message":{}}}`}, "logins.list", true},
		"refusal, attributes":  {exchange{url: "/login?limit=1", answer: `{"error":{"code":"request_validation_failed","message":{"limit":["too small"]}}}`}, "logins.list", true},
		"refusal, tree":        {exchange{url: "/login?limit=1", answer: `{"error":{"code":"request_validation_failed","message":{"a":{"b":[{"code":"c","message":"d"},"e"]}}}}`}, "logins.list", true},
		"envelope on a status": {exchange{url: "/login/12", status: 429, answer: `{"success":false,"error":{"code":"slow_down","message":"wait"}}`}, "logins.get", true},
		"page of a proxy":      {exchange{url: "/login/12", status: 502, contentType: "text/html", answer: `<h1>Bad Gateway</h1>`}, "logins.get", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			validator := tt.run(t)
			if got := validator.Violations(); len(got) != 0 {
				t.Errorf("violations: %v", got)
			}
			if got := validator.Refused(tt.operation); got != tt.refused {
				t.Errorf("Refused(%q) = %t, want %t", tt.operation, got, tt.refused)
			}
			if got := validator.Succeeded(tt.operation); got == tt.refused {
				t.Errorf("Succeeded(%q) = %t, want %t", tt.operation, got, !tt.refused)
			}
		})
	}
}

func TestValidatorObjects(t *testing.T) {
	t.Parallel()
	const loginBody = `{"customer":48,"login":"jane","password":"not-a-real-password"}`
	tests := map[string]struct {
		exchange
		want []string // what each violation contains
	}{
		"unknown path":        {exchange{url: "/no-such-thing", answer: `{}`}, []string{"GET /api/v1/no-such-thing: no matching operation"}},
		"path above the base": {exchange{url: "http://example.com/login/12", answer: loginAnswer}, []string{"GET /login/12: no matching operation"}},
		"path below an id":    {exchange{url: "/login/..%2Fcustomer%2F48", answer: refusal}, []string{`logins.get: request: parameter "login_id"`}},
		"unknown method":      {exchange{method: "DELETE", url: "/label", body: `[]`, answer: `{}`}, []string{"DELETE /api/v1/label: method not allowed"}},
		"no credentials":      {exchange{url: "/login/12", header: http.Header{}, answer: loginAnswer}, []string{"no credentials for apiKey"}},

		"unknown filter":       {exchange{url: "/login?colour=red", answer: `{"result":[],"success":true}`}, []string{`query parameter "colour"`}},
		"limit too large":      {exchange{url: "/login?limit=501", answer: `{"result":[],"success":true}`}, []string{`parameter "limit"`}},
		"filter of wrong type": {exchange{url: "/login?customer=jane", answer: `{"result":[],"success":true}`}, []string{`parameter "customer"`}},
		"time with Z":          {exchange{url: "/login?updated_since=2015-03-02T09:11:42Z", answer: `{"result":[],"success":true}`}, []string{`parameter "updated_since"`}},

		"unknown field":         {exchange{method: "PUT", url: "/login/12", body: `{"is_enabled":true,"colour":"red"}`, answer: loginAnswer}, []string{`logins.update: request: request body has an error: doesn't match schema #/components/schemas/LoginUpdate: property "colour" is unsupported`}},
		"missing field":         {exchange{method: "POST", url: "/login", body: `{"login":"jane","password":"not-a-real-password"}`, answer: loginAnswer}, []string{`"/customer": property "customer" is missing`}},
		"field of wrong type":   {exchange{method: "POST", url: "/login", body: strings.Replace(loginBody, "48", `"48"`, 1), answer: loginAnswer}, []string{`"/customer"`}},
		"nothing to change":     {exchange{method: "PUT", url: "/login/12", body: `{}`, answer: loginAnswer}, []string{"at least 1 properties"}},
		"long reference":        {exchange{method: "POST", url: "/login", body: strings.Replace(loginBody, "{", `{"client_reference":"`+strings.Repeat("x", 65)+`",`, 1), answer: loginAnswer}, []string{`"/client_reference": maximum string length is 64`}},
		"no body":               {exchange{method: "POST", url: "/login/12/password-reset", answer: loginAnswer}, []string{"value is required but missing"}},
		"object for no data":    {exchange{method: "POST", url: "/login/12/password-reset", body: `{}`, answer: loginAnswer}, []string{"value must be an array"}},
		"data where none is":    {exchange{method: "POST", url: "/login/12/password-reset", body: `[{}]`, answer: loginAnswer}, []string{"maximum number of items is 0"}},
		"body of a read":        {exchange{url: "/login/12", body: `[]`, answer: loginAnswer}, []string{"request body not allowed"}},
		"form for JSON":         {exchange{method: "PUT", url: "/login/12", header: http.Header{"X-Apikey": {"k"}, "Content-Type": {"application/x-www-form-urlencoded"}}, body: `{}`, answer: loginAnswer}, []string{"Content-Type"}},
		"answer of wrong type":  {exchange{url: "/login/12", answer: strings.Replace(loginAnswer, "12", `"12"`, 1)}, []string{`"/result/id": value must be an integer`}},
		"answer lacks a member": {exchange{url: "/login/12", answer: strings.Replace(loginAnswer, `"is_enabled":true,`, "", 1)}, []string{`"is_enabled" is missing`}},
		"answer with null":      {exchange{url: "/login/12", answer: strings.Replace(loginAnswer, `"customer":{"id":48}`, `"customer":null`, 1)}, []string{`"/result/customer": Value is not nullable`}},
		"list of wrong items":   {exchange{url: "/login", answer: `{"result":[{}],"success":true}`}, []string{`"/result/0/id": property "id" is missing`}},
		"object for a list":     {exchange{url: "/login", answer: loginAnswer}, []string{`"/result": value must be an array`}},
		"success without one":   {exchange{url: "/login/12", answer: `{"success":true}`}, []string{`"/result": property "result" is missing`}},
		"refusal without one":   {exchange{url: "/login/12", answer: `{"success":false}`}, []string{`"/error": property "error" is missing`}},
		"undeclared code":       {exchange{url: "/login/12", answer: `{"success":false,"error":{"code":"email_in_use","message":""}}`}, []string{`code "email_in_use" is not among x-errors`}},
		"number for a message":  {exchange{url: "/login/13", answer: strings.Replace(refusal, `""`, `7`, 1)}, []string{`"/error/message"`}},
		"no answer":             {exchange{url: "/login/12"}, []string{"failed to decode response body"}},
		"answer is no JSON":     {exchange{url: "/login/12", contentType: "text/html", answer: `<h1>Hello</h1>`}, []string{"Content-Type"}},
		"empty document":        {exchange{url: "/invoice/12/pdf", contentType: "application/pdf"}, []string{"invoices.pdf: answer: the document is empty"}},
		"document elsewhere":    {exchange{url: "/login/12", contentType: "application/pdf", answer: "%PDF-1.4\n"}, []string{"Content-Type"}},
		"other document":        {exchange{url: "/invoice/12/pdf", contentType: "text/html", answer: "<h1>Hello</h1>"}, []string{"Content-Type"}},
		"document in JSON":      {exchange{url: "/invoice/12/pdf", answer: `{"result":"","success":true}`}, []string{"property \"error\" is missing"}},
		"both sides":            {exchange{method: "PUT", url: "/login/12", body: `{"colour":"red"}`, answer: `{"success":true}`}, []string{"logins.update: request", "logins.update: answer"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := tt.run(t).Violations()
			if len(got) != len(tt.want) {
				t.Fatalf("%d violations, want %d: %v", len(got), len(tt.want), got)
			}
			for i, want := range tt.want {
				if !strings.Contains(got[i].Error(), want) {
					t.Errorf("violation = %q, want it to contain %q", got[i], want)
				}
			}
		})
	}
}

func TestViolationsHideValues(t *testing.T) {
	t.Parallel()
	const secret = "open-sesame"
	got := exchange{
		method: "POST",
		url:    "/login?password=" + secret,
		header: http.Header{"Content-Type": {"application/json"}, "Authorization": {secret}},
		body:   `{"customer":48,"login":7,"password":["` + secret + `"],"client_reference":"` + secret + strings.Repeat("x", 64) + `"}`,
		answer: `{"result":{"id":"` + secret + `"},"success":"` + secret + `"}`,
	}.run(t).Violations()
	if len(got) != 3 {
		t.Errorf("%d violations, want 3: %v", len(got), got)
	}
	for _, violation := range got {
		if strings.Contains(violation.Error(), secret) {
			t.Errorf("violation shows a value: %v", violation)
		}
	}
}

func TestValidatorPassesFailureOn(t *testing.T) {
	t.Parallel()
	document, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("connection reset")
	validator := document.Validator(roundTripper(func(*http.Request) (*http.Response, error) { return nil, broken }))
	if _, err := validator.RoundTrip(exchange{url: "/login/12"}.request(t)); !errors.Is(err, broken) {
		t.Errorf("error = %v, want %v", err, broken)
	}
	if got := validator.Violations(); len(got) != 0 {
		t.Errorf("violations: %v", got)
	}
	if validator.Succeeded("logins.get") || validator.Refused("logins.get") {
		t.Error("a call without an answer counts as answered")
	}
}

func TestValidatorKeepsTruncation(t *testing.T) {
	t.Parallel()
	document, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	const half = `{"result":`
	validator := document.Validator(roundTripper(func(req *http.Request) (*http.Response, error) {
		resp := exchange{}.respond(req)
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(half), iotest.ErrReader(io.ErrUnexpectedEOF)))
		return resp, nil
	}))
	resp, err := validator.RoundTrip(exchange{url: "/login/12"}.request(t))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(resp.Body)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("read error = %v, want %v", err, io.ErrUnexpectedEOF)
	}
	if diff := cmp.Diff(half, string(data)); diff != "" {
		t.Errorf("answer (-sent +received):\n%s", diff)
	}
	if got := validator.Violations(); len(got) != 1 || !errors.Is(got[0], io.ErrUnexpectedEOF) {
		t.Errorf("violations = %v, want one of %v", got, io.ErrUnexpectedEOF)
	}
}

func TestValidatorLeavesRequestAlone(t *testing.T) {
	t.Parallel()
	document, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	sent := exchange{method: "PUT", url: "/login/12", body: `{"is_enabled":false}`, answer: loginAnswer}
	req := sent.request(t)
	before := req.Clone(req.Context())
	validator := document.Validator(roundTripper(func(req *http.Request) (*http.Response, error) {
		req.Header.Set("X-Trace", "1")
		return sent.respond(req), nil
	}))
	if _, err := validator.RoundTrip(req); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before.Header, req.Header); diff != "" {
		t.Errorf("header (-before +after):\n%s", diff)
	}
	if before.Body != req.Body || before.URL.String() != req.URL.String() {
		t.Error("the request was changed")
	}
}

func TestValidatorConcurrently(t *testing.T) {
	t.Parallel()
	document, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	validator := document.Validator(roundTripper(func(req *http.Request) (*http.Response, error) {
		return exchange{answer: loginAnswer}.respond(req), nil
	}))
	const calls = 50
	var wg sync.WaitGroup
	for i := range calls {
		req := exchange{url: "/login/" + strconv.Itoa(i)}.request(t)
		wg.Go(func() {
			if _, err := validator.RoundTrip(req); err != nil {
				t.Error(err)
			}
			validator.Succeeded("logins.get")
		})
	}
	wg.Wait()
	if got := validator.Violations(); len(got) != 1 {
		t.Errorf("violations = %v, want only that of id 0", got)
	}
}
