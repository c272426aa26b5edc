// Package examples_test walks through the work of a reseller, as the Reseller
// Area has it: the nine actions on a customer, and the tabs of his screen. It
// asks the platform by the client alone, and then looks at what came of it: at
// the balance, at what the customer sees, at the mails and at what is public.
package examples_test

import (
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// A desk is where a reseller sits: with a client of the platform, which lives in
// memory and lets itself be looked at.
type desk struct {
	*hostcontrol.Client
	platform *hostcontroltest.Server
	opening  int // transactions before anything was done
}

// sitDown opens a desk on a platform that has no customers yet.
func sitDown(t *testing.T) *desk {
	t.Helper()
	return sitDownAt(t, hostcontroltest.Options{Customers: -1})
}

func sitDownAt(t *testing.T, o hostcontroltest.Options) *desk {
	t.Helper()
	o.InMemory = true
	srv := hostcontroltest.NewServer(o)
	t.Cleanup(srv.Close)
	client := must(hostcontrol.New(
		hostcontrol.WithBaseURL(srv.URL),
		hostcontrol.WithAPIKey(srv.APIKey),
		hostcontrol.WithHTTPClient(srv.Client()),
		hostcontrol.WithLimiter(rest.Unlimited()),
	))(t)
	d := &desk{Client: client, platform: srv}
	d.opening = len(d.transactions(t))
	return d
}

// must gives the result of a call that has to succeed: must(call())(t).
func must[T any](result T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
}

// expect compares what must be true with what is.
func expect[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func expectNone(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// expectRefused wants the platform to have refused something, and to have said
// why.
func expectRefused(t *testing.T, what string, err, reason error) {
	t.Helper()
	if !errors.Is(err, reason) {
		t.Errorf("%s: %v, want %v", what, err, reason)
	}
}

// expectFields wants the fields to be named that stand in the way of something.
func expectFields(t *testing.T, what string, err error, want ...string) {
	t.Helper()
	refused, ok := errors.AsType[*hostcontrol.Error](err)
	if !ok || !errors.Is(err, hostcontrol.ErrValidation) {
		t.Errorf("%s: %v, want %v", what, err, hostcontrol.ErrValidation)
		return
	}
	var got []string
	for _, field := range refused.Fields {
		got = append(got, field.Field)
	}
	expect(t, what, got, want)
}

const password = "not-a-real-password"

// signUp creates a customer, whose address is that of his first name.
func (d *desk) signUp(t *testing.T, name string) customers.ID {
	t.Helper()
	customer := must(d.Customers.Create(t.Context(), customers.CreateParams{
		Name: name, Address: "Sample Lane 7", Zipcode: "3511AB", City: "Utrecht", Country: "NL",
		Email: addressOf(name), Voice: "+31.301234567",
		RegistrationIP: netip.MustParseAddr("192.0.2.44"),
		Password:       rest.NewSecret(password),
	}))(t)
	return customer.ID
}

func addressOf(name string) string {
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	return first + "@example.org"
}

// A page is what somebody sees who follows a link: a title, and sections of
// lines.
type page struct {
	status   int
	title    string
	sections map[string][]string
	text     string
}

var parts = regexp.MustCompile(`<(h1|h2|h3|li)>(.*?)</`)

// visit sends a form to a page, or opens it where there is none.
func (d *desk) visit(t *testing.T, address string, form url.Values) page {
	t.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	req := must(http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode())))(t)
	resp := must(d.platform.Client().Do(req))(t)
	defer resp.Body.Close()
	p := page{status: resp.StatusCode, sections: map[string][]string{}, text: string(must(io.ReadAll(resp.Body))(t))}
	section := ""
	for _, part := range parts.FindAllStringSubmatch(p.text, -1) {
		switch text := html.UnescapeString(part[2]); part[1] {
		case "h1":
			p.title = text
		case "h2":
			section = text
		case "h3", "li":
			p.sections[section] = append(p.sections[section], text)
		}
	}
	return p
}

// sees is what a customer sees in a section of his Customer Area. The reseller
// looks by logging in as him.
func (d *desk) sees(t *testing.T, customer customers.ID, section string) []string {
	t.Helper()
	link := must(d.Customers.LoginAs(t.Context(), customer))(t)
	p := d.visit(t, link.URL.Reveal(), nil)
	if p.status != http.StatusOK {
		t.Fatalf("customer %s cannot be logged in as: %d %s", customer, p.status, p.title)
	}
	return p.sections[section]
}

// signIn is a customer who signs in to the Customer Area by himself.
func (d *desk) signIn(t *testing.T, login, password string) page {
	t.Helper()
	address := must(url.Parse(d.platform.URL))(t)
	address.Path = "/ca/login"
	return d.visit(t, address.String(), url.Values{"login": {login}, "password": {password}})
}

// transactions are the movements on the reseller's own balance.
func (d *desk) transactions(t *testing.T) []*customers.Transaction {
	t.Helper()
	own := d.platform.ResellerReference
	return must(rest.Collect(d.Resellers.AllTransactions(t.Context(), own, customers.TransactionFilter{}), 0))(t)
}

// booked tells what the reseller's work has cost him so far, and what he was
// given back.
func (d *desk) booked(t *testing.T) []string {
	t.Helper()
	var lines []string
	for _, x := range d.transactions(t)[d.opening:] {
		sign := "-"
		if x.Type == customers.TransactionCredit {
			sign = "+"
		}
		lines = append(lines, fmt.Sprintf("%s: %s%s", x.Description, sign, x.Amount))
	}
	return lines
}

// expectNoPaperwork wants a customer to have neither orders nor invoices, drafts
// included: he is not to pay for what his reseller did himself.
func (d *desk) expectNoPaperwork(t *testing.T, customer customers.ID) {
	t.Helper()
	orders := must(d.Orders.List(t.Context(), billing.OrderFilter{Customer: customer}))(t)
	invoices := must(d.Invoices.List(t.Context(), billing.InvoiceFilter{Customer: customer}))(t)
	if len(orders.Items) > 0 || len(invoices.Items) > 0 {
		t.Errorf("customer %s has %d orders and %d invoices, want none", customer, len(orders.Items), len(invoices.Items))
	}
}

// mails are those sent so far, as "address: subject".
func (d *desk) mails() []string {
	var lines []string
	for _, m := range d.platform.Mails() {
		lines = append(lines, m.To+": "+m.Subject)
	}
	return lines
}

// lastLink is the address in the last mail.
func (d *desk) lastLink(t *testing.T) string {
	t.Helper()
	mails := d.platform.Mails()
	if len(mails) == 0 {
		t.Fatal("no mail was sent")
	}
	_, link, found := strings.Cut(mails[len(mails)-1].Body, "http://")
	if !found {
		t.Fatalf("no link in %q", mails[len(mails)-1].Body)
	}
	return "http://" + strings.TrimSpace(link)
}

// expectPublic wants a line in what everybody can look up about a domain.
func (d *desk) expectPublic(t *testing.T, domain, line string) {
	t.Helper()
	if text := must(d.platform.WHOIS(domain))(t); !strings.Contains(text, line+"\n") {
		t.Errorf("%q is not in the WHOIS of %s:\n%s", line, domain, text)
	}
}

// happened gives the types of a customer's events, oldest first.
func (d *desk) happened(t *testing.T, customer customers.ID, filter customers.EventFilter) []string {
	t.Helper()
	var types []string
	for _, e := range must(rest.Collect(d.Events.All(t.Context(), customer, filter), 0))(t) {
		types = append(types, e.Type)
	}
	return types
}
