package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/support"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run)
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	for _, want := range []string{
		": Maintenance\n  open, outgoing, customer 1, with Domains, assigned to Jane Roe\n",
		"message of the reseller, Example Hosting\n  | Your site is down on **Sunday**.\n",
		"of customer 1 is open: Maintenance\n",
		"reply of the customer, ",
		"  | For how long?\n",
		"reply of the reseller, Example Hosting\n  | For *ten minutes*.\n",
		"comment of the reseller, Example Hosting\n  | He sells on Sundays.\n",
		"  closed, outgoing, customer 1",
		"which is closed: ",
		"of customer 1 is open: Maintenance\n",
		"  | That is fine, thank you.\n",
	} {
		found := strings.Index(out[at:], want)
		if found < 0 {
			t.Fatalf("%q is missing, or out of order, in:\n%s", want, out)
		}
		at += found + len(want)
	}
}

// written writes a file.
func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.txt")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestOnce: neither an answer that gets lost nor a command that is repeated with
// the same reference writes anything twice.
func TestOnce(t *testing.T) {
	srv := demotest.Live(t)
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/ticket/**", Share: 0.5, Kind: hostcontroltest.FaultDrop, AfterCommit: true})
	twice := func(args ...string) string {
		t.Helper()
		first, err := demotest.Run(t, run, args...)
		if err != nil {
			t.Fatalf("%v after:\n%s", err, first)
		}
		again, err := demotest.Run(t, run, args...)
		if diff := cmp.Diff(first, again); err != nil || diff != "" {
			t.Errorf("%v; the second time (-first +second):\n%s", err, diff)
		}
		return first
	}
	out := twice("open", "-customer", "2", "-subject", "Maintenance", "-body-file", written(t, "# Sunday\n\n- *two*\n"), "-reference", "m-2")
	if !strings.Contains(out, "  | # Sunday\n  | \n  | - *two*\n") {
		t.Errorf("printed:\n%s", out)
	}
	seen := srv.CustomerTickets(2)
	id := "400126"
	if last := seen[len(seen)-1]; last.ID != 400_126 || last.Messages[0].Body != "# Sunday\n\n- *two*\n" {
		t.Fatalf("%+v", seen)
	}
	twice("reply", "-ticket", id, "-body", "It is *up* again.", "-reference", "m-2-done")
	twice("comment", "-ticket", id, "-body", "Took an hour.", "-reference", "m-2-note")
	if mails := srv.Mails(); len(mails) != 2 {
		t.Errorf("%d mails", len(mails))
	}
	if out, err := demotest.Run(t, run, "close", "-ticket", id); err != nil || !strings.Contains(out, "  closed, outgoing") {
		t.Errorf("%v after:\n%s", err, out)
	}
	if out, err := demotest.Run(t, run, "reopen", "-ticket", id); err != nil || !strings.Contains(out, "  open, outgoing") {
		t.Errorf("%v after:\n%s", err, out)
	}
	if out, err := demotest.Run(t, run, "show", "-ticket", id); err != nil || strings.Count(out, "of the reseller") != 3 {
		t.Errorf("%v after:\n%s", err, out)
	}
}

// TestWatchGoesOn: a watch that is started again and again tells each message
// once, whatever happens to its requests.
func TestWatchGoesOn(t *testing.T) {
	srv := demotest.Live(t)
	srv.Inject(hostcontroltest.Fault{Path: "/ticket", Share: 0.3, Kind: hostcontroltest.FaultHTML})
	id, err := srv.OpenTicket(3, "A question", "first")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"second", "third", "fourth"} {
		if err := srv.ReplyToTicket(id, text); err != nil {
			t.Fatal(err)
		}
	}
	cursor := filepath.Join(t.TempDir(), "cursor.txt")
	said := ""
	for _, count := range []string{"1", "2", "1"} {
		out, err := demotest.Run(t, run, "watch", "-cursor", cursor, "-since", "2026-01-05", "-count", count)
		if err != nil {
			t.Fatalf("%v after:\n%s", err, out)
		}
		said += out
	}
	at := 0
	for _, text := range []string{"first", "second", "third", "fourth"} {
		found := strings.Index(said[at:], "  | "+text+"\n")
		if found < 0 || strings.Count(said, text) != 1 {
			t.Fatalf("%q is not told once, in order, in:\n%s", text, said)
		}
		at += found
	}
	if files, err := filepath.Glob(filepath.Join(filepath.Dir(cursor), "*")); err != nil || len(files) != 1 {
		t.Errorf("%v, %v", files, err)
	}
}

// A writer is interrupted, as the program is by Ctrl-C, when it has shown enough.
type writer struct {
	strings.Builder
	stop   context.CancelFunc
	enough string
}

func (w *writer) Write(p []byte) (int, error) {
	if n, err := w.Builder.Write(p); err != nil || !strings.Contains(w.String(), w.enough) {
		return n, err
	}
	w.stop()
	return len(p), nil
}

// TestWatchTrouble: a look that fails is told, and does not end the watch; an
// interruption is no failure.
func TestWatchTrouble(t *testing.T) {
	srv := demotest.Live(t)
	srv.Inject(hostcontroltest.Fault{Path: "/ticket", Kind: hostcontroltest.FaultStatus, Status: 403, Times: 1})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out := &writer{stop: stop, enough: "trouble, it goes on: tickets.list: GET /ticket: status 403"}
	if err := run(ctx, []string{"watch"}, out); err != nil || !strings.Contains(out.String(), out.enough) {
		t.Errorf("%v after:\n%s", err, out.String())
	}
}

// TestWatchCannotKeep: a cursor that cannot be kept ends the watch, before more
// is told that would be told again.
func TestWatchCannotKeep(t *testing.T) {
	srv := demotest.Live(t)
	if _, err := srv.OpenTicket(3, "A question", "first"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "none", "cursor.txt")
	out, err := demotest.Run(t, run, "watch", "-cursor", path, "-since", "2026-01-05")
	if err == nil || !strings.Contains(err.Error(), "-cursor: ") || !strings.Contains(out, "first") {
		t.Errorf("%v after:\n%s", err, out)
	}
	if err := (&request{cursorFile: t.TempDir()}).keep("x"); err == nil {
		t.Error("a cursor took the place of a folder")
	}
}

// TestTextsAreQuoted: what customers write neither steers the terminal nor
// passes for what the program says.
func TestTextsAreQuoted(t *testing.T) {
	t.Parallel()
	got := quoted("\x1b[2Jgone\r\nTicket 1 is closed\n\n\tcode\u202e\n")
	if want := "  | \uFFFD[2Jgone\n  | Ticket 1 is closed\n  | \n  | \tcode\uFFFD"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	var out strings.Builder
	if err := show(&out, &support.Ticket{ID: 1, Number: "T-1", Subject: "a\x1b[0m", State: "open", Direction: "incoming"}); err != nil {
		t.Fatal(err)
	}
	if want := "Ticket 1, T-1: a\uFFFD[0m\n  open, incoming, customer 0, with no department\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

// TestFailedWrite: output that cannot be written ends the program.
func TestFailedWrite(t *testing.T) {
	t.Parallel()
	closed, writing := io.Pipe()
	closed.Close()
	if err := show(writing, &support.Ticket{Messages: []support.Message{{Body: "x"}}}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		`"" is nothing to do`:                        {"-customer", "1"},
		`"write" is nothing to do`:                   {"write"},
		"-ticket is missing":                         {"reply", "-body", "x"},
		"exclude each other":                         {"open", "-body", "x", "-body-file", "y"},
		"-body-file: open":                           {"reply", "-ticket", "400001", "-body-file", filepath.Join(t.TempDir(), "none")},
		"invalid_params":                             {"open", "-customer", "1", "-subject", "a\nb", "-body", "x"},
		"body: must not be empty":                    {"comment", "-ticket", "400001"},
		`no department "Sales", but ["Support" "Dom`: {"open", "-customer", "1", "-subject", "a", "-body", "x", "-department", "Sales"},
		"request_resource_unknown":                   {"show", "-ticket", "1"},
		"customer: Select a valid choice":            {"open", "-customer", "9999", "-subject", "a", "-body", "x"},
		"-cursor: read":                              {"watch", "-cursor", t.TempDir()},
		"is not a cursor":                            {"watch", "-cursor", written(t, "x")},
		"for flag -since":                            {"watch", "-since", "tomorrow"},
		"for flag -ticket":                           {"show", "-ticket", "one"},
		"not defined: -x":                            {"-x"},
		`unexpected argument "com"`:                  {"show", "com"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-body-file") {
		t.Errorf("help: %v after %q", err, out)
	}
}

// TestDepartmentsCannotBeRead: then nothing is opened.
func TestDepartmentsCannotBeRead(t *testing.T) {
	srv := demotest.Live(t)
	srv.Inject(hostcontroltest.Fault{Path: "/department", Kind: hostcontroltest.FaultStatus, Status: 403})
	_, err := demotest.Run(t, run, "open", "-customer", "1", "-subject", "a", "-body", "x", "-department", "Billing")
	if !errors.Is(err, hostcontrol.ErrServer) || len(srv.Mails()) != 0 {
		t.Errorf("%v, %d mails", err, len(srv.Mails()))
	}
}

func TestLiveIsNotPlayedWith(t *testing.T) {
	srv := demotest.Live(t)
	if _, err := demotest.Run(t, run); err == nil || len(srv.Requests()) > 0 {
		t.Errorf("%v, %d requests", err, len(srv.Requests()))
	}
}
