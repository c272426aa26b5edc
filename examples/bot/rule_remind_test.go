package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/support"
)

// reminding is a world whose bot reminds 3, 10 and 21 days after an invoice was
// due, and in which customer 2 has one.
func reminding(t *testing.T) (*world, *billing.Invoice) {
	t.Helper()
	w := newWorld(t, hostcontroltest.Options{})
	w.flags = []string{"-rules", "remind", "-leave-alone", "vip"}
	w.tag(2)
	return w, w.owe(2, "121.00")
}

// reword changes the example configuration.
func (w *world) reword(from, to string) {
	w.t.Helper()
	text := strings.Replace(string(example), from, to, 1)
	w.flags = append(w.flags, "-config", write(w.t, w.t.TempDir(), text))
}

// sentOn runs the bot on each of so many days, and gives those on which it sent
// something.
func (w *world) sentOn(days int) []int {
	w.t.Helper()
	var on []int
	for n := range days {
		if out := w.must("-yes"); strings.Contains(out, "msg=done") {
			on = append(on, n)
		}
		w.days(1)
	}
	return on
}

func TestRemind(t *testing.T) {
	t.Parallel()
	w, _ := reminding(t)
	if on := fmt.Sprint(w.sentOn(60)); on != "[17 24 35]" {
		t.Errorf("sent on days %s", on)
	}
	wantOnce(t, "tickets", w.reminders(), 3)
	want := map[string]string{
		"Invoice EH-000001 is open":            "invoice **EH-000001** of 121.00 EUR was due on 2026-01-19. Perhaps",
		"Second reminder of invoice EH-000001": "has been due for 10 days",
		"Last reminder of invoice EH-000001":   "this is reminder 3 of invoice **EH-000001**",
	}
	customer, err := w.client.Customers.Get(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	for ticket, err := range w.client.Tickets.All(t.Context(), support.TicketFilter{Customer: 2}) {
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(ticket.ClientReference, "bot-") {
			continue
		}
		if part := want[ticket.Subject]; part == "" || !strings.Contains(ticket.Messages[0].Body, part) {
			t.Errorf("%s: %s", ticket.Subject, ticket.Messages[0].Body)
		}
		if greeting := "Dear " + customer.PrimaryContact.Name + ","; !strings.HasPrefix(ticket.Messages[0].Body, greeting) {
			t.Errorf("%s: %s", ticket.Subject, ticket.Messages[0].Body)
		}
	}
}

// TestRemindLate: reminders that were missed keep their order and distance.
func TestRemindLate(t *testing.T) {
	t.Parallel()
	w, _ := reminding(t)
	w.days(100)
	if on := fmt.Sprint(w.sentOn(40)); on != "[0 7 18]" {
		t.Errorf("sent on days %s", on)
	}
	wantOnce(t, "tickets", w.reminders(), 3)
}

// TestRemindAtAnyTimeOfDay: a run that comes some minutes earlier than the day
// before does not postpone a reminder.
func TestRemindAtAnyTimeOfDay(t *testing.T) {
	t.Parallel()
	w, _ := reminding(t)
	w.days(100)
	w.must("-yes")
	w.srv.Advance(7*dayLong - time.Hour)
	wantLines(t, w.must("-yes"), `action="send reminder 2`)
}

func TestRemindDryRun(t *testing.T) {
	t.Parallel()
	w, _ := reminding(t)
	w.days(17)
	wantLines(t, w.must(), `msg="would be done" rule=remind action="send reminder 1 of invoice EH-000001" why="121.00 EUR are owed, due 3 days ago"`)
	if sent := w.reminders(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}

// TestRemindSinceOpened: days may count from the day an invoice was opened.
func TestRemindSinceOpened(t *testing.T) {
	t.Parallel()
	w, _ := reminding(t)
	w.reword(`"since": "due"`, `"since": "opened"`)
	if on := fmt.Sprint(w.sentOn(30)); on != "[3 10 21]" {
		t.Errorf("sent on days %s", on)
	}
}

// TestNoReminder: who does not owe, pays at the moment or is left alone, gets
// none.
func TestNoReminder(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		arrange func(*world, *billing.Invoice)
		hold    string // empty where there is nothing to leave undone
	}{
		"paid":  {func(w *world, i *billing.Invoice) { w.pay(i) }, ""},
		"alone": {func(w *world, i *billing.Invoice) { w.tag(2, "vip") }, "the customer is vip"},
		"paying": {func(w *world, i *billing.Invoice) {
			method, err := first(w.client.Payments.AllMethods(w.t.Context(), billing.MethodFilter{}))
			if err != nil {
				w.t.Fatal(err)
			}
			if _, err := w.client.Payments.Start(w.t.Context(), billing.PaymentParams{Invoice: i.ID, Method: method.ID}); err != nil {
				w.t.Fatal(err)
			}
		}, paymentUnderWay},
		"paid meanwhile": {func(w *world, i *billing.Invoice) {
			plain := w.client
			w.client = w.before(1, isGet("/customer/2"), func() { _, _ = plain.Invoices.Close(w.t.Context(), i.ID) })
		}, "the invoice is closed by now"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, i := reminding(t)
			w.days(17)
			tt.arrange(w, i)
			out := w.must("-yes")
			if held := strings.Contains(out, "hold="); held != (tt.hold != "") || !strings.Contains(out, tt.hold) {
				t.Errorf("printed:\n%s", out)
			}
			if sent := w.reminders(); len(sent) > 0 {
				t.Errorf("sent %v", sent)
			}
		})
	}
}

// TestLostJournal: the client references follow from the invoices, so that a
// bot which has forgotten all finds the tickets that it made.
func TestLostJournal(t *testing.T) {
	t.Parallel()
	w, _ := reminding(t)
	w.reword("Perhaps", "That was {days} days ago. Perhaps")
	w.days(17)
	w.must("-yes")
	if err := os.Remove(w.journal); err != nil {
		t.Fatal(err)
	}
	w.must("-yes")
	w.days(7) // the text would be another one by now
	if err := os.Remove(w.journal); err != nil {
		t.Fatal(err)
	}
	wantLines(t, w.must("-yes"), `msg="found to have happened"`)
	wantOnce(t, "tickets", w.reminders(), 1)
}

func TestUnknownReminder(t *testing.T) {
	t.Parallel()
	for _, committed := range []bool{true, false} {
		w, _ := reminding(t)
		w.days(17)
		w.srv.Inject(
			hostcontroltest.Fault{Method: "POST", Path: "/ticket", Times: 1, Kind: hostcontroltest.FaultDrop, AfterCommit: committed},
			hostcontroltest.Fault{Method: "GET", Path: "/ticket", Kind: hostcontroltest.FaultStatus, Status: 403},
		)
		wantLines(t, w.trouble("-yes"), `msg="outcome unknown"`)
		wantLines(t, w.trouble("-yes"), `msg="outcome still unknown"`)
		w.srv.ClearFaults()
		w.must("-yes")
		wantOnce(t, "tickets", w.reminders(), 1)
	}
}

// TestLookForATicket on a platform that keeps no references.
func TestLookForATicket(t *testing.T) {
	t.Parallel()
	w, i := reminding(t)
	r := &remindRule{nil, w.acting(t)}
	intent := entry{Reference: "bot-remind-1-1", Customer: 2, Subject: "Invoice EH-000001", Invoice: i.ID, At: w.srv.Now()}
	list := func(customer int, reference, subject string, created time.Time) string {
		return fmt.Sprintf(`{"success":true,"result":[{"id":7,"number":"T-7","subject":%q,"state":"open","direction":"outgoing",
			"customer":{"id":%d},"client_reference":%q,"created":%q,"updated":%[4]q,"messages":[]}]}`,
			subject, customer, reference, created.Format(time.RFC3339Nano))
	}
	for name, tt := range map[string]struct {
		answer string
		want   bool
	}{
		"nothing":          {`{"success":true,"result":[]}`, false},
		"the reference":    {list(2, intent.Reference, "other", intent.At), true},
		"the subject":      {list(2, "", intent.Subject, intent.At), true},
		"another customer": {list(3, intent.Reference, intent.Subject, intent.At), false},
		"another ticket":   {list(2, "other", intent.Subject, intent.At), false},
		"another subject":  {list(2, "", "other", intent.At), false},
		"an old ticket":    {list(2, "", intent.Subject, intent.At.Add(-2*time.Hour)), false},
	} {
		r.client = w.without(isGet("/ticket"), tt.answer)
		if got, err := r.look(t.Context(), &intent); got != tt.want || err != nil {
			t.Errorf("%s: %t, %v", name, got, err)
		}
	}
}

// TestOneReminderFails: the others are sent all the same.
func TestOneReminderFails(t *testing.T) {
	t.Parallel()
	w, _ := reminding(t)
	w.tag(3)
	w.owe(3, "10.00")
	w.owe(3, "20.00")
	w.days(17)
	w.srv.Inject(hostcontroltest.Fault{Method: "GET", Path: "/customer/2", Nth: 1, Kind: hostcontroltest.FaultStatus, Status: 403})
	wantLines(t, w.trouble("-yes"), `msg=failed rule=remind action="remind of invoice EH-000001"`, "msg=done rule=remind")
	w.must("-yes")
	wantOnce(t, "tickets", w.reminders(), 3)
	read := 0
	for _, r := range w.srv.Requests() {
		if r.Method == "GET" && r.Path == "/customer/3" {
			read++
		}
	}
	if read != 1 {
		t.Errorf("customer 3 was read %d times for two invoices", read)
	}
}

func TestWhatIsNotTold(t *testing.T) {
	t.Parallel()
	w, i := reminding(t)
	config, err := loadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	r := &remindRule{config.Remind, w.acting(t)}
	w.days(50)
	i.Due = nil
	if n := r.next(debt{i, i.Total}); n != 0 {
		t.Errorf("reminder %d of an invoice that is due at no time", n)
	}
	r.Since = sinceOpened
	if n := r.next(debt{i, i.Total}); n != 1 {
		t.Errorf("reminder %d", n)
	}
	r.Reminders[0].Body = "{due}"
	if due := r.task(debt{i, i.Total}, 1, &customers.Customer{ID: 2}); due.why != "121.00 EUR are owed, opened 50 days ago" {
		t.Error(due.why)
	}
}
