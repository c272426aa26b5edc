package gateway

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"io"

	"github.com/hostcontrol-go/sdk/rest"
)

// keys are the two secrets of a gateway. The second one keys the hash; the
// first one ends the text that is hashed.
type keys struct{ first, second rest.Secret }

// sign gives the signature of values in their order, in lower-case hex.
func (k keys) sign(values ...string) string {
	mac := hmac.New(sha512.New, []byte(k.second.Reveal()))
	for _, value := range values {
		_, _ = io.WriteString(mac, value)
	}
	_, _ = io.WriteString(mac, k.first.Reveal())
	return hex.EncodeToString(mac.Sum(nil))
}

// verify compares in constant time. The signature is compared as it is
// written: hex digits in upper case are not the platform's.
func (k keys) verify(signature string, values ...string) bool {
	return hmac.Equal([]byte(signature), []byte(k.sign(values...)))
}
