package billing_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/internal/resttest"
)

// moneyJSON are objects with one amount everywhere.
func moneyJSON(minor int64, code string) map[string]string {
	return map[string]string{
		"invoice": fmt.Sprintf(`{"currency":%q,"lines":[{"quantity":1,"unit_price":%d,"tax_rate":"0","tax":%[2]d,"total":%[2]d}],
			"subtotal":%[2]d,"tax":%[2]d,"total":%[2]d,"payments":[{"amount":%[2]d}]}`, code, minor),
		"payment": fmt.Sprintf(`{"currency":%q,"amount":%d,"fee":%[2]d}`, code, minor),
		"method":  fmt.Sprintf(`{"currency":%q,"fee":%d}`, code, minor),
	}
}

// checkMoney decodes and encodes objects with one amount everywhere.
func checkMoney(t *testing.T, minor int64, code string) {
	t.Helper()
	kinds := map[string]func(string) (string, error){
		"invoice": resttest.Reencoded[billing.Invoice],
		"payment": resttest.Reencoded[billing.Payment],
		"method":  resttest.Reencoded[billing.PaymentMethod],
	}
	for name, text := range moneyJSON(minor, code) {
		got, err := kinds[name](text)
		if err != nil {
			t.Errorf("%s of %d %s: %v", name, minor, code, err)
			continue
		}
		number := fmt.Sprint(minor)
		if want, have := strings.Count(text, number), strings.Count(got, number); have < want {
			t.Errorf("%s of %d %s became %s", name, minor, code, got)
		}
		for _, field := range []string{"subtotal", "tax", "total", "amount", "fee"} {
			if sent := member(t, text, field); sent != "" && sent != member(t, got, field) {
				t.Errorf("%s of %d %s: %s became %s", name, minor, code, field, member(t, got, field))
			}
		}
		if sent := member(t, got, "currency"); sent != fmt.Sprintf("%q", code) {
			t.Errorf("%s of %s is in %s", name, code, sent)
		}
	}
}

func TestMoneyOfAllCurrencies(t *testing.T) {
	t.Parallel()
	digits := make(map[uint8]bool)
	for _, code := range currency.GetCurrencyCodes() {
		n, _ := currency.GetDigits(code)
		digits[n] = true
		for _, minor := range []int64{0, 1, -1, 9, 10, 99, 100, 999, 1000, -12345, math.MaxInt64, math.MinInt64} {
			checkMoney(t, minor, code)
		}
		payment := decoded[billing.Payment](t, fmt.Sprintf(`{"currency":%q,"amount":12345}`, code))
		want := map[uint8]string{0: "12345", 2: "123.45", 3: "12.345", 4: "1.2345"}[n]
		if payment.Amount.Number() != want || payment.Amount.CurrencyCode() != code {
			t.Errorf("12345 of %s are %v, want %s", code, payment.Amount, want)
		}
	}
	for _, n := range []uint8{0, 2, 3} {
		if !digits[n] {
			t.Errorf("no currency has %d decimals", n)
		}
	}
}

func FuzzMoney(f *testing.F) {
	codes := currency.GetCurrencyCodes()
	f.Add(int64(12345), uint(0))
	f.Add(int64(math.MinInt64), uint(7))
	f.Fuzz(func(t *testing.T, minor int64, n uint) {
		checkMoney(t, minor, codes[n%uint(len(codes))])
	})
}

// What the platform could not have told is not written either: nothing is
// rounded, and no amount becomes one of another currency.
func TestMoneyThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	yen, fraction, large := resttest.Amount(t, "1", "JPY"), resttest.Amount(t, "0.001", "EUR"), resttest.Amount(t, "92233720368547758.08", "EUR")
	changed := func(change func(*billing.Invoice)) *billing.Invoice {
		invoice := wantInvoice(t)
		change(invoice)
		return invoice
	}
	tests := map[string]any{
		"invoice 12: total: 1 JPY is not in EUR":                                 changed(func(i *billing.Invoice) { i.Total = yen }),
		"invoice 12: subtotal: 0.001 EUR has more decimals than the currency":    changed(func(i *billing.Invoice) { i.Subtotal = fraction }),
		"invoice 12: tax: 92233720368547758.08 EUR is too large":                 changed(func(i *billing.Invoice) { i.Tax = large }),
		"invoice 12: lines.1.unit_price: 1 JPY is not in EUR":                    changed(func(i *billing.Invoice) { i.Lines[1].UnitPrice = yen }),
		"invoice 12: lines.0.tax: 0.001 EUR has more decimals than the currency": changed(func(i *billing.Invoice) { i.Lines[0].Tax = fraction }),
		"invoice 12: lines.0.total: 92233720368547758.08 EUR is too large":       changed(func(i *billing.Invoice) { i.Lines[0].Total = large }),
		"invoice 12: payments.1.amount: 1 JPY is not in EUR":                     changed(func(i *billing.Invoice) { i.Payments[1].Amount = yen }),
		`"1e3" is not a decimal number`:                                          changed(func(i *billing.Invoice) { i.Lines[0].Quantity = "1e3" }),
		"payment 1: amount: 0.001 EUR has more decimals than the currency":       &billing.Payment{ID: 1, Amount: fraction, Fee: fraction},
		"payment 1: fee: 1 JPY is not in EUR":                                    &billing.Payment{ID: 1, Amount: resttest.Amount(t, "1", "EUR"), Fee: yen},
		"payment method 2: fee: 92233720368547758.08 EUR is too large":           &billing.PaymentMethod{ID: 2, Fee: large},
		"payment method 2: fee: 0 has no currency":                               &billing.PaymentMethod{ID: 2},
	}
	for want, value := range tests {
		text, err := json.Marshal(value)
		if err == nil {
			t.Errorf("%s: encoded as %s", want, text)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}
