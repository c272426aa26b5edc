package domains

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/rest"
)

// A journal remembers what a bulk transfer did, in lines of JSON that are only
// ever appended. A line about a start is on the disk before the request goes
// out, and one about its answer before the answer counts, so that a run which
// ends anywhere leaves at most questions, never wrong answers.
//
// A row is known by its domain name: one whose code or customer was corrected
// between two runs is still the same transfer. Nothing of a row's auth code is
// written, not even a hash.
type journal struct {
	file *os.File
	free func() // gives up the lock

	mu      sync.Mutex
	synced  *sync.Cond // a group of lines reached the disk, or failed to
	pending []byte     // lines that no group has taken yet
	group   int        // the group that pending lines will be part of
	onDisk  int        // the last group that was written
	writing bool
	err     error // of the first write that failed: nothing is written after it
}

// What entries speak of.
const (
	entryBegun   = "begun"
	entrySent    = "sent"
	entryStarted = "started"
	entryRefused = "refused"
)

// journalVersion is told in the first line, so that no other file is taken
// for a journal.
const journalVersion = 1

// An entry is a line of a journal.
type entry struct {
	Event   string    `json:"event"`
	At      time.Time `json:"at"`
	Version int       `json:"version,omitzero"` // of the first line

	Domain    Name           `json:"domain,omitzero"`
	Customer  customers.ID   `json:"customer,omitzero"`
	Reference string         `json:"client_reference,omitzero"`
	Transfer  TransferID     `json:"transfer,omitzero"`
	Status    TransferStatus `json:"status,omitzero"`
	Action    RequiredAction `json:"required_action,omitzero"`
	Code      rest.Code      `json:"code,omitzero"`
	Error     string         `json:"error,omitzero"`
}

// A past is what earlier runs did, by domain.
type past map[Name]*deed

// A deed is what earlier runs did about one domain.
type deed struct {
	sent    entry  // the last start that was sent
	started *entry // nil as long as no start is known to have succeeded
	open    bool   // sent, and not known to have been answered
}

// openJournal opens a journal, or begins one, and reads what earlier runs did.
// It fails with [ErrJournalInUse] while another run has the journal.
func openJournal(path string) (*journal, past, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, err
	}
	free, err := lockJournal(file)
	if err != nil {
		_ = file.Close()
		return nil, nil, err
	}
	j := &journal{file: file, free: free, group: 1}
	j.synced = sync.NewCond(&j.mu)
	known, err := j.recover()
	if err != nil {
		return nil, nil, errors.Join(err, j.close())
	}
	return j, known, nil
}

// readJournal reads a journal without writing to it. One that does not exist
// knows nothing.
func readJournal(path string) (past, error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return past{}, nil
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
func (j *journal) recover() (past, error) {
	known, end, err := readEntries(j.file)
	if err != nil {
		return nil, err
	}
	if err := j.file.Truncate(end); err != nil {
		return nil, err
	}
	if _, err := j.file.Seek(end, io.SeekStart); err != nil {
		return nil, err
	}
	if end > 0 {
		return known, nil
	}
	if err := j.append(&entry{Event: entryBegun, Version: journalVersion}); err != nil {
		return nil, err
	}
	return known, syncFolder(filepath.Dir(j.file.Name()))
}

// readEntries reads lines up to the last whole one, and tells where that ends.
// A last line without its end was being written when the machine or the run
// stopped: what it speaks of had not begun, or will be looked up.
func readEntries(file *os.File) (past, int64, error) {
	known, lines := past{}, bufio.NewReader(file)
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
	errNoJournal    = errors.New("this is not the beginning of a bulk transfer's journal")
	errDamaged      = errors.New("this is not a journal's entry")
	errNewerJournal = errors.New("the journal was written by a newer version")
)

// learn takes in a line.
func (p past) learn(line []byte, first bool) error {
	var e entry
	err := json.Unmarshal(bytes.TrimSpace(line), &e)
	switch {
	case first && (err != nil || e.Event != entryBegun):
		return errNoJournal
	case first && e.Version != journalVersion:
		return errNewerJournal
	case first:
		return nil
	case err != nil || e.Domain == "":
		return errDamaged
	}
	return p.add(&e)
}

func (p past) add(e *entry) error {
	known := p[e.Domain]
	switch {
	case e.Event == entrySent && known == nil:
		p[e.Domain] = &deed{sent: *e, open: true}
	case e.Event == entrySent:
		known.sent, known.open = *e, true
	case known == nil:
		return errDamaged // an answer to nothing
	case e.Event == entryStarted:
		known.started, known.open = e, false
	case e.Event == entryRefused:
		known.open = false
	default:
		return errDamaged
	}
	return nil
}

// append writes an entry and returns when it is on the disk. Entries of
// several goroutines reach it together: whoever finds nobody writing writes
// what all have left, so that a slow disk makes larger groups and not a slower
// run.
func (j *journal) append(e *entry) error {
	e.At = time.Now().UTC()
	line, err := json.Marshal(e, jsontext.AllowInvalidUTF8(true)) // texts of the platform are not worth ending a run for
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.pending = append(append(j.pending, line...), '\n')
	for mine := j.group; j.onDisk < mine && j.err == nil; {
		if j.writing {
			j.synced.Wait()
		} else {
			j.write()
		}
	}
	return j.err
}

// write brings the pending lines to the disk. It gives up the mutex meanwhile.
func (j *journal) write() {
	lines, group := j.pending, j.group
	j.pending, j.group, j.writing = nil, group+1, true
	j.mu.Unlock()
	_, err := j.file.Write(lines)
	if err == nil {
		err = j.file.Sync()
	}
	j.mu.Lock()
	j.writing, j.onDisk, j.err = false, group, err
	j.synced.Broadcast()
}

func (j *journal) close() error {
	j.free()
	return j.file.Close()
}
