package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/examples/panel/internal/robot"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestOverview(t *testing.T) {
	t.Parallel()
	s := furnished(t)
	_, err := s.client.Customers.Update(t.Context(), 1, customers.UpdateParams{Tags: []string{"gold"}})
	s.must(err)
	c := s.customer(1)
	page := s.get("/customers/1", http.StatusOK)
	s.shows(page,
		c.PrimaryContact.Name, "Label "+c.Label.Brand, "Verification verified", "Tags gold", "Sign-up IP address "+c.RegistrationIP,
		"3 domains", "1 hosting account", "1 certificate", "1 open invoice", "Ticket My site shows an error",
		"Transfer of example-moving.com · Supply the auth code", "waits for payment", "payment.started",
	)
	s.hides(page, "Could not be read")

	linked, _ := s.moveable()
	d := s.domain(linked)
	s.srv.Advance(d.Expires.Sub(s.srv.Now()) - 10*24*time.Hour)
	s.signIn() // the session is long over
	s.shows(s.get("/customers/1", http.StatusOK), d.Name.Unicode()+" · expires "+d.Expires.Format("2 January 2006"))
}

// TestOverviewInParts: one part that cannot be read leaves the others.
func TestOverviewInParts(t *testing.T) {
	t.Parallel()
	s := furnished(t)
	s.srv.Inject(
		hostcontroltest.Fault{Path: "/invoice", Kind: hostcontroltest.FaultStatus},
		hostcontroltest.Fault{Path: "/domain-transfer", Kind: hostcontroltest.FaultHTML},
	)
	page := s.get("/customers/1", http.StatusOK)
	s.shows(page, "Could not be read: transfers, invoices.", "3 domains", "payment.started")
	s.hides(page, "example-moving.com", "open invoice")
}

func TestEvents(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	for i := range 30 {
		_, err := s.client.Customers.Update(t.Context(), 1, customers.UpdateParams{Tags: []string{fmt.Sprint(i)}})
		s.must(err)
		_, err = s.client.Customers.LoginAs(t.Context(), 1)
		s.must(err)
	}
	all, err := rest.Collect(s.client.Events.All(t.Context(), 1, customers.EventFilter{}), 0)
	s.must(err)
	var seen []string
	for path := "/customers/1/events"; path != ""; {
		page := s.get(path, http.StatusOK)
		for row := range page.All("tbody") {
			for cell := range robot.Below(row, "tr") {
				seen = append(seen, robot.Text(cell))
			}
		}
		path = link(page, "Next")
	}
	if len(seen) != len(all) || len(all) < 30 {
		t.Fatalf("%d of %d events", len(seen), len(all))
	}
	for i, text := range seen {
		if want := all[len(all)-1-i]; !strings.Contains(text, want.Type) || !strings.Contains(text, string(want.Status)) {
			t.Fatalf("event %d is %q, not %s %s", i, text, want.Type, want.Status)
		}
	}
	s.shows(s.get("/customers/1/events?status=failed", http.StatusOK), "There are no such events.")
	page := s.get("/customers/1/events?status=succeeded", http.StatusOK)
	s.hides(page, "failed pending")
	s.shows(page, "customer.logged_in_as")
}

func TestSettings(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	const path = "/customers/1/settings"
	for name, read := range map[string]func(*customers.Customer) bool{
		"enabled":  func(c *customers.Customer) bool { return c.Enabled },
		"ns":       func(c *customers.Customer) bool { return c.NameServerManagement },
		"dns":      func(c *customers.Customer) bool { return c.DNSManagement },
		"renew":    func(c *customers.Customer) bool { return c.AutoRenew },
		"verified": func(c *customers.Customer) bool { return c.Verified },
		"fraud":    func(c *customers.Customer) bool { return c.Fraud },
	} {
		before := read(s.customer(1))
		button := s.get(path, http.StatusOK).ID("switch-" + name)
		if robot.Attr(button, "role") != "switch" || robot.Attr(button, "aria-checked") != fmt.Sprint(before) {
			t.Errorf("%s: %v", name, button.Attr)
		}
		wanted := robot.Attr(button, "value")
		for range 2 { // the state is named, not a change to it
			page := s.act(path, http.StatusOK, name, wanted)
			if !strings.HasSuffix(s.told(page), " is "+wanted+".") || read(s.customer(1)) == before {
				t.Errorf("%s: %q, and it is %t", name, s.told(page), read(s.customer(1)))
			}
		}
	}
	tags := s.form(s.get(path, http.StatusOK), path+"/tags").Set("tags", " gold, agency ,,")
	if got := s.told(s.send(tags, http.StatusOK)); got != "The tags are gold, agency." {
		t.Error(got)
	}
	if got := s.told(s.send(tags.Set("tags", " "), http.StatusOK)); got != "There are no tags any more." || len(s.customer(1).Tags) > 0 {
		t.Error(got)
	}
	s.shows(s.send(tags.Set("tags", strings.Repeat("x", 65)), http.StatusUnprocessableEntity), "must not be longer than 64 characters")
}

func TestContacts(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 4})
	list := s.get("/customers/1/contacts", http.StatusOK)
	found, err := rest.Collect(s.client.Contacts.All(t.Context(), customers.ContactFilter{Customer: 1}), 0)
	s.must(err)
	for _, contact := range found {
		s.shows(list, contact.Name, contact.Email, contact.City)
	}
	path := fmt.Sprintf("/customers/1/contacts/%s", found[0].ID)
	page := s.act(path, http.StatusUnprocessableEntity, "name", "", "email", "nobody", "country", "UK", "city", "Leiden")
	s.problem(page, "name", "must not be empty")
	s.problem(page, "email", "must be an e-mail address")
	s.problem(page, "country", "must be GB for the United Kingdom")
	if got := s.form(page, path).Values; got.Get("city") != "Leiden" || got.Get("email") != "nobody" || got.Get("name") != "" {
		t.Errorf("kept %v", got)
	}
	page = s.act(path, http.StatusUnprocessableEntity, "email", s.customer(2).PrimaryContact.Email)
	s.problem(page, "email", "exists already")

	page = s.act(path, http.StatusOK, "city", "Leiden", "vat_number", "NL000000000B01")
	if got := s.told(page); got != "The contact of "+found[0].Name+" is saved." {
		t.Error(got)
	}
	changed, err := s.client.Contacts.Get(t.Context(), found[0].ID)
	s.must(err)
	if changed.City != "Leiden" || changed.VATNumber != "NL000000000B01" || changed.Address != found[0].Address || changed.Voice != found[0].Voice {
		t.Errorf("the contact is %+v", changed)
	}
	// A contact is shown on the pages of its customer alone.
	s.get(strings.Replace(path, "/customers/1/", "/customers/2/", 1), http.StatusNotFound)
}

func TestLogins(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 4})
	const path = "/customers/1/logins"
	login := s.customer(1).PrimaryContact.Email
	s.shows(s.get(path, http.StatusOK), login, "customer area", "enabled")
	s.shows(s.press(path, "/disable", http.StatusOK), login+" may not sign in any more.", "disabled")
	s.shows(s.press(path, "/enable", http.StatusOK), login+" may sign in.")
	s.shows(s.press(path, "/password", http.StatusOK), "A link for a new password is on its way to "+login)
	if mails := s.srv.Mails(); len(mails) != 1 || mails[0].To != login {
		t.Errorf("the mails are %v", mails)
	}
	others, err := rest.Collect(s.client.Logins.All(t.Context(), customers.LoginFilter{Customer: 2}), 1)
	s.must(err)
	for _, verb := range []string{"/disable", "/password"} {
		form := s.form(s.get(path, http.StatusOK), path+verb).Set("login", others[0].ID.String())
		s.send(form, http.StatusNotFound)
	}
}

func TestDomains(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 12})
	linked, alone := s.moveable()
	d := s.domain(linked)
	s.shows(s.get("/customers/1/domains", http.StatusOK), linked, alone, "delivered", d.Expires.Format("2 January 2006"), d.Hosting.Reference)
	path := "/customers/1/domains/" + alone
	s.shows(s.get(path, http.StatusOK), "Status delivered", "Name servers ns1.", "Hosting none")
	before := s.domain(alone).AutoRenew
	verbs := map[bool]string{true: "/renew-off", false: "/renew-on"}
	s.press(path, verbs[before], http.StatusOK)
	if s.domain(alone).AutoRenew == before {
		t.Error("the renewal is as before")
	}
	s.press(path, verbs[!before], http.StatusOK)
	if s.domain(alone).AutoRenew != before {
		t.Error("the renewal is not as before")
	}
	s.get("/customers/2/domains/"+alone, http.StatusNotFound)
}

func TestTransfers(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	waiting, approval := s.transferOf("example.com"), s.transferOf("example.es")
	s.shows(s.get("/customers/1/transfers", http.StatusOK),
		"example.es in wait for approval The registrant must approve", "example.com in wait for auth code Supply the auth code")
	path := "/customers/1/transfers/" + waiting.ID.String()
	form := s.form(s.get(path, http.StatusOK), path+"/auth-code")
	page := s.send(form, http.StatusUnprocessableEntity)
	s.problem(page, "auth_code", "must not be empty")
	s.shows(s.send(form.Set("auth_code", "Ex4mple~Code"), http.StatusOK), "The transfer goes on with the code.", "scheduled", "What it needs Nothing")

	path = "/customers/1/transfers/" + approval.ID.String()
	s.shows(s.press(path, "/resend", http.StatusOK), "The registrant gets the mail again.")
	cancel := s.form(s.get(path, http.StatusOK), path+"/cancel")
	s.shows(s.send(cancel, http.StatusOK), "The transfer is canceled.", "Status canceled")
	page = s.send(cancel, http.StatusConflict)
	s.shows(page, "The transfer has come too far for this.")
	if _, err := page.Form(path + "/cancel"); err == nil {
		t.Error("a canceled transfer can be canceled")
	}
	s.get("/customers/2/transfers/"+approval.ID.String(), http.StatusNotFound)
}

func TestHosting(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 12})
	owned, err := s.client.Hosting.List(t.Context(), hosting.Filter{Customer: 1})
	s.must(err)
	account := owned.Items[0]
	s.shows(s.get("/customers/1/hosting", http.StatusOK), account.Reference, account.Plan.Name, string(account.Domains[0]))
	path := "/customers/1/hosting/" + account.Reference
	form := s.form(s.get(path, http.StatusOK), path+"/suspend")
	s.problem(s.send(form, http.StatusUnprocessableEntity), "reason", "must not be empty")
	s.shows(s.send(form.Set("reason", "unpaid"), http.StatusOK), "The account is suspended.", "Status suspended")
	s.shows(s.press(path, "/unsuspend", http.StatusOK), "The account is back on the web.", "Status delivered")
	s.get("/customers/2/hosting/"+account.Reference, http.StatusNotFound)
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	made := s.certificateFor("example.com", "www.example.com")
	s.shows(s.get("/customers/1/ssl", http.StatusOK), "example.com, www.example.com", "pending")
	path := "/customers/1/ssl/" + string(made.ID)
	s.shows(s.get(path, http.StatusOK), "Covers example.com www.example.com", "What the authority looks for", made.DCV.Name, made.DCV.Value)
	s.srv.Advance(20 * time.Minute)
	s.shows(s.get(path, http.StatusOK), "Status "+string(ssl.StatusActive), "Expires 5 January 2027")
	s.get("/customers/2/ssl/"+string(made.ID), http.StatusNotFound)
}

// TestTriangle: invoices, payments and orders each lead to the two others and
// tell their states.
func TestTriangle(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	s.srv.SetInvoicing(true)
	order, err := s.client.Orders.Create(t.Context(), billing.NewOrder(1).Register(billing.RegisterPart{Name: "example.com"}))
	s.must(err)
	payment := s.pay(order.Invoice.ID)
	s.must(s.srv.FailPayment(int64(payment.ID), `{"error":"declined"}`))
	last := s.pay(order.Invoice.ID)
	var (
		invoice  = "Invoice " + order.Invoice.Number
		failed   = "Payment " + payment.ID.String()
		pending  = "Payment " + last.ID.String()
		ordered  = "Order " + order.ID.String()
		at       = "/customers/1"
		invoices = at + "/invoices/" + order.Invoice.ID.String()
	)
	for path, texts := range map[string][]string{
		at + "/invoices":                        {invoice + " open €8.99", failed + " failed " + pending + " pending " + ordered + " waiting"},
		at + "/payments":                        {pending + " pending €8.99", invoice + " open " + ordered + " waiting", failed + " failed"},
		at + "/orders":                          {ordered + " waiting for payment", invoice + " open " + failed + " failed " + pending + " pending"},
		invoices:                                {"State open", failed + " failed " + pending + " pending", ordered + " waiting", "Total €8.99"},
		at + "/payments/" + payment.ID.String(): {"State failed", invoice + " open", ordered + " waiting", "declined"},
		at + "/orders/" + order.ID.String():     {"State waiting", "Waits for payment", invoice + " open", pending + " pending", "pending –"},
	} {
		page := s.get(path, http.StatusOK)
		s.shows(page, texts...)
		for text, to := range map[string]string{invoice: invoices, failed: at + "/payments/" + payment.ID.String(), ordered: at + "/orders/" + order.ID.String()} {
			if got := link(page, text); got != to && path != to {
				t.Errorf("%s leads to %q by %s", path, got, text)
			}
		}
	}
	s.must(s.srv.AuthorizePayment(int64(last.ID)))
	s.shows(s.get(at+"/orders", http.StatusOK), ordered+" completed", invoice+" closed", pending+" authorised")
	for _, path := range []string{"/invoices/" + order.Invoice.ID.String(), "/payments/" + payment.ID.String(), "/orders/" + order.ID.String(), "/invoices/" + order.Invoice.ID.String() + "/pdf"} {
		s.get("/customers/2"+path, http.StatusNotFound)
	}
}

func TestInvoiceStates(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	draft := func() string {
		page := s.act("/customers/1/invoice", http.StatusOK, "lines.0.description", "Support", "lines.0.unit_price", "40")
		return page.Path
	}
	path := draft()
	stale := s.form(s.get(path, http.StatusOK), path+"/delete")
	s.shows(s.press(path, "/open", http.StatusOK), "State open")
	page := s.send(stale, http.StatusConflict)
	s.shows(page, "is open, which does not allow to delete it.", "State open")
	s.shows(s.press(path, "/close", http.StatusOK), "counts as paid", "State closed")
	s.shows(s.press(path, "/reopen", http.StatusOK), "The invoice is open again.", "State open")

	pdf := s.get(path+"/pdf", http.StatusOK)
	if !strings.HasPrefix(pdf.Body, "%PDF") || pdf.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(pdf.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the document is %q, %v", pdf.Body[:10], pdf.Header)
	}
	path = draft()
	page = s.press(path, "/delete", http.StatusOK)
	s.shows(page, "The draft is deleted.")
	s.get(path, http.StatusNotFound)

	s.srv.Inject(hostcontroltest.Fault{Path: "/invoice/*/pdf", Kind: hostcontroltest.FaultStatus})
	s.shows(s.get(link(page, firstInvoice(page))+"/pdf", http.StatusBadGateway), "This did not work")
}

func firstInvoice(page *robot.Page) string {
	for n := range page.All("a") {
		if text := robot.Text(n); strings.HasPrefix(text, "Invoice ") {
			return text
		}
	}
	return ""
}

func TestOrders(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	s.srv.SetInvoicing(true)
	s.srv.SetBillingPolicy(hostcontroltest.BillingPolicy{CreditCanceled: true})
	order := func(name string) *billing.Order {
		placed, err := s.client.Orders.Create(t.Context(), billing.NewOrder(1).Register(billing.RegisterPart{Name: name}))
		s.must(err)
		return placed
	}
	path := "/customers/1/orders/" + order("example.com").ID.String()
	page := s.press(path, "/cancel", http.StatusOK)
	s.shows(page, "The order is canceled. A credit invoice was made for it. See the credit invoice", "State canceled")
	s.shows(s.get(link(page, "See the credit invoice"), http.StatusOK), "Draft of a credit invoice", "Takes back another invoice")
	if _, err := page.Form(path + "/cancel"); err == nil {
		t.Error("a canceled order can be canceled")
	}

	// One whose domain is gone by the time it is paid fails.
	late := order("example.net")
	path = "/customers/1/orders/" + late.ID.String()
	_, err := s.client.Domains.Register(t.Context(), domains.RegisterParams{Customer: 2, Name: "example.net"})
	s.must(err)
	s.must(s.srv.AuthorizePayment(int64(s.pay(late.Invoice.ID).ID)))
	s.shows(s.get(path, http.StatusOK), "State failed", "failed domain taken")
	s.shows(s.press(path, "/restart", http.StatusOK), "The order was tried again, and is failed.")
}

func TestTickets(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 12})
	id, err := s.srv.OpenTicket(1, "My site is <b>slow</b>", "Since *yesterday*.\n\n<script>alert(1)</script>")
	s.must(err)
	s.shows(s.get("/customers/1/tickets", http.StatusOK), "My site is <b>slow</b> open", "the customer")
	path := fmt.Sprintf("/customers/1/tickets/%d", id)
	page := s.get(path, http.StatusOK)
	s.shows(page, "State open", "Since *yesterday*. <script>alert(1)</script>")
	for range page.All("script") {
		if strings.Contains(page.Body, "<script>alert") {
			t.Error("what a customer wrote is run")
		}
	}
	write := func(kind, body string, status int) *robot.Page {
		form := s.form(s.get(path, http.StatusOK), path+"/message")
		return s.send(form.Set("body", body).Set("kind", kind), status)
	}
	page = write("reply", " ", http.StatusUnprocessableEntity)
	s.problem(page, "body", "must not be empty")
	s.shows(write("reply", "We have a look.\r\nSoon.", http.StatusOK), "The customer gets the reply.", "We have a look. Soon.")
	s.shows(write("comment", "Call the data center.", http.StatusOK), "The comment is added. The customer does not see it.", "comment, not seen by the customer")
	seen := s.srv.CustomerTickets(1)
	if last := seen[len(seen)-1]; len(last.Messages) != 2 || last.Messages[1].Body != "We have a look.\r\nSoon." {
		t.Errorf("the customer sees %v", last.Messages)
	}

	stale := s.form(s.get(path, http.StatusOK), path+"/message").Set("body", "One more thing.").Set("kind", "reply")
	s.shows(s.press(path, "/close", http.StatusOK), "The ticket is closed.", "State closed", "Open the ticket again")
	page = s.send(stale, http.StatusConflict)
	s.shows(page, "The ticket is closed, which does not allow to reply to it.")
	if got := s.form(page, path+"/message").Values.Get("body"); got != "One more thing." {
		t.Errorf("kept %q", got)
	}
	s.shows(write("comment", "Done.", http.StatusOK), "The comment is added.", "State closed")
	s.shows(s.press(path, "/open", http.StatusOK), "The ticket is open again.", "State open")

	// A message that is sent twice is written once.
	twice := s.form(s.get(path, http.StatusOK), path+"/message").Set("body", "Twice.").Set("kind", "reply")
	s.send(twice, http.StatusOK)
	page = s.send(twice, http.StatusOK)
	if n := strings.Count(page.Main(), "Twice."); n != 1 {
		t.Errorf("it was written %d times", n)
	}
	s.get(strings.Replace(path, "/customers/1/", "/customers/2/", 1), http.StatusNotFound)
	s.get("/customers/1/tickets/x", http.StatusNotFound)
}
