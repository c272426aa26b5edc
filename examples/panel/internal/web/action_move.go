package web

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

var moveAction = &screen{
	path:     "/move",
	title:    "Move products",
	template: "action",
	load:     loadMove,
	post:     map[string]change{"": move},
}

// maxProducts are shown to choose from.
const maxProducts = 500

func loadMove(v *visit) (any, error) {
	var names, accounts []option
	err := together(
		func() (err error) { names, err = v.ownedDomains(); return err },
		func() (err error) { accounts, err = v.ownedAccounts(); return err },
	)
	return actionView{
		Intro:  "Domains and hosting accounts are handed over to another customer of yours: all that are chosen or none. A domain and the account it is linked to go together.",
		Button: "Continue",
		groups: []group{{Inputs: []*input{
			{Name: "domains", Label: "Domains", Kind: kindChecks, Options: names},
			{Name: "hosting", Label: "Hosting accounts", Kind: kindChecks, Options: accounts},
			{Name: "to", Label: "To customer", Hint: "The number or the e-mail address of the customer who gets them."},
		}}},
	}, err
}

func (v *visit) ownedDomains() ([]option, error) {
	owned, err := rest.Collect(v.panel.client.Domains.All(v.ctx, domains.Filter{Customer: v.id}), maxProducts)
	var options []option
	for _, d := range owned {
		label := d.Name.Unicode()
		if d.Hosting != nil {
			label += " (linked to " + d.Hosting.Reference + ")"
		}
		options = append(options, option{Value: d.Name.String(), Label: label})
	}
	return options, err
}

func (v *visit) ownedAccounts() ([]option, error) {
	owned, err := rest.Collect(v.panel.client.Hosting.All(v.ctx, hosting.Filter{Customer: v.id}), maxProducts)
	var options []option
	for _, a := range owned {
		options = append(options, option{Value: a.Reference, Label: a.Plan.Name + " " + a.Reference})
	}
	return options, err
}

// move shows who gets the products before it hands them over.
func move(v *visit, f *form) (*outcome, error) {
	p := customers.MoveParams{Domains: f.values["domains"], Hosting: f.values["hosting"], ClientReference: f.reference}
	to, err := v.receiver(f.value("to"))
	if err != nil {
		return nil, err
	}
	p.To = to.ID
	if chosen := append(p.Domains, p.Hosting...); len(chosen) > 0 && p.To != v.id && !f.confirmed() {
		return &outcome{ask: &question{
			Text: "Move these products?",
			Facts: []fact{
				{"Products", strings.Join(chosen, ", ")},
				{"To", fmt.Sprintf("%s, customer %s, %s", to.PrimaryContact.Name, to.ID, to.PrimaryContact.Email)},
			},
			Button: "Move",
		}}, nil
	}
	moved, err := v.panel.client.Customers.MoveProducts(v.ctx, v.id, p)
	if err != nil {
		return nil, err
	}
	return &outcome{notice: notice{
		Text: fmt.Sprintf("Moved %s to %s.", strings.Join(append(moved.Domains, moved.Hosting...), ", "), to.PrimaryContact.Name),
		Href: customerPath(to.ID), Link: "See the customer",
	}}, nil
}

// receiver reads the customer who gets the products, by number or address.
func (v *visit) receiver(text string) (*customers.Customer, error) {
	var found *customers.Customer
	var err error
	if id, notANumber := strconv.ParseInt(text, 10, 64); notANumber == nil {
		found, err = v.panel.client.Customers.Get(v.ctx, customers.ID(id))
	} else {
		found, err = v.panel.client.Customers.FindByEmail(v.ctx, text)
	}
	switch {
	case errors.Is(err, hostcontrol.ErrNotFound):
		return nil, invalid("to", "is no customer of yours")
	case errors.Is(err, hostcontrol.ErrValidation):
		return nil, invalid("to", "must be the number or the e-mail address of a customer")
	}
	return found, err
}
