package ssl

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"slices"
	"strings"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

const (
	csrType    = "CERTIFICATE REQUEST"
	oldCSRType = "NEW CERTIFICATE REQUEST" // of older programs
	keyType    = "PRIVATE KEY"
)

// What authorities sign.
const (
	minRSA        = 2048 // bits
	maxRSA        = 8192
	minECDSA      = 256
	maxCSR        = 16 << 10 // bytes
	maxCommonName = 64
)

// readCSR wants a signing request in PEM, notes all that is wrong with it, and
// gives it as it is sent.
func readCSR(f *check.Fields, text string) string {
	der, problem := decodeCSR(text)
	if problem != "" {
		f.Reject("csr", problem)
		return ""
	}
	request, err := x509.ParseCertificateRequest(der)
	if err != nil {
		f.Reject("csr", "must be a certificate request that can be read")
		return ""
	}
	if problem := keyProblem(request.PublicKey); problem != "" {
		f.Reject("csr", problem)
	} else if request.CheckSignature() != nil {
		f.Reject("csr", "must be signed with its own key")
	}
	checkNames(f, request)
	return encodePEM(csrType, der)
}

// decodeCSR takes the PEM armor off. Nothing but the request may be there,
// since files that hold the private key as well are common.
func decodeCSR(text string) (der []byte, problem string) {
	if len(text) > maxCSR {
		return nil, fmt.Sprintf("must not be longer than %d bytes", maxCSR)
	}
	block, after := pem.Decode([]byte(text))
	switch {
	case strings.Contains(text, keyType+"-----"):
		return nil, "must not come with a private key"
	case block == nil, block.Type != csrType && block.Type != oldCSRType:
		return nil, "must be a certificate request in PEM"
	case len(bytes.TrimSpace(after)) > 0:
		return nil, "must be one certificate request and nothing after it"
	}
	return block.Bytes, ""
}

func keyProblem(key any) string {
	switch key := key.(type) {
	case *rsa.PublicKey:
		if bits := key.N.BitLen(); bits < minRSA || bits > maxRSA {
			return fmt.Sprintf("must have an RSA key of %d to %d bits, not of %d", minRSA, maxRSA, bits)
		}
	case *ecdsa.PublicKey:
		if bits := key.Params().BitSize; bits < minECDSA {
			return fmt.Sprintf("must have an ECDSA key of at least %d bits, not of %d", minECDSA, bits)
		}
	default:
		return "must have an RSA or ECDSA key"
	}
	return ""
}

// checkNames wants names of hosts, and only those.
func checkNames(f *check.Fields, request *x509.CertificateRequest) {
	names := request.DNSNames
	if common := request.Subject.CommonName; common != "" && !containsFold(names, common) {
		names = append([]string{common}, names...)
	}
	if len(names) == 0 {
		f.Reject("csr", "must name a host")
	}
	for _, name := range names {
		host, err := parseHost(name)
		switch {
		case err != nil:
			f.Reject("csr", "must name hosts: "+err.Error())
		case !strings.EqualFold(host, name):
			f.Reject("csr", fmt.Sprintf("must name %q as %q", name, host))
		}
	}
	if len(request.IPAddresses)+len(request.EmailAddresses)+len(request.URIs) > 0 {
		f.Reject("csr", "must name hosts only, not IP addresses, e-mail addresses or URIs")
	}
}

func containsFold(names []string, name string) bool {
	return slices.ContainsFunc(names, func(other string) bool { return strings.EqualFold(name, other) })
}

const wildcard = "*."

// parseHost gives the name of a host, or of all hosts below one, in lower-case
// A-label form.
func parseHost(name string) (string, error) {
	below, all := strings.CutPrefix(name, wildcard)
	host, err := domains.ParseName(below)
	if err != nil || !all {
		return string(host), err
	}
	return wildcard + string(host), nil
}

// sameCSR reports whether two texts hold the same request, whatever their line
// breaks.
func sameCSR(a, b string) bool {
	first, _ := pem.Decode([]byte(a))
	second, _ := pem.Decode([]byte(b))
	return first != nil && second != nil && bytes.Equal(first.Bytes, second.Bytes)
}

// NewKeyAndCSR makes a private key and a signing request for host names, both
// in PEM. The key is ECDSA on the curve P-256, in PKCS #8. Names may be
// internationalized, and may begin with "*." for all hosts right below. The
// first one becomes the common name, where it is not too long for that.
//
// The key is not sent anywhere; store it before the certificate is requested.
func NewKeyAndCSR(names ...string) (key rest.Secret, csr string, err error) {
	hosts, err := parseHosts(names)
	if err != nil {
		return rest.Secret{}, "", err
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return rest.Secret{}, "", fmt.Errorf("make a key: %w", err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return rest.Secret{}, "", fmt.Errorf("encode the key: %w", err)
	}
	template := &x509.CertificateRequest{DNSNames: hosts}
	if len(hosts[0]) <= maxCommonName {
		template.Subject = pkix.Name{CommonName: hosts[0]}
	}
	csrDER, err := x509.CreateCertificateRequest(rand.Reader, template, private)
	if err != nil {
		return rest.Secret{}, "", fmt.Errorf("make a certificate request: %w", err)
	}
	return rest.NewSecret(encodePEM(keyType, keyDER)), encodePEM(csrType, csrDER), nil
}

func encodePEM(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// parseHosts gives names as they stand in a certificate, all different.
func parseHosts(names []string) ([]string, error) {
	var f check.Fields
	hosts := make([]string, 0, len(names))
	for i, name := range names {
		host, err := parseHost(name)
		switch {
		case err != nil:
			f.Reject(fmt.Sprintf("names.%d", i), err.Error())
		case slices.Contains(hosts, host):
			f.Reject(fmt.Sprintf("names.%d", i), "is named twice")
		}
		hosts = append(hosts, host)
	}
	if len(names) == 0 {
		f.Reject("names", "must not be empty")
	}
	return hosts, f.Err("ssl.newKeyAndCSR")
}
