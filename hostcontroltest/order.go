package hostcontroltest

import "time"

// The types of events of orders.
const (
	eventOrderCanceled  = "order.canceled"
	eventOrderCompleted = "order.completed"
	eventOrderCreated   = "order.created"
	eventOrderFailed    = "order.failed"
	eventOrderHeld      = "order.held"
	eventOrderRestarted = "order.restarted"
)

// Types of orders.
const (
	orderNew    = "new"
	orderRenew  = "renew"
	orderChange = "change"
)

// States of orders.
const (
	orderStateNew        = "new"
	orderStateWaiting    = "waiting"
	orderStateProcessing = "processing"
	orderStateCompleted  = "completed"
	orderStateFailed     = "failed"
	orderStateCanceled   = "canceled"
)

// What an order that waits is holding on.
const (
	holdPayment      = "payment"
	holdVerification = "verification"
	holdFraud        = "fraud"
	holdBalance      = "balance"
	holdReseller     = "reseller_verification"
)

// States of parts of orders.
const (
	partPending   = "pending"
	partDelivered = "delivered"
	partFailed    = "failed"
	partCanceled  = "canceled"
)

// order is what a customer wants to buy.
type order struct {
	id               int64
	kind             string
	state            string
	hold             string // "" unless it waits
	owner            *customer
	parts            []*orderPart
	invoice          *invoice // nil where the label does not invoice
	look             time.Time
	reference        *string
	created, updated time.Time
}

// orderPart is one product of an order.
type orderPart struct {
	id        int64
	item      orderItem
	state     string
	tracking  tracking // nil until bought
	price     *int64   // nil until bought
	lastError *string
}

func (o *order) key() int64 { return o.id }

func (o *order) object() eventObject { return eventObject{Type: "order", ID: o.id} }

type stateOfPayment struct {
	ID    int64  `json:"id"`
	State string `json:"state"`
}

type orderView struct {
	ID              int64            `json:"id"`
	Type            string           `json:"type"`
	State           string           `json:"state"`
	Hold            *string          `json:"hold"`
	Customer        customerView     `json:"customer"`
	Parts           []partView       `json:"parts"`
	Invoice         *invoiceState    `json:"invoice"`
	Payments        []stateOfPayment `json:"payments"`
	ClientReference *string          `json:"client_reference"`
	Created         string           `json:"created"`
	Updated         string           `json:"updated"`
}

// partView has the documented members of a registration. The others are there
// for the products that they are about.
type partView struct {
	ID                      int64           `json:"id"`
	Type                    string          `json:"type"`
	State                   string          `json:"state"`
	Description             string          `json:"description"`
	Price                   *int64          `json:"price"`
	LastError               *string         `json:"last_error"`
	Interval                int             `json:"interval"`
	IsPrivacyProtectEnabled bool            `json:"is_privacy_protect_enabled"`
	Domain                  *domainName     `json:"domain"`
	TLD                     *tldRef         `json:"tld"`
	Transfer                *transferRef    `json:"transfer,omitzero"`
	Hosting                 *hostingRef     `json:"hosting,omitzero"`
	HostingPlan             *hostingPlanRef `json:"hosting_plan,omitzero"`
	Certificate             *certificateRef `json:"ssl_certificate,omitzero"`
	CertificatePlan         *planRef        `json:"ssl_certificate_plan,omitzero"`
}

// domainName is all that a part shows of its domain, which may not exist yet.
type domainName struct {
	Name string `json:"name"`
}

func viewOrder(o *order) orderView {
	view := orderView{
		ID:              o.id,
		Type:            o.kind,
		State:           o.state,
		Customer:        viewCustomer(o.owner),
		Parts:           make([]partView, 0, len(o.parts)),
		Invoice:         viewInvoiceState(o.invoice),
		Payments:        []stateOfPayment{},
		ClientReference: o.reference,
		Created:         stamp(o.created),
		Updated:         stamp(o.updated),
	}
	if o.hold != "" {
		view.Hold = new(o.hold)
	}
	for _, p := range o.parts {
		view.Parts = append(view.Parts, viewPart(p))
	}
	if o.invoice != nil {
		for _, p := range o.invoice.payments {
			view.Payments = append(view.Payments, stateOfPayment{p.id, p.state})
		}
	}
	return view
}

func viewPart(p *orderPart) partView {
	view := partView{
		ID:          p.id,
		Type:        p.item.kind(),
		State:       p.state,
		Description: p.item.charge().description + "\n", // the platform's ends so, too
		Price:       p.price,
		LastError:   p.lastError,
	}
	p.item.show(&view)
	return view
}

// viewOrderState is how the other corners of the triangle show an order.
func viewOrderState(o *order) *orderState {
	if o == nil {
		return nil
	}
	return &orderState{o.id, o.state}
}

func listOrders(c *call) (any, error) {
	q := c.query
	owner, state, reference := q.integer("customer"), q.text("state", 16), q.text("client_reference", 64)
	created, updated := q.span("created"), q.span("updated")
	return list(c, c.orders.rows, func(x *order) bool {
		return x.owner.reseller == c.reseller &&
			agrees(owner, x.owner.id) &&
			(state == "" || x.state == state) &&
			hasReference(reference, x.reference) &&
			created.holds(x.created) && updated.holds(x.updated)
	}, viewOrder)
}

// order is the one a path names.
func (c *call) order() (*order, error) {
	found := c.orders.index[parseID(c.path["order"])]
	if found == nil || found.owner.reseller != c.reseller {
		return nil, unknownResource("order")
	}
	return found, nil
}

func getOrder(c *call) (any, error) {
	found, err := c.order()
	if err != nil {
		return nil, err
	}
	return viewOrder(found), nil
}

// createOrder takes an order, as the storefront does. A label that invoices its
// customers sends them the invoice at once.
func createOrder(c *call) (any, error) {
	return c.create("order", func(reference *string) (any, error) {
		owner, kind := c.givenCustomer("customer"), c.body.required("type", 16)
		switch kind {
		case "", orderNew, orderRenew, orderChange:
		default:
			c.body.reject("type", textChoice)
		}
		items, err := c.readItems(kind, owner)
		if err != nil {
			return nil, err
		}
		if err := c.mayOrder(owner); err != nil {
			return nil, err
		}
		made := c.addOrder(owner, kind, items)
		made.reference = reference
		if owner.label.invoicing {
			c.invoiceOrder(made, c.now)
		}
		c.scheduleCancel(made, c.now)
		c.reviewOrder(made, c.now)
		return viewOrder(made), nil
	})
}

// mayOrder tells whether a customer can order. Whether his reseller can deliver
// is another question, and holds the order.
func (c *call) mayOrder(owner *customer) error {
	switch {
	case !owner.enabled:
		return refuse("customer_disabled", "the customer is disabled")
	case owner.fraud:
		return refuse("customer_fraud_tagged", "the customer is tagged as fraud, which disables ordering")
	default:
		return nil
	}
}

func (c *call) addOrder(owner *customer, kind string, items []orderItem) *order {
	o := &order{kind: kind, state: orderStateNew, owner: owner, created: c.now, updated: c.now}
	for _, item := range items {
		o.parts = append(o.parts, &orderPart{item: item, state: partPending})
	}
	c.keepOrder(o)
	c.record(owner, eventOrderCreated, o.object(), "order created")
	return o
}

func (s *store) keepOrder(o *order) {
	o.id = next(&s.ids.order)
	for _, p := range o.parts {
		p.id = next(&s.ids.orderPart)
	}
	s.orders.insert(o)
}

// invoiceOrder makes the one invoice of an order, and opens it.
func (s *store) invoiceOrder(o *order, now time.Time) {
	items := make([]lineItem, 0, len(o.parts))
	for _, p := range o.parts {
		items = append(items, p.item.charge())
	}
	i := &invoice{owner: o.owner, order: o, inclusive: !o.owner.label.pricesExcludeTax}
	i.lines = s.taxed(o.owner, items, i.inclusive, now)
	o.invoice = i
	s.addInvoice(i, now)
	s.openInvoice(i, now)
}
