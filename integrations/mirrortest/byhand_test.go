package mirrortest

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/billing/mirror"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// record is what a program without the SDK reads of an invoice, a payment or an
// order.
type record struct {
	ID              int64      `json:"id"`
	State           string     `json:"state"`
	Type            string     `json:"type"`
	Number          *string    `json:"number"`
	Reference       *string    `json:"reference"`
	Hold            *string    `json:"hold"`
	Customer        numbered   `json:"customer"`
	Order           *numbered  `json:"order"`
	Invoice         *numbered  `json:"invoice"`
	Method          *numbered  `json:"method"`
	CreditedInvoice *int64     `json:"credited_invoice"`
	Credit          bool       `json:"is_credit"`
	Currency        string     `json:"currency"`
	Subtotal        int64      `json:"subtotal"`
	Tax             int64      `json:"tax"`
	Total           int64      `json:"total"`
	Amount          int64      `json:"amount"`
	Fee             int64      `json:"fee"`
	ClientReference *string    `json:"client_reference"`
	Created         *time.Time `json:"created"`
	Updated         *time.Time `json:"updated"`
	Opened          *time.Time `json:"opened"`
	Due             *time.Time `json:"due"`
	Closed          *time.Time `json:"closed"`
	Expires         *time.Time `json:"expires"`
}

type numbered struct {
	ID int64 `json:"id"`
}

func (n *numbered) id() any {
	if n == nil {
		return nil
	}
	return n.ID
}

func at(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000Z")
}

// A handmade table is written by hand.
type handmade struct {
	path, resource, table string
	columns               []string
	values                func(*record) []any
}

var byHand = []handmade{
	{
		"/invoice", "invoice", "hostcontrol_invoice",
		[]string{
			"id", "number", "state", "customer_id", "currency", "is_credit", "credited_invoice_id", "subtotal", "tax", "total",
			"order_id", "client_reference", "created", "updated", "opened", "due", "closed", "object",
		},
		func(r *record) []any {
			return []any{
				r.ID, r.Number, r.State, r.Customer.ID, r.Currency, r.Credit, r.CreditedInvoice, r.Subtotal, r.Tax, r.Total,
				r.Order.id(), r.ClientReference, at(r.Created), at(r.Updated), at(r.Opened), at(r.Due), at(r.Closed),
			}
		},
	},
	{
		"/payment", "payment", "hostcontrol_payment",
		[]string{
			"id", "reference", "state", "customer_id", "invoice_id", "order_id", "method_id", "currency", "amount", "fee",
			"client_reference", "created", "updated", "expires", "object",
		},
		func(r *record) []any {
			return []any{
				r.ID, r.Reference, r.State, r.Customer.ID, r.Invoice.id(), r.Order.id(), r.Method.id(), r.Currency, r.Amount, r.Fee,
				r.ClientReference, at(r.Created), at(r.Updated), at(r.Expires),
			}
		},
	},
	{
		"/order", "order", "hostcontrol_order",
		[]string{"id", "type", "state", "hold", "customer_id", "invoice_id", "client_reference", "created", "updated", "object"},
		func(r *record) []any {
			return []any{r.ID, r.Type, r.State, r.Hold, r.Customer.ID, r.Invoice.id(), r.ClientReference, at(r.Created), at(r.Updated)}
		},
	},
}

// copyByHand writes the rows that a first sync writes, with net/http,
// encoding/json and the same SQL. A page shares a transaction.
func copyByHand(t testing.TB, srv *hostcontroltest.Server, db *sql.DB, dialect mirror.Dialect) (rows int) {
	t.Helper()
	for _, h := range byHand {
		for offset, total := 0, 1; offset < total; {
			page := readPage(t, srv, h.path, offset)
			if err := h.write(t, db, dialect, page, rows); err != nil {
				t.Fatal(err)
			}
			rows += len(page.Result)
			offset, total = offset+len(page.Result), page.Total
		}
	}
	return rows
}

func (h *handmade) write(t testing.TB, db *sql.DB, dialect mirror.Dialect, page *listing, sequence int) error {
	t.Helper()
	var objects, changes []any
	for _, raw := range page.Result {
		r, text := new(record), string(raw)
		if err := json.Unmarshal(raw, r); err != nil {
			return err
		}
		objects = append(append(objects, h.values(r)...), text)
		sequence++
		changes = append(changes, sequence, h.resource, r.ID, "inserted", nil, text)
	}
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var replaced []string
	for _, name := range h.columns[1:] {
		replaced = append(replaced, name+" = excluded."+name)
	}
	if err := insertByHand(t, tx, dialect, h.table, h.columns, " ON CONFLICT (id) DO UPDATE SET "+strings.Join(replaced, ", "), objects); err != nil {
		return err
	}
	columns := []string{"sequence", "resource", "id", "kind", "previous", "object"}
	if err := insertByHand(t, tx, dialect, "hostcontrol_mirror_change", columns, "", changes); err != nil {
		return err
	}
	if _, err := tx.ExecContext(t.Context(), fmt.Sprintf("UPDATE hostcontrol_mirror SET sequence = %d", sequence)); err != nil {
		return err
	}
	return tx.Commit()
}

func insertByHand(t testing.TB, tx *sql.Tx, dialect mirror.Dialect, table string, columns []string, conflict string, values []any) error {
	t.Helper()
	const perStatement = 100
	for len(values) > 0 {
		n := min(perStatement*len(columns), len(values))
		var statement strings.Builder
		statement.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ")
		for i := range n {
			switch {
			case i == 0:
				statement.WriteString("(")
			case i%len(columns) == 0:
				statement.WriteString("), (")
			default:
				statement.WriteString(", ")
			}
			if dialect == mirror.PostgreSQL {
				statement.WriteString("$" + strconv.Itoa(i+1))
			} else {
				statement.WriteString("?")
			}
		}
		statement.WriteString(")" + conflict)
		if _, err := tx.ExecContext(t.Context(), statement.String(), values[:n]...); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}
