package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	t.Chdir(t.TempDir()) // comes back afterwards
	out, err := demotest.Run(t, run, "-demo")
	if err != nil {
		t.Fatalf("%v after:\n%s", err, out)
	}
	for text, want := range map[string]int{"\ndone\n": 1, "nothing to do\n": 1, "+ example.com A 192.0.2.10\n": 1, "+ example.com MX 10 mail.example.net\n": 1, "records.0.content": 1, "records.1.content": 1} {
		if got := strings.Count(out, text); got != want {
			t.Errorf("%q is there %d times in:\n%s", text, got, out)
		}
	}
}

func TestShownOnly(t *testing.T) {
	srv := demotest.Live(t)
	file := filepath.Join(t.TempDir(), "zone.txt")
	if err := os.WriteFile(file, []byte("@ A 192.0.2.1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := demotest.Run(t, run, "-domain", "example-000001.com", "-file", file)
	if err != nil || !strings.Contains(out, "+ ") || !strings.Contains(out, "not done: -yes does it\n") {
		t.Errorf("%v after:\n%s", err, out)
	}
	for _, r := range srv.Requests() {
		if r.Method != "GET" {
			t.Errorf("%s %s", r.Method, r.Path)
		}
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	bad := filepath.Join(t.TempDir(), "zone.txt")
	if err := os.WriteFile(bad, []byte("# fine\n\n@ MX mail.example.net\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	short := filepath.Join(t.TempDir(), "zone.txt")
	if err := os.WriteFile(short, []byte("www A\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"-domain or -file is missing":                      {"-domain", "example.com"},
		"no such file":                                     {"-domain", "example.com", "-file", "/nowhere"},
		"line 3: \"mail.example.net\" does not begin with": {"-domain", "example.com", "-file", bad},
		"line 1: \"www A\" is not a name":                  {"-domain", "example.com", "-file", short},
		"not defined: -x":                                  {"-x"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
}
