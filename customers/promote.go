package customers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

const promotePath = "/customer/{customer_id}/promote"

// CodeAlreadyReseller refuses to promote a customer for the second time.
const CodeAlreadyReseller rest.Code = "already_reseller"

// PromoteParams say how a customer becomes a reseller.
type PromoteParams struct {
	// Login is the name of the new login for the Reseller Area, at most 255
	// characters. Login names are unique.
	Login string `json:"login"`
	// PriceList names the price list to buy at; without it the caller's own
	// prices apply.
	PriceList string `json:"price_list,omitzero"`
	// ClientReference is the caller's own name for the reseller, unique and at
	// most 64 characters. Without it the SDK makes one.
	ClientReference string `json:"client_reference"`
}

func (p *PromoteParams) complete(operation string, id ID) error {
	p.ClientReference = cmp.Or(p.ClientReference, rest.NewReference())
	var f check.Fields
	f.ID("customer_id", int64(id))
	f.Required("login", p.Login, check.MaxText)
	f.Text("price_list", p.PriceList, check.MaxText)
	f.Reference(p.ClientReference)
	return f.Err(operation)
}

// Promote gives a customer the rights of a reseller, with a login of its own.
// The customer stays a customer.
//
// Refusals: [CodeAlreadyReseller]; [rest.CodeResellerUnverified] as long as
// the caller's own account is not verified; [rest.ErrValidation] when the name
// of the login is taken.
//
// When the answer gets lost, the customer's reseller is looked up and told
// from another by the client reference. So it is when a customer is a reseller
// already and the caller has given a reference: a call that is repeated with its
// own gives what it made.
//
// POST /customer/{customer_id}/promote, provisional.
func (s *Service) Promote(ctx context.Context, id ID, p PromoteParams, opts ...rest.CallOption) (*Reseller, error) {
	const operation = "customers.promote"
	look := p.ClientReference != ""
	if err := p.complete(operation, id); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(promotePath, id.String()),
		Body:      &p,
		Effect:    rest.Once,
		Reference: p.ClientReference,
	}
	made, err := rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Reseller, error) {
		look = false
		return s.promoted(ctx, id, &p)
	}, opts...)
	if look && errors.Is(err, CodeAlreadyReseller) {
		// The platform says so before it looks at the reference.
		if before, lookErr := s.promoted(ctx, id, &p); lookErr == nil && before != nil {
			return before, nil
		}
	}
	return made, err
}

// promoted looks whether a lost Promote happened. A customer is promoted at
// most once, so a reseller of another reference is provably not ours.
func (s *Service) promoted(ctx context.Context, id ID, sent *PromoteParams) (*Reseller, error) {
	customer, err := s.Get(ctx, id)
	if err != nil || !customer.IsReseller {
		return nil, err
	}
	// All resellers are read: the filter by reference would hide another's.
	for reseller, err := range NewResellers(s.client).All(ctx, ResellerFilter{}) {
		switch {
		case err != nil:
			return nil, err
		case reseller.Customer.ID != id:
			continue
		case reseller.ClientReference == sent.ClientReference:
			return reseller, nil
		case reseller.ClientReference != "":
			return nil, nil
		}
		return nil, fmt.Errorf("customer %s is the reseller %q, who carries no client reference", id, reseller.Reference)
	}
	return nil, fmt.Errorf("customer %s is a reseller but not in the list of resellers", id)
}
