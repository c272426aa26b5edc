package api_test

import (
	"slices"
	"testing"

	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

// Departments of the platform in memory, and what it does not have.
const (
	billingDepartment = support.DepartmentID(903)
	unknownDepartment = support.DepartmentID(999_999)
	unknownTicket     = support.TicketID(999_999)
)

// endless is the method whose sequence has no end.
const endless = "Tickets.Watch"

func (w world) supportScripts() map[string]script {
	message := support.MessageParams{Body: "The mailbox was full.\n\n\tI made it **larger**.", ClientReference: "reply-75"}
	return map[string]script{
		"tickets.list": {args: []any{support.TicketFilter{
			Customer: someone, State: support.TicketOpen, Department: billingDepartment, Direction: support.DirectionIncoming,
			ClientReference: "ticket-301", UpdatedSince: w.now, Offset: 1,
		}}},
		"tickets.create": {
			args: []any{newTicket()},
			refusals: []refusal{
				{code: rest.CodeValidationFailed, args: []any{newTicket(func(p *support.CreateParams) { p.Customer = unknownCustomer })}},
				{code: rest.CodeValidationFailed, args: []any{newTicket(func(p *support.CreateParams) { p.Department = unknownDepartment })}},
			},
		},
		"tickets.get": {given: filedTicket, refusals: unknownToTickets()},
		"tickets.reply": {
			given: filedTicket,
			args:  []any{message},
			refusals: append(unknownToTickets(message),
				refusal{code: support.CodeTicketStateInvalid, given: closedTicket, args: []any{message}},
				refusal{code: rest.CodeValidationFailed, given: repliedTicket(message), args: []any{message}},
			),
		},
		"tickets.comment": {given: closedTicket, args: []any{message}, refusals: unknownToTickets(message)},
		"tickets.close": {
			given:    filedTicket,
			refusals: append(unknownToTickets(), refusal{code: support.CodeTicketStateInvalid, given: closedTicket}),
		},
		"tickets.reopen": {
			given:    closedTicket,
			refusals: append(unknownToTickets(), refusal{code: support.CodeTicketStateInvalid, given: filedTicket}),
		},
		"departments.list": {args: []any{support.DepartmentFilter{Offset: 1}}},
	}
}

func (w world) supportConveniences() map[string]convenience {
	watch := support.WatchOptions{After: support.CursorAt(w.now)}
	return map[string]convenience{
		"Tickets.All":     {operation: "tickets.list", args: []any{support.TicketFilter{}}},
		"Tickets.Watch":   {operation: "tickets.list", given: silent(filedTicket), args: []any{watch}},
		"Departments.All": {operation: "departments.list", args: []any{support.DepartmentFilter{}}},
	}
}

// unknownToTickets is the refusal for a ticket that is not there. The arguments come after the id.
func unknownToTickets(args ...any) []refusal {
	return []refusal{{code: rest.CodeResourceUnknown, args: slices.Concat([]any{unknownTicket}, args)}}
}

func newTicket(changes ...func(*support.CreateParams)) support.CreateParams {
	return changed(support.CreateParams{
		Customer: someone, Subject: "Your invoice", Body: "It is due on **Friday**:\n\n- ES-000007", Department: billingDepartment,
		ClientReference: "ticket-301",
	}, changes)
}

// filedTicket is a situation in which someone asked for help.
func filedTicket(t *testing.T, p *platform) []any {
	t.Helper()
	id, err := p.OpenTicket(int64(someone), "Mail comes back", "Mails to `info@example.com` come back.")
	expectNone(t, err)
	return []any{support.TicketID(id)}
}

func closedTicket(t *testing.T, p *platform) []any {
	t.Helper()
	given := filedTicket(t, p)
	_, err := p.client.Tickets.Close(t.Context(), given[0].(support.TicketID))
	expectNone(t, err)
	return given
}

// repliedTicket is a situation in which a message's reference was used in another ticket.
func repliedTicket(message support.MessageParams) situation {
	return func(t *testing.T, p *platform) []any {
		t.Helper()
		_, err := p.client.Tickets.Reply(t.Context(), filedTicket(t, p)[0].(support.TicketID), message)
		expectNone(t, err)
		return filedTicket(t, p)
	}
}
