// Package mirror keeps a copy of invoices, payments and orders in a SQL
// database, and tells programs what has changed in it. It is made for billing
// systems, which have to find all that happened, once and in order, whatever
// becomes of connections, processes and machines.
//
//	db, err := sql.Open("sqlite", "file:billing.db?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)")
//	local, err := mirror.Open(ctx, db, mirror.SQLite)
//	report, err := local.Sync(ctx, client.REST(), mirror.SyncOptions{})
//	handled, err := local.Changes(ctx, mirror.Consumer{Name: "ledger", Handle: book})
//
// [Mirror.Sync] is called from time to time, such as every minute. The first
// call reads everything, and those after it what has changed since. The package
// knows the SQL of SQLite and PostgreSQL and works with any driver for them; it
// imports none.
//
// # Tables
//
// The copy can be read with SQL like any other tables, while a sync is under way
// too. Amounts are in minor units of the currency. Times are of type timestamptz
// in PostgreSQL; in SQLite they are text in UTC, such as
// 2026-01-05T09:00:00.000000Z. Columns are null where the platform says nothing.
//
//	hostcontrol_invoice
//	  id, number, state, customer_id, currency, is_credit, credited_invoice_id,
//	  subtotal, tax, total, order_id, client_reference,
//	  created, updated, opened, due, closed, object
//
//	hostcontrol_payment
//	  id, reference, state, customer_id, invoice_id, order_id, method_id,
//	  currency, amount, fee, client_reference, created, updated, expires, object
//
//	hostcontrol_order
//	  id, type, state, hold, customer_id, invoice_id, client_reference,
//	  created, updated, object
//
// The column object holds the JSON as the platform answered it, with fields that
// this package does not know, and is of type json in PostgreSQL. What is owed:
//
//	SELECT customer_id, currency, SUM(total) FROM hostcontrol_invoice
//	WHERE state = 'open' AND NOT is_credit GROUP BY customer_id, currency
//
// What an object says about others, such as the states of an invoice's payments,
// is as old as its own last change. Their own rows are up to date.
//
// Tables may be joined and indexed, and read by triggers. Only a sync may write
// to them. Later versions add columns and tables, and change none of those here.
//
// # Changes
//
// Whatever a sync changes in the copy is written down in the same transaction.
// [Mirror.Changes] gives that to consumers: each change at least once, in order,
// and exactly once to those that write in the transaction that it comes with. The
// place of each consumer is in the database, too.
//
//	hostcontrol_mirror_change    sequence, resource, id, kind, previous, object
//	hostcontrol_mirror_consumer  name, position
//
// Changes that all consumers have handled may be deleted, if no new consumer is
// to begin with them:
//
//	DELETE FROM hostcontrol_mirror_change
//	WHERE sequence <= (SELECT MIN(position) FROM hostcontrol_mirror_consumer)
//
// # What may happen
//
// A process may be killed at any moment: a page of a list is written together
// with how far the copy has come, and the next sync goes on from there. Several
// processes may sync the same copy: one works, and the others get [ErrBusy] or
// wait.
//
// Lists may change while they are read. Each page begins with the last object of
// the page before, so that nothing is passed over when a list shrinks, and what
// changes behind the reader is found by the next sync.
//
// Only the platform's own times are used, never those of this machine. A sync
// looks some minutes further back than the newest change it knows, see
// [SyncOptions.Overlap]; a time that is ahead of the platform's clock hides
// nothing, and when that clock is set back everything is compared.
//
// Drafts may be deleted, and nothing else. The list of the drafts is compared
// with the copy, and what it lacks is gone unless it shows up among the changes.
//
// A platform that ignores updated_since answers with more than was asked for.
// All of that is compared, so that nothing is missed; see [Tally.Unfiltered].
// Changes that the platform does not date are found by [SyncOptions.Full] only.
package mirror
