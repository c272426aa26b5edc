package gateway_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing/gateway"
	"github.com/hostcontrol-go/sdk/rest"
)

const (
	secret1 = "secret one"
	secret2 = "secret two"
	name    = "cards"
)

// order is that of the values in the signed text.
var order = []string{"reference", "currency", "amount", "customer", "started", "expires", "gateway", "return_url"}

// now is between the start and the expiry of every valid form.
var now = time.Date(2026, time.January, 5, 9, 30, 0, 0, time.UTC)

// fields are what the platform would post, the signature aside.
type fields map[string]string

func validFields() fields {
	return fields{
		"reference":  "p-20931",
		"currency":   "EUR",
		"amount":     "1250",
		"customer":   "35",
		"started":    "2026-01-05T09:00:00.896498+00:00",
		"expires":    "2026-01-05T10:00:00.896498+00:00",
		"gateway":    name,
		"return_url": "https://shop.example.com/ca/billing?a=1&b=2",
	}
}

// with gives a copy in which one value is another.
func (f fields) with(field, value string) fields {
	changed := maps.Clone(f)
	changed[field] = value
	return changed
}

// text is what the platform signs, without the secret that ends it.
func (f fields) text() string {
	var b strings.Builder
	for _, field := range order {
		b.WriteString(f[field])
	}
	return b.String()
}

// signature is made as the platform makes it.
func (f fields) signature() string { return sign(f.text()+secret1, secret2) }

func sign(text, key string) string {
	mac := hmac.New(sha512.New, []byte(key))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

// signed gives the form as the platform would post it.
func (f fields) signed() url.Values { return f.withSignature(f.signature()) }

func (f fields) withSignature(signature string) url.Values {
	form := url.Values{"signature": {signature}}
	for field, value := range f {
		form.Set(field, value)
	}
	return form
}

// A proxy is a gateway under test, with what became of the forms it got.
type proxy struct {
	*gateway.Gateway
	started *gateway.Request // the last one that was handed on
	refused error            // why the last one was not
}

// newProxy makes a gateway for which the amount of validFields is due, unless
// change says otherwise.
func newProxy(t testing.TB, change ...func(*gateway.Config)) *proxy {
	t.Helper()
	p := &proxy{}
	cfg := gateway.Config{
		Name:            name,
		Secret1:         rest.NewSecret(secret1),
		Secret2:         rest.NewSecret(secret2),
		NotificationURL: "https://backoffice.example.com/notification/83",
		Store:           new(gateway.MemoryStore),
		Due:             due("12.50", "EUR"),
		Start:           func(_ http.ResponseWriter, _ *http.Request, r *gateway.Request) { p.started = r },
		Refuse:          func(_ http.ResponseWriter, _ *http.Request, err error) { p.refused = err },
		Now:             func() time.Time { return now },
	}
	for _, f := range change {
		f(&cfg)
	}
	var err error
	if p.Gateway, err = gateway.New(cfg); err != nil {
		t.Fatal(err)
	}
	return p
}

// due is a platform on which every payment comes to the same amount.
func due(number, code string) func(context.Context, *gateway.Request) (currency.Amount, error) {
	return func(context.Context, *gateway.Request) (currency.Amount, error) {
		return currency.NewAmount(number, code)
	}
}

// post lets a payer's browser post a body, and gives what became of it.
func (p *proxy) post(body string) (*gateway.Request, error) {
	p.started, p.refused = nil, nil
	r := httptest.NewRequest(http.MethodPost, "/pay", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	p.ServeHTTP(httptest.NewRecorder(), r)
	if p.started == nil && p.refused == nil {
		return nil, errors.New("neither handed on nor refused")
	}
	return p.started, p.refused
}

func amount(t testing.TB, number, code string) currency.Amount {
	t.Helper()
	a, err := currency.NewAmount(number, code)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
