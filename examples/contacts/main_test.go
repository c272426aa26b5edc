package main

import (
	"errors"
	"flag"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func newContact(extra ...string) []string {
	return append([]string{
		"add", "-customer", "2", "-name", "Jane Roe", "-organisation", "Roe Print", "-address", "Sample Lane 7",
		"-zipcode", "3511AB", "-city", "Utrecht", "-country", "nl", "-email", "jane@example.org", "-voice", "+31.301234567",
	}, extra...)
}

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	out, err := demotest.Run(t, run)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Demo on a platform in memory",
		"Sample Lane 7, 3511AB Utrecht, NL",
		"Sample Lane 7, 3511AB Amersfoort, NL",
		"1001  primary ",
		" is deleted\n",
		"contacts: contact 1001 stays: ",
		"contact_in_use",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}

// TestChangeKeepsTheOthers compares a contact before and after.
func TestChangeKeepsTheOthers(t *testing.T) {
	demotest.Live(t)
	platform, err := demo.Connect(io.Discard, false)
	if err != nil {
		t.Fatal(err)
	}
	contacts := platform.Client.Contacts
	params := func() customers.ReplaceParams {
		contact, err := contacts.Get(t.Context(), 1002)
		if err != nil {
			t.Fatal(err)
		}
		return contact.Params()
	}
	full := params()
	full.Organisation, full.Gender, full.Fax, full.VATNumber = "Roe Print", customers.GenderFemale, "+31.301234568", "NL000000000"
	full.Extra.TciRu = &customers.TciRu{IDNumber: "1234567890"}
	if _, err := contacts.Replace(t.Context(), 1002, full); err != nil {
		t.Fatal(err)
	}

	before := params()
	if _, err := demotest.Run(t, run, "change", "-contact", "1002", "-city", "Utrecht", "-organisation="); err != nil {
		t.Fatal(err)
	}
	before.City, before.Organisation = "Utrecht", ""
	if diff := cmp.Diff(before, params()); diff != "" {
		t.Errorf("changed more than asked (-want +got):\n%s", diff)
	}
}

// TestAddOnce: neither an answer that gets lost nor a command that is repeated
// with the same reference doubles the contact.
func TestAddOnce(t *testing.T) {
	srv := demotest.Live(t)
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/contact", Nth: 1, Kind: hostcontroltest.FaultDrop, AfterCommit: true})
	first, err := demotest.Run(t, run, newContact("-reference", "second-office")...)
	if err != nil || !strings.Contains(first, "Jane Roe") {
		t.Fatalf("%v after:\n%s", err, first)
	}
	again, err := demotest.Run(t, run, newContact("-reference", "second-office")...)
	if diff := cmp.Diff(first, again); err != nil || diff != "" {
		t.Errorf("%v; the second time (-first +second):\n%s", err, diff)
	}
	list, err := demotest.Run(t, run, "list", "-customer", "2")
	if err != nil || strings.Count(list, "jane@example.org") != 1 {
		t.Errorf("%v after:\n%s", err, list)
	}
}

func TestDelete(t *testing.T) {
	srv := demotest.Live(t)
	if _, err := demotest.Run(t, run, "delete", "-contact", "1001"); !errors.Is(err, customers.CodeContactInUse) {
		t.Errorf("a primary contact: %v", err)
	}
	if out, err := demotest.Run(t, run, newContact("-reference", "office")...); err != nil {
		t.Fatalf("%v after:\n%s", err, out)
	}
	platform, err := demo.Connect(io.Discard, false)
	if err != nil {
		t.Fatal(err)
	}
	added, err := byReference(t.Context(), platform.Client, 2, "office")
	if err != nil {
		t.Fatal(err)
	}
	if out, err := demotest.Run(t, run, "delete", "-contact", added.ID.String()); err != nil || !strings.Contains(out, "is deleted") {
		t.Errorf("%v after:\n%s", err, out)
	}
	if _, err := byReference(t.Context(), platform.Client, 2, "office"); err == nil {
		t.Error("the contact is still there")
	}
	srv.Inject(hostcontroltest.Fault{Path: "/contact", Kind: hostcontroltest.FaultStatus, Status: 403})
	if _, err := byReference(t.Context(), platform.Client, 2, "office"); err == nil || !strings.Contains(err.Error(), "contacts.list") {
		t.Errorf("a list that fails: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"say list, add, change or delete":      {"-customer", "1"},
		`unknown "rename": say list, add`:      {"rename", "-contact", "1002"},
		"-customer is missing":                 {"list"},
		"customer is missing":                  {"add", "-name", "Jane Roe"},
		"-contact is missing":                  {"change", "-city", "Utrecht"},
		"contact is missing":                   {"delete", "-customer", "1"},
		"no field to change":                   {"change", "-contact", "1002"},
		"contacts.create: invalid_params":      {"add", "-customer", "1", "-name", "Jane Roe"},
		"country: must be GB":                  {"change", "-contact", "1002", "-country", "UK"},
		"contacts.get: GET /contact/99999":     {"change", "-contact", "99999", "-city", "Utrecht"},
		"contacts.delete: DELETE /contact/9":   {"delete", "-contact", "9"},
		"for flag -contact":                    {"delete", "-contact", "x"},
		"not defined: -x":                      {"list", "-x"},
		`unexpected argument "add"`:            {"list", "add"},
		`unexpected argument ""`:               {""},
		"contacts.list: invalid_params: custo": {"list", "-customer", "-1"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if out, err := demotest.Run(t, run, "list", "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-zipcode") {
		t.Errorf("help: %v after %q", err, out)
	}
}

func TestLiveIsNotPlayedWith(t *testing.T) {
	srv := demotest.Live(t)
	if _, err := demotest.Run(t, run); err == nil || len(srv.Requests()) > 0 {
		t.Errorf("%v, %d requests", err, len(srv.Requests()))
	}
}
