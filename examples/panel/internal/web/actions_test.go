package web_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/panel/internal/robot"
	"github.com/hostcontrol-go/sdk/examples/panel/internal/web"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

func TestLogInAsCustomer(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	page := s.act("/customers/1/login-as", http.StatusOK)
	name := s.customer(1).PrimaryContact.Name
	address := link(page, "Open the Customer Area as "+name+" (in another tab)")
	if !strings.HasPrefix(address, strings.TrimSuffix(s.srv.URL, "/api/v1")+"/login/") {
		t.Fatalf("the link is %q", address)
	}
	resp, err := s.srv.Client().Get(address)
	s.must(err)
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("the link answers %s", resp.Status)
	}
	if page := s.get("/customers/1/login-as", http.StatusOK); strings.Contains(page.Body, address) {
		t.Error("the link is kept")
	}
}

func TestMoveProducts(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 12})
	const path = "/customers/1/move"
	linked, alone := s.moveable()

	page := s.act(path, http.StatusUnprocessableEntity, "to", "nobody@example.org")
	s.problem(page, "to", "is no customer of yours")
	page = s.act(path, http.StatusUnprocessableEntity, "to", "2")
	s.problem(page, "domains", "must name a domain where no hosting account is named")
	page = s.act(path, http.StatusUnprocessableEntity, "to", "1", "domains", alone)
	s.problem(page, "to", "must be another customer")
	page = s.act(path, http.StatusUnprocessableEntity, "to", "perhaps")
	s.problem(page, "to", "must be the number or the e-mail address of a customer")

	// A domain that is linked to an account goes with it or not at all.
	other := s.customer(2).PrimaryContact
	page = s.act(path, http.StatusOK, "to", other.Email, "domains", linked)
	s.shows(page, "Move these products?", linked, other.Name+", customer 2")
	page = s.confirm(page, path, http.StatusUnprocessableEntity)
	s.problem(page, "domains", linked)
	s.shows(page, "Move products")

	page = s.act(path, http.StatusOK, "to", "2", "domains", alone)
	page = s.confirm(page, path, http.StatusOK)
	if got, want := s.told(page), "Moved "+alone+" to "+other.Name+". See the customer"; got != want {
		t.Errorf("told %q, not %q", got, want)
	}
	if owner := s.domain(alone).Customer.ID; owner != 2 {
		t.Errorf("%s belongs to %s", alone, owner)
	}
}

// moveable gives a domain that is linked to an account, and one that is not.
func (s *site) moveable() (linked, alone string) {
	s.Helper()
	for d, err := range s.client.Domains.All(s.Context(), domains.Filter{Customer: 1}) {
		s.must(err)
		if d.Hosting != nil {
			linked = d.Name.String()
		} else {
			alone = d.Name.String()
		}
	}
	return linked, alone
}

func (s *site) domain(name string) *domains.Domain {
	s.Helper()
	d, err := s.client.Domains.Get(s.Context(), name)
	s.must(err)
	return d
}

// problem fails the test unless an input is marked as wrong, is described by
// what is wrong with it, and is led to by the summary, which has the keyboard.
func (s *site) problem(page *robot.Page, name, message string) {
	s.Helper()
	id := "f-" + strings.ReplaceAll(name, ".", "-")
	in := page.ID(id)
	if in == nil {
		s.Fatalf("%s has no input %s", page.Path, name)
	}
	if !strings.Contains(robot.Attr(in, "aria-describedby"), id+"-problem") {
		s.Errorf("%s is described by %q", name, robot.Attr(in, "aria-describedby"))
	}
	if in.Data != "fieldset" && robot.Attr(in, "aria-invalid") != "true" {
		s.Errorf("%s is not marked", name)
	}
	if got := robot.Text(page.ID(id + "-problem")); !strings.Contains(got, message) {
		s.Errorf("the problem of %s is %q, not %q", name, got, message)
	}
	summary := page.ID("problems")
	if summary == nil || !robot.Has(summary, "autofocus") || robot.Attr(summary, "tabindex") != "-1" {
		s.Fatal("the summary does not get the keyboard")
	}
	for n := range robot.Below(summary, "a") {
		if robot.Attr(n, "href") == "#"+id {
			return
		}
	}
	s.Errorf("the summary does not lead to %s: %s", name, robot.Text(summary))
}

func TestRegisterDomain(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	const path = "/customers/1/register"
	page := s.act(path, http.StatusUnprocessableEntity, "domain", "exam_ple.com", "interval", "36", "is_privacy_protect_enabled", "on")
	s.problem(page, "domain", "must")
	kept := s.form(page, path).Values
	if kept.Get("domain") != "exam_ple.com" || kept.Get("interval") != "36" || kept.Get("is_privacy_protect_enabled") != "on" {
		t.Errorf("kept %v", kept)
	}
	s.problem(s.act(path, http.StatusUnprocessableEntity, "domain", s.anyDomain()), "domain", "is not free")
	s.problem(s.act(path, http.StatusUnprocessableEntity, "domain", "example.test"), "domain", "is not a name below a TLD that is sold")

	page = s.act(path, http.StatusOK, "domain", "Bücher.com", "interval", "24")
	s.shows(page, "Register this domain?", "bücher.com", "2 years", "€18.98")
	if s.done("domains.register") > 0 {
		t.Fatal("it was registered before the answer")
	}
	// The question can be gone back from, and nothing is lost.
	page = s.send(s.form(page, path).Set("step", "edit"), http.StatusOK)
	if kept := s.form(page, path).Values; kept.Get("domain") != "Bücher.com" || kept.Get("interval") != "24" {
		t.Errorf("kept %v", kept)
	}
	page = s.send(s.form(page, path), http.StatusOK)
	page = s.confirm(page, path, http.StatusOK)
	if got := s.told(page); got != "bücher.com is registered until 5 January 2028. See the domain" || page.Path != "/customers/1/domains" {
		t.Errorf("%s tells %q", page.Path, got)
	}
	s.shows(page, "bücher.com delivered 5 January 2028")
	if n := page.ID("notice"); !robot.Has(n, "autofocus") || robot.Attr(n, "tabindex") != "-1" {
		t.Error("the notice does not get the keyboard")
	}
	if s.told(s.get("/customers/1/domains", http.StatusOK)) != "" {
		t.Error("it is told twice")
	}
	page = s.act(path, http.StatusOK, "domain", "example.ie")
	s.shows(s.confirm(page, path, http.StatusOK), "example.ie is ordered from the registry.")
}

func (s *site) anyDomain() string {
	s.Helper()
	page, err := s.client.Domains.List(s.Context(), domains.Filter{})
	s.must(err)
	return page.Items[0].Name.String()
}

// TestTermThatBreaksOff is completed by sending the same form again.
func TestTermThatBreaksOff(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	const path = "/customers/1/register"
	s.srv.Inject(hostcontroltest.Fault{Method: http.MethodPost, Path: "/domain/*/renew", Times: 1, Kind: hostcontroltest.FaultStatus, Status: http.StatusForbidden})
	page := s.act(path, http.StatusOK, "domain", "example.com", "interval", "24")
	page = s.confirm(page, path, http.StatusBadGateway)
	s.shows(page, "This was done in part", "Only 12 of 24 months of example.com were bought for certain.")
	page = s.send(s.form(page, path), http.StatusOK)
	s.shows(page, "example.com is registered until 5 January 2028.")
	if n := s.done("domains.register") + s.done("domains.renew"); n != 2 {
		t.Errorf("%d years were bought", n)
	}
}

func TestTransferDomain(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	const path = "/customers/1/transfer"
	page := s.act(path, http.StatusOK, "domain", "example.com", "auth_code", "Ex4mple~Code", "name_servers", "ns1.example.net\r\nnot a host\r\n")
	s.shows(page, "Start this transfer?", "€8.99", "ns1.example.net, not a host")
	if strings.Contains(page.Main(), "Ex4mple") {
		t.Error("the code is shown")
	}
	page = s.confirm(page, path, http.StatusUnprocessableEntity)
	s.problem(page, "name_servers", "line 2 ")
	if got := s.form(page, path).Values.Get("name_servers"); !strings.Contains(got, "not a host") {
		t.Errorf("kept %q", got)
	}
	s.problem(s.act(path, http.StatusUnprocessableEntity), "domain", "must")
	s.problem(s.act(path, http.StatusUnprocessableEntity, "domain", s.anyDomain()), "domain", "is here already, with customer ")
	s.problem(s.act(path, http.StatusUnprocessableEntity, "domain", "example.test"), "domain", "is not a name below a TLD that is sold")

	page = s.act(path, http.StatusOK, "domain", "example.com", "auth_code", "Ex4mple~Code", "name_servers", "ns1.example.net\r\nns2.example.net", "is_privacy_protect_enabled", "on")
	page = s.confirm(page, path, http.StatusOK)
	s.shows(page, "The transfer of example.com is under way.", "ns1.example.net", "ns2.example.net")
	started, err := s.client.Transfers.List(t.Context(), domains.TransferFilter{Customer: 1})
	s.must(err)
	if len(started.Items) != 1 || !started.Items[0].AuthCode.Equal(rest.NewSecret("Ex4mple~Code")) || !started.Items[0].Privacy {
		t.Errorf("%d transfers", len(started.Items))
	}
	page = s.confirm(s.act(path, http.StatusOK, "domain", "example.org"), path, http.StatusOK)
	s.shows(page, "The transfer of example.org is under way. What it needs: Supply the auth code.")
	s.problem(s.confirm(s.act(path, http.StatusOK, "domain", "example.org"), path, http.StatusUnprocessableEntity), "domain", "is taken, or on its way already")
}

func TestAddHosting(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 12})
	const path = "/customers/1/add-hosting"
	s.shows(s.get(path, http.StatusOK), "Web S, €24.00 for 1 year", "Mail, €1.99 for 1 month")
	s.problem(s.act(path, http.StatusUnprocessableEntity, "plan", "99"), "plan", "is not sold")
	s.problem(s.act(path, http.StatusUnprocessableEntity, "plan", "2", "domain", "example-nobody.com"), "domain", "")
	_, alone := s.moveable()
	page := s.act(path, http.StatusOK, "plan", "2", "terms", "2", "domain", alone)
	s.shows(page, "on Web M is added.", alone, "5 January 2028")
	if got := s.domain(alone).Hosting; got == nil || got.Plan.Name != "Web M" {
		t.Errorf("%s is linked to %v", alone, got)
	}
}

func TestCreateInvoice(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	const path = "/customers/1/invoice"
	page := s.act(path, http.StatusUnprocessableEntity)
	s.problem(page, "lines.0.description", "must not be empty")
	s.problem(page, "lines.0.unit_price", "must be an amount such as 12.50")
	s.shows(page, "Line 1, Unit price in EUR must be an amount such as 12.50")
	page = s.act(path, http.StatusUnprocessableEntity,
		"lines.0.description", "Support", "lines.0.unit_price", "12.50",
		"lines.2.description", "More", "lines.2.unit_price", "1,5", "lines.2.quantity", "x")
	s.problem(page, "lines.1.description", "must not be empty")
	s.problem(page, "lines.2.unit_price", "must be an amount such as 12.50")
	s.problem(page, "lines.2.quantity", "must be a decimal number")
	s.problem(s.act(path, http.StatusUnprocessableEntity, "lines.0.description", "a", "lines.0.unit_price", "1.234"), "lines.0.unit_price", "more decimals")
	s.problem(s.act(path, http.StatusUnprocessableEntity, "due", "soon"), "due", "must be a date")

	// Another line can be had without losing the others.
	page = s.act(path, http.StatusOK, "lines.2.description", "Third", "step", "add-line")
	form := s.form(page, path)
	if form.Values.Get("lines.2.description") != "Third" || form.Values["lines.3.description"] == nil || form.Values["lines.4.description"] != nil || form.Values.Get("lines.3.quantity") != "1" {
		t.Errorf("the lines are %v", form.Values)
	}
	if !robot.Has(page.ID("f-lines-3-description"), "autofocus") {
		t.Error("the new line does not get the keyboard")
	}
	fill(form, []string{
		"lines.0.description", "Support", "lines.0.quantity", "2.5", "lines.0.unit_price", "40",
		"lines.1.description", "example.com", "lines.1.unit_price", "12.10", "lines.1.product_category", "domain",
		"lines.2.description", "Discount", "lines.2.unit_price", "-1", "due", "2026-02-01",
	})
	page = s.send(form, http.StatusOK)
	s.shows(page, "The draft comes to €111.10.", "draft", "Without tax", "Total €111.10", "2.5", "1 February 2026")
	if s.done("invoices.open") != 0 {
		t.Error("the customer sees the draft")
	}
	page = s.send(s.form(page, page.Path+"/open"), http.StatusOK)
	s.shows(page, "The invoice is open, and has the number", "open")
	found, err := s.client.Invoices.List(t.Context(), billing.InvoiceFilter{Customer: 1})
	s.must(err)
	if len(found.Items) != 1 || found.Items[0].State != billing.InvoiceOpen || len(found.Items[0].Lines) != 3 || len(found.Items[0].Check()) > 0 {
		t.Errorf("the invoices are %v", found.Items)
	}
}

func TestOpenTicket(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 12})
	const path = "/customers/1/ticket"
	page := s.act(path, http.StatusUnprocessableEntity, "body", "Hello\r\nthere")
	s.problem(page, "subject", "must not be empty")
	if got := s.form(page, path).Values.Get("body"); got != "Hello\nthere" {
		t.Errorf("kept %q", got)
	}
	departments, err := s.client.Departments.List(t.Context(), support.DepartmentFilter{})
	s.must(err)
	last := departments.Items[len(departments.Items)-1]
	page = s.act(path, http.StatusOK, "subject", "Maintenance", "body", "On *Sunday*.", "department", last.ID.String())
	s.shows(page, "The ticket is open, with the number", "Maintenance", "On *Sunday*.", "Department "+last.Name)
	seen := s.srv.CustomerTickets(1)
	if got := seen[len(seen)-1]; got.Subject != "Maintenance" || got.Messages[0].Body != "On *Sunday*." {
		t.Errorf("the customer sees %v", got)
	}
}

func TestPromoteToReseller(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 12})
	const path = "/customers/1/promote"
	s.problem(s.act(path, http.StatusUnprocessableEntity), "login", "must not be empty")
	s.problem(s.act(path, http.StatusUnprocessableEntity, "login", s.customer(1).PrimaryContact.Email), "login", "")
	page := s.act(path, http.StatusOK, "login", "jane.reseller", "price_list", "gold")
	s.shows(page, "The customer is a reseller now", "jane.reseller reseller area")
	if !s.customer(1).IsReseller {
		t.Error("the customer is none")
	}
	s.shows(s.act(path, http.StatusConflict, "login", "jane.again"), "The customer is a reseller already.")
}

// TestRefusalsOfThePlatform are told in words, at the right place.
func TestRefusalsOfThePlatform(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 12})
	for name, tt := range map[string]struct {
		update customers.UpdateParams
		told   string
	}{
		"fraud":    {customers.UpdateParams{Fraud: new(true)}, "tagged as fraud, which blocks ordering"},
		"disabled": {customers.UpdateParams{Enabled: new(false)}, "The customer is disabled"},
	} {
		_, err := s.client.Customers.Update(t.Context(), 2, tt.update)
		s.must(err)
		page := s.confirm(s.act("/customers/2/register", http.StatusOK, "domain", "example.com"), "/customers/2/register", http.StatusForbidden)
		s.shows(page, tt.told)
		s.shows(s.act("/customers/2/add-hosting", http.StatusForbidden), tt.told)
		_, err = s.client.Customers.Update(t.Context(), 2, customers.UpdateParams{Fraud: new(false), Enabled: new(true)})
		s.must(err)
		if t.Failed() {
			t.Log(name)
		}
	}
	page := s.confirm(s.act("/customers/2/register", http.StatusOK, "domain", "example.de", "is_privacy_protect_enabled", "on"), "/customers/2/register", http.StatusUnprocessableEntity)
	s.problem(page, "is_privacy_protect_enabled", "cannot be had below this TLD")
}

// doubled are the actions that must not happen twice: the form, and what the
// platform does for it.
func doubled(s *site) map[string]struct {
	path, operation string
	fields          []string
} {
	_, alone := s.moveable()
	return map[string]struct {
		path, operation string
		fields          []string
	}{
		"move":     {"/customers/1/move", "customers.move", []string{"to", "2", "domains", alone, "step", "confirmed"}},
		"register": {"/customers/1/register", "domains.register", []string{"domain", "example.com", "step", "confirmed"}},
		"transfer": {"/customers/1/transfer", "transfers.start", []string{"domain", "example.org", "step", "confirmed"}},
		"hosting":  {"/customers/1/add-hosting", "hosting.add", nil},
		"invoice":  {"/customers/1/invoice", "invoices.create", []string{"lines.0.description", "Support", "lines.0.unit_price", "40"}},
		"ticket":   {"/customers/1/ticket", "tickets.create", []string{"subject", "Maintenance", "body", "On Sunday."}},
		"promote":  {"/customers/1/promote", "customers.promote", []string{"login", "jane.reseller"}},
	}
}

// TestFormsThatAreSentTwice: by a double click, or by loading a page again.
func TestFormsThatAreSentTwice(t *testing.T) {
	t.Parallel()
	for name := range doubled(open(t, hostcontroltest.Options{Customers: 12})) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, hostcontroltest.Options{Customers: 12})
			tt := doubled(s)[name]
			form := s.form(s.get(tt.path, http.StatusOK), tt.path)
			fill(form, tt.fields)
			before := s.done(tt.operation)
			first := s.send(form, http.StatusOK)
			second := s.send(form, http.StatusOK)
			if first.Path != second.Path || s.told(first) == "" || s.told(first) != s.told(second) {
				t.Errorf("first %s: %q, then %s: %q", first.Path, s.told(first), second.Path, s.told(second))
			}
			if n := s.done(tt.operation) - before; n != 1 {
				t.Errorf("it was done %d times", n)
			}
		})
	}
}

// TestFormsThatAreSentAtOnce: the second click comes while the first one is
// under way.
func TestFormsThatAreSentAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 12})
	tt := doubled(s)["hosting"]
	form := s.form(s.get(tt.path, http.StatusOK), tt.path)
	results := make(chan *robot.Page)
	for range 5 {
		go func() {
			page, err := s.robot.Send(t.Context(), form)
			if err != nil {
				t.Error(err)
			}
			results <- page
		}()
	}
	paths := map[string]bool{}
	for range 5 {
		if page := <-results; page != nil {
			paths[page.Path] = true
		}
	}
	if n := s.done(tt.operation); n != 1 || len(paths) != 1 {
		t.Errorf("done %d times, led to %v", n, paths)
	}
}

// TestLostAnswers: what was done is found, not done again.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for name := range doubled(open(t, hostcontroltest.Options{Customers: 12})) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, hostcontroltest.Options{Customers: 12})
			tt := doubled(s)[name]
			form := s.form(s.get(tt.path, http.StatusOK), tt.path)
			fill(form, tt.fields)
			s.srv.Inject(hostcontroltest.Fault{Method: http.MethodPost, Times: 1, Kind: hostcontroltest.FaultDrop, AfterCommit: true})
			if page := s.send(form, http.StatusOK); s.told(page) == "" {
				t.Errorf("nothing is told: %s", page.Main())
			}
			if n := s.done(tt.operation); n != 1 {
				t.Errorf("it was done %d times", n)
			}
		})
	}
}

// TestUnknownOutcome: when nothing can be found out, the page says so, and
// keeps the form for another attempt, which does nothing twice.
func TestUnknownOutcome(t *testing.T) {
	t.Parallel()
	for name := range doubled(open(t, hostcontroltest.Options{Customers: 12})) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, hostcontroltest.Options{Customers: 12})
			tt := doubled(s)[name]
			form := s.form(s.get(tt.path, http.StatusOK), tt.path)
			fill(form, tt.fields)
			s.srv.Inject(
				hostcontroltest.Fault{Method: http.MethodPost, Kind: hostcontroltest.FaultDrop, AfterCommit: true},
				hostcontroltest.Fault{Method: http.MethodGet, Path: lookedAt[name], Kind: hostcontroltest.FaultStatus},
			)
			page := s.send(form, http.StatusBadGateway)
			reference := form.Values.Get("client_reference")
			s.shows(page, "It is not known whether this was done", reference)
			if !robot.Has(page.ID("problems"), "autofocus") {
				t.Error("the summary does not get the keyboard")
			}
			s.srv.ClearFaults()
			again := s.form(page, tt.path)
			if again.Values.Get("client_reference") != reference {
				t.Fatal("the form has another reference")
			}
			if page := s.send(again, http.StatusOK); s.told(page) == "" {
				t.Errorf("nothing is told: %s", page.Main())
			}
			if n := s.done(tt.operation); n != 1 {
				t.Errorf("it was done %d times", n)
			}
		})
	}
}

// lookedAt is where the SDK looks for what an action has done.
var lookedAt = map[string]string{
	"move":     "/domain/*",
	"register": "/domain/*",
	"transfer": "/domain-transfer",
	"hosting":  "/hosting",
	"invoice":  "/invoice",
	"ticket":   "/ticket",
	"promote":  "/reseller",
}

// TestPlatformIsGone: what was typed is not lost with it.
func TestPlatformIsGone(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 12})
	const path = "/customers/1/register"
	page := s.act(path, http.StatusOK, "domain", "example.com", "interval", "24")
	s.srv.Inject(hostcontroltest.Fault{Kind: hostcontroltest.FaultDrop})
	page = s.confirm(page, path, http.StatusBadGateway)
	s.shows(page, "It is not known whether this was done", "Try again")
	s.srv.ClearFaults()
	form := s.form(page, path)
	if form.Values.Get("domain") != "example.com" || form.Values.Get("interval") != "24" || form.Values.Get("step") != "confirmed" {
		t.Errorf("kept %v", form.Values)
	}
	s.shows(s.send(form, http.StatusOK), "example.com is registered until 5 January 2028.")
}

// TestRefusedWhileThePageCannotBeShown: what is wrong is told all the same, and
// what was typed is kept.
func TestRefusedWhileThePageCannotBeShown(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 2})
	const path = "/customers/1/promote"
	form := s.form(s.get(path, http.StatusOK), path).Set("price_list", "gold")
	s.srv.Inject(hostcontroltest.Fault{Method: http.MethodGet, Kind: hostcontroltest.FaultStatus})
	page := s.send(form, http.StatusUnprocessableEntity)
	s.shows(page, "This was not done", "login must not be empty", "Go back")
	if got := s.form(page, path).Values.Get("price_list"); got != "gold" {
		t.Errorf("kept %q", got)
	}
}

// transport is a function that makes requests.
type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

// TestSomebodyWhoLeaves in the middle of a purchase does not cut it off.
func TestSomebodyWhoLeaves(t *testing.T) {
	t.Parallel()
	ctx, leave := context.WithCancel(t.Context())
	s := openWith(t, hostcontroltest.Options{Customers: 12}, web.Config{}, hostcontrol.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return transport(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPost {
				leave()
			}
			return next.RoundTrip(r)
		})
	}))
	s.signIn()
	const path = "/customers/1/add-hosting"
	form := s.form(s.get(path, http.StatusOK), path)
	s.srv.Inject(hostcontroltest.Fault{Method: http.MethodPost, Kind: hostcontroltest.FaultDelay, Delay: 100 * time.Millisecond})
	if _, err := s.robot.Send(ctx, form); !errors.Is(err, context.Canceled) {
		t.Fatalf("the browser did not leave: %v", err)
	}
	s.front.Close() // waits for what is under way
	if n := s.done("hosting.add"); n != 1 {
		t.Errorf("it was done %d times", n)
	}
}

// TestFormThatWasUsedForSomethingElse: somebody went back to it and filled it in
// anew. It is not taken for what it did before.
func TestFormThatWasUsedForSomethingElse(t *testing.T) {
	t.Parallel()
	s := open(t, hostcontroltest.Options{Customers: 12})
	const path = "/customers/1/register"
	form := s.form(s.get(path, http.StatusOK), path).Set("domain", "example.com").Set("step", "confirmed")
	s.send(form, http.StatusOK)
	page := s.send(form.Set("domain", "example.net"), http.StatusUnprocessableEntity)
	s.shows(page, "This form has done something else already.")
	if s.form(page, path).Values.Get("client_reference") == form.Values.Get("client_reference") {
		t.Fatal("the form has the same reference")
	}
	page = s.send(s.form(page, path).Set("step", "confirmed"), http.StatusOK)
	s.shows(page, "example.net is registered until")
}
