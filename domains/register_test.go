package domains_test

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
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// register registers a domain of customer 1.
func register(t *testing.T, service *domains.Service, name string, months int) *domains.Domain {
	t.Helper()
	made, err := service.Register(t.Context(), domains.RegisterParams{Customer: 1, Name: name, Months: months})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestRegisterExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "with everything",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.New(c).Register(ctx, domains.RegisterParams{
					Customer: 48, Name: "Example.com", Months: 12, Privacy: new(true), ClientReference: "order-7",
				})
			},
			Method: "POST", Target: "/domain",
			Body:   `{"customer":48,"domain":"example.com","interval":12,"is_privacy_protect_enabled":true,"client_reference":"order-7"}`,
			Answer: domainJSON, Want: wantDomain(t),
		},
		{
			Name: "with the least",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.New(c).Register(ctx, domains.RegisterParams{Customer: 48, Name: "bücher.example", ClientReference: "order-7"})
			},
			Method: "POST", Target: "/domain",
			Body:   `{"customer":48,"domain":"xn--bcher-kva.example","interval":12,"client_reference":"order-7"}`,
			Answer: domainJSON,
		},
	})
}

func TestRegisterValidation(t *testing.T) {
	t.Parallel()
	const months = "interval: must be a multiple of 12 months, and 120 at most"
	tests := map[string]struct {
		p    domains.RegisterParams
		want []string
	}{
		"nothing": {domains.RegisterParams{}, []string{"customer: must be positive", "domain: must not be empty"}},
		"everything": {
			domains.RegisterParams{Customer: -1, Name: "exam_ple.com", Months: 13, ClientReference: strings.Repeat("r", 65)},
			[]string{
				"customer: must be positive", "domain: must not hold '_'", months,
				"client_reference: must not be longer than 64 characters",
			},
		},
		"too long a term":  {domains.RegisterParams{Customer: 48, Name: "example.com", Months: 132}, []string{months}},
		"a term backwards": {domains.RegisterParams{Customer: 48, Name: "example.com", Months: -12}, []string{months}},
	}
	for name, tt := range tests {
		_, err := domains.New(resttest.NewClient(t, resttest.NoRequest(t))).Register(t.Context(), tt.p)
		if diff := cmp.Diff(tt.want, resttest.FieldsOf(err)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestRegisterLost(t *testing.T) {
	t.Parallel()
	const post = "POST /domain"
	lost := resttest.Step{Request: post, Status: http.StatusBadGateway}
	domain := func(customer int, reference string, created time.Time) string {
		return fmt.Sprintf(`{"name":"example.com","customer":{"id":%d},"client_reference":%s,"created":%q}`,
			customer, reference, created.Format(time.RFC3339Nano))
	}
	now := time.Now()
	there := func(customer int, reference string, created time.Time) resttest.Step {
		return resttest.Step{Request: getDomain, Answer: resttest.Success(domain(customer, reference, created))}
	}
	none := resttest.Step{Request: getDomain, Answer: resttest.Failure("invalid_resource")}
	taken := resttest.Step{Request: post, Answer: resttest.Failure("domain_taken")}
	tests := []struct {
		name  string
		steps []resttest.Step
		err   error
	}{
		{"ours by reference", []resttest.Step{lost, there(48, `"order-7"`, now.AddDate(-1, 0, 0))}, nil},
		{"ours by age", []resttest.Step{lost, there(48, "null", now.Add(-9*time.Minute))}, nil},
		{"did not happen", []resttest.Step{lost, none, {Request: post, Answer: resttest.Success(domain(48, `"order-7"`, now))}}, nil},
		{"did not happen, and was lost again", []resttest.Step{lost, none, lost, there(48, `"order-7"`, now)}, nil},
		{"another's by reference", []resttest.Step{lost, there(48, `"order-6"`, now), taken, there(48, `"order-6"`, now)}, domains.CodeDomainTaken},
		{"another customer's", []resttest.Step{lost, there(49, "null", now), taken, there(49, "null", now)}, domains.CodeDomainTaken},
		{"somebody else's", []resttest.Step{lost, none, taken, none}, domains.CodeDomainTaken},
		{"the customer's from before", []resttest.Step{lost, there(48, "null", now.Add(-11*time.Minute))}, rest.ErrOutcomeUnknown},
		{"not found by a gateway", []resttest.Step{lost, {Request: getDomain, Status: http.StatusNotFound, Answer: "not here"}}, rest.ErrOutcomeUnknown},
		{"cannot be read", []resttest.Step{lost, {Request: getDomain, Answer: resttest.Failure("request_permission_denied")}}, rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			made, err := domains.New(resttest.Script(t, tt.steps...)).Register(t.Context(), domains.RegisterParams{
				Customer: 48, Name: "example.com", ClientReference: "order-7",
			})
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && made.Name != "example.com" {
				t.Errorf("got %+v", made)
			}
			if unknown, ok := errors.AsType[*rest.OutcomeUnknownError](err); ok && unknown.Reference != "order-7" {
				t.Errorf("reference %q", unknown.Reference)
			}
		})
	}
}

// A platform that does not tell when a domain was made tells when it expires.
func TestRegisterYears(t *testing.T) {
	t.Parallel()
	created := `{"name":"example.com","created":"2025-04-10T16:20:05Z","expires":"2026-04-10T16:20:05.730991+00:00"}`
	for name, registered := range map[string]string{"created": created, "not created": until(2026)} {
		client := resttest.Script(t, resttest.Step{Request: "POST /domain", Answer: resttest.Success(registered)}, is(renewDomain, 2027), is(renewDomain, 2028))
		made, err := domains.New(client).Register(t.Context(), domains.RegisterParams{Customer: 48, Name: "example.com", Months: 36})
		if err != nil || !made.Expires.Equal(april(2028)) {
			t.Errorf("%s: %+v, %v", name, made, err)
		}
	}
}

// spent counts what was paid from a reseller's balance, by description.
func spent(t *testing.T, srv *hostcontroltest.Server, client *rest.Client) map[string]int {
	t.Helper()
	service := customers.NewResellers(client)
	counts := map[string]int{}
	for paid, err := range service.AllTransactions(t.Context(), srv.ResellerReference, customers.TransactionFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if paid.Type == customers.TransactionDebit {
			counts[paid.Description]++
		}
	}
	return counts
}

func TestRegisterOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 2})
	service, ctx := domains.New(client), t.Context()

	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/domain", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	made, err := service.Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.com", Privacy: new(true)})
	if err != nil {
		t.Fatal(err)
	}
	if made.Status != domains.StatusDelivered || made.Customer.ID != 1 || !made.Privacy || made.TLD.Name != "com" || made.ClientReference == "" {
		t.Errorf("registered %+v", made)
	}
	_, err = service.Register(ctx, domains.RegisterParams{Customer: 2, Name: "EXAMPLE.com"})
	if !errors.Is(err, domains.CodeDomainTaken) || !errors.Is(err, rest.ErrConflict) {
		t.Errorf("a second time: %v", err)
	}
	_, err = service.Register(ctx, domains.RegisterParams{Customer: 2, Name: "example.invalid"})
	if !errors.Is(err, domains.CodeInvalidDomain) {
		t.Errorf("under a TLD that is not sold: %v", err)
	}
	_, err = service.Register(ctx, domains.RegisterParams{Customer: 2, Name: "example.nl", Privacy: new(true)})
	if !errors.Is(err, domains.CodePrivacyNotSupported) {
		t.Errorf("hidden under a TLD that hides nobody: %v", err)
	}
	if _, err := customers.New(client).Update(ctx, 2, customers.UpdateParams{Fraud: new(true)}); err != nil {
		t.Fatal(err)
	}
	_, err = service.Register(ctx, domains.RegisterParams{Customer: 2, Name: "example.net"})
	if !errors.Is(err, domains.CodeCustomerFraudTagged) {
		t.Errorf("for a customer who is a fraud: %v", err)
	}
	if _, err := customers.New(client).Update(ctx, 2, customers.UpdateParams{Fraud: new(false), Enabled: new(false)}); err != nil {
		t.Fatal(err)
	}
	_, err = service.Register(ctx, domains.RegisterParams{Customer: 2, Name: "example.net"})
	if !errors.Is(err, domains.CodeCustomerDisabled) {
		t.Errorf("for a customer who is disabled: %v", err)
	}
	if diff := cmp.Diff(map[string]int{"Register example.com": 1}, spent(t, srv, client)); diff != "" {
		t.Error(diff)
	}
}

// A program that starts again and repeats a call with the reference it kept
// gets what it has, and pays for what is missing.
func TestRegisterRepeatedAfterARestart(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := domains.New(client), t.Context()
	p := domains.RegisterParams{Customer: 1, Name: "example.com", Months: 24, ClientReference: "order-7"}
	if _, err := service.Register(ctx, p); err != nil {
		t.Fatal(err)
	}
	p.Months = 36
	for range 2 {
		made, err := service.Register(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		if want := made.Created.AddDate(3, 0, 0); !made.Expires.Equal(want) {
			t.Errorf("expires at %s, want %s", made.Expires, want)
		}
	}
	want := map[string]int{"Register example.com": 1, "Renew example.com": 2}
	if diff := cmp.Diff(want, spent(t, srv, client)); diff != "" {
		t.Error(diff)
	}
}
