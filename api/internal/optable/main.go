// Command optable prints the operations of the contract as tables in Markdown. With -w it brings those in the documents
// up to date instead: an overview in the README, all that there is to say in docs/operations.md. It runs in the folder of
// the module.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/hostcontrol-go/sdk/api/internal/contract"
)

// A place is a document with a table, and the table that belongs into it.
type place struct {
	document string // below the root of the repository
	table    func(*contract.Document) string
}

func places() []place {
	return []place{
		{"README.md", overview},
		{filepath.Join("docs", "operations.md"), table},
	}
}

func main() {
	if err := run(os.Args[1:], "..", os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "optable:", err)
		os.Exit(1)
	}
}

func run(args []string, root string, stdout io.Writer) error {
	flags := flag.NewFlagSet("optable", flag.ContinueOnError)
	write := flags.Bool("w", false, "write the tables into the documents")
	if err := flags.Parse(args); err != nil {
		return err
	}
	document, err := contract.Load()
	if err != nil {
		return err
	}
	for _, p := range places() {
		rows := p.table(document)
		if !*write {
			fmt.Fprintf(stdout, "%s:\n\n%s\n", p.document, rows)
			continue
		}
		if err := update(filepath.Join(root, p.document), rows); err != nil {
			return err
		}
	}
	return nil
}

func update(file, rows string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	updated, err := insert(string(text), rows)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, []byte(updated), 0o644)
}
