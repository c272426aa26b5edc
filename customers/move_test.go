package customers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestMoveExchanges(t *testing.T) {
	t.Parallel()
	names := []string{"Example.com"}
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "both",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.New(c).MoveProducts(ctx, 48, customers.MoveParams{
					To: 49, Domains: names, Hosting: []string{"ac-7f3k2m"}, ClientReference: "move-118",
				})
			},
			Method: "POST", Target: "/customer/48/move",
			Body:   `{"to":49,"domains":["example.com"],"hosting":["ac-7f3k2m"],"client_reference":"move-118"}`,
			Answer: `{"domains":["example.com"],"hosting":["ac-7f3k2m"]}`,
			Want:   &customers.Moved{Domains: []string{"example.com"}, Hosting: []string{"ac-7f3k2m"}},
		},
		{
			Name: "hosting alone",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.New(c).MoveProducts(ctx, 48, customers.MoveParams{
					To: 49, Hosting: []string{"ac-7f3k2m"}, ClientReference: "move-118",
				})
			},
			Method: "POST", Target: "/customer/48/move",
			Body:   `{"to":49,"hosting":["ac-7f3k2m"],"client_reference":"move-118"}`,
			Answer: `{"domains":[],"hosting":["ac-7f3k2m"]}`,
		},
	})
	t.Cleanup(func() {
		if names[0] != "Example.com" {
			t.Error("the caller's names were changed")
		}
	})
}

func TestMoveValidation(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		from customers.ID
		p    customers.MoveParams
		want []string
	}{
		{"nothing", 0, customers.MoveParams{}, []string{
			"customer_id: must be positive",
			"to: must be positive",
			"domains: must name a domain where no hosting account is named",
		}},
		{"to the same customer", 48, customers.MoveParams{To: 48, Domains: []string{"example.com"}}, []string{
			"to: must be another customer",
		}},
		{"bad names", 48, customers.MoveParams{
			To:              49,
			Domains:         []string{"example.com", "EXAMPLE.com", "", ".."},
			Hosting:         []string{"ac-1\x00", "ac-2", "ac-2"},
			ClientReference: strings.Repeat("r", 65),
		}, []string{
			"domains.1: is named twice",
			"domains.2: must not be empty",
			`domains.3: must not be ".."`,
			"hosting.0: must not hold control characters",
			"hosting.2: is named twice",
			"client_reference: must not be longer than 64 characters",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := customers.New(resttest.NewClient(t, resttest.NoRequest(t))).MoveProducts(t.Context(), tt.from, tt.p)
			if diff := cmp.Diff(tt.want, resttest.FieldsOf(err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMoveLost(t *testing.T) {
	t.Parallel()
	const (
		move    = "POST /customer/48/move"
		domain  = "GET /domain/example.com"
		hosting = "GET /hosting/ac-7f3k2m"
	)
	lost := resttest.Step{Request: move, Status: http.StatusBadGateway}
	owner := func(request string, id int) resttest.Step {
		return resttest.Step{Request: request, Answer: resttest.Success(fmt.Sprintf(`{"customer":{"id":%d}}`, id))}
	}
	moved := &customers.Moved{Domains: []string{"example.com"}, Hosting: []string{"ac-7f3k2m"}}
	tests := []struct {
		name  string
		steps []resttest.Step
		want  *customers.Moved
		err   error
	}{
		{"all moved", []resttest.Step{lost, owner(domain, 49), owner(hosting, 49)}, moved, nil},
		{"none moved", []resttest.Step{
			lost, owner(domain, 48), owner(hosting, 48),
			{Request: move, Answer: resttest.Success(`{"domains":["example.com"],"hosting":["ac-7f3k2m"]}`)},
		}, moved, nil},
		{"some moved", []resttest.Step{lost, owner(domain, 49), owner(hosting, 48)}, nil, rest.ErrOutcomeUnknown},
		{"to somebody else", []resttest.Step{lost, owner(domain, 50), owner(hosting, 50)}, nil, rest.ErrOutcomeUnknown},
		{"domain cannot be read", []resttest.Step{lost, {Request: domain, Answer: resttest.Failure("invalid_resource")}}, nil, rest.ErrOutcomeUnknown},
		{"hosting cannot be read", []resttest.Step{lost, owner(domain, 49), {Request: hosting, Answer: resttest.Failure("request_resource_unknown")}}, nil, rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := customers.New(resttest.Script(t, tt.steps...)).MoveProducts(t.Context(), 48, customers.MoveParams{
				To: 49, Domains: []string{"example.com"}, Hosting: []string{"ac-7f3k2m"},
			})
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if diff := cmp.Diff(tt.want, got, resttest.CompareValues); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// belongings are the hosting account of a demo customer and the domains that
// move with it.
func belongings(t *testing.T, client *rest.Client, owner customers.ID) customers.MoveParams {
	t.Helper()
	type account struct {
		Reference string        `json:"reference"`
		Customer  customers.Ref `json:"customer"`
		Domains   []string      `json:"domains"`
	}
	page, err := rest.List[account](t.Context(), client, rest.Call{Operation: "hosting.list", Method: "GET", Path: rest.At("/hosting")})
	if err != nil {
		t.Fatal(err)
	}
	for _, account := range page.Items {
		if account.Customer.ID == owner && len(account.Domains) > 0 {
			return customers.MoveParams{Domains: account.Domains, Hosting: []string{account.Reference}}
		}
	}
	t.Fatalf("customer %s has nothing to move", owner)
	return customers.MoveParams{}
}

func TestMoveOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 3})
	service, ctx := customers.New(client), t.Context()
	p := belongings(t, client, 1)
	p.To = 2

	apart := p
	apart.Hosting = nil
	_, err := service.MoveProducts(ctx, 1, apart)
	if fields := resttest.FieldsOf(err); len(fields) == 0 || !strings.HasPrefix(fields[0], "domains."+p.Domains[0]) {
		t.Errorf("a domain without its hosting account: %v", err)
	}

	moved, err := service.MoveProducts(ctx, 1, p)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&customers.Moved{Domains: p.Domains, Hosting: p.Hosting}, moved, resttest.CompareValues); diff != "" {
		t.Error(diff)
	}

	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/customer/*/move", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	p.To, p.ClientReference = 3, ""
	again, err := service.MoveProducts(ctx, 2, p)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(moved, again, resttest.CompareValues); diff != "" {
		t.Error("after a lost answer:", diff)
	}
	for _, product := range []rest.Path{rest.At("/domain/{domain_name}", p.Domains[0]), rest.At("/hosting/{reference}", p.Hosting[0])} {
		type owned struct {
			Customer customers.Ref `json:"customer"`
		}
		got, err := rest.Do[owned](ctx, client, rest.Call{Operation: "test.owner", Method: "GET", Path: product})
		if err != nil || got.Customer.ID != 3 {
			t.Errorf("%s belongs to %+v, %v", product, got, err)
		}
	}
}
