package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func newJournal(t *testing.T, path string) *journal {
	t.Helper()
	j, err := openJournal(path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.close() })
	return j
}

func appendAll(t *testing.T, j *journal, entries ...entry) {
	t.Helper()
	for _, e := range entries {
		if err := j.append(&e); err != nil {
			t.Fatal(err)
		}
	}
}

// TestJournalRemembers: what is read is what was written, and a last line that
// was torn counts for nothing.
func TestJournalRemembers(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	j := newJournal(t, path)
	appendAll(t, j,
		entry{Event: entryAccount, Account: "a on b"},
		entry{Event: entryIntended, Rule: "r", Reference: "done"}, entry{Event: entryDone, Reference: "done"},
		entry{Event: entryIntended, Rule: "r", Reference: "undone"}, entry{Event: entryUndone, Reference: "undone", Error: "a\nb\xff"},
		entry{Event: entryIntended, Rule: "s", Reference: "again"}, entry{Event: entryUndone, Reference: "again"},
		entry{Event: entryIntended, Rule: "s", Reference: "again"},
	)
	if err := j.close(); err != nil {
		t.Fatal(err)
	}
	for _, torn := range []string{"", `{"event":"intended","reference":"torn","result":"` + strings.Repeat("x", 200)} {
		file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.WriteString(torn); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		looked, err := readJournal(path)
		if err != nil {
			t.Fatal(err)
		}
		j := newJournal(t, path)
		for _, p := range []*past{looked, j.past} {
			if p.account != "a on b" || len(p.deeds) != 3 || len(p.of("r")) != 2 {
				t.Errorf("%s, %d deeds", p.account, len(p.deeds))
			}
			for reference, want := range map[string][2]bool{"done": {true, false}, "undone": {false, false}, "again": {false, true}} {
				if got := [2]bool{p.happened(reference), p.known[reference].open}; got != want {
					t.Errorf("%s: happened and open are %v", reference, got)
				}
			}
		}
		appendAll(t, j, entry{Event: entryIntended, Reference: "again"}) // onto a line of its own
		if err := j.close(); err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(path); err != nil || !strings.HasSuffix(string(text), "}\n") {
			t.Errorf("the journal ends with %q, %v", text[len(text)-20:], err)
		}
	}
}

func TestJournalRefusals(t *testing.T) {
	t.Parallel()
	first := `{"event":"begun","at":"2026-01-05T09:00:00Z","version":1}` + "\n"
	for text, want := range map[string]error{
		"HOSTCONTROL_API_KEY=k\n":                         errNoJournal,
		"HOSTCONTROL_API_KEY=k":                           errNoJournal,
		`{"event":"done","reference":"a"}` + "\n":         errNoJournal,
		`{"event":"begun","version":2}` + "\n":            errNewerJournal,
		first + "x\n":                                     errDamaged,
		first + `{"event":"intended"}` + "\n":             errDamaged,
		first + `{"event":"account"}` + "\n":              errDamaged,
		first + `{"event":"done","reference":"a"}` + "\n": errDamaged,
		first + `{"event":"intended","reference":"a"}` + "\n" + `{"event":"x","reference":"a"}` + "\n": errDamaged,
	} {
		path := write(t, t.TempDir(), text)
		if _, err := readJournal(path); !errors.Is(err, want) {
			t.Errorf("reading %q: %v", text, err)
		}
		if _, err := openJournal(path, time.Now); !errors.Is(err, want) {
			t.Errorf("opening %q: %v", text, err)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != text {
			t.Errorf("%q became %q, %v", text, now, err)
		}
	}
	if _, err := openJournal(t.TempDir(), time.Now); err == nil {
		t.Error("a folder was taken for a journal")
	}
}

// TestOneBot: a second one refuses to start, unless it only looks.
func TestOneBot(t *testing.T) {
	t.Parallel()
	w := newWorld(t, hostcontroltest.Options{})
	first := newJournal(t, w.journal)
	if _, err := w.bot(t.Context(), "-yes"); exitCode(err) != 3 {
		t.Errorf("a second bot: %v", err)
	}
	w.must()
	if err := first.close(); err != nil {
		t.Fatal(err)
	}
	w.must("-yes")
}

// TestOneAccount: what was done on one account says nothing about another.
func TestOneAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t, hostcontroltest.Options{})
	w.must("-yes")
	text, err := os.ReadFile(w.journal)
	if err != nil {
		t.Fatal(err)
	}
	w.must("-yes")
	w.journal = write(t, t.TempDir(), strings.Replace(string(text), "examplehosting", "another", 1))
	for _, flags := range [][]string{{"-yes"}, nil} {
		if out, err := w.bot(t.Context(), flags...); !errors.Is(err, errOtherAccount) || strings.Count(out, "run finished") != 1 {
			t.Errorf("%q: %v after:\n%s", flags, err, out)
		}
	}
}

// TestBrokenDisk: nothing is sent that could not be written down, and the bot
// ends.
func TestBrokenDisk(t *testing.T) {
	t.Parallel()
	w := newWorld(t, hostcontroltest.Options{})
	b := w.acting(t)
	good, err := b.journal.file, error(nil)
	if b.journal.file, err = os.Open(os.DevNull); err != nil { // for reading alone
		t.Fatal(err)
	}
	defer good.Close()
	b.identified = true
	renew := &renewRule{&renewConfig{common{interval(time.Hour), true, 100}, 366}, b}
	err = newSchedule([]rule{renew}, b.carryOut).follow(t.Context())
	if !errors.Is(err, errJournalBroken) || exitCode(err) != 1 {
		t.Errorf("got %v", err)
	}
	if paid := w.renewals(); len(paid) > 0 {
		t.Errorf("paid %v", paid)
	}
	b.journal.file = good
	if err := b.journal.append(&entry{Event: entryAccount, Account: "a"}); !errors.Is(err, errJournalBroken) {
		t.Errorf("the next entry: %v", err)
	}
}

// acting is a bot of the world that has its journal.
func (w *world) acting(t *testing.T) *bot {
	t.Helper()
	j := newJournal(t, w.journal)
	return &bot{
		client: w.client, now: w.srv.Now, log: timed(t.Output(), w.srv.Now),
		journal: j, past: j.past, grace: grace,
	}
}
