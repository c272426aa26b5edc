package ssl_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"testing"
)

// armor is PEM of any type.
func armor(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// sign makes a signing request of a template.
func sign(t testing.TB, key crypto.Signer, template x509.CertificateRequest) string {
	t.Helper()
	der, err := x509.CreateCertificateRequest(rand.Reader, &template, key)
	if err != nil {
		t.Fatal(err)
	}
	return armor("CERTIFICATE REQUEST", der)
}

// csrFor makes a signing request for hosts.
func csrFor(t testing.TB, key crypto.Signer, hosts ...string) string {
	t.Helper()
	return sign(t, key, x509.CertificateRequest{DNSNames: hosts})
}

func ecdsaKey(t testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func rsaKey(t testing.TB, bits int) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func ed25519Key(t testing.TB) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// goodCSR is a signing request for example.com, with a key that was thrown away.
const goodCSR = `-----BEGIN CERTIFICATE REQUEST-----
MIH5MIGhAgEAMBYxFDASBgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEZLnjUqjzBk5Mrf/9llH98nzWpqvyit4Yvv/3mK6kvOmzSmvV
Bl/EFCGQ4NPWEgYTNY9o9VSBKHNXIW5/qEX6DaApMCcGCSqGSIb3DQEJDjEaMBgw
FgYDVR0RBA8wDYILZXhhbXBsZS5jb20wCgYIKoZIzj0EAwIDRwAwRAIgICaFQ9k0
DF626uPHz2oR4RErRjj0r1xnV5RM4W/Pu/QCIGJhAgROIoV2b3dvttsWBxmN1F7N
zJXZrrqxWmopYvcB
-----END CERTIFICATE REQUEST-----
`

// der takes the armor off.
func der(t testing.TB, text string) []byte {
	t.Helper()
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		t.Fatalf("no PEM: %q", text)
	}
	return block.Bytes
}

// forged makes a signing request of which the signature is wrong.
func forged(t testing.TB) string {
	t.Helper()
	bytes := der(t, goodCSR)
	bytes[len(bytes)-1] ^= 1
	return armor("CERTIFICATE REQUEST", bytes)
}

// enormous makes a signing request with an RSA key of so many bits, and with a
// signature that nobody should spend the time on.
func enormous(t testing.TB, bits uint) string {
	t.Helper()
	modulus := new(big.Int).Lsh(big.NewInt(1), bits-1)
	public, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: modulus.Add(modulus, big.NewInt(1)), E: 65537})
	if err != nil {
		t.Fatal(err)
	}
	type content struct {
		Version    int
		Subject    asn1.RawValue
		PublicKey  asn1.RawValue
		Attributes asn1.RawValue
	}
	type request struct {
		Content   content
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
	var r request
	if _, err := asn1.Unmarshal(der(t, goodCSR), &r); err != nil {
		t.Fatal(err)
	}
	r.Content.PublicKey = asn1.RawValue{FullBytes: public}
	changed, err := asn1.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return armor("CERTIFICATE REQUEST", changed)
}
