package mirror

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

// rowsPerStatement is how many rows a statement writes or asks for: enough of
// them to make up for the way to the database and back.
const rowsPerStatement = 100

// A batch is what a transaction changes of a resource.
type batch struct {
	rows    []any // of its table, one after the other
	deleted []any // ids
	changes []any // rows of the table of changes, without their numbers
	tally   Tally
}

// apply makes the copy have objects as they were answered, and others no more. It
// tells the consumers what that changes, and writes how far the copy has come
// where that is new. All of it is done, or nothing.
func (r *run) apply(ctx context.Context, t *table, items []object, gone []int64, cp *checkpoint) error {
	b, err := r.compare(ctx, t, items, gone)
	if err != nil {
		return err
	}
	if len(b.changes) == 0 && cp == nil {
		return nil
	}
	tx, sequence, err := r.lease.begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // fails once it is committed
	if err := r.write(ctx, tx, t, b, sequence); err != nil {
		return err
	}
	if cp != nil {
		if err := r.writeCheckpoint(ctx, tx, t.resource, cp); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	total := r.tally(t)
	total.Inserted += b.tally.Inserted
	total.Changed += b.tally.Changed
	total.Deleted += b.tally.Deleted
	return nil
}

// compare finds out what is different from the copy.
func (r *run) compare(ctx context.Context, t *table, items []object, gone []int64) (*batch, error) {
	ids := slices.Clone(gone)
	for i := range items {
		ids = append(ids, items[i].ID)
	}
	known, err := r.known(ctx, t, ids)
	if err != nil {
		return nil, err
	}
	b := new(batch)
	for i := range items {
		o := &items[i]
		delete(r.lacking, o.ID)
		before, there := known[o.ID]
		switch {
		case !there:
			b.put(t, o, Inserted, nil)
			b.tally.Inserted++
		case !sameJSON(before, o.text):
			b.put(t, o, Changed, before)
			b.tally.Changed++
		}
	}
	for _, id := range gone {
		if before, there := known[id]; there {
			b.deleted = append(b.deleted, id)
			b.changes = append(b.changes, string(t.resource), id, string(Deleted), before, nil)
			b.tally.Deleted++
		}
	}
	return b, nil
}

func (b *batch) put(t *table, o *object, kind Kind, before any) {
	b.rows = append(b.rows, o.ID)
	b.rows = append(b.rows, t.values(o)...)
	b.rows = append(b.rows, o.text)
	b.changes = append(b.changes, string(t.resource), o.ID, string(kind), before, o.text)
}

// known reads the JSON of objects that the copy has.
func (r *run) known(ctx context.Context, t *table, ids []int64) (map[int64]string, error) {
	known := make(map[int64]string, len(ids))
	for part := range slices.Chunk(ids, rowsPerStatement) {
		if err := r.readKnown(ctx, t, part, known); err != nil {
			return nil, err
		}
	}
	return known, nil
}

func (r *run) readKnown(ctx context.Context, t *table, ids []int64, into map[int64]string) error {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	query := `SELECT id, object FROM ` + t.name + ` WHERE id IN (` + placeholders(len(ids)) + `)`
	rows, err := r.lease.db.QueryContext(ctx, r.mirror.dialect.bind(query), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return err
		}
		into[id] = text
	}
	return rows.Err()
}

const writeSequence = `UPDATE hostcontrol_mirror SET sequence = ?`

var changeColumns = []string{"sequence", "resource", "id", "kind", "previous", "object"}

func (r *run) write(ctx context.Context, tx *sql.Tx, t *table, b *batch, sequence int64) error {
	if len(b.changes) == 0 {
		return nil
	}
	columns := slices.Concat([]string{"id"}, t.columns, []string{"object"})
	if err := r.insert(ctx, tx, t.name, columns, replace(columns[1:]), b.rows); err != nil {
		return err
	}
	for part := range slices.Chunk(b.deleted, rowsPerStatement) {
		statement := `DELETE FROM ` + t.name + ` WHERE id IN (` + placeholders(len(part)) + `)`
		if _, err := tx.ExecContext(ctx, r.mirror.dialect.bind(statement), part...); err != nil {
			return err
		}
	}
	var numbered []any
	for change := range slices.Chunk(b.changes, len(changeColumns)-1) {
		sequence++
		numbered = append(append(numbered, sequence), change...)
	}
	if err := r.insert(ctx, tx, "hostcontrol_mirror_change", changeColumns, "", numbered); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, r.mirror.dialect.bind(writeSequence), sequence)
	return err
}

// replace makes an insert overwrite the columns of a row that is there.
func replace(columns []string) string {
	parts := make([]string, len(columns))
	for i, name := range columns {
		parts[i] = name + ` = excluded.` + name
	}
	return ` ON CONFLICT (id) DO UPDATE SET ` + strings.Join(parts, ", ")
}

// insert writes rows, many in a statement. values are those of all rows.
func (r *run) insert(ctx context.Context, tx *sql.Tx, table string, columns []string, conflict string, values []any) error {
	row := `(` + placeholders(len(columns)) + `)`
	for part := range slices.Chunk(values, rowsPerStatement*len(columns)) {
		rows := strings.TrimSuffix(strings.Repeat(row+", ", len(part)/len(columns)), ", ")
		statement := `INSERT INTO ` + table + ` (` + strings.Join(columns, ", ") + `) VALUES ` + rows + conflict
		if _, err := tx.ExecContext(ctx, r.mirror.dialect.bind(statement), part...); err != nil {
			return err
		}
	}
	return nil
}
