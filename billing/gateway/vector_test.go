package gateway_test

import (
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	"github.com/hostcontrol-go/sdk/billing/gateway"
)

// The signatures in this file were not made by Go but by openssl: the values
// one after another with the first secret at their end, such as
//
//	printf '%s' 'p-20931AUTHORISEDsecret one' | openssl dgst -sha512 -hmac 'secret two' -r
//
// The text that is signed stands before each.

type formVector struct {
	name      string
	fields    fields
	signature string
	want      gateway.Request
}

func formVectors(t *testing.T) []formVector {
	start := time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	fraction := 896498 * time.Microsecond
	return []formVector{
		{
			name:   "the platform's timestamps",
			fields: validFields(),
			// p-20931EUR1250352026-01-05T09:00:00.896498+00:002026-01-05T10:00:00.896498+00:00cardshttps://shop.example.com/ca/billing?a=1&b=2secret one
			signature: "000b90d4eaacc93846ec7e713aade5aa1a1a852b471890aec4312edc5257bdbe15a7bd9b6b8b685dc390f78cbf7a2099d8cc0319a0e724194482c2fe32672cc8",
			want: gateway.Request{
				Reference: "p-20931", Amount: amount(t, "12.50", "EUR"), Customer: 35,
				Started: start.Add(fraction), Expires: start.Add(fraction + time.Hour),
				Gateway: "cards", ReturnURL: "https://shop.example.com/ca/billing?a=1&b=2",
			},
		},
		{
			name: "Unix seconds and no decimals",
			fields: fields{
				"reference": "7f0c", "currency": "JPY", "amount": "980", "customer": "7",
				"started": "1767603600", "expires": "1767607200",
				"gateway": "cards", "return_url": "http://shop.example.net/",
			},
			// 7f0cJPY980717676036001767607200cardshttp://shop.example.net/secret one
			signature: "04623c3eb09f0ce030425127c258ae01f3178cd55d8d1062f357390ece336be345c1fc8d5fdb193160d4df042bdf67719fce6ad5facc78b790297a673fc92413",
			want: gateway.Request{
				Reference: "7f0c", Amount: amount(t, "980", "JPY"), Customer: 7,
				Started: start, Expires: start.Add(time.Hour),
				Gateway: "cards", ReturnURL: "http://shop.example.net/",
			},
		},
		{
			name: "other offsets, other letters and three decimals",
			fields: fields{
				"reference": "Zahlung Nr. 7 / übrig", "currency": "KWD", "amount": "1250", "customer": "35",
				"started": "2026-01-05T09:00:00Z", "expires": "2026-01-05T12:30:00+02:00",
				"gateway": "cards", "return_url": "https://shop.example.org/#ä",
			},
			// Zahlung Nr. 7 / übrigKWD1250352026-01-05T09:00:00Z2026-01-05T12:30:00+02:00cardshttps://shop.example.org/#äsecret one
			signature: "0f23a01765b05de38fc1dbaf4efe1653c107c1f67b1c0c11944858aae99117a6feb678c66e674842001763d8aff4516e39ba10c850ecd5668e3be1e6bc989578",
			want: gateway.Request{
				Reference: "Zahlung Nr. 7 / übrig", Amount: amount(t, "1.250", "KWD"), Customer: 35,
				Started: start, Expires: start.Add(90 * time.Minute),
				Gateway: "cards", ReturnURL: "https://shop.example.org/#ä",
			},
		},
	}
}

func TestFormVectors(t *testing.T) {
	t.Parallel()
	for _, tt := range formVectors(t) {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newProxy(t, func(cfg *gateway.Config) {
				cfg.Due = due(tt.want.Amount.Number(), tt.want.Amount.CurrencyCode())
			})
			got, err := p.post(tt.fields.withSignature(tt.signature).Encode())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&tt.want, got); diff != "" {
				t.Error(diff)
			}
			// What the other tests sign with must not differ from openssl.
			if got := tt.fields.signature(); got != tt.signature {
				t.Errorf("the test's own platform signs %s", got)
			}
		})
	}
}

// notificationVectors are the signatures of what became of payment p-20931.
var notificationVectors = map[gateway.Status]string{
	// p-20931AUTHORISEDsecret one
	gateway.StatusAuthorized: "3f3197c18df39b0a4399afde5175fd9966dcedbf6dd4f1abdc51dcd1f33a325f7346a050abf4c79ff3a5621cb7f541eb014770a2685dc8c15f5261fb9f27c403",
	// p-20931FAILEDsecret one
	gateway.StatusFailed: "b84c1c474afb76293dd96bb8b06d0256f0af69f97aebe4639a2f0c85e3d123c6efa5c3df19e1fda50460eac0f4b508e33f3e6fa4ceec50fe6b500bdac1490b19",
}

func TestNotificationVectors(t *testing.T) {
	t.Parallel()
	for status, signature := range notificationVectors {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			var got url.Values
			p := newNotifier(t, func(r *http.Request) (*http.Response, error) {
				body, err := io.ReadAll(r.Body)
				if err != nil {
					return nil, err
				}
				if kind := r.Header.Get("Content-Type"); r.Method != http.MethodPost || kind != "application/x-www-form-urlencoded" {
					t.Errorf("%s of %q", r.Method, kind)
				}
				got, err = url.ParseQuery(string(body))
				return httpmock.NewStringResponse(http.StatusOK, ""), err
			})
			if err := p.Notify(t.Context(), "p-20931", status); err != nil {
				t.Fatal(err)
			}
			want := url.Values{"reference": {"p-20931"}, "status": {string(status)}, "signature": {signature}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Where there is an openssl, it makes the signatures of this file once more.
func TestVectorsAreThoseOfOpenSSL(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("there is no openssl here")
	}
	vectors := map[string]string{}
	for _, vector := range formVectors(t) {
		vectors[vector.fields.text()] = vector.signature
	}
	for status, signature := range notificationVectors {
		vectors["p-20931"+string(status)] = signature
	}
	for text, signature := range vectors {
		sign := exec.CommandContext(t.Context(), program, "dgst", "-sha512", "-hmac", secret2, "-r")
		sign.Stdin = strings.NewReader(text + secret1)
		said, err := sign.Output()
		if err != nil {
			t.Fatal(err)
		}
		if got, _, _ := strings.Cut(string(said), " "); got != signature {
			t.Errorf("%s: openssl signs %s", text, got)
		}
	}
}
