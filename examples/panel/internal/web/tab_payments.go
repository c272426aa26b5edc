package web

import (
	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/rest"
)

var paymentsTab = &screen{
	path:     "/payments",
	title:    "Payments",
	template: "payments",
	load: func(v *visit) (any, error) {
		return newestFirst(v, func(offset int, opts ...rest.CallOption) (*rest.Page[billing.Payment], error) {
			return v.panel.client.Payments.List(v.ctx, billing.PaymentFilter{Customer: v.id, Offset: offset}, opts...)
		})
	},
}

var paymentDetail = &screen{
	path:     "/payments/{payment}",
	tab:      "/payments",
	template: "payment",
	load: func(v *visit) (any, error) {
		id, err := number(v.r.PathValue("payment"))
		if err != nil {
			return nil, err
		}
		payment, err := v.panel.client.Payments.Get(v.ctx, billing.PaymentID(id))
		if err != nil {
			return nil, err
		}
		return paymentView{payment}, v.own(payment.Customer.ID)
	},
}

type paymentView struct{ *billing.Payment }

func (p paymentView) title() string { return "Payment " + p.ID.String() }

// Said is what the gateway said, as text, and empty where it said nothing.
func (p paymentView) Said() string {
	if text := string(p.Payload); text != "null" {
		return text
	}
	return ""
}
