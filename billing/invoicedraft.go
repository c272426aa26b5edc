package billing

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/lost"
	"github.com/hostcontrol-go/sdk/rest"
)

// A ProductCategory is what the tax rules tell products apart by. The list is
// open: values that this version does not know pass through.
type ProductCategory string

// Categories of products.
const (
	ProductDomain  ProductCategory = "domain"
	ProductHosting ProductCategory = "hosting"
	ProductDeposit ProductCategory = "deposit"
	ProductSSL     ProductCategory = "ssl"
)

// LineParams are a line of a draft.
type LineParams struct {
	Description string // not empty, at most 255 characters, may have several lines
	// Quantity is not zero; empty stands for "1".
	Quantity Decimal
	// UnitPrice is in the currency of the customer's label, has no more decimals
	// than that, and is negative in a credit invoice. Whether it includes the
	// tax is a setting of the label: [Invoice.PriceIncludesTax] tells.
	UnitPrice currency.Amount
	// Category decides which tax rules the line is for; optional.
	Category ProductCategory
}

// Params gives a line as it is written into a draft, to start an edit from.
func (l *Line) Params() LineParams {
	p := LineParams{Description: l.Description, Quantity: l.Quantity, UnitPrice: l.UnitPrice}
	if l.Product != nil {
		p.Category = l.Product.Type
	}
	return p
}

// lineBody is a line as it is sent.
type lineBody struct {
	Description string          `json:"description"`
	Quantity    number          `json:"quantity"`
	UnitPrice   int64           `json:"unit_price"`
	Category    ProductCategory `json:"product_category,omitzero"`
}

// linesBody checks lines, and gives them as they are sent.
func linesBody(f *check.Fields, lines []LineParams) []lineBody {
	if len(lines) == 0 {
		f.Reject("lines", "must not be empty")
	}
	body := make([]lineBody, 0, len(lines))
	for n, line := range lines {
		at := fmt.Sprintf("lines.%d.", n)
		line.Quantity = cmp.Or(line.Quantity, "1")
		f.RequiredLines(at+"description", line.Description, check.MaxText)
		if quantity, ok := line.Quantity.rat(); !ok || quantity.Sign() == 0 {
			f.Reject(at+"quantity", `must be a decimal number such as "1" or "0.5", and not zero`)
		}
		price := f.Amount(at+"unit_price", line.UnitPrice)
		if first := lines[0].UnitPrice.CurrencyCode(); first != "" && line.UnitPrice.CurrencyCode() != first {
			f.Reject(at+"unit_price", "must be in "+first+" as the first line is")
		}
		f.Text(at+"product_category", string(line.Category), check.MaxText)
		body = append(body, lineBody{line.Description, number(line.Quantity), price, line.Category})
	}
	return body
}

// InvoiceParams are what a new draft holds.
type InvoiceParams struct {
	Customer customers.ID
	Lines    []LineParams // at least one, all in one currency
	// Due is when the invoice is to be paid; zero leaves it to the platform.
	Due time.Time
	// ClientReference is the caller's own name for the invoice, unique and at
	// most 64 characters. Without it the SDK makes one.
	ClientReference string
}

// invoiceBody is what Create sends.
type invoiceBody struct {
	Customer        customers.ID   `json:"customer"`
	Lines           []lineBody     `json:"lines"`
	Due             jsontext.Value `json:"due,omitzero"`
	ClientReference string         `json:"client_reference"`
}

func (p *InvoiceParams) body(operation string) (*invoiceBody, error) {
	body := &invoiceBody{
		Customer:        p.Customer,
		ClientReference: cmp.Or(p.ClientReference, rest.NewReference()),
	}
	if !p.Due.IsZero() {
		body.Due = stamp(p.Due)
	}
	var f check.Fields
	f.ID("customer", int64(p.Customer))
	body.Lines = linesBody(&f, p.Lines)
	f.Reference(body.ClientReference)
	return body, f.Err(operation)
}

// Create makes a draft that is charged to nobody yet: see [InvoiceService.Open].
// Each line is taxed by the reseller's rules as they are now.
//
// Prices are sent without their currency. A draft that comes out in another one
// is deleted again, and the error is [rest.ErrValidation] for its first price.
//
// Refusals: [rest.CodeResellerUnverified]; [rest.ErrValidation] with the fields.
//
// When the answer gets lost, the customer's invoices are searched for the
// client reference. Where the platform keeps none, a new draft with the same
// lines leaves the outcome unknown.
//
// POST /invoice, provisional.
func (s *InvoiceService) Create(ctx context.Context, p InvoiceParams, opts ...rest.CallOption) (*Invoice, error) {
	const operation = "invoices.create"
	body, err := p.body(operation)
	if err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(invoicesPath),
		Body:      body,
		Effect:    rest.Once,
		Reference: body.ClientReference,
	}
	started := time.Now()
	made, err := rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Invoice, error) {
		return s.created(ctx, body, started)
	}, opts...)
	if err != nil {
		return nil, err
	}
	mismatch := wrongCurrency(operation, made, p.Lines)
	if mismatch == nil {
		return made, nil
	}
	if err := s.Delete(ctx, made.ID, opts...); err != nil {
		return nil, fmt.Errorf("%w; the draft remains: %w", mismatch, err)
	}
	return nil, mismatch
}

// wrongCurrency is the error for lines that are not in an invoice's currency.
func wrongCurrency(operation string, i *Invoice, lines []LineParams) error {
	if given := lines[0].UnitPrice.CurrencyCode(); given != i.Currency {
		return rest.Invalid(operation, rest.FieldError{
			Field:   "lines.0.unit_price",
			Message: fmt.Sprintf("must be in %s, the currency of invoice %s, not in %s", i.Currency, i.ID, given),
		})
	}
	return nil
}

// created looks whether a lost Create happened. Invoices of the same lines may
// be made month by month, so nothing but the client reference tells them apart.
func (s *InvoiceService) created(ctx context.Context, sent *invoiceBody, started time.Time) (*Invoice, error) {
	filter := InvoiceFilter{Customer: sent.Customer, ClientReference: sent.ClientReference}
	return lost.Create[Invoice]{
		Reference: sent.ClientReference,
		Started:   started,
		Origin:    func(i *Invoice) (string, time.Time) { return i.ClientReference, i.Created },
		Describes: sent.describes,
		Twin:      func(i *Invoice) string { return fmt.Sprintf("invoice %s has the same lines", i.ID) },
	}.Among(s.All(ctx, filter))
}

// describes reports whether an invoice may be the one that was asked for.
func (b *invoiceBody) describes(i *Invoice) bool {
	if i.Customer.ID != b.Customer || i.Credit || len(i.Lines) != len(b.Lines) {
		return false
	}
	for n, sent := range b.Lines {
		line := &i.Lines[n]
		price, err := minorOf(line.UnitPrice, i.Currency)
		if err != nil || price != sent.UnitPrice || !line.Quantity.equal(Decimal(sent.Quantity)) ||
			strings.TrimSpace(line.Description) != strings.TrimSpace(sent.Description) {
			return false
		}
	}
	return true
}

// InvoiceUpdateParams are what is to change of a draft; what is nil stays as it
// is.
type InvoiceUpdateParams struct {
	// Lines replace all lines of the draft. Each is taxed anew.
	Lines []LineParams
	// Due is when the invoice is to be paid; the zero time takes the date away.
	Due *time.Time
}

// invoiceUpdate is what Update sends.
type invoiceUpdate struct {
	Lines []lineBody     `json:"lines,omitempty"`
	Due   jsontext.Value `json:"due,omitzero"`
}

func (p *InvoiceUpdateParams) body(operation string, id InvoiceID) (*invoiceUpdate, error) {
	body := new(invoiceUpdate)
	var f check.Fields
	f.ID("invoice_id", int64(id))
	f.Change(*p)
	if p.Lines != nil {
		body.Lines = linesBody(&f, p.Lines)
	}
	if p.Due != nil {
		body.Due = stamp(*p.Due)
	}
	return body, f.Err(operation)
}

// stamp is a time in JSON, null where it is zero.
func stamp(at time.Time) jsontext.Value {
	if at.IsZero() {
		return jsontext.Value("null")
	}
	return jsontext.Value(at.UTC().Format(`"` + stampLayout + `"`))
}

// stampLayout is how the platform writes times.
const stampLayout = "2006-01-02T15:04:05.000000-07:00"

// Update edits a draft. When its lines change, the draft is read before, since
// prices are sent without their currency.
//
// Refusals: [CodeInvoiceStateInvalid] for an invoice that is not a draft;
// [rest.ErrValidation] with the fields.
//
// PUT /invoice/{invoice_id}, provisional.
func (s *InvoiceService) Update(ctx context.Context, id InvoiceID, p InvoiceUpdateParams, opts ...rest.CallOption) (*Invoice, error) {
	const operation = "invoices.update"
	body, err := p.body(operation, id)
	if err != nil {
		return nil, err
	}
	if p.Lines != nil {
		present, err := s.Get(ctx, id, opts...)
		if err != nil {
			return nil, err
		}
		if err := wrongCurrency(operation, present, p.Lines); err != nil {
			return nil, err
		}
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPut,
		Path:      rest.At(invoicePath, id.String()),
		Body:      body,
		Effect:    rest.Idempotent,
	}
	edited, err := rest.Do[Invoice](ctx, s.client, call, opts...)
	if err != nil {
		return nil, s.explain(ctx, id, "edit", err, opts...)
	}
	return edited, nil
}
