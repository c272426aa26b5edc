package hostcontroltest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The types of events of certificates.
const (
	eventCertificateCancelled       = "certificate.cancelled"
	eventCertificateExpired         = "certificate.expired"
	eventCertificateFailed          = "certificate.failed"
	eventCertificateIssued          = "certificate.issued"
	eventCertificateReissued        = "certificate.reissue_requested"
	eventCertificateRequested       = "certificate.requested"
	eventCertificateValidationAgain = "certificate.validation_resent"
)

// Statuses of certificates.
const (
	sslPending   = "pending"
	sslActive    = "active"
	sslExpired   = "expired"
	sslCancelled = "cancelled"
	sslFailed    = "failed"
)

// Ways to show control over a host.
const (
	dcvEmail = "EMAIL"
	dcvFile  = "FILE"
	dcvDNS   = "DNS"
)

// certificate is one that was bought for a customer.
type certificate struct {
	id               string
	plan             *sslPlan
	status           string
	owner            *customer
	request          *signingRequest
	company          string
	dcv              challenge
	serial           *string // in hexadecimal digits; nil until signed
	signed           *string // PEM; nil unless signed for the present request
	reference        *string
	created, updated time.Time
	provisioned      time.Time
	expires, deleted time.Time
}

func (x *certificate) key() string { return x.id }

func (x *certificate) object() eventObject { return eventObject{Type: "ssl_certificate", Name: x.id} }

// challenge is what shows that a customer controls a host: a mail to Value that
// is answered, Value in the file at the address Name, or in a TXT record Name.
type challenge struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

type planRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type certificateView struct {
	ID                    string      `json:"id"`
	Status                string      `json:"status"`
	Customer              customerRef `json:"customer"`
	Plan                  planRef     `json:"plan"`
	DisplayName           string      `json:"display_name"`
	Domains               []string    `json:"domains"`
	CSR                   string      `json:"csr"`
	Certificate           *string     `json:"certificate"`
	DCV                   *challenge  `json:"dcv"` // null unless pending
	IsAutoRenewEnabled    bool        `json:"is_auto_renew_enabled"`
	ClientReference       *string     `json:"client_reference"`
	ProvisioningReference *string     `json:"provisioning_reference"`
	ProvisioningData      struct{}    `json:"provisioning_data"`
	Created               string      `json:"created"`
	Updated               string      `json:"updated"`
	Provisioned           *string     `json:"provisioned"`
	Expires               *string     `json:"expires"`
	Deleted               *string     `json:"deleted"`
}

func viewCertificate(x *certificate) certificateView {
	view := certificateView{
		ID:                    x.id,
		Status:                x.status,
		Customer:              customerRef{x.owner.id},
		Plan:                  planRef{x.plan.ID, x.plan.Name},
		DisplayName:           x.plan.Name + " for " + x.request.names[0],
		Domains:               x.request.names,
		CSR:                   x.request.text,
		Certificate:           x.signed,
		ClientReference:       x.reference,
		ProvisioningReference: x.serial,
		Created:               stamp(x.created),
		Updated:               stamp(x.updated),
		Provisioned:           stampOrNull(x.provisioned),
		Expires:               stampOrNull(x.expires),
		Deleted:               stampOrNull(x.deleted),
	}
	if x.status == sslPending {
		view.DCV = new(x.dcv)
	}
	return view
}

// certificate is the one a path names.
func (c *call) certificate() (*certificate, error) {
	found := c.certificates.index[strings.ToLower(c.path["certificate"])]
	if found == nil || found.owner.reseller != c.reseller {
		return nil, unknownResource("certificate")
	}
	return found, nil
}

// certificateIn is the one a path names if it has one of the statuses.
func (c *call) certificateIn(statuses ...string) (*certificate, error) {
	found, err := c.certificate()
	if err == nil && !slices.Contains(statuses, found.status) {
		return nil, refuse("ssl_state_invalid", "the certificate is "+found.status)
	}
	return found, err
}

func listCertificates(c *call) (any, error) {
	q := c.query
	owner, plan, status := q.integer("customer"), strings.ToLower(q.text("plan", 64)), q.text("status", 16)
	reference, since := q.text("client_reference", 64), q.timestamp("updated_since")
	return list(c, c.certificates.rows, func(x *certificate) bool {
		return x.owner.reseller == c.reseller &&
			agrees(owner, x.owner.id) &&
			(plan == "" || x.plan.ID == plan) &&
			(status == "" || x.status == status) &&
			hasReference(reference, x.reference) &&
			!x.updated.Before(since)
	}, viewCertificate)
}

func getCertificate(c *call) (any, error) {
	found, err := c.certificate()
	if err != nil {
		return nil, err
	}
	return viewCertificate(found), nil
}

func requestCertificate(c *call) (any, error) {
	return c.create("certificate", func(reference *string) (any, error) {
		wanted := c.readCertificate(c.givenCustomer("customer"))
		if err := c.body.err(); err != nil {
			return nil, err
		}
		wanted.reference = reference
		if err := c.beginCertificate(wanted); err != nil {
			return nil, err
		}
		return viewCertificate(wanted), nil
	})
}

// beginCertificate buys a certificate.
func (c *call) beginCertificate(x *certificate) error {
	x.id = c.orderedUUID()
	if err := c.buy(x.owner, x.plan.price(), "SSL certificate "+x.id); err != nil {
		return err
	}
	x.created = c.now
	c.certificates.insert(x)
	c.beginValidation(x)
	c.record(x.owner, eventCertificateRequested, x.object(), "certificate requested")
	return nil
}

// readCertificate reads the certificate that a body asks for.
func (c *call) readCertificate(owner *customer) *certificate {
	f := c.body
	wanted := &certificate{owner: owner, plan: c.givenSSLPlan("plan"), request: f.csr("csr")}
	wanted.dcv.Type = f.required("dcv_type", 16)
	switch wanted.dcv.Type {
	case "", dcvFile, dcvDNS:
	case dcvEmail:
		wanted.dcv.Value = f.email("approver_email_address")
	default:
		f.reject("dcv_type", textChoice)
	}
	wanted.company = f.applicant(wanted.plan != nil && wanted.plan.organization)
	if wanted.plan != nil && wanted.request != nil {
		if problem := wanted.plan.refusesNames(wanted.request.names); problem != "" {
			f.reject("csr", problem)
		}
	}
	return wanted
}

// applicant reads who asks for a certificate, and gives the company. Nothing of
// it matters unless the authority looks into it.
func (f *form) applicant(matters bool) string {
	read := f.text
	if matters {
		read = f.required
	}
	for _, name := range []string{"approver_first_name", "approver_last_name", "chamber_of_commerce", "department"} {
		read(name, 255)
	}
	f.phone("approver_phone_number", f.text("approver_phone_number", maxPhone))
	for _, name := range []string{"address", "city"} {
		f.text(name, 255)
	}
	f.text("zip_code", 16)
	company := f.text("company_name", 255)
	if matters {
		return company
	}
	return ""
}

// resendValidation sends the mail again. The authority looks for files and
// records by itself.
func resendValidation(c *call) (any, error) {
	found, err := c.certificateIn(sslPending)
	if err != nil {
		return nil, err
	}
	c.mailApprover(found)
	found.updated = c.now
	c.record(found.owner, eventCertificateValidationAgain, found.object(), "validation resent")
	return viewCertificate(found), nil
}

// reissueCertificate exchanges the key of a certificate. It costs nothing and
// does not move the expiry.
func reissueCertificate(c *call) (any, error) {
	found, err := c.certificateIn(sslActive)
	if err != nil {
		return nil, err
	}
	request := c.body.csr("csr")
	if request != nil && !sameNames(request.names, found.request.names) {
		c.body.reject("csr", "The certificate is for other hosts.")
	}
	if err := c.body.err(); err != nil {
		return nil, err
	}
	found.request = request
	c.beginValidation(found)
	c.record(found.owner, eventCertificateReissued, found.object(), "reissue requested")
	return viewCertificate(found), nil
}

func sameNames(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// cancelCertificate ends a certificate. One that was never issued costs nothing.
func cancelCertificate(c *call) (any, error) {
	found, err := c.certificateIn(sslPending, sslActive)
	if err != nil {
		return nil, err
	}
	found.status = sslCancelled
	found.updated, found.deleted = c.now, c.now
	c.refund(found, c.now)
	c.record(found.owner, eventCertificateCancelled, found.object(), "certificate cancelled")
	return viewCertificate(found), nil
}

// orderedUUID is a new id that sorts after those of earlier calls (UUIDv7), so
// that lists grow at their ends.
func (c *call) orderedUUID() string {
	ms, within := uint64(c.now.UnixMilli()), c.now.Nanosecond()/1000%1000
	random := c.secrets.Uint64()
	return fmt.Sprintf("%08x-%04x-7%03x-%04x-%012x",
		uint32(ms>>16), uint16(ms), within, random>>48&0x3fff|0x8000, random&0xffffffffffff)
}
