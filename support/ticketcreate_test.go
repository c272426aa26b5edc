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

func newTicket() support.CreateParams {
	return support.CreateParams{Customer: 48, Subject: "Maintenance", Body: "On **Sunday**.", ClientReference: "t-1"}
}

func TestCreateExchanges(t *testing.T) {
	t.Parallel()
	create := func(p support.CreateParams) func(context.Context, *rest.Client) (any, error) {
		return func(ctx context.Context, c *rest.Client) (any, error) { return support.NewTickets(c).Create(ctx, p) }
	}
	elsewhere := newTicket()
	elsewhere.Department = 3
	elsewhere.Body = "1. one\n\n\tcode\r\n"
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "with the default department", Call: create(newTicket()), Method: "POST", Target: "/ticket",
			Body:   `{"customer":48,"subject":"Maintenance","body":"On **Sunday**.","client_reference":"t-1"}`,
			Answer: ticketJSON, Want: wantTicket(t),
		},
		{
			Name: "with another one", Call: create(elsewhere), Method: "POST", Target: "/ticket",
			Body:   `{"customer":48,"subject":"Maintenance","body":"1. one\n\n\tcode\r\n","department":3,"client_reference":"t-1"}`,
			Answer: ticketJSON,
		},
	})
}

func TestCreateValidation(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		params support.CreateParams
		want   []string
	}{
		"nothing": {support.CreateParams{}, []string{"customer: must be positive", "subject: must not be empty", "body: must not be empty"}},
		"all wrong": {
			support.CreateParams{Customer: -1, Subject: "a\nb", Body: "a\x00", Department: -1, ClientReference: "\t"},
			[]string{
				"customer: must be positive", "subject: must not hold control characters", "body: must not hold control characters",
				"department: must be positive", "client_reference: must not be empty", "client_reference: must not hold control characters",
			},
		},
		"too long": {
			support.CreateParams{Customer: 1, Subject: strings.Repeat("ü", 256), Body: strings.Repeat("ü", 65_537), ClientReference: strings.Repeat("x", 65)},
			[]string{
				"subject: must not be longer than 255 characters", "body: must not be longer than 65536 characters",
				"client_reference: must not be longer than 64 characters",
			},
		},
		"not UTF-8": {
			support.CreateParams{Customer: 1, Subject: "\xff", Body: "\xff"},
			[]string{"subject: must be valid UTF-8", "body: must be valid UTF-8"},
		},
	}
	for name, tt := range tests {
		_, err := support.NewTickets(resttest.NewClient(t, resttest.NoRequest(t))).Create(t.Context(), tt.params)
		if diff := cmp.Diff(tt.want, resttest.FieldsOf(err)); diff != "" || !errors.Is(err, rest.ErrValidation) {
			t.Errorf("%s: %v: %s", name, err, diff)
		}
	}
}

// When the answer to a create gets lost, what is there decides.
func TestCreateReconciles(t *testing.T) {
	t.Parallel()
	const look = "GET /ticket?customer=48&client_reference=t-1&limit=100&offset=0"
	lost := resttest.Step{Request: "POST /ticket", Status: resttest.Broken}
	answered := resttest.Step{Request: "POST /ticket", Answer: resttest.Success(ticketJSON)}
	used := resttest.Step{Request: "POST /ticket", Answer: `{"success":false,"error":{"code":"request_validation_failed","message":{"client_reference":["used"]}}}`}
	there := func(tickets ...string) resttest.Step {
		return resttest.Step{Request: look, Answer: resttest.Success("[" + strings.Join(tickets, ",") + "]")}
	}
	change := func(old, new string) string { return with(t, ticketJSON, old, new) }
	foreign := change(`"t-1"`, `"t-2"`)
	unmarked := with(t, change(`"t-1"`, `""`), `"created": "2015-06-11T10:02:33.44812Z", "updated"`, `"created": "`+time.Now().Format(time.RFC3339Nano)+`", "updated"`)
	tests := []struct {
		name  string
		steps []resttest.Step
		err   error
	}{
		{"happened", []resttest.Step{lost, there(foreign, ticketJSON)}, nil},
		{"did not happen", []resttest.Step{lost, there(foreign), answered}, nil},
		{"with line ends of its own", []resttest.Step{lost, there(change(`On **Sunday**.`, ` On **Sunday**.\r\n`))}, nil},
		{"in a list without messages", []resttest.Step{lost, there(with(t, ticketJSON, ticketJSON[strings.Index(ticketJSON, `"messages"`):strings.Index(ticketJSON, `"client_reference": "t-1"`)], ""))}, nil},
		{"another subject", []resttest.Step{lost, there(change("Maintenance", "Another")), used}, rest.ErrValidation},
		{"another text", []resttest.Step{lost, there(change("Sunday", "Monday")), used}, rest.ErrValidation},
		{"another customer's", []resttest.Step{lost, there(change(`"id": 48`, `"id": 49`)), used}, rest.ErrValidation},
		{"filed by the customer", []resttest.Step{lost, there(change("outgoing", "incoming")), used}, rest.ErrValidation},
		{"without references", []resttest.Step{lost, there(unmarked)}, rest.ErrOutcomeUnknown},
		{"without references, but an old one", []resttest.Step{lost, there(change(`"t-1"`, `""`)), answered}, nil},
		{"repeated after a restart", []resttest.Step{used, there(ticketJSON)}, nil},
		{"look fails", []resttest.Step{lost, {Request: look, Answer: resttest.Failure("request_permission_denied")}}, rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			steps := tt.steps
			if last := len(steps) - 1; tt.err == rest.ErrValidation {
				// The refusal is looked into once more, and stands.
				steps = append(steps, steps[last-1])
			}
			got, err := support.NewTickets(resttest.Script(t, steps...)).Create(t.Context(), newTicket())
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && got.ID != 301 {
				t.Errorf("got ticket %s", got.ID)
			}
			if unknown, ok := errors.AsType[*rest.OutcomeUnknownError](err); ok && unknown.Reference != "t-1" {
				t.Errorf("reference %q", unknown.Reference)
			}
		})
	}
}
