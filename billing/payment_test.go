package billing_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const paymentJSON = `{
	"id": 71,
	"reference": "8c1f0a6b",
	"state": "failed",
	"amount": 12483,
	"fee": 35,
	"currency": "EUR",
	"method": {"id": 2, "name": "Card"},
	"gateway": {"id": 1, "name": "Example Pay"},
	"customer": {"id": 48},
	"invoice": {"id": 12, "number": "ES-000007", "state": "open"},
	"order": {"id": 205, "state": "waiting"},
	"payload": {"error": "card_declined", "attempt": 1},
	"client_reference": "p-1",
	"started": "2015-06-12T11:00:00.000001Z",
	"expires": "2015-06-12T12:00:00.000001Z",
	"created": "2015-06-12T11:00:00.000001Z",
	"updated": "2015-06-12T11:04:00.000001Z"
}`

func wantPayment(t *testing.T) *billing.Payment {
	return &billing.Payment{
		ID:              71,
		Reference:       "8c1f0a6b",
		State:           billing.PaymentFailed,
		Amount:          resttest.Amount(t, "124.83", "EUR"),
		Fee:             resttest.Amount(t, "0.35", "EUR"),
		Method:          billing.MethodRef{ID: 2, Name: "Card"},
		Gateway:         billing.GatewayRef{ID: 1, Name: "Example Pay"},
		Customer:        customers.Ref{ID: 48},
		Invoice:         &billing.InvoiceRef{ID: 12, Number: "ES-000007", State: billing.InvoiceOpen},
		Order:           &billing.OrderRef{ID: 205, State: billing.OrderWaiting},
		Payload:         jsontext.Value(`{"error": "card_declined", "attempt": 1}`),
		ClientReference: "p-1",
		Started:         resttest.Time(t, "2015-06-12T11:00:00.000001Z"),
		Expires:         resttest.Time(t, "2015-06-12T12:00:00.000001Z"),
		Created:         resttest.Time(t, "2015-06-12T11:00:00.000001Z"),
		Updated:         resttest.Time(t, "2015-06-12T11:04:00.000001Z"),
	}
}

const methodJSON = `{"id": 2, "name": "Card", "description": "Pay by card", "type": "automatic", "gateway": {"id": 1, "name": "Example Pay"}, "fee": 35, "currency": "EUR"}`

func wantMethod(t *testing.T) *billing.PaymentMethod {
	return &billing.PaymentMethod{
		ID: 2, Name: "Card", Description: "Pay by card", Type: billing.MethodAutomatic,
		Gateway: billing.GatewayRef{ID: 1, Name: "Example Pay"}, Fee: resttest.Amount(t, "0.35", "EUR"),
	}
}

func TestPaymentExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := billing.NewPayments(c).List(ctx, billing.PaymentFilter{
					Customer: 48, Invoice: 12, State: billing.PaymentFailed, ClientReference: "p-1",
					UpdatedSince: resttest.Time(t, "2015-06-12T00:00:00Z"), Offset: 1,
				})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET",
			Target: "/payment?customer=48&invoice=12&state=failed&client_reference=p-1&updated_since=2015-06-12T00%3A00%3A00.000000%2B00%3A00&offset=1",
			Answer: "[" + paymentJSON + "]", Want: []billing.Payment{*wantPayment(t)},
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(billing.NewPayments(c).All(ctx, billing.PaymentFilter{}), 0)
			},
			Method: "GET", Target: "/payment?limit=100&offset=0",
			Answer: "[" + paymentJSON + "]", Want: []*billing.Payment{wantPayment(t)},
		},
		{
			Name:   "get",
			Call:   func(ctx context.Context, c *rest.Client) (any, error) { return billing.NewPayments(c).Get(ctx, 71) },
			Method: "GET", Target: "/payment/71", Answer: paymentJSON, Want: wantPayment(t),
		},
		{
			Name: "start",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return billing.NewPayments(c).Start(ctx, billing.PaymentParams{Invoice: 12, Method: 2, ClientReference: "p-1"})
			},
			Method: "POST", Target: "/payment", Body: `{"invoice":12,"method":2,"client_reference":"p-1"}`,
			Answer: paymentJSON, Want: wantPayment(t),
		},
		{
			Name: "methods",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := billing.NewPayments(c).Methods(ctx, billing.MethodFilter{Offset: 1})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET", Target: "/payment-method?offset=1",
			Answer: "[" + methodJSON + "]", Want: []billing.PaymentMethod{*wantMethod(t)},
		},
		{
			Name: "all methods",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(billing.NewPayments(c).AllMethods(ctx, billing.MethodFilter{}), 0)
			},
			Method: "GET", Target: "/payment-method?limit=100&offset=0",
			Answer: "[" + methodJSON + "]", Want: []*billing.PaymentMethod{wantMethod(t)},
		},
	})
}

func TestPaymentValidation(t *testing.T) {
	t.Parallel()
	service := billing.NewPayments(resttest.NewClient(t, resttest.NoRequest(t)))
	filter := billing.PaymentFilter{Customer: -1, Invoice: -1, State: "\x00", ClientReference: "\x00", Offset: -1}
	problems := []string{
		"customer: must be positive",
		"invoice: must be positive",
		"state: must not hold control characters",
		"client_reference: must not hold control characters",
		"offset: must not be negative",
	}
	tests := []struct {
		name string
		call func() error
		want []string
	}{
		{"list", func() error { _, err := service.List(t.Context(), filter); return err }, problems},
		{"all", func() error { _, err := rest.Collect(service.All(t.Context(), filter), 0); return err }, problems},
		{"start", func() error {
			_, err := service.Start(t.Context(), billing.PaymentParams{Invoice: -1, ClientReference: strings.Repeat("r", 65)})
			return err
		}, []string{"invoice: must be positive", "method: must be positive", "client_reference: must not be longer than 64 characters"}},
		{"methods", func() error { _, err := service.Methods(t.Context(), billing.MethodFilter{Offset: -1}); return err }, problems[4:]},
		{"all methods", func() error {
			_, err := rest.Collect(service.AllMethods(t.Context(), billing.MethodFilter{Offset: -1}), 0)
			return err
		}, problems[4:]},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, resttest.FieldsOf(tt.call())); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestStartLost(t *testing.T) {
	t.Parallel()
	const look = "GET /payment?invoice=12&client_reference=p-1&limit=100&offset=0"
	lost := resttest.Step{Request: "POST /payment", Status: resttest.Broken}
	again := resttest.Step{Request: lost.Request, Answer: resttest.Success(paymentJSON)}
	found := func(list ...string) resttest.Step {
		return resttest.Step{Request: look, Answer: resttest.Success("[" + strings.Join(list, ",") + "]")}
	}
	unmarked := with(paymentJSON, `"p-1"`, "null")
	fresh := with(unmarked, `"created": "2015-06-12T11:00:00.000001Z"`, `"created": "`+recent+`"`)
	tests := []struct {
		name  string
		steps []resttest.Step
		err   error
	}{
		{"ours", []resttest.Step{lost, found(paymentJSON)}, nil},
		{"not there", []resttest.Step{lost, found(), again}, nil},
		{"another one", []resttest.Step{lost, found(with(paymentJSON, `"p-1"`, `"p-0"`)), again}, nil},
		{"of another invoice", []resttest.Step{lost, found(with(paymentJSON, `"id": 12`, `"id": 11`)), again}, nil},
		{"of no invoice", []resttest.Step{lost, found(with(paymentJSON, `{"id": 12, "number": "ES-000007", "state": "open"}`, "null")), again}, nil},
		{"with another method", []resttest.Step{lost, found(with(paymentJSON, `"id": 2`, `"id": 3`)), again}, nil},
		{"no references, an old one", []resttest.Step{lost, found(unmarked), again}, nil},
		{"no references, a new one", []resttest.Step{lost, found(fresh)}, rest.ErrOutcomeUnknown},
		{"looking fails", []resttest.Step{lost, {Request: look, Answer: resttest.Failure("request_permission_denied")}}, rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := billing.PaymentParams{Invoice: 12, Method: 2, ClientReference: "p-1"}
			got, err := billing.NewPayments(resttest.Script(t, tt.steps...)).Start(t.Context(), p)
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && got.ID != 71 {
				t.Errorf("got payment %s", got.ID)
			}
		})
	}
}

// A credit invoice is open, and yet cannot be paid.
func TestPayCreditInvoice(t *testing.T) {
	t.Parallel()
	credit := with(invoiceJSON, `"is_credit": false`, `"is_credit": true`)
	client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodGet {
			return resttest.Respond(resttest.Success(credit))
		}
		return resttest.Respond(resttest.Failure("invoice_state_invalid"))
	})
	_, err := billing.NewPayments(client).Start(t.Context(), billing.PaymentParams{Invoice: 12, Method: 2})
	if !errors.Is(err, rest.ErrConflict) || !strings.HasPrefix(err.Error(), "cannot pay credit invoice 12, which is open: ") {
		t.Errorf("got %v", err)
	}
}
