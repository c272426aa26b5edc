package hostcontroltest

import (
	"math/rand/v2"
	"time"
)

// helpdesk sets up the departments of the demo reseller, and makes the tickets
// of his customers, in the order of time. It draws from a stream of its own: the
// tickets change nothing else about a server.
type helpdesk struct {
	*store
	random  *rand.Rand
	now     time.Time
	billing *department
	gap     time.Duration // between the messages of a ticket
}

// topic is what a demo ticket is about. The bodies are Markdown.
type topic struct {
	subject, opening, answer, thanks string
	outgoing, billing                bool
}

var topics = []topic{
	{
		subject: "My site shows an error",
		opening: "Since this morning my site shows *503 Service Unavailable*. Can you have a look?",
		answer:  "It needed more memory than its plan has. I restarted it. A **larger plan** would help.",
		thanks:  "It works again, thank you!",
	},
	{
		subject: "Bring a domain to you",
		opening: "What do I need to bring `example.org` to you?",
		answer:  "The code of your present registrar:\n\n1. have the domain unlocked\n2. ask for the auth code\n3. order the transfer, and enter the code",
		thanks:  "I have the code now, and ordered the transfer.",
	},
	{
		subject: "Mail comes back",
		opening: "Mails to `info@example.com` come back:\n\n```\n550 mailbox unavailable\n```",
		answer:  "The mailbox was full. I made it larger.",
		thanks:  "Mails arrive again.",
	},
	{
		subject: "Two invoices for one order",
		opening: "I got two invoices for the same order. Which one should I pay?",
		answer:  "Pay the first one. We credited the other.",
		thanks:  "Paid, thank you.",
		billing: true,
	},
	{
		subject:  "Maintenance on Sunday",
		opening:  "Your server is moved on Sunday:\n\n- mail is delivered later\n- sites are down for *ten minutes*",
		answer:   "The server was moved.",
		thanks:   "Good to know.",
		outgoing: true,
	},
	{
		subject:  "Please check your address",
		opening:  "The registry asks whether your address is still right. Please check your contact, and tell us.",
		answer:   "The registry waits until Friday.",
		thanks:   "I have changed it.",
		outgoing: true,
	},
}

// open makes a ticket for every second customer.
func (h *helpdesk) open() {
	general := h.addDepartment(h.own, "Support", "support@example.com", "")
	names := h.addDepartment(h.own, "Domains", "domains@example.com", "Jane Roe")
	h.billing = h.addDepartment(h.own, "Billing", "billing@example.com", "John Doe")
	h.own.labels[0].department, h.own.labels[1].department = general, names

	var filers arrivals
	for _, c := range h.customers.rows {
		if c.reseller == h.own {
			filers.customers = append(filers.customers, c)
		}
	}
	if len(filers.customers) == 0 {
		return
	}
	began, count := filers.customers[0].created, (len(filers.customers)+1)/2
	step := h.now.Add(-time.Hour).Sub(began) / time.Duration(count)
	h.gap = min(step/8, 5*time.Hour)
	for i := range count {
		at := began.Add(time.Duration(i)*step + h.gap).Truncate(time.Microsecond)
		h.converse(filers.pick(h.random, at), at)
	}
	h.sortEvents(filers.customers)
}

// converse makes a ticket with all that was written.
func (h *helpdesk) converse(owner *customer, at time.Time) {
	about := topics[h.random.IntN(len(topics))]
	t := h.opened(owner, about, at)
	if h.random.IntN(4) == 0 {
		at = h.later(at)
		h.note(t, messageComment, "Looks like last month. I will see to it.", at)
		h.ticketEvent(t, eventTicketCommented, "comment added", at)
	}
	if h.random.IntN(6) > 0 {
		at = h.later(at)
		h.note(t, messageReply, about.answer, at)
		h.ticketEvent(t, eventTicketReplied, "replied to the customer", at)
	}
	if h.random.IntN(2) == 0 {
		at = h.later(at)
		h.answerTicket(t, about.thanks, at)
	}
	if isOld := h.now.Sub(at) > recently; h.random.IntN(5) > 0 == isOld {
		at = h.later(at)
		t.close(at)
		h.ticketEvent(t, eventTicketClosed, "ticket closed", at)
	}
}

func (h *helpdesk) opened(owner *customer, about topic, at time.Time) *ticket {
	in := owner.label.department
	if about.billing {
		in = h.billing
	}
	if !about.outgoing {
		return h.fileTicket(owner, in, about.subject, about.opening, at)
	}
	t := h.addTicket(owner, in, ticketOutgoing, about.subject, at)
	h.note(t, messageFirst, about.opening, at)
	h.ticketEvent(t, eventTicketCreated, "outgoing ticket opened", at)
	return t
}

// note adds what the reseller wrote. It was mailed long ago.
func (h *helpdesk) note(t *ticket, kind, body string, at time.Time) {
	h.addMessage(t, ticketMessage{kind: kind, author: h.own.author(), body: body}, at)
}

func (h *helpdesk) later(at time.Time) time.Time {
	return at.Add(h.gap/2 + time.Duration(h.random.Int64N(int64(h.gap/2)))).Truncate(time.Microsecond)
}

// arrivals are customers in the order they came.
type arrivals struct {
	customers []*customer
	known     int // how many of them there were when somebody asked last
}

// pick draws one of the customers there were at a time, which must not be before
// the one that was asked for last.
func (a *arrivals) pick(random *rand.Rand, at time.Time) *customer {
	for a.known < len(a.customers) && !a.customers[a.known].created.After(at) {
		a.known++
	}
	return a.customers[random.IntN(a.known)]
}
