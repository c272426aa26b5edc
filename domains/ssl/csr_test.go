package ssl_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// ask requests a certificate with a CSR, and gives the CSR that was sent.
func ask(t testing.TB, csr string) (string, error) {
	t.Helper()
	sent := ""
	client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		var body struct {
			CSR string `json:"csr"`
		}
		if err := json.UnmarshalRead(r.Body, &body); err != nil {
			t.Error(err)
		}
		sent = body.CSR
		return resttest.Respond(resttest.Success(certificateJSON))
	})
	p := validRequest()
	p.CSR = csr
	_, err := ssl.New(client).Request(t.Context(), p)
	return sent, err
}

func TestGoodCSRs(t *testing.T) {
	t.Parallel()
	p256, rsa2048 := ecdsaKey(t, elliptic.P256()), rsaKey(t, 2048)
	tests := map[string]string{
		"P-256":                csrFor(t, p256, "example.com"),
		"P-384":                csrFor(t, ecdsaKey(t, elliptic.P384()), "example.com"),
		"P-521":                csrFor(t, ecdsaKey(t, elliptic.P521()), "example.com"),
		"RSA":                  csrFor(t, rsa2048, "example.com"),
		"many hosts":           csrFor(t, p256, "example.com", "www.example.com", "shop.example.org"),
		"all hosts below one":  csrFor(t, p256, "*.example.com"),
		"internationalized":    csrFor(t, p256, "xn--bcher-kva.example"),
		"upper case":           csrFor(t, p256, "WWW.Example.COM"),
		"common name alone":    sign(t, p256, x509.CertificateRequest{Subject: pkix.Name{CommonName: "example.com"}}),
		"common name as well":  sign(t, p256, x509.CertificateRequest{Subject: pkix.Name{CommonName: "Example.com"}, DNSNames: []string{"example.com"}}),
		"with an organization": sign(t, p256, x509.CertificateRequest{Subject: pkix.Name{CommonName: "example.com", Organization: []string{"Example Works"}, Country: []string{"NL"}}}),
	}
	for name, csr := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent, err := ask(t, csr)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(csr, sent); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Programs write PEM in their own ways; all of them are sent in the same.
func TestCSRsAreCleaned(t *testing.T) {
	t.Parallel()
	want := goodCSR
	for name, text := range map[string]string{
		"line breaks of Windows": strings.ReplaceAll(want, "\n", "\r\n"),
		"space around":           "\n  \n" + want + " \n\n",
		"no break at the end":    strings.TrimSpace(want),
		"text before":            "Certificate Request:\n    Data:\n        Version: 1 (0x0)\n" + want,
		"old type":               armor("NEW CERTIFICATE REQUEST", der(t, want)),
		"headers": strings.Replace(want, "REQUEST-----\n",
			"REQUEST-----\nComment: made in the office\n\n", 1),
	} {
		sent, err := ask(t, text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, sent); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestBadCSRs(t *testing.T) {
	t.Parallel()
	p256 := ecdsaKey(t, elliptic.P256())
	key, csr, err := ssl.NewKeyAndCSR("example.com")
	if err != nil {
		t.Fatal(err)
	}
	link, err := url.Parse("https://example.com/")
	if err != nil {
		t.Fatal(err)
	}
	hosts := func(names ...string) string { return csrFor(t, p256, names...) }
	const (
		notPEM = "must be a certificate request in PEM"
		secret = "must not come with a private key"
		after  = "must be one certificate request and nothing after it"
		only   = "must name hosts only, not IP addresses, e-mail addresses or URIs"
	)
	tests := []struct {
		name string
		csr  string
		want []string
	}{
		{"nothing", "", []string{notPEM}},
		{"text", "example.com", []string{notPEM}},
		{"a certificate", armor("CERTIFICATE", []byte("x")), []string{notPEM}},
		{"cut", csr[:len(csr)/2], []string{notPEM}},
		{"without armor", string(der(t, csr)), []string{notPEM}},
		{"a private key", key.Reveal(), []string{secret}},
		{"a private key before", key.Reveal() + csr, []string{secret}},
		{"a private key after", csr + key.Reveal(), []string{secret}},
		{"an encrypted key after", csr + armor("ENCRYPTED PRIVATE KEY", []byte("x")), []string{secret}},
		{"a key of an older form after", csr + armor("RSA PRIVATE KEY", []byte("x")), []string{secret}},
		{"two", csr + csr, []string{after}},
		{"something after", csr + "x", []string{after}},
		{"too long", strings.Repeat(" ", 16<<10) + csr, []string{"must not be longer than 16384 bytes"}},
		{"not a request inside", armor("CERTIFICATE REQUEST", []byte("x")), []string{"must be a certificate request that can be read"}},
		{"more inside", armor("CERTIFICATE REQUEST", append(der(t, csr), 0)), []string{"must be a certificate request that can be read"}},
		{"forged", forged(t), []string{"must be signed with its own key"}},
		{"short RSA key", csrFor(t, rsaKey(t, 1024), "example.com"), []string{"must have an RSA key of 2048 to 8192 bits, not of 1024"}},
		{"long RSA key", enormous(t, 8193), []string{"must have an RSA key of 2048 to 8192 bits, not of 8193"}},
		{"short ECDSA key", csrFor(t, ecdsaKey(t, elliptic.P224()), "example.com"), []string{"must have an ECDSA key of at least 256 bits, not of 224"}},
		{"another key", csrFor(t, ed25519Key(t), "example.com"), []string{"must have an RSA or ECDSA key"}},
		{"no names", hosts(), []string{"must name a host"}},
		{"bad names", hosts("example.com", "shop_1.example.com", "example", "*.*.example.com", "www.*.example.com", "192.0.2.1"), []string{
			`must name hosts: domain name "shop_1.example.com" must not hold '_'`,
			`must name hosts: domain name "example" must have a label before its top-level domain, as example.com has`,
			`must name hosts: domain name "*.example.com" must not hold '*'`,
			`must name hosts: domain name "www.*.example.com" must not hold '*'`,
			`must name hosts: domain name "192.0.2.1" must end in a top-level domain, not in a number`,
		}},
		{"dot at the end", hosts("example.com."), []string{`must name "example.com." as "example.com"`}},
		{"Unicode", sign(t, p256, x509.CertificateRequest{Subject: pkix.Name{CommonName: "*.bücher.example"}}), []string{
			`must name "*.bücher.example" as "*.xn--bcher-kva.example"`,
		}},
		{"common name of no host", sign(t, p256, x509.CertificateRequest{Subject: pkix.Name{CommonName: "Jane Roe"}, DNSNames: []string{"example.com"}}), []string{
			`must name hosts: domain name "Jane Roe" must not hold ' '`,
		}},
		{"address", sign(t, p256, x509.CertificateRequest{DNSNames: []string{"example.com"}, IPAddresses: []net.IP{net.IPv4(192, 0, 2, 1)}}), []string{only}},
		{"e-mail address", sign(t, p256, x509.CertificateRequest{DNSNames: []string{"example.com"}, EmailAddresses: []string{"jane@example.org"}}), []string{only}},
		{"URI", sign(t, p256, x509.CertificateRequest{DNSNames: []string{"example.com"}, URIs: []*url.URL{link}}), []string{only}},
		{"all at once", sign(t, ed25519Key(t), x509.CertificateRequest{IPAddresses: []net.IP{net.IPv4(192, 0, 2, 1)}}), []string{
			"must have an RSA or ECDSA key", "must name a host", only,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var want []string
			for _, problem := range tt.want {
				want = append(want, "csr: "+problem)
			}
			sent, err := ask(t, tt.csr)
			if diff := cmp.Diff(want, resttest.FieldsOf(err)); diff != "" {
				t.Error(diff)
			}
			if sent != "" {
				t.Errorf("sent %q", sent)
			}
			for line := range strings.Lines(key.Reveal()) {
				if line = strings.TrimSpace(line); len(line) > 20 && !strings.HasPrefix(line, "-") && strings.Contains(fmt.Sprintf("%v %+v", err, err), line) {
					t.Errorf("the key shows: %v", err)
				}
			}
		})
	}
}

// Whatever is given, one request at most is sent, and never a key.
func FuzzCSR(f *testing.F) {
	key, csr, err := ssl.NewKeyAndCSR("example.com", "*.example.com")
	if err != nil {
		f.Fatal(err)
	}
	f.Add("")
	f.Add(csr)
	f.Add(csr + key.Reveal())
	f.Add(key.Reveal() + csr)
	f.Add(forged(f))
	f.Add(enormous(f, 8193))
	f.Fuzz(func(t *testing.T, text string) {
		sent, err := ask(t, text)
		switch {
		case errors.Is(err, rest.ErrValidation) && sent == "":
		case err != nil:
			t.Errorf("%v after %q", err, sent)
		case strings.Count(sent, "-----BEGIN CERTIFICATE REQUEST-----") != 1 || strings.Count(sent, "-----") != 4:
			t.Errorf("sent %q", sent)
		}
	})
}

func TestNewKeyAndCSR(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("l", 60) + ".example.com"
	tests := []struct {
		name   string
		names  []string
		common string
		hosts  []string
	}{
		{"one", []string{"example.com"}, "example.com", []string{"example.com"}},
		{"several", []string{"Example.com", "www.example.com."}, "example.com", []string{"example.com", "www.example.com"}},
		{"internationalized", []string{"bücher.example", "*.bücher.example"}, "xn--bcher-kva.example", []string{"xn--bcher-kva.example", "*.xn--bcher-kva.example"}},
		{"too long for a common name", []string{long}, "", []string{long}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			key, csr, err := ssl.NewKeyAndCSR(tt.names...)
			if err != nil {
				t.Fatal(err)
			}
			request, err := x509.ParseCertificateRequest(der(t, csr))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.hosts, request.DNSNames); diff != "" || request.Subject.CommonName != tt.common {
				t.Errorf("common name %q, hosts %s", request.Subject.CommonName, diff)
			}
			private, err := x509.ParsePKCS8PrivateKey(der(t, key.Reveal()))
			if err != nil {
				t.Fatal(err)
			}
			signer, ok := private.(*ecdsa.PrivateKey)
			if !ok || !signer.PublicKey.Equal(request.PublicKey) {
				t.Errorf("the key, a %T, is not that of the request", private)
			}
			if sent, err := ask(t, csr); err != nil || sent != csr {
				t.Errorf("sent %q, %v", sent, err)
			}
			if text := fmt.Sprintf("%v %+v %q", key, key, key); strings.Contains(text, "BEGIN") {
				t.Errorf("the key shows: %s", text)
			}
		})
	}
}

func TestNewKeyAndCSRValidation(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		names []string
		want  []string
	}{
		{"none", nil, []string{"names: must not be empty"}},
		{"bad ones", []string{"example", "example.com", "EXAMPLE.com", "", "*", "*.com"}, []string{
			`names.0: domain name "example" must have a label before its top-level domain, as example.com has`,
			"names.2: is named twice",
			`names.3: domain name "" must not be empty`,
			`names.4: domain name "*" must not hold '*'`,
			`names.5: domain name "com" must have a label before its top-level domain, as example.com has`,
		}},
	}
	for _, tt := range tests {
		key, csr, err := ssl.NewKeyAndCSR(tt.names...)
		if diff := cmp.Diff(tt.want, resttest.FieldsOf(err)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		if !key.IsZero() || csr != "" {
			t.Errorf("%s: made %q", tt.name, csr)
		}
	}
}
