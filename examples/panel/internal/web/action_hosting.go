package web

import (
	"cmp"
	"strconv"

	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/rest"
)

var hostingAction = &screen{
	path:     "/add-hosting",
	title:    "Add hosting account",
	template: "action",
	load:     loadAddHosting,
	post:     map[string]change{"": addHosting},
}

func loadAddHosting(v *visit) (any, error) {
	var plans, names []option
	err := together(
		func() (err error) { plans, err = v.plans(); return err },
		func() (err error) { names, err = v.ownedDomains(); return err },
	)
	return actionView{
		Intro:  "The account is set up at once and paid from your balance. The customer gets no invoice.",
		Button: "Add and pay",
		groups: []group{{Inputs: []*input{
			{Name: "plan", Label: "Plan", Kind: kindSelect, Options: plans},
			{Name: "terms", Label: "Paid for", Kind: kindSelect, Options: terms(10)},
			{Name: "domain", Label: "Domain", Kind: kindSelect, Optional: true,
				Options: append([]option{{Label: "None"}}, names...)},
		}}},
	}, err
}

func (v *visit) plans() ([]option, error) {
	sold, err := rest.Collect(v.panel.client.Hosting.AllPlans(v.ctx, hosting.PlanFilter{}), 0)
	var options []option
	for _, plan := range sold {
		options = append(options, option{
			Value: plan.ID.String(),
			Label: plan.Name + ", " + money(plan.Price) + " for " + termOf(plan.Interval),
		})
	}
	return options, err
}

// terms are how many times the interval of a plan is bought at once.
func terms(most int) []option {
	options := []option{{Value: "1", Label: "1 term"}}
	for n := 2; n <= most; n++ {
		options = append(options, option{Value: strconv.Itoa(n), Label: strconv.Itoa(n) + " terms"})
	}
	return options
}

func addHosting(v *visit, f *form) (*outcome, error) {
	plan, err := v.plan(hosting.PlanID(f.id("plan")))
	if err != nil {
		return nil, err
	}
	account, err := v.panel.client.Hosting.Add(v.ctx, hosting.AddParams{
		Customer:        v.id,
		Plan:            plan.ID,
		Months:          plan.Interval * int(f.id("terms")),
		Domain:          f.value("domain"),
		ClientReference: f.reference,
	})
	if err != nil {
		return nil, err
	}
	return &outcome{to: "/hosting/" + account.Reference, notice: notice{
		Text: "The account " + account.Reference + " on " + cmp.Or(account.Plan.Name, plan.Name) + " is added.",
	}}, nil
}

func (v *visit) plan(id hosting.PlanID) (*hosting.Plan, error) {
	for plan, err := range v.panel.client.Hosting.AllPlans(v.ctx, hosting.PlanFilter{}) {
		if err != nil || plan.ID == id {
			return plan, err
		}
	}
	return nil, invalid("plan", "is not sold")
}
