package hostcontroltest

import "time"

// The types of transactions.
const (
	transactionCredit = "credit"
	transactionDebit  = "debit"
)

const codeInsufficientBalance = "insufficient_balance"

// transaction is one booking on a reseller's balance. It never changes.
type transaction struct {
	id              int64
	kind            string
	amount, balance int64 // balance is what was left afterwards
	description     string
	reference       *string
	booked          time.Time
}

type transactionView struct {
	ID              int64   `json:"id"`
	Type            string  `json:"type"`
	Amount          int64   `json:"amount"`
	Balance         int64   `json:"balance"`
	Currency        string  `json:"currency"`
	Description     string  `json:"description"`
	ClientReference *string `json:"client_reference"`
	Created         string  `json:"created"`
}

func viewTransaction(t *transaction) transactionView {
	return transactionView{
		ID:              t.id,
		Type:            t.kind,
		Amount:          t.amount,
		Balance:         t.balance,
		Currency:        resellerCurrency,
		Description:     t.description,
		ClientReference: t.reference,
		Created:         stamp(t.booked),
	}
}

// credit adds to a balance.
func (s *store) credit(r *reseller, amount int64, description string, now time.Time) *transaction {
	return s.book(r, transactionCredit, amount, description, now)
}

// debit takes from a balance, unless that would leave less than the lower limit.
func (s *store) debit(r *reseller, amount int64, description string, now time.Time) (*transaction, error) {
	if r.balance-amount < r.lowerLimit {
		return nil, refuse(codeInsufficientBalance, "the balance of the reseller is too low")
	}
	return s.book(r, transactionDebit, amount, description, now), nil
}

func (s *store) book(r *reseller, kind string, amount int64, description string, now time.Time) *transaction {
	if kind == transactionDebit {
		r.balance -= amount
	} else {
		r.balance += amount
	}
	t := &transaction{
		id:          next(&s.ids.transaction),
		kind:        kind,
		amount:      amount,
		balance:     r.balance,
		description: description,
		booked:      now,
	}
	r.transactions = append(r.transactions, t)
	return t
}

const maxBooking = 1_000_000_000_000

func bookBalance(c *call) (any, error) {
	found, err := c.subreseller()
	if err != nil {
		return nil, err
	}
	return c.create("transaction", func(reference *string) (any, error) {
		kind, description := c.body.required("type", 16), c.body.text("description", 255)
		amount := c.body.integerWithin("amount", 0, 1, maxBooking)
		if kind != "" && kind != transactionCredit && kind != transactionDebit {
			c.body.reject("type", textChoice)
		}
		if !c.body.has("amount") {
			c.body.reject("amount", textRequired)
		}
		if err := c.body.err(); err != nil {
			return nil, err
		}
		booked, err := c.bookFor(found, kind, amount, description)
		if err != nil {
			return nil, err
		}
		booked.reference = reference
		found.updated = c.now
		return viewTransaction(booked), nil
	})
}

func (c *call) bookFor(r *reseller, kind string, amount int64, description string) (*transaction, error) {
	if kind == transactionCredit {
		booked := c.credit(r, amount, description, c.now)
		c.record(r.customer, eventResellerCredited, r.object(), "balance credited")
		return booked, nil
	}
	booked, err := c.debit(r, amount, description, c.now)
	if err == nil {
		c.record(r.customer, eventResellerDebited, r.object(), "balance debited")
	}
	return booked, err
}

func listTransactions(c *call) (any, error) {
	found, err := c.readableReseller()
	if err != nil {
		return nil, err
	}
	reference := c.query.text("client_reference", 64)
	return list(c, found.transactions, func(x *transaction) bool {
		return hasReference(reference, x.reference)
	}, viewTransaction)
}
