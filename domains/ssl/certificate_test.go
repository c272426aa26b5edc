package ssl_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const (
	planID = "7d0c4b1e-2a55-4f0e-9c3b-000000000401"
	certID = "7d0c4b1e-2a55-4f0e-9c3b-000000000501"
)

const certificateJSON = `{
	"id": "` + certID + `",
	"status": "pending",
	"customer": {"id": 48},
	"plan": "` + planID + `",
	"display_name": "Basic DV for example.com",
	"domains": ["example.com", "*.example.org"],
	"is_auto_renew_enabled": true,
	"csr": "-----BEGIN CERTIFICATE REQUEST-----",
	"certificate": null,
	"dcv": {"type": "DNS", "name": "_pki-validation.example.com", "value": "abc123"},
	"client_reference": "ssl-9",
	"provisioning_reference": null,
	"provisioning_data": {},
	"created": "2015-04-10T16:20:12.001502+00:00",
	"updated": "2015-04-10T16:20:13.002371+00:00",
	"provisioned": null,
	"expires": null,
	"deleted": null
}`

func wantCertificate(t *testing.T) *ssl.Certificate {
	return &ssl.Certificate{
		ID:               certID,
		Status:           ssl.StatusPending,
		Customer:         customers.Ref{ID: 48},
		Plan:             ssl.PlanRef{ID: planID},
		DisplayName:      "Basic DV for example.com",
		Domains:          []string{"example.com", "*.example.org"},
		AutoRenew:        true,
		CSR:              "-----BEGIN CERTIFICATE REQUEST-----",
		DCV:              &ssl.DCV{Type: ssl.DCVDNS, Name: "_pki-validation.example.com", Value: "abc123"},
		ClientReference:  "ssl-9",
		ProvisioningData: jsontext.Value("{}"),
		Created:          resttest.Time(t, "2015-04-10T16:20:12.001502Z"),
		Updated:          resttest.Time(t, "2015-04-10T16:20:13.002371Z"),
	}
}

func TestCertificateExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := ssl.New(c).List(ctx, ssl.Filter{
					Customer: 48, Plan: planID, Status: ssl.StatusActive, ClientReference: "ssl-9", UpdatedSince: time.Unix(0, 0), Offset: 1,
				})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET",
			Target: "/ssl-certificate?client_reference=ssl-9&customer=48&offset=1&plan=" + planID + "&status=active&updated_since=1970-01-01T00%3A00%3A00.000000%2B00%3A00",
			Answer: "[" + certificateJSON + "]", Want: []ssl.Certificate{*wantCertificate(t)},
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(ssl.New(c).All(ctx, ssl.Filter{}), 0)
			},
			Method: "GET", Target: "/ssl-certificate?limit=100&offset=0",
			Answer: "[" + certificateJSON + "]", Want: []*ssl.Certificate{wantCertificate(t)},
		},
		{
			Name:   "get",
			Call:   func(ctx context.Context, c *rest.Client) (any, error) { return ssl.New(c).Get(ctx, certID) },
			Method: "GET", Target: "/ssl-certificate/" + certID, Answer: certificateJSON, Want: wantCertificate(t),
		},
		{
			Name: "resend validation",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return ssl.New(c).ResendValidation(ctx, certID)
			},
			Method: "POST", Target: "/ssl-certificate/" + certID + "/resend-dcv", Body: "[]", Answer: certificateJSON, Want: wantCertificate(t),
		},
		{
			Name:   "cancel",
			Call:   func(ctx context.Context, c *rest.Client) (any, error) { return ssl.New(c).Cancel(ctx, certID) },
			Method: "POST", Target: "/ssl-certificate/" + certID + "/cancel", Body: "[]", Answer: certificateJSON, Want: wantCertificate(t),
		},
	})
}

func TestCertificateValidation(t *testing.T) {
	t.Parallel()
	service := ssl.New(resttest.NewClient(t, resttest.NoRequest(t)))
	_, err := service.List(t.Context(), ssl.Filter{Customer: -1, Plan: "\x00", Status: "\x00", ClientReference: "\x00", Offset: -1})
	want := []string{
		"customer: must be positive",
		"plan: must not hold control characters",
		"status: must not hold control characters",
		"client_reference: must not hold control characters",
		"offset: must not be negative",
	}
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	_, err = rest.Collect(service.All(t.Context(), ssl.Filter{Customer: -1}), 0)
	if diff := cmp.Diff(want[:1], resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
}

// A repetition may be refused since the request before it, whose answer got
// lost, did what was asked.
func TestCancelRepeated(t *testing.T) {
	t.Parallel()
	const cancel, get = "POST /ssl-certificate/" + certID + "/cancel", "GET /ssl-certificate/" + certID
	is := func(status string) resttest.Step {
		return resttest.Step{Request: get, Answer: resttest.Success(fmt.Sprintf(`{"id":%q,"status":%q}`, certID, status))}
	}
	lost, refused := resttest.Step{Request: cancel, Status: resttest.Broken}, resttest.Step{Request: cancel, Answer: resttest.Failure("ssl_state_invalid")}
	tests := []struct {
		name  string
		steps []resttest.Step
		err   error
	}{
		{"by us", []resttest.Step{lost, refused, is("cancelled")}, nil},
		{"ended otherwise", []resttest.Step{lost, refused, is("expired")}, ssl.CodeStateInvalid},
		{"cannot be read", []resttest.Step{lost, refused, {Request: get, Answer: resttest.Failure("request_permission_denied")}}, ssl.CodeStateInvalid},
		{"refused at first", []resttest.Step{refused}, ssl.CodeStateInvalid},
		{"another refusal", []resttest.Step{lost, {Request: cancel, Answer: resttest.Failure("request_permission_denied")}}, rest.ErrForbidden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := ssl.New(resttest.Script(t, tt.steps...)).Cancel(t.Context(), certID)
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if tt.err != nil && got != nil || tt.err == nil && got.Status != ssl.StatusCancelled {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestLifeOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := ssl.New(client), t.Context()
	p := onPlatform(t, service, "DV")
	p.DCV, p.ApproverEmail = ssl.DCVEmail, "admin@example.com"
	made, err := service.Request(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	if made.DCV == nil || made.DCV.Type != ssl.DCVEmail || made.DCV.Value != "admin@example.com" {
		t.Errorf("to validate: %+v", made.DCV)
	}
	before := len(srv.Mails())
	if _, err := service.ResendValidation(ctx, made.ID); err != nil || len(srv.Mails()) != before+1 {
		t.Errorf("%d mails after %d, %v", len(srv.Mails()), before, err)
	}
	active := waitOn(t, srv, service, made.ID)
	if active.PEM == "" || active.DCV != nil || active.Expires == nil || active.Provisioned == nil {
		t.Errorf("active: %+v", active)
	}
	if _, err := service.ResendValidation(ctx, made.ID); !errors.Is(err, ssl.CodeStateInvalid) || !errors.Is(err, rest.ErrConflict) {
		t.Errorf("validate what is active: %v", err)
	}

	reissued, err := service.Reissue(ctx, made.ID, newCSR(t, "example.com"))
	if err != nil || reissued.ID != made.ID || reissued.Status != ssl.StatusPending || reissued.PEM != "" {
		t.Fatalf("reissued: %+v, %v", reissued, err)
	}
	again := waitOn(t, srv, service, made.ID)
	if again.PEM == active.PEM || !again.Expires.Equal(*active.Expires) {
		t.Errorf("reissued: %+v", again)
	}

	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/ssl-certificate/*/cancel", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	cancelled, err := service.Cancel(ctx, made.ID)
	if err != nil || cancelled.Status != ssl.StatusCancelled {
		t.Errorf("cancelled: %+v, %v", cancelled, err)
	}
	if _, err := service.Cancel(ctx, made.ID); !errors.Is(err, ssl.CodeStateInvalid) {
		t.Errorf("cancel again: %v", err)
	}
	if _, err := service.Get(ctx, certID); !errors.Is(err, rest.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
}

// onPlatform are parameters that the platform in memory takes, for a plan.
func onPlatform(t *testing.T, service *ssl.Service, plan string) ssl.RequestParams {
	t.Helper()
	for found, err := range service.AllPlans(t.Context(), ssl.PlanFilter{Name: plan}) {
		if err != nil {
			t.Fatal(err)
		}
		if found.Name == plan {
			return ssl.RequestParams{Customer: 1, Plan: found.ID, CSR: newCSR(t, "example.com"), DCV: ssl.DCVDNS}
		}
	}
	t.Fatalf("no plan %q", plan)
	return ssl.RequestParams{}
}

func newCSR(t *testing.T, names ...string) string {
	t.Helper()
	_, csr, err := ssl.NewKeyAndCSR(names...)
	if err != nil {
		t.Fatal(err)
	}
	return csr
}

// waitOn waits for a certificate while the platform's time passes.
func waitOn(t *testing.T, srv *hostcontroltest.Server, service *ssl.Service, id ssl.ID) *ssl.Certificate {
	t.Helper()
	certificate, err := service.Wait(t.Context(), id, ssl.WaitOptions{
		Min: time.Microsecond, Max: time.Microsecond, Progress: func(*ssl.Certificate) { srv.Advance(time.Minute) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}
