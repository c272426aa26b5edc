package mirrortest

import (
	"context"
	"database/sql"
	"fmt"
	"log"

	_ "modernc.org/sqlite"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/billing/mirror"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// A copy of a platform in memory, in a database in memory.
func Example() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 10, Invoices: 20, InMemory: true})
	defer srv.Close()
	client, err := rest.New(rest.Config{
		BaseURL:     srv.URL,
		Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), ""),
		HTTPClient:  srv.Client(),
	})
	if err != nil {
		log.Fatal(err)
	}
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // each connection would have a database of its own

	ctx := context.Background()
	local, err := mirror.Open(ctx, db, mirror.SQLite)
	if err != nil {
		log.Fatal(err)
	}
	report, err := local.Sync(ctx, client, mirror.SyncOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report.Invoices.Inserted, "invoices")
	show := mirror.Consumer{Name: "show", Handle: func(_ context.Context, _ *sql.Tx, c *mirror.Change) error {
		if c.Kind == mirror.Inserted {
			return nil
		}
		before, after, err := c.Invoice()
		if err == nil {
			fmt.Println(c.Kind, before.State, "to", after.State)
		}
		return err
	}}
	if _, err := local.Changes(ctx, show); err != nil {
		log.Fatal(err)
	}

	invoices := billing.NewInvoices(client)
	for invoice, err := range invoices.All(ctx, billing.InvoiceFilter{State: billing.InvoiceDraft}) {
		if err != nil {
			log.Fatal(err)
		}
		if _, err := invoices.Open(ctx, invoice.ID); err != nil {
			log.Fatal(err)
		}
	}
	if _, err := local.Sync(ctx, client, mirror.SyncOptions{}); err != nil {
		log.Fatal(err)
	}
	if _, err := local.Changes(ctx, show); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 20 invoices
}
