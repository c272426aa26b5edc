package billing_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const customerJSON = `{"id": 48, "is_enabled": true, "created": "2015-03-02T09:11:42.501335Z", "updated": "2015-03-02T09:11:42.501377Z"}`

const orderJSON = `{
	"id": 205,
	"type": "new",
	"state": "waiting",
	"hold": "payment",
	"customer": ` + customerJSON + `,
	"parts": [
		{
			"id": 112, "type": "domain-register-order", "state": "pending", "description": "example.nl, 12 months\n", "price": null, "last_error": null,
			"interval": 12, "is_privacy_protect_enabled": false, "domain": {"name": "example.nl"}, "tld": {"name": "nl"}
		},
		{
			"id": 113, "type": "hosting-order", "state": "delivered", "description": "Web S\n", "price": 3900, "last_error": "insufficient_balance",
			"interval": 12, "is_privacy_protect_enabled": false, "domain": null, "tld": null,
			"hosting": {"reference": "ac-1"}, "hosting_plan": {"id": 1, "name": "Web S"}
		},
		{
			"id": 114, "type": "ssl-order", "state": "failed", "description": "DV\n", "price": 900, "last_error": "ssl_failed",
			"interval": 12, "is_privacy_protect_enabled": false, "domain": {"name": "www.example.nl"}, "tld": null,
			"ssl_certificate": {"id": "81"}, "ssl_certificate_plan": {"id": "1", "name": "DV"}
		},
		{
			"id": 115, "type": "domain-transfer-order", "state": "canceled", "description": "example.org\n", "price": 0, "last_error": null,
			"interval": 12, "is_privacy_protect_enabled": true, "domain": {"name": "example.org"}, "tld": {"name": "org"}, "transfer": {"id": 20001}
		}
	],
	"invoice": {"id": 12, "number": "ES-000007", "state": "open"},
	"payments": [{"id": 71, "state": "failed"}, {"id": 72, "state": "pending"}],
	"client_reference": "o-1",
	"created": "2015-06-11T10:02:33.44812Z",
	"updated": "2015-06-12T10:02:33.44812Z"
}`

func wantOrder(t *testing.T) *billing.Order {
	t.Helper()
	customer := decoded[customers.Customer](t, customerJSON)
	return &billing.Order{
		ID:       205,
		Type:     billing.OrderTypeNew,
		State:    billing.OrderWaiting,
		Hold:     billing.HoldPayment,
		Customer: *customer,
		Parts: []billing.Part{
			{
				ID: 112, Type: billing.PartRegister, State: billing.PartPending, Description: "example.nl, 12 months\n", Interval: 12,
				Domain: &billing.DomainRef{Name: "example.nl"}, TLD: &domains.TLDRef{Name: "nl"},
			},
			{
				ID: 113, Type: billing.PartHosting, State: billing.PartDelivered, Description: "Web S\n", Interval: 12,
				PriceMinor: new(int64(3900)), LastError: "insufficient_balance",
				Hosting: &billing.HostingRef{Reference: "ac-1"}, HostingPlan: &billing.HostingPlanRef{ID: 1, Name: "Web S"},
			},
			{
				ID: 114, Type: billing.PartCertificate, State: billing.PartFailed, Description: "DV\n", Interval: 12,
				PriceMinor: new(int64(900)), LastError: "ssl_failed", Domain: &billing.DomainRef{Name: "www.example.nl"},
				Certificate: &billing.CertificateRef{ID: "81"}, CertificatePlan: &ssl.PlanRef{ID: "1", Name: "DV"},
			},
			{
				ID: 115, Type: billing.PartTransfer, State: billing.PartCanceled, Description: "example.org\n", Interval: 12, Privacy: true,
				PriceMinor: new(int64(0)), Domain: &billing.DomainRef{Name: "example.org"}, TLD: &domains.TLDRef{Name: "org"},
				Transfer: &billing.TransferRef{ID: 20001},
			},
		},
		Invoice:         &billing.InvoiceRef{ID: 12, Number: "ES-000007", State: billing.InvoiceOpen},
		Payments:        []billing.PaymentRef{{ID: 71, State: billing.PaymentFailed}, {ID: 72, State: billing.PaymentPending}},
		ClientReference: "o-1",
		Created:         resttest.Time(t, "2015-06-11T10:02:33.44812Z"),
		Updated:         resttest.Time(t, "2015-06-12T10:02:33.44812Z"),
	}
}

func TestOrderExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := billing.NewOrders(c).List(ctx, billing.OrderFilter{
					Customer: 48, State: billing.OrderWaiting, ClientReference: "o-1", UpdatedSince: resttest.Time(t, "2015-06-12T00:00:00Z"), Offset: 1,
				})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET",
			Target: "/order?customer=48&state=waiting&client_reference=o-1&updated_since=2015-06-12T00%3A00%3A00.000000%2B00%3A00&offset=1",
			Answer: "[" + orderJSON + "]", Want: []billing.Order{*wantOrder(t)},
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(billing.NewOrders(c).All(ctx, billing.OrderFilter{}), 0)
			},
			Method: "GET", Target: "/order?limit=100&offset=0",
			Answer: "[" + orderJSON + "]", Want: []*billing.Order{wantOrder(t)},
		},
		{
			Name:   "get",
			Call:   func(ctx context.Context, c *rest.Client) (any, error) { return billing.NewOrders(c).Get(ctx, 205) },
			Method: "GET", Target: "/order/205", Answer: orderJSON, Want: wantOrder(t),
		},
	})
}

func TestOrderFilterValidation(t *testing.T) {
	t.Parallel()
	service := billing.NewOrders(resttest.NewClient(t, resttest.NoRequest(t)))
	filter := billing.OrderFilter{Customer: -1, State: "\x00", ClientReference: "\x00", Offset: -1}
	want := []string{
		"customer: must be positive",
		"state: must not hold control characters",
		"client_reference: must not hold control characters",
		"offset: must not be negative",
	}
	_, err := service.List(t.Context(), filter)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	_, err = rest.Collect(service.All(t.Context(), filter), 0)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
}

func orderIn(state string) string {
	return with(orderJSON, `"state": "waiting"`, `"state": "`+state+`"`)
}

func TestCancel(t *testing.T) {
	t.Parallel()
	const (
		post = "POST /order/205/cancel"
		read = "GET /order/205"
		look = "GET /invoice?customer=48&is_credit=true&created_since=2015-06-11T10%3A02%3A33.448120%2B00%3A00&limit=100&offset=0"
	)
	canceled := orderIn("canceled")
	free := with(canceled, `{"id": 12, "number": "ES-000007", "state": "open"}`, "null")
	other := with(creditJSON, `"credited_invoice": 12`, `"credited_invoice": 11`)
	credits := resttest.Step{Request: look, Answer: resttest.Success("[" + other + "," + creditJSON + "]")}
	tests := []struct {
		name    string
		steps   []resttest.Step
		credits int
		problem string
	}{
		{"with a credit invoice", []resttest.Step{{Request: post, Answer: resttest.Success(canceled)}, credits}, 1, ""},
		{"without one", []resttest.Step{{Request: post, Answer: resttest.Success(canceled)}, {Request: look, Answer: resttest.Success("[]")}}, 0, ""},
		{"without an invoice", []resttest.Step{{Request: post, Answer: resttest.Success(free)}}, 0, ""},
		{"lost, but canceled", []resttest.Step{{Request: post, Status: resttest.Broken}, {Request: read, Answer: resttest.Success(canceled)}, credits}, 1, ""},
		{"lost, and not canceled", []resttest.Step{
			{Request: post, Status: resttest.Broken}, {Request: read, Answer: resttest.Success(orderJSON)}, {Request: post, Answer: resttest.Success(canceled)}, credits,
		}, 1, ""},
		{"credit invoices cannot be read", []resttest.Step{
			{Request: post, Answer: resttest.Success(canceled)}, {Request: look, Answer: resttest.Failure("request_permission_denied")},
		}, 0, "order 205 is canceled; looking for its credit invoice: "},
		{"completed", []resttest.Step{
			{Request: post, Answer: resttest.Failure("order_state_invalid")}, {Request: read, Answer: resttest.Success(orderIn("completed"))},
		}, 0, "cannot cancel order 205, which is completed: "},
		{"refused for another reason", []resttest.Step{{Request: post, Answer: resttest.Failure("request_permission_denied")}}, 0, "orders.cancel: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := billing.NewOrders(resttest.Script(t, tt.steps...)).Cancel(t.Context(), 205)
			if tt.problem != "" && (err == nil || !strings.HasPrefix(err.Error(), tt.problem)) || tt.problem == "" && err != nil {
				t.Fatalf("got %v", err)
			}
			if isCanceled := got != nil && got.Order.State == billing.OrderCanceled; isCanceled != (err == nil || strings.Contains(tt.problem, "is canceled")) {
				t.Errorf("got %+v", got)
			}
			if got != nil && len(got.Credits) != tt.credits {
				t.Errorf("%d credit invoices", len(got.Credits))
			}
		})
	}
}

func TestRestart(t *testing.T) {
	t.Parallel()
	const (
		post = "POST /order/205/restart"
		read = "GET /order/205"
	)
	failed := orderIn("failed")
	again := with(failed, `"updated": "2015-06-12T10:02:33.44812Z"`, `"updated": "2015-06-13T10:02:33.44812Z"`)
	silent := with(failed, `"updated": "2015-06-12T10:02:33.44812Z"`, `"new": 1`)
	get := func(order string) resttest.Step { return resttest.Step{Request: read, Answer: resttest.Success(order)} }
	lost := resttest.Step{Request: post, Status: resttest.Broken}
	answered := resttest.Step{Request: post, Answer: resttest.Success(orderIn("processing"))}
	tests := []struct {
		name  string
		steps []resttest.Step
		want  billing.OrderState
		err   error
	}{
		{"restarted", []resttest.Step{get(failed), answered}, billing.OrderProcessing, nil},
		{"lost, but restarted", []resttest.Step{get(failed), lost, get(orderIn("completed"))}, billing.OrderCompleted, nil},
		{"lost, but restarted and failed again", []resttest.Step{get(failed), lost, get(again)}, billing.OrderFailed, nil},
		{"lost, and not restarted", []resttest.Step{get(failed), lost, get(failed), answered}, billing.OrderProcessing, nil},
		{"lost, and nothing to tell by", []resttest.Step{get(silent), lost, get(silent)}, "", rest.ErrOutcomeUnknown},
		{"not failed", []resttest.Step{get(orderJSON), {Request: post, Answer: resttest.Failure("order_state_invalid")}, get(orderJSON)}, "", billing.CodeOrderStateInvalid},
		{"unknown", []resttest.Step{{Request: read, Answer: resttest.Failure("request_resource_unknown")}}, "", rest.ErrNotFound},
		{"gone since", []resttest.Step{get(failed), lost, {Request: read, Answer: resttest.Failure("request_resource_unknown")}}, "", rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := billing.NewOrders(resttest.Script(t, tt.steps...)).Restart(t.Context(), 205)
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && got.State != tt.want {
				t.Errorf("got it %s, want %s", got.State, tt.want)
			}
		})
	}
}

func TestOrderStateErrorWithoutState(t *testing.T) {
	t.Parallel()
	client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodGet {
			return resttest.Respond(resttest.Failure("request_permission_denied"))
		}
		return resttest.Respond(resttest.Failure("order_state_invalid"))
	})
	_, err := billing.NewOrders(client).Cancel(t.Context(), 205)
	if !errors.Is(err, rest.ErrConflict) || !strings.HasPrefix(err.Error(), "cannot cancel order 205: orders.cancel") {
		t.Errorf("got %v", err)
	}
}
