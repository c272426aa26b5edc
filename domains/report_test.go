package domains_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/domains"
)

func TestReport(t *testing.T) {
	t.Parallel()
	row := func(line int, name string) *domains.TransferRow {
		return &domains.TransferRow{Line: line, TransferParams: domains.TransferParams{Customer: 35, Name: name}}
	}
	var report domains.BulkReport
	report.Add(&domains.BulkResult{
		Index: 2, Row: row(9, "example.org"), Outcome: domains.BulkNotStarted, ClientReference: "ref-3",
		Err: errors.New("a text, of\ntwo lines"),
	})
	report.Add(&domains.BulkResult{
		Index: 0, Row: row(2, "example.com"), Outcome: domains.BulkStarted, Transfer: 63, Status: domains.TransferWaitsForAuthCode,
		Action: domains.ActionSupplyAuthCode, ClientReference: "ref-1",
	})
	report.Add(&domains.BulkResult{Index: 1, Row: row(0, "example.net"), Outcome: domains.BulkChecked, Action: domains.ActionNone})
	var got strings.Builder
	if err := report.WriteCSV(&got); err != nil {
		t.Fatal(err)
	}
	const want = `line,domain,customer,outcome,transfer,status,required_action,client_reference,error
2,example.com,35,started,63,wait_for_auth_code,supply_auth_code,ref-1,
,example.net,35,checked,,,none,,
9,example.org,35,not_started,,,,ref-3,"a text, of
two lines"
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Error(diff)
	}
	wantCounts(t, &report, map[domains.BulkOutcome]int{domains.BulkStarted: 1, domains.BulkChecked: 1, domains.BulkNotStarted: 1})
}

// fullDisk takes so many bytes and no more.
type fullDisk struct{ left int }

var errDiskFull = errors.New("disk full")

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.left -= len(p); d.left < 0 {
		return 0, errDiskFull
	}
	return len(p), nil
}

func TestReportCannotBeWritten(t *testing.T) {
	t.Parallel()
	var report domains.BulkReport
	for _, long := range []string{"", strings.Repeat("x", 10_000)} {
		report.Add(&domains.BulkResult{Row: &domains.TransferRow{}, Err: errors.New(long)})
		if err := report.WriteCSV(&fullDisk{}); !errors.Is(err, errDiskFull) {
			t.Errorf("got %v", err)
		}
	}
}
