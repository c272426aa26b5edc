package domains_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hostcontrol-go/sdk/domains"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	address := func(host byte) domains.Record {
		return domains.A("www.example.com", netip.AddrFrom4([4]byte{192, 0, 2, host}))
	}
	long := domains.TXT("example.com", fmt.Sprintf("%0600d", 7))
	tests := []struct {
		name       string
		have, want []domains.Record
		change     string
		kept       int
	}{
		{"nothing", nil, nil, "", 0},
		{"added", nil, []domains.Record{address(1)}, "+ www.example.com A 192.0.2.1\n", 0},
		{"removed", []domains.Record{address(1)}, nil, "- www.example.com A 192.0.2.1\n", 0},
		{"changed", []domains.Record{address(1), address(2)}, []domains.Record{address(3), address(2)}, "- www.example.com A 192.0.2.1\n+ www.example.com A 192.0.2.3\n", 1},
		{"in another order", []domains.Record{address(1), address(2)}, []domains.Record{address(2), address(1)}, "", 2},
		{"another TTL", []domains.Record{address(1).WithTTL(60)}, []domains.Record{address(1).WithTTL(300)}, "- www.example.com 60 A 192.0.2.1\n+ www.example.com 300 A 192.0.2.1\n", 0},
		{"any TTL", []domains.Record{address(1).WithTTL(60)}, []domains.Record{address(1)}, "", 1},
		{"the TTL among several", []domains.Record{address(1).WithTTL(60), address(1).WithTTL(300)}, []domains.Record{address(1).WithTTL(300)}, "- www.example.com 60 A 192.0.2.1\n", 1},
		{"shown twice", []domains.Record{address(1), address(1)}, []domains.Record{address(1)}, "- www.example.com A 192.0.2.1\n", 1},
		{"priority", []domains.Record{domains.MX("example.com", 1, "mail.example.net")}, []domains.Record{domains.MX("example.com", 2, "mail.example.net")}, "- example.com MX 1 mail.example.net\n+ example.com MX 2 mail.example.net\n", 0},
		{"a priority that means nothing", []domains.Record{{Name: "www.example.com", Type: "A", Content: "192.0.2.1", Priority: new(0)}}, []domains.Record{address(1)}, "", 1},
		{"spelling of names", []domains.Record{{Name: "WWW.Example.com.", Type: "cname", Content: "Example.NET."}}, []domains.Record{domains.CNAME("www.example.com", "example.net")}, "", 1},
		{"the domain itself", []domains.Record{domains.TXT("example.com", "a")}, []domains.Record{domains.TXT("@", "a")}, "", 1},
		{"spelling of addresses", []domains.Record{{Name: "example.com", Type: "AAAA", Content: "2001:0DB8:0::1"}}, []domains.Record{domains.AAAA("@", netip.MustParseAddr("2001:db8::1"))}, "", 1},
		{"quotes", []domains.Record{{Name: "example.com", Type: "TXT", Content: `"v=spf1 -all"`}}, []domains.Record{domains.TXT("@", "v=spf1 -all")}, "", 1},
		{"case of texts", []domains.Record{domains.TXT("example.com", "a")}, []domains.Record{domains.TXT("@", "A")}, "- example.com TXT a\n+ example.com TXT A\n", 0},
		{"strings of texts", []domains.Record{{Name: "example.com", Type: "TXT", Content: `"a" "b"`}}, []domains.Record{domains.TXT("@", "ab")}, "- example.com TXT \"a\" \"b\"\n+ example.com TXT ab\n", 0},
		{"a long text in one piece", []domains.Record{{Name: "example.com", Type: "TXT", Content: fmt.Sprintf("%0600d", 7)}}, []domains.Record{long}, "", 1},
		{"priority in front of a service", []domains.Record{{Name: "example.com", Type: "SRV", Content: "1 2 3 example.net."}}, []domains.Record{domains.SRV("@", domains.SRVData{Priority: 1, Weight: 2, Port: 3, Host: "example.net"})}, "", 1},
		{"quotes of an authority", []domains.Record{{Name: "example.com", Type: "CAA", Content: "0 ISSUE ca.example.net"}}, []domains.Record{domains.CAA("@", domains.CAAData{Tag: "issue", Value: "ca.example.net"})}, "", 1},
		{"content that is not understood", []domains.Record{{Name: "example.com", Type: "A", Content: "?"}}, []domains.Record{{Name: "@", Type: "A", Content: "?"}}, "", 1},
		{"other types", []domains.Record{{Name: "example.com", Type: "TLSA", Content: "3 1 1 AA"}}, []domains.Record{{Name: "@", Type: "TLSA", Content: "3 1 1 aa"}}, "- example.com TLSA 3 1 1 AA\n+ example.com TLSA 3 1 1 aa\n", 0},
		{"the platform's own", []domains.Record{{Name: "example.com", Type: "SOA", Content: "1"}, domains.NS("example.com", "ns1.example.net")}, []domains.Record{{Name: "@", Type: "SOA", Content: "2"}}, "", 0},
		{"name servers below", []domains.Record{domains.NS("sub.example.com", "ns1.example.net")}, nil, "- sub.example.com NS ns1.example.net\n", 0},
		{"order of lines", []domains.Record{domains.TXT("b.example.com", "1"), domains.NS("a.example.com", "example.net")}, []domains.Record{domains.TXT("a.example.com", "2"), domains.NS("b.example.com", "example.net")}, "- a.example.com NS example.net\n+ a.example.com TXT 2\n+ b.example.com NS example.net\n- b.example.com TXT 1\n", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			zone := &domains.Zone{Domain: "example.com", Records: tt.have}
			change := zone.Diff(tt.want)
			if diff := cmp.Diff(tt.change, change.String()); diff != "" {
				t.Error(diff)
			}
			if len(change.Kept) != tt.kept || change.IsEmpty() != (tt.change == "") {
				t.Errorf("%+v, want %d kept", change, tt.kept)
			}
		})
	}
}

// A change turns what is there into what is wanted, and back.
func TestDiffIsComplete(t *testing.T) {
	t.Parallel()
	records := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) domains.Record {
		name := rapid.SampledFrom([]string{"example.com", "a.example.com"}).Draw(t, "name")
		r := domains.TXT(name, rapid.StringOfN(rapid.SampledFrom([]rune(`ab"`)), 0, 2, -1).Draw(t, "text"))
		return r.WithTTL(rapid.IntRange(1, 2).Draw(t, "ttl"))
	}), 0, 12, domains.Record.String)
	rapid.Check(t, func(t *rapid.T) {
		have, want := records.Draw(t, "have"), records.Draw(t, "want")
		change := (&domains.Zone{Domain: "example.com", Records: have}).Diff(want)
		if diff := cmp.Diff(recordLines(have), recordLines(change.Kept, change.Removed)); diff != "" {
			t.Error("have:", diff)
		}
		if diff := cmp.Diff(recordLines(want), recordLines(change.Kept, change.Added)); diff != "" {
			t.Error("want:", diff)
		}
		back := (&domains.Zone{Domain: "example.com", Records: want}).Diff(have)
		if diff := cmp.Diff(recordLines(change.Added), recordLines(back.Removed)); diff != "" {
			t.Error("back:", diff)
		}
	})
}

// recordLines are records by their text, each with how often it is there.
func recordLines(lists ...[]domains.Record) map[string]int {
	count := make(map[string]int)
	for _, list := range lists {
		for _, r := range list {
			count[r.String()]++
		}
	}
	return count
}
