package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing/gateway"
	"github.com/hostcontrol-go/sdk/rest"
)

// Forms that are signed well, and refused all the same.
func TestSignedButRefused(t *testing.T) {
	t.Parallel()
	valid := validFields()
	tests := []struct {
		name   string
		fields fields
		reason error
		text   string // part of the error's
	}{
		{"blank reference", valid.with("reference", " "), gateway.ErrMalformed, "reference"},
		{"reference of two lines", valid.with("reference", "p\n1"), gateway.ErrMalformed, "reference"},
		{"reference in Latin-1", valid.with("reference", "p\xe4"), gateway.ErrMalformed, "reference"},
		{"endless reference", valid.with("reference", strings.Repeat("p", 256)), gateway.ErrMalformed, "reference"},
		{"unknown currency", valid.with("currency", "ZZZ"), gateway.ErrMalformed, "currency"},
		{"currency in lower case", valid.with("currency", "eur"), gateway.ErrMalformed, "currency"},
		{"nothing to pay", valid.with("amount", "0"), gateway.ErrMalformed, "amount"},
		{"negative amount", valid.with("amount", "-1250"), gateway.ErrMalformed, "amount"},
		{"amount with a plus", valid.with("amount", "+1250"), gateway.ErrMalformed, "amount"},
		{"amount with a zero in front", valid.with("amount", "01250"), gateway.ErrMalformed, "amount"},
		{"amount with decimals", valid.with("amount", "12.50"), gateway.ErrMalformed, "amount"},
		{"amount with an exponent", valid.with("amount", "125e1"), gateway.ErrMalformed, "amount"},
		{"amount with a space", valid.with("amount", "1250 "), gateway.ErrMalformed, "amount"},
		{"amount in other digits", valid.with("amount", "١٢٥٠"), gateway.ErrMalformed, "amount"},
		{"amount that overflows", valid.with("amount", "9223372036854775808"), gateway.ErrMalformed, "amount"},
		{"another amount than is due", valid.with("amount", "1249"), gateway.ErrAmount, `payment "p-20931": not the amount that is due: asked for 12.49 EUR, due are 12.50 EUR`},
		{"another currency than is due", valid.with("currency", "USD"), gateway.ErrAmount, "asked for 12.50 USD"},
		{"customer 0", valid.with("customer", "0"), gateway.ErrMalformed, "customer"},
		{"customer with a zero in front", valid.with("customer", "035"), gateway.ErrMalformed, "customer"},
		{"customer that is no number", valid.with("customer", "jane"), gateway.ErrMalformed, "customer"},
		{"start without an offset", valid.with("started", "2026-01-05T09:00:00"), gateway.ErrMalformed, "started"},
		{"start in words", valid.with("started", "Mon, 05 Jan 2026 09:00:00 GMT"), gateway.ErrMalformed, "started"},
		{"start in milliseconds", valid.with("started", "1767603600000"), gateway.ErrMalformed, "started"},
		{"start in nine digits", valid.with("started", "999999999"), gateway.ErrMalformed, "started"},
		{"no end", valid.with("expires", "never"), gateway.ErrMalformed, "expires"},
		{"end before the start", valid.with("expires", "2026-01-05T08:00:00+00:00"), gateway.ErrMalformed, "expires"},
		{"end at the start", valid.with("expires", valid["started"]), gateway.ErrMalformed, "expires"},
		{"expired now", valid.with("expires", "2026-01-05T09:30:00+00:00"), gateway.ErrExpired, `payment "p-20931"`},
		{"expired in another zone", valid.with("expires", "2026-01-05T11:29:59+02:00"), gateway.ErrExpired, "expired"},
		{"expired in Unix seconds", valid.with("expires", "1767605400"), gateway.ErrExpired, "expired"},
		{"another gateway", valid.with("gateway", "wallets"), gateway.ErrMalformed, `gateway: must be "cards": "wallets"`},
		{"nowhere to return to", valid.with("return_url", "/ca/billing"), gateway.ErrMalformed, "return_url"},
		{"return without a host", valid.with("return_url", "https://:443/ca"), gateway.ErrMalformed, "return_url"},
		{"return to a script", valid.with("return_url", "javascript:alert(1)"), gateway.ErrMalformed, "return_url"},
		{"return to somebody's host", valid.with("return_url", "https://shop.example.com@evil.example.net/"), gateway.ErrMalformed, "return_url"},
		{"return with a header", valid.with("return_url", "https://shop.example.com/\r\nSet-Cookie: a=b"), gateway.ErrMalformed, "return_url"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newProxy(t)
			_, err := p.post(tt.fields.signed().Encode())
			if !errors.Is(err, tt.reason) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("got %v, want %v with %q", err, tt.reason, tt.text)
			}
			if _, err := p.post(valid.signed().Encode()); err != nil {
				t.Errorf("the genuine form after it: %v", err)
			}
		})
	}
}

// Every field must be there, once, and not empty.
func TestFieldsMissingOrTwice(t *testing.T) {
	t.Parallel()
	for _, field := range append([]string{"signature"}, order...) {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			p := newProxy(t)
			missing, empty, twice := validFields().signed(), validFields().signed(), validFields().signed()
			delete(missing, field)
			empty.Set(field, "")
			twice.Add(field, twice.Get(field))
			for text, body := range map[string]string{
				": is missing":     missing.Encode(),
				": is missing ":    empty.Encode(),
				": is given twice": twice.Encode(),
			} {
				want := field + strings.TrimSpace(text)
				if _, err := p.post(body); !errors.Is(err, gateway.ErrMalformed) || !strings.HasSuffix(err.Error(), want) {
					t.Errorf("got %v, want %q", err, want)
				}
			}
		})
	}
}

func TestNoForm(t *testing.T) {
	t.Parallel()
	valid := validFields().signed().Encode()
	const kind = "application/x-www-form-urlencoded"
	tests := []struct {
		name, method, target, kind, body string
		status                           int
	}{
		{"a form", "POST", "/pay", kind, valid, http.StatusOK},
		{"a form with a charset", "POST", "/pay", kind + "; charset=UTF-8", valid, http.StatusOK},
		{"further fields", "POST", "/pay?utm=1", kind, valid + "&language=nl", http.StatusOK},
		{"a link", "GET", "/pay?" + valid, "", "", http.StatusMethodNotAllowed},
		{"a form that was put", "PUT", "/pay", kind, valid, http.StatusMethodNotAllowed},
		{"values in the URL", "POST", "/pay?" + valid, kind, "", http.StatusBadRequest},
		{"no media type", "POST", "/pay", "", valid, http.StatusBadRequest},
		{"JSON", "POST", "/pay", "application/json", `{"reference":"p-20931"}`, http.StatusBadRequest},
		{"a broken escape", "POST", "/pay", kind, valid + "&a=%zz", http.StatusBadRequest},
		{"a form of several MiB", "POST", "/pay", kind, valid + "&a=" + strings.Repeat("a", 4<<20), http.StatusBadRequest},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newProxy(t, func(cfg *gateway.Config) { cfg.Refuse = nil })
			r := httptest.NewRequest(tt.method, tt.target, strings.NewReader(tt.body))
			r.Header.Set("Content-Type", tt.kind)
			w := httptest.NewRecorder()
			p.ServeHTTP(w, r)
			if w.Code != tt.status || (p.started != nil) != (tt.status == http.StatusOK) {
				t.Errorf("status %d, handed on: %t, want %d", w.Code, p.started != nil, tt.status)
			}
			if got := w.Header().Get("Cache-Control"); got != "no-store" {
				t.Errorf("Cache-Control: %q", got)
			}
		})
	}
}

// The order of the pairs in the body is nobody's concern.
func TestPairsInAnyOrder(t *testing.T) {
	t.Parallel()
	p := newProxy(t)
	pairs := strings.Split(validFields().signed().Encode(), "&")
	for i, j := 0, len(pairs)-1; i < j; i, j = i+1, j-1 {
		pairs[i], pairs[j] = pairs[j], pairs[i]
	}
	if _, err := p.post(strings.Join(pairs, "&")); err != nil {
		t.Error(err)
	}
}

// What payers see gives nothing away, and nothing of what they sent comes back.
func TestAnswersToPayers(t *testing.T) {
	t.Parallel()
	const again = "This payment cannot be made. Please start it again.\n"
	valid := validFields()
	failing := func(cfg *gateway.Config) {
		cfg.Due = func(context.Context, *gateway.Request) (currency.Amount, error) {
			return currency.Amount{}, errors.New("the platform does not answer")
		}
	}
	unknown := func(cfg *gateway.Config) {
		cfg.Due = func(context.Context, *gateway.Request) (currency.Amount, error) {
			return currency.Amount{}, fmt.Errorf("%w: no such payment", gateway.ErrAmount)
		}
	}
	broken := func(cfg *gateway.Config) { cfg.Store = brokenStore{} }
	none := func(*gateway.Config) {}
	tests := []struct {
		name   string
		change func(*gateway.Config)
		fields fields
		status int
		text   string
	}{
		{"malformed", none, valid.with("amount", "<script>"), http.StatusBadRequest, again},
		{"expired", none, valid.with("expires", "2026-01-05T09:15:00+00:00"), http.StatusGone, again},
		{"other amount", none, valid.with("amount", "1"), http.StatusForbidden, again},
		{"unknown payment", unknown, valid, http.StatusForbidden, again},
		{"nobody to ask", failing, valid, http.StatusServiceUnavailable, "Payments cannot be made at the moment. Please try again.\n"},
		{"nowhere to remember", broken, valid, http.StatusServiceUnavailable, "Payments cannot be made at the moment. Please try again.\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newProxy(t, tt.change, func(cfg *gateway.Config) { cfg.Refuse = nil })
			checkAnswer(t, p, tt.fields.signed().Encode(), tt.status, tt.text)
		})
	}
	p := newProxy(t, func(cfg *gateway.Config) { cfg.Refuse = nil })
	checkAnswer(t, p, valid.withSignature(strings.Repeat("0", 128)).Encode(), http.StatusForbidden, again)
	checkAnswer(t, p, valid.signed().Encode(), http.StatusOK, "")
	checkAnswer(t, p, valid.signed().Encode(), http.StatusConflict, "This payment was started before.\n")
}

func checkAnswer(t *testing.T, p *proxy, body string, status int, text string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/pay", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	if w.Code != status || w.Body.String() != text {
		t.Errorf("%d %q, want %d %q", w.Code, w.Body, status, text)
	}
}

type brokenStore struct{}

func (brokenStore) Claim(context.Context, *gateway.Request, time.Time) (bool, error) {
	return true, errors.New("the disk is full")
}

// A payer who reloads the page can be sent to where his payment is.
func TestReplayIsTold(t *testing.T) {
	t.Parallel()
	var again string
	p := newProxy(t, func(cfg *gateway.Config) {
		cfg.Refuse = func(_ http.ResponseWriter, r *http.Request, err error) {
			if errors.Is(err, gateway.ErrReplayed) {
				again = r.PostFormValue("reference")
			}
		}
	})
	for range 2 {
		checkAnswer(t, p, validFields().signed().Encode(), http.StatusOK, "")
	}
	if again != "p-20931" {
		t.Errorf("replayed: %q", again)
	}
}

// What must not be asked of others before a form is known to be good.
func TestNothingIsAskedForBadForms(t *testing.T) {
	t.Parallel()
	p := newProxy(t, func(cfg *gateway.Config) {
		cfg.Store = brokenStore{}
		cfg.Due = func(context.Context, *gateway.Request) (currency.Amount, error) {
			t.Error("asked")
			return currency.Amount{}, nil
		}
	})
	valid := validFields()
	for _, body := range []string{
		"",
		valid.withSignature(sign(valid.text()+secret2, secret1)).Encode(),
		valid.with("customer", "035").signed().Encode(),
		valid.with("gateway", "wallets").signed().Encode(),
		valid.with("expires", "2026-01-05T09:15:00+00:00").signed().Encode(),
	} {
		if _, err := p.post(body); err == nil {
			t.Errorf("accepted: %s", body)
		}
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*gateway.Config){
		"no name given":          func(cfg *gateway.Config) { cfg.Name = "" },
		"two secrets are needed": func(cfg *gateway.Config) { cfg.Secret1 = rest.Secret{} },
		"two secrets are needed ": func(cfg *gateway.Config) {
			cfg.Secret2 = rest.NewSecret("")
		},
		"no store given":                        func(cfg *gateway.Config) { cfg.Store = nil },
		"no way given to look up what is due":   func(cfg *gateway.Config) { cfg.Due = nil },
		"nothing given to start payments with":  func(cfg *gateway.Config) { cfg.Start = nil },
		"the notification URL must begin with":  func(cfg *gateway.Config) { cfg.NotificationURL = "" },
		"the notification URL must begin with ": func(cfg *gateway.Config) { cfg.NotificationURL = "backoffice.example.com/notification/83" },
	}
	for text, change := range tests {
		cfg := gateway.Config{
			Name: name, Secret1: rest.NewSecret(secret1), Secret2: rest.NewSecret(secret2),
			NotificationURL: "https://backoffice.example.com/notification/83",
			Store:           new(gateway.MemoryStore),
			Due:             due("12.50", "EUR"),
			Start:           func(http.ResponseWriter, *http.Request, *gateway.Request) {},
		}
		if _, err := gateway.New(cfg); err != nil {
			t.Fatal(err)
		}
		change(&cfg)
		if _, err := gateway.New(cfg); err == nil || !strings.Contains(err.Error(), strings.TrimSpace(text)) {
			t.Errorf("got %v, want %q", err, text)
		}
	}
}

// Without a clock of its own a gateway goes by the machine's.
func TestRealTime(t *testing.T) {
	t.Parallel()
	p := newProxy(t, func(cfg *gateway.Config) { cfg.Now = nil })
	past, future := validFields(), validFields().with("expires", time.Now().Add(time.Hour).Format(time.RFC3339))
	if _, err := p.post(past.signed().Encode()); !errors.Is(err, gateway.ErrExpired) {
		t.Errorf("got %v, want %v", err, gateway.ErrExpired)
	}
	if _, err := p.post(future.signed().Encode()); err != nil {
		t.Error(err)
	}
}

// Neither the gateway nor its errors show the secrets.
func TestSecretsAreNotShown(t *testing.T) {
	t.Parallel()
	p := newProxy(t)
	valid := validFields()
	texts := []string{fmt.Sprintf("%v %+v %#v", p.Gateway, p.Gateway, p.Gateway)}
	for _, body := range []string{
		valid.withSignature(secret1).Encode(),
		valid.with("amount", "x").signed().Encode(),
		valid.with("amount", "1").signed().Encode(),
	} {
		_, err := p.post(body)
		texts = append(texts, fmt.Sprintf("%v %+v", err, err))
	}
	for _, text := range texts {
		for _, secret := range []string{secret1, secret2, valid.signature()} {
			if strings.Contains(text, secret) {
				t.Errorf("%q shows %q", text, secret)
			}
		}
	}
}
