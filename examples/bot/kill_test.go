package main

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// What makes a process of the test binary a bot.
const (
	envURL = "BOT_HELPER_URL"
	envKey = "BOT_HELPER_KEY"
	envNow = "BOT_HELPER_NOW"
)

func TestMain(m *testing.M) {
	if os.Getenv(envURL) == "" {
		os.Exit(m.Run())
	}
	err := help()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(exitCode(err))
}

// help is the program, at the time of a platform that stands still.
func help() error {
	client, err := hostcontrol.New(
		hostcontrol.WithBaseURL(os.Getenv(envURL)),
		hostcontrol.WithAPIKey(os.Getenv(envKey)),
		hostcontrol.WithLimiter(rest.Unlimited()),
		hostcontrol.WithBackoff(time.Millisecond, 10*time.Millisecond))
	if err != nil {
		return err
	}
	now, err := time.Parse(time.RFC3339Nano, os.Getenv(envNow))
	if err != nil {
		return err
	}
	asked, err := parse(os.Args[1:], os.Stdout)
	if err != nil {
		return err
	}
	ctx, stop := untilSignal()
	defer stop()
	return start(ctx, client, func() time.Time { return now }, asked, slog.New(slog.NewTextHandler(os.Stdout, nil)))
}

// An executioner kills the bot, at a certain action or at any time.
type executioner struct {
	platform http.Handler
	arrived  atomic.Int64 // actions, over all lives
	at       atomic.Int64 // the action to strike at; 0 is none
	strike   atomic.Pointer[func()]
}

func (e *executioner) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		e.platform.ServeHTTP(w, r)
		return
	}
	arrived, at := e.arrived.Add(1), e.at.Load()
	if at <= 0 || arrived < at || !e.at.CompareAndSwap(at, 0) {
		e.platform.ServeHTTP(w, r)
		return
	}
	strike := *e.strike.Load()
	switch rand.IntN(3) {
	case 0: // what it asked for is done when it is gone
		strike()
		e.platform.ServeHTTP(w, r)
	case 1: // or when it is about to learn that
		e.platform.ServeHTTP(w, r)
		strike()
	default: // some while after it has asked
		time.AfterFunc(rand.N(2*time.Millisecond), strike)
		e.platform.ServeHTTP(w, r)
	}
}

// killer runs bots and kills them.
type killer struct {
	*scene
	executioner
	front  *httptest.Server
	signal os.Signal // how it kills

	lives, killed, reconciled int
}

// newKiller puts itself before the platform of a scene.
func newKiller(t *testing.T, signal os.Signal) *killer {
	t.Helper()
	k := &killer{scene: newScene(t, hostcontroltest.Options{}, 9), signal: signal}
	k.platform = k.srv
	k.front = httptest.NewServer(&k.executioner)
	t.Cleanup(k.front.Close)
	return k
}

// live runs a bot until it is killed, or has finished, which it reports.
func (k *killer) live(at int64, flags ...string) (finished bool) {
	k.t.Helper()
	var stdout, stderr strings.Builder
	process := exec.CommandContext(k.t.Context(), os.Args[0], append(append(flags, "-journal", k.journal), k.flags...)...)
	process.Env = append(os.Environ(),
		envURL+"="+k.front.URL+basePath, envKey+"="+k.srv.APIKey, envNow+"="+k.srv.Now().Format(time.RFC3339Nano))
	process.Stdout, process.Stderr = &stdout, &stderr
	if err := process.Start(); err != nil {
		k.t.Fatal(err)
	}
	strike := func() { _ = process.Process.Signal(k.signal) } // an error says that it is over
	k.strike.Store(&strike)
	if at == anytime {
		defer time.AfterFunc(rand.N(40*time.Millisecond), strike).Stop()
	} else if k.at.Store(at); at > 0 {
		defer time.AfterFunc(10*time.Second, strike).Stop() // in case nothing is left to do
	}
	err := process.Wait()
	k.lives++
	if strings.Contains(stdout.String(), "found ") {
		k.reconciled++
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && !exit.Exited() {
		k.killed++
		return false
	}
	if err != nil {
		k.t.Fatalf("the bot failed: %v: %s after:\n%s", err, &stderr, &stdout)
	}
	return true
}

// anytime is a kill that heeds no action.
const anytime = -1

// basePath is where the platform is below its address.
const basePath = "/api/v1"

// TestKilled: a bot that is killed at any moment, again and again, renews,
// reminds, suspends and puts back once.
func TestKilled(t *testing.T) {
	t.Parallel()
	k := newKiller(t, os.Kill)
	// The kills are spread over the greater part of the actions, so that there is
	// a life left for the last of them.
	kill := func(actions, times int) {
		for range times / 5 {
			k.live(anytime, "-once")
		}
		for range times - times/5 {
			k.live(k.arrived.Load()+1+rand.Int64N(int64(max(1, actions*7/10/times))), "-once")
		}
		for !k.live(0, "-once") {
		}
	}
	kill(k.renewals+k.tickets+k.suspensions, 15)
	k.wantAllOnce()
	for range 2 {
		k.days(11)
		kill(k.tickets, 5)
	}
	wantOnce(t, "tickets", k.reminders(), 3*k.tickets)
	for i, err := range k.client.Invoices.All(t.Context(), billing.InvoiceFilter{State: billing.InvoiceOpen}) {
		if err != nil {
			t.Fatal(err)
		}
		k.pay(i)
	}
	kill(k.suspensions, 5)
	wantOnce(t, "suspensions and ends of them", k.turns(k.customers...), 2*k.suspensions)
	t.Logf("killed %d of %d lives, %d of which found what the one before left, with %d actions", k.killed, k.lives, k.reconciled, k.arrived.Load())
	if k.killed < 15 || k.reconciled == 0 {
		t.Errorf("killed %d times, %d needed reconciling: the kills come at the wrong moments", k.killed, k.reconciled)
	}
}

// TestTerminated: a bot that keeps running ends well when it is told to,
// whatever it is about.
func TestTerminated(t *testing.T) {
	t.Parallel()
	k := newKiller(t, syscall.SIGTERM)
	for range 6 {
		if !k.live(k.arrived.Load()+1+rand.Int64N(4), "-max-actions", "3") {
			t.Error("it was killed")
		}
	}
	if k.reconciled > 0 {
		t.Error("it left something to look for")
	}
	if !k.live(0, "-once") {
		t.Error("the last one did not finish")
	}
	k.wantAllOnce()
}
