package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run)
	if err != nil {
		t.Fatalf("%v after:\n%s", err, out)
	}
	for part, times := range map[string]int{
		`msg="would be done" rule=renew`:              1,
		`msg="outcome unknown" rule=renew`:            1,
		`msg="found to have happened" rule=renew`:     1,
		"msg=done rule=renew":                         0,
		"msg=done rule=remind":                        3,
		`msg=done rule=suspend action="suspend `:      1,
		`msg=done rule=suspend action="unsuspend `:    1,
		`customer=11 hold="the customer is vip"`:      11,
		`hold="reminder 3 was sent on 2026-02-16"`:    1,
		`msg="run finished" rule=remind dry_run=true`: 1,
		"level=ERROR": 0,
	} {
		if n := strings.Count(out, part); n != times {
			t.Errorf("%d times %s, want %d", n, part, times)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
}

// TestRunInMemory: with other flags the program does what they say, on a
// platform in memory, and leaves no journal behind.
func TestRunInMemory(t *testing.T) {
	demotest.Offline(t)
	t.Chdir(t.TempDir())
	out, err := demotest.Run(t, run, "-demo", "-once", "-yes", "-renew-days", "30")
	if err != nil || !strings.Contains(out, "msg=done rule=renew") {
		t.Errorf("%v after:\n%s", err, out)
	}
	if found, _ := filepath.Glob("*"); len(found) > 0 {
		t.Errorf("left behind: %v", found)
	}
}

// TestRunLive: the credentials are those of the environment, and the journal is
// where the configuration says.
func TestRunLive(t *testing.T) {
	demotest.Live(t)
	t.Chdir(t.TempDir())
	out, err := demotest.Run(t, run, "-once", "-log-json", "-rules", "renew,suspend")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out) {
		var entry struct{ Time, Level, Msg string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Time == "" || entry.Msg == "" {
			t.Errorf("%q: %v", line, err)
		}
	}
	if found, _ := filepath.Glob("*"); len(found) > 0 {
		t.Errorf("a dry run wrote %v", found)
	}
	if _, err := demotest.Run(t, run, "-once", "-yes", "-rules", "suspend"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("bot.journal"); err != nil {
		t.Error(err)
	}
}

func TestLiveIsNotPlayedWith(t *testing.T) {
	srv := demotest.Live(t)
	t.Chdir(t.TempDir())
	ctx, stop := context.WithCancel(t.Context())
	stop() // a bot that keeps running
	var out bytes.Buffer
	if err := run(ctx, nil, &out); err != nil || len(srv.Requests()) > 0 || strings.Contains(out.String(), "$ bot") {
		t.Errorf("%v, %d requests, after:\n%s", err, len(srv.Requests()), &out)
	}
}

func TestExitCode(t *testing.T) {
	t.Parallel()
	for want, errs := range map[int][]error{
		0: {nil, flag.ErrHelp},
		1: {errTrouble, errors.New("no network"), errJournalBroken},
		2: {fmt.Errorf("%w: -x", errUsage)},
		3: {fmt.Errorf("open: %w", errJournalInUse)},
	} {
		for _, err := range errs {
			if got := exitCode(err); got != want {
				t.Errorf("%v: %d, want %d", err, got, want)
			}
		}
	}
}

func TestPlace(t *testing.T) {
	t.Parallel()
	env := map[string]string{}
	get := func(name string) string { return env[name] }
	if got := place(get); got != "production" {
		t.Errorf("without anything: %s", got)
	}
	env[hostcontrol.EnvEnvironment] = "ote"
	if got := place(get); got != "ote" {
		t.Errorf("an environment: %s", got)
	}
	env[hostcontrol.EnvBaseURL] = "https://a.example"
	if got := place(get); got != "https://a.example" {
		t.Errorf("an address: %s", got)
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	folder := t.TempDir()
	unknown := filepath.Join(folder, "unknown.json")
	if err := os.WriteFile(unknown, []byte(`{"jornal":"x"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		want string
		args []string
	}{
		{"not defined: -x", []string{"-x"}},
		{`unexpected argument "1"`, []string{"1"}},
		{"no such file", []string{"-config", filepath.Join(folder, "none.json")}},
		{"jornal", []string{"-config", unknown}},
		{`there is no rule "sell"`, []string{"-rules", "renew,sell"}},
		{"-rules: must not be empty", []string{"-rules", ""}},
		{"renew: days must be positive", []string{"-renew-days", "0"}},
		{"suspend: days must be positive", []string{"-suspend-days", "-1"}},
		{"renew: max_actions must be positive", []string{"-max-actions", "0"}},
		{"suspend: every must be a second at least", []string{"-every", "10ms"}},
		{"journal must be the path of a file", []string{"-yes", "-journal", ""}},
		{"texts for 3 reminders", []string{"-remind-days", "1,2,3,4"}},
		{"-remind-days: ", []string{"-remind-days", "soon"}},
		{"reminder 2: days must be more than 5", []string{"-remind-days", "5,5,6"}},
		{"suspend: reminders must be among the 1", []string{"-remind-days", "5"}},
		{"leave_alone must not hold an empty tag", []string{"-config", write(t, folder, `{"leave_alone":[""]}`)}},
		{"there is no rule in it", []string{"-config", write(t, folder, `{}`)}},
	} {
		_, err := demotest.Run(t, run, append([]string{"-once"}, tt.args...)...)
		if err == nil || !strings.Contains(err.Error(), tt.want) || exitCode(err) != 2 {
			t.Errorf("%q: %v", tt.args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-max-actions") {
		t.Errorf("help: %v after %q", err, out)
	}
	t.Setenv(hostcontrol.EnvReference, "examplehosting")
	if _, err := demotest.Run(t, run, "-once"); err == nil || !strings.Contains(err.Error(), hostcontrol.EnvAPIKey) {
		t.Errorf("half of the credentials: %v", err)
	}
}

// write makes a file of its own and gives its path.
func write(t *testing.T, folder, text string) string {
	t.Helper()
	file, err := os.CreateTemp(folder, "*.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Name()
}

func TestBadCredentials(t *testing.T) {
	t.Parallel()
	w := newWorld(t, hostcontroltest.Options{})
	w.client = w.without(every, unknownKey)
	out := w.trouble("-yes")
	if strings.Count(out, `msg="rule ended"`) != 3 || !strings.Contains(out, "unknown_label") {
		t.Errorf("printed:\n%s", out)
	}
}
