package hostcontroltest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestCustomerControls(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 2})
	id := p.filed()
	for name, call := range map[string]func() error{
		"unknown customer": func() error { _, err := p.OpenTicket(99, "x", "x"); return err },
		"no subject":       func() error { _, err := p.OpenTicket(1, " ", "x"); return err },
		"two lines":        func() error { _, err := p.OpenTicket(1, "a\nb", "x"); return err },
		"no body":          func() error { _, err := p.OpenTicket(1, "x", "\n"); return err },
		"unknown ticket":   func() error { return p.ReplyToTicket(1, "x") },
		"blank reply":      func() error { return p.ReplyToTicket(id, " ") },
	} {
		if call() == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if got := len(p.ticket(id)["messages"].([]any)); got != 1 {
		t.Errorf("%d messages", got)
	}
	if got := p.CustomerTickets(99); got != nil {
		t.Errorf("nobody sees %v", got)
	}
	for _, seen := range p.CustomerTickets(2) {
		if seen.ID == id {
			t.Error("seen by another customer")
		}
	}
}

// Customers of sub-resellers file tickets as well, which the demo keys do not see.
func TestTicketOfSubresellersCustomer(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 6})
	id, err := p.OpenTicket(8, "A question", "Are you there?")
	if err != nil {
		t.Fatal(err)
	}
	if code := p.get("/ticket/" + itoa(int(id))).code(t); code != "request_resource_unknown" {
		t.Errorf("%q", code)
	}
	for _, x := range p.get("/ticket?limit=500").listing(t).Result {
		if int64(idOf(x)) == id {
			t.Error("it is listed")
		}
	}
	want := []hostcontroltest.CustomerTicket{{
		ID: id, Number: "T-000001", Subject: "A question", State: "open",
		Messages: []hostcontroltest.CustomerMessage{{Author: p.CustomerTickets(8)[0].Messages[0].Author, Body: "Are you there?", At: p.Now()}},
	}}
	if diff := cmp.Diff(want, p.CustomerTickets(8)); diff != "" {
		t.Error(diff)
	}
}

// Who logs in as a customer sees what the customer sees, and nothing that is
// written there becomes part of the page.
func TestTicketsInTheCustomerArea(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	path := "/ticket/" + itoa(int(p.filed()))
	p.post(path+"/reply", `{"body":"<script>alert(1)</script>"}`).result(t)
	p.post(path+"/comment", `{"body":"A note for ourselves."}`).result(t)
	link := p.post("/customer/1/login-as", "").result(t)["url"].(string)
	page := string(open(t, p, link).body)
	for _, want := range []string{"<h3>T-000002 No mail (open)</h3>", "<h4>Example Hosting</h4>\n<pre>&lt;script&gt;alert(1)&lt;/script&gt;</pre>"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing in:\n%s", want, page)
		}
	}
	if strings.Contains(page, "note for ourselves") || strings.Contains(page, "<script") {
		t.Errorf("shows too much:\n%s", page)
	}
}
