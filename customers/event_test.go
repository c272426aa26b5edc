package customers_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const eventsJSON = `[
	{"id": 901, "type": "customer.updated", "status": "succeeded", "object": {"type": "customer", "id": 48},
		"message": "settings changed", "ip": "192.0.2.44", "created": "2015-03-02T09:20:00.000001+00:00"},
	{"id": 902, "type": "domain.renewed", "status": "stalled", "object": {"type": "domain", "name": "example.com"},
		"message": "", "ip": null, "created": "2015-03-02T09:21:00.000001+00:00"}
]`

func wantEvents(t *testing.T) []customers.Event {
	return []customers.Event{
		{
			ID: 901, Type: "customer.updated", Status: customers.EventSucceeded, Object: customers.EventObject{Type: "customer", ID: 48},
			Message: "settings changed", IP: "192.0.2.44", Created: resttest.Time(t, "2015-03-02T09:20:00.000001Z"),
		},
		{
			ID: 902, Type: "domain.renewed", Status: "stalled", Object: customers.EventObject{Type: "domain", Name: "example.com"},
			Created: resttest.Time(t, "2015-03-02T09:21:00.000001Z"),
		},
	}
}

func TestEventExchanges(t *testing.T) {
	t.Parallel()
	wanted := wantEvents(t)
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := customers.NewEvents(c).List(ctx, 48, customers.EventFilter{
					Type: "customer.updated", Status: customers.EventFailed,
					Since: time.Unix(0, 0), Until: time.Unix(1, 5000), Offset: 3,
				})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET",
			Target: "/customer/48/event?offset=3&since=1970-01-01T00%3A00%3A00.000000%2B00%3A00&status=failed" +
				"&type=customer.updated&until=1970-01-01T00%3A00%3A01.000005%2B00%3A00",
			Answer: eventsJSON, Want: wanted,
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(customers.NewEvents(c).All(ctx, 48, customers.EventFilter{}), 0)
			},
			Method: "GET", Target: "/customer/48/event?limit=100&offset=0",
			Answer: eventsJSON, Want: []*customers.Event{&wanted[0], &wanted[1]},
		},
	})
}

func TestEventValidation(t *testing.T) {
	t.Parallel()
	service := customers.NewEvents(resttest.NewClient(t, resttest.NoRequest(t)))
	filter := customers.EventFilter{Type: "\x00", Status: "\x00", Offset: -1}
	want := []string{
		"customer_id: must be positive",
		"type: must not hold control characters",
		"status: must not hold control characters",
		"offset: must not be negative",
	}
	_, err := service.List(t.Context(), 0, filter)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	_, err = rest.Collect(service.All(t.Context(), 0, filter), 0)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
}

func TestEventsOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	srv.Advance(time.Hour)
	since := srv.Now()
	if _, err := customers.New(client).Update(t.Context(), 1, customers.UpdateParams{Tags: []string{"seen"}}); err != nil {
		t.Fatal(err)
	}
	service := customers.NewEvents(client)
	recent, err := rest.Collect(service.All(t.Context(), 1, customers.EventFilter{Since: since, Status: customers.EventSucceeded}), 0)
	if err != nil || len(recent) != 1 || recent[0].Type != "customer.updated" || recent[0].Object.ID != 1 {
		t.Errorf("events: %v, %v", recent, err)
	}
	earlier, err := service.List(t.Context(), 1, customers.EventFilter{Until: since})
	if err != nil || len(earlier.Items) == 0 || earlier.Items[len(earlier.Items)-1].Created.After(since) {
		t.Errorf("events before: %+v, %v", earlier, err)
	}
	if _, err := service.List(t.Context(), 999999, customers.EventFilter{}); !errors.Is(err, rest.ErrNotFound) {
		t.Errorf("events of nobody: %v", err)
	}
}
