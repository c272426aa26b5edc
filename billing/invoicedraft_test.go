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
	"github.com/hostcontrol-go/sdk/internal/resttest"
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
		{Description: "Advice", Quantity: "1.50", UnitPrice: resttest.Amount(t, "80", "EUR")},
		{Description: "example.nl", UnitPrice: resttest.Amount(t, "3.99", "EUR"), Category: billing.ProductDomain},
	}
}

func validInvoice(t *testing.T) billing.InvoiceParams {
	return billing.InvoiceParams{Customer: 48, Lines: validLines(t), ClientReference: "2015-06/48"}
}

const linesBody = `[{"description":"Advice","quantity":1.50,"unit_price":8000},
	{"description":"example.nl","quantity":1,"unit_price":399,"product_category":"domain"}]`

func TestDraftExchanges(t *testing.T) {
	t.Parallel()
	due := resttest.Time(t, "2015-07-01T02:00:00+02:00")
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "create",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				p := validInvoice(t)
				p.Due = due
				made, err := billing.NewInvoices(c).Create(ctx, p)
				if err != nil {
					return nil, err
				}
				return made.Check(), nil
			},
			Method: "POST", Target: "/invoice",
			Body:   `{"customer":48,"lines":` + linesBody + `,"due":"2015-07-01T00:00:00.000000+00:00","client_reference":"2015-06/48"}`,
			Answer: draftJSON, Want: []billing.Disagreement(nil),
		},
		{
			Name: "move the due date",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return billing.NewInvoices(c).Update(ctx, 12, billing.InvoiceUpdateParams{Due: &due})
			},
			Method: "PUT", Target: "/invoice/12", Body: `{"due":"2015-07-01T00:00:00.000000+00:00"}`, Answer: draftJSON,
		},
		{
			Name: "take the due date away",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return billing.NewInvoices(c).Update(ctx, 12, billing.InvoiceUpdateParams{Due: new(time.Time)})
			},
			Method: "PUT", Target: "/invoice/12", Body: `{"due":null}`, Answer: draftJSON,
		},
		{
			Name: "credit",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return billing.NewInvoices(c).Credit(ctx, 12, billing.CreditParams{ClientReference: "c-1"})
			},
			Method: "POST", Target: "/invoice/12/credit", Body: `{"client_reference":"c-1"}`, Answer: draftJSON,
		},
		{
			Name: "credit some lines",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return billing.NewInvoices(c).Credit(ctx, 12, billing.CreditParams{Lines: []billing.LineID{32, 31}, ClientReference: "c-1"})
			},
			Method: "POST", Target: "/invoice/12/credit", Body: `{"lines":[32,31],"client_reference":"c-1"}`, Answer: draftJSON,
		},
	})
}

// Prices are sent without their currency, so that of the draft is compared
// before its lines change.
func TestUpdateLines(t *testing.T) {
	t.Parallel()
	var requests []string
	client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		requests = append(requests, r.Method+" "+resttest.Target(r)+" "+resttest.Canonical(t, resttest.ReadBody(t, r)))
		return resttest.Respond(resttest.Success(draftJSON))
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
	if diff := cmp.Diff(draft.Lines[1].UnitPrice, lines[1].UnitPrice, resttest.CompareValues); diff != "" || lines[1].Category != billing.ProductDomain {
		t.Errorf("%+v: %s", lines[1], diff)
	}
	if _, err := service.Update(t.Context(), 12, billing.InvoiceUpdateParams{Lines: lines}); err != nil {
		t.Fatal(err)
	}
	for i := range lines {
		lines[i].UnitPrice = resttest.Amount(t, "100", "JPY")
	}
	_, err = service.Update(t.Context(), 12, billing.InvoiceUpdateParams{Lines: lines})
	want := []string{"lines.0.unit_price: must be in EUR, the currency of invoice 12, not in JPY"}
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	want = []string{
		"GET /invoice/12 ",
		"GET /invoice/12 ",
		"PUT /invoice/12 " + resttest.Canonical(t, `{"lines":[{"description":"Advice","quantity":1.5,"unit_price":8000},
			{"description":"example.nl","quantity":1,"unit_price":399,"product_category":"domain"}]}`),
		"GET /invoice/12 ",
	}
	if diff := cmp.Diff(want, requests); diff != "" {
		t.Error(diff)
	}
	service = billing.NewInvoices(resttest.NewClient(t, func(*http.Request) (*http.Response, error) {
		return resttest.Respond(resttest.Failure("request_resource_unknown"))
	}))
	if _, err := service.Update(t.Context(), 12, billing.InvoiceUpdateParams{Lines: lines}); !errors.Is(err, rest.ErrNotFound) {
		t.Errorf("a draft that is gone: %v", err)
	}
}

// A draft of another currency than its prices would charge the wrong amount.
func TestCreateInAnotherCurrency(t *testing.T) {
	t.Parallel()
	p := validInvoice(t)
	for i := range p.Lines {
		p.Lines[i].UnitPrice = resttest.Amount(t, "80", "USD")
	}
	made := resttest.Step{Request: "POST /invoice", Answer: resttest.Success(draftJSON)}
	deleted := resttest.Step{Request: "DELETE /invoice/12", Answer: resttest.Success("null")}
	kept := resttest.Step{Request: "DELETE /invoice/12", Answer: resttest.Failure("request_permission_denied")}
	const mismatch = "lines.0.unit_price: must be in EUR, the currency of invoice 12, not in USD"

	_, err := billing.NewInvoices(resttest.Script(t, made, deleted)).Create(t.Context(), p)
	if diff := cmp.Diff([]string{mismatch}, resttest.FieldsOf(err)); diff != "" || !errors.Is(err, rest.ErrValidation) {
		t.Errorf("%v: %s", err, diff)
	}
	_, err = billing.NewInvoices(resttest.Script(t, made, kept)).Create(t.Context(), p)
	if !errors.Is(err, rest.ErrValidation) || !errors.Is(err, rest.ErrForbidden) || !strings.Contains(err.Error(), "the draft remains") {
		t.Errorf("got %v", err)
	}
}

func TestDraftValidation(t *testing.T) {
	t.Parallel()
	service := billing.NewInvoices(resttest.NewClient(t, resttest.NoRequest(t)))
	bad := []billing.LineParams{
		{Description: "Advice\nfor a day", Quantity: "0", UnitPrice: resttest.Amount(t, "0.001", "EUR")},
		{Description: " ", Quantity: "1e3", UnitPrice: resttest.Amount(t, "1", "JPY")},
		{Description: strings.Repeat("x", 256), Quantity: "-1", Category: "\x00"},
		{Description: "Overflow", UnitPrice: resttest.Amount(t, "92233720368547758.08", "EUR")},
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
		if diff := cmp.Diff(tt.want, resttest.FieldsOf(tt.call())); diff != "" {
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
	lost := resttest.Step{Request: "POST /invoice", Status: http.StatusBadGateway}
	again := resttest.Step{Request: "POST /invoice", Answer: resttest.Success(draftJSON)}
	used := resttest.Step{Request: "POST /invoice", Answer: `{"success":false,"error":{"code":"request_validation_failed","message":{"client_reference":["taken"]}}}`}
	found := func(list ...string) resttest.Step {
		return resttest.Step{Request: look, Answer: resttest.Success("[" + strings.Join(list, ",") + "]")}
	}
	unmarked := with(draftJSON, reference, `"client_reference": null`)
	tests := []struct {
		name  string
		steps []resttest.Step
		err   error
	}{
		{"ours", []resttest.Step{lost, found(draftJSON)}, nil},
		{"not there", []resttest.Step{lost, found(), again}, nil},
		{"the filter is ignored", []resttest.Step{lost, found(with(draftJSON, reference, `"client_reference": "other"`)), again}, nil},
		{"repeated by another run", []resttest.Step{used, found(draftJSON)}, nil},
		{"used for another customer", []resttest.Step{used, found(with(draftJSON, `"id": 48`, `"id": 49`))}, rest.ErrValidation},
		{"used for another price", []resttest.Step{used, found(with(draftJSON, `"unit_price": 399`, `"unit_price": 400`))}, rest.ErrValidation},
		{"used for another quantity", []resttest.Step{used, found(with(draftJSON, `"quantity": 1.5`, `"quantity": 2.5`))}, rest.ErrValidation},
		{"used for another text", []resttest.Step{used, found(with(draftJSON, `"Advice"`, `"Support"`))}, rest.ErrValidation},
		{"used for a credit invoice", []resttest.Step{used, found(with(draftJSON, `"is_credit": false`, `"is_credit": true`))}, rest.ErrValidation},
		{"no references, an old one", []resttest.Step{lost, found(unmarked), again}, nil},
		{"no references, a new one", []resttest.Step{lost, found(with(unmarked, `"created": "2015-06-11T10:02:33Z"`, `"created": "`+recent+`"`))}, rest.ErrOutcomeUnknown},
		{"looking fails", []resttest.Step{lost, {Request: look, Answer: resttest.Failure("request_permission_denied")}}, rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			made, err := billing.NewInvoices(resttest.Script(t, tt.steps...)).Create(t.Context(), validInvoice(t))
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && made.ID != 12 {
				t.Errorf("got invoice %s", made.ID)
			}
		})
	}
}
