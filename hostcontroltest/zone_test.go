package hostcontroltest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func (p *platform) zone(domain string) []any {
	p.t.Helper()
	return p.get("/domain/" + domain + "/zone").result(p.t)["records"].([]any)
}

func authority(serial string) []any {
	return []any{
		object{"name": "example.com", "type": "SOA", "content": "ns1.hostcontrol.test hostmaster.hostcontrol.test " + serial + " 10800 3600 604800 3600", "ttl": 604800.0, "prio": nil},
		object{"name": "example.com", "type": "NS", "content": "ns1.hostcontrol.test", "ttl": 604800.0, "prio": nil},
		object{"name": "example.com", "type": "NS", "content": "ns2.hostcontrol.test", "ttl": 604800.0, "prio": nil},
	}
}

func TestReplaceZone(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	if diff := cmp.Diff(authority("2026010501"), p.zone("example.com")); diff != "" {
		t.Errorf("to start with: %s", diff)
	}
	r := p.post("/domain/example.com/zone", `{"records":[
		{"type":"a","content":"192.0.2.10","name":"WWW.example.com"},
		{"type":"MX","content":"mail.example.com","name":"example.com","prio":"20","ttl":300},
		{"type":"MX","content":"mail.example.net.","name":"example.com"},
		{"type":"NS","content":"ns1.example.net","name":"sub.example.com"},
		{"type":"TXT","content":"v=spf1 -all","name":"*.example.com"},
		{"type":"CNAME","content":"key._domainkey.example.net","name":"key._domainkey.example.com"},
		{"type":"MX","content":".","name":"nomail.example.com"},
		{"type":"TXT","content":"v=DMARC1","name":"_dmarc.example.com"}]}`)
	if got := string(r.body); got != `{"success":true}` {
		t.Errorf("%s", got)
	}
	want := append(authority("2026010502"),
		object{"name": "www.example.com", "type": "A", "content": "192.0.2.10", "ttl": 3600.0, "prio": nil},
		object{"name": "example.com", "type": "MX", "content": "mail.example.com", "ttl": 300.0, "prio": 20.0},
		object{"name": "example.com", "type": "MX", "content": "mail.example.net.", "ttl": 3600.0, "prio": 10.0},
		object{"name": "sub.example.com", "type": "NS", "content": "ns1.example.net", "ttl": 3600.0, "prio": nil},
		object{"name": "*.example.com", "type": "TXT", "content": "v=spf1 -all", "ttl": 3600.0, "prio": nil},
		object{"name": "key._domainkey.example.com", "type": "CNAME", "content": "key._domainkey.example.net", "ttl": 3600.0, "prio": nil},
		object{"name": "nomail.example.com", "type": "MX", "content": ".", "ttl": 3600.0, "prio": 10.0},
		object{"name": "_dmarc.example.com", "type": "TXT", "content": "v=DMARC1", "ttl": 3600.0, "prio": nil},
	)
	if diff := cmp.Diff(want, p.zone("example.com")); diff != "" {
		t.Error(diff)
	}
}

// A client that sends back all it has read, the platform's records included,
// changes nothing but the serial number. One that sends nothing empties the zone.
func TestZoneSentBack(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	p.post("/domain/example.com/zone", `{"records":[{"type":"AAAA","content":"2001:db8::1","name":"example.com"}]}`)
	before := p.zone("example.com")
	_, records, _ := strings.Cut(string(p.get("/domain/example.com/zone").body), `{"result":`)
	p.Advance(year)
	if code := p.post("/domain/example.com/zone", strings.TrimSuffix(records, `,"success":true}`)).code(t); code != "" {
		t.Fatalf("%q", code)
	}
	want := append(authority("2027010501"), before[3:]...)
	if diff := cmp.Diff(want, p.zone("example.com")); diff != "" {
		t.Error(diff)
	}
	p.post("/domain/example.com/zone", `{"records":[]}`)
	if diff := cmp.Diff(authority("2027010502"), p.zone("example.com")); diff != "" {
		t.Error(diff)
	}
}

func TestZoneComplaints(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	good := `{"type":"A","content":"192.0.2.1","name":"example.com"}`
	tests := []struct{ name, body, field string }{
		{"nothing", `{}`, "records"},
		{"no list", `{"records":` + good + `}`, "records"},
		{"too many", `{"records":[` + strings.Repeat(good+",", 1000) + good + `]}`, "records"},
		{"no type", `{"records":[{"content":"192.0.2.1","name":"example.com"}]}`, "records.0.type"},
		{"no content", `{"records":[{"type":"A","name":"example.com"}]}`, "records.0.content"},
		{"no name", `{"records":[{"type":"A","content":"192.0.2.1"}]}`, "records.0.name"},
		{"unknown type", `{"records":[` + good + `,{"type":"WKS","content":"x","name":"example.com"}]}`, "records.1.type"},
		{"SOA below", `{"records":[{"type":"SOA","content":"x","name":"www.example.com"}]}`, "records.0.type"},
		{"somebody else's name", `{"records":[{"type":"A","content":"192.0.2.1","name":"www.example.net"}]}`, "records.0.name"},
		{"similar name", `{"records":[{"type":"A","content":"192.0.2.1","name":"notexample.com"}]}`, "records.0.name"},
		{"bad name", `{"records":[{"type":"A","content":"192.0.2.1","name":"a..example.com"}]}`, "records.0.name"},
		{"IPv6 for A", `{"records":[{"type":"A","content":"2001:db8::1","name":"example.com"}]}`, "records.0.content"},
		{"IPv4 for AAAA", `{"records":[{"type":"AAAA","content":"192.0.2.1","name":"example.com"}]}`, "records.0.content"},
		{"address for MX", `{"records":[{"type":"MX","content":"192.0.2.1","name":"example.com"}]}`, "records.0.content"},
		{"path for URL", `{"records":[{"type":"URL","content":"/there","name":"example.com"}]}`, "records.0.content"},
		{"ttl", `{"records":[{"type":"A","content":"192.0.2.1","name":"example.com","ttl":1}]}`, "records.0.ttl"},
		{"prio", `{"records":[{"type":"MX","content":"mail.example.com","name":"example.com","prio":-1}]}`, "records.0.prio"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fields := p.post("/domain/example.com/zone", tt.body).fields(t)
			if len(fields) != 1 || len(fields[tt.field]) != 1 {
				t.Errorf("%v", fields)
			}
		})
	}
	if diff := cmp.Diff(authority("2026010501"), p.zone("example.com")); diff != "" {
		t.Errorf("a refusal changed something: %s", diff)
	}
}

func TestDNSManagementDisabled(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	steps := []struct{ name, path, body, code string }{
		{"own name servers", "/domain/example.com/name-server", servers("ns1.example.net"), "dns_management_disabled"},
		{"the platform's again", "/domain/example.com/name-server", servers(platformServers...), ""},
		{"switched off", "/customer/1", `{"is_dns_management_enabled":false}`, "dns_management_disabled"},
	}
	for _, step := range steps {
		method := "POST"
		if strings.HasPrefix(step.path, "/customer") {
			method = "PUT"
		}
		if code := p.do(method, step.path, step.body).code(t); code != "" {
			t.Fatalf("%s: %q", step.name, code)
		}
		if code := p.post("/domain/example.com/zone", `{"records":[]}`).code(t); code != step.code {
			t.Errorf("%s: %q", step.name, code)
		}
		if got := len(p.zone("example.com")); got != 3 {
			t.Errorf("%s: %d records", step.name, got)
		}
	}
}
