package billing

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on payments.
const (
	paymentsPath       = "/payment"
	paymentPath        = "/payment/{payment_id}"
	paymentMethodsPath = "/payment-method"
)

// A PaymentState is how far a payment has come. The list is open: values that
// this version does not know pass through.
type PaymentState string

// States of payments. All but the first are final.
const (
	PaymentPending    PaymentState = "pending"    // waits for the payer
	PaymentAuthorized PaymentState = "authorised" // has closed its invoice
	PaymentFailed     PaymentState = "failed"     // was refused; another one can be started
	PaymentExpired    PaymentState = "expired"    // nobody paid in time
)

// A Payment is an attempt to pay an invoice through a payment method. An
// invoice may have many of them.
type Payment struct {
	ID PaymentID `json:"id"`
	// Reference is what the gateway knows the payment by.
	Reference string       `json:"reference"`
	State     PaymentState `json:"state"`
	// Amount is that of the invoice. The payer pays the fee of the method on top
	// of it.
	Amount   currency.Amount `json:"amount"`
	Fee      currency.Amount `json:"fee"`
	Method   MethodRef       `json:"method"`
	Gateway  GatewayRef      `json:"gateway"`
	Customer customers.Ref   `json:"customer"`
	// Invoice is what is paid, and Order what it was made for; nil where there
	// is none.
	Invoice *InvoiceRef `json:"invoice"`
	Order   *OrderRef   `json:"order"`
	// Payload is what the gateway said, in a form of its own, and tells why a
	// payment has failed. It is null where the gateway said nothing.
	Payload jsontext.Value `json:"payload"`
	// ClientReference is the reference the payment was started with, empty for
	// those that customers started.
	ClientReference string    `json:"client_reference"`
	Started         time.Time `json:"started"`
	Expires         time.Time `json:"expires"` // when a pending payment does
	Created         time.Time `json:"created"`
	Updated         time.Time `json:"updated"`

	Unknown jsontext.Value `json:",embed"`
}

// A MethodRef names a payment method.
type MethodRef struct {
	ID   MethodID `json:"id"`
	Name string   `json:"name"`

	Unknown jsontext.Value `json:",embed"`
}

// A GatewayRef names the gateway that payments go through.
type GatewayRef struct {
	ID   GatewayID `json:"id"`
	Name string    `json:"name"`

	Unknown jsontext.Value `json:",embed"`
}

type plainPayment Payment

type paymentWire struct {
	Plain    plainPayment `json:",embed"`
	Amount   int64        `json:"amount"`
	Fee      int64        `json:"fee"`
	Currency string       `json:"currency"`
}

// UnmarshalJSONFrom reads the platform's form, with amounts in minor units.
func (p *Payment) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var wire paymentWire
	if err := json.UnmarshalDecode(dec, &wire); err != nil {
		return err
	}
	if err := checkCurrency(dec, wire.Currency); err != nil {
		return err
	}
	*p = Payment(wire.Plain)
	p.Amount, p.Fee = amountOf(wire.Amount, wire.Currency), amountOf(wire.Fee, wire.Currency)
	return nil
}

// MarshalJSONTo writes the platform's form, with amounts in minor units.
func (p *Payment) MarshalJSONTo(enc *jsontext.Encoder) error {
	units := minorUnits{code: p.Amount.CurrencyCode()}
	wire := paymentWire{plainPayment(*p), units.of("amount", p.Amount), units.of("fee", p.Fee), units.code}
	if units.err != nil {
		return fmt.Errorf("payment %s: %w", p.ID, units.err)
	}
	return json.MarshalEncode(enc, &wire)
}

// A PaymentFilter narrows a list of payments down. The zero value takes all.
type PaymentFilter struct {
	Customer        customers.ID `url:"customer,omitempty"`
	Invoice         InvoiceID    `url:"invoice,omitempty"`
	State           PaymentState `url:"state,omitempty"`
	ClientReference string       `url:"client_reference,omitempty"`
	// UpdatedSince takes payments that changed then or later.
	UpdatedSince time.Time `url:"updated_since,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// Offset passes over so many payments.
	Offset int `url:"offset,omitempty"`
}

// Call is the request for the list, checked. [rest.List] and [rest.All] read its
// answer into a type of one's own.
func (filter PaymentFilter) Call() (rest.Call, error) {
	const operation = "payments.list"
	var f check.Fields
	f.OptionalID("customer", int64(filter.Customer))
	f.OptionalID("invoice", int64(filter.Invoice))
	f.Text("state", string(filter.State), check.MaxText)
	f.Text("client_reference", filter.ClientReference, check.MaxReference)
	f.Offset(filter.Offset)
	filter.UpdatedSince = filter.UpdatedSince.UTC()
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(paymentsPath), Query: filter}
	return call, f.Err(operation)
}

// A PaymentService works on payments and reads the methods to pay with.
type PaymentService struct{ client *rest.Client }

// NewPayments makes a service that calls through c.
func NewPayments(c *rest.Client) *PaymentService { return &PaymentService{c} }

// List reads one page of payments, in ascending order of id. Each tells its
// invoice and order with their states.
//
// GET /payment, provisional.
func (s *PaymentService) List(ctx context.Context, filter PaymentFilter, opts ...rest.CallOption) (*rest.Page[Payment], error) {
	call, err := filter.Call()
	if err != nil {
		return nil, err
	}
	return rest.List[Payment](ctx, s.client, call, opts...)
}

// All gives payments one by one, in ascending order of id, over all pages. See
// [rest.All].
//
// GET /payment, provisional.
func (s *PaymentService) All(ctx context.Context, filter PaymentFilter, opts ...rest.CallOption) iter.Seq2[*Payment, error] {
	call, err := filter.Call()
	if err != nil {
		return check.Refused[Payment](err)
	}
	return rest.All(ctx, s.client, call, func(p *Payment) PaymentID { return p.ID }, opts...)
}

// Get reads a payment.
//
// GET /payment/{payment_id}, provisional.
func (s *PaymentService) Get(ctx context.Context, id PaymentID, opts ...rest.CallOption) (*Payment, error) {
	const operation = "payments.get"
	if err := check.ID(operation, "payment_id", int64(id)); err != nil {
		return nil, err
	}
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(paymentPath, id.String())}
	return rest.Do[Payment](ctx, s.client, call, opts...)
}
