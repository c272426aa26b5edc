package domains

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/hostcontrol-go/sdk/rest"
)

// Entries of several goroutines reach the file whole, each once.
func TestJournalInParallel(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	book, _, err := openJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	for i := range 16 {
		running.Go(func() {
			for n := range 10 {
				domain := Name("example-" + string(rune('a'+i)) + string(rune('0'+n)) + ".com")
				if err := book.append(&entry{Event: entrySent, Domain: domain}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	running.Wait()
	if err := book.close(); err != nil {
		t.Fatal(err)
	}
	known, err := readJournal(path)
	if err != nil || len(known) != 160 {
		t.Errorf("%d domains, %v", len(known), err)
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Count(string(text), "\n") != 161 {
		t.Errorf("%d lines, %v", strings.Count(string(text), "\n"), err)
	}
}

// What could not be written once is not written after.
func TestJournalOnABrokenDisk(t *testing.T) {
	t.Parallel()
	book, _, err := openJournal(filepath.Join(t.TempDir(), "journal"))
	if err != nil {
		t.Fatal(err)
	}
	good := book.file
	if book.file, err = os.Open(os.DevNull); err != nil { // for reading alone
		t.Fatal(err)
	}
	broken := book.append(&entry{Event: entrySent, Domain: "example.com"})
	if broken == nil {
		t.Fatal("written")
	}
	book.file = good
	if err := book.append(&entry{Event: entrySent, Domain: "example.net"}); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	if err := book.close(); err != nil {
		t.Error(err)
	}
	known, err := readJournal(good.Name())
	if err != nil || len(known) != 0 {
		t.Errorf("%v, %v", known, err)
	}
}

func TestJournalTakesAnyText(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	book, _, err := openJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []*entry{
		{Event: entrySent, Domain: "example.com"},
		{Event: entryRefused, Domain: "example.com", Error: "a\nb\xff\x00"},
	} {
		if err := book.append(e); err != nil {
			t.Error(err)
		}
	}
	if err := book.close(); err != nil {
		t.Error(err)
	}
	if known, err := readJournal(path); err != nil || len(known) != 1 || known["example.com"].open {
		t.Errorf("%v, %v", known, err)
	}
}

// roundTrip is a platform.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Nothing is sent that the journal does not know of, and no answer counts that
// it could not take.
func TestRunEndsWithItsJournal(t *testing.T) {
	t.Parallel()
	readOnly, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer readOnly.Close()
	for _, tt := range []struct {
		name   string
		breaks int // at this request; 0 is before the first
		answer string
	}{
		{"before sending", 0, ""},
		{"before the answer", 1, `{"success":true,"result":{"id":63,"status":"pending"}}`},
		{"before a refusal", 1, `{"success":false,"error":{"code":"domain_taken"}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "journal")
			book, _, err := openJournal(path)
			if err != nil {
				t.Fatal(err)
			}
			good, requests := book.file, 0
			if tt.breaks == 0 {
				book.file = readOnly
			}
			client, err := rest.New(rest.Config{
				BaseURL:     "https://backoffice.example.com",
				Credentials: rest.APIKey(rest.NewSecret("key"), ""),
				HTTPClient: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
					requests++
					book.file = readOnly
					return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(tt.answer))}, nil
				})},
			})
			if err != nil {
				t.Fatal(err)
			}
			row := &TransferRow{TransferParams: TransferParams{Customer: 48, Name: "example.com"}}
			tasks, err := newTasks([]*TransferRow{row}, BulkOptions{Journal: path})
			if err != nil {
				t.Fatal(err)
			}
			run := bulkRun{service: NewTransfers(client), journal: book}
			if result, err := run.settle(t.Context(), tasks[0]); err == nil || !strings.HasPrefix(err.Error(), "write the journal: ") {
				t.Errorf("%+v, %v", result, err)
			}
			if requests != tt.breaks {
				t.Errorf("%d requests, want %d", requests, tt.breaks)
			}
			book.file = good
			if err := book.close(); err != nil {
				t.Error(err)
			}
			known, err := readJournal(path)
			if err != nil || len(known) != tt.breaks || tt.breaks > 0 && !known["example.com"].open {
				t.Errorf("the journal knows %v, %v", known, err)
			}
		})
	}
}
