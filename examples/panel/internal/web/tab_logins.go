package web

import (
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/rest"
)

var loginsTab = &screen{
	path:     "/logins",
	title:    "Logins",
	template: "logins",
	load: func(v *visit) (any, error) {
		return oldestFirst(v, func(offset int, opts ...rest.CallOption) (*rest.Page[customers.Login], error) {
			return v.panel.client.Logins.List(v.ctx, customers.LoginFilter{Customer: v.id, Offset: offset}, opts...)
		})
	},
	post: map[string]change{
		"/enable":   func(v *visit, f *form) (*outcome, error) { return enableLogin(v, f, true) },
		"/disable":  func(v *visit, f *form) (*outcome, error) { return enableLogin(v, f, false) },
		"/password": resetPassword,
	},
}

// loginOf reads the login that a form names, which must be the customer's.
func loginOf(v *visit, f *form) (*customers.Login, error) {
	login, err := v.panel.client.Logins.Get(v.ctx, customers.LoginID(f.id("login")))
	if err != nil {
		return nil, err
	}
	return login, v.own(login.Customer.ID)
}

func enableLogin(v *visit, f *form, enabled bool) (*outcome, error) {
	login, err := loginOf(v, f)
	if err != nil {
		return nil, err
	}
	login, err = v.panel.client.Logins.Update(v.ctx, login.ID, customers.LoginUpdateParams{Enabled: &enabled})
	if err != nil {
		return nil, err
	}
	if enabled {
		return &outcome{notice: notice{Text: login.Login + " may sign in."}}, nil
	}
	return &outcome{notice: notice{Text: login.Login + " may not sign in any more."}}, nil
}

func resetPassword(v *visit, f *form) (*outcome, error) {
	login, err := loginOf(v, f)
	if err != nil {
		return nil, err
	}
	if login, err = v.panel.client.Logins.ResetPassword(v.ctx, login.ID); err != nil {
		return nil, err
	}
	return &outcome{notice: notice{Text: "A link for a new password is on its way to " + login.Login + "."}}, nil
}
