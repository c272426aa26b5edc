package mirror

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/internal/check"
)

// A Kind is what happened to an object.
type Kind string

// Kinds of changes.
const (
	Inserted Kind = "inserted"
	Changed  Kind = "changed"
	Deleted  Kind = "deleted"
)

// A Change is what a sync found to be different from the copy.
type Change struct {
	// Sequence numbers the changes of a copy, in the order in which they were
	// found. It grows, and may leave numbers out.
	Sequence int64
	Resource Resource
	ID       int64
	Kind     Kind
	// Before and After are the object as the platform answered it, each time.
	// Before is nil for what was inserted, After for what was deleted.
	Before, After jsontext.Value
}

// Invoice gives an invoice before and after its change, nil where there was
// none.
func (c *Change) Invoice() (before, after *billing.Invoice, err error) {
	return decode[billing.Invoice](c, Invoices)
}

// Payment gives a payment before and after its change, nil where there was none.
func (c *Change) Payment() (before, after *billing.Payment, err error) {
	return decode[billing.Payment](c, Payments)
}

// Order gives an order before and after its change, nil where there was none.
func (c *Change) Order() (before, after *billing.Order, err error) {
	return decode[billing.Order](c, Orders)
}

func decode[T any](c *Change, resource Resource) (before, after *T, err error) {
	if c.Resource != resource {
		return nil, nil, fmt.Errorf("%v: read as %s", c, resource)
	}
	if before, err = decodeValue[T](c.Before); err == nil {
		after, err = decodeValue[T](c.After)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%v: %w", c, err)
	}
	return before, after, nil
}

func decodeValue[T any](value jsontext.Value) (*T, error) {
	if value == nil {
		return nil, nil
	}
	object := new(T)
	return object, json.Unmarshal(value, object, lenient)
}

// String names the change and the object.
func (c *Change) String() string {
	return fmt.Sprintf("change %d: %s %d %s", c.Sequence, c.Resource, c.ID, c.Kind)
}

// A Consumer takes the changes of a copy.
type Consumer struct {
	// Name is what the consumer's place is kept by. A new one begins with the
	// first change there is: that of the first invoice ever copied.
	Name string
	// Handle is given one change after the other. What it writes in the
	// transaction is committed together with the consumer's place: exactly once,
	// whatever happens. What it does elsewhere may have to be done again, after
	// an error or when the process dies. It must neither commit nor roll back.
	// With SQLite nobody else can write in the meantime.
	Handle func(ctx context.Context, tx *sql.Tx, change *Change) error
	// Batch is how many changes share a transaction, 1 unless said otherwise.
	// More of them are faster, and are undone and given again together.
	Batch int
}

func (c *Consumer) check() error {
	const operation = "mirror.changes"
	var f check.Fields
	f.Required("name", c.Name, check.MaxText)
	if c.Handle == nil {
		f.Reject("handle", "must not be nil")
	}
	if c.Batch < 0 {
		f.Reject("batch", "must not be negative")
	}
	return f.Err(operation)
}

const (
	// takePlace makes other processes of the same consumer wait.
	takePlace = `INSERT INTO hostcontrol_mirror_consumer (name, position) VALUES (?, 0)
ON CONFLICT (name) DO UPDATE SET position = hostcontrol_mirror_consumer.position RETURNING position`
	movePlace   = `UPDATE hostcontrol_mirror_consumer SET position = ? WHERE name = ?`
	readChanges = `SELECT sequence, resource, id, kind, previous, object FROM hostcontrol_mirror_change WHERE sequence > ? ORDER BY sequence LIMIT ?`
)

// Changes gives a consumer the changes that it has not handled yet, in order,
// and tells how many it has handled now. It returns when there are no more, and
// with the first error of the consumer, which gets the same change again the
// next time. Several processes that run a consumer of the same name take turns.
//
// The order is that in which changes were found. For an object it is the order
// of what happened; between objects it is not, since the resources are read one
// after the other. Of several changes between two syncs the last one shows.
func (m *Mirror) Changes(ctx context.Context, c Consumer) (int, error) {
	if err := c.check(); err != nil {
		return 0, err
	}
	c.Batch = max(c.Batch, 1)
	for handled := 0; ; {
		n, err := m.deliver(ctx, &c)
		handled += n
		if err != nil {
			return handled, fmt.Errorf("changes for %s: %w", c.Name, ended(ctx, err))
		}
		if n < c.Batch {
			return handled, nil
		}
	}
}

// deliver gives a consumer its next batch.
func (m *Mirror) deliver(ctx context.Context, c *Consumer) (int, error) {
	tx, err := m.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }() // fails once it is committed
	var position int64
	if err := tx.QueryRowContext(ctx, m.dialect.bind(takePlace), c.Name).Scan(&position); err != nil {
		return 0, err
	}
	batch, err := m.changesAfter(ctx, tx, position, c.Batch)
	if err != nil {
		return 0, err
	}
	for _, change := range batch {
		if err := c.Handle(ctx, tx, change); err != nil {
			return 0, fmt.Errorf("%v: %w", change, err)
		}
		position = change.Sequence
	}
	if _, err := tx.ExecContext(ctx, m.dialect.bind(movePlace), position, c.Name); err != nil {
		return 0, err
	}
	if err := tx.Commit(); err != nil {
		return 0, err
	}
	return len(batch), nil
}

func (m *Mirror) changesAfter(ctx context.Context, tx *sql.Tx, position int64, limit int) ([]*Change, error) {
	rows, err := tx.QueryContext(ctx, m.dialect.bind(readChanges), position, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var changes []*Change
	for rows.Next() {
		c := new(Change)
		var before, after sql.Null[string]
		if err := rows.Scan(&c.Sequence, &c.Resource, &c.ID, &c.Kind, &before, &after); err != nil {
			return nil, err
		}
		if before.Valid {
			c.Before = jsontext.Value(before.V)
		}
		if after.Valid {
			c.After = jsontext.Value(after.V)
		}
		changes = append(changes, c)
	}
	return changes, rows.Err()
}
