package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/examples/internal/demo"
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
	looked, renewed, ok := strings.Cut(out, "Nothing is renewed without -yes.\n")
	if !ok || !strings.Contains(looked, "; the balance is 8000.00 EUR, which leaves ") || !strings.Contains(looked, "renewal is switched off: ") {
		t.Errorf("looked:\n%s", looked)
	}
	listed := strings.Count(looked, "  delivered  ")
	if listed == 0 || strings.Count(renewed, " is renewed, and expires 2027-") != listed || !strings.Contains(renewed, "Nothing is to be renewed.\n") {
		t.Errorf("%d are listed, renewed:\n%s", listed, renewed)
	}
}

// inMemory is a platform with a few customers, who may all buy.
func inMemory(t *testing.T) *demo.Platform {
	t.Helper()
	srv := hostcontroltest.NewServer(hostcontroltest.Options{InMemory: true, Customers: 10})
	t.Cleanup(srv.Close)
	client, err := hostcontrol.New(
		hostcontrol.WithBaseURL(srv.URL), hostcontrol.WithAPIKey(srv.APIKey),
		hostcontrol.WithHTTPClient(srv.Client()), hostcontrol.WithLimiter(rest.Unlimited()))
	if err != nil {
		t.Fatal(err)
	}
	return &demo.Platform{Client: client, Server: srv}
}

// charges counts the renewals that were paid, by what the platform calls them.
func charges(t *testing.T, client *hostcontrol.Client) map[string]int {
	t.Helper()
	payer, err := account(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for booked, err := range client.Resellers.AllTransactions(t.Context(), payer.Reference, customers.TransactionFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if booked.Type == customers.TransactionDebit {
			count[booked.Description]++
		}
	}
	return count
}

// everything takes all domains that expire within a year.
func everything() *request { return &request{days: 366, all: true, yes: true} }

// bot runs the program and gives what it printed.
func bot(ctx context.Context, p *demo.Platform, asked *request) (string, error) {
	var out bytes.Buffer
	err := renew(ctx, p.Client, p.Now(), asked, &out)
	return out.String(), err
}

func TestNothingIsSpentWithoutYes(t *testing.T) {
	t.Parallel()
	p := inMemory(t)
	out, err := bot(t.Context(), p, &request{days: 366, all: true})
	if err != nil || !strings.HasSuffix(out, "Nothing is renewed without -yes.\n") || strings.Contains(out, "Left out") {
		t.Errorf("%v after:\n%s", err, out)
	}
	if paid := charges(t, p.Client); len(paid) > 0 {
		t.Errorf("paid %v", paid)
	}
}

// interruptAfter is a writer that interrupts the program after so many
// renewals.
type interruptAfter struct {
	bytes.Buffer
	renewals  int
	interrupt context.CancelFunc
}

func (w *interruptAfter) Write(p []byte) (int, error) {
	n, err := w.Buffer.Write(p)
	if bytes.Count(w.Bytes(), []byte("is renewed")) == w.renewals {
		w.interrupt()
	}
	return n, err
}

// TestRestart: a run goes on where the one before was ended, and every domain
// is paid once.
func TestRestart(t *testing.T) {
	t.Parallel()
	p := inMemory(t)
	now := p.Now() // the same for all runs, as if they followed each other at once
	for renewals := 1; renewals <= 3; renewals++ {
		ctx, interrupt := context.WithCancel(t.Context())
		out := &interruptAfter{renewals: renewals, interrupt: interrupt}
		if err := renew(ctx, p.Client, now, everything(), out); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), " are left to renew: ") {
			t.Errorf("got %v", err)
		}
		interrupt()
	}
	var out bytes.Buffer
	if err := renew(t.Context(), p.Client, now, everything(), &out); err != nil {
		t.Fatal(err)
	}
	paid := charges(t, p.Client)
	if last := strings.Count(out.String(), "is renewed,"); len(paid) != 1+2+3+last || last == 0 {
		t.Errorf("%d domains are paid for, %d in the last run", len(paid), last)
	}
	for name, times := range paid {
		if times != 1 {
			t.Errorf("%s is paid %d times", name, times)
		}
	}
}

// TestUnknownOutcome: what could not be told was renewed or was not, and the
// next run sees which.
func TestUnknownOutcome(t *testing.T) {
	t.Parallel()
	p := inMemory(t)
	p.Server.Inject(lostAnswer(), hostcontroltest.Fault{Method: "GET", Path: "/domain/*", Nth: 2, Kind: hostcontroltest.FaultStatus, Status: 403})
	out, err := bot(t.Context(), p, everything())
	if err == nil || !strings.HasPrefix(err.Error(), "1 of ") || strings.Count(out, "outcome unknown") != 1 {
		t.Fatalf("%v after:\n%s", err, out)
	}
	if out, err := bot(t.Context(), p, everything()); err != nil || !strings.Contains(out, "Nothing is to be renewed.") {
		t.Errorf("%v after:\n%s", err, out)
	}
	for name, times := range charges(t, p.Client) {
		if times != 1 {
			t.Errorf("%s is paid %d times", name, times)
		}
	}
}

// TestSomebodyWasFaster: a domain that was renewed after it was listed is not
// renewed again.
func TestSomebodyWasFaster(t *testing.T) {
	t.Parallel()
	p := inMemory(t)
	found, err := find(t.Context(), p.Client, p.Now(), everything())
	if err != nil {
		t.Fatal(err)
	}
	first := found.due[:1]
	if _, err := p.Client.Domains.Renew(t.Context(), first[0].domain.Term(), 12); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := renewAll(t.Context(), p.Client, first, &out); err != nil || !strings.HasSuffix(out.String(), " was renewed by somebody else\n") {
		t.Errorf("%v after %q", err, out.String())
	}
	if paid := charges(t, p.Client); len(paid) != 1 {
		t.Errorf("paid %v", paid)
	}
}

// TestFailureOfOne: the others are renewed all the same.
func TestFailureOfOne(t *testing.T) {
	t.Parallel()
	p := inMemory(t)
	p.Server.Inject(hostcontroltest.Fault{Method: "POST", Path: "/domain/*/renew", Nth: 1, Kind: hostcontroltest.FaultStatus, Status: 403})
	out, err := bot(t.Context(), p, everything())
	if err == nil || !strings.HasPrefix(err.Error(), "1 of ") || strings.Count(out, " is not renewed: ") != 1 || !strings.Contains(out, "is renewed, and") {
		t.Errorf("%v after:\n%s", err, out)
	}
}

// TestFind: what expires first comes first, of the customer alone, and of
// what is wanted.
func TestFind(t *testing.T) {
	t.Parallel()
	p := inMemory(t)
	all, err := find(t.Context(), p.Client, p.Now(), everything())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(all.due, func(a, b due) int { return a.domain.Expires.Compare(*b.domain.Expires) }) || len(all.due) < 10 {
		t.Errorf("%d domains, or they are out of order", len(all.due))
	}
	wanted, err := find(t.Context(), p.Client, p.Now(), &request{days: 366})
	if err != nil || len(wanted.due)+wanted.unwanted != len(all.due) || wanted.unwanted == 0 {
		t.Errorf("%d wanted, %d unwanted of %d, %v", len(wanted.due), wanted.unwanted, len(all.due), err)
	}
	owner := all.due[0].domain.Customer.ID
	his, err := find(t.Context(), p.Client, p.Now(), &request{days: 366, all: true, customer: owner})
	if err != nil || len(his.due) == 0 {
		t.Fatalf("%d domains, %v", len(his.due), err)
	}
	for _, d := range his.due {
		if d.domain.Customer.ID != owner || d.cost.CurrencyCode() != "EUR" {
			t.Errorf("%s is customer %d's and costs %s", d.domain.Name, d.domain.Customer.ID, d.cost)
		}
	}
}

func TestRenewable(t *testing.T) {
	t.Parallel()
	until := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	before, after := until.AddDate(0, 0, -1), until.AddDate(0, 0, 1)
	for name, tt := range map[string]struct {
		domain domains.Domain
		want   bool
	}{
		"soon":        {domains.Domain{Status: domains.StatusDelivered, Expires: &before}, true},
		"expired":     {domains.Domain{Status: domains.StatusExpired, Expires: &before}, true},
		"later":       {domains.Domain{Status: domains.StatusDelivered, Expires: &after}, false},
		"redemption":  {domains.Domain{Status: domains.StatusRedemption, Expires: &before}, false},
		"not yet had": {domains.Domain{Status: domains.StatusPending}, false},
	} {
		if got := renewable(&tt.domain, until); got != tt.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func euros(t *testing.T, number string) currency.Amount {
	t.Helper()
	amount, err := currency.NewAmount(number, "EUR")
	if err != nil {
		t.Fatal(err)
	}
	return amount
}

func TestTotal(t *testing.T) {
	t.Parallel()
	found := findings{due: []due{{}, {cost: euros(t, "9.99")}, {}, {cost: euros(t, "0.02")}}}
	if sum, unknown, err := found.total(); err != nil || unknown != 2 || sum.String() != "10.01 EUR" {
		t.Errorf("%s, %d unknown, %v", sum, unknown, err)
	}
	dollars, err := currency.NewAmount("1.00", "USD")
	if err != nil {
		t.Fatal(err)
	}
	found.due = append(found.due, due{cost: dollars})
	if _, _, err := found.total(); err == nil {
		t.Error("euros and dollars were added up")
	}
}

func TestCovers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ balance, limit, sum, want string }{
		{"10.00", "0.00", "10.00", "which leaves 0.00 EUR"},
		{"10.00", "0.00", "10.01", "which does not cover it: what expires last stays"},
		{"10.00", "-5.00", "10.01", "which leaves -0.01 EUR"},
		{"10.00", "5.00", "5.01", "which does not cover it: what expires last stays"},
	} {
		got, err := covers(euros(t, tt.balance), euros(t, tt.limit), euros(t, tt.sum))
		if err != nil || got != tt.want {
			t.Errorf("%+v: %q, %v", tt, got, err)
		}
	}
	if got, err := covers(euros(t, "1.00"), euros(t, "0.00"), currency.Amount{}); err != nil || got != "which may do" {
		t.Errorf("unknown costs: %q, %v", got, err)
	}
}

func TestExpiryThatIsNotTold(t *testing.T) {
	t.Parallel()
	if got := expiry(&domains.Domain{}); got != "at a time that is not told" {
		t.Errorf("got %q", got)
	}
}

// TestBalanceTooLow: what expires first is renewed, and the program says what
// is left.
func TestBalanceTooLow(t *testing.T) {
	t.Parallel()
	p := inMemory(t)
	spend(t, p.Client)
	out, err := bot(t.Context(), p, everything())
	if !errors.Is(err, customers.CodeInsufficientBalance) || !strings.Contains(err.Error(), " are left to renew: ") {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(out, "which does not cover it") || strings.Count(out, "is renewed,") != 1 {
		t.Errorf("printed:\n%s", out)
	}
}

// spend leaves the reseller 20 euros: he has 8000, and hosting costs 120 and 60
// a year.
func spend(t *testing.T, client *hostcontrol.Client) {
	t.Helper()
	for _, p := range []hosting.AddParams{{Customer: 1, Plan: 3, Months: 120}, {Customer: 1, Plan: 2, Months: 12}} {
		var err error
		for err == nil {
			_, err = client.Hosting.Add(t.Context(), p)
		}
		if !errors.Is(err, customers.CodeInsufficientBalance) {
			t.Fatal(err)
		}
	}
}

func TestRefusals(t *testing.T) {
	demotest.Offline(t)
	for want, args := range map[string][]string{
		"-days must be a positive":  {"-yes"},
		"must be a positive number": {"-days", "-1"},
		"for flag -days":            {"-days", "soon"},
		"invalid_params: customer":  {"-days", "30", "-customer", "-1"},
		"not defined: -x":           {"-x"},
		`unexpected argument "30"`:  {"30"},
	} {
		if _, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-days") {
		t.Errorf("help: %v after %q", err, out)
	}
}

func TestLiveIsNotPlayedWith(t *testing.T) {
	srv := demotest.Live(t)
	if _, err := demotest.Run(t, run); err == nil || len(srv.Requests()) > 0 {
		t.Errorf("%v, %d requests", err, len(srv.Requests()))
	}
}
