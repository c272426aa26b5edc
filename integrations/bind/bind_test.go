package bind_test

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/integrations/bind"
)

const file = `; A zone as people write it.
$ORIGIN example.com.
$TTL 1h
@	IN	SOA	ns1.example.net. hostmaster.example.net. (
		2026010501 ; serial
		3h 1h 1w 1h )
	IN	NS	ns1.example.net.
	IN	A	192.0.2.1
	300 IN	AAAA	2001:db8::1
	MX	10 mail
	MX	20 mail.example.net.
	TXT	"v=spf1 -all"
	TXT	"two; " "strings"
	CAA	0 issue "ca.example.net; policy=ev"
WWW	60	CNAME	@
_sip._tcp	SRV	1 2 5060 sip.example.net.
*.wild	TXT	plain\032text
$ORIGIN sub.example.com.
@	NS	ns1
$ORIGIN example.com.
$GENERATE 1-2 host$ A 192.0.2.$
;hostcontrol: old.example.com. 300 URL https://example.net/a;b?c="d"
;hostcontrol:no record
`

func TestParse(t *testing.T) {
	t.Parallel()
	got, err := bind.Parse(strings.NewReader(file), "Example.COM.")
	if err != nil {
		t.Fatal(err)
	}
	addr := netip.MustParseAddr
	want := []domains.Record{
		{Name: "example.com", Type: "SOA", Content: "ns1.example.net hostmaster.example.net 2026010501 10800 3600 604800 3600", TTL: 3600},
		domains.NS("example.com", "ns1.example.net").WithTTL(3600),
		domains.A("example.com", addr("192.0.2.1")).WithTTL(3600),
		domains.AAAA("example.com", addr("2001:db8::1")).WithTTL(300),
		domains.MX("example.com", 10, "mail.example.com").WithTTL(3600),
		domains.MX("example.com", 20, "mail.example.net").WithTTL(3600),
		domains.TXT("example.com", "v=spf1 -all").WithTTL(3600),
		{Name: "example.com", Type: "TXT", Content: `"two; " "strings"`, TTL: 3600},
		domains.CAA("example.com", domains.CAAData{Tag: "issue", Value: "ca.example.net; policy=ev"}).WithTTL(3600),
		domains.CNAME("www.example.com", "example.com").WithTTL(60),
		domains.SRV("_sip._tcp.example.com", domains.SRVData{Priority: 1, Weight: 2, Port: 5060, Host: "sip.example.net"}).WithTTL(3600),
		domains.TXT("*.wild.example.com", "plain text").WithTTL(3600),
		domains.NS("sub.example.com", "ns1.sub.example.com").WithTTL(3600),
		domains.A("host1.example.com", addr("192.0.2.1")).WithTTL(3600),
		domains.A("host2.example.com", addr("192.0.2.2")).WithTTL(3600),
		domains.URL("old.example.com", `https://example.net/a;b?c="d"`).WithTTL(300),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseForms(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file string
		want       []domains.Record
	}{
		{"nothing", "", []domains.Record{}},
		{"no end of line", "@ A 192.0.2.1", []domains.Record{{Name: "example.com", Type: "A", Content: "192.0.2.1"}}},
		{"no TTL", "www A 192.0.2.1\nwww 60 AAAA 2001:db8::1\n", []domains.Record{
			{Name: "www.example.com", Type: "A", Content: "192.0.2.1"},
			{Name: "www.example.com", Type: "AAAA", Content: "2001:db8::1", TTL: 60},
		}},
		{"no mail", "@ MX 0 .\n", []domains.Record{domains.MX("example.com", 0, ".")}},
		{"other types", "_443._tcp 60 TLSA 3 1 1 00\n@ 60 TYPE65280 \\# 2 0102\n", []domains.Record{
			{Name: "_443._tcp.example.com", Type: "TLSA", Content: "3 1 1 00", TTL: 60},
			{Name: "example.com", Type: "TYPE65280", Content: `\# 2 0102`, TTL: 60},
		}},
		{"a comment in a text", "@ TXT \"\n;hostcontrol: www.example.com. 60 A 192.0.2.1\n\"\n", []domains.Record{
			{Name: "example.com", Type: "TXT", Content: `"\010;hostcontrol: www.example.com. 60 A 192.0.2.1\010"`},
		}},
		{"an escaped quote", "@ TXT a\\\"\n;hostcontrol: Old.example.com. 0 MXE 192.0.2.1\r\n", []domains.Record{
			{Name: "example.com", Type: "TXT", Content: `"a\""`},
			{Name: "old.example.com", Type: "MXE", Content: "192.0.2.1"},
		}},
		{"a comment at the end", "@ A 192.0.2.1 ;hostcontrol: old.example.com. 0 URL https://example.net/", []domains.Record{
			{Name: "example.com", Type: "A", Content: "192.0.2.1"},
			{Name: "old.example.com", Type: "URL", Content: "https://example.net/"},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for name, r := range map[string]io.Reader{"at once": strings.NewReader(tt.file), "byte by byte": iotest.OneByteReader(strings.NewReader(tt.file))} {
				got, err := bind.Parse(r, "example.com")
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, domain, file, want string }{
		{"bad domain", "example", "", `domain name "example" must have a label before its top-level domain`},
		{"bad line", "example.com", "@ A 192.0.2.1\n@ A there\n", "line: 2"},
		{"open quote", "example.com", "@ TXT \"a\n", "zone file of example.com: "},
		{"outside", "example.com", "www.example.net. A 192.0.2.1\n", "the A record of www.example.net lies outside"},
		{"similar name", "example.com", "anexample.com. A 192.0.2.1\n", "the A record of anexample.com lies outside"},
		{"outside in a comment", "example.com", ";hostcontrol: example.net. 0 URL https://example.net/\n", "the URL record of example.net lies outside"},
		{"short comment", "example.com", ";hostcontrol: www.example.com. 60 URL\n", "must have a name, a TTL, a type and a content"},
		{"TTL in a comment", "example.com", ";hostcontrol: www.example.com. 1h URL x\n", "the TTL must be a number of seconds"},
		{"another class", "example.com", "@ CH TXT text\n", "example.com. is of class CH, not IN"},
		{"other files", "example.com", "$INCLUDE /etc/hostname\n", "$INCLUDE directive not allowed"},
		{"too many", "example.com", "$GENERATE 1-60000 a$ A 192.0.2.1\n$GENERATE 1-60000 b$ A 192.0.2.1\n", "has more than 100000 records"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			records, err := bind.Parse(strings.NewReader(tt.file), tt.domain)
			if err == nil || !strings.Contains(err.Error(), tt.want) || records != nil {
				t.Errorf("%d records, %v, want %q", len(records), err, tt.want)
			}
		})
	}
	broken := errors.New("broken")
	if _, err := bind.Parse(iotest.ErrReader(broken), "example.com"); !errors.Is(err, broken) {
		t.Errorf("%v, want %v", err, broken)
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	zone := &domains.Zone{Domain: "example.com", Records: []domains.Record{
		{Name: "example.com", Type: "SOA", Content: "ns1.example.net hostmaster.example.net 2026010501 10800 3600 604800 3600", TTL: 3600},
		domains.NS("example.com", "ns1.example.net").WithTTL(3600),
		domains.A("@", netip.MustParseAddr("192.0.2.1")),
		domains.AAAA("www.example.com", netip.MustParseAddr("2001:db8::1")).WithTTL(60),
		{Name: "www.example.com.", Type: "mx", Content: "mail.example.net.", Priority: new(10), TTL: 60},
		domains.SRV("_sip._tcp.example.com", domains.SRVData{Priority: 1, Weight: 2, Port: 5060, Host: "sip.example.net"}).WithTTL(60),
		domains.CAA("example.com", domains.CAAData{Tag: "issue", Value: "ca.example.net; policy=ev"}).WithTTL(60),
		domains.TXT("example.com", `plain; text with "quotes"`).WithTTL(60),
		domains.CAA("example.com", domains.CAAData{Tag: "issue", Value: `a\"b`}).WithTTL(60),
		domains.TXT("example.com", "Ünïcode and more; no comment").WithTTL(60),
		{Name: "example.com", Type: "TXT", Content: `"two" "strings"`, TTL: 60},
		{Name: "_443._tcp.example.com", Type: "TLSA", Content: "3 1 1 00", TTL: 60},
		domains.URL("old.example.com", "https://example.net/").WithTTL(300),
	}}
	const want = `$ORIGIN example.com.
$TTL 3600
example.com.	3600	IN	SOA	ns1.example.net. hostmaster.example.net. 2026010501 10800 3600 604800 3600
example.com.	3600	IN	NS	ns1.example.net.
example.com.		IN	A	192.0.2.1
www.example.com.	60	IN	AAAA	2001:db8::1
www.example.com.	60	IN	MX	10 mail.example.net.
_sip._tcp.example.com.	60	IN	SRV	1 2 5060 sip.example.net.
example.com.	60	IN	CAA	0 issue "ca.example.net; policy=ev"
example.com.	60	IN	TXT	"plain; text with \"quotes\""
example.com.	60	IN	CAA	0 issue "a\\\"b"
example.com.	60	IN	TXT	"\195\156n\195\175code and more; no comment"
example.com.	60	IN	TXT	"two" "strings"
_443._tcp.example.com.	60	IN	TLSA	3 1 1 00
;hostcontrol: old.example.com. 300 URL https://example.net/
`
	var b bytes.Buffer
	if err := bind.Write(&b, zone); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	records, err := bind.Parse(&b, "example.com")
	if err != nil {
		t.Fatal(err)
	}
	if change := zone.Diff(records); len(change.Kept) != len(zone.Records)-3 {
		t.Errorf("read again: %s", change)
	}
}

// What does not suit a zone file is an error that names the record, and never
// a line of its own.
func TestWriteErrors(t *testing.T) {
	t.Parallel()
	const name = "www.example.com"
	tests := []struct {
		name   string
		record domains.Record
		want   string
	}{
		{"outside", domains.TXT("www.example.net", "a"), "lies outside"},
		{"relative", domains.TXT("www", "a"), "lies outside"},
		{"no name", domains.TXT("", "a"), "lies outside"},
		{"negative TTL", domains.TXT(name, "a").WithTTL(-1), "has a TTL of -1 seconds"},
		{"no address", domains.Record{Name: name, Type: "A", Content: "there"}, "does not suit the type"},
		{"IPv6 for A", domains.Record{Name: name, Type: "A", Content: "2001:db8::1"}, "does not suit the type"},
		{"no priority", domains.Record{Name: name, Type: "MX", Content: "mail.example.com"}, "does not suit the type"},
		{"negative priority", domains.Record{Name: name, Type: "MX", Content: "mail.example.com", Priority: new(-1)}, "does not suit the type"},
		{"short SOA", domains.Record{Name: name, Type: "SOA", Content: "a b 1"}, "does not suit the type"},
		{"no service", domains.Record{Name: name, Type: "SRV", Content: "a"}, "does not suit the type"},
		{"no authority", domains.Record{Name: name, Type: "CAA", Content: "a"}, "does not suit the type"},
		{"open quote", domains.Record{Name: name, Type: "TXT", Content: `"a`}, "does not suit the type"},
		{"no content", domains.Record{Name: name, Type: "TLSA"}, "must have one line of content"},
		{"two lines", domains.Record{Name: name, Type: "TLSA", Content: "3 1 1 00\nwww A 192.0.2.1"}, "must have one line of content"},
		{"two lines in a host", domains.CNAME(name, "a.\nwww A 192.0.2.1"), "must have one line of content"},
		{"comment", domains.Record{Name: name, Type: "TLSA", Content: "3 1 1 00 ; more"}, "content holds a comment"},
		{"two hosts", domains.CNAME(name, "a.example.com b.example.com"), "does not suit the type"},
		{"number of a known type", domains.Record{Name: name, Type: "TYPE1", Content: "192.0.2.1"}, "type is also called A"},
		{"long label", domains.TXT(strings.Repeat("l", 64)+".example.com", "a"), "bad"},
		{"two lines in a comment", domains.URL(name, "https://example.net/\nwww A 192.0.2.1"), "has control characters"},
		{"blank in a comment", domains.URL("a b.example.com", "https://example.net/"), "has a blank in its name or type, or no content"},
		{"type of two words", domains.Record{Name: name, Type: "URL A", Content: "192.0.2.1"}, "has a blank in its name or type, or no content"},
		{"long comment", domains.URL(name, "https://example.net/"+strings.Repeat("a", 5000)), "is too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := bind.Write(io.Discard, &domains.Zone{Domain: "example.com", Records: []domains.Record{tt.record}})
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "zone file of example.com: ") {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
	zone := &domains.Zone{Domain: "example.com", Records: []domains.Record{domains.TXT(name, "a")}}
	if err := bind.Write(brokenWriter{}, zone); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("%v, want %v", err, io.ErrShortWrite)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// A zone that is written and read again is the same.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	name := rapid.StringMatching(`(\*\.)?([a-z0-9_]{1,8}\.){0,2}example\.com`)
	host := rapid.StringMatching(`([a-z0-9_]{1,8}\.){1,3}example`)
	text := rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 600), func(b []byte) string { return string(b) })
	number := rapid.Uint16()
	record := rapid.Custom(func(t *rapid.T) domains.Record {
		name := name.Draw(t, "name")
		kinds := []domains.Record{
			domains.A(name, netip.AddrFrom4([4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "IPv4")))),
			domains.AAAA(name, netip.AddrFrom16([16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "IPv6")))),
			domains.CNAME(name, host.Draw(t, "host")),
			domains.MX(name, number.Draw(t, "priority"), host.Draw(t, "host")),
			domains.NS(name, host.Draw(t, "host")),
			domains.TXT(name, text.Draw(t, "text")),
			domains.SRV(name, domains.SRVData{Priority: number.Draw(t, "priority"), Weight: number.Draw(t, "weight"), Port: number.Draw(t, "port"), Host: host.Draw(t, "host")}),
			domains.CAA(name, domains.CAAData{Flags: rapid.Byte().Draw(t, "flags"), Tag: "issue", Value: text.Draw(t, "value")}),
			domains.URL(name, "https://example.net/"+rapid.StringMatching(`[a-z;" ]{0,9}`).Draw(t, "path")),
			domains.MXE(name, netip.MustParseAddr("192.0.2.1")),
		}
		return rapid.SampledFrom(kinds).Draw(t, "record").WithTTL(rapid.IntRange(1, 1<<31-1).Draw(t, "TTL"))
	})
	records := rapid.SliceOfN(record, 0, 5)
	rapid.Check(t, func(t *rapid.T) {
		zone := &domains.Zone{Domain: "example.com", Records: records.Draw(t, "records")}
		var b bytes.Buffer
		if err := bind.Write(&b, zone); err != nil {
			t.Fatal(err)
		}
		written := b.String()
		again, err := bind.Parse(&b, "example.com")
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		if change := zone.Diff(again); !change.IsEmpty() {
			t.Fatalf("%s: %s", written, change)
		}
	})
}

// A file that can be read and written is written in the same way for ever.
func FuzzParse(f *testing.F) {
	f.Add(file)
	f.Add("@ TXT \"\n;hostcontrol: a.example.com. 0 URL x\n\" ;hostcontrol: a.example.com. 0 URL x")
	f.Add("a\\.b\\032c 1w2d MX 1 .\n@ TYPE65280 \\# 0\n$TTL 5\n\\000 HINFO a \"b c\"")
	f.Add("@ CAA 0 issue \"\\\"\\255\"\n@ LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(strings.ToUpper(text), "$GENERATE") {
			return // a few bytes make many records
		}
		records, err := bind.Parse(strings.NewReader(text), "example.com")
		if err != nil {
			return
		}
		for i := range records {
			records[i].TTL = max(records[i].TTL, 1) // without one, the file's applies
		}
		first, err := written(records)
		if err != nil {
			return // package dns reads more than it can send
		}
		again, err := bind.Parse(strings.NewReader(first), "example.com")
		if err != nil || len(again) != len(records) {
			t.Fatalf("%q: %d records for %d: %v", first, len(again), len(records), err)
		}
		second, err := written(again)
		if err != nil {
			t.Fatalf("%q: %v", first, err)
		}
		if diff := cmp.Diff(sortedLines(first), sortedLines(second)); diff != "" {
			t.Error(diff)
		}
	})
}

// sortedLines leaves the order aside: comments are read last.
func sortedLines(text string) []string { return slices.Sorted(strings.Lines(text)) }

func written(records []domains.Record) (string, error) {
	var b strings.Builder
	err := bind.Write(&b, &domains.Zone{Domain: "example.com", Records: records})
	return b.String(), err
}
