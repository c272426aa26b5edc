package domains_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// transferJSON is a transfer as the platform in the documentation has it.
const transferJSON = `{"id":63,"name":"example.net","status":"scheduled","direction":"in","domain":null,
	"customer":{"id":48},"auth_code":"Ex4mple~Code","is_privacy_protect_enabled":true,"interval":12,"tld":{"name":"net"},
	"created":"2015-05-01T07:45:59.119998+00:00","updated":"2015-05-01T07:45:59.120045+00:00"}`

func wantTransfer(t *testing.T) *domains.Transfer {
	t.Helper()
	return &domains.Transfer{
		ID:        63,
		Name:      "example.net",
		Status:    domains.TransferScheduled,
		Direction: domains.TransferIn,
		Customer:  customers.Customer{ID: 48},
		AuthCode:  rest.NewSecret("Ex4mple~Code"),
		Privacy:   true,
		Interval:  12,
		TLD:       domains.TLDRef{Name: "net"},
		Created:   resttest.Time(t, "2015-05-01T07:45:59.119998Z"),
		Updated:   resttest.Time(t, "2015-05-01T07:45:59.120045Z"),
	}
}

// compareTransfers also takes times of different places for the same.
var compareTransfers = cmp.Options{resttest.CompareValues, cmpopts.EquateApproxTime(0)}

func validTransfer() domains.TransferParams {
	return domains.TransferParams{
		Customer:        48,
		Name:            "Example.NET.",
		AuthCode:        rest.NewSecret("Ex4mple~Code"),
		ClientReference: "move-in-118",
	}
}

func TestTransferExchanges(t *testing.T) {
	t.Parallel()
	since := time.Date(2026, 3, 1, 10, 0, 0, 0, time.FixedZone("", 3600))
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "start",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.NewTransfers(c).Start(ctx, validTransfer())
			},
			Method: "POST", Target: "/domain-transfer",
			Body:   `{"customer":48,"domain":"example.net","auth_code":"Ex4mple~Code","interval":12,"client_reference":"move-in-118"}`,
			Answer: transferJSON,
		},
		{
			Name: "start with everything",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				p := validTransfer()
				p.Name, p.AuthCode, p.Months, p.Privacy = "bücher.example", rest.Secret{}, 12, new(false)
				p.NameServers = []string{"NS1.example.org", "ns2.example.org."}
				return domains.NewTransfers(c).Start(ctx, p)
			},
			Method: "POST", Target: "/domain-transfer",
			Body: `{"customer":48,"domain":"xn--bcher-kva.example","interval":12,"is_privacy_protect_enabled":false,
				"name_servers":[{"hostname":"ns1.example.org"},{"hostname":"ns2.example.org"}],"client_reference":"move-in-118"}`,
			Answer: transferJSON,
		},
		{
			Name: "get",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.NewTransfers(c).Get(ctx, 63)
			},
			Method: "GET", Target: "/domain-transfer/63",
			Answer: transferJSON,
		},
		{
			Name: "list",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.NewTransfers(c).List(ctx, domains.TransferFilter{}, rest.WithPageSize(5))
			},
			Method: "GET", Target: "/domain-transfer?limit=5",
			Answer: "[]",
		},
		{
			Name: "list with every filter",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.NewTransfers(c).List(ctx, domains.TransferFilter{
					Customer: 48, Status: domains.TransferPending, Direction: domains.TransferOut, NamePart: "Example",
					ClientReference: "move-in-118", UpdatedSince: since, Offset: 20,
				})
			},
			Method: "GET",
			Target: "/domain-transfer?customer=48&status=pending&direction=out&name=example&client_reference=move-in-118" +
				"&updated_since=2026-03-01T09%3A00%3A00.000000%2B00%3A00&offset=20",
			Answer: "[]",
		},
		{
			Name: "all",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return rest.Collect(domains.NewTransfers(c).All(ctx, domains.TransferFilter{Customer: 48}), 0)
			},
			Method: "GET", Target: "/domain-transfer?customer=48&limit=100&offset=0",
			Answer: "[" + transferJSON + "]",
		},
		{
			Name: "supply auth code",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.NewTransfers(c).SupplyAuthCode(ctx, 63, rest.NewSecret("Ex4mple~Code"))
			},
			Method: "PUT", Target: "/domain-transfer/63",
			Body:   `{"auth_code":"Ex4mple~Code"}`,
			Answer: transferJSON,
		},
		{
			Name: "set name servers",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.NewTransfers(c).SetNameServers(ctx, 63, []string{"NS1.example.org", "ns2.example.org."})
			},
			Method: "PUT", Target: "/domain-transfer/63",
			Body:   `{"name_servers":[{"hostname":"ns1.example.org"},{"hostname":"ns2.example.org"}]}`,
			Answer: transferJSON,
		},
		{
			Name: "resend approval",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.NewTransfers(c).ResendApproval(ctx, 63)
			},
			Method: "POST", Target: "/domain-transfer/63/resend-approval",
			Body:   `[]`,
			Answer: transferJSON,
		},
		{
			Name: "cancel",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.NewTransfers(c).Cancel(ctx, 63)
			},
			Method: "POST", Target: "/domain-transfer/63/cancel",
			Body:   `[]`,
			Answer: transferJSON,
		},
	})
}

func TestTransferIsDecoded(t *testing.T) {
	t.Parallel()
	client := resttest.NewClient(t, func(*http.Request) (*http.Response, error) { return resttest.Respond(resttest.Success(transferJSON)) })
	got, err := domains.NewTransfers(client).Get(t.Context(), 63)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantTransfer(t), got, compareTransfers); diff != "" {
		t.Error(diff)
	}
}

func TestDocumentedTransfers(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/transfers.json")
	if err != nil {
		t.Fatal(err)
	}
	var documented map[string]jsontext.Value
	if err := json.Unmarshal(text, &documented); err != nil {
		t.Fatal(err)
	}
	type summary struct {
		ID        domains.TransferID
		Status    domains.TransferStatus
		Direction domains.TransferDirection
		Action    domains.RequiredAction
		Domain    domains.Name
		HasCode   bool
		Unknown   string
	}
	sum := func(t *domains.Transfer) summary {
		s := summary{t.ID, t.Status, t.Direction, t.RequiredAction(), "", !t.AuthCode.IsZero(), string(t.Unknown)}
		if t.Domain != nil {
			s.Domain = t.Domain.Name
		}
		return s
	}
	want := map[string]summary{
		"GET /domain-transfer":                      {63, "pending", "out", "none", "example.com", false, ""},
		"POST /domain-transfer":                     {62, "wait_for_auth_code", "in", "supply_auth_code", "", true, ""},
		"GET /domain-transfer/{domain_transfer_id}": {63, "completed", "in", "none", "example.net", true, ""},
		"PUT /domain-transfer/{domain_transfer_id}": {63, "scheduled", "in", "none", "", true, ""},
	}
	got := map[string]summary{}
	for name, result := range documented {
		if result.Kind() == jsontext.KindBeginObject {
			result = jsontext.Value("[" + string(result) + "]")
		}
		var list []domains.Transfer
		if err := json.Unmarshal(result, &list); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got[name] = sum(&list[0])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What this version does not know is kept, but no code is among it.
func TestUnknownOfTransferSurvives(t *testing.T) {
	t.Parallel()
	const text = `{"authcode":"Ex4mple~Code","status":"wait_for_registry","direction":"sideways","required_action":"call_them",
		"last_error":null,"name_servers":[{"hostname":"ns1.example.org","glue":true}],"priority":7}`
	var got domains.Transfer
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	want := domains.Transfer{
		Status:      "wait_for_registry",
		Direction:   "sideways",
		Action:      "call_them",
		AuthCode:    rest.NewSecret("Ex4mple~Code"),
		NameServers: []domains.NameServer{{Hostname: "ns1.example.org", Unknown: jsontext.Value(`{"glue":true}`)}},
		Unknown:     jsontext.Value(`{"priority":7}`),
	}
	if diff := cmp.Diff(want, got, resttest.CompareValues); diff != "" {
		t.Error(diff)
	}
	for _, shown := range []string{fmt.Sprintf("%+v", got), resttest.Encode(t, &got)} {
		if strings.Contains(shown, "Ex4mple~Code") {
			t.Errorf("the code is in %s", shown)
		}
	}
	if got.RequiredAction() != "call_them" {
		t.Errorf("required action %q", got.RequiredAction())
	}
}

func TestRequiredAction(t *testing.T) {
	t.Parallel()
	tests := map[domains.TransferStatus]domains.RequiredAction{
		domains.TransferWaitsForAuthCode: domains.ActionSupplyAuthCode,
		domains.TransferWaitsForApproval: domains.ActionRegistrantApproval,
		domains.TransferScheduled:        domains.ActionNone,
		domains.TransferFailed:           domains.ActionNone,
	}
	for status, want := range tests {
		if got := (&domains.Transfer{Status: status}).RequiredAction(); got != want {
			t.Errorf("%s: %s, want %s", status, got, want)
		}
	}
}

func TestTransferWrongTypesAreNamed(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		`{"id":"x"}`:                          "result.id",
		`{"status":1}`:                        "result.status",
		`{"authcode":["Ex4mple~Code"]}`:       "result.authcode",
		`{"auth_code":{"code":"Ex4mple"}}`:    "result.auth_code",
		`{"name_servers":[{"hostname":[1]}]}`: "result.name_servers.0.hostname",
		`{"domain":{"name":false}}`:           "result.domain.name",
	}
	for result, want := range tests {
		client := resttest.NewClient(t, func(*http.Request) (*http.Response, error) { return resttest.Respond(resttest.Success(result)) })
		_, err := domains.NewTransfers(client).Get(t.Context(), 63)
		if err == nil || !strings.Contains(err.Error(), want+" ") || !strings.Contains(err.Error(), "GET /domain-transfer/63") {
			t.Errorf("%s: %v does not name %s", result, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "Ex4mple") {
			t.Errorf("%s: the code is in %v", result, err)
		}
	}
}

func TestTransferValidation(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		p    domains.TransferParams
		want []string
	}{
		{"nothing", domains.TransferParams{}, []string{
			"customer: must be positive",
			"domain: must not be empty",
		}},
		{"everything", domains.TransferParams{
			Customer:        -1,
			Name:            "example",
			AuthCode:        rest.NewSecret("Ex4mple\nCode"),
			Months:          24,
			NameServers:     []string{"ns1.example.org", "", "NS1.example.org", "a.example", "b.example", "c.example"},
			ClientReference: strings.Repeat("r", 65),
		}, []string{
			"customer: must be positive",
			"domain: must have a label before its top-level domain, as example.com has",
			"auth_code: must not hold control characters",
			"interval: must be 12: a longer term is a renewal after the transfer",
			"name_servers: must not be more than 5",
			"name_servers.1: must not be empty",
			"name_servers.2: is named twice",
			"client_reference: must not be longer than 64 characters",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := domains.NewTransfers(resttest.NewClient(t, resttest.NoRequest(t))).Start(t.Context(), tt.p)
			if diff := cmp.Diff(tt.want, resttest.FieldsOf(err)); diff != "" {
				t.Error(diff)
			}
			if !errors.Is(err, rest.ErrValidation) || strings.Contains(err.Error(), "Ex4mple") {
				t.Error(err)
			}
		})
	}
}

func TestTransferFilterValidation(t *testing.T) {
	t.Parallel()
	filter := domains.TransferFilter{
		Customer: -1, Status: "a\nb", Direction: "a\nb", NamePart: strings.Repeat("n", 254),
		ClientReference: strings.Repeat("r", 65), Offset: -1,
	}
	want := []string{
		"customer: must be positive",
		"status: must not hold control characters",
		"direction: must not hold control characters",
		"name: must not be longer than 253 characters",
		"client_reference: must not be longer than 64 characters",
		"offset: must not be negative",
	}
	transfers := domains.NewTransfers(resttest.NewClient(t, resttest.NoRequest(t)))
	_, err := transfers.List(t.Context(), filter)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
	_, err = rest.Collect(transfers.All(t.Context(), filter), 0)
	if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
}

func TestTransferAuthCodeValidation(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"":                         "auth_code: must not be empty",
		"Ex4mple\x00":              "auth_code: must not hold control characters",
		"Ex4mple\xff":              "auth_code: must be valid UTF-8",
		strings.Repeat("Ex", 1000): "auth_code: must not be longer than 255 characters",
	}
	for code, want := range tests {
		_, err := domains.NewTransfers(resttest.NewClient(t, resttest.NoRequest(t))).SupplyAuthCode(t.Context(), 63, rest.NewSecret(code))
		if diff := cmp.Diff([]string{want}, resttest.FieldsOf(err)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestNameServersOfTransfers(t *testing.T) {
	t.Parallel()
	const tooMany = "a.example,b.example,c.example,d.example,e.example,f.example"
	tests := map[string]string{
		"":                       "name_servers: must not be empty",
		"ns1..example":           "name_servers.0: must not have empty labels",
		tooMany:                  "name_servers: must not be more than 5",
		"a.example.,A.example":   "name_servers.1: is named twice",
		"ns1.example.net,a b.de": `name_servers.1: must not hold ' '`,
	}
	for hostnames, want := range tests {
		list := strings.FieldsFunc(hostnames, func(r rune) bool { return r == ',' })
		_, err := domains.NewTransfers(resttest.NewClient(t, resttest.NoRequest(t))).SetNameServers(t.Context(), 63, list)
		if diff := cmp.Diff([]string{want}, resttest.FieldsOf(err)); diff != "" {
			t.Errorf("%q: %s", hostnames, diff)
		}
	}
}

func TestHostileTransferIDs(t *testing.T) {
	t.Parallel()
	tests := map[string]func(context.Context, *domains.TransferService, domains.TransferID) error{
		"Get": func(ctx context.Context, s *domains.TransferService, id domains.TransferID) error {
			_, err := s.Get(ctx, id)
			return err
		},
		"SupplyAuthCode": func(ctx context.Context, s *domains.TransferService, id domains.TransferID) error {
			_, err := s.SupplyAuthCode(ctx, id, rest.NewSecret("Ex4mple~Code"))
			return err
		},
		"SetNameServers": func(ctx context.Context, s *domains.TransferService, id domains.TransferID) error {
			_, err := s.SetNameServers(ctx, id, []string{"ns1.example.net"})
			return err
		},
		"ResendApproval": func(ctx context.Context, s *domains.TransferService, id domains.TransferID) error {
			_, err := s.ResendApproval(ctx, id)
			return err
		},
		"Cancel": func(ctx context.Context, s *domains.TransferService, id domains.TransferID) error {
			_, err := s.Cancel(ctx, id)
			return err
		},
		"Wait": func(ctx context.Context, s *domains.TransferService, id domains.TransferID) error {
			_, err := s.Wait(ctx, id, domains.WaitOptions{})
			return err
		},
	}
	for name, call := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, id := range []domains.TransferID{0, -1, math.MinInt64} {
				if err := call(t.Context(), domains.NewTransfers(resttest.NewClient(t, resttest.NoRequest(t))), id); !errors.Is(err, rest.ErrValidation) {
					t.Errorf("%d: %v", id, err)
				}
			}
		})
	}
}

// A name leaves its place neither in the body nor in the query it is looked up
// by.
func TestHostileTransferNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", ".", "..", "\x00", "example.com\x00", "example.com\n", "\xff.com", "../label", "example.com/../label", "example.com?x=1",
		"example.com#f", "example.com&customer=1", "a b.com", "-a.com", "a_b.com", "192.0.2.1", strings.Repeat("a", 64) + ".com",
	} {
		p := validTransfer()
		p.Name = name
		if _, err := domains.NewTransfers(resttest.NewClient(t, resttest.NoRequest(t))).Start(t.Context(), p); !errors.Is(err, rest.ErrValidation) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestTransferStartLost(t *testing.T) {
	t.Parallel()
	const (
		start = "POST /domain-transfer"
		look  = "GET /domain-transfer?customer=48&name=example.net&client_reference=move-in-118&limit=100&offset=0"
	)
	lost := resttest.Step{Request: start, Status: http.StatusBadGateway}
	cut := resttest.Step{Request: start, Status: resttest.Broken}
	again := resttest.Step{Request: start, Answer: resttest.Success(transferJSON)}
	refused := resttest.Step{Request: start, Answer: resttest.Failure("domain_taken")}
	recent, old := time.Now().Add(-time.Minute), time.Now().Add(-time.Hour)
	found := func(changes ...string) resttest.Step {
		fields := map[string]string{
			"id": "63", "name": `"example.net"`, "status": `"scheduled"`, "direction": `"in"`, "customer": `{"id":48}`,
			"created": resttest.Encode(t, recent), "client_reference": "null",
		}
		for i := 0; i < len(changes); i += 2 {
			fields[changes[i]] = changes[i+1]
		}
		var members []string
		for name, value := range fields {
			members = append(members, `"`+name+`":`+value)
		}
		return resttest.Step{Request: look, Answer: resttest.Success("[{" + strings.Join(members, ",") + "}]")}
	}
	tests := []struct {
		name  string
		steps []resttest.Step
		id    domains.TransferID
		err   error
	}{
		{"found by its reference", []resttest.Step{lost, found("client_reference", `"move-in-118"`)}, 63, nil},
		{"found, though the connection broke", []resttest.Step{cut, found("client_reference", `"move-in-118"`, "status", `"failed"`)}, 63, nil},
		{"not there", []resttest.Step{lost, {Request: look, Answer: resttest.Success("[]")}, again}, 63, nil},
		{"of another reference", []resttest.Step{lost, found("client_reference", `"other"`), refused, found("client_reference", `"other"`)}, 0, domains.CodeDomainTaken},
		{"without references", []resttest.Step{lost, found()}, 63, nil},
		{"without references, completed since", []resttest.Step{lost, found("status", `"completed"`)}, 63, nil},
		{"without references, failed since", []resttest.Step{lost, found("status", `"failed"`)}, 0, rest.ErrOutcomeUnknown},
		{"without references, canceled since", []resttest.Step{lost, found("status", `"canceled"`)}, 0, rest.ErrOutcomeUnknown},
		{"without references, of a longer name", []resttest.Step{lost, found("name", `"my-example.net"`), again}, 63, nil},
		{"without references, of another customer", []resttest.Step{lost, found("customer", `{"id":49}`), again}, 63, nil},
		{"without references, on its way out", []resttest.Step{lost, found("direction", `"out"`), again}, 63, nil},
		{"without references, older", []resttest.Step{lost, found("created", resttest.Encode(t, old)), refused, found("created", resttest.Encode(t, old))}, 0, domains.CodeDomainTaken},
		{"cannot be looked up", []resttest.Step{lost, {Request: look, Answer: resttest.Failure("request_permission_denied")}}, 0, rest.ErrOutcomeUnknown},
		{"refused", []resttest.Step{refused}, 0, domains.CodeDomainTaken},
		{"refused since it had happened", []resttest.Step{
			lost, {Request: look, Answer: resttest.Success("[]")}, refused, found("client_reference", `"move-in-118"`),
		}, 63, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := domains.NewTransfers(resttest.Script(t, tt.steps...)).Start(t.Context(), validTransfer())
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && got.ID != tt.id {
				t.Errorf("got transfer %d, want %d", got.ID, tt.id)
			}
			if unknown, ok := errors.AsType[*rest.OutcomeUnknownError](err); ok && unknown.Reference != "move-in-118" {
				t.Errorf("the error carries the reference %q", unknown.Reference)
			}
			if err != nil && strings.Contains(err.Error(), "Ex4mple~Code") {
				t.Errorf("the code is in %v", err)
			}
		})
	}
}

func TestTransferCancelLost(t *testing.T) {
	t.Parallel()
	const (
		cancel = "POST /domain-transfer/63/cancel"
		get    = "GET /domain-transfer/63"
	)
	lost := resttest.Step{Request: cancel, Status: http.StatusBadGateway}
	status := func(request, status string) resttest.Step {
		return resttest.Step{Request: request, Answer: resttest.Success(`{"id":63,"status":"` + status + `"}`)}
	}
	refused := resttest.Step{Request: cancel, Answer: resttest.Failure("transfer_state_invalid")}
	tests := []struct {
		name  string
		steps []resttest.Step
		err   error
	}{
		{"canceled", []resttest.Step{lost, status(get, "canceled")}, nil},
		{"not canceled", []resttest.Step{lost, status(get, "pending"), status(cancel, "canceled")}, nil},
		{"completed meanwhile", []resttest.Step{lost, status(get, "completed"), refused, status(get, "completed")}, domains.CodeTransferStateInvalid},
		{"cannot be read", []resttest.Step{lost, {Request: get, Answer: resttest.Failure("request_permission_denied")}}, rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := domains.NewTransfers(resttest.Script(t, tt.steps...)).Cancel(t.Context(), 63)
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && got.Status != domains.TransferCanceled {
				t.Errorf("status %s", got.Status)
			}
		})
	}
}

// The life of a transfer below a TLD that wants a code and has no approval.
func TestTransferOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	transfers, ctx := domains.NewTransfers(client), t.Context()

	started, err := transfers.Start(ctx, domains.TransferParams{Customer: 1, Name: "example.com"})
	if err != nil {
		t.Fatal(err)
	}
	if started.Status != domains.TransferWaitsForAuthCode || started.RequiredAction() != domains.ActionSupplyAuthCode {
		t.Errorf("status %s, action %s", started.Status, started.RequiredAction())
	}
	if _, err := transfers.Start(ctx, domains.TransferParams{Customer: 1, Name: "EXAMPLE.com"}); !errors.Is(err, domains.CodeDomainTaken) {
		t.Errorf("a second start: %v", err)
	}
	supplied, err := transfers.SupplyAuthCode(ctx, started.ID, rest.NewSecret("Ex4mple~Code"))
	if err != nil {
		t.Fatal(err)
	}
	if supplied.Status != domains.TransferScheduled || supplied.AuthCode.Reveal() != "Ex4mple~Code" {
		t.Errorf("status %s", supplied.Status)
	}
	srv.Advance(24 * time.Hour)
	completed, err := transfers.Get(ctx, started.ID)
	if err != nil {
		t.Fatal(err)
	}
	if completed.Status != domains.TransferCompleted || completed.Domain == nil || completed.Domain.Name != "example.com" {
		t.Errorf("status %s, domain %+v", completed.Status, completed.Domain)
	}
	if _, err := transfers.Cancel(ctx, started.ID); !errors.Is(err, domains.CodeTransferStateInvalid) || !errors.Is(err, rest.ErrConflict) {
		t.Errorf("to cancel what is completed: %v", err)
	}
	if _, err := transfers.Get(ctx, 1); !errors.Is(err, rest.ErrNotFound) {
		t.Errorf("an unknown transfer: %v", err)
	}
}

func TestTransferApprovalOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	transfers, ctx := domains.NewTransfers(client), t.Context()

	started, err := transfers.Start(ctx, domains.TransferParams{
		Customer: 1, Name: "example.es", NameServers: []string{"ns2.example.org", "ns1.example.org"}, ClientReference: "es-1",
	})
	if err != nil {
		t.Fatal(err)
	}
	if started.RequiredAction() != domains.ActionRegistrantApproval {
		t.Fatalf("status %s, action %s", started.Status, started.RequiredAction())
	}
	if diff := cmp.Diff([]domains.NameServer{{Hostname: "ns2.example.org"}, {Hostname: "ns1.example.org"}}, started.NameServers, resttest.CompareValues); diff != "" {
		t.Error(diff)
	}
	mails := len(srv.Mails())
	if _, err := transfers.ResendApproval(ctx, started.ID); err != nil {
		t.Error(err)
	}
	if got := len(srv.Mails()); got != mails+1 {
		t.Errorf("%d mails, want %d", got, mails+1)
	}
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/domain-transfer/*/cancel", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1})
	canceled, err := transfers.Cancel(ctx, started.ID)
	if err != nil || canceled.Status != domains.TransferCanceled {
		t.Fatalf("%+v, %v", canceled, err)
	}
	if _, err := transfers.ResendApproval(ctx, started.ID); !errors.Is(err, domains.CodeTransferStateInvalid) {
		t.Errorf("approval of what is canceled: %v", err)
	}
	page, err := transfers.List(ctx, domains.TransferFilter{Status: domains.TransferCanceled, ClientReference: "es-1"})
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != started.ID {
		t.Errorf("list: %+v, %v", page, err)
	}
}
