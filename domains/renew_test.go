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

const (
	getDomain   = "GET /domain/example.com"
	renewDomain = "POST /domain/example.com/renew"
)

// until is example.com that expires in April of a year.
func until(year int) string {
	return fmt.Sprintf(`{"name":"example.com","expires":"%d-04-10T16:20:05.730991+00:00"}`, year)
}

func april(year int) time.Time { return time.Date(year, 4, 10, 16, 20, 5, 730991000, time.UTC) }

// is answers that example.com expires in April of a year, or has no expiry
// where that is 0.
func is(request string, year int) resttest.Step {
	if year == 0 {
		return resttest.Step{Request: request, Answer: resttest.Success(`{"name":"example.com","expires":null}`)}
	}
	return resttest.Step{Request: request, Answer: resttest.Success(until(year))}
}

func TestRenewExchange(t *testing.T) {
	t.Parallel()
	var bodies []string
	client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		bodies = append(bodies, r.Method+" "+resttest.Target(r)+" "+resttest.Canonical(t, resttest.ReadBody(t, r)))
		if r.Method == http.MethodGet {
			return resttest.Respond(resttest.Success(until(2026)))
		}
		return resttest.Respond(resttest.Success(until(2027)))
	})
	// The caller kept the expiry in seconds, and in a zone of its own.
	kept := april(2026).Truncate(time.Second).In(time.FixedZone("", 7200))
	got, err := domains.New(client).Renew(t.Context(), domains.Term{Name: "Example.com", Expires: kept}, 12)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"GET /domain/example.com ",
		`POST /domain/example.com/renew {"current_expiration_date":"2026-04-10T16:20:05.730991+00:00","interval":12}`,
	}
	if diff := cmp.Diff(want, bodies); diff != "" {
		t.Error(diff)
	}
	if !got.Expires.Equal(april(2027)) {
		t.Errorf("expires at %s", got.Expires)
	}
	if term := got.Term(); term.Name != "example.com" || !term.Expires.Equal(april(2027)) {
		t.Errorf("the term is %+v", term)
	}
	if term := (&domains.Domain{Name: "example.com"}).Term(); !term.Expires.IsZero() {
		t.Errorf("the term of a domain without expiry is %+v", term)
	}
}

func TestRenewValidation(t *testing.T) {
	t.Parallel()
	service := domains.New(resttest.NewClient(t, resttest.NoRequest(t)))
	_, err := service.Renew(t.Context(), domains.Term{Name: "com"}, 6)
	want := []string{
		"domain: must have a label before its top-level domain, as example.com has",
		"interval: must be a multiple of 12 months, and 120 at most",
		"current_expiration_date: must not be zero",
	}
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	const partial = "domain: must be that of a term that was bought in part, with its beginning"
	for name, tt := range map[string]struct {
		partial *domains.PartialTermError
		want    []string
	}{
		"nil":          {nil, []string{partial}},
		"no domain":    {&domains.PartialTermError{From: april(2026), Wanted: 24}, []string{partial}},
		"no beginning": {&domains.PartialTermError{Domain: &domains.Domain{Name: "example.com"}, Wanted: 24}, []string{partial}},
		"bad values": {&domains.PartialTermError{Domain: &domains.Domain{Name: ".."}, From: april(2026), Wanted: 5}, []string{
			"domain: must not have empty labels", "interval: must be a multiple of 12 months, and 120 at most",
		}},
	} {
		_, err := service.Resume(t.Context(), tt.partial)
		if diff := cmp.Diff(tt.want, resttest.FieldsOf(err)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestRenew(t *testing.T) {
	t.Parallel()
	lost := resttest.Step{Request: renewDomain, Status: http.StatusBadGateway}
	refused := resttest.Step{Request: renewDomain, Answer: resttest.Failure("insufficient_balance")}
	mismatch := resttest.Step{Request: renewDomain, Answer: resttest.Failure("expiry_mismatch")}
	unreadable := resttest.Step{Request: getDomain, Answer: resttest.Failure("invalid_resource")}
	tests := []struct {
		name   string
		months int
		steps  []resttest.Step
		want   int // year, 0 for an error
		err    error
		bought int // months of a *PartialTermError, -1 for another error
	}{
		{"a year", 12, []resttest.Step{is(getDomain, 2026), is(renewDomain, 2027)}, 2027, nil, 0},
		{"a year by default", 0, []resttest.Step{is(getDomain, 2026), is(renewDomain, 2027)}, 2027, nil, 0},
		{"three years", 36, []resttest.Step{
			is(getDomain, 2026), is(renewDomain, 2027), is(renewDomain, 2028), is(renewDomain, 2029),
		}, 2029, nil, 0},
		{"moved before", 12, []resttest.Step{is(getDomain, 2027)}, 0, domains.CodeExpiryMismatch, -1},
		{"no expiry", 12, []resttest.Step{is(getDomain, 0)}, 0, domains.CodeExpiryMismatch, -1},
		{"moved meanwhile", 12, []resttest.Step{is(getDomain, 2026), mismatch}, 0, domains.CodeExpiryMismatch, -1},
		{"cannot be read", 12, []resttest.Step{unreadable}, 0, rest.ErrNotFound, -1},
		{"cannot be paid", 24, []resttest.Step{is(getDomain, 2026), refused}, 0, customers.CodeInsufficientBalance, -1},
		{"lost and done", 12, []resttest.Step{is(getDomain, 2026), lost, is(getDomain, 2027)}, 2027, nil, 0},
		{"lost and not done", 12, []resttest.Step{is(getDomain, 2026), lost, is(getDomain, 2026), is(renewDomain, 2027)}, 2027, nil, 0},
		{"lost, and done when it is repeated", 12, []resttest.Step{
			is(getDomain, 2026), lost, is(getDomain, 2026), mismatch, is(getDomain, 2027),
		}, 2027, nil, 0},
		{"lost and not to be read", 12, []resttest.Step{is(getDomain, 2026), lost, unreadable}, 0, rest.ErrOutcomeUnknown, 0},
		{"lost and without expiry", 12, []resttest.Step{is(getDomain, 2026), lost, is(getDomain, 0)}, 0, rest.ErrOutcomeUnknown, 0},
		{"lost and shorter", 12, []resttest.Step{is(getDomain, 2026), lost, is(getDomain, 2025)}, 0, rest.ErrOutcomeUnknown, 0},
		{"paid in part", 36, []resttest.Step{is(getDomain, 2026), is(renewDomain, 2027), refused}, 0, customers.CodeInsufficientBalance, 12},
		{"lost in part", 36, []resttest.Step{is(getDomain, 2026), is(renewDomain, 2027), lost, unreadable}, 0, rest.ErrOutcomeUnknown, 12},
		{"not moved on", 36, []resttest.Step{is(getDomain, 2026), is(renewDomain, 2026)}, 0, nil, 12},
		{"expiry gone", 36, []resttest.Step{is(getDomain, 2026), is(renewDomain, 0)}, 0, nil, 12},
		{"not moved on at the end", 12, []resttest.Step{is(getDomain, 2026), is(renewDomain, 2026)}, 2026, nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := domains.New(resttest.Script(t, tt.steps...)).Renew(t.Context(), domains.Term{Name: "example.com", Expires: april(2026)}, tt.months)
			if tt.want != 0 {
				if err != nil || !got.Expires.Equal(april(tt.want)) {
					t.Errorf("got %+v, %v", got, err)
				}
				return
			}
			if err == nil || got != nil || tt.err != nil && !errors.Is(err, tt.err) {
				t.Fatalf("got %v, %v, want %v", got, err, tt.err)
			}
			partial, ok := errors.AsType[*domains.PartialTermError](err)
			if ok != (tt.bought >= 0) {
				t.Fatalf("bought in part: %t", ok)
			}
			if ok && (partial.Months != tt.bought || partial.Wanted != max(tt.months, 12) || !partial.From.Equal(april(2026))) {
				t.Errorf("got %+v", partial)
			}
		})
	}
}

func TestRenewMismatchText(t *testing.T) {
	t.Parallel()
	_, err := domains.New(resttest.Script(t, is(getDomain, 2027))).Renew(t.Context(), domains.Term{Name: "example.com", Expires: april(2026)}, 12)
	const want = "domains.renew: POST /domain/example.com/renew: expiry_mismatch: " +
		"example.com does not expire at 2026-04-10T16:20:05.730991+00:00"
	if err == nil || err.Error() != want || !errors.Is(err, rest.ErrConflict) {
		t.Errorf("got %v", err)
	}
}

func TestResume(t *testing.T) {
	t.Parallel()
	refused := resttest.Step{Request: renewDomain, Answer: resttest.Failure("insufficient_balance")}
	partial := func(months int) *domains.PartialTermError {
		return &domains.PartialTermError{
			Domain: &domains.Domain{Name: "example.com"}, From: april(2026), Months: months, Wanted: 36, Err: customers.CodeInsufficientBalance,
		}
	}
	tests := []struct {
		name    string
		partial *domains.PartialTermError
		steps   []resttest.Step
		want    int // year, 0 for an error
		err     error
		bought  int // months of a *PartialTermError, -1 for another error
	}{
		{"what is missing", partial(12), []resttest.Step{is(getDomain, 2027), is(renewDomain, 2028), is(renewDomain, 2029)}, 2029, nil, 0},
		{"what was unknown was done", partial(12), []resttest.Step{is(getDomain, 2028), is(renewDomain, 2029)}, 2029, nil, 0},
		{"all was done", partial(12), []resttest.Step{is(getDomain, 2029)}, 2029, nil, 0},
		{"more was done", partial(12), []resttest.Step{is(getDomain, 2030)}, 2030, nil, 0},
		{"nothing was done", partial(0), []resttest.Step{
			is(getDomain, 2026), is(renewDomain, 2027), is(renewDomain, 2028), is(renewDomain, 2029),
		}, 2029, nil, 0},
		{"again in part", partial(12), []resttest.Step{is(getDomain, 2027), is(renewDomain, 2028), refused}, 0, customers.CodeInsufficientBalance, 24},
		{"nothing was done, and cannot be", partial(0), []resttest.Step{is(getDomain, 2026), refused}, 0, customers.CodeInsufficientBalance, -1},
		{"not moved on", partial(24), []resttest.Step{is(getDomain, 2027)}, 0, nil, 24},
		{"no expiry", partial(12), []resttest.Step{is(getDomain, 0)}, 0, nil, 12},
		{"cannot be read", partial(12), []resttest.Step{{Request: getDomain, Answer: resttest.Failure("invalid_resource")}}, 0, rest.ErrNotFound, 12},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			before := *tt.partial
			got, err := domains.New(resttest.Script(t, tt.steps...)).Resume(t.Context(), tt.partial)
			if *tt.partial != before {
				t.Error("the caller's error was changed")
			}
			if tt.want != 0 {
				if err != nil || !got.Expires.Equal(april(tt.want)) {
					t.Errorf("got %+v, %v", got, err)
				}
				return
			}
			if err == nil || got != nil || tt.err != nil && !errors.Is(err, tt.err) {
				t.Fatalf("got %v, %v, want %v", got, err, tt.err)
			}
			again, ok := errors.AsType[*domains.PartialTermError](err)
			if ok != (tt.bought >= 0) || ok && (again.Months != tt.bought || again.Wanted != 36 || !again.From.Equal(april(2026))) {
				t.Errorf("got %+v", again)
			}
		})
	}
}

func TestPartialTermText(t *testing.T) {
	t.Parallel()
	partial := &domains.PartialTermError{
		Domain: &domains.Domain{Name: "example.com"}, Months: 12, Wanted: 36, Err: customers.CodeInsufficientBalance,
	}
	if got, want := partial.Error(), "12 of 36 months of example.com were bought: insufficient_balance"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	partial.Domain = nil
	if got := partial.Error(); !strings.HasPrefix(got, "12 of 36 months of a domain") {
		t.Errorf("got %q", got)
	}
}

// Registries put the end of a term where their calendar has it.
func TestTermsOfLeapYears(t *testing.T) {
	t.Parallel()
	for from, to := range map[string]string{
		"2028-02-29T12:00:00Z": "2029-02-28T12:00:00Z",
		"2027-03-01T00:00:00Z": "2028-02-29T23:59:59Z",
		"2026-04-10T00:00:00Z": "2027-04-30T00:00:00Z",
	} {
		client := resttest.Script(t, resttest.Step{Request: getDomain, Answer: resttest.Success(fmt.Sprintf(`{"name":"example.com","expires":%q}`, to))})
		partial := &domains.PartialTermError{Domain: &domains.Domain{Name: "example.com"}, From: resttest.Time(t, from), Wanted: 12}
		if _, err := domains.New(client).Resume(t.Context(), partial); err != nil {
			t.Errorf("from %s to %s: %v", from, to, err)
		}
	}
}

func TestRestore(t *testing.T) {
	t.Parallel()
	const restore = "POST /domain/example.com/restore"
	lost := resttest.Step{Request: restore, Status: http.StatusBadGateway}
	has := func(status string) resttest.Step {
		return resttest.Step{Request: getDomain, Answer: resttest.Success(`{"name":"example.com","status":"` + status + `"}`)}
	}
	done := resttest.Step{Request: restore, Answer: resttest.Success(`{"name":"example.com","status":"delivered"}`)}
	tests := []struct {
		name  string
		steps []resttest.Step
		err   error
	}{
		{"answered", []resttest.Step{done}, nil},
		{"refused", []resttest.Step{{Request: restore, Answer: resttest.Failure("domain_state_invalid")}}, domains.CodeDomainStateInvalid},
		{"lost and done", []resttest.Step{lost, has("delivered")}, nil},
		{"lost and under way", []resttest.Step{lost, has("pending")}, nil},
		{"lost and not done", []resttest.Step{lost, has("redemption"), done}, nil},
		{"lost and gone", []resttest.Step{lost, has("deleted")}, rest.ErrOutcomeUnknown},
		{"lost and not to be read", []resttest.Step{lost, {Request: getDomain, Answer: resttest.Failure("invalid_resource")}}, rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := domains.New(resttest.Script(t, tt.steps...)).Restore(t.Context(), "Example.com")
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && got.Name != "example.com" {
				t.Errorf("got %+v", got)
			}
		})
	}
	resttest.RunExchanges(t, []resttest.Exchange{{
		Name: "exchange",
		Call: func(ctx context.Context, c *rest.Client) (any, error) {
			return domains.New(c).Restore(ctx, "example.com")
		},
		Method: "POST", Target: "/domain/example.com/restore", Body: `[]`, Answer: domainJSON, Want: wantDomain(t),
	}})
}

// Whatever gets lost, each interval is paid once.
func TestYearsOnPlatform(t *testing.T) {
	t.Parallel()
	faults, err := hostcontroltest.Profile("lossy")
	if err != nil {
		t.Fatal(err)
	}
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := domains.New(client), t.Context()
	srv.Inject(faults...)
	want := map[string]int{}
	for i := range 10 {
		name := fmt.Sprintf("example-%d.net", i)
		made := register(t, service, name, 36)
		renewed, err := service.Renew(ctx, made.Term(), 24)
		if err != nil {
			t.Fatal(err)
		}
		if end := made.Created.AddDate(5, 0, 0); !renewed.Expires.Equal(end) {
			t.Errorf("%s expires at %s, want %s", name, renewed.Expires, end)
		}
		if _, err := service.Renew(ctx, made.Term(), 24); !errors.Is(err, domains.CodeExpiryMismatch) {
			t.Errorf("a second time: %v", err)
		}
		want["Register "+name], want["Renew "+name] = 1, 4
	}
	srv.ClearFaults()
	if diff := cmp.Diff(want, spent(t, srv, client)); diff != "" {
		t.Error(diff)
	}
}

// A renewal whose outcome is unknown is not paid again by resuming.
func TestResumeOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := domains.New(client), t.Context()
	srv.Inject(
		hostcontroltest.Fault{Method: "POST", Path: "/domain/*/renew", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1},
		hostcontroltest.Fault{Method: "GET", Path: "/domain/*", Kind: hostcontroltest.FaultStatus, Status: http.StatusForbidden, Times: 1},
	)
	_, err := service.Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.com", Months: 36})
	partial, ok := errors.AsType[*domains.PartialTermError](err)
	if !ok || partial.Months != 12 || !errors.Is(err, rest.ErrOutcomeUnknown) {
		t.Fatalf("got %v", err)
	}
	for range 2 {
		made, err := service.Resume(ctx, partial)
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

// Registries that look at a registration first deliver it later, and only then
// is there a term to renew.
func TestPendingOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := domains.New(client), t.Context()
	_, err := service.Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.no", Months: 24})
	partial, ok := errors.AsType[*domains.PartialTermError](err)
	if !ok || partial.Months != 12 || partial.Domain.Status != domains.StatusPending || partial.Domain.Expires != nil {
		t.Fatalf("got %v", err)
	}
	if _, err := service.Resume(ctx, partial); !errors.As(err, &partial) {
		t.Errorf("as long as it is pending: %v", err)
	}
	srv.Advance(time.Hour)
	made, err := service.Resume(ctx, partial)
	if err != nil || made.Status != domains.StatusDelivered {
		t.Fatalf("%+v, %v", made, err)
	}
	want := map[string]int{"Register example.no": 1, "Renew example.no": 1}
	if diff := cmp.Diff(want, spent(t, srv, client)); diff != "" {
		t.Error(diff)
	}
}

func TestRedemptionOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := domains.New(client), t.Context()
	made := register(t, service, "example.com", 12)
	if _, err := service.Restore(ctx, "example.com"); !errors.Is(err, domains.CodeDomainStateInvalid) || !errors.Is(err, rest.ErrConflict) {
		t.Errorf("restoring a domain that is there: %v", err)
	}
	if err := service.Delete(ctx, "example.com"); err != nil {
		t.Fatal(err)
	}
	var statuses []domains.Status
	for _, at := range []time.Time{made.Expires.AddDate(0, 0, 1), made.Expires.AddDate(0, 0, 45)} {
		srv.Advance(at.Sub(srv.Now()))
		found, err := service.Get(ctx, "example.com")
		if err != nil {
			t.Fatal(err)
		}
		statuses = append(statuses, found.Status)
	}
	if diff := cmp.Diff([]domains.Status{domains.StatusExpired, domains.StatusRedemption}, statuses); diff != "" {
		t.Error(diff)
	}
	if _, err := service.Renew(ctx, made.Term(), 12); !errors.Is(err, domains.CodeDomainStateInvalid) {
		t.Errorf("renewing a domain in redemption: %v", err)
	}
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/domain/*/restore", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	restored, err := service.Restore(ctx, "example.com")
	if err != nil || restored.Status != domains.StatusDelivered {
		t.Errorf("restored %+v, %v", restored, err)
	}
	paid := spent(t, srv, client)
	if paid["Restore example.com"] != 1 || paid["Renew example.com"] != 0 {
		t.Errorf("paid for %v", paid)
	}
}
