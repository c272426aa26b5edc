package web

// actions are what the reseller does for a customer, in the order of the menu.
var actions = []*screen{
	loginAsAction, moveAction, registerAction, transferAction, bulkAction,
	hostingAction, invoiceAction, ticketAction, promoteAction,
}

// An actionView is the page of an action that has nothing to show but a form.
type actionView struct {
	Intro  string
	Button string
	groups []group
}

func (a actionView) inputs() (string, []group) { return "", a.groups }
