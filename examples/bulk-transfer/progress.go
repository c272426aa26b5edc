package main

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/hostcontrol-go/sdk/domains"
)

// progress shows results as they come.
type progress struct {
	out      io.Writer
	terminal bool
	rows     int

	done, failed int
	report       domains.BulkReport
}

// isTerminal tells whether what is written is looked at rather than kept.
func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (p *progress) add(result *domains.BulkResult) {
	p.report.Add(result)
	p.done++
	if result.Err != nil {
		p.failed++
	}
	if !p.terminal {
		fmt.Fprintf(p.out, "%d/%d %s\n", p.done, p.rows, line(result))
		return
	}
	p.clear()
	if result.Err != nil {
		fmt.Fprintln(p.out, line(result))
	}
	fmt.Fprintf(p.out, "%d of %d rows, %d with problems", p.done, p.rows, p.failed)
}

// end leaves a terminal's cursor where the next line begins.
func (p *progress) end() {
	if p.terminal {
		p.clear()
	}
}

// clear takes the last line away.
func (p *progress) clear() { fmt.Fprint(p.out, "\r\x1b[K") }

func line(r *domains.BulkResult) string {
	name := domains.Name(r.Row.Name).Unicode()
	if r.Err != nil {
		return fmt.Sprintf("%s %s: %v", name, r.Outcome, r.Err)
	}
	text := fmt.Sprintf("%s %s", name, r.Outcome)
	if r.Transfer != 0 {
		text += ": transfer " + r.Transfer.String()
	}
	if r.Action != domains.ActionNone && r.Action != "" {
		text += ", required: " + string(r.Action)
	}
	return text
}

// summarize counts the rows by what became of them.
func summarize(out io.Writer, report *domains.BulkReport) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, outcome := range []domains.BulkOutcome{
		domains.BulkChecked, domains.BulkStarted, domains.BulkEarlier, domains.BulkFound, domains.BulkNotStarted, domains.BulkUnknown,
	} {
		if n := report.Count(outcome); n > 0 {
			fmt.Fprintf(table, "%s\t%d\n", outcome, n)
		}
	}
	return table.Flush()
}

func writeReport(path string, report *domains.BulkReport) error {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("-report: %w", err)
	}
	if err := report.WriteCSV(file); err != nil {
		_ = file.Close()
		return fmt.Errorf("-report: %w", err)
	}
	return file.Close()
}
