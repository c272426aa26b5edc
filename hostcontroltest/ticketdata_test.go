package hostcontroltest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// Demo tickets are varied, in the past, in the order of time, and always the
// same.
func TestDemoTickets(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{})
	tickets, customers := p.everything("/ticket"), p.everything("/customer")
	if len(tickets) != 125 {
		t.Errorf("%d tickets", len(tickets))
	}
	seen := map[any]bool{}
	now, lastID, last := p.Now().Format(time.RFC3339), 0, ""
	for id := 400_001; tickets[id] != nil; id++ {
		x := tickets[id]
		owner := customers[idOf(x["customer"].(object))]
		seen[x["state"]], seen[x["direction"]], seen[x["department"].(object)["name"]] = true, true, true
		if x["created"].(string) < owner["created"].(string) || x["updated"].(string) >= now || (x["closed"] == nil) != (x["state"] == "open") {
			t.Errorf("the times of %v, of a customer of %v", x, owner["created"])
		}
		for i, y := range x["messages"].([]any) {
			m := y.(object)
			kind, author := m["kind"].(string), m["author"].(object)["type"].(string)
			seen[kind+" of "+author] = true
			if at := m["created"].(string); at <= last || idOf(m) != lastID+1 && lastID > 0 || at > x["updated"].(string) {
				t.Errorf("message %v is out of order", m)
			}
			if opens := kind == "message"; opens != (i == 0) || opens && (author == "customer") != (x["direction"] == "incoming") {
				t.Errorf("message %d of ticket %d: %v", i, id, m)
			}
			last, lastID = m["created"].(string), idOf(m)
		}
	}
	want := map[any]bool{
		"open": true, "closed": true, "incoming": true, "outgoing": true, "Support": true, "Domains": true, "Billing": true,
		"message of customer": true, "message of reseller": true, "reply of customer": true, "reply of reseller": true, "comment of reseller": true,
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
	if mails := p.Mails(); len(mails) != 0 {
		t.Errorf("%d mails", len(mails))
	}
	again := start(t, hostcontroltest.Options{InMemory: true})
	if diff := cmp.Diff(string(p.get("/ticket?limit=500").body), string(again.get("/ticket?limit=500").body)); diff != "" {
		t.Error(diff)
	}
}

// What happened to a ticket is told among the events of its customer, in the
// order of time.
func TestDemoTicketEvents(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	kinds := map[any]bool{}
	last, lastID := "", 0
	for _, e := range p.get("/customer/1/event?limit=500").listing(t).Result {
		if at := e["created"].(string); at < last || idOf(e) <= lastID {
			t.Errorf("%v is out of order", e)
		}
		last, lastID = e["created"].(string), idOf(e)
		kinds[e["type"]] = true
	}
	if !kinds["ticket.created"] {
		t.Errorf("no ticket among %v", kinds)
	}
}
