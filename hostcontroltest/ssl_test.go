package hostcontroltest_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

const minute = time.Minute

// wanted asks for a certificate of the first customer. extra members, if any,
// come last and so take precedence.
func wanted(plan, csr, extra string) string {
	body := `{"customer":1,"plan":"` + plan + `","csr":` + quoted(csr) + `,"dcv_type":"DNS"`
	if extra != "" {
		body += "," + extra
	}
	return body + "}"
}

// request buys a certificate for hosts and gives its path.
func (p *platform) request(names ...string) string {
	p.t.Helper()
	made := p.post("/ssl-certificate", wanted(planDV, csr(p.t, names...), "")).result(p.t)
	return "/ssl-certificate/" + made["id"].(string)
}

// issued buys a certificate and waits until it is active.
func (p *platform) issued(names ...string) string {
	p.t.Helper()
	path := p.request(names...)
	p.Advance(15 * minute)
	if got := p.get(path).result(p.t); got["status"] != "active" {
		p.t.Fatalf("not issued: %v", got)
	}
	return path
}

// checkCertificate wants a certificate for the key and the hosts of its request,
// by an authority whose own certificate follows.
func checkCertificate(t *testing.T, p *platform, got object, csr string) *x509.Certificate {
	t.Helper()
	text, _ := got["certificate"].(string)
	first, after := pem.Decode([]byte(text))
	second, _ := pem.Decode(after)
	if first == nil || second == nil {
		t.Fatalf("no chain of certificates: %v", got)
	}
	leaf, err := x509.ParseCertificate(first.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	root, err := x509.ParseCertificate(second.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(root)
	for _, name := range got["domains"].([]any) {
		host := strings.Replace(name.(string), "*", "any", 1)
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: host, CurrentTime: p.Now()}); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	block, _ := pem.Decode([]byte(csr))
	request, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(leaf.RawSubjectPublicKeyInfo, request.RawSubjectPublicKeyInfo) {
		t.Error("the certificate is for another key")
	}
	if until := timeOf(t, got["expires"]); !leaf.NotAfter.Equal(until.Truncate(time.Second)) {
		t.Errorf("valid until %v, expires %v", leaf.NotAfter, until)
	}
	return leaf
}

// balance is what the reseller has left, in minor units.
func (p *platform) balance() float64 {
	p.t.Helper()
	return p.get("/reseller/" + p.ResellerReference).result(p.t)["balance"].(float64)
}

func TestRequestCertificate(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	sent := csr(t, "example.nl", "www.example.nl")
	got := p.post("/ssl-certificate", wanted(planDV, sent, `"client_reference":"s-1"`)).result(t)
	id := got["id"].(string)
	want := object{
		"id": id, "status": "pending", "customer": object{"id": 1.0}, "plan": object{"id": planDV, "name": "DV"},
		"display_name": "DV for example.nl", "domains": []any{"example.nl", "www.example.nl"}, "csr": sent, "certificate": nil,
		"dcv":                   object{"type": "DNS", "name": "_pki-validation.example.nl", "value": got["dcv"].(object)["value"]},
		"is_auto_renew_enabled": false, "client_reference": "s-1", "provisioning_reference": nil, "provisioning_data": object{},
		"created": "2026-01-05T09:00:00.000001+00:00", "updated": "2026-01-05T09:00:00.000001+00:00",
		"provisioned": nil, "expires": nil, "deleted": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	p.Advance(15*minute - time.Second)
	if diff := cmp.Diff(want, p.get("/ssl-certificate/"+strings.ToUpper(id)).result(t)); diff != "" {
		t.Errorf("still waiting: %s", diff)
	}
	p.Advance(time.Second)
	got = p.get("/ssl-certificate/" + id).result(t)
	leaf := checkCertificate(t, p, got, sent)
	want["status"], want["certificate"], want["dcv"] = "active", got["certificate"], nil
	want["updated"], want["provisioned"] = "2026-01-05T09:15:00.000001+00:00", "2026-01-05T09:15:00.000001+00:00"
	want["expires"], want["provisioning_reference"] = "2027-01-05T09:15:00.000001+00:00", leaf.SerialNumber.Text(16)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]float64{"SSL certificate " + id: 1900}, p.charges()); diff != "" {
		t.Error(diff)
	}
	types := eventTypes(t, p, 1)
	if diff := cmp.Diff([]string{"certificate.requested", "certificate.issued"}, types[len(types)-2:]); diff != "" {
		t.Errorf("events %s", diff)
	}
}

// The same seed signs the same certificates.
func TestCertificatesAreDeterministic(t *testing.T) {
	t.Parallel()
	sent := csr(t, "example.nl")
	var issued []object
	for _, seed := range []uint64{7, 7, 8} {
		p := start(t, hostcontroltest.Options{Customers: 1, Seed: seed})
		id := p.post("/ssl-certificate", wanted(planDV, sent, "")).result(t)["id"].(string)
		p.Advance(hour)
		issued = append(issued, p.get("/ssl-certificate/"+id).result(t))
	}
	if diff := cmp.Diff(issued[0], issued[1]); diff != "" {
		t.Error(diff)
	}
	if issued[0]["certificate"] == issued[2]["certificate"] {
		t.Error("another seed signed the same certificate")
	}
}

func TestRequestCertificateRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 6})
	p.put("/customer/2", `{"is_enabled":false}`)
	p.put("/customer/3", `{"is_fraud":true}`)
	good := csr(t, "example.nl")
	p.post("/ssl-certificate", wanted(planDV, good, `"client_reference":"s-1"`)).result(t)
	before := p.charges()
	const invalid = "request_validation_failed"
	tests := []struct {
		name, body, code string
		fields           []string
	}{
		{"nothing", `{}`, invalid, []string{"csr", "customer", "dcv_type", "plan"}},
		{"unknown plan", wanted("x", good, ""), invalid, []string{"plan"}},
		{"unknown customer", wanted(planDV, good, `"customer":99`), invalid, []string{"customer"}},
		{"a sub-reseller's customer", wanted(planDV, good, `"customer":7`), invalid, []string{"customer"}},
		{"unknown validation", wanted(planDV, good, `"dcv_type":"dns"`), invalid, []string{"dcv_type"}},
		{"no approver", wanted(planDV, good, `"dcv_type":"EMAIL"`), invalid, []string{"approver_email_address"}},
		{"bad approver", wanted(planDV, good, `"dcv_type":"EMAIL","approver_email_address":"jane"`), invalid, []string{"approver_email_address"}},
		{"OV", wanted(planOV, good, `"approver_last_name":"Roe"`), invalid, []string{"approver_first_name", "chamber_of_commerce", "department"}},
		{"EV", wanted(planEV, good, ""), invalid, []string{"approver_first_name", "approver_last_name", "chamber_of_commerce", "department"}},
		{"long texts", wanted(planDV, good, `"zip_code":"12345678901234567","city":"`+strings.Repeat("x", 256)+`"`), invalid, []string{"city", "zip_code"}},
		{"bad phone", wanted(planDV, good, `"approver_phone_number":"12"`), invalid, []string{"approver_phone_number"}},
		{"used reference", wanted(planDV, good, `"client_reference":"s-1"`), invalid, []string{"client_reference"}},
		{"disabled customer", wanted(planDV, good, `"customer":2`), "customer_disabled", nil},
		{"fraud", wanted(planDV, good, `"customer":3`), "customer_fraud_tagged", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := p.post("/ssl-certificate", tt.body)
			if code := r.code(t); code != tt.code {
				t.Fatalf("%q, want %q: %s", code, tt.code, r.body)
			}
			if tt.fields == nil {
				return
			}
			var got []string
			for name := range r.fields(t) {
				got = append(got, name)
			}
			slices.Sort(got)
			if diff := cmp.Diff(tt.fields, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if diff := cmp.Diff(before, p.charges()); diff != "" {
		t.Errorf("a refusal was charged: %s", diff)
	}
	p.drain()
	if code := p.post("/ssl-certificate", wanted(planEV, good, applicant)).code(t); code != "insufficient_balance" {
		t.Errorf("without a balance: %q", code)
	}
	if found := p.get("/ssl-certificate").listing(t).Total; found != 1 {
		t.Errorf("%d certificates", found)
	}
}

// applicant is what plans that validate an organization ask for.
const applicant = `"approver_first_name":"Jane","approver_last_name":"Roe","approver_phone_number":"+31.201234567",` +
	`"chamber_of_commerce":"12345678","department":"Web"`

// The certificate of an organization names it, as given or as in the request.
func TestOrganizationValidated(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	plain := csr(t, "example.nl")
	named := csrOf(t, "Example Bakery", "example.nl")
	tests := []struct {
		name, body, csr string
		want            []string
	}{
		{"as given", wanted(planEV, named, applicant+`,"company_name":"Example Garden"`), named, []string{"Example Garden"}},
		{"as in the request", wanted(planOV, named, applicant), named, []string{"Example Bakery"}},
		{"nowhere", wanted(planOV, plain, applicant), plain, nil},
		{"not validated", wanted(planDV, named, `"company_name":"Example Garden"`), named, nil},
	}
	for _, tt := range tests {
		path := "/ssl-certificate/" + p.post("/ssl-certificate", tt.body).result(t)["id"].(string)
		p.Advance(hour)
		leaf := checkCertificate(t, p, p.get(path).result(t), tt.csr)
		if diff := cmp.Diff(tt.want, leaf.Subject.Organization); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestCertificateValidation(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, extra     string
		kind, at, value string // with * for what cannot be foretold
		mails           int
	}{
		{"record", `"dcv_type":"DNS"`, "DNS", "_pki-validation.example.nl", "*", 0},
		{"file", `"dcv_type":"FILE"`, "FILE", "http://example.nl/.well-known/pki-validation/*.txt", "*", 0},
		{"mail", `"dcv_type":"EMAIL","approver_email_address":"Hostmaster@example.nl"`, "EMAIL", "", "hostmaster@example.nl", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := start(t, hostcontroltest.Options{Customers: 1, InMemory: true})
			sent := csr(t, "*.example.nl")
			got := p.post("/ssl-certificate", wanted(planWildcard, sent, tt.extra)).result(t)
			challenge := got["dcv"].(object)
			if challenge["type"] != tt.kind || !resembles(tt.at, challenge["name"]) || !resembles(tt.value, challenge["value"]) {
				t.Errorf("%v", challenge)
			}
			path := "/ssl-certificate/" + got["id"].(string)
			again := p.post(path+"/resend-dcv", `[]`).result(t)
			if diff := cmp.Diff(challenge, again["dcv"]); diff != "" || again["updated"] == got["updated"] {
				t.Errorf("resent: %v %s", again, diff)
			}
			mails := p.Mails()
			if len(mails) != 2*tt.mails {
				t.Errorf("%d mails", len(mails))
			}
			for _, mail := range mails {
				if mail.To != tt.value || mail.Subject != "Approve the certificate for *.example.nl" || mail.Body == "" {
					t.Errorf("%+v", mail)
				}
			}
			p.Advance(15 * minute)
			checkCertificate(t, p, p.get(path).result(t), sent)
		})
	}
}

// resembles compares a text with a pattern of at most one *.
func resembles(pattern string, got any) bool {
	before, after, open := strings.Cut(pattern, "*")
	text := got.(string)
	if !open {
		return text == pattern
	}
	return len(text) > len(before)+len(after) && strings.HasPrefix(text, before) && strings.HasSuffix(text, after)
}

// Names below .invalid do not exist, so nobody can show control over them.
func TestCertificateThatFails(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	balance := p.balance()
	path := p.request("example.invalid")
	if p.balance() != balance-1900 {
		t.Errorf("the balance is %v", p.balance())
	}
	p.Advance(15 * minute)
	got := p.get(path).result(t)
	if got["status"] != "failed" || got["certificate"] != nil || got["expires"] != nil || got["dcv"] != nil {
		t.Errorf("%v", got)
	}
	if p.balance() != balance {
		t.Errorf("not given back: %v of %v", p.balance(), balance)
	}
	if found := p.get("/customer/1/event?type=certificate.failed&status=failed").listing(t).Total; found != 1 {
		t.Errorf("%d events", found)
	}
}

// No certificate can be valid beyond the year 9999.
func TestCertificateThatCannotBeSigned(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1, Start: time.Date(9999, time.June, 1, 0, 0, 0, 0, time.UTC)})
	balance := p.balance()
	path := p.request("example.nl")
	p.Advance(15 * minute)
	if got := p.get(path).result(t); got["status"] != "failed" || p.balance() != balance {
		t.Errorf("%v, balance %v of %v", got, p.balance(), balance)
	}
}

func TestReissueCertificate(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	path := p.issued("example.nl", "www.example.nl")
	before := p.get(path).result(t)
	charged := p.charges()
	sent := csr(t, "www.example.nl", "example.nl")
	p.Advance(30 * day)
	got := p.post(path+"/reissue", `{"csr":`+quoted(sent)+`}`).result(t)
	if got["status"] != "pending" || got["certificate"] != nil || got["csr"] != sent || got["dcv"] == nil || got["expires"] != before["expires"] {
		t.Errorf("%v", got)
	}
	p.Advance(15 * minute)
	got = p.get(path).result(t)
	checkCertificate(t, p, got, sent)
	for _, name := range []string{"id", "status", "created", "provisioned", "expires"} {
		if got[name] != before[name] {
			t.Errorf("%s is %v, was %v", name, got[name], before[name])
		}
	}
	if got["provisioning_reference"] == before["provisioning_reference"] {
		t.Error("the serial number is the same")
	}
	if diff := cmp.Diff(charged, p.charges()); diff != "" {
		t.Errorf("a reissue was charged: %s", diff)
	}
	for name, body := range map[string]string{
		"other hosts": quoted(csr(t, "example.com")),
		"fewer hosts": quoted(csr(t, "example.nl")),
		"nothing":     `""`,
	} {
		r := p.post(path+"/reissue", `{"csr":`+body+`}`)
		if code := r.code(t); code != "request_validation_failed" || len(r.fields(t)["csr"]) != 1 {
			t.Errorf("%s: %s", name, r.body)
		}
	}
	if diff := cmp.Diff(got, p.get(path).result(t)); diff != "" {
		t.Errorf("a refusal left a trace: %s", diff)
	}
}

func TestCancelCertificate(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	balance := p.balance()
	pending := p.request("one.nl")
	got := p.post(pending+"/cancel", `[]`).result(t)
	if got["status"] != "cancelled" || got["deleted"] != "2026-01-05T09:00:00.000002+00:00" || got["dcv"] != nil {
		t.Errorf("%v", got)
	}
	if p.balance() != balance {
		t.Errorf("a certificate that was never issued cost %v", balance-p.balance())
	}
	active := p.issued("two.nl")
	if status := p.post(active+"/cancel", `[]`).result(t)["status"]; status != "cancelled" {
		t.Errorf("active: %v", status)
	}
	reissued := p.issued("three.nl")
	p.post(reissued+"/reissue", `{"csr":`+quoted(csr(t, "three.nl"))+`}`).result(t)
	p.post(reissued+"/cancel", `[]`).result(t)
	if p.balance() != balance-2*1900 {
		t.Errorf("two that were issued cost %v", balance-p.balance())
	}
	p.Advance(2 * year)
	if found := p.get("/ssl-certificate?status=cancelled").listing(t).Total; found != 3 {
		t.Errorf("two years later %d are cancelled", found)
	}
}

func TestCertificateExpires(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	active, waiting := p.issued("one.nl"), p.issued("two.nl")
	p.Advance(year - 20*minute)
	p.post(waiting+"/reissue", `{"csr":`+quoted(csr(t, "two.nl"))+`}`).result(t)
	if status := p.get(active).result(t)["status"]; status != "active" {
		t.Errorf("minutes before: %v", status)
	}
	p.Advance(day)
	for _, path := range []string{active, waiting} {
		got := p.get(path).result(t)
		if got["status"] != "expired" {
			t.Errorf("%v", got)
		}
	}
	if got := p.get(active).result(t); got["updated"] != got["expires"] {
		t.Errorf("%v", got)
	}
}

// What a certificate allows depends on its status.
func TestCertificateStates(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	brings := map[string]func() string{
		"pending": func() string { return p.request("example.nl") },
		"active":  func() string { return p.issued("example.nl") },
		"expired": func() string {
			path := p.issued("example.nl")
			p.Advance(year + day)
			return path
		},
		"cancelled": func() string {
			path := p.issued("example.nl")
			p.post(path+"/cancel", `[]`).result(t)
			return path
		},
		"failed": func() string {
			path := p.request("example.invalid")
			p.Advance(hour)
			return path
		},
	}
	allowed := map[string][]string{
		"pending": {"resend-dcv", "cancel"},
		"active":  {"reissue", "cancel"},
	}
	body := `{"csr":` + quoted(csr(t, "example.nl")) + `}`
	for status, bring := range brings {
		for _, operation := range []string{"resend-dcv", "reissue", "cancel"} {
			path := bring()
			if got := p.get(path).result(t)["status"]; got != status {
				t.Fatalf("%v instead of %s", got, status)
			}
			want := "ssl_state_invalid"
			if slices.Contains(allowed[status], operation) {
				want = ""
			}
			if code := p.post(path+"/"+operation, body).code(t); code != want {
				t.Errorf("%s when %s: %q, want %q", operation, status, code, want)
			}
		}
	}
}

func TestCertificateFilters(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	p.put("/customer/2", `{"is_enabled":true,"is_fraud":false}`)
	p.issued("one.nl")
	p.post("/ssl-certificate", wanted(planMulti, csr(t, "two.nl"), `"customer":2,"client_reference":"s-2"`)).result(t)
	p.request("three.nl")
	tests := []struct {
		query string
		want  []any
	}{
		{"", []any{"one.nl", "two.nl", "three.nl"}}, // in the order of their ids
		{"customer=1", []any{"one.nl", "three.nl"}},
		{"customer=2", []any{"two.nl"}},
		{"plan=" + strings.ToUpper(planMulti), []any{"two.nl"}},
		{"plan=x", nil},
		{"status=active", []any{"one.nl"}},
		{"status=pending&customer=1", []any{"three.nl"}},
		{"client_reference=s-2", []any{"two.nl"}},
		{"updated_since=2026-01-05T09:15:00.000003Z", []any{"two.nl", "three.nl"}},
		{"limit=1&offset=1", []any{"two.nl"}},
	}
	for _, tt := range tests {
		var got []any
		for _, x := range p.get("/ssl-certificate?" + tt.query).listing(t).Result {
			got = append(got, x["domains"].([]any)[0])
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.query, diff)
		}
	}
	unknown := "/ssl-certificate/" + planDV
	for _, r := range []reply{p.get(unknown), p.post(unknown+"/cancel", `[]`), p.post(unknown+"/reissue", `[]`), p.post(unknown+"/resend-dcv", `[]`)} {
		if code := r.code(t); code != "request_resource_unknown" {
			t.Errorf("unknown certificate: %q", code)
		}
	}
}
