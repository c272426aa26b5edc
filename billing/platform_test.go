package billing_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// onPlatform are lines for a customer of the platform in memory.
func onPlatform(t testing.TB, customer customers.ID) billing.InvoiceParams {
	return billing.InvoiceParams{Customer: customer, Lines: validLines(t)}
}

// card gives the payment method that has a fee.
func card(t interface{ Fatal(...any) }, client *rest.Client) billing.MethodID {
	for method, err := range billing.NewPayments(client).AllMethods(context.Background(), billing.MethodFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if method.Fee.IsPositive() {
			return method.ID
		}
	}
	t.Fatal("no method has a fee")
	return 0
}

// allowed are the actions that a state allows; all others are refused.
var allowed = map[string]string{
	"draft":         "edit open delete",
	"open":          "close credit pay",
	"closed":        "reopen credit",
	"credit draft":  "edit open delete",
	"credit open":   "close",
	"credit closed": "reopen",
}

// invoiceIn makes an invoice that is in a state.
func invoiceIn(t *testing.T, client *rest.Client, state string) *billing.Invoice {
	t.Helper()
	service, ctx := billing.NewInvoices(client), t.Context()
	invoice, err := service.Create(ctx, onPlatform(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	credit, isCredit := strings.CutPrefix(state, "credit ")
	if isCredit {
		if _, err := service.Open(ctx, invoice.ID); err != nil {
			t.Fatal(err)
		}
		if invoice, err = service.Credit(ctx, invoice.ID, billing.CreditParams{}); err != nil {
			t.Fatal(err)
		}
	}
	if credit != "draft" {
		if invoice, err = service.Open(ctx, invoice.ID); err != nil {
			t.Fatal(err)
		}
	}
	if credit == "closed" {
		if invoice, err = service.Close(ctx, invoice.ID); err != nil {
			t.Fatal(err)
		}
	}
	if isCredit != invoice.Credit || string(invoice.State) != credit {
		t.Fatalf("made an invoice that is %s", invoice.State)
	}
	return invoice
}

// Every action is tried in every state. What is refused changes nothing.
func TestStatesAndActions(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := billing.NewInvoices(client), t.Context()
	tried := 0
	for state, can := range allowed {
		for _, action := range actions(t, card(t, client)) {
			tried++
			before := invoiceIn(t, client, state)
			err := action.call(ctx, client, before.ID)
			if strings.Contains(" "+can+" ", " "+action.name+" ") {
				if err != nil {
					t.Errorf("%s of an invoice that is %s: %v", action.name, state, err)
				}
				continue
			}
			refused, ok := errors.AsType[*billing.StateError](err)
			if !ok || !errors.Is(err, rest.ErrConflict) || refused.Action != action.name || refused.State != string(before.State) {
				t.Errorf("%s of an invoice that is %s: %v", action.name, state, err)
			}
			after, err := service.Get(ctx, before.ID)
			if diff := cmp.Diff(before, after, resttest.CompareValues); err != nil || diff != "" {
				t.Errorf("%s of an invoice that is %s was refused, but: %v %s", action.name, state, err, diff)
			}
		}
	}
	if tried != 42 {
		t.Errorf("%d pairs were tried", tried)
	}
}

// A page of invoices shows its orders and payments without another request, and
// shows them as they are.
func TestPageShowsWhatBelongsTogether(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 50, Invoices: 400})
	ctx := t.Context()
	page, err := billing.NewInvoices(client).List(ctx, billing.InvoiceFilter{Offset: 100}, rest.WithPageSize(100))
	if err != nil || len(page.Items) != 100 {
		t.Fatalf("%d invoices, %v", len(page.Items), err)
	}
	if asked := len(srv.Requests()); asked != 1 {
		t.Errorf("%d requests", asked)
	}
	orders, payments := make(map[billing.OrderID]*billing.Order), make(map[billing.PaymentID]*billing.Payment)
	for order, err := range billing.NewOrders(client).All(ctx, billing.OrderFilter{}, rest.WithPageSize(500)) {
		if err != nil {
			t.Fatal(err)
		}
		orders[order.ID] = order
	}
	for payment, err := range billing.NewPayments(client).All(ctx, billing.PaymentFilter{}, rest.WithPageSize(500)) {
		if err != nil {
			t.Fatal(err)
		}
		payments[payment.ID] = payment
	}
	shown := 0
	for _, invoice := range page.Items {
		if ref := invoice.Order; ref != nil {
			order := orders[ref.ID]
			if order == nil || order.State != ref.State || order.Invoice.ID != invoice.ID || order.Invoice.State != invoice.State || len(order.Payments) != len(invoice.Payments) {
				t.Errorf("invoice %s shows %+v, there is %+v", invoice.ID, ref, order)
			}
			shown++
		}
		for _, ref := range invoice.Payments {
			payment := payments[ref.ID]
			if payment == nil || payment.State != ref.State || !payment.Amount.Equal(ref.Amount) || payment.Invoice.ID != invoice.ID || payment.Invoice.State != invoice.State {
				t.Errorf("invoice %s shows %+v, there is %+v", invoice.ID, ref, payment)
			}
			shown++
		}
	}
	if shown < 100 {
		t.Errorf("only %d orders and payments", shown)
	}
}

func TestRelatedOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 20, Invoices: 100})
	ctx := t.Context()
	asked := func() int { return len(srv.Requests()) }
	for payment, err := range billing.NewPayments(client).All(ctx, billing.PaymentFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if payment.Order == nil {
			continue
		}
		start := asked()
		fromPayment, err := billing.NewPayments(client).Related(ctx, payment.ID)
		if err != nil || asked()-start > 4 {
			t.Fatalf("after %d requests: %v", asked()-start, err)
		}
		start = asked()
		fromInvoice, err := billing.NewInvoices(client).Related(ctx, payment.Invoice.ID)
		if err != nil || asked()-start > 3 {
			t.Fatalf("after %d requests: %v", asked()-start, err)
		}
		start = asked()
		fromOrder, err := billing.NewOrders(client).Related(ctx, payment.Order.ID)
		if err != nil || asked()-start > 3 {
			t.Fatalf("after %d requests: %v", asked()-start, err)
		}
		if diff := cmp.Diff(fromPayment, fromInvoice, resttest.CompareValues) + cmp.Diff(fromInvoice, fromOrder, resttest.CompareValues); diff != "" {
			t.Fatal(diff)
		}
	}
}

// Everything that the platform generates adds up.
func TestPlatformAddsUp(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 50, Invoices: 2000})
	service, checked := billing.NewInvoices(client), 0
	all := make(map[billing.InvoiceID]*billing.Invoice)
	for invoice, err := range service.All(t.Context(), billing.InvoiceFilter{}, rest.WithPageSize(500)) {
		if err != nil {
			t.Fatal(err)
		}
		wrong := invoice.Check()
		if all[invoice.ID] = invoice; invoice.Credit {
			wrong = append(wrong, invoice.CheckCredit(all[invoice.CreditedInvoice])...)
		}
		if wrong != nil || invoice.Unknown != nil {
			t.Errorf("invoice %s: %v %s", invoice.ID, wrong, invoice.Unknown)
		}
		checked++
	}
	if checked != 2000 {
		t.Errorf("%d invoices", checked)
	}
}

func TestInvoiceFiltersOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 2})
	service, ctx := billing.NewInvoices(client), t.Context()
	begin := srv.Now()
	first, err := service.Create(ctx, billing.InvoiceParams{Customer: 1, Lines: validLines(t), ClientReference: "first"})
	if err != nil {
		t.Fatal(err)
	}
	srv.Advance(24 * time.Hour)
	second, err := service.Create(ctx, onPlatform(t, 2))
	if err != nil {
		t.Fatal(err)
	}
	if first, err = service.Open(ctx, first.ID); err != nil {
		t.Fatal(err)
	}
	credit, err := service.Credit(ctx, first.ID, billing.CreditParams{Lines: []billing.LineID{first.Lines[1].ID}})
	if err != nil {
		t.Fatal(err)
	}
	if wrong := credit.CheckCredit(first); wrong != nil || len(credit.Lines) != 1 || !credit.Total.IsNegative() {
		t.Errorf("%+v: %v", credit, wrong)
	}
	day := begin.Add(12 * time.Hour)
	tests := []struct {
		filter billing.InvoiceFilter
		want   []billing.InvoiceID
	}{
		{billing.InvoiceFilter{}, []billing.InvoiceID{first.ID, second.ID, credit.ID}},
		{billing.InvoiceFilter{Offset: 2}, []billing.InvoiceID{credit.ID}},
		{billing.InvoiceFilter{Customer: 2}, []billing.InvoiceID{second.ID}},
		{billing.InvoiceFilter{State: billing.InvoiceDraft}, []billing.InvoiceID{second.ID, credit.ID}},
		{billing.InvoiceFilter{Credit: new(true)}, []billing.InvoiceID{credit.ID}},
		{billing.InvoiceFilter{Credit: new(false)}, []billing.InvoiceID{first.ID, second.ID}},
		{billing.InvoiceFilter{Number: first.Number}, []billing.InvoiceID{first.ID}},
		{billing.InvoiceFilter{ClientReference: "first"}, []billing.InvoiceID{first.ID}},
		{billing.InvoiceFilter{CreatedSince: second.Created}, []billing.InvoiceID{second.ID, credit.ID}},
		{billing.InvoiceFilter{CreatedUntil: day}, []billing.InvoiceID{first.ID}},
		{billing.InvoiceFilter{UpdatedSince: day}, []billing.InvoiceID{first.ID, second.ID, credit.ID}},
		{billing.InvoiceFilter{UpdatedUntil: first.Updated}, []billing.InvoiceID{second.ID}},
	}
	for _, tt := range tests {
		var got []billing.InvoiceID
		for invoice, err := range service.All(ctx, tt.filter) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, invoice.ID)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%+v: %s", tt.filter, diff)
		}
	}
}

func TestPDFOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	invoice := invoiceIn(t, client, "open")
	srv.Inject(hostcontroltest.Fault{Path: "/invoice/*/pdf", Kind: hostcontroltest.FaultDrop, Times: 1})
	var document bytes.Buffer
	n, err := billing.NewInvoices(client).PDF(t.Context(), invoice.ID, &document)
	if err != nil || n != int64(document.Len()) || !bytes.Contains(document.Bytes(), []byte(invoice.Number)) {
		t.Errorf("%d of %d bytes, %v", n, document.Len(), err)
	}
	if _, err := billing.NewInvoices(client).PDF(t.Context(), 1<<40, &document); !errors.Is(err, rest.ErrNotFound) {
		t.Errorf("an unknown invoice: %v", err)
	}
}

// On a network that loses answers, everything happens once.
func TestEverythingHappensOnce(t *testing.T) {
	t.Parallel()
	const times = 10
	faults, err := hostcontroltest.Profile("lossy")
	if err != nil {
		t.Fatal(err)
	}
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	invoices, payments, orders, ctx := billing.NewInvoices(client), billing.NewPayments(client), billing.NewOrders(client), t.Context()
	srv.SetInvoicing(true)
	srv.Inject(faults...)
	method := card(t, client)
	for i := range times {
		invoice, err := invoices.Create(ctx, onPlatform(t, 1))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := invoices.Open(ctx, invoice.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := payments.Start(ctx, billing.PaymentParams{Invoice: invoice.ID, Method: method}); err != nil {
			t.Fatal(err)
		}
		if _, err := invoices.Credit(ctx, invoice.ID, billing.CreditParams{}); err != nil {
			t.Fatal(err)
		}
		if _, err := invoices.Close(ctx, invoice.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := invoices.Reopen(ctx, invoice.ID); err != nil {
			t.Fatal(err)
		}
		order, err := orders.Create(ctx, billing.NewOrder(1).Register(billing.RegisterPart{Name: fmt.Sprintf("example-%d.nl", i)}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := orders.Cancel(ctx, order.ID); err != nil {
			t.Fatal(err)
		}
	}
	srv.ClearFaults()
	count := make(map[string]int)
	for _, request := range srv.Requests() {
		if request.Committed && request.Method == "POST" {
			count[request.Operation]++
		}
	}
	want := make(map[string]int)
	for _, operation := range []string{
		"invoices.create", "invoices.open", "invoices.credit", "invoices.close", "invoices.reopen", "payments.start", "orders.create", "orders.cancel",
	} {
		want[operation] = times
	}
	if diff := cmp.Diff(want, count); diff != "" {
		t.Error(diff)
	}
}
