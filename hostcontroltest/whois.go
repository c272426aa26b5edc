package hostcontroltest

import (
	"fmt"
	"strings"
	"time"
)

// WHOIS is what anybody can look up about a domain of the platform: a line for
// each fact, such as "Registrant Name: Jane Roe". Where the registrant is hidden
// there is only his country.
func (s *Server) WHOIS(domain string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store.settle(s.clock.now())
	d := s.store.domains.index[strings.ToLower(domain)]
	if d == nil || d.expires.IsZero() {
		return "", fmt.Errorf("%s is not a domain of the platform", domain)
	}
	var text strings.Builder
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&text, "%s: %s\n", name, strings.Join(strings.Fields(value), " "))
		}
	}
	line("Domain Name", d.name)
	line("Creation Date", d.created.Format(time.RFC3339))
	line("Expiry Date", d.expires.Format(time.RFC3339))
	if d.locked {
		line("Domain Status", "clientTransferProhibited")
	}
	if s.store.underWay[d.name] != nil {
		line("Domain Status", "pendingTransfer")
	}
	for _, hostname := range d.nameServers {
		line("Name Server", hostname)
	}
	d.registrant.publish(line, d.privacy)
	return text.String(), nil
}

// publish tells what a registry tells about a registrant.
func (c *contact) publish(line func(name, value string), hidden bool) {
	if !hidden {
		line("Registrant Name", c.name)
		if c.organisation != nil {
			line("Registrant Organization", *c.organisation)
		}
		line("Registrant Street", c.address)
		line("Registrant City", c.city)
		line("Registrant State/Province", c.state)
		line("Registrant Postal Code", c.zipcode)
		line("Registrant Phone", c.voice)
		line("Registrant Email", c.email)
	}
	line("Registrant Country", c.country.Code)
}
