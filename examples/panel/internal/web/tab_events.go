package web

import (
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/rest"
)

var eventsTab = &screen{
	path:     "/events",
	title:    "Events",
	template: "events",
	load: func(v *visit) (any, error) {
		status := customers.EventStatus(v.r.URL.Query().Get("status"))
		found, err := newestFirst(v, v.events(status))
		return eventSearch{found, choose(eventStatuses(), string(status))}, err
	},
}

// eventSearch are the events of a customer, and what they are narrowed down by.
type eventSearch struct {
	*listing[customers.Event]
	Statuses []option
}

func eventStatuses() []option {
	return []option{
		{Value: "", Label: "All"},
		{Value: string(customers.EventPending), Label: "Pending"},
		{Value: string(customers.EventSucceeded), Label: "Succeeded"},
		{Value: string(customers.EventFailed), Label: "Failed"},
	}
}

func (v *visit) events(status customers.EventStatus) lister[customers.Event] {
	return func(offset int, opts ...rest.CallOption) (*rest.Page[customers.Event], error) {
		return v.panel.client.Events.List(v.ctx, v.id, customers.EventFilter{Status: status, Offset: offset}, opts...)
	}
}
