package web

import "github.com/hostcontrol-go/sdk/rest"

var loginAsAction = &screen{
	path:     "/login-as",
	title:    "Log in as customer",
	template: "login_as",
	load:     nothing,
	post:     map[string]change{"": loginAs},
}

// A loginLink opens the Customer Area. It is shown, and neither kept in the
// session nor gone to by the panel: whoever follows it is the customer.
type loginLink struct {
	URL     string
	Expires stamp
}

func loginAs(v *visit, _ *form) (*outcome, error) {
	made, err := v.panel.client.Customers.LoginAs(v.ctx, v.id, rest.WithTimeout(readPatience))
	if err != nil {
		return nil, err
	}
	return &outcome{result: loginLink{made.URL.Reveal(), moment(made.Expires)}}, nil
}
