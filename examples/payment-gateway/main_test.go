package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/billing/gateway"
	"github.com/hostcontrol-go/sdk/examples/internal/demo/demotest"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
)

func TestDemo(t *testing.T) {
	srv := demotest.Live(t)
	out, err := demotest.Run(t, run, "-demo")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"is pending [Go on to Example Pay] Example Pay: pay 12.85 EUR\n",
		"is authorised\nEH-000001 is closed: payment 300001 is authorised\n",
		"is failed\nEH-000002 is open: payment 300002 is failed\n",
		"  refused: payment gateway: wrong signature\n  a cent in place of the amount: 403 Forbidden: This payment cannot be made\n",
		"not the amount that is due: customer 851 has no such payment pending\n  the last digits of the amount",
		"  refused: payment gateway: malformed form: signature: is missing\n",
		"  the same form once more: Example Pay: pay 12.85 EUR\n",
		"EH-000003 is closed: payment 300003 is authorised\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
	if n := len(srv.Requests()); n > 0 {
		t.Errorf("%d requests to a live platform", n)
	}
}

// site is a provider at work, with its shop.
type site struct {
	*shop
	*provider
	t       *testing.T
	address string
	said    *strings.Builder // may be read after stop
	stop    func()
}

func open(t *testing.T) *site {
	t.Helper()
	srv := httptest.NewUnstartedServer(nil)
	address := "http://" + srv.Listener.Addr().String()
	shop, err := openShop(address+formPath, false)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{shop: shop, t: t, address: address, said: new(strings.Builder)}
	if s.provider, err = newProvider(shop.account(), log.New(s.said, "", 0)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	srv.Config.Handler = s.handler(ctx)
	srv.Start()
	s.stop = func() {
		srv.Close()
		cancel()
		s.telling.Wait()
		shop.platform.Close()
	}
	t.Cleanup(s.stop)
	return s
}

// arrive brings a payer to the provider's page.
func (s *site) arrive() (*billing.Invoice, *browser) {
	s.t.Helper()
	invoice, payer, err := s.send(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	s.press(payer, "Go on to Example Pay", "Example Pay: pay 12.85 EUR")
	return invoice, payer
}

func (s *site) press(payer *browser, button, title string) {
	s.t.Helper()
	if err := payer.press(s.t.Context(), button); err != nil {
		s.t.Fatal(err)
	}
	if got := payer.title(); !strings.HasSuffix(got, title) {
		s.t.Errorf("%s: got to %q, want %q", button, got, title)
	}
}

func (s *site) wants(invoice *billing.Invoice, state billing.InvoiceState) {
	s.t.Helper()
	got, err := s.platform.Client.Invoices.Get(s.t.Context(), invoice.ID)
	if err != nil || got.State != state {
		s.t.Errorf("the invoice is %+v, want it %s: %v", got, state, err)
	}
}

// The first decision counts, however often a payer goes back.
func TestDecidingTwice(t *testing.T) {
	t.Parallel()
	s := open(t)
	invoice, payer := s.arrive()
	undecided := *payer
	s.press(payer, "Pay", "is authorised")
	s.press(&undecided, "Refuse", "is authorised")
	s.wants(invoice, billing.InvoiceClosed)
}

// A payer who closes his browser has paid all the same. One who waits sees that
// there is more to come, as long as the platform does not answer.
func TestPlatformDoesNotAnswer(t *testing.T) {
	t.Parallel()
	s := open(t)
	invoice, payer := s.arrive()
	s.platform.Server.Inject(hostcontroltest.Fault{Path: "/gateway/*/notification", Kind: hostcontroltest.FaultDelay, Delay: time.Hour})

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(gone, http.MethodPost, payer.address.Path, strings.NewReader("decision=pay"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	s.handler(t.Context()).ServeHTTP(answer, r)
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != payer.address.Path {
		t.Errorf("answered %d, %v", answer.Code, answer.Header())
	}
	if err := payer.open(t.Context(), payer.address.String()); err != nil {
		t.Fatal(err)
	}
	if payer.title() != "One moment, please" || !strings.Contains(payer.page, `http-equiv="refresh"`) || !strings.HasPrefix(payer.status, "202") {
		t.Errorf("%s: %s", payer.status, payer.page)
	}
	s.wants(invoice, billing.InvoiceOpen)
}

// What the platform was not told of when the program ends is told to somebody.
func TestToldTooLate(t *testing.T) {
	t.Parallel()
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.tell(ctx, "p-7", gateway.StatusAuthorized, make(chan struct{}))
	s.stop()
	if got := s.said.String(); !strings.Contains(got, `to be notified again: gateway.notify: AUTHORISED of payment "p-7": context canceled`) {
		t.Errorf("said %q", got)
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	s := open(t)
	invoice, payer := s.arrive()
	late := *payer
	s.platform.Server.Advance(2 * time.Hour)
	s.press(&late, "Pay", "This payment has expired")
	s.wants(invoice, billing.InvoiceOpen)
}

func TestPages(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, payer := s.arrive()
	here := payer.address.String()
	for _, tt := range []struct {
		address  string
		decision string // empty to look only
		title    string
	}{
		{s.address + paymentPath + "unknown", "", "There is no such payment"},
		{s.address + paymentPath + "unknown", "pay", "There is no such payment"},
		{here, "steal", "Pay or refuse"},
		{s.address + formPath, "", "This payment cannot be made"},
		{s.address + formPath, "pay", "This payment cannot be made"},
		{s.address + "/", "", "404 Not Found"},
		{here, "refuse", "is failed"},
	} {
		visitor := new(browser)
		err := visitor.open(t.Context(), tt.address)
		if tt.decision != "" {
			err = visitor.post(t.Context(), tt.address, url.Values{"decision": {tt.decision}})
		}
		if err != nil || !strings.HasSuffix(visitor.title(), tt.title) {
			t.Errorf("%s %s: %q, %v", tt.address, tt.decision, visitor.title(), err)
		}
	}
}

// A payer is asked to come again when it cannot be found out what he owes.
func TestPlatformCannotBeAsked(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, payer, err := s.send(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.platform.Server.Inject(hostcontroltest.Fault{Method: "GET", Path: "/payment", Times: 1, Kind: hostcontroltest.FaultStatus, Status: 403})
	again := *payer
	s.press(payer, "Go on to Example Pay", "Payments cannot be made at the moment")
	s.press(&again, "Go on to Example Pay", "Example Pay: pay 12.85 EUR")
}

// A form that was handed on before the program started anew has no page to go
// on to.
func TestReplayAfterRestart(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, payer, err := s.send(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again := *payer
	s.press(payer, "Go on to Example Pay", "Example Pay: pay 12.85 EUR")
	s.mu.Lock()
	clear(s.byReference)
	s.mu.Unlock()
	s.press(&again, "Go on to Example Pay", "This payment cannot be made")
}

// TestInvite: invoices go out until somebody stops the program, the next one
// when the last one was paid.
func TestInvite(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	in, out := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, nil, out)
		out.CloseWithError(io.EOF)
		ended <- err
	}()
	lines := bufio.NewScanner(in)
	next := func(form string) string {
		t.Helper()
		want := regexp.MustCompile(form)
		for lines.Scan() {
			if want.MatchString(lines.Text()) {
				return strings.TrimSpace(lines.Text())
			}
		}
		t.Fatalf("no line %s", form)
		return ""
	}
	pay := func(address, decision string) {
		t.Helper()
		payer := new(browser)
		err := payer.open(t.Context(), address)
		for _, button := range []string{"Go on to Example Pay", decision} {
			if err == nil {
				err = payer.press(t.Context(), button)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	next(`^EH-000001 of 12\.50 EUR, and a fee of 0\.35 EUR, is to be paid at$`)
	pay(next("^  http://127.0.0.1:"), "Refuse")
	next("^EH-000001 is open: payment 300001 is failed$")
	pay(next("^  http://127.0.0.1:"), "Pay")
	next("^EH-000001 is closed: payment 300002 is authorised$")
	next("^EH-000002 of ")
	next("^  http://127.0.0.1:")
	stop()
	if err := <-ended; err != nil {
		t.Errorf("stopped with %v", err)
	}
}

// A site that cannot be served any more ends the program.
func TestSiteIsGone(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	s := open(t)
	ctx, fail := context.WithCancelCause(t.Context())
	leave := serve(ctx, fail, listener, s.provider)
	<-ctx.Done()
	if err := leave(); !errors.Is(err, net.ErrClosed) || !errors.Is(context.Cause(ctx), net.ErrClosed) {
		t.Errorf("%v, %v", err, context.Cause(ctx))
	}
}

func TestRefusals(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for want, args := range map[string][]string{
		"not a loopback address such as": {"-addr", "0.0.0.0:0"},
		":0: not a loopback address":     {"-addr", ":0"},
		"missing port":                   {"-addr", "127.0.0.1"},
		"address already in use":         {"-addr", taken.Addr().String()},
		"not defined: -x":                {"-x"},
		`unexpected argument "one"`:      {"one"},
	} {
		if out, err := demotest.Run(t, run, args...); err == nil || !strings.Contains(err.Error(), want) || out != "" {
			t.Errorf("%q: %v after %q", args, err, out)
		}
	}
	if out, err := demotest.Run(t, run, "-h"); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "-addr") {
		t.Errorf("help: %v after %q", err, out)
	}
}

// A browser tells what a page lacks.
func TestBrowser(t *testing.T) {
	t.Parallel()
	here, err := url.Parse("http://127.0.0.1/")
	if err != nil {
		t.Fatal(err)
	}
	for want, b := range map[string]browser{
		`"200 OK" has no form`: {address: here, status: "200 OK"},
		`"A" has no button`:    {address: here, page: `<title>A</title><form method="post"><button>B</button>`},
		"invalid control":      {address: here, page: "<form method=\"post\" action=\"\x7f\">"},
	} {
		if err := b.press(t.Context(), "Pay"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if err := new(browser).open(t.Context(), "http://127.0.0.1:1/\x7f"); err == nil {
		t.Error("opened an address that is none")
	}
}
