package main

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// renewing is a world whose bot renews everything that expires within a year.
func renewing(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, hostcontroltest.Options{})
	w.flags = []string{"-rules", "renew", "-renew-days", "366", "-leave-alone", ""}
	return w
}

// wanted counts the domains whose renewal is not switched off.
func (w *world) wanted() int {
	w.t.Helper()
	n := 0
	for d, err := range w.client.Domains.All(w.t.Context(), domains.Filter{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		if d.AutoRenew {
			n++
		}
	}
	return n
}

// lastWanted gives one of the domains whose renewal is not switched off.
func (w *world) lastWanted() *domains.Domain {
	w.t.Helper()
	var last *domains.Domain
	for d, err := range w.client.Domains.All(w.t.Context(), domains.Filter{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		if d.AutoRenew {
			last = d
		}
	}
	return last
}

func TestNothingIsSpentWithoutYes(t *testing.T) {
	t.Parallel()
	w := renewing(t)
	wanted := w.wanted()
	out := w.must()
	var whys []string
	for line := range strings.Lines(out) {
		if _, why, ok := strings.Cut(line, `why="expires `); ok {
			whys = append(whys, why)
		}
	}
	if len(whys) != wanted || wanted < 5 || !slices.IsSorted(whys) {
		t.Errorf("%d would be renewed, %d are wanted, or they are out of order:\n%s", len(whys), wanted, out)
	}
	if paid := w.renewals(); len(paid) > 0 {
		t.Errorf("paid %v", paid)
	}
}

func TestRenew(t *testing.T) {
	t.Parallel()
	w := renewing(t)
	wanted := w.wanted()
	wantLines(t, w.must("-yes"), "msg=done rule=renew", `result="expires 2027-`, "costs ")
	wantOnce(t, "renewals", w.renewals(), wanted)
	if out := w.must("-yes"); strings.Contains(out, "action=") {
		t.Errorf("the next run:\n%s", out)
	}
}

// TestRenewInPieces: a run begins so many actions, what expires first comes
// first, and the next run goes on.
func TestRenewInPieces(t *testing.T) {
	t.Parallel()
	w := renewing(t)
	wanted := w.wanted()
	for left := wanted; left > 0; left -= 3 {
		out := w.must("-yes", "-max-actions", "3")
		if n := strings.Count(out, "msg=done"); n != min(3, left) {
			t.Errorf("%d are renewed, %d were left", n, left)
		}
		if n := strings.Count(out, `hold="this run has begun 3 actions"`); n != max(0, left-3) {
			t.Errorf("%d are left for the next run, want %d", n, left-3)
		}
	}
	wantOnce(t, "renewals", w.renewals(), wanted)
}

func TestCustomersLeftAlone(t *testing.T) {
	t.Parallel()
	w := renewing(t)
	for id := customers.ID(1); id <= 10; id++ {
		w.tag(id, "agency", "friend")
	}
	w.tag(1, "vip")
	out := w.must("-yes", "-leave-alone", "friend,partner")
	if strings.Count(out, "msg=done") != len(w.renewals()) || strings.Contains(strings.ReplaceAll(out, `hold="the customer is friend"`, ""), "hold=") {
		t.Errorf("done:\n%s", out)
	}
	for line := range strings.Lines(out) {
		if strings.Contains(line, "action=") && strings.Contains(line, "msg=done") != strings.Contains(line, "customer=1 ") {
			t.Error(line)
		}
	}
}

// TestBalance: what expires first is renewed, as far as the balance goes, and
// what costs less may still be.
func TestBalance(t *testing.T) {
	t.Parallel()
	w := renewing(t)
	w.spend()
	out := w.must("-yes")
	if n := strings.Count(out, "msg=done"); n == 0 || n != len(w.renewals()) {
		t.Errorf("%d are renewed:\n%s", n, out)
	}
	wantLines(t, out, `hold="the balance leaves `)
	if strings.Contains(out, "ERROR") {
		t.Errorf("the platform refused:\n%s", out)
	}
}

// spend leaves the reseller 20 euros: he has 8000, and hosting costs 120 and 60
// a year.
func (w *world) spend() {
	w.t.Helper()
	for _, p := range []hosting.AddParams{{Customer: 1, Plan: 3, Months: 120}, {Customer: 1, Plan: 2, Months: 12}} {
		var err error
		for err == nil {
			_, err = w.client.Hosting.Add(w.t.Context(), p)
		}
		if !errors.Is(err, customers.CodeInsufficientBalance) {
			w.t.Fatal(err)
		}
	}
}

// TestNotMovedOnYet: a domain whose renewal was paid is not renewed again,
// whatever the platform says of its expiry.
func TestNotMovedOnYet(t *testing.T) {
	t.Parallel()
	w := renewing(t)
	wanted := w.wanted()
	d := w.lastWanted()
	reference := "bot-renew-" + d.Name.String() + "-" + d.Expires.UTC().Format(time.RFC3339)
	b := w.acting(t)
	appendAll(t, b.journal, entry{Event: entryIntended, Rule: ruleRenew, Reference: reference}, entry{Event: entryDone, Reference: reference})
	if err := b.journal.close(); err != nil {
		t.Fatal(err)
	}
	wantLines(t, w.must("-yes"), `hold="was done on `)
	wantOnce(t, "renewals", w.renewals(), wanted-1)
}

// TestKeyIsWithdrawn: no other domain is tried when the platform does not know
// the bot any more.
func TestKeyIsWithdrawn(t *testing.T) {
	t.Parallel()
	for name, withdrawn := range map[string]func(*http.Request) bool{
		"before reading": func(r *http.Request) bool { return strings.Contains(r.URL.Path, "/domain/") },
		"before buying":  isPost("/renew"),
	} {
		w := renewing(t)
		w.client = w.without(withdrawn, unknownKey)
		out := w.trouble("-yes")
		if strings.Count(out, "action=") != 1 || !strings.Contains(out, `msg="rule ended"`) {
			t.Errorf("%s:\n%s", name, out)
		}
	}
}

func TestPurse(t *testing.T) {
	t.Parallel()
	p := purse{left: euros(t, "10.00")}
	for _, tt := range []struct{ cost, code, want string }{
		{"10.01", "EUR", "the balance leaves 10.00 EUR"},
		{"9.00", "EUR", ""},
		{"1.00", "USD", "the cost cannot be compared"},
		{"1.00", "EUR", ""},
		{"0.01", "EUR", "the balance leaves 0.00 EUR"},
	} {
		if got := p.take(amount(t, tt.cost, tt.code)); !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

func TestRenewable(t *testing.T) {
	t.Parallel()
	until := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	before, after := until.AddDate(0, 0, -1), until.AddDate(0, 0, 1)
	for name, tt := range map[string]struct {
		domain domains.Domain
		want   bool
	}{
		"soon":        {domains.Domain{Status: domains.StatusDelivered, Expires: &before}, true},
		"expired":     {domains.Domain{Status: domains.StatusExpired, Expires: &before}, true},
		"later":       {domains.Domain{Status: domains.StatusDelivered, Expires: &after}, false},
		"redemption":  {domains.Domain{Status: domains.StatusRedemption, Expires: &before}, false},
		"not yet had": {domains.Domain{Status: domains.StatusPending}, false},
	} {
		if got := renewable(&tt.domain, until); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	if got := expiry(&domains.Domain{}); got != "expires at a time that is not told" {
		t.Error(got)
	}
}

// TestFailureOfOne: the others are renewed all the same, and the next run tries
// it again.
func TestFailureOfOne(t *testing.T) {
	t.Parallel()
	w := renewing(t)
	wanted := w.wanted()
	w.srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/domain/*/renew", Nth: 1, Kind: hostcontroltest.FaultStatus, Status: 403})
	if out := w.trouble("-yes"); strings.Count(out, "level=ERROR msg=failed") != 1 || strings.Count(out, "msg=done") != wanted-1 {
		t.Errorf("printed:\n%s", out)
	}
	if out := w.must("-yes"); strings.Count(out, "msg=done") != 1 {
		t.Errorf("the next run:\n%s", out)
	}
	wantOnce(t, "renewals", w.renewals(), wanted)
}

// TestFailureOfARule does not keep the others from running.
func TestFailureOfARule(t *testing.T) {
	t.Parallel()
	w := newWorld(t, hostcontroltest.Options{})
	w.srv.Inject(hostcontroltest.Fault{Path: "/domain", Kind: hostcontroltest.FaultStatus, Status: 403})
	out := w.trouble("-yes")
	if strings.Count(out, `msg="rule ended" rule=renew`) != 1 || strings.Count(out, "run finished") != 3 || strings.Count(out, "rule ended") != 1 {
		t.Errorf("printed:\n%s", out)
	}
}

// TestSomebodyWasFaster: a domain that was renewed after it was listed is not
// renewed again.
func TestSomebodyWasFaster(t *testing.T) {
	t.Parallel()
	w := renewing(t)
	wanted := w.wanted()
	other := w.lastWanted().Term()
	plain := w.client
	renewed := false
	w.client = w.before(1, isGet("/domain/"+other.Name), func() {
		if _, err := plain.Domains.Renew(t.Context(), other, 12); err != nil {
			t.Error(err)
		}
		renewed = true
	})
	out := w.must("-yes")
	if strings.Count(out, `msg="found to have happened"`) != 1 || !renewed {
		t.Errorf("printed:\n%s", out)
	}
	wantOnce(t, "renewals", w.renewals(), wanted)
}

// TestUnknownRenewal: what could not be told was renewed or was not, and the
// next run sees which before it does anything else.
func TestUnknownRenewal(t *testing.T) {
	t.Parallel()
	for _, committed := range []bool{true, false} {
		w := renewing(t)
		wanted := w.wanted()
		blind := hostcontroltest.Fault{Method: "GET", Path: "/domain/*", Nth: 2, Kind: hostcontroltest.FaultStatus, Status: 403}
		w.srv.Inject(blind, hostcontroltest.Fault{Method: "POST", Path: "/domain/*/renew", Times: 1, Kind: hostcontroltest.FaultDrop, AfterCommit: committed})
		if out := w.trouble("-yes", "-max-actions", "1"); strings.Count(out, "outcome unknown\" rule") != 1 {
			t.Fatalf("printed:\n%s", out)
		}
		w.srv.ClearFaults()
		w.srv.Inject(hostcontroltest.Fault{Method: "GET", Path: "/domain/*", Nth: 1, Kind: hostcontroltest.FaultStatus, Status: 403})
		out := w.trouble("-yes", "-max-actions", "1")
		wantLines(t, out, `msg="outcome still unknown"`)
		if !committed {
			wantLines(t, out, `hold="whether an earlier attempt succeeded is unknown"`)
		}
		out = w.must("-yes")
		found := map[bool]string{true: `msg="found to have happened"`, false: `msg="found not to have happened"`}
		wantLines(t, out, found[committed])
		wantOnce(t, "renewals", w.renewals(), wanted)
	}
}

// TestLookAtADomain: what the expiry says.
func TestLookAtADomain(t *testing.T) {
	t.Parallel()
	w := renewing(t)
	r := &renewRule{nil, w.acting(t)}
	d, err := first(w.client.Domains.All(t.Context(), domains.Filter{}))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		intent entry
		want   bool
		fails  bool
	}{
		"the same":   {entry{Domain: d.Name, Expires: *d.Expires}, false, false},
		"moved on":   {entry{Domain: d.Name, Expires: d.Expires.AddDate(-1, 0, 0)}, true, false},
		"moved back": {entry{Domain: d.Name, Expires: d.Expires.AddDate(1, 0, 0)}, false, true},
		"gone":       {entry{Domain: "example-gone.com", Expires: *d.Expires}, false, false},
	} {
		if got, err := r.look(t.Context(), &tt.intent); got != tt.want || (err != nil) != tt.fails {
			t.Errorf("%s: %t, %v", name, got, err)
		}
	}
}
