package mirror

import (
	"context"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/rest"
)

// A Resource is a kind of object that is copied.
type Resource string

// The resources, in the order in which they are read.
const (
	Invoices Resource = "invoice"
	Payments Resource = "payment"
	Orders   Resource = "order"
)

// A table is how a resource is asked for and where it is kept.
type table struct {
	resource Resource
	name     string
	columns  []string // after the id, and before the JSON
	values   func(*object) []any
	// call asks for what changed at a time or later, and is in a state; their
	// zero values ask for all.
	call func(since time.Time, state billing.InvoiceState, offset int) (rest.Call, error)
	// get asks for a single object.
	get func(ctx context.Context, client *rest.Client, id int64, opts ...rest.CallOption) error
}

var invoices = &table{
	resource: Invoices,
	name:     "hostcontrol_invoice",
	columns: []string{
		"number", "state", "customer_id", "currency", "is_credit", "credited_invoice_id", "subtotal", "tax", "total",
		"order_id", "client_reference", "created", "updated", "opened", "due", "closed",
	},
	values: func(o *object) []any {
		return []any{
			textOrNull(o.Number), column(o.State), o.Customer.ID, column(o.Currency), o.Credit, orNull(o.CreditedInvoice), o.Subtotal, o.Tax, o.Total,
			idOrNull(o.Order), textOrNull(o.ClientReference), timeOrNull(o.Created), timeOrNull(o.Updated), timeOrNull(o.Opened), timeOrNull(o.Due), timeOrNull(o.Closed),
		}
	},
	call: func(since time.Time, state billing.InvoiceState, offset int) (rest.Call, error) {
		return billing.InvoiceFilter{UpdatedSince: since, State: state, Offset: offset}.Call()
	},
	get: func(ctx context.Context, client *rest.Client, id int64, opts ...rest.CallOption) error {
		_, err := billing.NewInvoices(client).Get(ctx, billing.InvoiceID(id), opts...)
		return err
	},
}

var payments = &table{
	resource: Payments,
	name:     "hostcontrol_payment",
	columns: []string{
		"reference", "state", "customer_id", "invoice_id", "order_id", "method_id", "currency", "amount", "fee",
		"client_reference", "created", "updated", "expires",
	},
	values: func(o *object) []any {
		return []any{
			textOrNull(o.Reference), column(o.State), o.Customer.ID, idOrNull(o.Invoice), idOrNull(o.Order), idOrNull(o.Method), column(o.Currency), o.Amount, o.Fee,
			textOrNull(o.ClientReference), timeOrNull(o.Created), timeOrNull(o.Updated), timeOrNull(o.Expires),
		}
	},
	call: func(since time.Time, _ billing.InvoiceState, offset int) (rest.Call, error) {
		return billing.PaymentFilter{UpdatedSince: since, Offset: offset}.Call()
	},
	get: func(ctx context.Context, client *rest.Client, id int64, opts ...rest.CallOption) error {
		_, err := billing.NewPayments(client).Get(ctx, billing.PaymentID(id), opts...)
		return err
	},
}

var orders = &table{
	resource: Orders,
	name:     "hostcontrol_order",
	columns:  []string{"type", "state", "hold", "customer_id", "invoice_id", "client_reference", "created", "updated"},
	values: func(o *object) []any {
		return []any{
			column(o.Type), column(o.State), textOrNull(o.Hold), o.Customer.ID, idOrNull(o.Invoice),
			textOrNull(o.ClientReference), timeOrNull(o.Created), timeOrNull(o.Updated),
		}
	},
	call: func(since time.Time, _ billing.InvoiceState, offset int) (rest.Call, error) {
		return billing.OrderFilter{UpdatedSince: since, Offset: offset}.Call()
	},
	get: func(ctx context.Context, client *rest.Client, id int64, opts ...rest.CallOption) error {
		_, err := billing.NewOrders(client).Get(ctx, billing.OrderID(id), opts...)
		return err
	},
}
