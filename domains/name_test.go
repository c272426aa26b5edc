package domains_test

import (
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/domains"
)

func TestParseName(t *testing.T) {
	t.Parallel()
	label := strings.Repeat("a", 63)
	long := strings.Repeat(label+".", 3) + strings.Repeat("b", 61)
	tests := map[string]domains.Name{
		"example.com":              "example.com",
		"EXAMPLE.Com":              "example.com",
		"example.com.":             "example.com",
		"example.com。":             "example.com",
		"example。com":              "example.com",
		"www.example.co.uk":        "www.example.co.uk",
		"1.example.com":            "1.example.com",
		"a-b.example":              "a-b.example",
		"bücher.example":           "xn--bcher-kva.example",
		"BÜCHER.example":           "xn--bcher-kva.example",
		"bu\u0308cher.example":     "xn--bcher-kva.example",
		"xn--bcher-kva.example":    "xn--bcher-kva.example",
		"XN--BCHER-KVA.Example":    "xn--bcher-kva.example",
		"faß.example":              "xn--fa-hia.example",
		"пример.рф":                "xn--e1afmkfd.xn--p1ai",
		"例え.テスト":                   "xn--r8jz45g.xn--zckzah",
		"مثال.إختبار":              "xn--mgbh0fb.xn--kgbechtv",
		"ｅｘａｍｐｌｅ．ｃｏｍ":              "example.com",
		label + ".com":             domains.Name(label + ".com"),
		long:                       domains.Name(long),
		long + ".":                 domains.Name(long),
		"soft\u00adhyphen.example": "softhyphen.example",
	}
	for given, want := range tests {
		got, err := domains.ParseName(given)
		if err != nil || got != want {
			t.Errorf("ParseName(%q) = %q, %v, want %q", given, got, err, want)
		}
	}
}

func TestParseNameRefuses(t *testing.T) {
	t.Parallel()
	label := strings.Repeat("a", 63)
	tests := map[string]string{
		"":                                  "must not be empty",
		".":                                 "must not have empty labels",
		"..":                                "must not have empty labels",
		".com":                              "must not have empty labels",
		"example..com":                      "must not have empty labels",
		"example.com..":                     "must not have empty labels",
		"com":                               "must have a label before its top-level domain, as example.com has",
		"com.":                              "must have a label before its top-level domain, as example.com has",
		"192.0.2.1":                         "must end in a top-level domain, not in a number",
		"2001:db8::1":                       "must not hold ':'",
		"exam ple.com":                      "must not hold ' '",
		" example.com":                      "must not hold ' '",
		"example.com\n":                     `must not hold '\n'`,
		"example\x00.com":                   `must not hold '\x00'`,
		"_sip.example.com":                  "must not hold '_'",
		"*.example.com":                     "must not hold '*'",
		"example/.com":                      "must not hold '/'",
		"a\xff.com":                         "must be valid UTF-8",
		"-example.com":                      "must not have labels that begin or end with a hyphen",
		"example-.com":                      "must not have labels that begin or end with a hyphen",
		"example.-com":                      "must not have labels that begin or end with a hyphen",
		"ab--cd.com":                        `is not a name that IDNA allows: invalid label "ab--cd"`,
		"xn--a.example":                     `is not a name that IDNA allows: invalid label "\u0080"`,
		"xn--.example":                      "must not have empty labels",
		"a\u200db.example":                  `is not a name that IDNA allows: invalid label "a\u200db"`,
		"0א.example":                        `is not a name that IDNA allows: invalid label "0א.example"`,
		label + "a.com":                     "must not have labels of more than 63 characters",
		strings.Repeat("ü", 60) + ".com":    "must not have labels of more than 63 characters",
		strings.Repeat(label+".", 4) + "co": "must not be longer than 253 characters",
		strings.Repeat("a.", 1<<20):         "must not be longer than 253 characters",
	}
	for given, want := range tests {
		got, err := domains.ParseName(given)
		if err == nil {
			t.Errorf("ParseName(%.80q) = %q, want an error", given, got)
			continue
		}
		if got != "" || !strings.HasSuffix(err.Error(), want) || !strings.HasPrefix(err.Error(), "domain name \"") || len(err.Error()) > 400 {
			t.Errorf("ParseName(%.80q) = %q, %v, want an error that ends in %q", given, got, err, want)
		}
	}
}

func TestNameParts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         domains.Name
		unicode, tld string
	}{
		{"example.com", "example.com", "com"},
		{"example.co.uk", "example.co.uk", "co.uk"},
		{"xn--bcher-kva.example", "bücher.example", "example"},
		{"xn--e1afmkfd.xn--p1ai", "пример.рф", "xn--p1ai"},
		{"xn--a.example", "xn--a.example", "example"},
		{"com", "com", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		if got := tt.name.Unicode(); got != tt.unicode {
			t.Errorf("%q.Unicode() = %q, want %q", tt.name, got, tt.unicode)
		}
		if got := tt.name.TLD(); got != tt.tld {
			t.Errorf("%q.TLD() = %q, want %q", tt.name, got, tt.tld)
		}
		if got := tt.name.String(); got != string(tt.name) {
			t.Errorf("%q.String() = %q", tt.name, got)
		}
	}
}

// What was parsed is in the form that the DNS takes, stays as it is when it is
// parsed again, and comes back from Unicode.
func FuzzParseName(f *testing.F) {
	for _, seed := range []string{
		"example.com", "EXAMPLE.Com.", "bücher.example", "xn--bcher-kva.example", "пример.рф", "例え。テスト", "مثال.إختبار",
		"", ".", "a..b", "-a.b", "xn--.b", "xn--a.b", "a\u200db.c", "faß.de", "ab--cd.com", "192.0.2.1", "a\xff.b", "ﬁ.example", "℡.example",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name, err := domains.ParseName(s)
		if err != nil {
			if name != "" {
				t.Fatalf("%q came with %v", name, err)
			}
			return
		}
		text := name.String()
		if len(text) == 0 || len(text) > 253 || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" || name.TLD() == "" {
			t.Fatalf("%q became %q", s, text)
		}
		for label := range strings.SplitSeq(text, ".") {
			if len(label) == 0 || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
				t.Fatalf("%q became %q", s, text)
			}
		}
		if again, err := domains.ParseName(text); err != nil || again != name {
			t.Fatalf("%q became %q, and that %q, %v", s, name, again, err)
		}
		if again, err := domains.ParseName(name.Unicode()); err != nil || again != name {
			t.Fatalf("%q became %q, shown as %q, and that %q, %v", s, name, name.Unicode(), again, err)
		}
	})
}
