package customers_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const customerJSON = `{
	"id": 48,
	"label": {"reference": "0f0e0d0c-1111-4222-8333-444455556666", "brand": "Example Hosting"},
	"is_enabled": true,
	"is_verified": true,
	"is_fraud": false,
	"is_reseller": false,
	"is_ns_management_enabled": true,
	"is_dns_management_enabled": true,
	"is_auto_renew_enabled": true,
	"is_receiving_support_notifications": false,
	"tags": ["wholesale"],
	"registration_ip": "192.0.2.44",
	"primary_contact": ` + contactJSON + `,
	"client_reference": "crm-2041",
	"created": "2015-03-02T09:11:42.501335+00:00",
	"updated": "2015-03-02T09:11:42.501377+00:00",
	"is_new": {"to": "the SDK"}
}`

func wantCustomer(t *testing.T) *customers.Customer {
	return &customers.Customer{
		ID:                   48,
		Label:                customers.LabelRef{Reference: "0f0e0d0c-1111-4222-8333-444455556666", Brand: "Example Hosting"},
		Enabled:              true,
		Verified:             true,
		NameServerManagement: true,
		DNSManagement:        true,
		AutoRenew:            true,
		Tags:                 []string{"wholesale"},
		RegistrationIP:       "192.0.2.44",
		PrimaryContact:       *wantContact(t),
		ClientReference:      "crm-2041",
		Created:              resttest.Time(t, "2015-03-02T09:11:42.501335Z"),
		Updated:              resttest.Time(t, "2015-03-02T09:11:42.501377Z"),
		Unknown:              jsontext.Value(`{"is_new":{"to": "the SDK"}}`),
	}
}

func validCreate() customers.CreateParams {
	return customers.CreateParams{
		Name:            "Jane Roe",
		Address:         "Sample Lane 7",
		Zipcode:         "3511AB",
		City:            "Utrecht",
		State:           "Utrecht",
		Country:         "nl",
		Email:           "Jane@Example.org",
		Voice:           "+31.301234567",
		RegistrationIP:  netip.MustParseAddr("192.0.2.44"),
		Password:        rest.NewSecret("not-a-real-password"),
		ClientReference: "crm-2041",
	}
}

const createJSON = `{
	"name": "Jane Roe",
	"address": "Sample Lane 7",
	"zipcode": "3511AB",
	"city": "Utrecht",
	"state": "Utrecht",
	"country": "NL",
	"email": "jane@example.org",
	"voice": "+31.301234567",
	"registration_ip": "192.0.2.44",
	"password": "not-a-real-password",
	"client_reference": "crm-2041"
}`

func TestCustomerExchanges(t *testing.T) {
	t.Parallel()
	since := time.Date(2026, time.January, 5, 10, 0, 0, 123456789, time.FixedZone("", 3600))
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name:   "get",
			Call:   func(ctx context.Context, c *rest.Client) (any, error) { return customers.New(c).Get(ctx, 48) },
			Method: "GET", Target: "/customer/48", Answer: customerJSON, Want: wantCustomer(t),
		},
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := customers.New(c).List(ctx, customers.Filter{
					Email: "jane@example.org", Query: "Roe & Sons", Label: "l", Enabled: new(true), Verified: new(false),
					Fraud: new(false), Tag: "wholesale", ClientReference: "crm-2041", UpdatedSince: since, Offset: 20,
				}, rest.WithPageSize(10))
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET",
			Target: "/customer?client_reference=crm-2041&email=jane%40example.org&is_enabled=true&is_fraud=false" +
				"&is_verified=false&label=l&offset=20&query=Roe+%26+Sons&tag=wholesale" +
				"&updated_since=2026-01-05T09%3A00%3A00.123456%2B00%3A00&limit=10",
			Answer: "[" + customerJSON + "]",
			Want:   []customers.Customer{*wantCustomer(t)},
		},
		{
			Name: "list without a filter",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.New(c).List(ctx, customers.Filter{})
			},
			Method: "GET", Target: "/customer", Answer: "[]",
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(customers.New(c).All(ctx, customers.Filter{Tag: "wholesale"}), 0)
			},
			Method: "GET", Target: "/customer?tag=wholesale&limit=100&offset=0", Answer: "[" + customerJSON + "]",
			Want: []*customers.Customer{wantCustomer(t)},
		},
		{
			Name: "find by e-mail",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.New(c).FindByEmail(ctx, "Jane@Example.org")
			},
			Method: "GET", Target: "/customer?email=jane%40example.org&limit=100&offset=0", Answer: "[" + customerJSON + "]",
			Want: wantCustomer(t),
		},
		{
			Name: "create",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.New(c).Create(ctx, validCreate())
			},
			Method: "POST", Target: "/customer", Body: createJSON, Answer: customerJSON, Want: wantCustomer(t),
		},
		{
			Name: "create with everything",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				p := validCreate()
				p.Organisation, p.Gender, p.Fax, p.VATNumber = "Example Ltd", customers.GenderMale, "+31.301234568", "NL001"
				p.Address, p.State = "Sample Lane 7\nRear", ""
				p.RegistrationIP = netip.MustParseAddr("::ffff:192.0.2.44")
				return customers.New(c).Create(ctx, p)
			},
			Method: "POST", Target: "/customer", Answer: customerJSON,
			Body: `{"name":"Jane Roe","organisation":"Example Ltd","gender":"male","address":"Sample Lane 7\nRear",
				"zipcode":"3511AB","city":"Utrecht","country":"NL","email":"jane@example.org","voice":"+31.301234567",
				"fax":"+31.301234568","vat_number":"NL001","registration_ip":"192.0.2.44","password":"not-a-real-password",
				"client_reference":"crm-2041"}`,
		},
		{
			Name: "update the documented setting",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.New(c).Update(ctx, 48, customers.UpdateParams{SupportNotifications: new(false)})
			},
			Method: "PUT", Target: "/customer/48", Body: `{"is_receiving_support_notifications":false}`,
			Answer: customerJSON, Want: wantCustomer(t),
		},
		{
			Name: "update everything",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.New(c).Update(ctx, 48, customers.UpdateParams{
					SupportNotifications: new(true), Enabled: new(false), Verified: new(true), Fraud: new(true),
					NameServerManagement: new(false), DNSManagement: new(false), AutoRenew: new(false), Tags: []string{"late payer"},
				})
			},
			Method: "PUT", Target: "/customer/48", Answer: customerJSON,
			Body: `{"is_receiving_support_notifications":true,"is_enabled":false,"is_verified":true,"is_fraud":true,
				"is_ns_management_enabled":false,"is_dns_management_enabled":false,"is_auto_renew_enabled":false,"tags":["late payer"]}`,
		},
		{
			Name: "take all tags away",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.New(c).Update(ctx, 48, customers.UpdateParams{Tags: []string{}})
			},
			Method: "PUT", Target: "/customer/48", Body: `{"tags":[]}`, Answer: customerJSON,
		},
		{
			Name:   "login as",
			Call:   func(ctx context.Context, c *rest.Client) (any, error) { return customers.New(c).LoginAs(ctx, 48) },
			Method: "POST", Target: "/customer/48/login-as", Body: "[]",
			Answer: `{"url":"https://panel.example.com/login/token","expires":"2015-03-02T09:16:42.501377+00:00"}`,
			Want: &customers.LoginLink{
				URL:     rest.NewSecret("https://panel.example.com/login/token"),
				Expires: resttest.Time(t, "2015-03-02T09:16:42.501377Z"),
			},
		},
	})
}

func TestCreateMakesReference(t *testing.T) {
	t.Parallel()
	var references []string
	client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		_, after, _ := strings.Cut(resttest.ReadBody(t, r), `"client_reference":"`)
		reference, _, _ := strings.Cut(after, `"`)
		references = append(references, reference)
		return nil, io.ErrUnexpectedEOF
	})
	p := validCreate()
	p.ClientReference = ""
	_, err := customers.New(client).Create(t.Context(), p)
	unknown, ok := errors.AsType[*rest.OutcomeUnknownError](err)
	if !ok || len(references[0]) != 36 || unknown.Reference != references[0] {
		t.Errorf("sent %q, got %v", references, err)
	}
	if strings.Contains(fmt.Sprintf("%v %+v", err, p), "not-a-real") {
		t.Error("the password shows")
	}
}

func TestCustomerValidation(t *testing.T) {
	t.Parallel()
	create := func(change func(*customers.CreateParams)) func(context.Context, *customers.Service) error {
		return func(ctx context.Context, s *customers.Service) error {
			p := validCreate()
			change(&p)
			_, err := s.Create(ctx, p)
			return err
		}
	}
	update := func(p customers.UpdateParams) func(context.Context, *customers.Service) error {
		return func(ctx context.Context, s *customers.Service) error {
			_, err := s.Update(ctx, 48, p)
			return err
		}
	}
	list := func(filter customers.Filter) func(context.Context, *customers.Service) error {
		return func(ctx context.Context, s *customers.Service) error {
			_, err := s.List(ctx, filter)
			_, allErr := rest.Collect(s.All(ctx, filter), 0)
			if diff := cmp.Diff(resttest.FieldsOf(err), resttest.FieldsOf(allErr)); diff != "" {
				return fmt.Errorf("List and All differ: %s", diff)
			}
			return err
		}
	}
	tests := []struct {
		name string
		call func(context.Context, *customers.Service) error
		want []string
	}{
		{"nothing", create(func(p *customers.CreateParams) { *p = customers.CreateParams{} }), []string{
			"name: must not be empty",
			"address: must not be empty",
			"zipcode: must not be empty",
			"city: must not be empty",
			"country: must not be empty",
			"email: must not be empty",
			"voice: must not be empty",
			"registration_ip: must be an IP address",
			"password: must not be empty",
		}},
		{"everything wrong", create(func(p *customers.CreateParams) {
			*p = customers.CreateParams{
				Name: strings.Repeat("n", 256), Organisation: "a\x00", Gender: "m\x1b", Address: "a\tb",
				Zipcode: strings.Repeat("1", 17), City: strings.Repeat("c", 256), State: strings.Repeat("s", 256),
				Country: "UK", Email: "Jane <jane@example.org>", Voice: "030 1234567", Fax: "+31", VATNumber: "\xff",
				RegistrationIP: netip.MustParseAddr("fe80::1%eth0"), Password: rest.NewSecret("\xff"),
				ClientReference: strings.Repeat("r", 65),
			}
		}), []string{
			"name: must not be longer than 255 characters",
			"organisation: must not hold control characters",
			"gender: must not hold control characters",
			"address: must not hold control characters",
			"zipcode: must not be longer than 16 characters",
			"city: must not be longer than 255 characters",
			"state: must not be longer than 255 characters",
			"country: must be GB for the United Kingdom",
			"email: must be an e-mail address such as jane@example.org",
			"voice: must be a phone number such as +31.201234567",
			"fax: must be a phone number such as +31.201234567",
			"vat_number: must be valid UTF-8",
			"registration_ip: must not have a zone",
			"password: must be valid UTF-8",
			"client_reference: must not be longer than 64 characters",
		}},
		{"e-mail address that is not UTF-8", create(func(p *customers.CreateParams) { p.Email = "\xff@example.org" }), []string{
			"email: must be valid UTF-8",
		}},
		{"no change", update(customers.UpdateParams{}), []string{"names nothing to change"}},
		{"bad tags", update(customers.UpdateParams{Tags: []string{"fine", "", strings.Repeat("t", 65), "a\nb"}}), []string{
			"tags.1: must not be empty",
			"tags.2: must not be longer than 64 characters",
			"tags.3: must not hold control characters",
		}},
		{"bad filter", list(customers.Filter{
			Email: "a\r\nb", Query: "\x00", Label: "\x00", Tag: "\x00", ClientReference: "\x00", Offset: -1,
		}), []string{
			"email: must not hold control characters",
			"query: must not hold control characters",
			"label: must not hold control characters",
			"tag: must not hold control characters",
			"client_reference: must not hold control characters",
			"offset: must not be negative",
		}},
		{"not an e-mail address", func(ctx context.Context, s *customers.Service) error {
			_, err := s.FindByEmail(ctx, "jane")
			return err
		}, []string{"email: must be an e-mail address such as jane@example.org"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := tt.call(t.Context(), customers.New(resttest.NewClient(t, resttest.NoRequest(t))))
			if !errors.Is(err, rest.ErrValidation) {
				t.Errorf("%v is not a validation error", err)
			}
			if diff := cmp.Diff(tt.want, resttest.FieldsOf(err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A platform that ignores the filter, or finds the address on another contact.
func TestFindByEmailIsExact(t *testing.T) {
	t.Parallel()
	others := `[{"id":1,"primary_contact":{"email":"john@example.org"}},{"id":2,"primary_contact":{"email":"JANE@example.org"}}]`
	client := resttest.Script(t,
		resttest.Step{Request: "GET /customer?email=jane%40example.org&limit=100&offset=0", Answer: resttest.Success(others)},
		resttest.Step{Request: "GET /customer?email=joan%40example.org&limit=100&offset=0", Answer: resttest.Success(others)},
	)
	service := customers.New(client)
	found, err := service.FindByEmail(t.Context(), "jane@example.org")
	if err != nil || found.ID != 2 {
		t.Errorf("got %v, %v, want customer 2", found, err)
	}
	_, err = service.FindByEmail(t.Context(), "joan@example.org")
	if !errors.Is(err, rest.ErrNotFound) || !strings.Contains(err.Error(), "joan@example.org") {
		t.Errorf("got %v, want not found", err)
	}
	if _, ok := errors.AsType[*rest.Error](err); !ok {
		t.Errorf("%T is not a *rest.Error", err)
	}
}

func TestCreateLost(t *testing.T) {
	t.Parallel()
	const (
		post = "POST /customer"
		look = "GET /customer?email=jane%40example.org&limit=100&offset=0"
	)
	lost := resttest.Step{Request: post, Status: http.StatusBadGateway}
	found := func(reference, name, created string) resttest.Step {
		return resttest.Step{Request: look, Answer: resttest.Success(`[{"id":48,"client_reference":` + reference + `,"created":"` + created + `",
			"primary_contact":{"name":"` + name + `","address":"Sample Lane 7","zipcode":"3511ab ","city":"Utrecht",
			"country":{"code":"NL"},"email":"jane@example.org"}}]`)}
	}
	now := time.Now()
	recent, old := now.Add(-9*time.Minute).Format(time.RFC3339Nano), now.Add(-11*time.Minute).Format(time.RFC3339Nano)
	tests := []struct {
		name  string
		steps []resttest.Step
		id    customers.ID
		err   error
	}{
		{"ours by reference", []resttest.Step{lost, found(`"crm-2041"`, "Somebody", old)}, 48, nil},
		{"the connection broke", []resttest.Step{{Request: post, Status: resttest.Broken}, found(`"crm-2041"`, "Somebody", old)}, 48, nil},
		{"somebody else's", []resttest.Step{lost, found(`"other"`, "Jane Roe", recent), {Request: post, Answer: resttest.Failure("email_in_use")}, found(`"other"`, "Jane Roe", recent)}, 0, customers.CodeEmailInUse},
		{"not there", []resttest.Step{lost, {Request: look, Answer: resttest.Success("[]")}, {Request: post, Answer: resttest.Success(`{"id":49}`)}}, 49, nil},
		{"no references, ours", []resttest.Step{lost, found("null", "jane roe", recent)}, 48, nil},
		{"no references, other data", []resttest.Step{lost, found("null", "John Roe", recent), {Request: post, Answer: resttest.Failure("email_in_use")}, found("null", "John Roe", recent)}, 0, customers.CodeEmailInUse},
		{"no references, too old", []resttest.Step{lost, found("null", "Jane Roe", old)}, 0, rest.ErrOutcomeUnknown},
		{"looking fails", []resttest.Step{lost, {Request: look, Answer: resttest.Failure("request_permission_denied")}}, 0, rest.ErrOutcomeUnknown},
		{"looking finds a gateway", []resttest.Step{lost, {Request: look, Status: http.StatusNotFound, Answer: "<html>"}}, 0, rest.ErrOutcomeUnknown},
		{"refused after a lost answer, ours", []resttest.Step{
			lost, {Request: look, Answer: resttest.Success("[]")},
			{Request: post, Answer: resttest.Failure("email_in_use")}, found(`"crm-2041"`, "Jane Roe", recent),
		}, 48, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			made, err := customers.New(resttest.Script(t, tt.steps...)).Create(t.Context(), validCreate())
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && made.ID != tt.id {
				t.Errorf("got customer %s, want %s", made.ID, tt.id)
			}
		})
	}
}

func TestCreateRefusals(t *testing.T) {
	t.Parallel()
	for code, kind := range map[rest.Code]error{
		customers.CodeEmailInUse:         rest.ErrConflict,
		customers.CodeCountryNotAccepted: rest.ErrValidation,
	} {
		client := resttest.Script(t, resttest.Step{Request: "POST /customer", Answer: resttest.Failure(string(code))})
		if _, err := customers.New(client).Create(t.Context(), validCreate()); !errors.Is(err, code) || !errors.Is(err, kind) {
			t.Errorf("%s: %v", code, err)
		}
	}
}

func TestCustomersOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 25})
	service, ctx := customers.New(client), t.Context()

	made, err := service.Create(ctx, validCreate())
	if err != nil {
		t.Fatal(err)
	}
	if made.PrimaryContact.Email != "jane@example.org" || made.PrimaryContact.Country.Name != "Netherlands" || made.Label.Brand == "" {
		t.Errorf("created %+v", made)
	}
	read, err := service.Get(ctx, made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(made, read, resttest.CompareValues); diff != "" {
		t.Error("read back:", diff)
	}

	again := validCreate()
	again.ClientReference = ""
	if _, err := service.Create(ctx, again); !errors.Is(err, customers.CodeEmailInUse) || !errors.Is(err, rest.ErrConflict) {
		t.Errorf("the same e-mail address again: %v", err)
	}
	again.Email = "john@example.org"
	again.Country = "AQ"
	if _, err := service.Create(ctx, again); !errors.Is(err, rest.ErrValidation) {
		t.Errorf("a country nobody accepts: %v", err)
	}

	all, err := rest.Collect(service.All(ctx, customers.Filter{}, rest.WithPageSize(10)), 0)
	if err != nil || len(all) != 26 {
		t.Errorf("%d customers, %v, want 26", len(all), err)
	}
	page, err := service.List(ctx, customers.Filter{Offset: 20}, rest.WithPageSize(10))
	if err != nil || len(page.Items) != 6 || page.Total != 26 || page.HasNext() {
		t.Errorf("last page: %+v, %v", page, err)
	}
	found, err := service.FindByEmail(ctx, "JANE@EXAMPLE.ORG")
	if err != nil || found.ID != made.ID {
		t.Errorf("found %v, %v", found, err)
	}

	srv.Advance(time.Hour)
	changed, err := service.Update(ctx, made.ID, customers.UpdateParams{
		Enabled: new(false), Fraud: new(true), AutoRenew: new(false), Tags: []string{"late payer", "wholesale"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if changed.Enabled || !changed.Fraud || changed.AutoRenew || !changed.SupportNotifications || len(changed.Tags) != 2 {
		t.Errorf("updated to %+v", changed)
	}
	recent, err := rest.Collect(service.All(ctx, customers.Filter{UpdatedSince: changed.Updated}), 0)
	if err != nil || len(recent) != 1 || recent[0].ID != made.ID {
		t.Errorf("updated since: %v, %v", recent, err)
	}
	tagged, err := service.List(ctx, customers.Filter{Tag: "late payer", Enabled: new(false)})
	if err != nil || len(tagged.Items) != 1 {
		t.Errorf("tagged: %+v, %v", tagged, err)
	}
	changed, err = service.Update(ctx, made.ID, customers.UpdateParams{Tags: []string{}})
	if err != nil || len(changed.Tags) != 0 {
		t.Errorf("without tags: %+v, %v", changed, err)
	}
	if _, err := service.Get(ctx, 999999); !errors.Is(err, rest.ErrNotFound) {
		t.Errorf("an unknown customer: %v", err)
	}
}

// openPage opens a page the way a browser would.
func openPage(t *testing.T, srv *hostcontroltest.Server, link *customers.LoginLink) (int, string) {
	t.Helper()
	resp, err := srv.Client().Get(link.URL.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(page)
}

func TestLoginAsOpensOnce(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service := customers.New(client)
	customer, err := service.Get(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	link, err := service.LoginAs(t.Context(), customer.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := link.Expires.Sub(srv.Now()); got > 5*time.Minute || got < 4*time.Minute {
		t.Errorf("the link lives %s", got)
	}
	if text := fmt.Sprintf("%v %+v %s", link, *link, resttest.Encode(t, link)); strings.Contains(text, "http") {
		t.Errorf("the link shows: %s", text)
	}
	if status, page := openPage(t, srv, link); status != http.StatusOK || !strings.Contains(page, "Logged in as") {
		t.Errorf("opened: %d %s", status, page)
	}
	if status, _ := openPage(t, srv, link); status != http.StatusGone {
		t.Errorf("opened again: %d", status)
	}
}

// Whatever happens to the answer, there is one customer afterwards.
func TestCreateUnderFaults(t *testing.T) {
	t.Parallel()
	faults := []hostcontroltest.Fault{
		{Kind: hostcontroltest.FaultStatus, AfterCommit: true},
		{Kind: hostcontroltest.FaultStatus},
		{Kind: hostcontroltest.FaultDrop, AfterCommit: true},
		{Kind: hostcontroltest.FaultDrop},
		{Kind: hostcontroltest.FaultCut, AfterCommit: true},
		{Kind: hostcontroltest.FaultHTML, AfterCommit: true},
		{Kind: hostcontroltest.FaultEmpty, AfterCommit: true},
	}
	for _, fault := range faults {
		fault.Method, fault.Path, fault.Times = "POST", "/customer", 1
		t.Run(fmt.Sprintf("%v after commit %t", fault.Kind, fault.AfterCommit), func(t *testing.T) {
			t.Parallel()
			_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: -1, Faults: []hostcontroltest.Fault{fault}})
			service := customers.New(client)
			p := validCreate()
			p.ClientReference = ""
			made, err := service.Create(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			all, err := rest.Collect(service.All(t.Context(), customers.Filter{}), 0)
			if err != nil || len(all) != 1 || all[0].ID != made.ID || made.ClientReference == "" {
				t.Errorf("made %+v, there are %d, %v", made, len(all), err)
			}
		})
	}
}
