package support_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

// A ticket with everything that can happen to it.
func TestTicketOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	tickets, ctx := support.NewTickets(client), t.Context()
	departments, err := rest.Collect(support.NewDepartments(client).All(ctx, support.DepartmentFilter{}), 0)
	if err != nil || len(departments) < 2 || departments[1].Unknown != nil {
		t.Fatalf("%+v, %v", departments, err)
	}
	body := "# Sunday\n\n- down at *two*\n- up at **three**\n\n\tdate\n"
	made, err := tickets.Create(ctx, support.CreateParams{Customer: 1, Subject: "Maintenance", Body: body, Department: departments[1].ID, ClientReference: "t-1"})
	if err != nil {
		t.Fatal(err)
	}
	if made.State != support.TicketOpen || made.Direction != support.DirectionOutgoing || made.ClientReference != "t-1" || made.Department.Name != departments[1].Name ||
		made.Assignee != departments[1].Assignee || made.Messages[0].Body != body || made.Unknown != nil || made.Messages[0].Unknown != nil {
		t.Errorf("%+v", made)
	}
	if mails := srv.Mails(); len(mails) != 1 || mails[0].Body != body || mails[0].From != departments[1].Email || !strings.Contains(mails[0].Subject, made.Number) {
		t.Errorf("%+v", mails)
	}
	if err := srv.ReplyToTicket(int64(made.ID), "Fine."); err != nil {
		t.Fatal(err)
	}
	if _, err := tickets.Comment(ctx, made.ID, support.MessageParams{Body: "He agrees."}); err != nil {
		t.Fatal(err)
	}
	if _, err := tickets.Reply(ctx, made.ID, support.MessageParams{Body: "Done."}); err != nil {
		t.Fatal(err)
	}
	closed, err := tickets.Close(ctx, made.ID)
	if err != nil || closed.State != support.TicketClosed || closed.Closed == nil {
		t.Fatalf("%+v, %v", closed, err)
	}
	for action, call := range map[string]func() error{
		"close":    func() error { _, err := tickets.Close(ctx, made.ID); return err },
		"reply to": func() error { _, err := tickets.Reply(ctx, made.ID, support.MessageParams{Body: "x"}); return err },
	} {
		refused, ok := errors.AsType[*support.StateError](call())
		if !ok || refused.Action != action || refused.State != support.TicketClosed {
			t.Errorf("%s: %+v", action, refused)
		}
	}
	if noted, err := tickets.Comment(ctx, made.ID, support.MessageParams{Body: "It took an hour."}); err != nil || noted.State != support.TicketClosed {
		t.Errorf("%+v, %v", noted, err)
	}
	reopened, err := tickets.Reopen(ctx, made.ID)
	if err != nil || reopened.State != support.TicketOpen || reopened.Closed != nil || len(reopened.Messages) != 5 {
		t.Errorf("%+v, %v", reopened, err)
	}
	seen := srv.CustomerTickets(1)
	var bodies []string
	for _, m := range seen[len(seen)-1].Messages {
		bodies = append(bodies, m.Body)
	}
	if diff := cmp.Diff([]string{body, "Fine.", "Done."}, bodies); diff != "" {
		t.Error(diff)
	}
}

// What the platform refuses is told field by field.
func TestRefusedFieldsOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	_, err := support.NewTickets(client).Create(t.Context(), support.CreateParams{Customer: 99, Subject: "x", Body: "x", Department: 99})
	failure, ok := errors.AsType[*rest.Error](err)
	if !ok || !errors.Is(err, rest.ErrValidation) || len(failure.Fields) != 2 {
		t.Errorf("%v", err)
	}
}

// Whatever trouble requests meet, each ticket and each message is written once,
// and what failed was not written.
func TestWritesUnderFaults(t *testing.T) {
	t.Parallel()
	for _, profile := range []string{"flaky", "lossy"} {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
			tickets, ctx := support.NewTickets(client), t.Context()
			faults, err := hostcontroltest.Profile(profile)
			if err != nil {
				t.Fatal(err)
			}
			for i := range faults {
				faults[i].RetryAfter, faults[i].Delay = "", 0
			}
			srv.Inject(faults...)
			const calls = 100
			for i := range calls {
				made, err := tickets.Create(ctx, support.CreateParams{Customer: 1, Subject: fmt.Sprint(i), Body: "The same text."})
				if err != nil {
					t.Fatal(err)
				}
				if made, err = tickets.Comment(ctx, made.ID, support.MessageParams{Body: "The same text."}); err == nil {
					made, err = tickets.Reply(ctx, made.ID, support.MessageParams{Body: "The same text."})
				}
				if err == nil {
					_, err = tickets.Close(ctx, made.ID)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			srv.ClearFaults()
			count := map[string]int{}
			for found, err := range tickets.All(ctx, support.TicketFilter{Direction: support.DirectionOutgoing, State: support.TicketClosed}) {
				if err != nil {
					t.Fatal(err)
				}
				if found.ClientReference == "" {
					continue // one of the demo's
				}
				count[found.Subject]++
				if len(found.Messages) != 3 {
					t.Errorf("ticket %s has %d messages", found.Subject, len(found.Messages))
				}
			}
			if len(count) != calls || len(srv.Mails()) != 2*calls {
				t.Errorf("%d tickets, %d mails", len(count), len(srv.Mails()))
			}
			for subject, n := range count {
				if n != 1 {
					t.Errorf("ticket %s is there %d times", subject, n)
				}
			}
		})
	}
}
