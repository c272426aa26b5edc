package demo_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

func TestConnect(t *testing.T) {
	tests := []struct {
		name     string
		env      map[string]string
		inMemory bool
		live     bool
		want     string // the first line, or part of the error
	}{
		{"no credentials", nil, false, false, "Demo on a platform in memory, as the environment holds no credentials.\n"},
		{"asked for", nil, true, false, "Demo on a platform in memory.\n"},
		{"asked for in spite of credentials", map[string]string{hostcontrol.EnvAPIKey: "k"}, true, false, "Demo on a platform in memory.\n"},
		{"key", map[string]string{hostcontrol.EnvAPIKey: "k"}, false, true, "Live platform, by the credentials in the environment.\n"},
		{"half of a pair", map[string]string{hostcontrol.EnvReference: "r"}, false, false, "HOSTCONTROL_REFERENCE is set, but not HOSTCONTROL_API_KEY"},
		{"a third", map[string]string{hostcontrol.EnvTokenURL: "https://id.example.com"}, false, false, "is set, but not HOSTCONTROL_CLIENT_ID"},
		{"an address is no credential", map[string]string{hostcontrol.EnvBaseURL: "https://a.example"}, false, false, "Demo on a platform in memory, as"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			demotest.Offline(t)
			for name, value := range tt.env {
				t.Setenv(name, value)
			}
			var out bytes.Buffer
			platform, err := demo.Connect(&out, tt.inMemory)
			if err != nil {
				if !strings.Contains(err.Error(), tt.want) || out.Len() > 0 {
					t.Errorf("got %v after %q", err, out.String())
				}
				return
			}
			defer platform.Close()
			if !strings.HasPrefix(out.String(), tt.want) || platform.Live() != tt.live {
				t.Errorf("live: %t, printed %q", platform.Live(), out.String())
			}
		})
	}
}

func TestPlatformInMemoryAnswers(t *testing.T) {
	t.Parallel()
	platform, err := demo.Connect(io.Discard, true)
	if err != nil {
		t.Fatal(err)
	}
	defer platform.Close()
	if _, err := platform.Client.Customers.Get(t.Context(), 1); err != nil {
		t.Error(err)
	}
}

func TestNow(t *testing.T) {
	demotest.Live(t)
	for inMemory, frozen := range map[bool]bool{true: true, false: false} {
		platform, err := demo.Connect(io.Discard, inMemory)
		if err != nil {
			t.Fatal(err)
		}
		defer platform.Close()
		before := time.Now()
		if now := platform.Now(); frozen != now.Equal(platform.Now()) || !frozen && now.Before(before) {
			t.Errorf("in memory: %t, now is %s", inMemory, now)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args  []string
		list  []string
		alone bool
		err   string
	}{
		"nothing":             {nil, nil, true, ""},
		"a demo":              {[]string{"-demo"}, nil, true, ""},
		"a list":              {[]string{"-list", "a, b,,c"}, []string{"a", "b", "c"}, false, ""},
		"an empty list":       {[]string{"-demo", "-list="}, []string{}, false, ""},
		"unknown flag":        {[]string{"-x"}, nil, false, "not defined: -x"},
		"something else":      {[]string{"-demo", "x"}, nil, false, `unexpected argument "x"`},
		"help":                {[]string{"-h"}, nil, false, flag.ErrHelp.Error()},
		"value is left out":   {[]string{"-list"}, nil, false, "needs an argument: -list"},
		"value of the switch": {[]string{"-demo=perhaps"}, nil, false, "-demo"},
	}
	for name, tt := range tests {
		flags := flag.NewFlagSet("prog", flag.ContinueOnError)
		demo.InMemory(flags)
		list := demo.List(flags, "list", "some `names`")
		var out bytes.Buffer
		err := demo.Parse(flags, tt.args, &out)
		if (err != nil) != (tt.err != "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if help := errors.Is(err, flag.ErrHelp); help != strings.Contains(out.String(), "-list names") || !help && out.Len() > 0 {
			t.Errorf("%s: printed %q", name, out.String())
		}
		if err != nil {
			continue
		}
		if diff := cmp.Diff(tt.list, *list); diff != "" || demo.Alone(flags) != tt.alone {
			t.Errorf("%s: alone: %t, list (-want +got):\n%s", name, demo.Alone(flags), diff)
		}
	}
}

func TestStage(t *testing.T) {
	t.Parallel()
	refusal, other := errors.New("refused"), errors.New("broken")
	var out bytes.Buffer
	var answer error
	stage := demo.Stage{Program: "prog", Out: &out, Do: func(args []string) error { return answer }}

	if err := stage.Play("-name", "Jane Roe", "-tags", ""); err != nil {
		t.Error(err)
	}
	if want := "\n$ prog -name \"Jane Roe\" -tags \"\"\n"; out.String() != want {
		t.Errorf("printed %q, not %q", out.String(), want)
	}
	if err := stage.PlayRefused(refusal, "-x"); err == nil || !strings.Contains(err.Error(), "was not refused") {
		t.Errorf("no refusal: %v", err)
	}
	answer = other
	if err := stage.Play("-x"); !errors.Is(err, other) {
		t.Errorf("a failure: %v", err)
	}
	if err := stage.PlayRefused(refusal, "-x"); !errors.Is(err, other) {
		t.Errorf("another failure: %v", err)
	}
	answer = refusal
	out.Reset()
	if err := stage.PlayRefused(refusal, "-x"); err != nil || out.String() != "\n$ prog -x\nprog: refused\n" {
		t.Errorf("a refusal: %v after %q", err, out.String())
	}
}
