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

func TestPromoteExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "with a price list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.New(c).Promote(ctx, 48, customers.PromoteParams{
					Login: "jane-reseller", PriceList: "wholesale", ClientReference: "promote-48",
				})
			},
			Method: "POST", Target: "/customer/48/promote",
			Body:   `{"login":"jane-reseller","price_list":"wholesale","client_reference":"promote-48"}`,
			Answer: resellerJSON, Want: wantReseller(t),
		},
		{
			Name: "without",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.New(c).Promote(ctx, 48, customers.PromoteParams{Login: "jane-reseller", ClientReference: "promote-48"})
			},
			Method: "POST", Target: "/customer/48/promote",
			Body: `{"login":"jane-reseller","client_reference":"promote-48"}`, Answer: resellerJSON,
		},
	})
}

func TestPromoteValidation(t *testing.T) {
	t.Parallel()
	_, err := customers.New(resttest.NewClient(t, resttest.NoRequest(t))).Promote(t.Context(), -1, customers.PromoteParams{
		PriceList: "\x00", ClientReference: strings.Repeat("r", 65),
	})
	want := []string{
		"customer_id: must be positive",
		"login: must not be empty",
		"price_list: must not hold control characters",
		"client_reference: must not be longer than 64 characters",
	}
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
}

func TestPromoteLost(t *testing.T) {
	t.Parallel()
	const (
		promote   = "POST /customer/48/promote"
		customer  = "GET /customer/48"
		resellers = "GET /reseller?limit=100&offset=0"
	)
	lost := resttest.Step{Request: promote, Status: http.StatusBadGateway}
	is := func(reseller bool) resttest.Step {
		return resttest.Step{Request: customer, Answer: resttest.Success(fmt.Sprintf(`{"id":48,"is_reseller":%t}`, reseller))}
	}
	reseller := func(customer int, reference string) string {
		return fmt.Sprintf(`{"reference":"r-%d","customer":{"id":%d},"client_reference":%s,"balance":0,"lower_limit":0,"currency":"EUR"}`,
			customer, customer, reference)
	}
	found := func(list ...string) resttest.Step {
		return resttest.Step{Request: resellers, Answer: resttest.Success("[" + strings.Join(list, ",") + "]")}
	}
	tests := []struct {
		name  string
		steps []resttest.Step
		want  string
		err   error
	}{
		{"ours", []resttest.Step{lost, is(true), found(reseller(47, `"promote-48"`), reseller(48, `"promote-48"`))}, "r-48", nil},
		{"not promoted", []resttest.Step{lost, is(false), {Request: promote, Answer: resttest.Success(reseller(48, "null"))}}, "r-48", nil},
		{"promoted by somebody else", []resttest.Step{
			lost, is(true), found(reseller(48, `"other"`)),
			{Request: promote, Answer: resttest.Failure("already_reseller")}, is(true), found(reseller(48, `"other"`)),
		}, "", customers.CodeAlreadyReseller},
		{"repeated", []resttest.Step{
			{Request: promote, Answer: resttest.Failure("already_reseller")}, is(true), found(reseller(48, `"promote-48"`)),
		}, "r-48", nil},
		{"promoted by somebody else before", []resttest.Step{
			{Request: promote, Answer: resttest.Failure("already_reseller")}, is(true), found(reseller(48, `"other"`)),
		}, "", customers.CodeAlreadyReseller},
		{"repeated, but the list cannot be read", []resttest.Step{
			{Request: promote, Answer: resttest.Failure("already_reseller")}, is(true),
			{Request: resellers, Answer: resttest.Failure("request_permission_denied")},
		}, "", customers.CodeAlreadyReseller},
		{"no references", []resttest.Step{lost, is(true), found(reseller(48, "null"))}, "", rest.ErrOutcomeUnknown},
		{"not in the list", []resttest.Step{lost, is(true), found(reseller(47, "null"))}, "", rest.ErrOutcomeUnknown},
		{"customer cannot be read", []resttest.Step{lost, {Request: customer, Answer: resttest.Failure("request_resource_unknown")}}, "", rest.ErrOutcomeUnknown},
		{"list cannot be read", []resttest.Step{lost, is(true), {Request: resellers, Answer: resttest.Failure("request_permission_denied")}}, "", rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			made, err := customers.New(resttest.Script(t, tt.steps...)).Promote(t.Context(), 48, customers.PromoteParams{
				Login: "jane-reseller", ClientReference: "promote-48",
			})
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && made.Reference != tt.want {
				t.Errorf("got reseller %s, want %s", made.Reference, tt.want)
			}
		})
	}
}

func TestPromoteOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := customers.New(client), t.Context()
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/customer/*/promote", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	made, err := service.Promote(ctx, 1, customers.PromoteParams{Login: "jane-reseller"})
	if err != nil {
		t.Fatal(err)
	}
	if made.Customer.ID != 1 || made.Login != "jane-reseller" || !made.Balance.IsZero() {
		t.Errorf("promoted to %+v", made)
	}
	customer, err := service.Get(ctx, 1)
	if err != nil || !customer.IsReseller {
		t.Errorf("the customer: %+v, %v", customer, err)
	}
	logins, err := rest.Collect(customers.NewLogins(client).All(ctx, customers.LoginFilter{Customer: 1}), 0)
	if err != nil || logins[len(logins)-1].Type != customers.LoginReseller {
		t.Errorf("the logins: %v, %v", logins, err)
	}
	_, err = service.Promote(ctx, 1, customers.PromoteParams{Login: "jane-again"})
	if !errors.Is(err, customers.CodeAlreadyReseller) || !errors.Is(err, rest.ErrConflict) {
		t.Errorf("a second time: %v", err)
	}
}

func TestPromoteByUnverified(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1, Unverified: true})
	_, err := customers.New(client).Promote(t.Context(), 1, customers.PromoteParams{Login: "jane-reseller"})
	if !errors.Is(err, rest.CodeResellerUnverified) || !errors.Is(err, rest.ErrForbidden) {
		t.Errorf("got %v", err)
	}
}
