package domains

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

const nameServersPath = "/domain/{domain_name}/name-server"

// Codes with which the platform refuses name servers.
const (
	// CodeCustomNameServersDisabled: the customer may not change name servers;
	// see [customers.Customer].
	CodeCustomNameServersDisabled rest.Code = "custom_nameservers_disabled"
	// CodeMissingChildHost: a name server lies below the domain itself, and
	// needs a child host first; see [Service.CreateChildHost].
	CodeMissingChildHost rest.Code = "domain_missing_child_host"
)

// A NameServer is a host that answers for a domain.
type NameServer struct {
	Hostname string `json:"hostname"`

	Unknown jsontext.Value `json:",embed"`
}

// maxNameServers is how many name servers a domain can have.
const maxNameServers = 5

// checkNameServers reads a list of name servers in its order, and notes what
// is wrong with it.
func checkNameServers(f *check.Fields, hostnames []string) []NameServer {
	if len(hostnames) > maxNameServers {
		f.Reject("name_servers", fmt.Sprintf("must not be more than %d", maxNameServers))
	}
	servers := make([]NameServer, 0, len(hostnames))
	seen := make(map[Name]bool, len(hostnames))
	for i, hostname := range hostnames {
		field := fmt.Sprintf("name_servers.%d", i)
		host := checkName(f, field, hostname)
		if host != "" && seen[host] {
			f.Reject(field, "is named twice")
		}
		seen[host] = true
		servers = append(servers, NameServer{Hostname: host.String()})
	}
	return servers
}

// NameServers reads the name servers of a domain, in their order.
//
// GET /domain/{domain_name}/name-server, seen in client code.
func (s *Service) NameServers(ctx context.Context, name string, opts ...rest.CallOption) ([]NameServer, error) {
	const operation = "domains.nameServers"
	domain, err := named(operation, name)
	if err != nil {
		return nil, err
	}
	got, err := rest.Do[[]NameServer](ctx, s.client, rest.Call{
		Operation: operation,
		Method:    http.MethodGet,
		Path:      rest.At(nameServersPath, domain.String()),
	}, opts...)
	if err != nil {
		return nil, err
	}
	// The platform fills up its list with hosts without a name.
	return slices.DeleteFunc(*got, func(n NameServer) bool { return n.Hostname == "" }), nil
}

// SetNameServers replaces the name servers of a domain by up to five others, in
// their order. Once they are not the platform's own, its zone and redirects
// have no effect.
//
// Refusals: [CodeCustomNameServersDisabled], [CodeMissingChildHost].
//
// The platform may answer with the status of the domain alone.
//
// POST /domain/{domain_name}/name-server, seen in client code.
func (s *Service) SetNameServers(ctx context.Context, name string, hostnames []string, opts ...rest.CallOption) (*Domain, error) {
	const operation = "domains.replaceNameServers"
	type body struct {
		NameServers []NameServer `json:"name_servers"`
	}
	var f check.Fields
	domain := checkName(&f, "domain", name)
	if len(hostnames) == 0 {
		f.Reject("name_servers", "must not be empty")
	}
	servers := checkNameServers(&f, hostnames)
	if err := f.Err(operation); err != nil {
		return nil, err
	}
	return rest.Do[Domain](ctx, s.client, rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(nameServersPath, domain.String()),
		Body:      body{servers},
		Effect:    rest.Idempotent,
	}, opts...)
}
