package support_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

func TestTransitions(t *testing.T) {
	t.Parallel()
	open, closed := ticketJSON, with(t, ticketJSON, `"open"`, `"closed"`)
	type transition = func(*support.TicketService, context.Context, support.TicketID, ...rest.CallOption) (*support.Ticket, error)
	for _, tt := range []struct {
		name, path    string
		do            transition
		before, after string
		want          support.TicketState
	}{
		{"close", "close", (*support.TicketService).Close, open, closed, support.TicketClosed},
		{"reopen", "open", (*support.TicketService).Reopen, closed, open, support.TicketOpen},
	} {
		post := "POST /ticket/301/" + tt.path
		lost := resttest.Step{Request: post, Status: resttest.Broken}
		answered := resttest.Step{Request: post, Answer: resttest.Success(tt.after)}
		refused := resttest.Step{Request: post, Answer: resttest.Failure("ticket_state_invalid")}
		read := func(ticket string) resttest.Step {
			return resttest.Step{Request: "GET /ticket/301", Answer: resttest.Success(ticket)}
		}
		unreadable := resttest.Step{Request: "GET /ticket/301", Answer: resttest.Failure("request_permission_denied")}
		for _, c := range []struct {
			name  string
			steps []resttest.Step
			err   error
			text  string // what the error begins with
		}{
			{"done", []resttest.Step{answered}, nil, ""},
			{"lost, but done", []resttest.Step{lost, read(tt.after)}, nil, ""},
			{"lost, and not done", []resttest.Step{lost, read(tt.before), answered}, nil, ""},
			{"lost, and not readable", []resttest.Step{lost, unreadable}, rest.ErrOutcomeUnknown, "tickets." + tt.name},
			{"refused", []resttest.Step{refused, read(tt.after)}, support.CodeTicketStateInvalid, "cannot " + tt.name + " ticket 301, which is " + string(tt.want) + ": tickets." + tt.name},
			{"refused, and not readable", []resttest.Step{refused, unreadable}, rest.ErrConflict, "cannot " + tt.name + " ticket 301: tickets." + tt.name},
			{"unknown", []resttest.Step{{Request: post, Answer: resttest.Failure("request_resource_unknown")}}, rest.ErrNotFound, "tickets." + tt.name},
		} {
			t.Run(tt.name+" "+c.name, func(t *testing.T) {
				t.Parallel()
				got, err := tt.do(support.NewTickets(resttest.Script(t, c.steps...)), t.Context(), 301)
				if !errors.Is(err, c.err) || (err == nil) != (c.err == nil) {
					t.Fatalf("got %v, want %v", err, c.err)
				}
				if err != nil && !strings.HasPrefix(err.Error(), c.text) {
					t.Errorf("got %q, want %q…", err, c.text)
				}
				if err == nil && got.State != tt.want {
					t.Errorf("got it %s", got.State)
				}
			})
		}
	}
}

// A reply to a closed ticket tells what is in the way.
func TestReplyToClosed(t *testing.T) {
	t.Parallel()
	client := resttest.Script(t,
		resttest.Step{Request: "POST /ticket/301/reply", Answer: resttest.Failure("ticket_state_invalid")},
		resttest.Step{Request: "GET /ticket/301", Answer: resttest.Success(with(t, ticketJSON, `"open"`, `"closed"`))},
	)
	_, err := support.NewTickets(client).Reply(t.Context(), 301, support.MessageParams{Body: "Done."})
	refused, ok := errors.AsType[*support.StateError](err)
	if !ok || refused.Ticket != 301 || refused.Action != "reply to" || refused.State != support.TicketClosed || !errors.Is(err, rest.ErrConflict) {
		t.Errorf("%+v, %v", refused, err)
	}
}
