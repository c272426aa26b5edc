package hostcontroltest

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// decimal is an exact number, such as the 21.00 of a tax rate: its digits, of
// which the last places stand after the point.
type decimal struct {
	digits int64
	places int
}

var decimalForm = regexp.MustCompile(`^-?[0-9]{1,9}(?:\.[0-9]{1,4})?$`)

func parseDecimal(s string) (decimal, bool) {
	if !decimalForm.MatchString(s) {
		return decimal{}, false
	}
	before, after, _ := strings.Cut(s, ".")
	digits, err := strconv.ParseInt(before+after, 10, 64)
	return decimal{digits, len(after)}, err == nil
}

func (d decimal) String() string {
	sign, digits := "", strconv.FormatInt(d.digits, 10)
	if d.digits < 0 {
		sign, digits = "-", digits[1:]
	}
	if missing := d.places + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	point := len(digits) - d.places
	if d.places == 0 {
		return sign + digits
	}
	return sign + digits[:point] + "." + digits[point:]
}

// atLeast writes a number with no fewer places than that.
func (d decimal) atLeast(places int) decimal {
	for d.places < places {
		d.digits *= 10
		d.places++
	}
	return d
}

// scale is how many of the last digit make up one.
func (d decimal) scale() int64 {
	scale := int64(1)
	for range d.places {
		scale *= 10
	}
	return scale
}

// of is amount × numerator / denominator in whole minor units. A half goes away
// from zero, so that the opposite of an amount has the opposite result.
func of(amount, numerator, denominator int64) int64 {
	product := new(big.Int).Mul(big.NewInt(amount), big.NewInt(numerator))
	negative := product.Sign() < 0
	product.Abs(product).Lsh(product, 1).Add(product, big.NewInt(denominator))
	product.Quo(product, new(big.Int).Lsh(big.NewInt(denominator), 1))
	if negative {
		product.Neg(product)
	}
	return product.Int64()
}

// decimal is a number with at most four places, or what stands for a missing
// one.
func (f *form) decimal(name string, missing decimal) decimal {
	if !f.has(name) {
		return missing
	}
	s, ok := f.scalar(name)
	d, isDecimal := parseDecimal(strings.TrimSpace(s))
	if !ok || !isDecimal {
		f.reject(name, "Enter a number with at most four decimals.")
	}
	return d
}
