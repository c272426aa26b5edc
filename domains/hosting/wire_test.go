package hosting_test

import (
	"context"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// Whatever an answer says is still there when it is encoded again: what is
// documented, what is unknown on every level, and unknown values.
func TestAnswersSurvive(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text   string
		encode func(string) (string, error)
	}{
		"account": {accountJSON, resttest.Reencoded[hosting.Account]},
		"unknown of an account": {`{"new":1,"reference":"ac-1","status":"migrating","customer":{"id":48,"new":[2]},"domains":[],
			"plan":{"name":"Web S","category":"","storage_quota":1,"traffic_quota":2,"max_database_count":3,"max_domain_count":4,
				"is_installations_enabled":true,"is_pop3_enabled":false,"max_user_count":5},
			"is_active":false,"is_suspended":true,"renew":false,"client_reference":"",
			"created":"2015-04-10T16:20:12Z","updated":"2015-04-10T16:20:12Z","expires":null,"deleted":"2015-04-10T16:20:12Z"}`, resttest.Reencoded[hosting.Account]},
		"plan": {planJSON, resttest.Reencoded[hosting.Plan]},
		"free plan": {`{"new":{"a":1},"id":1,"name":"","category":"","storage_quota":0,"traffic_quota":null,"max_database_count":0,"max_domain_count":0,
			"is_installations_enabled":false,"is_pop3_enabled":false,"price":0,"currency":"JPY","interval":1}`, resttest.Reencoded[hosting.Plan]},
	}
	for name, tt := range tests {
		resttest.CheckUnchanged(t, name, tt.text, tt.encode)
	}
}

func TestWrongTypesAreNamed(t *testing.T) {
	t.Parallel()
	account := func(ctx context.Context, c *rest.Client) error {
		_, err := hosting.New(c).Get(ctx, "ac-1")
		return err
	}
	plans := func(ctx context.Context, c *rest.Client) error {
		_, err := hosting.New(c).Plans(ctx, hosting.PlanFilter{})
		return err
	}
	tests := []struct {
		name   string
		call   func(context.Context, *rest.Client) error
		result string
		want   []string
	}{
		{"flag", account, `{"is_active":"yes"}`, []string{"hosting.get", "GET /hosting/ac-1", "result.is_active"}},
		{"time", account, `{"expires":"tomorrow"}`, []string{"GET /hosting/ac-1", "result.expires"}},
		{"domains", account, `{"domains":[{"name":"example.com"}]}`, []string{"result.domains.0"}},
		{"plan", account, `{"plan":{"storage_quota":"5 GB"}}`, []string{"result.plan.storage_quota"}},
		{"price", plans, `[{"price":"1.50","currency":"EUR"}]`, []string{"hosting.plans", "GET /hosting-plan", "result.0.price"}},
		{"fraction", plans, `[{"price":1.5,"currency":"EUR"}]`, []string{"result.0.price"}},
		{"currency", plans, `[{"price":1,"currency":"ZZZ"}]`, []string{"result.0.currency"}},
		{"no currency", plans, `[{"price":1}]`, []string{"result.0.currency"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			resttest.CheckWrongType(t, tt.call, tt.result, tt.want...)
		})
	}
}

// A price that the platform could not have told is not written either.
func TestPriceThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	plan := &hosting.Plan{Name: "Web S", Price: resttest.Amount(t, "0.001", "EUR")}
	if text, err := json.Marshal(plan); err == nil {
		t.Errorf("encoded as %s", text)
	}
}
