package mirror_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	"github.com/hostcontrol-go/sdk/billing/mirror"
	"github.com/hostcontrol-go/sdk/rest"
)

const basePath = "/api/v1"

// newClient makes a client whose requests go to a responder.
func newClient(t testing.TB, respond httpmock.Responder) *rest.Client {
	t.Helper()
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(respond)
	return clientOf(t, "https://backoffice.example.com"+basePath, "key", transport)
}

func clientOf(t testing.TB, url, key string, transport http.RoundTripper) *rest.Client {
	t.Helper()
	client, err := rest.New(rest.Config{
		BaseURL:     url,
		Credentials: rest.APIKey(rest.NewSecret(key), ""),
		HTTPClient:  &http.Client{Transport: transport},
		Limiter:     rest.Unlimited(),
		Retries:     -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// openMirror makes a copy in a database in memory.
func openMirror(t testing.TB, dialect mirror.Dialect) (*mirror.Mirror, *memory) {
	t.Helper()
	stored := newMemory()
	m, err := mirror.Open(t.Context(), openDB(t, stored), dialect)
	if err != nil {
		t.Fatal(err)
	}
	return m, stored
}

func openDB(t testing.TB, stored *memory) *sql.DB {
	t.Helper()
	db := sql.OpenDB(stored)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func mustSync(t testing.TB, m *mirror.Mirror, client *rest.Client, o mirror.SyncOptions) *mirror.SyncReport {
	t.Helper()
	report, err := m.Sync(t.Context(), client, o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// A ledger is a platform of which a test decides everything. It has invoices,
// and neither payments nor orders.
type ledger struct {
	objects map[int64]entry
	newest  int64     // the last id it gave
	clock   time.Time // of the Date header; the zero time leaves it out

	limit         int  // the most it gives, 0 for what is asked
	ignoresSince  bool // and so on: what it does not know
	ignoresState  bool
	ignoresOffset bool
	tellsNoTotal  bool
	tellsPage     bool // as the total
	claims        int  // to be the total, 0 for the truth
	descends      bool
	lists         func(listed) []entry // what a list is made of, in place of the objects that match

	// before is called before each request for a list, with its number.
	before func(request int, r *http.Request)
	asked  []string // the lists and objects that were asked for
}

// An entry is an invoice.
type entry struct {
	ID       int64     `json:"id"`
	State    string    `json:"state"`
	Currency string    `json:"currency"`
	Total    int64     `json:"total"`
	Updated  time.Time `json:"updated"`
	// Text is JSON that takes the place of all that.
	Text jsontext.Value `json:"-"`
}

// listed is what a list was asked for.
type listed struct {
	since time.Time
	state string
}

// noon is when the tests begin.
var noon = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// newLedger makes a platform with so many closed invoices, one an hour up to
// noon.
func newLedger(n int) *ledger {
	l := &ledger{objects: map[int64]entry{}}
	for i := range n {
		l.put(int64(i+1), "closed", noon.Add(time.Duration(i+1-n)*time.Hour))
	}
	return l
}

func (l *ledger) put(id int64, state string, updated time.Time) {
	l.newest = max(l.newest, id)
	l.objects[id] = entry{ID: id, State: state, Currency: "EUR", Total: l.objects[id].Total + 100, Updated: updated}
}

func (l *ledger) client(t testing.TB) *rest.Client {
	t.Helper()
	return newClient(t, func(r *http.Request) (*http.Response, error) { return l.answer(r) })
}

func (l *ledger) answer(r *http.Request) (*http.Response, error) {
	if l.before != nil {
		l.before(len(l.asked)+1, r)
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	path := strings.TrimPrefix(r.URL.Path, basePath)
	l.asked = append(l.asked, strings.TrimSuffix(path+"?"+withoutLimit(r), "?"))
	body := `{"success":true,"result":[],"total":0}`
	if path == "/invoice" {
		body = l.list(r)
	} else if id, ok := strings.CutPrefix(path, "/invoice/"); ok {
		body = l.get(id)
	}
	answer := httpmock.NewStringResponse(http.StatusOK, body)
	if !l.clock.IsZero() {
		answer.Header.Set("Date", l.clock.Format(http.TimeFormat))
	}
	return answer, nil
}

// withoutLimit is what a request asks for, but for the size of the page.
func withoutLimit(r *http.Request) string {
	query := r.URL.Query()
	query.Del("limit")
	if query.Get("offset") == "0" {
		query.Del("offset")
	}
	if since := query.Get("updated_since"); since != "" {
		at, _ := time.Parse(time.RFC3339Nano, since)
		query.Set("updated_since", at.Format("15:04"))
	}
	text := query.Encode()
	return strings.ReplaceAll(text, "%3A", ":")
}

func (l *ledger) get(id string) string {
	number, _ := strconv.ParseInt(id, 10, 64)
	found, ok := l.objects[number]
	if !ok {
		return `{"success":false,"error":{"code":"request_resource_unknown","message":"unknown invoice"}}`
	}
	return `{"success":true,"result":` + found.json() + `}`
}

func (l *ledger) list(r *http.Request) string {
	query := r.URL.Query()
	var asked listed
	if !l.ignoresSince {
		asked.since, _ = time.Parse(time.RFC3339Nano, query.Get("updated_since"))
	}
	if !l.ignoresState {
		asked.state = query.Get("state")
	}
	found := l.matching(asked)
	if l.lists != nil {
		found = l.lists(asked)
	}
	if l.descends {
		slices.Reverse(found)
	}
	limit, _ := strconv.Atoi(query.Get("limit"))
	if l.limit > 0 {
		limit = min(limit, l.limit)
	}
	offset, _ := strconv.Atoi(query.Get("offset"))
	if l.ignoresOffset {
		offset = 0
	}
	total := len(found)
	found = found[min(offset, total):min(offset+limit, total)]
	if l.tellsPage {
		total = len(found)
	}
	if l.claims > 0 {
		total = l.claims
	}
	var texts []string
	for _, o := range found {
		texts = append(texts, o.json())
	}
	answer := `{"success":true,"result":[` + strings.Join(texts, ",") + `]`
	if !l.tellsNoTotal {
		answer += fmt.Sprintf(`,"total":%d,"limit":%d,"offset":%d`, total, limit, offset)
	}
	return answer + "}"
}

func (l *ledger) matching(asked listed) []entry {
	var found []entry
	for _, id := range slices.Sorted(maps.Keys(l.objects)) {
		o := l.objects[id]
		if (asked.state == "" || o.State == asked.state) && !o.Updated.Before(asked.since) {
			found = append(found, o)
		}
	}
	return found
}

func (o entry) json() string {
	if o.Text != nil {
		return string(o.Text)
	}
	text, err := json.Marshal(o)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// wantCopy wants the copy to hold the invoices of the platform and no others,
// and the changes to lead there.
func (l *ledger) wantCopy(t testing.TB, stored *memory) {
	t.Helper()
	want := map[int64]string{}
	for id, o := range l.objects {
		want[id] = o.json()
	}
	wantObjects(t, stored, "hostcontrol_invoice", want)
	wantChain(t, stored)
}

func wantObjects(t testing.TB, stored *memory, table string, want map[int64]string) {
	t.Helper()
	if diff := cmp.Diff(want, objectsOf(stored, table)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", table, diff)
	}
}

func objectsOf(stored *memory, table string) map[int64]string {
	objects := map[int64]string{}
	for key, row := range stored.rows(table) {
		objects[key.(int64)] = row["object"].(string)
	}
	return objects
}

// wantChain wants each change to begin where the one before has ended, and the
// last ones to end at what the copy holds.
func wantChain(t testing.TB, stored *memory) {
	t.Helper()
	state := map[string]string{}
	changes := stored.rows("hostcontrol_mirror_change")
	for sequence := range int64(len(changes)) {
		c := changes[sequence+1]
		name := fmt.Sprintf("%s %d", c["resource"], c["id"])
		previous, _ := c["previous"].(string)
		object, _ := c["object"].(string)
		if state[name] != previous || previous == object || (previous == "") != (c["kind"] == "inserted") || (object == "") != (c["kind"] == "deleted") {
			t.Errorf("change %d: %s %s from %q to %q, after %q", sequence+1, name, c["kind"], previous, object, state[name])
		}
		if state[name] = object; object == "" {
			delete(state, name)
		}
	}
	held := map[string]string{}
	for resource, table := range map[string]string{"invoice": "hostcontrol_invoice", "payment": "hostcontrol_payment", "order": "hostcontrol_order"} {
		for id, text := range objectsOf(stored, table) {
			held[fmt.Sprintf("%s %d", resource, id)] = text
		}
	}
	if diff := cmp.Diff(held, state); diff != "" {
		t.Errorf("where the changes lead (-copy +changes):\n%s", diff)
	}
}

// forget empties the list of what was asked for, and gives it.
func (l *ledger) forget() []string {
	asked := l.asked
	l.asked = nil
	return asked
}

// take handles all changes that a consumer has not handled, and gives them.
func take(t testing.TB, m *mirror.Mirror, name string) []string {
	t.Helper()
	var taken []string
	_, err := m.Changes(t.Context(), mirror.Consumer{
		Name: name, Batch: 10,
		Handle: func(_ context.Context, _ *sql.Tx, c *mirror.Change) error {
			taken = append(taken, fmt.Sprintf("%s %d %s", c.Resource, c.ID, c.Kind))
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return taken
}
