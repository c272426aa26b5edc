package hostcontroltest

import (
	"net/netip"
	"slices"
	"strings"
)

// The types of events of child hosts.
const (
	eventChildHostCreated = "domain.child_host_created"
	eventChildHostDeleted = "domain.child_host_deleted"
	eventChildHostUpdated = "domain.child_host_updated"
)

const (
	minHostname  = 4
	maxAddresses = 13
)

// childHost is a name server below a domain, whose addresses the registry has to
// know. It never changes: another takes its place.
type childHost struct {
	hostname  string
	addresses []netip.Addr
	reference *string
}

type childHostView struct {
	Hostname        string        `json:"hostname"`
	IPAddresses     []addressView `json:"ip_addresses"`
	ClientReference *string       `json:"client_reference"`
}

type addressView struct {
	Version int    `json:"version"`
	Address string `json:"address"`
}

func viewChildHost(h *childHost) childHostView {
	view := childHostView{
		Hostname:        h.hostname,
		IPAddresses:     make([]addressView, 0, len(h.addresses)),
		ClientReference: h.reference,
	}
	for _, address := range h.addresses {
		view.IPAddresses = append(view.IPAddresses, addressView{versionOf(address), address.String()})
	}
	return view
}

func versionOf(address netip.Addr) int {
	if address.Is4() {
		return 4
	}
	return 6
}

// childHost is the place of a host name among the domain's, and whether there is
// such a host.
func (d *domain) childHost(hostname string) (int, bool) {
	return slices.BinarySearchFunc(d.childHosts, hostname, func(h *childHost, hostname string) int {
		return strings.Compare(h.hostname, hostname)
	})
}

// lacksHost tells whether a name server cannot be found without the domain, and
// the registry does not know its addresses.
func (d *domain) lacksHost(hostname string) bool {
	_, known := d.childHost(hostname)
	return d.covers(hostname) && !known
}

func listChildHosts(c *call) (any, error) {
	found, err := c.domain()
	if err != nil {
		return nil, err
	}
	reference := c.query.text("client_reference", 64)
	return list(c, found.childHosts, func(h *childHost) bool {
		return hasReference(reference, h.reference)
	}, viewChildHost)
}

func createChildHost(c *call) (any, error) {
	found, err := c.heldDomain()
	if err != nil {
		return nil, err
	}
	return c.create("child host", func(reference *string) (any, error) {
		made := &childHost{
			hostname:  c.readChildHostname(found),
			addresses: c.body.addresses("ip_addresses"),
			reference: reference,
		}
		if err := c.body.err(); err != nil {
			return nil, err
		}
		at, _ := found.childHost(made.hostname)
		c.setChildHosts(found, slices.Insert(slices.Clone(found.childHosts), at, made))
		c.record(found.owner, eventChildHostCreated, found.object(), "child host "+made.hostname+" created")
		return viewChildHost(made), nil
	})
}

func (c *call) readChildHostname(d *domain) string {
	const name = "hostname"
	hostname := strings.ToLower(c.body.required(name, 253))
	if c.body.rejected(name) {
		return hostname
	}
	_, known := d.childHost(hostname)
	switch {
	case len(hostname) < minHostname || !hostnameForm.MatchString(hostname):
		c.body.reject(name, textHostname)
	case hostname == d.name || !d.covers(hostname):
		c.body.reject(name, "Enter a host name below the domain.")
	case known:
		c.body.reject(name, "This child host exists already.")
	}
	return hostname
}

// setChildHosts replaces the hosts of a domain, which views may still be looking
// at.
func (c *call) setChildHosts(d *domain, hosts []*childHost) {
	d.childHosts = hosts
	d.updated = c.now
}

// heldChildHost is the one a path names, by its place among its domain's.
func (c *call) heldChildHost() (*domain, int, error) {
	found, err := c.heldDomain()
	if err != nil {
		return nil, 0, err
	}
	at, known := found.childHost(strings.ToLower(c.path["hostname"]))
	if !known {
		return nil, 0, unknownResource("child host")
	}
	return found, at, nil
}

// updateChildHost replaces all addresses of a host.
func updateChildHost(c *call) (any, error) {
	found, at, err := c.heldChildHost()
	if err != nil {
		return nil, err
	}
	addresses := c.body.addresses("ip_addresses")
	if err := c.body.err(); err != nil {
		return nil, err
	}
	changed := *found.childHosts[at]
	changed.addresses = addresses
	hosts := slices.Clone(found.childHosts)
	hosts[at] = &changed
	c.setChildHosts(found, hosts)
	c.record(found.owner, eventChildHostUpdated, found.object(), "child host "+changed.hostname+" changed")
	return viewChildHost(&changed), nil
}

func deleteChildHost(c *call) (any, error) {
	found, at, err := c.heldChildHost()
	if err != nil {
		return nil, err
	}
	hostname := found.childHosts[at].hostname
	if c.servesAnyDomain(hostname) {
		return nil, refuse("child_host_in_use", "the child host is a name server of a domain")
	}
	c.setChildHosts(found, slices.Delete(slices.Clone(found.childHosts), at, at+1))
	c.record(found.owner, eventChildHostDeleted, found.object(), "child host "+hostname+" deleted")
	return nil, nil
}

func (s *store) servesAnyDomain(hostname string) bool {
	return slices.ContainsFunc(s.domains.rows, func(d *domain) bool {
		return slices.Contains(d.nameServers, hostname)
	})
}

// addresses is a required list of {version, address} without repetitions.
func (f *form) addresses(name string) []netip.Addr {
	var out []netip.Addr
	for i, entry := range f.objects(name) {
		address := entry.address()
		f.adopt(name, i, entry)
		if !slices.Contains(out, address) {
			out = append(out, address)
		}
	}
	switch {
	case len(f.problems) > 0:
	case len(out) == 0:
		f.reject(name, textRequired)
	case len(out) > maxAddresses:
		f.reject(name, "Enter no more than 13 addresses.")
	}
	return out
}

func (f *form) address() netip.Addr {
	version := f.requiredInteger("version")
	address, err := netip.ParseAddr(f.ip("address"))
	if err == nil && !f.rejected("version") && version != int64(versionOf(address)) {
		f.reject("version", textChoice)
	}
	return address
}
