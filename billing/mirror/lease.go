package mirror

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"errors"
	"time"
)

// database is what [sql.DB] and [sql.Conn] have in common.
type database interface {
	BeginTx(context.Context, *sql.TxOptions) (*sql.Tx, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// A lease is the right to sync the copy. Its holder stands in the database, and
// every transaction of a sync begins with finding itself there: whatever becomes
// of clocks and connections, no two of them write.
//
// In SQLite the lease runs out unless something is written, so that a process
// that dies does not keep it for good. In PostgreSQL a session lock comes before
// it, which the database gives back the moment that the process is gone.
type lease struct {
	dialect Dialect
	db      database
	holder  string
	life    time.Duration
	free    func(context.Context)
}

const (
	takeLease = `UPDATE hostcontrol_mirror SET holder = ?, expires = ? WHERE holder = '' OR expires < ? RETURNING sequence`
	overtake  = `UPDATE hostcontrol_mirror SET holder = ?, expires = ? RETURNING sequence`
	keepLease = `UPDATE hostcontrol_mirror SET expires = ? WHERE holder = ? RETURNING sequence`
	giveLease = `UPDATE hostcontrol_mirror SET holder = '' WHERE holder = ? RETURNING sequence`
)

// lockClass tells the session locks of this package from those of others. The
// table tells one copy from another.
const (
	lockClass = "1751347817"
	tryLock   = `SELECT pg_try_advisory_lock(` + lockClass + `, 'hostcontrol_mirror'::regclass::oid::integer)`
	waitLock  = `SELECT pg_advisory_lock(` + lockClass + `, 'hostcontrol_mirror'::regclass::oid::integer)`
	dropLock  = `SELECT pg_advisory_unlock(` + lockClass + `, 'hostcontrol_mirror'::regclass::oid::integer)`
)

const (
	// leasePoll is how often a lease that somebody else has is asked for again.
	leasePoll = 100 * time.Millisecond
	// leaseFree is how long giving a lease back may take: a sync whose context
	// has ended has no time to lose.
	leaseFree = time.Second
)

// acquire gets the lease, or waits for it.
func (m *Mirror) acquire(ctx context.Context, o SyncOptions) (*lease, error) {
	l := &lease{dialect: m.dialect, db: m.db, holder: rand.Text(), life: o.Lease, free: func(context.Context) {}}
	take := l.take
	if m.dialect == PostgreSQL {
		take = l.lockSession
	}
	if err := take(ctx, m.db, o.Wait); err != nil {
		return nil, err
	}
	return l, nil
}

// take gets a lease that nobody has, or that has run out.
func (l *lease) take(ctx context.Context, _ *sql.DB, wait bool) error {
	for {
		now := time.Now()
		err := l.mark(ctx, takeLease, l.holder, now.Add(l.life).UnixMicro(), now.UnixMicro())
		if !errors.Is(err, ErrBusy) || !wait {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(leasePoll):
		}
	}
}

// mark writes the holder down. There is no row to write to while somebody else
// has the lease.
func (l *lease) mark(ctx context.Context, statement string, args ...any) error {
	var sequence int64
	err := l.db.QueryRowContext(ctx, l.dialect.bind(statement), args...).Scan(&sequence)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrBusy
	}
	return err
}

// lockSession locks a connection of its own, on which all is done from then on.
func (l *lease) lockSession(ctx context.Context, db *sql.DB, wait bool) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	l.db = conn
	l.free = func(ctx context.Context) {
		if _, err := conn.ExecContext(ctx, dropLock); err != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // nobody gets it with the lock
		}
		_ = conn.Close()
	}
	locked := true
	if wait {
		_, err = conn.ExecContext(ctx, waitLock)
	} else {
		err = conn.QueryRowContext(ctx, tryLock).Scan(&locked)
	}
	switch {
	case err != nil:
	case !locked:
		_ = conn.Close()
		return ErrBusy
	default:
		err = l.mark(ctx, overtake, l.holder, time.Now().Add(l.life).UnixMicro())
	}
	if err != nil {
		l.release(ctx)
	}
	return err
}

// release gives the lease back, also after the context has ended. One that
// cannot be given back runs out.
func (l *lease) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseFree)
	defer cancel()
	_ = l.mark(ctx, giveLease, l.holder)
	l.free(ctx)
}

// begin opens a transaction of the lease's holder, and gives the number of the
// last change that was written.
func (l *lease) begin(ctx context.Context) (*sql.Tx, int64, error) {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, 0, err
	}
	var sequence int64
	expires := time.Now().Add(l.life).UnixMicro()
	err = tx.QueryRowContext(ctx, l.dialect.bind(keepLease), expires, l.holder).Scan(&sequence)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrLeaseLost
	}
	if err != nil {
		_ = tx.Rollback()
		return nil, 0, err
	}
	return tx, sequence, nil
}
