package customers

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on resellers.
const (
	resellersPath     = "/reseller"
	resellerPath      = "/reseller/{reference}"
	resellerLoginPath = "/reseller/{reference}/login-as"
)

// A Reseller is a customer who sells to customers of his own. It is addressed
// by its reference.
type Reseller struct {
	Reference string `json:"reference"`
	// Customer is what the reseller is to his parent.
	Customer Ref    `json:"customer"`
	Login    string `json:"login"` // for the Reseller Area
	Name     string `json:"name"`
	Enabled  bool   `json:"is_enabled"`
	// HostingAllowed: hosting may be sold to customers.
	HostingAllowed bool `json:"is_hosting_allowed"`
	// SubresellersAllowed: the reseller may have resellers in turn.
	SubresellersAllowed bool `json:"is_subreseller_allowed"`
	// Balance is what the reseller has with his parent. Products that his
	// customers get are paid from it.
	Balance currency.Amount `json:"balance"`
	// LowerLimit is how low the balance may get: below zero where debts are
	// allowed. It is in the currency of the balance.
	LowerLimit currency.Amount `json:"lower_limit"`
	// DomainPriceList and HostingPriceList are what the reseller buys at, empty
	// for the parent's own prices.
	DomainPriceList  string `json:"domain_price_list"`
	HostingPriceList string `json:"hosting_price_list"`
	// ClientReference is the reference the customer was promoted with, empty
	// for resellers made elsewhere.
	ClientReference string    `json:"client_reference"`
	Created         time.Time `json:"created"`
	Updated         time.Time `json:"updated"`

	Unknown jsontext.Value `json:",embed"`
}

type plainReseller Reseller

type resellerWire struct {
	Plain      plainReseller `json:",embed"`
	Balance    int64         `json:"balance"`
	LowerLimit int64         `json:"lower_limit"`
	Currency   string        `json:"currency"`
}

// UnmarshalJSONFrom reads the platform's form, with amounts in minor units.
func (r *Reseller) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var wire resellerWire
	if err := json.UnmarshalDecode(dec, &wire); err != nil {
		return err
	}
	*r = Reseller(wire.Plain)
	var err error
	r.Balance, r.LowerLimit, err = amountPair{wire.Balance, wire.LowerLimit, wire.Currency}.read(dec)
	return err
}

// MarshalJSONTo writes the platform's form, with amounts in minor units.
func (r *Reseller) MarshalJSONTo(enc *jsontext.Encoder) error {
	pair, err := minorPair(r.Balance, r.LowerLimit)
	if err != nil {
		return fmt.Errorf("reseller %q: %w", r.Reference, err)
	}
	return json.MarshalEncode(enc, &resellerWire{plainReseller(*r), pair.first, pair.second, pair.currency})
}

// A ResellerFilter narrows a list of resellers down. The zero value takes all.
type ResellerFilter struct {
	ClientReference string `url:"client_reference,omitempty"`
	// UpdatedSince takes resellers that changed then or later.
	UpdatedSince time.Time `url:"updated_since,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// Offset passes over so many resellers.
	Offset int `url:"offset,omitempty"`
}

func (filter ResellerFilter) call() (rest.Call, error) {
	const operation = "resellers.list"
	var f check.Fields
	f.Text("client_reference", filter.ClientReference, check.MaxReference)
	f.Offset(filter.Offset)
	filter.UpdatedSince = filter.UpdatedSince.UTC()
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(resellersPath), Query: filter}
	return call, f.Err(operation)
}

// ResellerUpdateParams are what is to change of a reseller; what is nil stays
// as it is.
type ResellerUpdateParams struct {
	Name                *string `json:"name,omitzero"` // not empty, at most 255 characters
	Enabled             *bool   `json:"is_enabled,omitzero"`
	HostingAllowed      *bool   `json:"is_hosting_allowed,omitzero"`
	SubresellersAllowed *bool   `json:"is_subreseller_allowed,omitzero"`
	// LowerLimit is how low the balance may get, in its currency.
	LowerLimit *currency.Amount `json:"-"`
	// DomainPriceList and HostingPriceList are names of price lists; empty
	// gives the reseller the caller's own prices.
	DomainPriceList  *string `json:"domain_price_list,omitzero"`
	HostingPriceList *string `json:"hosting_price_list,omitzero"`
}

// resellerUpdate is what Update sends.
type resellerUpdate struct {
	Params     ResellerUpdateParams `json:",embed"`
	LowerLimit *int64               `json:"lower_limit,omitzero"`
}

func (p *ResellerUpdateParams) body(operation string) (*resellerUpdate, error) {
	body := &resellerUpdate{Params: *p}
	var f check.Fields
	f.Change(*p)
	if p.Name != nil {
		f.Required("name", *p.Name, check.MaxText)
	}
	if p.LowerLimit != nil {
		body.LowerLimit = new(f.Amount("lower_limit", *p.LowerLimit))
	}
	if p.DomainPriceList != nil {
		f.Text("domain_price_list", *p.DomainPriceList, check.MaxText)
	}
	if p.HostingPriceList != nil {
		f.Text("hosting_price_list", *p.HostingPriceList, check.MaxText)
	}
	return body, f.Err(operation)
}

// A ResellerService works on sub-resellers and on their balance.
type ResellerService struct{ client *rest.Client }

// NewResellers makes a service that calls through c.
func NewResellers(c *rest.Client) *ResellerService { return &ResellerService{c} }

// List reads one page of the resellers directly below the caller, in ascending
// order of reference.
//
// GET /reseller, provisional.
func (s *ResellerService) List(ctx context.Context, filter ResellerFilter, opts ...rest.CallOption) (*rest.Page[Reseller], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	return rest.List[Reseller](ctx, s.client, call, opts...)
}

// All gives the resellers directly below the caller one by one, in ascending
// order of reference, over all pages. See [rest.All].
//
// GET /reseller, provisional.
func (s *ResellerService) All(ctx context.Context, filter ResellerFilter, opts ...rest.CallOption) iter.Seq2[*Reseller, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[Reseller](err)
	}
	return rest.All(ctx, s.client, call, func(r *Reseller) string { return r.Reference }, opts...)
}

// Get reads a sub-reseller or, by its own reference, the caller's account.
//
// GET /reseller/{reference}, provisional.
func (s *ResellerService) Get(ctx context.Context, reference string, opts ...rest.CallOption) (*Reseller, error) {
	call := rest.Call{Operation: "resellers.get", Method: http.MethodGet, Path: rest.At(resellerPath, reference)}
	return rest.Do[Reseller](ctx, s.client, call, opts...)
}

// Update changes what a sub-reseller may do and what he buys at. When the lower
// limit changes, the reseller is read before, since the platform would take an
// amount of any currency for one of the reseller's.
//
// Refusals: [rest.ErrForbidden] for the caller's own account.
//
// PUT /reseller/{reference}, provisional.
func (s *ResellerService) Update(ctx context.Context, reference string, p ResellerUpdateParams, opts ...rest.CallOption) (*Reseller, error) {
	const operation = "resellers.update"
	body, err := p.body(operation)
	if err != nil {
		return nil, err
	}
	if p.LowerLimit != nil {
		if err := s.checkCurrency(ctx, operation, reference, "lower_limit", *p.LowerLimit, opts...); err != nil {
			return nil, err
		}
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPut,
		Path:      rest.At(resellerPath, reference),
		Body:      body,
		Effect:    rest.Idempotent,
	}
	return rest.Do[Reseller](ctx, s.client, call, opts...)
}

// LoginAs makes a link that opens the Reseller Area as the sub-reseller. It is
// repeated when an answer gets lost: a link that nobody got does no harm, and
// ends after five minutes.
//
// POST /reseller/{reference}/login-as, provisional.
func (s *ResellerService) LoginAs(ctx context.Context, reference string, opts ...rest.CallOption) (*LoginLink, error) {
	call := rest.Call{
		Operation: "resellers.loginAs",
		Method:    http.MethodPost,
		Path:      rest.At(resellerLoginPath, reference),
		Effect:    rest.Idempotent,
	}
	return rest.Do[LoginLink](ctx, s.client, call, opts...)
}

// checkCurrency refuses an amount that is not of the reseller's currency:
// amounts are sent without one.
func (s *ResellerService) checkCurrency(ctx context.Context, operation, reference, field string, amount currency.Amount, opts ...rest.CallOption) error {
	reseller, err := s.Get(ctx, reference, opts...)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	var f check.Fields
	if code := reseller.Balance.CurrencyCode(); code != amount.CurrencyCode() {
		f.Reject(field, fmt.Sprintf("must be in %s, the reseller's currency, not in %s", code, amount.CurrencyCode()))
	}
	return f.Err(operation)
}
