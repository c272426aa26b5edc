package domains

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// The columns of a transfer file. Those for name servers follow them.
const (
	columnDomain   = "domain"
	columnCustomer = "customer"
	columnAuthCode = "auth_code"
	columnInterval = "interval"
	columnPrivacy  = "privacy"
)

// transferColumns are all columns, those for name servers in their order.
func transferColumns() []string {
	columns := []string{columnDomain, columnCustomer, columnAuthCode, columnInterval, columnPrivacy}
	for n := range maxNameServers {
		columns = append(columns, fmt.Sprintf("ns%d", n+1))
	}
	return columns
}

// A TransferRow is a row of a bulk transfer.
type TransferRow struct {
	// Line is where the row begins in its file, from 1; 0 for a row that
	// comes from elsewhere.
	Line int
	TransferParams
}

// A CSVProblem is what is wrong at one place of a file. It never quotes the
// file: in a row that is out of step, any field may hold an auth code.
type CSVProblem struct {
	Line, Column int    // from 1, the column in bytes
	Field        string // name of the column, empty where none is meant
	Message      string
}

// Error gives "line 4, column 13 (customer): message".
func (p CSVProblem) Error() string {
	place := fmt.Sprintf("line %d, column %d", p.Line, p.Column)
	if p.Field != "" {
		place += " (" + p.Field + ")"
	}
	return place + ": " + p.Message
}

// A CSVError is all that is wrong with a file.
type CSVError struct {
	// Problems are the first problems in the order of the file, at most 1000.
	Problems []CSVProblem
	// More is how many there are beyond those.
	More int
}

// What a CSVError remembers, and what its text tells.
const (
	maxProblems = 1000
	maxTold     = 20
)

// Is reports whether target is [rest.ErrValidation].
func (e *CSVError) Is(target error) bool { return target == rest.ErrValidation }

// Error tells the first twenty problems, a line for each.
func (e *CSVError) Error() string {
	n := len(e.Problems) + e.More
	var b strings.Builder
	fmt.Fprintf(&b, "the transfer file has %d problems", n)
	if n == 1 {
		b.Reset()
		b.WriteString("the transfer file has a problem")
	}
	for _, problem := range e.Problems[:min(len(e.Problems), maxTold)] {
		b.WriteString("\n" + problem.Error())
	}
	if n > maxTold {
		fmt.Fprintf(&b, "\nand %d more", n-maxTold)
	}
	return b.String()
}

func (e *CSVError) add(p CSVProblem) {
	if len(e.Problems) == maxProblems {
		e.More++
		return
	}
	e.Problems = append(e.Problems, p)
}

// ReadTransferCSV reads the rows of a bulk transfer, one by one, from a file in
// the form of RFC 4180. The platform has a form of its own for its Reseller
// Area, which is not documented; this one is the SDK's.
//
// The first line names the columns, in any order and case:
//
//	domain      the name, in any form that [ParseName] takes; required
//	customer    the id of the customer who gets it; required
//	auth_code   the code of the present registrar
//	interval    the term in months, 12 where nothing is said
//	privacy     true, yes or 1, or false, no or 0
//	ns1 … ns5   the name servers, in order
//
// Fields are separated by commas, or by semicolons where the first line is.
// Space around a value is not part of it. A byte order mark, line ends of any
// system, and rows that are empty are passed over.
//
// Rows come as they are read: nothing of the file is held in memory but a
// number for each name, so as to tell when one comes twice. Problems do not end
// the reading. The rows that have any are left out, and after the last row
// comes a [*CSVError] with all of them; [rest.Collect] thus gives all rows
// together with all that is wrong. What cannot be read any further ends the
// rows with its error at once.
//
// The rows can be ranged over once.
func ReadTransferCSV(r io.Reader) iter.Seq2[*TransferRow, error] {
	return func(yield func(*TransferRow, error) bool) {
		file := newTransferFile(r)
		err := file.readHeader()
		for err == nil {
			var row *TransferRow
			if row, err = file.next(); row != nil && !yield(row, nil) {
				return
			}
		}
		if err = file.conclude(err); err != nil {
			yield(nil, err)
		}
	}
}

// maxRow bounds the memory of a file in which a quote is missing: the rest of
// it would be one row. In the first maxHead bytes the separator is looked for.
const (
	maxRow  = 64 << 10
	maxHead = 4 << 10
)

var errRowTooLong = errors.New("a row is longer than 64 KiB: is a quote missing?")

// transferFile reads rows.
type transferFile struct {
	source  *boundedReader
	lines   *bufio.Reader
	csv     *csv.Reader
	columns []string // as the header has them
	record  []string
	line    int // of the record, or of the last one there was

	seed maphash.Seed
	seen map[uint64]int // by a hash of the name, the line it was on

	problems CSVError
}

func newTransferFile(r io.Reader) *transferFile {
	source := &boundedReader{reader: r}
	return &transferFile{
		source: source,
		lines:  bufio.NewReaderSize(source, maxRow),
		seed:   maphash.MakeSeed(),
		seen:   map[uint64]int{},
	}
}

// A boundedReader gives no more than what it is granted, so that what reads
// until a row ends comes to an end.
type boundedReader struct {
	reader io.Reader
	left   int
}

func (b *boundedReader) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errRowTooLong
	}
	n, err := b.reader.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// readHeader reads the first line and finds out what separates its fields.
func (t *transferFile) readHeader() error {
	t.source.left = maxRow
	head, err := t.lines.Peek(maxHead)
	if err != nil && err != io.EOF {
		return err
	}
	if mark := []byte("\ufeff"); bytes.HasPrefix(head, mark) {
		head = head[len(mark):]
		_, _ = t.lines.Discard(len(mark)) // was peeked at
	}
	t.csv = csv.NewReader(t.lines)
	t.csv.Comma = separator(head)
	t.csv.FieldsPerRecord = -1 // counted here, to name the place
	t.csv.TrimLeadingSpace = true
	t.csv.ReuseRecord = true
	if err := t.read(); err != nil {
		if err == io.EOF {
			t.problems.add(CSVProblem{Line: 1, Column: 1, Message: "the file is empty: its first line must name the columns"})
		}
		return err
	}
	return t.nameColumns()
}

// separator is the semicolon when the first line has more of them than commas.
func separator(head []byte) rune {
	first, _, _ := bytes.Cut(bytes.TrimLeft(head, "\r\n"), []byte("\n"))
	if bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		return ';'
	}
	return ','
}

// nameColumns checks the header. Without a good one no row can be understood.
func (t *transferFile) nameColumns() error {
	known := transferColumns()
	for i, field := range t.record {
		name := strings.ToLower(strings.TrimSpace(field))
		switch {
		case !slices.Contains(known, name):
			t.reject(i, "", "must be one of the columns "+strings.Join(known, ", "))
		case slices.Contains(t.columns, name):
			t.reject(i, name, "is there twice")
		}
		t.columns = append(t.columns, name)
	}
	for _, name := range []string{columnDomain, columnCustomer} {
		if !slices.Contains(t.columns, name) {
			t.problems.add(CSVProblem{Line: t.line, Column: 1, Message: "the column " + name + " is missing"})
		}
	}
	if len(t.problems.Problems) > 0 {
		return io.EOF
	}
	return nil
}

// read reads a record. One that is not in the form of CSV is noted and passed
// over.
func (t *transferFile) read() error {
	for {
		t.source.left = 2 * maxRow
		record, err := t.csv.Read()
		if broken, ok := errors.AsType[*csv.ParseError](err); ok {
			t.rejectForm(broken)
			continue
		}
		if err == errRowTooLong {
			err = fmt.Errorf("after line %d: %w", t.line, err)
		}
		if err != nil {
			return err
		}
		t.record = record
		t.line, _ = t.csv.FieldPos(0)
		return nil
	}
}

func (t *transferFile) rejectForm(broken *csv.ParseError) {
	message := "a quote is missing here, or something follows one"
	if broken.Err == csv.ErrBareQuote {
		message = "a quote stands in a field that does not begin with one"
	}
	if broken.StartLine != broken.Line {
		message += fmt.Sprintf(" (the row begins on line %d)", broken.StartLine)
	}
	t.line = broken.Line
	t.problems.add(CSVProblem{Line: broken.Line, Column: broken.Column, Message: message})
}

// reject notes a problem of a field of the record.
func (t *transferFile) reject(i int, field, message string) {
	line, column := t.csv.FieldPos(i)
	t.problems.add(CSVProblem{Line: line, Column: column, Field: field, Message: message})
}

// next reads on to the next row. It is nil where the row has problems, and at
// the end of the file.
func (t *transferFile) next() (*TransferRow, error) {
	if err := t.read(); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(t.record, func(field string) bool { return strings.TrimSpace(field) != "" }) {
		return nil, nil
	}
	if len(t.record) != len(t.columns) {
		t.reject(0, "", fmt.Sprintf("the row has %d fields, the first line %d", len(t.record), len(t.columns)))
		return nil, nil
	}
	return t.parse(), nil
}

// parse reads the fields of a record. A row with problems is nil.
func (t *transferFile) parse() *TransferRow {
	row := &TransferRow{Line: t.line}
	var servers [maxNameServers]string
	sound := true
	for i, column := range t.columns {
		var f check.Fields
		t.parseField(&f, row, &servers, column, strings.TrimSpace(t.record[i]))
		if failure, ok := errors.AsType[*rest.Error](f.Err("")); ok {
			sound = false
			t.reject(i, column, failure.Fields[0].Message)
		}
	}
	if row.Name != "" && !t.isNew(row.Name) {
		sound = false
	}
	if !sound {
		return nil
	}
	row.NameServers = slices.DeleteFunc(servers[:], func(host string) bool { return host == "" })
	return row
}

// parseField reads a field into the row, and notes at most one problem of it.
func (t *transferFile) parseField(f *check.Fields, row *TransferRow, servers *[maxNameServers]string, column, value string) {
	switch column {
	case columnDomain:
		row.Name = parseHost(f, column, value)
	case columnCustomer:
		id, err := strconv.ParseInt(value, 10, 64)
		if row.Customer = customers.ID(id); err != nil || id <= 0 {
			f.Reject(column, "must be the number of a customer")
		}
	case columnAuthCode:
		row.AuthCode = rest.NewSecret(value)
		checkAuthCode(f, row.AuthCode)
	case columnInterval:
		row.Months = parseMonths(f, column, value)
	case columnPrivacy:
		row.Privacy = parseFlag(f, column, value)
	default:
		t.parseNameServer(f, servers, column, value)
	}
}

// parseHost gives the name of a domain or a host as it is sent.
func parseHost(f *check.Fields, column, value string) string {
	name, problem := parseName(value)
	if problem != "" {
		reason, _, _ := strings.Cut(problem, ": ") // what follows would quote the value
		f.Reject(column, reason)
	}
	return name.String()
}

func parseMonths(f *check.Fields, column, value string) int {
	if value == "" {
		return 0
	}
	months, err := strconv.Atoi(value)
	if err != nil || months == 0 {
		f.Reject(column, "must be a number of months")
		return 0
	}
	checkTransferMonths(f, months)
	return months
}

func parseFlag(f *check.Fields, column, value string) *bool {
	switch strings.ToLower(value) {
	case "":
		return nil
	case "true", "yes", "1":
		return new(true)
	case "false", "no", "0":
		return new(false)
	}
	f.Reject(column, "must be true, yes or 1, or false, no or 0")
	return nil
}

// parseNameServer puts a host into its place, which the column's name tells.
func (t *transferFile) parseNameServer(f *check.Fields, servers *[maxNameServers]string, column, value string) {
	if value == "" {
		return
	}
	host := parseHost(f, column, value)
	if host != "" && slices.Contains(servers[:], host) {
		f.Reject(column, "is named twice")
	}
	servers[column[len("ns")]-'1'] = host
}

// isNew reports whether no row before had the name.
func (t *transferFile) isNew(name string) bool {
	hash := maphash.String(t.seed, name)
	first, known := t.seen[hash]
	if known {
		t.reject(slices.Index(t.columns, columnDomain), columnDomain, fmt.Sprintf("%s is on line %d already", name, first))
		return false
	}
	t.seen[hash] = t.line
	return true
}

// conclude gives the error that the rows end with: all problems, and what kept
// the file from being read to its end.
func (t *transferFile) conclude(err error) error {
	if err == io.EOF {
		err = nil
	} else {
		err = fmt.Errorf("read the transfer file: %w", err)
	}
	if len(t.problems.Problems) > 0 {
		err = errors.Join(err, &t.problems)
	}
	return err
}
