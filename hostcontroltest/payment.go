package hostcontroltest

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// The types of events of payments.
const (
	eventPaymentAuthorized = "payment.authorised"
	eventPaymentExpired    = "payment.expired"
	eventPaymentFailed     = "payment.failed"
	eventPaymentStarted    = "payment.started"
)

// States of payments. All but the first are final.
const (
	paymentPending    = "pending"
	paymentAuthorized = "authorised"
	paymentFailed     = "failed"
	paymentExpired    = "expired"
)

// payment is an attempt to pay an invoice.
type payment struct {
	id               int64
	reference        string
	state            string
	method           *paymentMethod
	invoice          *invoice
	amount, fee      int64
	payload          jsontext.Value // of the gateway; nil when it had nothing to say
	clientReference  *string
	started, expires time.Time
	updated          time.Time
}

func (p *payment) key() int64 { return p.id }

func (p *payment) object() eventObject { return eventObject{Type: "payment", ID: p.id} }

type methodRef struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

type paymentView struct {
	ID              int64          `json:"id"`
	Reference       string         `json:"reference"`
	State           string         `json:"state"`
	Amount          int64          `json:"amount"`
	Fee             int64          `json:"fee"`
	Currency        string         `json:"currency"`
	Method          methodRef      `json:"method"`
	Gateway         gatewayView    `json:"gateway"`
	Customer        customerRef    `json:"customer"`
	Invoice         *invoiceState  `json:"invoice"`
	Order           *orderState    `json:"order"`
	Payload         jsontext.Value `json:"payload"`
	ClientReference *string        `json:"client_reference"`
	Started         string         `json:"started"`
	Expires         string         `json:"expires"`
	Created         string         `json:"created"`
	Updated         string         `json:"updated"`
}

func viewPayment(p *payment) paymentView {
	return paymentView{
		ID:              p.id,
		Reference:       p.reference,
		State:           p.state,
		Amount:          p.amount,
		Fee:             p.fee,
		Currency:        resellerCurrency,
		Method:          methodRef{p.method.id, p.method.name},
		Gateway:         gatewayView{p.method.gateway.id, p.method.gateway.name},
		Customer:        customerRef{p.invoice.owner.id},
		Invoice:         viewInvoiceState(p.invoice),
		Order:           viewOrderState(p.invoice.order),
		Payload:         p.payload,
		ClientReference: p.clientReference,
		Started:         stamp(p.started),
		Expires:         stamp(p.expires),
		Created:         stamp(p.started),
		Updated:         stamp(p.updated),
	}
}

func listPayments(c *call) (any, error) {
	q := c.query
	owner, invoice, state := q.integer("customer"), q.integer("invoice"), q.text("state", 16)
	reference := q.text("client_reference", 64)
	created, updated := q.span("created"), q.span("updated")
	return list(c, c.payments.rows, func(x *payment) bool {
		return x.invoice.owner.reseller == c.reseller &&
			agrees(owner, x.invoice.owner.id) &&
			agrees(invoice, x.invoice.id) &&
			(state == "" || x.state == state) &&
			hasReference(reference, x.clientReference) &&
			created.holds(x.started) && updated.holds(x.updated)
	}, viewPayment)
}

func getPayment(c *call) (any, error) {
	found := c.payments.index[parseID(c.path["payment"])]
	if found == nil || found.invoice.owner.reseller != c.reseller {
		return nil, unknownResource("payment")
	}
	return viewPayment(found), nil
}

// startPayment begins an attempt. An earlier one that did not succeed is no
// obstacle, nor is one that is still pending.
func startPayment(c *call) (any, error) {
	return c.create("payment", func(reference *string) (any, error) {
		paid, method := c.givenInvoice("invoice"), c.givenMethod("method")
		if err := c.body.err(); err != nil {
			return nil, err
		}
		switch {
		case paid.state != invoiceOpen:
			return nil, paid.stateInvalid()
		case paid.isCredit():
			return nil, refuse("invoice_state_invalid", "a customer cannot pay a credit invoice")
		}
		made := c.addPayment(paid, method, c.now)
		made.clientReference = reference
		c.record(paid.owner, eventPaymentStarted, made.object(), "payment started")
		return viewPayment(made), nil
	})
}

// givenInvoice is the invoice that a body names, nil with a complaint if there
// is none.
func (c *call) givenInvoice(name string) *invoice {
	id := c.body.requiredInteger(name)
	if c.body.rejected(name) {
		return nil
	}
	found := c.invoiceOf(id)
	if found == nil {
		c.body.reject(name, textChoice)
	}
	return found
}

// givenMethod is the payment method that a body names, nil with a complaint if
// there is none.
func (c *call) givenMethod(name string) *paymentMethod {
	id := c.body.requiredInteger(name)
	if c.body.rejected(name) {
		return nil
	}
	found := c.methods.index[id]
	if found == nil {
		c.body.reject(name, textChoice)
	}
	return found
}

// addPayment stores a payment that waits for the payer until it expires.
func (s *store) addPayment(paid *invoice, method *paymentMethod, now time.Time) *payment {
	p := &payment{
		id:        next(&s.ids.payment),
		reference: s.secret("")[:20],
		state:     paymentPending,
		method:    method,
		invoice:   paid,
		amount:    paid.total(),
		fee:       method.fee,
		started:   now,
		expires:   now.Add(method.life),
	}
	s.keepPayment(p)
	s.turnPayment(p, paymentPending, now)
	return p
}

// keepPayment stores a payment and sees to its end.
func (s *store) keepPayment(p *payment) {
	p.invoice.payments = append(p.invoice.payments, p)
	s.payments.insert(p)
	s.paid[p.reference] = p
	if p.state == paymentPending {
		s.schedule(p.expires, func(now time.Time) { s.expirePayment(p, now) })
	}
}

func (s *store) expirePayment(p *payment, now time.Time) {
	if p.state == paymentPending {
		s.turnPayment(p, paymentExpired, now)
		s.paymentEvent(p, eventPaymentExpired, eventFailed, "payment expired", now)
	}
}

// authorize ends a payment well, which closes its invoice unless somebody else
// did so before.
func (s *store) authorize(p *payment, now time.Time) {
	s.turnPayment(p, paymentAuthorized, now)
	s.paymentEvent(p, eventPaymentAuthorized, eventSucceeded, "payment authorised", now)
	if p.invoice.state == invoiceOpen {
		s.closeInvoice(p.invoice, now)
	}
}

func (s *store) failPayment(p *payment, payload jsontext.Value, now time.Time) {
	p.payload = payload
	s.turnPayment(p, paymentFailed, now)
	s.paymentEvent(p, eventPaymentFailed, eventFailed, "payment failed", now)
}

// turnPayment moves a payment on. The invoice and the order show its state, so
// they count as updated too.
func (s *store) turnPayment(p *payment, state string, now time.Time) {
	p.state = state
	p.updated, p.invoice.updated = now, now
	if p.invoice.order != nil {
		p.invoice.order.updated = now
	}
}

func (s *store) paymentEvent(p *payment, kind, outcome, message string, now time.Time) {
	s.addEvent(p.invoice.owner, event{kind: kind, status: outcome, object: p.object(), message: message, happened: now})
}

// AuthorizePayment ends a pending payment well, as its gateway would: the invoice
// closes, and the order that waits for it goes on.
func (s *Server) AuthorizePayment(id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.pendingPayment(id)
	if err == nil {
		s.store.authorize(p, s.clock.tick())
	}
	return err
}

// FailPayment ends a pending payment badly. The payload is what the gateway says
// about it: a JSON value, or any other text. It may be empty.
func (s *Server) FailPayment(id int64, payload string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.pendingPayment(id)
	if err != nil {
		return err
	}
	said, err := payloadValue(payload)
	if err != nil {
		return fmt.Errorf("payload of payment %d: %w", id, err)
	}
	s.store.failPayment(p, said, s.clock.tick())
	return nil
}

// payloadValue is what a gateway says, quoted unless it is JSON already.
func payloadValue(text string) (jsontext.Value, error) {
	switch value := jsontext.Value(text); {
	case text == "":
		return nil, nil
	case value.IsValid():
		return value, nil
	default:
		return jsontext.AppendQuote(nil, text)
	}
}

// pendingPayment is a payment that has not ended by now.
func (s *Server) pendingPayment(id int64) (*payment, error) {
	s.store.settle(s.clock.now())
	p := s.store.payments.index[id]
	switch {
	case p == nil:
		return nil, fmt.Errorf("payment %d is unknown", id)
	case p.state != paymentPending:
		return nil, fmt.Errorf("payment %d is %s", id, p.state)
	default:
		return p, nil
	}
}
