package billing_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const invoiceJSON = `{
	"id": 12,
	"number": "ES-000007",
	"state": "open",
	"customer": {"id": 48},
	"currency": "EUR",
	"is_credit": false,
	"credited_invoice": null,
	"is_price_including_tax": false,
	"lines": [
		{"id": 31, "description": "example.nl, 12 months", "quantity": 1, "unit_price": 399, "tax_rate": "21.00", "tax": 84, "total": 483, "product": {"type": "domain", "name": "example.nl"}},
		{"id": 32, "description": "Advice", "quantity": 1.50, "unit_price": 8000, "tax_rate": "0", "tax": 0, "total": 12000, "product": null}
	],
	"subtotal": 12399,
	"tax": 84,
	"total": 12483,
	"created": "2015-06-11T10:02:33.44812Z",
	"updated": "2015-06-12T10:02:33.44812Z",
	"opened": "2015-06-12T10:02:33.44812Z",
	"due": "2015-06-26T00:00:00Z",
	"closed": null,
	"order": {"id": 205, "state": "waiting"},
	"payments": [{"id": 71, "state": "failed", "amount": 12483}, {"id": 72, "state": "pending", "amount": 12483}],
	"client_reference": "2015-06/48"
}`

func wantInvoice(t *testing.T) *billing.Invoice {
	euros := func(number string) currency.Amount { return resttest.Amount(t, number, "EUR") }
	opened := resttest.Time(t, "2015-06-12T10:02:33.44812Z")
	due := resttest.Time(t, "2015-06-26T00:00:00Z")
	return &billing.Invoice{
		ID:       12,
		Number:   "ES-000007",
		State:    billing.InvoiceOpen,
		Customer: customers.Ref{ID: 48},
		Currency: "EUR",
		Lines: []billing.Line{
			{
				ID: 31, Description: "example.nl, 12 months", Quantity: "1", UnitPrice: euros("3.99"),
				TaxRate: "21.00", Tax: euros("0.84"), Total: euros("4.83"),
				Product: &billing.ProductRef{Type: billing.ProductDomain, Name: "example.nl"},
			},
			{
				ID: 32, Description: "Advice", Quantity: "1.50", UnitPrice: euros("80"),
				TaxRate: "0", Tax: euros("0"), Total: euros("120"),
			},
		},
		Subtotal: euros("123.99"),
		Tax:      euros("0.84"),
		Total:    euros("124.83"),
		Created:  resttest.Time(t, "2015-06-11T10:02:33.44812Z"),
		Updated:  opened,
		Opened:   &opened,
		Due:      &due,
		Order:    &billing.OrderRef{ID: 205, State: billing.OrderWaiting},
		Payments: []billing.PaymentRef{
			{ID: 71, State: billing.PaymentFailed, Amount: euros("124.83")},
			{ID: 72, State: billing.PaymentPending, Amount: euros("124.83")},
		},
		ClientReference: "2015-06/48",
	}
}

func TestInvoiceExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := billing.NewInvoices(c).List(ctx, billing.InvoiceFilter{
					Customer: 48, State: billing.InvoiceOpen, Credit: new(false), Number: "ES-000007", ClientReference: "2015-06/48",
					CreatedSince: resttest.Time(t, "2015-06-01T02:00:00+02:00"), CreatedUntil: resttest.Time(t, "2015-07-01T00:00:00Z"),
					UpdatedSince: resttest.Time(t, "2015-06-02T00:00:00.5Z"), UpdatedUntil: resttest.Time(t, "2015-07-02T00:00:00Z"),
					Offset: 3,
				})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET",
			Target: "/invoice?customer=48&state=open&is_credit=false&number=ES-000007&client_reference=2015-06%2F48" +
				"&created_since=2015-06-01T00%3A00%3A00.000000%2B00%3A00&created_until=2015-07-01T00%3A00%3A00.000000%2B00%3A00" +
				"&updated_since=2015-06-02T00%3A00%3A00.500000%2B00%3A00&updated_until=2015-07-02T00%3A00%3A00.000000%2B00%3A00&offset=3",
			Answer: "[" + invoiceJSON + "]", Want: []billing.Invoice{*wantInvoice(t)},
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(billing.NewInvoices(c).All(ctx, billing.InvoiceFilter{}), 0)
			},
			Method: "GET", Target: "/invoice?limit=100&offset=0",
			Answer: "[" + invoiceJSON + "]", Want: []*billing.Invoice{wantInvoice(t)},
		},
		{
			Name: "get",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return billing.NewInvoices(c).Get(ctx, 12)
			},
			Method: "GET", Target: "/invoice/12",
			Answer: invoiceJSON, Want: wantInvoice(t),
		},
		{
			Name: "delete",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return nil, billing.NewInvoices(c).Delete(ctx, 12)
			},
			Method: "DELETE", Target: "/invoice/12", Body: "[]",
		},
	})
}

func TestInvoiceFilterValidation(t *testing.T) {
	t.Parallel()
	service := billing.NewInvoices(resttest.NewClient(t, resttest.NoRequest(t)))
	filter := billing.InvoiceFilter{Customer: -1, State: "\x00", Number: "\x00", ClientReference: strings.Repeat("r", 65), Offset: -1}
	want := []string{
		"customer: must be positive",
		"state: must not hold control characters",
		"number: must not hold control characters",
		"client_reference: must not be longer than 64 characters",
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

// A draft that is gone when its deletion is repeated was deleted by the request
// whose answer got lost.
func TestDeleteIsRepeated(t *testing.T) {
	t.Parallel()
	const request = "DELETE /invoice/12"
	lost := resttest.Step{Request: request, Status: resttest.Broken}
	gone := resttest.Step{Request: request, Answer: resttest.Failure("request_resource_unknown")}
	if err := billing.NewInvoices(resttest.Script(t, lost, gone)).Delete(t.Context(), 12); err != nil {
		t.Error(err)
	}
	if err := billing.NewInvoices(resttest.Script(t, gone)).Delete(t.Context(), 12); !errors.Is(err, rest.ErrNotFound) {
		t.Errorf("one that never was: %v", err)
	}
}

func pdfAnswer(body io.Reader, contentType string) (*http.Response, error) {
	return &http.Response{
		StatusCode:    http.StatusOK,
		Header:        http.Header{"Content-Type": {contentType}},
		Body:          io.NopCloser(body),
		ContentLength: -1,
	}, nil
}

// one gives a text byte by byte.
type one struct{ io.Reader }

func (r one) Read(p []byte) (int, error) { return r.Reader.Read(p[:min(1, len(p))]) }

func TestPDF(t *testing.T) {
	t.Parallel()
	const document = "%PDF-1.4\nand so on"
	tests := []struct {
		name    string
		body    io.Reader
		kind    string
		written string
		problem string
	}{
		{"at once", strings.NewReader(document), "application/pdf", document, ""},
		{"byte by byte", one{strings.NewReader(document)}, "application/pdf", document, ""},
		{"of another type", strings.NewReader(document), "application/octet-stream", document, ""},
		{"a page", strings.NewReader("<html>Sign in</html>"), "text/html", "", "not a PDF"},
		{"a page byte by byte", one{strings.NewReader("<html>Sign in</html>")}, "text/html", "", "not a PDF"},
		{"too short", strings.NewReader("%PDF"), "application/pdf", "", "not a PDF"},
		{"breaks off", io.MultiReader(strings.NewReader(document), failing{}), "application/pdf", document, "broke off"},
		{"an envelope", strings.NewReader(resttest.Success("{}")), "application/json", "", "envelope"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
				if got := r.Method + " " + resttest.Target(r); got != "GET /invoice/12/pdf" {
					t.Errorf("asked %s", got)
				}
				return pdfAnswer(tt.body, tt.kind)
			})
			var got bytes.Buffer
			n, err := billing.NewInvoices(client).PDF(t.Context(), 12, &got)
			if got.String() != tt.written || n != int64(len(tt.written)) {
				t.Errorf("%d bytes: %q", n, got.String())
			}
			switch {
			case tt.problem == "" && err != nil:
				t.Error(err)
			case tt.problem != "" && (err == nil || !strings.Contains(err.Error(), tt.problem) || !strings.HasPrefix(err.Error(), "invoices.pdf")):
				t.Errorf("got %v", err)
			}
		})
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// full takes some bytes and no more.
type full struct{ room int }

var errFull = errors.New("no space left")

func (f *full) Write(p []byte) (int, error) {
	n := min(f.room, len(p))
	f.room -= n
	if n < len(p) {
		return n, errFull
	}
	return n, nil
}

// What does not fit is not asked for again, and the count tells how much did.
func TestPDFThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for _, room := range []int{0, 3, 5, 9} {
		asked := 0
		client := resttest.NewClient(t, func(*http.Request) (*http.Response, error) {
			asked++
			return pdfAnswer(strings.NewReader("%PDF-1.4\nand so on"), "application/pdf")
		})
		n, err := billing.NewInvoices(client).PDF(t.Context(), 12, &full{room})
		if n != int64(room) || !errors.Is(err, errFull) || asked != 1 {
			t.Errorf("%d of %d bytes after %d requests, %v", n, room, asked, err)
		}
	}
}

// A failure before the first byte is repeated.
func TestPDFIsRepeated(t *testing.T) {
	t.Parallel()
	asked := 0
	client := resttest.NewClient(t, func(*http.Request) (*http.Response, error) {
		if asked++; asked == 1 {
			return httpmock.NewStringResponse(http.StatusBadGateway, "busy"), nil
		}
		return pdfAnswer(strings.NewReader("%PDF-1.7"), "application/pdf")
	})
	var got bytes.Buffer
	if n, err := billing.NewInvoices(client).PDF(t.Context(), 12, &got); n != 8 || err != nil || got.String() != "%PDF-1.7" {
		t.Errorf("%q, %d, %v", got.String(), n, err)
	}
}
