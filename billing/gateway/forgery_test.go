package gateway_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing/gateway"
)

const forgeries = 10_000 // of each kind

// A forger makes bad forms of good ones. The same seed makes the same ones.
type forger struct{ *rand.Rand }

// genuine makes a form that the platform could post. No two references are
// the same.
func (f forger) genuine(number int) fields {
	start := now.Add(-time.Duration(f.IntN(3600)) * time.Second)
	end := now.Add(time.Duration(1+f.IntN(86400)) * time.Second)
	write := f.pick(
		func(t time.Time) string { return t.Format("2006-01-02T15:04:05.000000-07:00") },
		func(t time.Time) string { return t.Format("2006-01-02T15:04:05-07:00") },
		func(t time.Time) string { return t.In(time.FixedZone("", 19800)).Format(time.RFC3339) },
		func(t time.Time) string { return t.Format(time.RFC3339) },
		func(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) },
	)
	return fields{
		"reference":  fmt.Sprintf("%s%d", []string{"", "p-", "EUR", "payment "}[f.IntN(4)], number),
		"currency":   []string{"EUR", "USD", "JPY", "KWD"}[f.IntN(4)],
		"amount":     strconv.Itoa(1 + f.IntN(1_000_000)),
		"customer":   strconv.Itoa(1 + f.IntN(100_000)),
		"started":    write(start),
		"expires":    write(end),
		"gateway":    name,
		"return_url": "https://shop.example.com/ca/" + []string{"", "?a=1&b=2", "#x", "?next=https://shop.example.net/"}[f.IntN(4)],
	}
}

func (f forger) pick(of ...func(time.Time) string) func(time.Time) string { return of[f.IntN(len(of))] }

func (f forger) field() string { return order[f.IntN(len(order))] }

// text makes a short text of what values consist of.
func (f forger) text(n int) string {
	const letters = "0123456789ABCEURabc-:+./%&= \x00é"
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[f.IntN(len(letters))]
	}
	return string(b)
}

// edit changes a text somewhere.
func (f forger) edit(text string) string {
	at := f.IntN(len(text) + 1)
	to := at + f.IntN(len(text)-at+1)
	return text[:at] + f.text(f.IntN(4)) + text[to:]
}

// forge signs with anything but the two secrets in their places.
func (f forger) forge(genuine fields) url.Values {
	text := genuine.text()
	switch f.IntN(8) {
	case 0:
		return genuine.withSignature(sign(text+secret1, f.text(1+f.IntN(20))))
	case 1:
		return genuine.withSignature(sign(text+f.text(f.IntN(20)), secret2))
	case 2:
		return genuine.withSignature(sign(text+secret2, secret1))
	case 3:
		return genuine.withSignature(sign(secret1+text, secret2))
	case 4:
		return genuine.withSignature(sign(text, secret2))
	case 5:
		mac := hmac.New(sha256.New, []byte(secret2))
		mac.Write([]byte(text + secret1))
		return genuine.withSignature(hex.EncodeToString(mac.Sum(nil)))
	case 6: // of another form of the same gateway
		return genuine.withSignature(f.genuine(-1).signature())
	default:
		b := make([]byte, 64)
		for i := range b {
			b[i] = byte(f.Uint32())
		}
		return genuine.withSignature(hex.EncodeToString(b))
	}
}

// alter changes one value, or the signature, of a signed form.
func (f forger) alter(genuine fields) url.Values {
	form := genuine.signed()
	switch f.IntN(6) {
	case 0:
		signature := genuine.signature()
		form.Set("signature", f.pickText(strings.ToUpper(signature), signature+" ", signature+"00", f.edit(signature)))
	case 1: // the value of another form
		field := f.field()
		form.Set(field, f.genuine(-1)[field])
	default:
		field := f.field()
		form.Set(field, f.edit(genuine[field]))
	}
	return form
}

func (f forger) pickText(of ...string) string { return of[f.IntN(len(of))] }

// reorder gives values to other fields, or signs them in another order.
func (f forger) reorder(genuine fields) url.Values {
	mixed := slices.Clone(order)
	f.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	changed, text := fields{}, ""
	for i, field := range order {
		changed[field] = genuine[mixed[i]]
		text += genuine[mixed[i]]
	}
	switch f.IntN(3) {
	case 0:
		return changed.withSignature(genuine.signature())
	case 1:
		return changed.signed() // by a platform that mixes up its fields
	default:
		return genuine.withSignature(sign(text+secret1, secret2))
	}
}

// cut moves the places at which the signed text is cut into values.
func (f forger) cut(genuine fields) url.Values {
	text, ends, end := genuine.text(), make([]int, 0, len(order)), 0
	for _, field := range order {
		end += len(genuine[field])
		ends = append(ends, end)
	}
	for range 1 + f.IntN(3) {
		i := f.IntN(len(ends) - 1)
		if f.IntN(2) == 0 {
			i = 2 // between amount and customer, where all cuts are numbers
		}
		low := 0
		if i > 0 {
			low = ends[i-1]
		}
		ends[i] = low + f.IntN(ends[i+1]-low+1)
	}
	changed, begin := fields{}, 0
	for i, field := range order {
		changed[field], begin = text[begin:ends[i]], ends[i]
	}
	return changed.withSignature(genuine.signature())
}

// late makes a form that was signed for a time that is over.
func (f forger) late(genuine fields) url.Values {
	expires := now.Add(-time.Duration(f.IntN(30*86400)) * time.Second)
	started := expires.Add(-time.Duration(1+f.IntN(86400)) * time.Second)
	write := f.pick(
		func(t time.Time) string { return t.Format("2006-01-02T15:04:05.000000-07:00") },
		func(t time.Time) string { return t.In(time.FixedZone("", -12600)).Format(time.RFC3339) },
		func(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) },
	)
	return genuine.with("started", write(started)).with("expires", write(expires)).signed()
}

// shuffled writes the pairs of a form in any order.
func (f forger) shuffled(form url.Values) string {
	pairs := strings.Split(form.Encode(), "&")
	f.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	return strings.Join(pairs, "&")
}

// Of each kind of bad form none is handed on. In between, genuine forms are:
// neither is a bad form taken for good because everything is, nor does it use
// up the reference of the form it was made of.
func TestForgeries(t *testing.T) {
	t.Parallel()
	encoded := func(make func(forger, fields) url.Values) func(forger, fields) string {
		return func(f forger, genuine fields) string { return make(f, genuine).Encode() }
	}
	kinds := []struct {
		name    string
		make    func(forger, fields) string
		reasons []error
	}{
		{"forged", encoded(forger.forge), []error{gateway.ErrSignature}},
		{"altered", encoded(forger.alter), []error{gateway.ErrSignature, gateway.ErrMalformed}},
		{"reordered", encoded(forger.reorder), []error{gateway.ErrSignature, gateway.ErrMalformed}},
		{"cut elsewhere", encoded(forger.cut), []error{gateway.ErrAmount, gateway.ErrMalformed}},
		{"expired", encoded(forger.late), []error{gateway.ErrExpired}},
		{"truncated", func(f forger, genuine fields) string {
			body := f.shuffled(genuine.signed())
			return body[:f.IntN(len(body))]
		}, []error{gateway.ErrSignature, gateway.ErrMalformed}},
		{"without a field", func(f forger, genuine fields) string {
			form := genuine.signed()
			form.Del(append([]string{"signature"}, order...)[f.IntN(1+len(order))])
			return form.Encode()
		}, []error{gateway.ErrMalformed}},
		{"with a field twice", func(f forger, genuine fields) string {
			field := f.field()
			again := url.Values{field: {f.edit(genuine[field])}}
			return f.pickText(genuine.signed().Encode()+"&"+again.Encode(), again.Encode()+"&"+genuine.signed().Encode())
		}, []error{gateway.ErrMalformed}},
	}
	for i, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			refuseAll(t, forger{rand.New(rand.NewPCG(1, uint64(i)))}, kind.make, kind.reasons)
		})
	}
}

func refuseAll(t *testing.T, f forger, forge func(forger, fields) string, reasons []error) {
	book := ledger{}
	p := newProxy(t, func(cfg *gateway.Config) { cfg.Due = book.due })
	counts := make(map[error]int)
	for number := range forgeries {
		genuine := f.genuine(number)
		book.add(t, genuine)
		body := forge(f, genuine)
		for says(body, genuine) {
			body = forge(f, genuine)
		}
		_, err := p.post(body)
		reason := reasonOf(err, reasons)
		if reason == nil {
			t.Fatalf("%v for %s, made of %v", err, body, genuine)
		}
		counts[reason]++
		if _, err := p.post(genuine.signed().Encode()); err != nil {
			t.Fatalf("a genuine form is refused: %v", err)
		}
	}
	for _, reason := range reasons {
		if counts[reason] == 0 {
			t.Errorf("none was refused as %v", reason)
		}
	}
}

// says reports whether a body says the same as a genuine form: what was meant
// to be a change can happen to be none.
func says(body string, genuine fields) bool {
	form, err := url.ParseQuery(body)
	return err == nil && form.Encode() == genuine.signed().Encode()
}

func reasonOf(err error, reasons []error) error {
	for _, reason := range reasons {
		if errors.Is(err, reason) {
			return reason
		}
	}
	return nil
}

// A ledger is what the platform has on record, by reference.
type ledger map[string]currency.Amount

func (l ledger) add(t *testing.T, genuine fields) {
	t.Helper()
	minor, err := strconv.ParseInt(genuine["amount"], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	if l[genuine["reference"]], err = currency.NewAmountFromInt64(minor, genuine["currency"]); err != nil {
		t.Fatal(err)
	}
}

func (l ledger) due(_ context.Context, r *gateway.Request) (currency.Amount, error) {
	amount, known := l[r.Reference]
	if !known {
		return currency.Amount{}, fmt.Errorf("%w: no payment %q", gateway.ErrAmount, r.Reference)
	}
	return amount, nil
}

// A signed text says the same to everybody but for the digits of amount and
// customer: of all places at which it can be cut, only those are refused for
// the amount, and not for their form.
func TestOnlyAmountAndCustomerCanBeMoved(t *testing.T) {
	t.Parallel()
	f := forger{rand.New(rand.NewPCG(2, 0))}
	p := newProxy(t, func(cfg *gateway.Config) { cfg.Due = ledger{}.due })
	moved := 0
	for number := range forgeries {
		genuine := f.genuine(number)
		form := f.cut(genuine)
		_, err := p.post(form.Encode())
		if !errors.Is(err, gateway.ErrAmount) {
			continue
		}
		moved++
		for _, field := range order {
			if field != "amount" && field != "customer" && form.Get(field) != genuine[field] {
				t.Fatalf("%s of %v became %q", field, genuine, form.Get(field))
			}
		}
	}
	if moved == 0 {
		t.Error("no cut was a form")
	}
}

// A form that was handed on is not again, neither as it was nor with its pairs
// in another order, nor when the payment is told in other words.
func TestReplays(t *testing.T) {
	t.Parallel()
	f := forger{rand.New(rand.NewPCG(3, 0))}
	book := ledger{}
	p := newProxy(t, func(cfg *gateway.Config) { cfg.Due = book.due })
	used := make([]fields, 0, forgeries)
	for number := range forgeries {
		genuine := f.genuine(number)
		book.add(t, genuine)
		if _, err := p.post(f.shuffled(genuine.signed())); err != nil {
			t.Fatal(err)
		}
		used = append(used, genuine)
		again := used[f.IntN(len(used))]
		if f.IntN(2) == 0 {
			again = again.with("return_url", "https://shop.example.com/elsewhere").with("started", "2026-01-05T08:00:00Z")
		}
		if _, err := p.post(f.shuffled(again.signed())); !errors.Is(err, gateway.ErrReplayed) {
			t.Fatalf("%v for %v", err, again)
		}
	}
}

// Nothing that comes in makes a gateway fail, or hand on what was not signed.
func FuzzForm(f *testing.F) {
	valid := validFields()
	for _, body := range []string{
		valid.signed().Encode(),
		valid.with("amount", "12").with("customer", "5035").signed().Encode(),
		valid.with("started", "1767603600").with("expires", "1767607200").signed().Encode(),
		valid.withSignature(strings.Repeat("f", 128)).Encode(),
		"reference=%ff&reference=;&=&&%",
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		p := newProxy(t)
		request, err := p.post(body)
		if err != nil {
			if request != nil || !utf8.ValidString(err.Error()) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v, %q", request, err)
			}
			return
		}
		form, err := url.ParseQuery(body)
		if err != nil {
			t.Fatal(err)
		}
		got := fields{}
		for _, field := range order {
			got[field] = form.Get(field)
		}
		if form.Get("signature") != got.signature() || request.Amount.String() != "12.50 EUR" {
			t.Errorf("handed on: %+v", request)
		}
	})
}
