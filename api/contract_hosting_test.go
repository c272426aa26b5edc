package api_test

import (
	"slices"
	"testing"

	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/rest"
)

// Plans of the platform in memory, and one that it does not have.
const (
	webPlan     = hosting.PlanID(2)
	largePlan   = hosting.PlanID(3)
	mailPlan    = hosting.PlanID(4)
	unknownPlan = hosting.PlanID(99)
)

const unknownAccount = "ac-of-nobody"

func (w world) hostingScripts() map[string]script {
	account := hosting.AddParams{Customer: someone, Plan: webPlan, Months: 12, Domain: w.domain, ClientReference: "hosting-31"}
	onUnknownPlan := account
	onUnknownPlan.Plan = unknownPlan
	return map[string]script{
		"hosting.plans": {args: []any{hosting.PlanFilter{Offset: 1}}},
		"hosting.list": {args: []any{hosting.Filter{
			Customer: someone, Plan: webPlan, Status: hosting.StatusDelivered, ClientReference: "hosting-31",
			UpdatedSince: w.now, Offset: 1,
		}}},
		"hosting.add": {
			args: []any{account},
			refusals: slices.Concat([]refusal{
				{code: rest.CodeValidationFailed, args: []any{onUnknownPlan}},
			}, purchase(nil, account)),
		},
		"hosting.get": {args: []any{w.account}, refusals: unknownHosting()},
		"hosting.update": {
			args: []any{w.account, largePlan},
			refusals: append(unknownHosting(largePlan),
				refusal{code: hosting.CodeStateInvalid, given: deletedAccount, args: []any{largePlan}},
				refusal{code: hosting.CodeStateInvalid, given: deletedAccount, args: []any{true}, method: "Hosting.SetAutoRenew"},
				refusal{code: rest.CodeValidationFailed, args: []any{w.account, mailPlan}},
			),
		},
		"hosting.delete": {args: []any{w.account}, refusals: unknownHosting()},
		"hosting.suspend": {
			args: []any{w.account, "Not paid"},
			refusals: append(unknownHosting("Not paid"),
				refusal{code: hosting.CodeStateInvalid, given: suspendedAccount, args: []any{"Not paid"}}),
		},
		"hosting.unsuspend": {
			given:    suspendedAccount,
			refusals: append(unknownHosting(), refusal{code: hosting.CodeStateInvalid, args: []any{w.account}}),
		},
	}
}

func (w world) hostingConveniences() map[string]convenience {
	return map[string]convenience{
		"Hosting.All":          {operation: "hosting.list", args: []any{hosting.Filter{}}},
		"Hosting.AllPlans":     {operation: "hosting.plans", args: []any{hosting.PlanFilter{}}},
		"Hosting.SetAutoRenew": {operation: "hosting.update", args: []any{w.account, false}},
	}
}

// unknownHosting is the refusal for an account that is not there. The arguments come after the reference.
func unknownHosting(args ...any) []refusal {
	return []refusal{{code: rest.CodeResourceUnknown, args: slices.Concat([]any{unknownAccount}, args)}}
}

// addedAccount is a situation in which someone has another account, with room for domains.
func addedAccount(t *testing.T, p *platform) []any {
	t.Helper()
	added, err := p.client.Hosting.Add(t.Context(), hosting.AddParams{Customer: someone, Plan: webPlan})
	expectNone(t, err)
	return []any{added.Reference}
}

func deletedAccount(t *testing.T, p *platform) []any {
	t.Helper()
	added, err := p.client.Hosting.Add(t.Context(), hosting.AddParams{Customer: someone, Plan: webPlan})
	expectNone(t, err)
	expectNone(t, p.client.Hosting.Delete(t.Context(), added.Reference))
	return []any{added.Reference}
}

func suspendedAccount(t *testing.T, p *platform) []any {
	t.Helper()
	added, err := p.client.Hosting.Add(t.Context(), hosting.AddParams{Customer: someone, Plan: webPlan})
	expectNone(t, err)
	_, err = p.client.Hosting.Suspend(t.Context(), added.Reference, "Not paid")
	expectNone(t, err)
	return []any{added.Reference}
}
