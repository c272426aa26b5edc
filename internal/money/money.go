// Package money converts between amounts and what the platform sends for
// them: whole numbers of the currency's minor unit, such as cents.
package money

import (
	"errors"
	"fmt"

	"github.com/bojanz/currency"
)

// FromMinor makes an amount of minor units. How many of them make up one of
// the currency depends on it: 100 for EUR, 1 for JPY, 1000 for KWD.
func FromMinor(minor int64, code string) (currency.Amount, error) {
	amount, err := currency.NewAmountFromInt64(minor, code)
	if err != nil {
		return currency.Amount{}, fmt.Errorf("unknown currency %q", code)
	}
	return amount, nil
}

// The reasons an amount cannot be sent.
var (
	ErrNoCurrency = errors.New("has no currency")
	ErrNotANumber = errors.New("is not a number that the currency can hold")
	ErrFraction   = errors.New("has more decimals than the currency")
	ErrTooLarge   = errors.New("is too large")
)

// ToMinor gives an amount in minor units. It never rounds.
func ToMinor(amount currency.Amount) (int64, error) {
	if _, known := currency.GetDigits(amount.CurrencyCode()); !known {
		return 0, ErrNoCurrency
	}
	// Rounding is how the library scales to minor units; it gives NaN for what
	// is infinite or has more digits than it can work with.
	rounded := amount.Round()
	switch {
	case rounded.Number() == "NaN":
		return 0, ErrNotANumber
	case !rounded.Equal(amount):
		return 0, ErrFraction
	}
	minor, err := rounded.Int64()
	if err != nil {
		return 0, ErrTooLarge
	}
	return minor, nil
}
