package billing_test

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/internal/resttest"
)

var (
	amountForm   = regexp.MustCompile(`"(unit_price|tax|subtotal|total|amount|fee)": -?[0-9]+`)
	currencyForm = regexp.MustCompile(`"currency": "[A-Z]{3}"`)
)

// inMoney writes one amount of a currency wherever an object has one.
func inMoney(text string, minor int64, code string) string {
	text = amountForm.ReplaceAllString(text, fmt.Sprintf(`"$1": %d`, minor))
	return currencyForm.ReplaceAllString(text, fmt.Sprintf(`"currency": %q`, code))
}

// checkMoney decodes and encodes objects with one amount everywhere, and wants
// them back to the last digit.
func checkMoney(t *testing.T, minor int64, code string) {
	t.Helper()
	for _, kind := range []struct {
		text      string
		reencoded func(string) (string, error)
		amounts   int
	}{
		{invoiceJSON, resttest.Reencoded[billing.Invoice], 11},
		{paymentJSON, resttest.Reencoded[billing.Payment], 2},
		{methodJSON, resttest.Reencoded[billing.PaymentMethod], 1},
	} {
		text := inMoney(kind.text, minor, code)
		if n := strings.Count(text, fmt.Sprintf(`": %d`, minor)); n < kind.amounts {
			t.Errorf("only %d amounts in %s", n, text)
		}
		got, err := kind.reencoded(text)
		if err != nil {
			t.Errorf("%d %s: %v", minor, code, err)
			continue
		}
		if diff := cmp.Diff(resttest.Canonical(t, text), resttest.Canonical(t, got)); diff != "" {
			t.Errorf("%d %s: %s", minor, code, diff)
		}
	}
}

func TestMoneyOfAllCurrencies(t *testing.T) {
	t.Parallel()
	digits := make(map[uint8]bool)
	for _, code := range currency.GetCurrencyCodes() {
		n, _ := currency.GetDigits(code)
		digits[n] = true
		for _, minor := range []int64{0, 1, -9, 99, -1000, math.MaxInt64, math.MinInt64} {
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

// What is more than 64 bits hold is an error in every place of every currency,
// and no amount of another size.
func TestMoneyOverflows(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(string) (string, error){
		invoiceJSON: resttest.Reencoded[billing.Invoice], paymentJSON: resttest.Reencoded[billing.Payment], methodJSON: resttest.Reencoded[billing.PaymentMethod],
	}
	tried := 0
	for _, code := range currency.GetCurrencyCodes() {
		for text, reencoded := range kinds {
			for _, at := range amountForm.FindAllStringIndex(text, -1) {
				name, _, _ := strings.Cut(text[at[0]:at[1]], " ")
				for _, number := range []string{"9223372036854775808", "-9223372036854775809"} {
					tried++
					changed := inMoney(text[:at[0]], 1, code) + name + " " + number + inMoney(text[at[1]:], 1, code)
					if got, err := reencoded(changed); err == nil {
						t.Errorf("%s of %s in %s became %s", number, name, code, got)
					}
				}
			}
		}
	}
	if want := 14 * 2 * len(currency.GetCurrencyCodes()); tried != want {
		t.Errorf("%d were tried, want %d", tried, want)
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
