package domains_test

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

const zoneJSON = `{"records":[
	{"name":"example.com","type":"SOA","content":"ns1.example.net hostmaster.example.net 2026010501 10800 3600 604800 3600","ttl":3600,"prio":null},
	{"name":"EXAMPLE.com.","type":"NS","content":"ns1.example.net","ttl":3600,"prio":null},
	{"name":"www","type":"A","content":"192.0.2.1","ttl":300,"prio":0},
	{"name":"","type":"MX","content":"mail.example.com.","ttl":3600,"prio":10},
	{"name":"sub.example.com","type":"NEXT","content":"?","ttl":3600,"is_next":true}],"is_signed":true}`

func TestZoneExchanges(t *testing.T) {
	t.Parallel()
	resttest.RunExchanges(t, []resttest.Exchange{
		{
			Name: "get",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.NewZones(c).Get(ctx, "Example.COM.")
			},
			Method: "GET", Target: "/domain/example.com/zone",
			Answer: zoneJSON,
			Want: &domains.Zone{
				Domain: "example.com",
				Records: []domains.Record{
					{Name: "example.com", Type: "SOA", Content: "ns1.example.net hostmaster.example.net 2026010501 10800 3600 604800 3600", TTL: 3600},
					{Name: "example.com", Type: "NS", Content: "ns1.example.net", TTL: 3600},
					{Name: "www.example.com", Type: "A", Content: "192.0.2.1", TTL: 300, Priority: new(0)},
					{Name: "example.com", Type: "MX", Content: "mail.example.com.", TTL: 3600, Priority: new(10)},
					{Name: "sub.example.com", Type: "NEXT", Content: "?", TTL: 3600, Unknown: jsontext.Value(`{"is_next":true}`)},
				},
				Unknown: jsontext.Value(`{"is_signed":true}`),
			},
		},
		{
			Name: "get of an empty zone",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.NewZones(c).Get(ctx, "example.com")
			},
			Method: "GET", Target: "/domain/example.com/zone",
			Answer: `{}`,
			Want:   &domains.Zone{Domain: "example.com"},
		},
		{
			Name: "replace",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return nil, domains.NewZones(c).Replace(ctx, "bücher.example", []domains.Record{
					domains.NS("@", "ns1.example.net"), // the platform's own
					domains.A("WWW.Bücher.Example.", netip.MustParseAddr("192.0.2.1")).WithTTL(300),
					{Name: "@", Type: "mx", Content: "Mail.Example.NET.", Priority: new(0)},
					domains.MX("nomail.bücher.example", 0, "."),
					{Name: "*.bücher.example", Type: "AAAA", Content: "2001:DB8:0:0::1", Priority: new(0)},
					{Name: "_sip._tcp.bücher.example", Type: "SRV", Content: "1 2 5060 Sip.example.net."},
					{Name: "@", Type: "CAA", Content: "0  Issue ca.example.net"},
					{Name: "@", Type: "TXT", Content: strings.Repeat("k", 256)},
					{Name: "@", Type: "TLSA", Content: "3 1 1 00", Priority: new(0), Unknown: jsontext.Value(`{"id":7}`)},
				})
			},
			Method: "POST", Target: "/domain/xn--bcher-kva.example/zone",
			Body: `{"records":[
				{"name":"www.xn--bcher-kva.example","type":"A","content":"192.0.2.1","ttl":300},
				{"name":"xn--bcher-kva.example","type":"MX","content":"mail.example.net","prio":0},
				{"name":"nomail.xn--bcher-kva.example","type":"MX","content":".","prio":0},
				{"name":"*.xn--bcher-kva.example","type":"AAAA","content":"2001:db8::1"},
				{"name":"_sip._tcp.xn--bcher-kva.example","type":"SRV","content":"2 5060 sip.example.net","prio":1},
				{"name":"xn--bcher-kva.example","type":"CAA","content":"0 issue \"ca.example.net\""},
				{"name":"xn--bcher-kva.example","type":"TXT","content":"\"` + strings.Repeat("k", 255) + `\" \"k\""},
				{"name":"xn--bcher-kva.example","type":"TLSA","content":"3 1 1 00","prio":0,"id":7}]}`,
		},
		{
			Name: "replace by nothing",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return nil, domains.NewZones(c).Replace(ctx, "example.com", []domains.Record{})
			},
			Method: "POST", Target: "/domain/example.com/zone",
			Body: `{"records":[]}`,
		},
		{
			Name: "apply what is there",
			Call: func(ctx context.Context, c *rest.Client) (any, error) {
				return domains.NewZones(c).Apply(ctx, "example.com", []domains.Record{
					{Name: "sub.example.com", Type: "NEXT", Content: "?"},
					domains.MX("@", 10, "mail.example.com"),
					domains.A("www.example.com", netip.MustParseAddr("192.0.2.1")).WithTTL(300),
				})
			},
			Method: "GET", Target: "/domain/example.com/zone",
			Answer: zoneJSON,
			Want: &domains.Change{Kept: []domains.Record{
				{Name: "sub.example.com", Type: "NEXT", Content: "?", TTL: 3600, Unknown: jsontext.Value(`{"is_next":true}`)},
				{Name: "example.com", Type: "MX", Content: "mail.example.com.", TTL: 3600, Priority: new(10)},
				{Name: "www.example.com", Type: "A", Content: "192.0.2.1", TTL: 300, Priority: new(0)},
			}},
		},
	})
}

// What is kept is sent with the TTL it has, and with fields that only the
// platform knows.
func TestApplySends(t *testing.T) {
	t.Parallel()
	var sent string
	client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodGet {
			return resttest.Respond(resttest.Success(zoneJSON))
		}
		sent = resttest.ReadBody(t, r)
		return resttest.Respond(`{"success":true}`)
	})
	change, err := domains.NewZones(client).Apply(t.Context(), "example.com", []domains.Record{
		{Name: "sub.example.com", Type: "NEXT", Content: "?"},
		domains.A("www.example.com", netip.MustParseAddr("192.0.2.1")),
		domains.TXT("example.com", "v=spf1 -all"),
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"records":[
		{"name":"sub.example.com","type":"NEXT","content":"?","ttl":3600,"is_next":true},
		{"name":"www.example.com","type":"A","content":"192.0.2.1","ttl":300},
		{"name":"example.com","type":"TXT","content":"v=spf1 -all"}]}`
	if diff := cmp.Diff(resttest.Canonical(t, want), resttest.Canonical(t, sent)); diff != "" {
		t.Error(diff)
	}
	const lines = "- example.com 3600 MX 10 mail.example.com.\n+ example.com TXT v=spf1 -all\n"
	if got := change.String(); got != lines {
		t.Errorf("got %s, want %s", got, lines)
	}
}

func TestZoneFailures(t *testing.T) {
	t.Parallel()
	ok := []domains.Record{domains.TXT("example.com", "text")}
	get, post := "GET /domain/example.com/zone", "POST /domain/example.com/zone"
	apply := func(c *rest.Client) error {
		_, err := domains.NewZones(c).Apply(t.Context(), "example.com", ok)
		return err
	}
	replace := func(c *rest.Client) error {
		return domains.NewZones(c).Replace(t.Context(), "example.com", ok)
	}
	tests := []struct {
		name  string
		call  func(*rest.Client) error
		steps []resttest.Step
		want  error
	}{
		{"apply to an unknown domain", apply, []resttest.Step{{Request: get, Answer: resttest.Failure("invalid_resource")}}, rest.ErrNotFound},
		{"apply where it is not allowed", apply, []resttest.Step{{Request: get, Answer: resttest.Success(zoneJSON)}, {Request: post, Answer: resttest.Failure("dns_management_disabled")}}, domains.CodeDNSManagementDisabled},
		{"replace where it is not allowed", replace, []resttest.Step{{Request: post, Answer: resttest.Failure("dns_management_disabled")}}, domains.CodeDNSManagementDisabled},
		{"replace is repeated", replace, []resttest.Step{{Request: post, Status: resttest.Broken}, {Request: post, Status: http.StatusBadGateway}, {Request: post, Answer: `{"success":true}`}}, nil},
		{"apply is repeated", apply, []resttest.Step{{Request: get, Status: resttest.Broken}, {Request: get, Answer: resttest.Success(zoneJSON)}, {Request: post, Status: resttest.Broken}, {Request: post, Answer: `{"success":true}`}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.call(resttest.Script(t, tt.steps...)); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestZoneOfAnotherType(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		`{"records":{}}`:                            "result.records",
		`{"records":[{"name":1}]}`:                  "result.records.0.name",
		`{"records":[{"ttl":"soon"}]}`:              "result.records.0.ttl",
		`{"records":[{"prio":1.5}]}`:                "result.records.0.prio",
		`{"records":[{"content":["x"]}]}`:           "result.records.0.content",
		`[{"name":"example.com"}]`:                  "result",
		`{"records":[{"ttl":9223372036854775808}]}`: "result.records.0.ttl",
	}
	for answer, field := range tests {
		client := resttest.NewClient(t, func(*http.Request) (*http.Response, error) { return resttest.Respond(resttest.Success(answer)) })
		_, err := domains.NewZones(client).Get(t.Context(), "example.com")
		if want := "answer field " + field + " has the wrong type"; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v does not say %q", answer, err, want)
		}
	}
}

// All that is wrong is told before anything is sent, by the position of the
// record.
func TestRecordComplaints(t *testing.T) {
	t.Parallel()
	const (
		below  = "records.0.name: must be example.com or a name below it"
		labels = "must have labels of letters, digits, hyphens and underscores, with no hyphen at either end"
		full   = "records.0.content: must be a full host name such as mail.example.com"
		srv    = "records.0.content: must be weight, port and host, such as 5 5060 sip.example.com"
		caa    = `records.0.content: must be flags, tag and value, such as 0 issue "ca.example.net"`
		page   = "records.0.content: must be the URL of a page, beginning with http:// or https://"
		v4     = "records.0.content: must be an IPv4 address"
	)
	addr := netip.MustParseAddr("192.0.2.1")
	record := func(kind domains.RecordType, content string) domains.Record {
		return domains.Record{Name: "www.example.com", Type: kind, Content: content}
	}
	long := strings.Repeat("l", 64)
	tests := []struct {
		name    string
		records []domains.Record
		want    []string
	}{
		{"nil", nil, []string{"records: must not be nil: a list that is empty but not nil empties the zone"}},
		{"everything", []domains.Record{{}}, []string{below, "records.0.type: must not be empty", "records.0.content: must not be empty"}},
		{"relative name", []domains.Record{domains.A("www", addr)}, []string{below}},
		{"no name", []domains.Record{domains.A("", addr)}, []string{below}},
		{"name of another", []domains.Record{domains.A("www.example.net", addr)}, []string{below}},
		{"similar name", []domains.Record{domains.A("anexample.com", addr)}, []string{below}},
		{"empty label", []domains.Record{domains.A("a..example.com", addr)}, []string{"records.0.name: must not have an empty label"}},
		{"empty label before", []domains.Record{domains.A(".example.com", addr)}, []string{"records.0.name: must not have an empty label"}},
		{"long label", []domains.Record{domains.A(long+".example.com", addr)}, []string{"records.0.name: must not have a label longer than 63 characters"}},
		{"long name", []domains.Record{domains.A(strings.Repeat("l.", 122)+"example.com", addr)}, []string{"records.0.name: must not be longer than 253 characters"}},
		{"very long name", []domains.Record{domains.A(strings.Repeat("é.", 4000)+"example.com", addr)}, []string{"records.0.name: must not be longer than 253 characters"}},
		{"blank in a name", []domains.Record{domains.A("a b.example.com", addr)}, []string{"records.0.name: " + labels}},
		{"hyphen in front", []domains.Record{domains.A("-a.example.com", addr)}, []string{"records.0.name: " + labels}},
		{"star inside", []domains.Record{domains.A("a.*.example.com", addr)}, []string{"records.0.name: " + labels}},
		{"bad UTF-8", []domains.Record{domains.A("\xff.example.com", addr)}, []string{"records.0.name: " + labels}},
		{"no name in IDNA", []domains.Record{domains.A("a\u200d.example.com", addr)}, []string{"records.0.name: " + labels}},
		{"odd type", []domains.Record{record("A B", "x")}, []string{"records.0.type: must be a type such as A, MX or TXT"}},
		{"SOA below", []domains.Record{record("SOA", "x")}, []string{"records.0.type: must not be SOA: the platform keeps the only one of a zone"}},
		{"two lines", []domains.Record{record("TLSA", "a\nb")}, []string{"records.0.content: must not hold control characters"}},
		{"content not UTF-8", []domains.Record{record("TXT", "\xff")}, []string{"records.0.content: must be valid UTF-8"}},
		{"no address", []domains.Record{domains.A("www.example.com", netip.Addr{})}, []string{v4}},
		{"IPv6 for A", []domains.Record{record("A", "2001:db8::1")}, []string{v4}},
		{"IPv4 for AAAA", []domains.Record{record("AAAA", "192.0.2.1")}, []string{"records.0.content: must be an IPv6 address"}},
		{"zone in an address", []domains.Record{record("AAAA", "fe80::1%eth0")}, []string{"records.0.content: must be an IPv6 address"}},
		{"host for MXE", []domains.Record{record("MXE", "mail.example.com")}, []string{"records.0.content: must be an IP address"}},
		{"address for CNAME", []domains.Record{record("CNAME", "192.0.2.1")}, []string{"records.0.content: must be a host name, not an address"}},
		{"address for NS", []domains.Record{record("NS", "2001:db8::1")}, []string{"records.0.content: must be a host name, not an address"}},
		{"relative host", []domains.Record{domains.MX("@", 1, "mail")}, []string{full}},
		{"host of digits", []domains.Record{domains.MX("@", 1, "mail.1")}, []string{full}},
		{"host with a blank", []domains.Record{domains.MX("@", 1, "mail example.com")}, []string{"records.0.content: " + labels}},
		{"root for CNAME", []domains.Record{record("CNAME", ".")}, []string{"records.0.content: must not have an empty label"}},
		{"MX without a priority", []domains.Record{record("MX", "mail.example.com")}, []string{"records.0.prio: must be given"}},
		{"negative priority", []domains.Record{{Name: "@", Type: "MX", Content: "mail.example.com", Priority: new(-1)}}, []string{"records.0.prio: must be from 0 to 65535"}},
		{"high priority", []domains.Record{{Name: "@", Type: "MX", Content: "mail.example.com", Priority: new(65536)}}, []string{"records.0.prio: must be from 0 to 65535"}},
		{"SRV without a priority", []domains.Record{record("SRV", "1 2 sip.example.com")}, []string{srv, "records.0.prio: must be given"}},
		{"SRV without a port", []domains.Record{{Name: "@", Type: "SRV", Content: "1 sip.example.com", Priority: new(1)}}, []string{srv}},
		{"SRV with a bad host", []domains.Record{domains.SRV("@", domains.SRVData{Host: "sip"})}, []string{full}},
		{"CAA without a value", []domains.Record{record("CAA", "0 issue")}, []string{caa}},
		{"CAA with a bad tag", []domains.Record{record("CAA", "0 is-sue x")}, []string{caa}},
		{"text with an open quote", []domains.Record{record("TXT", `"a`)}, []string{"records.0.content: must close its quotes"}},
		{"text with a bad escape", []domains.Record{record("TXT", `"\999"`)}, []string{"records.0.content: must have three digits up to 255 or another character after a backslash"}},
		{"text after quotes", []domains.Record{record("TXT", `"a" b`)}, []string{"records.0.content: must have nothing but quoted strings after the first one"}},
		{"text that is too long", []domains.Record{domains.TXT("@", strings.Repeat("a", 65280))}, []string{"records.0.content: must not be longer than 65535 bytes"}},
		{"text that is not", []domains.Record{}, nil},
		{"path for URL", []domains.Record{domains.URL("@", "/there")}, []string{page}},
		{"another scheme", []domains.Record{domains.FRAME("@", "ftp://example.net/")}, []string{page}},
		{"no host", []domains.Record{domains.URL("@", "https://:80/")}, []string{page}},
		{"negative TTL", []domains.Record{domains.A("@", addr).WithTTL(-1)}, []string{"records.0.ttl: must be a number of seconds from 1 to 2147483647, or 0 for the platform's choice"}},
		{"twice", []domains.Record{domains.A("@", addr), domains.A("example.com.", addr).WithTTL(300)}, []string{"records.1: is the same as records.0"}},
		{"CNAME of the domain", []domains.Record{domains.CNAME("@", "example.net")}, []string{"records.0.type: must not be CNAME for the domain itself"}},
		{"CNAME beside others", []domains.Record{domains.A("a.example.com", addr), domains.CNAME("a.example.com", "example.net"), domains.CNAME("b.example.com", "example.net")}, []string{"records.1.type: must not be CNAME beside other records of the name"}},
		{"positions", []domains.Record{{Name: "@", Type: "SOA"}, domains.NS("@", "x"), domains.A("x", addr), record("A", "x")}, []string{
			"records.2.name: must be example.com or a name below it",
			"records.3.content: must be an IPv4 address",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			asked := false
			client := resttest.NewClient(t, func(*http.Request) (*http.Response, error) {
				asked = true
				return httpmock.NewStringResponse(http.StatusOK, resttest.Success(`{}`)), nil
			})
			_, err := domains.NewZones(client).Apply(t.Context(), "example.com", tt.records)
			if diff := cmp.Diff(tt.want, resttest.FieldsOf(err)); diff != "" {
				t.Error("apply:", diff)
			}
			if asked != (tt.want == nil) {
				t.Errorf("asked the platform: %t", asked)
			}
			err = domains.NewZones(client).Replace(t.Context(), "example.com", tt.records)
			if diff := cmp.Diff(tt.want, resttest.FieldsOf(err)); diff != "" {
				t.Error("replace:", diff)
			}
		})
	}
}

func TestZoneOfBadName(t *testing.T) {
	t.Parallel()
	zones := domains.NewZones(resttest.NewClient(t, resttest.NoRequest(t)))
	for _, name := range []string{"", ".", "..", "example", "a/b.example", "../label", "a b.example", "exa\x00mple.com", "\xff.com"} {
		_, getErr := zones.Get(t.Context(), name)
		_, applyErr := zones.Apply(t.Context(), name, []domains.Record{})
		replaceErr := zones.Replace(t.Context(), name, []domains.Record{})
		for _, err := range []error{getErr, applyErr, replaceErr} {
			if !errors.Is(err, rest.ErrValidation) || !strings.HasPrefix(strings.Join(resttest.FieldsOf(err), ""), "domain: ") {
				t.Errorf("%q: %v", name, err)
			}
		}
	}
}

// zonePlatform starts a platform on which customer 1 has example.com.
func zonePlatform(t *testing.T) (*hostcontroltest.Server, *rest.Client) {
	t.Helper()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	_, err := domains.New(client).Register(t.Context(), domains.RegisterParams{Customer: 1, Name: "example.com"})
	if err != nil {
		t.Fatal(err)
	}
	return srv, client
}

func everyType() []domains.Record {
	addr := netip.MustParseAddr("192.0.2.1")
	return []domains.Record{
		domains.A("@", addr),
		domains.AAAA("example.com", netip.MustParseAddr("2001:db8::1")).WithTTL(300),
		domains.CNAME("www.example.com", "example.com"),
		domains.MX("example.com", 10, "mail.example.net."),
		domains.TXT("example.com", "v=spf1 -all"),
		domains.TXT("key._domainkey.example.com", strings.Repeat("k", 600)),
		domains.SRV("_sip._tcp.example.com", domains.SRVData{Priority: 1, Weight: 2, Port: 5060, Host: "Sip.example.net"}),
		domains.CAA("example.com", domains.CAAData{Tag: "issue", Value: "ca.example.net"}),
		domains.NS("sub.example.com", "ns1.example.net"),
		domains.URL("old.example.com", "https://example.net/"),
		domains.FRAME("frame.example.com", "https://example.net/"),
		domains.MXE("mail.example.com", addr),
	}
}

// What was applied once is not sent again, nor is what was read.
func TestApplyOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := zonePlatform(t)
	zones, ctx := domains.NewZones(client), t.Context()
	change, err := zones.Apply(ctx, "example.com", everyType())
	if err != nil {
		t.Fatal(err)
	}
	if len(change.Added) != len(everyType()) || len(change.Removed)+len(change.Kept) != 0 {
		t.Errorf("at first: %s", change)
	}
	zone, err := zones.Get(ctx, "example.com")
	if err != nil {
		t.Fatal(err)
	}
	sent := len(zonePosts(srv))
	for name, records := range map[string][]domains.Record{"the same": everyType(), "what was read": zone.Records} {
		change, err := zones.Apply(ctx, "example.com", records)
		if err != nil || !change.IsEmpty() || len(change.Kept) != len(everyType()) || change.String() != "" {
			t.Errorf("%s: %v, %+v", name, err, change)
		}
	}
	if again := len(zonePosts(srv)); again != sent {
		t.Errorf("%d requests were made for nothing", again-sent)
	}
	if err := zones.Replace(ctx, "example.com", zone.Records); err != nil {
		t.Fatal(err)
	}
	again, err := zones.Get(ctx, "example.com")
	if err != nil {
		t.Fatal(err)
	}
	if change := zone.Diff(again.Records); !change.IsEmpty() {
		t.Errorf("replaced by itself: %s", change)
	}
	change, err = zones.Apply(ctx, "example.com", []domains.Record{})
	if err != nil || len(change.Removed) != len(everyType()) {
		t.Errorf("emptied: %v, %s", err, change)
	}
}

func zonePosts(srv *hostcontroltest.Server) []hostcontroltest.Request {
	var posts []hostcontroltest.Request
	for _, request := range srv.Requests() {
		if request.Method == http.MethodPost {
			posts = append(posts, request)
		}
	}
	return posts
}

func TestDNSManagementDisabled(t *testing.T) {
	t.Parallel()
	_, client := zonePlatform(t)
	if _, err := customers.New(client).Update(t.Context(), 1, customers.UpdateParams{DNSManagement: new(false)}); err != nil {
		t.Fatal(err)
	}
	_, err := domains.NewZones(client).Apply(t.Context(), "example.com", everyType())
	if !errors.Is(err, domains.CodeDNSManagementDisabled) {
		t.Errorf("%v", err)
	}
}

func TestZoneOnLossyPlatform(t *testing.T) {
	t.Parallel()
	faults, err := hostcontroltest.Profile("lossy")
	if err != nil {
		t.Fatal(err)
	}
	srv, client := zonePlatform(t)
	srv.Inject(faults...)
	for range 10 {
		if _, err := domains.NewZones(client).Apply(t.Context(), "example.com", everyType()); err != nil {
			t.Fatal(err)
		}
		if _, err := domains.NewZones(client).Apply(t.Context(), "example.com", []domains.Record{}); err != nil {
			t.Fatal(err)
		}
	}
}

// Whatever a record holds, what is sent of it is what would be sent of that,
// and is no change of itself.
func FuzzRecord(f *testing.F) {
	f.Add("www.example.com", "A", "192.0.2.1", 300, 0)
	f.Add("@", "mx", "Mail.example.com.", 0, 10)
	f.Add("_sip._tcp.example.com", "SRV", "1 2 5060 sip.example.com", 0, -1)
	f.Add("*.bücher.example.com", "TXT", `"a\"b" "\255\`, 0, -1)
	f.Add("example.com", "CAA", `0 issue "ca.example.net"`, 0, -1)
	f.Add("sub.example.com", "URL", "https://example.net/", 0, -1)
	f.Fuzz(func(t *testing.T, name, kind, content string, ttl, priority int) {
		r := domains.Record{Name: name, Type: domains.RecordType(kind), Content: content, TTL: ttl}
		if priority >= 0 {
			r.Priority = &priority
		}
		if line := r.String(); strings.ContainsAny(line, "\n\x1b") {
			t.Errorf("%q would upset a terminal", line)
		}
		var sent string
		zones := domains.NewZones(resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
			sent = resttest.ReadBody(t, r)
			return resttest.Respond(`{"success":true}`)
		}))
		if err := zones.Replace(t.Context(), "example.com", []domains.Record{r}); err != nil {
			if !errors.Is(err, rest.ErrValidation) {
				t.Fatalf("%v", err)
			}
			return
		}
		first := sent
		zone := domains.Zone{Domain: "example.com"}
		if err := json.Unmarshal([]byte(sent), &zone); err != nil {
			t.Fatal(err)
		}
		if change := zone.Diff([]domains.Record{r}); !change.IsEmpty() {
			t.Errorf("%q differs from what is sent of it: %s", r, change)
		}
		if err := zones.Replace(t.Context(), "example.com", zone.Records); err != nil {
			t.Fatalf("%s: %v", first, err)
		}
		if diff := cmp.Diff(first, sent); diff != "" {
			t.Error(diff)
		}
	})
}
