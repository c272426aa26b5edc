package main

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// suspending is a world whose bot suspends 30 days after an invoice was due.
// Customer 2 has hosting and an invoice of that age.
func suspending(t *testing.T) (*world, *hosting.Account, *billing.Invoice) {
	t.Helper()
	w := newWorld(t, hostcontroltest.Options{})
	config := write(t, t.TempDir(), `{"leave_alone": ["vip"], "suspend": {
		"every": "24h", "max_actions": 100, "days": 30, "reminders": 0, "notice_days": 0
	}}`)
	w.flags = []string{"-config", config}
	w.tag(2)
	w.host(3)
	account := w.host(2)
	owed := w.owe(2, "10.00")
	w.days(44)
	return w, account, owed
}

func TestSuspend(t *testing.T) {
	t.Parallel()
	w, account, owed := suspending(t)
	w.days(-1)
	if out := w.must("-yes"); strings.Contains(out, "action=") {
		t.Errorf("a day early:\n%s", out)
	}
	w.days(1)
	wantLines(t, w.must(), `msg="would be done" rule=suspend action="suspend `+account.Reference, `why="10.00 EUR of invoice EH-000001 are owed since 2026-01-19"`)
	if w.status(account) != hosting.StatusDelivered {
		t.Error("suspended without -yes")
	}
	w.must("-yes")
	if w.status(account) != hosting.StatusSuspended {
		t.Error("not suspended")
	}
	if out := w.must("-yes"); strings.Contains(out, "action=") {
		t.Errorf("the next run:\n%s", out)
	}
	later := w.owe(2, "10.00") // not a reason to suspend yet
	w.pay(owed)
	w.must("-yes")
	if w.status(account) != hosting.StatusDelivered {
		t.Error("not put back")
	}
	w.days(44)
	w.must("-yes")
	w.pay(later)
	w.must("-yes")
	if out := w.must("-yes"); strings.Contains(out, "action=") {
		t.Errorf("the last run:\n%s", out)
	}
	turns := w.turns(1, 2, 3)
	if len(turns) != 2 || turns[account.Reference+" hosting.suspended"] != 2 || turns[account.Reference+" hosting.unsuspended"] != 2 {
		t.Errorf("what happened: %v", turns)
	}
}

// TestSuspendedForAsLongAsAnythingIsOverdue: one of two invoices is not enough.
func TestSuspendedForAsLongAsAnythingIsOverdue(t *testing.T) {
	t.Parallel()
	w, account, owed := suspending(t)
	other := w.owe(2, "10.00")
	w.must("-yes")
	w.days(44)
	w.pay(owed)
	w.must("-yes")
	if w.status(account) != hosting.StatusSuspended {
		t.Error("put back for one of two invoices")
	}
	w.pay(other)
	w.must("-yes")
	if w.status(account) != hosting.StatusDelivered {
		t.Error("not put back")
	}
}

// TestMorePatience: who was suspended pays first, also if he would not be
// suspended any more.
func TestMorePatience(t *testing.T) {
	t.Parallel()
	w, account, owed := suspending(t)
	w.must("-yes")
	w.must("-yes", "-suspend-days", "60")
	if w.status(account) != hosting.StatusSuspended {
		t.Error("put back before he paid")
	}
	w.pay(owed)
	w.must("-yes", "-suspend-days", "60")
	if w.status(account) != hosting.StatusDelivered {
		t.Error("not put back")
	}
}

// TestFiltersUnknown: a platform that does not know a filter lists everything,
// also what is somebody else's.
func TestFiltersUnknown(t *testing.T) {
	t.Parallel()
	s := newScene(t, hostcontroltest.Options{Customers: 5}, 2)
	s.host(1)
	s.pay(s.owe(1, "10.00"))
	s.days(50)
	owing, err := debts(t.Context(), s.client)
	if err != nil {
		t.Fatal(err)
	}
	// A draft takes nothing back yet.
	if _, err := s.client.Invoices.Credit(t.Context(), owing[0].ID, billing.CreditParams{}); err != nil {
		t.Fatal(err)
	}
	s.client = connect(t, s.srv, hostcontrol.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			query := r.URL.Query()
			maps.DeleteFunc(query, func(name string, _ []string) bool { return name != "limit" && name != "offset" })
			r.URL.RawQuery = query.Encode()
			return next.RoundTrip(r)
		})
	}))
	s.renewals = s.wanted()
	for range 2 {
		if out := s.must(); strings.Contains(out, "hold=") {
			t.Errorf("looked at too much:\n%s", out)
		}
	}
	s.wantAllOnce()
	wantOnce(t, "suspensions of customer 1", s.turns(1), 0)
	for _, d := range owing {
		s.pay(d.Invoice)
	}
	for _, standing := range s.suspended() {
		if _, err := s.client.Hosting.SetAutoRenew(t.Context(), standing, false); err != nil {
			t.Fatal(err)
		}
	}
	s.must()
	wantOnce(t, "suspensions and ends of them", s.turns(s.customers...), 2*s.suspensions)
}

// suspended lists the accounts that are.
func (w *world) suspended() []string {
	w.t.Helper()
	var list []string
	for account, err := range w.client.Hosting.All(w.t.Context(), hosting.Filter{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		if account.Status == hosting.StatusSuspended {
			list = append(list, account.Reference)
		}
	}
	return list
}

// TestReopened: an invoice that is owed again is a reason again.
func TestReopened(t *testing.T) {
	t.Parallel()
	w, account, owed := suspending(t)
	w.must("-yes")
	w.pay(owed)
	w.must("-yes")
	if _, err := w.client.Invoices.Reopen(t.Context(), owed.ID); err != nil {
		t.Fatal(err)
	}
	w.must("-yes")
	if w.status(account) != hosting.StatusSuspended {
		t.Error("not suspended again")
	}
}

// TestHandsOff: what somebody else decides stays as he has it.
func TestHandsOff(t *testing.T) {
	t.Parallel()
	t.Run("suspended before", func(t *testing.T) {
		t.Parallel()
		w, account, owed := suspending(t)
		w.suspend(account)
		w.must("-yes")
		w.pay(owed)
		if out := w.must("-yes"); w.status(account) != hosting.StatusSuspended || strings.Contains(out, "action=") {
			t.Errorf("%s:\n%s", w.status(account), out)
		}
	})
	t.Run("put back", func(t *testing.T) {
		t.Parallel()
		w, account, owed := suspending(t)
		w.must("-yes")
		w.unsuspend(account)
		wantLines(t, w.must("-yes"), `hold="somebody put it back"`)
		if w.status(account) != hosting.StatusDelivered {
			t.Error("suspended again")
		}
		w.pay(owed)
		wantLines(t, w.must("-yes"), "msg=done rule=suspend action=\"forget the suspension of "+account.Reference)
		if out := w.must("-yes"); strings.Contains(out, "action=") {
			t.Errorf("the next run:\n%s", out)
		}
	})
	t.Run("suspended for something else", func(t *testing.T) {
		t.Parallel()
		w, account, owed := suspending(t)
		w.must("-yes")
		w.unsuspend(account)
		w.suspend(account)
		w.pay(owed)
		wantLines(t, w.must("-yes"), `why="the account was suspended by somebody else"`)
		if out := w.must("-yes"); w.status(account) != hosting.StatusSuspended || strings.Contains(out, "action=") {
			t.Errorf("%s:\n%s", w.status(account), out)
		}
	})
	t.Run("deleted", func(t *testing.T) {
		t.Parallel()
		w, account, owed := suspending(t)
		w.must("-yes")
		if err := w.client.Hosting.Delete(t.Context(), account.Reference); err != nil {
			t.Fatal(err)
		}
		w.pay(owed)
		wantLines(t, w.must("-yes"), `why="the account is deleted"`)
	})
	t.Run("moved", func(t *testing.T) {
		t.Parallel()
		w, account, owed := suspending(t)
		w.must("-yes")
		if _, err := w.client.Customers.MoveProducts(t.Context(), 2, customers.MoveParams{To: 4, Hosting: []string{account.Reference}}); err != nil {
			t.Fatal(err)
		}
		w.pay(owed)
		wantLines(t, w.must("-yes"), `why="the account is another customer's"`)
		if w.status(account) != hosting.StatusSuspended {
			t.Error("put back")
		}
	})
	t.Run("left alone", func(t *testing.T) {
		t.Parallel()
		w, account, owed := suspending(t)
		w.tag(2, "agency", "vip")
		wantLines(t, w.must("-yes"), `hold="the customer is vip"`)
		w.tag(2)
		w.must("-yes")
		w.tag(2, "vip")
		w.pay(owed)
		wantLines(t, w.must("-yes"), `action="unsuspend `+account.Reference, `hold="the customer is vip"`)
		if w.status(account) != hosting.StatusSuspended {
			t.Error("put back")
		}
	})
}

func (w *world) suspend(a *hosting.Account) {
	w.t.Helper()
	if _, err := w.client.Hosting.Suspend(w.t.Context(), a.Reference, "spam"); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) unsuspend(a *hosting.Account) {
	w.t.Helper()
	if _, err := w.client.Hosting.Unsuspend(w.t.Context(), a.Reference); err != nil {
		w.t.Fatal(err)
	}
}

// TestPaymentUnderWay: nobody is suspended while he pays.
func TestPaymentUnderWay(t *testing.T) {
	t.Parallel()
	w, account, owed := suspending(t)
	method, err := first(w.client.Payments.AllMethods(t.Context(), billing.MethodFilter{}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.client.Payments.Start(t.Context(), billing.PaymentParams{Invoice: owed.ID, Method: method.ID}); err != nil {
		t.Fatal(err)
	}
	if out := w.must("-yes"); strings.Contains(out, "action=") || w.status(account) != hosting.StatusDelivered {
		t.Errorf("suspended:\n%s", out)
	}
}

// TestCredited: nobody is suspended for what was taken back.
func TestCredited(t *testing.T) {
	t.Parallel()
	w, account, owed := suspending(t)
	credit, err := w.client.Invoices.Credit(t.Context(), owed.ID, billing.CreditParams{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.client.Invoices.Open(t.Context(), credit.ID); err != nil {
		t.Fatal(err)
	}
	for _, state := range []billing.InvoiceState{billing.InvoiceOpen, billing.InvoiceClosed} {
		if out := w.must("-yes"); strings.Contains(out, "action=") || w.status(account) != hosting.StatusDelivered {
			t.Errorf("suspended, the credit invoice is %s:\n%s", state, out)
		}
		if state == billing.InvoiceOpen {
			w.pay(credit)
		}
	}
}

func TestLessCredits(t *testing.T) {
	t.Parallel()
	open := []*billing.Invoice{{ID: 1, Total: euros(t, "10.00")}, {ID: 2, Total: euros(t, "0.00")}}
	credits := []*billing.Invoice{
		{ID: 3, Credit: true, CreditedInvoice: 1, Total: euros(t, "-4.00")},
		{ID: 4, Credit: true, CreditedInvoice: 9, Total: euros(t, "-4.00")},
	}
	owing, err := lessCredits(open, credits)
	if err != nil || len(owing) != 1 || owing[0].ID != 1 || owing[0].owed.String() != "6.00 EUR" {
		t.Errorf("%v, %v", owing, err)
	}
	credits[0].Total = amount(t, "-4.00", "USD")
	if _, err := lessCredits(open, credits); err == nil {
		t.Error("euros and dollars were added up")
	}
	if at := (debt{Invoice: open[0]}).since(sinceDue); !at.IsZero() {
		t.Errorf("due %s", at)
	}
}

// TestPaidMeanwhile: the invoice is read once more before its customer is
// suspended.
func TestPaidMeanwhile(t *testing.T) {
	t.Parallel()
	w, account, owed := suspending(t)
	plain := w.client
	w.client = w.before(1, isGet("/hosting"), func() { _, _ = plain.Invoices.Close(t.Context(), owed.ID) })
	wantLines(t, w.must("-yes"), `hold="the invoice is closed by now"`)
	if w.status(account) != hosting.StatusDelivered {
		t.Error("suspended")
	}
}

// TestStanding: which suspensions are the bot's to take back, whatever the order
// in which they were first intended.
func TestStanding(t *testing.T) {
	t.Parallel()
	w := newWorld(t, hostcontroltest.Options{})
	r := &suspendRule{nil, w.acting(t)}
	steps := []struct{ event, reference, account, suspension, want string }{
		{entryIntended, "a1", "a", "", ""},
		{entryUndone, "a1", "a", "", ""},
		{entryIntended, "a2", "a", "", ""},
		{entryDone, "a2", "a", "", "a2"},
		{entryIntended, "b1", "b", "", "a2"},
		{entryDone, "b1", "b", "", "a2 b1"},
		{entryIntended, "un-a2", "a", "a2", "a2 b1"},
		{entryDone, "un-a2", "a", "a2", "b1"},
		{entryIntended, "a1", "a", "", "b1"},
		{entryDone, "a1", "a", "", "a1 b1"},
		{entryIntended, "b2", "b", "", "a1 b1"},
		{entryDone, "b2", "b", "", "a1 b2"},
		{entryIntended, "un-b2", "b", "b2", "a1 b2"},
		{entryDone, "un-b2", "b", "b2", "a1 b1"},
	}
	for i, step := range steps {
		appendAll(t, r.journal, entry{
			Event: step.event, Rule: ruleSuspend, Reference: step.reference, Hosting: step.account, Suspension: step.suspension,
		})
		var got []string
		for _, d := range r.standing() {
			got = append(got, d.intent.Reference)
		}
		if strings.Join(got, " ") != step.want {
			t.Errorf("step %d: %q, want %q", i, got, step.want)
		}
	}
}

// TestWarnedBefore: who was not reminded is not suspended.
func TestWarnedBefore(t *testing.T) {
	t.Parallel()
	w, account, _ := suspending(t)
	w.flags = []string{"-leave-alone", "", "-rules", "remind,suspend", "-yes"}
	sent := 0
	for range 40 {
		out := w.must()
		if strings.Contains(out, "msg=done rule=suspend") {
			break
		}
		sent += strings.Count(out, "msg=done rule=remind")
		w.days(1)
	}
	// The reminders are sent after 3, 10 and 21 days, and keep that distance.
	if got := w.srv.Now().Sub(account.Created) / dayLong; sent != 3 || got != 44+18+7 {
		t.Errorf("suspended on day %d after %d reminders", got, sent)
	}
}

// TestSuspensionLost: what happened to the answer makes no difference, for
// either direction.
func TestSuspensionLost(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/hosting/*/suspend", "/hosting/*/unsuspend"} {
		for _, committed := range []bool{true, false} {
			w, account, owed := suspending(t)
			if strings.HasSuffix(path, "unsuspend") {
				w.must("-yes")
				w.pay(owed)
			}
			w.srv.Inject(hostcontroltest.Fault{Method: "POST", Path: path, Kind: hostcontroltest.FaultDrop, AfterCommit: committed})
			wantLines(t, w.trouble("-yes"), `msg="outcome unknown"`)
			w.srv.ClearFaults()
			w.srv.Inject(hostcontroltest.Fault{Path: "/customer/*/event", Nth: 1, Kind: hostcontroltest.FaultStatus, Status: 403},
				hostcontroltest.Fault{Path: "/hosting/*", Nth: 1, Kind: hostcontroltest.FaultStatus, Status: 403})
			wantLines(t, w.trouble("-yes"), `msg="outcome still unknown"`)
			w.srv.ClearFaults()
			w.must("-yes")
			w.must("-yes")
			for key, n := range w.turns(2) {
				if n != 1 {
					t.Errorf("%s, committed %t: %s %d times", path, committed, key, n)
				}
			}
			want := hosting.StatusSuspended
			if strings.HasSuffix(path, "unsuspend") {
				want = hosting.StatusDelivered
			}
			if got := w.status(account); got != want {
				t.Errorf("%s, committed %t: the account is %s", path, committed, got)
			}
		}
	}
}

// TestSuspensionArrivesLate: the request of a bot that was killed does its work
// after the next bot looked for it. It is the bot's own all the same.
func TestSuspensionArrivesLate(t *testing.T) {
	t.Parallel()
	w, account, owed := suspending(t)
	b := w.acting(t)
	r := &suspendRule{&suspendConfig{common{}, 30, 0, 0}, b}
	reference, _ := r.next(account.Reference, owed.ID)
	plain := w.client
	w.client = w.before(1, isPost("/suspend"), func() {
		if _, err := plain.Hosting.Suspend(t.Context(), account.Reference, "late "+mark(reference)); err != nil {
			t.Error(err)
		}
	})
	if err := b.journal.close(); err != nil {
		t.Fatal(err)
	}
	wantLines(t, w.must("-yes"), `msg="found to have happened"`)
	w.pay(owed)
	w.must("-yes")
	if w.status(account) != hosting.StatusDelivered {
		t.Error("not put back")
	}
}

// TestReasonsUntold: without events the bot cannot tell its suspensions from
// others, and says so.
func TestReasonsUntold(t *testing.T) {
	t.Parallel()
	w, account, owed := suspending(t)
	w.must("-yes")
	b := w.acting(t)
	r := &suspendRule{nil, b}
	unheard := entry{Hosting: account.Reference, Customer: 4, Reference: "x"} // who has no such events
	if happened, err := r.look(t.Context(), &unheard); happened || err != errUntold {
		t.Errorf("%t, %v", happened, err)
	}
	gone := entry{Hosting: "ac-gone", Customer: 4, Reference: "x"}
	if happened, err := r.look(t.Context(), &gone); happened || err != nil {
		t.Errorf("an account that is gone: %t, %v", happened, err)
	}
	if err := b.journal.close(); err != nil {
		t.Fatal(err)
	}
	w.pay(owed)
	w.client = w.without(isGet("/customer/2/event"), `{"success":true,"result":[]}`)
	wantLines(t, w.trouble("-yes"), "msg=failed rule=suspend", errUntold.Error())
	if w.status(account) != hosting.StatusSuspended {
		t.Error("put back")
	}
}

// TestOneCustomerFails: the others are suspended all the same.
func TestOneCustomerFails(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/customer/2", "/hosting"} {
		w, account, _ := suspending(t)
		w.owe(3, "10.00")
		w.tag(3)
		w.days(44)
		w.srv.Inject(hostcontroltest.Fault{Method: "GET", Path: path, Nth: 1, Kind: hostcontroltest.FaultStatus, Status: 403})
		wantLines(t, w.trouble("-yes"), `msg=failed rule=suspend action="suspend the hosting of customer 2"`, "msg=done rule=suspend")
		w.must("-yes")
		wantOnce(t, "suspensions", w.turns(2, 3), 2)
		if w.status(account) != hosting.StatusSuspended {
			t.Error("not suspended")
		}
	}
}
