package billing

import (
	"fmt"
	"strings"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/money"
)

// Amounts are sent as minor units beside the currency that all of an object
// share. Objects that hold them are read and written in a wire form, in which
// numbers cover up the amounts.

// checkCurrency refuses an object of a currency that nobody knows. dec has just
// come to its end.
func checkCurrency(dec *jsontext.Decoder, code string) error {
	if _, err := money.FromMinor(0, code); err != nil {
		return money.WrongCurrency(dec, err)
	}
	return nil
}

// amountOf makes an amount of a currency that was checked.
func amountOf(minor int64, code string) currency.Amount {
	amount, _ := money.FromMinor(minor, code)
	return amount
}

// minorUnits writes amounts of one currency, and keeps the first reason why
// that cannot be done.
type minorUnits struct {
	code string
	err  error
}

// of gives the amount that stands in a field.
func (m *minorUnits) of(field string, amount currency.Amount) int64 {
	minor, err := minorOf(amount, m.code)
	if err != nil && m.err == nil {
		m.err = fmt.Errorf("%s: %w", field, err)
	}
	return minor
}

// minorOf gives an amount of a currency in minor units.
func minorOf(amount currency.Amount, code string) (int64, error) {
	minor, err := money.ToMinor(amount)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%s %w", strings.TrimSpace(amount.String()), err)
	case amount.CurrencyCode() != code:
		return 0, fmt.Errorf("%v is not in %s", amount, code)
	}
	return minor, nil
}

// orNull and orZero convert between what is null on the wire and zero here.

func orNull[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}

func orZero[T any](value *T) T {
	if value == nil {
		var zero T
		return zero
	}
	return *value
}
