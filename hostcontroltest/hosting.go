package hostcontroltest

import (
	"slices"
	"time"
)

// The types of events of hosting accounts.
const (
	eventHostingCreated       = "hosting.created"
	eventHostingDeleted       = "hosting.deleted"
	eventHostingDelivered     = "hosting.delivered"
	eventHostingExpired       = "hosting.expired"
	eventHostingPlanChanged   = "hosting.plan_changed"
	eventHostingRenewed       = "hosting.renewed"
	eventHostingRenewalFailed = "hosting.renewal_failed"
	eventHostingSuspended     = "hosting.suspended"
	eventHostingUnsuspended   = "hosting.unsuspended"
	eventHostingUpdated       = "hosting.updated"
)

// Statuses of hosting accounts, beside delivered.
const (
	hostingPending   = "pending"
	hostingSuspended = "suspended"
	hostingExpired   = "expired"
	hostingDeleted   = "deleted"
)

// hosting is an account on a web server.
type hosting struct {
	reference        string
	offer            *hostingOffer
	status           string
	owner            *customer
	domains          []*domain // that are linked to it
	renew            bool
	clientReference  *string
	created, updated time.Time
	expires, deleted time.Time
}

func (h *hosting) key() string { return h.reference }

func (h *hosting) object() eventObject { return eventObject{Type: "hosting", Name: h.reference} }

// lives tells whether the account has neither expired nor been deleted.
func (h *hosting) lives() bool {
	return h.status != hostingExpired && h.status != hostingDeleted
}

// hasRoom refuses another domain to an account that has ended, or whose plan
// is used up.
func (h *hosting) hasRoom() error {
	switch {
	case !h.lives():
		return hostingStateInvalid(h)
	case len(h.domains) >= h.offer.MaxDomainCount:
		return refuseField(codeValidation, "reference", "The plan of the account has no room for another domain.")
	default:
		return nil
	}
}

type hostingView struct {
	Reference       string      `json:"reference"`
	Status          string      `json:"status"`
	Customer        customerRef `json:"customer"`
	Plan            hostingPlan `json:"plan"`
	Domains         []string    `json:"domains"`
	IsActive        bool        `json:"is_active"`
	IsSuspended     bool        `json:"is_suspended"`
	Renew           bool        `json:"renew"`
	ClientReference *string     `json:"client_reference"`
	Created         string      `json:"created"`
	Updated         string      `json:"updated"`
	Expires         string      `json:"expires"`
	Deleted         *string     `json:"deleted"`
}

func viewHosting(h *hosting) hostingView {
	return hostingView{
		Reference:       h.reference,
		Status:          h.status,
		Customer:        customerRef{h.owner.id},
		Plan:            h.offer.hostingPlan,
		Domains:         domainNames(h.domains),
		IsActive:        h.status == productDelivered,
		IsSuspended:     h.status == hostingSuspended,
		Renew:           h.renew,
		ClientReference: h.clientReference,
		Created:         stamp(h.created),
		Updated:         stamp(h.updated),
		Expires:         stamp(h.expires),
		Deleted:         stampOrNull(h.deleted),
	}
}

func domainNames(domains []*domain) []string {
	names := make([]string, 0, len(domains))
	for _, d := range domains {
		names = append(names, d.name)
	}
	slices.Sort(names)
	return names
}

// account is the hosting account that a path names.
func (c *call) account() (*hosting, error) {
	found := c.hosting.index[c.path["hosting"]]
	if found == nil || found.owner.reseller != c.reseller {
		return nil, unknownResource("hosting account")
	}
	return found, nil
}

func listHosting(c *call) (any, error) {
	owner, plan := c.query.integer("customer"), c.query.integer("plan")
	status, reference := c.query.text("status", 16), c.query.text("client_reference", 64)
	since := c.query.timestamp("updated_since")
	return list(c, c.hosting.rows, func(x *hosting) bool {
		return x.owner.reseller == c.reseller &&
			agrees(owner, x.owner.id) &&
			agrees(plan, x.offer.ID) &&
			(status == "" || x.status == status) &&
			hasReference(reference, x.clientReference) &&
			!x.updated.Before(since)
	}, viewHosting)
}

func getHosting(c *call) (any, error) {
	found, err := c.account()
	if err != nil {
		return nil, err
	}
	return viewHosting(found), nil
}

// suspendHosting takes an account off the web and keeps what is on it. The
// reason is for the reseller's eyes, in the customer's events.
func suspendHosting(c *call) (any, error) {
	found, err := c.account()
	if err != nil {
		return nil, err
	}
	reason := c.body.required("reason", 255)
	if err := c.body.err(); err != nil {
		return nil, err
	}
	if found.status != productDelivered {
		return nil, hostingStateInvalid(found)
	}
	found.status, found.updated = hostingSuspended, c.now
	c.record(found.owner, eventHostingSuspended, found.object(), "hosting account suspended: "+reason)
	return viewHosting(found), nil
}

func unsuspendHosting(c *call) (any, error) {
	found, err := c.account()
	if err != nil {
		return nil, err
	}
	if found.status != hostingSuspended {
		return nil, hostingStateInvalid(found)
	}
	found.status, found.updated = productDelivered, c.now
	c.record(found.owner, eventHostingUnsuspended, found.object(), "hosting account back on the web")
	return viewHosting(found), nil
}

func hostingStateInvalid(h *hosting) error {
	return refuse("hosting_state_invalid", "the hosting account is "+h.status)
}

// updateHosting changes the plan, the renewal, or both. The price of the new
// plan applies from the next renewal.
func updateHosting(c *call) (any, error) {
	found, err := c.account()
	if err != nil {
		return nil, err
	}
	offer, renew := c.givenHostingOffer("plan"), c.body.boolean("renew")
	if offer != nil {
		c.checkPlanChange(found, offer)
	}
	if err := c.body.err(); err != nil {
		return nil, err
	}
	if !found.lives() {
		return nil, hostingStateInvalid(found)
	}
	if offer != nil && offer != found.offer {
		c.record(found.owner, eventHostingPlanChanged, found.object(), "plan changed from "+found.offer.Name+" to "+offer.Name)
		found.offer = offer
	}
	if renew != nil && *renew != found.renew {
		c.record(found.owner, eventHostingUpdated, found.object(), "hosting settings changed")
		found.renew = *renew
	}
	found.updated = c.now
	return viewHosting(found), nil
}

// checkPlanChange keeps an account within its category, and its domains linked.
func (c *call) checkPlanChange(h *hosting, offer *hostingOffer) {
	switch {
	case offer.Category != h.offer.Category:
		c.body.reject("plan", textChoice)
	case offer.MaxDomainCount < len(h.domains):
		c.body.reject("plan", "More domains are linked to the account than the plan allows.")
	}
}

// deleteHosting removes an account from its server at once. Nothing is given
// back for the rest of the term.
func deleteHosting(c *call) (any, error) {
	found, err := c.account()
	if err != nil {
		return nil, err
	}
	if found.status != hostingDeleted {
		found.release(c.now)
		found.status, found.deleted, found.updated = hostingDeleted, c.now, c.now
		c.record(found.owner, eventHostingDeleted, found.object(), "hosting account deleted")
	}
	return nil, nil
}

// release ends the service: nothing is linked to the account any more, and
// nothing will renew it.
func (h *hosting) release(now time.Time) {
	h.renew = false
	for _, d := range slices.Clone(h.domains) {
		d.unlink()
		d.updated = now
	}
}
