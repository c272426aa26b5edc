package billing_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

func newCSR(t *testing.T, hosts ...string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{DNSNames: hosts}, key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}))
}

// jsonText is a text as JSON.
func jsonText(t *testing.T, text string) string { return resttest.Encode(t, text) }

func TestCreateOrderExchanges(t *testing.T) {
	t.Parallel()
	csr := newCSR(t, "www.example.nl")
	create := func(b *billing.OrderBuilder) func(context.Context, *rest.Client) (any, error) {
		return func(ctx context.Context, c *rest.Client) (any, error) {
			return billing.NewOrders(c).Create(ctx, b.ClientReference("o-1"))
		}
	}
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name:   "registration",
			Call:   create(billing.NewOrder(48).Register(billing.RegisterPart{Name: "Example.NL."})),
			Method: "POST", Target: "/order",
			Body:   `{"customer":48,"type":"new","order":[{"type":"domain-register-order","name":"example.nl","interval":12}],"client_reference":"o-1"}`,
			Answer: orderJSON, Want: wantOrder(t),
		},
		{
			Name:   "renewals",
			Call:   create(billing.NewOrder(48).Renew(billing.RenewPart{Name: "example.nl"}).Renew(billing.RenewPart{Name: "bücher.example"})),
			Method: "POST", Target: "/order",
			Body: `{"customer":48,"type":"renew","order":[{"type":"domain-renew-order","name":"example.nl","interval":12},
				{"type":"domain-renew-order","name":"xn--bcher-kva.example","interval":12}],"client_reference":"o-1"}`,
			Answer: orderJSON, Want: wantOrder(t),
		},
		{
			Name: "everything",
			Call: create(billing.NewOrder(48).
				Register(billing.RegisterPart{Name: "example.nl", Privacy: new(false)}).
				Transfer(billing.TransferPart{Name: "example.org", AuthCode: rest.NewSecret("code-1"), Privacy: new(true), NameServers: []string{"NS1.example.net", "ns2.example.net"}}).
				Transfer(billing.TransferPart{Name: "example.com"}).
				Hosting(billing.HostingPart{Plan: 2, Months: 24, Domain: "example.nl"}).
				Hosting(billing.HostingPart{Plan: 1}).
				Certificate(billing.CertificatePart{Plan: "1", CSR: csr, DCV: ssl.DCVEmail, ApproverEmail: "admin@example.nl", CompanyName: "Example"})),
			Method: "POST", Target: "/order",
			Body: `{"customer":48,"type":"new","order":[
				{"type":"domain-register-order","name":"example.nl","interval":12,"is_privacy_protect_enabled":false},
				{"type":"domain-transfer-order","name":"example.org","interval":12,"auth_code":"code-1","is_privacy_protect_enabled":true,
					"name_servers":[{"hostname":"ns1.example.net"},{"hostname":"ns2.example.net"}]},
				{"type":"domain-transfer-order","name":"example.com","interval":12},
				{"type":"hosting-order","plan":2,"interval":24,"domain":"example.nl"},
				{"type":"hosting-order","plan":1},
				{"type":"ssl-order","plan":"1","csr":` + jsonText(t, csr) + `,"dcv_type":"EMAIL","approver_email_address":"admin@example.nl","company_name":"Example"}
			],"client_reference":"o-1"}`,
			Answer: orderJSON, Want: wantOrder(t),
		},
	})
}

func TestOrderValidation(t *testing.T) {
	t.Parallel()
	service := billing.NewOrders(resttest.NewClient(t, resttest.NoRequest(t)))
	long := strings.Repeat("x", 256)
	csr := newCSR(t, "www.example.nl")
	tests := []struct {
		name  string
		order *billing.OrderBuilder
		want  []string
	}{
		{"none", nil, []string{"customer: must be positive", "order: must not be empty"}},
		{"nothing", billing.NewOrder(-1).ClientReference(strings.Repeat("r", 65)), []string{
			"customer: must be positive", "order: must not be empty", "client_reference: must not be longer than 64 characters",
		}},
		{"names", billing.NewOrder(48).
			Register(billing.RegisterPart{Name: "example"}).
			Register(billing.RegisterPart{Name: "example.nl"}).
			Transfer(billing.TransferPart{Name: "EXAMPLE.nl"}).
			Hosting(billing.HostingPart{Plan: 1, Domain: "example.nl"}), []string{
			`order.0.name: domain name "example" must have a label before its top-level domain, as example.com has`,
			"order.2.name: is ordered twice",
		}},
		{"renewal among others", billing.NewOrder(48).
			Renew(billing.RenewPart{Name: "example.nl"}).
			Register(billing.RegisterPart{Name: "example.com"}), []string{
			"type: must not be for renewals and for new products at once",
		}},
		{"transfer", billing.NewOrder(48).
			Transfer(billing.TransferPart{Name: "example.nl", AuthCode: rest.NewSecret("a\nb"), NameServers: make([]string, 6)}), []string{
			"order.0.auth_code: must not hold control characters",
			"order.0.name_servers: must not be more than 5",
			`order.0.name_servers.0: domain name "" must not be empty`, `order.0.name_servers.1: domain name "" must not be empty`,
			`order.0.name_servers.2: domain name "" must not be empty`, `order.0.name_servers.3: domain name "" must not be empty`,
			`order.0.name_servers.4: domain name "" must not be empty`, `order.0.name_servers.5: domain name "" must not be empty`,
		}},
		{"hosting", billing.NewOrder(48).Hosting(billing.HostingPart{Months: -1, Domain: "a b"}), []string{
			"order.0.plan: must be positive",
			"order.0.interval: must not be negative",
			`order.0.domain: domain name "a b" must not hold ' '`,
		}},
		{"certificate", billing.NewOrder(48).Certificate(billing.CertificatePart{
			ApproverEmail: "x", ApproverFirstName: long, ApproverLastName: long, ApproverPhone: "1", ChamberOfCommerce: long,
			CompanyName: long, Department: long, Address: long, City: long, Zipcode: long,
		}), []string{
			"order.0.plan: must not be empty",
			"order.0.csr: must be a certificate request in PEM",
			"order.0.dcv_type: must not be empty",
			"order.0.approver_email_address: must be an e-mail address such as jane@example.org",
			"order.0.approver_first_name: must not be longer than 255 characters",
			"order.0.approver_last_name: must not be longer than 255 characters",
			"order.0.approver_phone_number: must be a phone number such as +31.201234567",
			"order.0.chamber_of_commerce: must not be longer than 255 characters",
			"order.0.company_name: must not be longer than 255 characters",
			"order.0.department: must not be longer than 255 characters",
			"order.0.address: must not be longer than 255 characters",
			"order.0.city: must not be longer than 255 characters",
			"order.0.zip_code: must not be longer than 16 characters",
		}},
		{"requests", billing.NewOrder(48).
			Certificate(billing.CertificatePart{Plan: "1", DCV: ssl.DCVDNS, CSR: csr + "-----BEGIN EC PRIVATE KEY-----"}).
			Certificate(billing.CertificatePart{Plan: "1", DCV: ssl.DCVDNS, CSR: strings.Repeat("x", 16<<10+1)}).
			Certificate(billing.CertificatePart{Plan: "1", DCV: ssl.DCVDNS, CSR: "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"}).
			Certificate(billing.CertificatePart{Plan: "1", DCV: ssl.DCVEmail, CSR: csr}), []string{
			"order.0.csr: must not come with a private key",
			"order.1.csr: must not be longer than 16384 bytes",
			"order.2.csr: must be a certificate request that can be read",
			"order.3.approver_email_address: must not be empty",
		}},
	}
	for _, tt := range tests {
		_, err := service.Create(t.Context(), tt.order)
		if diff := cmp.Diff(tt.want, resttest.FieldsOf(err)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// An auth code is in no print of an order that is being built, nor in the error
// of one that cannot be placed.
func TestOrderKeepsSecrets(t *testing.T) {
	t.Parallel()
	order := billing.NewOrder(48).Transfer(billing.TransferPart{Name: "example.org", AuthCode: rest.NewSecret("canary-1")})
	client := resttest.NewClient(t, func(*http.Request) (*http.Response, error) {
		return resttest.Respond(`{"success":false,"error":{"code":"request_permission_denied","message":"no canary-2"}}`)
	})
	_, err := billing.NewOrders(client).Create(t.Context(), order)
	for _, text := range []string{fmt.Sprintf("%v %+v %#v", order, order, order), err.Error(), fmt.Sprintf("%+v", err)} {
		if strings.Contains(text, "canary-1") {
			t.Errorf("found in %s", text)
		}
	}
}

func TestCreateOrderLost(t *testing.T) {
	t.Parallel()
	const look = "GET /order?customer=48&client_reference=o-1&limit=100&offset=0"
	lost := resttest.Step{Request: "POST /order", Status: resttest.Broken}
	again := resttest.Step{Request: lost.Request, Answer: resttest.Success(orderJSON)}
	found := func(list ...string) resttest.Step {
		return resttest.Step{Request: look, Answer: resttest.Success("[" + strings.Join(list, ",") + "]")}
	}
	order := func(part, reference, created string) string {
		return `{"id":205,"type":"new","state":"new","customer":` + customerJSON + `,"parts":[` + part + `],"client_reference":` + reference + `,"created":"` + created + `"}`
	}
	const part, old = `{"type":"domain-register-order","domain":{"name":"example.nl"}}`, "2015-06-11T10:02:33Z"
	tests := []struct {
		name  string
		steps []resttest.Step
		err   error
	}{
		{"ours", []resttest.Step{lost, found(order(part, `"o-1"`, old))}, nil},
		{"ours, of which little is told", []resttest.Step{lost, found(order(`{"type":"domain-register-order"}`, `"o-1"`, old))}, nil},
		{"not there", []resttest.Step{lost, found(), again}, nil},
		{"another one", []resttest.Step{lost, found(order(part, `"o-0"`, old)), again}, nil},
		{"used for another domain", []resttest.Step{lost, found(order(`{"type":"domain-register-order","domain":{"name":"example.be"}}`, `"o-1"`, old)), again}, nil},
		{"used for another part", []resttest.Step{lost, found(order(`{"type":"domain-transfer-order","domain":{"name":"example.nl"}}`, `"o-1"`, old)), again}, nil},
		{"used for more", []resttest.Step{lost, found(order(part+","+part, `"o-1"`, old)), again}, nil},
		{"used for another customer", []resttest.Step{lost, found(with(order(part, `"o-1"`, old), `"id": 48`, `"id": 49`)), again}, nil},
		{"no references, an old one", []resttest.Step{lost, found(order(part, "null", old)), again}, nil},
		{"no references, a new one", []resttest.Step{lost, found(order(part, "null", recent))}, rest.ErrOutcomeUnknown},
		{"looking fails", []resttest.Step{lost, {Request: look, Answer: resttest.Failure("request_permission_denied")}}, rest.ErrOutcomeUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := billing.NewOrder(48).Register(billing.RegisterPart{Name: "example.nl"}).ClientReference("o-1")
			made, err := billing.NewOrders(resttest.Script(t, tt.steps...)).Create(t.Context(), b)
			if !errors.Is(err, tt.err) {
				t.Fatalf("got %v, want %v", err, tt.err)
			}
			if err == nil && made.ID != 205 {
				t.Errorf("got order %s", made.ID)
			}
		})
	}
}
