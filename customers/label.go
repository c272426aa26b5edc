package customers

import (
	"context"
	"errors"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hostcontrol-go/sdk/rest"
)

const labelPath = "/label"

// A LabelRef names the label that a customer belongs to.
type LabelRef struct {
	Reference string `json:"reference"`
	Brand     string `json:"brand"`

	Unknown jsontext.Value `json:",embed"`
}

// A LabelCurrency is the currency of a label's prices.
type LabelCurrency struct {
	Name string `json:"name"`
	// Code is the ISO 4217 code, such as "EUR".
	Code string `json:"iso_name"`

	Unknown jsontext.Value `json:",embed"`
}

// A ResellerRef names the reseller that a label belongs to.
type ResellerRef struct {
	Reference string `json:"reference"`

	Unknown jsontext.Value `json:",embed"`
}

// A Label is a storefront of the reseller, with an API key of its own. Its
// settings apply to the customers who register with it.
//
// The documented example ends in the middle of the object, so a platform has
// settings that are only found in Unknown. Intervals are presumably days.
type Label struct {
	Reference string        `json:"reference"`
	Brand     string        `json:"brand"`
	Reseller  ResellerRef   `json:"reseller"`
	Enabled   bool          `json:"is_enabled"`
	Currency  LabelCurrency `json:"currency"`

	// Countries are those whose customers the label accepts.
	Countries                  []Country `json:"accept_registrations_from_countries"`
	Captcha                    bool      `json:"is_captcha_enabled"`
	AcceptsResellers           bool      `json:"is_accepting_resellers"`
	AcceptsUnverifiedResellers bool      `json:"is_accepting_resellers_without_verification"`
	AcceptsDeposits            bool      `json:"is_accepting_deposits"`

	// NameServerManagement and DNSManagement are what new customers start with.
	NameServerManagement bool `json:"is_ns_management_default_enabled"`
	DNSManagement        bool `json:"is_dns_management_default_enabled"`

	// Invoicing: orders are delivered once their invoice is paid.
	Invoicing        bool `json:"is_invoicing_enabled"`
	PricesIncludeTax bool `json:"is_product_pricing_including_tax"`
	// OrdersWaitForVerification: orders of customers who are not verified wait.
	OrdersWaitForVerification bool `json:"is_order_waiting_for_customer_verification"`
	// MaxOrderPaymentPerDay is nil where there is no limit, presumably in minor
	// units otherwise: only null is documented.
	MaxOrderPaymentPerDay *int64 `json:"max_order_payment_amount_per_day"`
	// CancelUncompletedOrders is the interval after which orders are canceled,
	// nil where they are not: only null is documented.
	CancelUncompletedOrders *int `json:"cancel_uncompleted_order_interval"`

	// AutoRenewInterval is how long before its expiry a domain counts as
	// expiring.
	AutoRenewInterval int `json:"auto_renew_interval"`
	// RenewalOrderInterval is how long before expiry a renewal is ordered.
	RenewalOrderInterval int `json:"create_renewal_order_interval"`
	// RenewalOrders comes under a name that ends in a blank. A name without it
	// is read as well, and then the one that counts.
	RenewalOrders          bool `json:"is_create_renewal_order_enabled "`
	AutoRenewalOrders      bool `json:"is_auto_create_renew_order_enabled"`
	DeliversRenewalsAtOnce bool `json:"is_directly_deliver_renewal_orders_enabled"`

	// What is done about expired products without anybody asking.
	ProcessesExpiredDomains      bool `json:"is_automated_processing_of_expired_domains_enabled"`
	ProcessesExpiredHosting      bool `json:"is_automated_processing_of_expired_hosting_accounts_enabled"`
	ProcessesExpiredCertificates bool `json:"is_automated_processing_of_expired_ssl_certificates_enabled"`

	// ParkIPAddress is where parked domains point to, empty for the platform's
	// own place: only null is documented.
	ParkIPAddress string `json:"park_ipaddress"`

	Unknown jsontext.Value `json:",embed"`
}

type plainLabel Label

// UnmarshalJSONFrom reads the platform's form, with or without the blank that
// ends the name of RenewalOrders.
func (l *Label) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var plain plainLabel
	if err := json.UnmarshalDecode(dec, &plain); err != nil {
		return err
	}
	*l = Label(plain)
	if len(l.Unknown) == 0 {
		return nil
	}
	without := struct {
		Enabled *bool `json:"is_create_renewal_order_enabled"`
	}{&l.RenewalOrders}
	err := json.Unmarshal(l.Unknown, &without, dec.Options())
	if wrong, ok := errors.AsType[*json.SemanticError](err); ok {
		wrong.JSONPointer = dec.StackPointer() + wrong.JSONPointer
	}
	return err
}

// A LabelService reads the label.
type LabelService struct{ client *rest.Client }

// NewLabel makes a service that calls through c.
func NewLabel(c *rest.Client) *LabelService { return &LabelService{c} }

// Get reads the label that the credentials belong to.
//
// GET /label, documented in part.
func (s *LabelService) Get(ctx context.Context, opts ...rest.CallOption) (*Label, error) {
	call := rest.Call{Operation: "label.get", Method: http.MethodGet, Path: rest.At(labelPath)}
	return rest.Do[Label](ctx, s.client, call, opts...)
}
