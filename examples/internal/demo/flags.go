package demo

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// Parse reads a command line that holds nothing but flags. Who asks for help
// gets it on out, and flag.ErrHelp is returned.
func Parse(flags *flag.FlagSet, args []string, out io.Writer) error {
	flags.SetOutput(io.Discard) // the error is printed by main
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(out, "Flags of %s:\n", flags.Name())
		flags.SetOutput(out)
		flags.PrintDefaults()
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return err
}

// InMemory defines the flag that asks for the platform in memory.
func InMemory(flags *flag.FlagSet) *bool {
	return flags.Bool("demo", false, "work on a platform in memory")
}

// Alone tells whether a command line asks for nothing but a demo.
func Alone(flags *flag.FlagSet) bool {
	alone := true
	flags.Visit(func(f *flag.Flag) { alone = alone && f.Name == "demo" })
	return alone
}

// List defines a flag of values between commas. It stays nil when the flag is
// not given; an empty value gives an empty list.
func List(flags *flag.FlagSet, name, usage string) *[]string {
	var list []string
	flags.Func(name, usage, func(text string) error {
		list = []string{}
		for value := range strings.SplitSeq(text, ",") {
			if value = strings.TrimSpace(value); value != "" {
				list = append(list, value)
			}
		}
		return nil
	})
	return &list
}
