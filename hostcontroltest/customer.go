package hostcontroltest

import (
	"slices"
	"strings"
	"time"
)

// customer is an end user of a reseller.
type customer struct {
	id                   int64
	reseller             *reseller
	label                *label
	primary              *contact
	contacts             []*contact
	events               []*event
	promoted             *reseller // what the customer is besides, or nil
	enabled              bool
	verified             bool
	fraud                bool
	dnsManagement        bool
	nsManagement         bool
	supportNotifications bool
	autoRenew            bool
	tags                 []string // replaced, never changed in place
	registrationIP       string
	reference            *string
	created, updated     time.Time
}

func (c *customer) key() int64 { return c.id }

type labelRef struct {
	Reference string `json:"reference"`
	Brand     string `json:"brand"`
}

type customerRef struct {
	ID int64 `json:"id"`
}

type customerView struct {
	ID                              int64       `json:"id"`
	Label                           labelRef    `json:"label"`
	IsEnabled                       bool        `json:"is_enabled"`
	IsVerified                      bool        `json:"is_verified"`
	IsFraud                         bool        `json:"is_fraud"`
	IsReseller                      bool        `json:"is_reseller"`
	IsAutoRenewEnabled              bool        `json:"is_auto_renew_enabled"`
	IsDNSManagementEnabled          bool        `json:"is_dns_management_enabled"`
	IsNSManagementEnabled           bool        `json:"is_ns_management_enabled"`
	IsReceivingSupportNotifications bool        `json:"is_receiving_support_notifications"`
	Tags                            []string    `json:"tags"`
	RegistrationIP                  string      `json:"registration_ip"`
	PrimaryContact                  contactView `json:"primary_contact"`
	ClientReference                 *string     `json:"client_reference"`
	Created                         string      `json:"created"`
	Updated                         string      `json:"updated"`
}

func viewCustomer(c *customer) customerView {
	return customerView{
		ID:                              c.id,
		Label:                           labelRef{c.label.reference, c.label.brand},
		IsEnabled:                       c.enabled,
		IsVerified:                      c.verified,
		IsFraud:                         c.fraud,
		IsReseller:                      c.promoted != nil,
		IsAutoRenewEnabled:              c.autoRenew,
		IsDNSManagementEnabled:          c.dnsManagement,
		IsNSManagementEnabled:           c.nsManagement,
		IsReceivingSupportNotifications: c.supportNotifications,
		Tags:                            c.tags,
		RegistrationIP:                  c.registrationIP,
		PrimaryContact:                  viewContact(c.primary),
		ClientReference:                 c.reference,
		Created:                         stamp(c.created),
		Updated:                         stamp(c.updated),
	}
}

// customer is the one a path names. Those of other resellers do not exist for
// the caller.
func (c *call) customer() (*customer, error) {
	found := c.customerOf(parseID(c.path["customer"]))
	if found == nil {
		return nil, unknownResource("customer")
	}
	return found, nil
}

// customerOf is the caller's customer of that id, or nil.
func (c *call) customerOf(id int64) *customer {
	found := c.customers.index[id]
	if found == nil || found.reseller != c.reseller {
		return nil
	}
	return found
}

// givenCustomer is the customer that a body names, nil with a complaint if
// there is none.
func (c *call) givenCustomer(name string) *customer {
	id := c.body.requiredInteger(name)
	if c.body.rejected(name) {
		return nil
	}
	found := c.customerOf(id)
	if found == nil {
		c.body.reject(name, textChoice)
	}
	return found
}

func listCustomers(c *call) (any, error) {
	return list(c, c.customers.rows, c.customerFilter(), viewCustomer)
}

func (c *call) customerFilter() func(*customer) bool {
	q := c.query
	email, words := strings.ToLower(q.text("email", 254)), strings.ToLower(q.text("query", 255))
	label, tag, reference := q.text("label", 64), q.text("tag", 64), q.text("client_reference", 64)
	enabled, verified, fraud := q.boolean("is_enabled"), q.boolean("is_verified"), q.boolean("is_fraud")
	since := q.timestamp("updated_since")
	return func(x *customer) bool {
		return x.reseller == c.reseller &&
			(email == "" || x.hasEmail(email)) &&
			(words == "" || x.primary.mentions(words)) &&
			(label == "" || x.label.reference == label) &&
			(tag == "" || slices.Contains(x.tags, tag)) &&
			hasReference(reference, x.reference) &&
			agrees(enabled, x.enabled) && agrees(verified, x.verified) && agrees(fraud, x.fraud) &&
			!x.updated.Before(since)
	}
}

// hasEmail looks at all contacts, as the platform's filter does.
func (c *customer) hasEmail(email string) bool {
	return slices.ContainsFunc(c.contacts, func(x *contact) bool { return x.email == email })
}

func getCustomer(c *call) (any, error) {
	found, err := c.customer()
	if err != nil {
		return nil, err
	}
	return viewCustomer(found), nil
}

func createCustomer(c *call) (any, error) {
	return c.create("customer", func(reference *string) (any, error) {
		who := c.readPerson()
		ip, password := c.body.ip("registration_ip"), c.body.password("password")
		if err := c.body.err(); err != nil {
			return nil, err
		}
		if err := c.mayRegister(who); err != nil {
			return nil, err
		}
		made := c.addCustomer(c.label, who, c.now)
		made.registrationIP = ip
		made.reference = reference
		account := c.addLogin(made, who.email, loginOfCustomer, c.now)
		account.password = password
		c.record(made, eventCustomerCreated, made.object(), "customer registered")
		c.record(made, eventLoginCreated, account.object(), "login created")
		return viewCustomer(made), nil
	})
}

// mayRegister checks what the form alone cannot tell.
func (c *call) mayRegister(who person) error {
	if !c.label.accepts(who.country) {
		return refuseField("country_not_accepted", "country", "This label does not accept customers from this country.")
	}
	name := ownedName{c.reseller, who.email}
	if c.emails[name] != nil || c.loginNames[name] != nil {
		return emailInUse()
	}
	return nil
}

func emailInUse() error {
	return refuseField("email_in_use", "email", "A customer with this email address exists already.")
}

// addCustomer stores a new customer with the label's defaults and a primary
// contact.
func (s *store) addCustomer(l *label, who person, now time.Time) *customer {
	c := &customer{
		id:                   next(&s.ids.customer),
		reseller:             l.reseller,
		label:                l,
		enabled:              true,
		verified:             !l.waitsForVerification,
		dnsManagement:        l.dnsManagement,
		nsManagement:         l.nsManagement,
		supportNotifications: true,
		autoRenew:            true,
		created:              now,
		updated:              now,
	}
	c.primary = s.addContact(c, contactPrimary, who, now)
	s.customers.insert(c)
	s.emails[ownedName{c.reseller, who.email}] = c
	return c
}

// updateCustomer changes settings. The platform documents one of them, and asks
// for it when the body has none at all.
func updateCustomer(c *call) (any, error) {
	found, err := c.customer()
	if err != nil {
		return nil, err
	}
	set, tags := c.readSettings(), c.body.texts("tags", 64)
	if set == (settings{}) && tags == nil && c.body.err() == nil {
		c.body.reject("is_receiving_support_notifications", textRequired)
	}
	if err := c.body.err(); err != nil {
		return nil, err
	}
	before := *found
	set.apply(found)
	if tags != nil {
		found.tags = tags
	}
	found.updated = c.now
	c.recordSettings(&before, found)
	c.reviewOrdersOf(found, c.now)
	return viewCustomer(found), nil
}

// settings are a customer's switches, each nil when it is to stay.
type settings struct {
	enabled, verified, fraud, nsManagement, dnsManagement, autoRenew, supportNotifications *bool
}

func (c *call) readSettings() settings {
	return settings{
		enabled:              c.body.boolean("is_enabled"),
		verified:             c.body.boolean("is_verified"),
		fraud:                c.body.boolean("is_fraud"),
		nsManagement:         c.body.boolean("is_ns_management_enabled"),
		dnsManagement:        c.body.boolean("is_dns_management_enabled"),
		autoRenew:            c.body.boolean("is_auto_renew_enabled"),
		supportNotifications: c.body.boolean("is_receiving_support_notifications"),
	}
}

func (s settings) apply(c *customer) {
	assign(&c.enabled, s.enabled)
	assign(&c.verified, s.verified)
	assign(&c.fraud, s.fraud)
	assign(&c.nsManagement, s.nsManagement)
	assign(&c.dnsManagement, s.dnsManagement)
	assign(&c.autoRenew, s.autoRenew)
	assign(&c.supportNotifications, s.supportNotifications)
}

// assign sets target to value unless that is nil.
func assign[T any](target, value *T) {
	if value != nil {
		*target = *value
	}
}

func (c *call) recordSettings(before, after *customer) {
	c.record(after, eventCustomerUpdated, after.object(), "settings changed")
	switch {
	case before.enabled && !after.enabled:
		c.record(after, eventCustomerDisabled, after.object(), "customer disabled")
	case !before.enabled && after.enabled:
		c.record(after, eventCustomerEnabled, after.object(), "customer enabled")
	}
	if before.fraud != after.fraud {
		c.record(after, eventCustomerFraud, after.object(), "fraud tag changed")
	}
	if before.verified != after.verified {
		c.record(after, eventCustomerVerified, after.object(), "verification changed")
	}
}
