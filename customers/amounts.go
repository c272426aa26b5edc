package customers

import (
	"fmt"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/internal/money"
)

// amountPair is how two amounts of one currency are sent: as minor units
// beside the currency. Objects that hold them are read and written in a wire
// form, in which numbers cover up the amounts.
type amountPair struct {
	first, second int64
	currency      string
}

// read gives the amounts of the object that dec has just come to the end of.
func (p amountPair) read(dec *jsontext.Decoder) (first, second currency.Amount, err error) {
	if first, err = money.FromMinor(p.first, p.currency); err == nil {
		second, err = money.FromMinor(p.second, p.currency)
	}
	if err != nil {
		err = money.WrongCurrency(dec, err)
	}
	return first, second, err
}

// minorPair is the opposite of read.
func minorPair(first, second currency.Amount) (amountPair, error) {
	if first.CurrencyCode() != second.CurrencyCode() {
		return amountPair{}, fmt.Errorf("%v and %v are not of one currency", first, second)
	}
	p := amountPair{currency: first.CurrencyCode()}
	var err error
	if p.first, err = money.ToMinor(first); err != nil {
		return p, fmt.Errorf("%v %w", first, err)
	}
	if p.second, err = money.ToMinor(second); err != nil {
		return p, fmt.Errorf("%v %w", second, err)
	}
	return p, nil
}
