package hostcontroltest

import (
	"errors"
	"fmt"
	"time"
)

// The types of events of orders.
const (
	eventOrderCompleted = "order.completed"
	eventOrderCreated   = "order.created"
	eventOrderFailed    = "order.failed"
)

// Types of orders.
const (
	orderNew    = "new"
	orderRenew  = "renew"
	orderChange = "change"
)

// States of orders.
const (
	orderStateNew       = "new"
	orderStateCompleted = "completed"
	orderStateFailed    = "failed"
)

// States of parts of orders.
const (
	partPending   = "pending"
	partDelivered = "delivered"
	partFailed    = "failed"
)

const partRegister = "domain-register-order"

// order is what a customer wants to buy.
type order struct {
	id        int64
	kind      string
	state     string
	owner     *customer
	parts     []*orderPart
	reference *string
	created   time.Time
}

// orderPart is one product of an order: a domain to register.
type orderPart struct {
	id        int64
	state     string
	name      string
	tld       *tld
	privacy   bool
	price     *int64 // nil until delivered
	lastError *string
}

func (o *order) key() int64 { return o.id }

func (o *order) object() eventObject { return eventObject{Type: "order", ID: o.id} }

type orderView struct {
	ID              int64        `json:"id"`
	Type            string       `json:"type"`
	State           string       `json:"state"`
	Customer        customerView `json:"customer"`
	Parts           []partView   `json:"parts"`
	Invoice         *struct{}    `json:"invoice"` // null: no order here is invoiced
	ClientReference *string      `json:"client_reference"`
	Created         string       `json:"created"`
}

type partView struct {
	ID                      int64      `json:"id"`
	Type                    string     `json:"type"`
	State                   string     `json:"state"`
	Description             string     `json:"description"`
	Price                   *int64     `json:"price"`
	LastError               *string    `json:"last_error"`
	Interval                int        `json:"interval"`
	IsPrivacyProtectEnabled bool       `json:"is_privacy_protect_enabled"`
	Domain                  domainName `json:"domain"`
	TLD                     tldRef     `json:"tld"`
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
		ClientReference: o.reference,
		Created:         stamp(o.created),
	}
	for _, p := range o.parts {
		view.Parts = append(view.Parts, viewPart(p))
	}
	return view
}

func viewPart(p *orderPart) partView {
	return partView{
		ID:                      p.id,
		Type:                    partRegister,
		State:                   p.state,
		Description:             fmt.Sprintf("%s, %d months\n", p.name, soldInterval), // the platform's ends so, too
		Price:                   p.price,
		LastError:               p.lastError,
		Interval:                soldInterval,
		IsPrivacyProtectEnabled: p.privacy,
		Domain:                  domainName{p.name},
		TLD:                     tldRef{p.tld.name},
	}
}

func listOrders(c *call) (any, error) {
	owner, state := c.query.integer("customer"), c.query.text("state", 16)
	reference := c.query.text("client_reference", 64)
	return list(c, c.orders.rows, func(x *order) bool {
		return x.owner.reseller == c.reseller &&
			agrees(owner, x.owner.id) &&
			(state == "" || x.state == state) &&
			hasReference(reference, x.reference)
	}, viewOrder)
}

func getOrder(c *call) (any, error) {
	found := c.orders.index[parseID(c.path["order"])]
	if found == nil || found.owner.reseller != c.reseller {
		return nil, unknownResource("order")
	}
	return viewOrder(found), nil
}

func createOrder(c *call) (any, error) {
	return c.create("order", func(reference *string) (any, error) {
		owner, kind := c.givenCustomer("customer"), c.body.required("type", 16)
		switch kind {
		case "", orderNew, orderRenew, orderChange:
		default:
			c.body.reject("type", textChoice)
		}
		parts, err := c.readParts(kind)
		if err != nil {
			return nil, err
		}
		if err := c.mayBuy(owner); err != nil {
			return nil, err
		}
		made := c.addOrder(owner, kind, parts)
		made.reference = reference
		if !owner.label.invoicing {
			c.deliverOrder(made)
		}
		return viewOrder(made), nil
	})
}

// readParts reads the products of an order, and whatever the caller has read of
// the body before is checked with them.
func (c *call) readParts(kind string) ([]*orderPart, error) {
	const name = "order"
	entries := c.body.objects(name)
	if len(entries) == 0 && !c.body.rejected(name) {
		c.body.reject(name, textRequired)
	}
	given := make([]string, 0, len(entries))
	parts := make([]*orderPart, 0, len(entries))
	for i, entry := range entries {
		if part := entry.required("type", 64); part != "" && (part != partRegister || kind != orderNew) {
			entry.reject("type", textChoice)
		}
		given = append(given, entry.required("name", 255))
		p := &orderPart{state: partPending}
		assign(&p.privacy, entry.boolean("is_privacy_protect_enabled"))
		entry.readInterval()
		c.body.adopt(name, i, entry)
		parts = append(parts, p)
	}
	if err := c.body.err(); err != nil {
		return nil, err
	}
	return parts, c.nameParts(parts, given)
}

func (c *call) nameParts(parts []*orderPart, given []string) error {
	var err error
	for i, p := range parts {
		if p.name, p.tld, err = c.parseDomain(given[i]); err != nil {
			return err
		}
		if c.taken(p.name) {
			return domainTaken()
		}
	}
	return nil
}

func (c *call) addOrder(owner *customer, kind string, parts []*orderPart) *order {
	o := &order{
		id:      next(&c.ids.order),
		kind:    kind,
		state:   orderStateNew,
		owner:   owner,
		parts:   parts,
		created: c.now,
	}
	for _, p := range parts {
		p.id = next(&c.ids.orderPart)
	}
	c.orders.insert(o)
	c.record(owner, eventOrderCreated, o.object(), "order created")
	return o
}

// deliverOrder delivers what an order is about. A part that the balance does not
// cover holds the order; one that cannot be delivered at all fails it.
func (c *call) deliverOrder(o *order) {
	for _, p := range o.parts {
		c.deliverPart(o, p)
	}
	switch {
	case o.hasPart(partFailed):
		o.state = orderStateFailed
		c.record(o.owner, eventOrderFailed, o.object(), "order could not be delivered")
	case !o.hasPart(partPending):
		o.state = orderStateCompleted
		c.record(o.owner, eventOrderCompleted, o.object(), "order delivered")
	}
}

func (o *order) hasPart(state string) bool {
	for _, p := range o.parts {
		if p.state == state {
			return true
		}
	}
	return false
}

func (c *call) deliverPart(o *order, p *orderPart) {
	_, err := c.register(registration{owner: o.owner, name: p.name, tld: p.tld, privacy: p.privacy})
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		p.lastError = &refused.code
		if refused.code != codeInsufficientBalance {
			p.state = partFailed
		}
	case err == nil:
		p.state = partDelivered
		p.price = new(p.tld.prices.register)
	}
}
