package web

import (
	"errors"
	"strings"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/rest"
)

var transferAction = &screen{
	path:     "/transfer",
	title:    "Transfer domain",
	template: "action",
	load: func(*visit) (any, error) {
		return actionView{
			Intro:  "The domain comes from another registrar, and is paid from your balance. The customer gets no invoice.",
			Button: "Continue",
			groups: []group{{Inputs: []*input{
				{Name: "domain", Label: "Domain name"},
				{Name: "auth_code", Label: "Auth code", Optional: true,
					Hint: "The present registrar gives it out. It can be supplied later."},
				{Name: "name_servers", Label: "Name servers", Kind: kindLines, Rows: 3, Optional: true,
					Hint: "At most five, one on each line, such as ns1.example.net. Without them the platform decides."},
				{Name: "is_privacy_protect_enabled", Label: "Hide the registrant in WHOIS", Kind: kindCheckbox},
			}}},
		}, nil
	},
	post: map[string]change{"": transfer},
}

// transfer tells what the transfer costs before it starts it.
func transfer(v *visit, f *form) (*outcome, error) {
	p := domains.TransferParams{
		Customer:        v.id,
		Name:            f.value("domain"),
		AuthCode:        rest.NewSecret(f.value("auth_code")),
		NameServers:     f.lines("name_servers"),
		ClientReference: f.reference,
	}
	if f.checked("is_privacy_protect_enabled") {
		p.Privacy = new(true)
	}
	if !f.confirmed() {
		return v.offerTransfer(p)
	}
	started, err := v.panel.client.Transfers.Start(v.ctx, p)
	if err != nil {
		return nil, err
	}
	told := notice{Text: "The transfer of " + started.Name.Unicode() + " is under way."}
	if action := started.RequiredAction(); action != domains.ActionNone {
		told.Text += " What it needs: " + requiredAction(action) + "."
	}
	return &outcome{to: "/transfers/" + started.ID.String(), notice: told}, nil
}

// offerTransfer asks whether the domain is to be transferred, unless it is here
// already.
func (v *visit) offerTransfer(p domains.TransferParams) (*outcome, error) {
	here, err := v.panel.client.Domains.Get(v.ctx, p.Name)
	switch {
	case err == nil:
		return nil, invalid("domain", "is here already, with customer "+here.Customer.ID.String())
	case !errors.Is(err, hostcontrol.ErrNotFound):
		return nil, err
	}
	name, price, err := v.priceOf(p.Name)
	if err != nil {
		return nil, err
	}
	facts := []fact{{"Domain", name.Unicode()}, {"Price", money(price.Transfer)}}
	if len(p.NameServers) > 0 {
		facts = append(facts, fact{"Name servers", strings.Join(p.NameServers, ", ")})
	}
	if p.AuthCode.IsZero() {
		facts = append(facts, fact{"Auth code", "none yet"})
	}
	return &outcome{ask: &question{Text: "Start this transfer?", Facts: facts, Button: "Start and pay"}}, nil
}
