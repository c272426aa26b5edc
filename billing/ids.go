package billing

import "strconv"

// An InvoiceID is the number under which an invoice is kept. It is not the one
// that is printed on it, which is [Invoice.Number].
type InvoiceID int64

// A LineID is the number of a line of an invoice.
type LineID int64

// A PaymentID is the number of a payment.
type PaymentID int64

// A MethodID is the number of a payment method.
type MethodID int64

// A GatewayID is the number of a payment gateway.
type GatewayID int64

// An OrderID is the number of an order.
type OrderID int64

// A PartID is the number of a part of an order.
type PartID int64

// String gives the number in decimal.
func (id InvoiceID) String() string { return strconv.FormatInt(int64(id), 10) }

// String gives the number in decimal.
func (id LineID) String() string { return strconv.FormatInt(int64(id), 10) }

// String gives the number in decimal.
func (id PaymentID) String() string { return strconv.FormatInt(int64(id), 10) }

// String gives the number in decimal.
func (id MethodID) String() string { return strconv.FormatInt(int64(id), 10) }

// String gives the number in decimal.
func (id GatewayID) String() string { return strconv.FormatInt(int64(id), 10) }

// String gives the number in decimal.
func (id OrderID) String() string { return strconv.FormatInt(int64(id), 10) }

// String gives the number in decimal.
func (id PartID) String() string { return strconv.FormatInt(int64(id), 10) }
