package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

// line is one of the command line, whose price has no currency yet.
type line struct{ text, price, quantity, category string }

func readLine(text string) (line, error) {
	fields := strings.Split(text, ";")
	if len(fields) < 2 || len(fields) > 4 {
		return line{}, errors.New(`a line is "text; price", "text; price; quantity" or "text; price; quantity; category"`)
	}
	fields = append(fields, "", "")
	for i, field := range fields {
		fields[i] = strings.TrimSpace(field)
	}
	return line{fields[0], fields[1], fields[2], fields[3]}, nil
}

func (l line) params(code string) (billing.LineParams, error) {
	price, err := currency.NewAmount(l.price, code)
	if err != nil {
		return billing.LineParams{}, fmt.Errorf("-line %q: the price: %w", l.text, err)
	}
	return billing.LineParams{
		Description: l.text,
		Quantity:    billing.Decimal(l.quantity),
		UnitPrice:   price,
		Category:    billing.ProductCategory(l.category),
	}, nil
}

// draft makes the invoice, or finds the one that was made with the reference
// before. Prices are in the currency of the label that the credentials are for.
func draft(ctx context.Context, client *hostcontrol.Client, asked *request, out io.Writer) (*billing.Invoice, error) {
	if err := asked.check(); err != nil {
		return nil, err
	}
	label, err := client.Label.Get(ctx)
	if err != nil {
		return nil, err
	}
	params := billing.InvoiceParams{
		Customer:        asked.customer,
		Due:             asked.due,
		ClientReference: cmp.Or(asked.reference, rest.NewReference()),
	}
	for _, l := range asked.lines {
		p, err := l.params(label.Currency.Code)
		if err != nil {
			return nil, err
		}
		params.Lines = append(params.Lines, p)
	}
	// Before the request, so that it is known whatever happens then.
	fmt.Fprintf(out, "reference %s\n", params.ClientReference)
	return client.Invoices.Create(ctx, params)
}
