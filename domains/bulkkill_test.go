package domains_test

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

var bulkFull = flag.Bool("bulk.full", false, "prove what a bulk transfer promises at full size, which takes minutes")

// What makes a process of the test binary one that runs a bulk transfer.
const (
	envURL     = "BULK_HELPER_URL"
	envKey     = "BULK_HELPER_KEY"
	envRows    = "BULK_HELPER_ROWS"
	envJournal = "BULK_HELPER_JOURNAL"
)

func TestMain(m *testing.M) {
	if os.Getenv(envURL) == "" {
		os.Exit(m.Run())
	}
	if err := helpBulk(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// helpBulk is a program that starts the transfers of a file and writes the
// report.
func helpBulk() error {
	client, err := rest.New(rest.Config{
		BaseURL:     os.Getenv(envURL),
		Credentials: rest.APIKey(rest.NewSecret(os.Getenv(envKey)), ""),
		Limiter:     rest.Unlimited(),
		MinBackoff:  time.Millisecond,
		MaxBackoff:  10 * time.Millisecond,
	})
	if err != nil {
		return err
	}
	file, err := os.Open(os.Getenv(envRows))
	if err != nil {
		return err
	}
	rows, err := rest.Collect(domains.ReadTransferCSV(file), 0)
	if err != nil {
		return err
	}
	var report domains.BulkReport
	o := domains.BulkOptions{Journal: os.Getenv(envJournal), Concurrency: 16}
	for result, err := range domains.NewTransfers(client).Bulk(context.Background(), rows, o) {
		if err != nil {
			return err
		}
		report.Add(result)
	}
	return report.WriteCSV(os.Stdout)
}

// An executioner kills the helper, at a certain request or at any time.
type executioner struct {
	platform http.Handler
	arrived  atomic.Int64 // starts of transfers, over all lives
	at       atomic.Int64 // the start to strike at; 0 is none
	strike   atomic.Pointer[func()]
}

func (e *executioner) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/domain-transfer") {
		arrived := e.arrived.Add(1)
		if at := e.at.Load(); at > 0 && arrived >= at && e.at.CompareAndSwap(at, 0) {
			// Anywhere between the moment the request arrives and some while
			// after it has been answered.
			time.AfterFunc(rand.N(2*time.Millisecond), *e.strike.Load())
		}
	}
	e.platform.ServeHTTP(w, r)
}

// A bulk transfer that is killed at any moment, again and again, starts every
// domain once.
func TestBulkSurvivesKill(t *testing.T) {
	rows, kills := 1000, 10
	if *bulkFull {
		rows, kills = 5000, 50
	}
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	srv.Deposit(int64(rows) * 1000)
	killer := &executioner{platform: srv}
	front := httptest.NewServer(killer)
	defer front.Close()
	helper := newHelper(t, srv, front.URL, makeRows(rows))

	began := time.Now()
	lives, killed, reconciled := 0, 0, 0
	looked := asked(srv, "transfers.list")
	for _, at := range append(killTimes(rows, kills), 0) {
		lives++
		alive := helper.live(t, killer, at)
		if now := asked(srv, "transfers.list"); now > looked {
			reconciled++
			looked = now
		}
		if alive {
			break
		}
		killed++
	}
	if killed != kills {
		t.Errorf("killed %d times, want %d", killed, kills)
	}
	helper.wantReport(t, rows)
	wantOnce(t, srv, client, makeRows(rows))
	t.Logf("%d rows, killed %d times and resumed each time: %d of %d resumes needed reconciling, in %s; %d starts arrived",
		rows, killed, reconciled, lives-1, time.Since(began).Round(time.Millisecond), killer.arrived.Load())
	if reconciled == 0 {
		t.Error("no resume needed reconciling: the kills come at the wrong moments")
	}
}

// anytime is a kill that heeds no request.
const anytime = -1

// killTimes are the starts to strike at, spread at random over the greater part
// of the run, so that there is a life left for the last of them. The first fifth
// comes at any time instead, such as while the process starts.
func killTimes(rows, kills int) []int {
	times := make([]int, kills)
	for i := range times {
		times[i] = 1 + rand.IntN(rows*7/10)
	}
	slices.Sort(times)
	for i := range kills / 5 {
		times[i] = anytime
	}
	return times
}

// A helper is the process that is killed.
type helper struct {
	env            []string
	stdout, stderr strings.Builder
}

func newHelper(t *testing.T, srv *hostcontroltest.Server, url string, rows []*domains.TransferRow) *helper {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, "transfers.csv")
	text := "domain;customer;auth_code\n"
	for _, row := range rows {
		text += row.Name + ";" + row.Customer.String() + ";" + row.AuthCode.Reveal() + "\n"
	}
	writeFile(t, file, text)
	return &helper{env: append(os.Environ(),
		envURL+"="+url+resttest.BasePath,
		envKey+"="+srv.APIKey,
		envRows+"="+file,
		envJournal+"="+filepath.Join(folder, "journal"),
	)}
}

// live runs the helper until it is killed or has finished, which it reports.
func (h *helper) live(t *testing.T, killer *executioner, at int) (finished bool) {
	t.Helper()
	h.stdout.Reset()
	h.stderr.Reset()
	process := exec.CommandContext(t.Context(), os.Args[0])
	process.Env, process.Stdout, process.Stderr = h.env, &h.stdout, &h.stderr
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	strike := func() { _ = process.Process.Kill() } // an error says that it is over
	killer.strike.Store(&strike)
	if at == anytime {
		defer time.AfterFunc(rand.N(40*time.Millisecond), strike).Stop()
	} else {
		killer.at.Store(int64(at))
	}
	err := process.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && !exit.Exited() {
		return false
	}
	if err != nil {
		t.Fatalf("the helper failed: %v: %s", err, &h.stderr)
	}
	return true
}

// wantReport wants the report of the last life to say that all rows are
// started.
func (h *helper) wantReport(t *testing.T, rows int) {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(h.stdout.String())).ReadAll()
	if err != nil || len(lines) != rows+1 {
		t.Fatalf("a report of %d lines, %v", len(lines), err)
	}
	started := []string{string(domains.BulkStarted), string(domains.BulkEarlier), string(domains.BulkFound)}
	for _, line := range lines[1:] {
		if !slices.Contains(started, line[3]) || cmp.Or(line[4], "0") == "0" {
			t.Errorf("reported %q", line)
		}
	}
}
