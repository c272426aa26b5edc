package web

import (
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

var ticketsTab = &screen{
	path:     "/tickets",
	title:    "Tickets",
	template: "tickets",
	load: func(v *visit) (any, error) {
		return newestFirst(v, func(offset int, opts ...rest.CallOption) (*rest.Page[support.Ticket], error) {
			return v.panel.client.Tickets.List(v.ctx, support.TicketFilter{Customer: v.id, Offset: offset}, opts...)
		})
	},
}

var ticketDetail = &screen{
	path:     "/tickets/{ticket}",
	tab:      "/tickets",
	template: "ticket",
	load: func(v *visit) (any, error) {
		ticket, err := v.ticket()
		return ticketView{ticket}, err
	},
	post: map[string]change{
		"/message": writeMessage,
		"/close":   closeTicket,
		"/open":    reopenTicket,
	},
}

// ticketView is a ticket with the form for another message. What people wrote
// is shown as text: it is Markdown that may hold anything.
type ticketView struct{ *support.Ticket }

func (t ticketView) title() string { return t.Subject }

func (t ticketView) inputs() (string, []group) {
	return "/message", []group{{Inputs: []*input{{Name: "body", Label: "Message", Kind: kindLines, Rows: 5}}}}
}

func (v *visit) ticket() (*support.Ticket, error) {
	id, err := number(v.r.PathValue("ticket"))
	if err != nil {
		return nil, err
	}
	ticket, err := v.panel.client.Tickets.Get(v.ctx, support.TicketID(id))
	if err != nil {
		return nil, err
	}
	return ticket, v.own(ticket.Customer.ID)
}

// writeMessage replies to the customer, or notes something that he does not
// see, as the button says.
func writeMessage(v *visit, f *form) (*outcome, error) {
	ticket, err := v.ticket()
	if err != nil {
		return nil, err
	}
	p := support.MessageParams{Body: f.value("body"), ClientReference: f.reference}
	if f.value("kind") == string(support.KindComment) {
		if _, err := v.panel.client.Tickets.Comment(v.ctx, ticket.ID, p); err != nil {
			return nil, err
		}
		return &outcome{notice: notice{Text: "The comment is added. The customer does not see it."}}, nil
	}
	if _, err := v.panel.client.Tickets.Reply(v.ctx, ticket.ID, p); err != nil {
		return nil, err
	}
	return &outcome{notice: notice{Text: "The customer gets the reply."}}, nil
}

func closeTicket(v *visit, _ *form) (*outcome, error) {
	ticket, err := v.ticket()
	if err != nil {
		return nil, err
	}
	if _, err := v.panel.client.Tickets.Close(v.ctx, ticket.ID); err != nil {
		return nil, err
	}
	return &outcome{notice: notice{Text: "The ticket is closed. A reply of the customer opens it again."}}, nil
}

func reopenTicket(v *visit, _ *form) (*outcome, error) {
	ticket, err := v.ticket()
	if err != nil {
		return nil, err
	}
	if _, err := v.panel.client.Tickets.Reopen(v.ctx, ticket.ID); err != nil {
		return nil, err
	}
	return &outcome{notice: notice{Text: "The ticket is open again."}}, nil
}
