package web

import (
	"fmt"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/rest"
)

var ordersTab = &screen{
	path:     "/orders",
	title:    "Orders",
	template: "orders",
	load: func(v *visit) (any, error) {
		return newestFirst(v, func(offset int, opts ...rest.CallOption) (*rest.Page[billing.Order], error) {
			return v.panel.client.Orders.List(v.ctx, billing.OrderFilter{Customer: v.id, Offset: offset}, opts...)
		})
	},
}

var orderDetail = &screen{
	path:     "/orders/{order}",
	tab:      "/orders",
	template: "order",
	load: func(v *visit) (any, error) {
		order, err := v.order()
		return orderView{order}, err
	},
	post: map[string]change{"/cancel": cancelOrder, "/restart": restartOrder},
}

type orderView struct{ *billing.Order }

func (o orderView) title() string { return "Order " + o.ID.String() }

// Ended tells whether the order can be canceled no more.
func (o orderView) Ended() bool {
	return o.State == billing.OrderCompleted || o.State == billing.OrderCanceled
}

func (v *visit) order() (*billing.Order, error) {
	id, err := number(v.r.PathValue("order"))
	if err != nil {
		return nil, err
	}
	order, err := v.panel.client.Orders.Get(v.ctx, billing.OrderID(id))
	if err != nil {
		return nil, err
	}
	return order, v.own(order.Customer.ID)
}

func cancelOrder(v *visit, _ *form) (*outcome, error) {
	order, err := v.order()
	if err != nil {
		return nil, err
	}
	canceled, err := v.panel.client.Orders.Cancel(v.ctx, order.ID)
	if err != nil {
		return nil, err
	}
	told := notice{Text: "The order is canceled."}
	if n := len(canceled.Credits); n > 0 {
		last := canceled.Credits[n-1]
		told.Text += " A credit invoice was made for it."
		told.Href, told.Link = v.address("/invoices/"+last.ID.String()), "See the credit invoice"
	}
	return &outcome{notice: told}, nil
}

func restartOrder(v *visit, _ *form) (*outcome, error) {
	order, err := v.order()
	if err != nil {
		return nil, err
	}
	if order, err = v.panel.client.Orders.Restart(v.ctx, order.ID); err != nil {
		return nil, err
	}
	return &outcome{notice: notice{Text: fmt.Sprintf("The order was tried again, and is %s.", words(order.State))}}, nil
}
