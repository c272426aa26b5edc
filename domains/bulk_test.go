package domains_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// makeRows makes rows for names that nobody has.
func makeRows(n int) []*domains.TransferRow {
	rows := make([]*domains.TransferRow, n)
	for i := range rows {
		rows[i] = &domains.TransferRow{Line: i + 2, TransferParams: domains.TransferParams{
			Customer: 1, Name: fmt.Sprintf("example-%05d.nl", i), AuthCode: rest.NewSecret("Ex4mple~Code"),
		}}
	}
	return rows
}

func journalPath(t *testing.T) string { return filepath.Join(t.TempDir(), "transfers.journal") }

// runBulk runs a bulk transfer to its end and wants no error of the run.
func runBulk(t *testing.T, client *rest.Client, rows []*domains.TransferRow, o domains.BulkOptions) *domains.BulkReport {
	t.Helper()
	var report domains.BulkReport
	for result, err := range domains.NewTransfers(client).Bulk(t.Context(), rows, o) {
		if err != nil {
			t.Fatal(err)
		}
		report.Add(result)
	}
	return &report
}

// counts are the outcomes of a report that occur.
func counts(report *domains.BulkReport) map[domains.BulkOutcome]int {
	found := map[domains.BulkOutcome]int{}
	for _, outcome := range []domains.BulkOutcome{
		domains.BulkStarted, domains.BulkEarlier, domains.BulkFound, domains.BulkNotStarted, domains.BulkUnknown, domains.BulkChecked,
	} {
		if n := report.Count(outcome); n > 0 {
			found[outcome] = n
		}
	}
	return found
}

func wantCounts(t *testing.T, report *domains.BulkReport, want map[domains.BulkOutcome]int) {
	t.Helper()
	if diff := cmp.Diff(want, counts(report)); diff != "" {
		t.Error(diff)
	}
}

// wantOnce wants every row to be started, and no name twice, neither as a
// transfer nor as a charge.
func wantOnce(t *testing.T, srv *hostcontroltest.Server, client *rest.Client, rows []*domains.TransferRow) {
	t.Helper()
	want, transfers, charges := map[string]int{}, map[string]int{}, map[string]int{}
	for _, row := range rows {
		want[row.Name] = 1
	}
	for transfer, err := range domains.NewTransfers(client).All(t.Context(), domains.TransferFilter{}, rest.WithPageSize(500)) {
		if err != nil {
			t.Fatal(err)
		}
		transfers[transfer.Name.String()]++
	}
	booked := customers.NewResellers(client).AllTransactions(t.Context(), srv.ResellerReference, customers.TransactionFilter{}, rest.WithPageSize(500))
	for transaction, err := range booked {
		if err != nil {
			t.Fatal(err)
		}
		if name, ok := strings.CutPrefix(transaction.Description, "Transfer "); ok {
			charges[name]++
		}
	}
	if diff := cmp.Diff(want, transfers); diff != "" {
		t.Error("transfers:", diff)
	}
	if diff := cmp.Diff(want, charges); diff != "" {
		t.Error("charges:", diff)
	}
}

// asked counts the requests of an operation.
func asked(srv *hostcontroltest.Server, operation string) int {
	n := 0
	for _, request := range srv.Requests() {
		if request.Operation == operation {
			n++
		}
	}
	return n
}

func TestBulk(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	rows, o := makeRows(40), domains.BulkOptions{Journal: journalPath(t)}
	rows[7].AuthCode = rest.Secret{}

	seen := map[int]domains.TransferID{}
	for result, err := range domains.NewTransfers(client).Bulk(t.Context(), rows, o) {
		if err != nil {
			t.Fatal(err)
		}
		want := &domains.BulkResult{
			Index: result.Index, Row: rows[result.Index], Outcome: domains.BulkStarted, Status: domains.TransferScheduled, Action: domains.ActionNone,
		}
		if result.Index == 7 {
			want.Status, want.Action = domains.TransferWaitsForAuthCode, domains.ActionSupplyAuthCode
		}
		if diff := cmp.Diff(want, result, resttest.CompareValues, cmpopts.IgnoreFields(domains.BulkResult{}, "Transfer", "ClientReference")); diff != "" {
			t.Error(diff)
		}
		seen[result.Index] = result.Transfer
	}
	if len(seen) != len(rows) {
		t.Errorf("%d results, want %d", len(seen), len(rows))
	}
	wantOnce(t, srv, client, rows)

	starts := asked(srv, "transfers.start")
	for result, err := range domains.NewTransfers(client).Bulk(t.Context(), rows, o) {
		if err != nil {
			t.Fatal(err)
		}
		if result.Outcome != domains.BulkEarlier || result.Transfer != seen[result.Index] {
			t.Errorf("the second run: %+v", result)
		}
	}
	if n := asked(srv, "transfers.start"); n != starts {
		t.Errorf("the second run started %d transfers", n-starts)
	}
}

func TestBulkOfNothing(t *testing.T) {
	t.Parallel()
	client := resttest.NewClient(t, resttest.NoRequest(t))
	wantCounts(t, runBulk(t, client, nil, domains.BulkOptions{Journal: journalPath(t)}), map[domains.BulkOutcome]int{})
}

// On a network that loses answers, every domain is started once, and the run
// learns of it.
func TestBulkOnALossyNetwork(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1, Faults: []hostcontroltest.Fault{
		{Method: "POST", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Share: 0.2},
		{Method: "POST", Kind: hostcontroltest.FaultStatus, Share: 0.2},
		{Method: "POST", Kind: hostcontroltest.FaultRateLimit, Share: 0.1},
	}})
	rows := makeRows(100)
	report := runBulk(t, client, rows, domains.BulkOptions{Journal: journalPath(t), Concurrency: 16})
	wantCounts(t, report, map[domains.BulkOutcome]int{domains.BulkStarted: 100})
	srv.ClearFaults()
	wantOnce(t, srv, client, rows)
}

func TestBulkTriesAgainWhatWasRefused(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	rows, o := makeRows(4), domains.BulkOptions{Journal: journalPath(t), Concurrency: 1}
	rows[1].Customer = 99
	rows[2].Name = "example.invalid"
	report := runBulk(t, client, rows, o)
	wantCounts(t, report, map[domains.BulkOutcome]int{domains.BulkStarted: 2, domains.BulkNotStarted: 2})

	rows[1].Customer = 1 // corrected
	report = runBulk(t, client, rows, o)
	wantCounts(t, report, map[domains.BulkOutcome]int{domains.BulkEarlier: 2, domains.BulkStarted: 1, domains.BulkNotStarted: 1})

	rows = slices.Delete(rows, 2, 3) // given up
	wantCounts(t, runBulk(t, client, rows, o), map[domains.BulkOutcome]int{domains.BulkEarlier: 3})
	wantOnce(t, srv, client, rows)
}

func TestBulkValidation(t *testing.T) {
	t.Parallel()
	rows := makeRows(5)
	rows[1] = nil
	rows[2].Name, rows[2].Customer = "example", 0
	rows[4].Name = "EXAMPLE-00000.nl"
	want := []string{
		"journal: must be the path of a file",
		"concurrency: must not be negative",
		"rows.1: must not be nil",
		"rows.2.customer: must be positive",
		"rows.2.domain: must have a label before its top-level domain, as example.com has",
		"rows.4.domain: example-00000.nl is in rows.0 already",
	}
	_, err := rest.Collect(domains.NewTransfers(resttest.NewClient(t, resttest.NoRequest(t))).Bulk(t.Context(), rows, domains.BulkOptions{Concurrency: -1}), 0)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
}

// What earlier runs left in the journal, and what is made of it.
func TestBulkResumes(t *testing.T) {
	t.Parallel()
	const (
		begun   = `{"event":"begun","at":"2026-03-01T10:00:00Z","version":1}` + "\n"
		sent    = `{"event":"sent","at":"2026-03-01T10:00:01Z","domain":"example.net","customer":48,"client_reference":"ref-1"}` + "\n"
		again   = `{"event":"sent","at":"2026-03-01T11:00:01Z","domain":"example.net","customer":48,"client_reference":"ref-1"}` + "\n"
		started = `{"event":"started","at":"2026-03-01T10:00:02Z","domain":"example.net","transfer":63,"status":"pending","required_action":"none"}` + "\n"
		refused = `{"event":"refused","at":"2026-03-01T10:00:02Z","domain":"example.net","code":"insufficient_balance","error":"…"}` + "\n"
		other   = `{"event":"sent","at":"2026-03-01T10:00:01Z","domain":"example.org","customer":48,"client_reference":"ref-2"}` + "\n"

		start = "POST /domain-transfer"
		look  = "GET /domain-transfer?customer=48&name=example.net&client_reference=ref-1&limit=100&offset=0"
	)
	found := resttest.Step{Request: look, Answer: resttest.Success(`[{"id":63,"name":"example.net","status":"pending","client_reference":"ref-1"}]`)}
	nothing := resttest.Step{Request: look, Answer: resttest.Success("[]")}
	accepted := resttest.Step{Request: start, Answer: resttest.Success(`{"id":63,"name":"example.net","status":"pending"}`)}
	taken := resttest.Step{Request: start, Answer: resttest.Failure("domain_taken")}
	tests := []struct {
		name    string
		journal string
		row     domains.TransferParams
		steps   []resttest.Step
		want    domains.BulkOutcome
		err     error
		after   string // events that the run adds
	}{
		{"no journal", "", domains.TransferParams{}, []resttest.Step{accepted}, domains.BulkStarted, nil, "begun sent started"},
		{"begun", begun, domains.TransferParams{}, []resttest.Step{accepted}, domains.BulkStarted, nil, "sent started"},
		{"begun, torn", begun[:20], domains.TransferParams{}, []resttest.Step{accepted}, domains.BulkStarted, nil, "begun sent started"},
		{"begun, hardly", begun[:5], domains.TransferParams{}, []resttest.Step{accepted}, domains.BulkStarted, nil, "begun sent started"},
		{"another domain", begun + other, domains.TransferParams{}, []resttest.Step{accepted}, domains.BulkStarted, nil, "sent started"},
		{"sent, torn", begun + sent[:len(sent)-1], domains.TransferParams{}, []resttest.Step{accepted}, domains.BulkStarted, nil, "sent started"},
		{"sent, and happened", begun + sent, domains.TransferParams{}, []resttest.Step{found}, domains.BulkFound, nil, "started"},
		{"sent, and not happened", begun + sent, domains.TransferParams{}, []resttest.Step{nothing, accepted}, domains.BulkStarted, nil, "sent started"},
		{"sent, and arrived late", begun + sent, domains.TransferParams{}, []resttest.Step{nothing, taken, found}, domains.BulkFound, nil, "sent started"},
		{"sent, and taken by somebody", begun + sent, domains.TransferParams{}, []resttest.Step{nothing, taken, nothing},
			domains.BulkNotStarted, domains.CodeDomainTaken, "sent refused"},
		{"sent, and cannot be found out", begun + sent, domains.TransferParams{}, []resttest.Step{{Request: look, Answer: resttest.Failure("request_permission_denied")}},
			domains.BulkUnknown, rest.ErrOutcomeUnknown, ""},
		{"sent, and lost again", begun + sent, domains.TransferParams{},
			[]resttest.Step{nothing, {Request: start, Status: http.StatusBadGateway}, {Request: look, Answer: resttest.Failure("request_permission_denied")}},
			domains.BulkUnknown, rest.ErrOutcomeUnknown, "sent"},
		{"sent for another customer", begun + sent, domains.TransferParams{Customer: 49}, []resttest.Step{found}, domains.BulkFound, nil, "started"},
		{"sent by a reference of its own", begun + sent, domains.TransferParams{ClientReference: "mine"}, []resttest.Step{found}, domains.BulkFound, nil, "started"},
		{"started", begun + sent + started, domains.TransferParams{}, nil, domains.BulkEarlier, nil, ""},
		{"started, torn", begun + sent + started[:30], domains.TransferParams{}, []resttest.Step{found}, domains.BulkFound, nil, "started"},
		{"refused", begun + sent + refused, domains.TransferParams{}, []resttest.Step{accepted}, domains.BulkStarted, nil, "sent started"},
		{"refused, then sent", begun + sent + refused + again, domains.TransferParams{}, []resttest.Step{found}, domains.BulkFound, nil, "started"},
		{"refused, then started", begun + sent + refused + again + started, domains.TransferParams{}, nil, domains.BulkEarlier, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := journalPath(t)
			if tt.journal != "" {
				writeFile(t, path, tt.journal)
			}
			row := &domains.TransferRow{TransferParams: tt.row}
			row.Name, row.Customer = "example.net", max(row.Customer, 48)
			results, err := rest.Collect(domains.NewTransfers(resttest.Script(t, tt.steps...)).Bulk(t.Context(), []*domains.TransferRow{row}, domains.BulkOptions{Journal: path}), 0)
			if err != nil || len(results) != 1 {
				t.Fatalf("%v, %v", results, err)
			}
			got := results[0]
			if got.Outcome != tt.want || !errors.Is(got.Err, tt.err) {
				t.Errorf("%s, %v, want %s, %v", got.Outcome, got.Err, tt.want, tt.err)
			}
			if got.Err == nil && (got.Transfer != 63 || got.Status != domains.TransferPending || got.Action != domains.ActionNone) {
				t.Errorf("transfer %d is %s, action %s", got.Transfer, got.Status, got.Action)
			}
			whole := tt.journal[:strings.LastIndexByte(tt.journal, '\n')+1]
			after, kept := strings.CutPrefix(readFile(t, path), whole)
			if !kept {
				t.Errorf("the journal was changed: %s", readFile(t, path))
			}
			if diff := cmp.Diff(strings.Fields(tt.after), eventsOf(after), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			if sent := strings.Contains(tt.journal, `"sent"`); sent && got.ClientReference != "ref-1" && tt.name != "sent, torn" && !strings.Contains(tt.journal, "ref-2") {
				t.Errorf("client reference %q", got.ClientReference)
			}
		})
	}
}

// eventsOf are the events of the lines of a journal.
func eventsOf(lines string) []string {
	var events []string
	for line := range strings.Lines(lines) {
		_, event, _ := strings.Cut(line, `"event":"`)
		event, _, _ = strings.Cut(event, `"`)
		events = append(events, event)
	}
	return events
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A row that was refused takes the caller's new reference, one whose start is
// in doubt does not.
func TestBulkReferences(t *testing.T) {
	t.Parallel()
	const journal = `{"event":"begun","at":"2026-03-01T10:00:00Z","version":1}
{"event":"sent","at":"2026-03-01T10:00:01Z","domain":"example.net","customer":48,"client_reference":"ref-1"}
{"event":"refused","at":"2026-03-01T10:00:02Z","domain":"example.net","code":"request_validation_failed"}
`
	for reference, want := range map[string]string{"": "ref-1", "mine": "mine"} {
		path := journalPath(t)
		writeFile(t, path, journal)
		client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
			if body := resttest.ReadBody(t, r); !strings.Contains(body, `"client_reference":"`+want+`"`) {
				t.Errorf("sent %s", body)
			}
			return resttest.Respond(resttest.Success(`{"id":63,"name":"example.net","status":"pending"}`))
		})
		row := &domains.TransferRow{TransferParams: domains.TransferParams{Name: "example.net", Customer: 48, ClientReference: reference}}
		wantCounts(t, runBulk(t, client, []*domains.TransferRow{row}, domains.BulkOptions{Journal: path}), map[domains.BulkOutcome]int{domains.BulkStarted: 1})
	}
}

func TestBulkReconcilesFirst(t *testing.T) {
	t.Parallel()
	path := journalPath(t)
	writeFile(t, path, `{"event":"begun","at":"2026-03-01T10:00:00Z","version":1}
{"event":"sent","at":"2026-03-01T10:00:01Z","domain":"example-00003.nl","customer":1,"client_reference":"ref-3"}
`)
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	results, err := rest.Collect(domains.NewTransfers(client).Bulk(t.Context(), makeRows(5), domains.BulkOptions{Journal: path, Concurrency: 1}), 0)
	if err != nil {
		t.Fatal(err)
	}
	var order []int
	for _, result := range results {
		order = append(order, result.Index)
	}
	if diff := cmp.Diff([]int{3, 0, 1, 2, 4}, order); diff != "" {
		t.Error(diff)
	}
}

func TestBulkJournalThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	const begun = `{"event":"begun","at":"2026-03-01T10:00:00Z","version":1}` + "\n"
	tests := map[string]struct{ text, want string }{
		"a file of rows":               {"domain,customer\nexample.com,35\n", "this is not the beginning of a bulk transfer's journal"},
		"a file without a line's end":  {"domain,customer", "this is not the beginning of a bulk transfer's journal"},
		"another kind of JSON":         {`{"domain":"example.com"}` + "\n", "this is not the beginning of a bulk transfer's journal"},
		"a later version":              {strings.Replace(begun, `:1}`, `:2}`, 1), "the journal was written by a newer version"},
		"a line that is not JSON":      {begun + "example.com\n", "line 2: this is not a journal's entry"},
		"an entry about nothing":       {begun + `{"event":"sent"}` + "\n", "line 2: this is not a journal's entry"},
		"an answer to nothing":         {begun + `{"event":"started","domain":"example.com"}` + "\n", "line 2: this is not a journal's entry"},
		"an entry of an unknown event": {begun + strings.Repeat(`{"event":"sent","domain":"example.com"}`+"\n", 2) + `{"event":"x","domain":"example.com"}` + "\n", "line 4: this is not a journal's entry"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := journalPath(t)
			writeFile(t, path, tt.text)
			transfers := domains.NewTransfers(resttest.NewClient(t, resttest.NoRequest(t)))
			for _, dry := range []bool{false, true} {
				_, err := rest.Collect(transfers.Bulk(t.Context(), makeRows(1), domains.BulkOptions{Journal: path, DryRun: dry}), 0)
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("got %v, want %s", err, tt.want)
				}
			}
			if got := readFile(t, path); got != tt.text {
				t.Errorf("the file was changed to %q", got)
			}
		})
	}
	t.Run("a folder that is not there", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "missing", "journal")
		_, err := rest.Collect(domains.NewTransfers(resttest.NewClient(t, resttest.NoRequest(t))).Bulk(t.Context(), makeRows(1), domains.BulkOptions{Journal: path}), 0)
		if !errors.Is(err, os.ErrNotExist) {
			t.Error(err)
		}
	})
	t.Run("a folder", func(t *testing.T) {
		t.Parallel()
		transfers := domains.NewTransfers(resttest.NewClient(t, resttest.NoRequest(t)))
		for _, dry := range []bool{false, true} {
			if _, err := rest.Collect(transfers.Bulk(t.Context(), makeRows(1), domains.BulkOptions{Journal: t.TempDir(), DryRun: dry}), 0); err == nil {
				t.Error("a folder is a journal")
			}
		}
	})
}

func TestBulkRunsOnceAtATime(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	transfers, rows, o := domains.NewTransfers(client), makeRows(3), domains.BulkOptions{Journal: journalPath(t)}
	for _, err := range transfers.Bulk(t.Context(), rows, o) {
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range transfers.Bulk(t.Context(), rows, o) {
			if !errors.Is(err, domains.ErrJournalInUse) || !strings.Contains(err.Error(), o.Journal) {
				t.Errorf("the second run: %v", err)
			}
		}
	}
	wantCounts(t, runBulk(t, client, rows, o), map[domains.BulkOutcome]int{domains.BulkEarlier: 3})
}

func TestBulkEndsWithoutCredentials(t *testing.T) {
	t.Parallel()
	n := 0
	client := resttest.NewClient(t, func(*http.Request) (*http.Response, error) {
		n++
		return resttest.Respond(resttest.Failure("unknown_label"))
	})
	for _, dry := range []bool{false, true} {
		o := domains.BulkOptions{Journal: journalPath(t), Concurrency: 1, DryRun: dry}
		results, err := rest.Collect(domains.NewTransfers(client).Bulk(t.Context(), makeRows(100), o), 0)
		if !errors.Is(err, rest.ErrUnauthorized) || len(results) != 0 {
			t.Errorf("%d results, %v", len(results), err)
		}
	}
	if n != 2 {
		t.Errorf("%d requests", n)
	}
}

// The end of the context ends a run at once; the next one goes on.
func TestBulkEndsWithItsContext(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	rows, o := makeRows(60), domains.BulkOptions{Journal: journalPath(t), Concurrency: 4}
	for run := range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		var ended error
		for result, err := range domains.NewTransfers(client).Bulk(ctx, rows, o) {
			if ended = err; err != nil {
				break
			}
			if result.Outcome != domains.BulkEarlier {
				n++
			}
			if n == 10 {
				cancel()
			}
		}
		if !errors.Is(ended, context.Canceled) {
			t.Errorf("run %d ended with %v", run, ended)
		}
		cancel()
	}
	report := runBulk(t, client, rows, o)
	if n := counts(report); n[domains.BulkUnknown]+n[domains.BulkNotStarted] > 0 || n[domains.BulkStarted] == 0 {
		t.Error(n)
	}
	wantOnce(t, srv, client, rows)
}

// Who leaves the loop has the rows under way finished.
func TestBulkIsLeft(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	rows, o := makeRows(60), domains.BulkOptions{Journal: journalPath(t), Concurrency: 4}
	for _, err := range domains.NewTransfers(client).Bulk(t.Context(), rows, o) {
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	started := asked(srv, "transfers.start")
	if started > 20 {
		t.Errorf("%d rows were started", started)
	}
	report := runBulk(t, client, rows, o)
	wantCounts(t, report, map[domains.BulkOutcome]int{domains.BulkEarlier: started, domains.BulkStarted: 60 - started})
	wantOnce(t, srv, client, rows)
}

func TestBulkKeepsSecrets(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	rows, o := makeRows(3), domains.BulkOptions{Journal: journalPath(t)}
	rows[1].Customer = 99
	report := runBulk(t, client, rows, o)
	var text strings.Builder
	if err := report.WriteCSV(&text); err != nil {
		t.Fatal(err)
	}
	results, err := rest.Collect(domains.NewTransfers(client).Bulk(t.Context(), rows, o), 0)
	if err != nil {
		t.Fatal(err)
	}
	shown := text.String() + readFile(t, o.Journal) + fmt.Sprintf("%+v %+v", *rows[0], *results[0])
	if strings.Contains(shown, "Ex4mple~Code") {
		t.Error("the code is in", shown)
	}
	if info, err := os.Stat(o.Journal); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read the journal: %v, %v", info.Mode(), err)
	}
}

func TestBulkDryRun(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 250})
	transfers, ctx := domains.NewTransfers(client), t.Context()
	var disabled, fraud customers.ID
	for customer, err := range customers.New(client).All(ctx, customers.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if !customer.Enabled && disabled == 0 {
			disabled = customer.ID
		}
		if customer.Enabled && customer.Fraud && fraud == 0 {
			fraud = customer.ID
		}
	}
	owned, err := domains.New(client).List(ctx, domains.Filter{Customer: 1})
	if err != nil || len(owned.Items) == 0 {
		t.Fatal(owned, err)
	}
	under, err := transfers.Start(ctx, domains.TransferParams{Customer: 1, Name: "example.net"})
	if err != nil {
		t.Fatal(err)
	}
	given := func(p domains.TransferParams) *domains.TransferRow {
		if p.Customer == 0 {
			p.Customer = 1
		}
		return &domains.TransferRow{TransferParams: p}
	}
	code := rest.NewSecret("Ex4mple~Code")
	tests := []struct {
		row    *domains.TransferRow
		action domains.RequiredAction
		want   []string
	}{
		{given(domains.TransferParams{Name: "example.com", AuthCode: code}), domains.ActionNone, nil},
		{given(domains.TransferParams{Name: "example.org"}), domains.ActionSupplyAuthCode, nil},
		{given(domains.TransferParams{Name: "example.es"}), domains.ActionRegistrantApproval, nil},
		{given(domains.TransferParams{Name: "example.invalid", Customer: 9999}), "", []string{
			"domain: .invalid is not sold", "customer: does not exist",
		}},
		{given(domains.TransferParams{Name: "example.nl", AuthCode: code, Privacy: new(true), Customer: disabled}), "", []string{
			"is_privacy_protect_enabled: cannot be had below .nl", "customer: is disabled",
		}},
		{given(domains.TransferParams{Name: "example.be", AuthCode: code, Privacy: new(false), Customer: fraud}), "", []string{
			"customer: is tagged as fraud",
		}},
		{given(domains.TransferParams{Name: owned.Items[0].Name.String(), AuthCode: code}), "", []string{
			"domain: is here already, with customer 1",
		}},
		{given(domains.TransferParams{Name: "example.net", AuthCode: code}), "", []string{
			"domain: is on its way already, by transfer " + under.ID.String(),
		}},
	}
	var rows []*domains.TransferRow
	for _, tt := range tests {
		rows = append(rows, tt.row)
	}
	o := domains.BulkOptions{Journal: journalPath(t), DryRun: true}
	before := srv.Requests()
	for result, err := range transfers.Bulk(ctx, rows, o) {
		if err != nil {
			t.Fatal(err)
		}
		tt := tests[result.Index]
		if diff := cmp.Diff(tt.want, resttest.FieldsOf(result.Err)); diff != "" {
			t.Errorf("%s: %s", tt.row.Name, diff)
		}
		if want := map[bool]domains.BulkOutcome{true: domains.BulkChecked, false: domains.BulkNotStarted}[tt.want == nil]; result.Outcome != want {
			t.Errorf("%s: %s, want %s", tt.row.Name, result.Outcome, want)
		}
		if result.Action != tt.action {
			t.Errorf("%s: action %q, want %q", tt.row.Name, result.Action, tt.action)
		}
	}
	reads := map[string]int{}
	for _, request := range srv.Requests()[len(before):] {
		if request.Method != http.MethodGet {
			t.Errorf("a dry run asked %s %s", request.Method, request.Path)
		}
		reads[request.Operation]++
	}
	if reads["customers.get"] != 4 {
		t.Errorf("%d customers were read, want each of 4 once: %v", reads["customers.get"], slices.Sorted(maps.Keys(reads)))
	}
	if _, err := os.Stat(o.Journal); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a dry run wrote a journal: %v", err)
	}
}

// A dry run knows what an earlier run started.
func TestBulkDryRunReadsTheJournal(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	rows, o := makeRows(4), domains.BulkOptions{Journal: journalPath(t)}
	runBulk(t, client, rows[:2], o)
	before := readFile(t, o.Journal)
	o.DryRun = true
	wantCounts(t, runBulk(t, client, rows, o), map[domains.BulkOutcome]int{domains.BulkEarlier: 2, domains.BulkChecked: 2})
	if readFile(t, o.Journal) != before {
		t.Error("a dry run wrote into the journal")
	}
}

// A platform that does not tell its TLDs, or cannot be asked for something
// else.
func TestBulkDryRunOfALesserPlatform(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		answers map[string]string // by the beginning of the path
		want    domains.BulkOutcome
		err     error
		run     error
	}{
		{"no TLDs", map[string]string{"/tld": resttest.Failure("request_resource_unknown")}, domains.BulkChecked, nil, nil},
		{"TLDs are forbidden", map[string]string{"/tld": resttest.Failure("request_permission_denied")}, "", nil, rest.ErrForbidden},
		{"customers are forbidden", map[string]string{"/customer": resttest.Failure("request_permission_denied")}, domains.BulkNotStarted, rest.ErrForbidden, nil},
		{"domains are forbidden", map[string]string{"/domain/": resttest.Failure("request_permission_denied")}, domains.BulkNotStarted, rest.ErrForbidden, nil},
		{"transfers are forbidden", map[string]string{"/domain-transfer": resttest.Failure("request_permission_denied")}, domains.BulkNotStarted, rest.ErrForbidden, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
				answers := map[string]string{
					"/tld":             resttest.Success(`[{"name":"nl"}]`),
					"/customer":        resttest.Success(`{"id":1,"is_enabled":true}`),
					"/domain/":         resttest.Failure("invalid_resource"),
					"/domain-transfer": resttest.Success(`[]`),
				}
				maps.Copy(answers, tt.answers)
				for beginning, answer := range answers {
					if strings.HasPrefix(resttest.Target(r), beginning) {
						return resttest.Respond(answer)
					}
				}
				return nil, errors.New("unexpected request: " + resttest.Target(r))
			})
			results, err := rest.Collect(domains.NewTransfers(client).Bulk(t.Context(), makeRows(1), domains.BulkOptions{DryRun: true}), 0)
			if !errors.Is(err, tt.run) {
				t.Fatal(err)
			}
			if tt.run == nil && (results[0].Outcome != tt.want || !errors.Is(results[0].Err, tt.err)) {
				t.Errorf("%s, %v", results[0].Outcome, results[0].Err)
			}
		})
	}
}
