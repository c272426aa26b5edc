package hostcontroltest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// hostnames are the name servers of a domain.
func (p *platform) hostnames(domain string) []string {
	p.t.Helper()
	var v struct {
		Result []struct {
			Hostname string `json:"hostname"`
		} `json:"result"`
	}
	p.get("/domain/"+domain+"/name-server").decode(p.t, &v)
	out := []string{}
	for _, server := range v.Result {
		out = append(out, server.Hostname)
	}
	return out
}

// servers is the body that sets name servers.
func servers(hostnames ...string) string {
	entries := make([]string, 0, len(hostnames))
	for _, hostname := range hostnames {
		entries = append(entries, fmt.Sprintf(`{"hostname":%q}`, hostname))
	}
	return `{"name_servers":[` + strings.Join(entries, ",") + `]}`
}

var platformServers = []string{"ns1.hostcontrol.test", "ns2.hostcontrol.test"}

func TestNameServers(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	if diff := cmp.Diff(platformServers, p.hostnames("example.com")); diff != "" {
		t.Errorf("to start with: %s", diff)
	}
	tests := []struct {
		body    string
		want    []string
		managed bool
	}{
		{servers("NS1.example.net", "ns2.example.net", "", "ns1.example.net"), []string{"ns1.example.net", "ns2.example.net"}, false},
		{servers("ns1.notexample.com"), []string{"ns1.notexample.com"}, false},
		{servers(platformServers...), platformServers, true},
	}
	for _, tt := range tests {
		got := p.post("/domain/example.com/name-server", tt.body).result(t)
		if got["status"] != "delivered" || got["managed"] != tt.managed {
			t.Errorf("%s: %v", tt.body, got)
		}
		if diff := cmp.Diff(tt.want, p.hostnames("example.com")); diff != "" {
			t.Errorf("%s: %s", tt.body, diff)
		}
	}
}

func TestNameServerRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	many := make([]string, 6)
	for i := range many {
		many[i] = fmt.Sprintf("ns%d.example.net", i)
	}
	tests := []struct{ name, body, code, field string }{
		{"nothing", `[]`, "request_validation_failed", "name_servers"},
		{"empty list", `{"name_servers":[]}`, "request_validation_failed", "name_servers"},
		{"empty entries", `{"name_servers":[{"hostname":""},{},null]}`, "request_validation_failed", "name_servers"},
		{"no list", `{"name_servers":"ns1.example.net"}`, "request_validation_failed", "name_servers"},
		{"no objects", `{"name_servers":["ns1.example.net"]}`, "request_validation_failed", "name_servers"},
		{"too many", servers(many...), "request_validation_failed", "name_servers"},
		{"an address", servers("ns1.example.net", "192.0.2.1"), "request_validation_failed", "name_servers.1.hostname"},
		{"no host name", servers("ns1"), "request_validation_failed", "name_servers.0.hostname"},
		{"below the domain", servers("ns1.example.net", "ns1.Example.com"), "domain_missing_child_host", ""},
		{"the domain itself", servers("example.com"), "domain_missing_child_host", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := p.post("/domain/example.com/name-server", tt.body)
			if code := r.code(t); code != tt.code {
				t.Fatalf("%q, want %q", code, tt.code)
			}
			if tt.field != "" && len(r.fields(t)[tt.field]) != 1 {
				t.Errorf("%s", r.body)
			}
		})
	}
	p.put("/customer/1", `{"is_ns_management_enabled":false}`)
	if code := p.post("/domain/example.com/name-server", servers("ns1.example.net")).code(t); code != "custom_nameservers_disabled" {
		t.Errorf("%q", code)
	}
	if diff := cmp.Diff(platformServers, p.hostnames("example.com")); diff != "" {
		t.Errorf("a refusal changed something: %s", diff)
	}
}
