package web_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/examples/panel/internal/robot"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// furnished is a site whose first customer has some of everything.
func furnished(t *testing.T) *site {
	t.Helper()
	s := open(t, hostcontroltest.Options{Customers: 12})
	s.srv.SetInvoicing(true)
	s.transferOf("example-moving.com")
	s.certificateFor("example.com", "www.example.com")
	_, err := s.srv.OpenTicket(1, "My site shows an error", "Since this morning it says *503*.\n\nCan you have a look?")
	s.must(err)
	placed, err := s.client.Orders.Create(t.Context(), billing.NewOrder(1).Register(billing.RegisterPart{Name: "example-wanted.com"}))
	s.must(err)
	s.pay(placed.Invoice.ID)
	return s
}

func (s *site) transferOf(name string) *domains.Transfer {
	s.Helper()
	started, err := s.client.Transfers.Start(s.Context(), domains.TransferParams{Customer: 1, Name: name})
	s.must(err)
	return started
}

func (s *site) certificateFor(names ...string) *ssl.Certificate {
	s.Helper()
	plans, err := s.client.SSL.Plans(s.Context(), ssl.PlanFilter{})
	s.must(err)
	_, csr, err := ssl.NewKeyAndCSR(names...)
	s.must(err)
	made, err := s.client.SSL.Request(s.Context(), ssl.RequestParams{Customer: 1, Plan: plans.Items[0].ID, CSR: csr, DCV: ssl.DCVDNS})
	s.must(err)
	return made
}

func (s *site) pay(invoice billing.InvoiceID) *billing.Payment {
	s.Helper()
	methods, err := s.client.Payments.Methods(s.Context(), billing.MethodFilter{})
	s.must(err)
	started, err := s.client.Payments.Start(s.Context(), billing.PaymentParams{Invoice: invoice, Method: methods.Items[0].ID})
	s.must(err)
	return started
}

// pagesOf are the pages about the first customer: those that the navigation
// leads to, and the first one behind each table.
func (s *site) pagesOf() map[string]*robot.Page {
	s.Helper()
	pages := map[string]*robot.Page{}
	todo := []string{"/customers/1"}
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		if pages[path] != nil {
			continue
		}
		page := s.get(path, http.StatusOK)
		pages[path] = page
		for n := range page.All("nav", "tbody") {
			for link := range robot.Below(n, "a") {
				if to := robot.Attr(link, "href"); strings.HasPrefix(to, "/customers/1") {
					todo = append(todo, to)
				}
			}
		}
	}
	return pages
}

func TestAllTabsAndActionsAreThere(t *testing.T) {
	t.Parallel()
	s := furnished(t)
	pages := s.pagesOf()
	for _, below := range []string{
		"", "/events", "/settings", "/contacts", "/logins", "/domains", "/transfers", "/hosting", "/ssl", "/invoices", "/payments", "/orders", "/tickets",
		"/login-as", "/move", "/register", "/transfer", "/bulk-transfer", "/add-hosting", "/invoice", "/ticket", "/promote",
	} {
		page := pages["/customers/1"+below]
		if page == nil {
			t.Errorf("nothing leads to %s", below)
			continue
		}
		current := 0
		for n := range page.All("a") {
			if robot.Attr(n, "aria-current") == "page" {
				current++
			}
		}
		if current != 1 {
			t.Errorf("%s marks %d links as the current page", page.Path, current)
		}
	}
	if len(pages) < 30 {
		t.Errorf("%d pages", len(pages))
	}
}

// TestPagesAreForEverybody: what those need who do not see a page, or use the
// keyboard alone.
func TestPagesAreForEverybody(t *testing.T) {
	t.Parallel()
	s := furnished(t)
	pages := s.pagesOf()
	pages["/customers"] = s.get("/customers?tag=vip", http.StatusOK)
	pages["refused"] = s.act("/customers/1/invoice", http.StatusUnprocessableEntity)
	pages["question"] = s.act("/customers/1/register", http.StatusOK, "domain", "example.com")
	pages["not found"] = s.get("/nowhere", http.StatusNotFound)
	for name, page := range pages {
		for _, check := range []func(*robot.Page) []string{structure, labels, tables, references, inline} {
			for _, problem := range check(page) {
				t.Errorf("%s: %s", name, problem)
			}
		}
	}
}

// structure: one main heading, landmarks, levels of headings without gaps, and
// at most one element that asks for the keyboard.
func structure(p *robot.Page) (problems []string) {
	count := map[string]int{}
	level := 0
	focused := 0
	for n := range p.All("h1", "h2", "h3", "main", "header", "nav", "title") {
		count[n.Data]++
		if n.Data[0] == 'h' && len(n.Data) == 2 {
			if next := int(n.Data[1] - '0'); next > level+1 {
				problems = append(problems, n.Data+" comes after a heading of level "+string(rune('0'+level)))
			} else {
				level = next
			}
		}
		if n.Data == "nav" && !robot.Has(n, "aria-label") {
			problems = append(problems, "a nav has no name")
		}
	}
	for n := range p.Root.Descendants() {
		if n.Type == html.ElementNode && robot.Has(n, "autofocus") {
			focused++
		}
	}
	for _, once := range []string{"h1", "main", "title"} {
		if count[once] != 1 {
			problems = append(problems, "not one "+once)
		}
	}
	if count["nav"] == 0 || count["header"] == 0 {
		problems = append(problems, "a landmark is missing")
	}
	if focused > 1 {
		problems = append(problems, "several elements ask for the keyboard")
	}
	if n := p.ID("main"); robot.Attr(n, "tabindex") != "-1" {
		problems = append(problems, "the skip link leads to what cannot be focused")
	}
	return problems
}

// labels: every input and button says what it is.
func labels(p *robot.Page) (problems []string) {
	for n := range p.All("input", "select", "textarea", "button", "a", "summary", "img") {
		if robot.Attr(n, "type") == "hidden" {
			continue
		}
		if nameOf(p, n) == "" {
			problems = append(problems, n.Data+" "+robot.Attr(n, "name")+" has no name")
		}
	}
	return problems
}

func nameOf(p *robot.Page, n *html.Node) string {
	switch {
	case robot.Has(n, "aria-label"):
		return robot.Attr(n, "aria-label")
	case robot.Has(n, "aria-labelledby"):
		return robot.Text(p.ID(robot.Attr(n, "aria-labelledby")))
	case n.Data == "button", n.Data == "a", n.Data == "summary":
		return robot.Text(n)
	case n.Data == "img":
		return robot.Attr(n, "alt")
	}
	for label := range p.All("label") {
		if id := robot.Attr(n, "id"); id != "" && robot.Attr(label, "for") == id {
			return robot.Text(label)
		}
		for inside := range label.Descendants() {
			if inside == n {
				return robot.Text(label)
			}
		}
	}
	return ""
}

// tables have captions, and their headings say what they head.
func tables(p *robot.Page) (problems []string) {
	for table := range p.All("table") {
		captions := 0
		for range robot.Below(table, "caption") {
			captions++
		}
		if captions != 1 {
			problems = append(problems, "a table has no caption")
		}
		for th := range robot.Below(table, "th") {
			if scope := robot.Attr(th, "scope"); scope != "col" && scope != "row" {
				problems = append(problems, "a heading of a table has no scope: "+robot.Text(th))
			}
		}
	}
	return problems
}

// references lead to one element each.
func references(p *robot.Page) (problems []string) {
	ids := map[string]int{}
	for n := range p.Root.Descendants() {
		if n.Type == html.ElementNode && robot.Attr(n, "id") != "" {
			ids[robot.Attr(n, "id")]++
		}
	}
	for id, n := range ids {
		if n > 1 {
			problems = append(problems, "several elements are called "+id)
		}
	}
	for n := range p.Root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, name := range []string{"for", "aria-labelledby", "aria-describedby"} {
			for id := range strings.FieldsSeq(robot.Attr(n, name)) {
				if ids[id] == 0 {
					problems = append(problems, name+" names "+id+", which is not there")
				}
			}
		}
		if to, ok := strings.CutPrefix(robot.Attr(n, "href"), "#"); ok && ids[to] == 0 {
			problems = append(problems, "a link leads to #"+to+", which is not there")
		}
	}
	return problems
}

// inline scripts and styles are against the policy of the panel.
func inline(p *robot.Page) (problems []string) {
	for n := range p.Root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "style" || n.Data == "script" && n.FirstChild != nil {
			problems = append(problems, "inline "+n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") {
				problems = append(problems, "inline "+a.Key)
			}
		}
	}
	return problems
}

// TestEveryFormHasAReferenceOfItsOwn, new each time a page is made.
func TestEveryFormHasAReferenceOfItsOwn(t *testing.T) {
	t.Parallel()
	s := furnished(t)
	seen := map[string]string{}
	forms := 0
	for name, page := range s.pagesOf() {
		for form := range page.All("form") {
			if !strings.EqualFold(robot.Attr(form, "method"), "post") {
				continue
			}
			forms++
			reference, token := "", ""
			for in := range robot.Below(form, "input") {
				switch robot.Attr(in, "name") {
				case "client_reference":
					reference = robot.Attr(in, "value")
				case "csrf":
					token = robot.Attr(in, "value")
				}
			}
			if len(reference) != 36 || token == "" {
				t.Errorf("%s: the form for %s carries %q and %q", name, robot.Attr(form, "action"), reference, token)
			}
			if before := seen[reference]; before != "" {
				t.Errorf("%s and %s share a reference", before, name)
			}
			seen[reference] = name
		}
	}
	if forms < 40 {
		t.Errorf("%d forms", forms)
	}
}
