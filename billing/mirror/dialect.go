package mirror

import (
	"fmt"
	"strconv"
	"strings"
)

// A Dialect is the SQL of a database.
type Dialect int

// The dialects. Any driver of database/sql will do that takes arguments by
// their position.
const (
	// SQLite needs version 3.35 or later. Give its connections a busy timeout:
	// whoever writes has the whole database to himself.
	SQLite Dialect = iota + 1
	// PostgreSQL needs version 11 or later. A sync keeps a connection for itself
	// and a session lock on it, which a pooler between the two must not share out.
	PostgreSQL
)

// String gives the name of the database.
func (d Dialect) String() string {
	switch d {
	case SQLite:
		return "SQLite"
	case PostgreSQL:
		return "PostgreSQL"
	default:
		return fmt.Sprintf("Dialect(%d)", int(d))
	}
}

func (d Dialect) known() bool { return d == SQLite || d == PostgreSQL }

// columnTypes are the types of columns that the dialects name differently.
// SQLite has none for times and JSON, and keeps both as text.
func (d Dialect) columnTypes() *strings.Replacer {
	if d == PostgreSQL {
		return strings.NewReplacer("{id}", "BIGINT", "{time}", "TIMESTAMPTZ", "{json}", "JSON")
	}
	return strings.NewReplacer("{id}", "INTEGER", "{time}", "TEXT", "{json}", "TEXT")
}

// bind puts the dialect's placeholders into a statement that has question marks.
func (d Dialect) bind(statement string) string {
	if d != PostgreSQL {
		return statement
	}
	var b strings.Builder
	b.Grow(len(statement) + 3*strings.Count(statement, "?"))
	for n := 1; ; n++ {
		before, after, found := strings.Cut(statement, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("$" + strconv.Itoa(n))
		statement = after
	}
}

// placeholders gives so many question marks between commas.
func placeholders(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }
