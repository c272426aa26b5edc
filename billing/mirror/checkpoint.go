package mirror

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// A checkpoint is how far the copy of a resource has come. It is written in the
// transactions that write the objects. Times are those of the platform; the
// zero time is none.
type checkpoint struct {
	// known: all that happened up to then is in the copy.
	known time.Time
	// clock is the platform's when known was set.
	clock time.Time
	pass
}

// A pass reads a list from its beginning to its end, over several syncs if it
// has to.
type pass struct {
	running bool
	// since is what the list was asked for. Where it is the zero time the list is
	// the whole one, and what it lacks is gone.
	since time.Time
	// bound is a time before the pass, up to which it finds all that happened.
	bound time.Time
	walk
}

const (
	readCheckpoint  = `SELECT known, clock, running, since, bound, after, passed FROM hostcontrol_mirror_checkpoint WHERE resource = ?`
	writeCheckpoint = `INSERT INTO hostcontrol_mirror_checkpoint (known, clock, running, since, bound, after, passed, resource)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (resource) DO UPDATE SET known = excluded.known, clock = excluded.clock, running = excluded.running,
since = excluded.since, bound = excluded.bound, after = excluded.after, passed = excluded.passed`
)

func (r *run) checkpoint(ctx context.Context, of Resource) (*checkpoint, error) {
	cp := new(checkpoint)
	var known, clock, since, bound int64
	err := r.lease.db.QueryRowContext(ctx, r.mirror.dialect.bind(readCheckpoint), string(of)).
		Scan(&known, &clock, &cp.running, &since, &bound, &cp.after, &cp.passed)
	if errors.Is(err, sql.ErrNoRows) {
		return cp, nil
	}
	cp.known, cp.clock, cp.since, cp.bound = moment(known), moment(clock), moment(since), moment(bound)
	return cp, err
}

func (r *run) writeCheckpoint(ctx context.Context, tx *sql.Tx, of Resource, cp *checkpoint) error {
	_, err := tx.ExecContext(ctx, r.mirror.dialect.bind(writeCheckpoint),
		micros(cp.known), micros(cp.clock), cp.running, micros(cp.since), micros(cp.bound), cp.after, cp.passed, string(of))
	return err
}

// The platform counts microseconds. 0 is no time.

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func moment(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}
