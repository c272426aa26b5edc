package mirror

import (
	"context"
	"database/sql"
	"fmt"
)

// A VersionError refuses tables that a newer version of this package made.
type VersionError struct {
	Found, Known int
}

// Error names both versions.
func (e *VersionError) Error() string {
	return fmt.Sprintf("its tables are of version %d, and this program knows them up to version %d", e.Found, e.Known)
}

// prepare makes the table that tells the version. PostgreSQL fails where two
// sessions make a table at once, even if it may exist.
func (d Dialect) prepare() []string {
	const (
		table = `CREATE TABLE IF NOT EXISTS hostcontrol_mirror (
	id       INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
	version  INTEGER NOT NULL,
	sequence BIGINT  NOT NULL,
	holder   TEXT    NOT NULL,
	expires  BIGINT  NOT NULL
)`
		row = `INSERT INTO hostcontrol_mirror (id, version, sequence, holder, expires) VALUES (1, 0, 0, '', 0) ON CONFLICT DO NOTHING`
	)
	if d == PostgreSQL {
		return []string{"DO $$ BEGIN PERFORM pg_advisory_xact_lock(" + lockClass + ", 0); " + table + "; END $$", row}
	}
	return []string{table, row}
}

// lockVersion is the first statement of a migration, and one that writes: of
// several processes all but one wait here.
const lockVersion = `UPDATE hostcontrol_mirror SET version = version RETURNING version`

// migrations are the steps from each version to the next. Steps that were
// released never change.
var migrations = [][]string{{
	`CREATE TABLE hostcontrol_invoice (
	id                  {id}    NOT NULL PRIMARY KEY,
	number              TEXT,
	state               TEXT    NOT NULL,
	customer_id         BIGINT  NOT NULL,
	currency            TEXT    NOT NULL,
	is_credit           BOOLEAN NOT NULL,
	credited_invoice_id BIGINT,
	subtotal            BIGINT  NOT NULL,
	tax                 BIGINT  NOT NULL,
	total               BIGINT  NOT NULL,
	order_id            BIGINT,
	client_reference    TEXT,
	created             {time},
	updated             {time},
	opened              {time},
	due                 {time},
	closed              {time},
	object              {json}  NOT NULL
)`,
	`CREATE INDEX hostcontrol_invoice_customer ON hostcontrol_invoice (customer_id)`,
	`CREATE INDEX hostcontrol_invoice_number ON hostcontrol_invoice (number)`,
	`CREATE INDEX hostcontrol_invoice_draft ON hostcontrol_invoice (id) WHERE state = 'draft'`,
	`CREATE TABLE hostcontrol_payment (
	id               {id}   NOT NULL PRIMARY KEY,
	reference        TEXT,
	state            TEXT   NOT NULL,
	customer_id      BIGINT NOT NULL,
	invoice_id       BIGINT,
	order_id         BIGINT,
	method_id        BIGINT,
	currency         TEXT   NOT NULL,
	amount           BIGINT NOT NULL,
	fee              BIGINT NOT NULL,
	client_reference TEXT,
	created          {time},
	updated          {time},
	expires          {time},
	object           {json} NOT NULL
)`,
	`CREATE INDEX hostcontrol_payment_customer ON hostcontrol_payment (customer_id)`,
	`CREATE INDEX hostcontrol_payment_invoice ON hostcontrol_payment (invoice_id)`,
	`CREATE TABLE hostcontrol_order (
	id               {id}   NOT NULL PRIMARY KEY,
	type             TEXT   NOT NULL,
	state            TEXT   NOT NULL,
	hold             TEXT,
	customer_id      BIGINT NOT NULL,
	invoice_id       BIGINT,
	client_reference TEXT,
	created          {time},
	updated          {time},
	object           {json} NOT NULL
)`,
	`CREATE INDEX hostcontrol_order_customer ON hostcontrol_order (customer_id)`,
	`CREATE TABLE hostcontrol_mirror_change (
	sequence {id}   NOT NULL PRIMARY KEY,
	resource TEXT   NOT NULL,
	id       BIGINT NOT NULL,
	kind     TEXT   NOT NULL,
	previous {json},
	object   {json}
)`,
	`CREATE TABLE hostcontrol_mirror_consumer (
	name     TEXT   NOT NULL PRIMARY KEY,
	position BIGINT NOT NULL
)`,
	`CREATE TABLE hostcontrol_mirror_checkpoint (
	resource TEXT    NOT NULL PRIMARY KEY,
	known    BIGINT  NOT NULL,
	clock    BIGINT  NOT NULL,
	running  BOOLEAN NOT NULL,
	since    BIGINT  NOT NULL,
	bound    BIGINT  NOT NULL,
	after    BIGINT  NOT NULL,
	passed   BIGINT  NOT NULL
)`,
}}

// migrate takes the tables through the steps that they have not seen.
func (m *Mirror) migrate(ctx context.Context, steps [][]string) error {
	for _, statement := range m.dialect.prepare() {
		if _, err := m.db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	tx, err := m.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // fails once it is committed
	var version int
	if err := tx.QueryRowContext(ctx, lockVersion).Scan(&version); err != nil {
		return err
	}
	if version > len(steps) {
		return &VersionError{Found: version, Known: len(steps)}
	}
	if version == len(steps) {
		return nil
	}
	if err := m.migrateFrom(ctx, tx, version, steps); err != nil {
		return err
	}
	return tx.Commit()
}

func (m *Mirror) migrateFrom(ctx context.Context, tx *sql.Tx, version int, steps [][]string) error {
	types := m.dialect.columnTypes()
	for ; version < len(steps); version++ {
		for _, statement := range steps[version] {
			if _, err := tx.ExecContext(ctx, types.Replace(statement)); err != nil {
				return fmt.Errorf("from version %d to %d: %w", version, version+1, err)
			}
		}
	}
	_, err := tx.ExecContext(ctx, m.dialect.bind(`UPDATE hostcontrol_mirror SET version = ?`), version)
	return err
}
