package hostcontroltest_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"net"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func newKey(t testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newRSAKey(t testing.TB, bits int) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// sign makes a certificate request in PEM.
func sign(t testing.TB, key crypto.Signer, request x509.CertificateRequest) string {
	t.Helper()
	der, err := x509.CreateCertificateRequest(rand.Reader, &request, key)
	if err != nil {
		t.Fatal(err)
	}
	return inPEM("CERTIFICATE REQUEST", der)
}

func inPEM(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// csr is a good request for hosts, of which the first is the common name, too.
func csr(t testing.TB, names ...string) string {
	t.Helper()
	return csrOf(t, "", names...)
}

// csrOf is csr by a company, which may be "".
func csrOf(t testing.TB, company string, names ...string) string {
	t.Helper()
	subject := pkix.Name{CommonName: names[0]}
	if company != "" {
		subject.Organization = []string{company}
	}
	return sign(t, newKey(t, elliptic.P256()), x509.CertificateRequest{Subject: subject, DNSNames: names})
}

// quoted is a text as a JSON string.
func quoted(text string) string {
	return `"` + strings.ReplaceAll(text, "\n", `\n`) + `"`
}

func TestRequestsThatAnAuthoritySigns(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	key := newKey(t, elliptic.P256())
	common := pkix.Name{CommonName: "Example.nl"}
	good := csr(t, "example.nl")
	block, _ := pem.Decode([]byte(good))
	tests := []struct {
		name, csr string
		want      []any
	}{
		{"common name only", sign(t, key, x509.CertificateRequest{Subject: common}), []any{"example.nl"}},
		{"no common name", sign(t, key, x509.CertificateRequest{DNSNames: []string{"www.example.nl", "example.nl"}}), []any{"www.example.nl", "example.nl"}},
		{"both", sign(t, key, x509.CertificateRequest{Subject: common, DNSNames: []string{"www.example.nl", "example.nl"}}), []any{"example.nl", "www.example.nl"}},
		{"P-384", sign(t, newKey(t, elliptic.P384()), x509.CertificateRequest{Subject: common}), []any{"example.nl"}},
		{"RSA", sign(t, newRSAKey(t, 2048), x509.CertificateRequest{Subject: common}), []any{"example.nl"}},
		{"older header", inPEM("NEW CERTIFICATE REQUEST", block.Bytes), []any{"example.nl"}},
		{"text around it", "Certificate Request:\n" + good + "\n\n", []any{"example.nl"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := p.post("/ssl-certificate", wanted(planDV, tt.csr, "")).result(t)
			if diff := cmp.Diff(any(tt.want), got["domains"]); diff != "" {
				t.Error(diff)
			}
			p.Advance(15 * minute)
			checkCertificate(t, p, p.get("/ssl-certificate/"+got["id"].(string)).result(t), tt.csr)
		})
	}
}

func TestRequestsThatNoAuthoritySigns(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	key := newKey(t, elliptic.P256())
	good := csr(t, "example.nl")
	block, _ := pem.Decode([]byte(good))
	forged := append([]byte(nil), block.Bytes...)
	forged[len(forged)-1] ^= 1
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	common := pkix.Name{CommonName: "example.nl"}
	const (
		notPEM     = "Enter one certificate request in PEM."
		unreadable = "The certificate request cannot be read."
		badKey     = "The key must be RSA of 2048 to 8192 bits, or ECDSA of at least 256."
		notHost    = "The certificate request names something that is not a host."
		onlyHosts  = "The certificate request may name hosts only."
	)
	tests := []struct{ name, csr, want string }{
		{"nothing", "", "This field is required."},
		{"something", "example.nl", notPEM},
		{"a certificate", inPEM("CERTIFICATE", block.Bytes), notPEM},
		{"two requests", good + good, notPEM},
		{"not a request", inPEM("CERTIFICATE REQUEST", []byte("example.nl")), unreadable},
		{"too long", good + strings.Repeat("x", 16<<10), "Ensure this value has at most"},
		{"forged", inPEM("CERTIFICATE REQUEST", forged), "The certificate request is not signed with its own key."},
		{"small RSA key", sign(t, newRSAKey(t, 1024), x509.CertificateRequest{Subject: common}), badKey},
		{"small ECDSA key", sign(t, newKey(t, elliptic.P224()), x509.CertificateRequest{Subject: common}), badKey},
		{"other key", sign(t, edwards, x509.CertificateRequest{Subject: common}), badKey},
		{"no name", sign(t, key, x509.CertificateRequest{}), "The certificate request names no host."},
		{"person", sign(t, key, x509.CertificateRequest{Subject: pkix.Name{CommonName: "Jane Roe"}}), notHost},
		{"single label", csr(t, "localhost"), notHost},
		{"inner wildcard", csr(t, "www.*.example.nl"), notHost},
		{"IP as a name", csr(t, "192.0.2.1"), notHost},
		{"IP address", sign(t, key, x509.CertificateRequest{Subject: common, IPAddresses: []net.IP{net.IPv4(192, 0, 2, 1)}}), onlyHosts},
		{"e-mail address", sign(t, key, x509.CertificateRequest{Subject: common, EmailAddresses: []string{"jane@example.com"}}), onlyHosts},
		{"URI", sign(t, key, x509.CertificateRequest{Subject: common, URIs: []*url.URL{{Scheme: "https", Host: "example.nl"}}}), onlyHosts},
		{"wildcard on a plan without", csr(t, "*.example.nl"), "The plan does not cover *.example.nl."},
		{"two hosts on a plan for one", csr(t, "example.nl", "mail.example.nl"), "The request names more hosts than the plan covers."},
	}
	for _, tt := range tests {
		r := p.post("/ssl-certificate", wanted(planDV, tt.csr, ""))
		if code := r.code(t); code != "request_validation_failed" {
			t.Errorf("%s: %q", tt.name, code)
			continue
		}
		if texts := r.fields(t)["csr"]; len(texts) != 1 || !strings.HasPrefix(texts[0], tt.want) {
			t.Errorf("%s: %v", tt.name, texts)
		}
	}
	if charges := p.charges(); len(charges) != 0 {
		t.Errorf("charged %v", charges)
	}
}

func TestHostsThatPlansCover(t *testing.T) {
	t.Parallel()
	p := start(t, hostcontroltest.Options{Customers: 1})
	many := []string{"a.example", "b.example", "c.example", "d.example", "e.example", "f.example", "g.example", "h.example", "i.example", "j.example"}
	tests := []struct {
		name, plan string
		names      []string
		want       bool
	}{
		{"one with its www", planDV, []string{"example.nl", "www.example.nl"}, true},
		{"two of them", planDV, []string{"www.example.nl", "www.example.com"}, false},
		{"wildcard", planWildcard, []string{"*.example.nl", "example.nl", "www.example.nl"}, true},
		{"two wildcards", planWildcard, []string{"*.example.nl", "*.example.com"}, false},
		{"ten", planMulti, many, true},
		{"eleven", planMulti, append(many[:len(many):len(many)], "k.example"), false},
		{"wildcard of several", planMulti, []string{"example.nl", "*.example.com"}, false},
	}
	for _, tt := range tests {
		r := p.post("/ssl-certificate", wanted(tt.plan, csr(t, tt.names...), ""))
		if got := r.code(t) == ""; got != tt.want {
			t.Errorf("%s: %s", tt.name, r.body)
		}
	}
}
