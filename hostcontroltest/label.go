package hostcontroltest

import "slices"

// label is a storefront of a reseller, with an API key of its own.
type label struct {
	reference            string
	brand                string
	key                  string
	reseller             *reseller
	department           *department // of tickets that name none; nil if the reseller has none
	countries            []country   // whose customers it accepts
	nsManagement         bool        // defaults of new customers
	dnsManagement        bool
	invoicing            bool
	waitsForVerification bool
	pricesExcludeTax     bool
	creditsCanceled      bool  // an invoice whose order is canceled is credited
	cancelAfter          int   // days after which an uncompleted order is canceled; 0 for never
	invoiceNumber        int64 // the last one of the label's sequence
	renewInterval        int   // days before expiry in which a domain counts as expiring
}

type currencyView struct {
	Name    string `json:"name"`
	ISOName string `json:"iso_name"`
}

type resellerRef struct {
	Reference string `json:"reference"`
}

// labelView has one key with a trailing space, because the platform's has.
type labelView struct {
	CreateRenewalOrderInterval          int          `json:"create_renewal_order_interval"`
	Reference                           string       `json:"reference"`
	AcceptRegistrationsFromCountries    []country    `json:"accept_registrations_from_countries"`
	Currency                            currencyView `json:"currency"`
	IsCreateRenewalOrderEnabled         bool         `json:"is_create_renewal_order_enabled "`
	IsAutoCreateRenewOrderEnabled       bool         `json:"is_auto_create_renew_order_enabled"`
	IsNSManagementDefaultEnabled        bool         `json:"is_ns_management_default_enabled"`
	AutoRenewInterval                   int          `json:"auto_renew_interval"`
	IsDirectlyDeliverRenewalOrders      bool         `json:"is_directly_deliver_renewal_orders_enabled"`
	IsAcceptingResellers                bool         `json:"is_accepting_resellers"`
	IsAcceptingResellersUnverified      bool         `json:"is_accepting_resellers_without_verification"`
	IsDNSManagementDefaultEnabled       bool         `json:"is_dns_management_default_enabled"`
	MaxOrderPaymentAmountPerDay         *int         `json:"max_order_payment_amount_per_day"`
	ParkIPAddress                       *string      `json:"park_ipaddress"`
	IsEnabled                           bool         `json:"is_enabled"`
	IsProductPricingIncludingTax        bool         `json:"is_product_pricing_including_tax"`
	IsOrderWaitingForVerification       bool         `json:"is_order_waiting_for_customer_verification"`
	Brand                               string       `json:"brand"`
	IsCaptchaEnabled                    bool         `json:"is_captcha_enabled"`
	IsAcceptingDeposits                 bool         `json:"is_accepting_deposits"`
	IsAutomatedProcessingDomains        bool         `json:"is_automated_processing_of_expired_domains_enabled"`
	IsAutomatedProcessingCertificates   bool         `json:"is_automated_processing_of_expired_ssl_certificates_enabled"`
	IsInvoicingEnabled                  bool         `json:"is_invoicing_enabled"`
	CancelUncompletedOrderInterval      *int         `json:"cancel_uncompleted_order_interval"`
	Reseller                            resellerRef  `json:"reseller"`
	IsAutomatedProcessingHostingEnabled bool         `json:"is_automated_processing_of_expired_hosting_accounts_enabled"`
}

func viewLabel(l *label) labelView {
	view := labelView{
		CreateRenewalOrderInterval:       30,
		Reference:                        l.reference,
		AcceptRegistrationsFromCountries: l.countries,
		Currency:                         currencyView{Name: "Euro", ISOName: resellerCurrency},
		IsNSManagementDefaultEnabled:     l.nsManagement,
		AutoRenewInterval:                l.renewInterval,
		IsAcceptingResellers:             true,
		IsDNSManagementDefaultEnabled:    l.dnsManagement,
		IsEnabled:                        true,
		IsProductPricingIncludingTax:     !l.pricesExcludeTax,
		IsOrderWaitingForVerification:    l.waitsForVerification,
		Brand:                            l.brand,
		IsAcceptingDeposits:              true,
		IsInvoicingEnabled:               l.invoicing,
		Reseller:                         resellerRef{l.reseller.reference},
	}
	if l.cancelAfter > 0 {
		view.CancelUncompletedOrderInterval = new(l.cancelAfter)
	}
	return view
}

func (l *label) accepts(c country) bool { return slices.Contains(l.countries, c) }

// labelNamed is the reseller's label of that reference, or nil.
func (r *reseller) labelNamed(reference string) *label {
	at := slices.IndexFunc(r.labels, func(l *label) bool { return l.reference == reference })
	if at < 0 {
		return nil
	}
	return r.labels[at]
}

// labelOfKey is the label that an API key belongs to, or nil.
func (s *store) labelOfKey(key string) *label {
	for _, r := range s.resellers.rows {
		for _, l := range r.labels {
			if l.key == key {
				return l
			}
		}
	}
	return nil
}

func getLabel(c *call) (any, error) { return viewLabel(c.label), nil }
