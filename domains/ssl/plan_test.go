package ssl_test

import (
	"context"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const planJSON = `{
	"id": "` + planID + `",
	"name": "Basic DV certificate",
	"description": "One host name, validated by mail, file or DNS",
	"brand": "Example CA",
	"renew_days_before_expiration": 30,
	"interval": 12,
	"actions": [{"a": 1}],
	"product": {},
	"provisioner": {"id": "7d0c4b1e-2a55-4f0e-9c3b-000000000001"}
}`

func wantPlan() *ssl.Plan {
	return &ssl.Plan{
		ID:          planID,
		Name:        "Basic DV certificate",
		Description: "One host name, validated by mail, file or DNS",
		Brand:       "Example CA",
		RenewDays:   30,
		Interval:    12,
		Actions:     []jsontext.Value{jsontext.Value(`{"a": 1}`)},
		Product:     jsontext.Value("{}"),
		Provisioner: ssl.Provisioner{ID: "7d0c4b1e-2a55-4f0e-9c3b-000000000001"},
	}
}

func TestPlanExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := ssl.New(c).Plans(ctx, ssl.PlanFilter{Name: "basic dv", Offset: 1})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET", Target: "/ssl-certificate-plan?name=basic+dv&offset=1",
			Answer: "[" + planJSON + "]", Want: []ssl.Plan{*wantPlan()},
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(ssl.New(c).AllPlans(ctx, ssl.PlanFilter{}), 0)
			},
			Method: "GET", Target: "/ssl-certificate-plan?limit=100&offset=0",
			Answer: "[" + planJSON + "]", Want: []*ssl.Plan{wantPlan()},
		},
	})
}

func TestPlanValidation(t *testing.T) {
	t.Parallel()
	service := ssl.New(resttest.NewClient(t, resttest.NoRequest(t)))
	want := []string{"name: must not hold control characters", "offset: must not be negative"}
	_, err := service.Plans(t.Context(), ssl.PlanFilter{Name: "\x00", Offset: -1})
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	_, err = rest.Collect(service.AllPlans(t.Context(), ssl.PlanFilter{Name: "\x00", Offset: -1}), 0)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
}

func TestPlansOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: -1})
	service, ctx := ssl.New(client), t.Context()
	page, err := service.Plans(ctx, ssl.PlanFilter{})
	if err != nil {
		t.Fatal(err)
	}
	plans, err := rest.Collect(service.AllPlans(ctx, ssl.PlanFilter{}, rest.WithPageSize(1)), 0)
	if err != nil || len(plans) != page.Total || len(plans) == 0 {
		t.Fatalf("%d of %d plans, %v", len(plans), page.Total, err)
	}
	for _, plan := range plans {
		if plan.ID == "" || plan.Name == "" || plan.Brand == "" || plan.Interval <= 0 || plan.Provisioner.ID == "" || plan.Unknown != nil {
			t.Errorf("got %+v", plan)
		}
	}
	some, err := rest.Collect(service.AllPlans(ctx, ssl.PlanFilter{Name: "wildcard"}), 0)
	if err != nil || len(some) == 0 || len(some) == len(plans) {
		t.Errorf("%d of %d plans, %v", len(some), len(plans), err)
	}
}
