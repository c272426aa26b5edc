package domains

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on child hosts.
const (
	childHostsPath = "/domain/{domain_name}/child-host"
	childHostPath  = "/domain/{domain_name}/child-host/{hostname}"
)

// CodeChildHostInUse refuses to delete a child host that domains have as a
// name server.
const CodeChildHostInUse rest.Code = "child_host_in_use"

// A ChildHost is a name server that lies below a domain, so that the registry
// has to know its addresses. Provisional: only that domains have child hosts
// is documented.
type ChildHost struct {
	// Hostname is the full name, such as ns1.example.com.
	Hostname  string        `json:"hostname"`
	Addresses []HostAddress `json:"ip_addresses"`
	// ClientReference is the reference the host was created with, empty for
	// those made elsewhere.
	ClientReference string `json:"client_reference"`

	Unknown jsontext.Value `json:",embed"`
}

// A HostAddress is an address of a child host.
type HostAddress struct {
	Addr    netip.Addr `json:"address"`
	Version int        `json:"version"` // of IP, 4 or 6

	Unknown jsontext.Value `json:",embed"`
}

// maxAddresses is how many addresses a host can have.
const maxAddresses = 13

// checkAddresses gives addresses as they are sent, and notes what is wrong
// with them.
func checkAddresses(f *check.Fields, addrs []netip.Addr) []HostAddress {
	if len(addrs) == 0 || len(addrs) > maxAddresses {
		f.Reject("ip_addresses", fmt.Sprintf("must be between 1 and %d", maxAddresses))
	}
	sent := make([]HostAddress, 0, len(addrs))
	for i, addr := range addrs {
		field := fmt.Sprintf("ip_addresses.%d", i)
		addr = f.Addr(field, addr)
		if has(sent, addr) {
			f.Reject(field, "is named twice")
		}
		version := 6
		if addr.Is4() {
			version = 4
		}
		sent = append(sent, HostAddress{Addr: addr, Version: version})
	}
	return sent
}

func has(addresses []HostAddress, addr netip.Addr) bool {
	return addr.IsValid() && slices.ContainsFunc(addresses, func(a HostAddress) bool { return a.Addr == addr })
}

// checkChildHost reads the name of a host below a domain.
func checkChildHost(f *check.Fields, domain Name, hostname string) Name {
	host := checkName(f, "hostname", hostname)
	if host != "" && domain != "" && !host.below(domain) {
		f.Reject("hostname", fmt.Sprintf("must lie below %s", domain))
	}
	return host
}

// ChildHosts reads all child hosts of a domain, in ascending order of name.
//
// GET /domain/{domain_name}/child-host, provisional.
func (s *Service) ChildHosts(ctx context.Context, name string, opts ...rest.CallOption) ([]*ChildHost, error) {
	const operation = "childHosts.list"
	domain, err := named(operation, name)
	if err != nil {
		return nil, err
	}
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(childHostsPath, domain.String())}
	return rest.Collect(rest.All(ctx, s.client, call, func(h *ChildHost) string { return h.Hostname }, opts...), 0)
}

// ChildHostParams say what a child host is called and where it is.
type ChildHostParams struct {
	// Hostname is the full name, below the domain; read as [ParseName] does.
	Hostname string
	// Addresses are 1 to 13, of either version of IP.
	Addresses []netip.Addr
	// ClientReference is the caller's own name for the host, unique and at most
	// 64 characters. Without it the SDK makes one.
	ClientReference string
}

// childHostBody is what creating and updating send.
type childHostBody struct {
	Hostname        Name          `json:"hostname,omitzero"`
	Addresses       []HostAddress `json:"ip_addresses"`
	ClientReference string        `json:"client_reference,omitzero"`
}

// CreateChildHost makes a host below a domain known to the registry, so that
// domains can have it as a name server.
//
// Refusals: [rest.ErrValidation], also for a host that exists already;
// [CodeDomainStateInvalid].
//
// When the answer gets lost, the host is looked up, and told from another by
// the client reference or by its addresses.
//
// POST /domain/{domain_name}/child-host, provisional.
func (s *Service) CreateChildHost(ctx context.Context, name string, p ChildHostParams, opts ...rest.CallOption) (*ChildHost, error) {
	const operation = "childHosts.create"
	var f check.Fields
	domain := checkName(&f, "domain", name)
	body := &childHostBody{
		Hostname:        checkChildHost(&f, domain, p.Hostname),
		Addresses:       checkAddresses(&f, p.Addresses),
		ClientReference: cmp.Or(p.ClientReference, rest.NewReference()),
	}
	f.Reference(body.ClientReference)
	if err := f.Err(operation); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(childHostsPath, domain.String()),
		Body:      body,
		Effect:    rest.Once,
		Reference: body.ClientReference,
	}
	return rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*ChildHost, error) {
		return s.childHostCreated(ctx, domain, body)
	}, opts...)
}

// childHostCreated looks whether a lost CreateChildHost happened. A host
// exists once, so another one makes the platform refuse the repetition; one
// with the same addresses is as good as ours.
func (s *Service) childHostCreated(ctx context.Context, domain Name, sent *childHostBody) (*ChildHost, error) {
	hosts, err := s.ChildHosts(ctx, domain.String())
	if err != nil {
		return nil, err
	}
	for _, host := range hosts {
		if host.Hostname == sent.Hostname.String() && (host.ClientReference == sent.ClientReference || sent.describes(host)) {
			return host, nil
		}
	}
	return nil, nil
}

// describes reports whether a host has the addresses that were sent.
func (b *childHostBody) describes(host *ChildHost) bool {
	return len(host.Addresses) == len(b.Addresses) &&
		!slices.ContainsFunc(host.Addresses, func(a HostAddress) bool { return !has(b.Addresses, a.Addr) })
}

// UpdateChildHost replaces the addresses of a child host.
//
// PUT /domain/{domain_name}/child-host/{hostname}, provisional.
func (s *Service) UpdateChildHost(ctx context.Context, name, hostname string, addrs []netip.Addr, opts ...rest.CallOption) (*ChildHost, error) {
	const operation = "childHosts.update"
	var f check.Fields
	domain := checkName(&f, "domain", name)
	host := checkChildHost(&f, domain, hostname)
	body := &childHostBody{Addresses: checkAddresses(&f, addrs)}
	if err := f.Err(operation); err != nil {
		return nil, err
	}
	return rest.Do[ChildHost](ctx, s.client, rest.Call{
		Operation: operation,
		Method:    http.MethodPut,
		Path:      rest.At(childHostPath, domain.String(), host.String()),
		Body:      body,
		Effect:    rest.Idempotent,
	}, opts...)
}

// DeleteChildHost takes a child host away. One that turns out to be gone when
// the request had to be repeated counts as deleted.
//
// Refusals: [CodeChildHostInUse].
//
// DELETE /domain/{domain_name}/child-host/{hostname}, provisional.
func (s *Service) DeleteChildHost(ctx context.Context, name, hostname string, opts ...rest.CallOption) error {
	const operation = "childHosts.delete"
	var f check.Fields
	domain := checkName(&f, "domain", name)
	host := checkChildHost(&f, domain, hostname)
	if err := f.Err(operation); err != nil {
		return err
	}
	_, err := rest.Do[rest.None](ctx, s.client, rest.Call{
		Operation: operation,
		Method:    http.MethodDelete,
		Path:      rest.At(childHostPath, domain.String(), host.String()),
		Effect:    rest.Idempotent,
	}, opts...)
	if failure, ok := errors.AsType[*rest.Error](err); ok && failure.Code == rest.CodeResourceUnknown && failure.Attempts > 1 {
		return nil
	}
	return err
}
