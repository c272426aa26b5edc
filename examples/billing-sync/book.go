package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/billing/mirror"
)

// ledger is a table of the program's own: by how much each change made a
// customer owe more or less, in minor units. Nothing is in it twice, as the
// entries are committed together with the place of the consumer.
const ledger = `CREATE TABLE IF NOT EXISTS billing_sync_owed (
	sequence    BIGINT NOT NULL,
	customer_id BIGINT NOT NULL,
	currency    TEXT   NOT NULL,
	amount      BIGINT NOT NULL
)`

const insertEntry = `INSERT INTO billing_sync_owed (sequence, customer_id, currency, amount) VALUES ($1, $2, $3, $4)`

// batch is how many changes share a transaction.
const batch = 200

// A clerk takes the changes.
type clerk struct {
	out   io.Writer
	show  int // how many more changes are printed
	count map[mirror.Kind]map[mirror.Resource]int
}

// book writes the changes into the ledger and prints them. What was printed
// before an error may be printed again by the next run, what was written not.
func book(ctx context.Context, db *sql.DB, local *mirror.Mirror, show int, out io.Writer) error {
	if _, err := db.ExecContext(ctx, ledger); err != nil {
		return err
	}
	c := clerk{out: out, show: show, count: map[mirror.Kind]map[mirror.Resource]int{}}
	handled, err := local.Changes(ctx, mirror.Consumer{Name: "billing-sync", Handle: c.handle, Batch: batch})
	if err != nil {
		return err
	}
	if handled > show {
		fmt.Fprintf(out, "  and %d more\n", handled-show)
	}
	fmt.Fprintf(out, "%d changes%s\n", handled, c.counts())
	return nil
}

func (c *clerk) handle(ctx context.Context, tx *sql.Tx, change *mirror.Change) error {
	before, after, err := describe(change)
	if err != nil {
		return err
	}
	if change.Resource == mirror.Invoices {
		if err := enter(ctx, tx, change); err != nil {
			return err
		}
	}
	if c.count[change.Kind] == nil {
		c.count[change.Kind] = map[mirror.Resource]int{}
	}
	c.count[change.Kind][change.Resource]++
	if c.show > 0 {
		c.show--
		fmt.Fprintf(c.out, "  %s %s %d: %s\n", change.Kind, change.Resource, change.ID, turn(before, after))
	}
	return nil
}

// turn shows what something was and what it is.
func turn(before, after string) string {
	switch {
	case before == "":
		return after
	case after == "":
		return "was " + before
	case before == after:
		return after + ", as before"
	}
	return before + " → " + after
}

// counts tells how many changes there were of each kind.
func (c *clerk) counts() string {
	var parts []string
	for _, kind := range []mirror.Kind{mirror.Inserted, mirror.Changed, mirror.Deleted} {
		for _, resource := range resources {
			if n := c.count[kind][resource]; n > 0 {
				parts = append(parts, fmt.Sprintf("%s %s %d", kind, resource, n))
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, ", ")
}

// describe tells the state and the amount of an object before and after a
// change, and nothing where there was none.
func describe(change *mirror.Change) (before, after string, err error) {
	switch change.Resource {
	case mirror.Invoices:
		return both(change.Invoice, func(i *billing.Invoice) string { return fmt.Sprintf("%s %s", i.State, i.Total) })
	case mirror.Payments:
		return both(change.Payment, func(p *billing.Payment) string { return fmt.Sprintf("%s %s", p.State, p.Amount) })
	default:
		return both(change.Order, func(o *billing.Order) string { return fmt.Sprintf("%s %s", o.Type, o.State) })
	}
}

func both[T any](objects func() (before, after *T, err error), text func(*T) string) (before, after string, err error) {
	b, a, err := objects()
	if err != nil {
		return "", "", err
	}
	if b != nil {
		before = text(b)
	}
	if a != nil {
		after = text(a)
	}
	return before, after, nil
}

// enter writes down what a change of an invoice does to what is owed: what it
// was before is taken back.
func enter(ctx context.Context, tx *sql.Tx, change *mirror.Change) error {
	before, after, err := change.Invoice()
	if err != nil {
		return err
	}
	was, err := owed(before)
	if err != nil {
		return err
	}
	is, err := owed(after)
	if err != nil {
		return err
	}
	for _, entry := range []debt{{was.customer, was.currency, -was.amount}, is} {
		if entry.amount == 0 {
			continue
		}
		if _, err := tx.ExecContext(ctx, insertEntry, change.Sequence, entry.customer, entry.currency, entry.amount); err != nil {
			return err
		}
	}
	return nil
}

// A debt is what a customer has to pay, in minor units.
type debt struct {
	customer int64
	currency string
	amount   int64
}

func owed(i *billing.Invoice) (debt, error) {
	if i == nil || i.State != billing.InvoiceOpen || i.Credit {
		return debt{}, nil
	}
	minor, err := i.Total.Int64()
	return debt{int64(i.Customer.ID), i.Currency, minor}, err
}

// amount makes an amount of minor units.
func amount(minor int64, code string) string {
	a, err := currency.NewAmountFromInt64(minor, code)
	if err != nil {
		return fmt.Sprintf("%d minor units of %s", minor, code)
	}
	return a.String()
}
