package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// A scene is a world in which every rule has something to do.
type scene struct {
	*world
	renewals, tickets, suspensions int
	customers                      []customers.ID
}

// newScene has some customers owe who have hosting.
func newScene(t *testing.T, opts hostcontroltest.Options, debtors int) *scene {
	t.Helper()
	s := &scene{world: newWorld(t, opts)}
	s.srv.Deposit(1_000_000)
	for id := customers.ID(2); len(s.customers) < debtors; id++ {
		s.tag(id)
		s.host(id)
		s.owe(id, "10.00")
		s.customers = append(s.customers, id)
	}
	s.days(50)
	s.renewals, s.tickets, s.suspensions = s.wanted(), debtors, debtors
	config := write(t, t.TempDir(), strings.NewReplacer(
		`"reminders": 3`, `"reminders": 0`, `"days": 14`, `"days": 366`, `"vip"`, ``, `_actions": 10`, `_actions": 1000`, `_actions": 50`, `_actions": 1000`,
	).Replace(string(example)))
	s.flags = []string{"-config", config, "-yes"}
	return s
}

// wantAllOnce wants everything that was due to be done, and nothing twice.
func (s *scene) wantAllOnce() {
	s.t.Helper()
	wantOnce(s.t, "renewals", s.world.renewals(), s.renewals)
	wantOnce(s.t, "tickets", s.world.reminders(), s.tickets)
	wantOnce(s.t, "suspensions", s.turns(s.customers...), s.suspensions)
}

// finish runs the bot until nothing is left.
func (s *scene) finish() {
	s.t.Helper()
	for range 10 {
		out, err := s.bot(s.t.Context())
		if err == nil {
			return
		}
		if !errors.Is(err, errTrouble) {
			s.t.Fatalf("%v after:\n%s", err, out)
		}
	}
	s.t.Error("something is left after 10 runs")
}

// TestInterruptedAnywhere: whatever request the bot is told to end at, it does,
// lets what is under way finish, and the next run does the rest.
func TestInterruptedAnywhere(t *testing.T) {
	t.Parallel()
	for nth := 1; ; nth++ {
		s := newScene(t, hostcontroltest.Options{Customers: 2}, 1)
		s.leaveOpen()
		ctx, interrupt := context.WithCancelCause(t.Context())
		signal := errors.New("terminated")
		plain := s.client
		s.client = s.before(nth, every, func() { interrupt(signal) })
		out, err := s.bot(ctx)
		s.client = plain
		if ctx.Err() == nil {
			if err != nil || nth < 20 {
				t.Errorf("%d requests, %v", nth-1, err)
			}
			break
		}
		if err != nil && !errors.Is(err, signal) || strings.Contains(out, "unknown") || strings.Contains(out, "ERROR") {
			t.Errorf("at request %d: %v after:\n%s", nth, err, out)
		}
		s.must()
		s.wantAllOnce()
	}
}

// leaveOpen has the journal of a bot that ended when it was about to renew a
// domain.
func (s *scene) leaveOpen() {
	s.t.Helper()
	d := s.lastWanted()
	b := s.acting(s.t)
	appendAll(s.t, b.journal, entry{Event: entryIntended, Rule: ruleRenew, Reference: "bot-renew-before", Domain: d.Name, Expires: *d.Expires})
	if err := b.journal.close(); err != nil {
		s.t.Fatal(err)
	}
}

// TestKeepsRunning: a daemon that is told to end in the middle of something has
// ended well.
func TestKeepsRunning(t *testing.T) {
	t.Parallel()
	s := newScene(t, hostcontroltest.Options{Customers: 5}, 2)
	ctx, interrupt := context.WithCancel(t.Context())
	s.client = s.before(1, isPost("/suspend"), interrupt)
	asked, err := parse(append(s.flags, "-journal", s.journal), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	if err := start(ctx, s.client, s.srv.Now, asked, timed(t.Output(), s.srv.Now)); err != nil {
		t.Error(err)
	}
	wantOnce(t, "suspensions", s.turns(s.customers...), 1)
	s.must()
	s.wantAllOnce()
}

// TestFaults: of all requests some get no answer, before or after they did
// their work, or a wrong one. Nothing is done twice.
func TestFaults(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		s := newScene(t, hostcontroltest.Options{Seed: seed + 1}, 8)
		for _, f := range []hostcontroltest.Fault{
			{Share: 0.1, Kind: hostcontroltest.FaultDrop, AfterCommit: true},
			{Share: 0.1, Kind: hostcontroltest.FaultDrop},
			{Share: 0.05, Kind: hostcontroltest.FaultCut},
			{Share: 0.05, Kind: hostcontroltest.FaultHTML, AfterCommit: true},
			{Share: 0.05, Kind: hostcontroltest.FaultStatus, Status: 403},
		} {
			s.srv.Inject(f)
		}
		s.client = connect(t, s.srv, hostcontrol.WithRetries(1))
		for range 6 {
			if out, err := s.bot(t.Context()); err != nil && !errors.Is(err, errTrouble) {
				t.Fatalf("%v after:\n%s", err, out)
			}
		}
		s.srv.ClearFaults()
		s.finish()
		s.wantAllOnce()
	}
}

// TestWeeksUnderFaults: the bot runs every day for some weeks, in which
// customers pay, and half of the answers get lost.
func TestWeeksUnderFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t, hostcontroltest.Options{})
	w.srv.Deposit(1_000_000)
	w.flags = []string{"-leave-alone", "", "-rules", "remind,suspend", "-yes", "-max-actions", "100"}
	var debtors []customers.ID
	for id := customers.ID(2); id <= 7; id++ {
		w.host(id)
		w.owe(id, "10.00")
		debtors = append(debtors, id)
	}
	w.client = connect(t, w.srv, hostcontrol.WithRetries(1))
	run := func(days int) {
		for _, kind := range []bool{true, false} {
			w.srv.Inject(hostcontroltest.Fault{Method: "POST", Share: 0.4, Kind: hostcontroltest.FaultDrop, AfterCommit: kind})
			w.srv.Inject(hostcontroltest.Fault{Method: "GET", Share: 0.05, Kind: hostcontroltest.FaultStatus, Status: 403})
		}
		for range days {
			if out, err := w.bot(t.Context()); err != nil && !errors.Is(err, errTrouble) {
				t.Fatalf("%v after:\n%s", err, out)
			}
			w.days(1)
		}
		w.srv.ClearFaults()
		for range 3 {
			_, _ = w.bot(t.Context())
		}
		w.must()
	}
	run(60)
	wantOnce(t, "tickets", w.reminders(), 3*len(debtors))
	wantOnce(t, "suspensions", w.turns(debtors...), len(debtors))
	for i, err := range w.client.Invoices.All(t.Context(), billing.InvoiceFilter{State: billing.InvoiceOpen}) {
		if err != nil {
			t.Fatal(err)
		}
		w.pay(i)
	}
	run(10)
	wantOnce(t, "suspensions and ends of them", w.turns(debtors...), 2*len(debtors))
	wantOnce(t, "tickets", w.reminders(), 3*len(debtors))
}

// TestLeavesOpen: what is left to look up.
func TestLeavesOpen(t *testing.T) {
	t.Parallel()
	unknown := &rest.OutcomeUnknownError{Cause: &rest.Error{Status: 403}}
	for _, tt := range []struct {
		err              error
		once, idempotent bool // whether it is left open
	}{
		{unknown, true, true},
		{fmt.Errorf("half of it: %w", unknown), true, true},
		{&rest.Error{Status: 403, Attempts: 1}, false, false},
		{&rest.Error{Code: rest.CodeInvalidParams}, false, false},
		{&rest.Error{Status: 403, Attempts: 2}, false, true},
		{&rest.Error{Status: 502, Attempts: 1}, false, true},
		{context.DeadlineExceeded, false, true},
	} {
		if got := (&task{}).leavesOpen(tt.err); got != tt.once {
			t.Errorf("%v, once: %t", tt.err, got)
		}
		if got := (&task{idempotent: true}).leavesOpen(tt.err); got != tt.idempotent {
			t.Errorf("%v, idempotent: %t", tt.err, got)
		}
	}
}

func TestOutlast(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		signal := errors.New("terminated")
		parent, end := context.WithCancelCause(t.Context())
		ctx, cancel := outlast(parent, time.Minute)
		defer cancel()
		began := time.Now()
		end(signal)
		synctest.Wait()
		if ctx.Err() != nil {
			t.Error("it ended at once")
		}
		<-ctx.Done()
		if took := time.Since(began); took != time.Minute || context.Cause(ctx) != signal {
			t.Errorf("it ended after %s, %v", took, context.Cause(ctx))
		}
		done, cancel := outlast(t.Context(), time.Minute)
		if cancel(); done.Err() == nil {
			t.Error("it did not end")
		}
	})
}
