package hostcontroltest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"slices"
	"strings"
)

// signingRequest is a CSR that an authority would sign.
type signingRequest struct {
	text         string // PEM
	names        []string
	organization []string
	publicKey    any // of type *rsa.PublicKey or *ecdsa.PublicKey
}

const (
	csrType    = "CERTIFICATE REQUEST"
	oldCSRType = "NEW CERTIFICATE REQUEST" // of older programs
	maxCSR     = 16 << 10
	anyHost    = "*."
)

// csr reads a required signing request.
func (f *form) csr(name string) *signingRequest {
	text := f.required(name, maxCSR)
	if f.rejected(name) {
		return nil
	}
	block, after := pem.Decode([]byte(text))
	if block == nil || block.Type != csrType && block.Type != oldCSRType || len(bytes.TrimSpace(after)) > 0 {
		f.reject(name, "Enter one certificate request in PEM.")
		return nil
	}
	parsed, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil {
		f.reject(name, "The certificate request cannot be read.")
		return nil
	}
	request := &signingRequest{
		text:         string(pem.EncodeToMemory(&pem.Block{Type: csrType, Bytes: block.Bytes})),
		names:        hostsOf(parsed),
		organization: parsed.Subject.Organization,
		publicKey:    parsed.PublicKey,
	}
	if problem := request.problem(parsed); problem != "" {
		f.reject(name, problem)
		return nil
	}
	return request
}

// problem is the first thing that an authority would not accept. The size of the
// key comes before the signature, which takes long to check for a huge one.
func (r *signingRequest) problem(parsed *x509.CertificateRequest) string {
	switch {
	case !acceptableKey(r.publicKey):
		return "The key must be RSA of 2048 to 8192 bits, or ECDSA of at least 256."
	case parsed.CheckSignature() != nil:
		return "The certificate request is not signed with its own key."
	case len(r.names) == 0:
		return "The certificate request names no host."
	case len(parsed.IPAddresses)+len(parsed.EmailAddresses)+len(parsed.URIs) > 0:
		return "The certificate request may name hosts only."
	}
	for _, name := range r.names {
		if host := strings.TrimPrefix(name, anyHost); len(host) > 253 || !hostnameForm.MatchString(host) {
			return "The certificate request names something that is not a host."
		}
	}
	return ""
}

func acceptableKey(key any) bool {
	switch key := key.(type) {
	case *rsa.PublicKey:
		return key.N.BitLen() >= 2048 && key.N.BitLen() <= 8192
	case *ecdsa.PublicKey:
		return key.Params().BitSize >= 256
	default:
		return false
	}
}

// hostsOf are the names in a request, in lower case. The common name is the
// first of them.
func hostsOf(parsed *x509.CertificateRequest) []string {
	var names []string
	for _, name := range append([]string{parsed.Subject.CommonName}, parsed.DNSNames...) {
		name = strings.ToLower(name)
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
