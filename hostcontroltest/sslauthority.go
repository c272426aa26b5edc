package hostcontroltest

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"
)

// authority signs certificates. Its key follows from the seed, so that the
// certificates do, too: nobody should ever trust it.
type authority struct {
	key  ed25519.PrivateKey
	root *x509.Certificate
}

func newAuthority(seed uint64) authority {
	secret := sha256.Sum256(fmt.Appendf(nil, "hostcontroltest authority %d", seed))
	key := ed25519.NewKeyFromSeed(secret[:])
	keyID := sha256.Sum256(key.Public().(ed25519.PublicKey))
	return authority{key: key, root: &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "HostControl sandbox CA, do not trust"},
		SubjectKeyId:          keyID[:20],
		NotBefore:             time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:              time.Date(2100, time.January, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}}
}

// issue signs what a request asks for, and gives it in PEM with the authority's
// own certificate after it.
func (a authority) issue(r *signingRequest, company string, serial *big.Int, from, until time.Time) (string, error) {
	leaf := &x509.Certificate{
		SerialNumber:          serial,
		DNSNames:              r.names,
		NotBefore:             from,
		NotAfter:              until,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	const maxCommonName = 64
	if len(r.names[0]) <= maxCommonName {
		leaf.Subject.CommonName = r.names[0]
	}
	if company != "" {
		leaf.Subject.Organization = []string{company}
	}
	if _, ok := r.publicKey.(*rsa.PublicKey); ok {
		leaf.KeyUsage |= x509.KeyUsageKeyEncipherment
	}
	signed, err := a.sign(leaf, r.publicKey)
	if err != nil {
		return "", err
	}
	root, err := a.sign(a.root, a.key.Public())
	return signed + root, err
}

// sign needs no random numbers: Ed25519 takes none.
func (a authority) sign(template *x509.Certificate, key crypto.PublicKey) (string, error) {
	der, err := x509.CreateCertificate(nil, template, a.root, key, a.key)
	if err != nil {
		return "", err
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), nil
}
