package hostcontroltest

import (
	"regexp"
	"slices"
	"strings"
)

const eventNameServersReplaced = "domain.name_servers_replaced"

const maxNameServers = 5

// platformNameServers are the ones that serve the platform's zones. Every new
// domain starts with them.
func platformNameServers() []string {
	return []string{"ns1." + inMemoryHost, "ns2." + inMemoryHost}
}

type nameServerView struct {
	Hostname string `json:"hostname"`
}

func viewNameServers(hostnames []string) []nameServerView {
	views := make([]nameServerView, 0, len(hostnames))
	for _, hostname := range hostnames {
		views = append(views, nameServerView{hostname})
	}
	return views
}

func getNameServers(c *call) (any, error) {
	found, err := c.domain()
	if err != nil {
		return nil, err
	}
	return viewNameServers(found.nameServers), nil
}

// replaceNameServers sets all name servers of a domain.
func replaceNameServers(c *call) (any, error) {
	found, err := c.heldDomain()
	if err != nil {
		return nil, err
	}
	hostnames := c.body.hostnames("name_servers")
	if len(hostnames) == 0 && c.body.err() == nil {
		c.body.reject("name_servers", textRequired)
	}
	if err := c.body.err(); err != nil {
		return nil, err
	}
	switch {
	case !found.owner.nsManagement:
		return nil, nameServersDisabled()
	case slices.ContainsFunc(hostnames, found.lacksHost):
		return nil, missingChildHost()
	}
	found.nameServers = hostnames
	found.updated = c.now
	c.record(found.owner, eventNameServersReplaced, found.object(), "name servers replaced")
	return viewDomain(found), nil
}

// An existing client tells the first of these by its text, the other one by its
// code: the platform sends no text with it.
func nameServersDisabled() error {
	return refuse("custom_nameservers_disabled", "custom_nameservers_disabled")
}

func missingChildHost() error { return refuse("domain_missing_child_host", "") }

// onPlatformServers tells whether the platform answers for the domain.
func (d *domain) onPlatformServers() bool {
	platform := platformNameServers()
	return !slices.ContainsFunc(d.nameServers, func(hostname string) bool {
		return !slices.Contains(platform, hostname)
	})
}

// covers tells whether a host is the domain itself or lies below it.
func (d *domain) covers(hostname string) bool {
	return hostname == d.name || strings.HasSuffix(hostname, "."+d.name)
}

var hostnameForm = regexp.MustCompile(`^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$`)

const textHostname = "Enter a valid host name."

// hostnames is a list of {hostname}, in lower case and without repetitions.
// Existing clients send entries that are empty; they do not count.
func (f *form) hostnames(name string) []string {
	var out []string
	for i, entry := range f.objects(name) {
		hostname := strings.ToLower(entry.text("hostname", 253))
		switch {
		case hostname == "" || slices.Contains(out, hostname):
		case !hostnameForm.MatchString(hostname):
			entry.reject("hostname", textHostname)
		default:
			out = append(out, hostname)
		}
		f.adopt(name, i, entry)
	}
	if len(out) > maxNameServers {
		f.reject(name, "Enter no more than 5 name servers.")
	}
	return out
}
