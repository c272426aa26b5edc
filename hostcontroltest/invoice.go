package hostcontroltest

import (
	"fmt"
	"strings"
	"time"
)

// The types of events of invoices.
const (
	eventInvoiceClosed   = "invoice.closed"
	eventInvoiceCreated  = "invoice.created"
	eventInvoiceDeleted  = "invoice.deleted"
	eventInvoiceOpened   = "invoice.opened"
	eventInvoiceReopened = "invoice.reopened"
	eventInvoiceUpdated  = "invoice.updated"
)

// States of invoices. There is no other: paid is closed.
const (
	invoiceDraft  = "draft"
	invoiceOpen   = "open"
	invoiceClosed = "closed"
)

// paymentTerm is when an invoice is due that names no date, in days.
const paymentTerm = 14

// invoice is what a customer owes, or gets back.
type invoice struct {
	id               int64
	number           *string // nil until it is opened: deleted drafts leave no gaps
	state            string
	owner            *customer
	credited         *invoice // what it takes back, nil unless it is a credit invoice
	inclusive        bool     // whether the unit prices include the tax
	lines            []invoiceLine
	order            *order // nil unless it was made for one
	payments         []*payment
	reference        *string
	created, updated time.Time
	opened, closed   time.Time
	due              time.Time
}

func (i *invoice) key() int64 { return i.id }

func (i *invoice) object() eventObject { return eventObject{Type: "invoice", ID: i.id} }

func (i *invoice) isCredit() bool { return i.credited != nil }

func (i *invoice) tax() int64 { return sumOf(i.lines, invoiceLine.vat) }

func (i *invoice) total() int64 { return sumOf(i.lines, invoiceLine.gross) }

// orderState and paidAmount are the other corners of the triangle, as an invoice
// shows them.
type orderState struct {
	ID    int64  `json:"id"`
	State string `json:"state"`
}

type paidAmount struct {
	ID     int64  `json:"id"`
	State  string `json:"state"`
	Amount int64  `json:"amount"`
}

type invoiceView struct {
	ID                  int64        `json:"id"`
	Number              *string      `json:"number"`
	State               string       `json:"state"`
	Customer            customerRef  `json:"customer"`
	Currency            string       `json:"currency"`
	IsCredit            bool         `json:"is_credit"`
	CreditedInvoice     *int64       `json:"credited_invoice"`
	IsPriceIncludingTax bool         `json:"is_price_including_tax"`
	Lines               []lineView   `json:"lines"`
	Subtotal            int64        `json:"subtotal"`
	Tax                 int64        `json:"tax"`
	Total               int64        `json:"total"`
	Order               *orderState  `json:"order"`
	Payments            []paidAmount `json:"payments"`
	ClientReference     *string      `json:"client_reference"`
	Created             string       `json:"created"`
	Updated             string       `json:"updated"`
	Opened              *string      `json:"opened"`
	Due                 *string      `json:"due"`
	Closed              *string      `json:"closed"`
}

func viewInvoice(i *invoice) invoiceView {
	view := invoiceView{
		ID:                  i.id,
		Number:              i.number,
		State:               i.state,
		Customer:            customerRef{i.owner.id},
		Currency:            resellerCurrency,
		IsCredit:            i.isCredit(),
		IsPriceIncludingTax: i.inclusive,
		Lines:               make([]lineView, 0, len(i.lines)),
		Subtotal:            i.total() - i.tax(),
		Tax:                 i.tax(),
		Total:               i.total(),
		Order:               viewOrderState(i.order),
		Payments:            make([]paidAmount, 0, len(i.payments)),
		ClientReference:     i.reference,
		Created:             stamp(i.created),
		Updated:             stamp(i.updated),
		Opened:              stampOrNull(i.opened),
		Due:                 stampOrNull(i.due),
		Closed:              stampOrNull(i.closed),
	}
	if i.isCredit() {
		view.CreditedInvoice = new(i.credited.id)
	}
	for _, line := range i.lines {
		view.Lines = append(view.Lines, viewLine(line))
	}
	for _, p := range i.payments {
		view.Payments = append(view.Payments, paidAmount{p.id, p.state, p.amount})
	}
	return view
}

// invoiceState is how the other corners of the triangle show an invoice.
type invoiceState struct {
	ID     int64   `json:"id"`
	Number *string `json:"number"`
	State  string  `json:"state"`
}

func viewInvoiceState(i *invoice) *invoiceState {
	if i == nil {
		return nil
	}
	return &invoiceState{i.id, i.number, i.state}
}

// invoice is the one a path names.
func (c *call) invoice() (*invoice, error) {
	found := c.invoiceOf(parseID(c.path["invoice"]))
	if found == nil {
		return nil, unknownResource("invoice")
	}
	return found, nil
}

// invoiceOf is the caller's invoice of that id, or nil.
func (c *call) invoiceOf(id int64) *invoice {
	found := c.invoices.index[id]
	if found == nil || found.owner.reseller != c.reseller {
		return nil
	}
	return found
}

func listInvoices(c *call) (any, error) {
	q := c.query
	owner, state, number := q.integer("customer"), q.text("state", 16), q.text("number", 64)
	isCredit, reference := q.boolean("is_credit"), q.text("client_reference", 64)
	created, updated := q.span("created"), q.span("updated")
	return list(c, c.invoices.rows, func(x *invoice) bool {
		return x.owner.reseller == c.reseller &&
			agrees(owner, x.owner.id) &&
			(state == "" || x.state == state) &&
			(number == "" || x.number != nil && *x.number == number) &&
			agrees(isCredit, x.isCredit()) &&
			hasReference(reference, x.reference) &&
			created.holds(x.created) && updated.holds(x.updated)
	}, viewInvoice)
}

// span is a filter on a time: from since on, and before until.
type span struct{ since, until time.Time }

// span reads the bounds of a time from the parameters that are named after it.
func (f *form) span(name string) span {
	return span{f.timestamp(name + "_since"), f.timestamp(name + "_until")}
}

func (s span) holds(t time.Time) bool {
	return !t.Before(s.since) && (s.until.IsZero() || t.Before(s.until))
}

func getInvoice(c *call) (any, error) {
	found, err := c.invoice()
	if err != nil {
		return nil, err
	}
	return viewInvoice(found), nil
}

// createInvoice makes a draft, which the customer does not see.
func createInvoice(c *call) (any, error) {
	return c.create("invoice", func(reference *string) (any, error) {
		owner, items, due := c.givenCustomer("customer"), c.readLines(), c.body.timestamp("due")
		if err := c.body.err(); err != nil {
			return nil, err
		}
		if !c.reseller.verified {
			return nil, refuse("reseller_unverified", "the reseller account is not verified yet")
		}
		made := &invoice{owner: owner, inclusive: !owner.label.pricesExcludeTax, due: due, reference: reference}
		made.lines = c.taxed(owner, items, made.inclusive, c.now)
		if err := mayAskFor(made.lines, false); err != nil {
			return nil, err
		}
		c.addInvoice(made, c.now)
		return viewInvoice(made), nil
	})
}

// addInvoice stores a draft.
func (s *store) addInvoice(i *invoice, now time.Time) {
	i.id = next(&s.ids.invoice)
	i.lines = s.numbered(i.lines)
	i.state = invoiceDraft
	i.created, i.updated = now, now
	s.invoices.insert(i)
	s.invoiceEvent(i, eventInvoiceCreated, "invoice drafted", now)
}

// updateInvoice edits a draft. Lines replace all there were and are taxed anew.
func updateInvoice(c *call) (any, error) {
	found, err := c.invoice()
	if err != nil {
		return nil, err
	}
	_, dueGiven := c.body.values["due"]
	due := c.body.timestamp("due")
	var items []lineItem
	if c.body.has("lines") || !dueGiven {
		items = c.readLines()
	}
	if err := c.body.err(); err != nil {
		return nil, err
	}
	if found.state != invoiceDraft {
		return nil, found.stateInvalid()
	}
	if items != nil {
		lines := c.taxed(found.owner, items, found.inclusive, c.now)
		if err := mayAskFor(lines, found.isCredit()); err != nil {
			return nil, err
		}
		found.lines = c.numbered(lines)
	}
	if dueGiven {
		found.due = due
	}
	found.updated = c.now
	c.record(found.owner, eventInvoiceUpdated, found.object(), "draft changed")
	return viewInvoice(found), nil
}

func deleteInvoice(c *call) (any, error) {
	found, err := c.invoice()
	if err != nil {
		return nil, err
	}
	if found.state != invoiceDraft {
		return nil, found.stateInvalid()
	}
	c.invoices.remove(found.id)
	c.record(found.owner, eventInvoiceDeleted, found.object(), "draft deleted")
	return nil, nil
}

func (i *invoice) stateInvalid() error {
	return refuse("invoice_state_invalid", "the invoice is "+i.state)
}

func (s *store) invoiceEvent(i *invoice, kind, message string, now time.Time) {
	s.addEvent(i.owner, event{kind: kind, status: eventSucceeded, object: i.object(), message: message, happened: now})
}

// nextInvoiceNumber takes the next number of a label's sequence, which starts
// with the initials of its brand.
func (l *label) nextInvoiceNumber() string {
	var initials strings.Builder
	for word := range strings.FieldsSeq(l.brand) {
		initials.WriteRune([]rune(word)[0])
	}
	return fmt.Sprintf("%s-%06d", strings.ToUpper(initials.String()), next(&l.invoiceNumber))
}
