package hostcontroltest

import (
	"strings"
	"time"
)

// The types of events of domains.
const (
	eventDomainDeletion     = "domain.deletion_requested"
	eventDomainRegistered   = "domain.registered"
	eventDomainRenewed      = "domain.renewed"
	eventDomainTransferable = "domain.transfer_allowed"
	eventDomainUpdated      = "domain.updated"
)

type domainView struct {
	Name                    string        `json:"name"`
	Status                  string        `json:"status"`
	Managed                 bool          `json:"managed"`
	IsCustomerManageable    bool          `json:"is_customer_manageable"`
	IsPrivacyProtectEnabled bool          `json:"is_privacy_protect_enabled"`
	Renew                   bool          `json:"renew"`
	Interval                int           `json:"interval"`
	TLD                     tldRef        `json:"tld"`
	Customer                customerView  `json:"customer"`
	Hosting                 *hostingView  `json:"hosting"`
	Redirects               []redirect    `json:"redirects"`
	ClientReference         *string       `json:"client_reference"`
	Created                 string        `json:"created"`
	Updated                 string        `json:"updated"`
	Expires                 *string       `json:"expires"`
	Deleted                 *string       `json:"deleted"`
	Extended                *extendedView `json:"extended,omitzero"`
}

// extendedView is what the platform looks up only when asked to.
type extendedView struct {
	IsTransferLocked bool `json:"is_transfer_locked"`
}

func viewDomain(d *domain) domainView {
	view := domainView{
		Name:                    d.name,
		Status:                  d.status,
		Managed:                 d.onPlatformServers(),
		IsCustomerManageable:    d.customerManageable,
		IsPrivacyProtectEnabled: d.privacy,
		Renew:                   d.renews(),
		Interval:                d.interval,
		TLD:                     tldRef{d.tld.name},
		Customer:                viewCustomer(d.owner),
		Redirects:               d.redirects,
		ClientReference:         d.reference,
		Created:                 stamp(d.created),
		Updated:                 stamp(d.updated),
		Expires:                 stampOrNull(d.expires),
		Deleted:                 stampOrNull(d.deleted),
	}
	if d.hosting != nil {
		view.Hosting = new(viewHosting(d.hosting))
	}
	return view
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

// heldDomain is the one a path names, if there is something to manage: it was
// delivered, and can still be renewed.
func (c *call) heldDomain() (*domain, error) {
	found, err := c.domain()
	if err != nil {
		return nil, err
	}
	if found.status != productDelivered && found.status != domainExpired {
		return nil, found.stateInvalid()
	}
	return found, nil
}

func (d *domain) stateInvalid() error {
	return refuse("domain_state_invalid", "the domain is "+d.status)
}

func listDomains(c *call) (any, error) {
	return list(c, c.domains.rows, c.domainFilter(), viewDomain)
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
			(status == "" || x.status == status) &&
			strings.Contains(x.name, name) &&
			hasReference(reference, x.reference) &&
			!x.updated.Before(since) &&
			(before.IsZero() || !x.expires.IsZero() && x.expires.Before(before))
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
	view := viewDomain(found)
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
		return viewDomain(made), nil
	})
}

// register buys a domain. Most registries deliver it at once.
func (c *call) register(wanted registration) (*domain, error) {
	switch {
	case c.taken(wanted.name):
		return nil, domainTaken()
	case wanted.privacy && !wanted.tld.has(hasPrivacy):
		return nil, wanted.tld.privacyNotSupported()
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
	c.admit(made, c.now)
	c.record(made.owner, eventDomainRegistered, made.object(), "domain registered")
	c.askRegistry(made, c.now)
	return made, nil
}

// taken tells whether somebody has a name, here or, as far as that is known,
// elsewhere.
func (s *store) taken(name string) bool {
	_, departed := s.departed[name]
	return departed || s.here(name)
}

// here tells whether a domain is one of the platform's, or about to be.
func (s *store) here(name string) bool {
	return s.domains.index[name] != nil || s.underWay[name] != nil
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

// deleteDomain only lets a domain run out: until it expires it stays what it is.
// One that has expired already comes to its end all the same.
func deleteDomain(c *call) (any, error) {
	found, err := c.domain()
	if err != nil {
		return nil, err
	}
	found.renewal = new(false)
	found.updated = c.now
	c.record(found.owner, eventDomainDeletion, found.object(), "renewal switched off")
	return nil, nil
}

// renewDomain moves the expiry on, and brings a domain back that has expired. A
// caller that names the present expiry cannot renew twice by accident.
func renewDomain(c *call) (any, error) {
	found, err := c.heldDomain()
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
	c.prolong(found, c.now)
	c.record(found.owner, eventDomainRenewed, found.object(), "domain renewed")
	return viewDomain(found), nil
}

// allowTransfer lets a domain go to another registrar.
func allowTransfer(c *call) (any, error) {
	found, err := c.heldDomain()
	if err != nil {
		return nil, err
	}
	found.locked = false
	found.updated = c.now
	c.record(found.owner, eventDomainTransferable, found.object(), "transfer lock removed")
	return viewDomain(found), nil
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
