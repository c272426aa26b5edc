package hostcontroltest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// unlock registers a domain that can leave, and gives its auth code.
func (p *platform) unlock(name string) string {
	p.t.Helper()
	p.register(name)
	p.post("/domain/"+name+"/transfer", "[]").result(p.t)
	return p.get("/domain/" + name + "/auth-code").result(p.t)["auth_code"].(string)
}

func (p *platform) requestOut(name, code string) string {
	p.t.Helper()
	id, err := p.RequestTransferOut(name, code)
	if err != nil {
		p.t.Fatal(err)
	}
	return "/domain-transfer/" + itoa(int(id))
}

func TestTransferOut(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	code := p.unlock("example.com")
	account := p.get("/hosting?customer=1").listing(t).Result[0]["reference"].(string)
	p.put("/hosting/"+account, `{"plan":3}`).result(t) // has room
	p.post("/domain/example.com/hosting", `{"reference":"`+account+`"}`).result(t)
	before := p.charges()
	path := p.requestOut("Example.com", code)

	leaving := p.get(path).result(t)
	if leaving["direction"] != "out" || leaving["status"] != "pending" || leaving["required_action"] != "none" || leaving["name"] != "example.com" {
		t.Errorf("%v", leaving)
	}
	if leaving["domain"].(object)["name"] != "example.com" || leaving["auth_code"] != nil {
		t.Errorf("%v", leaving)
	}
	mails := p.Mails()
	if last := mails[len(mails)-1]; !strings.Contains(last.Body, "goes through on 2026-01-10") {
		t.Errorf("mail: %+v", last)
	}
	if text, err := p.WHOIS("example.com"); err != nil || !strings.Contains(text, "pendingTransfer") {
		t.Errorf("%v %s", err, text)
	}
	if diff := cmp.Diff([]string{"example.com is pending, to another registrar"}, p.area(1)["Transfers"]); diff != "" {
		t.Error(diff)
	}
	if out, in := p.get("/domain-transfer?direction=out").listing(t), p.get("/domain-transfer?direction=in").listing(t); out.Total != 1 || in.Total != 0 {
		t.Errorf("%d out, %d in", out.Total, in.Total)
	}
	for _, body := range []string{`{"auth_code":"c"}`, servers("ns1.example.net")} {
		if got := p.put(path, body).code(t); got != "transfer_state_invalid" {
			t.Errorf("%s: %q", body, got)
		}
	}

	p.Advance(5*24*time.Hour - time.Minute)
	if got := p.get("/domain/example.com").result(t)["status"]; got != "delivered" {
		t.Errorf("still %v", got)
	}
	p.Advance(time.Minute)
	if got := p.get(path).result(t); got["status"] != "completed" || got["domain"] != nil {
		t.Errorf("%v", got)
	}
	if got := p.get("/domain/example.com").code(t); got != "invalid_resource" {
		t.Errorf("the domain is still here: %q", got)
	}
	if linked := p.get("/hosting/" + account).result(t)["domains"].([]any); len(linked) != 1 {
		t.Errorf("linked to %v", linked)
	}
	if diff := cmp.Diff(before, p.charges()); diff != "" {
		t.Errorf("charged for what left: %s", diff)
	}
	types := eventTypes(t, p, 1)
	if diff := cmp.Diff([]string{"domain.transferred_away", "transfer.completed"}, types[len(types)-2:]); diff != "" {
		t.Error(diff)
	}

	if got := p.post("/domain", `{"customer":1,"domain":"example.com"}`).code(t); got != "domain_taken" {
		t.Errorf("registered what another registrar has: %q", got)
	}
	p.Advance(400 * 24 * time.Hour) // past the term that was paid here
	for text, charged := range p.charges() {
		if strings.Contains(text, "example.com") && charged != 899 {
			t.Errorf("%s: %v", text, charged)
		}
	}
	p.post("/domain-transfer", `{"customer":1,"domain":"example.com","auth_code":"c"}`).result(t)
	p.Advance(2 * time.Hour)
	if got := p.get("/domain/example.com").result(t)["status"]; got != "delivered" {
		t.Errorf("back again: %v", got)
	}
}

// A transfer that comes to nothing leaves the domain where it is, and pays
// nothing back.
func TestTransferOutEndsOtherwise(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, domain string
		end          func(*platform, string)
		status       string
	}{
		{"canceled", "example.com", func(p *platform, path string) { p.post(path+"/cancel", "[]").result(t) }, "canceled"},
		{"refused", "example.com", func(p *platform, _ string) {
			if err := p.RejectTransfer(20001, "The registrant objects."); err != nil {
				t.Error(err)
			}
		}, "failed"},
		{"let go at once", "example.com", func(p *platform, _ string) {
			if err := p.ApproveTransfer(20001); err != nil {
				t.Error(err)
			}
		}, "completed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, hostcontroltest.Options{Customers: 1})
			path := p.requestOut(tt.domain, p.unlock(tt.domain))
			balance := p.get("/reseller/" + p.ResellerReference).result(t)["balance"]
			tt.end(p, path)
			p.Advance(6 * 24 * time.Hour)
			if got := p.get(path).result(t)["status"]; got != tt.status {
				t.Errorf("the transfer is %v", got)
			}
			if left := p.get("/domain/"+tt.domain).code(t) != ""; left != (tt.status == "completed") {
				t.Errorf("left: %t", left)
			}
			if got := p.get("/reseller/" + p.ResellerReference).result(t)["balance"]; got != balance {
				t.Errorf("balance %v, before %v", got, balance)
			}
			if tt.status == "canceled" {
				p.requestOut(tt.domain, p.get("/domain/" + tt.domain + "/auth-code").result(t)["auth_code"].(string))
			}
		})
	}
}

func TestTransferOutRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("locked.com")
	p.register("pending.ie")
	free, under := p.unlock("free.com"), p.unlock("leaving.com")
	p.requestOut("leaving.com", under)
	locked := p.get("/domain/locked.com/auth-code").result(t)["auth_code"].(string)
	for domain, tt := range map[string]struct{ code, want string }{
		"locked.com":  {locked, "locked.com cannot be transferred: it is locked"},
		"free.com":    {"not" + free, "free.com cannot be transferred: the auth code is wrong"},
		"leaving.com": {under, "leaving.com is being transferred already"},
		"pending.ie":  {"", "pending.ie cannot be transferred: it is not registered here"},
		"nowhere.com": {"", "nowhere.com cannot be transferred: it is not registered here"},
	} {
		if id, err := p.RequestTransferOut(domain, tt.code); err == nil || err.Error() != tt.want {
			t.Errorf("%d %v", id, err)
		}
	}
	if got := p.get("/domain-transfer").listing(t).Total; got != 1 {
		t.Errorf("%d transfers", got)
	}
}

// The transfer goes with the domain: to its new owner, or into nothing.
func TestTransferOutFollowsDomain(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	path := p.requestOut("example.com", p.unlock("example.com"))
	p.post("/customer/1/move", `{"to":2,"domains":["example.com"]}`).result(t)
	if got := p.get(path).result(t)["customer"].(object)["id"]; got != 2.0 {
		t.Errorf("of customer %v", got)
	}

	p.register("example.at") // has no grace
	p.del("/domain/example.at")
	code := p.get("/domain/example.at/auth-code").result(t)["auth_code"].(string)
	p.Advance(364 * 24 * time.Hour)
	path = p.requestOut("example.at", code)
	p.Advance(2 * 24 * time.Hour)
	if got := p.get(path).result(t); got["status"] != "failed" || got["last_error"] != "the domain was deleted" {
		t.Errorf("%v", got)
	}
	p.Advance(30 * 24 * time.Hour)
	if got := p.get(path).result(t)["status"]; got != "failed" {
		t.Errorf("%v", got)
	}
}
