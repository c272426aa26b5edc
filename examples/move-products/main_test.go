package main

import (
	"errors"
	"flag"
	"io"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run)
	if err != nil {
		t.Fatal(err)
	}
	refused, moved, ok := strings.Cut(out, "move-products: nothing was moved: validation failed\n")
	if !ok {
		t.Fatalf("nothing was refused:\n%s", out)
	}
	for _, want := range []string{"is linked to the hosting account ac-", "domains.example.org ", "does not own this domain"} {
		if !strings.Contains(refused, want) {
			t.Errorf("%q is missing in:\n%s", want, refused)
		}
	}
	_, moved, _ = strings.Cut(moved, "MOVED")
	if strings.Count(moved, "1     2\n") != 4 || strings.Count(moved, "example-") != 3 || strings.Count(moved, "ac-") != 1 {
		t.Errorf("moved:\n%s", moved)
	}
}

// products gives the domains and the hosting account of the first customer.
func products(t *testing.T) (domains, hosting string) {
	t.Helper()
	platform, err := demo.Connect(io.Discard, false)
	if err != nil {
		t.Fatal(err)
	}
	defer platform.Close()
	if domains, err = domainsOf(t.Context(), platform.Client, 1); err != nil {
		t.Fatal(err)
	}
	if hosting, err = hostingOf(t.Context(), platform.Client, 1); err != nil {
		t.Fatal(err)
	}
	return domains, hosting
}

// TestMoveWithLostAnswer: the products are found with their new owner.
func TestMoveWithLostAnswer(t *testing.T) {
	srv := demotest.Live(t)
	domains, hosting := products(t)
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/customer/*/move", Kind: hostcontroltest.FaultDrop, AfterCommit: true})
	out, err := demotest.Run(t, run, "-from", "1", "-to", "3", "-domains", strings.ToUpper(domains), "-hosting", hosting)
	if err != nil || strings.Count(out, "1     3\n") != 4 {
		t.Errorf("%v after:\n%s", err, out)
	}
	if left, _ := products(t); left != "" {
		t.Errorf("%s stayed", left)
	}
}

// TestRefusedItems: each item that stands in the way is named, and all stay.
func TestRefusedItems(t *testing.T) {
	demotest.Live(t)
	domains, hosting := products(t)
	for name, tt := range map[string]struct {
		args []string
		want []string
	}{
		"domains without their hosting": {[]string{"-to", "2", "-domains", domains}, []string{"domains.", "is linked to the hosting account"}},
		"hosting without its domains":   {[]string{"-to", "2", "-hosting", hosting}, []string{"hosting." + hosting}},
		"unknown customer":              {[]string{"-to", "99999", "-domains", domains, "-hosting", hosting}, []string{"\nto "}},
		"same customer":                 {[]string{"-to", "1", "-domains", domains}, []string{"must be another customer"}},
		"two items of nobody":           {[]string{"-to", "2", "-domains", "example.com", "-hosting", "ac-0"}, []string{"domains.example.com", "hosting.ac-0"}},
		"nothing":                       {[]string{"-to", "2"}, []string{"must name a domain"}},
	} {
		out, err := demotest.Run(t, run, append([]string{"-from", "1"}, tt.args...)...)
		if !errors.Is(err, hostcontrol.ErrValidation) {
			t.Errorf("%s: %v", name, err)
		}
		for _, want := range tt.want {
			if !strings.Contains(out, want) {
				t.Errorf("%s: %q is missing in:\n%s", name, want, out)
			}
		}
	}
	if left, _ := products(t); left != domains {
		t.Errorf("%q is left of %q", left, domains)
	}
}

// TestUnknownOutcome: what cannot be told is not called refused.
func TestUnknownOutcome(t *testing.T) {
	srv := demotest.Live(t)
	domains, hosting := products(t)
	srv.Inject(
		hostcontroltest.Fault{Method: "POST", Path: "/customer/*/move", Kind: hostcontroltest.FaultDrop, AfterCommit: true},
		hostcontroltest.Fault{Path: "/domain/*", Kind: hostcontroltest.FaultStatus, Status: 403})
	_, err := demotest.Run(t, run, "-from", "1", "-to", "2", "-domains", domains, "-hosting", hosting)
	if unknown, ok := errors.AsType[*hostcontrol.OutcomeUnknownError](err); !ok || unknown.Reference == "" {
		t.Errorf("got %v", err)
	}
}

func TestBadCommandLines(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"-from or -to is missing":  {"-from", "1", "-domains", "example.com"},
		"from or -to is missing":   {"-to", "1"},
		"for flag -to":             {"-to", "two"},
		"request_resource_unknown": {"-from", "99999", "-to", "1", "-domains", "example.com"},
		"not defined: -x":          {"-x"},
		`unexpected argument "1"`:  {"1"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-hosting") {
		t.Errorf("help: %v after %q", err, out)
	}
}

func TestLiveIsNotPlayedWith(t *testing.T) {
	srv := demotest.Live(t)
	if _, err := demotest.Run(t, run); err == nil || len(srv.Requests()) > 0 {
		t.Errorf("%v, %d requests", err, len(srv.Requests()))
	}
}

func TestProductsOfNobody(t *testing.T) {
	platform, err := demo.Connect(io.Discard, true)
	if err != nil {
		t.Fatal(err)
	}
	defer platform.Close()
	const nobody customers.ID = 99999
	if domains, err := domainsOf(t.Context(), platform.Client, nobody); domains != "" || err != nil {
		t.Errorf("domains %q, %v", domains, err)
	}
	if hosting, err := hostingOf(t.Context(), platform.Client, nobody); hosting != "" || err != nil {
		t.Errorf("hosting %q, %v", hosting, err)
	}
}
