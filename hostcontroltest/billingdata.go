package hostcontroltest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// biller makes the demo invoices, with their orders and payments, in the order
// of time. It draws from a stream of its own: how many there are changes nothing
// else about a server.
type biller struct {
	*store
	random   *rand.Rand
	now      time.Time
	payers   arrivals
	methods  []*paymentMethod
	credible []*invoice // closed, and not credited so far
}

// recently is the time in which invoices may still be under way. What is older
// was paid or given up.
const recently = 30 * 24 * time.Hour

// bill makes so many invoices. Between two of them there is time enough for what
// happens to one.
func (b *biller) bill(count int) {
	for _, c := range b.customers.rows {
		if c.reseller == b.own && c.enabled && c.verified && !c.fraud {
			b.payers.customers = append(b.payers.customers, c)
		}
	}
	if len(b.payers.customers) == 0 || count <= 0 {
		return
	}
	b.methods = b.store.methods.rows
	began := b.payers.customers[0].created
	step := b.now.Add(-time.Hour).Sub(began) / time.Duration(count)
	for i := range count {
		b.invoice(i, began.Add(time.Duration(i)*step).Truncate(time.Microsecond))
	}
	b.sortEvents(b.payers.customers)
}

func (b *biller) invoice(i int, at time.Time) {
	switch kind := b.random.IntN(20); {
	case kind == 0 && len(b.credible) > 0:
		b.takeBack(at)
	case kind < 5:
		b.byHand(at)
	default:
		b.ordered(i, at)
	}
}

// takeBack credits an earlier invoice.
func (b *biller) takeBack(at time.Time) {
	chosen, last := b.random.IntN(len(b.credible)), len(b.credible)-1
	parent := b.credible[chosen]
	b.credible[chosen], b.credible = b.credible[last], b.credible[:last]
	made := credited(parent, parent.lines)
	b.addInvoice(made, at)
	if b.random.IntN(4) > 0 {
		b.openInvoice(made, at.Add(time.Second))
	}
}

// byHand makes an invoice that no order is behind.
func (b *biller) byHand(at time.Time) {
	owner := b.payers.pick(b.random, at)
	items := make([]lineItem, 0, 3)
	for range 1 + b.random.IntN(3) {
		items = append(items, lineItem{
			description: "Support",
			quantity:    decimal{25 * (1 + b.random.Int64N(40)), 2},
			unitPrice:   500 + b.random.Int64N(9500),
		})
	}
	made := &invoice{owner: owner, inclusive: !owner.label.pricesExcludeTax}
	made.lines = b.taxed(owner, items, made.inclusive, at)
	b.addInvoice(made, at)
	if b.random.IntN(8) > 0 {
		b.openInvoice(made, at.Add(time.Second))
		b.resolve(made, at.Add(time.Second))
	}
}

// ordered makes an order of a domain with its invoice.
func (b *biller) ordered(i int, at time.Time) {
	owner, under := b.payers.pick(b.random, at), b.tlds.index[pick(b.random, demoTLDs)]
	item := &registerItem{registration{
		owner: owner, name: fmt.Sprintf("example-order-%06d.%s", i+1, under.name), tld: under,
	}}
	o := &order{kind: orderNew, state: orderStateWaiting, hold: holdPayment, owner: owner, created: at, updated: at}
	o.parts = []*orderPart{{item: item, state: partPending}}
	b.keepOrder(o)
	b.invoiceOrder(o, at)
	b.resolve(o.invoice, at)
}

// resolve lets a customer pay an invoice, at the first attempt or later, or not
// at all.
func (b *biller) resolve(i *invoice, at time.Time) {
	for b.random.IntN(5) == 0 {
		at = at.Add(time.Second)
		b.attempt(i, at, paymentFailed)
	}
	at = at.Add(time.Second)
	switch chance := b.random.IntN(20); {
	case chance < 10 && b.now.Sub(at) < recently:
		if chance == 0 {
			b.attempt(i, b.now.Add(-time.Minute), paymentPending)
		}
	case chance == 18:
		b.attempt(i, at, paymentExpired)
		b.giveUp(i, at)
	case chance == 19:
		b.close(i, at)
	default:
		b.attempt(i, at, paymentAuthorized)
		b.close(i, at)
	}
}

func (b *biller) attempt(i *invoice, at time.Time, state string) {
	method := b.methods[b.random.IntN(len(b.methods))]
	p := &payment{
		id:        next(&b.ids.payment),
		reference: fmt.Sprintf("%016x", b.random.Uint64()),
		state:     state,
		method:    method,
		invoice:   i,
		amount:    i.total(),
		fee:       method.fee,
		started:   at,
		expires:   at.Add(method.life),
	}
	if state == paymentFailed {
		p.payload = jsontext.Value(`{"error":"declined"}`)
	}
	b.keepPayment(p)
	b.turnPayment(p, state, at)
}

// close makes an invoice count as paid. What was bought with it long ago has
// gone again, so that no domain is there to show for it.
func (b *biller) close(i *invoice, at time.Time) {
	i.closed = at
	b.turnInvoice(i, invoiceClosed, at)
	b.invoiceEvent(i, eventInvoiceClosed, "invoice closed", at)
	b.credible = append(b.credible, i)
	if i.order == nil {
		return
	}
	part, state := i.order.parts[0], orderStateCompleted
	if part.state, part.price = partDelivered, new(part.item.charge().amount()); b.random.IntN(20) == 0 {
		state = orderStateFailed
		part.state, part.price, part.lastError = partFailed, nil, new("domain_taken")
	}
	b.turnOrder(i.order, state, "", at)
}

// giveUp cancels the order of an invoice that nobody paid.
func (b *biller) giveUp(i *invoice, at time.Time) {
	if i.order != nil {
		b.cancelOrder(i.order, at)
	}
}
