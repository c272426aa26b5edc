// Command optable prints the operations of the contract as a table in Markdown. With -w it brings the table in the
// README up to date instead. It runs in the folder of the module.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

const readme = "../README.md"

func main() {
	if err := run(os.Args[1:], readme, os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "optable:", err)
		os.Exit(1)
	}
}

func run(args []string, readme string, stdout io.Writer) error {
	flags := flag.NewFlagSet("optable", flag.ContinueOnError)
	write := flags.Bool("w", false, "write the table into "+readme)
	if err := flags.Parse(args); err != nil {
		return err
	}
	rows, err := table()
	if err != nil {
		return err
	}
	if !*write {
		_, err = io.WriteString(stdout, rows)
		return err
	}
	text, err := os.ReadFile(readme)
	if err != nil {
		return err
	}
	updated, err := insert(string(text), rows)
	if err != nil {
		return fmt.Errorf("%s: %w", readme, err)
	}
	return os.WriteFile(readme, []byte(updated), 0o644)
}
