package hostcontroltest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

// The plans on sale.
const (
	planDV       = "0d5e7a60-5c1b-4f0e-9a37-000000000001"
	planWildcard = "0d5e7a60-5c1b-4f0e-9a37-000000000002"
	planMulti    = "0d5e7a60-5c1b-4f0e-9a37-000000000003"
	planOV       = "0d5e7a60-5c1b-4f0e-9a37-000000000004"
	planEV       = "0d5e7a60-5c1b-4f0e-9a37-000000000005"
)

func TestSSLPlans(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	all := p.get("/ssl-certificate-plan").listing(t)
	if all.Total != 5 {
		t.Fatalf("%d plans", all.Total)
	}
	want := object{
		"id": planDV, "name": "DV", "description": "One host, domain validated", "brand": "Sandbox CA",
		"renew_days_before_expiration": 30.0, "interval": 12.0,
		"actions":     []any{object{"name": "create", "price": 1900.0, "currency": "EUR"}},
		"product":     object{"name": "SSL certificate"},
		"provisioner": object{"id": "0d5e7a60-5c1b-4f0e-9a37-ffffffffffff"},
	}
	if diff := cmp.Diff(want, all.Result[0]); diff != "" {
		t.Error(diff)
	}
	tests := []struct {
		query string
		want  []string
	}{
		{"", []string{planDV, planWildcard, planMulti, planOV, planEV}},
		{"name=dv", []string{planDV, planWildcard, planMulti}},
		{"id=" + planEV, []string{planEV}},
		{"id=" + planEV + "," + planDV, []string{planDV, planEV}},
		{"id=" + planEV + "&name=dv", []string{}},
		{"limit=1&offset=3", []string{planOV}},
	}
	for _, tt := range tests {
		got := []string{}
		for _, plan := range p.get("/ssl-certificate-plan?" + tt.query).listing(t).Result {
			got = append(got, plan["id"].(string))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.query, diff)
		}
	}
}
