package main

import (
	"fmt"
	"io"
	"os"

	"github.com/hostcontrol-go/sdk/domains"
)

// progress tells how far a run is: in one line that is written again and again
// on a terminal, and in a line for each row elsewhere.
type progress struct {
	out      io.Writer
	terminal bool
	done     int
	all      int
}

func newProgress(out io.Writer, all int) *progress {
	p := &progress{out: out, all: all}
	if file, ok := out.(*os.File); ok {
		info, err := file.Stat()
		p.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return p
}

const barWidth = 30

func (p *progress) show(result *domains.BulkResult) {
	p.done++
	if p.terminal {
		full := barWidth * p.done / max(1, p.all)
		fmt.Fprintf(p.out, "\r[%-*s] %d of %d", barWidth, bar[:full], p.done, p.all)
		return
	}
	fmt.Fprintf(p.out, "%d of %d %s %s", p.done, p.all, result.Row.Name, result.Outcome)
	if result.Action != "" && result.Action != domains.ActionNone {
		fmt.Fprintf(p.out, ", to be done: %s", result.Action)
	}
	if result.Err != nil {
		fmt.Fprintf(p.out, ": %v", result.Err)
	}
	fmt.Fprintln(p.out)
}

// bar is a full one.
const bar = "=============================="

// end leaves the line.
func (p *progress) end() {
	if p.terminal && p.done > 0 {
		fmt.Fprintln(p.out)
	}
}
