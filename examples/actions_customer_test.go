package examples_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/support"
)

// Action 1, Login as customer: the reseller sees what the customer sees, without
// his password.
func TestLoginAsCustomer(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")
	d.register(t, jane, "example.com")

	link := must(d.Customers.LoginAs(ctx, jane))(t)
	expect(t, "end of the link", link.Expires, d.platform.Now().Add(5*time.Minute))
	expect(t, "the link as a log shows it", fmt.Sprint(link), fmt.Sprint("&{[redacted] ", link.Expires, "}"))
	area := d.visit(t, link.URL.Reveal(), nil)
	expect(t, "where the link leads", area.title, "Logged in as Jane Roe")
	expect(t, "domains there", area.sections["Domains"], []string{"example.com is delivered until 2027-01-05"})
	expect(t, "the link, opened once more", d.visit(t, link.URL.Reveal(), nil).status, http.StatusGone)

	late, inTime := must(d.Customers.LoginAs(ctx, jane))(t), must(d.Customers.LoginAs(ctx, jane))(t)
	d.platform.Advance(5*time.Minute - time.Second)
	expect(t, "a link after almost five minutes", d.visit(t, inTime.URL.Reveal(), nil).status, http.StatusOK)
	d.platform.Advance(time.Second)
	expect(t, "a link after five minutes", d.visit(t, late.URL.Reveal(), nil).status, http.StatusGone)

	made := d.happened(t, jane, customers.EventFilter{Type: "customer.logged_in_as"})
	expect(t, "links in the customer's events", len(made), 3)
}

// The customer who cannot sign in any more is the one the reseller has to look
// after.
func TestLoginAsDisabledCustomer(t *testing.T) {
	t.Parallel()
	d := sitDown(t)
	jane := d.signUp(t, "Jane Roe")
	must(d.Customers.Update(t.Context(), jane, customers.UpdateParams{Enabled: new(false)}))(t)
	expect(t, "the customer's own attempt", d.signIn(t, addressOf("Jane"), password).status, http.StatusForbidden)
	d.sees(t, jane, "Domains") // which would end the test if it was refused
}

func TestLoginAsCustomerOfAnotherReseller(t *testing.T) {
	t.Parallel()
	d, theirs := withSubreseller(t)
	_, err := d.Customers.LoginAs(t.Context(), theirs)
	expectRefused(t, "a link to somebody else's customer", err, hostcontrol.ErrNotFound)
}

// withSubreseller is a desk on a platform where there is another reseller, and
// one of his customers.
func withSubreseller(t *testing.T) (*desk, customers.ID) {
	t.Helper()
	const own = 6
	return sitDownAt(t, hostcontroltest.Options{Customers: own}), own + 1
}

// Action 2, Move products: domains and hosting accounts change hands, all or
// none of them, and everything else stays.
func TestMoveProducts(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane, john := d.signUp(t, "Jane Roe"), d.signUp(t, "John Doe")
	d.register(t, jane, "example.com", "example.net", "example.org")
	site := must(d.Hosting.Add(ctx, hosting.AddParams{Customer: jane, Plan: 2, Domain: "example.com"}))(t)
	certificate := d.requestCertificate(t, jane, "example.com")
	invoice := must(d.Invoices.Create(ctx, billing.InvoiceParams{Customer: jane, Lines: work(t, "121.00")}))(t)
	must(d.Invoices.Open(ctx, invoice.ID))(t)
	ticket := must(d.Tickets.Create(ctx, support.CreateParams{Customer: jane, Subject: "Your move", Body: "Tonight."}))(t)
	before := d.booked(t)

	everything := customers.MoveParams{To: john, Domains: []string{"example.com", "example.net"}, Hosting: []string{site.Reference}}
	moved := must(d.Customers.MoveProducts(ctx, jane, everything))(t)
	expect(t, "domains that were moved", moved.Domains, []string{"example.com", "example.net"})
	expect(t, "hosting that was moved", moved.Hosting, []string{site.Reference})

	expect(t, "what the customer before has left", d.sees(t, jane, "Domains"), []string{"example.org is delivered until 2027-01-05"})
	expect(t, "domains of the new customer", d.sees(t, john, "Domains"), []string{
		"example.com is delivered until 2027-01-05", "example.net is delivered until 2027-01-05",
	})
	expect(t, "hosting of the new customer", len(d.sees(t, john, "Hosting")), 1)
	expect(t, "hosting of the customer before", len(d.sees(t, jane, "Hosting")), 0)
	for _, name := range moved.Domains {
		d.expectPublic(t, name, "Registrant Name: John Doe")
	}
	linked := must(d.Hosting.Get(ctx, site.Reference))(t)
	expect(t, "domains on the account", linked.Domains, []domains.Name{"example.com"})

	expect(t, "invoices stay", must(d.Invoices.Get(ctx, invoice.ID))(t).Customer.ID, jane)
	expect(t, "certificates stay", must(d.SSL.Get(ctx, certificate.ID))(t).Customer.ID, jane)
	expect(t, "tickets stay", must(d.Tickets.Get(ctx, ticket.ID))(t).Customer.ID, jane)
	expect(t, "tickets of the new customer", len(d.conversations(john)), 0)
	d.expectNoPaperwork(t, john)
	expect(t, "costs of the move", d.booked(t), before)
	for _, customer := range []customers.ID{jane, john} {
		expect(t, "moves in the customer's events", len(d.happened(t, customer, customers.EventFilter{Type: "products.moved"})), 1)
	}
}

// What stands in the way is named, product by product, and everything stays
// where it is.
func TestMoveProductsRefused(t *testing.T) {
	t.Parallel()
	d, theirs := withSubreseller(t)
	ctx := t.Context()
	jane, john := d.signUp(t, "Jane Roe"), d.signUp(t, "John Doe")
	d.register(t, jane, "example.com", "example.net")
	d.register(t, john, "example.org")
	site := must(d.Hosting.Add(ctx, hosting.AddParams{Customer: jane, Plan: 2, Domain: "example.com"}))(t)

	for name, tt := range map[string]struct {
		move   customers.MoveParams
		fields []string
	}{
		"to the customer of another reseller": {customers.MoveParams{To: theirs, Domains: []string{"example.net"}}, []string{"to"}},
		"to the same customer":                {customers.MoveParams{To: jane, Domains: []string{"example.net"}}, []string{"to"}},
		"nothing":                             {customers.MoveParams{To: john}, []string{"domains"}},
		"one that is not hers among others": {
			customers.MoveParams{To: john, Domains: []string{"example.net", "example.org"}}, []string{"domains.example.org"},
		},
		"a domain without its hosting": {customers.MoveParams{To: john, Domains: []string{"example.com"}}, []string{"domains.example.com"}},
		"hosting without its domain":   {customers.MoveParams{To: john, Hosting: []string{site.Reference}}, []string{"hosting." + site.Reference}},
	} {
		_, err := d.Customers.MoveProducts(ctx, jane, tt.move)
		expectFields(t, name, err, tt.fields...)
	}
	expect(t, "domains afterwards", len(d.sees(t, jane, "Domains")), 2)
	expect(t, "hosting afterwards", len(d.sees(t, jane, "Hosting")), 1)
	expect(t, "domains of the other one", len(d.sees(t, john, "Domains")), 1)
}

// Action 9, Promote to reseller: the customer stays one, and gets a second login
// and the rights of a reseller.
func TestPromoteToReseller(t *testing.T) {
	t.Parallel()
	d, ctx := sitDown(t), t.Context()
	jane := d.signUp(t, "Jane Roe")

	reseller := must(d.Customers.Promote(ctx, jane, customers.PromoteParams{Login: "roe-resale", PriceList: "partners"}))(t)
	expect(t, "the reseller's customer", reseller.Customer.ID, jane)
	expect(t, "the price list", reseller.DomainPriceList, "partners")
	expect(t, "the balance to begin with", reseller.Balance.String(), "0.00 EUR")
	listed := must(d.Resellers.List(ctx, customers.ResellerFilter{}))(t)
	expect(t, "resellers", len(listed.Items), 1)

	customer := must(d.Customers.Get(ctx, jane))(t)
	expect(t, "is a reseller", customer.IsReseller, true)
	d.register(t, jane, "example.com")
	expect(t, "what she buys as a customer", len(d.sees(t, jane, "Domains")), 1)

	logins := must(d.Logins.List(ctx, customers.LoginFilter{Customer: jane}))(t)
	var kinds []string
	for _, login := range logins.Items {
		kinds = append(kinds, fmt.Sprintf("%s of a %s", login.Login, login.Type))
	}
	expect(t, "logins", kinds, []string{"jane@example.org of a customer", "roe-resale of a reseller"})
	expect(t, "mails", d.mails(), []string{"jane@example.org: Your reseller account"})
	expect(t, "the page for the new password", d.visit(t, d.lastLink(t), nil).title, "Choose a new password for roe-resale")
	expect(t, "signing in as a customer", d.signIn(t, addressOf("Jane"), password).title, "Logged in as Jane Roe")

	area := must(d.Resellers.LoginAs(ctx, reseller.Reference))(t)
	expect(t, "Login as reseller", d.visit(t, area.URL.Reveal(), nil).title, "Logged in as Jane Roe")

	_, err := d.Customers.Promote(ctx, jane, customers.PromoteParams{Login: "roe-resale-2"})
	expectRefused(t, "promoting twice", err, customers.CodeAlreadyReseller)
	john := d.signUp(t, "John Doe")
	_, err = d.Customers.Promote(ctx, john, customers.PromoteParams{Login: "roe-resale"})
	expectFields(t, "a login that is taken", err, "login")
	expect(t, "promotions", d.happened(t, jane, customers.EventFilter{Type: "customer.promoted"}), []string{"customer.promoted"})
}

// requestCertificate buys a certificate for the names of a domain.
func (d *desk) requestCertificate(t *testing.T, customer customers.ID, names ...string) *ssl.Certificate {
	t.Helper()
	_, csr, err := ssl.NewKeyAndCSR(names...)
	if err != nil {
		t.Fatal(err)
	}
	plans := must(d.SSL.Plans(t.Context(), ssl.PlanFilter{}))(t).Items
	i := slices.IndexFunc(plans, func(p ssl.Plan) bool { return p.Name == "DV" })
	return must(d.SSL.Request(t.Context(), ssl.RequestParams{Customer: customer, Plan: plans[i].ID, CSR: csr, DCV: ssl.DCVDNS}))(t)
}
