package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"strings"
	"testing"
	"time"

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
			"Moving a shop  2.5       80.00 EUR       21.00 %   34.71 EUR  200.00 EUR\n",
			"without tax                                                   152.89 EUR\n",
			"\nA draft, which the customer does not see.",
			"\nEH-000001 is open and due 2026-01-31\n",
			"\n  payment 300001 of 185.00 EUR is failed\n  payment 300002 of 185.00 EUR is authorised\n",
			"\nEH-000001 was closed 2026-01-05 09:01:00: paid by payment 300002\n",
			"lines.0.unit_price: has more decimals than the currency; lines.1.description: must not be empty\n",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("%q: %q is missing in:\n%s", args, want, out)
			}
		}
	}
}

// invoices gives those that a platform has.
func invoices(t *testing.T) []billing.Invoice {
	t.Helper()
	client, err := hostcontrol.FromEnv()
	if err != nil {
		t.Fatal(err)
	}
	page, err := client.Invoices.List(t.Context(), billing.InvoiceFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

// TestSameReference: however often the command line is repeated, and whatever
// gets lost, there is one invoice and it is opened once.
func TestSameReference(t *testing.T) {
	srv := demotest.Live(t)
	srv.Inject(lostAnswer(), hostcontroltest.Fault{
		Method: "POST", Path: "/invoice/*/open", Times: 1, Kind: hostcontroltest.FaultDrop, AfterCommit: true,
	})
	bill := []string{"-customer", "1", "-line", "Support; 12.50", "-reference", "invoice-9"}
	for range 2 {
		out, err := demotest.Run(t, run, bill...)
		if err != nil || !strings.Contains(out, "reference invoice-9\n") || !strings.HasSuffix(out, "this reference opens it.\n") {
			t.Errorf("%v after:\n%s", err, out)
		}
	}
	if made := invoices(t); len(made) != 1 || made[0].State != billing.InvoiceDraft {
		t.Errorf("there are %+v", made)
	}
	for range 2 {
		out, err := demotest.Run(t, run, append(bill, "-yes")...)
		if err != nil || !strings.HasSuffix(out, "EH-000001 is open and due 2026-01-19\n") {
			t.Errorf("%v after:\n%s", err, out)
		}
	}
	out, err := demotest.Run(t, run, bill...)
	if err != nil || !strings.HasSuffix(out, "EH-000001 is open and due 2026-01-19\n") {
		t.Errorf("%v after:\n%s", err, out)
	}
	if made := invoices(t); len(made) != 1 || made[0].State != billing.InvoiceOpen {
		t.Errorf("there are %+v", made)
	}
}

// interrupt ends a program as soon as it has printed something.
type interrupt struct {
	strings.Builder
	at   string
	stop context.CancelFunc
}

func (w *interrupt) Write(p []byte) (int, error) {
	n, err := w.Builder.Write(p)
	if strings.Contains(w.String(), w.at) {
		w.stop()
	}
	return n, err
}

func TestWaitEnds(t *testing.T) {
	demotest.Live(t)
	ctx, stop := context.WithCancel(t.Context())
	out := &interrupt{at: "is open and due", stop: stop}
	err := run(ctx, []string{"-customer", "1", "-line", "Support; 12.50", "-yes", "-wait"}, out)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "invoice 100001 is not paid yet") {
		t.Errorf("%v after:\n%s", err, out)
	}
}

// TestPayerFails: what keeps the customer of the demo from paying ends the wait.
func TestPayerFails(t *testing.T) {
	demotest.Offline(t)
	platform, err := demo.Connect(io.Discard, true)
	if err != nil {
		t.Fatal(err)
	}
	defer platform.Close()
	platform.Server.Inject(hostcontroltest.Fault{Method: "POST", Path: "/payment", Kind: hostcontroltest.FaultStatus, Status: 403})
	asked, err := parse([]string{"-customer", "1", "-line", "Support; 12.50", "-yes", "-wait"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	ctx, fail := context.WithCancelCause(t.Context())
	err = invoice(ctx, platform.Client, asked, payerComes(ctx, fail, platform), io.Discard)
	if !errors.Is(err, hostcontrol.ErrServer) || !strings.Contains(err.Error(), "pay invoice EH-000001") {
		t.Errorf("got %v", err)
	}
}

// TestWhatDoesNotAddUp: it is told, and goes to nobody.
func TestWhatDoesNotAddUp(t *testing.T) {
	t.Parallel()
	euros := func(number string) currency.Amount {
		amount, err := currency.NewAmount(number, "EUR")
		if err != nil {
			t.Fatal(err)
		}
		return amount
	}
	wrong := &billing.Invoice{ID: 12, Currency: "EUR", Subtotal: euros("0"), Tax: euros("0"), Total: euros("0.01")}
	var out strings.Builder
	err := agrees(&out, wrong)
	if err == nil || out.String() != "total: is 0.01 EUR, want 0.00 EUR: the sum of the lines\n" {
		t.Errorf("%v after:\n%s", err, out.String())
	}
}

func TestTell(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	for want, i := range map[string]billing.Invoice{
		"EH-000001 is open\n": {Number: "EH-000001", State: billing.InvoiceOpen},
		"EH-000001 was closed 2026-01-05 09:00:00: by hand\n": {Number: "EH-000001", State: billing.InvoiceClosed, Closed: &at},
	} {
		var out strings.Builder
		if tell(&out, &i); out.String() != want {
			t.Errorf("got %q, want %q", out.String(), want)
		}
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"-customer is missing":       {"-line", "Support; 12.50"},
		"-line is missing":           {"-customer", "1"},
		"-wait needs -yes":           {"-customer", "1", "-line", "Support; 12.50", "-wait"},
		`a line is "text; price"`:    {"-customer", "1", "-line", "Support"},
		"text; price; quantity; cat": {"-customer", "1", "-line", "a; 1; 2; ssl; 3"},
		`-line "Support": the price`: {"-customer", "1", "-line", "Support; twelve"},
		"lines.0.quantity: ":         {"-customer", "1", "-line", "Support; 12.50; many"},
		"lines.0.product_category: ": {"-customer", "1", "-line", "Support; 12.50; 1; shoes"},
		"lines: The total must not":  {"-customer", "1", "-line", "Refund; -12.50"},
		"customer: ":                 {"-customer", "99999", "-line", "Support; 12.50"},
		"for flag -due":              {"-due", "31-01-2026"},
		"client_reference: ":         {"-customer", "1", "-line", "Support; 12.50", "-reference", strings.Repeat("x", 65)},
		"not defined: -x":            {"-x"},
		`unexpected argument "one"`:  {"one"},
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
