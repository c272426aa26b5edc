package billing_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/rest"
)

const draftJSON = `{
	"id": 12, "number": null, "state": "draft", "customer": {"id": 48}, "currency": "EUR",
	"is_credit": false, "credited_invoice": null, "is_price_including_tax": true,
	"lines": [
		{"id": 31, "description": "Advice", "quantity": 1.5, "unit_price": 8000, "tax_rate": "21.00", "tax": 2083, "total": 12000, "product": null},
		{"id": 32, "description": "example.nl", "quantity": 1, "unit_price": 399, "tax_rate": "21.00", "tax": 69, "total": 399, "product": {"type": "domain", "name": ""}}
	],
	"subtotal": 10247, "tax": 2152, "total": 12399,
	"created": "2015-06-11T10:02:33Z", "updated": "2015-06-11T10:02:33Z", "opened": null, "due": null, "closed": null,
	"order": null, "payments": [], "client_reference": "2015-06/48"
}`

func validLines(t testing.TB) []billing.LineParams {
	return []billing.LineParams{
		{Description: "Advice", Quantity: "1.50", UnitPrice: mustAmount(t, "80", "EUR")},
		{Description: "example.nl", UnitPrice: mustAmount(t, "3.99", "EUR"), Category: billing.ProductDomain},
	}
}

func validInvoice(t *testing.T) billing.InvoiceParams {
	return billing.InvoiceParams{Customer: 48, Lines: validLines(t), ClientReference: "2015-06/48"}
}

const linesBody = `[{"description":"Advice","quantity":1.50,"unit_price":8000},
	{"description":"example.nl","quantity":1,"unit_price":399,"product_category":"domain"}]`

func TestDraftExchanges(t *testing.T) {
	t.Parallel()
	due := mustTime(t, "2015-07-01T02:00:00+02:00")
	runExchanges(t, []exchange{
		{
			name: "create",
			call: func(ctx context.Context, c *rest.Client) (any, error) {
				p := validInvoice(t)
				p.Due = due
				made, err := billing.NewInvoices(c).Create(ctx, p)
				if err != nil {
					return nil, err
				}
				return made.Check(), nil
			},
			method: "POST", target: "/invoice",
			body:   `{"customer":48,"lines":` + linesBody + `,"due":"2015-07-01T00:00:00.000000+00:00","client_reference":"2015-06/48"}`,
			answer: draftJSON, want: []billing.Disagreement(nil),
		},
		{
			name: "move the due date",
			call: func(ctx context.Context, c *rest.Client) (any, error) {
				return billing.NewInvoices(c).Update(ctx, 12, billing.InvoiceUpdateParams{Due: &due})
			},
			method: "PUT", target: "/invoice/12", body: `{"due":"2015-07-01T00:00:00.000000+00:00"}`, answer: draftJSON,
		},
		{
			name: "take the due date away",
			call: func(ctx context.Context, c *rest.Client) (any, error) {
				return billing.NewInvoices(c).Update(ctx, 12, billing.InvoiceUpdateParams{Due: new(time.Time)})
			},
			method: "PUT", target: "/invoice/12", body: `{"due":null}`, answer: draftJSON,
		},
		{
			name: "credit",
			call: func(ctx context.Context, c *rest.Client) (any, error) {
				return billing.NewInvoices(c).Credit(ctx, 12, billing.CreditParams{ClientReference: "c-1"})
			},
			method: "POST", target: "/invoice/12/credit", body: `{"client_reference":"c-1"}`, answer: draftJSON,
		},
		{
			name: "credit some lines",
			call: func(ctx context.Context, c *rest.Client) (any, error) {
				return billing.NewInvoices(c).Credit(ctx, 12, billing.CreditParams{Lines: []billing.LineID{32, 31}, ClientReference: "c-1"})
			},
			method: "POST", target: "/invoice/12/credit", body: `{"lines":[32,31],"client_reference":"c-1"}`, answer: draftJSON,
		},
	})
}

// Prices are sent without their currency, so that of the draft is compared
// before its lines change.
func TestUpdateLines(t *testing.T) {
	t.Parallel()
	var requests []string
	client := newClient(t, func(r *http.Request) (*http.Response, error) {
		requests = append(requests, r.Method+" "+target(r)+" "+canonical(t, readBody(t, r)))
		return respond(success(draftJSON))
	})
	service := billing.NewInvoices(client)
	draft, err := service.Get(t.Context(), 12)
	if err != nil {
		t.Fatal(err)
	}
	var lines []billing.LineParams
	for _, line := range draft.Lines {
		lines = append(lines, line.Params())
	}
	if diff := cmp.Diff(draft.Lines[1].UnitPrice, lines[1].UnitPrice, compareValues); diff != "" || lines[1].Category != billing.ProductDomain {
		t.Errorf("%+v: %s", lines[1], diff)
	}
	if _, err := service.Update(t.Context(), 12, billing.InvoiceUpdateParams{Lines: lines}); err != nil {
		t.Fatal(err)
	}
	for i := range lines {
		lines[i].UnitPrice = mustAmount(t, "100", "JPY")
	}
	_, err = service.Update(t.Context(), 12, billing.InvoiceUpdateParams{Lines: lines})
	want := []string{"lines.0.unit_price: must be in EUR, the currency of invoice 12, not in JPY"}
	if diff := cmp.Diff(want, fieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	want = []string{
		"GET /invoice/12 ",
		"GET /invoice/12 ",
		"PUT /invoice/12 " + canonical(t, `{"lines":[{"description":"Advice","quantity":1.5,"unit_price":8000},
			{"description":"example.nl","quantity":1,"unit_price":399,"product_category":"domain"}]}`),
		"GET /invoice/12 ",
	}
	if diff := cmp.Diff(want, requests); diff != "" {
		t.Error(diff)
	}
	service = billing.NewInvoices(newClient(t, func(*http.Request) (*http.Response, error) { return respond(failure("request_resource_unknown")) }))
	if _, err := service.Update(t.Context(), 12, billing.InvoiceUpdateParams{Lines: lines}); !errors.Is(err, rest.ErrNotFound) {
		t.Errorf("a draft that is gone: %v", err)
	}
}

// A draft of another currency than its prices would charge the wrong amount.
func TestCreateInAnotherCurrency(t *testing.T) {
	t.Parallel()
	p := validInvoice(t)
	for i := range p.Lines {
		p.Lines[i].UnitPrice = mustAmount(t, "80", "USD")
	}
	made := step{request: "POST /invoice", answer: success(draftJSON)}
	deleted := step{request: "DELETE /invoice/12", answer: success("null")}
	kept := step{request: "DELETE /invoice/12", answer: failure("request_permission_denied")}
	const mismatch = "lines.0.unit_price: must be in EUR, the currency of invoice 12, not in USD"

	_, err := billing.NewInvoices(script(t, made, deleted)).Create(t.Context(), p)
	if diff := cmp.Diff([]string{mismatch}, fieldsOf(err)); diff != "" || !errors.Is(err, rest.ErrValidation) {
		t.Errorf("%v: %s", err, diff)
	}
	_, err = billing.NewInvoices(script(t, made, kept)).Create(t.Context(), p)
	if !errors.Is(err, rest.ErrValidation) || !errors.Is(err, rest.ErrForbidden) || !strings.Contains(err.Error(), "the draft remains") {
		t.Errorf("got %v", err)
	}
}

func TestDraftValidation(t *testing.T) {
	t.Parallel()
	service := billing.NewInvoices(newClient(t, noRequest(t)))
	bad := []billing.LineParams{
		{Description: "Advice\nfor a day", Quantity: "0", UnitPrice: mustAmount(t, "0.001", "EUR")},
		{Description: " ", Quantity: "1e3", UnitPrice: mustAmount(t, "1", "JPY")},
		{Description: strings.Repeat("x", 256), Quantity: "-1", Category: "\x00"},
		{Description: "Overflow", UnitPrice: mustAmount(t, "92233720368547758.08", "EUR")},
	}
	const quantity = `must be a decimal number such as "1" or "0.5", and not zero`
	lines := []string{
		"lines.0.quantity: " + quantity,
		"lines.0.unit_price: has more decimals than the currency",
		"lines.1.description: must not be empty",
		"lines.1.quantity: " + quantity,
		"lines.1.unit_price: must be in EUR as the first line is",
		"lines.2.description: must not be longer than 255 characters",
		"lines.2.unit_price: has no currency",
		"lines.2.unit_price: must be in EUR as the first line is",
		"lines.2.product_category: must not hold control characters",
		"lines.3.unit_price: is too large",
	}
	tests := []struct {
		name string
		call func() error
		want []string
	}{
		{"create nothing", func() error {
			_, err := service.Create(t.Context(), billing.InvoiceParams{ClientReference: strings.Repeat("r", 65)})
			return err
		}, []string{"customer: must be positive", "lines: must not be empty", "client_reference: must not be longer than 64 characters"}},
		{"create lines", func() error {
			_, err := service.Create(t.Context(), billing.InvoiceParams{Customer: 48, Lines: bad})
			return err
		}, lines},
		{"update nothing", func() error {
			_, err := service.Update(t.Context(), 0, billing.InvoiceUpdateParams{})
			return err
		}, []string{"invoice_id: must be positive", "names nothing to change"}},
		{"update no lines", func() error {
			_, err := service.Update(t.Context(), 12, billing.InvoiceUpdateParams{Lines: []billing.LineParams{}})
			return err
		}, []string{"lines: must not be empty"}},
		{"update lines", func() error {
			_, err := service.Update(t.Context(), 12, billing.InvoiceUpdateParams{Lines: bad})
			return err
		}, lines},
		{"credit", func() error {
			_, err := service.Credit(t.Context(), -1, billing.CreditParams{Lines: []billing.LineID{1, 0, 1}, ClientReference: "\x00"})
			return err
		}, []string{
			"invoice_id: must be positive", "lines.1: must be positive", "lines.2: is named twice",
			"client_reference: must not hold control characters",
		}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, fieldsOf(tt.call())); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// with gives a draft some other members.
func with(draft string, members ...string) string {
	for i := 0; i+1 < len(members); i += 2 {
		if !strings.Contains(draft, members[i]) {
			panic(members[i])
		}
		draft = strings.Replace(draft, members[i], members[i+1], 1)
	}
	return draft
}

const recent = "2999-01-01T00:00:00Z"

func TestCreateLost(t *testing.T) {
	t.Parallel()
	const look = "GET /invoice?customer=48&client_reference=2015-06%2F48&limit=100&offset=0"
	const reference = `"client_reference": "2015-06/48"`
	lost := step{request: "POST /invoice", status: http.StatusBadGateway}
	again := step{request: "POST /invoice", answer: success(draftJSON)}
	used := step{request: "POST /invoice", answer: `{"success":false,"error":{"code":"request_validation_failed","message":{"client_reference":["taken"]}}}`}
	found := func(list ...string) step {
		return step{request: look, answer: success("[" + strings.Join(list, ",") + "]")}
	}
	unmarked := with(draftJSON, reference, `"client_reference": null`)
	tests := []struct {
		name  string
		steps []step
		err   error
	}{
		{"ours", []step{lost, found(draftJSON)}, nil},
		{"not there", []step{lost, found(), again}, nil},
		{"the filter is ignored", []step{lost, found(with(draftJSON, reference, `"client_reference": "other"`)), again}, nil},
		{"repeated by another run", []step{used, found(draftJSON)}, nil},
		{"used for another customer", []step{used, found(with(draftJSON, `"id": 48`, `"id": 49`))}, rest.ErrValidation},
		{"used for another price", []step{used, found(with(draftJSON, `"unit_price": 399`, `"unit_price": 400`))}, rest.ErrValidation},
		{"used for another quantity", []step{used, found(with(draftJSON, `"quantity": 1.5`, `"quantity": 2.5`))}, rest.ErrValidation},
		{"used for another text", []step{used, found(with(draftJSON, `"Advice"`, `"Support"`))}, rest.ErrValidation},
		{"used for a credit invoice", []step{used, found(with(draftJSON, `"is_credit": false`, `"is_credit": true`))}, rest.ErrValidation},
		{"no references, an old one", []step{lost, found(unmarked), again}, nil},
		{"no references, a new one", []step{lost, found(with(unmarked, `"created": "2015-06-11T10:02:33Z"`, `"created": "`+recent+`"`))}, rest.ErrOutcomeUnknown},
		{"looking fails", []step{lost, {request: look, answer: failure("request_permission_denied")}}, rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			made, err := billing.NewInvoices(script(t, tt.steps...)).Create(t.Context(), validInvoice(t))
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && made.ID != 12 {
				t.Errorf("got invoice %s", made.ID)
			}
		})
	}
}
