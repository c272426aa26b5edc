package billing_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bojanz/currency"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// books is what an invoice must look like after what was done to it.
type books struct {
	state    billing.InvoiceState
	parent   *billing.Invoice // of a credit invoice that was not edited
	payments []billing.PaymentState
}

// Whatever is done to invoices, in whatever order, they are where they should
// be, and add up.
func TestInvoicesAlwaysAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 3, InMemory: true})
		defer srv.Close()
		client, err := rest.New(rest.Config{
			BaseURL:     srv.URL,
			Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), ""),
			HTTPClient:  srv.Client(),
			Limiter:     rest.Unlimited(),
		})
		if err != nil {
			r.Fatal(err)
		}
		srv.SetBillingPolicy(hostcontroltest.BillingPolicy{PricesExcludeTax: rapid.Bool().Draw(r, "prices exclude tax")})
		run := &bookkeeping{r: r, ctx: t.Context(), srv: srv, client: client, method: card(r, client), books: make(map[billing.InvoiceID]*books)}
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			run.step()
			run.audit()
		}
	})
}

// bookkeeping is a run of actions, with what should come of them.
type bookkeeping struct {
	r      *rapid.T
	ctx    context.Context
	srv    *hostcontroltest.Server
	client *rest.Client
	method billing.MethodID
	ids    []billing.InvoiceID
	before *billing.Invoice // the one that is being changed, as it was
	books  map[billing.InvoiceID]*books
}

func (k *bookkeeping) lines(sign int64) []billing.LineParams {
	var lines []billing.LineParams
	for n := range rapid.IntRange(1, 4).Draw(k.r, "lines") {
		minor := sign * rapid.Int64Range(0, 1_000_000).Draw(k.r, "price")
		thousandths := rapid.Int64Range(1, 99_999).Draw(k.r, "thousandths")
		amount, err := currency.NewAmountFromInt64(minor, "EUR")
		if err != nil {
			k.r.Fatal(err)
		}
		lines = append(lines, billing.LineParams{
			Description: fmt.Sprint("Line ", n),
			Quantity:    billing.Decimal(fmt.Sprintf("%d.%03d", thousandths/1000, thousandths%1000)),
			UnitPrice:   amount,
			Category:    rapid.SampledFrom([]billing.ProductCategory{"", billing.ProductDomain, billing.ProductSSL}).Draw(k.r, "category"),
		})
	}
	return lines
}

func (k *bookkeeping) step() {
	service := billing.NewInvoices(k.client)
	do := rapid.SampledFrom([]string{"create", "edit", "open", "close", "reopen", "credit", "delete", "pay", "wait"}).Draw(k.r, "action")
	if do == "create" || len(k.ids) == 0 {
		customer := customers.ID(rapid.IntRange(1, 3).Draw(k.r, "customer"))
		made, err := service.Create(k.ctx, billing.InvoiceParams{Customer: customer, Lines: k.lines(1)})
		if err != nil {
			k.r.Fatal(err)
		}
		k.keep(made, nil)
		return
	}
	id := rapid.SampledFrom(k.ids).Draw(k.r, "invoice")
	book := k.books[id]
	before, err := service.Get(k.ctx, id)
	if err != nil {
		k.r.Fatal(err)
	}
	k.before = before
	switch state := string(book.state); do {
	case "edit":
		sign := int64(1)
		if before.Credit {
			sign = -1
		}
		_, err = service.Update(k.ctx, id, billing.InvoiceUpdateParams{Lines: k.lines(sign)})
		k.expect(do, state, "draft", err, func() { book.parent = nil })
	case "open":
		_, err = service.Open(k.ctx, id)
		k.expect(do, state, "draft", err, func() { book.state = billing.InvoiceOpen })
	case "close":
		_, err = service.Close(k.ctx, id)
		k.expect(do, state, "open", err, func() { book.state = billing.InvoiceClosed })
	case "reopen":
		_, err = service.Reopen(k.ctx, id)
		k.expect(do, state, "closed", err, func() { book.state = billing.InvoiceOpen })
	case "delete":
		k.expect(do, state, "draft", service.Delete(k.ctx, id), func() { k.forget(id) })
	case "credit":
		var p billing.CreditParams
		if rapid.Bool().Draw(k.r, "one line") {
			p.Lines = []billing.LineID{rapid.SampledFrom(before.Lines).Draw(k.r, "line").ID}
		}
		var made *billing.Invoice
		made, err = service.Credit(k.ctx, id, p)
		if before.Credit {
			state = "credit"
		}
		k.expect(do, state, "open closed", err, func() { k.keep(made, before) })
	case "pay":
		if before.Credit {
			state = "credit"
		}
		var paid *billing.Payment
		paid, err = billing.NewPayments(k.client).Start(k.ctx, billing.PaymentParams{Invoice: id, Method: k.method})
		k.expect(do, state, "open", err, func() { k.pay(book, paid) })
	case "wait":
		k.srv.Advance(time.Duration(rapid.IntRange(1, 100).Draw(k.r, "minutes")) * time.Minute)
		k.expire()
	}
}

// expect wants an action to be refused by all states but some. What is refused
// changes nothing.
func (k *bookkeeping) expect(do, state, states string, err error, done func()) {
	switch may := strings.Contains(states, state); {
	case may && err == nil:
		done()
		return
	case may, !errors.Is(err, rest.ErrConflict):
		k.r.Fatalf("%s of an invoice that is %s: %v", do, state, err)
	}
	after, err := billing.NewInvoices(k.client).Get(k.ctx, k.before.ID)
	if diff := cmp.Diff(k.before, after, resttest.CompareValues); err != nil || diff != "" {
		k.r.Fatalf("%s of an invoice that is %s was refused, but: %v %s", do, state, err, diff)
	}
}

func (k *bookkeeping) keep(made, parent *billing.Invoice) {
	k.ids = append(k.ids, made.ID)
	k.books[made.ID] = &books{state: billing.InvoiceDraft, parent: parent}
}

func (k *bookkeeping) forget(id billing.InvoiceID) {
	delete(k.books, id)
	for n, other := range k.ids {
		if other == id {
			k.ids = append(k.ids[:n:n], k.ids[n+1:]...)
			return
		}
	}
}

// pay ends a payment, or leaves it to expire.
func (k *bookkeeping) pay(book *books, started *billing.Payment) {
	ends := rapid.SampledFrom([]billing.PaymentState{billing.PaymentAuthorized, billing.PaymentFailed, billing.PaymentPending}).Draw(k.r, "payment")
	var err error
	switch ends {
	case billing.PaymentAuthorized:
		err = k.srv.AuthorizePayment(int64(started.ID))
		book.state = billing.InvoiceClosed
	case billing.PaymentFailed:
		err = k.srv.FailPayment(int64(started.ID), `{"error":"card_declined"}`)
	}
	if err != nil {
		k.r.Fatal(err)
	}
	book.payments = append(book.payments, ends)
}

// expire asks the platform what became of payments that wait.
func (k *bookkeeping) expire() {
	for id, book := range k.books {
		invoice, err := billing.NewInvoices(k.client).Get(k.ctx, id)
		if err != nil {
			k.r.Fatal(err)
		}
		for n := range book.payments {
			if book.payments[n] == billing.PaymentPending && invoice.Payments[n].State == billing.PaymentExpired {
				book.payments[n] = billing.PaymentExpired
			}
		}
	}
}

// audit compares all invoices with what should have come of them.
func (k *bookkeeping) audit() {
	found := 0
	numbers := make(map[string]bool)
	for invoice, err := range billing.NewInvoices(k.client).All(k.ctx, billing.InvoiceFilter{}) {
		if err != nil {
			k.r.Fatal(err)
		}
		book := k.books[invoice.ID]
		if book == nil || invoice.State != book.state {
			k.r.Fatalf("invoice %s is %s, want %+v", invoice.ID, invoice.State, book)
		}
		found++
		wrong := invoice.Check()
		if book.parent != nil {
			wrong = append(wrong, invoice.CheckCredit(book.parent)...)
		}
		if wrong != nil {
			k.r.Fatalf("invoice %s: %v", invoice.ID, wrong)
		}
		var payments []billing.PaymentState
		for _, payment := range invoice.Payments {
			payments = append(payments, payment.State)
		}
		if diff := cmp.Diff(book.payments, payments); diff != "" {
			k.r.Fatalf("payments of invoice %s: %s", invoice.ID, diff)
		}
		if isDraft := invoice.State == billing.InvoiceDraft; isDraft != (invoice.Number == "") || numbers[invoice.Number] && !isDraft {
			k.r.Fatalf("invoice %s, which is %s, has the number %q", invoice.ID, invoice.State, invoice.Number)
		}
		numbers[invoice.Number] = true
		k.dates(invoice)
	}
	if found != len(k.books) {
		k.r.Fatalf("%d invoices, want %d", found, len(k.books))
	}
	k.gaps(numbers)
}

// dates wants an invoice to have those of its state, in order.
func (k *bookkeeping) dates(i *billing.Invoice) {
	isDraft, isClosed := i.State == billing.InvoiceDraft, i.State == billing.InvoiceClosed
	if isDraft != (i.Opened == nil) || isClosed != (i.Closed != nil) || i.Updated.Before(i.Created) ||
		i.Opened != nil && i.Opened.Before(i.Created) || isClosed && i.Closed.Before(*i.Opened) {
		k.r.Fatalf("invoice %s is %s: created %s, updated %s, opened %s, closed %s", i.ID, i.State, i.Created, i.Updated, i.Opened, i.Closed)
	}
}

// gaps wants the numbers of each sequence to be there from the first to the
// last: what was deleted had none.
func (k *bookkeeping) gaps(numbers map[string]bool) {
	for number := range numbers {
		sequence, digits, _ := strings.Cut(number, "-")
		n, _ := strconv.Atoi(digits)
		if n > 1 && !numbers[fmt.Sprintf("%s-%06d", sequence, n-1)] {
			k.r.Fatalf("number %s has none before it: %v", number, numbers)
		}
	}
}
