package customers_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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

const contactJSON = `{
	"id": 71,
	"type": "primary",
	"name": "Jane Roe",
	"organisation": null,
	"gender": "male",
	"address": "Sample Lane 7",
	"zipcode": "3511AB",
	"city": "Utrecht",
	"state": "Utrecht",
	"country": {"code": "NL", "name": "Netherlands"},
	"email": "jane@example.org",
	"voice": "+31.301234567",
	"fax": null,
	"vat_number": null,
	"extra": {"TciRu": {"IDNumber": "1234567890", "issuedByCountry": "NL", "patronymic": "I"}, "Other": {"a": [1]}},
	"domains": ["example.com", "example.net"],
	"client_reference": null,
	"created": "2015-03-02T09:11:42.508088+00:00",
	"updated": "2015-03-02T09:11:42.508123+00:00"
}`

func wantContact(t *testing.T) *customers.Contact {
	return &customers.Contact{
		ID:      71,
		Type:    customers.ContactPrimary,
		Name:    "Jane Roe",
		Gender:  customers.GenderMale,
		Address: "Sample Lane 7",
		Zipcode: "3511AB",
		City:    "Utrecht",
		State:   "Utrecht",
		Country: customers.Country{Code: "NL", Name: "Netherlands"},
		Email:   "jane@example.org",
		Voice:   "+31.301234567",
		Extra: customers.RegistryData{
			TciRu: &customers.TciRu{
				IDNumber:        "1234567890",
				IssuedByCountry: "NL",
				Unknown:         jsontext.Value(`{"patronymic":"I"}`),
			},
			Others: jsontext.Value(`{"Other":{"a": [1]}}`),
		},
		Domains: []string{"example.com", "example.net"},
		Created: resttest.Time(t, "2015-03-02T09:11:42.508088Z"),
		Updated: resttest.Time(t, "2015-03-02T09:11:42.508123Z"),
	}
}

func validContact() customers.ContactCreateParams {
	return customers.ContactCreateParams{
		Customer:        48,
		Name:            "John Roe",
		Address:         "Sample Lane 7",
		Zipcode:         "3511AB",
		City:            "Utrecht",
		Country:         "NL",
		Email:           "John@example.org",
		Voice:           "+31.301234567",
		ClientReference: "contact-9",
	}
}

func TestContactExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				page, err := customers.NewContacts(c).List(ctx, customers.ContactFilter{
					Customer: 48, ClientReference: "contact-9", UpdatedSince: time.Unix(0, 0), Offset: 1,
				})
				if err != nil {
					return nil, err
				}
				return page.Items, nil
			},
			Method: "GET",
			Target: "/contact?client_reference=contact-9&customer=48&offset=1&updated_since=1970-01-01T00%3A00%3A00.000000%2B00%3A00",
			Answer: "[" + contactJSON + "]", Want: []customers.Contact{*wantContact(t)},
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(customers.NewContacts(c).All(ctx, customers.ContactFilter{Customer: 48}), 0)
			},
			Method: "GET", Target: "/contact?customer=48&limit=100&offset=0",
			Answer: "[" + contactJSON + "]", Want: []*customers.Contact{wantContact(t)},
		},
		{
			Name:   "get",
			Call:   func(ctx context.Context, c *rest.Client) (any, error) { return customers.NewContacts(c).Get(ctx, 71) },
			Method: "GET", Target: "/contact/71", Answer: contactJSON, Want: wantContact(t),
		},
		{
			Name: "create",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.NewContacts(c).Create(ctx, validContact())
			},
			Method: "POST", Target: "/contact", Answer: contactJSON, Want: wantContact(t),
			Body: `{"customer":48,"name":"John Roe","address":"Sample Lane 7","zipcode":"3511AB","city":"Utrecht","country":"NL",
				"email":"john@example.org","voice":"+31.301234567","client_reference":"contact-9"}`,
		},
		{
			Name: "replace",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				p := wantContact(t).Params()
				p.Address, p.Country = "Changed Lane 9", "nl"
				return customers.NewContacts(c).Replace(ctx, 71, p)
			},
			Method: "PUT", Target: "/contact/71", Answer: contactJSON, Want: wantContact(t),
			Body: `{"name":"Jane Roe","gender":"male","address":"Changed Lane 9","zipcode":"3511AB","city":"Utrecht","state":"Utrecht",
				"country":"NL","email":"jane@example.org","voice":"+31.301234567",
				"extra":{"TciRu":{"IDNumber":"1234567890","issuedByCountry":"NL","patronymic":"I"},"Other":{"a":[1]}}}`,
		},
		{
			Name: "replace with less",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return customers.NewContacts(c).Replace(ctx, 71, customers.ReplaceParams{
					Name: "Jane Roe", Address: "Sample Lane 7", Zipcode: "3511AB", City: "Utrecht", Country: "NL",
					Email: "Jane@example.org", Voice: "+31.301234567",
				})
			},
			Method: "PUT", Target: "/contact/71", Answer: contactJSON,
			Body: `{"name":"Jane Roe","address":"Sample Lane 7","zipcode":"3511AB","city":"Utrecht","country":"NL",
				"email":"Jane@example.org","voice":"+31.301234567"}`,
		},
		{
			Name: "delete",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return nil, customers.NewContacts(c).Delete(ctx, 71)
			},
			Method: "DELETE", Target: "/contact/71", Body: "[]",
		},
	})
}

func TestContactValidation(t *testing.T) {
	t.Parallel()
	service := customers.NewContacts(resttest.NewClient(t, resttest.NoRequest(t)))
	tests := []struct {
		name string
		call func(context.Context) error
		want []string
	}{
		{"create", func(ctx context.Context) error {
			p := validContact()
			p.Customer, p.Country, p.Email, p.ClientReference = -1, "N", "john", " "
			p.Extra = customers.RegistryData{Others: jsontext.Value("[1]")}
			_, err := service.Create(ctx, p)
			return err
		}, []string{
			"customer: must be positive",
			"country: must be a country code of two letters",
			"email: must be an e-mail address such as jane@example.org",
			"extra: must be a JSON object",
			"client_reference: must not be empty",
		}},
		{"replace", func(ctx context.Context) error {
			p := wantContact(t).Params()
			p.Voice = ""
			p.Extra.Others = jsontext.Value(`{"a":`)
			p.Extra.TciRu = &customers.TciRu{
				IDNumber: "\x00", IssuedDate: "\x00", BirthDate: "\xff", IssuedByCity: "a\nb",
				IssuedByCountry: strings.Repeat("n", 256), Unknown: jsontext.Value("1"),
			}
			_, err := service.Replace(ctx, 0, p)
			return err
		}, []string{
			"contact_id: must be positive",
			"voice: must not be empty",
			"extra: must be a JSON object",
			"extra.TciRu.IDNumber: must not hold control characters",
			"extra.TciRu.issuedDate: must not hold control characters",
			"extra.TciRu.birthDate: must be valid UTF-8",
			"extra.TciRu.issuedByCity: must not hold control characters",
			"extra.TciRu.issuedByCountry: must not be longer than 255 characters",
			"extra.TciRu: must be a JSON object",
		}},
		{"list", func(ctx context.Context) error {
			_, err := service.List(ctx, customers.ContactFilter{Customer: -1, ClientReference: "\x00", Offset: -1})
			return err
		}, []string{
			"customer: must be positive",
			"client_reference: must not hold control characters",
			"offset: must not be negative",
		}},
		{"all", func(ctx context.Context) error {
			_, err := rest.Collect(service.All(ctx, customers.ContactFilter{Customer: -1}), 0)
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

// Parameters made of a contact share nothing with it.
func TestContactParamsAreOwn(t *testing.T) {
	t.Parallel()
	contact := wantContact(t)
	p := contact.Params()
	p.Extra.TciRu.IDNumber = "changed"
	p.Extra.TciRu.Unknown[1] = 'x'
	p.Extra.Others[1] = 'x'
	if diff := cmp.Diff(wantContact(t), contact, resttest.CompareValues); diff != "" {
		t.Error(diff)
	}
}

func TestContactCreateLost(t *testing.T) {
	t.Parallel()
	const post = "POST /contact"
	lost := resttest.Step{Request: post, Status: http.StatusBadGateway}
	found := func(contacts string) resttest.Step {
		return resttest.Step{
			Request: "GET /contact?client_reference=contact-9&customer=48&limit=100&offset=0",
			Answer:  resttest.Success("[" + contacts + "]"),
		}
	}
	contact := func(id int, reference, email string) string {
		return fmt.Sprintf(`{"id":%d,"client_reference":%s,"name":"John Roe","address":"Sample Lane 7","zipcode":"3511AB",
			"city":"Utrecht","country":{"code":"NL"},"email":%q}`, id, reference, email)
	}
	again := resttest.Step{Request: post, Answer: resttest.Success(`{"id":74}`)}
	tests := []struct {
		name  string
		steps []resttest.Step
		id    customers.ContactID
		err   error
	}{
		{"ours", []resttest.Step{lost, found(contact(72, `"contact-9"`, "john@example.org"))}, 72, nil},
		{"ours among all", []resttest.Step{lost, found(contact(71, "null", "john@example.org") + "," + contact(72, `"contact-9"`, "john@example.org"))}, 72, nil},
		{"not there", []resttest.Step{lost, found(""), again}, 74, nil},
		{"the filter is ignored", []resttest.Step{lost, found(contact(71, `"other"`, "john@example.org")), again}, 74, nil},
		{"no references, other data", []resttest.Step{lost, found(contact(71, "null", "joan@example.org")), again}, 74, nil},
		{"no references, the same data", []resttest.Step{lost, found(contact(71, "null", "JOHN@example.org"))}, 0, rest.ErrOutcomeUnknown},
		{"looking fails", []resttest.Step{lost, {Request: found("").Request, Answer: resttest.Failure("request_permission_denied")}}, 0, rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			made, err := customers.NewContacts(resttest.Script(t, tt.steps...)).Create(t.Context(), validContact())
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && made.ID != tt.id {
				t.Errorf("got contact %s, want %s", made.ID, tt.id)
			}
		})
	}
}

func TestContactDeleteRepeated(t *testing.T) {
	t.Parallel()
	const request = "DELETE /contact/71"
	gone := resttest.Step{Request: request, Answer: resttest.Failure("request_resource_unknown")}
	lost := resttest.Step{Request: request, Status: http.StatusBadGateway}
	tests := []struct {
		name  string
		steps []resttest.Step
		err   error
	}{
		{"gone from the start", []resttest.Step{gone}, rest.ErrNotFound},
		{"gone after a lost answer", []resttest.Step{lost, gone}, nil},
		{"in use", []resttest.Step{{Request: request, Answer: resttest.Failure("contact_in_use")}}, customers.CodeContactInUse},
		{"a gateway after a lost answer", []resttest.Step{lost, {Request: request, Status: http.StatusNotFound}}, rest.ErrNotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if err := customers.NewContacts(resttest.Script(t, tt.steps...)).Delete(t.Context(), 71); !errors.Is(err, tt.err) {
				t.Errorf("got %v, want %v", err, tt.err)
			}
		})
	}
}

func TestContactsOnPlatform(t *testing.T) {
	t.Parallel()
	_, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 2})
	service, ctx := customers.NewContacts(client), t.Context()
	p := validContact()
	p.Customer = 1
	p.Extra = customers.RegistryData{
		TciRu:  &customers.TciRu{IDNumber: "1234567890", IssuedByCountry: "NL"},
		Others: jsontext.Value(`{"Other":{"a":1}}`),
	}
	made, err := service.Create(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	if made.Type == customers.ContactPrimary || made.ClientReference != "contact-9" {
		t.Errorf("created %+v", made)
	}
	if again, err := service.Create(ctx, p); err != nil || again.ID != made.ID {
		t.Errorf("the same call again: %v, %v", again, err)
	}
	p.Name = "John Doe"
	if other, err := service.Create(ctx, p); !errors.Is(err, rest.ErrValidation) {
		t.Errorf("the same reference for another contact: %v, %v", other, err)
	}

	changed := made.Params()
	changed.City = "Amersfoort"
	replaced, err := service.Replace(ctx, made.ID, changed)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(changed, replaced.Params(), resttest.CompareValues); diff != "" {
		t.Error("replaced:", diff)
	}

	primary := customers.ContactID(0)
	for contact, err := range service.All(ctx, customers.ContactFilter{Customer: 1}) {
		if err != nil {
			t.Fatal(err)
		}
		if contact.Type == customers.ContactPrimary {
			primary = contact.ID
		}
	}
	if err := service.Delete(ctx, primary); !errors.Is(err, customers.CodeContactInUse) || !errors.Is(err, rest.ErrConflict) {
		t.Errorf("deleting the primary contact: %v", err)
	}
	if err := service.Delete(ctx, made.ID); err != nil {
		t.Error(err)
	}
	if _, err := service.Get(ctx, made.ID); !errors.Is(err, rest.ErrNotFound) {
		t.Errorf("after the deletion: %v", err)
	}
}
