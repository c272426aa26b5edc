package ssl

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/internal/lost"
	"github.com/hostcontrol-go/sdk/rest"
)

// RequestParams say which certificate is bought for whom. Texts are at most
// 255 characters. Plans that validate an organization (OV, EV) need the name
// of an approver, the department and the number of the chamber of commerce.
type RequestParams struct {
	Customer customers.ID `json:"customer"`
	Plan     PlanID       `json:"plan"`
	// CSR is the signing request in PEM, with an RSA key of 2048 to 8192 bits or
	// an ECDSA key of at least 256, and the names of the hosts.
	CSR string `json:"csr"`
	// DCV is how the customer shows control over the names.
	DCV DCVType `json:"dcv_type"`

	// ApproverEmail is where the mail of [DCVEmail] goes to, and needed for it.
	ApproverEmail     string `json:"approver_email_address,omitzero"`
	ApproverFirstName string `json:"approver_first_name,omitzero"`
	ApproverLastName  string `json:"approver_last_name,omitzero"`
	ApproverPhone     string `json:"approver_phone_number,omitzero"` // as "+31.201234567"
	ChamberOfCommerce string `json:"chamber_of_commerce,omitzero"`
	// CompanyName is taken from the CSR where it is empty.
	CompanyName string `json:"company_name,omitzero"`
	Department  string `json:"department,omitzero"`
	Address     string `json:"address,omitzero"` // street, may have several lines
	City        string `json:"city,omitzero"`
	Zipcode     string `json:"zip_code,omitzero"` // at most 16 characters

	// ClientReference is the caller's own name for the certificate, unique and
	// at most 64 characters. Without it the SDK makes one.
	ClientReference string `json:"client_reference"`
}

// complete gives p a reference, cleans the CSR of what is not sent, and checks
// it all.
func (p *RequestParams) complete(operation string) error {
	p.ClientReference = cmp.Or(p.ClientReference, rest.NewReference())
	var f check.Fields
	f.ID("customer", int64(p.Customer))
	f.Required("plan", string(p.Plan), check.MaxText)
	p.CSR = readCSR(&f, p.CSR)
	f.Required("dcv_type", string(p.DCV), check.MaxText)
	if p.DCV == DCVEmail || p.ApproverEmail != "" {
		f.Email("approver_email_address", p.ApproverEmail)
	}
	f.Text("approver_first_name", p.ApproverFirstName, check.MaxText)
	f.Text("approver_last_name", p.ApproverLastName, check.MaxText)
	f.Phone("approver_phone_number", p.ApproverPhone)
	f.Text("chamber_of_commerce", p.ChamberOfCommerce, check.MaxText)
	f.Text("company_name", p.CompanyName, check.MaxText)
	f.Text("department", p.Department, check.MaxText)
	if p.Address != "" {
		f.RequiredLines("address", p.Address, check.MaxText)
	}
	f.Text("city", p.City, check.MaxText)
	f.Text("zip_code", p.Zipcode, check.MaxZipcode)
	f.Reference(p.ClientReference)
	return f.Err(operation)
}

// Request buys a certificate for a customer and charges the reseller's
// balance. It is pending until control over its names was shown; see
// [Certificate.DCV] for what that takes, and [Service.Wait].
//
// Refusals: [customers.CodeInsufficientBalance];
// [domains.CodeCustomerFraudTagged], [domains.CodeCustomerDisabled];
// [rest.CodeResellerUnverified]; [rest.ErrValidation] with the fields, among
// them those that the plan needs.
//
// When the answer gets lost, the customer's certificates are searched for the
// client reference. Where the platform keeps none, a new certificate that may
// be the one leaves the outcome unknown.
//
// POST /ssl-certificate, documented for the successor; the customer is
// provisional.
func (s *Service) Request(ctx context.Context, p RequestParams, opts ...rest.CallOption) (*Certificate, error) {
	const operation = "ssl.request"
	if err := p.complete(operation); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: operation,
		Method:    http.MethodPost,
		Path:      rest.At(certificatesPath),
		Body:      &p,
		Effect:    rest.Once,
		Reference: p.ClientReference,
	}
	started := time.Now()
	return rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Certificate, error) {
		return s.requested(ctx, &p, started)
	}, opts...)
}

// requested looks whether a lost Request happened. Certificates may be bought
// twice for the same CSR, so nothing but the client reference tells them apart.
func (s *Service) requested(ctx context.Context, sent *RequestParams, started time.Time) (*Certificate, error) {
	filter := Filter{Customer: sent.Customer, ClientReference: sent.ClientReference}
	return lost.Create[Certificate]{
		Reference: sent.ClientReference,
		Started:   started,
		Origin:    func(c *Certificate) (string, time.Time) { return c.ClientReference, c.Created },
		Describes: sent.describes,
		Twin:      func(c *Certificate) string { return fmt.Sprintf("certificate %q may be the one", c.ID) },
	}.Among(s.All(ctx, filter))
}

// describes reports whether a certificate may be the one that was asked for.
// What the platform does not tell speaks neither for it nor against it.
func (p *RequestParams) describes(c *Certificate) bool {
	return cmp.Or(c.Customer.ID, p.Customer) == p.Customer &&
		cmp.Or(c.Plan.ID, p.Plan) == p.Plan &&
		(c.CSR == "" || sameCSR(c.CSR, p.CSR))
}
