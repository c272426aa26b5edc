package billing

import (
	"context"
	"iter"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/watch"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on orders.
const (
	ordersPath       = "/order"
	orderPath        = "/order/{order_id}"
	cancelOrderPath  = "/order/{order_id}/cancel"
	restartOrderPath = "/order/{order_id}/restart"
)

// CodeOrderStateInvalid refuses what the state of an order does not allow, such
// as to cancel one that is completed. The error is a [*StateError].
// Provisional.
const CodeOrderStateInvalid rest.Code = "order_state_invalid"

// CodeDomainNotOwned refuses to order the renewal of a domain that the customer
// does not have. The error is a [rest.ErrForbidden].
const CodeDomainNotOwned rest.Code = "domain_not_owned"

// An OrderType is what an order is for. The list is open: values that this
// version does not know pass through.
type OrderType string

// Types of orders.
const (
	OrderTypeNew    OrderType = "new"    // products that the customer does not have
	OrderTypeRenew  OrderType = "renew"  // another term of those that he has
	OrderTypeChange OrderType = "change" // other versions of those that he has
)

// An OrderState is how far an order has come. The list is open: values that
// this version does not know pass through. Only new is documented, the others
// are provisional.
type OrderState string

// States of orders.
const (
	OrderNew        OrderState = "new"
	OrderWaiting    OrderState = "waiting" // [Order.Hold] tells for what
	OrderProcessing OrderState = "processing"
	OrderCompleted  OrderState = "completed" // everything was delivered
	OrderFailed     OrderState = "failed"    // can be restarted or canceled
	OrderCanceled   OrderState = "canceled"
)

// A Hold is what an order waits for. The list is open: values that this version
// does not know pass through. Provisional.
type Hold string

// What orders wait for.
const (
	HoldPayment              Hold = "payment"      // of its invoice, by the customer
	HoldVerification         Hold = "verification" // of the customer's e-mail address
	HoldFraud                Hold = "fraud"        // the customer is tagged as fraud
	HoldBalance              Hold = "balance"      // the reseller's is too low
	HoldResellerVerification Hold = "reseller_verification"
)

// An Order is what a customer wants to buy. What the reseller buys for him
// directly, such as with [domains.Service.Register], makes no order.
type Order struct {
	ID       OrderID            `json:"id"`
	Type     OrderType          `json:"type"`
	State    OrderState         `json:"state"`
	Customer customers.Customer `json:"customer"`
	Parts    []Part             `json:"parts"`
	// Hold is what the order waits for, empty if for nothing.
	Hold Hold `json:"hold"`
	// Invoice is what is to be paid for the order, nil where the label does not
	// invoice its customers, and delivers at once.
	Invoice *InvoiceRef `json:"invoice"`
	// Payments are those of the invoice. Provisional.
	Payments []PaymentRef `json:"payments"`
	// ClientReference is the reference the order was created with, empty for
	// those that customers made. Provisional.
	ClientReference string    `json:"client_reference"`
	Created         time.Time `json:"created"`
	// Updated is zero where the platform does not tell. Provisional.
	Updated time.Time `json:"updated,omitzero"`

	Unknown jsontext.Value `json:",embed"`
}

// final reports whether nothing happens to an order any more unless somebody
// asks for it.
func (o *Order) final() bool {
	return o.State == OrderCompleted || o.State == OrderFailed || o.State == OrderCanceled
}

// An OrderFilter narrows a list of orders down. The zero value takes all.
type OrderFilter struct {
	Customer customers.ID `url:"customer,omitempty"`
	// State and the fields below are provisional; a platform that does not know
	// one lists more orders than were asked for.
	State           OrderState `url:"state,omitempty"`
	ClientReference string     `url:"client_reference,omitempty"`
	// UpdatedSince takes orders that changed then or later.
	UpdatedSince time.Time `url:"updated_since,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// Offset passes over so many orders.
	Offset int `url:"offset,omitempty"`
}

// Call is the request for the list, checked. [rest.List] and [rest.All] read its
// answer into a type of one's own.
func (filter OrderFilter) Call() (rest.Call, error) {
	const operation = "orders.list"
	var f check.Fields
	f.OptionalID("customer", int64(filter.Customer))
	f.Text("state", string(filter.State), check.MaxText)
	f.Text("client_reference", filter.ClientReference, check.MaxReference)
	f.Offset(filter.Offset)
	filter.UpdatedSince = filter.UpdatedSince.UTC()
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(ordersPath), Query: filter}
	return call, f.Err(operation)
}

// An OrderService works on orders.
type OrderService struct{ client *rest.Client }

// NewOrders makes a service that calls through c.
func NewOrders(c *rest.Client) *OrderService { return &OrderService{c} }

// List reads one page of orders, in ascending order of id. Each tells its
// invoice and payments with their states.
//
// GET /order, documented with the filter by customer; paging and the other
// filters are provisional.
func (s *OrderService) List(ctx context.Context, filter OrderFilter, opts ...rest.CallOption) (*rest.Page[Order], error) {
	call, err := filter.Call()
	if err != nil {
		return nil, err
	}
	return rest.List[Order](ctx, s.client, call, opts...)
}

// All gives orders one by one, in ascending order of id, over all pages. See
// [rest.All].
//
// GET /order, documented with the filter by customer; paging and the other
// filters are provisional.
func (s *OrderService) All(ctx context.Context, filter OrderFilter, opts ...rest.CallOption) iter.Seq2[*Order, error] {
	call, err := filter.Call()
	if err != nil {
		return check.Refused[Order](err)
	}
	return rest.All(ctx, s.client, call, func(o *Order) OrderID { return o.ID }, opts...)
}

// Get reads an order.
//
// GET /order/{order_id}, documented.
func (s *OrderService) Get(ctx context.Context, id OrderID, opts ...rest.CallOption) (*Order, error) {
	const operation = "orders.get"
	if err := check.ID(operation, "order_id", int64(id)); err != nil {
		return nil, err
	}
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(orderPath, id.String())}
	return rest.Do[Order](ctx, s.client, call, opts...)
}

// An OrderError is an order that came to an end while somebody waited for it to
// be delivered: it failed or was canceled.
type OrderError struct{ Order *Order }

// Error names the order and says what became of it, and of its parts.
func (e *OrderError) Error() string {
	text := "order " + e.Order.ID.String() + ": " + string(e.Order.State)
	for i := range e.Order.Parts {
		part := &e.Order.Parts[i]
		if reason := strings.TrimSpace(part.LastError); reason != "" {
			text += "; " + strings.TrimSpace(part.Description) + ": " + reason
		}
	}
	return text
}

// Wait reads an order again and again until it is completed. The error is an
// [*OrderError] if it fails or is canceled, and that of the context when it ends
// first. A look that fails in spite of its retries ends the wait as well; Wait
// can be called again.
//
// An order takes days where somebody has to act: see [Order.Hold] in
// WaitOptions.Progress.
//
// GET /order/{order_id}, documented.
func (s *OrderService) Wait(ctx context.Context, id OrderID, o WaitOptions[Order], opts ...rest.CallOption) (*Order, error) {
	return watch.Wait[Order]{
		Operation: "orders.wait",
		What:      "order " + id.String(),
		Look:      func(ctx context.Context) (*Order, error) { return s.Get(ctx, id, opts...) },
		State:     func(o *Order) string { return strings.TrimSpace(string(o.State) + " " + string(o.Hold)) },
		Updated:   func(o *Order) time.Time { return o.Updated },
		Ended: func(o *Order) (bool, error) {
			if o.final() && o.State != OrderCompleted {
				return true, &OrderError{o}
			}
			return o.final(), nil
		},
	}.Until(ctx, watch.Options[Order](o))
}
