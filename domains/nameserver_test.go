package domains_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestNameServerExchanges(t *testing.T) {
	t.Parallel()
	hostnames := []string{"NS2.Example.net.", "ns1.bücher.example"}
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "read",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.New(c).NameServers(ctx, "Example.com")
			},
			Method: "GET", Target: "/domain/example.com/name-server",
			Answer: `[{"hostname":"ns2.example.net"},{"hostname":""},{"hostname":"ns1.example.net","id":5},{}]`,
			Want:   []domains.NameServer{{Hostname: "ns2.example.net"}, {Hostname: "ns1.example.net", Unknown: jsontext.Value(`{"id":5}`)}},
		},
		{
			Name: "replace",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.New(c).SetNameServers(ctx, "Example.com", hostnames)
			},
			Method: "POST", Target: "/domain/example.com/name-server",
			Body:   `{"name_servers":[{"hostname":"ns2.example.net"},{"hostname":"ns1.xn--bcher-kva.example"}]}`,
			Answer: domainJSON, Want: wantDomain(t),
		},
		{
			Name: "answered with the status alone",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.New(c).SetNameServers(ctx, "example.com", []string{"ns1.example.net"})
			},
			Method: "POST", Target: "/domain/example.com/name-server", Body: `{"name_servers":[{"hostname":"ns1.example.net"}]}`,
			Answer: `{"status":"delivered"}`, Want: &domains.Domain{Status: domains.StatusDelivered},
		},
	})
	t.Cleanup(func() {
		if hostnames[0] != "NS2.Example.net." {
			t.Error("the caller's host names were changed")
		}
	})
}

func TestNameServerValidation(t *testing.T) {
	t.Parallel()
	service, ctx := domains.New(resttest.NewClient(t, resttest.NoRequest(t))), t.Context()
	_, none := service.SetNameServers(ctx, "example.com", nil)
	_, bad := service.SetNameServers(ctx, "com", []string{"ns1.example.net", "192.0.2.1", "", "NS1.example.net.", "ns", "ns2.example.net"})
	_, read := service.NameServers(ctx, "")
	for _, tt := range []struct {
		err  error
		want []string
	}{
		{none, []string{"name_servers: must not be empty"}},
		{bad, []string{
			"domain: must have a label before its top-level domain, as example.com has",
			"name_servers: must not be more than 5",
			"name_servers.1: must end in a top-level domain, not in a number",
			"name_servers.2: must not be empty",
			"name_servers.3: is named twice",
			"name_servers.4: must have a label before its top-level domain, as example.com has",
		}},
		{read, []string{"domain: must not be empty"}},
	} {
		if diff := cmp.Diff(tt.want, resttest.FieldsOf(tt.err)); diff != "" {
			t.Error(diff)
		}
	}
}

func hostnames(servers []domains.NameServer) []string {
	var names []string
	for _, server := range servers {
		names = append(names, server.Hostname)
	}
	return names
}

// A name server below the domain itself needs a child host first.
func TestNameServersOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := domains.New(client), t.Context()
	if _, err := customers.New(client).Update(ctx, 1, customers.UpdateParams{NameServerManagement: new(true)}); err != nil {
		t.Fatal(err)
	}
	made := register(t, service, "example.com", 12)
	if !made.Managed {
		t.Errorf("a new domain is not on the platform's name servers: %+v", made)
	}
	want := []string{"ns2.example.com", "ns1.example.net"}
	if _, err := service.SetNameServers(ctx, "example.com", want); !errors.Is(err, domains.CodeMissingChildHost) {
		t.Errorf("without a child host: %v", err)
	}
	p := domains.ChildHostParams{Hostname: "ns2.example.com", Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")}}
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/domain/*/child-host", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	host, err := service.CreateChildHost(ctx, "example.com", p)
	if err != nil || host.Hostname != "ns2.example.com" || len(host.Addresses) != 2 || host.ClientReference == "" {
		t.Fatalf("%+v, %v", host, err)
	}
	if _, err := service.CreateChildHost(ctx, "example.com", p); !errors.Is(err, rest.ErrValidation) {
		t.Errorf("a second time: %v", err)
	}
	changed, err := service.SetNameServers(ctx, "example.com", want)
	if err != nil || changed.Managed {
		t.Errorf("%+v, %v", changed, err)
	}
	got, err := service.NameServers(ctx, "example.com")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, hostnames(got)); diff != "" {
		t.Error(diff)
	}
	if err := service.DeleteChildHost(ctx, "example.com", "ns2.example.com"); !errors.Is(err, domains.CodeChildHostInUse) {
		t.Errorf("deleting a host that is in use: %v", err)
	}
	host, err = service.UpdateChildHost(ctx, "example.com", "NS2.example.com", []netip.Addr{netip.MustParseAddr("192.0.2.2")})
	if err != nil || len(host.Addresses) != 1 || host.Addresses[0].Addr != netip.MustParseAddr("192.0.2.2") {
		t.Errorf("%+v, %v", host, err)
	}
	if _, err := service.SetNameServers(ctx, "example.com", []string{"ns1.example.net"}); err != nil {
		t.Fatal(err)
	}
	srv.Inject(hostcontroltest.Fault{Method: "DELETE", Path: "/domain/*/child-host/*", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	if err := service.DeleteChildHost(ctx, "example.com", "ns2.example.com"); err != nil {
		t.Fatal(err)
	}
	hosts, err := service.ChildHosts(ctx, "example.com")
	if err != nil || len(hosts) != 0 {
		t.Errorf("%v, %v", hosts, err)
	}
	if _, err := customers.New(client).Update(ctx, 1, customers.UpdateParams{NameServerManagement: new(false)}); err != nil {
		t.Fatal(err)
	}
	if _, err := service.SetNameServers(ctx, "example.com", want); !errors.Is(err, domains.CodeCustomNameServersDisabled) {
		t.Errorf("for a customer who may not: %v", err)
	}
}
