package money_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"

	"github.com/hostcontrol-go/sdk/internal/money"
)

func amount(t *testing.T, number, code string) currency.Amount {
	t.Helper()
	a, err := currency.NewAmount(number, code)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestFromMinor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		minor int64
		code  string
		want  string
	}{
		{1250, "EUR", "12.50 EUR"},
		{-5000, "EUR", "-50.00 EUR"},
		{0, "USD", "0.00 USD"},
		{1250, "JPY", "1250 JPY"},
		{1250, "KWD", "1.250 KWD"},
		{math.MaxInt64, "EUR", "92233720368547758.07 EUR"},
		{math.MinInt64, "EUR", "-92233720368547758.08 EUR"},
	}
	for _, tt := range tests {
		got, err := money.FromMinor(tt.minor, tt.code)
		if err != nil || got.String() != tt.want {
			t.Errorf("FromMinor(%d, %q) = %v, %v, want %s", tt.minor, tt.code, got, err, tt.want)
		}
	}
}

func TestFromMinorUnknownCurrency(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"", "ZZZ", "eur", "EU\n"} {
		got, err := money.FromMinor(1, code)
		if err == nil || strings.ContainsRune(err.Error(), '\n') {
			t.Errorf("FromMinor(1, %q) = %v, %v, want an error of one line", code, got, err)
		}
	}
}

func TestToMinor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		number, code string
		want         int64
		err          error
	}{
		{"12.50", "EUR", 1250, nil},
		{"12.5", "EUR", 1250, nil},
		{"12.5000", "EUR", 1250, nil},
		{"-0.01", "EUR", -1, nil},
		{"-0", "EUR", 0, nil},
		{"1250", "JPY", 1250, nil},
		{"1.25", "KWD", 1250, nil},
		{"92233720368547758.07", "EUR", math.MaxInt64, nil},
		{"-92233720368547758.08", "EUR", math.MinInt64, nil},
		{"92233720368547758.08", "EUR", 0, money.ErrTooLarge},
		{"-92233720368547758.09", "EUR", 0, money.ErrTooLarge},
		{"12.505", "EUR", 0, money.ErrFraction},
		{"0.5", "JPY", 0, money.ErrFraction},
		{"1e-1000", "EUR", 0, money.ErrFraction},
		{"1e1000", "EUR", 0, money.ErrNotANumber},
		{"NaN", "EUR", 0, money.ErrNotANumber},
		{"Inf", "EUR", 0, money.ErrNotANumber},
		{"-Inf", "EUR", 0, money.ErrNotANumber},
	}
	for _, tt := range tests {
		got, err := money.ToMinor(amount(t, tt.number, tt.code))
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("ToMinor(%s %s) = %d, %v, want %d, %v", tt.number, tt.code, got, err, tt.want, tt.err)
		}
	}
	if _, err := money.ToMinor(currency.Amount{}); !errors.Is(err, money.ErrNoCurrency) {
		t.Errorf("ToMinor of the zero amount: %v, want %v", err, money.ErrNoCurrency)
	}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		minor := rapid.Int64().Draw(t, "minor")
		code := rapid.SampledFrom(currency.GetCurrencyCodes()).Draw(t, "currency")
		a, err := money.FromMinor(minor, code)
		if err != nil {
			t.Fatal(err)
		}
		back, err := money.ToMinor(a)
		if err != nil || back != minor || a.CurrencyCode() != code {
			t.Fatalf("%d %s became %v, then %d, %v", minor, code, a, back, err)
		}
	})
}

// Every currency keeps its smallest unit, and refuses half of it.
func TestEveryCurrency(t *testing.T) {
	t.Parallel()
	for _, code := range currency.GetCurrencyCodes() {
		one, err := money.FromMinor(1, code)
		if err != nil {
			t.Errorf("%s: %v", code, err)
			continue
		}
		if minor, err := money.ToMinor(one); minor != 1 || err != nil {
			t.Errorf("%s: %v is %d minor units, %v", code, one, minor, err)
		}
		half, err := one.Mul("0.5")
		if err != nil {
			t.Fatal(err)
		}
		if minor, err := money.ToMinor(half); !errors.Is(err, money.ErrFraction) {
			t.Errorf("%s: half a minor unit became %d, %v", code, minor, err)
		}
	}
}

type priced struct{}

var errWorthless = errors.New("worthless")

func (priced) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if err := dec.SkipValue(); err != nil {
		return err
	}
	return money.WrongCurrency(dec, errWorthless)
}

func TestWrongCurrencyIsFound(t *testing.T) {
	t.Parallel()
	var items []priced
	err := json.Unmarshal([]byte(`[{"currency":"ZZZ"}]`), &items)
	wrong, ok := errors.AsType[*json.SemanticError](err)
	if !ok || wrong.JSONPointer != "/0/currency" || !errors.Is(err, errWorthless) {
		t.Errorf("got %v", err)
	}
}
