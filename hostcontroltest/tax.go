package hostcontroltest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Categories of products, as tax rules know them.
const (
	categoryDomain  = "domain"
	categoryHosting = "hosting"
	categoryDeposit = "deposit"
	categorySSL     = "ssl"
)

// Kinds of customers, as tax rules know them. A company has its organisation
// filled in.
const (
	kindPerson  = "person"
	kindCompany = "company"
)

// TaxRule says what tax a line of an invoice gets at the moment it is made. The
// rules are tried in the order of their priorities, lowest first, and of equal
// ones in the order they were added. The first one that matches applies. A line
// that none matches is not taxed.
type TaxRule struct {
	Name string
	// Categories are the categories of products it is for: domain, hosting,
	// deposit, ssl. Empty means every line, also one without a category.
	Categories []string
	// Customers is person or company, or empty for both.
	Customers string
	// Countries are the two-letter codes of the customers' countries. Empty means
	// all.
	Countries []string
	// Rate is in percent, such as "21.00", with at most four decimals.
	Rate     string
	Priority int
	// From and Until bound the time in which the rule is active. The zero time is
	// no bound; Until itself is past it.
	From, Until time.Time
}

type taxRule struct {
	TaxRule
	rate decimal
}

func newTaxRule(rule TaxRule) (taxRule, error) {
	known := func(category string) bool {
		return slices.Contains([]string{categoryDomain, categoryHosting, categoryDeposit, categorySSL}, category)
	}
	rate, ok := parseDecimal(rule.Rate)
	switch {
	case !ok || rate.digits < 0 || rate.digits > 100*rate.scale():
		return taxRule{}, fmt.Errorf("tax rule %q: %q is not a rate between 0 and 100", rule.Name, rule.Rate)
	case rule.Customers != "" && rule.Customers != kindPerson && rule.Customers != kindCompany:
		return taxRule{}, fmt.Errorf("tax rule %q: customers are not %q", rule.Name, rule.Customers)
	}
	for _, category := range rule.Categories {
		if !known(category) {
			return taxRule{}, fmt.Errorf("tax rule %q: %q is not a category of products", rule.Name, category)
		}
	}
	rule.Categories = slices.Clone(rule.Categories)
	rule.Countries = slices.Clone(rule.Countries)
	return taxRule{rule, rate.atLeast(2)}, nil
}

func (r *taxRule) matches(owner *customer, category string, now time.Time) bool {
	return (len(r.Categories) == 0 || slices.Contains(r.Categories, category)) &&
		(r.Customers == "" || r.Customers == owner.taxKind()) &&
		(len(r.Countries) == 0 || slices.Contains(r.Countries, owner.primary.country.Code)) &&
		!now.Before(r.From) &&
		(r.Until.IsZero() || now.Before(r.Until))
}

func (c *customer) taxKind() string {
	if organisation := c.primary.organisation; organisation != nil && *organisation != "" {
		return kindCompany
	}
	return kindPerson
}

// newTaxRules is what the demo reseller, who is at home in the Netherlands, has
// set up: the same rate for everybody there and for consumers of the European
// Union, while companies of the other countries account for the tax themselves.
func newTaxRules() []taxRule {
	union := strings.Fields(europeanCountries)
	rate := decimal{digits: 2100, places: 2}
	return []taxRule{
		{TaxRule{Name: "VAT", Countries: []string{"NL"}, Priority: 10}, rate},
		{TaxRule{Name: "VAT, consumers", Countries: union, Customers: kindPerson, Priority: 20}, rate},
		{TaxRule{Name: "Reverse charge", Countries: union, Customers: kindCompany, Priority: 30}, untaxed},
	}
}

// untaxed is the rate of a line that no rule matches.
var untaxed = decimal{digits: 0, places: 2}

// taxRate is what a line of a customer is taxed at now.
func (s *store) taxRate(owner *customer, category string, now time.Time) decimal {
	for i := range s.taxRules {
		if s.taxRules[i].matches(owner, category, now) {
			return s.taxRules[i].rate
		}
	}
	return untaxed
}

// AddTaxRule adds a rule to the demo reseller's: 21 % in the Netherlands and for
// consumers of the other countries of the European Union, with priorities from
// 10 on. Lines that exist keep their tax.
func (s *Server) AddTaxRule(rule TaxRule) error {
	added, err := newTaxRule(rule)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store.taxRules = append(s.store.taxRules, added)
	slices.SortStableFunc(s.store.taxRules, func(a, b taxRule) int { return cmp.Compare(a.Priority, b.Priority) })
	return nil
}
