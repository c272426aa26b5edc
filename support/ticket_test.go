package support_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

const ticketJSON = `{
	"id": 301, "number": "T-000301", "subject": "Maintenance", "state": "open", "direction": "outgoing", "customer": {"id": 48},
	"department": {"id": 3, "name": "Support"}, "assignee": "Jane Roe",
	"messages": [
		{"id": 71, "kind": "message", "author": {"type": "reseller", "name": "Example Hosting"}, "body": "On **Sunday**.", "client_reference": null, "created": "2015-06-11T10:02:33.44812Z"},
		{"id": 72, "kind": "comment", "author": {"type": "reseller", "name": "Example Hosting"}, "body": "Called him.", "client_reference": "c-1", "created": "2015-06-11T11:00:00Z"},
		{"id": 75, "kind": "reply", "author": {"type": "customer", "name": "John Doe"}, "body": "Thank you.", "client_reference": null, "created": "2015-06-11T12:00:00Z"}
	],
	"client_reference": "t-1", "created": "2015-06-11T10:02:33.44812Z", "updated": "2015-06-11T12:00:00Z", "closed": null
}`

func wantTicket(t *testing.T) *support.Ticket {
	t.Helper()
	reseller := support.Author{Type: support.AuthorReseller, Name: "Example Hosting"}
	opened := resttest.Time(t, "2015-06-11T10:02:33.44812Z")
	return &support.Ticket{
		ID: 301, Number: "T-000301", Subject: "Maintenance", State: support.TicketOpen, Direction: support.DirectionOutgoing,
		Customer:   customers.Ref{ID: 48},
		Department: &support.DepartmentRef{ID: 3, Name: "Support"},
		Assignee:   "Jane Roe",
		Messages: []support.Message{
			{ID: 71, Kind: support.KindMessage, Author: reseller, Body: "On **Sunday**.", Created: opened},
			{ID: 72, Kind: support.KindComment, Author: reseller, Body: "Called him.", ClientReference: "c-1", Created: resttest.Time(t, "2015-06-11T11:00:00Z")},
			{
				ID: 75, Kind: support.KindReply, Author: support.Author{Type: support.AuthorCustomer, Name: "John Doe"}, Body: "Thank you.",
				Created: resttest.Time(t, "2015-06-11T12:00:00Z"),
			},
		},
		ClientReference: "t-1", Created: opened, Updated: resttest.Time(t, "2015-06-11T12:00:00Z"),
	}
}

// with replaces a part of an answer, which has to be there.
func with(t testing.TB, answer, old, new string) string {
	t.Helper()
	if !strings.Contains(answer, old) {
		t.Fatalf("%s is not in %s", old, answer)
	}
	return strings.Replace(answer, old, new, 1)
}

func TestTicketExchanges(t *testing.T) {
	t.Parallel()
	closed := wantTicket(t)
	closed.State, closed.Closed = support.TicketClosed, new(resttest.Time(t, "2015-06-12T00:00:00Z"))
	closed.Department, closed.Assignee = nil, ""
	closedJSON := with(t, with(t, with(t, with(t, ticketJSON, `"open"`, `"closed"`), `"closed": null`, `"closed": "2015-06-12T00:00:00Z"`),
		`{"id": 3, "name": "Support"}`, "null"), `"Jane Roe"`, "null")
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := support.NewTickets(c).List(ctx, support.TicketFilter{
					Customer: 48, State: support.TicketOpen, Department: 3, Direction: support.DirectionOutgoing, ClientReference: "t-1",
					UpdatedSince: resttest.Time(t, "2015-06-11T02:00:00+02:00"), Offset: 1,
				})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET",
			Target: "/ticket?customer=48&state=open&department=3&direction=outgoing&client_reference=t-1" +
				"&updated_since=2015-06-11T00%3A00%3A00.000000%2B00%3A00&offset=1",
			Answer: "[" + ticketJSON + "]", Want: []support.Ticket{*wantTicket(t)},
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(support.NewTickets(c).All(ctx, support.TicketFilter{}), 0)
			},
			Method: "GET", Target: "/ticket?limit=100&offset=0",
			Answer: "[" + ticketJSON + "]", Want: []*support.Ticket{wantTicket(t)},
		},
		{
			Name:   "get",
			Call:   func(ctx context.Context, c *rest.Client) (any, error) { return support.NewTickets(c).Get(ctx, 301) },
			Method: "GET", Target: "/ticket/301", Answer: ticketJSON, Want: wantTicket(t),
		},
		{
			Name:   "get a closed one",
			Call:   func(ctx context.Context, c *rest.Client) (any, error) { return support.NewTickets(c).Get(ctx, 301) },
			Method: "GET", Target: "/ticket/301", Answer: closedJSON, Want: closed,
		},
	})
}

func TestTicketFilterValidation(t *testing.T) {
	t.Parallel()
	service := support.NewTickets(resttest.NewClient(t, resttest.NoRequest(t)))
	filter := support.TicketFilter{Customer: -1, State: "\x00", Department: -1, Direction: "\n", ClientReference: "\x00", Offset: -1}
	want := []string{
		"customer: must be positive",
		"state: must not hold control characters",
		"department: must be positive",
		"direction: must not hold control characters",
		"client_reference: must not hold control characters",
		"offset: must not be negative",
	}
	_, err := service.List(t.Context(), filter)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	_, err = rest.Collect(service.All(t.Context(), filter), 0)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
}
