package billing

import (
	"fmt"
	"math/big"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/internal/money"
)

// A Disagreement is something that an invoice says and that does not follow
// from the rest of it.
type Disagreement struct {
	// Field is the wire name, with dots between levels: "total", "lines.0.tax".
	Field string
	// Says is what stands there, and Want what should: amounts with their
	// currency.
	Says, Want string
	// Reason is where Want comes from.
	Reason string
}

// String tells it in one line.
func (d Disagreement) String() string {
	return fmt.Sprintf("%s: is %s, want %s: %s", d.Field, d.Says, d.Want, d.Reason)
}

// Check calculates an invoice anew, and lists everything that it says
// otherwise, nothing if it is right:
//
//   - All amounts are in the currency of the invoice, and have no more decimals
//     than that.
//   - The total of a line is its quantity times its unit price, rounded to minor
//     units, plus the tax where the price does not include it; and its tax is
//     the rate of that, rounded once. A half is rounded away from zero.
//   - The subtotal, the tax and the total of the invoice are sums of its lines
//     as they stand.
//   - A credit invoice names the invoice that it credits, and its total is not
//     above zero. [Invoice.CheckCredit] compares the two.
//
// How the platform rounds is provisional.
func (i *Invoice) Check() []Disagreement {
	c := checker{code: i.Currency}
	if _, err := money.FromMinor(0, i.Currency); err != nil {
		c.disagree("currency", fmt.Sprintf("%q", i.Currency), "an ISO 4217 code", err.Error())
		return c.found
	}
	c.sums(i)
	c.kind(i)
	return c.found
}

// CheckCredit compares a credit invoice with the one that it credits, and lists
// where they disagree: it names that invoice and its customer and currency, and
// each of its lines is the exact opposite of another line there. A credit
// invoice that was edited as a draft may differ for good reason.
func (i *Invoice) CheckCredit(of *Invoice) []Disagreement {
	c := checker{code: i.Currency}
	if !i.Credit {
		c.disagree("is_credit", "false", "true", "it credits invoice "+of.ID.String())
	}
	if i.CreditedInvoice != of.ID {
		c.disagree("credited_invoice", i.CreditedInvoice.String(), of.ID.String(), "the invoice that it is compared with")
	}
	if i.Customer.ID != of.Customer.ID {
		c.disagree("customer.id", i.Customer.ID.String(), of.Customer.ID.String(), "the customer of the credited invoice")
	}
	if i.Currency != of.Currency {
		c.disagree("currency", i.Currency, of.Currency, "the currency of the credited invoice")
		return c.found
	}
	left := make(map[string]int, len(of.Lines))
	for n := range of.Lines {
		left[c.key(&of.Lines[n], 1)]++
	}
	for n := range i.Lines {
		key := c.key(&i.Lines[n], -1)
		if left[key]--; left[key] < 0 {
			c.disagree(fmt.Sprintf("lines.%d", n), fmt.Sprintf("%q at %v", i.Lines[n].Description, i.Lines[n].Total),
				"the opposite of a line", "no line of the credited invoice is left that it takes back")
		}
	}
	return c.found
}

// checker collects disagreements of an invoice of one currency.
type checker struct {
	code  string
	found []Disagreement
}

func (c *checker) disagree(field, says, want, reason string) {
	c.found = append(c.found, Disagreement{field, says, want, reason})
}

// minor gives what an amount is in minor units, unless it is no such amount.
func (c *checker) minor(field string, amount currency.Amount) (*big.Int, bool) {
	minor, err := minorOf(amount, c.code)
	if err != nil {
		c.disagree(field, amount.String(), "an amount in "+c.code, err.Error())
		return nil, false
	}
	return big.NewInt(minor), true
}

// compare wants an amount of so many minor units, or, for nil, of any number.
func (c *checker) compare(field string, amount currency.Amount, want *big.Int, reason string) {
	if says, ok := c.minor(field, amount); ok && want != nil && says.Cmp(want) != 0 {
		c.disagree(field, c.text(says), c.text(want), reason)
	}
}

// text writes minor units, however many there are.
func (c *checker) text(minor *big.Int) string {
	amount, _ := currency.NewAmountFromBigInt(minor, c.code) // the currency is known
	return amount.String()
}

// sums checks the lines, and compares their sums with those of the invoice as
// long as every line has its own.
func (c *checker) sums(i *Invoice) {
	subtotal, tax, total := new(big.Int), new(big.Int), new(big.Int)
	complete := true
	for n := range i.Lines {
		lineTax, lineTotal, ok := c.line(fmt.Sprintf("lines.%d.", n), &i.Lines[n], i.PriceIncludesTax)
		if !ok {
			complete = false
			continue
		}
		tax.Add(tax, lineTax)
		total.Add(total, lineTotal)
	}
	subtotal.Sub(total, tax)
	if !complete {
		subtotal, tax, total = nil, nil, nil
	}
	c.compare("subtotal", i.Subtotal, subtotal, "the sum of the lines without their tax")
	c.compare("tax", i.Tax, tax, "the sum of the lines")
	c.compare("total", i.Total, total, "the sum of the lines")
}

// line checks a line, and gives its tax and total as they stand.
func (c *checker) line(at string, l *Line, inclusive bool) (tax, total *big.Int, ok bool) {
	price, isPrice := c.minor(at+"unit_price", l.UnitPrice)
	tax, isTax := c.minor(at+"tax", l.Tax)
	total, isTotal := c.minor(at+"total", l.Total)
	quantity, isQuantity := l.Quantity.rat()
	if !isQuantity {
		c.disagree(at+"quantity", fmt.Sprintf("%.40q", string(l.Quantity)), "a decimal number", "amounts are multiplied with it")
	}
	rate, isRate := l.TaxRate.rat()
	if !isRate || rate.Sign() < 0 {
		c.disagree(at+"tax_rate", fmt.Sprintf("%.40q", string(l.TaxRate)), "a percentage", "the tax is calculated with it")
		isRate = false
	}
	if isPrice && isQuantity && isRate && isTax && isTotal {
		c.calculate(at, l, inclusive, product(price, quantity), rate)
	}
	return tax, total, isTax && isTotal
}

// calculate compares a line with what follows from what it comes to.
func (c *checker) calculate(at string, l *Line, inclusive bool, amount *big.Int, rate *big.Rat) {
	hundred := new(big.Rat).SetInt64(100)
	if inclusive {
		share := new(big.Rat).Quo(rate, hundred.Add(hundred, rate))
		c.compare(at+"total", l.Total, amount, fmt.Sprintf("%s times %v", l.Quantity, l.UnitPrice))
		c.compare(at+"tax", l.Tax, product(amount, share), fmt.Sprintf("%s %% are part of %s", l.TaxRate, c.text(amount)))
		return
	}
	tax := product(amount, new(big.Rat).Quo(rate, hundred))
	c.compare(at+"tax", l.Tax, tax, fmt.Sprintf("%s %% of %s times %v", l.TaxRate, l.Quantity, l.UnitPrice))
	c.compare(at+"total", l.Total, new(big.Int).Add(amount, tax), fmt.Sprintf("%s times %v, and the tax", l.Quantity, l.UnitPrice))
}

// product gives a multiple of minor units in whole ones, a half away from zero.
func product(minor *big.Int, factor *big.Rat) *big.Int {
	exact := new(big.Rat).SetInt(minor)
	exact.Mul(exact, factor)
	twice := new(big.Int).Lsh(new(big.Int).Abs(exact.Num()), 1)
	twice.Add(twice, exact.Denom())
	rounded := twice.Quo(twice, new(big.Int).Lsh(exact.Denom(), 1))
	if exact.Sign() < 0 {
		rounded.Neg(rounded)
	}
	return rounded
}

// kind checks what tells a credit invoice from others.
func (c *checker) kind(i *Invoice) {
	switch {
	case !i.Credit && i.CreditedInvoice != 0:
		c.disagree("credited_invoice", i.CreditedInvoice.String(), "none", "it is no credit invoice")
	case i.Credit && i.CreditedInvoice == 0:
		c.disagree("credited_invoice", "none", "an id", "it is a credit invoice")
	}
	if i.Credit && i.Total.IsPositive() {
		c.disagree("total", i.Total.String(), "an amount not above zero", "it is a credit invoice")
	}
}

// key is what a line and its opposite have in common.
func (c *checker) key(l *Line, sign int64) string {
	value := func(amount currency.Amount) *big.Int {
		minor, _ := minorOf(amount, c.code) // Check tells of others
		return new(big.Int).Mul(big.NewInt(minor), big.NewInt(sign))
	}
	price := new(big.Rat).SetInt(value(l.UnitPrice))
	if quantity, ok := l.Quantity.rat(); ok {
		price.Mul(price, quantity)
	}
	rate, _ := l.TaxRate.rat()
	return fmt.Sprint(l.Description, "\x00", rate, price, value(l.Tax), value(l.Total))
}
