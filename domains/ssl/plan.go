package ssl

import (
	"context"
	"iter"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

const plansPath = "/ssl-certificate-plan"

// A PlanID names a plan. It is a UUID.
type PlanID string

// A Plan is a kind of certificate that can be bought.
type Plan struct {
	ID PlanID `json:"id"`
	// Name and Description may be the reseller's own.
	Name        string `json:"name"`
	Description string `json:"description"`
	// Brand is the authority that signs.
	Brand string `json:"brand"`
	// RenewDays is how many days before it expires a certificate can be
	// renewed from.
	RenewDays int `json:"renew_days_before_expiration"`
	// Interval is what a certificate is valid for, in months.
	Interval int `json:"interval"`
	// Actions and Product are of a form that is not known.
	Actions []jsontext.Value `json:"actions,omitzero"`
	Product jsontext.Value   `json:"product,omitzero"`
	// Provisioner is the reseller that provides the plan.
	Provisioner Provisioner `json:"provisioner"`

	Unknown jsontext.Value `json:",embed"`
}

// A Provisioner is the reseller that provides a plan.
type Provisioner struct {
	ID string `json:"id"`

	Unknown jsontext.Value `json:",embed"`
}

// A PlanRef names the plan that a certificate was bought on. The platform
// sends it as an id, or as a plan with more than that.
type PlanRef struct {
	ID   PlanID `json:"id"`
	Name string `json:"name,omitzero"`

	Unknown jsontext.Value `json:",embed"`
}

type plainPlanRef PlanRef

// UnmarshalJSONFrom reads either form.
func (r *PlanRef) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	*r = PlanRef{}
	if dec.PeekKind() == jsontext.KindString {
		return json.UnmarshalDecode(dec, &r.ID)
	}
	return json.UnmarshalDecode(dec, (*plainPlanRef)(r))
}

// MarshalJSONTo writes the id alone where there is no more.
func (r *PlanRef) MarshalJSONTo(enc *jsontext.Encoder) error {
	if r.Name == "" && r.Unknown == nil {
		return json.MarshalEncode(enc, r.ID)
	}
	return json.MarshalEncode(enc, (*plainPlanRef)(r))
}

// A PlanFilter narrows a list of plans down. The zero value takes all.
type PlanFilter struct {
	// Name is a part of the name.
	Name string `url:"name,omitempty"`
	// Offset passes over so many plans.
	Offset int `url:"offset,omitempty"`
}

func (filter PlanFilter) call() (rest.Call, error) {
	const operation = "ssl.plans"
	var f check.Fields
	f.Text("name", filter.Name, check.MaxText)
	f.Offset(filter.Offset)
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(plansPath), Query: filter}
	return call, f.Err(operation)
}

// Plans reads one page of the plans that the reseller can buy.
//
// GET /ssl-certificate-plan, documented for the successor.
func (s *Service) Plans(ctx context.Context, filter PlanFilter, opts ...rest.CallOption) (*rest.Page[Plan], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	return rest.List[Plan](ctx, s.client, call, opts...)
}

// AllPlans gives the plans that the reseller can buy one by one, over all
// pages. See [rest.All].
//
// GET /ssl-certificate-plan, documented for the successor.
func (s *Service) AllPlans(ctx context.Context, filter PlanFilter, opts ...rest.CallOption) iter.Seq2[*Plan, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[Plan](err)
	}
	return rest.All(ctx, s.client, call, func(p *Plan) PlanID { return p.ID }, opts...)
}
