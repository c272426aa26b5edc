package hostcontroltest

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// The types of events of domains.
const (
	eventDomainDeletion     = "domain.deletion_requested"
	eventDomainRegistered   = "domain.registered"
	eventDomainRenewed      = "domain.renewed"
	eventDomainTransferable = "domain.transfer_allowed"
	eventDomainUpdated      = "domain.updated"
)

const domainExpired = "expired"

type domainView struct {
	Name                    string           `json:"name"`
	Status                  string           `json:"status"`
	Managed                 bool             `json:"managed"`
	IsCustomerManageable    bool             `json:"is_customer_manageable"`
	IsPrivacyProtectEnabled bool             `json:"is_privacy_protect_enabled"`
	Renew                   bool             `json:"renew"`
	Interval                int              `json:"interval"`
	TLD                     tldRef           `json:"tld"`
	Customer                customerView     `json:"customer"`
	Hosting                 *hostingView     `json:"hosting"`
	Redirects               []jsontext.Value `json:"redirects"`
	ClientReference         *string          `json:"client_reference"`
	Created                 string           `json:"created"`
	Updated                 string           `json:"updated"`
	Expires                 string           `json:"expires"`
	Deleted                 *string          `json:"deleted"`
	Extended                *extendedView    `json:"extended,omitzero"`
}

// extendedView is what the platform looks up only when asked to.
type extendedView struct {
	IsTransferLocked bool `json:"is_transfer_locked"`
}

func (c *call) viewDomain(d *domain) domainView {
	view := domainView{
		Name:                    d.name,
		Status:                  d.statusAt(c.now),
		Managed:                 d.onPlatformServers(),
		IsCustomerManageable:    d.customerManageable,
		IsPrivacyProtectEnabled: d.privacy,
		Renew:                   d.renew,
		Interval:                d.interval,
		TLD:                     tldRef{d.tld.name},
		Customer:                viewCustomer(d.owner),
		Redirects:               []jsontext.Value{},
		ClientReference:         d.reference,
		Created:                 stamp(d.created),
		Updated:                 stamp(d.updated),
		Expires:                 stamp(d.expires),
		Deleted:                 stampOrNull(d.deleted),
	}
	if d.hosting != nil {
		view.Hosting = new(viewHosting(d.hosting))
	}
	return view
}

// statusAt is the status that the platform shows at a time.
func (d *domain) statusAt(now time.Time) string {
	if d.status == productDelivered && !now.Before(d.expires) {
		return domainExpired
	}
	return d.status
}

// expiresSoon is the platform's notion of a domain that is about to expire: the
// label sets the number of days.
func (d *domain) expiresSoon(now time.Time) bool {
	return now.Before(d.expires) && !d.expires.After(now.AddDate(0, 0, d.owner.label.renewInterval))
}

// domain is the one a path names. Those of other resellers do not exist for the
// caller.
func (c *call) domain() (*domain, error) {
	name, _, err := c.parseDomain(c.path["domain"])
	if err != nil {
		return nil, err
	}
	found := c.domains.index[name]
	if found == nil || found.owner.reseller != c.reseller {
		return nil, unknownDomain()
	}
	return found, nil
}

func listDomains(c *call) (any, error) {
	return list(c, c.domains.rows, c.domainFilter(), c.viewDomain)
}

func (c *call) domainFilter() func(*domain) bool {
	q := c.query
	owner, expiring := q.integer("customer"), q.boolean("expiring")
	status, name := q.text("status", 16), strings.ToLower(q.text("name", 255))
	reference, since, before := q.text("client_reference", 64), q.timestamp("updated_since"), q.timestamp("expires_before")
	return func(x *domain) bool {
		return x.owner.reseller == c.reseller &&
			agrees(owner, x.owner.id) &&
			(expiring == nil || !*expiring || x.expiresSoon(c.now)) &&
			(status == "" || x.statusAt(c.now) == status) &&
			strings.Contains(x.name, name) &&
			hasReference(reference, x.reference) &&
			!x.updated.Before(since) &&
			(before.IsZero() || x.expires.Before(before))
	}
}

func getDomain(c *call) (any, error) {
	found, err := c.domain()
	if err != nil {
		return nil, err
	}
	extended := c.query.boolean("extended")
	if err := c.query.err(); err != nil {
		return nil, err
	}
	view := c.viewDomain(found)
	if extended != nil && *extended {
		view.Extended = &extendedView{IsTransferLocked: found.locked}
	}
	return view, nil
}

// registration is a domain that is about to be bought.
type registration struct {
	owner     *customer
	name      string
	tld       *tld
	privacy   bool
	reference *string
}

func registerDomain(c *call) (any, error) {
	return c.create("domain", func(reference *string) (any, error) {
		wanted := registration{owner: c.givenCustomer("customer"), reference: reference}
		given := c.body.required("domain", 255)
		assign(&wanted.privacy, c.body.boolean("is_privacy_protect_enabled"))
		c.body.readInterval()
		if err := c.body.err(); err != nil {
			return nil, err
		}
		var err error
		if wanted.name, wanted.tld, err = c.parseDomain(given); err != nil {
			return nil, err
		}
		made, err := c.register(wanted)
		if err != nil {
			return nil, err
		}
		return c.viewDomain(made), nil
	})
}

// register buys a domain. It is delivered at once.
func (c *call) register(wanted registration) (*domain, error) {
	if c.taken(wanted.name) {
		return nil, domainTaken()
	}
	if err := c.buy(wanted.owner, wanted.tld.prices.register, "Register "+wanted.name); err != nil {
		return nil, err
	}
	made := &domain{
		name:      wanted.name,
		tld:       wanted.tld,
		owner:     wanted.owner,
		privacy:   wanted.privacy,
		reference: wanted.reference,
	}
	c.deliver(made, c.now)
	c.record(made.owner, eventDomainRegistered, made.object(), "domain registered")
	return made, nil
}

// deliver completes a new domain with what all of them start with, and stores it.
func (s *store) deliver(d *domain, now time.Time) {
	d.status = productDelivered
	d.registrant = d.owner.primary
	d.customerManageable = true
	d.renew = d.owner.autoRenew
	d.interval = soldInterval
	d.created, d.updated = now, now
	d.expires = now.AddDate(0, soldInterval, 0)
	s.addDomain(d)
}

// taken tells whether somebody has a name, here or, since it is being
// transferred to here, elsewhere.
func (s *store) taken(name string) bool {
	return s.domains.index[name] != nil || s.transferUnderWay(name)
}

func domainTaken() error { return refuse("domain_taken", "the domain is not available") }

func checkDomain(c *call) (any, error) {
	given := c.body.required("domain", 255)
	if err := c.body.err(); err != nil {
		return nil, err
	}
	name, _, err := c.parseDomain(given)
	switch {
	case err != nil:
		return nil, err
	case c.taken(name):
		return "taken", nil
	default:
		return "free", nil
	}
}

func updateDomain(c *call) (any, error) {
	found, err := c.domain()
	if err != nil {
		return nil, err
	}
	renew, lock := c.body.boolean("renew"), c.body.boolean("transfer_lock")
	if err := c.body.err(); err != nil {
		return nil, err
	}
	if lock != nil && !found.tld.has(hasLock) {
		return nil, refuse("lock_not_supported", "domains under "+found.tld.name+" cannot be locked")
	}
	assign(&found.renew, renew)
	assign(&found.locked, lock)
	found.updated = c.now
	c.record(found.owner, eventDomainUpdated, found.object(), "domain settings changed")
	return c.viewDomain(found), nil
}

// deleteDomain only lets a domain run out: until it expires it stays what it is.
func deleteDomain(c *call) (any, error) {
	found, err := c.domain()
	if err != nil {
		return nil, err
	}
	found.renew = false
	found.updated = c.now
	c.record(found.owner, eventDomainDeletion, found.object(), "renewal switched off")
	return nil, nil
}

// renewDomain moves the expiry on. A caller that names the present expiry cannot
// renew twice by accident.
func renewDomain(c *call) (any, error) {
	found, err := c.domain()
	if err != nil {
		return nil, err
	}
	if !c.body.has("interval") {
		c.body.reject("interval", textRequired)
	}
	c.body.readInterval()
	guard := c.body.timestamp("current_expiration_date")
	if err := c.body.err(); err != nil {
		return nil, err
	}
	if !guard.IsZero() && !guard.Equal(found.expires) {
		return nil, refuse("expiry_mismatch", "the domain expires at "+stamp(found.expires))
	}
	if err := c.buy(found.owner, found.tld.prices.renew, "Renew "+found.name); err != nil {
		return nil, err
	}
	found.expires = found.expires.AddDate(0, soldInterval, 0)
	found.updated = c.now
	c.record(found.owner, eventDomainRenewed, found.object(), "domain renewed")
	return c.viewDomain(found), nil
}

// allowTransfer lets a domain go to another registrar.
func allowTransfer(c *call) (any, error) {
	found, err := c.domain()
	if err != nil {
		return nil, err
	}
	found.locked = false
	found.updated = c.now
	c.record(found.owner, eventDomainTransferable, found.object(), "transfer lock removed")
	return c.viewDomain(found), nil
}

type authCodeView struct {
	AuthCode string `json:"auth_code"`
}

func getAuthCode(c *call) (any, error) {
	found, err := c.domain()
	if err != nil {
		return nil, err
	}
	return authCodeView{found.authCode}, nil
}
