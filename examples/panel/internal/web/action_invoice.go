package web

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/rest"
)

var invoiceAction = &screen{
	path:     "/invoice",
	title:    "Create invoice",
	template: "invoice_form",
	load:     loadInvoice,
	post:     map[string]change{"": createInvoice},
}

const (
	firstLines = 3 // of an empty form
	maxLines   = 100

	stepAddLine = "add-line"
)

// An invoiceForm has as many lines as are filled in, and one more when that is
// asked for.
type invoiceForm struct {
	actionView
	Currency string
}

func loadInvoice(v *visit) (any, error) {
	label, err := v.panel.client.Label.Get(v.ctx)
	if err != nil {
		return nil, err
	}
	lines := max(firstLines, lineCount(v.r.PostForm))
	added := v.r.PostForm.Get(stepField) == stepAddLine
	if added {
		lines = min(lines+1, maxLines)
	}
	view := invoiceForm{actionView{
		Intro:  "The draft shows the tax and the total. The customer sees the invoice once you open it.",
		Button: "Create the draft",
	}, label.Currency.Code}
	for i := range lines {
		view.groups = append(view.groups, lineInputs(i, view.Currency, added && i == lines-1))
	}
	view.groups = append(view.groups, group{Inputs: []*input{
		{Name: "due", Label: "To be paid by", Kind: kindDate, Optional: true},
	}})
	return view, nil
}

func lineInputs(i int, code string, focus bool) group {
	at := fmt.Sprintf("lines.%d.", i)
	return group{Legend: "Line " + strconv.Itoa(i+1), Row: true, Inputs: []*input{
		{Name: at + "description", Label: "Description", Optional: i > 0, Focus: focus},
		{Name: at + "quantity", Label: "Quantity", Kind: kindDecimal, Value: "1", Optional: i > 0},
		{Name: at + "unit_price", Label: "Unit price in " + code, Kind: kindDecimal, Optional: i > 0},
		{Name: at + "product_category", Label: "Category", Kind: kindSelect, Optional: true, Options: []option{
			{Value: "", Label: "None"},
			{Value: string(billing.ProductDomain), Label: "Domain"},
			{Value: string(billing.ProductHosting), Label: "Hosting"},
			{Value: string(billing.ProductSSL), Label: "SSL"},
		}},
	}}
}

// lineCount tells how many lines were posted.
func lineCount(values map[string][]string) int {
	n := 0
	for n < maxLines && values[fmt.Sprintf("lines.%d.description", n)] != nil {
		n++
	}
	return n
}

func createInvoice(v *visit, f *form) (*outcome, error) {
	if f.value(stepField) == stepAddLine {
		return &outcome{again: true}, nil
	}
	label, err := v.panel.client.Label.Get(v.ctx)
	if err != nil {
		return nil, err
	}
	p := billing.InvoiceParams{
		Customer:        v.id,
		Lines:           f.invoiceLines(label.Currency.Code),
		ClientReference: f.reference,
	}
	if text := f.value("due"); text != "" {
		if p.Due, err = time.Parse(time.DateOnly, text); err != nil {
			return nil, invalid("due", "must be a date")
		}
	}
	made, err := v.panel.client.Invoices.Create(v.ctx, p)
	if err != nil {
		return nil, f.explainPrices(err)
	}
	return &outcome{to: "/invoices/" + made.ID.String(), notice: notice{
		Text: "The draft comes to " + money(made.Total) + ". Open it to send it to the customer.",
	}}, nil
}

// invoiceLines are those up to the last one in which something was typed. A
// price that cannot be read stays zero, without a currency: the SDK refuses it
// together with all else that is wrong.
func (f *form) invoiceLines(code string) []billing.LineParams {
	var lines []billing.LineParams
	used := 1
	for i := range lineCount(f.values) {
		at := fmt.Sprintf("lines.%d.", i)
		price, _ := currency.NewAmount(f.value(at+"unit_price"), code)
		lines = append(lines, billing.LineParams{
			Description: f.value(at + "description"),
			Quantity:    billing.Decimal(f.value(at + "quantity")),
			UnitPrice:   price,
			Category:    billing.ProductCategory(f.value(at + "product_category")),
		})
		if f.value(at+"description") != "" || f.value(at+"unit_price") != "" {
			used = i + 1
		}
	}
	return lines[:min(used, len(lines))]
}

// explainPrices says what a price should look like where none could be read.
func (f *form) explainPrices(err error) error {
	refusal, ok := errors.AsType[*rest.Error](err)
	if !ok || refusal.Code != rest.CodeInvalidParams {
		return err
	}
	fields := slices.Clone(refusal.Fields)
	for i, field := range fields {
		if _, err := currency.NewAmount(f.value(field.Field), "EUR"); err != nil && strings.HasSuffix(field.Field, ".unit_price") {
			fields[i].Message = "must be an amount such as 12.50"
		}
	}
	return rest.Invalid(refusal.Operation, fields...)
}
