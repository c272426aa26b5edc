package support_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

// writing is Reply or Comment.
type writing func(*support.TicketService, context.Context, support.TicketID, support.MessageParams, ...rest.CallOption) (*support.Ticket, error)

var writings = map[string]writing{"reply": (*support.TicketService).Reply, "comment": (*support.TicketService).Comment}

func TestMessageExchanges(t *testing.T) {
	t.Parallel()
	for action, write := range writings {
		resttest.RunExchanges(t, []resttest.Exchange{{
			Name: action,
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return write(support.NewTickets(c), ctx, 301, support.MessageParams{Body: "Done.\n\n\tmake", ClientReference: "m-1"})
			},
			Method: "POST", Target: "/ticket/301/" + action,
			Body:   `{"body":"Done.\n\n\tmake","client_reference":"m-1"}`,
			Answer: ticketJSON, Want: wantTicket(t),
		}})
	}
}

func TestMessageValidation(t *testing.T) {
	t.Parallel()
	for action, write := range writings {
		service := support.NewTickets(resttest.NewClient(t, resttest.NoRequest(t)))
		for _, tt := range []struct {
			id     support.TicketID
			params support.MessageParams
			want   []string
		}{
			{0, support.MessageParams{}, []string{"ticket_id: must be positive", "body: must not be empty"}},
			{1, support.MessageParams{Body: "\x1b", ClientReference: strings.Repeat("x", 65)}, []string{
				"body: must not hold control characters", "client_reference: must not be longer than 64 characters",
			}},
			{1, support.MessageParams{Body: strings.Repeat("ü", 65_537)}, []string{"body: must not be longer than 65536 characters"}},
			{1, support.MessageParams{Body: " \r\n\t"}, []string{"body: must not be empty"}},
		} {
			_, err := write(service, t.Context(), tt.id, tt.params)
			if diff := cmp.Diff(tt.want, resttest.FieldsOf(err)); diff != "" {
				t.Errorf("%s: %s", action, diff)
			}
		}
	}
}

// When the answer to a reply or a comment gets lost, the messages of the ticket
// decide.
func TestMessageReconciles(t *testing.T) {
	t.Parallel()
	message := func(id, kind, author, body, reference, created string) string {
		return `{"id":` + id + `,"kind":"` + kind + `","author":{"type":"` + author + `","name":"x"},"body":"` + body + `","client_reference":"` + reference + `","created":"` + created + `"}`
	}
	const old = "2015-06-11T10:00:00Z"
	now := time.Now().Format(time.RFC3339Nano)
	for action, write := range writings {
		post := "POST /ticket/301/" + action
		lost := resttest.Step{Request: post, Status: resttest.Broken}
		answered := resttest.Step{Request: post, Answer: resttest.Success(ticketJSON)}
		refused := resttest.Step{Request: post, Answer: resttest.Failure("request_permission_denied")}
		used := resttest.Step{Request: post, Answer: `{"success":false,"error":{"code":"request_validation_failed","message":{"client_reference":["used"]}}}`}
		there := func(messages ...string) resttest.Step {
			return resttest.Step{Request: "GET /ticket/301", Answer: resttest.Success(`{"id":301,"messages":[` + strings.Join(messages, ",") + `]}`)}
		}
		mine := message("9", action, "reseller", "Done.", "m-1", old)
		tests := []struct {
			name  string
			steps []resttest.Step
			err   error
		}{
			{"happened", []resttest.Step{lost, there(mine)}, nil},
			{"with line ends of its own", []resttest.Step{lost, there(message("9", action, "reseller", `Done.\n`, "m-1", old))}, nil},
			{"did not happen", []resttest.Step{lost, there(message("8", action, "reseller", "Done.", "m-0", now)), answered}, nil},
			{"another kind", []resttest.Step{lost, there(message("9", "message", "reseller", "Done.", "m-1", now)), answered}, nil},
			{"of the customer", []resttest.Step{lost, there(message("9", action, "customer", "Done.", "", now)), answered}, nil},
			{"another text", []resttest.Step{lost, there(message("9", action, "reseller", "Not done.", "", now)), answered}, nil},
			{"without references", []resttest.Step{lost, there(message("9", action, "reseller", "Done.", "", now))}, rest.ErrOutcomeUnknown},
			{"without references, but an old one", []resttest.Step{lost, there(message("9", action, "reseller", "Done.", "", old)), answered}, nil},
			{"repeated after a restart", []resttest.Step{used, there(mine)}, nil},
			{"refused afterwards", []resttest.Step{lost, there(), refused, there()}, rest.ErrForbidden},
			{"ticket is gone", []resttest.Step{lost, {Request: "GET /ticket/301", Answer: resttest.Failure("request_resource_unknown")}}, rest.ErrOutcomeUnknown},
		}
		for _, tt := range tests {
			t.Run(action+" "+tt.name, func(t *testing.T) {
				t.Parallel()
				got, err := write(support.NewTickets(resttest.Script(t, tt.steps...)), t.Context(), 301, support.MessageParams{Body: "Done.", ClientReference: "m-1"})
				if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
					t.Fatalf("got %v, want %v", err, tt.err)
				}
				if err == nil && got.ID != 301 {
					t.Errorf("got ticket %s", got.ID)
				}
			})
		}
	}
}
