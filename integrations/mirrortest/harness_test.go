package mirrortest

import (
	"context"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/hostcontrol-go/sdk/billing/mirror"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

var full = flag.Bool("mirror.full", false, "prove what a mirror promises at full size, which takes minutes")

const (
	envPostgres = "HOSTCONTROL_TEST_POSTGRES"
	envRequired = "HOSTCONTROL_TEST_REQUIRED"
)

// A place is where a database is.
type place struct {
	dialect        mirror.Dialect
	driver, source string
}

// forEachDatabase runs a test with what makes databases of each kind.
func forEachDatabase(t *testing.T, test func(t *testing.T, newPlace func(testing.TB) place)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { test(t, newSQLite) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, newPostgres) })
}

func newSQLite(t testing.TB) place {
	t.Helper()
	file := filepath.Join(t.TempDir(), "billing.db")
	return place{mirror.SQLite, "sqlite", "file:" + file + "?_pragma=busy_timeout(30000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)"}
}

// newPostgres makes a schema, which is gone after the test.
func newPostgres(t testing.TB) place {
	t.Helper()
	address := os.Getenv(envPostgres)
	switch {
	case address == "" && os.Getenv(envRequired) != "":
		t.Fatalf("no PostgreSQL to test with: %s is not set", envPostgres)
	case address == "":
		t.Skipf("no PostgreSQL to test with: %s is not set", envPostgres)
	}
	admin, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	schema := "test_" + strings.ReplaceAll(rest.NewReference(), "-", "")
	if _, err := admin.ExecContext(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.ExecContext(context.Background(), "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			t.Error(err)
		}
		_ = admin.Close()
	})
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := at.Query()
	query.Set("search_path", schema)
	at.RawQuery = query.Encode()
	return place{mirror.PostgreSQL, "pgx", at.String()}
}

func (p place) open(t testing.TB) (*mirror.Mirror, *sql.DB) {
	t.Helper()
	db, err := sql.Open(p.driver, p.source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	m, err := mirror.Open(t.Context(), db, p.dialect)
	if err != nil {
		t.Fatal(err)
	}
	return m, db
}

func newPlatform(t testing.TB, invoices int) (*hostcontroltest.Server, *rest.Client) {
	t.Helper()
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Invoices: invoices})
	t.Cleanup(srv.Close)
	return srv, newClient(t, srv.URL, srv.APIKey)
}

func newClient(t testing.TB, url, key string) *rest.Client {
	t.Helper()
	client, err := rest.New(rest.Config{
		BaseURL:     url,
		Credentials: rest.APIKey(rest.NewSecret(key), ""),
		Limiter:     rest.Unlimited(),
		MinBackoff:  time.Millisecond,
		MaxBackoff:  10 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func mustSync(t testing.TB, m *mirror.Mirror, client *rest.Client) *mirror.SyncReport {
	t.Helper()
	report, err := m.Sync(t.Context(), client, mirror.SyncOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// A row is what a table has of an object: some columns as text, and its JSON.
type row struct{ Columns, Object string }

// A source tells where a resource is on the platform and in the copy, and what
// the columns are to hold.
type source struct {
	path, table, columns string
	want                 func(*object) string
}

// object is the JSON of any resource, as far as tests need it.
type object struct {
	ID       int64   `json:"id"`
	State    string  `json:"state"`
	Number   *string `json:"number"`
	Hold     *string `json:"hold"`
	Total    int64   `json:"total"`
	Amount   int64   `json:"amount"`
	Currency string  `json:"currency"`
	Updated  string  `json:"updated"`
	Customer struct {
		ID int64 `json:"id"`
	} `json:"customer"`
	Order, Invoice *struct {
		ID int64 `json:"id"`
	}
}

func idOf(ref *struct {
	ID int64 `json:"id"`
}) int64 {
	if ref == nil {
		return 0
	}
	return ref.ID
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

var sources = []source{
	{
		"/invoice", "hostcontrol_invoice",
		"state || ' ' || COALESCE(number, '') || ' ' || total || ' ' || currency || ' ' || customer_id || ' ' || COALESCE(order_id, 0)",
		func(o *object) string {
			return fmt.Sprint(o.State, " ", orEmpty(o.Number), " ", o.Total, " ", o.Currency, " ", o.Customer.ID, " ", idOf(o.Order))
		},
	},
	{
		"/payment", "hostcontrol_payment",
		"state || ' ' || amount || ' ' || currency || ' ' || customer_id || ' ' || COALESCE(invoice_id, 0) || ' ' || COALESCE(order_id, 0)",
		func(o *object) string {
			return fmt.Sprint(o.State, " ", o.Amount, " ", o.Currency, " ", o.Customer.ID, " ", idOf(o.Invoice), " ", idOf(o.Order))
		},
	},
	{
		"/order", "hostcontrol_order", "state || ' ' || COALESCE(hold, '') || ' ' || customer_id || ' ' || COALESCE(invoice_id, 0)",
		func(o *object) string {
			return fmt.Sprint(o.State, " ", orEmpty(o.Hold), " ", o.Customer.ID, " ", idOf(o.Invoice))
		},
	},
}

// wantCopy wants the copy to be what the platform has, row for row, and tells how
// many rows that are. same brings the JSON of an object into the form in which it
// is compared.
func wantCopy(t testing.TB, srv *hostcontroltest.Server, db *sql.DB, same func(string) string) (rows int) {
	t.Helper()
	for _, s := range sources {
		want := map[int64]row{}
		for raw := range readAll(t, srv, s.path) {
			var o object
			if err := json.Unmarshal(raw, &o); err != nil {
				t.Fatal(err)
			}
			want[o.ID] = row{s.want(&o), same(string(raw))}
		}
		got := map[int64]row{}
		query(t, db, "SELECT id, "+s.columns+", object FROM "+s.table, func(scan func(...any) error) error {
			var id int64
			var r row
			err := scan(&id, &r.Columns, &r.Object)
			r.Object = same(r.Object)
			got[id] = r
			return err
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-platform +copy):\n%s", s.table, diff)
		}
		rows += len(want)
	}
	return rows
}

// exactly compares every byte.
func exactly(text string) string { return text }

// withoutCustomer leaves out the customer that an order shows as a whole: when he
// changes, the platform does not say that his orders have.
func withoutCustomer(text string) string {
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		return text
	}
	delete(fields, "customer")
	rest, _ := json.Marshal(fields) // of what was JSON
	return string(rest)
}

// A listing is an answer with a list.
type listing struct {
	Result []json.RawMessage `json:"result"`
	Total  int               `json:"total"`
}

// readAll gives all objects of a platform that does not change, without the SDK.
func readAll(t testing.TB, srv *hostcontroltest.Server, path string) func(func(json.RawMessage) bool) {
	return func(yield func(json.RawMessage) bool) {
		for offset, total := 0, 1; offset < total; {
			page := readPage(t, srv, path, offset)
			for _, raw := range page.Result {
				if !yield(raw) {
					return
				}
			}
			offset, total = offset+len(page.Result), page.Total
		}
	}
}

func readPage(t testing.TB, srv *hostcontroltest.Server, path string, offset int) *listing {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("%s%s?limit=500&offset=%d", srv.URL, path, offset), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-APIKEY", srv.APIKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	page := new(listing)
	if err := json.Unmarshal(body, page); err != nil || len(page.Result) == 0 && page.Total > offset {
		t.Fatalf("%s: %v", body, err)
	}
	return page
}

func query(t testing.TB, db *sql.DB, statement string, each func(scan func(...any) error) error) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// wantChain wants each change to begin where the one before of the same object
// has ended, and the last ones to end at what the copy holds. It tells how many
// changes there are.
func wantChain(t testing.TB, db *sql.DB) (changes int) {
	t.Helper()
	type key struct {
		resource string
		id       int64
	}
	state := map[key]string{}
	query(t, db, "SELECT resource, id, kind, previous, object FROM hostcontrol_mirror_change ORDER BY sequence", func(scan func(...any) error) error {
		var k key
		var kind string
		var previous, now sql.Null[string]
		if err := scan(&k.resource, &k.id, &kind, &previous, &now); err != nil {
			return err
		}
		changes++
		before, there := state[k]
		if there != previous.Valid || before != previous.V || before == now.V || kind != map[[2]bool]string{
			{false, true}: "inserted", {true, true}: "changed", {true, false}: "deleted",
		}[[2]bool{previous.Valid, now.Valid}] {
			t.Errorf("change %d: %v %s from %.60q to %.60q, after %.60q", changes, k, kind, previous.V, now.V, before)
		}
		if state[k] = now.V; !now.Valid {
			delete(state, k)
		}
		return nil
	})
	held := map[key]string{}
	for resource, table := range map[string]string{"invoice": "hostcontrol_invoice", "payment": "hostcontrol_payment", "order": "hostcontrol_order"} {
		query(t, db, "SELECT id, object FROM "+table, func(scan func(...any) error) error {
			k, text := key{resource: resource}, ""
			err := scan(&k.id, &text)
			held[k] = text
			return err
		})
	}
	if len(held) != len(state) {
		t.Errorf("the changes lead to %d objects, the copy has %d", len(state), len(held))
	}
	for k, text := range held {
		if state[k] != text {
			t.Errorf("%v: the changes lead to %.60q, the copy has %.60q", k, state[k], text)
		}
	}
	return changes
}
