package ssl_test

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
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

func validRequest() ssl.RequestParams {
	return ssl.RequestParams{Customer: 48, Plan: planID, CSR: goodCSR, DCV: ssl.DCVDNS, ClientReference: "ssl-9"}
}

func TestRequestExchanges(t *testing.T) {
	t.Parallel()
	csr := resttest.Encode(t, goodCSR)
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "least",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return ssl.New(c).Request(ctx, validRequest())
			},
			Method: "POST", Target: "/ssl-certificate", Answer: certificateJSON, Want: wantCertificate(t),
			Body: `{"customer":48,"plan":"` + planID + `","csr":` + csr + `,"dcv_type":"DNS","client_reference":"ssl-9"}`,
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return ssl.New(c).Request(ctx, ssl.RequestParams{
					Customer: 48, Plan: planID, CSR: goodCSR, DCV: ssl.DCVEmail,
					ApproverEmail: "admin@example.com", ApproverFirstName: "Jane", ApproverLastName: "Roe", ApproverPhone: "+31.301234567",
					ChamberOfCommerce: "01234567", CompanyName: "Example Works", Department: "Platform",
					Address: "Sample Lane 7\nSecond floor", City: "Utrecht", Zipcode: "3511AB", ClientReference: "ssl-9",
				})
			},
			Method: "POST", Target: "/ssl-certificate", Answer: certificateJSON, Want: wantCertificate(t),
			Body: `{"customer":48,"plan":"` + planID + `","csr":` + csr + `,"dcv_type":"EMAIL",
				"approver_email_address":"admin@example.com","approver_first_name":"Jane","approver_last_name":"Roe","approver_phone_number":"+31.301234567",
				"chamber_of_commerce":"01234567","company_name":"Example Works","department":"Platform",
				"address":"Sample Lane 7\nSecond floor","city":"Utrecht","zip_code":"3511AB","client_reference":"ssl-9"}`,
		},
	})
}

func TestRequestMakesAReference(t *testing.T) {
	t.Parallel()
	client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		if body := resttest.ReadBody(t, r); !strings.Contains(body, `"client_reference":"0`) {
			t.Errorf("sent %s", body)
		}
		return resttest.Respond(resttest.Success(certificateJSON))
	})
	p := validRequest()
	p.ClientReference = ""
	if _, err := ssl.New(client).Request(t.Context(), p); err != nil {
		t.Error(err)
	}
}

func TestRequestValidation(t *testing.T) {
	t.Parallel()
	service := ssl.New(resttest.NewClient(t, resttest.NoRequest(t)))
	changed := func(change func(*ssl.RequestParams)) ssl.RequestParams {
		p := validRequest()
		change(&p)
		return p
	}
	long := strings.Repeat("l", 256)
	tests := []struct {
		name   string
		params ssl.RequestParams
		want   []string
	}{
		{"nothing", ssl.RequestParams{}, []string{
			"customer: must be positive",
			"plan: must not be empty",
			"csr: must be a certificate request in PEM",
			"dcv_type: must not be empty",
		}},
		{"mail to nobody", changed(func(p *ssl.RequestParams) { p.DCV = ssl.DCVEmail }), []string{"approver_email_address: must not be empty"}},
		{"texts", changed(func(p *ssl.RequestParams) {
			p.DCV = ssl.DCVType(long)
			p.ApproverEmail, p.ApproverFirstName, p.ApproverLastName, p.ApproverPhone = "Jane <jane@example.org>", long, "\x00", "030 1234567"
			p.ChamberOfCommerce, p.CompanyName, p.Department = long, "\n", "\x7f"
			p.Address, p.City, p.Zipcode, p.ClientReference = " ", long, "12345678901234567", strings.Repeat("r", 65)
		}), []string{
			"dcv_type: must not be longer than 255 characters",
			"approver_email_address: must be an e-mail address such as jane@example.org",
			"approver_first_name: must not be longer than 255 characters",
			"approver_last_name: must not hold control characters",
			"approver_phone_number: must be a phone number such as +31.201234567",
			"chamber_of_commerce: must not be longer than 255 characters",
			"company_name: must not hold control characters",
			"department: must not hold control characters",
			"address: must not be empty",
			"city: must not be longer than 255 characters",
			"zip_code: must not be longer than 16 characters",
			"client_reference: must not be longer than 64 characters",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := service.Request(t.Context(), tt.params)
			if diff := cmp.Diff(tt.want, resttest.FieldsOf(err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRequestLost(t *testing.T) {
	t.Parallel()
	const post = "POST /ssl-certificate"
	lost := resttest.Step{Request: post, Status: http.StatusBadGateway}
	found := func(certificates ...string) resttest.Step {
		return resttest.Step{
			Request: "GET /ssl-certificate?client_reference=ssl-9&customer=48&limit=100&offset=0",
			Answer:  resttest.Success("[" + strings.Join(certificates, ",") + "]"),
		}
	}
	now, other := time.Now(), newCSR(t, "example.com")
	certificate := func(id, reference, csr string, age time.Duration) string {
		return fmt.Sprintf(`{"id":%q,"customer":{"id":48},"plan":{"id":%q,"name":"DV"},"client_reference":%s,"csr":%s,"created":%q}`,
			id, planID, reference, resttest.Encode(t, csr), now.Add(-age).Format(time.RFC3339Nano))
	}
	const ours, none = `"ssl-9"`, "null"
	windows := strings.ReplaceAll(goodCSR, "\n", "\r\n")
	again := resttest.Step{Request: post, Answer: resttest.Success(certificate("new", ours, goodCSR, 0))}
	used := resttest.Step{Request: post, Answer: resttest.Failure("request_validation_failed")}
	tests := []struct {
		name  string
		steps []resttest.Step
		want  ssl.ID
		err   error
	}{
		{"ours", []resttest.Step{lost, found(certificate("1", ours, goodCSR, time.Hour))}, "1", nil},
		{"ours, written otherwise", []resttest.Step{lost, found(certificate("1", ours, windows, 0))}, "1", nil},
		{"ours, without the CSR", []resttest.Step{lost, found(certificate("1", ours, "", 0))}, "1", nil},
		{"ours beside others", []resttest.Step{lost, found(certificate("1", none, goodCSR, 0), certificate("2", ours, goodCSR, 0))}, "2", nil},
		{"not there", []resttest.Step{lost, found(), again}, "new", nil},
		{"lost twice", []resttest.Step{lost, found(), lost, found(certificate("1", ours, goodCSR, 0))}, "1", nil},
		{"the filter is ignored", []resttest.Step{lost, found(certificate("1", `"other"`, goodCSR, 0)), again}, "new", nil},
		{"our reference with another key", []resttest.Step{
			lost, found(certificate("1", ours, other, 0)), used, found(certificate("1", ours, other, 0)),
		}, "", rest.ErrValidation},
		{"no references", []resttest.Step{lost, found(certificate("1", none, goodCSR, 9*time.Minute))}, "", rest.ErrOutcomeUnknown},
		{"no references, too old", []resttest.Step{lost, found(certificate("1", none, goodCSR, 11*time.Minute)), again}, "new", nil},
		{"no references, another key", []resttest.Step{lost, found(certificate("1", none, other, 0)), again}, "new", nil},
		{"no references, another plan", []resttest.Step{lost, found(`{"id":"1","plan":"` + certID + `"}`), again}, "new", nil},
		{"no references, another customer", []resttest.Step{lost, found(`{"id":"1","customer":{"id":49}}`), again}, "new", nil},
		{"nothing but the documented fields", []resttest.Step{lost, found(`{"id":"1","status":"pending","plan":"` + planID + `"}`)}, "", rest.ErrOutcomeUnknown},
		{"looking fails", []resttest.Step{lost, {Request: found().Request, Answer: resttest.Failure("request_permission_denied")}}, "", rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			made, err := ssl.New(resttest.Script(t, tt.steps...)).Request(t.Context(), validRequest())
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && made.ID != tt.want {
				t.Errorf("got certificate %s, want %s", made.ID, tt.want)
			}
			if unknown, ok := errors.AsType[*rest.OutcomeUnknownError](err); ok && unknown.Reference != "ssl-9" {
				t.Errorf("the error carries the reference %q", unknown.Reference)
			}
		})
	}
}

func TestRequestOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := ssl.New(client), t.Context()
	p := onPlatform(t, service, "OV")
	if _, err := service.Request(ctx, p); !errors.Is(err, rest.ErrValidation) {
		t.Errorf("without an approver: %v", err)
	}
	p.ApproverFirstName, p.ApproverLastName, p.Department, p.ChamberOfCommerce = "Jane", "Roe", "Platform", "01234567"
	p.Address, p.ClientReference = "Sample Lane 7", "ssl-9"
	before := transactions(t, srv, client)
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/ssl-certificate", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	made, err := service.Request(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	if made.Status != ssl.StatusPending || made.ClientReference != "ssl-9" || made.Customer.ID != 1 || made.Plan.ID != p.Plan ||
		made.CSR != p.CSR || made.DCV == nil || made.DCV.Type != ssl.DCVDNS || made.PEM != "" || made.Unknown != nil {
		t.Errorf("made %+v", made)
	}
	if after := transactions(t, srv, client); after != before+1 {
		t.Errorf("%d transactions after %d", after, before)
	}
	read, err := service.Get(ctx, made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(made, read, resttest.CompareValues); diff != "" {
		t.Error("read back:", diff)
	}
	again, err := service.Request(ctx, p)
	if err != nil || again.ID != made.ID {
		t.Errorf("repeated after a restart: %+v, %v", again, err)
	}
	found, err := rest.Collect(service.All(ctx, ssl.Filter{Customer: 1, Plan: p.Plan, Status: ssl.StatusPending}), 0)
	if err != nil || len(found) != 1 {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestRequestRefusals(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 3})
	_, unverified := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1, Unverified: true})
	ctx := t.Context()
	for id, p := range map[customers.ID]customers.UpdateParams{2: {Fraud: new(true)}, 3: {Enabled: new(false)}} {
		if _, err := customers.New(client).Update(ctx, id, p); err != nil {
			t.Fatal(err)
		}
	}
	good := onPlatform(t, ssl.New(client), "DV")
	tests := []struct {
		name   string
		client *rest.Client
		change func(*ssl.RequestParams)
		want   error
	}{
		{"tagged as fraud", client, func(p *ssl.RequestParams) { p.Customer = 2 }, domains.CodeCustomerFraudTagged},
		{"disabled", client, func(p *ssl.RequestParams) { p.Customer = 3 }, domains.CodeCustomerDisabled},
		{"not verified", unverified, func(*ssl.RequestParams) {}, rest.CodeResellerUnverified},
		{"unknown plan", client, func(p *ssl.RequestParams) { p.Plan = planID }, rest.ErrValidation},
		{"unknown customer", client, func(p *ssl.RequestParams) { p.Customer = 99 }, rest.ErrValidation},
		{"too many hosts", client, func(p *ssl.RequestParams) { p.CSR = newCSR(t, "example.com", "example.net") }, rest.ErrValidation},
	}
	for _, tt := range tests {
		p := good
		tt.change(&p)
		if _, err := ssl.New(tt.client).Request(ctx, p); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// What the balance does not cover is not bought.
func TestRequestWithoutBalance(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service := ssl.New(client)
	p := onPlatform(t, service, "EV")
	p.ApproverFirstName, p.ApproverLastName, p.Department, p.ChamberOfCommerce = "Jane", "Roe", "Platform", "01234567"
	var err error
	for range 1000 {
		if _, err = service.Request(t.Context(), p); err != nil {
			break
		}
	}
	if !errors.Is(err, customers.CodeInsufficientBalance) {
		t.Errorf("got %v", err)
	}
}

// On a network that loses answers, every certificate is bought and charged once.
func TestEverythingIsBoughtOnce(t *testing.T) {
	t.Parallel()
	const times = 30
	faults, err := hostcontroltest.Profile("lossy")
	if err != nil {
		t.Fatal(err)
	}
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service, ctx := ssl.New(client), t.Context()
	p := onPlatform(t, service, "DV")
	before := transactions(t, srv, client)
	srv.Inject(faults...)
	made := make(map[ssl.ID]bool)
	for range times {
		certificate, err := service.Request(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		made[certificate.ID] = true
	}
	srv.ClearFaults()
	found, err := rest.Collect(service.All(ctx, ssl.Filter{}), 0)
	if err != nil || len(made) != times || len(found) != times {
		t.Errorf("%d certificates made, %d found, %v, want %d", len(made), len(found), err, times)
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

// transactions counts the charges of the reseller.
func transactions(t *testing.T, srv *hostcontroltest.Server, client *rest.Client) int {
	t.Helper()
	all, err := rest.Collect(customers.NewResellers(client).AllTransactions(t.Context(), srv.ResellerReference, customers.TransactionFilter{}), 0)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}
