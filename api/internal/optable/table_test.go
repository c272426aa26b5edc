package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/api/internal/contract"
)

func load(t *testing.T) *contract.Document {
	t.Helper()
	document, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func TestDocumentsHoldTheTables(t *testing.T) {
	t.Parallel()
	document := load(t)
	for _, p := range places() {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", p.document))
		if err != nil {
			t.Fatal(err)
		}
		want, err := insert(string(text), p.table(document))
		if err != nil {
			t.Fatalf("%s: %v", p.document, err)
		}
		if diff := cmp.Diff(want, string(text)); diff != "" {
			t.Errorf("%s (-wanted +is), mended by go run ./internal/optable -w in the folder api:\n%s", p.document, diff)
		}
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	document := load(t)
	lines := strings.Split(strings.TrimSuffix(table(document), "\n"), "\n")
	if got, want := len(lines), len(document.Operations)+2; got != want {
		t.Errorf("%d lines, want %d: a head of two and one for each operation", got, want)
	}
	const first = "| `Customers.List` | `customers.list` | `GET /customer` | documented | read |"
	if len(lines) > 2 && lines[2] != first {
		t.Errorf("first operation: %s, want %s", lines[2], first)
	}
}

func TestOverview(t *testing.T) {
	t.Parallel()
	document := load(t)
	rows := overview(document)
	const label = "\n| `Label` | Get | – | – |\n"
	if !strings.Contains(rows, label) {
		t.Errorf("no row %q in:\n%s", label, rows)
	}
	for _, op := range document.Operations {
		service, method, _ := strings.Cut(op.GoMethod, ".")
		if op.Effect == "once" {
			method = "**" + method + "**"
		}
		row := regexp.MustCompile("(?m)^\\| `" + service + "` \\|.*[ ]" + regexp.QuoteMeta(method) + "[ ,]")
		if !row.MatchString(rows) {
			t.Errorf("%s is missing", op.GoMethod)
		}
	}
}

func TestInsert(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{ // want is empty for a refusal
		"empty":           {"a\n" + opening + closing + "b\n", "a\n" + opening + "rows\n" + closing + "b\n"},
		"replaced":        {"a\n" + opening + "x\ny\n" + closing + "b\n", "a\n" + opening + "rows\n" + closing + "b\n"},
		"none":            {"a\n", ""},
		"without opening": {"a\n" + closing, ""},
		"without closing": {"a\n" + opening, ""},
		"wrong order":     {closing + opening, ""},
		"twice":           {opening + closing + opening + closing, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := insert(tt.text, "rows\n")
			if (err != nil) != (tt.want == "") {
				t.Errorf("error = %v", err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// repository is a folder with the documents, all of the same text.
func repository(t *testing.T, text string) string {
	t.Helper()
	root := t.TempDir()
	for _, p := range places() {
		file := filepath.Join(root, p.document)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestRun(t *testing.T) {
	t.Parallel()
	document := load(t)
	root := repository(t, opening+"old\n"+closing)
	var printed strings.Builder
	if err := run(nil, root, &printed); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"-w"}, root, &printed); err != nil {
		t.Fatal(err)
	}
	for _, p := range places() {
		rows := p.table(document)
		if !strings.Contains(printed.String(), p.document+":\n\n"+rows) {
			t.Errorf("printed no table for %s:\n%s", p.document, &printed)
		}
		written, err := os.ReadFile(filepath.Join(root, p.document))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(opening+rows+closing, string(written)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", p.document, diff)
		}
	}
}

func TestRunFails(t *testing.T) {
	t.Parallel()
	if err := run([]string{"-w"}, t.TempDir(), nil); err == nil {
		t.Error("wrote into a document that does not exist")
	}
	if err := run([]string{"-w"}, repository(t, "no table\n"), nil); err == nil {
		t.Error("wrote into a document that has no place for the table")
	}
}
