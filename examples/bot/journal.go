package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/rest"
)

// A journal remembers what the bot did, in lines of JSON that are only ever
// appended. What is about to be done is on the disk before the request goes
// out, and what came of it before anything else is done: a bot that ends
// anywhere leaves at most one question, never a wrong answer.
type journal struct {
	file *os.File
	free func() // gives up the lock
	now  func() time.Time
	past *past
	err  error // of the first write that failed: nothing is written after it
}

// What entries speak of.
const (
	entryBegun    = "begun"
	entryAccount  = "account"  // whose journal this is
	entryIntended = "intended" // about to be done
	entryDone     = "done"
	entryUndone   = "undone" // refused, or looked for and not found
)

// journalVersion is told in the first line, so that no other file is taken
// for a journal.
const journalVersion = 1

// An entry is a line of a journal.
type entry struct {
	Event   string    `json:"event"`
	At      time.Time `json:"at"`
	Version int       `json:"version,omitzero"` // of the first line
	Account string    `json:"account,omitzero"`

	// Reference is what an action is known by. It follows from what is to be
	// done, so that two bots would call it the same.
	Reference string            `json:"reference,omitzero"`
	Rule      string            `json:"rule,omitzero"`
	Customer  customers.ID      `json:"customer,omitzero"`
	Domain    domains.Name      `json:"domain,omitzero"`
	Expires   time.Time         `json:"expires,omitzero"` // what the domain is renewed from
	Invoice   billing.InvoiceID `json:"invoice,omitzero"`
	Subject   string            `json:"subject,omitzero"` // of a ticket
	Hosting   string            `json:"hosting,omitzero"` // reference of an account
	// Suspension is the reference of the one that is taken back.
	Suspension string `json:"suspension,omitzero"`

	Result string    `json:"result,omitzero"`
	Code   rest.Code `json:"code,omitzero"`
	Error  string    `json:"error,omitzero"`
}

// A past is what has been done so far.
type past struct {
	account string
	deeds   []*deed // in the order in which they were first intended
	known   map[string]*deed
}

// A deed is what is known of one action.
type deed struct {
	intent entry  // the last time it was about to be done
	done   *entry // nil as long as it is not known to have happened
	open   bool   // intended, and not known to have come to anything
}

func newPast() *past { return &past{known: make(map[string]*deed)} }

// happened reports whether an action is known to have happened.
func (p *past) happened(reference string) bool {
	d := p.known[reference]
	return d != nil && d.done != nil
}

// of gives the deeds of a rule.
func (p *past) of(rule string) []*deed {
	var list []*deed
	for _, d := range p.deeds {
		if d.intent.Rule == rule {
			list = append(list, d)
		}
	}
	return list
}

// errJournalInUse says that another bot works with the journal.
var errJournalInUse = errors.New("another bot has the journal")

// openJournal opens a journal, or begins one, and reads what was done. It fails
// with errJournalInUse while another bot has it.
func openJournal(path string, now func() time.Time) (*journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	free, err := lockJournal(file)
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	j := &journal{file: file, free: free, now: now}
	if err := j.recover(); err != nil {
		return nil, errors.Join(err, j.close())
	}
	return j, nil
}

// readJournal reads a journal without writing to it. One that does not exist
// knows nothing.
func readJournal(path string) (*past, error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return newPast(), nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	known, _, err := readEntries(file)
	return known, err
}

// recover reads the journal, cuts off a line that was torn, and begins an
// empty one.
func (j *journal) recover() error {
	known, end, err := readEntries(j.file)
	if err != nil {
		return err
	}
	j.past = known
	if err := j.file.Truncate(end); err != nil {
		return err
	}
	if _, err := j.file.Seek(end, io.SeekStart); err != nil {
		return err
	}
	if end > 0 {
		return nil
	}
	if err := j.append(&entry{Event: entryBegun, Version: journalVersion}); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(j.file.Name()))
}

// readEntries reads lines up to the last whole one, and tells where that ends.
// A last line without its end was being written when the machine or the bot
// stopped: what it speaks of had not begun, or will be looked into.
func readEntries(file *os.File) (*past, int64, error) {
	known, lines := newPast(), bufio.NewReader(file)
	var end int64
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF && end == 0 && !begins(line) {
			err = fmt.Errorf("%s: %w", file.Name(), errNoJournal)
		}
		if err == io.EOF {
			return known, end, nil
		}
		if err != nil {
			return nil, 0, err
		}
		end += int64(len(line))
		if err := known.learn(line, number == 1); err != nil {
			return nil, 0, fmt.Errorf("%s: line %d: %w", file.Name(), number, err)
		}
	}
}

// beginning is how the first line of a journal starts.
const beginning = `{"event":"` + entryBegun + `",`

// begins reports whether a line that was torn may be the first of a journal:
// no other file is to be cut off.
func begins(torn []byte) bool {
	n := min(len(torn), len(beginning))
	return string(torn[:n]) == beginning[:n]
}

var (
	errNoJournal    = errors.New("this is not the beginning of a bot's journal")
	errDamaged      = errors.New("this is not a journal's entry")
	errNewerJournal = errors.New("the journal was written by a newer version")
)

// learn takes in a line.
func (p *past) learn(line []byte, first bool) error {
	var e entry
	err := json.Unmarshal(bytes.TrimSpace(line), &e)
	switch {
	case first && (err != nil || e.Event != entryBegun):
		return errNoJournal
	case first && e.Version != journalVersion:
		return errNewerJournal
	case first:
		return nil
	case err != nil:
		return errDamaged
	}
	return p.add(&e)
}

func (p *past) add(e *entry) error {
	known := p.known[e.Reference]
	switch {
	case e.Event == entryAccount && e.Account != "":
		p.account = e.Account
	case e.Reference == "":
		return errDamaged
	case e.Event == entryIntended && known == nil:
		known = &deed{intent: *e, open: true}
		p.known[e.Reference] = known
		p.deeds = append(p.deeds, known)
	case e.Event == entryIntended:
		known.intent, known.open = *e, true
	case known == nil:
		return errDamaged // an answer to nothing
	case e.Event == entryDone:
		known.done, known.open = e, false
	case e.Event == entryUndone:
		known.open = false
	default:
		return errDamaged
	}
	return nil
}

// append writes an entry, and takes it in once it is on the disk.
func (j *journal) append(e *entry) error {
	if j.err == nil {
		j.err = j.write(e)
	}
	if j.err != nil {
		return fmt.Errorf("%w: %w", errJournalBroken, j.err)
	}
	if e.Event == entryBegun {
		return nil
	}
	return j.past.add(e)
}

// errJournalBroken ends the program: what cannot be written down is not done.
var errJournalBroken = errors.New("write the journal")

func (j *journal) write(e *entry) error {
	e.At = j.now().UTC()
	line, err := json.Marshal(e, jsontext.AllowInvalidUTF8(true)) // texts of the platform are not worth ending for
	if err != nil {
		return err
	}
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		return err
	}
	return j.file.Sync()
}

func (j *journal) close() error {
	j.free()
	return j.file.Close()
}
