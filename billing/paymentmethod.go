package billing

import (
	"context"
	"fmt"
	"iter"
	"net/http"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// A MethodType is how the platform learns what became of a payment. The list is
// open: values that this version does not know pass through.
type MethodType string

// Types of payment methods.
const (
	MethodAutomatic MethodType = "automatic" // the gateway tells
	MethodManual    MethodType = "manual"    // somebody tells the platform
)

// A PaymentMethod is a way to pay that customers are offered.
type PaymentMethod struct {
	ID          MethodID   `json:"id"`
	Name        string     `json:"name"`
	Description string     `json:"description"`
	Type        MethodType `json:"type"`
	Gateway     GatewayRef `json:"gateway"`
	// Fee is what the payer pays for the transaction, on top of the invoice.
	Fee currency.Amount `json:"fee"`

	Unknown jsontext.Value `json:",embed"`
}

type plainMethod PaymentMethod

type methodWire struct {
	Plain    plainMethod `json:",embed"`
	Fee      int64       `json:"fee"`
	Currency string      `json:"currency"`
}

// UnmarshalJSONFrom reads the platform's form, with the fee in minor units.
func (m *PaymentMethod) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var wire methodWire
	if err := json.UnmarshalDecode(dec, &wire); err != nil {
		return err
	}
	if err := checkCurrency(dec, wire.Currency); err != nil {
		return err
	}
	*m = PaymentMethod(wire.Plain)
	m.Fee = amountOf(wire.Fee, wire.Currency)
	return nil
}

// MarshalJSONTo writes the platform's form, with the fee in minor units.
func (m *PaymentMethod) MarshalJSONTo(enc *jsontext.Encoder) error {
	units := minorUnits{code: m.Fee.CurrencyCode()}
	wire := methodWire{plainMethod(*m), units.of("fee", m.Fee), units.code}
	if units.err != nil {
		return fmt.Errorf("payment method %s: %w", m.ID, units.err)
	}
	return json.MarshalEncode(enc, &wire)
}

// A MethodFilter narrows a list of payment methods down. The zero value takes
// all.
type MethodFilter struct {
	// Offset passes over so many methods.
	Offset int `url:"offset,omitempty"`
}

func (filter MethodFilter) call() (rest.Call, error) {
	const operation = "payments.methods"
	var f check.Fields
	f.Offset(filter.Offset)
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(paymentMethodsPath), Query: filter}
	return call, f.Err(operation)
}

// Methods reads one page of the payment methods, in ascending order of id.
//
// GET /payment-method, provisional.
func (s *PaymentService) Methods(ctx context.Context, filter MethodFilter, opts ...rest.CallOption) (*rest.Page[PaymentMethod], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	return rest.List[PaymentMethod](ctx, s.client, call, opts...)
}

// AllMethods gives the payment methods one by one, in ascending order of id,
// over all pages. See [rest.All].
//
// GET /payment-method, provisional.
func (s *PaymentService) AllMethods(ctx context.Context, filter MethodFilter, opts ...rest.CallOption) iter.Seq2[*PaymentMethod, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[PaymentMethod](err)
	}
	return rest.All(ctx, s.client, call, func(m *PaymentMethod) MethodID { return m.ID }, opts...)
}
