package billing_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/internal/resttest"
)

func decoded[T any](t testing.TB, text string) *T {
	t.Helper()
	value := new(T)
	if err := json.Unmarshal([]byte(text), value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestCheckFindsNothing(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"without the tax in its prices": invoiceJSON,
		"with the tax in its prices":    draftJSON,
		"closed":                        closedJSON("2015-07-01T00:00:00Z"),
		"credit":                        creditJSON,
		"empty":                         `{"currency":"JPY","lines":[],"subtotal":0,"tax":0,"total":0}`,
	} {
		if wrong := decoded[billing.Invoice](t, text).Check(); wrong != nil {
			t.Errorf("%s: %v", name, wrong)
		}
	}
}

// creditJSON credits both lines of invoiceJSON, in another order.
const creditJSON = `{
	"id": 13, "number": null, "state": "draft", "customer": {"id": 48}, "currency": "EUR",
	"is_credit": true, "credited_invoice": 12, "is_price_including_tax": false,
	"lines": [
		{"id": 34, "description": "Advice", "quantity": -1.5, "unit_price": 8000, "tax_rate": "0", "tax": 0, "total": -12000, "product": null},
		{"id": 33, "description": "example.nl, 12 months", "quantity": 1, "unit_price": -399, "tax_rate": "21.00", "tax": -84, "total": -483, "product": {"type": "domain", "name": "example.nl"}}
	],
	"subtotal": -12399, "tax": -84, "total": -12483
}`

func TestCheckFinds(t *testing.T) {
	t.Parallel()
	euros := func(number string) currency.Amount { return resttest.Amount(t, number, "EUR") }
	yen := resttest.Amount(t, "1", "JPY")
	tests := []struct {
		name   string
		change func(*billing.Invoice)
		want   []string
	}{
		{"a total", func(i *billing.Invoice) { i.Total = euros("124.84") },
			[]string{"total: is 124.84 EUR, want 124.83 EUR: the sum of the lines"}},
		{"a subtotal and a tax", func(i *billing.Invoice) { i.Subtotal, i.Tax = euros("123.98"), euros("0.85") }, []string{
			"subtotal: is 123.98 EUR, want 123.99 EUR: the sum of the lines without their tax",
			"tax: is 0.85 EUR, want 0.84 EUR: the sum of the lines",
		}},
		{"a tax that was not rounded to the nearest", func(i *billing.Invoice) {
			i.Lines[0].Tax, i.Lines[0].Total = euros("0.83"), euros("4.82")
			i.Tax, i.Total = euros("0.83"), euros("124.82")
		}, []string{
			"lines.0.tax: is 0.83 EUR, want 0.84 EUR: 21.00 % of 1 times 3.99 EUR",
			"lines.0.total: is 4.82 EUR, want 4.83 EUR: 1 times 3.99 EUR, and the tax",
		}},
		{"a quantity", func(i *billing.Invoice) { i.Lines[1].Quantity = "1.505" },
			[]string{"lines.1.total: is 120.00 EUR, want 120.40 EUR: 1.505 times 80 EUR, and the tax"}},
		{"prices that are said to include the tax", func(i *billing.Invoice) { i.PriceIncludesTax = true }, []string{
			"lines.0.total: is 4.83 EUR, want 3.99 EUR: 1 times 3.99 EUR",
			"lines.0.tax: is 0.84 EUR, want 0.69 EUR: 21.00 % are part of 3.99 EUR",
		}},
		{"everything of another currency", func(i *billing.Invoice) {
			i.Lines[0].UnitPrice, i.Lines[1].Tax, i.Subtotal, i.Tax, i.Total = yen, yen, yen, yen, yen
		}, []string{
			"lines.0.unit_price: is 1 JPY, want an amount in EUR: 1 JPY is not in EUR",
			"lines.1.tax: is 1 JPY, want an amount in EUR: 1 JPY is not in EUR",
			"subtotal: is 1 JPY, want an amount in EUR: 1 JPY is not in EUR",
			"tax: is 1 JPY, want an amount in EUR: 1 JPY is not in EUR",
			"total: is 1 JPY, want an amount in EUR: 1 JPY is not in EUR",
		}},
		{"an unknown currency", func(i *billing.Invoice) { i.Currency = "ZZZ" },
			[]string{`currency: is "ZZZ", want an ISO 4217 code: unknown currency "ZZZ"`}},
		{"fractions", func(i *billing.Invoice) { i.Total = euros("124.835") },
			[]string{"total: is 124.835 EUR, want an amount in EUR: 124.835 EUR has more decimals than the currency"}},
		{"amounts beyond all bounds", func(i *billing.Invoice) {
			i.Lines[1].Total, i.Total = euros("1e100"), euros("NaN")
		}, []string{
			"lines.1.total: is 1E+100 EUR, want an amount in EUR: 1E+100 EUR is not a number that the currency can hold",
			"total: is NaN EUR, want an amount in EUR: NaN EUR is not a number that the currency can hold",
		}},
		{"numbers that are none", func(i *billing.Invoice) {
			i.Lines[0].Quantity, i.Lines[0].TaxRate, i.Lines[1].TaxRate = "1e9", "", "-1"
		}, []string{
			`lines.0.quantity: is "1e9", want a decimal number: amounts are multiplied with it`,
			`lines.0.tax_rate: is "", want a percentage: the tax is calculated with it`,
			`lines.1.tax_rate: is "-1", want a percentage: the tax is calculated with it`,
		}},
		{"a credit invoice that takes money", func(i *billing.Invoice) { i.Credit = true }, []string{
			"credited_invoice: is none, want an id: it is a credit invoice",
			"total: is 124.83 EUR, want an amount not above zero: it is a credit invoice",
		}},
		{"an invoice that credits", func(i *billing.Invoice) { i.CreditedInvoice = 11 },
			[]string{"credited_invoice: is 11, want none: it is no credit invoice"}},
		{"sums beyond 64 bits", func(i *billing.Invoice) {
			i.Lines[0].Tax, i.Lines[0].Total = euros("92233720368547758.07"), euros("92233720368547758.07")
			i.Lines[1].Total = euros("92233720368547758.07")
		}, []string{
			"lines.0.tax: is 92233720368547758.07 EUR, want 0.84 EUR: 21.00 % of 1 times 3.99 EUR",
			"lines.0.total: is 92233720368547758.07 EUR, want 4.83 EUR: 1 times 3.99 EUR, and the tax",
			"lines.1.total: is 92233720368547758.07 EUR, want 120.00 EUR: 1.50 times 80 EUR, and the tax",
			"subtotal: is 123.99 EUR, want 92233720368547758.07 EUR: the sum of the lines without their tax",
			"tax: is 0.84 EUR, want 92233720368547758.07 EUR: the sum of the lines",
			"total: is 124.83 EUR, want 184467440737095516.14 EUR: the sum of the lines",
		}},
	}
	for _, tt := range tests {
		invoice := wantInvoice(t)
		tt.change(invoice)
		var got []string
		for _, wrong := range invoice.Check() {
			got = append(got, wrong.String())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// A half of a minor unit goes away from zero, on credit invoices as well.
func TestCheckRounds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		code      string
		inclusive bool
		quantity  billing.Decimal
		price     int64
		rate      billing.Decimal
		tax       int64
		total     int64
	}{
		{"EUR", false, "1", 50, "1", 1, 51},       // 0.5 cents of tax
		{"EUR", false, "1", -50, "1", -1, -51},    //
		{"EUR", false, "1", 49, "1", 0, 49},       //
		{"EUR", false, "0.5", 1, "0", 0, 1},       // half a cent
		{"EUR", false, "-0.5", 1, "0", 0, -1},     //
		{"EUR", true, "1", 121, "21.00", 21, 121}, //
		{"EUR", true, "1", 1, "100", 1, 1},        // half of a cent is tax
		{"EUR", true, "1", -1, "100", -1, -1},     //
		{"JPY", false, "3", 333, "10.00", 100, 1099},
		{"JPY", true, "3", 333, "10.00", 91, 999},
		{"KWD", false, "0.333", 1000, "5", 17, 350},
		{"EUR", false, "0.000000000000000000000000000001", 9_223_372_036_854_775_807, "21", 0, 0},
	}
	for _, tt := range tests {
		text := fmt.Sprintf(`{"currency":%q,"is_price_including_tax":%t,"lines":[{"quantity":%s,"unit_price":%d,"tax_rate":%q,"tax":%d,"total":%d}],
			"subtotal":%d,"tax":%[6]d,"total":%[7]d}`, tt.code, tt.inclusive, tt.quantity, tt.price, tt.rate, tt.tax, tt.total, tt.total-tt.tax)
		if wrong := decoded[billing.Invoice](t, text).Check(); wrong != nil {
			t.Errorf("%+v: %v", tt, wrong)
		}
	}
}

func TestCheckCredit(t *testing.T) {
	t.Parallel()
	parent := wantInvoice(t)
	tests := []struct {
		name   string
		change func(*billing.Invoice)
		want   []string
	}{
		{"all lines", func(*billing.Invoice) {}, nil},
		{"one of them", func(i *billing.Invoice) { i.Lines = i.Lines[1:] }, nil},
		{"one of them twice", func(i *billing.Invoice) { i.Lines[0] = i.Lines[1] },
			[]string{`lines.1: is "example.nl, 12 months" at -4.83 EUR, want the opposite of a line: no line of the credited invoice is left that it takes back`}},
		{"not negated", func(i *billing.Invoice) { i.Lines = parent.Lines[1:] },
			[]string{`lines.0: is "Advice" at 120 EUR, want the opposite of a line: no line of the credited invoice is left that it takes back`}},
		{"another rate", func(i *billing.Invoice) { i.Lines[0].TaxRate = "9" },
			[]string{`lines.0: is "Advice" at -120.00 EUR, want the opposite of a line: no line of the credited invoice is left that it takes back`}},
		{"of another one", func(i *billing.Invoice) { i.Credit, i.CreditedInvoice, i.Customer.ID = false, 11, 49 }, []string{
			"is_credit: is false, want true: it credits invoice 12",
			"credited_invoice: is 11, want 12: the invoice that it is compared with",
			"customer.id: is 49, want 48: the customer of the credited invoice",
		}},
		{"in another currency", func(i *billing.Invoice) { i.Currency = "USD" },
			[]string{"currency: is USD, want EUR: the currency of the credited invoice"}},
	}
	for _, tt := range tests {
		credit := decoded[billing.Invoice](t, creditJSON)
		tt.change(credit)
		var got []string
		for _, wrong := range credit.CheckCredit(parent) {
			got = append(got, wrong.String())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// minorPart rounds a fraction of whole numbers the long way round.
func minorPart(amount, numerator, denominator int64) int64 {
	product := new(big.Int).Mul(big.NewInt(amount), big.NewInt(numerator))
	quotient, remainder := new(big.Int).QuoRem(product, big.NewInt(denominator), new(big.Int))
	if remainder.Abs(remainder).Lsh(remainder, 1).Cmp(big.NewInt(denominator)) >= 0 {
		quotient.Add(quotient, big.NewInt(int64(product.Sign())))
	}
	return quotient.Int64()
}

// An invoice that is calculated right has no disagreements, its opposite credits
// it, and a single cent more anywhere is seen.
func TestCheckProperty(t *testing.T) {
	t.Parallel()
	amount := func(minor int64, code string) currency.Amount {
		a, err := currency.NewAmountFromInt64(minor, code)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"EUR", "JPY", "KWD", "USD"}).Draw(t, "currency")
		inclusive := rapid.Bool().Draw(t, "inclusive")
		invoice := &billing.Invoice{ID: 1, Currency: code, PriceIncludesTax: inclusive}
		credit := &billing.Invoice{ID: 2, Currency: code, PriceIncludesTax: inclusive, Credit: true, CreditedInvoice: 1}
		var tax, total int64
		for n := range rapid.IntRange(1, 8).Draw(t, "lines") {
			price := rapid.Int64Range(0, 1_000_000_000).Draw(t, "price")
			thousandths := rapid.Int64Range(1, 1_000_000_000).Draw(t, "thousandths")
			rate := rapid.Int64Range(0, 10_000).Draw(t, "rate in hundredths of a percent")
			whole := minorPart(price, thousandths, 1000)
			lineTax, lineTotal := minorPart(whole, rate, 10_000), whole
			if inclusive {
				lineTax = minorPart(whole, rate, 10_000+rate)
			} else {
				lineTotal += lineTax
			}
			tax, total = tax+lineTax, total+lineTotal
			line := billing.Line{
				Description: fmt.Sprint("Line ", n),
				Quantity:    billing.Decimal(fmt.Sprintf("%d.%03d", thousandths/1000, thousandths%1000)),
				UnitPrice:   amount(price, code),
				TaxRate:     billing.Decimal(fmt.Sprintf("%d.%02d", rate/100, rate%100)),
				Tax:         amount(lineTax, code),
				Total:       amount(lineTotal, code),
			}
			invoice.Lines = append(invoice.Lines, line)
			line.UnitPrice, line.Tax, line.Total = amount(-price, code), amount(-lineTax, code), amount(-lineTotal, code)
			credit.Lines = append(credit.Lines, line)
		}
		invoice.Subtotal, invoice.Tax, invoice.Total = amount(total-tax, code), amount(tax, code), amount(total, code)
		credit.Subtotal, credit.Tax, credit.Total = amount(tax-total, code), amount(-tax, code), amount(-total, code)

		if wrong := append(append(invoice.Check(), credit.Check()...), credit.CheckCredit(invoice)...); wrong != nil {
			t.Fatal(wrong)
		}
		spots := []*currency.Amount{&invoice.Subtotal, &invoice.Tax, &invoice.Total}
		for i := range invoice.Lines {
			spots = append(spots, &invoice.Lines[i].Tax, &invoice.Lines[i].Total)
		}
		spot := rapid.SampledFrom(spots).Draw(t, "spot")
		more, err := spot.Add(amount(rapid.SampledFrom([]int64{1, -1}).Draw(t, "more"), code))
		if err != nil {
			t.Fatal(err)
		}
		*spot = more
		if invoice.Check() == nil {
			t.Fatalf("one more is not seen: %+v", invoice)
		}
	})
}

// Whatever an invoice says, checking it ends.
func FuzzCheck(f *testing.F) {
	f.Add(invoiceJSON)
	f.Add(creditJSON)
	f.Add(`{"currency":"EUR","lines":[{"quantity":"` + strings.Repeat("9", 40) + `","unit_price":9223372036854775807,"tax_rate":"` + strings.Repeat("9", 40) + `"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var invoice billing.Invoice
		if json.Unmarshal([]byte(text), &invoice) == nil {
			invoice.Check()
			invoice.CheckCredit(&invoice)
		}
	})
}
