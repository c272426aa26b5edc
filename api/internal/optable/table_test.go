package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/api/internal/contract"
)

func TestREADMEHoldsTheTable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../" + readme)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := table()
	if err != nil {
		t.Fatal(err)
	}
	want, err := insert(string(text), rows)
	if err != nil {
		t.Fatalf("README.md: %v", err)
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("README.md (-wanted +is), mended by go run ./internal/optable -w in the folder api:\n%s", diff)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	rows, err := table()
	if err != nil {
		t.Fatal(err)
	}
	document, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(rows, "\n"), "\n")
	if got, want := len(lines), len(document.Operations)+2; got != want {
		t.Errorf("%d lines, want %d: a head of two and one for each operation", got, want)
	}
	const first = "| `Customers.List` | `GET /customer` | documented | read |"
	if len(lines) > 2 && lines[2] != first {
		t.Errorf("first operation: %s, want %s", lines[2], first)
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

func TestRun(t *testing.T) {
	t.Parallel()
	rows, err := table()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "README.md")
	if err := os.WriteFile(file, []byte(opening+"old\n"+closing), 0o600); err != nil {
		t.Fatal(err)
	}
	var printed strings.Builder
	if err := run(nil, file, &printed); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rows, printed.String()); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
	if err := run([]string{"-w"}, file, &printed); err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(opening+rows+closing, string(written)); diff != "" {
		t.Errorf("written (-want +got):\n%s", diff)
	}
}

func TestRunFails(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "README.md")
	if err := run([]string{"-w"}, file, nil); err == nil {
		t.Error("wrote into a file that does not exist")
	}
	if err := os.WriteFile(file, []byte("no table\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"-w"}, file, nil); err == nil {
		t.Error("wrote into a file that has no place for the table")
	}
}
