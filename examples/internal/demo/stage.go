package demo

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A Stage plays the command lines of a program as if they had been typed.
type Stage struct {
	Program string
	Out     io.Writer
	Do      func(args []string) error
}

// Play shows a command line and carries it out.
func (s Stage) Play(args ...string) error {
	s.prompt(args)
	return s.Do(args)
}

// PlayRefused is Play for a command line that the platform is to refuse.
func (s Stage) PlayRefused(refusal error, args ...string) error {
	s.prompt(args)
	err := s.Do(args)
	switch {
	case err == nil:
		return fmt.Errorf("%q was not refused", args)
	case !errors.Is(err, refusal):
		return err
	}
	fmt.Fprintf(s.Out, "%s: %v\n", s.Program, err)
	return nil
}

func (s Stage) prompt(args []string) {
	fmt.Fprintf(s.Out, "\n$ %s", s.Program)
	for _, arg := range args {
		if arg == "" || strings.Contains(arg, " ") {
			arg = strconv.Quote(arg)
		}
		fmt.Fprintf(s.Out, " %s", arg)
	}
	fmt.Fprintln(s.Out)
}
