package web

import (
	"fmt"
	"strconv"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/domains"
)

var registerAction = &screen{
	path:     "/register",
	title:    "Register domain",
	template: "action",
	load: func(*visit) (any, error) {
		return actionView{
			Intro:  "The domain is registered at once and paid from your balance. The customer gets no invoice.",
			Button: "Continue",
			groups: []group{{Inputs: []*input{
				{Name: "domain", Label: "Domain name", Hint: "Such as example.com. Letters of all languages will do."},
				{Name: "interval", Label: "Term", Kind: kindSelect, Options: years(10)},
				{Name: "is_privacy_protect_enabled", Label: "Hide the registrant in WHOIS", Kind: kindCheckbox},
			}}},
		}, nil
	},
	post: map[string]change{"": register},
}

// register tells what the domain costs before it buys it.
func register(v *visit, f *form) (*outcome, error) {
	p := domains.RegisterParams{
		Customer:        v.id,
		Name:            f.value("domain"),
		Months:          int(f.id("interval")),
		ClientReference: f.reference,
	}
	if f.checked("is_privacy_protect_enabled") {
		p.Privacy = new(true)
	}
	if !f.confirmed() {
		return v.offer(p)
	}
	domain, err := v.panel.client.Domains.Register(v.ctx, p)
	if err != nil {
		return nil, err
	}
	told := notice{
		Text: domain.Name.Unicode() + " is ordered from the registry.",
		Href: v.address("/domains/" + domain.Name.String()), Link: "See the domain",
	}
	if domain.Expires != nil {
		told.Text = fmt.Sprintf("%s is registered until %s.", domain.Name.Unicode(), day(domain.Expires).Text)
	}
	return &outcome{to: domainsTab.path, notice: told}, nil
}

// offer asks whether the domain is to be bought, if it can be. Somebody else
// may still be faster: what counts is the answer to the registration.
func (v *visit) offer(p domains.RegisterParams) (*outcome, error) {
	availability, err := v.panel.client.Domains.Check(v.ctx, p.Name)
	if err != nil {
		return nil, err
	}
	if availability != domains.AvailabilityFree {
		return nil, invalid("domain", "is not free")
	}
	name, price, err := v.priceOf(p.Name)
	if err != nil {
		return nil, err
	}
	return &outcome{ask: &question{
		Text: "Register this domain?",
		Facts: []fact{
			{"Domain", name.Unicode()},
			{"Term", termOf(p.Months)},
			{"Price", money(priceOfTerm(price, p.Months))},
		},
		Button: "Register and pay",
	}}, nil
}

// priceOf finds what domains under the TLD of a name cost.
func (v *visit) priceOf(text string) (domains.Name, *domains.Price, error) {
	name, err := domains.ParseName(text)
	if err != nil {
		return "", nil, invalid("domain", err.Error())
	}
	for price, err := range v.panel.client.Domains.AllPrices(v.ctx, domains.PriceFilter{}) {
		if err != nil || price.TLD == name.TLD() {
			return name, price, err
		}
	}
	return "", nil, invalid("domain", "is not a name below a TLD that is sold")
}

// priceOfTerm is that of a registration and of the renewals that follow it. It
// has no currency where the platform does not tell.
func priceOfTerm(price *domains.Price, months int) currency.Amount {
	further, err := price.Renew.Mul(strconv.Itoa(max(0, months/12-1)))
	if err != nil || price.Renew.CurrencyCode() == "" {
		return currency.Amount{}
	}
	total, err := price.Register.Add(further)
	if err != nil {
		return currency.Amount{}
	}
	return total
}

func termOf(months int) string {
	switch {
	case months == 12:
		return "1 year"
	case months%12 == 0:
		return strconv.Itoa(months/12) + " years"
	case months == 1:
		return "1 month"
	}
	return strconv.Itoa(months) + " months"
}

// years are the terms that domains are sold for.
func years(most int) []option {
	var options []option
	for n := 1; n <= most; n++ {
		options = append(options, option{Value: strconv.Itoa(12 * n), Label: termOf(12 * n)})
	}
	return options
}
