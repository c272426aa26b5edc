package hostcontroltest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestWHOIS(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: -1})
	p.post("/customer", newCustomer("roe@example.com", `"organisation":"Roe Bakery","address":"Sample Lane 7\n2nd floor"`)).result(t)
	for _, body := range []string{
		`{"customer":1,"domain":"example.com"}`,
		`{"customer":1,"domain":"example.net","is_privacy_protect_enabled":true}`,
		`{"customer":1,"domain":"example.nl"}`,
		`{"customer":1,"domain":"example.ie"}`,
	} {
		p.post("/domain", body).result(t)
	}
	const registrant = `Registrant Name: Jane Roe
Registrant Organization: Roe Bakery
Registrant Street: Sample Lane 7 2nd floor
Registrant City: Utrecht
Registrant Postal Code: 3511AB
Registrant Phone: +31.301234567
Registrant Email: roe@example.com
Registrant Country: NL
`
	head := func(name, status string) string {
		return "Domain Name: " + name + `
Creation Date: 2026-01-05T09:00:00Z
Expiry Date: 2027-01-05T09:00:00Z
` + status + `Name Server: ns1.hostcontrol.test
Name Server: ns2.hostcontrol.test
`
	}
	const locked = "Domain Status: clientTransferProhibited\n"
	for name, want := range map[string]string{
		"Example.com": head("example.com", locked) + registrant,
		"example.net": head("example.net", locked) + "Registrant Country: NL\n",
		"example.nl":  head("example.nl", "") + registrant,
	} {
		got, err := p.WHOIS(name)
		if err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for _, name := range []string{"example.ie", "example.org", ""} {
		if text, err := p.WHOIS(name); err == nil || !strings.Contains(err.Error(), "not a domain of the platform") {
			t.Errorf("%q: %q %v", name, text, err)
		}
	}
}
