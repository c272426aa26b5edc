package hosting

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"strconv"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/money"
	"github.com/hostcontrol-go/sdk/rest"
)

const plansPath = "/hosting-plan"

// A PlanID is the number of a plan.
type PlanID int64

// String gives the number in decimal.
func (id PlanID) String() string { return strconv.FormatInt(int64(id), 10) }

// A Plan is what an account offers, and at which price. An account may show
// its plan without id, price and interval.
type Plan struct {
	ID       PlanID `json:"id,omitzero"`
	Name     string `json:"name"`
	Category string `json:"category"`
	// StorageQuota is in megabytes.
	StorageQuota int `json:"storage_quota"`
	// TrafficQuota is in megabytes; nil is unlimited.
	TrafficQuota *int `json:"traffic_quota"`
	MaxDatabases int  `json:"max_database_count"`
	MaxDomains   int  `json:"max_domain_count"`
	// Installations: applications can be installed from the panel.
	Installations bool `json:"is_installations_enabled"`
	POP3          bool `json:"is_pop3_enabled"`
	// Price is what the reseller pays for an interval, the zero amount where
	// the platform tells none.
	Price currency.Amount `json:"-"`
	// Interval is in months.
	Interval int `json:"interval,omitzero"`

	Unknown jsontext.Value `json:",embed"`
}

type plainPlan Plan

type planWire struct {
	Plain    plainPlan `json:",embed"`
	Price    *int64    `json:"price,omitzero"`
	Currency string    `json:"currency,omitzero"`
}

// UnmarshalJSONFrom reads the platform's form, with the price in minor units.
func (p *Plan) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var wire planWire
	if err := json.UnmarshalDecode(dec, &wire); err != nil {
		return err
	}
	*p = Plan(wire.Plain)
	if wire.Price == nil {
		return nil
	}
	price, err := money.FromMinor(*wire.Price, wire.Currency)
	if err != nil {
		return money.WrongCurrency(dec, err)
	}
	p.Price = price
	return nil
}

// MarshalJSONTo writes the platform's form, with the price in minor units.
func (p *Plan) MarshalJSONTo(enc *jsontext.Encoder) error {
	wire := planWire{Plain: plainPlan(*p), Currency: p.Price.CurrencyCode()}
	if wire.Currency != "" {
		minor, err := money.ToMinor(p.Price)
		if err != nil {
			return fmt.Errorf("plan %q: %v %w", p.Name, p.Price, err)
		}
		wire.Price = &minor
	}
	return json.MarshalEncode(enc, &wire)
}

// A PlanFilter narrows a list of plans down. The zero value takes all.
type PlanFilter struct {
	// Offset passes over so many plans.
	Offset int `url:"offset,omitempty"`
}

func (filter PlanFilter) call() (rest.Call, error) {
	const operation = "hosting.plans"
	var f check.Fields
	f.Offset(filter.Offset)
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(plansPath), Query: filter}
	return call, f.Err(operation)
}

// Plans reads one page of the plans that the reseller can buy, in ascending
// order of id.
//
// GET /hosting-plan, provisional.
func (s *Service) Plans(ctx context.Context, filter PlanFilter, opts ...rest.CallOption) (*rest.Page[Plan], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	return rest.List[Plan](ctx, s.client, call, opts...)
}

// AllPlans gives the plans that the reseller can buy one by one, in ascending
// order of id, over all pages. See [rest.All].
//
// GET /hosting-plan, provisional.
func (s *Service) AllPlans(ctx context.Context, filter PlanFilter, opts ...rest.CallOption) iter.Seq2[*Plan, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[Plan](err)
	}
	return rest.All(ctx, s.client, call, func(p *Plan) PlanID { return p.ID }, opts...)
}
