package hostcontroltest

import (
	"regexp"
	"strings"
)

// tld is a top-level domain, or a level below one that a registry hands names
// out under, with the registry's rules.
type tld struct {
	name       string
	rules      tldRules
	grace      int // days after expiry in which the renewal price still applies
	redemption int // days after that in which a name can be restored
	prices     prices
}

func (t *tld) key() string { return t.name }

func (t *tld) has(rule tldRules) bool { return t.rules&rule != 0 }

func (t *tld) restorable() bool { return t.redemption > 0 }

// tldRules are what sets the procedures of registries apart.
type tldRules uint8

const (
	needsAuthCode tldRules = 1 << iota // an incoming transfer takes a code
	needsApproval                      // the registrant approves a transfer (FOA)
	hasLock                            // a lock can forbid outgoing transfers
	hasPrivacy                         // the registrant's data can be hidden
	reviewsNames                       // somebody looks at a registration first
)

// prices are what the reseller pays for an interval, in minor units.
type prices struct {
	register, renew, transfer, restore int64
}

// newTLDs is what the demo reseller sells. The rules are those of the
// registries, in short; the prices are made up.
func newTLDs() table[string, *tld] {
	const (
		public  = needsAuthCode | hasLock // who has a name is for all to see
		generic = public | hasPrivacy
		days    = 39 // of grace, with the registries that have it
		rgp     = 30 // days of redemption, with most registries
	)
	sold := []tld{
		{"com", generic, days, rgp, prices{899, 999, 899, 7900}},
		{"net", generic, days, rgp, prices{1099, 1199, 1099, 7900}},
		{"org", generic, days, rgp, prices{1049, 1149, 1049, 7900}},
		{"info", generic, days, rgp, prices{499, 1499, 1499, 7900}},
		{"biz", generic, days, rgp, prices{1299, 1399, 1299, 7900}},
		{"name", generic, days, rgp, prices{899, 899, 899, 7900}},
		{"pro", generic, days, rgp, prices{399, 1499, 1499, 7900}},
		{"mobi", generic, days, rgp, prices{599, 1799, 1799, 7900}},
		{"app", generic, days, rgp, prices{1399, 1399, 1399, 8900}},
		{"dev", generic, days, rgp, prices{1199, 1199, 1199, 8900}},
		{"online", generic, days, rgp, prices{299, 2499, 2499, 7900}},
		{"shop", generic, days, rgp, prices{249, 2499, 2499, 7900}},
		{"site", generic, days, rgp, prices{249, 1999, 1999, 7900}},
		{"store", generic, days, rgp, prices{349, 3999, 3999, 7900}},
		{"xyz", generic, days, rgp, prices{199, 1099, 1099, 7900}},
		{"cc", generic, days, rgp, prices{999, 999, 999, 7900}},
		{"co", generic, days, rgp, prices{1999, 2299, 2299, 7900}},
		{"me", generic, days, rgp, prices{799, 1599, 1599, 7900}},
		{"tv", generic, days, rgp, prices{2699, 2699, 2699, 7900}},
		{"us", public | needsApproval, days, rgp, prices{699, 799, 799, 5900}},
		{"ca", public, days, rgp, prices{999, 1099, 1099, 5900}},
		{"io", generic, days, rgp, prices{2999, 3999, 3999, 9900}},
		{"in", public, days, rgp, prices{799, 999, 999, 5900}},

		{"at", needsAuthCode, 0, 0, prices{1099, 1099, 1099, 0}},
		{"be", needsAuthCode, 0, 40, prices{599, 599, 599, 3900}},
		{"ch", needsAuthCode, 0, 40, prices{899, 899, 899, 3900}},
		{"cz", needsAuthCode, 0, 0, prices{799, 799, 799, 0}},
		{"de", needsAuthCode, 0, rgp, prices{499, 499, 499, 3900}},
		{"eu", needsAuthCode, 0, 40, prices{499, 599, 599, 2900}},
		{"fi", needsAuthCode, 0, 0, prices{1299, 1299, 1299, 0}},
		{"fr", needsAuthCode, 0, rgp, prices{699, 799, 799, 3900}},
		{"ie", needsAuthCode | reviewsNames, 0, 0, prices{1499, 1499, 1499, 0}},
		{"it", needsAuthCode, 0, rgp, prices{599, 699, 699, 2900}},
		{"li", needsAuthCode, 0, 40, prices{899, 899, 899, 3900}},
		{"nl", needsAuthCode, 0, 40, prices{399, 499, 399, 1900}},
		{"no", needsAuthCode | reviewsNames, 0, 0, prices{1199, 1199, 1199, 0}},
		{"nu", needsAuthCode, 0, 60, prices{1499, 1499, 1499, 3900}},
		{"pl", needsAuthCode, 0, 0, prices{499, 1299, 1299, 0}},
		{"ru", needsAuthCode, 0, 0, prices{599, 599, 599, 0}},
		{"se", needsAuthCode, 0, 60, prices{1199, 1199, 1199, 3900}},
		{"com.au", needsAuthCode, 0, 0, prices{1499, 1499, 1499, 0}},
		{"es", needsApproval, 0, 0, prices{799, 899, 799, 0}},
		{"hu", needsApproval | reviewsNames, 0, 0, prices{1299, 1299, 1299, 0}},
		{"uk", 0, 0, rgp, prices{649, 749, 649, 1900}},
		{"co.uk", 0, 0, rgp, prices{649, 749, 649, 1900}},
		{"org.uk", 0, 0, rgp, prices{649, 749, 649, 1900}},
	}
	tlds := newTable[string, *tld]()
	for i := range sold {
		tlds.insert(&sold[i])
	}
	return tlds
}

// tldRef is how other objects show a TLD.
type tldRef struct {
	Name string `json:"name"`
}

var labelForm = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$`)

// parseDomain brings a name into lower case and finds its TLD. Only a name right
// below a TLD that is sold is a domain.
func (s *store) parseDomain(given string) (string, *tld, error) {
	name := strings.ToLower(strings.TrimSpace(given))
	label, suffix, _ := strings.Cut(name, ".")
	under := s.tlds.index[suffix]
	if under == nil || s.tlds.index[name] != nil || !labelForm.MatchString(label) {
		return "", nil, invalidDomain()
	}
	return name, under, nil
}

// Existing clients compare the text of these errors with the bare code.
func invalidDomain() error { return refuse("invalid_domain", "invalid_domain") }
func unknownDomain() error { return refuse("invalid_resource", "invalid_resource") }

type tldView struct {
	Name                        string `json:"name"`
	IsAuthorizationCodeRequired bool   `json:"is_authorization_code_required"`
	IsTransferLockSupported     bool   `json:"is_transfer_lock_supported"`
	IsPrivacyProtectSupported   bool   `json:"is_privacy_protect_supported"`
	TransferFOA                 bool   `json:"transfer_foa"`
	IsRestorable                bool   `json:"is_restorable"`
	GraceDays                   int    `json:"grace_days"`
	CreateDomainPeriods         []int  `json:"create_domain_periods"`
	RenewDomainPeriods          []int  `json:"renew_domain_periods"`
}

func viewTLD(t *tld) tldView {
	return tldView{
		Name:                        t.name,
		IsAuthorizationCodeRequired: t.has(needsAuthCode),
		IsTransferLockSupported:     t.has(hasLock),
		IsPrivacyProtectSupported:   t.has(hasPrivacy),
		TransferFOA:                 t.has(needsApproval),
		IsRestorable:                t.restorable(),
		GraceDays:                   t.grace,
		CreateDomainPeriods:         []int{soldInterval},
		RenewDomainPeriods:          []int{soldInterval},
	}
}

func listTLDs(c *call) (any, error) {
	return list(c, c.tlds.rows, func(*tld) bool { return true }, viewTLD)
}

func getTLD(c *call) (any, error) {
	found := c.tlds.index[strings.ToLower(c.path["tld"])]
	if found == nil {
		return nil, unknownResource("top-level domain")
	}
	return viewTLD(found), nil
}
