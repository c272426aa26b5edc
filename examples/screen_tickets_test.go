package examples_test

import (
	"testing"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/support"
)

// Tab Tickets: what the customer has filed is answered, commented on among
// colleagues, closed and opened.
func TestTicketsTab(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	must(d.platform.OpenTicket(int64(jane), "Mail", "It does not arrive."))(t)
	filed := must(d.Tickets.List(ctx, support.TicketFilter{Customer: jane, State: support.TicketOpen}))(t).Items
	expect(t, "tickets", len(filed), 1)
	expect(t, "direction", filed[0].Direction, support.DirectionIncoming)
	id, head := filed[0].ID, filed[0].Number+" Mail is "

	must(d.Tickets.Reply(ctx, id, support.MessageParams{Body: "Since when?"}))(t)
	must(d.Tickets.Comment(ctx, id, support.MessageParams{Body: "Her mailbox is full."}))(t)
	const said = "\nJane Roe: It does not arrive.\nExample Hosting: Since when?"
	expect(t, "what the customer sees", d.conversations(jane), []string{head + "open" + said})
	expect(t, "mails", d.mails(), []string{"jane@example.org: [" + filed[0].Number + "] Mail"})
	var kinds []support.MessageKind
	for _, m := range must(d.Tickets.Get(ctx, id))(t).Messages {
		kinds = append(kinds, m.Kind)
	}
	expect(t, "what the reseller sees", kinds, []support.MessageKind{support.KindMessage, support.KindReply, support.KindComment})

	closed := must(d.Tickets.Close(ctx, id))(t)
	expect(t, "closed", closed.State, support.TicketClosed)
	expect(t, "as the customer sees it", d.sees(t, jane, "Tickets"), []string{filed[0].Number + " Mail (closed)"})
	_, err := d.Tickets.Reply(ctx, id, support.MessageParams{Body: "Anything else?"})
	expectRefused(t, "replying to a closed ticket", err, support.CodeTicketStateInvalid)

	reopened := must(d.Tickets.Reopen(ctx, id))(t)
	expect(t, "opened", reopened.State, support.TicketOpen)
	must(d.Tickets.Close(ctx, id))(t)
	expectNone(t, d.platform.ReplyToTicket(int64(id), "Since Monday."))
	open := must(d.Tickets.List(ctx, support.TicketFilter{Customer: jane, State: support.TicketOpen}))(t)
	expect(t, "open tickets once the customer replies", len(open.Items), 1)
	expect(t, "what is said in the end", d.conversations(jane), []string{head + "open" + said + "\nJane Roe: Since Monday."})
}

// A customer who wants no mail about tickets sees them all the same.
func TestSupportNotificationSetting(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	for _, wanted := range []bool{false, true} {
		set(customers.UpdateParams{SupportNotifications: &wanted})(t, d, jane)
		must(d.Tickets.Create(ctx, support.CreateParams{Customer: jane, Subject: "Maintenance", Body: "Tonight."}))(t)
	}
	expect(t, "tickets that she sees", len(d.conversations(jane)), 2)
	expect(t, "mails about them", len(d.mails()), 1)
}
