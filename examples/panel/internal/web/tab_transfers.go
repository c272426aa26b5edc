package web

import (
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/rest"
)

var transfersTab = &screen{
	path:     "/transfers",
	title:    "Transfers",
	template: "transfers",
	load: func(v *visit) (any, error) {
		return newestFirst(v, func(offset int, opts ...rest.CallOption) (*rest.Page[domains.Transfer], error) {
			return v.panel.client.Transfers.List(v.ctx, domains.TransferFilter{Customer: v.id, Offset: offset}, opts...)
		})
	},
}

var transferDetail = &screen{
	path:     "/transfers/{transfer}",
	tab:      "/transfers",
	template: "transfer",
	load: func(v *visit) (any, error) {
		found, err := v.transfer()
		return transferView{found}, err
	},
	post: map[string]change{
		"/auth-code": supplyAuthCode,
		"/resend":    resendApproval,
		"/cancel":    cancelTransfer,
	},
}

// transferView is a transfer with the form for the code that it may wait for.
type transferView struct{ *domains.Transfer }

func (t transferView) title() string { return "Transfer of " + t.Name.Unicode() }

func (t transferView) inputs() (string, []group) {
	return "/auth-code", []group{{Inputs: []*input{
		{Name: "auth_code", Label: "Auth code", Hint: "The present registrar of the domain gives it out."},
	}}}
}

// requiredActions say who has to do what before a transfer goes on.
var requiredActions = map[domains.RequiredAction]string{
	domains.ActionNone:               "Nothing",
	domains.ActionSupplyAuthCode:     "Supply the auth code",
	domains.ActionRegistrantApproval: "The registrant must approve",
}

func requiredAction(action domains.RequiredAction) string {
	if text, known := requiredActions[action]; known {
		return text
	}
	return words(action)
}

func (v *visit) transfer() (*domains.Transfer, error) {
	id, err := number(v.r.PathValue("transfer"))
	if err != nil {
		return nil, err
	}
	found, err := v.panel.client.Transfers.Get(v.ctx, domains.TransferID(id))
	if err != nil {
		return nil, err
	}
	return found, v.own(found.Customer.ID)
}

func supplyAuthCode(v *visit, f *form) (*outcome, error) {
	found, err := v.transfer()
	if err != nil {
		return nil, err
	}
	if _, err := v.panel.client.Transfers.SupplyAuthCode(v.ctx, found.ID, rest.NewSecret(f.value("auth_code"))); err != nil {
		return nil, err
	}
	return &outcome{notice: notice{Text: "The transfer goes on with the code."}}, nil
}

func resendApproval(v *visit, _ *form) (*outcome, error) {
	found, err := v.transfer()
	if err != nil {
		return nil, err
	}
	if _, err := v.panel.client.Transfers.ResendApproval(v.ctx, found.ID); err != nil {
		return nil, err
	}
	return &outcome{notice: notice{Text: "The registrant gets the mail again."}}, nil
}

func cancelTransfer(v *visit, _ *form) (*outcome, error) {
	found, err := v.transfer()
	if err != nil {
		return nil, err
	}
	if _, err := v.panel.client.Transfers.Cancel(v.ctx, found.ID); err != nil {
		return nil, err
	}
	return &outcome{notice: notice{Text: "The transfer is canceled."}}, nil
}
