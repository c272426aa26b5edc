package domains_test

import (
	"net/netip"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/internal/resttest"
)

func TestRecordsOfEachType(t *testing.T) {
	t.Parallel()
	v4, v6 := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")
	tests := []struct {
		got, want domains.Record
	}{
		{domains.A("www.example.com", v4), domains.Record{Type: "A", Content: "192.0.2.1"}},
		{domains.A("www.example.com", netip.MustParseAddr("::ffff:192.0.2.1")), domains.Record{Type: "A", Content: "192.0.2.1"}},
		{domains.AAAA("www.example.com", v6), domains.Record{Type: "AAAA", Content: "2001:db8::1"}},
		{domains.CNAME("www.example.com", "example.net"), domains.Record{Type: "CNAME", Content: "example.net"}},
		{domains.MX("www.example.com", 10, "mail.example.net"), domains.Record{Type: "MX", Content: "mail.example.net", Priority: new(10)}},
		{domains.NS("www.example.com", "ns1.example.net"), domains.Record{Type: "NS", Content: "ns1.example.net"}},
		{domains.TXT("www.example.com", "v=spf1 -all"), domains.Record{Type: "TXT", Content: "v=spf1 -all"}},
		{domains.URL("www.example.com", "https://example.net/"), domains.Record{Type: "URL", Content: "https://example.net/"}},
		{domains.FRAME("www.example.com", "https://example.net/"), domains.Record{Type: "FRAME", Content: "https://example.net/"}},
		{domains.MXE("www.example.com", v4), domains.Record{Type: "MXE", Content: "192.0.2.1"}},
		{
			domains.SRV("www.example.com", domains.SRVData{Priority: 1, Weight: 2, Port: 5060, Host: "sip.example.net"}),
			domains.Record{Type: "SRV", Content: "2 5060 sip.example.net", Priority: new(1)},
		},
		{
			domains.CAA("www.example.com", domains.CAAData{Flags: 128, Tag: "issue", Value: "ca.example.net; policy=ev"}),
			domains.Record{Type: "CAA", Content: `128 issue "ca.example.net; policy=ev"`},
		},
		{domains.NS("www.example.com", "ns1.example.net").WithTTL(300), domains.Record{Type: "NS", Content: "ns1.example.net", TTL: 300}},
	}
	for _, tt := range tests {
		tt.want.Name = "www.example.com"
		if diff := cmp.Diff(tt.want, tt.got, resttest.CompareValues); diff != "" {
			t.Error(diff)
		}
	}
}

// What records of each type hold, in the forms in which it may be found.
func TestRecordContents(t *testing.T) {
	t.Parallel()
	type contents struct {
		Addr netip.Addr
		Host string
		Text string
		SRV  domains.SRVData
		CAA  domains.CAAData
	}
	sip := contents{SRV: domains.SRVData{Priority: 1, Weight: 2, Port: 3, Host: "sip.example.net"}}
	tests := []struct {
		record domains.Record
		ok     bool
		want   contents
	}{
		{domains.Record{Type: "A", Content: "192.0.2.1"}, true, contents{Addr: netip.MustParseAddr("192.0.2.1")}},
		{domains.Record{Type: "AAAA", Content: "2001:DB8:0::1"}, true, contents{Addr: netip.MustParseAddr("2001:db8::1")}},
		{domains.Record{Type: "MXE", Content: "192.0.2.1"}, true, contents{Addr: netip.MustParseAddr("192.0.2.1")}},
		{domains.Record{Type: "A", Content: "example.net"}, false, contents{}},
		{domains.Record{Type: "CNAME", Content: "example.net."}, true, contents{Host: "example.net"}},
		{domains.Record{Type: "NS", Content: "example.net"}, true, contents{Host: "example.net"}},
		{domains.Record{Type: "MX", Content: "."}, true, contents{Host: "."}},
		{domains.Record{Type: "TXT", Content: `say "no"`}, true, contents{Text: `say "no"`}},
		{domains.Record{Type: "TXT", Content: `"say \"no\"" "\032\a"	"\195\169"`}, true, contents{Text: `say "no" aé`}},
		{domains.Record{Type: "TXT", Content: `""`}, true, contents{}},
		{domains.Record{Type: "TXT", Content: `"`}, false, contents{}},
		{domains.Record{Type: "TXT", Content: `"a`}, false, contents{}},
		{domains.Record{Type: "TXT", Content: `"a\`}, false, contents{}},
		{domains.Record{Type: "TXT", Content: `"a" b`}, false, contents{}},
		{domains.Record{Type: "TXT", Content: `"\12"`}, false, contents{}},
		{domains.Record{Type: "TXT", Content: `"\1`}, false, contents{}},
		{domains.Record{Type: "TXT", Content: `"\256"`}, false, contents{}},
		{domains.Record{Type: "SRV", Content: "2 3 sip.example.net.", Priority: new(1)}, true, sip},
		{domains.Record{Type: "SRV", Content: "1 2  3 sip.example.net"}, true, sip},
		{domains.Record{Type: "SRV", Content: "2 3 sip.example.net"}, false, contents{}},
		{domains.Record{Type: "SRV", Content: "1 2 3 sip.example.net", Priority: new(1)}, false, contents{}},
		{domains.Record{Type: "SRV", Content: "2 65536 sip.example.net", Priority: new(1)}, false, contents{}},
		{domains.Record{Type: "SRV", Content: "2 3 sip.example.net", Priority: new(-1)}, false, contents{}},
		{domains.Record{Type: "CAA", Content: `0 issue "ca.example.net"`}, true, contents{CAA: domains.CAAData{Tag: "issue", Value: "ca.example.net"}}},
		{domains.Record{Type: "CAA", Content: "128\tiodef  mailto:ca@example.net "}, true, contents{CAA: domains.CAAData{Flags: 128, Tag: "iodef", Value: "mailto:ca@example.net"}}},
		{domains.Record{Type: "CAA", Content: `0 issue ";"`}, true, contents{CAA: domains.CAAData{Tag: "issue", Value: ";"}}},
		{domains.Record{Type: "CAA", Content: `0 issue ""`}, true, contents{CAA: domains.CAAData{Tag: "issue"}}},
		{domains.Record{Type: "CAA", Content: "0 issue"}, false, contents{}},
		{domains.Record{Type: "CAA", Content: "256 issue x"}, false, contents{}},
		{domains.Record{Type: "CAA", Content: "0 issue a b"}, false, contents{}},
		{domains.Record{Type: "CAA", Content: `0 issue "a" b`}, false, contents{}},
		{domains.Record{Type: "CAA", Content: `0 issue "a`}, false, contents{}},
		{domains.Record{Type: "URL", Content: "https://example.net/"}, false, contents{}},
		{domains.Record{Type: "TLSA", Content: "3 1 1 00"}, false, contents{}},
	}
	for _, tt := range tests {
		t.Run(tt.record.String(), func(t *testing.T) {
			t.Parallel()
			var got contents
			var ok [5]bool
			got.Addr, ok[0] = tt.record.Addr()
			got.Host, ok[1] = tt.record.Host()
			got.Text, ok[2] = tt.record.Text()
			got.SRV, ok[3] = tt.record.SRV()
			got.CAA, ok[4] = tt.record.CAA()
			readable := 0
			for _, yes := range ok {
				if yes {
					readable++
				}
			}
			if want := map[bool]int{true: 1}[tt.ok]; readable != want {
				t.Fatalf("read in %d ways, want %d: %+v", readable, want, got)
			}
			if !tt.ok {
				return
			}
			if got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

// Any bytes make a text record that gives them back, in ASCII where they are
// not plain text.
func TestAnyTextFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.String(),
			rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 600), func(b []byte) string { return string(b) }),
			rapid.StringMatching(`[ "\\0-9a]{0,300}`),
		).Draw(t, "text")
		r := domains.TXT("example.com", text)
		if got, ok := r.Text(); !ok || got != text {
			t.Fatalf("%q became %q", text, got)
		}
		if !utf8.ValidString(r.Content) || r.Content == "" {
			t.Fatalf("%q cannot be sent", r.Content)
		}
	})
}

func TestLongTextIsCut(t *testing.T) {
	t.Parallel()
	a := strings.Repeat("a", 255)
	tests := map[string]string{
		a:                a,
		a + "b":          `"` + a + `" "b"`,
		a + a:            `"` + a + `" "` + a + `"`,
		"":               `""`,
		" ":              `" "`,
		"Ünïcode":        "Ünïcode",
		"tab\there":      `"tab\009here"`,
		`quote " slash\`: `"quote \" slash\\"`,
		a[1:] + "é":      `"` + a[1:] + `\195" "\169"`,
	}
	for text, want := range tests {
		if got := domains.TXT("example.com", text).Content; got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestRecordString(t *testing.T) {
	t.Parallel()
	tests := map[string]domains.Record{
		"www.example.com A 192.0.2.1":                 domains.A("www.example.com", netip.MustParseAddr("192.0.2.1")),
		"example.com 300 MX 10 mail.example.com":      domains.MX("example.com", 10, "mail.example.com").WithTTL(300),
		`"example.com TXT a\nb\x1b[2J"`:               {Name: "example.com", Type: "TXT", Content: "a\nb\x1b[2J"},
		`_sip.example.com SRV 1 2 5060 example.com`:   domains.SRV("_sip.example.com", domains.SRVData{Priority: 1, Weight: 2, Port: 5060, Host: "example.com"}),
		`example.com CAA 0 issue "ca.example.net; a"`: domains.CAA("example.com", domains.CAAData{Tag: "issue", Value: "ca.example.net; a"}),
	}
	for want, r := range tests {
		if got := r.String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
