package web

import "github.com/hostcontrol-go/sdk/customers"

var promoteAction = &screen{
	path:     "/promote",
	title:    "Promote to reseller",
	template: "action",
	load: func(*visit) (any, error) {
		return actionView{
			Intro:  "The customer gets the rights of a reseller and a second login for the Reseller Area, and stays a customer.",
			Button: "Promote",
			groups: []group{{Inputs: []*input{
				{Name: "login", Label: "New login", Hint: "A name that nobody has yet."},
				{Name: "price_list", Label: "Price list", Optional: true, Hint: "The name of the list to buy at. Without it your own prices apply."},
			}}},
		}, nil
	},
	post: map[string]change{"": promote},
}

func promote(v *visit, f *form) (*outcome, error) {
	made, err := v.panel.client.Customers.Promote(v.ctx, v.id, customers.PromoteParams{
		Login:           f.value("login"),
		PriceList:       f.value("price_list"),
		ClientReference: f.reference,
	})
	if err != nil {
		return nil, err
	}
	return &outcome{to: loginsTab.path, notice: notice{
		Text: "The customer is a reseller now: " + made.Reference + ", with the login " + made.Login + ".",
	}}, nil
}
