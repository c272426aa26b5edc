package main

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"+ _sip._tcp.example.com SRV 10 5 5060 sip.example.net\n",
		"+ www.example.com CNAME example.com\nNothing is changed without -yes.\n",
		"Applied: 10 added, 0 removed, 0 kept.\n",
		"example.com has this zone already: 10 records.\n",
		"- blog.example.com 300 CNAME example.com\n+ blog.example.com 600 CNAME example.com\n",
		"Applied: 3 added, 3 removed, 7 kept.\n",
		"\nline 2 content: must be an IPv4 address\n",
		": is the same as line 4\nzone-apply: nothing was changed: validation failed\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

// live is a platform on which a customer has example.com.
func live(t *testing.T) (*hostcontroltest.Server, *hostcontrol.Client) {
	t.Helper()
	srv := demotest.Live(t)
	client, err := hostcontrol.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Domains.Register(t.Context(), domains.RegisterParams{Customer: 1, Name: "example.com"}); err != nil {
		t.Fatal(err)
	}
	return srv, client
}

func fileWith(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "zone.txt")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// changes counts how often a zone was replaced.
func changes(srv *hostcontroltest.Server) int {
	n := 0
	for _, request := range srv.Requests() {
		if strings.HasSuffix(request.Path, "/zone") && request.Method == "POST" && request.Committed {
			n++
		}
	}
	return n
}

func TestOnlyDifferencesAreSent(t *testing.T) {
	srv, client := live(t)
	file := fileWith(t, sample)
	for _, tt := range []struct {
		args []string
		want string // at the end
		sent int    // until then
	}{
		{nil, "Nothing is changed without -yes.\n", 0},
		{[]string{"-yes"}, "Applied: 10 added, 0 removed, 0 kept.\n", 1},
		{[]string{"-yes"}, "example.com has this zone already: 10 records.\n", 1},
		{nil, "example.com has this zone already: 10 records.\n", 1},
	} {
		out, err := demotest.Run(t, run, append([]string{"-domain", "EXAMPLE.com", "-file", file}, tt.args...)...)
		if err != nil || !strings.HasSuffix(out, tt.want) || changes(srv) != tt.sent {
			t.Errorf("%v, sent %d times, after:\n%s", err, changes(srv), out)
		}
	}
	now, err := client.Zones.Get(t.Context(), "example.com")
	if err != nil {
		t.Fatal(err)
	}
	z, err := readZone(strings.NewReader(sample), "example.com")
	if err != nil || !now.Diff(z.records).IsEmpty() {
		t.Errorf("%v, differs:\n%s", err, now.Diff(z.records))
	}
}

// TestNotAllowed: the customer may not have zones changed.
func TestNotAllowed(t *testing.T) {
	_, client := live(t)
	if _, err := client.Customers.Update(t.Context(), 1, customers.UpdateParams{DNSManagement: new(false)}); err != nil {
		t.Fatal(err)
	}
	_, err := demotest.Run(t, run, "-domain", "example.com", "-file", fileWith(t, sample), "-yes")
	if !errors.Is(err, domains.CodeDNSManagementDisabled) {
		t.Errorf("got %v", err)
	}
}

func TestReadZone(t *testing.T) {
	t.Parallel()
	z, err := readZone(strings.NewReader(`
# a comment
@ A 192.0.2.1
	www	300	aaaa	2001:db8::1
mail.example.com. mx 10   mail.example.net
@ TXT v=spf1 # mx; -all
`), "example.com")
	if err != nil {
		t.Fatal(err)
	}
	want := &zone{
		records: []domains.Record{
			{Name: "@", Type: domains.TypeA, Content: "192.0.2.1"},
			{Name: "www.example.com", Type: domains.TypeAAAA, TTL: 300, Content: "2001:db8::1"},
			{Name: "mail.example.com.", Type: domains.TypeMX, Priority: new(10), Content: "mail.example.net"},
			{Name: "@", Type: domains.TypeTXT, Content: "v=spf1 # mx; -all"},
		},
		lines: []int{3, 4, 5, 6},
	}
	if diff := cmp.Diff(want, z, cmp.AllowUnexported(zone{})); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	z := &zone{lines: []int{3, 5}}
	refusal := rest.Invalid("zones.replace",
		rest.FieldError{Field: "records.0.content", Message: "must be better"},
		rest.FieldError{Field: "records.1", Message: "is the same as records.0"},
		rest.FieldError{Field: "records.2.name", Message: "is nobody's"},
		rest.FieldError{Field: "records", Message: "must be fewer"})
	var out bytes.Buffer
	if err := z.explain(&out, refusal); !errors.Is(err, hostcontrol.ErrValidation) {
		t.Errorf("got %v", err)
	}
	want := "line 3 content: must be better\nline 5: is the same as line 3\nrecords.2.name: is nobody's\nrecords: must be fewer\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	file := fileWith(t, sample)
	for want, args := range map[string][]string{
		"-domain or -file is missing":  {"-domain", "example.com"},
		"or -file is missing":          {"-file", file},
		"-file: open":                  {"-domain", "example.com", "-file", filepath.Join(t.TempDir(), "none")},
		"there are no records":         {"-domain", "example.com", "-file", fileWith(t, "# nothing\n")},
		"line 2: a record has a name,": {"-domain", "example.com", "-file", fileWith(t, "@ A 192.0.2.1\n@ 300 A\n")},
		"line 1: the content of an MX": {"-domain", "example.com", "-file", fileWith(t, "@ MX mail.example.com\n")},
		"line 3: ":                     {"-domain", "example.com", "-file", fileWith(t, "@ A\n\n@\n")},
		"token too long":               {"-domain", "example.com", "-file", fileWith(t, "@ TXT "+strings.Repeat("x", 1<<17))},
		"invalid_resource":             {"-domain", "example.com", "-file", file},
		"zones.get: invalid_params":    {"-domain", "exam_ple.com", "-file", file},
		"not defined: -x":              {"-x"},
		`unexpected argument "com"`:    {"com"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-file") {
		t.Errorf("help: %v after %q", err, out)
	}
}

func TestLiveIsNotPlayedWith(t *testing.T) {
	srv := demotest.Live(t)
	if _, err := demotest.Run(t, run); err == nil || len(srv.Requests()) > 0 {
		t.Errorf("%v, %d requests", err, len(srv.Requests()))
	}
}
