package hostcontroltest

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Bounds of an invoice. Together they keep every sum within 64 bits.
const (
	maxLines     = 500
	maxUnitPrice = 1_000_000_000
	maxQuantity  = 1_000_000
)

// invoiceLine is one product of an invoice. It never changes: an edit replaces
// all of them.
type invoiceLine struct {
	id         int64
	what       lineItem
	rate       decimal
	tax, total int64
}

// lineItem is a line before the tax engine has seen it.
type lineItem struct {
	description string
	quantity    decimal
	unitPrice   int64
	category    string // of the product, "" for none
	product     string // its name, "" when the line was written by hand
}

func (l invoiceLine) vat() int64 { return l.tax }

func (l invoiceLine) gross() int64 { return l.total }

func sumOf(lines []invoiceLine, amount func(invoiceLine) int64) int64 {
	var sum int64
	for _, line := range lines {
		sum += amount(line)
	}
	return sum
}

type productView struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

type lineView struct {
	ID          int64          `json:"id"`
	Description string         `json:"description"`
	Quantity    jsontext.Value `json:"quantity"`
	UnitPrice   int64          `json:"unit_price"`
	TaxRate     string         `json:"tax_rate"`
	Tax         int64          `json:"tax"`
	Total       int64          `json:"total"`
	Product     *productView   `json:"product"`
}

func viewLine(l invoiceLine) lineView {
	view := lineView{
		ID:          l.id,
		Description: l.what.description,
		Quantity:    jsontext.Value(l.what.quantity.String()),
		UnitPrice:   l.what.unitPrice,
		TaxRate:     l.rate.String(),
		Tax:         l.tax,
		Total:       l.total,
	}
	if l.what.category != "" {
		view.Product = &productView{l.what.category, l.what.product}
	}
	return view
}

// taxed makes lines of items: the tax engine sees each of them at this moment.
func (s *store) taxed(owner *customer, items []lineItem, inclusive bool, now time.Time) []invoiceLine {
	lines := make([]invoiceLine, 0, len(items))
	for _, item := range items {
		line := invoiceLine{what: item, rate: s.taxRate(owner, item.category, now)}
		line.tax, line.total = item.sums(line.rate, inclusive)
		lines = append(lines, line)
	}
	return lines
}

// amount is what the line's units come to.
func (i lineItem) amount() int64 { return of(i.unitPrice, i.quantity.digits, i.quantity.scale()) }

// sums are the tax and the total of a line, each rounded once. A price that
// includes the tax is the total already.
func (i lineItem) sums(rate decimal, inclusive bool) (tax, total int64) {
	amount := i.amount()
	hundred := 100 * rate.scale()
	if inclusive {
		return of(amount, rate.digits, hundred+rate.digits), amount
	}
	tax = of(amount, rate.digits, hundred)
	return tax, amount + tax
}

// numbered gives new lines their ids.
func (s *store) numbered(lines []invoiceLine) []invoiceLine {
	for i := range lines {
		lines[i].id = next(&s.ids.invoiceLine)
	}
	return lines
}

// opposite is a line of a credit invoice. It keeps the rate that was charged,
// whatever the rules say today.
func (l invoiceLine) opposite() invoiceLine {
	l.what.unitPrice, l.tax, l.total = -l.what.unitPrice, -l.tax, -l.total
	return l
}

// readLines reads the lines of a body.
func (c *call) readLines() []lineItem {
	const name = "lines"
	entries := c.body.objects(name)
	switch {
	case c.body.rejected(name):
	case len(entries) == 0:
		c.body.reject(name, textRequired)
	case len(entries) > maxLines:
		c.body.reject(name, "Ensure there are at most 500 lines.")
	}
	items := make([]lineItem, 0, len(entries))
	for i, entry := range entries {
		items = append(items, entry.lineItem())
		c.body.adopt(name, i, entry)
	}
	return items
}

func (f *form) lineItem() lineItem {
	item := lineItem{
		description: f.required("description", 255),
		quantity:    f.decimal("quantity", decimal{digits: 1}),
		category:    f.text("product_category", 16),
	}
	item.unitPrice = f.integerWithin("unit_price", 0, -maxUnitPrice, maxUnitPrice)
	if !f.has("unit_price") {
		f.reject("unit_price", textRequired)
	}
	if q := item.quantity; !f.rejected("quantity") && (q.digits == 0 || max(q.digits, -q.digits) > maxQuantity*q.scale()) {
		f.reject("quantity", "Ensure this value is not 0 and at most 1000000.")
	}
	switch item.category {
	case "", categoryDomain, categoryHosting, categoryDeposit, categorySSL:
	default:
		f.reject("product_category", textChoice)
	}
	return item
}

// mayAskFor refuses lines that come to an amount which an invoice cannot ask
// for: a credit invoice gives money back, and no other does.
func mayAskFor(lines []invoiceLine, isCredit bool) error {
	total := sumOf(lines, invoiceLine.gross)
	switch {
	case isCredit && total > 0:
		return refuseField(codeValidation, "lines", "The total of a credit invoice must not be positive.")
	case !isCredit && total < 0:
		return refuseField(codeValidation, "lines", "The total must not be negative.")
	default:
		return nil
	}
}

// chosenLines are the lines that a body names by their ids, all of them when it
// names none.
func (c *call) chosenLines(parent *invoice) []invoiceLine {
	const name = "lines"
	if !c.body.has(name) {
		return parent.lines
	}
	var ids []int64
	if json.Unmarshal(c.body.values[name], &ids) != nil || len(ids) == 0 {
		c.body.reject(name, "Enter a list of ids of lines.")
		return nil
	}
	chosen := make([]invoiceLine, 0, len(ids))
	for _, line := range parent.lines {
		if slices.Contains(ids, line.id) {
			chosen = append(chosen, line)
		}
	}
	if len(chosen) != len(ids) { // one is unknown, or was named twice
		c.body.reject(name, textChoice)
	}
	return chosen
}
