package overview_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bojanz/currency"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jarcoal/httpmock"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/overview"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

// connect starts the platform in memory and a client of it.
func connect(t *testing.T, o hostcontroltest.Options, changes ...func(*rest.Config)) (*hostcontroltest.Server, *rest.Client) {
	t.Helper()
	o.InMemory = true
	srv := hostcontroltest.NewServer(o)
	t.Cleanup(srv.Close)
	cfg := rest.Config{
		BaseURL:     srv.URL,
		Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), ""),
		HTTPClient:  srv.Client(),
		Limiter:     rest.Unlimited(),
		MinBackoff:  time.Microsecond,
		MaxBackoff:  time.Microsecond,
	}
	for _, change := range changes {
		change(&cfg)
	}
	client, err := rest.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return srv, client
}

// part is a whole list as a part of an overview.
func part[T any](t *testing.T, items iter.Seq2[*T, error]) overview.Part[T] {
	t.Helper()
	var whole overview.Part[T]
	for item, err := range items {
		if err != nil {
			t.Fatal(err)
		}
		whole.Items = append(whole.Items, *item)
	}
	whole.Total = len(whole.Items)
	return whole
}

// everything reads what an overview of a customer must have, list by list.
func everything(t *testing.T, c *rest.Client, id customers.ID) *overview.Overview {
	t.Helper()
	ctx := t.Context()
	customer, err := customers.New(c).Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	transfers := part(t, domains.NewTransfers(c).All(ctx, domains.TransferFilter{Customer: id}))
	transfers.Items = slices.DeleteFunc(transfers.Items, func(d domains.Transfer) bool { return d.Status.Final() })
	transfers.Total = len(transfers.Items)
	return &overview.Overview{
		Customer:  customer,
		Events:    part(t, customers.NewEvents(c).All(ctx, id, customers.EventFilter{})),
		Contacts:  part(t, customers.NewContacts(c).All(ctx, customers.ContactFilter{Customer: id})),
		Logins:    part(t, customers.NewLogins(c).All(ctx, customers.LoginFilter{Customer: id})),
		Domains:   part(t, domains.New(c).All(ctx, domains.Filter{Customer: id})),
		Transfers: transfers,
		Hosting:   part(t, hosting.New(c).All(ctx, hosting.Filter{Customer: id})),
		SSL:       part(t, ssl.New(c).All(ctx, ssl.Filter{Customer: id})),
		Invoices:  part(t, billing.NewInvoices(c).All(ctx, billing.InvoiceFilter{Customer: id})),
		Payments:  part(t, billing.NewPayments(c).All(ctx, billing.PaymentFilter{Customer: id})),
		Orders:    part(t, billing.NewOrders(c).All(ctx, billing.OrderFilter{Customer: id})),
		Tickets:   part(t, support.NewTickets(c).All(ctx, support.TicketFilter{Customer: id})),
	}
}

// same compares overviews: amounts and secrets by their value, and empty parts
// alike whether they are nil.
var same = cmp.Options{
	cmpopts.EquateEmpty(),
	cmp.Comparer(func(a, b currency.Amount) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b rest.Secret) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b domains.Name) bool { return a == b }),
}

// busy starts a platform with a customer who has something in each part.
func busy(t *testing.T, changes ...func(*rest.Config)) (*hostcontroltest.Server, *rest.Client, customers.ID) {
	t.Helper()
	srv, client := connect(t, hostcontroltest.Options{Customers: 5, Invoices: 60}, changes...)
	const id = customers.ID(1)
	ctx := t.Context()
	for _, name := range []string{"on-its-way.org", "waits-too.com"} {
		if _, err := domains.NewTransfers(client).Start(ctx, domains.TransferParams{Customer: id, Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	canceled, err := domains.NewTransfers(client).Start(ctx, domains.TransferParams{Customer: id, Name: "given-up.com"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := domains.NewTransfers(client).Cancel(ctx, canceled.ID); err != nil {
		t.Fatal(err)
	}
	request(t, client, id)
	if _, err := support.NewTickets(client).Create(ctx, support.CreateParams{Customer: id, Subject: "Maintenance", Body: "On Sunday."}); err != nil {
		t.Fatal(err)
	}
	return srv, client, id
}

// request buys a certificate for a customer.
func request(t *testing.T, client *rest.Client, id customers.ID) {
	t.Helper()
	plans, err := ssl.New(client).Plans(t.Context(), ssl.PlanFilter{})
	if err != nil {
		t.Fatal(err)
	}
	_, csr, err := ssl.NewKeyAndCSR("shop.example.com")
	if err != nil {
		t.Fatal(err)
	}
	p := ssl.RequestParams{Customer: id, Plan: plans.Items[0].ID, CSR: csr, DCV: ssl.DCVDNS}
	if _, err := ssl.New(client).Request(t.Context(), p); err != nil {
		t.Fatal(err)
	}
}

func TestGet(t *testing.T) {
	t.Parallel()
	_, client, id := busy(t)
	want := everything(t, client, id)
	got, err := overview.New(client).Get(t.Context(), id, overview.Options{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Err(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Error(diff)
	}
	for name, n := range sizes(got) {
		if n[0] == 0 {
			t.Errorf("the customer has nothing in part %s: the test shows too little", name)
		}
	}
}

// sizes gives how much of each part was read, and how much there is.
func sizes(o *overview.Overview) map[string][2]int {
	return map[string][2]int{
		"events": {len(o.Events.Items), o.Events.Total}, "contacts": {len(o.Contacts.Items), o.Contacts.Total},
		"logins": {len(o.Logins.Items), o.Logins.Total}, "domains": {len(o.Domains.Items), o.Domains.Total},
		"transfers": {len(o.Transfers.Items), o.Transfers.Total}, "hosting": {len(o.Hosting.Items), o.Hosting.Total},
		"ssl": {len(o.SSL.Items), o.SSL.Total}, "invoices": {len(o.Invoices.Items), o.Invoices.Total},
		"payments": {len(o.Payments.Items), o.Payments.Total}, "orders": {len(o.Orders.Items), o.Orders.Total},
		"tickets": {len(o.Tickets.Items), o.Tickets.Total},
	}
}

func TestGetLimit(t *testing.T) {
	t.Parallel()
	_, client, id := busy(t)
	all := everything(t, client, id)
	got, err := overview.New(client).Get(t.Context(), id, overview.Options{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	whole := sizes(all)
	for name, n := range sizes(got) {
		if n[0] > 1 || n[1] != whole[name][1] {
			t.Errorf("%s: read %d of %d, want 1 of %d", name, n[0], n[1], whole[name][1])
		}
	}
	if newest := all.Invoices.Items[len(all.Invoices.Items)-1].ID; got.Invoices.Items[0].ID != newest || !got.Invoices.More() {
		t.Errorf("invoice %s, more: %t, want the newest one, %s", got.Invoices.Items[0].ID, got.Invoices.More(), newest)
	}
	if newest := all.Events.Items[len(all.Events.Items)-1].ID; got.Events.Items[0].ID != newest {
		t.Errorf("event %s, want the newest one, %s", got.Events.Items[0].ID, newest)
	}
	if first := all.Domains.Items[0].Name; got.Domains.Items[0].Name != first {
		t.Errorf("domain %s, want the first one, %s", got.Domains.Items[0].Name, first)
	}
}

func TestGetPartial(t *testing.T) {
	t.Parallel()
	srv, client, id := busy(t, func(cfg *rest.Config) { cfg.Retries = -1 })
	srv.Inject(
		hostcontroltest.Fault{Method: "GET", Path: "/invoice", Kind: hostcontroltest.FaultStatus},
		hostcontroltest.Fault{Method: "GET", Path: "/domain-transfer", Kind: hostcontroltest.FaultHTML},
	)
	got, err := overview.New(client).Get(t.Context(), id, overview.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !errors.Is(got.Invoices.Err, rest.ErrServer) || !errors.Is(got.Transfers.Err, rest.ErrServer) {
		t.Errorf("errors of the parts: %v and %v", got.Invoices.Err, got.Transfers.Err)
	}
	if err := got.Err(); !errors.Is(err, rest.ErrServer) || !strings.Contains(err.Error(), "invoices.list") {
		t.Errorf("error of the whole: %v", err)
	}
	for name, n := range sizes(got) {
		if failed := name == "invoices" || name == "transfers"; (n[0] == 0) != failed {
			t.Errorf("%s: %d items", name, n[0])
		}
	}
}

// A panel that cannot wait shows what has come until then.
func TestGetDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, client := connect(t, hostcontroltest.Options{Customers: 2})
		srv.Inject(hostcontroltest.Fault{Method: "GET", Path: "/hosting", Kind: hostcontroltest.FaultDelay, Delay: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		got, err := overview.New(client).Get(ctx, 1, overview.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took != time.Second {
			t.Errorf("took %s", took)
		}
		if err := got.Err(); !errors.Is(err, context.DeadlineExceeded) || !errors.Is(got.Hosting.Err, context.DeadlineExceeded) {
			t.Errorf("error = %v", err)
		}
		if got.Customer == nil || len(got.Contacts.Items) == 0 {
			t.Error("what came in time is missing")
		}
	})
}

// Without a customer there is nothing to show: nothing else is waited for.
func TestGetUnknownCustomer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, client := connect(t, hostcontroltest.Options{Customers: 2})
		srv.Inject(hostcontroltest.Fault{Method: "GET", Path: "/hosting", Kind: hostcontroltest.FaultDelay, Delay: time.Hour})
		began := time.Now()
		got, err := overview.New(client).Get(t.Context(), 999_999, overview.Options{})
		if got != nil || !errors.Is(err, rest.ErrNotFound) {
			t.Errorf("got %v, %v", got, err)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("took %s", took)
		}
	})
}

// All requests are under way at once, unless the client has a bound.
func TestGetConcurrency(t *testing.T) {
	t.Parallel()
	for bound, want := range map[int]time.Duration{0: time.Second, 3: 4 * time.Second, 1: 12 * time.Second} {
		t.Run(fmt.Sprint(bound), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv, client := connect(t, hostcontroltest.Options{Customers: 1}, func(cfg *rest.Config) { cfg.MaxInFlight = bound })
				srv.Inject(hostcontroltest.Fault{Kind: hostcontroltest.FaultDelay, Delay: time.Second, AfterCommit: true})
				began := time.Now()
				if _, err := overview.New(client).Get(t.Context(), 1, overview.Options{}); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(began); took != want {
					t.Errorf("took %s, want %s", took, want)
				}
			})
		})
	}
}

// A platform that does not know the filter by customer lists what belongs to
// others. That must not show up on somebody's screen.
func TestGetForeign(t *testing.T) {
	t.Parallel()
	_, client, _ := busy(t, func(cfg *rest.Config) {
		cfg.HTTPClient = &http.Client{Transport: unfiltered{cfg.HTTPClient.Transport}}
	})
	got, err := overview.New(client).Get(t.Context(), 2, overview.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"logins": got.Logins.Err, "domains": got.Domains.Err, "hosting": got.Hosting.Err, "ssl": got.SSL.Err,
		"invoices": got.Invoices.Err, "payments": got.Payments.Err, "orders": got.Orders.Err, "tickets": got.Tickets.Err,
	} {
		if err == nil || !strings.Contains(err.Error(), "listed what belongs to customer") {
			t.Errorf("%s: error = %v", name, err)
		}
	}
}

// unfiltered drops the filter by customer from requests.
type unfiltered struct{ next http.RoundTripper }

func (u unfiltered) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	q := r.URL.Query()
	q.Del("customer")
	r.URL.RawQuery = q.Encode()
	return u.next.RoundTrip(r)
}

// A platform without pages sends whole lists, whatever was asked for.
func TestGetWithoutPages(t *testing.T) {
	t.Parallel()
	_, client, id := busy(t, func(cfg *rest.Config) {
		cfg.HTTPClient = &http.Client{Transport: unpaged{cfg.HTTPClient.Transport}}
	})
	got, err := overview.New(client).Get(t.Context(), id, overview.Options{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := got.Err(); err != nil {
		t.Error(err)
	}
	want := everything(t, client, id)
	if diff := cmp.Diff(want.Orders.Items[len(want.Orders.Items)-1:], got.Orders.Items, same); diff != "" || got.Orders.Total != want.Orders.Total {
		t.Errorf("%d orders in all, want %d; the newest is %s", got.Orders.Total, want.Orders.Total, diff)
	}
}

// unpaged drops the bounds of pages from requests, and the totals from answers.
type unpaged struct{ next http.RoundTripper }

func (u unpaged) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	q := r.URL.Query()
	q.Del("limit")
	q.Del("offset")
	r.URL.RawQuery = q.Encode()
	answer, err := u.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	var whole struct {
		Result  jsontext.Value `json:"result"`
		Success bool           `json:"success"`
	}
	if err := json.UnmarshalRead(answer.Body, &whole); err != nil {
		return nil, err
	}
	text, err := json.Marshal(whole)
	if err != nil {
		return nil, err
	}
	return httpmock.NewBytesResponse(answer.StatusCode, text), nil
}

func TestGetRefusesBadParams(t *testing.T) {
	t.Parallel()
	_, client := connect(t, hostcontroltest.Options{Customers: 1})
	for _, limit := range []int{-1, 501} {
		_, err := overview.New(client).Get(t.Context(), 0, overview.Options{Limit: limit})
		failure, ok := errors.AsType[*rest.Error](err)
		if !ok || !errors.Is(err, rest.ErrValidation) || len(failure.Fields) != 2 {
			t.Errorf("limit %d: %v", limit, err)
		}
	}
}
