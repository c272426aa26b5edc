package api_test

import (
	"io"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// The platform in memory takes cards at a fee. Nobody has the others.
const (
	cardMethod     = billing.MethodID(802)
	unknownMethod  = billing.MethodID(999_999)
	unknownInvoice = billing.InvoiceID(999_999)
	unknownPayment = billing.PaymentID(999_999)
	unknownOrder   = billing.OrderID(999_999)
	unknownLine    = billing.LineID(999_999)
)

func (w world) billingScripts() map[string]script {
	return union(w.invoiceScripts(), w.scriptsOfStates(), w.paymentScripts(), w.orderScripts())
}

// invoiceScripts are for what an invoice says.
func (w world) invoiceScripts() map[string]script {
	edit := billing.InvoiceUpdateParams{Lines: w.lines(), Due: new(w.now.AddDate(0, 0, 30))}
	return map[string]script{
		"invoices.list": {args: []any{billing.InvoiceFilter{
			Customer: someone, State: billing.InvoiceOpen, Credit: new(false), Number: "ES-000007", ClientReference: "invoice-9",
			CreatedSince: w.now.AddDate(0, -1, 0), CreatedUntil: w.now, UpdatedSince: w.now.AddDate(0, -1, 0), UpdatedUntil: w.now,
			Offset: 1,
		}}},
		"invoices.create": {
			args: []any{w.invoice()},
			refusals: []refusal{
				{code: rest.CodeValidationFailed, args: []any{w.invoice(func(p *billing.InvoiceParams) { p.Customer = unknownCustomer })}},
				{code: rest.CodeValidationFailed, args: []any{w.invoice(func(p *billing.InvoiceParams) { p.Lines[0].UnitPrice = w.amount("-80.00") })}},
				{code: rest.CodeResellerUnverified, args: []any{w.invoice()}, platform: hostcontroltest.Options{Unverified: true}},
			},
		},
		"invoices.get": {given: w.drafted, refusals: unknownToInvoices("")},
		"invoices.update": {
			given: w.drafted,
			args:  []any{edit},
			refusals: slices.Concat(unknownToInvoices("", billing.InvoiceUpdateParams{Due: new(time.Time{})}), []refusal{
				{code: rest.CodeResourceUnknown, args: []any{unknownInvoice, edit}, from: "invoices.get"},
				{code: billing.CodeInvoiceStateInvalid, given: w.opened, args: []any{edit}},
				{code: rest.CodeValidationFailed, given: w.drafted, args: []any{billing.InvoiceUpdateParams{Lines: w.refund()}}},
			}),
		},
		"invoices.delete": {
			given:    w.drafted,
			refusals: append(unknownToInvoices(""), refusal{code: billing.CodeInvoiceStateInvalid, given: w.opened}),
		},
		"invoices.pdf": {given: w.opened, args: []any{io.Discard}, refusals: unknownToInvoices("", io.Discard)},
	}
}

// scriptsOfStates are for what becomes of an invoice.
func (w world) scriptsOfStates() map[string]script {
	whole := billing.CreditParams{ClientReference: "credit-3"}
	return map[string]script{
		"invoices.open": {
			given:    w.drafted,
			refusals: append(unknownToInvoices(""), refusal{code: billing.CodeInvoiceStateInvalid, given: w.opened}),
		},
		"invoices.close": {
			given:    w.opened,
			refusals: append(unknownToInvoices(""), refusal{code: billing.CodeInvoiceStateInvalid, given: w.drafted}),
		},
		"invoices.reopen": {
			given:    w.closed,
			refusals: append(unknownToInvoices("invoices.get"), refusal{code: billing.CodeInvoiceStateInvalid, given: w.opened}),
		},
		"invoices.credit": {
			given: w.closed,
			args:  []any{whole},
			refusals: append(unknownToInvoices("", whole),
				refusal{code: billing.CodeInvoiceStateInvalid, given: w.drafted, args: []any{whole}},
				refusal{code: billing.CodeInvoiceStateInvalid, given: w.credited, args: []any{whole}},
				refusal{code: rest.CodeValidationFailed, given: w.opened, args: []any{billing.CreditParams{Lines: []billing.LineID{unknownLine}}}},
			),
		},
	}
}

func (w world) paymentScripts() map[string]script {
	byCard := func(t *testing.T, p *platform) []any {
		t.Helper()
		return []any{billing.PaymentParams{Invoice: w.openInvoice(t, p).ID, Method: cardMethod, ClientReference: "payment-71"}}
	}
	unknownCard := func(t *testing.T, p *platform) []any {
		t.Helper()
		return []any{billing.PaymentParams{Invoice: w.openInvoice(t, p).ID, Method: unknownMethod}}
	}
	ofDraft := func(t *testing.T, p *platform) []any {
		t.Helper()
		return []any{billing.PaymentParams{Invoice: w.draft(t, p).ID, Method: cardMethod}}
	}
	ofCredit := func(t *testing.T, p *platform) []any {
		t.Helper()
		credit := w.creditInvoice(t, p)
		_, err := p.client.Invoices.Open(t.Context(), credit.ID)
		expectNone(t, err)
		return []any{billing.PaymentParams{Invoice: credit.ID, Method: cardMethod}}
	}
	return map[string]script{
		"payments.list": {args: []any{billing.PaymentFilter{
			Customer: someone, Invoice: 12, State: billing.PaymentAuthorized, ClientReference: "payment-71", UpdatedSince: w.now, Offset: 1,
		}}},
		"payments.start": {
			given: byCard,
			refusals: []refusal{
				{code: rest.CodeValidationFailed, given: unknownCard},
				{code: rest.CodeValidationFailed, args: []any{billing.PaymentParams{Invoice: unknownInvoice, Method: cardMethod}}},
				{code: billing.CodeInvoiceStateInvalid, given: ofDraft},
				{code: billing.CodeInvoiceStateInvalid, given: ofCredit},
			},
		},
		"payments.get": {
			given:    w.failedPayment,
			refusals: []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownPayment}}},
		},
		"payments.methods": {args: []any{billing.MethodFilter{Offset: 1}}},
	}
}

func (w world) orderScripts() map[string]script {
	renewal := billing.NewOrder(someone).Renew(billing.RenewPart{Name: w.domain})
	private := billing.TransferPart{Name: plainDomain, Privacy: new(true)}
	below := billing.TransferPart{Name: freeDomain, NameServers: []string{"ns1." + freeDomain}}
	return map[string]script{
		"orders.list": {args: []any{billing.OrderFilter{
			Customer: someone, State: billing.OrderWaiting, ClientReference: "order-7201", UpdatedSince: w.now, Offset: 1,
		}}},
		"orders.create": {
			given: silent(invoicing),
			args:  []any{w.basket()},
			refusals: []refusal{
				{code: rest.CodeValidationFailed, args: []any{registrationOf(unknownCustomer, freeDomain)}},
				{code: domains.CodeDomainTaken, args: []any{registrationOf(someone, w.domain)}},
				{code: domains.CodeInvalidDomain, args: []any{registrationOf(someone, unsoldDomain)}},
				{code: domains.CodeCustomerDisabled, given: with(customers.UpdateParams{Enabled: new(false)}), args: []any{w.basket()}},
				{code: domains.CodeCustomerFraudTagged, given: with(customers.UpdateParams{Fraud: new(true)}), args: []any{w.basket()}},
				{code: billing.CodeDomainNotOwned, args: []any{billing.NewOrder(another).Renew(billing.RenewPart{Name: w.domain})}},
				{code: domains.CodeDomainStateInvalid, given: silent(w.lost), args: []any{renewal}},
				{code: domains.CodePrivacyNotSupported, args: []any{billing.NewOrder(someone).Transfer(private)}},
				{code: domains.CodeMissingChildHost, args: []any{billing.NewOrder(someone).Transfer(below)}},
				{
					code: domains.CodeCustomNameServersDisabled, args: []any{w.basket()},
					given: with(customers.UpdateParams{NameServerManagement: new(false)}),
				},
			},
		},
		"orders.get": {given: w.waitingOrder, refusals: unknownToOrders("")},
		"orders.cancel": {
			given:    w.waitingOrder,
			refusals: append(unknownToOrders(""), refusal{code: billing.CodeOrderStateInvalid, given: w.completedOrder}),
		},
		"orders.restart": {
			given:    w.failedOrder,
			refusals: append(unknownToOrders("orders.get"), refusal{code: billing.CodeOrderStateInvalid, given: w.waitingOrder}),
		},
	}
}

func (w world) billingConveniences() map[string]convenience {
	return map[string]convenience{
		"Invoices.All":        {operation: "invoices.list", given: silent(w.credited), args: []any{billing.InvoiceFilter{}}},
		"Invoices.Wait":       {operation: "invoices.get", given: w.closed, args: []any{billing.WaitOptions[billing.Invoice]{}}},
		"Invoices.Related":    {operation: "orders.get", given: w.orderedInvoice},
		"Payments.All":        {operation: "payments.list", given: silent(w.failedPayment), args: []any{billing.PaymentFilter{}}},
		"Payments.AllMethods": {operation: "payments.methods", args: []any{billing.MethodFilter{}}},
		"Payments.Related":    {operation: "invoices.get", given: w.failedPayment},
		"Orders.All":          {operation: "orders.list", given: silent(w.failedOrder), args: []any{billing.OrderFilter{}}},
		"Orders.Wait":         {operation: "orders.get", given: w.completedOrder, args: []any{billing.WaitOptions[billing.Order]{}}},
		"Orders.Related":      {operation: "invoices.get", given: w.waitingOrder},
	}
}

// unknownToInvoices is the refusal, by an operation, for an invoice that is not there. The arguments come after the id.
func unknownToInvoices(from string, args ...any) []refusal {
	return []refusal{{code: rest.CodeResourceUnknown, args: slices.Concat([]any{unknownInvoice}, args), from: from}}
}

// unknownToOrders is the same for an order.
func unknownToOrders(from string) []refusal {
	return []refusal{{code: rest.CodeResourceUnknown, args: []any{unknownOrder}, from: from}}
}

func (w world) invoice(changes ...func(*billing.InvoiceParams)) billing.InvoiceParams {
	return changed(billing.InvoiceParams{
		Customer: someone, Lines: w.lines(), Due: w.now.AddDate(0, 0, 14), ClientReference: "invoice-9",
	}, changes)
}

func (w world) lines() []billing.LineParams {
	return []billing.LineParams{
		{Description: "Moving a shop", Quantity: "2.5", UnitPrice: w.amount("80.00"), Category: billing.ProductHosting},
		{Description: "Discount,\nas agreed", UnitPrice: w.amount("-15.00")},
	}
}

// refund are lines that only a credit invoice may have.
func (w world) refund() []billing.LineParams {
	return []billing.LineParams{{Description: "Refund", UnitPrice: w.amount("-15.00")}}
}

func (w world) draft(t *testing.T, p *platform) *billing.Invoice {
	t.Helper()
	made, err := p.client.Invoices.Create(t.Context(), w.invoice(func(p *billing.InvoiceParams) { p.ClientReference = "" }))
	expectNone(t, err)
	return made
}

func (w world) openInvoice(t *testing.T, p *platform) *billing.Invoice {
	t.Helper()
	opened, err := p.client.Invoices.Open(t.Context(), w.draft(t, p).ID)
	expectNone(t, err)
	return opened
}

// creditInvoice takes back the first line of an open invoice, and is a draft.
func (w world) creditInvoice(t *testing.T, p *platform) *billing.Invoice {
	t.Helper()
	parent := w.openInvoice(t, p)
	made, err := p.client.Invoices.Credit(t.Context(), parent.ID, billing.CreditParams{Lines: []billing.LineID{parent.Lines[0].ID}})
	expectNone(t, err)
	return made
}

// drafted, opened, closed and credited are situations in which someone has such an invoice.
func (w world) drafted(t *testing.T, p *platform) []any { return []any{w.draft(t, p).ID} }

func (w world) opened(t *testing.T, p *platform) []any { return []any{w.openInvoice(t, p).ID} }

func (w world) closed(t *testing.T, p *platform) []any {
	t.Helper()
	closed, err := p.client.Invoices.Close(t.Context(), w.openInvoice(t, p).ID)
	expectNone(t, err)
	return []any{closed.ID}
}

func (w world) credited(t *testing.T, p *platform) []any {
	t.Helper()
	opened, err := p.client.Invoices.Open(t.Context(), w.creditInvoice(t, p).ID)
	expectNone(t, err)
	return []any{opened.ID}
}

// failedPayment is a situation in which someone's card was declined.
func (w world) failedPayment(t *testing.T, p *platform) []any {
	t.Helper()
	order := w.placed(t, p)
	started, err := p.client.Payments.Start(t.Context(), billing.PaymentParams{Invoice: order.Invoice.ID, Method: cardMethod})
	expectNone(t, err)
	expectNone(t, p.FailPayment(int64(started.ID), `{"error":"card_declined"}`))
	return []any{started.ID}
}

// invoicing is a situation in which orders are invoiced.
func invoicing(_ *testing.T, p *platform) []any {
	p.SetInvoicing(true)
	return nil
}

func registrationOf(customer customers.ID, name string) *billing.OrderBuilder {
	return billing.NewOrder(customer).Register(billing.RegisterPart{Name: name})
}

// basket has one of each new product.
func (w world) basket() *billing.OrderBuilder {
	return billing.NewOrder(someone).
		ClientReference("order-7201").
		Register(billing.RegisterPart{Name: unhinderedName, Privacy: new(false)}).
		Transfer(billing.TransferPart{
			Name: freeDomain, AuthCode: rest.NewSecret("Ex4mple~Code"), Privacy: new(true),
			NameServers: []string{"ns1.example.net", "ns2.example.net"},
		}).
		Hosting(billing.HostingPart{Plan: webPlan, Months: 24, Domain: w.domain}).
		Hosting(billing.HostingPart{Plan: mailPlan}).
		Certificate(billing.CertificatePart{
			Plan: w.sslPlan, CSR: w.csr(certifiedHost), DCV: ssl.DCVEmail, ApproverEmail: "admin@example.com",
			ApproverFirstName: "Jane", ApproverLastName: "Roe", ApproverPhone: "+31.301234567",
			ChamberOfCommerce: "01234567", CompanyName: "Roe Hosting", Department: "Platform",
			Address: "Sample Lane 7", City: "Utrecht", Zipcode: "3511AB",
		})
}

// placed is an order of each product that waits for its payment.
func (w world) placed(t *testing.T, p *platform) *billing.Order {
	t.Helper()
	p.SetInvoicing(true)
	made, err := p.client.Orders.Create(t.Context(), w.basket())
	expectNone(t, err)
	if made.Invoice == nil || made.Hold != billing.HoldPayment {
		t.Fatalf("order %s holds on %q", made.ID, made.Hold)
	}
	return made
}

func (w world) waitingOrder(t *testing.T, p *platform) []any { return []any{w.placed(t, p).ID} }

func (w world) orderedInvoice(t *testing.T, p *platform) []any {
	return []any{w.placed(t, p).Invoice.ID}
}

// completedOrder is a situation in which someone's renewal was delivered.
func (w world) completedOrder(t *testing.T, p *platform) []any {
	t.Helper()
	made, err := p.client.Orders.Create(t.Context(), billing.NewOrder(someone).Renew(billing.RenewPart{Name: w.domain}))
	expectNone(t, err)
	return []any{made.ID}
}

// failedOrder is a situation in which a transfer was given up that an order had started. Everything else of the order
// was delivered.
func (w world) failedOrder(t *testing.T, p *platform) []any {
	t.Helper()
	order := w.placed(t, p)
	_, err := p.client.Invoices.Close(t.Context(), order.Invoice.ID)
	expectNone(t, err)
	order, err = p.client.Orders.Get(t.Context(), order.ID)
	expectNone(t, err)
	_, err = p.client.Transfers.Cancel(t.Context(), order.Parts[1].Transfer.ID)
	expectNone(t, err)
	p.Advance(24 * time.Hour)
	order, err = p.client.Orders.Get(t.Context(), order.ID)
	expectNone(t, err)
	if order.State != billing.OrderFailed {
		t.Fatalf("order %s is %s", order.ID, order.State)
	}
	return []any{order.ID}
}

// What the platform in memory makes up follows the contract as well: several hundred invoices with their orders and
// payments.
func TestInventedBillingFollowsTheContract(t *testing.T) {
	t.Parallel()
	p := startWith(t, load(t), hostcontroltest.Options{Invoices: 400})
	states := map[string]int{}
	for invoice, err := range p.client.Invoices.All(t.Context(), billing.InvoiceFilter{}) {
		expectNone(t, err)
		states["invoice "+string(invoice.State)]++
	}
	for payment, err := range p.client.Payments.All(t.Context(), billing.PaymentFilter{}) {
		expectNone(t, err)
		states["payment "+string(payment.State)]++
	}
	for order, err := range p.client.Orders.All(t.Context(), billing.OrderFilter{}) {
		expectNone(t, err)
		states["order "+string(order.State)]++
	}
	for _, state := range []string{
		"invoice draft", "invoice open", "invoice closed", "payment authorised", "payment failed", "payment expired",
		"order waiting", "order completed", "order failed", "order canceled",
	} {
		if states[state] == 0 {
			t.Errorf("none of them is %s: %v", state, states)
		}
	}
	p.expectContract(t)
}

// The invoices that the contract shows are such as the platform would send: all of their amounts add up.
func TestInvoicesOfExamplesAddUp(t *testing.T) {
	t.Parallel()
	responses := load(t).Spec.Components.Responses
	shown := map[billing.InvoiceID]*billing.Invoice{}
	for _, answer := range examples(t, responses["InvoiceList"].Value.Content) {
		var page struct {
			Invoices []*billing.Invoice `json:"result"`
		}
		expectNone(t, json.Unmarshal(answer, &page))
		for _, invoice := range page.Invoices {
			shown[invoice.ID] = invoice
		}
	}
	for _, answer := range examples(t, responses["Invoice"].Value.Content) {
		var envelope struct {
			Invoice *billing.Invoice `json:"result"`
		}
		expectNone(t, json.Unmarshal(answer, &envelope))
		if envelope.Invoice != nil {
			shown[envelope.Invoice.ID] = envelope.Invoice
		}
	}
	if len(shown) != 3 {
		t.Errorf("%d invoices are shown", len(shown))
	}
	for _, invoice := range shown {
		wrong := invoice.Check()
		if invoice.Credit {
			wrong = append(wrong, invoice.CheckCredit(shown[invoice.CreditedInvoice])...)
		}
		if wrong != nil {
			t.Errorf("invoice %s: %v", invoice.ID, wrong)
		}
	}
}
