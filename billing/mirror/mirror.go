package mirror

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

var (
	// ErrBusy says that somebody else is syncing the copy. See
	// [SyncOptions.Wait].
	ErrBusy = errors.New("somebody else is syncing the copy")
	// ErrLeaseLost says that somebody else took the work over, because nothing
	// was written for longer than [SyncOptions.Lease]. What had been written
	// before is kept.
	ErrLeaseLost = errors.New("somebody else took over syncing the copy")
)

// A Mirror is a copy of invoices, payments and orders in a database. It is safe
// for concurrent use, by several processes too.
type Mirror struct {
	db      *sql.DB
	dialect Dialect
}

// Open makes the tables of a copy, or brings those of an older version up to
// date. Several processes may open the same copy at once. Tables that a newer
// version made are refused with a [*VersionError].
//
// A database holds the copy of one account. In PostgreSQL the tables are made
// in the first schema of the search path, so that another path makes room for
// another account.
func Open(ctx context.Context, db *sql.DB, dialect Dialect) (*Mirror, error) {
	if !dialect.known() {
		return nil, fmt.Errorf("open the copy: %v is not a dialect of this package", dialect)
	}
	m := &Mirror{db, dialect}
	if err := m.migrate(ctx, migrations); err != nil {
		return nil, fmt.Errorf("open the copy: %w", err)
	}
	return m, nil
}
