package gateway

import (
	"context"
	"database/sql"
	"time"
)

// SQLSchema makes the table of a [SQLStore], for PostgreSQL and SQLite. It does
// no harm where the table exists. Times are Unix seconds; rows that expired
// more than an hour ago may be deleted.
const SQLSchema = `CREATE TABLE IF NOT EXISTS hostcontrol_gateway_claim (
	gateway   TEXT   NOT NULL,
	reference TEXT   NOT NULL,
	claimed   BIGINT NOT NULL,
	expires   BIGINT NOT NULL,
	PRIMARY KEY (gateway, reference)
)`

// sqlClaim leaves it to the primary key who is first.
const sqlClaim = `INSERT INTO hostcontrol_gateway_claim (gateway, reference, claimed, expires) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`

// A SQLStore remembers requests in a database, PostgreSQL or SQLite, for all
// processes that use it and for good.
type SQLStore struct{ db *sql.DB }

// NewSQLStore makes a store of a database that has the table of [SQLSchema].
func NewSQLStore(db *sql.DB) *SQLStore { return &SQLStore{db} }

// Claim implements [Store]. When it fails, the request may be recorded all the
// same: it is then never handed on, and the payer has to start again.
func (s *SQLStore) Claim(ctx context.Context, r *Request, now time.Time) (bool, error) {
	result, err := s.db.ExecContext(ctx, sqlClaim, r.Gateway, r.Reference, now.Unix(), r.Expires.Unix())
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows == 1, err
}
