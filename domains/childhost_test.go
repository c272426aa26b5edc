package domains_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const childHostJSON = `{
	"hostname": "ns1.example.com",
	"ip_addresses": [{"version": 4, "address": "192.0.2.1"}, {"version": 6, "address": "2001:db8::1", "glue": true}],
	"client_reference": "host-1", "id": 5
}`

func wantChildHost() *domains.ChildHost {
	return &domains.ChildHost{
		Hostname: "ns1.example.com",
		Addresses: []domains.HostAddress{
			{Addr: netip.MustParseAddr("192.0.2.1"), Version: 4},
			{Addr: netip.MustParseAddr("2001:db8::1"), Version: 6, Unknown: jsontext.Value(`{"glue":true}`)},
		},
		ClientReference: "host-1",
		Unknown:         jsontext.Value(`{"id":5}`),
	}
}

var compareHosts = cmp.Options{resttest.CompareValues, cmpopts.EquateComparable(netip.Addr{})}

func TestChildHostExchanges(t *testing.T) {
	t.Parallel()
	want := func(t *testing.T, got any, err error) (any, error) {
		if diff := cmp.Diff(any(wantChildHost()), got, compareHosts); err == nil && diff != "" {
			t.Error(diff)
		}
		return got, err
	}
	addrs := []netip.Addr{netip.MustParseAddr("::ffff:192.0.2.1"), netip.MustParseAddr("2001:db8::1")}
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				hosts, err := domains.New(c).ChildHosts(ctx, "Example.com")
				if len(hosts) != 1 {
					t.Fatalf("%v, %v", hosts, err)
				}
				return want(t, hosts[0], err)
			},
			Method: "GET", Target: "/domain/example.com/child-host?limit=100&offset=0", Answer: "[" + childHostJSON + "]",
		},
		{
			Name: "create",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				host, err := domains.New(c).CreateChildHost(ctx, "Example.com", domains.ChildHostParams{
					Hostname: "NS1.example.com.", Addresses: addrs, ClientReference: "host-1",
				})
				return want(t, host, err)
			},
			Method: "POST", Target: "/domain/example.com/child-host",
			Body: `{"hostname":"ns1.example.com","ip_addresses":[{"version":4,"address":"192.0.2.1"},` +
				`{"version":6,"address":"2001:db8::1"}],"client_reference":"host-1"}`,
			Answer: childHostJSON,
		},
		{
			Name: "update",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				host, err := domains.New(c).UpdateChildHost(ctx, "Example.com", "NS1.example.com", addrs)
				return want(t, host, err)
			},
			Method: "PUT", Target: "/domain/example.com/child-host/ns1.example.com",
			Body:   `{"ip_addresses":[{"version":4,"address":"192.0.2.1"},{"version":6,"address":"2001:db8::1"}]}`,
			Answer: childHostJSON,
		},
		{
			Name: "delete",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return nil, domains.New(c).DeleteChildHost(ctx, "Example.com", "NS1.example.com")
			},
			Method: "DELETE", Target: "/domain/example.com/child-host/ns1.example.com", Body: `[]`,
		},
	})
}

func TestChildHostValidation(t *testing.T) {
	t.Parallel()
	service, ctx := domains.New(resttest.NewClient(t, resttest.NoRequest(t))), t.Context()
	create := func(name string, p domains.ChildHostParams) error {
		_, err := service.CreateChildHost(ctx, name, p)
		return err
	}
	update := func(name, hostname string, addrs ...netip.Addr) error {
		_, err := service.UpdateChildHost(ctx, name, hostname, addrs)
		return err
	}
	one := netip.MustParseAddr("192.0.2.1")
	_, list := service.ChildHosts(ctx, "")
	for name, tt := range map[string]struct {
		err  error
		want []string
	}{
		"nothing": {create("", domains.ChildHostParams{}), []string{
			"domain: must not be empty", "hostname: must not be empty", "ip_addresses: must be between 1 and 13",
		}},
		"elsewhere": {create("example.com", domains.ChildHostParams{
			Hostname: "ns1.example.net", Addresses: []netip.Addr{one, {}, netip.MustParseAddr("fe80::1%eth0"), netip.MustParseAddr("::ffff:192.0.2.1")},
			ClientReference: strings.Repeat("r", 65),
		}), []string{
			"hostname: must lie below example.com",
			"ip_addresses.1: must be an IP address",
			"ip_addresses.2: must not have a zone",
			"ip_addresses.3: is named twice",
			"client_reference: must not be longer than 64 characters",
		}},
		"the domain itself": {update("example.com", "example.com", one), []string{"hostname: must lie below example.com"}},
		"a name like it":    {update("example.com", "ns.anexample.com", one), []string{"hostname: must lie below example.com"}},
		"too many": {update("example.com", "ns1.example.com", slices.Repeat([]netip.Addr{{}}, 14)...), append(
			[]string{"ip_addresses: must be between 1 and 13"}, invalidAddresses(14)...,
		)},
		"delete": {service.DeleteChildHost(ctx, "example.com", "_ns.example.com"), []string{"hostname: must not hold '_'"}},
		"list":   {list, []string{"domain: must not be empty"}},
	} {
		if diff := cmp.Diff(tt.want, resttest.FieldsOf(tt.err)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func invalidAddresses(n int) []string {
	var problems []string
	for i := range n {
		problems = append(problems, fmt.Sprintf("ip_addresses.%d: must be an IP address", i))
	}
	return problems
}

func TestCreateChildHostLost(t *testing.T) {
	t.Parallel()
	const (
		create = "POST /domain/example.com/child-host"
		list   = "GET /domain/example.com/child-host?limit=100&offset=0"
	)
	lost := resttest.Step{Request: create, Status: http.StatusBadGateway}
	exists := resttest.Step{Request: create, Answer: `{"success":false,"error":{"code":"request_validation_failed","message":{"hostname":["Exists."]}}}`}
	found := func(hosts string) resttest.Step {
		return resttest.Step{Request: list, Answer: resttest.Success("[" + hosts + "]")}
	}
	const (
		ours      = `{"hostname":"ns1.example.com","client_reference":"host-1","ip_addresses":[]}`
		alike     = `{"hostname":"ns1.example.com","ip_addresses":[{"address":"192.0.2.1","version":4}]}`
		different = `{"hostname":"ns1.example.com","ip_addresses":[{"address":"192.0.2.9","version":4}]}`
		other     = `{"hostname":"ns2.example.com","client_reference":"host-1","ip_addresses":[]}`
	)
	tests := []struct {
		name  string
		steps []resttest.Step
		err   error
	}{
		{"ours by reference", []resttest.Step{lost, found(other + "," + ours)}, nil},
		{"as good as ours", []resttest.Step{lost, found(alike)}, nil},
		{"not there", []resttest.Step{lost, found(""), {Request: create, Answer: resttest.Success(ours)}}, nil},
		{"another's", []resttest.Step{lost, found(different), exists, found(different)}, rest.ErrValidation},
		{"cannot be read", []resttest.Step{lost, {Request: list, Answer: resttest.Failure("request_permission_denied")}}, rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			host, err := domains.New(resttest.Script(t, tt.steps...)).CreateChildHost(t.Context(), "example.com", domains.ChildHostParams{
				Hostname: "ns1.example.com", Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, ClientReference: "host-1",
			})
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && host.Hostname != "ns1.example.com" {
				t.Errorf("got %+v", host)
			}
		})
	}
}

func TestDeleteChildHostLost(t *testing.T) {
	t.Parallel()
	const remove = "DELETE /domain/example.com/child-host/ns1.example.com"
	lost := resttest.Step{Request: remove, Status: http.StatusBadGateway}
	gone := resttest.Step{Request: remove, Answer: resttest.Failure("request_resource_unknown")}
	for name, tt := range map[string]struct {
		steps []resttest.Step
		err   error
	}{
		"gone when it is repeated": {[]resttest.Step{lost, gone}, nil},
		"gone before":              {[]resttest.Step{gone}, rest.ErrNotFound},
		"in use":                   {[]resttest.Step{{Request: remove, Answer: resttest.Failure("child_host_in_use")}}, domains.CodeChildHostInUse},
	} {
		if err := domains.New(resttest.Script(t, tt.steps...)).DeleteChildHost(t.Context(), "example.com", "ns1.example.com"); !errors.Is(err, tt.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
