package hostcontroltest

import "time"

// domain is a name that a customer owns. A domain of a status other than
// deleted is registered on one of its owner's contacts.
type domain struct {
	name               string
	tld                *tld
	status             string
	owner              *customer
	registrant         *contact
	hosting            *hosting // linked account of the same owner, or nil
	customerManageable bool
	privacy            bool
	renew              bool
	locked             bool
	authCode           string
	nameServers        []string // replaced, never changed in place
	records            []record // of the zone, without the platform's own; likewise
	zoneSerial         int64
	interval           int // months
	reference          *string
	created, updated   time.Time
	expires, deleted   time.Time
}

func (d *domain) key() string { return d.name }

func (d *domain) object() eventObject { return eventObject{Type: "domain", Name: d.name} }

const productDelivered = "delivered"

// addDomain stores a domain and registers it on its registrant. It starts on the
// platform's name servers, and locked where its TLD can do that.
func (s *store) addDomain(d *domain) {
	d.locked = d.tld.has(hasLock)
	d.authCode = s.secret("")[:16]
	d.nameServers = platformNameServers()
	d.zoneSerial = nextSerial(0, d.created)
	s.domains.insert(d)
	d.registrant.use(d.name)
}

// registerOn puts a domain on another contact.
func (d *domain) registerOn(c *contact) {
	d.registrant.release(d.name)
	d.registrant = c
	c.use(d.name)
}

// linkTo links a domain that is not linked yet to a hosting account.
func (d *domain) linkTo(h *hosting) {
	d.hosting = h
	h.domains = append(h.domains, d)
}

// hosting is an account on a web server.
type hosting struct {
	reference        string
	plan             hostingPlan
	status           string
	owner            *customer
	domains          []*domain // that are linked to it
	active           bool
	renew            bool
	clientReference  *string
	created, updated time.Time
	expires, deleted time.Time
}

func (h *hosting) key() string { return h.reference }

func (h *hosting) object() eventObject { return eventObject{Type: "hosting", Name: h.reference} }
