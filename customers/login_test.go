package customers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const loginJSON = `{
	"id": 13,
	"customer": {"id": 48},
	"login": "jane.office@example.org",
	"is_enabled": true,
	"type": "customer",
	"last_login": "2015-03-03T08:00:00.000001+00:00",
	"created": "2015-03-02T09:40:00.000001+00:00",
	"updated": "2015-03-02T09:40:00.000001+00:00",
	"client_reference": "login-3"
}`

func wantLogin(t *testing.T) *customers.Login {
	return &customers.Login{
		ID:              13,
		Customer:        customers.Ref{ID: 48},
		Login:           "jane.office@example.org",
		Enabled:         true,
		Type:            customers.LoginCustomer,
		LastLogin:       new(resttest.Time(t, "2015-03-03T08:00:00.000001Z")),
		ClientReference: "login-3",
		Created:         resttest.Time(t, "2015-03-02T09:40:00.000001Z"),
		Updated:         resttest.Time(t, "2015-03-02T09:40:00.000001Z"),
	}
}

func validLogin() customers.LoginCreateParams {
	return customers.LoginCreateParams{
		Customer:        48,
		Login:           "Jane.Office@example.org",
		Password:        rest.NewSecret("not-a-real-password"),
		ClientReference: "login-3",
	}
}

func TestLoginExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := customers.NewLogins(c).List(ctx, customers.LoginFilter{
					Customer: 48, ClientReference: "login-3", UpdatedSince: time.Unix(0, 0), Offset: 1,
				})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET",
			Target: "/login?client_reference=login-3&customer=48&offset=1&updated_since=1970-01-01T00%3A00%3A00.000000%2B00%3A00",
			Answer: "[" + loginJSON + "]", Want: []customers.Login{*wantLogin(t)},
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(customers.NewLogins(c).All(ctx, customers.LoginFilter{}), 0)
			},
			Method: "GET", Target: "/login?limit=100&offset=0",
			Answer: "[" + loginJSON + "]", Want: []*customers.Login{wantLogin(t)},
		},
		{
			Name:   "get",
			Call:   func(ctx context.Context, c *rest.Client) (any, error) { return customers.NewLogins(c).Get(ctx, 13) },
			Method: "GET", Target: "/login/13", Answer: loginJSON, Want: wantLogin(t),
		},
		{
			Name: "create",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.NewLogins(c).Create(ctx, validLogin())
			},
			Method: "POST", Target: "/login", Answer: loginJSON, Want: wantLogin(t),
			Body: `{"customer":48,"login":"Jane.Office@example.org","password":"not-a-real-password","client_reference":"login-3"}`,
		},
		{
			Name: "rename",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.NewLogins(c).Update(ctx, 13, customers.LoginUpdateParams{Login: new("jane")})
			},
			Method: "PUT", Target: "/login/13", Body: `{"login":"jane"}`, Answer: loginJSON, Want: wantLogin(t),
		},
		{
			Name: "disable",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.NewLogins(c).Update(ctx, 13, customers.LoginUpdateParams{Enabled: new(false)})
			},
			Method: "PUT", Target: "/login/13", Body: `{"is_enabled":false}`, Answer: loginJSON,
		},
		{
			Name: "reset password",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.NewLogins(c).ResetPassword(ctx, 13)
			},
			Method: "POST", Target: "/login/13/password-reset", Body: "[]", Answer: loginJSON, Want: wantLogin(t),
		},
	})
}

func TestLoginValidation(t *testing.T) {
	t.Parallel()
	service := customers.NewLogins(resttest.NewClient(t, resttest.NoRequest(t)))
	tests := []struct {
		name string
		call func(context.Context) error
		want []string
	}{
		{"create", func(ctx context.Context) error {
			_, err := service.Create(ctx, customers.LoginCreateParams{ClientReference: "a\x00"})
			return err
		}, []string{
			"customer: must be positive",
			"login: must not be empty",
			"password: must not be empty",
			"client_reference: must not hold control characters",
		}},
		{"no change", func(ctx context.Context) error {
			_, err := service.Update(ctx, -1, customers.LoginUpdateParams{})
			return err
		}, []string{"login_id: must be positive", "names nothing to change"}},
		{"rename to nothing", func(ctx context.Context) error {
			_, err := service.Update(ctx, 13, customers.LoginUpdateParams{Login: new("")})
			return err
		}, []string{"login: must not be empty"}},
		{"rename to too much", func(ctx context.Context) error {
			_, err := service.Update(ctx, 13, customers.LoginUpdateParams{Login: new(strings.Repeat("l", 256))})
			return err
		}, []string{"login: must not be longer than 255 characters"}},
		{"list", func(ctx context.Context) error {
			_, err := service.List(ctx, customers.LoginFilter{Customer: -1, ClientReference: "\x00", Offset: -1})
			return err
		}, []string{
			"customer: must be positive",
			"client_reference: must not hold control characters",
			"offset: must not be negative",
		}},
		{"all", func(ctx context.Context) error {
			_, err := rest.Collect(service.All(ctx, customers.LoginFilter{Customer: -1}), 0)
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

func TestLoginCreateLost(t *testing.T) {
	t.Parallel()
	const post = "POST /login"
	lost := resttest.Step{Request: post, Status: http.StatusBadGateway}
	found := func(logins string) resttest.Step {
		return resttest.Step{
			Request: "GET /login?client_reference=login-3&customer=48&limit=100&offset=0",
			Answer:  resttest.Success("[" + logins + "]"),
		}
	}
	now := time.Now()
	login := func(id, customer int, reference string, age time.Duration) string {
		return fmt.Sprintf(`{"id":%d,"customer":{"id":%d},"client_reference":%s,"login":"jane.office@example.org","created":%q}`,
			id, customer, reference, now.Add(-age).Format(time.RFC3339Nano))
	}
	again := resttest.Step{Request: post, Answer: resttest.Success(`{"id":14}`)}
	tests := []struct {
		name  string
		steps []resttest.Step
		id    customers.LoginID
		err   error
	}{
		{"ours", []resttest.Step{lost, found(login(13, 48, `"login-3"`, time.Hour))}, 13, nil},
		{"not there", []resttest.Step{lost, found(""), again}, 14, nil},
		{"the filter is ignored", []resttest.Step{lost, found(login(13, 48, `"other"`, 0)), again}, 14, nil},
		{"no references, ours", []resttest.Step{lost, found(login(13, 48, "null", 9*time.Minute))}, 13, nil},
		{"no references, too old", []resttest.Step{lost, found(login(13, 48, "null", 11*time.Minute))}, 0, rest.ErrOutcomeUnknown},
		{"no references, another customer", []resttest.Step{lost, found(login(13, 49, "null", 0)), again}, 14, nil},
		{"looking fails", []resttest.Step{lost, {Request: found("").Request, Answer: resttest.Failure("request_permission_denied")}}, 0, rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			made, err := customers.NewLogins(resttest.Script(t, tt.steps...)).Create(t.Context(), validLogin())
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && made.ID != tt.id {
				t.Errorf("got login %s, want %s", made.ID, tt.id)
			}
			if text := fmt.Sprintf("%v %+v", err, validLogin()); strings.Contains(text, "not-a-real") {
				t.Errorf("the password shows: %s", text)
			}
		})
	}
}

func TestLoginsOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 2})
	service, ctx := customers.NewLogins(client), t.Context()
	p := validLogin()
	p.Customer = 1
	made, err := service.Create(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	if made.Customer.ID != 1 || made.Type != customers.LoginCustomer || made.LastLogin != nil || !made.Enabled {
		t.Errorf("created %+v", made)
	}
	p.ClientReference = ""
	if _, err := service.Create(ctx, p); !errors.Is(err, rest.ErrValidation) {
		t.Errorf("the same name again: %v", err)
	}
	renamed, err := service.Update(ctx, made.ID, customers.LoginUpdateParams{Login: new("jane.desk"), Enabled: new(false)})
	if err != nil || renamed.Login != "jane.desk" || renamed.Enabled {
		t.Errorf("renamed to %+v, %v", renamed, err)
	}
	read, err := service.Get(ctx, made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(renamed, read, resttest.CompareValues); diff != "" {
		t.Error("read back:", diff)
	}
	if _, err := service.ResetPassword(ctx, made.ID); err != nil {
		t.Error(err)
	}
	if mails := srv.Mails(); len(mails) != 1 {
		t.Errorf("%d mails, want 1", len(mails))
	}
	own := 0
	for login, err := range service.All(ctx, customers.LoginFilter{Customer: 1}) {
		if err != nil || login.Customer.ID != 1 {
			t.Fatalf("got %+v, %v", login, err)
		}
		own++
	}
	page, err := service.List(ctx, customers.LoginFilter{})
	if err != nil || own < 2 || len(page.Items) <= own {
		t.Errorf("%d of %+v, %v", own, page, err)
	}
}

func TestLoginCreateUnderFaults(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service := customers.NewLogins(client)
	before, err := service.List(t.Context(), customers.LoginFilter{})
	if err != nil {
		t.Fatal(err)
	}
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/login", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	p := validLogin()
	p.Customer = 1
	made, err := service.Create(t.Context(), p)
	if err != nil || made.ClientReference != "login-3" {
		t.Errorf("made %+v, %v", made, err)
	}
	after, err := service.List(t.Context(), customers.LoginFilter{})
	if err != nil || after.Total != before.Total+1 {
		t.Errorf("%d logins after %d, %v", after.Total, before.Total, err)
	}
}
