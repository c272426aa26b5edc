package hostcontroltest_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

var areaForm = regexp.MustCompile(`<(h2|li)>(.*?)</`)

// area is what a customer sees, section by section.
func (p *platform) area(id int) map[string][]string {
	p.t.Helper()
	link := p.post(fmt.Sprintf("/customer/%d/login-as", id), "").result(p.t)["url"].(string)
	r, err := p.ask("GET", link, "", nil)
	if err != nil || r.status != 200 {
		p.t.Fatalf("%d %v", r.status, err)
	}
	sections, title := map[string][]string{}, ""
	for _, found := range areaForm.FindAllStringSubmatch(string(r.body), -1) {
		if text := html.UnescapeString(found[2]); found[1] == "h2" {
			title = text
		} else {
			sections[title] = append(sections[title], text)
		}
	}
	return sections
}

// A customer sees what is his, and of that nothing that is the reseller's alone.
func TestCustomerArea(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	for _, name := range []string{"jane", "mary"} {
		p.post("/customer", newCustomer(name+"@example.com", `"name":"`+name+` <Roe>"`)).result(t)
	}
	if got := p.area(1); len(got) != 0 {
		t.Errorf("an account with nothing in it: %v", got)
	}

	for _, name := range []string{"example.com", "example.net", "example.ie"} {
		p.post("/domain", `{"customer":1,"domain":"`+name+`"}`).result(t)
	}
	p.put("/domain/example.net", `{"is_customer_manageable":false}`).result(t)
	for _, name := range []string{"jane-roe.com", "jane-roe.net"} {
		p.post("/domain-transfer", `{"customer":1,"domain":"`+name+`"}`).result(t)
	}
	p.post("/domain-transfer/20002/cancel", "[]").result(t)
	account := p.post("/hosting", `{"customer":1,"plan":2}`).result(t)["reference"].(string)
	p.request("example.com", "www.example.com")
	p.SetInvoicing(true)
	p.post("/order", newOrder(1, registration("later.com"))).result(t)
	const lines = `"lines":[{"description":"Work","quantity":1,"unit_price":12100}]`
	for range 2 {
		p.post("/invoice", `{"customer":1,`+lines+`}`).result(t)
	}
	p.post("/invoice/100002/open", "[]").result(t)
	p.post("/invoice/100002/credit", "[]").result(t)
	p.post("/invoice/100002/close", "[]").result(t)
	p.post("/invoice/100004/open", "[]").result(t)

	want := map[string][]string{
		"Domains": {
			"example.com is delivered until 2027-01-05", "example.ie is pending", "example.net is suspended until 2027-01-05",
		},
		"Transfers":    {"jane-roe.com is wait_for_auth_code"},
		"Hosting":      {"Web M " + account + " is delivered until 2027-01-05"},
		"Certificates": {"DV for example.com, www.example.com is pending"},
		"Orders":       {"order 40001 is waiting for payment"},
		"Invoices": {
			"EH-000001 of 8.99 EUR is open, to be paid until 2026-01-19", "EH-000002 of 121.00 EUR is closed", "EH-000003 of -121.00 EUR is open",
		},
	}
	if diff := cmp.Diff(want, p.area(1)); diff != "" {
		t.Error(diff)
	}
	if got := p.area(2); len(got) != 0 {
		t.Errorf("another customer sees %v", got)
	}

	p.del("/domain/example.com")
	p.del("/hosting/" + account)
	p.Advance(time.Hour) // everything goes on while nobody looks
	if got := strings.Join(p.area(1)["Domains"], "; "); !strings.Contains(got, "example.ie is delivered") {
		t.Errorf("later: %s", got)
	}
	if got := strings.Join(p.area(1)["Hosting"], "; "); got != "Web M "+account+" is deleted" {
		t.Errorf("later: %s", got)
	}
	p.Advance(365 * 24 * time.Hour)
	if got := strings.Join(p.area(1)["Domains"], "; "); !strings.Contains(got, "example.com is expired since 2027-01-05") {
		t.Errorf("a year later: %s", got)
	}
}
