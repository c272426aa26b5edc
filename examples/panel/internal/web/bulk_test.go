package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/panel/internal/robot"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

const bulkPath = "/customers/1/bulk-transfer"

// finished loads the page of a run until that has ended.
func (s *site) finished(page *robot.Page) *robot.Page {
	s.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		run := page.ID("run")
		if run == nil {
			s.Fatalf("%s is no run: %s", page.Path, page.Main())
		}
		if !robot.Has(run, "hx-get") {
			return page
		}
		page = s.get(page.Path, http.StatusOK)
	}
	s.Fatal("the run does not end")
	return nil
}

func (s *site) transfers() []*domains.Transfer {
	s.Helper()
	all, err := rest.Collect(s.client.Transfers.All(s.Context(), domains.TransferFilter{Customer: 1}), 0)
	s.must(err)
	return all
}

func TestBulkTransfer(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 12})
	s.transferOf("example-taken.com")
	form := s.form(s.get(bulkPath, http.StatusOK), bulkPath)
	if got := form.Values.Get("rows"); got != "domain,customer,auth_code,ns1,ns2\n,1,,,\n" {
		t.Errorf("the form begins with %q", got)
	}
	form.Set("rows", "domain,customer,auth_code,ns1\nexample-a.com,1,Ex4mple~Code,ns1.example.net\nexample-taken.com,1,x,\nexample-b.es,1,,\n")
	page := s.finished(s.send(form, http.StatusOK))
	s.shows(page,
		"3 of 3 lines done: 2 transfers started, 1 line left to try again.",
		"2 example-a.com started Transfer", "4 example-b.es started Transfer", "wait for approval The registrant must approve",
		"3 example-taken.com not started – – domain is taken, or on its way already",
	)
	if n := len(s.transfers()); n != 3 {
		t.Fatalf("%d transfers", n)
	}
	if strings.Contains(page.Body, "Ex4mple") {
		t.Error("the code is shown")
	}

	// Sent again, it starts nothing that was started.
	page = s.finished(s.send(form, http.StatusOK))
	s.shows(page, "example-a.com started earlier", "example-taken.com not started")

	// The lines can be corrected, under the same reference.
	page = s.get(link(page, "Correct the lines and go on"), http.StatusOK)
	again := s.form(page, bulkPath)
	if again.Values.Get("rows") != strings.TrimPrefix(form.Values.Get("rows"), "\n") {
		t.Errorf("the lines are %q", again.Values.Get("rows"))
	}
	again.Set("rows", strings.Replace(again.Values.Get("rows"), "example-taken.com", "example-c.com", 1))
	page = s.finished(s.send(again, http.StatusOK))
	s.shows(page, "3 transfers started.", "example-a.com started earlier", "example-c.com started Transfer")
	if n := s.done("transfers.start"); n != 4 {
		t.Errorf("%d transfers were started", n)
	}
	s.get("/customers/2"+strings.TrimPrefix(page.Path, "/customers/1"), http.StatusNotFound)
}

func TestBulkTransferFile(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	form := s.form(s.get(bulkPath, http.StatusOK), bulkPath)
	form.File = []byte("domain;customer\r\nexample-a.com;1\r\n")
	s.shows(s.finished(s.send(form, http.StatusOK)), "1 of 1 line done: 1 transfer started.")
}

func TestBulkTransferProblems(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	for rows, want := range map[string]string{
		"domain,customer\nexample.com,x\nexam_ple.com,1\n": "line 2, column 13 (customer): must be the number of a customer",
		"domain,customer\n":                                         "hold no transfer",
		"domain,customer\nexample.com,2\n":                          "line 2 (customer): must be 1, whose page this is",
		"name\nexample.com\n":                                       "domain",
		"domain,customer\n\"example.com,1\n":                        "line",
		"domain,customer\n" + strings.Repeat("example.com,x\n", 30): "and ",
	} {
		page := s.act(bulkPath, http.StatusUnprocessableEntity, "rows", rows)
		s.problem(page, "rows", want)
		if got := s.form(page, bulkPath).Values.Get("rows"); got != rows {
			t.Errorf("kept %q of %q", got, rows)
		}
	}
	// What was in a file can be corrected as well.
	form := s.form(s.get(bulkPath, http.StatusOK), bulkPath)
	form.File = []byte("domain,customer\nexample.com,0\n")
	page := s.send(form, http.StatusUnprocessableEntity)
	if got := s.form(page, bulkPath).Values.Get("rows"); got != string(form.File) {
		t.Errorf("kept %q", got)
	}
	if n := len(s.transfers()); n != 0 {
		t.Errorf("%d transfers", n)
	}
}

// TestBulkTransferSentTwiceAtOnce: the second form follows the run of the first.
func TestBulkTransferSentTwiceAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	s.srv.Inject(hostcontroltest.Fault{Method: http.MethodPost, Kind: hostcontroltest.FaultDelay, Delay: 200 * time.Millisecond})
	form := s.form(s.get(bulkPath, http.StatusOK), bulkPath).Set("rows", "domain,customer\nexample-a.com,1\nexample-b.com,1\n")
	first := s.send(form, http.StatusOK)
	second := s.send(form, http.StatusOK)
	if first.Path != second.Path || !robot.Has(second.ID("run"), "hx-get") {
		t.Errorf("%s, then %s", first.Path, second.Path)
	}
	s.shows(s.finished(second), "2 transfers started.")
	if n := s.done("transfers.start"); n != 2 {
		t.Errorf("%d transfers were started", n)
	}
}

// TestClosingEndsBulkTransfers: the rows under way finish, and no others begin.
func TestClosingEndsBulkTransfers(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	s.srv.Inject(hostcontroltest.Fault{Method: http.MethodPost, Kind: hostcontroltest.FaultDelay, Delay: 50 * time.Millisecond})
	var rows strings.Builder
	rows.WriteString("domain,customer\n")
	for i := range 200 {
		fmt.Fprintf(&rows, "example-%d.com,1\n", i)
	}
	form := s.form(s.get(bulkPath, http.StatusOK), bulkPath).Set("rows", rows.String())
	page := s.send(form, http.StatusOK)
	s.panel.Close()
	s.srv.ClearFaults()
	started := len(s.transfers())
	if started == 200 || started != s.done("transfers.start") {
		t.Fatalf("%d transfers are started", started)
	}
	s.shows(s.get(page.Path, http.StatusOK), "The run broke off.", "Correct the lines and go on")
}

// TestRunThatBreaksOff says why.
func TestRunThatBreaksOff(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	form := s.form(s.get(bulkPath, http.StatusOK), bulkPath).Set("rows", "domain,customer\nexample-a.com,1\n")
	s.srv.Inject(hostcontroltest.Fault{Method: http.MethodPost, Kind: hostcontroltest.FaultStatus, Status: http.StatusUnauthorized})
	s.shows(s.finished(s.send(form, http.StatusOK)), "example-a.com")
	if len(s.transfers()) != 0 {
		t.Error("a transfer was started")
	}
}

// TestLineOfUnknownOutcome is looked for when the lines are sent again.
func TestLineOfUnknownOutcome(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	form := s.form(s.get(bulkPath, http.StatusOK), bulkPath).Set("rows", "domain,customer\nexample-a.com,1\n")
	s.srv.Inject(
		hostcontroltest.Fault{Method: http.MethodPost, Kind: hostcontroltest.FaultDrop, AfterCommit: true},
		hostcontroltest.Fault{Method: http.MethodGet, Path: "/domain-transfer", Kind: hostcontroltest.FaultStatus},
	)
	s.shows(s.finished(s.send(form, http.StatusOK)), "example-a.com unknown", "It is not known whether this was done.", "1 line left to try again")
	s.srv.ClearFaults()
	s.shows(s.finished(s.send(form, http.StatusOK)), "example-a.com found Transfer", "1 transfer started")
	if n := s.done("transfers.start"); n != 1 {
		t.Errorf("%d transfers were started", n)
	}
}
