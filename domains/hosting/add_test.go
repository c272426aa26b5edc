package hosting_test

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
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

func validAdd() hosting.AddParams {
	return hosting.AddParams{Customer: 48, Plan: 1, Months: 12, Domain: "example.com", ClientReference: "hosting-7"}
}

func TestAddExchanges(t *testing.T) {
	t.Parallel()
	add := func(change func(*hosting.AddParams)) func(context.Context, *rest.Client) (any, error) {
		p := validAdd()
		change(&p)
		return func(ctx context.Context, c *rest.Client) (any, error) { return hosting.New(c).Add(ctx, p) }
	}
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name:   "all",
			Call:   add(func(*hosting.AddParams) {}),
			Method: "POST", Target: "/hosting", Answer: accountJSON, Want: wantAccount(t),
			Body: `{"customer":48,"plan":1,"interval":12,"domain":"example.com","client_reference":"hosting-7"}`,
		},
		{
			Name:   "least",
			Call:   add(func(p *hosting.AddParams) { p.Months, p.Domain = 0, "" }),
			Method: "POST", Target: "/hosting", Answer: accountJSON,
			Body: `{"customer":48,"plan":1,"client_reference":"hosting-7"}`,
		},
		{
			Name:   "internationalized domain",
			Call:   add(func(p *hosting.AddParams) { p.Domain = "Bücher.example." }),
			Method: "POST", Target: "/hosting", Answer: accountJSON,
			Body: `{"customer":48,"plan":1,"interval":12,"domain":"xn--bcher-kva.example","client_reference":"hosting-7"}`,
		},
	})
}

func TestAddMakesAReference(t *testing.T) {
	t.Parallel()
	client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		if body := resttest.ReadBody(t, r); !strings.Contains(body, `"client_reference":"0`) {
			t.Errorf("sent %s", body)
		}
		return resttest.Respond(resttest.Success(accountJSON))
	})
	p := validAdd()
	p.ClientReference = ""
	if _, err := hosting.New(client).Add(t.Context(), p); err != nil {
		t.Error(err)
	}
}

func TestAddValidation(t *testing.T) {
	t.Parallel()
	service := hosting.New(resttest.NewClient(t, resttest.NoRequest(t)))
	tests := []struct {
		name   string
		params hosting.AddParams
		want   []string
	}{
		{"nothing", hosting.AddParams{}, []string{"customer: must be positive", "plan: must be positive"}},
		{"all wrong", hosting.AddParams{Customer: -1, Plan: -1, Months: -12, Domain: "example", ClientReference: strings.Repeat("r", 65)}, []string{
			"customer: must be positive",
			"plan: must be positive",
			"interval: must not be negative",
			`domain: domain name "example" must have a label before its top-level domain, as example.com has`,
			"client_reference: must not be longer than 64 characters",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := service.Add(t.Context(), tt.params)
			if diff := cmp.Diff(tt.want, resttest.FieldsOf(err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAddLost(t *testing.T) {
	t.Parallel()
	const post = "POST /hosting"
	lost := resttest.Step{Request: post, Status: http.StatusBadGateway}
	found := func(accounts ...string) resttest.Step {
		return resttest.Step{
			Request: "GET /hosting?client_reference=hosting-7&customer=48&limit=100&offset=0",
			Answer:  resttest.Success("[" + strings.Join(accounts, ",") + "]"),
		}
	}
	now := time.Now()
	account := func(name string, customer, plan int, reference string, age time.Duration) string {
		return fmt.Sprintf(`{"reference":"ac-%s","customer":{"id":%d},"plan":{"id":%d},"client_reference":%s,"created":%q}`,
			name, customer, plan, reference, now.Add(-age).Format(time.RFC3339Nano))
	}
	const ours, none, other = `"hosting-7"`, "null", `"other"`
	again := resttest.Step{Request: post, Answer: resttest.Success(account("new", 48, 1, ours, 0))}
	used := resttest.Step{Request: post, Answer: resttest.Failure("request_validation_failed")}
	tests := []struct {
		name  string
		steps []resttest.Step
		want  string
		err   error
	}{
		{"ours", []resttest.Step{lost, found(account("1", 48, 1, ours, time.Hour))}, "ac-1", nil},
		{"ours beside others", []resttest.Step{lost, found(account("1", 48, 1, none, 0), account("2", 48, 1, ours, 0))}, "ac-2", nil},
		{"not there", []resttest.Step{lost, found(), again}, "ac-new", nil},
		{"lost twice", []resttest.Step{lost, found(), lost, found(account("1", 48, 1, ours, 0))}, "ac-1", nil},
		{"the filter is ignored", []resttest.Step{lost, found(account("1", 48, 1, other, 0)), again}, "ac-new", nil},
		{"our reference on another plan", []resttest.Step{
			lost, found(account("1", 48, 2, ours, 0)), used, found(account("1", 48, 2, ours, 0)),
		}, "", rest.ErrValidation},
		{"no references", []resttest.Step{lost, found(account("1", 48, 1, none, 9*time.Minute))}, "", rest.ErrOutcomeUnknown},
		{"no references, too old", []resttest.Step{lost, found(account("1", 48, 1, none, 11*time.Minute)), again}, "ac-new", nil},
		{"no references, another customer", []resttest.Step{lost, found(account("1", 49, 1, none, 0)), again}, "ac-new", nil},
		{"no references, another plan", []resttest.Step{lost, found(account("1", 48, 2, none, 0)), again}, "ac-new", nil},
		{"nothing but the documented fields", []resttest.Step{lost, found(`{"reference":"ac-1","plan":{"name":"Web S"}}`)}, "", rest.ErrOutcomeUnknown},
		{"looking fails", []resttest.Step{lost, {Request: found().Request, Answer: resttest.Failure("request_permission_denied")}}, "", rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			made, err := hosting.New(resttest.Script(t, tt.steps...)).Add(t.Context(), validAdd())
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && made.Reference != tt.want {
				t.Errorf("got account %s, want %s", made.Reference, tt.want)
			}
			if unknown, ok := errors.AsType[*rest.OutcomeUnknownError](err); ok && unknown.Reference != "hosting-7" {
				t.Errorf("the error carries the reference %q", unknown.Reference)
			}
		})
	}
}

func TestAddOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 2})
	service, ctx := hosting.New(client), t.Context()
	before := transactions(t, srv, client)
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/hosting", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	made, err := service.Add(ctx, hosting.AddParams{Customer: 1, Plan: 2, Months: 24, ClientReference: "hosting-7"})
	if err != nil {
		t.Fatal(err)
	}
	if made.ClientReference != "hosting-7" || made.Customer.ID != 1 || made.Plan.ID != 2 || made.Plan.Unknown != nil || made.Unknown != nil {
		t.Errorf("made %+v", made)
	}
	if term := made.Expires.Sub(made.Created); term < 729*24*time.Hour || term > 732*24*time.Hour {
		t.Errorf("the term is %s", term)
	}
	if after := transactions(t, srv, client); after != before+1 {
		t.Errorf("%d transactions after %d", after, before)
	}
	read, err := service.Get(ctx, made.Reference)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(made, read, resttest.CompareValues); diff != "" {
		t.Error("read back:", diff)
	}
	found, err := rest.Collect(service.All(ctx, hosting.Filter{Customer: 1, Plan: 2, ClientReference: "hosting-7"}), 0)
	if err != nil || len(found) != 1 {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestAddRefusals(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 3})
	_, poor := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1, Unverified: true})
	ctx := t.Context()
	for id, p := range map[customers.ID]customers.UpdateParams{2: {Fraud: new(true)}, 3: {Enabled: new(false)}} {
		if _, err := customers.New(client).Update(ctx, id, p); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name   string
		client *rest.Client
		params hosting.AddParams
		want   error
	}{
		{"tagged as fraud", client, hosting.AddParams{Customer: 2, Plan: 1}, domains.CodeCustomerFraudTagged},
		{"disabled", client, hosting.AddParams{Customer: 3, Plan: 1}, domains.CodeCustomerDisabled},
		{"not verified", poor, hosting.AddParams{Customer: 1, Plan: 1}, rest.CodeResellerUnverified},
		{"not the customer's domain", client, hosting.AddParams{Customer: 1, Plan: 1, Domain: "example.com"}, rest.ErrValidation},
		{"unknown plan", client, hosting.AddParams{Customer: 1, Plan: 99}, rest.ErrValidation},
		{"unknown customer", client, hosting.AddParams{Customer: 99, Plan: 1}, rest.ErrValidation},
		{"part of an interval", client, hosting.AddParams{Customer: 1, Plan: 1, Months: 7}, rest.ErrValidation},
	}
	for _, tt := range tests {
		if _, err := hosting.New(tt.client).Add(ctx, tt.params); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// What the balance does not cover is not bought.
func TestAddWithoutBalance(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := hosting.New(client), t.Context()
	var err error
	for range 1000 {
		if _, err = service.Add(ctx, hosting.AddParams{Customer: 1, Plan: 3, Months: 120}); err != nil {
			break
		}
	}
	if !errors.Is(err, customers.CodeInsufficientBalance) {
		t.Errorf("got %v", err)
	}
}

// On a network that loses answers, every account is bought and charged once.
func TestEverythingIsBoughtOnce(t *testing.T) {
	t.Parallel()
	const times = 30
	faults, err := hostcontroltest.Profile("lossy")
	if err != nil {
		t.Fatal(err)
	}
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := hosting.New(client), t.Context()
	before := transactions(t, srv, client)
	srv.Inject(faults...)
	made := make(map[string]bool)
	for range times {
		account, err := service.Add(ctx, hosting.AddParams{Customer: 1, Plan: 4})
		if err != nil {
			t.Fatal(err)
		}
		made[account.Reference] = true
	}
	srv.ClearFaults()
	found, err := rest.Collect(service.All(ctx, hosting.Filter{Plan: 4}), 0)
	if err != nil || len(made) != times || len(found) != times {
		t.Errorf("%d accounts made, %d found, %v, want %d", len(made), len(found), err, times)
	}
	if after := transactions(t, srv, client); after != before+times {
		t.Errorf("%d transactions after %d, want %d more", after, before, times)
	}
	lost := 0
	for _, request := range srv.Requests() {
		if request.Committed && request.Fault != "" && request.Method == "POST" {
			lost++
		}
	}
	if lost < 3 {
		t.Errorf("only %d answers got lost", lost)
	}
}
