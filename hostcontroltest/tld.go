package hostcontroltest

import (
	"regexp"
	"strings"
)

// tld is a top-level domain, or a level below one that a registry hands names
// out under, with the registry's rules.
type tld struct {
	name   string
	rules  tldRules
	grace  int // days after expiry in which the renewal price still applies
	prices prices
}

func (t *tld) key() string { return t.name }

func (t *tld) has(rule tldRules) bool { return t.rules&rule != 0 }

// tldRules are what sets the procedures of registries apart.
type tldRules uint8

const (
	needsAuthCode tldRules = 1 << iota // an incoming transfer takes a code
	needsApproval                      // the registrant approves a transfer (FOA)
	hasLock                            // a lock can forbid outgoing transfers
	restorable                         // a deleted name can be bought back for a while
)

// prices are what the reseller pays for an interval, in minor units.
type prices struct {
	register, renew, transfer, restore int64
}

// newTLDs is what the demo reseller sells. The rules are those of the
// registries, in short; the prices are made up.
func newTLDs() table[string, *tld] {
	const (
		generic = needsAuthCode | hasLock | restorable
		days    = 39 // of grace, with the registries that have it
	)
	sold := []tld{
		{"com", generic, days, prices{899, 999, 899, 7900}},
		{"net", generic, days, prices{1099, 1199, 1099, 7900}},
		{"org", generic, days, prices{1049, 1149, 1049, 7900}},
		{"info", generic, days, prices{499, 1499, 1499, 7900}},
		{"biz", generic, days, prices{1299, 1399, 1299, 7900}},
		{"name", generic, days, prices{899, 899, 899, 7900}},
		{"pro", generic, days, prices{399, 1499, 1499, 7900}},
		{"mobi", generic, days, prices{599, 1799, 1799, 7900}},
		{"app", generic, days, prices{1399, 1399, 1399, 8900}},
		{"dev", generic, days, prices{1199, 1199, 1199, 8900}},
		{"online", generic, days, prices{299, 2499, 2499, 7900}},
		{"shop", generic, days, prices{249, 2499, 2499, 7900}},
		{"site", generic, days, prices{249, 1999, 1999, 7900}},
		{"store", generic, days, prices{349, 3999, 3999, 7900}},
		{"xyz", generic, days, prices{199, 1099, 1099, 7900}},
		{"cc", generic, days, prices{999, 999, 999, 7900}},
		{"co", generic, days, prices{1999, 2299, 2299, 7900}},
		{"me", generic, days, prices{799, 1599, 1599, 7900}},
		{"tv", generic, days, prices{2699, 2699, 2699, 7900}},
		{"us", generic, days, prices{699, 799, 799, 5900}},
		{"ca", generic, days, prices{999, 1099, 1099, 5900}},
		{"io", generic, days, prices{2999, 3999, 3999, 9900}},

		{"at", needsAuthCode, 0, prices{1099, 1099, 1099, 0}},
		{"be", needsAuthCode | restorable, 0, prices{599, 599, 599, 3900}},
		{"ch", needsAuthCode | restorable, 0, prices{899, 899, 899, 3900}},
		{"cz", needsAuthCode, 0, prices{799, 799, 799, 0}},
		{"de", needsAuthCode | restorable, 0, prices{499, 499, 499, 3900}},
		{"eu", needsAuthCode | restorable, 0, prices{499, 599, 599, 2900}},
		{"fi", needsAuthCode, 0, prices{1299, 1299, 1299, 0}},
		{"fr", needsAuthCode | restorable, 0, prices{699, 799, 799, 3900}},
		{"ie", needsAuthCode, 0, prices{1499, 1499, 1499, 0}},
		{"it", needsAuthCode | restorable, 0, prices{599, 699, 699, 2900}},
		{"li", needsAuthCode | restorable, 0, prices{899, 899, 899, 3900}},
		{"nl", needsAuthCode | restorable, 0, prices{399, 499, 399, 1900}},
		{"no", needsAuthCode, 0, prices{1199, 1199, 1199, 0}},
		{"nu", needsAuthCode | restorable, 0, prices{1499, 1499, 1499, 3900}},
		{"pl", needsAuthCode, 0, prices{499, 1299, 1299, 0}},
		{"ru", needsAuthCode, 0, prices{599, 599, 599, 0}},
		{"se", needsAuthCode | restorable, 0, prices{1199, 1199, 1199, 3900}},
		{"com.au", needsAuthCode, 0, prices{1499, 1499, 1499, 0}},
		{"es", needsApproval, 0, prices{799, 899, 799, 0}},
		{"hu", needsApproval, 0, prices{1299, 1299, 1299, 0}},
		{"uk", restorable, 0, prices{649, 749, 649, 1900}},
		{"co.uk", restorable, 0, prices{649, 749, 649, 1900}},
		{"org.uk", restorable, 0, prices{649, 749, 649, 1900}},
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
