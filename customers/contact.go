package customers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on contacts.
const (
	contactsPath = "/contact"
	contactPath  = "/contact/{contact_id}"
)

// CodeContactInUse refuses to delete a contact that is the primary one of its
// customer or that domains are registered on.
const CodeContactInUse rest.Code = "contact_in_use"

// A ContactType is the part a contact plays for its customer. The list is
// open: values that this version does not know pass through.
type ContactType string

// ContactPrimary is the contact a customer is created with, and the only type
// that is documented.
const ContactPrimary ContactType = "primary"

// A Contact is a handle that domains are registered on. Its data end up in the
// WHOIS. Texts that the platform answers with null are empty here.
type Contact struct {
	ID           ContactID   `json:"id"`
	Type         ContactType `json:"type"`
	Name         string      `json:"name"`
	Organisation string      `json:"organisation"`
	Gender       Gender      `json:"gender"`
	Address      string      `json:"address"`
	Zipcode      string      `json:"zipcode"`
	City         string      `json:"city"`
	State        string      `json:"state"`
	Country      Country     `json:"country"`
	Email        string      `json:"email"`
	// Voice and Fax are phone numbers such as "+31.201234567", or empty.
	Voice     string `json:"voice"`
	Fax       string `json:"fax"`
	VATNumber string `json:"vat_number"`
	// Extra is what single registries want to know.
	Extra RegistryData `json:"extra"`
	// Domains are the names registered on the contact, in no stable order.
	Domains []string `json:"domains"`
	// ClientReference is the reference the contact was created with, empty for
	// those made elsewhere. Provisional.
	ClientReference string    `json:"client_reference"`
	Created         time.Time `json:"created"`
	Updated         time.Time `json:"updated"`

	Unknown jsontext.Value `json:",embed"`
}

// Params gives what to replace the contact with so that nothing changes: the
// start for changing some of it.
func (c *Contact) Params() ReplaceParams {
	return ReplaceParams{
		Name:         c.Name,
		Organisation: c.Organisation,
		Gender:       c.Gender,
		Address:      c.Address,
		Zipcode:      c.Zipcode,
		City:         c.City,
		State:        c.State,
		Country:      c.Country.Code,
		Email:        c.Email,
		Voice:        c.Voice,
		Fax:          c.Fax,
		VATNumber:    c.VATNumber,
		Extra:        c.Extra.clone(),
	}
}

// A ContactFilter narrows a list of contacts down.
type ContactFilter struct {
	// Customer is whose contacts to list. Clients have only been seen to list
	// those of one customer; whether the platform lists all is not documented.
	Customer ID `url:"customer,omitempty"`

	// The fields below are provisional; a platform that does not know one
	// lists more contacts than were asked for.
	ClientReference string `url:"client_reference,omitempty"`
	// UpdatedSince takes contacts that changed then or later.
	UpdatedSince time.Time `url:"updated_since,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// Offset passes over so many contacts.
	Offset int `url:"offset,omitempty"`
}

func (filter ContactFilter) call() (rest.Call, error) {
	const operation = "contacts.list"
	var f check.Fields
	f.OptionalID("customer", int64(filter.Customer))
	f.Text("client_reference", filter.ClientReference, check.MaxReference)
	f.Offset(filter.Offset)
	filter.UpdatedSince = filter.UpdatedSince.UTC()
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(contactsPath), Query: filter}
	return call, f.Err(operation)
}

// ContactCreateParams are the data of a new contact.
type ContactCreateParams struct {
	Customer     ID     // whose contact it is
	Name         string // full name, at most 255 characters
	Organisation string // optional
	Gender       Gender // optional
	Address      string // may have several lines, at most 255 characters
	Zipcode      string // at most 16 characters
	City         string
	State        string       // needed where the country has states, from the platform's list
	Country      string       // code of two letters: "GB", not "UK"
	Email        string       // bare address, sent in lower case
	Voice        string       // phone number as "+31.201234567"
	Fax          string       // optional, in the form of Voice
	VATNumber    string       // optional
	Extra        RegistryData // optional
	// ClientReference is the caller's own name for the contact, unique and at
	// most 64 characters. Without it the SDK makes one.
	ClientReference string
}

// contactBody is what Create sends.
type contactBody struct {
	Customer        ID      `json:"customer"`
	Profile         profile `json:",embed"`
	ClientReference string  `json:"client_reference"`
}

func (p *ContactCreateParams) body(operation string) (*contactBody, error) {
	body := &contactBody{
		Customer: p.Customer,
		Profile: profile{
			Name:         p.Name,
			Organisation: p.Organisation,
			Gender:       p.Gender,
			Address:      p.Address,
			Zipcode:      p.Zipcode,
			City:         p.City,
			State:        p.State,
			Country:      p.Country,
			Email:        lower(p.Email),
			Voice:        p.Voice,
			Fax:          p.Fax,
			VATNumber:    p.VATNumber,
			Extra:        p.Extra,
		},
		ClientReference: cmp.Or(p.ClientReference, rest.NewReference()),
	}
	var f check.Fields
	f.ID("customer", int64(body.Customer))
	body.Profile.check(&f)
	f.Reference(body.ClientReference)
	return body, f.Err(operation)
}

// ReplaceParams are all data of a contact. What is left empty is emptied on
// the platform as well; [Contact.Params] is the start for changing some.
type ReplaceParams struct {
	Name         string // full name, at most 255 characters
	Organisation string // optional
	Gender       Gender // optional
	Address      string // may have several lines, at most 255 characters
	Zipcode      string // at most 16 characters
	City         string
	State        string       // needed where the country has states, from the platform's list
	Country      string       // code of two letters: "GB", not "UK"
	Email        string       // bare address
	Voice        string       // phone number as "+31.201234567"
	Fax          string       // optional, in the form of Voice
	VATNumber    string       // optional
	Extra        RegistryData // optional
}

// A ContactService works on contacts.
type ContactService struct{ client *rest.Client }

// NewContacts makes a service that calls through c.
func NewContacts(c *rest.Client) *ContactService { return &ContactService{c} }

// List reads one page of contacts, in ascending order of id.
//
// GET /contact, seen in client code; paging is provisional.
func (s *ContactService) List(ctx context.Context, filter ContactFilter, opts ...rest.CallOption) (*rest.Page[Contact], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	return rest.List[Contact](ctx, s.client, call, opts...)
}

// All gives contacts one by one, in ascending order of id, over all pages. See
// [rest.All].
//
// GET /contact, seen in client code; paging is provisional.
func (s *ContactService) All(ctx context.Context, filter ContactFilter, opts ...rest.CallOption) iter.Seq2[*Contact, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[Contact](err)
	}
	return rest.All(ctx, s.client, call, func(c *Contact) ContactID { return c.ID }, opts...)
}

// Get reads a contact.
//
// GET /contact/{contact_id}, seen in client code.
func (s *ContactService) Get(ctx context.Context, id ContactID, opts ...rest.CallOption) (*Contact, error) {
	const operation = "contacts.get"
	if err := check.ID(operation, "contact_id", int64(id)); err != nil {
		return nil, err
	}
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(contactPath, id.String())}
	return rest.Do[Contact](ctx, s.client, call, opts...)
}

// Create adds a contact to a customer.
//
// Refusals: [rest.ErrValidation] with the fields.
//
// When the answer gets lost, the customer's contacts are searched for the
// client reference. Where the platform keeps none, a contact of the same data
// leaves the outcome unknown.
//
// POST /contact, path seen in client code; the body is provisional.
func (s *ContactService) Create(ctx context.Context, p ContactCreateParams, opts ...rest.CallOption) (*Contact, error) {
	const operation = "contacts.create"
	body, err := p.body(operation)
	if err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(contactsPath),
		Body:      body,
		Effect:    rest.Once,
		Reference: body.ClientReference,
	}
	return rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Contact, error) {
		return s.created(ctx, body)
	}, opts...)
}

// Replace sets all data of a contact, and with it the WHOIS data of the domains
// registered on it. A primary contact takes the customer's e-mail address with
// it.
//
// Refusals: [CodeEmailInUse]; [rest.ErrValidation] with the fields.
//
// PUT /contact/{contact_id}, documented.
func (s *ContactService) Replace(ctx context.Context, id ContactID, p ReplaceParams, opts ...rest.CallOption) (*Contact, error) {
	const operation = "contacts.replace"
	body := profile(p)
	var f check.Fields
	f.ID("contact_id", int64(id))
	body.check(&f)
	if err := f.Err(operation); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPut,
		Path:      rest.At(contactPath, id.String()),
		Body:      &body,
		Effect:    rest.Idempotent,
	}
	return rest.Do[Contact](ctx, s.client, call, opts...)
}

// Delete deletes a contact. Primary contacts and those that domains are
// registered on stay: [CodeContactInUse]. A contact that turns out to be gone
// when the request had to be repeated counts as deleted.
//
// DELETE /contact/{contact_id}, provisional.
func (s *ContactService) Delete(ctx context.Context, id ContactID, opts ...rest.CallOption) error {
	const operation = "contacts.delete"
	if err := check.ID(operation, "contact_id", int64(id)); err != nil {
		return err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodDelete,
		Path:      rest.At(contactPath, id.String()),
		Effect:    rest.Idempotent,
	}
	_, err := rest.Do[rest.None](ctx, s.client, call, opts...)
	if failure, ok := errors.AsType[*rest.Error](err); ok && failure.Code == rest.CodeResourceUnknown && failure.Attempts > 1 {
		return nil
	}
	return err
}

// created looks whether a lost Create happened.
func (s *ContactService) created(ctx context.Context, sent *contactBody) (*Contact, error) {
	var twin *Contact
	filter := ContactFilter{Customer: sent.Customer, ClientReference: sent.ClientReference}
	for contact, err := range s.All(ctx, filter) {
		switch {
		case err != nil:
			return nil, err
		case !sent.Profile.describes(contact) || !alike(sent.Profile.Email, contact.Email):
			continue // also where the reference was used for another contact
		case contact.ClientReference == sent.ClientReference:
			return contact, nil
		case contact.ClientReference == "":
			twin = contact
		}
	}
	if twin != nil {
		return nil, fmt.Errorf("contact %s has the same data but carries no client reference", twin.ID)
	}
	return nil, nil
}
