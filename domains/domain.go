package domains

import (
	"context"
	"iter"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on domains themselves.
const (
	domainsPath       = "/domain"
	domainPath        = "/domain/{domain_name}"
	allowTransferPath = "/domain/{domain_name}/transfer"
	authCodePath      = "/domain/{domain_name}/auth-code"
)

// Codes with which the platform refuses what is asked of a domain.
const (
	// CodeInvalidDomain: the name is not one below a TLD that is sold.
	CodeInvalidDomain rest.Code = "invalid_domain"
	// CodeDomainStateInvalid: the status of the domain does not allow it, such
	// as to restore one that is not in redemption. Provisional.
	CodeDomainStateInvalid rest.Code = "domain_state_invalid"
)

// A Status is where a domain is in its life. The list is open: values that
// this version does not know pass through. Only delivered is documented, the
// others are provisional.
type Status string

// Statuses of domains.
const (
	StatusPending   Status = "pending"   // bought, but not there yet
	StatusDelivered Status = "delivered" // active
	// StatusExpired: does not resolve, and can be renewed at the price of a
	// renewal until the grace of its TLD is over.
	StatusExpired Status = "expired"
	// StatusRedemption: lost, unless it is restored at the price of that.
	StatusRedemption Status = "redemption"
	StatusDeleted    Status = "deleted" // gone
)

// A Domain is a name that a customer has registered. It is addressed by that
// name.
type Domain struct {
	Name   Name   `json:"name"`
	Status Status `json:"status"`
	// Managed: the platform's name servers answer for the domain.
	Managed bool `json:"managed"`
	// CustomerManageable: the customer may manage the domain; without it the
	// domain is suspended in his eyes.
	CustomerManageable bool `json:"is_customer_manageable"`
	// Privacy: the registrant's data are hidden in WHOIS.
	Privacy bool `json:"is_privacy_protect_enabled"`
	// AutoRenew: the domain is renewed 36 hours before it expires.
	AutoRenew bool `json:"renew"`
	// Interval is the term that the domain is bought for, in months.
	Interval int       `json:"interval"`
	Created  time.Time `json:"created"`
	Updated  time.Time `json:"updated"`
	// Expires is nil for as long as the domain is not delivered.
	Expires *time.Time `json:"expires"`
	Deleted *time.Time `json:"deleted"` // nil unless deleted
	// Customer is the owner, as a whole.
	Customer  customers.Customer `json:"customer"`
	Redirects []Redirect         `json:"redirects"`
	Hosting   *HostingRef        `json:"hosting"` // nil unless linked to an account
	TLD       TLDRef             `json:"tld"`
	// Extended is what [Service.GetExtended] looks up, and nil elsewhere.
	Extended *Extended `json:"extended,omitzero"`
	// ClientReference is the reference the domain was registered with, empty
	// for those that came otherwise. Provisional.
	ClientReference string `json:"client_reference"`

	Unknown jsontext.Value `json:",embed"`
}

// Extended is what the platform asks the registry for.
type Extended struct {
	// TransferLocked: the domain cannot be transferred away.
	TransferLocked bool `json:"is_transfer_locked"`

	Unknown jsontext.Value `json:",embed"`
}

// A HostingRef is the hosting account that a domain is linked to.
type HostingRef struct {
	Reference string `json:"reference"`
	// Status is one of those of package hosting.
	Status  string     `json:"status"`
	Active  bool       `json:"is_active"`
	Plan    PlanRef    `json:"plan"`
	Expires *time.Time `json:"expires"`

	Unknown jsontext.Value `json:",embed"`
}

// A PlanRef names the plan of a hosting account.
type PlanRef struct {
	Name     string `json:"name"`
	Category string `json:"category"`

	Unknown jsontext.Value `json:",embed"`
}

// A TLDRef names the TLD of a domain, such as "com" or "co.uk".
type TLDRef struct {
	Name string `json:"name"`

	Unknown jsontext.Value `json:",embed"`
}

// A Filter narrows a list of domains down. The zero value takes all.
type Filter struct {
	Customer customers.ID `url:"customer,omitempty"`
	// Expiring takes domains that expire within the renewal interval of the
	// label, which is a number of days.
	Expiring bool `url:"expiring,omitempty"`
	// Status and the fields below are provisional; a platform that does not
	// know one lists more domains than were asked for.
	Status Status `url:"status,omitempty"`
	// NamePart is looked for anywhere in the names, in their ASCII form.
	NamePart      string    `url:"name,omitempty"`
	ExpiresBefore time.Time `url:"expires_before,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// ClientReference is the one that a domain was registered with.
	ClientReference string `url:"client_reference,omitempty"`
	// UpdatedSince takes domains that changed then or later.
	UpdatedSince time.Time `url:"updated_since,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// Offset passes over so many domains.
	Offset int `url:"offset,omitempty"`
}

func (filter Filter) call() (rest.Call, error) {
	const operation = "domains.list"
	var f check.Fields
	f.OptionalID("customer", int64(filter.Customer))
	f.Text("status", string(filter.Status), check.MaxText)
	f.Text("name", filter.NamePart, maxName)
	f.Text("client_reference", filter.ClientReference, check.MaxReference)
	f.Offset(filter.Offset)
	filter.NamePart = strings.ToLower(filter.NamePart)
	filter.ExpiresBefore, filter.UpdatedSince = filter.ExpiresBefore.UTC(), filter.UpdatedSince.UTC()
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(domainsPath), Query: filter}
	return call, f.Err(operation)
}

// A Service works on domains.
type Service struct{ client *rest.Client }

// New makes a service that calls through c.
func New(c *rest.Client) *Service { return &Service{c} }

// Get reads a domain. One that belongs to somebody else is as unknown as one
// that does not exist: [rest.ErrNotFound].
//
// GET /domain/{domain_name}, seen in client code.
func (s *Service) Get(ctx context.Context, name string, opts ...rest.CallOption) (*Domain, error) {
	return s.get(ctx, name, nil, opts...)
}

// GetExtended reads a domain together with what the platform asks the
// registry for, which takes longer.
//
// GET /domain/{domain_name}?extended=1, seen in client code.
func (s *Service) GetExtended(ctx context.Context, name string, opts ...rest.CallOption) (*Domain, error) {
	return s.get(ctx, name, extended{1}, opts...)
}

type extended struct {
	Flag int `url:"extended"`
}

func (s *Service) get(ctx context.Context, name string, query any, opts ...rest.CallOption) (*Domain, error) {
	const operation = "domains.get"
	domain, err := named(operation, name)
	if err != nil {
		return nil, err
	}
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(domainPath, domain.String()), Query: query}
	return rest.Do[Domain](ctx, s.client, call, opts...)
}

// List reads one page of the domains, in ascending order of name.
//
// GET /domain, documented with the filters by customer and by expiry; paging
// and the other filters are provisional.
func (s *Service) List(ctx context.Context, filter Filter, opts ...rest.CallOption) (*rest.Page[Domain], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	return rest.List[Domain](ctx, s.client, call, opts...)
}

// All gives the domains one by one, in ascending order of name, over all
// pages. See [rest.All].
//
// GET /domain, documented with the filters by customer and by expiry; paging
// and the other filters are provisional.
func (s *Service) All(ctx context.Context, filter Filter, opts ...rest.CallOption) iter.Seq2[*Domain, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[Domain](err)
	}
	return rest.All(ctx, s.client, call, func(d *Domain) Name { return d.Name }, opts...)
}

// Delete stops the renewal of a domain. It stays what it is, and can be
// managed, until it expires.
//
// DELETE /domain/{domain_name}, seen in client code.
func (s *Service) Delete(ctx context.Context, name string, opts ...rest.CallOption) error {
	const operation = "domains.delete"
	domain, err := named(operation, name)
	if err != nil {
		return err
	}
	_, err = rest.Do[rest.None](ctx, s.client, rest.Call{
		Operation: operation,
		Method:    http.MethodDelete,
		Path:      rest.At(domainPath, domain.String()),
		Effect:    rest.Idempotent,
	}, opts...)
	return err
}

// AllowTransfer takes the lock off a domain, so that it can be transferred
// away. The new registrar asks for the auth code; see [Service.AuthCode].
//
// POST /domain/{domain_name}/transfer, documented.
func (s *Service) AllowTransfer(ctx context.Context, name string, opts ...rest.CallOption) (*Domain, error) {
	const operation = "domains.allowTransfer"
	domain, err := named(operation, name)
	if err != nil {
		return nil, err
	}
	return rest.Do[Domain](ctx, s.client, rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(allowTransferPath, domain.String()),
		Effect:    rest.Idempotent,
	}, opts...)
}

// AuthCode reads the code with which a domain can be transferred away. Whoever
// has it can do that.
//
// GET /domain/{domain_name}/auth-code, seen in client code.
func (s *Service) AuthCode(ctx context.Context, name string, opts ...rest.CallOption) (rest.Secret, error) {
	const operation = "domains.authCode"
	domain, err := named(operation, name)
	if err != nil {
		return rest.Secret{}, err
	}
	type code struct {
		AuthCode rest.Secret `json:"auth_code"`
	}
	got, err := rest.Do[code](ctx, s.client, rest.Call{
		Operation: operation,
		Method:    http.MethodGet,
		Path:      rest.At(authCodePath, domain.String()),
	}, opts...)
	if err != nil {
		return rest.Secret{}, err
	}
	return got.AuthCode, nil
}
