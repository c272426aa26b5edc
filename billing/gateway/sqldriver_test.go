package gateway_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// A table is a database with one table, which understands no more SQL than the
// store speaks: it takes the schema for what it is by its first words, and an
// insert that leaves conflicts to the primary key.
type table struct {
	broken    error // of every statement
	uncounted error // of asking how many rows there were

	mu   sync.Mutex
	made bool
	rows map[[2]string][2]int64
}

const (
	createTable = "CREATE TABLE IF NOT EXISTS hostcontrol_gateway_claim ("
	insertRow   = "INSERT INTO hostcontrol_gateway_claim (gateway, reference, claimed, expires) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
)

func (t *table) Connect(context.Context) (driver.Conn, error) { return session{t}, nil }

func (t *table) Driver() driver.Driver { return nil }

type session struct{ *table }

var errUnsupported = errors.New("not supported")

func (session) Prepare(string) (driver.Stmt, error) { return nil, errUnsupported }

func (session) Begin() (driver.Tx, error) { return nil, errUnsupported }

func (session) Close() error { return nil }

// ExecContext implements [driver.ExecerContext].
func (s session) ExecContext(_ context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.broken != nil:
		return nil, s.broken
	case strings.HasPrefix(query, createTable) && strings.Contains(query, "PRIMARY KEY (gateway, reference)"):
		s.made = true
		return driver.ResultNoRows, nil
	case query == insertRow && s.made:
		return s.insert(args)
	}
	return nil, fmt.Errorf("no such statement or table: %s", query)
}

func (s session) insert(args []driver.NamedValue) (driver.Result, error) {
	gateway, ok1 := args[0].Value.(string)
	reference, ok2 := args[1].Value.(string)
	claimed, ok3 := args[2].Value.(int64)
	expires, ok4 := args[3].Value.(int64)
	if !ok1 || !ok2 || !ok3 || !ok4 || len(args) != 4 {
		return nil, fmt.Errorf("wrong types of arguments: %v", args)
	}
	if s.uncounted != nil {
		return uncounted{s.uncounted}, nil
	}
	key := [2]string{gateway, reference}
	if _, known := s.rows[key]; known {
		return driver.RowsAffected(0), nil
	}
	if s.table.rows == nil {
		s.table.rows = make(map[[2]string][2]int64)
	}
	s.table.rows[key] = [2]int64{claimed, expires}
	return driver.RowsAffected(1), nil
}

type uncounted struct{ err error }

func (uncounted) LastInsertId() (int64, error) { return 0, errUnsupported }

func (u uncounted) RowsAffected() (int64, error) { return 0, u.err }
