package web

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
	made, err := v.panel.client.Customers.LoginAs(v.ctx, v.id)
	if err != nil {
		return nil, err
	}
	return &outcome{result: loginLink{made.URL.Reveal(), moment(made.Expires)}}, nil
}
