package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"text/tabwriter"
)

// The copy is read with SQL of one's own.
const (
	largest = `SELECT customer_id, currency, COUNT(*), CAST(SUM(total) AS BIGINT) FROM hostcontrol_invoice
WHERE state = 'open' AND NOT is_credit
GROUP BY customer_id, currency ORDER BY SUM(total) DESC, customer_id LIMIT 10`
	everybody = `SELECT currency, COUNT(*), COUNT(DISTINCT customer_id), CAST(SUM(total) AS BIGINT) FROM hostcontrol_invoice
WHERE state = 'open' AND NOT is_credit GROUP BY currency ORDER BY currency`
	different = `SELECT COUNT(*) FROM (
	SELECT customer_id, currency, SUM(amount) FROM (
		SELECT customer_id, currency, total AS amount FROM hostcontrol_invoice WHERE state = 'open' AND NOT is_credit
		UNION ALL SELECT customer_id, currency, -amount FROM billing_sync_owed
	) AS entries GROUP BY customer_id, currency HAVING SUM(amount) <> 0
) AS disagreements`
)

// summarize tells who owes most, and whether the ledger says the same as the
// copy.
func summarize(ctx context.Context, db *sql.DB, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "CUSTOMER\tOPEN INVOICES\tOWED\n")
	var (
		customer, invoices, debtors, minor int64
		code                               string
	)
	err := each(ctx, db, largest, func() {
		fmt.Fprintf(table, "%d\t%d\t%s\n", customer, invoices, amount(minor, code))
	}, &customer, &code, &invoices, &minor)
	if err != nil {
		return err
	}
	err = each(ctx, db, everybody, func() {
		fmt.Fprintf(table, "all %d\t%d\t%s\n", debtors, invoices, amount(minor, code))
	}, &code, &invoices, &debtors, &minor)
	if err != nil {
		return err
	}
	if err := table.Flush(); err != nil {
		return err
	}
	var disagree int
	if err := db.QueryRowContext(ctx, different).Scan(&disagree); err != nil {
		return err
	}
	if disagree > 0 {
		return fmt.Errorf("the ledger and the copy disagree about %d customers", disagree)
	}
	_, err = fmt.Fprintln(out, "The ledger says the same.")
	return err
}

// each scans the rows of a query, one after the other.
func each(ctx context.Context, db *sql.DB, query string, row func(), into ...any) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		row()
	}
	return rows.Err()
}
