package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

// A world is a platform with a bot that is started again and again.
type world struct {
	t       *testing.T
	srv     *hostcontroltest.Server
	client  *hostcontrol.Client
	journal string
	flags   []string // of every run
}

// newWorld is one with a few customers, who may all buy.
func newWorld(t *testing.T, opts hostcontroltest.Options) *world {
	t.Helper()
	opts.InMemory = true
	if opts.Customers == 0 {
		opts.Customers = 10
	}
	srv := hostcontroltest.NewServer(opts)
	t.Cleanup(srv.Close)
	return &world{t: t, srv: srv, client: connect(t, srv), journal: filepath.Join(t.TempDir(), "journal")}
}

func connect(t *testing.T, srv *hostcontroltest.Server, opts ...hostcontrol.Option) *hostcontrol.Client {
	t.Helper()
	client, err := hostcontrol.New(append(opts,
		hostcontrol.WithBaseURL(srv.URL), hostcontrol.WithAPIKey(srv.APIKey),
		hostcontrol.WithHTTPClient(srv.Client()), hostcontrol.WithLimiter(rest.Unlimited()),
		hostcontrol.WithBackoff(time.Millisecond, 2*time.Millisecond))...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// bot runs the program once and gives what it logged.
func (w *world) bot(ctx context.Context, flags ...string) (string, error) {
	w.t.Helper()
	var out bytes.Buffer
	asked, err := parse(append(append([]string{"-once", "-journal", w.journal}, w.flags...), flags...), &out)
	if err != nil {
		w.t.Fatal(err)
	}
	err = start(ctx, w.client, w.srv.Now, asked, timed(&out, w.srv.Now))
	return out.String(), err
}

// must runs the program once, which is to end well.
func (w *world) must(flags ...string) string {
	w.t.Helper()
	out, err := w.bot(w.t.Context(), flags...)
	if err != nil {
		w.t.Fatalf("%v after:\n%s", err, out)
	}
	return out
}

// trouble runs the program once, which is to leave something.
func (w *world) trouble(flags ...string) string {
	w.t.Helper()
	out, err := w.bot(w.t.Context(), flags...)
	if !errors.Is(err, errTrouble) {
		w.t.Fatalf("%v after:\n%s", err, out)
	}
	return out
}

func (w *world) days(n int) { w.srv.Advance(time.Duration(n) * dayLong) }

// owe has a customer owe an amount from now on, which is due in two weeks.
func (w *world) owe(customer customers.ID, amount string) *billing.Invoice {
	w.t.Helper()
	opened, err := invoice(w.t.Context(), w.client, customer, amount)
	if err != nil {
		w.t.Fatal(err)
	}
	return opened
}

func (w *world) pay(i *billing.Invoice) {
	w.t.Helper()
	if _, err := w.client.Invoices.Close(w.t.Context(), i.ID); err != nil {
		w.t.Fatal(err)
	}
}

// tag gives a customer these tags and no others.
func (w *world) tag(customer customers.ID, tags ...string) {
	w.t.Helper()
	tags = append([]string{}, tags...) // nil would leave them as they are
	if _, err := w.client.Customers.Update(w.t.Context(), customer, customers.UpdateParams{Tags: tags}); err != nil {
		w.t.Fatal(err)
	}
}

// host gives a customer another hosting account.
func (w *world) host(customer customers.ID) *hosting.Account {
	w.t.Helper()
	account, err := w.client.Hosting.Add(w.t.Context(), hosting.AddParams{Customer: customer, Plan: 1})
	if err != nil {
		w.t.Fatal(err)
	}
	return account
}

func (w *world) status(account *hosting.Account) hosting.Status {
	w.t.Helper()
	now, err := w.client.Hosting.Get(w.t.Context(), account.Reference)
	if err != nil {
		w.t.Fatal(err)
	}
	return now.Status
}

func euros(t *testing.T, number string) currency.Amount { return amount(t, number, "EUR") }

func amount(t *testing.T, number, code string) currency.Amount {
	t.Helper()
	a, err := currency.NewAmount(number, code)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// renewals counts those that were asked for and paid, by domain.
func (w *world) renewals() map[string]int {
	w.t.Helper()
	label, err := w.client.Label.Get(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	count := make(map[string]int)
	for booked, err := range w.client.Resellers.AllTransactions(w.t.Context(), label.Reseller.Reference, customers.TransactionFilter{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		if name, ok := strings.CutPrefix(booked.Description, "Renew "); ok {
			count[name]++
		}
	}
	return count
}

// reminders counts the tickets of the bot, by subject and customer.
func (w *world) reminders() map[string]int {
	w.t.Helper()
	count := make(map[string]int)
	for ticket, err := range w.client.Tickets.All(w.t.Context(), support.TicketFilter{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		if strings.HasPrefix(ticket.ClientReference, "bot-") {
			count[ticket.Customer.ID.String()+": "+ticket.Subject]++
		}
	}
	return count
}

// turns counts what befell the hosting accounts of customers, by account and
// type of the event.
func (w *world) turns(customer ...customers.ID) map[string]int {
	w.t.Helper()
	count := make(map[string]int)
	for _, id := range customer {
		for e, err := range w.client.Events.All(w.t.Context(), id, customers.EventFilter{}) {
			if err != nil {
				w.t.Fatal(err)
			}
			if e.Type == eventSuspended || e.Type == "hosting.unsuspended" {
				count[e.Object.Name+" "+e.Type]++
			}
		}
	}
	return count
}

// wantOnce wants everything that was counted to be there one time, and so many
// of them.
func wantOnce(t *testing.T, what string, counts map[string]int, want int) {
	t.Helper()
	if len(counts) != want {
		t.Errorf("%d %s, want %d: %v", len(counts), what, want, counts)
	}
	for key, n := range counts {
		if n != 1 {
			t.Errorf("%s: %s %d times", what, key, n)
		}
	}
}

func wantLines(t *testing.T, out string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(out, part) {
			t.Errorf("%q is missing in:\n%s", part, out)
		}
	}
}

// A gate calls a function before the nth request that matches goes out.
type gate struct {
	http.RoundTripper
	matches func(*http.Request) bool
	at      int
	act     func()

	mu   sync.Mutex
	seen int
}

func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	if g.matches(r) {
		g.mu.Lock()
		g.seen++
		now := g.seen == g.at
		g.mu.Unlock()
		if now {
			g.act()
		}
	}
	return g.RoundTripper.RoundTrip(r)
}

// first gives the first item of a list.
func first[T any](seq iter.Seq2[*T, error]) (*T, error) {
	for item, err := range seq {
		return item, err
	}
	return nil, errors.New("the list is empty")
}

// before is the client of a bot that something comes before: the nth request
// that matches.
func (w *world) before(nth int, matches func(*http.Request) bool, act func()) *hostcontrol.Client {
	w.t.Helper()
	return connect(w.t, w.srv, hostcontrol.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return &gate{RoundTripper: next, at: nth, matches: matches, act: act}
	}))
}

func isGet(suffix string) func(*http.Request) bool  { return isA(http.MethodGet, suffix) }
func isPost(suffix string) func(*http.Request) bool { return isA(http.MethodPost, suffix) }

func isA(method, suffix string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Method == method && strings.HasSuffix(r.URL.Path, suffix) }
}

// unknownKey is how the platform answers a key that was withdrawn.
const unknownKey = `{"success":false,"error":{"code":"unknown_label"}}`

func every(*http.Request) bool { return true }

// without is the client of a platform that answers some requests otherwise.
func (w *world) without(matches func(*http.Request) bool, answer string) *hostcontrol.Client {
	w.t.Helper()
	return connect(w.t, w.srv, hostcontrol.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if !matches(r) {
				return next.RoundTrip(r)
			}
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(answer)), Request: r}, nil
		})
	}))
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
