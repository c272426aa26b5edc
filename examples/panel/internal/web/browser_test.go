package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// inWindow is a furnished site that is looked at by somebody who has signed in.
func inWindow(t *testing.T) *window {
	t.Helper()
	w := look(furnished(t))
	w.signIn()
	return w
}

// begin goes to an action by the menu.
func (w *window) begin(action string) {
	w.Helper()
	w.visit("/customers/1")
	w.click("Actions")
	w.click(action)
	w.wait(`document.title.startsWith(`+quoted(action)+`)`, "the page of "+action)
	w.audit()
}

func quoted(text string) string { return `"` + text + `"` }

func TestBrowserLogInAsCustomer(t *testing.T) {
	w := inWindow(t)
	w.begin("Log in as customer")
	w.click("Make a link")
	w.until("The link works once")
	w.audit()
	w.screenshot("link")
	if got := w.focus(); !strings.HasPrefix(got, "The link works once") {
		t.Errorf("the keyboard is at %s", got)
	}
	name := w.customer(1).PrimaryContact.Name
	opened := chromedp.WaitNewTarget(w.ctx, func(*target.Info) bool { return true })
	w.click("Open the Customer Area as " + name + " (in another tab)")
	other, stop := chromedp.NewContext(w.ctx, chromedp.WithTargetID(<-opened))
	defer stop()
	area := &window{site: w.site, ctx: other, name: w.name}
	area.wait(`document.body?.innerText.includes(`+quoted("Logged in as "+name)+`)`, "the Customer Area")
	if n := w.done("customers.loginAs"); n != 1 {
		t.Errorf("%d links were made", n)
	}
}

func TestBrowserMoveProducts(t *testing.T) {
	w := inWindow(t)
	_, alone := w.moveable()
	to := w.customer(2).PrimaryContact
	w.begin("Move products")
	w.tick(alone)
	w.fill("To customer", "nobody@example.org")
	w.click("Continue")
	w.focused("problems")
	w.audit()
	w.screenshot("problems")
	w.fill("To customer", to.Email)
	w.click("Continue")
	w.until("Move these products?")
	w.screenshot("question")
	w.click("Move")
	w.focused("notice")
	w.until("Moved " + alone + " to " + to.Name)
	if owner := w.domain(alone).Customer.ID; owner != 2 {
		t.Errorf("%s belongs to %s", alone, owner)
	}
}

func TestBrowserRegisterDomain(t *testing.T) {
	w := inWindow(t)
	w.visit("/customers/1")
	w.click("Actions")
	w.screenshot("menu")
	w.begin("Register domain")
	w.fill("Domain name", "exam_ple.com")
	w.click("Continue")
	w.focused("problems")
	w.audit()
	w.screenshot("problems")
	w.fill("Domain name", "bücher.com")
	w.choose("Term", "24")
	w.tick("Hide the registrant in WHOIS")
	w.click("Continue")
	w.until("Register this domain?")
	w.audit()
	w.screenshot("question")
	w.click("Register and pay")
	w.focused("notice")
	w.until("bücher.com is registered until 5 January 2028.")
	w.audit()
	w.screenshot("done")
	if d := w.domain("bücher.com"); d.Customer.ID != 1 || !d.Privacy {
		t.Errorf("the domain is %+v", d)
	}
}

func TestBrowserTransferDomain(t *testing.T) {
	w := inWindow(t)
	w.begin("Transfer domain")
	w.fill("Domain name", "example-new.com")
	w.fill("Auth code", "Ex4mple~Code")
	w.fill("Name servers", "ns1.example.net\nns2.example.net")
	w.screenshot("form")
	w.click("Continue")
	w.until("Start this transfer?")
	w.click("Start and pay")
	w.focused("notice")
	w.until("The transfer of example-new.com is under way.")
	w.audit()
	w.screenshot("done")
	found, err := w.client.Transfers.List(t.Context(), domains.TransferFilter{Customer: 1, NamePart: "example-new"})
	w.must(err)
	if len(found.Items) != 1 || len(found.Items[0].NameServers) != 2 || found.Items[0].Status != domains.TransferScheduled {
		t.Errorf("the transfers are %+v", found.Items)
	}
}

func TestBrowserBulkTransfer(t *testing.T) {
	w := inWindow(t)
	w.begin("Bulk transfer")
	w.fill("Lines", "domain,customer,auth_code\nexample-a.com,1,Ex4mple~Code\nexample-b.com,one,\n")
	w.click("Start the transfers")
	w.focused("problems")
	w.audit()
	w.screenshot("problems")
	file := filepath.Join(t.TempDir(), "transfers.csv")
	w.must(os.WriteFile(file, []byte("domain,customer,auth_code\nexample-a.com,1,Ex4mple~Code\nexample-moving.com,1,\nexample-b.es,1,\n"), 0o600))
	w.do(chromedp.SetUploadFiles(labeled("CSV file"), []string{file}))
	w.click("Start the transfers")
	w.until("3 of 3 lines done: 2 transfers started, 1 line left to try again.")
	w.until("Correct the lines and go on")
	w.audit()
	w.screenshot("done")
	if n := len(w.transfers()); n != 3 {
		t.Errorf("%d transfers", n)
	}
}

func TestBrowserAddHosting(t *testing.T) {
	w := inWindow(t)
	_, alone := w.moveable()
	w.begin("Add hosting account")
	w.choose("Plan", "2")
	w.choose("Domain", alone)
	w.screenshot("form")
	w.do(chromedp.DoubleClick(named("button", "Add and pay")))
	w.focused("notice")
	w.until("on Web M is added.")
	w.audit()
	w.screenshot("done")
	owned, err := w.client.Hosting.List(t.Context(), hosting.Filter{Customer: 1, Plan: 2})
	w.must(err)
	if len(owned.Items) != 1 || w.domain(alone).Hosting == nil {
		t.Errorf("%d accounts", len(owned.Items))
	}
}

func TestBrowserCreateInvoice(t *testing.T) {
	w := inWindow(t)
	w.begin("Create invoice")
	w.click("Create the draft")
	w.focused("problems")
	w.audit()
	w.screenshot("problems")
	fill := func(line, field, text string) {
		w.do(chromedp.SetValue(chromedp.ID("f-lines-"+line+"-"+field), text))
	}
	fill("0", "description", "Support")
	fill("0", "quantity", "2.5")
	fill("0", "unit_price", "40")
	fill("1", "description", "example.com, one year")
	fill("1", "unit_price", "12.10")
	fill("1", "product_category", "domain")
	w.click("Add a line")
	w.focused("f-lines-3-description")
	w.screenshot("form")
	w.click("Create the draft")
	w.focused("notice")
	w.until("The draft comes to €112.10.")
	w.audit()
	w.screenshot("draft")
	w.click("Open the invoice")
	w.until("The invoice is open, and has the number")
	w.screenshot("open")
	made, err := w.client.Invoices.List(t.Context(), billing.InvoiceFilter{Customer: 1})
	w.must(err)
	if last := made.Items[len(made.Items)-1]; last.State != billing.InvoiceOpen || last.Total.String() != "112.10 EUR" || len(last.Lines) != 2 {
		t.Errorf("the invoice is %+v", last)
	}
}

func TestBrowserOpenTicket(t *testing.T) {
	w := inWindow(t)
	w.begin("Open ticket")
	w.fill("Subject", "Maintenance on Sunday")
	w.click("Open the ticket")
	w.focused("problems")
	w.audit()
	w.screenshot("problems")
	w.fill("Message", "Your server is moved on Sunday.")
	w.click("Open the ticket")
	w.focused("notice")
	w.until("The ticket is open, with the number")
	w.fill("Message", "It took ten minutes.")
	w.click("Reply to the customer")
	w.until("The customer gets the reply.")
	w.fill("Message", "The old one can go.")
	w.click("Comment for yourselves")
	w.until("The comment is added.")
	w.audit()
	w.screenshot("ticket")
	w.click("Close the ticket")
	w.until("The ticket is closed.")
	seen := w.srv.CustomerTickets(1)
	last := seen[len(seen)-1]
	if last.Subject != "Maintenance on Sunday" || last.State != "closed" || len(last.Messages) != 2 || last.Messages[1].Body != "It took ten minutes." {
		t.Errorf("the customer sees %+v", last)
	}
}

func TestBrowserPromoteToReseller(t *testing.T) {
	w := inWindow(t)
	w.begin("Promote to reseller")
	w.fill("New login", "jane.reseller")
	w.screenshot("form")
	w.click("Promote")
	w.focused("notice")
	w.until("The customer is a reseller now")
	w.audit()
	w.screenshot("done")
	if !w.customer(1).IsReseller {
		t.Error("the customer is none")
	}
}

// TestBrowserTabs goes through all tabs. None of them loads the page anew, and
// each moves the keyboard to its heading.
func TestBrowserTabs(t *testing.T) {
	w := inWindow(t)
	w.visit("/customers/1")
	w.do(chromedp.Evaluate[chromedp.Void](`window.same = true`))
	tabs := see[[]string](w, `[...document.querySelectorAll(".tabs a")].map(a => a.innerText)`)
	if len(tabs) != 13 {
		t.Errorf("the tabs are %v", tabs)
	}
	for _, tab := range tabs {
		w.click(tab)
		w.wait(`document.title.startsWith(`+quoted(tab+" – ")+`)`, tab)
		w.focused("screen-title")
		if got := see[string](w, `document.querySelector(".tabs [aria-current=page]").innerText`); got != tab {
			t.Errorf("%s is marked in %s", got, tab)
		}
		w.audit()
		w.screenshot(strings.ToLower(tab))
	}
	if !see[bool](w, `window.same === true`) {
		t.Error("the page was loaded anew")
	}
	w.do(chromedp.NavigateBack())
	w.wait(`document.title.startsWith(`+quoted(tabs[len(tabs)-2]+" – ")+`)`, "the tab before")
}

// TestBrowserSettings turns a switch and keeps the keyboard near.
func TestBrowserSettings(t *testing.T) {
	w := inWindow(t)
	w.visit("/customers/1/settings")
	w.do(chromedp.Evaluate[chromedp.Void](`window.same = true`), chromedp.Focus(chromedp.ID("switch-dns")))
	w.press(space)
	w.until("DNS management is off.")
	w.focused("notice")
	if w.customer(1).DNSManagement || !see[bool](w, `window.same === true && document.getElementById("switch-dns").ariaChecked === "false"`) {
		t.Error("the switch is on, or the page was loaded anew")
	}
}

// TestBrowserSearch finds customers as they are typed, without a button.
func TestBrowserSearch(t *testing.T) {
	w := look(open(t, hostcontroltest.Options{}))
	w.signIn()
	w.audit()
	w.screenshot("list")
	w.do(chromedp.Evaluate[chromedp.Void](`window.same = true`))
	w.fill("Name, organization or e-mail address", w.customer(7).PrimaryContact.Email)
	w.until("1 customer")
	w.wait(`document.querySelectorAll("tbody tr").length === 1`, "one row")
	w.focused("q")
	if got := see[string](w, `location.search`); !strings.Contains(got, "q=") || !see[bool](w, `window.same === true`) {
		t.Errorf("the address ends in %q, or the page was loaded anew", got)
	}
	w.screenshot("found")
	w.fill("Name, organization or e-mail address", "")
	w.choose("State", "fraud")
	w.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("state").dispatchEvent(new Event("input", {bubbles: true}))`))
	w.wait(`[...document.querySelectorAll("tbody tr")].every(row => row.innerText.includes("fraud")) && document.querySelector("tbody tr")`, "those that are tagged")
}

// TestBrowserKeyboard does without a mouse: from the link that skips the
// navigation to the notice that a form was done.
func TestBrowserKeyboard(t *testing.T) {
	w := inWindow(t)
	w.visit("/customers/1")
	var order []string
	for range 40 {
		w.press(tab)
		order = append(order, w.focus())
	}
	path := strings.Join(order, " > ")
	if !strings.HasPrefix(path, "Skip to the content > Reseller panel > Customers > Sign out > Customers > Actions > Overview > Events > Settings > Contacts > Logins > Domains > Transfers > ") ||
		!strings.Contains(path, "Orders") || !strings.Contains(path, "All events") {
		t.Errorf("the order is %s", path)
	}

	w.visit("/customers/1")
	w.press(tab, enter)
	w.focused("main")
	w.press(tab, tab, enter) // the menu
	w.wait(`document.querySelector(".menu").open`, "the menu")
	for w.focus() != "Register domain" {
		w.press(tab)
	}
	w.screenshot("focus")
	if outline := see[string](w, `getComputedStyle(document.activeElement).outlineStyle`); outline != "solid" {
		t.Errorf("where the keyboard is cannot be seen: %s", outline)
	}
	w.press(enter)
	w.focused("screen-title")
	w.press(tab)
	w.do(chromedp.KeyEvent("exam_ple.com"))
	w.press(enter)
	w.focused("problems")
	w.press(tab, enter) // to the input
	w.focused("f-domain")
	w.retype("example-keys.com")
	w.press(enter)
	w.until("Register this domain?")
	if got := w.focus(); got != "Register this domain?" {
		t.Errorf("the keyboard is at %s", got)
	}
	w.press(tab)
	if got := w.focus(); got != "Register and pay" {
		t.Errorf("after the question comes %s", got)
	}
	w.press(enter)
	w.focused("notice")
	w.until("example-keys.com is registered until")
	w.screenshot("done")
	w.domain("example-keys.com")
}

// TestBrowserWithoutJavaScript: everything works as well, page by page.
func TestBrowserWithoutJavaScript(t *testing.T) {
	w := look(furnished(t))
	w.scripts(false)
	w.load(chromedp.Navigate(w.url + "/customers/1/register"))
	w.fill("Password of the panel", password)
	w.load(chromedp.KeyEvent("\r"))
	if got := see[string](w, `document.title`); !strings.HasPrefix(got, "Register domain") {
		t.Fatalf("after signing in comes %s", got)
	}
	w.fill("Domain name", "exam_ple.com")
	w.load(chromedp.KeyEvent("\r"))
	w.focused("problems")
	w.fill("Domain name", "example-plain.com")
	w.load(chromedp.Click(named("button", "Continue")))
	w.screenshot("question")
	w.load(chromedp.Click(named("button", "Register and pay")))
	w.focused("notice")
	w.screenshot("done")
	w.load(chromedp.Reload())
	w.domain("example-plain.com")
	if n := w.done("domains.register"); n != 1 {
		t.Errorf("it was registered %d times", n)
	}
	w.load(chromedp.Click(named("a", "Settings")))
	w.load(chromedp.Click(chromedp.ID("switch-fraud")))
	if !w.customer(1).Fraud {
		t.Error("the switch does nothing")
	}
}

// TestBrowserNarrow: a telephone shows everything without scrolling sideways.
func TestBrowserNarrow(t *testing.T) {
	w := inWindow(t)
	w.do(chromedp.EmulateViewport(360, 740))
	for _, path := range []string{"/customers", "/customers/1", "/customers/1/invoices", "/customers/1/invoice", "/customers/1/settings", "/customers/1/contacts/1001"} {
		w.visit(path)
		if wide := see[int](w, `document.documentElement.scrollWidth`); wide > 360 {
			t.Errorf("%s is %d wide", path, wide)
		}
		w.audit()
		w.screenshot(strings.ReplaceAll(strings.Trim(path, "/"), "/", "-"))
	}
}

// TestBrowserSessionEnds: the login takes the place of the whole page, and leads
// back.
func TestBrowserSessionEnds(t *testing.T) {
	w := inWindow(t)
	w.visit("/customers/1")
	w.srv.Advance(time.Hour)
	w.click("Domains")
	w.until("Sign in")
	w.audit()
	w.screenshot("login")
	w.fill("Password of the panel", password)
	w.press(enter)
	w.wait(`document.title.startsWith("Domains")`, "the domains")
}

// TestBrowserUnknownOutcome: what nobody knows is told as that, and can be tried
// again without harm.
func TestBrowserUnknownOutcome(t *testing.T) {
	w := inWindow(t)
	w.begin("Promote to reseller")
	w.fill("New login", "jane.reseller")
	w.srv.Inject(
		hostcontroltest.Fault{Method: "POST", Kind: hostcontroltest.FaultDrop, AfterCommit: true},
		hostcontroltest.Fault{Method: "GET", Path: "/reseller", Kind: hostcontroltest.FaultStatus},
	)
	w.click("Promote")
	w.focused("problems")
	w.until("It is not known whether this was done")
	w.audit()
	w.screenshot("unknown")
	w.srv.ClearFaults()
	w.click("Try again")
	w.focused("notice")
	w.until("The customer is a reseller now")
	if n := w.done("customers.promote"); n != 1 {
		t.Errorf("it was done %d times", n)
	}
}
