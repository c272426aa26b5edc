package hostcontroltest

import (
	"slices"
	"time"
)

// domain is a name that a customer owns. It is registered on one of its owner's
// contacts until the platform forgets it.
type domain struct {
	name               string
	tld                *tld
	status             string
	owner              *customer
	registrant         *contact
	hosting            *hosting // linked account of the same owner, or nil
	customerManageable bool
	privacy            bool
	renewal            *bool // the domain's own setting, or nil for its owner's
	locked             bool
	authCode           string
	nameServers        []string // replaced, never changed in place
	records            []record // of the zone, without the platform's own; likewise
	zoneSerial         int64
	childHosts         []*childHost // sorted; replaced, never changed in place
	redirects          []redirect   // likewise
	interval           int          // months
	reference          *string
	created, updated   time.Time
	expires, deleted   time.Time // expires is zero until the domain is delivered
}

func (d *domain) key() string { return d.name }

func (d *domain) object() eventObject { return eventObject{Type: "domain", Name: d.name} }

const productDelivered = "delivered"

// renews tells whether the platform renews the domain by itself. What was set
// for the domain outweighs what was set for its owner.
func (d *domain) renews() bool {
	if d.renewal != nil {
		return *d.renewal
	}
	return d.owner.autoRenew
}

// addDomain stores a domain and registers it on its registrant. It starts on the
// platform's name servers, and locked where its TLD can do that.
func (s *store) addDomain(d *domain) {
	d.locked = d.tld.has(hasLock)
	d.authCode = s.secret("")[:16]
	d.nameServers = platformNameServers()
	d.zoneSerial = nextSerial(0, d.created)
	d.redirects = []redirect{}
	s.domains.insert(d)
	d.registrant.use(d.name)
}

// registerOn puts a domain on another contact.
func (d *domain) registerOn(c *contact) {
	d.registrant.release(d.name)
	d.registrant = c
	c.use(d.name)
}

// linkTo links a domain to a hosting account, and to no other any more.
func (d *domain) linkTo(h *hosting) {
	d.unlink()
	d.hosting = h
	h.domains = append(h.domains, d)
}

func (d *domain) unlink() {
	if d.hosting == nil {
		return
	}
	d.hosting.domains = slices.DeleteFunc(d.hosting.domains, func(x *domain) bool { return x == d })
	d.hosting = nil
}
