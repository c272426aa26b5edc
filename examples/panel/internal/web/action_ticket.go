package web

import (
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

var ticketAction = &screen{
	path:     "/ticket",
	title:    "Open ticket",
	template: "action",
	load:     loadTicketForm,
	post:     map[string]change{"": openTicket},
}

func loadTicketForm(v *visit) (any, error) {
	departments, err := rest.Collect(v.panel.client.Departments.All(v.ctx, support.DepartmentFilter{}), 0)
	options := []option{{Label: "The default one of the label"}}
	for _, d := range departments {
		options = append(options, option{Value: d.ID.String(), Label: d.Name})
	}
	return actionView{
		Intro:  "The customer sees the ticket in the Customer Area, and gets a mail from the department.",
		Button: "Open the ticket",
		groups: []group{{Inputs: []*input{
			{Name: "subject", Label: "Subject"},
			{Name: "body", Label: "Message", Kind: kindLines, Rows: 8},
			{Name: "department", Label: "Department", Kind: kindSelect, Optional: true, Options: options},
		}}},
	}, err
}

func openTicket(v *visit, f *form) (*outcome, error) {
	opened, err := v.panel.client.Tickets.Create(v.ctx, support.CreateParams{
		Customer:        v.id,
		Subject:         f.value("subject"),
		Body:            f.value("body"),
		Department:      support.DepartmentID(f.id("department")),
		ClientReference: f.reference,
	})
	if err != nil {
		return nil, err
	}
	return &outcome{to: "/tickets/" + opened.ID.String(), notice: notice{
		Text: "The ticket is open, with the number " + opened.Number + ".",
	}}, nil
}
