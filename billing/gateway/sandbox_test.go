package gateway_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	"github.com/jarcoal/httpmock"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/billing/gateway"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// A shop is a platform in memory that has the gateway under test.
type shop struct {
	*hostcontroltest.Server
	t        *testing.T
	proxy    *proxy
	method   billing.MethodID
	invoices *billing.InvoiceService
	payments *billing.PaymentService
}

const fee = 35

func openShop(t *testing.T) *shop {
	t.Helper()
	srv := hostcontroltest.NewServer(hostcontroltest.Options{InMemory: true, Customers: 40})
	t.Cleanup(srv.Close)
	client, err := rest.New(rest.Config{
		BaseURL:     srv.URL,
		Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), ""),
		HTTPClient:  srv.Client(),
		Limiter:     rest.Unlimited(),
	})
	if err != nil {
		t.Fatal(err)
	}
	made, err := srv.AddGateway(name, "https://pay.example.com/", fee)
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{
		Server: srv, t: t, method: billing.MethodID(made.Method),
		invoices: billing.NewInvoices(client), payments: billing.NewPayments(client),
	}
	s.proxy = newProxy(t, func(cfg *gateway.Config) {
		cfg.Secret1, cfg.Secret2 = rest.NewSecret(made.Secret1), rest.NewSecret(made.Secret2)
		cfg.NotificationURL = made.NotificationURL
		cfg.HTTPClient = srv.Client()
		cfg.Now = srv.Now
		cfg.Due = gateway.DueFrom(s.payments)
	})
	return s
}

// bill opens an invoice of a customer.
func (s *shop) bill() *billing.Invoice {
	s.t.Helper()
	lines := []billing.LineParams{{Description: "Support", UnitPrice: amount(s.t, "12.50", "EUR"), Category: "hosting"}}
	draft, err := s.invoices.Create(s.t.Context(), billing.InvoiceParams{Customer: 35, Lines: lines})
	if err != nil {
		s.t.Fatal(err)
	}
	invoice, err := s.invoices.Open(s.t.Context(), draft.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return invoice
}

// start starts a payment, and gives the form that the payer is sent off with.
func (s *shop) start(invoice *billing.Invoice) (*billing.Payment, url.Values) {
	s.t.Helper()
	payment, err := s.payments.Start(s.t.Context(), billing.PaymentParams{Invoice: invoice.ID, Method: s.method})
	if err != nil {
		s.t.Fatal(err)
	}
	_, form, err := s.PaymentForm(int64(payment.ID))
	if err != nil {
		s.t.Fatal(err)
	}
	return payment, form
}

// wants looks at what became of an invoice and of its last payment.
func (s *shop) wants(invoice *billing.Invoice, state billing.InvoiceState, last billing.PaymentState) {
	s.t.Helper()
	got, err := s.invoices.Get(s.t.Context(), invoice.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	if n := len(got.Payments); n == 0 || got.State != state || got.Payments[n-1].State != last {
		s.t.Errorf("invoice %s with payments %v, want %s with the last one %s", got.State, got.Payments, state, last)
	}
}

// A payment fails, is started again and is made.
func TestPaymentThroughThePlatform(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	invoice := s.bill()

	first, form := s.start(invoice)
	request, err := s.proxy.post(form.Encode())
	if err != nil {
		t.Fatal(err)
	}
	total, err := invoice.Total.Add(first.Fee)
	if err != nil {
		t.Fatal(err)
	}
	if request.Reference != first.Reference || request.Customer != 35 || !request.Amount.Equal(total) ||
		!request.Started.Equal(first.Started) || !request.Expires.Equal(first.Expires) {
		t.Errorf("got %+v for %+v", request, first)
	}
	if err := s.proxy.Notify(t.Context(), request.Reference, gateway.StatusFailed); err != nil {
		t.Fatal(err)
	}
	s.wants(invoice, billing.InvoiceOpen, billing.PaymentFailed)

	_, form = s.start(invoice)
	if request, err = s.proxy.post(form.Encode()); err != nil {
		t.Fatal(err)
	}
	for range 2 { // hearing of it twice does no harm
		if err := s.proxy.Notify(t.Context(), request.Reference, gateway.StatusAuthorized); err != nil {
			t.Fatal(err)
		}
	}
	s.wants(invoice, billing.InvoiceClosed, billing.PaymentAuthorized)
	if err := s.proxy.Notify(t.Context(), request.Reference, gateway.StatusFailed); !errors.Is(err, rest.ErrConflict) {
		t.Errorf("failed after it was authorized: %v", err)
	}
}

// The digits of amount and customer say something else in another place, under
// the platform's own signature.
func TestDigitsCannotBeMoved(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	invoice := s.bill()
	payment, form := s.start(invoice)
	digits := form.Get("amount") + form.Get("customer")
	for cut := 1; cut < len(digits); cut++ {
		if cut == len(form.Get("amount")) {
			continue
		}
		moved := maps.Clone(form)
		moved.Set("amount", digits[:cut])
		moved.Set("customer", digits[cut:])
		if _, err := s.proxy.post(moved.Encode()); !errors.Is(err, gateway.ErrAmount) && !errors.Is(err, gateway.ErrMalformed) {
			t.Errorf("%s and %s: %v", digits[:cut], digits[cut:], err)
		}
	}
	if _, err := s.proxy.post(form.Encode()); err != nil {
		t.Errorf("payment %s as it was: %v", payment.ID, err)
	}
}

func TestPaymentsThatAreOver(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	invoice := s.bill()

	ended, form := s.start(invoice)
	if err := s.FailPayment(int64(ended.ID), ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.proxy.post(form.Encode()); !errors.Is(err, gateway.ErrAmount) {
		t.Errorf("a payment that has failed: %v, want %v", err, gateway.ErrAmount)
	}

	late, form := s.start(invoice)
	s.Advance(late.Expires.Sub(s.Now()))
	if _, err := s.proxy.post(form.Encode()); !errors.Is(err, gateway.ErrExpired) {
		t.Errorf("a payment that has expired: %v, want %v", err, gateway.ErrExpired)
	}
	if err := s.proxy.Notify(t.Context(), late.Reference, gateway.StatusAuthorized); !errors.Is(err, rest.ErrConflict) {
		t.Errorf("notified after it has expired: %v", err)
	}
	s.wants(invoice, billing.InvoiceOpen, billing.PaymentExpired)
}

func TestNotifyOfUnknownPayments(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	if err := s.proxy.Notify(t.Context(), "p-0", gateway.StatusAuthorized); !errors.Is(err, rest.ErrNotFound) {
		t.Errorf("got %v, want %v", err, rest.ErrNotFound)
	}
}

// A platform that knows no filters shows other payments as well.
func TestDueFromLooksClosely(t *testing.T) {
	t.Parallel()
	const payment = `{"id":%,"reference":"%","state":"%","amount":1000,"fee":250,"currency":"EUR","customer":{"id":%}}`
	write := func(values ...string) string {
		text := payment
		for _, value := range values {
			text = strings.Replace(text, "%", value, 1)
		}
		return text
	}
	tests := []struct {
		name     string
		payments []string
		want     error
	}{
		{"the last of them", []string{write("1", "p-1", "pending", "35"), write("2", "p-20931", "pending", "35")}, nil},
		{"none", nil, gateway.ErrAmount},
		{"another reference", []string{write("1", "p-1", "pending", "35")}, gateway.ErrAmount},
		{"another customer", []string{write("1", "p-20931", "pending", "36")}, gateway.ErrAmount},
		{"another state", []string{write("1", "p-20931", "authorised", "35")}, gateway.ErrAmount},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newProxy(t, func(cfg *gateway.Config) {
				cfg.Due = dueFrom(t, `{"success":true,"result":[`+strings.Join(tt.payments, ",")+`]}`)
			})
			if _, err := p.post(validFields().signed().Encode()); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
	p := newProxy(t, func(cfg *gateway.Config) {
		cfg.Due = dueFrom(t, `{"success":false,"error":{"code":"unknown_label"}}`)
	})
	if _, err := p.post(validFields().signed().Encode()); !errors.Is(err, rest.ErrUnauthorized) {
		t.Errorf("got %v, want %v", err, rest.ErrUnauthorized)
	}
}

// dueFrom asks a platform that always gives the same answer.
func dueFrom(t *testing.T, answer string) func(context.Context, *gateway.Request) (currency.Amount, error) {
	t.Helper()
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(httpmock.NewStringResponder(http.StatusOK, answer))
	client, err := rest.New(rest.Config{
		BaseURL:     "https://backoffice.example.com/api/v1",
		Credentials: rest.APIKey(rest.NewSecret("key"), ""),
		HTTPClient:  &http.Client{Transport: transport},
	})
	if err != nil {
		t.Fatal(err)
	}
	return gateway.DueFrom(billing.NewPayments(client))
}
