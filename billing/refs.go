package billing

import (
	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json/jsontext"
)

// An InvoiceRef names the invoice that something belongs to, with its state.
type InvoiceRef struct {
	ID     InvoiceID    `json:"id"`
	Number string       `json:"number"` // empty for a draft
	State  InvoiceState `json:"state"`

	Unknown jsontext.Value `json:",embed"`
}

// An OrderRef names the order that something belongs to, with its state.
type OrderRef struct {
	ID    OrderID    `json:"id"`
	State OrderState `json:"state"`

	Unknown jsontext.Value `json:",embed"`
}

// A PaymentRef names a payment of an invoice or of an order, with its state.
type PaymentRef struct {
	ID    PaymentID    `json:"id"`
	State PaymentState `json:"state"`
	// Amount is told by invoices only.
	Amount currency.Amount `json:"-"`

	Unknown jsontext.Value `json:",embed"`
}
