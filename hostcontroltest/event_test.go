package hostcontroltest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestEventShape(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("jane@example.com", "")).result(t)
	got := p.get("/customer/1/event?limit=1").listing(t).Result[0]
	want := object{
		"id": 1.0, "type": "customer.created", "status": "succeeded", "object": object{"type": "customer", "id": 1.0},
		"message": "customer registered", "ip": "127.0.0.1", "created": "2026-01-05T09:00:00.000001+00:00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEventFilters(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("jane@example.com", "")).result(t)
	p.Advance(time.Hour)
	p.put("/customer/1", `{"is_enabled":false}`).result(t)
	tests := []struct {
		query string
		want  []string
	}{
		{"type=customer.created", []string{"customer.created"}},
		{"status=succeeded&limit=1", []string{"customer.created"}},
		{"status=pending", nil},
		{"since=2026-01-05T10:00:00Z", []string{"customer.updated", "customer.disabled"}},
		{"since=2026-01-05T10:00:00.000002Z", []string{"customer.updated", "customer.disabled"}},
		{"since=2026-01-05T10:00:00.000003Z", nil},
		{"until=2026-01-05T10:00:00.000002Z", []string{"customer.created", "login.created"}},
		{"until=2026-01-05", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, e := range p.get("/customer/1/event?" + tt.query).listing(t).Result {
			got = append(got, e["type"].(string))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.query, diff)
		}
	}
	for _, query := range []string{"status=done", "since=x", "until=x"} {
		if code := p.get("/customer/1/event?" + query).code(t); code != "request_validation_failed" {
			t.Errorf("%s: %q", query, code)
		}
	}
	if code := p.get("/customer/2/event").code(t); code != "request_resource_unknown" {
		t.Errorf("unknown customer: %q", code)
	}
}

// Demo data has events of every status.
func TestDemoEventStatuses(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{})
	seen := map[any]bool{}
	for id := 1; id <= 250; id++ {
		last := ""
		for _, e := range p.get("/customer/" + itoa(id) + "/event").listing(t).Result {
			seen[e["status"]] = true
			if created := e["created"].(string); created < last {
				t.Errorf("customer %d: events are out of order", id)
			} else {
				last = created
			}
		}
	}
	if diff := cmp.Diff(map[any]bool{"pending": true, "succeeded": true, "failed": true}, seen); diff != "" {
		t.Error(diff)
	}
}
