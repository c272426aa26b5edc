package hostcontroltest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func newTicket(customer int, extra string) string {
	body := `{"customer":` + itoa(customer) + `,"subject":"Maintenance","body":"On **Sunday**.  \n\n    at night"`
	if extra != "" {
		body += "," + extra
	}
	return body + "}"
}

func (p *platform) ticket(id int64) object {
	p.t.Helper()
	return p.get("/ticket/" + itoa(int(id))).result(p.t)
}

// filed is a new ticket of customer 1's own.
func (p *platform) filed() int64 {
	p.t.Helper()
	id, err := p.OpenTicket(1, "No mail", "Mail does not arrive.")
	if err != nil {
		p.t.Fatal(err)
	}
	return id
}

// emailOf is where mail for a customer goes.
func (p *platform) emailOf(customer int) string {
	p.t.Helper()
	return p.get("/customer/" + itoa(customer)).result(p.t)["primary_contact"].(object)["email"].(string)
}

func TestOutgoingTicket(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	made := p.post("/ticket", newTicket(1, `"department":903,"client_reference":"t-1"`)).result(t)
	const at = "2026-01-05T09:00:00.000001+00:00"
	want := object{
		"id": 400002.0, "number": "T-000002", "subject": "Maintenance", "state": "open", "direction": "outgoing", "customer": object{"id": 1.0},
		"department": object{"id": 903.0, "name": "Billing"}, "assignee": "John Doe",
		"messages": []any{object{
			"id": made["messages"].([]any)[0].(object)["id"], "kind": "message", "author": object{"type": "reseller", "name": "Example Hosting"},
			"body": "On **Sunday**.  \n\n    at night", "client_reference": nil, "created": at,
		}},
		"client_reference": "t-1", "created": at, "updated": at, "closed": nil,
	}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, p.ticket(400002)); diff != "" {
		t.Error(diff)
	}
	wantMails := []hostcontroltest.Mail{{
		From: "billing@example.com", To: p.emailOf(1), Subject: "[T-000002] Maintenance", Body: "On **Sunday**.  \n\n    at night", At: p.Now(),
	}}
	if diff := cmp.Diff(wantMails, p.Mails()); diff != "" {
		t.Error(diff)
	}
	seen := p.CustomerTickets(1)
	wantSeen := hostcontroltest.CustomerTicket{
		ID: 400002, Number: "T-000002", Subject: "Maintenance", State: "open",
		Messages: []hostcontroltest.CustomerMessage{{Author: "Example Hosting", Body: "On **Sunday**.  \n\n    at night", At: p.Now()}},
	}
	if diff := cmp.Diff(wantSeen, seen[len(seen)-1]); diff != "" {
		t.Error(diff)
	}
	if got := p.ticketEvents(400002); cmp.Diff([]string{"ticket.created: outgoing ticket opened"}, got) != "" {
		t.Errorf("%q", got)
	}
}

// ticketEvents are those of a ticket of customer 1.
func (p *platform) ticketEvents(id int64) []string {
	p.t.Helper()
	var events []string
	for _, e := range p.get("/customer/1/event?limit=500").listing(p.t).Result {
		if o := e["object"].(object); o["type"] == "ticket" && int64(idOf(o)) == id {
			events = append(events, e["type"].(string)+": "+e["message"].(string))
		}
	}
	return events
}

// A ticket that customer and reseller write into by turns, with all that each of
// them gets to see.
func TestConversation(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	id := p.filed()
	path := "/ticket/" + itoa(int(id))
	p.Advance(time.Hour)
	p.post(path+"/comment", `{"body":"He is *right*.","client_reference":"c-1"}`).result(t)
	p.post(path+"/reply", `{"body":"It is repaired.","client_reference":"c-2"}`).result(t)
	if closed := p.post(path+"/close", "[]").result(t); closed["state"] != "closed" || closed["closed"] != closed["updated"] {
		t.Errorf("%v", closed)
	}
	noted := p.post(path+"/comment", `{"body":"Was the third time."}`).result(t)
	if noted["state"] != "closed" {
		t.Errorf("a comment made the ticket %v", noted["state"])
	}
	if err := p.ReplyToTicket(id, "It is broken again."); err != nil {
		t.Fatal(err)
	}
	got := p.ticket(id)
	if got["state"] != "open" || got["closed"] != nil || got["updated"] != p.stamp() || got["direction"] != "incoming" {
		t.Errorf("after a reply to a closed ticket: %v", got)
	}
	var messages, seen []string
	last := 0
	for _, x := range got["messages"].([]any) {
		m := x.(object)
		if idOf(m) <= last {
			t.Errorf("message %v is out of order", m)
		}
		last = idOf(m)
		reference, _ := m["client_reference"].(string)
		messages = append(messages, m["kind"].(string)+" of "+m["author"].(object)["type"].(string)+" "+reference+": "+m["body"].(string))
	}
	if diff := cmp.Diff([]string{
		"message of customer : Mail does not arrive.", "comment of reseller c-1: He is *right*.", "reply of reseller c-2: It is repaired.",
		"comment of reseller : Was the third time.", "reply of customer : It is broken again.",
	}, messages); diff != "" {
		t.Error(diff)
	}
	tickets := p.CustomerTickets(1)
	for _, m := range tickets[len(tickets)-1].Messages {
		seen = append(seen, m.Body)
	}
	if diff := cmp.Diff([]string{"Mail does not arrive.", "It is repaired.", "It is broken again."}, seen); diff != "" {
		t.Error(diff)
	}
	if mails := p.Mails(); len(mails) != 1 || mails[0].Body != "It is repaired." || mails[0].From != "support@example.com" {
		t.Errorf("%+v", mails)
	}
	if diff := cmp.Diff([]string{
		"ticket.created: ticket filed", "ticket.commented: comment added", "ticket.replied: replied to the customer", "ticket.closed: ticket closed",
		"ticket.commented: comment added", "ticket.replied: customer replied", "ticket.reopened: reopened by a reply",
	}, p.ticketEvents(id)); diff != "" {
		t.Error(diff)
	}
}

// stamp is the time as the platform writes it.
func (p *platform) stamp() string { return p.Now().Format("2006-01-02T15:04:05.000000+00:00") }

func TestTicketStates(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	path := "/ticket/" + itoa(int(p.filed()))
	steps := []struct{ action, code, state string }{
		{"open", "ticket_state_invalid", "open"},
		{"close", "", "closed"},
		{"close", "ticket_state_invalid", "closed"},
		{"reply", "ticket_state_invalid", "closed"},
		{"comment", "", "closed"},
		{"open", "", "open"},
		{"reply", "", "open"},
	}
	for i, step := range steps {
		body := "[]"
		if step.action == "reply" || step.action == "comment" {
			body = `{"body":"x","client_reference":"r-` + itoa(i) + `"}`
		}
		before := p.get(path).result(t)["updated"]
		if code := p.post(path+"/"+step.action, body).code(t); code != step.code {
			t.Errorf("step %d, %s: %q", i, step.action, code)
		}
		now := p.get(path).result(t)
		if now["state"] != step.state || (now["closed"] != nil) != (step.state == "closed") || (now["updated"] == before) != (step.code != "") {
			t.Errorf("step %d, %s: %v", i, step.action, now)
		}
	}
	if got := len(p.get(path).result(t)["messages"].([]any)); got != 3 {
		t.Errorf("%d messages", got)
	}
	// What was refused did not use its reference up.
	if code := p.post(path+"/reply", `{"body":"x","client_reference":"r-3"}`).code(t); code != "" {
		t.Errorf("%q", code)
	}
}

func TestTicketRefusals(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	path := "/ticket/" + itoa(int(p.filed()))
	p.post("/ticket", newTicket(1, `"client_reference":"used"`)).result(t)
	p.post(path+"/reply", `{"body":"x","client_reference":"used"}`).result(t)
	tests := []struct{ path, body, field string }{
		{"/ticket", `[]`, "customer"},
		{"/ticket", `[]`, "subject"},
		{"/ticket", `[]`, "body"},
		{"/ticket", newTicket(3, ""), "customer"}, // of a sub-reseller
		{"/ticket", newTicket(1, `"department":1`), "department"},
		{"/ticket", newTicket(1, `"department":"x"`), "department"},
		{"/ticket", newTicket(1, `"subject":"a\nb"`), "subject"},
		{"/ticket", newTicket(1, `"subject":"`+strings.Repeat("ü", 256)+`"`), "subject"},
		{"/ticket", newTicket(1, `"body":" \n"`), "body"},
		{"/ticket", newTicket(1, `"body":{}`), "body"},
		{"/ticket", newTicket(1, `"body":"`+strings.Repeat("ü", 65537)+`"`), "body"},
		{"/ticket", newTicket(1, `"client_reference":"used"`), "client_reference"},
		{path + "/reply", `[]`, "body"},
		{path + "/comment", `{"body":""}`, "body"},
		{path + "/comment", `{"body":"x","client_reference":"used"}`, "client_reference"},
	}
	for _, tt := range tests {
		r := p.post(tt.path, tt.body)
		if code := r.code(t); code != "request_validation_failed" || len(r.fields(t)[tt.field]) != 1 {
			t.Errorf("%s: %s: %s", tt.path, tt.body, r.body)
		}
	}
	if code := p.post("/ticket", newTicket(1, `"body":"`+strings.Repeat("ü", 65536)+`"`)).code(t); code != "" {
		t.Errorf("as long as may be: %q", code)
	}
	for _, unknown := range []string{"/ticket/1", "/ticket/x"} {
		for _, r := range []reply{
			p.get(unknown), p.post(unknown+"/reply", `{"body":"x"}`), p.post(unknown+"/comment", `{"body":"x"}`),
			p.post(unknown+"/close", "[]"), p.post(unknown+"/open", "[]"),
		} {
			if code := r.code(t); code != "request_resource_unknown" {
				t.Errorf("%s: %q", unknown, code)
			}
		}
	}
}

// Customers who want no mail about tickets get none, and see all there is.
func TestTicketWithoutMail(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	p.put("/customer/1", `{"is_receiving_support_notifications":false}`).result(t)
	made := p.post("/ticket", newTicket(1, "")).result(t)
	p.post("/ticket/"+itoa(idOf(made))+"/reply", `{"body":"Done."}`).result(t)
	if mails := p.Mails(); len(mails) != 0 {
		t.Errorf("%+v", mails)
	}
	tickets := p.CustomerTickets(1)
	if got := len(tickets[len(tickets)-1].Messages); got != 2 {
		t.Errorf("%d messages", got)
	}
}

func TestTicketFilters(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	p.post("/ticket", newTicket(1, `"client_reference":"t-1"`)).result(t) // 400002, after the demo's
	p.post("/ticket", newTicket(2, `"department":903`)).result(t)
	p.filed()
	p.Advance(time.Hour)
	p.post("/ticket/400003/close", "[]").result(t)
	tests := []struct {
		query string
		want  []any
	}{
		{"", []any{400001.0, 400002.0, 400003.0, 400004.0}},
		{"customer=2", []any{400003.0}},
		{"state=closed&offset=1", []any{400003.0}},
		{"department=903", []any{400003.0}},
		{"direction=outgoing&client_reference=t-1", []any{400002.0}},
		{"direction=incoming&limit=1&offset=1", []any{400004.0}},
		{"updated_since=2026-01-05T10:00:00.000004Z", []any{400003.0}},
		{"updated_since=2026-01-05T10:00:00.000005+00:00", nil},
		{"customer=3", nil},
	}
	for _, tt := range tests {
		var got []any
		for _, x := range p.get("/ticket?" + tt.query).listing(t).Result {
			got = append(got, x["id"])
			if len(x["messages"].([]any)) == 0 {
				t.Errorf("ticket %v comes without its messages", x["id"])
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.query, diff)
		}
	}
}
