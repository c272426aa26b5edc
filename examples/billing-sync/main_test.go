package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/billing/mirror"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

const envPostgres = "HOSTCONTROL_TEST_POSTGRES"

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	t.Chdir(t.TempDir())
	for _, args := range [][]string{nil, {"-demo"}} {
		out, err := demotest.Run(t, run, args...)
		if err != nil {
			t.Fatalf("%v after:\n%s", err, out)
		}
		for part, times := range map[string]int{
			"\n$ billing-sync": 4,
			"the platform could not answer (request req-00000007); the next run goes on where this one ended\n": 1,
			"\ninvoice: 500 of 600 read\n":                                    1, // the second run goes on behind it
			"\n1695 changes: inserted invoice 600, inserted payment 656, ins": 1,
			"\n  and 1692 more\n":                                             1,
			"\n  inserted invoice ":                                           4, // three of the first run, and a draft
			": open 43.85 EUR → closed 43.85 EUR\n":                           1,
			"\n  inserted payment 300657: authorised 43.85 EUR\n":             1,
			": draft 90.00 EUR\n":                                             1,
			": was draft 1079.06 EUR\n":                                       1,
			": new waiting → new canceled\n":                                  1,
			"\nall 11    30             2021.03 EUR\n":                        1,
			"\nall 11    29             1977.18 EUR\n":                        2,
			"\n0 changes\n":                                                   1,
			"\nThe ledger says the same.\n":                                   3,
		} {
			if n := strings.Count(out, part); n != times {
				t.Errorf("%q: %d times %q, want %d", args, n, part, times)
			}
		}
		if t.Failed() {
			t.Log(out)
		}
	}
	leavesNothing(t)
}

// leavesNothing looks for files in the folder of the test.
func leavesNothing(t *testing.T) {
	t.Helper()
	if found, _ := filepath.Glob("*"); len(found) > 0 {
		t.Errorf("left behind: %v", found)
	}
}

// TestRunInMemory: with other flags the program does what they say, and does
// not touch the user's own copy.
func TestRunInMemory(t *testing.T) {
	demotest.Offline(t)
	t.Chdir(t.TempDir())
	out, err := demotest.Run(t, run, "-demo", "-db", "mine.db", "-show", "0")
	if err != nil || !strings.Contains(out, "\n  and 1695 more\n1695 changes: ") {
		t.Errorf("%v after:\n%s", err, out)
	}
	if _, err := demotest.Run(t, run, "-demo", "-postgres", "postgres://192.0.2.1/books"); err == nil || !strings.Contains(err.Error(), "is for a live platform") {
		t.Errorf("PostgreSQL: %v", err)
	}
	leavesNothing(t)
}

// live starts a platform on which an invoice is open.
func live(t *testing.T) (*hostcontroltest.Server, *hostcontrol.Client, *billing.Invoice) {
	t.Helper()
	srv := demotest.Live(t)
	client, err := hostcontrol.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	invoice, err := client.Invoices.Open(t.Context(), newDraft(t, client, 1).ID)
	if err != nil {
		t.Fatal(err)
	}
	return srv, client, invoice
}

func newDraft(t *testing.T, client *hostcontrol.Client, customer customers.ID) *billing.Invoice {
	t.Helper()
	draft, err := client.Invoices.Create(t.Context(), billing.InvoiceParams{
		Customer: customer,
		Lines:    []billing.LineParams{{Description: "Maintenance", UnitPrice: euros(t, "100.00")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return draft
}

func euros(t *testing.T, number string) currency.Amount {
	t.Helper()
	a, err := currency.NewAmount(number, "EUR")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestRunsGoOn: each run tells what has changed since the one before, in either
// database.
func TestRunsGoOn(t *testing.T) {
	for name, flags := range map[string]func(*testing.T) []string{"SQLite": sqliteFlags, "PostgreSQL": postgresFlags} {
		t.Run(name, func(t *testing.T) {
			_, client, invoice := live(t)
			flags := flags(t)
			total := invoice.Total.String()
			runs := []struct {
				happen func() error
				want   string
			}{
				{func() error { return nil }, "inserted invoice 100001: open " + total + "\n1 changes: inserted invoice 1\n"},
				{func() error { return nil }, "\n0 changes\nCUSTOMER  OPEN INVOICES  OWED\n1         1              " + total + "\n"},
				{func() error { _, err := client.Invoices.Close(t.Context(), invoice.ID); return err },
					"changed invoice 100001: open " + total + " → closed " + total + "\n"},
				{func() error { _, err := client.Invoices.Reopen(t.Context(), invoice.ID); return err },
					"changed invoice 100001: closed " + total + " → open " + total + "\n"},
			}
			for _, r := range runs {
				if err := r.happen(); err != nil {
					t.Fatal(err)
				}
				out, err := demotest.Run(t, run, flags...)
				if err != nil || !strings.Contains(out, r.want) || !strings.HasSuffix(out, "The ledger says the same.\n") {
					t.Errorf("%v, want %q in:\n%s", err, r.want, out)
				}
			}
		})
	}
}

// sqliteFlags name a file whose name means something in an address.
func sqliteFlags(t *testing.T) []string {
	file := filepath.Join(t.TempDir(), "my books?100%#1.db")
	t.Cleanup(func() {
		if _, err := os.Stat(file); err != nil {
			t.Error(err)
		}
	})
	return []string{"-db", file}
}

// postgresFlags name a schema of the test's own.
func postgresFlags(t *testing.T) []string {
	address := os.Getenv(envPostgres)
	switch {
	case address == "" && os.Getenv("HOSTCONTROL_TEST_REQUIRED") != "":
		t.Fatalf("%s is not set", envPostgres)
	case address == "":
		t.Skipf("no PostgreSQL to test with: %s is not set", envPostgres)
	}
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, err := db.Exec("DROP SCHEMA billing_sync_test CASCADE")
		if err = errors.Join(err, db.Close()); err != nil {
			t.Error(err)
		}
	})
	if _, err := db.Exec("CREATE SCHEMA billing_sync_test"); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Set("search_path", "billing_sync_test")
	u.RawQuery = query.Encode()
	return []string{"-postgres", u.String()}
}

// interruptAt is a writer that interrupts the program when it prints something.
type interruptAt struct {
	bytes.Buffer
	text      string
	interrupt context.CancelCauseFunc
}

func (w *interruptAt) Write(p []byte) (int, error) {
	if strings.Contains(string(p), w.text) {
		w.interrupt(errInterrupt)
	}
	return w.Buffer.Write(p)
}

var errInterrupt = errors.New("interrupt signal received")

// TestInterrupted: wherever it is interrupted, the next run ends up the same.
func TestInterrupted(t *testing.T) {
	_, client, _ := live(t)
	newDraft(t, client, 2)
	for _, text := range []string{"invoice: ", "order: ", "inserted invoice 100002"} {
		file := filepath.Join(t.TempDir(), "billing.db")
		ctx, interrupt := context.WithCancelCause(t.Context())
		out := &interruptAt{text: text, interrupt: interrupt}
		err := run(ctx, []string{"-db", file}, out)
		if want := "interrupt signal received; the next run goes on where this one ended"; err == nil || err.Error() != want {
			t.Errorf("at %q: %v after:\n%s", text, err, out)
		}
		said, err := demotest.Run(t, run, "-db", file)
		if err != nil || !strings.Contains(said, "\n2 changes: inserted invoice 2\n") || !strings.HasSuffix(said, "The ledger says the same.\n") {
			t.Errorf("after %q: %v after:\n%s", text, err, said)
		}
	}
}

// TestBusy: of two programs at the same copy one works.
func TestBusy(t *testing.T) {
	srv, client, _ := live(t)
	file := filepath.Join(t.TempDir(), "billing.db")
	asked := request{file: file}
	db, dialect, err := asked.database()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	local, err := mirror.Open(t.Context(), db, dialect)
	if err != nil {
		t.Fatal(err)
	}
	var busy error
	_, err = local.Sync(t.Context(), client.REST(), mirror.SyncOptions{Progress: func(mirror.Progress) {
		if busy == nil {
			_, busy = demotest.Run(t, run, "-db", file)
		}
	}})
	if err != nil || !errors.Is(busy, mirror.ErrBusy) || !strings.HasSuffix(busy.Error(), "; -wait waits for it") {
		t.Errorf("%v, and the other: %v", err, busy)
	}
	if out, err := demotest.Run(t, run, "-db", file, "-wait", "-full"); err != nil || !strings.Contains(out, "\n1 changes: ") {
		t.Errorf("%v after:\n%s, %d requests", err, out, len(srv.Requests()))
	}
}

func TestLedgerIsCompared(t *testing.T) {
	live(t)
	file := filepath.Join(t.TempDir(), "billing.db")
	if _, err := demotest.Run(t, run, "-db", file); err != nil {
		t.Fatal(err)
	}
	db, _, err := (&request{file: file}).database()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "UPDATE billing_sync_owed SET amount = amount + 1"); err != nil {
		t.Fatal(err)
	}
	if _, err := demotest.Run(t, run, "-db", file); err == nil || !strings.Contains(err.Error(), "disagree about 1 customers") {
		t.Errorf("a ledger that is a cent off: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	srv := demotest.Live(t)
	t.Chdir(t.TempDir())
	srv.Inject(hostcontroltest.Fault{Path: "/invoice", Times: 1, Status: http.StatusForbidden})
	for _, tt := range []struct {
		want string
		args []string
	}{
		{"GET /invoice: status 403", []string{"-db", "a.db"}},
		{"not defined: -x", []string{"-x"}},
		{`unexpected argument "1"`, []string{"1"}},
		{"-show must not be negative", []string{"-show", "-1"}},
		{"-db must be the path of a file", []string{"-db", ""}},
		{"unable to open database file", []string{"-db", filepath.Join("none", "a.db")}},
		{"cannot parse", []string{"-postgres", "postgres://:x"}},
	} {
		if _, err := demotest.Run(t, run, tt.args...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v", tt.args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-postgres address") {
		t.Errorf("help: %v after %q", err, out)
	}
}
