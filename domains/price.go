package domains

import (
	"context"
	"fmt"
	"iter"
	"net/http"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/money"
	"github.com/hostcontrol-go/sdk/rest"
)

const pricesPath = "/domain-prices"

// A Price is what domains under a TLD cost for one interval. An amount without
// a currency code is one that the platform does not tell, such as that of a
// restore where the registry has none.
type Price struct {
	// TLD has no dot at its beginning: "com", "co.uk".
	TLD      string          `json:"tld"`
	Register currency.Amount `json:"price_register"`
	// Renew and the fields below are provisional.
	Renew    currency.Amount `json:"price_renew"`
	Transfer currency.Amount `json:"price_transfer"`
	Restore  currency.Amount `json:"price_restore"`
	// Interval is the term that is paid for, in months.
	Interval int `json:"interval"`

	Unknown jsontext.Value `json:",embed"`

	wire *priceWire // nil once the currency is known
}

type plainPrice Price

// priceWire is a price as it is sent: minor units beside their currency.
// Platforms from before the currency was added have prices in that of the
// label.
type priceWire struct {
	Plain    plainPrice `json:",embed"`
	Register *int64     `json:"price_register"`
	Renew    *int64     `json:"price_renew"`
	Transfer *int64     `json:"price_transfer"`
	Restore  *int64     `json:"price_restore"`
	Currency string     `json:"currency,omitzero"`
}

// UnmarshalJSONFrom reads the platform's form, with amounts in minor units. The
// methods of [Service] complete prices that come without a currency.
func (p *Price) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	wire := new(priceWire)
	if err := json.UnmarshalDecode(dec, wire); err != nil {
		return err
	}
	*p = Price(wire.Plain)
	p.wire = wire
	if wire.Currency == "" {
		return nil
	}
	if err := p.settle(wire.Currency); err != nil {
		return money.WrongCurrency(dec, err)
	}
	return nil
}

// settle gives the amounts their currency.
func (p *Price) settle(code string) error {
	for _, amount := range []struct {
		minor *int64
		into  *currency.Amount
	}{
		{p.wire.Register, &p.Register}, {p.wire.Renew, &p.Renew}, {p.wire.Transfer, &p.Transfer}, {p.wire.Restore, &p.Restore},
	} {
		if amount.minor == nil {
			continue
		}
		var err error
		if *amount.into, err = money.FromMinor(*amount.minor, code); err != nil {
			return err
		}
	}
	p.wire = nil
	return nil
}

// MarshalJSONTo writes the platform's form, with amounts in minor units.
func (p *Price) MarshalJSONTo(enc *jsontext.Encoder) error {
	wire := p.wire
	if wire == nil {
		wire = new(priceWire)
		for _, amount := range []struct {
			into **int64
			from currency.Amount
		}{
			{&wire.Register, p.Register}, {&wire.Renew, p.Renew}, {&wire.Transfer, p.Transfer}, {&wire.Restore, p.Restore},
		} {
			if err := wire.add(amount.into, amount.from); err != nil {
				return fmt.Errorf("price of %q: %w", p.TLD, err)
			}
		}
	}
	wire.Plain = plainPrice(*p)
	return json.MarshalEncode(enc, wire)
}

// add puts an amount into the wire form, if there is one.
func (w *priceWire) add(into **int64, amount currency.Amount) error {
	code := amount.CurrencyCode()
	switch {
	case code == "":
		return nil
	case w.Currency == "":
		w.Currency = code
	case w.Currency != code:
		return fmt.Errorf("%v is not in %s", amount, w.Currency)
	}
	minor, err := money.ToMinor(amount)
	if err != nil {
		return fmt.Errorf("%v %w", amount, err)
	}
	*into = &minor
	return nil
}

// A PriceFilter says which part of the prices is listed.
type PriceFilter struct {
	// Offset passes over so many TLDs.
	Offset int `url:"offset,omitempty"`
}

func (filter PriceFilter) call() (rest.Call, error) {
	const operation = "domains.prices"
	var f check.Fields
	f.Offset(filter.Offset)
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(pricesPath), Query: filter}
	return call, f.Err(operation)
}

// Prices reads one page of what the reseller pays for domains, in ascending
// order of TLD.
//
// GET /domain-prices, seen in client code with the price of a registration
// alone; where prices come without a currency it is read from GET /label.
// Paging and the other prices are provisional.
func (s *Service) Prices(ctx context.Context, filter PriceFilter, opts ...rest.CallOption) (*rest.Page[Price], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	page, err := rest.List[Price](ctx, s.client, call, opts...)
	if err != nil {
		return nil, err
	}
	label := labelCurrency{client: s.client}
	for i := range page.Items {
		if err := label.complete(ctx, &page.Items[i]); err != nil {
			return nil, err
		}
	}
	return page, nil
}

// AllPrices gives what the reseller pays for domains TLD by TLD, in ascending
// order, over all pages. See [rest.All].
//
// GET /domain-prices; see [Service.Prices].
func (s *Service) AllPrices(ctx context.Context, filter PriceFilter, opts ...rest.CallOption) iter.Seq2[*Price, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[Price](err)
	}
	return func(yield func(*Price, error) bool) {
		label := labelCurrency{client: s.client}
		for price, err := range rest.All(ctx, s.client, call, func(p *Price) string { return p.TLD }, opts...) {
			if err == nil {
				err = label.complete(ctx, price)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(price, nil) {
				return
			}
		}
	}
}

// labelCurrency is the currency of prices that come without one. It is asked
// for when there is such a price.
type labelCurrency struct {
	client *rest.Client
	code   string
}

func (l *labelCurrency) complete(ctx context.Context, p *Price) error {
	if p.wire == nil {
		return nil
	}
	if l.code == "" {
		label, err := customers.NewLabel(l.client).Get(ctx)
		if err != nil {
			return fmt.Errorf("domains.prices: looking for their currency: %w", err)
		}
		l.code = label.Currency.Code
	}
	if err := p.settle(l.code); err != nil {
		return fmt.Errorf("domains.prices: currency of the label: %w", err)
	}
	return nil
}
