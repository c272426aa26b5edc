package hostcontroltest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// The answer to a start has spellings of its own, which a client meets nowhere
// else.
func TestStartTransfer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body            string
		started, status       string
		startedCode, authcode any
		action                string
	}{
		{"no code", `{"customer":1,"domain":"example.net"}`, "wait_for_authcode", "wait_for_auth_code", nil, nil, "supply_auth_code"},
		{"empty code", `{"customer":1,"domain":"example.net","auth_code":""}`, "wait_for_authcode", "wait_for_auth_code", nil, nil, "supply_auth_code"},
		{"code in the spelling of the answer", `{"customer":1,"domain":"example.net","authcode":"c"}`, "wait_for_authcode", "wait_for_auth_code", "c", "c", "supply_auth_code"},
		{"code", `{"customer":1,"domain":"Example.net","auth_code":"c","interval":12}`, "scheduled", "scheduled", "c", "c", "none"},
		{"approval", `{"customer":1,"domain":"example.es"}`, "wait_for_approval", "wait_for_approval", nil, nil, "registrant_approval"},
		{"approval, but first a code", `{"customer":1,"domain":"example.us"}`, "wait_for_authcode", "wait_for_auth_code", nil, nil, "supply_auth_code"},
		{"approval after a code", `{"customer":1,"domain":"example.us","auth_code":"c"}`, "wait_for_approval", "wait_for_approval", "c", "c", "registrant_approval"},
		{"neither", `{"customer":1,"domain":"example.co.uk"}`, "scheduled", "scheduled", nil, nil, "none"},
	}
	for _, tt := range tests {
		for _, path := range []string{"/domain-transfer", "/domain/transfer"} {
			t.Run(tt.name+" "+path, func(t *testing.T) {
				t.Parallel()
				p := start(t, hostcontroltest.Options{Customers: 1, InMemory: true})
				got := p.post(path, tt.body).result(t)
				if got["status"] != tt.started || got["authcode"] != tt.startedCode || got["required_action"] != tt.action {
					t.Errorf("started: %v", got)
				}
				if got["direction"] != "in" || got["domain"] != nil || got["last_error"] != nil || len(got["name_servers"].([]any)) != 0 {
					t.Errorf("started: %v", got)
				}
				if _, there := got["auth_code"]; there {
					t.Error("the answer to a start spells the code both ways")
				}
				want := got
				delete(want, "authcode")
				want["status"], want["auth_code"] = tt.status, tt.authcode
				for _, path := range []string{"/domain-transfer/20001", "/domain/transfer/20001"} {
					if diff := cmp.Diff(want, p.get(path).result(t)); diff != "" {
						t.Errorf("%s: %s", path, diff)
					}
				}
				for _, path := range []string{"/domain-transfer", "/domain/transfer"} {
					if diff := cmp.Diff([]object{want}, p.get(path).listing(t).Result); diff != "" {
						t.Errorf("%s: %s", path, diff)
					}
				}
				if charges := p.charges(); len(charges) != 1 {
					t.Errorf("charged %v", charges)
				}
			})
		}
	}
}

func TestTransferTakesItsTime(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	started := p.post("/domain-transfer", `{"customer":1,"domain":"example.net","auth_code":"c","is_privacy_protect_enabled":true}`).result(t)
	steps := []struct {
		wait   time.Duration
		status string
	}{
		{0, "scheduled"},
		{4 * time.Minute, "scheduled"},
		{time.Minute, "pending"},
		{59 * time.Minute, "pending"},
		{time.Minute, "completed"},
		{24 * time.Hour, "completed"},
	}
	for _, step := range steps {
		p.Advance(step.wait)
		got := p.get("/domain-transfer/20001").result(t)
		if got["status"] != step.status || (got["domain"] == nil) != (step.status != "completed") {
			t.Errorf("after %v: %v", step.wait, got)
		}
		if code := p.post("/domain", `{"customer":1,"domain":"example.net"}`).code(t); code != "domain_taken" {
			t.Errorf("%s: registering the name: %q", step.status, code)
		}
	}
	arrived := p.get("/domain/example.net").result(t)
	completed := timeOf(t, started["created"]).Add(65 * time.Minute)
	if !timeOf(t, arrived["created"]).Equal(completed) || !timeOf(t, arrived["expires"]).Equal(completed.AddDate(1, 0, 0)) {
		t.Errorf("from %v to %v", arrived["created"], arrived["expires"])
	}
	if arrived["is_privacy_protect_enabled"] != true {
		t.Error("privacy got lost on the way")
	}
	if diff := cmp.Diff(arrived, p.get("/domain-transfer/20001").result(t)["domain"]); diff != "" {
		t.Error(diff)
	}
	types := eventTypes(t, p, 1)
	want := []string{"transfer.started", "transfer.submitted", "transfer.completed"}
	if diff := cmp.Diff(want, types[len(types)-3:]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]float64{"Transfer example.net": 1099}, p.charges()); diff != "" {
		t.Error(diff)
	}
}

// A jump of the clock changes nothing about when and in which order things
// happened.
func TestTransfersAfterJump(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	for _, name := range []string{"example.net", "example.co.uk"} {
		p.post("/domain-transfer", `{"customer":1,"domain":"`+name+`"}`).result(t)
	}
	p.Advance(time.Minute)
	p.put("/domain-transfer/20001", `{"auth_code":"c"}`).result(t)
	p.Advance(10 * time.Minute)
	p.post("/domain-transfer", `{"customer":1,"domain":"example.org","auth_code":"c"}`).result(t)
	p.Advance(24 * time.Hour)
	var order []string
	var last time.Time
	for _, e := range p.get("/customer/1/event").listing(t).Result {
		if happened := timeOf(t, e["created"]); happened.Before(last) {
			t.Errorf("%v happened before %v", e, last)
		} else {
			last = happened
		}
		if kind, ok := strings.CutPrefix(e["type"].(string), "transfer."); ok {
			order = append(order, fmt.Sprint(kind, e["object"].(object)["id"]))
		}
	}
	want := []string{
		"started20001", "started20002", "auth_code_supplied20001", "submitted20002", "submitted20001",
		"started20003", "submitted20003", "completed20002", "completed20001", "completed20003",
	}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Error(diff)
	}
	if got := p.get("/domain/example.co.uk").result(t)["created"]; got != "2026-01-05T10:05:00.000002+00:00" {
		t.Errorf("created %v", got)
	}
}

func TestSupplyAuthCode(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.post("/domain-transfer", `{"customer":1,"domain":"example.net"}`)
	p.post("/domain-transfer", `{"customer":1,"domain":"example.es"}`)
	steps := []struct {
		name, path, body string
		status           string
		code             any
	}{
		{"no code", "/domain-transfer/20001", `[]`, "wait_for_auth_code", nil},
		{"code", "/domain-transfer/20001", `{"auth_code":"c"}`, "scheduled", "c"},
		{"another one", "/domain/transfer/20001", `{"auth_code":"d"}`, "scheduled", "d"},
		{"code instead of approval", "/domain-transfer/20002", `{"auth_code":"e"}`, "wait_for_approval", "e"},
	}
	for _, step := range steps {
		got := p.put(step.path, step.body).result(t)
		if got["status"] != step.status || got["auth_code"] != step.code {
			t.Errorf("%s: %v", step.name, got)
		}
	}
	if fields := p.put("/domain-transfer/20001", `{"auth_code":{}}`).fields(t); len(fields["auth_code"]) != 1 {
		t.Errorf("%v", fields)
	}
	for _, wait := range []time.Duration{5 * time.Minute, time.Hour} {
		p.Advance(wait)
		if code := p.put("/domain-transfer/20001", `{"auth_code":"late"}`).code(t); code != "transfer_state_invalid" {
			t.Errorf("after %v: %q", wait, code)
		}
	}
	if got := p.get("/domain-transfer/20002").result(t)["status"]; got != "wait_for_approval" {
		t.Errorf("nobody approved, and yet %v", got)
	}
	if got := p.get("/domain-transfer/20001").result(t)["auth_code"]; got != "d" {
		t.Errorf("auth code %v", got)
	}
}

// The name servers may be chosen until the domain is here.
func TestNameServersDuringTransfer(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	p.post("/domain-transfer", `{"customer":1,"domain":"example.net","name_servers":[{"hostname":"ns1.example.org"}]}`).result(t)
	got := p.put("/domain-transfer/20001", servers("NS1.example.com", "ns2.example.com")).result(t)
	if diff := cmp.Diff([]any{object{"hostname": "ns1.example.com"}, object{"hostname": "ns2.example.com"}}, got["name_servers"]); diff != "" {
		t.Error(diff)
	}
	got = p.put("/domain-transfer/20001", `{"auth_code":"c"}`).result(t)
	if got["status"] != "scheduled" || len(got["name_servers"].([]any)) != 2 {
		t.Errorf("a code changed something else: %v", got)
	}
	p.Advance(5 * time.Minute)
	if got := p.put("/domain-transfer/20001", servers("ns1.example.com", "ns3.example.com")).result(t); got["status"] != "pending" {
		t.Errorf("with the registry: %v", got)
	}
	for body, code := range map[string]string{
		servers("ns1.Example.net"):                           "domain_missing_child_host",
		servers("192.0.2.1"):                                 "request_validation_failed",
		`{"auth_code":"d",` + servers("ns1.example.org")[1:]: "transfer_state_invalid",
	} {
		if got := p.put("/domain-transfer/20001", body).code(t); got != code {
			t.Errorf("%s: %q, want %q", body, got, code)
		}
	}
	p.Advance(time.Hour)
	if diff := cmp.Diff([]string{"ns1.example.com", "ns3.example.com"}, p.hostnames("example.net")); diff != "" {
		t.Error(diff)
	}
	if code := p.put("/domain-transfer/20001", servers("ns1.example.org")).code(t); code != "transfer_state_invalid" {
		t.Errorf("completed: %q", code)
	}
	p.put("/customer/2", `{"is_ns_management_enabled":false}`).result(t)
	p.post("/domain-transfer", `{"customer":2,"domain":"example.org"}`).result(t)
	if code := p.put("/domain-transfer/20002", servers("ns1.example.net")).code(t); code != "custom_nameservers_disabled" {
		t.Errorf("not allowed to: %q", code)
	}
}

func TestTransferRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 6})
	p.put("/customer/2", `{"is_enabled":false}`)
	p.put("/customer/3", `{"is_fraud":true}`)
	p.put("/customer/4", `{"is_ns_management_enabled":false}`)
	p.register("here.com")
	p.post("/domain-transfer", `{"customer":1,"domain":"moving.com","client_reference":"t-1"}`)
	before := p.charges()
	tests := []struct{ name, body, code string }{
		{"nothing", `{}`, "request_validation_failed"},
		{"a sub-reseller's customer", `{"customer":7,"domain":"x.com"}`, "request_validation_failed"},
		{"two years", `{"customer":1,"domain":"x.com","interval":24}`, "request_validation_failed"},
		{"bad name server", `{"customer":1,"domain":"x.com","name_servers":[{"hostname":"ns1"}]}`, "request_validation_failed"},
		{"name server below", `{"customer":1,"domain":"x.com","name_servers":[{"hostname":"ns1.x.com"}]}`, "domain_missing_child_host"},
		{"name servers of a customer who may not", `{"customer":4,"domain":"x.com","name_servers":[{"hostname":"ns1.example.net"}]}`, "custom_nameservers_disabled"},
		{"privacy under a TLD without", `{"customer":1,"domain":"x.nl","is_privacy_protect_enabled":true}`, "privacy_not_supported"},
		{"used reference", `{"customer":1,"domain":"x.com","client_reference":"t-1"}`, "request_validation_failed"},
		{"bad name", `{"customer":1,"domain":"x.y.com"}`, "invalid_domain"},
		{"here already", `{"customer":1,"domain":"here.com"}`, "domain_taken"},
		{"under way", `{"customer":1,"domain":"moving.com"}`, "domain_taken"},
		{"disabled customer", `{"customer":2,"domain":"x.com"}`, "customer_disabled"},
		{"fraud", `{"customer":3,"domain":"x.com"}`, "customer_fraud_tagged"},
	}
	for _, tt := range tests {
		if code := p.post("/domain-transfer", tt.body).code(t); code != tt.code {
			t.Errorf("%s: %q, want %q", tt.name, code, tt.code)
		}
	}
	for _, path := range []string{"/domain-transfer/1", "/domain-transfer/x", "/domain-transfer/20002"} {
		for _, r := range []reply{
			p.get(path), p.put(path, `{"auth_code":"c"}`), p.post(path+"/cancel", "[]"), p.post(path+"/resend-approval", "[]"),
		} {
			if code := r.code(t); code != "request_resource_unknown" {
				t.Errorf("%s: %q", path, code)
			}
		}
	}
	if diff := cmp.Diff(before, p.charges()); diff != "" {
		t.Errorf("a refusal was charged: %s", diff)
	}
}

func TestTransferFilters(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	for _, body := range []string{
		`{"customer":1,"domain":"example.net","client_reference":"t-1"}`,
		`{"customer":2,"domain":"example.org","auth_code":"c"}`,
		`{"customer":2,"domain":"other.es"}`,
	} {
		p.post("/domain-transfer", body).result(t)
	}
	tests := []struct {
		query string
		want  []float64
	}{
		{"", []float64{20001, 20002, 20003}},
		{"customer=2", []float64{20002, 20003}},
		{"customer=3", nil},
		{"name=EXAMPLE", []float64{20001, 20002}},
		{"status=scheduled", []float64{20002}},
		{"status=wait_for_auth_code", []float64{20001}},
		{"direction=in&customer=1", []float64{20001}},
		{"direction=out", nil},
		{"client_reference=t-1", []float64{20001}},
		{"updated_since=2026-01-05T09:00:00.000003Z", []float64{20003}},
		{"limit=1&offset=1", []float64{20002}},
	}
	for _, tt := range tests {
		var got []float64
		for _, transfer := range p.get("/domain-transfer?" + tt.query).listing(t).Result {
			got = append(got, transfer["id"].(float64))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.query, got, tt.want)
		}
	}
}

// A server whose clock follows real time settles its business as well.
func TestTransferOnLiveClock(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1, Live: true})
	p.post("/domain-transfer", `{"customer":1,"domain":"example.co.uk"}`).result(t)
	p.Advance(2 * time.Hour)
	if got := p.get("/domain-transfer/20001").result(t)["status"]; got != "completed" {
		t.Errorf("%v", got)
	}
}

// transferEvents are what happened to transfers, and how.
func (p *platform) transferEvents() []string {
	p.t.Helper()
	var out []string
	for _, e := range p.get("/customer/1/event?limit=500").listing(p.t).Result {
		if kind, ok := strings.CutPrefix(e["type"].(string), "transfer."); ok {
			out = append(out, kind+" "+e["status"].(string))
		}
	}
	return out
}

// A wrong code shows when the registry sees it. The transfer then waits for a
// better one, and is not paid for again.
func TestWrongAuthCode(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.SetAuthCode("Example.net", "right")
	p.SetAuthCode("example.co.uk", "nobody asks for it")
	p.post("/domain-transfer", `{"customer":1,"domain":"example.net","auth_code":"wrong"}`).result(t)
	p.post("/domain-transfer", `{"customer":1,"domain":"example.co.uk"}`).result(t)
	p.Advance(2 * time.Hour)
	got := p.get("/domain-transfer/20001").result(t)
	if got["status"] != "wait_for_auth_code" || got["last_error"] != "auth_code_invalid" || got["required_action"] != "supply_auth_code" {
		t.Errorf("with a wrong code: %v", got)
	}
	if got := p.get("/domain-transfer/20002").result(t)["status"]; got != "completed" {
		t.Errorf("where no code is needed: %v", got)
	}
	if got := p.put("/domain-transfer/20001", `{"auth_code":"right"}`).result(t); got["status"] != "scheduled" || got["last_error"] != nil {
		t.Errorf("with the right one: %v", got)
	}
	p.Advance(2 * time.Hour)
	if got := p.get("/domain-transfer/20001").result(t)["status"]; got != "completed" {
		t.Errorf("in the end: %v", got)
	}
	if diff := cmp.Diff(map[string]float64{"Transfer example.net": 1099, "Transfer example.co.uk": 649}, p.charges()); diff != "" {
		t.Error(diff)
	}
}

func TestApproveTransfer(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.SetAuthCode("example.us", "right")
	p.post("/domain-transfer", `{"customer":1,"domain":"example.us","auth_code":"wrong"}`).result(t)
	if err := p.ApproveTransfer(20001); err != nil {
		t.Errorf("the registrant: %v", err)
	}
	if err := p.ApproveTransfer(20001); err == nil {
		t.Error("approved a scheduled transfer")
	}
	p.Advance(5 * time.Minute)
	if got := p.get("/domain-transfer/20001").result(t)["last_error"]; got != "auth_code_invalid" {
		t.Errorf("last error %v", got)
	}
	if got := p.put("/domain-transfer/20001", `{"auth_code":"right"}`).result(t)["status"]; got != "scheduled" {
		t.Errorf("another code took the approval back: %v", got)
	}
	p.Advance(5 * time.Minute)
	if err := p.ApproveTransfer(20001); err != nil {
		t.Errorf("the losing registrar: %v", err)
	}
	arrived := p.get("/domain/example.us").result(t)
	p.Advance(2 * time.Hour)
	if diff := cmp.Diff(arrived, p.get("/domain/example.us").result(t)); diff != "" {
		t.Errorf("it came twice: %s", diff)
	}
	want := []string{
		"started succeeded", "approved succeeded", "auth_code_refused failed", "auth_code_supplied succeeded",
		"submitted succeeded", "completed succeeded",
	}
	if diff := cmp.Diff(want, p.transferEvents()); diff != "" {
		t.Error(diff)
	}
	for _, id := range []int64{20001, 20002} {
		if err := p.ApproveTransfer(id); err == nil {
			t.Errorf("approved %d", id)
		}
		if err := p.RejectTransfer(id, "no"); err == nil {
			t.Errorf("rejected %d", id)
		}
	}
}

// A transfer can fail and be canceled as long as it has not ended. It then costs
// nothing, and the name can be had again.
func TestTransfersThatEndEarly(t *testing.T) {
	t.Parallel()
	stages := []struct {
		name, domain, body string
		wait               time.Duration
	}{
		{"wait_for_auth_code", "example.net", "", 0},
		{"wait_for_approval", "example.es", "", 0},
		{"scheduled", "example.net", `,"auth_code":"c"`, 0},
		{"pending", "example.net", `,"auth_code":"c"`, 5 * time.Minute},
	}
	endings := []struct {
		status, event string
		lastError     any
		end           func(*platform)
	}{
		{"canceled", "canceled succeeded", nil, func(p *platform) {
			if got := p.post("/domain-transfer/20001/cancel", "[]").result(p.t)["status"]; got != "canceled" {
				p.t.Errorf("the answer: %v", got)
			}
		}},
		{"failed", "failed failed", "the registrant said no", func(p *platform) {
			if err := p.RejectTransfer(20001, "the registrant said no"); err != nil {
				p.t.Error(err)
			}
		}},
	}
	for _, stage := range stages {
		for _, ending := range endings {
			t.Run(stage.name+" "+ending.status, func(t *testing.T) {
				t.Parallel()
				p := start(t, hostcontroltest.Options{Customers: 1, InMemory: true})
				own := "/reseller/" + p.ResellerReference
				before := p.get(own).result(t)["balance"]
				p.post("/domain-transfer", `{"customer":1,"domain":"`+stage.domain+`"`+stage.body+`}`).result(t)
				p.Advance(stage.wait)
				if got := p.get("/domain-transfer/20001").result(t)["status"]; got != stage.name {
					t.Fatalf("it is %v", got)
				}
				ending.end(p)
				p.Advance(2 * time.Hour)
				got := p.get("/domain-transfer/20001").result(t)
				if got["status"] != ending.status || got["last_error"] != ending.lastError || got["required_action"] != "none" || got["domain"] != nil {
					t.Errorf("%v", got)
				}
				if types := p.transferEvents(); types[len(types)-1] != ending.event {
					t.Errorf("events %v", types)
				}
				for _, path := range []string{"/cancel", "/resend-approval"} {
					if code := p.post("/domain-transfer/20001"+path, "[]").code(t); code != "transfer_state_invalid" {
						t.Errorf("%s: %q", path, code)
					}
				}
				if after := p.get(own).result(t)["balance"]; after != before {
					t.Errorf("balance %v, was %v", after, before)
				}
				p.post("/domain-transfer", `{"customer":1,"domain":"`+stage.domain+`"}`).result(t)
			})
		}
	}
}

func TestResendApproval(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.post("/domain-transfer", `{"customer":1,"domain":"example.es"}`).result(t)
	if got := p.post("/domain-transfer/20001/resend-approval", "[]").result(t)["status"]; got != "wait_for_approval" {
		t.Errorf("%v", got)
	}
	email := p.get("/customer/1").result(t)["primary_contact"].(object)["email"]
	mails := p.Mails()
	if len(mails) != 2 {
		t.Fatalf("mails: %v", mails)
	}
	for _, mail := range mails {
		if mail.To != email || !strings.Contains(mail.Subject, "example.es") {
			t.Errorf("%+v", mail)
		}
	}
	if diff := cmp.Diff([]string{"started succeeded", "approval_resent succeeded"}, p.transferEvents()); diff != "" {
		t.Error(diff)
	}
}

func TestTransferWithNameServers(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	hosts := []string{"ns2.example.net", "ns1.example.net"}
	body := strings.Replace(servers(hosts...), "{", `{"customer":1,"domain":"example.co.uk",`, 1)
	want := []any{object{"hostname": hosts[0]}, object{"hostname": hosts[1]}}
	if diff := cmp.Diff(want, p.post("/domain-transfer", body).result(t)["name_servers"]); diff != "" {
		t.Error(diff)
	}
	p.Advance(2 * time.Hour)
	if diff := cmp.Diff(hosts, p.hostnames("example.co.uk")); diff != "" {
		t.Error(diff)
	}
	if p.get("/domain/example.co.uk").result(t)["managed"] != false {
		t.Error("the platform answers for a domain on other name servers")
	}
}
