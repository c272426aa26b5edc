package check_test

import (
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// problems are the complaints of one check as "field: message".
func problems(look func(*check.Fields)) []string {
	var f check.Fields
	look(&f)
	var failure *rest.Error
	if !errors.As(f.Err("test.check"), &failure) {
		return nil
	}
	texts := make([]string, 0, len(failure.Fields))
	for _, field := range failure.Fields {
		texts = append(texts, field.Error())
	}
	return texts
}

func TestTexts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		look func(*check.Fields)
		want []string
	}{
		{"text", func(f *check.Fields) { f.Text("city", "Utrecht", 7) }, nil},
		{"no text", func(f *check.Fields) { f.Text("city", "", 7) }, nil},
		{"characters, not bytes", func(f *check.Fields) { f.Text("city", "Ütrécht", 7) }, nil},
		{"too long", func(f *check.Fields) { f.Text("city", "Utrechts", 7) }, []string{"city: must not be longer than 7 characters"}},
		{"not UTF-8", func(f *check.Fields) { f.Text("city", "\xff", 7) }, []string{"city: must be valid UTF-8"}},
		{"control character", func(f *check.Fields) { f.Text("city", "a\x00", 7) }, []string{"city: must not hold control characters"}},
		{"C1 control character", func(f *check.Fields) { f.Text("city", "a\u0085", 7) }, []string{"city: must not hold control characters"}},
		{"two lines", func(f *check.Fields) { f.Text("city", "a\nb", 7) }, []string{"city: must not hold control characters"}},
		{"required", func(f *check.Fields) { f.Required("city", "Utrecht", 7) }, nil},
		{"required and empty", func(f *check.Fields) { f.Required("city", "", 7) }, []string{"city: must not be empty"}},
		{"required and blank", func(f *check.Fields) { f.Required("city", " \u00a0", 7) }, []string{"city: must not be empty"}},
		{"lines", func(f *check.Fields) { f.RequiredLines("address", "a\r\nb", 7) }, nil},
		{"no lines", func(f *check.Fields) { f.RequiredLines("address", "\n", 7) }, []string{"address: must not be empty"}},
		{"lines with a tab", func(f *check.Fields) { f.RequiredLines("address", "a\tb", 7) }, []string{"address: must not hold control characters"}},
		{"Markdown", func(f *check.Fields) { f.Markdown("body", "a\n\n\tb\r\n", 7) }, nil},
		{"no Markdown", func(f *check.Fields) { f.Markdown("body", "\t\n", 7) }, []string{"body: must not be empty"}},
		{"long Markdown", func(f *check.Fields) { f.Markdown("body", "äöüäöüäö", 7) }, []string{"body: must not be longer than 7 characters"}},
		{"Markdown with a control character", func(f *check.Fields) { f.Markdown("body", "a\x1b", 7) }, []string{"body: must not hold control characters"}},
		{"reference", func(f *check.Fields) { f.Reference(strings.Repeat("r", 64)) }, nil},
		{"long reference", func(f *check.Fields) { f.Reference(strings.Repeat("r", 65)) }, []string{"client_reference: must not be longer than 64 characters"}},
		{"names", func(f *check.Fields) { f.Names("domains", []string{"example.com", "example.net"}, 20) }, nil},
		{"bad names", func(f *check.Fields) { f.Names("domains", []string{"a", "", "..", "a", ".", "b\x00"}, 20) }, []string{
			"domains.1: must not be empty",
			`domains.2: must not be ".."`,
			"domains.3: is named twice",
			`domains.4: must not be "."`,
			"domains.5: must not hold control characters",
		}},
		{"no password", func(f *check.Fields) { f.Password("password", rest.Secret{}) }, []string{"password: must not be empty"}},
		{"broken password", func(f *check.Fields) { f.Password("password", rest.NewSecret("\xffhidden")) }, []string{"password: must be valid UTF-8"}},
		{"short password", func(f *check.Fields) { f.Password("password", rest.NewSecret("x")) }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, problems(tt.look)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	got := problems(func(f *check.Fields) {
		f.ID("customer", 1)
		f.ID("customer", 0)
		f.ID("customer", -1)
		f.OptionalID("owner", 0)
		f.OptionalID("owner", 1)
		f.OptionalID("owner", -1)
		f.Offset(0)
		f.Offset(-1)
	})
	want := []string{
		"customer: must be positive",
		"customer: must be positive",
		"owner: must be positive",
		"offset: must not be negative",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCountry(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ sent, problem string }{
		"NL":  {"NL", ""},
		"gb":  {"GB", ""},
		"":    {"", "country: must not be empty"},
		"UK":  {"UK", "country: must be GB for the United Kingdom"},
		"uk":  {"UK", "country: must be GB for the United Kingdom"},
		"N":   {"N", "country: must be a country code of two letters"},
		"N1":  {"N1", "country: must be a country code of two letters"},
		"ſx":  {"SX", "country: must be a country code of two letters"},
		"NLD": {"NLD", "country: must be a country code of two letters"},
		"N\n": {"N\n", "country: must be a country code of two letters"},
	}
	for code, want := range tests {
		var sent string
		got := problems(func(f *check.Fields) { sent = f.Country("country", code) })
		if sent != want.sent || strings.Join(got, "; ") != want.problem {
			t.Errorf("Country(%q) = %q with %q, want %q with %q", code, sent, got, want.sent, want.problem)
		}
	}
}

func TestEmail(t *testing.T) {
	t.Parallel()
	const form = "email: must be an e-mail address such as jane@example.org"
	tests := map[string]string{
		"jane@example.org":                   "",
		"Jane.Roe+x@Mail.Example.Org":        "",
		"jane@[192.0.2.1]":                   "",
		"":                                   "email: must not be empty",
		"jane":                               form,
		"jane@":                              form,
		"@example.org":                       form,
		"Jane <jane@example.org>":            form,
		"<jane@example.org>":                 form,
		"jane@example.org (Jane)":            form,
		" jane@example.org":                  form,
		"jane@example.org, john@example.org": form,
		"jane@example.org\r\nBcc: a@b.c":     "email: must not hold control characters",
		"jane@example.org\x00":               "email: must not hold control characters",
		strings.Repeat("j", 242) + "@example.org": "",
		strings.Repeat("j", 243) + "@example.org": "email: must not be longer than 254 characters",
	}
	for address, want := range tests {
		got := problems(func(f *check.Fields) { f.Email("email", address) })
		if strings.Join(got, "; ") != want {
			t.Errorf("Email(%q): %q, want %q", address, got, want)
		}
	}
}

func TestPhone(t *testing.T) {
	t.Parallel()
	const form = "voice: must be a phone number such as +31.201234567"
	tests := map[string]string{
		"":                    "",
		"+31.201234567":       "",
		"+1.1":                "",
		"+999.123456789012":   "",
		"+999.1234567890123":  form,
		"+1.12345678901234":   "",
		"+1.123456789012345":  form,
		"+9999.1":             form,
		"+31201234567":        form,
		"0031.201234567":      form,
		"+31.":                form,
		"+31.20 1234567":      form,
		"+31.201234567\n":     form,
		"+٣١.201234567":       form,
		"+31.201234567 ext 1": form,
	}
	for number, want := range tests {
		got := problems(func(f *check.Fields) { f.Phone("voice", number) })
		if strings.Join(got, "; ") != want {
			t.Errorf("Phone(%q): %q, want %q", number, got, want)
		}
	}
	got := problems(func(f *check.Fields) { f.RequiredPhone("voice", "") })
	if diff := cmp.Diff([]string{"voice: must not be empty"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAddr(t *testing.T) {
	t.Parallel()
	tests := []struct {
		addr    netip.Addr
		sent    string
		problem string
	}{
		{netip.MustParseAddr("192.0.2.1"), "192.0.2.1", ""},
		{netip.MustParseAddr("::ffff:192.0.2.1"), "192.0.2.1", ""},
		{netip.MustParseAddr("2001:db8::1"), "2001:db8::1", ""},
		{netip.MustParseAddr("fe80::1%eth0"), "fe80::1%eth0", "ip: must not have a zone"},
		{netip.Addr{}, "invalid IP", "ip: must be an IP address"},
	}
	for _, tt := range tests {
		var sent netip.Addr
		got := problems(func(f *check.Fields) { sent = f.Addr("ip", tt.addr) })
		if sent.String() != tt.sent || strings.Join(got, "; ") != tt.problem {
			t.Errorf("Addr(%v) = %v with %q, want %v with %q", tt.addr, sent, got, tt.sent, tt.problem)
		}
	}
}

func TestAmounts(t *testing.T) {
	t.Parallel()
	amount := func(number, code string) currency.Amount {
		a, err := currency.NewAmount(number, code)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	tests := []struct {
		amount   currency.Amount
		minor    int64
		any      string
		positive string
	}{
		{amount("12.50", "EUR"), 1250, "", ""},
		{amount("0", "EUR"), 0, "", "amount: must be positive"},
		{amount("-1", "EUR"), -100, "", "amount: must be positive"},
		{amount("0.001", "EUR"), 0, "amount: has more decimals than the currency", "amount: has more decimals than the currency"},
		{currency.Amount{}, 0, "amount: has no currency", "amount: has no currency"},
	}
	for _, tt := range tests {
		var minor int64
		got := problems(func(f *check.Fields) { minor = f.Amount("amount", tt.amount) })
		if minor != tt.minor || strings.Join(got, "; ") != tt.any {
			t.Errorf("Amount(%v) = %d with %q, want %d with %q", tt.amount, minor, got, tt.minor, tt.any)
		}
		got = problems(func(f *check.Fields) { minor = f.PositiveAmount("amount", tt.amount) })
		if minor != tt.minor || strings.Join(got, "; ") != tt.positive {
			t.Errorf("PositiveAmount(%v) = %d with %q, want %d with %q", tt.amount, minor, got, tt.minor, tt.positive)
		}
	}
}

func TestErr(t *testing.T) {
	t.Parallel()
	var f check.Fields
	if err := f.Err("test.check"); err != nil {
		t.Fatalf("without problems: %v", err)
	}
	f.Reject("", "nothing to change")
	f.Reject("name", "must not be empty")
	err := f.Err("test.check")
	if !errors.Is(err, rest.ErrValidation) || !errors.Is(err, rest.CodeInvalidParams) {
		t.Errorf("%v is not a validation error", err)
	}
	const want = "test.check: invalid_params: nothing to change; name: must not be empty"
	if err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestChange(t *testing.T) {
	t.Parallel()
	type update struct {
		Name *string
		Tags []string
	}
	tests := []struct {
		name   string
		params update
		want   []string
	}{
		{"nothing", update{}, []string{"names nothing to change"}},
		{"to empty", update{Name: new("")}, nil},
		{"to none", update{Tags: []string{}}, nil},
	}
	for _, tt := range tests {
		if got := problems(func(f *check.Fields) { f.Change(tt.params) }); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestRefusedCalls(t *testing.T) {
	t.Parallel()
	if err := check.ID("things.get", "thing_id", 1); err != nil {
		t.Error(err)
	}
	err := check.ID("things.get", "thing_id", 0)
	if want := "things.get: invalid_params: thing_id: must be positive"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	given := 0
	for item, got := range check.Refused[string](err) {
		if given++; item != nil || got != err {
			t.Errorf("the list gave %v, %v", item, got)
		}
	}
	if given != 1 {
		t.Errorf("the list gave %d items", given)
	}
}
