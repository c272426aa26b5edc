package hostcontroltest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestHostingPlans(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	plans := p.get("/hosting-plan").listing(t)
	if plans.Total != 4 || len(plans.Result) != 4 {
		t.Fatalf("%d of %d plans", len(plans.Result), plans.Total)
	}
	want := []object{
		{
			"id": 1.0, "category": "Web", "name": "Web S", "traffic_quota": nil, "storage_quota": 5120.0,
			"max_database_count": 0.0, "max_domain_count": 1.0, "is_installations_enabled": false, "is_pop3_enabled": true,
			"price": 2400.0, "currency": "EUR", "interval": 12.0,
		},
		{
			"id": 4.0, "category": "Mail", "name": "Mail", "traffic_quota": 51200.0, "storage_quota": 10240.0,
			"max_database_count": 0.0, "max_domain_count": 1.0, "is_installations_enabled": false, "is_pop3_enabled": true,
			"price": 199.0, "currency": "EUR", "interval": 1.0,
		},
	}
	if diff := cmp.Diff(want, []object{plans.Result[0], plans.Result[3]}); diff != "" {
		t.Error(diff)
	}
	second := p.get("/hosting-plan?limit=1&offset=1").listing(t)
	if len(second.Result) != 1 || second.Result[0]["id"] != 2.0 {
		t.Errorf("a page: %v", second)
	}
}
