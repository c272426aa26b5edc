package hostcontrol_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/bojanz/currency"
	"github.com/hashicorp/go-retryablehttp"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

const billableWorkers = 50

// shop is a platform with something to sell, and what a run of purchases on it
// needs to know.
type shop struct {
	srv      *hostcontroltest.Server
	client   *hostcontrol.Client
	customer customers.ID
	terms    []domains.Term // to be renewed
	plan     hosting.PlanID
	cert     ssl.PlanID
	csr      string
	unpaid   billing.InvoiceID // open, for as many payments as there are
	method   billing.MethodID
}

// purchase is one billable call. Its reference, or its name where it has none,
// tells whether it was charged. Invoices, payments and orders that wait for
// their payment are charged to nobody; that there are two of one is as bad.
type purchase struct {
	kind int // of those below
	n    int
}

const (
	register = iota
	renew
	transfer
	addHosting
	certificate
	createInvoice
	startPayment
	placeOrder
	kinds
)

func (p purchase) name() string {
	return fmt.Sprintf("%s-%05d.com", [...]string{register: "example-new", renew: "example-old", transfer: "example-in"}[p.kind], p.n)
}

func (p purchase) reference() string { return fmt.Sprintf("purchase-%d-%d", p.kind, p.n) }

func openShop(t *testing.T) *shop {
	t.Helper()
	srv := hostcontroltest.NewServer(hostcontroltest.Options{InMemory: true, Customers: 3})
	srv.Deposit(1_000_000_00)
	client, err := hostcontrol.New(hostcontrol.WithBaseURL(srv.URL), hostcontrol.WithAPIKey(srv.APIKey),
		hostcontrol.WithHTTPClient(srv.Client()), hostcontrol.WithLimiter(rest.Unlimited()))
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{srv: srv, client: client}
	ctx := t.Context()
	buyer, err := client.Customers.Create(ctx, newCustomer("buyer@example.com"))
	if err != nil {
		t.Fatal(err)
	}
	s.customer = buyer.ID
	for n := range billableCalls / kinds {
		domain, err := client.Domains.Register(ctx, domains.RegisterParams{Customer: s.customer, Name: purchase{renew, n}.name()})
		if err != nil {
			t.Fatal(err)
		}
		s.terms = append(s.terms, domain.Term())
	}
	plans, err := client.Hosting.Plans(ctx, hosting.PlanFilter{})
	if err != nil {
		t.Fatal(err)
	}
	certs, err := client.SSL.Plans(ctx, ssl.PlanFilter{})
	if err != nil {
		t.Fatal(err)
	}
	s.plan, s.cert = plans.Items[0].ID, certs.Items[0].ID
	if _, s.csr, err = ssl.NewKeyAndCSR("www.example.com"); err != nil {
		t.Fatal(err)
	}
	s.bill(t)
	return s
}

// bill makes the invoice that is to be paid, and has orders wait for theirs.
func (s *shop) bill(t *testing.T) {
	t.Helper()
	s.srv.SetInvoicing(true)
	draft, err := s.client.Invoices.Create(t.Context(), s.invoice(""))
	if err != nil {
		t.Fatal(err)
	}
	opened, err := s.client.Invoices.Open(t.Context(), draft.ID)
	if err != nil {
		t.Fatal(err)
	}
	methods, err := s.client.Payments.Methods(t.Context(), billing.MethodFilter{})
	if err != nil {
		t.Fatal(err)
	}
	s.unpaid, s.method = opened.ID, methods.Items[0].ID
}

func (s *shop) invoice(reference string) billing.InvoiceParams {
	price, _ := currency.NewAmount("12.50", "EUR")
	lines := []billing.LineParams{{Description: "Support", UnitPrice: price}}
	return billing.InvoiceParams{Customer: s.customer, Lines: lines, ClientReference: reference}
}

// run makes all purchases while 30 % of all requests meet trouble, and gives
// what each came to.
func (s *shop) run(t *testing.T, buy func(context.Context, purchase) error) []error {
	t.Helper()
	faults, err := hostcontroltest.Profile("flaky")
	if err != nil {
		t.Fatal(err)
	}
	s.srv.Inject(faults...)
	defer s.srv.ClearFaults()
	results := make([]error, billableCalls)
	work := make(chan int)
	var wg sync.WaitGroup
	for range billableWorkers {
		wg.Go(func() {
			for i := range work {
				results[i] = buy(t.Context(), purchase{i % kinds, i / kinds})
			}
		})
	}
	for i := range billableCalls {
		work <- i
	}
	close(work)
	wg.Wait()
	return results
}

// charges counts what the reseller paid, by purchase.
func (s *shop) charges(t *testing.T, settled int) map[purchase]int {
	t.Helper()
	ctx := t.Context()
	label, err := s.client.Label.Get(ctx)
	if err != nil {
		t.Fatal(err)
	}
	byReference := map[string]string{} // what a charge names, to the reference of its purchase
	for account, err := range s.client.Hosting.All(ctx, hosting.Filter{}, rest.WithPageSize(500)) {
		if err != nil {
			t.Fatal(err)
		}
		byReference[string(account.Reference)] = account.ClientReference
	}
	for cert, err := range s.client.SSL.All(ctx, ssl.Filter{}, rest.WithPageSize(500)) {
		if err != nil {
			t.Fatal(err)
		}
		byReference[string(cert.ID)] = cert.ClientReference
	}
	counts := map[purchase]int{}
	seen := 0
	for booking, err := range s.client.Resellers.AllTransactions(ctx, label.Reseller.Reference, customers.TransactionFilter{}, rest.WithPageSize(500)) {
		if err != nil {
			t.Fatal(err)
		}
		if seen++; seen <= settled || booking.Type != customers.TransactionDebit {
			continue
		}
		counts[identify(t, booking.Description, byReference)]++
	}
	s.made(t, counts)
	return counts
}

// made adds the invoices, payments and orders that there are, by purchase.
func (s *shop) made(t *testing.T, counts map[purchase]int) {
	t.Helper()
	ctx, page := t.Context(), rest.WithPageSize(500)
	count := func(reference string) {
		if p, ok := referenced(reference); ok {
			counts[p]++
		}
	}
	for invoice, err := range s.client.Invoices.All(ctx, billing.InvoiceFilter{}, page) {
		if err != nil {
			t.Fatal(err)
		}
		count(invoice.ClientReference)
	}
	for payment, err := range s.client.Payments.All(ctx, billing.PaymentFilter{}, page) {
		if err != nil {
			t.Fatal(err)
		}
		count(payment.ClientReference)
	}
	for order, err := range s.client.Orders.All(ctx, billing.OrderFilter{}, page) {
		if err != nil {
			t.Fatal(err)
		}
		count(order.ClientReference)
	}
}

// referenced gives the purchase that a reference begins with.
func referenced(reference string) (p purchase, ok bool) {
	n, _ := fmt.Sscanf(reference, "purchase-%d-%d", &p.kind, &p.n)
	return p, n == 2
}

// transactions counts what was booked so far.
func (s *shop) transactions(t *testing.T) int {
	t.Helper()
	label, err := s.client.Label.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	page, err := s.client.Resellers.Transactions(t.Context(), label.Reseller.Reference, customers.TransactionFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return page.Total
}

func identify(t *testing.T, description string, byReference map[string]string) purchase {
	t.Helper()
	var p purchase
	for _, form := range []struct {
		kind int
		text string
	}{
		{register, "Register example-new-%d.com"}, {renew, "Renew example-old-%d.com"}, {transfer, "Transfer example-in-%d.com"},
	} {
		if n, _ := fmt.Sscanf(description, form.text, &p.n); n == 1 {
			p.kind = form.kind
			return p
		}
	}
	what := description[strings.LastIndexByte(description, ' ')+1:]
	if p, ok := referenced(byReference[what]); ok {
		return p
	}
	t.Fatalf("what was charged as %q?", description)
	return p
}

// buy makes a purchase with the SDK.
func (s *shop) buy(ctx context.Context, p purchase) error {
	var err error
	switch p.kind {
	case register:
		_, err = s.client.Domains.Register(ctx, domains.RegisterParams{Customer: s.customer, Name: p.name(), ClientReference: p.reference()})
	case renew:
		_, err = s.client.Domains.Renew(ctx, s.terms[p.n], 12)
	case transfer:
		_, err = s.client.Transfers.Start(ctx, domains.TransferParams{Customer: s.customer, Name: p.name(), AuthCode: rest.NewSecret("Ex4mple~Code"), ClientReference: p.reference()})
	case addHosting:
		_, err = s.client.Hosting.Add(ctx, hosting.AddParams{Customer: s.customer, Plan: s.plan, ClientReference: p.reference()})
	case certificate:
		_, err = s.client.SSL.Request(ctx, ssl.RequestParams{Customer: s.customer, Plan: s.cert, CSR: s.csr, DCV: ssl.DCVDNS, ClientReference: p.reference()})
	case createInvoice:
		_, err = s.client.Invoices.Create(ctx, s.invoice(p.reference()))
	case startPayment:
		_, err = s.client.Payments.Start(ctx, billing.PaymentParams{Invoice: s.unpaid, Method: s.method, ClientReference: p.reference()})
	case placeOrder:
		_, err = s.client.Orders.Create(ctx, billing.NewOrder(s.customer).Hosting(billing.HostingPart{Plan: s.plan}).ClientReference(p.reference()))
	}
	return err
}

// buyBare makes the same purchase through go-retryablehttp as it comes, with a
// body that the documentation of the platform would lead to.
func (s *shop) buyBare(hc *retryablehttp.Client) func(context.Context, purchase) error {
	var sent atomic.Int64
	return func(ctx context.Context, p purchase) error {
		path, body := s.bareCall(p)
		build := retryablehttp.ReaderFunc(func() (io.Reader, error) {
			if p.kind >= addHosting {
				// For the count alone: each request has a reference of its own,
				// as if it had none.
				body["client_reference"] = fmt.Sprintf("%s-%d", p.reference(), sent.Add(1))
			}
			encoded, err := json.Marshal(body)
			return bytes.NewReader(encoded), err
		})
		r, err := retryablehttp.NewRequestWithContext(ctx, http.MethodPost, s.srv.URL+path, build)
		if err != nil {
			return err
		}
		r.Header.Set("X-APIKEY", s.srv.APIKey)
		resp, err := hc.Do(r)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		var reply struct {
			Success bool            `json:"success"`
			Error   json.RawMessage `json:"error"`
		}
		if err := json.NewDecoder(resp.Body).Decode(&reply); err != nil {
			return err
		}
		if !reply.Success {
			return fmt.Errorf("refused: %s", reply.Error)
		}
		return nil
	}
}

func (s *shop) bareCall(p purchase) (path string, body map[string]any) {
	switch p.kind {
	case register:
		return "/domain", map[string]any{"customer": s.customer, "domain": p.name(), "interval": 12}
	case renew:
		return "/domain/" + p.name() + "/renew", map[string]any{"interval": 12}
	case transfer:
		return "/domain-transfer", map[string]any{"customer": s.customer, "domain": p.name(), "auth_code": "Ex4mple~Code"}
	case addHosting:
		return "/hosting", map[string]any{"customer": s.customer, "plan": s.plan}
	case createInvoice:
		line := map[string]any{"description": "Support", "unit_price": 1250}
		return "/invoice", map[string]any{"customer": s.customer, "lines": []any{line}}
	case startPayment:
		return "/payment", map[string]any{"invoice": s.unpaid, "method": s.method}
	case placeOrder:
		part := map[string]any{"type": "hosting-order", "plan": s.plan}
		return "/order", map[string]any{"customer": s.customer, "type": "new", "order": []any{part}}
	}
	return "/ssl-certificate", map[string]any{"customer": s.customer, "plan": s.cert, "csr": s.csr, "dcv_type": "DNS"}
}

// tally is what a run looks like from the outside.
type tally struct {
	said   map[string]int
	double int        // purchases that were charged more than once, extra charges
	kinds  [kinds]int // the same, by kind
	failed int        // purchases that were charged and reported as failed
	unpaid int        // purchases that were reported as done, but not charged
}

func (s *shop) tally(results []error, charges map[purchase]int) tally {
	c := tally{said: map[string]int{}}
	for i, err := range results {
		n := charges[purchase{i % kinds, i / kinds}]
		c.double += max(0, n-1)
		c.kinds[i%kinds] += max(0, n-1)
		switch {
		case err == nil:
			c.said["done"]++
			if n == 0 {
				c.unpaid++
			}
		case errors.Is(err, hostcontrol.ErrOutcomeUnknown):
			c.said[fmt.Sprintf("outcome unknown, charged %d times", n)]++
		default:
			c.said["failed"]++
			if n > 0 {
				c.failed++
			}
		}
	}
	return c
}

func (c tally) String() string {
	var parts []string
	for said, n := range c.said {
		parts = append(parts, fmt.Sprintf("%d %s", n, said))
	}
	slices.Sort(parts)
	return fmt.Sprintf("%s; %d double charges %v, %d charges reported as failed, %d reported as done without a charge",
		strings.Join(parts, ", "), c.double, c.kinds, c.failed, c.unpaid)
}

// TestNoDoubleCharges makes 10,000 purchases of all kinds, invoices, payments
// and orders among them, while 30 % of all requests meet trouble, lost answers
// included, and counts what was charged and what there is. The same purchases
// through go-retryablehttp with its default policy show what would happen
// otherwise.
func TestNoDoubleCharges(t *testing.T) {
	t.Parallel()
	run := func(buy func(*shop) func(context.Context, purchase) error) (result tally) {
		synctest.Test(t, func(t *testing.T) {
			s := openShop(t)
			defer s.srv.Close()
			settled := s.transactions(t)
			results := s.run(t, buy(s))
			result = s.tally(results, s.charges(t, settled))
		})
		return result
	}
	sdk := run(func(s *shop) func(context.Context, purchase) error { return s.buy })
	t.Logf("the SDK: %s", sdk)
	if sdk.double != 0 || sdk.failed != 0 || sdk.unpaid != 0 {
		t.Error("every purchase must be charged as often as it was reported")
	}
	bare := run(func(s *shop) func(context.Context, purchase) error {
		hc := retryablehttp.NewClient()
		hc.Logger, hc.HTTPClient = nil, s.srv.Client()
		return s.buyBare(hc)
	})
	t.Logf("go-retryablehttp by default: %s", bare)
	if bare.double == 0 {
		t.Error("the faults are too kind to show anything")
	}
}
