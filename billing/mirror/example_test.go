package mirror_test

import (
	"context"
	"database/sql"
	"log"

	"github.com/hostcontrol-go/sdk/billing/mirror"
	"github.com/hostcontrol-go/sdk/rest"
)

// A copy is synced, and its changes go into books of one's own, each of them
// exactly once. The program imports a driver, such as modernc.org/sqlite.
func Example() {
	ctx := context.Background()
	client, err := rest.New(rest.Config{
		BaseURL:     "https://backoffice.hostcontrol.com/api/v1",
		Credentials: rest.APIKey(rest.NewSecret("key"), ""),
	})
	if err != nil {
		log.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:billing.db?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)")
	if err != nil {
		log.Fatal(err)
	}
	local, err := mirror.Open(ctx, db, mirror.SQLite)
	if err != nil {
		log.Fatal(err)
	}
	report, err := local.Sync(ctx, client, mirror.SyncOptions{})
	if err != nil {
		log.Fatal(err)
	}
	log.Println(report.Changes(), "changes")

	_, err = local.Changes(ctx, mirror.Consumer{
		Name: "books",
		Handle: func(ctx context.Context, tx *sql.Tx, change *mirror.Change) error {
			if change.Resource != mirror.Invoices || change.Kind == mirror.Deleted {
				return nil
			}
			_, invoice, err := change.Invoice()
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `INSERT INTO books (sequence, number, total) VALUES (?, ?, ?)`,
				change.Sequence, invoice.Number, invoice.Total.String())
			return err
		},
	})
	if err != nil {
		log.Fatal(err)
	}
}
