package main

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/hostcontrol-go/sdk/support"
)

func show(out io.Writer, t *support.Ticket) error {
	department := "no department"
	if t.Department != nil {
		department = t.Department.Name
	}
	fmt.Fprintf(out, "Ticket %s, %s: %s\n", t.ID, t.Number, line(t.Subject))
	fmt.Fprintf(out, "  %s, %s, customer %s, with %s", t.State, t.Direction, t.Customer.ID, line(department))
	if t.Assignee != "" {
		fmt.Fprintf(out, ", assigned to %s", line(t.Assignee))
	}
	fmt.Fprintln(out)
	for i := range t.Messages {
		if err := tell(out, &t.Messages[i]); err != nil {
			return err
		}
	}
	return nil
}

// tell shows a message with its text below it.
func tell(out io.Writer, m *support.Message) error {
	_, err := fmt.Fprintf(out, "%s  %s of the %s, %s\n%s\n",
		m.Created.Format(time.DateTime), m.Kind, m.Author.Type, line(m.Author.Name), quoted(m.Body))
	return err
}

// quoted marks every line of a text that somebody else wrote, so that none of
// them passes for the program's own.
func quoted(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, l := range lines {
		lines[i] = "  | " + line(strings.TrimRight(l, "\r"))
	}
	return strings.Join(lines, "\n")
}

// line is a line as it may be shown: what would steer the terminal is not.
func line(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
