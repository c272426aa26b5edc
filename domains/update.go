package domains

import (
	"context"
	"net/http"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

const domainHostingPath = "/domain/{domain_name}/hosting"

// Codes with which the platform refuses settings that a TLD does not have;
// [TLD] tells beforehand.
const (
	CodeLockNotSupported    rest.Code = "lock_not_supported"
	CodePrivacyNotSupported rest.Code = "privacy_not_supported"
)

// UpdateParams are the settings of a domain that are to change; those that are
// nil stay as they are.
type UpdateParams struct {
	// AutoRenew has the domain renewed 36 hours before it expires.
	AutoRenew *bool `json:"renew,omitzero"`
	// TransferLock forbids to transfer the domain away. Seen in client code.
	TransferLock *bool `json:"transfer_lock,omitzero"`

	// The settings below are provisional.

	// Privacy hides the registrant's data in WHOIS.
	Privacy *bool `json:"is_privacy_protect_enabled,omitzero"`
	// CustomerManageable lets the customer manage the domain. Without it the
	// domain is suspended in his eyes.
	CustomerManageable *bool `json:"is_customer_manageable,omitzero"`
	// Registrant is one of the customer's contacts.
	Registrant *customers.ContactID `json:"registrant,omitzero"`
}

func (p *UpdateParams) check(operation, name string) (Name, error) {
	var f check.Fields
	domain := checkName(&f, "domain", name)
	f.Change(*p)
	if p.Registrant != nil {
		f.ID("registrant", int64(*p.Registrant))
	}
	return domain, f.Err(operation)
}

// Update changes settings of a domain and leaves the others.
//
// Refusals: [CodeLockNotSupported], [CodePrivacyNotSupported];
// [rest.ErrValidation] for a registrant that is not a contact of the customer.
//
// PUT /domain/{domain_name}, documented for AutoRenew alone; the lock was seen
// in client code, the other settings are provisional.
func (s *Service) Update(ctx context.Context, name string, p UpdateParams, opts ...rest.CallOption) (*Domain, error) {
	const operation = "domains.update"
	domain, err := p.check(operation, name)
	if err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPut,
		Path:      rest.At(domainPath, domain.String()),
		Body:      &p,
		Effect:    rest.Idempotent,
	}
	return rest.Do[Domain](ctx, s.client, call, opts...)
}

// LinkHosting shows a domain on a hosting account of the same customer. One
// that is linked already is taken from the other account.
//
// Refusals: [rest.ErrValidation] for an account that is not the customer's, or
// whose plan allows no more domains; [rest.ErrConflict] with the code
// hosting_state_invalid for one that has ended.
//
// POST /domain/{domain_name}/hosting, provisional.
func (s *Service) LinkHosting(ctx context.Context, name, reference string, opts ...rest.CallOption) (*Domain, error) {
	const operation = "domains.linkHosting"
	type body struct {
		Reference string `json:"reference"`
	}
	var f check.Fields
	domain := checkName(&f, "domain", name)
	f.Required("reference", reference, check.MaxText)
	if err := f.Err(operation); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(domainHostingPath, domain.String()),
		Body:      body{reference},
		Effect:    rest.Idempotent,
	}
	return rest.Do[Domain](ctx, s.client, call, opts...)
}

// UnlinkHosting takes a domain from the hosting account that shows it, if
// there is one.
//
// DELETE /domain/{domain_name}/hosting, provisional.
func (s *Service) UnlinkHosting(ctx context.Context, name string, opts ...rest.CallOption) (*Domain, error) {
	const operation = "domains.unlinkHosting"
	domain, err := named(operation, name)
	if err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodDelete,
		Path:      rest.At(domainHostingPath, domain.String()),
		Effect:    rest.Idempotent,
	}
	return rest.Do[Domain](ctx, s.client, call, opts...)
}
