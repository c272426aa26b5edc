package hosting_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const planJSON = `{
	"id": 2,
	"category": "ExampleWeb",
	"traffic_quota": 51200,
	"is_installations_enabled": true,
	"name": "Web M",
	"is_pop3_enabled": true,
	"storage_quota": 20480,
	"max_database_count": 5,
	"max_domain_count": 10,
	"price": 6050,
	"currency": "EUR",
	"interval": 12
}`

func wantPlan(t *testing.T) *hosting.Plan {
	return &hosting.Plan{
		ID:            2,
		Name:          "Web M",
		Category:      "ExampleWeb",
		StorageQuota:  20480,
		TrafficQuota:  new(51200),
		MaxDatabases:  5,
		MaxDomains:    10,
		Installations: true,
		POP3:          true,
		Price:         resttest.Amount(t, "60.50", "EUR"),
		Interval:      12,
	}
}

func TestPlanExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := hosting.New(c).Plans(ctx, hosting.PlanFilter{Offset: 1})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET", Target: "/hosting-plan?offset=1",
			Answer: "[" + planJSON + "]", Want: []hosting.Plan{*wantPlan(t)},
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(hosting.New(c).AllPlans(ctx, hosting.PlanFilter{}), 0)
			},
			Method: "GET", Target: "/hosting-plan?limit=100&offset=0",
			Answer: "[" + planJSON + "]", Want: []*hosting.Plan{wantPlan(t)},
		},
	})
}

func TestPlanValidation(t *testing.T) {
	t.Parallel()
	service := hosting.New(resttest.NewClient(t, resttest.NoRequest(t)))
	want := []string{"offset: must not be negative"}
	_, err := service.Plans(t.Context(), hosting.PlanFilter{Offset: -1})
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	_, err = rest.Collect(service.AllPlans(t.Context(), hosting.PlanFilter{Offset: -1}), 0)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
}

func TestPlansOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: -1})
	service, ctx := hosting.New(client), t.Context()
	page, err := service.Plans(ctx, hosting.PlanFilter{})
	if err != nil {
		t.Fatal(err)
	}
	plans, err := rest.Collect(service.AllPlans(ctx, hosting.PlanFilter{}, rest.WithPageSize(1)), 0)
	if err != nil || len(plans) != page.Total || len(plans) == 0 {
		t.Fatalf("%d of %d plans, %v", len(plans), page.Total, err)
	}
	for _, plan := range plans {
		if plan.ID <= 0 || plan.Name == "" || !plan.Price.IsPositive() || plan.Interval <= 0 || plan.StorageQuota <= 0 || plan.Unknown != nil {
			t.Errorf("got %+v", plan)
		}
	}
}
