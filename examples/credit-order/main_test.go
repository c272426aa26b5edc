package main

import (
	"errors"
	"flag"
	"strings"
	"testing"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestDemo(t *testing.T) {
	demotest.Offline(t)
	for _, args := range [][]string{nil, {"-demo"}} {
		out, err := demotest.Run(t, run, args...)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{
			"order 40001 of customer 1 is waiting for payment\n  example.com, 12 months  pending\n",
			"\nNothing is canceled without -yes.\n",
			"\norder 40001 is canceled\n",
			"\nEH-000003 is open and credits EH-000001 with -32.99 EUR\nEH-000001 is still open: ",
			"\ncredit-order: cannot cancel order 40002, which is completed: ",
			"\nreference credit-3\n",
			"\nEH-000004 is open and credits EH-000002 with -24.00 EUR\n" +
				"Payment 300001 of 34.49 EUR has to be given back by hand, as far as it was credited.\n",
			"\ncredit-order: invoices.get: GET /invoice/1: request_resource_unknown: ",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("%q: %q is missing in:\n%s", args, want, out)
			}
		}
	}
}

// sold is a platform on which an order was placed for customer 1.
func sold(t *testing.T, policy hostcontroltest.BillingPolicy) (*hostcontroltest.Server, *billing.Related) {
	t.Helper()
	srv := demotest.Live(t)
	srv.SetInvoicing(true)
	srv.SetBillingPolicy(policy)
	client, err := hostcontrol.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	known, err := place(t.Context(), &demo.Platform{Client: client, Server: srv}, "example.com", false)
	if err != nil {
		t.Fatal(err)
	}
	return srv, known
}

// credits gives the credit invoices that a platform has.
func credits(t *testing.T) []billing.Invoice {
	t.Helper()
	client, err := hostcontrol.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	page, err := client.Invoices.List(t.Context(), billing.InvoiceFilter{Credit: new(true)})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

func TestNothingIsChangedWithoutYes(t *testing.T) {
	srv, known := sold(t, hostcontroltest.BillingPolicy{CreditCanceled: true})
	before := len(srv.Requests())
	for want, args := range map[string][]string{
		"Nothing is canceled without -yes.\n": {"-order", known.Order.ID.String()},
		"Nothing is credited without -yes.\n": {"-invoice", known.Invoice.ID.String()},
	} {
		if out, err := demotest.Run(t, run, args...); err != nil || !strings.HasSuffix(out, want) {
			t.Errorf("%v after:\n%s", err, out)
		}
	}
	for _, request := range srv.Requests()[before:] {
		if request.Method != "GET" {
			t.Errorf("%s %s was asked", request.Method, request.Path)
		}
	}
}

// TestGoesOn: a program that was killed between two steps goes on where it was.
func TestGoesOn(t *testing.T) {
	srv, known := sold(t, hostcontroltest.BillingPolicy{CreditCanceled: true})
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/invoice/*/open", Times: 1, Kind: hostcontroltest.FaultStatus, Status: 403})
	args := []string{"-order", known.Order.ID.String(), "-yes"}
	if out, err := demotest.Run(t, run, args...); !errors.Is(err, hostcontrol.ErrServer) || !strings.Contains(out, "is canceled\n") {
		t.Errorf("%v after:\n%s", err, out)
	}
	for range 2 {
		out, err := demotest.Run(t, run, args...)
		if err != nil || !strings.Contains(out, "EH-000002 is open and credits EH-000001 with -32.99 EUR\n") {
			t.Errorf("%v after:\n%s", err, out)
		}
	}
	if made := credits(t); len(made) != 1 || made[0].State != billing.InvoiceOpen {
		t.Errorf("there are %+v", made)
	}
}

// TestSameReference: the command line credits once, also where the answer gets
// lost.
func TestSameReference(t *testing.T) {
	srv, known := sold(t, hostcontroltest.BillingPolicy{})
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/invoice/*/credit", Times: 1, Kind: hostcontroltest.FaultDrop, AfterCommit: true})
	args := []string{"-invoice", known.Invoice.ID.String(), "-lines", known.Invoice.Lines[0].ID.String(), "-reference", "credit-3", "-yes"}
	for range 3 {
		out, err := demotest.Run(t, run, args...)
		if err != nil || !strings.Contains(out, "reference credit-3\n") || !strings.Contains(out, "EH-000002 is open and credits EH-000001 with -8.99 EUR\n") {
			t.Errorf("%v after:\n%s", err, out)
		}
	}
	if made := credits(t); len(made) != 1 {
		t.Errorf("there are %+v", made)
	}
	// What was credited before is shown to whoever is about to credit more.
	out, err := demotest.Run(t, run, "-invoice", known.Invoice.ID.String())
	if err != nil || !strings.Contains(out, "EH-000002  open   all                              -1.56 EUR  -8.99 EUR\n") {
		t.Errorf("%v after:\n%s", err, out)
	}
}

// TestLabelMakesNoCredit: a draft that was made before is not taken for one of
// the cancellation.
func TestLabelMakesNoCredit(t *testing.T) {
	_, known := sold(t, hostcontroltest.BillingPolicy{})
	client, err := hostcontrol.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Invoices.Credit(t.Context(), known.Invoice.ID, billing.CreditParams{}); err != nil {
		t.Fatal(err)
	}
	out, err := demotest.Run(t, run, "-order", known.Order.ID.String(), "-yes")
	if err != nil || !strings.Contains(out, "The label makes no credit invoice. To credit the invoice: -invoice 100001 -yes\n") {
		t.Errorf("%v after:\n%s", err, out)
	}
	if made := credits(t); len(made) != 1 || made[0].State != billing.InvoiceDraft {
		t.Errorf("there are %+v", made)
	}
}

// TestNotInvoiced: an order of a label that does not invoice has nothing to be
// credited.
func TestNotInvoiced(t *testing.T) {
	srv := demotest.Live(t)
	client, err := hostcontrol.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	order, err := client.Orders.Create(t.Context(), billing.NewOrder(1).Transfer(billing.TransferPart{Name: "example.com"}))
	if err != nil {
		t.Fatal(err)
	}
	out, err := demotest.Run(t, run, "-order", order.ID.String(), "-yes")
	if err != nil || !strings.HasSuffix(out, "It was not invoiced.\norder 40001 is canceled\n") || len(srv.Requests()) != 3 {
		t.Errorf("%v, %d requests after:\n%s", err, len(srv.Requests()), out)
	}
}

// TestWhatDoesNotAddUp: a credit invoice that takes back more than was charged
// is told and left alone.
func TestWhatDoesNotAddUp(t *testing.T) {
	t.Parallel()
	zero, err := currency.NewAmount("0", "EUR")
	if err != nil {
		t.Fatal(err)
	}
	sums := billing.Invoice{Currency: "EUR", Subtotal: zero, Tax: zero, Total: zero}
	parent, made := sums, sums
	parent.ID, made.ID, made.Credit, made.CreditedInvoice = 12, 13, true, 11
	var out strings.Builder
	err = issue(t.Context(), nil, &made, &parent, &out)
	if err == nil || !strings.HasSuffix(out.String(), "credited_invoice: is 11, want 12: the invoice that it is compared with\n") {
		t.Errorf("%v after:\n%s", err, out.String())
	}
}

func TestReasonOfPart(t *testing.T) {
	t.Parallel()
	order := &billing.Order{ID: 205, State: billing.OrderFailed, Parts: []billing.Part{
		{Description: "example.nl, 12 months\n", State: billing.PartFailed, LastError: "domain_taken"},
	}}
	var out strings.Builder
	if err := showOrder(&out, &billing.Related{Order: order}); err != nil || !strings.Contains(out.String(), "12 months  failed: domain_taken\n") {
		t.Errorf("%v after:\n%s", err, out.String())
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"either -order or -invoice is needed": {"-yes"},
		"or -invoice is needed":               {"-order", "1", "-invoice", "1"},
		"-lines and -reference are for":       {"-order", "1", "-lines", "1"},
		"-reference are for an -invoice":      {"-order", "1", "-reference", "credit-3"},
		`-lines: "all" is not a number`:       {"-invoice", "1", "-lines", "all"},
		"GET /order/1: ":                      {"-order", "1"},
		"GET /invoice/1: ":                    {"-invoice", "1"},
		"for flag -order":                     {"-order", "one"},
		"not defined: -x":                     {"-x"},
		`unexpected argument "one"`:           {"one"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-reference") {
		t.Errorf("help: %v after %q", err, out)
	}
}

func TestLiveIsNotPlayedWith(t *testing.T) {
	srv := demotest.Live(t)
	if _, err := demotest.Run(t, run); err == nil || len(srv.Requests()) > 0 {
		t.Errorf("%v, %d requests", err, len(srv.Requests()))
	}
}
