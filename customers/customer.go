package customers

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/lost"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on customers.
const (
	customersPath     = "/customer"
	customerPath      = "/customer/{customer_id}"
	customerLoginPath = "/customer/{customer_id}/login-as"
)

// Codes with which the platform refuses to create a customer or to replace a
// primary contact.
const (
	// CodeEmailInUse: another customer of the reseller has this e-mail address.
	CodeEmailInUse rest.Code = "email_in_use"
	// CodeCountryNotAccepted: the label takes no customers from this country;
	// see [Label.Countries].
	CodeCountryNotAccepted rest.Code = "country_not_accepted"
)

// A Customer is an end user of the reseller. Name and address are those of the
// primary contact.
type Customer struct {
	ID ID `json:"id"`
	// Label is the storefront the customer belongs to. Provisional.
	Label LabelRef `json:"label"`
	// Enabled: a disabled customer can neither sign in nor order.
	Enabled bool `json:"is_enabled"`
	// Verified: the customer followed the link in the verification mail. The
	// label decides whether orders wait for that.
	Verified bool `json:"is_verified"`
	// Fraud is the fraud tag, which blocks ordering. Provisional.
	Fraud bool `json:"is_fraud"`
	// IsReseller: the customer was promoted to reseller. Provisional.
	IsReseller bool `json:"is_reseller"`
	// NameServerManagement: the customer may change name servers.
	NameServerManagement bool `json:"is_ns_management_enabled"`
	// DNSManagement: the customer may edit zones.
	DNSManagement bool `json:"is_dns_management_enabled"`
	// AutoRenew: the customer's products are renewed. Provisional.
	AutoRenew bool `json:"is_auto_renew_enabled"`
	// SupportNotifications: the customer gets mail about tickets.
	SupportNotifications bool `json:"is_receiving_support_notifications"`
	// Tags are the reseller's own marks. Provisional.
	Tags []string `json:"tags"`
	// RegistrationIP is the address the customer signed up from. Provisional.
	RegistrationIP string  `json:"registration_ip"`
	PrimaryContact Contact `json:"primary_contact"`
	// ClientReference is the reference the customer was created with, empty
	// for those made elsewhere. Provisional.
	ClientReference string    `json:"client_reference"`
	Created         time.Time `json:"created"`
	Updated         time.Time `json:"updated"`

	Unknown jsontext.Value `json:",embed"`
}

// A Ref names the customer that something belongs to. [Service.Get] reads him.
type Ref struct {
	ID ID `json:"id"`

	Unknown jsontext.Value `json:",embed"`
}

// A Filter narrows a list of customers down. The zero value takes all.
type Filter struct {
	// Email is looked for among the addresses of all contacts.
	Email string `url:"email,omitempty"`
	// Query is looked for in names, organisations and e-mail addresses. This
	// and the fields below are provisional; a platform that does not know one
	// lists more customers than were asked for.
	Query           string `url:"query,omitempty"`
	Label           string `url:"label,omitempty"` // reference of the label
	Enabled         *bool  `url:"is_enabled,omitempty"`
	Verified        *bool  `url:"is_verified,omitempty"`
	Fraud           *bool  `url:"is_fraud,omitempty"`
	Tag             string `url:"tag,omitempty"`
	ClientReference string `url:"client_reference,omitempty"`
	// UpdatedSince takes customers that changed then or later.
	UpdatedSince time.Time `url:"updated_since,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// Offset passes over so many customers.
	Offset int `url:"offset,omitempty"`
}

func (filter Filter) call() (rest.Call, error) {
	const operation = "customers.list"
	var f check.Fields
	f.Text("email", filter.Email, check.MaxEmail)
	f.Text("query", filter.Query, check.MaxText)
	f.Text("label", filter.Label, check.MaxText)
	f.Text("tag", filter.Tag, check.MaxTag)
	f.Text("client_reference", filter.ClientReference, check.MaxReference)
	f.Offset(filter.Offset)
	filter.UpdatedSince = filter.UpdatedSince.UTC()
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(customersPath), Query: filter}
	return call, f.Err(operation)
}

// CreateParams are the data of a new customer.
type CreateParams struct {
	Name string // full name, at most 255 characters
	// Organisation makes the customer a company in the eyes of the tax rules.
	Organisation string // optional
	Gender       Gender // optional
	Address      string // may have several lines, at most 255 characters
	Zipcode      string // at most 16 characters
	City         string
	State        string // needed where the country has states, from the platform's list
	Country      string // code of two letters: "GB", not "UK"
	Email        string // bare address, unique; sent in lower case
	Voice        string // phone number as "+31.201234567"
	Fax          string // optional, in the form of Voice
	VATNumber    string // optional

	// RegistrationIP is the address of the customer, not of the caller.
	RegistrationIP netip.Addr
	// Password is the one for the storefront.
	Password rest.Secret
	// ClientReference is the caller's own name for the customer, unique and at
	// most 64 characters. Without it the SDK makes one. Provisional.
	ClientReference string
}

// createBody is what Create sends.
type createBody struct {
	Profile         profile     `json:",embed"`
	RegistrationIP  netip.Addr  `json:"registration_ip"`
	Password        rest.Secret `json:"password"`
	ClientReference string      `json:"client_reference"`
}

func (p *CreateParams) body(operation string) (*createBody, error) {
	body := &createBody{
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
		},
		Password:        p.Password,
		ClientReference: cmp.Or(p.ClientReference, rest.NewReference()),
	}
	var f check.Fields
	body.Profile.check(&f)
	body.RegistrationIP = f.Addr("registration_ip", p.RegistrationIP)
	f.Password("password", body.Password)
	f.Reference(body.ClientReference)
	return body, f.Err(operation)
}

// UpdateParams are the settings of a customer that are to change; those that
// are nil stay as they are.
type UpdateParams struct {
	SupportNotifications *bool `json:"is_receiving_support_notifications,omitzero"`

	// The settings below are provisional.
	Enabled              *bool `json:"is_enabled,omitzero"`
	Verified             *bool `json:"is_verified,omitzero"`
	Fraud                *bool `json:"is_fraud,omitzero"`
	NameServerManagement *bool `json:"is_ns_management_enabled,omitzero"`
	DNSManagement        *bool `json:"is_dns_management_enabled,omitzero"`
	AutoRenew            *bool `json:"is_auto_renew_enabled,omitzero"`
	// Tags replace all tags, each at most 64 characters. Nil leaves them as
	// they are, a list that is empty but not nil takes them away.
	Tags []string `json:"tags,omitzero"`
}

func (p *UpdateParams) check(operation string, id ID) error {
	var f check.Fields
	f.ID("customer_id", int64(id))
	f.Change(*p)
	for i, tag := range p.Tags {
		f.Required(fmt.Sprintf("tags.%d", i), tag, check.MaxTag)
	}
	return f.Err(operation)
}

// A Service works on customers.
type Service struct{ client *rest.Client }

// New makes a service that calls through c.
func New(c *rest.Client) *Service { return &Service{c} }

// Get reads a customer. One that belongs to somebody else is as unknown as one
// that does not exist: [rest.ErrNotFound].
//
// GET /customer/{customer_id}, seen in client code.
func (s *Service) Get(ctx context.Context, id ID, opts ...rest.CallOption) (*Customer, error) {
	const operation = "customers.get"
	if err := check.ID(operation, "customer_id", int64(id)); err != nil {
		return nil, err
	}
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(customerPath, id.String())}
	return rest.Do[Customer](ctx, s.client, call, opts...)
}

// List reads one page of the customers, in ascending order of id.
//
// GET /customer, documented with the filter by e-mail address alone; paging
// and the other filters are provisional.
func (s *Service) List(ctx context.Context, filter Filter, opts ...rest.CallOption) (*rest.Page[Customer], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	return rest.List[Customer](ctx, s.client, call, opts...)
}

// All gives the customers one by one, in ascending order of id, over all
// pages. See [rest.All].
//
// GET /customer, documented with the filter by e-mail address alone; paging
// and the other filters are provisional.
func (s *Service) All(ctx context.Context, filter Filter, opts ...rest.CallOption) iter.Seq2[*Customer, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[Customer](err)
	}
	return rest.All(ctx, s.client, call, func(c *Customer) ID { return c.ID }, opts...)
}

// FindByEmail reads the customer whose primary contact has the e-mail address,
// whatever its case. Where there is none the error is [rest.ErrNotFound].
//
// GET /customer, documented.
func (s *Service) FindByEmail(ctx context.Context, email string, opts ...rest.CallOption) (*Customer, error) {
	const operation = "customers.list"
	var f check.Fields
	f.Email("email", email)
	if err := f.Err(operation); err != nil {
		return nil, err
	}
	found, err := s.find(ctx, email, opts...)
	if err == nil && found == nil {
		err = &rest.Error{
			Operation: operation,
			Method:    http.MethodGet,
			Path:      customersPath,
			Code:      rest.CodeResourceUnknown,
			Message:   "no customer has the e-mail address " + email,
		}
	}
	return found, err
}

// find gives nil where there is no such customer, so that this differs from
// the not found of a gateway. The platform's filter also takes the addresses
// of other contacts, and a platform without the filter lists everybody.
func (s *Service) find(ctx context.Context, email string, opts ...rest.CallOption) (*Customer, error) {
	for customer, err := range s.All(ctx, Filter{Email: strings.ToLower(email)}, opts...) {
		if err != nil {
			return nil, err
		}
		if strings.EqualFold(customer.PrimaryContact.Email, email) {
			return customer, nil
		}
	}
	return nil, nil
}

// Create creates a customer with a primary contact and a login of the name of
// the e-mail address. The label decides about name-server and DNS management,
// and whether the customer has to be verified.
//
// Refusals: [CodeEmailInUse], [CodeCountryNotAccepted]; [rest.ErrValidation]
// with the fields, among them a state that the country does not have.
//
// When the answer gets lost, the customer is looked up by e-mail address and
// told from others by the client reference or, where the platform keeps none,
// by name, address and age.
//
// POST /customer, documented; the client reference is provisional.
func (s *Service) Create(ctx context.Context, p CreateParams, opts ...rest.CallOption) (*Customer, error) {
	const operation = "customers.create"
	body, err := p.body(operation)
	if err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(customersPath),
		Body:      body,
		Effect:    rest.Once,
		Reference: body.ClientReference,
	}
	started := time.Now()
	return rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Customer, error) {
		return s.created(ctx, body, started)
	}, opts...)
}

// Update changes settings of a customer and leaves the others. Name, address
// and e-mail address are changed by replacing the primary contact instead.
//
// PUT /customer/{customer_id}, documented for SupportNotifications alone; the
// other settings are provisional.
func (s *Service) Update(ctx context.Context, id ID, p UpdateParams, opts ...rest.CallOption) (*Customer, error) {
	const operation = "customers.update"
	if err := p.check(operation, id); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPut,
		Path:      rest.At(customerPath, id.String()),
		Body:      &p,
		Effect:    rest.Idempotent,
	}
	return rest.Do[Customer](ctx, s.client, call, opts...)
}

// LoginAs makes a link that opens the Customer Area as the customer. It is
// repeated when an answer gets lost: a link that nobody got does no harm, and
// ends after five minutes.
//
// POST /customer/{customer_id}/login-as, provisional.
func (s *Service) LoginAs(ctx context.Context, id ID, opts ...rest.CallOption) (*LoginLink, error) {
	const operation = "customers.loginAs"
	if err := check.ID(operation, "customer_id", int64(id)); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(customerLoginPath, id.String()),
		Effect:    rest.Idempotent,
	}
	return rest.Do[LoginLink](ctx, s.client, call, opts...)
}

// created looks whether a lost Create happened. E-mail addresses are unique,
// so what provably is not ours makes the platform refuse the repetition.
func (s *Service) created(ctx context.Context, sent *createBody, started time.Time) (*Customer, error) {
	found, err := s.find(ctx, sent.Profile.Email)
	switch {
	case err != nil, found == nil:
		return nil, err
	case found.ClientReference == sent.ClientReference:
		return found, nil
	case found.ClientReference != "", !sent.Profile.describes(&found.PrimaryContact):
		return nil, nil
	case !lost.Since(found.Created, started):
		return nil, fmt.Errorf("customer %s has the same data but is older than the request", found.ID)
	}
	return found, nil
}
