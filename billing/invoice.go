package billing

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/watch"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on invoices.
const (
	invoicesPath      = "/invoice"
	invoicePath       = "/invoice/{invoice_id}"
	openInvoicePath   = "/invoice/{invoice_id}/open"
	closeInvoicePath  = "/invoice/{invoice_id}/close"
	reopenInvoicePath = "/invoice/{invoice_id}/reopen"
	creditInvoicePath = "/invoice/{invoice_id}/credit"
	invoicePDFPath    = "/invoice/{invoice_id}/pdf"
)

// CodeInvoiceStateInvalid refuses what the state of an invoice does not allow,
// such as to delete one that is open or to pay one that is closed. The error is
// a [*StateError].
const CodeInvoiceStateInvalid rest.Code = "invoice_state_invalid"

// An InvoiceState is the stage of an invoice. There are exactly three: none of
// them is called paid, overdue or canceled. Values that this version does not
// know pass through all the same.
type InvoiceState string

// States of invoices.
const (
	// InvoiceDraft: can be edited and deleted; the customer does not see it.
	InvoiceDraft InvoiceState = "draft"
	// InvoiceOpen: the customer sees it, and can pay it unless it is a credit
	// invoice.
	InvoiceOpen InvoiceState = "open"
	// InvoiceClosed: paid, or closed by hand, which counts as paid.
	InvoiceClosed InvoiceState = "closed"
)

// An Invoice is what a customer is asked to pay, or what is given back to him.
// All amounts are of one currency, that of the customer's label.
type Invoice struct {
	ID InvoiceID `json:"id"`
	// Number is what is printed on the invoice, from the sequence of the label.
	// It is given when the invoice is opened, and empty for a draft.
	Number   string        `json:"number"`
	State    InvoiceState  `json:"state"`
	Customer customers.Ref `json:"customer"`
	Currency string        `json:"currency"` // ISO 4217 code, such as "EUR"
	// Credit: the invoice gives money back, and its amounts are negative. The
	// customer cannot pay it, and the refund is made outside the platform.
	Credit bool `json:"is_credit"`
	// CreditedInvoice is the one that a credit invoice takes back, 0 for others.
	CreditedInvoice InvoiceID `json:"credited_invoice"`
	// PriceIncludesTax: the unit prices of the lines include the tax.
	PriceIncludesTax bool   `json:"is_price_including_tax"`
	Lines            []Line `json:"lines"`
	// Subtotal is what the lines come to without tax, Tax is their tax, and
	// Total is what the customer pays. See [Invoice.Check].
	Subtotal currency.Amount `json:"subtotal"`
	Tax      currency.Amount `json:"tax"`
	Total    currency.Amount `json:"total"`
	Created  time.Time       `json:"created"`
	Updated  time.Time       `json:"updated"`
	Opened   *time.Time      `json:"opened"` // nil for a draft
	Due      *time.Time      `json:"due"`    // nil where nothing is said
	Closed   *time.Time      `json:"closed"` // nil unless closed
	// Order is what the invoice asks payment for, nil where it was made by hand.
	Order *OrderRef `json:"order"`
	// Payments are all that were started, whatever became of them.
	Payments []PaymentRef `json:"payments"`
	// ClientReference is the reference the invoice was created with, empty for
	// those made elsewhere.
	ClientReference string `json:"client_reference"`

	Unknown jsontext.Value `json:",embed"`
}

// A Line is a product on an invoice.
type Line struct {
	ID          LineID  `json:"id"`
	Description string  `json:"description"`
	Quantity    Decimal `json:"quantity"`
	// UnitPrice includes the tax if [Invoice.PriceIncludesTax] says so.
	UnitPrice currency.Amount `json:"unit_price"`
	// TaxRate is in percent, such as "21.00". It is found by the tax rules of
	// the reseller when the line is made, and stays.
	TaxRate Decimal         `json:"tax_rate"`
	Tax     currency.Amount `json:"tax"`
	// Total includes the tax.
	Total currency.Amount `json:"total"`
	// Product is what the line is about, nil where nothing is said.
	Product *ProductRef `json:"product"`

	Unknown jsontext.Value `json:",embed"`
}

// A ProductRef is the product that a line is about.
type ProductRef struct {
	Type ProductCategory `json:"type"`
	Name string          `json:"name"` // empty for a line written by hand

	Unknown jsontext.Value `json:",embed"`
}

type plainInvoice Invoice

type invoiceWire struct {
	Plain           plainInvoice     `json:",embed"`
	Number          *string          `json:"number"`
	CreditedInvoice *InvoiceID       `json:"credited_invoice"`
	Lines           []lineWire       `json:"lines"`
	Subtotal        int64            `json:"subtotal"`
	Tax             int64            `json:"tax"`
	Total           int64            `json:"total"`
	Payments        []paymentRefWire `json:"payments"`
}

type lineWire struct {
	Plain     Line   `json:",embed"`
	Quantity  number `json:"quantity"`
	UnitPrice int64  `json:"unit_price"`
	Tax       int64  `json:"tax"`
	Total     int64  `json:"total"`
}

type paymentRefWire struct {
	Plain  PaymentRef `json:",embed"`
	Amount *int64     `json:"amount,omitzero"`
}

// UnmarshalJSONFrom reads the platform's form, with amounts in minor units.
func (i *Invoice) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var wire invoiceWire
	if err := json.UnmarshalDecode(dec, &wire); err != nil {
		return err
	}
	code := wire.Plain.Currency
	if err := checkCurrency(dec, code); err != nil {
		return err
	}
	*i = Invoice(wire.Plain)
	i.Number, i.CreditedInvoice = orZero(wire.Number), orZero(wire.CreditedInvoice)
	i.Subtotal, i.Tax, i.Total = amountOf(wire.Subtotal, code), amountOf(wire.Tax, code), amountOf(wire.Total, code)
	i.Lines = make([]Line, 0, len(wire.Lines))
	for _, line := range wire.Lines {
		line.Plain.Quantity, line.Plain.UnitPrice = Decimal(line.Quantity), amountOf(line.UnitPrice, code)
		line.Plain.Tax, line.Plain.Total = amountOf(line.Tax, code), amountOf(line.Total, code)
		i.Lines = append(i.Lines, line.Plain)
	}
	i.Payments = make([]PaymentRef, 0, len(wire.Payments))
	for _, payment := range wire.Payments {
		if payment.Amount != nil {
			payment.Plain.Amount = amountOf(*payment.Amount, code)
		}
		i.Payments = append(i.Payments, payment.Plain)
	}
	return nil
}

// MarshalJSONTo writes the platform's form, with amounts in minor units.
func (i *Invoice) MarshalJSONTo(enc *jsontext.Encoder) error {
	wire := invoiceWire{
		Plain:           plainInvoice(*i),
		Number:          orNull(i.Number),
		CreditedInvoice: orNull(i.CreditedInvoice),
	}
	units := minorUnits{code: i.Currency}
	wire.Subtotal, wire.Tax, wire.Total = units.of("subtotal", i.Subtotal), units.of("tax", i.Tax), units.of("total", i.Total)
	for n, line := range i.Lines {
		wire.Lines = append(wire.Lines, units.line(fmt.Sprintf("lines.%d.", n), line))
	}
	for n, payment := range i.Payments {
		wire.Payments = append(wire.Payments, units.paymentRef(fmt.Sprintf("payments.%d.", n), payment))
	}
	if units.err != nil {
		return fmt.Errorf("invoice %s: %w", i.ID, units.err)
	}
	return json.MarshalEncode(enc, &wire)
}

func (m *minorUnits) line(at string, line Line) lineWire {
	return lineWire{
		Plain:     line,
		Quantity:  number(line.Quantity),
		UnitPrice: m.of(at+"unit_price", line.UnitPrice),
		Tax:       m.of(at+"tax", line.Tax),
		Total:     m.of(at+"total", line.Total),
	}
}

func (m *minorUnits) paymentRef(at string, payment PaymentRef) paymentRefWire {
	wire := paymentRefWire{Plain: payment}
	if payment.Amount.CurrencyCode() != "" {
		wire.Amount = new(m.of(at+"amount", payment.Amount))
	}
	return wire
}

// An InvoiceFilter narrows a list of invoices down. The zero value takes all.
type InvoiceFilter struct {
	Customer customers.ID `url:"customer,omitempty"`
	State    InvoiceState `url:"state,omitempty"`
	// Credit takes credit invoices only, or none of them. What customers owe are
	// the open invoices without them.
	Credit *bool `url:"is_credit,omitempty"`
	// Number is the one printed on the invoice.
	Number          string `url:"number,omitempty"`
	ClientReference string `url:"client_reference,omitempty"`
	// CreatedSince and CreatedUntil bound the time of creation: from the one,
	// up to the other.
	CreatedSince time.Time `url:"created_since,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	CreatedUntil time.Time `url:"created_until,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// UpdatedSince and UpdatedUntil bound the time of the last change.
	UpdatedSince time.Time `url:"updated_since,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	UpdatedUntil time.Time `url:"updated_until,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// Offset passes over so many invoices.
	Offset int `url:"offset,omitempty"`
}

// Call is the request for the list, checked. [rest.List] and [rest.All] read its
// answer into a type of one's own.
func (filter InvoiceFilter) Call() (rest.Call, error) {
	const operation = "invoices.list"
	var f check.Fields
	f.OptionalID("customer", int64(filter.Customer))
	f.Text("state", string(filter.State), check.MaxText)
	f.Text("number", filter.Number, check.MaxText)
	f.Text("client_reference", filter.ClientReference, check.MaxReference)
	f.Offset(filter.Offset)
	filter.CreatedSince, filter.CreatedUntil = filter.CreatedSince.UTC(), filter.CreatedUntil.UTC()
	filter.UpdatedSince, filter.UpdatedUntil = filter.UpdatedSince.UTC(), filter.UpdatedUntil.UTC()
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(invoicesPath), Query: filter}
	return call, f.Err(operation)
}

// An InvoiceService works on invoices.
type InvoiceService struct{ client *rest.Client }

// NewInvoices makes a service that calls through c.
func NewInvoices(c *rest.Client) *InvoiceService { return &InvoiceService{c} }

// List reads one page of invoices, in ascending order of id. Each tells its
// order and payments with their states.
//
// GET /invoice, provisional.
func (s *InvoiceService) List(ctx context.Context, filter InvoiceFilter, opts ...rest.CallOption) (*rest.Page[Invoice], error) {
	call, err := filter.Call()
	if err != nil {
		return nil, err
	}
	return rest.List[Invoice](ctx, s.client, call, opts...)
}

// All gives invoices one by one, in ascending order of id, over all pages. See
// [rest.All].
//
// GET /invoice, provisional.
func (s *InvoiceService) All(ctx context.Context, filter InvoiceFilter, opts ...rest.CallOption) iter.Seq2[*Invoice, error] {
	call, err := filter.Call()
	if err != nil {
		return check.Refused[Invoice](err)
	}
	return rest.All(ctx, s.client, call, func(i *Invoice) InvoiceID { return i.ID }, opts...)
}

// Get reads an invoice.
//
// GET /invoice/{invoice_id}, provisional.
func (s *InvoiceService) Get(ctx context.Context, id InvoiceID, opts ...rest.CallOption) (*Invoice, error) {
	const operation = "invoices.get"
	if err := check.ID(operation, "invoice_id", int64(id)); err != nil {
		return nil, err
	}
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(invoicePath, id.String())}
	return rest.Do[Invoice](ctx, s.client, call, opts...)
}

// Delete deletes a draft. An invoice that turns out to be gone when the request
// had to be repeated counts as deleted.
//
// Refusals: [CodeInvoiceStateInvalid] for an invoice that is not a draft.
//
// DELETE /invoice/{invoice_id}, provisional.
func (s *InvoiceService) Delete(ctx context.Context, id InvoiceID, opts ...rest.CallOption) error {
	const operation = "invoices.delete"
	if err := check.ID(operation, "invoice_id", int64(id)); err != nil {
		return err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodDelete,
		Path:      rest.At(invoicePath, id.String()),
		Effect:    rest.Idempotent,
	}
	_, err := rest.Do[rest.None](ctx, s.client, call, opts...)
	if failure, ok := errors.AsType[*rest.Error](err); ok && failure.Code == rest.CodeResourceUnknown && failure.Attempts > 1 {
		return nil
	}
	return s.explain(ctx, id, "delete", err, opts...)
}

// Wait reads an invoice again and again until it is closed, which is when it
// was paid or closed by hand. The error is that of the context when it ends
// first, and [rest.ErrNotFound] when the invoice was a draft and is deleted. A
// look that fails in spite of its retries ends the wait as well; Wait can be
// called again.
//
// GET /invoice/{invoice_id}, provisional.
func (s *InvoiceService) Wait(ctx context.Context, id InvoiceID, o WaitOptions[Invoice], opts ...rest.CallOption) (*Invoice, error) {
	return watch.Wait[Invoice]{
		Operation: "invoices.wait",
		What:      "invoice " + id.String(),
		Look:      func(ctx context.Context) (*Invoice, error) { return s.Get(ctx, id, opts...) },
		State:     func(i *Invoice) string { return string(i.State) },
		Updated:   func(i *Invoice) time.Time { return i.Updated },
		Ended:     func(i *Invoice) (bool, error) { return i.State == InvoiceClosed, nil },
	}.Until(ctx, watch.Options[Invoice](o))
}
