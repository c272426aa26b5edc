package hostcontroltest

import (
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// The types of contacts. The platform documents only the first one.
const (
	contactPrimary   = "primary"
	contactSecondary = "secondary"
)

// person is the part of a contact that a form fills in.
type person struct {
	name, address, zipcode, city, state string
	country                             country
	email, voice                        string
	// The platform mixes null and "" for these; a form leaves "" in the first two.
	fax, organisation, gender, vatNumber *string
}

// contact is the handle that domains are registered on.
type contact struct {
	person
	id               int64
	customer         *customer
	kind             string
	extra            jsontext.Value
	domains          []string // sorted; replaced, never changed in place
	reference        *string
	created, updated time.Time
}

func (c *contact) key() int64 { return c.id }

type contactView struct {
	ID              int64          `json:"id"`
	Type            string         `json:"type"`
	Name            string         `json:"name"`
	Organisation    *string        `json:"organisation"`
	Gender          *string        `json:"gender"`
	Address         string         `json:"address"`
	Zipcode         string         `json:"zipcode"`
	City            string         `json:"city"`
	State           string         `json:"state"`
	Country         country        `json:"country"`
	Email           string         `json:"email"`
	Voice           string         `json:"voice"`
	Fax             *string        `json:"fax"`
	VATNumber       *string        `json:"vat_number"`
	Extra           jsontext.Value `json:"extra"`
	Domains         []string       `json:"domains"`
	ClientReference *string        `json:"client_reference"`
	Created         string         `json:"created"`
	Updated         string         `json:"updated"`
}

func viewContact(c *contact) contactView {
	return contactView{
		ID:              c.id,
		Type:            c.kind,
		Name:            c.name,
		Organisation:    c.organisation,
		Gender:          c.gender,
		Address:         c.address,
		Zipcode:         c.zipcode,
		City:            c.city,
		State:           c.state,
		Country:         c.country,
		Email:           c.email,
		Voice:           c.voice,
		Fax:             c.fax,
		VATNumber:       c.vatNumber,
		Extra:           c.extra,
		Domains:         c.domains,
		ClientReference: c.reference,
		Created:         stamp(c.created),
		Updated:         stamp(c.updated),
	}
}

// mentions is the search of the customer list. words are in lower case.
func (c *contact) mentions(words string) bool {
	return strings.Contains(strings.ToLower(c.name), words) ||
		c.organisation != nil && strings.Contains(strings.ToLower(*c.organisation), words) ||
		strings.Contains(c.email, words)
}

// use and release keep the list of domains that are registered on the contact.
func (c *contact) use(domain string) {
	at, found := slices.BinarySearch(c.domains, domain)
	if !found {
		c.domains = slices.Insert(slices.Clone(c.domains), at, domain)
	}
}

func (c *contact) release(domain string) {
	c.domains = slices.DeleteFunc(slices.Clone(c.domains), func(name string) bool { return name == domain })
}

// readPerson reads the fields that a customer and a contact have in common.
func (c *call) readPerson() person {
	f := c.body
	who := person{
		name:         f.required("name", 255),
		address:      f.required("address", 255),
		zipcode:      f.required("zipcode", 16),
		city:         f.required("city", 255),
		state:        f.text("state", 255),
		email:        f.email("email"),
		voice:        f.required("voice", maxPhone),
		fax:          new(f.text("fax", maxPhone)),
		organisation: new(f.text("organisation", 255)),
		gender:       f.optional("gender", 16),
		vatNumber:    f.optional("vat_number", 32),
	}
	f.phone("voice", who.voice)
	f.phone("fax", *who.fax)
	code := strings.ToUpper(f.required("country", 2))
	if f.rejected("country") {
		return who
	}
	known, ok := c.geography.country(code)
	if !ok {
		f.reject("country", textChoice)
		return who
	}
	who.country = known
	if text := c.geography.complaint(code, who.state); text != "" {
		f.reject("state", text)
	}
	return who
}

// contact is the one a path names.
func (c *call) contact() (*contact, error) {
	found := c.contacts.index[parseID(c.path["contact"])]
	if found == nil || found.customer.reseller != c.reseller {
		return nil, unknownResource("contact")
	}
	return found, nil
}

func listContacts(c *call) (any, error) {
	owner, reference := c.query.integer("customer"), c.query.text("client_reference", 64)
	since := c.query.timestamp("updated_since")
	return list(c, c.contacts.rows, func(x *contact) bool {
		return x.customer.reseller == c.reseller &&
			agrees(owner, x.customer.id) &&
			hasReference(reference, x.reference) &&
			!x.updated.Before(since)
	}, viewContact)
}

func getContact(c *call) (any, error) {
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	return viewContact(found), nil
}

func createContact(c *call) (any, error) {
	return c.create("contact", func(reference *string) (any, error) {
		owner := c.givenCustomer("customer")
		who := c.readPerson()
		extra := c.body.object("extra")
		if err := c.body.err(); err != nil {
			return nil, err
		}
		made := c.addContact(owner, contactSecondary, who, c.now)
		made.extra = extra
		made.reference = reference
		c.record(owner, eventContactCreated, made.object(), "contact created")
		return viewContact(made), nil
	})
}

func (s *store) addContact(owner *customer, kind string, who person, now time.Time) *contact {
	c := &contact{
		person:   who,
		id:       next(&s.ids.contact),
		customer: owner,
		kind:     kind,
		extra:    jsontext.Value("{}"),
		created:  now,
		updated:  now,
	}
	owner.contacts = append(owner.contacts, c)
	s.contacts.insert(c)
	return c
}

// replaceContact is a full replace: what the body leaves out is emptied.
func replaceContact(c *call) (any, error) {
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	who := c.readPerson()
	extra := c.body.object("extra")
	if err := c.body.err(); err != nil {
		return nil, err
	}
	if found.kind == contactPrimary {
		if err := c.moveEmail(found, who.email); err != nil {
			return nil, err
		}
	}
	found.person = who
	found.extra = extra
	found.updated = c.now
	c.record(found.customer, eventContactUpdated, found.object(), "contact changed")
	return viewContact(found), nil
}

// moveEmail gives a customer another address, which nobody else may have.
func (c *call) moveEmail(primary *contact, email string) error {
	from, to := ownedName{c.reseller, primary.email}, ownedName{c.reseller, email}
	if holder := c.emails[to]; holder != nil && holder != primary.customer {
		return emailInUse()
	}
	delete(c.emails, from)
	c.emails[to] = primary.customer
	return nil
}

func deleteContact(c *call) (any, error) {
	found, err := c.contact()
	if err != nil {
		return nil, err
	}
	switch {
	case found.kind == contactPrimary:
		return nil, refuse("contact_in_use", "the primary contact of a customer cannot be deleted")
	case len(found.domains) > 0:
		return nil, refuse("contact_in_use", "the contact is used by domains")
	}
	c.contacts.remove(found.id)
	owner := found.customer
	owner.contacts = slices.DeleteFunc(owner.contacts, func(x *contact) bool { return x == found })
	c.record(owner, eventContactDeleted, found.object(), "contact deleted")
	return nil, nil
}
