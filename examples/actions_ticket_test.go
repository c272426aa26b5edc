package examples_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/support"
)

// Action 8, Create outgoing support ticket: the customer finds the whole of it
// among his open tickets, and gets it by e-mail.
func TestCreateOutgoingTicket(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	const body = "Dear customer,\n\n*example.com* expires in a month.\n"

	ticket := must(d.Tickets.Create(ctx, support.CreateParams{Customer: jane, Subject: "Your domain", Body: body}))(t)
	expect(t, "state", ticket.State, support.TicketOpen)
	expect(t, "direction", ticket.Direction, support.DirectionOutgoing)
	expect(t, "what the customer sees", d.conversations(jane), []string{
		ticket.Number + " Your domain is open\nExample Hosting: " + body,
	})
	expect(t, "what her area shows", d.sees(t, jane, "Tickets"), []string{ticket.Number + " Your domain (open)"})
	expect(t, "mails", d.mails(), []string{"jane@example.org: [" + ticket.Number + "] Your domain"})
	mail := d.platform.Mails()[0]
	expect(t, "the mail", mail.Body, body)
	departments := must(d.Departments.List(ctx, support.DepartmentFilter{}))(t)
	expect(t, "its sender, the label's department", mail.From, departments.Items[0].Email)
	expect(t, "events", d.happened(t, jane, customers.EventFilter{Type: "ticket.created"}), []string{"ticket.created"})
	d.expectNoPaperwork(t, jane)
	expect(t, "costs", len(d.booked(t)), 0)

	_, err := d.Tickets.Create(ctx, support.CreateParams{Customer: jane, Subject: "Your domain"})
	expectFields(t, "a ticket without a word in it", err, "body")
}

// conversations are the tickets that a customer sees, with all that is said in
// them.
func (d *desk) conversations(customer customers.ID) []string {
	var out []string
	for _, ticket := range d.platform.CustomerTickets(int64(customer)) {
		var said strings.Builder
		fmt.Fprintf(&said, "%s %s is %s", ticket.Number, ticket.Subject, ticket.State)
		for _, m := range ticket.Messages {
			fmt.Fprintf(&said, "\n%s: %s", m.Author, m.Body)
		}
		out = append(out, said.String())
	}
	return out
}
