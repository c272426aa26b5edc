package billing_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// An action is something that is done to an invoice.
type action struct {
	name string
	call func(ctx context.Context, c *rest.Client, id billing.InvoiceID) error
}

// actions are all of them; invoices are paid with a method.
func actions(t *testing.T, method billing.MethodID) []action {
	return []action{
		{"edit", func(ctx context.Context, c *rest.Client, id billing.InvoiceID) error {
			_, err := billing.NewInvoices(c).Update(ctx, id, billing.InvoiceUpdateParams{Due: new(resttest.Time(t, recent))})
			return err
		}},
		{"open", func(ctx context.Context, c *rest.Client, id billing.InvoiceID) error {
			_, err := billing.NewInvoices(c).Open(ctx, id)
			return err
		}},
		{"close", func(ctx context.Context, c *rest.Client, id billing.InvoiceID) error {
			_, err := billing.NewInvoices(c).Close(ctx, id)
			return err
		}},
		{"reopen", func(ctx context.Context, c *rest.Client, id billing.InvoiceID) error {
			_, err := billing.NewInvoices(c).Reopen(ctx, id)
			return err
		}},
		{"credit", func(ctx context.Context, c *rest.Client, id billing.InvoiceID) error {
			_, err := billing.NewInvoices(c).Credit(ctx, id, billing.CreditParams{})
			return err
		}},
		{"delete", func(ctx context.Context, c *rest.Client, id billing.InvoiceID) error {
			return billing.NewInvoices(c).Delete(ctx, id)
		}},
		{"pay", func(ctx context.Context, c *rest.Client, id billing.InvoiceID) error {
			_, err := billing.NewPayments(c).Start(ctx, billing.PaymentParams{Invoice: id, Method: method})
			return err
		}},
	}
}

// Whatever a state does not allow is refused in the same way.
func TestStateErrors(t *testing.T) {
	t.Parallel()
	for _, action := range actions(t, 1) {
		client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodGet {
				return resttest.Respond(resttest.Success(invoiceJSON))
			}
			return resttest.Respond(resttest.Failure("invoice_state_invalid"))
		})
		err := action.call(t.Context(), client, 12)
		refused, ok := errors.AsType[*billing.StateError](err)
		if !ok || refused.Subject != "invoice 12" || refused.Action != action.name || refused.State != "open" {
			t.Errorf("%s: %#v", action.name, err)
			continue
		}
		if !errors.Is(err, rest.ErrConflict) || !errors.Is(err, billing.CodeInvoiceStateInvalid) {
			t.Errorf("%s: %v", action.name, err)
		}
		if want := "cannot " + action.name + " invoice 12, which is open: "; !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v does not begin with %q", err, want)
		}
	}
}

// The state is a service to the reader; without it the refusal is still one.
func TestStateErrorWithoutState(t *testing.T) {
	t.Parallel()
	client := resttest.Script(t,
		resttest.Step{Request: "POST /invoice/12/close", Answer: resttest.Failure("invoice_state_invalid")},
		resttest.Step{Request: "GET /invoice/12", Answer: resttest.Failure("request_permission_denied")},
	)
	_, err := billing.NewInvoices(client).Close(t.Context(), 12)
	if !errors.Is(err, rest.ErrConflict) || errors.Is(err, rest.ErrForbidden) || !strings.HasPrefix(err.Error(), "cannot close invoice 12: invoices.close") {
		t.Errorf("got %v", err)
	}
}

func TestTransitions(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "open",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return billing.NewInvoices(c).Open(ctx, 12)
			},
			Method: "POST", Target: "/invoice/12/open", Body: "[]", Answer: invoiceJSON, Want: wantInvoice(t),
		},
		{
			Name: "close",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return billing.NewInvoices(c).Close(ctx, 12)
			},
			Method: "POST", Target: "/invoice/12/close", Body: "[]", Answer: invoiceJSON, Want: wantInvoice(t),
		},
	})
	client := resttest.Script(t,
		resttest.Step{Request: "GET /invoice/12", Answer: resttest.Success(closedJSON("2015-07-01T00:00:00Z"))},
		resttest.Step{Request: "POST /invoice/12/reopen", Answer: resttest.Success(invoiceJSON)},
	)
	if got, err := billing.NewInvoices(client).Reopen(t.Context(), 12); err != nil || got.State != billing.InvoiceOpen {
		t.Errorf("%+v, %v", got, err)
	}
}

func closedJSON(at string) string {
	return with(invoiceJSON, `"state": "open"`, `"state": "closed"`, `"closed": null`, `"closed": "`+at+`"`)
}

// When the answer to a transition gets lost, the invoice tells whether it came
// about.
func TestTransitionsLost(t *testing.T) {
	t.Parallel()
	open := func(s *billing.InvoiceService) (*billing.Invoice, error) { return s.Open(t.Context(), 12) }
	closing := func(s *billing.InvoiceService) (*billing.Invoice, error) { return s.Close(t.Context(), 12) }
	reopen := func(s *billing.InvoiceService) (*billing.Invoice, error) { return s.Reopen(t.Context(), 12) }
	lost := func(action string) resttest.Step {
		return resttest.Step{Request: "POST /invoice/12/" + action, Status: resttest.Broken}
	}
	answered := func(action, invoice string) resttest.Step {
		return resttest.Step{Request: "POST /invoice/12/" + action, Answer: resttest.Success(invoice)}
	}
	refused := func(action string) resttest.Step {
		return resttest.Step{Request: "POST /invoice/12/" + action, Answer: resttest.Failure("invoice_state_invalid")}
	}
	read := func(invoice string) resttest.Step {
		return resttest.Step{Request: "GET /invoice/12", Answer: resttest.Success(invoice)}
	}
	before, after := closedJSON("2015-07-01T00:00:00Z"), closedJSON("2015-07-02T00:00:00Z")
	tests := []struct {
		name  string
		call  func(*billing.InvoiceService) (*billing.Invoice, error)
		steps []resttest.Step
		want  billing.InvoiceState
		err   error
	}{
		{"opened", open, []resttest.Step{lost("open"), read(invoiceJSON)}, billing.InvoiceOpen, nil},
		{"opened, and paid since", open, []resttest.Step{lost("open"), read(after)}, billing.InvoiceClosed, nil},
		{"not opened", open, []resttest.Step{lost("open"), read(draftJSON), answered("open", invoiceJSON)}, billing.InvoiceOpen, nil},
		{"opened, and read too early", open, []resttest.Step{lost("open"), read(draftJSON), refused("open"), read(invoiceJSON)}, billing.InvoiceOpen, nil},
		{"closed", closing, []resttest.Step{lost("close"), read(after)}, billing.InvoiceClosed, nil},
		{"not closed", closing, []resttest.Step{lost("close"), read(invoiceJSON), answered("close", after)}, billing.InvoiceClosed, nil},
		{"reopened", reopen, []resttest.Step{read(before), lost("reopen"), read(invoiceJSON)}, billing.InvoiceOpen, nil},
		{"reopened, and paid since", reopen, []resttest.Step{read(before), lost("reopen"), read(after)}, billing.InvoiceClosed, nil},
		{"not reopened", reopen, []resttest.Step{read(before), lost("reopen"), read(before), answered("reopen", invoiceJSON)}, billing.InvoiceOpen, nil},
		{"never closed", reopen, []resttest.Step{read(draftJSON), refused("reopen"), read(draftJSON)}, "", rest.ErrConflict},
		{"cannot be read", reopen, []resttest.Step{{Request: "GET /invoice/12", Answer: resttest.Failure("request_resource_unknown")}}, "", rest.ErrNotFound},
		{"gone since", closing, []resttest.Step{lost("close"), {Request: "GET /invoice/12", Answer: resttest.Failure("request_resource_unknown")}}, "", rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.call(billing.NewInvoices(resttest.Script(t, tt.steps...)))
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && got.State != tt.want {
				t.Errorf("got it %s, want %s", got.State, tt.want)
			}
		})
	}
}
