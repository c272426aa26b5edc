package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/billing/mirror"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

const envPostgres = "HOSTCONTROL_TEST_POSTGRES"

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	t.Chdir(t.TempDir())
	for _, args := range [][]string{nil, {"-demo"}} {
		out, err := demotest.Run(t, run, args...)
		if err != nil {
			t.Fatalf("%v after:\n%s", err, out)
		}
		for part, times := range map[string]int{
			"\n$ billing-sync": 4,
			"the platform could not answer (request req-00000007); the next run goes on where this one ended\n": 1,
			"invoice: 500 of 600 read\n":          1, // the second run goes on
			"  inserted invoice ":                 4, // three of the first run, and a draft
			"  deleted invoice ":                  1,
			": was draft ":                        1,
			" open → canceled\n":                  0, // it was new
			" new → canceled\n":                   1,
			"\n0 changes\n":                       1,
			"\nThe ledger says the same.\n":       3,
			": inserted invoice 600, inserted pay": 1,
		} {
			if n := strings.Count(out, part); n != times {
				t.Errorf("%q: %d times %q, want %d", args, n, part, times)
			}
		}
		if t.Failed() {
			t.Log(out)
		}
	}
	leavesNothing(t)
}

// leavesNothing looks for files in the folder of the test.
func leavesNothing(t *testing.T) {
	t.Helper()
	if found, _ := filepath.Glob("*"); len(found) > 0 {
		t.Errorf("left behind: %v", found)
	}
}
