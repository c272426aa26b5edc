package mirror_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A memory is a database in memory that understands the SQL of a mirror, in
// either dialect, and little else. A transaction has it to itself.
type memory struct {
	use    chan struct{} // one at a time
	lock   chan struct{} // the session lock
	tables map[string]*relation
	// interrupt is asked before every operation, and may fail it; done is asked
	// when it has been carried out, and may hide that.
	interrupt, done func(operation string) error
}

// A relation is a table: its columns, of which the first is the key.
type relation struct {
	columns []string
	rows    map[driver.Value]tuple
}

type tuple map[string]driver.Value

func newMemory() *memory {
	nothing := func(string) error { return nil }
	return &memory{
		use: make(chan struct{}, 1), lock: make(chan struct{}, 1),
		tables: map[string]*relation{}, interrupt: nothing, done: nothing,
	}
}

// rows are those of a table, by key, when nobody uses the database.
func (m *memory) rows(table string) map[driver.Value]tuple {
	m.use <- struct{}{}
	defer func() { <-m.use }()
	if m.tables[table] == nil {
		return nil
	}
	return maps.Clone(m.tables[table].rows)
}

func (m *memory) Connect(context.Context) (driver.Conn, error) {
	if err := m.interrupt("connect"); err != nil {
		return nil, err
	}
	return &session{memory: m}, nil
}

func (m *memory) Driver() driver.Driver { return nil }

// A session is a connection.
type session struct {
	*memory
	before map[string]*relation // what a rollback brings back; nil outside of transactions
	locked bool
}

var errUnsupported = errors.New("not supported")

func (s *session) Prepare(string) (driver.Stmt, error) { return nil, errUnsupported }
func (s *session) Begin() (driver.Tx, error)           { return nil, errUnsupported }

// Close gives the lock back, as a server does that notices.
func (s *session) Close() error {
	if s.before != nil {
		_ = s.Rollback()
	}
	if s.locked {
		<-s.lock
	}
	return nil
}

func (s *session) BeginTx(ctx context.Context, _ driver.TxOptions) (driver.Tx, error) {
	if err := s.enter(ctx, "begin"); err != nil {
		return nil, err
	}
	s.before = map[string]*relation{}
	for name, r := range s.tables {
		s.before[name] = &relation{r.columns, maps.Clone(r.rows)}
	}
	return s, nil
}

// enter waits until nobody else uses the database.
func (s *session) enter(ctx context.Context, operation string) error {
	if err := s.interrupt(operation); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case s.use <- struct{}{}:
		return nil
	}
}

func (s *session) Commit() error {
	if err := s.interrupt("commit"); err != nil {
		return errors.Join(err, s.Rollback())
	}
	s.before = nil
	<-s.use
	return s.done("commit")
}

func (s *session) Rollback() error {
	s.tables, s.before = s.before, nil
	<-s.use
	return nil
}

func (s *session) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	_, err := s.QueryContext(ctx, query, args)
	return driver.ResultNoRows, err
}

func (s *session) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if strings.HasPrefix(query, "SELECT pg_") {
		return s.sessionLock(ctx, query)
	}
	if s.before == nil {
		if err := s.enter(ctx, query); err != nil {
			return nil, err
		}
		defer func() { <-s.use }()
	} else if err := s.interrupt(query); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	st := &statement{memory: s.memory, query: dollar.ReplaceAllString(query, "?")}
	for _, arg := range args {
		st.args = append(st.args, arg.Value)
	}
	rows, err := st.run()
	if err == nil && len(st.args) > 0 {
		err = fmt.Errorf("%d arguments too many: %s", len(st.args), query)
	}
	if err != nil {
		return nil, err
	}
	rows.failing = s.interrupt
	return rows, s.done(query)
}

func (s *session) sessionLock(ctx context.Context, query string) (driver.Rows, error) {
	if err := s.interrupt(query); err != nil {
		return nil, err
	}
	got := false
	switch {
	case strings.Contains(query, "pg_advisory_lock("):
		select {
		case s.lock <- struct{}{}:
			got = true
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	case strings.Contains(query, "pg_try_advisory_lock("):
		select {
		case s.lock <- struct{}{}:
			got = true
		default:
		}
	case s.locked:
		<-s.lock
		s.locked = false
		return &cursor{values: [][]driver.Value{{true}}, columns: 1}, nil
	}
	s.locked = s.locked || got
	return &cursor{values: [][]driver.Value{{got}}, columns: 1}, s.done(query)
}

// A cursor gives rows.
type cursor struct {
	columns int
	values  [][]driver.Value
	failing func(string) error
}

func (c *cursor) Columns() []string { return make([]string, c.columns) }
func (c *cursor) Close() error      { return nil }

func (c *cursor) Next(into []driver.Value) error {
	if c.failing != nil {
		if err := c.failing("next row"); err != nil {
			return err
		}
	}
	if len(c.values) == 0 {
		return io.EOF
	}
	copy(into, c.values[0])
	c.values = c.values[1:]
	return nil
}

var (
	dollar     = regexp.MustCompile(`\$[0-9]+`)
	createForm = regexp.MustCompile(`(?s)CREATE TABLE (IF NOT EXISTS )?(\w+) \(\n(.*?)\n\)`)
	indexForm  = regexp.MustCompile(`^CREATE INDEX \w+ ON (\w+) \(`)
	insertForm = regexp.MustCompile(`(?s)^INSERT INTO (\w+) \(([^)]*)\)\s+VALUES \((.*?)\)(?:\s+ON CONFLICT (.*?))?(?: RETURNING (\w+))?$`)
	updateForm = regexp.MustCompile(`^UPDATE (\w+) SET (.*?)(?: WHERE (.*?))?(?: RETURNING (\w+))?$`)
	deleteForm = regexp.MustCompile(`^DELETE FROM (\w+) WHERE (.*)$`)
	selectForm = regexp.MustCompile(`^SELECT (.*?) FROM (\w+) WHERE (.*?)(?: ORDER BY (\w+))?( LIMIT \?)?$`)
)

// A statement is one that is carried out. Its arguments are taken from the left.
type statement struct {
	*memory
	query string
	args  []driver.Value
}

func (s *statement) run() (*cursor, error) {
	if f := createForm.FindStringSubmatch(s.query); f != nil {
		return s.create(f[2], f[3], f[1] != "")
	}
	if f := indexForm.FindStringSubmatch(s.query); f != nil && s.tables[f[1]] != nil {
		return &cursor{}, nil
	}
	for form, run := range map[*regexp.Regexp]func(*relation, []string) (*cursor, error){
		insertForm: s.insert, updateForm: s.update, deleteForm: s.remove, selectForm: s.choose,
	} {
		f := form.FindStringSubmatch(s.query)
		if f == nil {
			continue
		}
		name := f[1]
		if form == selectForm {
			name = f[2]
		}
		if table := s.tables[name]; table != nil {
			return run(table, f)
		}
	}
	return nil, fmt.Errorf("no such statement or table: %s", s.query)
}

func (s *statement) create(name, columns string, ifMissing bool) (*cursor, error) {
	if s.tables[name] != nil {
		if ifMissing {
			return &cursor{}, nil
		}
		return nil, fmt.Errorf("table %s exists", name)
	}
	made := &relation{rows: map[driver.Value]tuple{}}
	for line := range strings.Lines(columns) {
		if strings.Contains(line, "{") {
			return nil, fmt.Errorf("no such type: %s", line)
		}
		made.columns = append(made.columns, strings.Fields(line)[0])
	}
	s.tables[name] = made
	return &cursor{}, nil
}

// value reads a placeholder, a number or a text between quotes.
func (s *statement) value(token string) driver.Value {
	if token == "?" {
		if len(s.args) == 0 {
			panic("not enough arguments: " + s.query)
		}
		value := s.args[0]
		s.args = s.args[1:]
		return value
	}
	if n, err := strconv.ParseInt(token, 10, 64); err == nil {
		return n
	}
	return strings.Trim(token, "'")
}

func (s *statement) insert(t *relation, f []string) (*cursor, error) {
	columns, conflict, returning := strings.Split(f[2], ", "), f[4], f[5]
	out := &cursor{columns: 1}
	for row := range strings.SplitSeq(f[3], "), (") {
		made := tuple{}
		for i, token := range strings.Split(row, ", ") {
			made[columns[i]] = s.value(token)
		}
		if len(made) != len(t.columns) {
			return nil, fmt.Errorf("%d values for %d columns: %s", len(made), len(t.columns), s.query)
		}
		key := made[t.columns[0]]
		before, there := t.rows[key]
		switch {
		case !there, strings.Contains(conflict, "excluded."):
			t.rows[key] = made
		case conflict == "":
			return nil, fmt.Errorf("there is a row %v already: %s", key, s.query)
		default:
			made = before
		}
		out.values = append(out.values, []driver.Value{made[returning]})
	}
	return out, nil
}

func (s *statement) update(t *relation, f []string) (*cursor, error) {
	set := tuple{}
	for part := range strings.SplitSeq(f[2], ", ") {
		name, token, _ := strings.Cut(part, " = ")
		if name != token {
			set[name] = s.value(token)
		}
	}
	out := &cursor{columns: 1}
	matches := s.condition(f[3])
	for key, row := range t.rows {
		if !matches(row) {
			continue
		}
		row = maps.Clone(row)
		maps.Copy(row, set)
		t.rows[key] = row
		out.values = append(out.values, []driver.Value{row[f[4]]})
	}
	return out, nil
}

func (s *statement) remove(t *relation, f []string) (*cursor, error) {
	matches := s.condition(f[2])
	maps.DeleteFunc(t.rows, func(_ driver.Value, row tuple) bool { return matches(row) })
	return &cursor{}, nil
}

func (s *statement) choose(t *relation, f []string) (*cursor, error) {
	columns, matches := strings.Split(f[1], ", "), s.condition(f[3])
	var found []tuple
	for _, row := range t.rows {
		if matches(row) {
			found = append(found, row)
		}
	}
	if f[1] == "COUNT(*)" {
		return &cursor{columns: 1, values: [][]driver.Value{{int64(len(found))}}}, nil
	}
	if by := f[4]; by != "" {
		slices.SortFunc(found, func(a, b tuple) int { return compare(a[by], b[by]) })
	}
	if f[5] != "" {
		limit := s.value("?").(int64)
		found = found[:min(len(found), int(limit))]
	}
	out := &cursor{columns: len(columns)}
	for _, row := range found {
		var values []driver.Value
		for _, name := range columns {
			value, ok := row[name]
			if !ok {
				return nil, fmt.Errorf("no such column: %s", name)
			}
			values = append(values, value)
		}
		out.values = append(out.values, values)
	}
	return out, nil
}

// condition reads comparisons between ANDs, or between ORs.
func (s *statement) condition(text string) func(tuple) bool {
	if text == "" {
		return func(tuple) bool { return true }
	}
	var parts []func(tuple) bool
	or := strings.Contains(text, " OR ")
	for part := range strings.SplitSeq(strings.ReplaceAll(text, " OR ", " AND "), " AND ") {
		parts = append(parts, s.comparison(part))
	}
	return func(row tuple) bool {
		matched := func(matches func(tuple) bool) bool { return matches(row) }
		if or {
			return slices.ContainsFunc(parts, matched)
		}
		return !slices.ContainsFunc(parts, func(matches func(tuple) bool) bool { return !matched(matches) })
	}
}

func (s *statement) comparison(text string) func(tuple) bool {
	if name, in, ok := strings.Cut(text, " IN ("); ok {
		var values []driver.Value
		for token := range strings.SplitSeq(strings.TrimSuffix(in, ")"), ", ") {
			values = append(values, s.value(token))
		}
		return func(row tuple) bool { return slices.Contains(values, row[name]) }
	}
	parts := strings.Split(text, " ")
	value := s.value(parts[2])
	return func(row tuple) bool {
		c := compare(row[parts[0]], value)
		switch parts[1] {
		case "=":
			return c == 0
		case "<":
			return c < 0
		case "<=":
			return c <= 0
		default:
			return c > 0
		}
	}
}

func compare(a, b driver.Value) int {
	if n, ok := a.(int64); ok {
		return int(min(max(n-b.(int64), -1), 1))
	}
	return strings.Compare(a.(string), b.(string))
}
