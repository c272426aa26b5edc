package mirror_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/billing/mirror"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestChanges(t *testing.T) {
	t.Parallel()
	forEachDialect(t, func(t *testing.T, dialect mirror.Dialect) {
		platform := newLedger(0)
		platform.put(1, "draft", noon)
		platform.put(2, "draft", noon)
		m, _ := openMirror(t, dialect)
		client := platform.client(t)
		mustSync(t, m, client, mirror.SyncOptions{})
		if diff := cmp.Diff([]string{"invoice 1 inserted", "invoice 2 inserted"}, take(t, m, "first")); diff != "" {
			t.Errorf("first (-want +got):\n%s", diff)
		}
		platform.put(2, "open", noon)
		delete(platform.objects, 1)
		mustSync(t, m, client, mirror.SyncOptions{})
		if diff := cmp.Diff([]string{"invoice 2 changed", "invoice 1 deleted"}, take(t, m, "first")); diff != "" {
			t.Errorf("first (-want +got):\n%s", diff)
		}
		if taken := take(t, m, "first"); taken != nil {
			t.Errorf("first is given %q again", taken)
		}
		all := []string{"invoice 1 inserted", "invoice 2 inserted", "invoice 2 changed", "invoice 1 deleted"}
		if diff := cmp.Diff(all, take(t, m, "second")); diff != "" {
			t.Errorf("second (-want +got):\n%s", diff)
		}
	})
}

// A consumer that fails is given the same change again, together with those that
// shared its transaction.
func TestConsumerFails(t *testing.T) {
	t.Parallel()
	for batch, want := range map[int][]string{
		0: {"1", "2", "3", "3", "4", "5", "6", "7"},
		3: {"1", "2", "3", "1", "2", "3", "4", "5", "6", "7"},
	} {
		platform := newLedger(7)
		m, _ := openMirror(t, mirror.SQLite)
		mustSync(t, m, platform.client(t), mirror.SyncOptions{})
		refused := errors.New("refused")
		var given []string
		consumer := mirror.Consumer{Name: "books", Batch: batch, Handle: func(ctx context.Context, tx *sql.Tx, c *mirror.Change) error {
			given = append(given, strings.TrimPrefix(strings.TrimSuffix(c.String(), " inserted"), "change "))
			given[len(given)-1], _, _ = strings.Cut(given[len(given)-1], ":")
			if c.Sequence == 3 && refused != nil {
				return refused
			}
			return nil
		}}
		n, err := m.Changes(t.Context(), consumer)
		if handled := map[int]int{0: 2, 3: 0}[batch]; n != handled || !errors.Is(err, refused) || !strings.Contains(err.Error(), "changes for books: change 3: invoice 3 inserted: ") {
			t.Errorf("batch %d: %d, %v", batch, n, err)
		}
		refused = nil
		if _, err := m.Changes(t.Context(), consumer); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(want, given); diff != "" {
			t.Errorf("batch %d is given (-want +got):\n%s", batch, diff)
		}
	}
}

func TestRefusedConsumers(t *testing.T) {
	t.Parallel()
	m, _ := openMirror(t, mirror.SQLite)
	_, err := m.Changes(t.Context(), mirror.Consumer{Batch: -1})
	want := "mirror.changes: invalid_params: name: must not be empty; handle: must not be nil; batch: must not be negative"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

// The objects of a platform that has everything come out as they are read from
// it.
func TestChangesOfAPlatform(t *testing.T) {
	t.Parallel()
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 20, Invoices: 60, InMemory: true})
	t.Cleanup(srv.Close)
	client := clientOf(t, srv.URL, srv.APIKey, srv.Client().Transport)
	m, stored := openMirror(t, mirror.PostgreSQL)
	mustSync(t, m, client, mirror.SyncOptions{})
	wantChain(t, stored)

	copied := map[mirror.Resource][]any{}
	read := map[mirror.Resource]func(*mirror.Change) (before, after any, err error){
		mirror.Invoices: func(c *mirror.Change) (any, any, error) { return untyped(c.Invoice()) },
		mirror.Payments: func(c *mirror.Change) (any, any, error) { return untyped(c.Payment()) },
		mirror.Orders:   func(c *mirror.Change) (any, any, error) { return untyped(c.Order()) },
	}
	_, err := m.Changes(t.Context(), mirror.Consumer{Name: "x", Handle: func(_ context.Context, _ *sql.Tx, c *mirror.Change) error {
		before, after, err := read[c.Resource](c)
		if before != nil {
			t.Errorf("%v was %v before", c, before)
		}
		copied[c.Resource] = append(copied[c.Resource], after)
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[mirror.Resource][]any{
		mirror.Invoices: collect(t, billing.NewInvoices(client).All(t.Context(), billing.InvoiceFilter{})),
		mirror.Payments: collect(t, billing.NewPayments(client).All(t.Context(), billing.PaymentFilter{})),
		mirror.Orders:   collect(t, billing.NewOrders(client).All(t.Context(), billing.OrderFilter{})),
	}
	if diff := cmp.Diff(want, copied, compareValues); diff != "" || len(copied[mirror.Invoices]) != 60 {
		t.Errorf("objects (-want +got):\n%s", diff)
	}
}

// Payments and orders are never deleted. A list that lacks them is wrong.
func TestListsThatLackPayments(t *testing.T) {
	t.Parallel()
	for _, resource := range []mirror.Resource{mirror.Payments, mirror.Orders} {
		srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 5, Invoices: 20, InMemory: true})
		t.Cleanup(srv.Close)
		m, stored := openMirror(t, mirror.SQLite)
		mustSync(t, m, clientOf(t, srv.URL, srv.APIKey, srv.Client().Transport), mirror.SyncOptions{})
		if report := mustSync(t, m, clientOf(t, srv.URL, srv.APIKey, srv.Client().Transport), mirror.SyncOptions{}); report.Changes() > 0 {
			t.Errorf("the second sync: %+v", report)
		}
		emptied := roundTripper(func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/"+string(resource)) {
				return httpmock.NewStringResponse(http.StatusOK, `{"success":true,"result":[],"total":0}`), nil
			}
			return srv.Client().Transport.RoundTrip(r)
		})
		_, err := m.Sync(t.Context(), clientOf(t, srv.URL, srv.APIKey, emptied), mirror.SyncOptions{Full: true})
		if doubt, ok := errors.AsType[*mirror.DoubtError](err); !ok || doubt.Resource != resource ||
			err.Error() != fmt.Sprintf("sync %ss: the list lacks %s %d, which is there", resource, resource, doubt.ID) {
			t.Errorf("got %v", err)
		}
		wantChain(t, stored)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func untyped[T any](before, after *T, err error) (any, any, error) {
	if before == nil {
		return nil, after, err
	}
	return before, after, err
}

func collect[T any](t *testing.T, objects iter.Seq2[*T, error]) []any {
	t.Helper()
	var all []any
	for o, err := range objects {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, o)
	}
	return all
}

// compareValues compares what objects are made of. Raw JSON is compared by its
// text.
var compareValues = cmp.Options{
	cmp.Comparer(func(a, b jsontext.Value) bool { return string(a) == string(b) }),
	cmp.Comparer(func(a, b currency.Amount) bool { return a.Equal(b) }),
}

func TestReadingChanges(t *testing.T) {
	t.Parallel()
	invoice := jsontext.Value(`{"id":7,"state":"open","currency":"EUR","total":100}`)
	change := &mirror.Change{Sequence: 3, Resource: mirror.Invoices, ID: 7, Kind: mirror.Changed, Before: invoice, After: invoice}
	before, after, err := change.Invoice()
	if err != nil || before.ID != 7 || after.ID != 7 || before == after {
		t.Errorf("%+v, %+v, %v", before, after, err)
	}
	if _, _, err := change.Payment(); err == nil || err.Error() != "change 3: invoice 7 changed: read as payment" {
		t.Errorf("got %v", err)
	}
	for _, c := range []*mirror.Change{{Resource: mirror.Orders, Before: jsontext.Value("1")}, {Resource: mirror.Orders, After: jsontext.Value("1")}} {
		if before, after, err := c.Order(); err == nil || before != nil || after != nil {
			t.Errorf("%+v, %+v, %v", before, after, err)
		}
	}
}
