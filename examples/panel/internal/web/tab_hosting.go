package web

import (
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/rest"
)

var hostingTab = &screen{
	path:     "/hosting",
	title:    "Hosting",
	template: "hosting",
	load: func(v *visit) (any, error) {
		return oldestFirst(v, func(offset int, opts ...rest.CallOption) (*rest.Page[hosting.Account], error) {
			return v.panel.client.Hosting.List(v.ctx, hosting.Filter{Customer: v.id, Offset: offset}, opts...)
		})
	},
}

var hostingDetail = &screen{
	path:     "/hosting/{account}",
	tab:      "/hosting",
	template: "account",
	load: func(v *visit) (any, error) {
		account, err := v.account()
		return accountView{account}, err
	},
	post: map[string]change{"/suspend": suspendAccount, "/unsuspend": unsuspendAccount},
}

// accountView is an account with the form that suspends it.
type accountView struct{ *hosting.Account }

func (a accountView) title() string { return a.Plan.Name + " " + a.Reference }

func (a accountView) inputs() (string, []group) {
	return "/suspend", []group{{Inputs: []*input{
		{Name: "reason", Label: "Reason", Hint: "The customer reads it among the events."},
	}}}
}

func (v *visit) account() (*hosting.Account, error) {
	account, err := v.panel.client.Hosting.Get(v.ctx, v.r.PathValue("account"))
	if err != nil {
		return nil, err
	}
	return account, v.own(account.Customer.ID)
}

func suspendAccount(v *visit, f *form) (*outcome, error) {
	account, err := v.account()
	if err != nil {
		return nil, err
	}
	if _, err := v.panel.client.Hosting.Suspend(v.ctx, account.Reference, f.value("reason")); err != nil {
		return nil, err
	}
	return &outcome{notice: notice{Text: "The account is suspended. It keeps its data."}}, nil
}

func unsuspendAccount(v *visit, _ *form) (*outcome, error) {
	account, err := v.account()
	if err != nil {
		return nil, err
	}
	if _, err := v.panel.client.Hosting.Unsuspend(v.ctx, account.Reference); err != nil {
		return nil, err
	}
	return &outcome{notice: notice{Text: "The account is back on the web."}}, nil
}
