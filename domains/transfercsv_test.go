package domains_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

func readRows(text string) ([]*domains.TransferRow, error) {
	return rest.Collect(domains.ReadTransferCSV(strings.NewReader(text)), 0)
}

// problemsOf are the lines of a CSVError.
func problemsOf(err error) []string {
	failure, ok := errors.AsType[*domains.CSVError](err)
	if !ok {
		return nil
	}
	var lines []string
	for _, problem := range failure.Problems {
		lines = append(lines, problem.Error())
	}
	return lines
}

func TestReadTransferCSV(t *testing.T) {
	t.Parallel()
	full := &domains.TransferRow{Line: 2, TransferParams: domains.TransferParams{
		Customer:    35,
		Name:        "example.com",
		AuthCode:    rest.NewSecret(`a,"b;c`),
		Months:      12,
		Privacy:     new(true),
		NameServers: []string{"ns1.example.org", "ns2.example.org"},
	}}
	bare := func(line int, name string) *domains.TransferRow {
		return &domains.TransferRow{Line: line, TransferParams: domains.TransferParams{Customer: 35, Name: name, NameServers: []string{}}}
	}
	tests := []struct {
		name string
		text string
		want []*domains.TransferRow
	}{
		{"all columns",
			"domain,customer,auth_code,interval,privacy,ns1,ns2,ns3,ns4,ns5\nexample.com,35,\"a,\"\"b;c\",12,true,ns1.example.org,ns2.example.org,,,\n",
			[]*domains.TransferRow{full}},
		{"another order, with gaps between the name servers",
			"NS4,Privacy,Auth_Code,ns2,Customer,Domain,interval\nns2.example.org,YES,\"a,\"\"b;c\",ns1.example.org,35,EXAMPLE.com.,12\n",
			[]*domains.TransferRow{full}},
		{"semicolons, byte order mark, CRLF, no end of the last line",
			"\ufeffdomain;customer;interval;auth_code;privacy;ns1;ns2\r\nexample.com;35;12;\"a,\"\"b;c\";1;ns1.example.org;ns2.example.org",
			[]*domains.TransferRow{full}},
		{"empty rows and lines",
			"\n\ndomain,customer\n\nexample.com,35\n,\n  ,  \n\r\nexample.net,35\n\n",
			[]*domains.TransferRow{bare(5, "example.com"), bare(9, "example.net")}},
		{"internationalized names",
			"domain,customer\nBÜCHER.example,35\nxn--4gbrim.example,35\n",
			[]*domains.TransferRow{bare(2, "xn--bcher-kva.example"), bare(3, "xn--4gbrim.example")}},
		{"flags", "domain,customer,privacy\nexample.com,35,No\n", []*domains.TransferRow{
			{Line: 2, TransferParams: domains.TransferParams{Customer: 35, Name: "example.com", Privacy: new(false), NameServers: []string{}}},
		}},
		{"names that differ in their last label",
			"domain,customer\nexample.co.uk,35\nexample.uk,35\n",
			[]*domains.TransferRow{bare(2, "example.co.uk"), bare(3, "example.uk")}},
		{"no rows", "domain,customer\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := readRows(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, resttest.CompareValues); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadTransferCSVSpace(t *testing.T) {
	t.Parallel()
	got, err := readRows(" domain , customer ,auth_code, \"privacy\",ns1\n  example.com ,\t35 , Ex4mple~Code , true , ns1.example.org \n")
	if err != nil {
		t.Fatal(err)
	}
	want := []*domains.TransferRow{{Line: 2, TransferParams: domains.TransferParams{
		Customer: 35, Name: "example.com", AuthCode: rest.NewSecret("Ex4mple~Code"), Privacy: new(true),
		NameServers: []string{"ns1.example.org"},
	}}}
	if diff := cmp.Diff(want, got, resttest.CompareValues); diff != "" {
		t.Error(diff)
	}
}

func TestCSVErrorIsOfValidation(t *testing.T) {
	t.Parallel()
	_, err := rest.Collect(domains.ReadTransferCSV(strings.NewReader("domain,customer\nexample.com,0\n")), 0)
	if !errors.Is(err, rest.ErrValidation) || errors.Is(err, rest.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestReadTransferCSVProblems(t *testing.T) {
	t.Parallel()
	const columns = "domain, customer, auth_code, interval, privacy, ns1, ns2, ns3, ns4, ns5"
	tests := []struct {
		name string
		text string
		rows int
		want []string
	}{
		{"nothing", "", 0, []string{"line 1, column 1: the file is empty: its first line must name the columns"}},
		{"only a byte order mark", "\ufeff\n\n", 0, []string{"line 1, column 1: the file is empty: its first line must name the columns"}},
		{"header", "domain,customer_id,domain,ns6\nexample.com,35,example.com,x\n", 0, []string{
			"line 1, column 8: must be one of the columns " + columns,
			"line 1, column 20 (domain): is there twice",
			"line 1, column 27: must be one of the columns " + columns,
			"line 1, column 1: the column customer is missing",
		}},
		{"no header", "example.com,35,Ex4mple~Code\n", 0, []string{
			"line 1, column 1: must be one of the columns " + columns,
			"line 1, column 13: must be one of the columns " + columns,
			"line 1, column 16: must be one of the columns " + columns,
			"line 1, column 1: the column domain is missing",
			"line 1, column 1: the column customer is missing",
		}},
		{"every field of a row", strings.ReplaceAll(columns, " ", "") + "\n" +
			"a_b.com,0,Ex4mple\x01,24,maybe,192.0.2.1,ns.example.org,NS.example.org,,-a.example\n", 0, []string{
			"line 2, column 1 (domain): must not hold '_'",
			"line 2, column 9 (customer): must be the number of a customer",
			"line 2, column 11 (auth_code): must not hold control characters",
			"line 2, column 20 (interval): must be 12: a longer term is a renewal after the transfer",
			"line 2, column 23 (privacy): must be true, yes or 1, or false, no or 0",
			"line 2, column 29 (ns1): must end in a top-level domain, not in a number",
			"line 2, column 54 (ns3): is named twice",
			"line 2, column 70 (ns5): must not have labels that begin or end with a hyphen",
		}},
		{"customers and intervals", "domain,customer,interval\nexample.com,,12\nexample.net,3.5,12\nexample.org,99999999999999999999,x\n" +
			"a.example,35,0\nb.example,35,-12\nc.example,+35,\n", 1, []string{
			"line 2, column 13 (customer): must be the number of a customer",
			"line 3, column 13 (customer): must be the number of a customer",
			"line 4, column 13 (customer): must be the number of a customer",
			"line 4, column 34 (interval): must be a number of months",
			"line 5, column 14 (interval): must be a number of months",
			"line 6, column 14 (interval): must be 12: a longer term is a renewal after the transfer",
		}},
		{"good rows between", "domain,customer\nexample.com,35\nexample.net,x\nexample.org,35\n", 2, []string{
			"line 3, column 13 (customer): must be the number of a customer",
		}},
		{"the same domain twice", "customer,domain\n35,example.com\nx,example.net\n36,EXAMPLE.com.\n35,example.net\n35,example.com\n", 1, []string{
			"line 3, column 1 (customer): must be the number of a customer",
			"line 4, column 4 (domain): example.com is on line 2 already",
			"line 5, column 4 (domain): example.net is on line 3 already",
			"line 6, column 4 (domain): example.com is on line 2 already",
		}},
		{"rows of other lengths", "domain,customer\nexample.com\nexample.net,35,x\nexample.org,35\n", 1, []string{
			"line 2, column 1: the row has 1 fields, the first line 2",
			"line 3, column 1: the row has 3 fields, the first line 2",
		}},
		{"quotes", "domain,customer\nexam\"ple.com,35\n\"example.net\"x,35\nexample.org,35\n\"a.example,\n35\n", 1, []string{
			"line 2, column 5: a quote stands in a field that does not begin with one",
			"line 3, column 13: a quote is missing here, or something follows one",
			"line 6, column 4: a quote is missing here, or something follows one (the row begins on line 5)",
		}},
		{"a field over several lines", "domain,customer,privacy\n\"example.com\n\",35,\"\n\n\"\nexample.net,35,x\n", 1, []string{
			"line 6, column 16 (privacy): must be true, yes or 1, or false, no or 0",
		}},
		{"columns out of step", "domain,customer,privacy\nxY--Ex4mple,xY--Ex4mple,xY--Ex4mple\n", 0, []string{
			"line 2, column 1 (domain): is not a name that IDNA allows",
			"line 2, column 13 (customer): must be the number of a customer",
			"line 2, column 25 (privacy): must be true, yes or 1, or false, no or 0",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rows, err := readRows(tt.text)
			if diff := cmp.Diff(tt.want, problemsOf(err)); diff != "" {
				t.Error(diff)
			}
			if len(rows) != tt.rows {
				t.Errorf("%d rows, want %d", len(rows), tt.rows)
			}
			if err != nil && strings.Contains(strings.ToLower(err.Error()), "ex4mple") {
				t.Errorf("the code is in %v", err)
			}
		})
	}
}

func TestCSVErrorIsBounded(t *testing.T) {
	t.Parallel()
	_, err := readRows("domain,customer\n" + strings.Repeat("example,35\n", 1500))
	failure, ok := errors.AsType[*domains.CSVError](err)
	if !ok || len(failure.Problems) != 1000 || failure.More != 500 {
		t.Fatal(err)
	}
	told := strings.Split(err.Error(), "\n")
	if len(told) != 22 || told[0] != "the transfer file has 1500 problems" || told[21] != "and 1480 more" {
		t.Errorf("%q", told)
	}
	_, err = readRows("domain,customer\nexample,35\n")
	const want = "the transfer file has a problem\nline 2, column 1 (domain): must have a label before its top-level domain, as example.com has"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

// A file in which a quote is missing is not read into memory.
func TestRowsAreBounded(t *testing.T) {
	t.Parallel()
	endless := io.MultiReader(strings.NewReader("domain,customer\nexample,35\nexample.com,\"35\n"), endlessLines{})
	_, err := rest.Collect(domains.ReadTransferCSV(endless), 0)
	const want = "read the transfer file: after line 2: a row is longer than 64 KiB: is a quote missing?"
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
	if len(problemsOf(err)) != 1 {
		t.Errorf("the problems before are lost: %v", err)
	}
	_, err = rest.Collect(domains.ReadTransferCSV(endlessLines{}), 0)
	if err == nil {
		t.Error("no header, and no error")
	}
}

// endlessLines is a file of lines without end.
type endlessLines struct{}

func (endlessLines) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "example.com,35\n"[i%15]
	}
	return len(p), nil
}

func TestReaderFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk on fire")
	for _, text := range []string{"", "domain,customer\nexample.com,35\n"} {
		r := io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))
		if _, err := rest.Collect(domains.ReadTransferCSV(r), 0); !errors.Is(err, broken) {
			t.Errorf("after %q: %v", text, err)
		}
	}
}

func TestRowsComeAsTheyAreRead(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	defer r.Close()
	go func() {
		_, _ = io.WriteString(w, "domain,customer\n"+strings.Repeat("\n", 5000))
		for n := 0; ; n++ {
			if _, err := fmt.Fprintf(w, "example-%06d.com,35\n", n); err != nil {
				return
			}
		}
	}()
	n := 0
	for row, err := range domains.ReadTransferCSV(r) {
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("example-%06d.com", n); row.Name != want {
			t.Fatalf("row %s, want %s", row.Name, want)
		}
		if n++; n == 1000 {
			return
		}
	}
}

// peakHeap is the limit for a file of bigLines lines, what the caller does with
// the rows apart.
const (
	bigLines = 100_000
	peakHeap = 16 << 20
)

// bigFile writes a transfer file, and bytes as they are asked for.
func bigFile(lines int) io.Reader {
	r, w := io.Pipe()
	go func() {
		out := bufio.NewWriter(w)
		fmt.Fprintln(out, "domain,customer,auth_code,interval,privacy,ns1,ns2")
		for n := range lines {
			fmt.Fprintf(out, "example-%06d.com,%d,Ex4mple~Code-%06d,12,true,ns1.example.org,ns2.example.org\r\n", n, n%250+1, n)
		}
		_ = out.Flush()
		_ = w.Close()
	}()
	return r
}

// Not parallel, so that nothing else is on the heap.
func TestReadTransferCSVHeap(t *testing.T) {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	before, peak, rows := stats.HeapAlloc, uint64(0), 0
	for _, err := range domains.ReadTransferCSV(bigFile(bigLines)) {
		if err != nil {
			t.Fatal(err)
		}
		if rows++; rows%500 == 0 {
			runtime.ReadMemStats(&stats)
			peak = max(peak, stats.HeapAlloc)
		}
	}
	if rows != bigLines {
		t.Errorf("%d rows, want %d", rows, bigLines)
	}
	t.Logf("%d lines: peak heap %.1f MiB over the %.1f MiB before", bigLines, mebibytes(peak-before), mebibytes(before))
	if peak-before > peakHeap {
		t.Errorf("peak heap %.1f MiB", mebibytes(peak-before))
	}
}

func mebibytes(n uint64) float64 { return float64(n) / (1 << 20) }

func BenchmarkReadTransferCSV(b *testing.B) {
	text, err := io.ReadAll(bigFile(1000))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range domains.ReadTransferCSV(bytes.NewReader(text)) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func FuzzReadTransferCSV(f *testing.F) {
	for _, text := range []string{
		"domain,customer\nexample.com,35\n",
		"\ufeffdomain;customer;auth_code;privacy;ns1;ns2\r\nexample.com;35;\"a,\"\"b;c\";1;ns1.example.org;ns2.example.org",
		"domain,customer,auth_code\nexample.com,35,\"Ex4mple\n~Code\"\n\"x\"y,1,2\nexample.com,1,\n",
		"\n\r\n,;\"\nb\u00fccher.example,1",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := readRows(text)
		seen := map[string]bool{}
		for i, row := range rows {
			name, nameErr := domains.ParseName(row.Name)
			if nameErr != nil || string(name) != row.Name {
				t.Errorf("row %d is of the name %q", i, row.Name)
			}
			if seen[row.Name] {
				t.Errorf("%s comes twice", row.Name)
			}
			seen[row.Name] = true
			if row.Customer <= 0 || row.Months != 0 && row.Months != 12 || len(row.NameServers) > 5 {
				t.Errorf("row %d: %+v", i, row)
			}
			if i > 0 && row.Line <= rows[i-1].Line {
				t.Errorf("line %d comes after line %d", row.Line, rows[i-1].Line)
			}
		}
		failure, ok := errors.AsType[*domains.CSVError](err)
		if err != nil && !ok {
			t.Errorf("neither rows nor problems: %v", err)
		}
		if ok {
			lines := strings.Count(text, "\n") + 1
			for _, problem := range failure.Problems {
				if problem.Line < 1 || problem.Line > lines || problem.Column < 1 || problem.Message == "" {
					t.Errorf("problem %+v in a file of %d lines", problem, lines)
				}
			}
		}
	})
}
