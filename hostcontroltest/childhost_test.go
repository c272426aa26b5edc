package hostcontroltest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// addresses is the body that gives a child host its addresses.
func addresses(list ...string) string {
	entries := make([]string, 0, len(list))
	for _, address := range list {
		version := 4
		if strings.Contains(address, ":") {
			version = 6
		}
		entries = append(entries, fmt.Sprintf(`{"version":%d,"address":%q}`, version, address))
	}
	return `"ip_addresses":[` + strings.Join(entries, ",") + `]`
}

func host(hostname, addresses string) string {
	return fmt.Sprintf(`{"hostname":%q,%s}`, hostname, addresses)
}

func TestChildHosts(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	const path = "/domain/example.com/child-host"
	second := p.post(path, host("ns2.example.com", addresses("192.0.2.2"))).result(t)
	first := p.post(path, `{"hostname":"NS1.example.com","client_reference":"h-1",`+addresses("192.0.2.1", "2001:DB8::1", "192.0.2.1")+`}`).result(t)
	want := object{
		"hostname":         "ns1.example.com",
		"ip_addresses":     []any{object{"version": 4.0, "address": "192.0.2.1"}, object{"version": 6.0, "address": "2001:db8::1"}},
		"client_reference": "h-1",
	}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("created: %s", diff)
	}
	if diff := cmp.Diff([]object{first, second}, p.get(path).listing(t).Result); diff != "" {
		t.Errorf("listed: %s", diff)
	}
	if diff := cmp.Diff([]object{first}, p.get(path+"?client_reference=h-1").listing(t).Result); diff != "" {
		t.Errorf("found: %s", diff)
	}
	changed := p.put(path+"/NS1.example.com", "{"+addresses("198.51.100.1")+"}").result(t)
	want["ip_addresses"] = []any{object{"version": 4.0, "address": "198.51.100.1"}}
	if diff := cmp.Diff(want, changed); diff != "" {
		t.Errorf("changed: %s", diff)
	}
	if got := string(p.del(path + "/ns2.example.com").body); got != `{"success":true}` {
		t.Errorf("%s", got)
	}
	if diff := cmp.Diff([]object{changed}, p.get(path).listing(t).Result); diff != "" {
		t.Errorf("left: %s", diff)
	}
	types := eventTypes(t, p, 1)
	events := []string{"domain.child_host_created", "domain.child_host_created", "domain.child_host_updated", "domain.child_host_deleted"}
	if diff := cmp.Diff(events, types[len(types)-4:]); diff != "" {
		t.Error(diff)
	}
}

func TestChildHostComplaints(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	const path = "/domain/example.com/child-host"
	good := addresses("192.0.2.1")
	p.post(path, `{"hostname":"ns1.example.com","client_reference":"h-1",`+good+`}`).result(t)
	many := make([]string, 14)
	for i := range many {
		many[i] = fmt.Sprintf("192.0.2.%d", i+1)
	}
	tests := []struct{ name, body, field string }{
		{"no name", "{" + good + "}", "hostname"},
		{"exists", host("ns1.example.com", good), "hostname"},
		{"the domain", host("example.com", good), "hostname"},
		{"elsewhere", host("ns1.example.net", good), "hostname"},
		{"similar", host("ns1.notexample.com", good), "hostname"},
		{"no host name", host("ns_1.example.com", good), "hostname"},
		{"no addresses", `{"hostname":"ns2.example.com"}`, "ip_addresses"},
		{"empty", host("ns2.example.com", addresses()), "ip_addresses"},
		{"too many", host("ns2.example.com", addresses(many...)), "ip_addresses"},
		{"no list", `{"hostname":"ns2.example.com","ip_addresses":"192.0.2.1"}`, "ip_addresses"},
		{"no address", host("ns2.example.com", addresses("192.0.2.1", "ns1")), "ip_addresses.1.address"},
		{"no version", `{"hostname":"ns2.example.com","ip_addresses":[{"address":"192.0.2.1"}]}`, "ip_addresses.0.version"},
		{"wrong version", `{"hostname":"ns2.example.com","ip_addresses":[{"version":6,"address":"192.0.2.1"}]}`, "ip_addresses.0.version"},
		{"used reference", `{"hostname":"ns2.example.com","client_reference":"h-1",` + good + `}`, "client_reference"},
	}
	before := p.get(path).listing(t).Result
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if fields := p.post(path, tt.body).fields(t); len(fields) != 1 || len(fields[tt.field]) != 1 {
				t.Errorf("%v", fields)
			}
		})
	}
	if fields := p.put(path+"/ns1.example.com", `{"ip_addresses":[]}`).fields(t); len(fields["ip_addresses"]) != 1 {
		t.Errorf("%v", fields)
	}
	for _, r := range []reply{p.put(path+"/ns9.example.com", "{"+good+"}"), p.del(path + "/ns9.example.com")} {
		if code := r.code(t); code != "request_resource_unknown" {
			t.Errorf("unknown host: %q", code)
		}
	}
	if diff := cmp.Diff(before, p.get(path).listing(t).Result); diff != "" {
		t.Errorf("a refusal changed something: %s", diff)
	}
}

// A name server below the domain itself has to be a child host first, and stays
// one as long as any domain is served by it.
func TestChildHostAsNameServer(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.register("example.com")
	p.register("example.net")
	both := servers("ns1.example.com", "ns1.example.org")
	if code := p.post("/domain/example.com/name-server", both).code(t); code != "domain_missing_child_host" {
		t.Errorf("%q", code)
	}
	p.post("/domain/example.com/child-host", host("ns1.example.com", addresses("192.0.2.1"))).result(t)
	for _, name := range []string{"example.com", "example.net"} {
		p.post("/domain/"+name+"/name-server", both).result(t)
	}
	for _, name := range []string{"example.com", "example.net"} {
		if code := p.del("/domain/example.com/child-host/ns1.example.com").code(t); code != "child_host_in_use" {
			t.Errorf("%q", code)
		}
		p.post("/domain/"+name+"/name-server", servers(platformServers...)).result(t)
	}
	if code := p.del("/domain/example.com/child-host/ns1.example.com").code(t); code != "" {
		t.Errorf("%q", code)
	}
}
