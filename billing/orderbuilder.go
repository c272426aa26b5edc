package billing

import (
	"cmp"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// An OrderBuilder puts an order together. Nothing is checked or sent before
// [OrderService.Create], which tells all that is wrong with it in one go.
//
//	order := billing.NewOrder(48).
//		Register(billing.RegisterPart{Name: "example.com"}).
//		Hosting(billing.HostingPart{Plan: 2, Domain: "example.org"})
type OrderBuilder struct {
	customer  customers.ID
	reference string
	parts     []partParams
}

// partParams is what a part is made of.
type partParams interface {
	// ordered checks the parameters, and gives the part as it is sent.
	ordered(c *orderChecker) orderedPart
}

// NewOrder begins an order of a customer.
func NewOrder(customer customers.ID) *OrderBuilder { return &OrderBuilder{customer: customer} }

// ClientReference gives the order the caller's own name, unique and at most 64
// characters. Without it the SDK makes one. Provisional.
func (b *OrderBuilder) ClientReference(reference string) *OrderBuilder {
	b.reference = reference
	return b
}

// Register adds a domain to register.
func (b *OrderBuilder) Register(p RegisterPart) *OrderBuilder { return b.add(p) }

// Renew adds a domain to renew. An order is for renewals or for new products,
// not for both. Provisional.
func (b *OrderBuilder) Renew(p RenewPart) *OrderBuilder { return b.add(p) }

// Transfer adds a domain to transfer. Provisional.
func (b *OrderBuilder) Transfer(p TransferPart) *OrderBuilder { return b.add(p) }

// Hosting adds a hosting account. Provisional.
func (b *OrderBuilder) Hosting(p HostingPart) *OrderBuilder { return b.add(p) }

// Certificate adds a certificate. Provisional.
func (b *OrderBuilder) Certificate(p CertificatePart) *OrderBuilder { return b.add(p) }

func (b *OrderBuilder) add(part partParams) *OrderBuilder {
	b.parts = append(b.parts, part)
	return b
}

// orderBody is what Create sends.
type orderBody struct {
	Customer        customers.ID  `json:"customer"`
	Type            OrderType     `json:"type"`
	Parts           []orderedPart `json:"order"`
	ClientReference string        `json:"client_reference"`
}

// body gives the order as it is sent, or all that is wrong with it.
func (b *OrderBuilder) body(operation string) (*orderBody, error) {
	if b == nil {
		b = new(OrderBuilder)
	}
	body := &orderBody{
		Customer:        b.customer,
		Type:            OrderTypeNew,
		ClientReference: cmp.Or(b.reference, rest.NewReference()),
	}
	c := orderChecker{domains: make(map[domains.Name]bool)}
	c.fields.ID("customer", int64(b.customer))
	renewals := 0
	for n, part := range b.parts {
		c.part = n
		body.Parts = append(body.Parts, part.ordered(&c))
		if body.Parts[n].kind == PartRenew {
			renewals++
		}
	}
	switch renewals {
	case 0:
	case len(b.parts):
		body.Type = OrderTypeRenew
	default:
		c.fields.Reject("type", "must not be for renewals and for new products at once")
	}
	if len(b.parts) == 0 {
		c.fields.Reject("order", "must not be empty")
	}
	c.fields.Reference(body.ClientReference)
	return body, c.fields.Err(operation)
}

// describes reports whether an order may be the one that was asked for. What
// the platform does not tell speaks neither for it nor against it.
func (b *orderBody) describes(o *Order) bool {
	if o.Customer.ID != b.Customer || o.Type != b.Type || len(o.Parts) != len(b.Parts) {
		return false
	}
	for n, sent := range b.Parts {
		found := &o.Parts[n]
		if found.Type != sent.kind || sent.name != "" && found.Domain != nil && found.Domain.Name != sent.name {
			return false
		}
	}
	return true
}

// orderedPart is a part as it is sent.
type orderedPart struct {
	kind PartType
	name domains.Name // empty where the part is about no domain
	body any
}

// MarshalJSONTo writes the body.
func (p orderedPart) MarshalJSONTo(enc *jsontext.Encoder) error {
	return json.MarshalEncode(enc, p.body)
}

// orderChecker finds what is wrong with the parts of an order.
type orderChecker struct {
	fields  check.Fields
	part    int                   // the one that is looked at
	domains map[domains.Name]bool // that are registered, renewed or transferred
}

// field is the wire name of a field of the part.
func (c *orderChecker) field(name string) string { return fmt.Sprintf("order.%d.%s", c.part, name) }

func (c *orderChecker) reject(field, message string) { c.fields.Reject(c.field(field), message) }

func (c *orderChecker) text(field, value string) { c.fields.Text(c.field(field), value, check.MaxText) }

func (c *orderChecker) required(field, value string) {
	c.fields.Required(c.field(field), value, check.MaxText)
}

// name reads the name of a domain or host.
func (c *orderChecker) name(field, text string) domains.Name {
	name, err := domains.ParseName(text)
	if err != nil {
		c.reject(field, err.Error())
	}
	return name
}

// domain reads the name of a domain that no other part is about.
func (c *orderChecker) domain(text string) domains.Name {
	name := c.name("name", text)
	if name != "" && c.domains[name] {
		c.reject("name", "is ordered twice")
	}
	c.domains[name] = true
	return name
}
