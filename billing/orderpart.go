package billing

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/domains/ssl"
)

// A PartType is what a part of an order is about. The list is open: values that
// this version does not know pass through. Only the first one is documented,
// the others are provisional.
type PartType string

// Types of parts.
const (
	PartRegister    PartType = "domain-register-order"
	PartRenew       PartType = "domain-renew-order"
	PartTransfer    PartType = "domain-transfer-order"
	PartHosting     PartType = "hosting-order"
	PartCertificate PartType = "ssl-order"
)

// A PartState is how far a part of an order has come. The list is open: values
// that this version does not know pass through. Only pending is documented.
type PartState string

// States of parts.
const (
	PartPending   PartState = "pending"
	PartDelivered PartState = "delivered"
	PartFailed    PartState = "failed" // [Part.LastError] tells why
	PartCanceled  PartState = "canceled"
)

// A Part is a product of an order.
type Part struct {
	ID    PartID    `json:"id"`
	Type  PartType  `json:"type"`
	State PartState `json:"state"`
	// Description is for people. It may end in a line feed.
	Description string `json:"description"`
	// PriceMinor is in minor units of the label's currency, which orders do not
	// tell; nil as long as the part is not bought, it seems: only null is
	// documented. The lines of the invoice say what the customer pays.
	PriceMinor *int64 `json:"price"`
	// LastError is the code of what kept the part from being delivered, empty if
	// nothing has.
	LastError string `json:"last_error"`
	Interval  int    `json:"interval"` // months
	// Privacy hides the registrant of a domain.
	Privacy bool `json:"is_privacy_protect_enabled"`
	// Domain names the domain of the part, and TLD what it is below; nil where
	// the part is about none.
	Domain *DomainRef      `json:"domain"`
	TLD    *domains.TLDRef `json:"tld"`
	// What was made for the part, nil as long as nothing is, and what it is sold
	// as. Provisional.
	Transfer        *TransferRef    `json:"transfer,omitzero"`
	Hosting         *HostingRef     `json:"hosting,omitzero"`
	HostingPlan     *HostingPlanRef `json:"hosting_plan,omitzero"`
	Certificate     *CertificateRef `json:"ssl_certificate,omitzero"`
	CertificatePlan *ssl.PlanRef    `json:"ssl_certificate_plan,omitzero"`

	Unknown jsontext.Value `json:",embed"`
}

// A DomainRef names a domain, which may not exist yet.
type DomainRef struct {
	Name domains.Name `json:"name"`

	Unknown jsontext.Value `json:",embed"`
}

// A TransferRef names a transfer of a domain.
type TransferRef struct {
	ID domains.TransferID `json:"id"`

	Unknown jsontext.Value `json:",embed"`
}

// A HostingRef names a hosting account.
type HostingRef struct {
	Reference string `json:"reference"`

	Unknown jsontext.Value `json:",embed"`
}

// A HostingPlanRef names the plan of a hosting account.
type HostingPlanRef struct {
	ID   hosting.PlanID `json:"id"`
	Name string         `json:"name"`

	Unknown jsontext.Value `json:",embed"`
}

// A CertificateRef names a certificate.
type CertificateRef struct {
	ID ssl.ID `json:"id"`

	Unknown jsontext.Value `json:",embed"`
}
