package hosting_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const accountJSON = `{
	"reference": "ac-x000x",
	"status": "delivered",
	"customer": {"id": 48},
	"plan": {
		"id": 1,
		"category": "ExampleWeb",
		"traffic_quota": null,
		"is_installations_enabled": false,
		"name": "Web S",
		"is_pop3_enabled": true,
		"storage_quota": 5120,
		"max_database_count": 2,
		"max_domain_count": 1
	},
	"domains": ["example.com", "xn--bcher-kva.example"],
	"is_active": true,
	"is_suspended": false,
	"renew": true,
	"client_reference": "hosting-7",
	"created": "2015-04-10T16:20:12.001502+00:00",
	"updated": "2015-04-10T16:20:12.002371+00:00",
	"expires": "2016-04-10T16:20:12.001502+00:00",
	"deleted": null
}`

func wantAccount(t *testing.T) *hosting.Account {
	return &hosting.Account{
		Reference: "ac-x000x",
		Status:    hosting.StatusDelivered,
		Customer:  customers.Ref{ID: 48},
		Plan: hosting.Plan{
			ID: 1, Name: "Web S", Category: "ExampleWeb", StorageQuota: 5120, MaxDatabases: 2, MaxDomains: 1, POP3: true,
		},
		Domains:         []domains.Name{"example.com", "xn--bcher-kva.example"},
		Active:          true,
		AutoRenew:       true,
		ClientReference: "hosting-7",
		Created:         resttest.Time(t, "2015-04-10T16:20:12.001502Z"),
		Updated:         resttest.Time(t, "2015-04-10T16:20:12.002371Z"),
		Expires:         new(resttest.Time(t, "2016-04-10T16:20:12.001502Z")),
	}
}

func TestAccountExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := hosting.New(c).List(ctx, hosting.Filter{
					Customer: 48, Plan: 1, Status: hosting.StatusDelivered, ClientReference: "hosting-7", UpdatedSince: time.Unix(0, 0), Offset: 1,
				})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET",
			Target: "/hosting?client_reference=hosting-7&customer=48&offset=1&plan=1&status=delivered&updated_since=1970-01-01T00%3A00%3A00.000000%2B00%3A00",
			Answer: "[" + accountJSON + "]", Want: []hosting.Account{*wantAccount(t)},
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(hosting.New(c).All(ctx, hosting.Filter{}), 0)
			},
			Method: "GET", Target: "/hosting?limit=100&offset=0",
			Answer: "[" + accountJSON + "]", Want: []*hosting.Account{wantAccount(t)},
		},
		{
			Name: "get",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return hosting.New(c).Get(ctx, "ac-x000x")
			},
			Method: "GET", Target: "/hosting/ac-x000x", Answer: accountJSON, Want: wantAccount(t),
		},
		{
			Name: "suspend",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return hosting.New(c).Suspend(ctx, "ac-x000x", "unpaid")
			},
			Method: "POST", Target: "/hosting/ac-x000x/suspend", Body: `{"reason":"unpaid"}`, Answer: accountJSON, Want: wantAccount(t),
		},
		{
			Name: "unsuspend",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return hosting.New(c).Unsuspend(ctx, "ac-x000x")
			},
			Method: "POST", Target: "/hosting/ac-x000x/unsuspend", Body: "[]", Answer: accountJSON, Want: wantAccount(t),
		},
		{
			Name: "change plan",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return hosting.New(c).ChangePlan(ctx, "ac-x000x", 2)
			},
			Method: "PUT", Target: "/hosting/ac-x000x", Body: `{"plan":2}`, Answer: accountJSON, Want: wantAccount(t),
		},
		{
			Name: "auto-renew off",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return hosting.New(c).SetAutoRenew(ctx, "ac-x000x", false)
			},
			Method: "PUT", Target: "/hosting/ac-x000x", Body: `{"renew":false}`, Answer: accountJSON, Want: wantAccount(t),
		},
		{
			Name: "auto-renew on",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return hosting.New(c).SetAutoRenew(ctx, "ac-x000x", true)
			},
			Method: "PUT", Target: "/hosting/ac-x000x", Body: `{"renew":true}`, Answer: accountJSON, Want: wantAccount(t),
		},
		{
			Name: "delete",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return nil, hosting.New(c).Delete(ctx, "ac-x000x")
			},
			Method: "DELETE", Target: "/hosting/ac-x000x", Body: "[]",
		},
	})
}

func TestAccountValidation(t *testing.T) {
	t.Parallel()
	service := hosting.New(resttest.NewClient(t, resttest.NoRequest(t)))
	suspend := func(reason string) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := service.Suspend(ctx, "ac-x000x", reason)
			return err
		}
	}
	changePlan := func(plan hosting.PlanID) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := service.ChangePlan(ctx, "ac-x000x", plan)
			return err
		}
	}
	tests := []struct {
		name string
		call func(context.Context) error
		want []string
	}{
		{"no reason", suspend(""), []string{"reason: must not be empty"}},
		{"bad reason", suspend("un\npaid"), []string{"reason: must not hold control characters"}},
		{"long reason", suspend(strings.Repeat("r", 256)), []string{"reason: must not be longer than 255 characters"}},
		{"no plan", changePlan(0), []string{"plan: must be positive"}},
		{"bad plan", changePlan(-1), []string{"plan: must be positive"}},
		{"list", func(ctx context.Context) error {
			_, err := service.List(ctx, hosting.Filter{Customer: -1, Plan: -1, Status: "\x00", ClientReference: "\x00", Offset: -1})
			return err
		}, []string{
			"customer: must be positive",
			"plan: must be positive",
			"status: must not hold control characters",
			"client_reference: must not hold control characters",
			"offset: must not be negative",
		}},
		{"all", func(ctx context.Context) error {
			_, err := rest.Collect(service.All(ctx, hosting.Filter{Customer: -1}), 0)
			return err
		}, []string{"customer: must be positive"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, resttest.FieldsOf(tt.call(t.Context()))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A repetition may be refused since the request before it, whose answer got
// lost, did what was asked.
func TestRepetitionsAreNotRefused(t *testing.T) {
	t.Parallel()
	const (
		get       = "GET /hosting/ac-1"
		suspend   = "POST /hosting/ac-1/suspend"
		unsuspend = "POST /hosting/ac-1/unsuspend"
		remove    = "DELETE /hosting/ac-1"
		invalid   = "hosting_state_invalid"
	)
	is := func(status string) resttest.Step {
		return resttest.Step{Request: get, Answer: resttest.Success(fmt.Sprintf(`{"reference":"ac-1","status":%q}`, status))}
	}
	refused := func(request, code string) resttest.Step {
		return resttest.Step{Request: request, Answer: resttest.Failure(code)}
	}
	lost := func(request string) resttest.Step { return resttest.Step{Request: request, Status: resttest.Broken} }
	calls := map[string]func(context.Context, *rest.Client) (*hosting.Account, error){
		suspend: func(ctx context.Context, c *rest.Client) (*hosting.Account, error) {
			return hosting.New(c).Suspend(ctx, "ac-1", "unpaid")
		},
		unsuspend: func(ctx context.Context, c *rest.Client) (*hosting.Account, error) {
			return hosting.New(c).Unsuspend(ctx, "ac-1")
		},
		remove: func(ctx context.Context, c *rest.Client) (*hosting.Account, error) {
			return nil, hosting.New(c).Delete(ctx, "ac-1")
		},
	}
	tests := []struct {
		name  string
		call  string
		steps []resttest.Step
		err   error
	}{
		{"suspended by us", suspend, []resttest.Step{lost(suspend), refused(suspend, invalid), is("suspended")}, nil},
		{"not suspended", suspend, []resttest.Step{lost(suspend), refused(suspend, invalid), is("pending")}, hosting.CodeStateInvalid},
		{"cannot be read", suspend, []resttest.Step{lost(suspend), refused(suspend, invalid), refused(get, "request_permission_denied")}, hosting.CodeStateInvalid},
		{"refused at first", suspend, []resttest.Step{refused(suspend, invalid)}, hosting.CodeStateInvalid},
		{"another refusal", suspend, []resttest.Step{lost(suspend), refused(suspend, "request_permission_denied")}, rest.ErrForbidden},
		{"back by us", unsuspend, []resttest.Step{lost(unsuspend), refused(unsuspend, invalid), is("delivered")}, nil},
		{"not back", unsuspend, []resttest.Step{lost(unsuspend), refused(unsuspend, invalid), is("expired")}, hosting.CodeStateInvalid},
		{"deleted by us", remove, []resttest.Step{lost(remove), refused(remove, "request_resource_unknown")}, nil},
		{"never there", remove, []resttest.Step{refused(remove, "request_resource_unknown")}, rest.ErrNotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := calls[tt.call](t.Context(), resttest.Script(t, tt.steps...))
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if tt.err != nil && got != nil || tt.err == nil && tt.call != remove && got.Reference != "ac-1" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestLifeOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := hosting.New(client), t.Context()
	made, err := service.Add(ctx, hosting.AddParams{Customer: 1, Plan: 2})
	if err != nil {
		t.Fatal(err)
	}
	steps := []struct {
		name string
		call func() (*hosting.Account, error)
		want func(*hosting.Account) bool
	}{
		{"suspend", func() (*hosting.Account, error) { return service.Suspend(ctx, made.Reference, "unpaid") },
			func(a *hosting.Account) bool { return a.Status == hosting.StatusSuspended && a.Suspended && !a.Active }},
		{"unsuspend", func() (*hosting.Account, error) { return service.Unsuspend(ctx, made.Reference) },
			func(a *hosting.Account) bool { return a.Status == hosting.StatusDelivered && !a.Suspended && a.Active }},
		{"stop renewing", func() (*hosting.Account, error) { return service.SetAutoRenew(ctx, made.Reference, false) },
			func(a *hosting.Account) bool { return !a.AutoRenew }},
		{"renew", func() (*hosting.Account, error) { return service.SetAutoRenew(ctx, made.Reference, true) },
			func(a *hosting.Account) bool { return a.AutoRenew }},
		{"upgrade", func() (*hosting.Account, error) { return service.ChangePlan(ctx, made.Reference, 3) },
			func(a *hosting.Account) bool { return a.Plan.ID == 3 }},
		{"read", func() (*hosting.Account, error) { return service.Get(ctx, made.Reference) },
			func(a *hosting.Account) bool { return a.Plan.ID == 3 && a.AutoRenew && a.Active }},
	}
	for _, s := range steps {
		if got, err := s.call(); err != nil || !s.want(got) {
			t.Errorf("%s: %+v, %v", s.name, got, err)
		}
	}
	if err := service.Delete(ctx, made.Reference); err != nil {
		t.Fatal(err)
	}
	gone, err := service.Get(ctx, made.Reference)
	if err != nil || gone.Status != hosting.StatusDeleted || gone.Deleted == nil {
		t.Errorf("deleted: %+v, %v", gone, err)
	}
	if _, err := service.Suspend(ctx, made.Reference, "unpaid"); !errors.Is(err, hosting.CodeStateInvalid) || !errors.Is(err, rest.ErrConflict) {
		t.Errorf("suspend what is deleted: %v", err)
	}
	if _, err := service.Get(ctx, "ac-0"); !errors.Is(err, rest.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
}

func TestChangePlanOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := hosting.New(client), t.Context()
	made, err := service.Add(ctx, hosting.AddParams{Customer: 1, Plan: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, plan := range []hosting.PlanID{4, 99} {
		if _, err := service.ChangePlan(ctx, made.Reference, plan); !errors.Is(err, rest.ErrValidation) {
			t.Errorf("to plan %s: %v", plan, err)
		}
	}
}

// An answer that gets lost does not turn into the refusal of a repetition.
func TestSuspendUnderFaults(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := hosting.New(client), t.Context()
	made, err := service.Add(ctx, hosting.AddParams{Customer: 1, Plan: 1})
	if err != nil {
		t.Fatal(err)
	}
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/hosting/*/suspend", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	suspended, err := service.Suspend(ctx, made.Reference, "unpaid")
	if err != nil || suspended.Status != hosting.StatusSuspended {
		t.Errorf("got %+v, %v", suspended, err)
	}
	if _, err := service.Suspend(ctx, made.Reference, "unpaid"); !errors.Is(err, hosting.CodeStateInvalid) {
		t.Errorf("suspend again: %v", err)
	}
}

// transactions counts the charges of the reseller.
func transactions(t *testing.T, srv *hostcontroltest.Server, client *rest.Client) int {
	t.Helper()
	all, err := rest.Collect(customers.NewResellers(client).AllTransactions(t.Context(), srv.ResellerReference, customers.TransactionFilter{}), 0)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}
