package web

import "slices"

// A tabGroup is a part of the navigation of a customer.
type tabGroup struct {
	Name string
	Tabs []*screen
}

// tabGroups are all tabs of a customer.
var tabGroups = []tabGroup{
	{"Account", []*screen{overviewTab, eventsTab, settingsTab, contactsTab, loginsTab}},
	{"Products", []*screen{domainsTab, transfersTab, hostingTab, certificatesTab}},
	{"Billing", []*screen{invoicesTab, paymentsTab, ordersTab}},
	{"Support", []*screen{ticketsTab}},
}

// details are the pages behind the lines of the tabs.
var details = []*screen{
	contactDetail, domainDetail, transferDetail, hostingDetail, certificateDetail,
	invoiceDetail, paymentDetail, orderDetail, ticketDetail, bulkRunDetail,
}

// screens are all pages about a customer.
func screens() []*screen {
	all := slices.Concat(details, actions)
	for _, g := range tabGroups {
		all = append(all, g.Tabs...)
	}
	return all
}

// Path is where the screen is found, below the address of the customer.
func (s *screen) Path() string { return s.path }

// Title is what the screen is called.
func (s *screen) Title() string { return s.title }

// In tells whether the screen belongs to a tab.
func (s *screen) In(tab *screen) bool { return s == tab || s.tab != "" && s.tab == tab.path }
