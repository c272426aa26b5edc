package billing

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// RegisterPart is a domain to register, for 12 months.
type RegisterPart struct {
	Name string // any form that [domains.ParseName] takes
	// Privacy hides the registrant; nil leaves that to the platform.
	Privacy *bool
}

// RenewPart is a domain of the customer to renew, for 12 months.
type RenewPart struct {
	Name string // any form that [domains.ParseName] takes
}

// TransferPart is a domain to bring to the platform.
type TransferPart struct {
	Name string // any form that [domains.ParseName] takes
	// AuthCode is the code that the present registrar gives out. Without it a
	// transfer that needs one waits for it.
	AuthCode rest.Secret
	// Privacy hides the registrant; nil leaves that to the platform.
	Privacy *bool
	// NameServers, at most five and in order, are those the domain gets.
	// Without them the platform decides.
	NameServers []string
}

// HostingPart is a hosting account.
type HostingPart struct {
	Plan hosting.PlanID
	// Months is the term, a multiple of the plan's interval; 0 is one interval.
	Months int
	// Domain is a name of the customer's to link to the account; optional.
	Domain string
}

// CertificatePart is a certificate. The fields are those of
// [ssl.RequestParams], and which of them a plan needs is told there. Texts are
// at most 255 characters.
type CertificatePart struct {
	Plan ssl.PlanID  `json:"plan"`
	CSR  string      `json:"csr"` // PEM, without the private key
	DCV  ssl.DCVType `json:"dcv_type"`

	ApproverEmail     string `json:"approver_email_address,omitzero"` // needed for [ssl.DCVEmail]
	ApproverFirstName string `json:"approver_first_name,omitzero"`
	ApproverLastName  string `json:"approver_last_name,omitzero"`
	ApproverPhone     string `json:"approver_phone_number,omitzero"`
	ChamberOfCommerce string `json:"chamber_of_commerce,omitzero"`
	CompanyName       string `json:"company_name,omitzero"`
	Department        string `json:"department,omitzero"`
	Address           string `json:"address,omitzero"`
	City              string `json:"city,omitzero"`
	Zipcode           string `json:"zip_code,omitzero"`
}

// interval is the only term, in months, that domains are sold for.
const interval = 12

// domainPart is a domain as it is sent.
type domainPart struct {
	Type        PartType             `json:"type"`
	Name        domains.Name         `json:"name"`
	Interval    int                  `json:"interval"`
	AuthCode    rest.Secret          `json:"auth_code,omitzero"`
	Privacy     *bool                `json:"is_privacy_protect_enabled,omitzero"`
	NameServers []domains.NameServer `json:"name_servers,omitempty"`
}

func (p RegisterPart) ordered(c *orderChecker) orderedPart {
	part := domainPart{Type: PartRegister, Name: c.domain(p.Name), Interval: interval, Privacy: p.Privacy}
	return orderedPart{part.Type, part.Name, part}
}

func (p RenewPart) ordered(c *orderChecker) orderedPart {
	part := domainPart{Type: PartRenew, Name: c.domain(p.Name), Interval: interval}
	return orderedPart{part.Type, part.Name, part}
}

const maxNameServers = 5

func (p TransferPart) ordered(c *orderChecker) orderedPart {
	part := domainPart{
		Type:     PartTransfer,
		Name:     c.domain(p.Name),
		Interval: interval,
		AuthCode: p.AuthCode,
		Privacy:  p.Privacy,
	}
	c.text("auth_code", p.AuthCode.Reveal())
	if len(p.NameServers) > maxNameServers {
		c.reject("name_servers", fmt.Sprintf("must not be more than %d", maxNameServers))
	}
	for n, host := range p.NameServers {
		name := c.name(fmt.Sprintf("name_servers.%d", n), host)
		part.NameServers = append(part.NameServers, domains.NameServer{Hostname: name.String()})
	}
	return orderedPart{part.Type, part.Name, part}
}

func (p HostingPart) ordered(c *orderChecker) orderedPart {
	part := struct {
		Type     PartType       `json:"type"`
		Plan     hosting.PlanID `json:"plan"`
		Interval int            `json:"interval,omitzero"`
		Domain   domains.Name   `json:"domain,omitzero"`
	}{Type: PartHosting, Plan: p.Plan, Interval: p.Months}
	c.fields.ID(c.field("plan"), int64(p.Plan))
	if p.Months < 0 {
		c.reject("interval", "must not be negative")
	}
	if p.Domain != "" {
		part.Domain = c.name("domain", p.Domain)
	}
	return orderedPart{part.Type, part.Domain, part}
}

func (p CertificatePart) ordered(c *orderChecker) orderedPart {
	part := struct {
		Type   PartType        `json:"type"`
		Params CertificatePart `json:",embed"`
	}{PartCertificate, p}
	c.required("plan", string(p.Plan))
	if problem := csrProblem(p.CSR); problem != "" {
		c.reject("csr", problem)
	}
	c.required("dcv_type", string(p.DCV))
	if p.DCV == ssl.DCVEmail || p.ApproverEmail != "" {
		c.fields.Email(c.field("approver_email_address"), p.ApproverEmail)
	}
	c.text("approver_first_name", p.ApproverFirstName)
	c.text("approver_last_name", p.ApproverLastName)
	c.fields.Phone(c.field("approver_phone_number"), p.ApproverPhone)
	c.text("chamber_of_commerce", p.ChamberOfCommerce)
	c.text("company_name", p.CompanyName)
	c.text("department", p.Department)
	if p.Address != "" {
		c.fields.RequiredLines(c.field("address"), p.Address, check.MaxText)
	}
	c.text("city", p.City)
	c.fields.Text(c.field("zip_code"), p.Zipcode, check.MaxZipcode)
	return orderedPart{kind: part.Type, body: part}
}

const maxCSR = 16 << 10 // bytes

// csrProblem tells what is wrong with a signing request, "" if nothing is. Files
// that hold the private key as well are common, and must not leave.
func csrProblem(text string) string {
	if strings.Contains(text, "PRIVATE KEY-----") {
		return "must not come with a private key"
	}
	if len(text) > maxCSR {
		return fmt.Sprintf("must not be longer than %d bytes", maxCSR)
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return "must be a certificate request in PEM"
	}
	if _, err := x509.ParseCertificateRequest(block.Bytes); err != nil {
		return "must be a certificate request that can be read"
	}
	return ""
}
