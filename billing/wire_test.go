package billing_test

import (
	"context"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// unnulled writes empty texts for those that may be null.
func unnulled(text string) string {
	return strings.NewReplacer(`"last_error": null`, `"last_error": ""`).Replace(text)
}

// member gives a member of an object.
func member(t *testing.T, text, name string) string {
	t.Helper()
	var object map[string]jsontext.Value
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		t.Fatal(err)
	}
	return string(object[name])
}

// Whatever an answer says is still there when it is encoded again: amounts,
// what is null, what is unknown on every level, and unknown values.
func TestAnswersSurvive(t *testing.T) {
	t.Parallel()
	const times = `"created":"2015-04-10T16:20:12Z","updated":"2015-04-10T16:20:12Z"`
	customer := resttest.Encode(t, &wantOrder(t).Customer)
	tests := map[string]struct {
		text   string
		encode func(string) (string, error)
	}{
		"invoice": {invoiceJSON, resttest.Reencoded[billing.Invoice]},
		"draft":   {draftJSON, resttest.Reencoded[billing.Invoice]},
		"unknown of an invoice": {`{"new":1,"id":1,"number":"1","state":"disputed","customer":{"id":48,"new":[2]},"currency":"KWD","is_credit":true,
			"credited_invoice":2,"is_price_including_tax":false,"lines":[{"new":{},"id":3,"description":"","quantity":-0.50,"unit_price":-1,"tax_rate":"5",
				"tax":0,"total":-1,"product":{"new":3,"type":"vps","name":"x"}}],"subtotal":-1,"tax":0,"total":-1,"opened":null,"due":null,"closed":null,` + times + `,
			"order":{"id":4,"state":"stalled","new":null},"payments":[{"id":5,"state":"bounced","amount":0,"new":"x"},{"id":6,"state":"pending"}],"client_reference":""}`, resttest.Reencoded[billing.Invoice]},
		"payment": {paymentJSON, resttest.Reencoded[billing.Payment]},
		"unknown of a payment": {`{"new":1,"id":1,"reference":"x","state":"bounced","amount":9223372036854775807,"fee":0,"currency":"JPY","method":{"id":1,"name":"","new":2},
			"gateway":{"id":1,"name":"","new":3},"customer":{"id":1,"new":4},"invoice":null,"order":null,"payload":null,"client_reference":"",
			"started":"2015-04-10T16:20:12Z","expires":"2015-04-10T16:20:12Z",` + times + `}`, resttest.Reencoded[billing.Payment]},
		"method": {methodJSON, resttest.Reencoded[billing.PaymentMethod]},
		"unknown of a method": {`{"new":1,"id":1,"name":"","description":"","type":"wallet","gateway":{"id":1,"name":"","new":2},"fee":0,"currency":"EUR","countries":["NL"]}`,
			resttest.Reencoded[billing.PaymentMethod]},
		"order": {strings.Replace(unnulled(orderJSON), customerJSON, customer, 1), resttest.Reencoded[billing.Order]},
		"unknown of an order": {`{"new":1,"id":1,"type":"gift","state":"onhold","hold":"stock","customer":` + customer + `,"parts":[{"new":2,"id":1,"type":"vps-order","state":"queued",
			"description":"","price":-1,"last_error":"x","interval":1,"is_privacy_protect_enabled":true,"domain":{"name":"example.nl","new":3},"tld":{"name":"nl","new":4},
			"transfer":{"id":1,"new":5},"hosting":{"reference":"x","new":6},"hosting_plan":{"id":1,"name":"","new":7},"ssl_certificate":{"id":"1","new":8},
			"ssl_certificate_plan":{"id":"1","new":9}}],"invoice":{"id":1,"number":"","state":"draft","new":10},"payments":[{"id":1,"state":"pending","amount":1,"new":11}],
			"client_reference":"",` + times + `}`, resttest.Reencoded[billing.Order]},
	}
	for name, tt := range tests {
		resttest.CheckUnchanged(t, name, tt.text, tt.encode)
	}
}

// The documented answers are read, in which much is not told yet.
func TestDocumentedExamples(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/examples.json")
	if err != nil {
		t.Fatal(err)
	}
	results := make(map[string]string)
	for _, name := range []string{"GET /order", "POST /order", "GET /order/{order_id}"} {
		results[name] = member(t, member(t, member(t, string(text), name), "response"), "result")
	}
	orders := *decoded[[]billing.Order](t, results["GET /order"])
	for _, name := range []string{"POST /order", "GET /order/{order_id}"} {
		orders = append(orders, *decoded[billing.Order](t, results[name]))
	}
	if len(orders) != 3 {
		t.Fatalf("%d orders", len(orders))
	}
	for _, order := range orders {
		if order.State != billing.OrderNew || order.Type != billing.OrderTypeNew || order.Invoice != nil || !order.Updated.IsZero() || order.Unknown != nil ||
			order.Customer.PrimaryContact.Name != "Jane Roe" || len(order.Parts) != 1 {
			t.Errorf("%+v", order)
			continue
		}
		if part := order.Parts[0]; part.Type != billing.PartRegister || part.State != billing.PartPending || part.Domain.Name != "example.nl" ||
			part.TLD.Name != "nl" || part.PriceMinor != nil || part.LastError != "" || part.Interval != 12 || part.Unknown != nil {
			t.Errorf("%+v", part)
		}
	}
}

// Every result that can say more than this version knows has a place for it.
func TestResultsHaveUnknown(t *testing.T) {
	t.Parallel()
	kinds := resttest.CheckUnknown(t,
		reflect.TypeFor[billing.Invoice](), reflect.TypeFor[billing.Payment](), reflect.TypeFor[billing.PaymentMethod](), reflect.TypeFor[billing.Order](),
	)
	if kinds < 15 {
		t.Errorf("only %d kinds of results", kinds)
	}
}

func TestWrongTypesAreNamed(t *testing.T) {
	t.Parallel()
	invoice := func(ctx context.Context, c *rest.Client) error {
		_, err := billing.NewInvoices(c).Get(ctx, 12)
		return err
	}
	payments := func(ctx context.Context, c *rest.Client) error {
		_, err := billing.NewPayments(c).List(ctx, billing.PaymentFilter{})
		return err
	}
	methods := func(ctx context.Context, c *rest.Client) error {
		_, err := billing.NewPayments(c).Methods(ctx, billing.MethodFilter{})
		return err
	}
	order := func(ctx context.Context, c *rest.Client) error {
		_, err := billing.NewOrders(c).Get(ctx, 205)
		return err
	}
	tests := []struct {
		name   string
		call   func(context.Context, *rest.Client) error
		result string
		want   []string
	}{
		{"id", invoice, `{"id":"x"}`, []string{"invoices.get", "GET /invoice/12", "result.id"}},
		{"time", invoice, `{"due":"tomorrow"}`, []string{"result.due"}},
		{"total", invoice, `{"currency":"EUR","total":"1.50"}`, []string{"result.total"}},
		{"fraction", invoice, `{"currency":"EUR","total":1.5}`, []string{"result.total"}},
		{"overflow", invoice, `{"currency":"EUR","total":9223372036854775808}`, []string{"result.total"}},
		{"overflow of a line", invoice, `{"currency":"EUR","lines":[{},{"unit_price":-9223372036854775809}]}`, []string{"result.lines.1.unit_price"}},
		{"overflow of a payment", invoice, `{"currency":"EUR","payments":[{"amount":1e30}]}`, []string{"result.payments.0.amount"}},
		{"quantity", invoice, `{"currency":"EUR","lines":[{"quantity":"two"}]}`, []string{"result.lines.0.quantity"}},
		{"quantity in another notation", invoice, `{"currency":"EUR","lines":[{"quantity":1e3}]}`, []string{"result.lines.0.quantity"}},
		{"rate", invoice, `{"currency":"EUR","lines":[{"tax_rate":null}]}`, []string{"result.lines.0.tax_rate"}},
		{"endless rate", invoice, `{"currency":"EUR","lines":[{"tax_rate":"0.` + strings.Repeat("3", 100) + `"}]}`, []string{"result.lines.0.tax_rate"}},
		{"currency", invoice, `{"currency":"ZZZ"}`, []string{"GET /invoice/12", "result.currency"}},
		{"no currency", invoice, `{}`, []string{"result.currency"}},
		{"amount of a payment", payments, `[{"currency":"EUR","amount":true}]`, []string{"payments.list", "GET /payment", "result.0.amount"}},
		{"currency of a payment", payments, `[{"currency":"EUR"},{"currency":"eur"}]`, []string{"result.1.currency"}},
		{"fee", methods, `[{"currency":"EUR","fee":[]}]`, []string{"payments.methods", "GET /payment-method", "result.0.fee"}},
		{"currency of a method", methods, `[{}]`, []string{"result.0.currency"}},
		{"price", order, `{"parts":[{"price":1.5}]}`, []string{"orders.get", "GET /order/205", "result.parts.0.price"}},
		{"customer", order, `{"customer":{"id":"x"}}`, []string{"result.customer.id"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			resttest.CheckWrongType(t, tt.call, tt.result, tt.want...)
		})
	}
}

// A number that comes as a text is as good.
func TestQuantityAsText(t *testing.T) {
	t.Parallel()
	invoice := decoded[billing.Invoice](t, `{"currency":"EUR","lines":[{"quantity":"1.50","tax_rate":21}]}`)
	if line := invoice.Lines[0]; line.Quantity != "1.50" || line.TaxRate != "21" {
		t.Errorf("%+v", line)
	}
}
