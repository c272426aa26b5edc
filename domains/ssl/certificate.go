package ssl

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// Paths of the operations on certificates.
const (
	certificatesPath = "/ssl-certificate"
	certificatePath  = "/ssl-certificate/{certificate_id}"
	resendPath       = "/ssl-certificate/{certificate_id}/resend-dcv"
	reissuePath      = "/ssl-certificate/{certificate_id}/reissue"
	cancelPath       = "/ssl-certificate/{certificate_id}/cancel"
)

// CodeStateInvalid refuses what the status of a certificate does not allow,
// such as to validate one that is active.
const CodeStateInvalid rest.Code = "ssl_state_invalid"

// An ID names a certificate. It is a UUID.
type ID string

// A Status is the stage of life of a certificate. The list is open: values
// that this version does not know pass through.
type Status string

// Statuses of certificates. Pending and active are documented for the
// successor, the others are provisional.
const (
	StatusPending   Status = "pending" // waits for validation
	StatusActive    Status = "active"
	StatusExpired   Status = "expired"
	StatusCancelled Status = "cancelled"
	StatusFailed    Status = "failed" // the authority refused
)

// ended reports whether a certificate of this status never becomes active. A
// status that this version does not know may.
func (s Status) ended() bool {
	return s == StatusExpired || s == StatusCancelled || s == StatusFailed
}

// A DCVType is a way to show control over a name (domain control validation).
// The list is open: values that this version does not know pass through.
type DCVType string

// Ways to show control over a name.
const (
	DCVEmail DCVType = "EMAIL" // follow a link in a mail to an address of the domain
	DCVFile  DCVType = "FILE"  // put a file onto the web server
	DCVDNS   DCVType = "DNS"   // add a record to the zone
)

// A DCV is what the authority looks for before it signs.
type DCV struct {
	Type DCVType `json:"type"`
	// Name is where it looks: the name of the record, or the address of the
	// file. It is empty for mails.
	Name string `json:"name"`
	// Value is what it looks for: the content of the record or of the file, or
	// the e-mail address that was written to.
	Value string `json:"value"`

	Unknown jsontext.Value `json:",embed"`
}

// A Certificate is bought on a plan for a customer.
type Certificate struct {
	ID     ID      `json:"id"`
	Status Status  `json:"status"`
	Plan   PlanRef `json:"plan"`
	// DisplayName is for humans.
	DisplayName string `json:"display_name"`
	// AutoRenew: the certificate is renewed before it expires.
	AutoRenew bool `json:"is_auto_renew_enabled"`
	// ClientReference is the reference the certificate was requested with,
	// empty for those made elsewhere.
	ClientReference string `json:"client_reference"`
	// ProvisioningReference is what the authority calls the certificate.
	ProvisioningReference string `json:"provisioning_reference"`
	// ProvisioningData are of a form that is not known.
	ProvisioningData jsontext.Value `json:"provisioning_data,omitzero"`
	Created          time.Time      `json:"created"`
	Updated          time.Time      `json:"updated"`
	// Provisioned is when the certificate became active for the first time.
	Provisioned *time.Time `json:"provisioned"`
	Expires     *time.Time `json:"expires"`
	Deleted     *time.Time `json:"deleted"`

	// The fields below are provisional.

	Customer customers.Ref `json:"customer"`
	// Domains are the host names the certificate is for; they may begin with
	// "*.".
	Domains []string `json:"domains"`
	// CSR is the signing request in PEM.
	CSR string `json:"csr"`
	// PEM is the certificate with those it was signed with, empty until it is
	// active.
	PEM string `json:"certificate"`
	// DCV is what to set up while the certificate is pending, nil otherwise.
	DCV *DCV `json:"dcv"`

	Unknown jsontext.Value `json:",embed"`
}

// A Filter narrows a list of certificates down. The zero value takes all.
type Filter struct {
	Customer        customers.ID `url:"customer,omitempty"` // provisional
	Plan            PlanID       `url:"plan,omitempty"`
	Status          Status       `url:"status,omitempty"` // provisional
	ClientReference string       `url:"client_reference,omitempty"`
	// UpdatedSince takes certificates that changed then or later. Provisional.
	UpdatedSince time.Time `url:"updated_since,omitempty" layout:"2006-01-02T15:04:05.000000-07:00"`
	// Offset passes over so many certificates.
	Offset int `url:"offset,omitempty"`
}

func (filter Filter) call() (rest.Call, error) {
	const operation = "ssl.list"
	var f check.Fields
	f.OptionalID("customer", int64(filter.Customer))
	f.Text("plan", string(filter.Plan), check.MaxText)
	f.Text("status", string(filter.Status), check.MaxText)
	f.Text("client_reference", filter.ClientReference, check.MaxReference)
	f.Offset(filter.Offset)
	filter.UpdatedSince = filter.UpdatedSince.UTC()
	call := rest.Call{Operation: operation, Method: http.MethodGet, Path: rest.At(certificatesPath), Query: filter}
	return call, f.Err(operation)
}

// A Service works on certificates and their plans.
type Service struct{ client *rest.Client }

// New makes a service that calls through c.
func New(c *rest.Client) *Service { return &Service{c} }

// List reads one page of the certificates, in ascending order of id.
//
// GET /ssl-certificate, documented for the successor with the filters by plan
// and by client reference; the other filters are provisional.
func (s *Service) List(ctx context.Context, filter Filter, opts ...rest.CallOption) (*rest.Page[Certificate], error) {
	call, err := filter.call()
	if err != nil {
		return nil, err
	}
	return rest.List[Certificate](ctx, s.client, call, opts...)
}

// All gives the certificates one by one, in ascending order of id, over all
// pages. See [rest.All].
//
// GET /ssl-certificate, documented for the successor with the filters by plan
// and by client reference; the other filters are provisional.
func (s *Service) All(ctx context.Context, filter Filter, opts ...rest.CallOption) iter.Seq2[*Certificate, error] {
	call, err := filter.call()
	if err != nil {
		return check.Refused[Certificate](err)
	}
	return rest.All(ctx, s.client, call, func(c *Certificate) ID { return c.ID }, opts...)
}

// Get reads a certificate.
//
// GET /ssl-certificate/{certificate_id}, provisional.
func (s *Service) Get(ctx context.Context, id ID, opts ...rest.CallOption) (*Certificate, error) {
	call := rest.Call{Operation: "ssl.get", Method: http.MethodGet, Path: rest.At(certificatePath, string(id))}
	return rest.Do[Certificate](ctx, s.client, call, opts...)
}

// ResendValidation sends the mail again, or has the authority look again for
// the file or the record. It is repeated when an answer gets lost: to look
// twice does no harm.
//
// Refusals: [CodeStateInvalid] for a certificate that is not pending.
//
// POST /ssl-certificate/{certificate_id}/resend-dcv, provisional.
func (s *Service) ResendValidation(ctx context.Context, id ID, opts ...rest.CallOption) (*Certificate, error) {
	call := rest.Call{
		Operation: "ssl.resendValidation",
		Method:    http.MethodPost,
		Path:      rest.At(resendPath, string(id)),
		Effect:    rest.Idempotent,
	}
	return rest.Do[Certificate](ctx, s.client, call, opts...)
}

// Cancel ends a certificate for good: one that is pending is not signed any
// more, one that is active is revoked.
//
// Refusals: [CodeStateInvalid] for a certificate that has ended.
//
// POST /ssl-certificate/{certificate_id}/cancel, provisional.
func (s *Service) Cancel(ctx context.Context, id ID, opts ...rest.CallOption) (*Certificate, error) {
	call := rest.Call{
		Operation: "ssl.cancel",
		Method:    http.MethodPost,
		Path:      rest.At(cancelPath, string(id)),
		Effect:    rest.Idempotent,
	}
	cancelled, err := rest.Do[Certificate](ctx, s.client, call, opts...)
	failure, refused := errors.AsType[*rest.Error](err)
	if !refused || failure.Code != CodeStateInvalid || failure.Attempts < 2 {
		return cancelled, err
	}
	// The request before, whose answer got lost, may be what cancelled it.
	if present, lookErr := s.Get(ctx, id, opts...); lookErr == nil && present.Status == StatusCancelled {
		return present, nil
	}
	return nil, err
}
