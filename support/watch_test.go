package support_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

// A desk is a platform in a bubble, whose clock follows that of the bubble, and
// somebody who watches it.
type desk struct {
	*hostcontroltest.Server
	t       *testing.T
	tickets *support.TicketService

	mu    sync.Mutex
	asked []time.Duration // when tickets were asked for, as from the start
	sent  []string        // what customers wrote, in order
}

type middleware = func(http.RoundTripper) http.RoundTripper

func openDesk(t *testing.T, opts hostcontroltest.Options, through ...middleware) *desk {
	t.Helper()
	opts.InMemory, opts.Live = true, true
	d := &desk{Server: hostcontroltest.NewServer(opts), t: t}
	t.Cleanup(d.Close)
	began := time.Now()
	client, err := rest.New(rest.Config{
		BaseURL:     d.URL,
		Credentials: rest.APIKey(rest.NewSecret(d.APIKey), ""),
		HTTPClient:  d.Client(),
		Limiter:     rest.Unlimited(),
		Middleware: append([]middleware{before(func(r *http.Request) {
			d.mu.Lock()
			defer d.mu.Unlock()
			if r.Method == http.MethodGet {
				d.asked = append(d.asked, time.Since(began))
			}
		})}, through...),
	})
	if err != nil {
		t.Fatal(err)
	}
	d.tickets = support.NewTickets(client)
	return d
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// before does something with a copy of each request before it is sent.
func before(do func(*http.Request)) middleware {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			r = r.Clone(r.Context())
			do(r)
			return next.RoundTrip(r)
		})
	}
}

// query changes the query of each request.
func query(change func(name string, values []string) []string) middleware {
	return before(func(r *http.Request) {
		q := r.URL.Query()
		for name, values := range q {
			if q[name] = change(name, values); len(q[name]) == 0 {
				q.Del(name)
			}
		}
		r.URL.RawQuery = q.Encode()
	})
}

// deaf is a platform that does not know the filter by time.
func deaf(name string, values []string) []string {
	if name == "updated_since" {
		return nil
	}
	return values
}

// pagesOfTwo is a platform that has tickets on many pages.
func pagesOfTwo(name string, values []string) []string {
	if name == "limit" {
		return []string{"2"}
	}
	return values
}

// file opens a ticket as a customer.
func (d *desk) file(customer int64, body string) int64 {
	id, err := d.OpenTicket(customer, "A question", body)
	if err != nil {
		d.t.Error(err)
	}
	d.note(body)
	return id
}

// reply writes into a ticket as its customer.
func (d *desk) reply(id int64, body string) {
	if err := d.ReplyToTicket(id, body); err != nil {
		d.t.Error(err)
	}
	d.note(body)
}

func (d *desk) note(body string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sent = append(d.sent, body)
}

// forget makes what was written so far count for nothing.
func (d *desk) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sent = nil
}

// soon ends when a day is over, so that no test waits for what never comes.
func (d *desk) soon() context.Context {
	ctx, cancel := context.WithTimeout(d.t.Context(), 24*time.Hour)
	d.t.Cleanup(cancel)
	return ctx
}

var errEnough = errors.New("enough")

// watch gives what a watch gives until it gave so many messages, or nothing for
// an hour, and the cursor of the last one.
func (d *desk) watch(o support.WatchOptions, enough int) ([]string, support.Cursor) {
	d.t.Helper()
	var bodies []string
	ctx, stop := context.WithCancelCause(d.t.Context())
	defer stop(nil)
	idle := time.AfterFunc(time.Hour, func() { stop(errEnough) })
	defer idle.Stop()
	for incoming, err := range d.tickets.Watch(ctx, o) {
		if errors.Is(err, errEnough) {
			break
		}
		if err != nil {
			d.t.Error(err)
			break
		}
		idle.Reset(time.Hour)
		o.After = incoming.Cursor
		if bodies = append(bodies, incoming.Message.Body); len(bodies) == enough {
			break
		}
	}
	return bodies, o.After
}

func (d *desk) expect(got []string) {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if diff := cmp.Diff(d.sent, got); diff != "" {
		d.t.Error("what was written, and what was given:", diff)
	}
}

// bubble runs a test in a bubble of its own.
func bubble(t *testing.T, test func(*testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, test)
}

const forEver = -1 // until nothing comes any more

// What customers write from now on is given, whatever kind of message it is, and
// nothing else.
func TestWatch(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := openDesk(t, hostcontroltest.Options{Customers: 40})
		ctx := t.Context()
		settled := d.file(1, "before")
		d.forget()
		time.AfterFunc(10*time.Minute, func() {
			id := support.TicketID(d.file(2, "a new ticket"))
			_, err := d.tickets.Comment(ctx, id, support.MessageParams{Body: "a comment"})
			if err == nil {
				_, err = d.tickets.Reply(ctx, id, support.MessageParams{Body: "a reply of the reseller"})
			}
			if err == nil {
				_, err = d.tickets.Create(ctx, support.CreateParams{Customer: 3, Subject: "x", Body: "a ticket of the reseller"})
			}
			if err == nil {
				_, err = d.tickets.Close(ctx, support.TicketID(settled))
			}
			if err != nil {
				t.Error(err)
			}
		})
		time.AfterFunc(30*time.Minute, func() { d.reply(settled, "opens it again") })
		got, _ := d.watch(support.WatchOptions{}, forEver)
		d.expect(got)
		if reopened, err := d.tickets.Get(ctx, support.TicketID(settled)); err != nil || reopened.State != support.TicketOpen {
			t.Errorf("%+v, %v", reopened, err)
		}
	})
}

// What comes with a message is its ticket as it is.
func TestWatchGivesTicket(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := openDesk(t, hostcontroltest.Options{Customers: 2})
		id := d.file(2, "first")
		d.reply(id, "second")
		n := 0
		for incoming, err := range d.tickets.Watch(d.soon(), support.WatchOptions{After: support.CursorAt(d.Now().Add(-time.Minute))}) {
			if err != nil {
				t.Fatal(err)
			}
			if incoming.Ticket.ID != support.TicketID(id) || incoming.Ticket.Customer.ID != 2 || incoming.Message != &incoming.Ticket.Messages[n] || incoming.Message.Author.Type != support.AuthorCustomer {
				t.Errorf("%+v", incoming)
			}
			if n++; n == 2 {
				break
			}
		}
	})
}

// A watch begins where it is told to.
func TestWatchBegins(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := openDesk(t, hostcontroltest.Options{Customers: 1})
		d.file(1, "before")
		<-time.After(time.Hour)
		at := d.Now().Add(time.Microsecond) // of the next message
		d.file(1, "at")
		d.file(1, "after")
		for _, tt := range []struct {
			name  string
			after support.Cursor
			want  []string
		}{
			{"now", "", nil},
			{"at a time", support.CursorAt(at), []string{"at", "after"}},
			{"at another time", support.CursorAt(at.Add(time.Microsecond)), []string{"after"}},
			{"in the future", support.CursorAt(at.Add(24 * time.Hour)), nil},
		} {
			if got, _ := d.watch(support.WatchOptions{After: tt.after}, forEver); cmp.Diff(tt.want, got) != "" {
				t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
			}
		}
		every, _ := d.watch(support.WatchOptions{After: support.CursorAt(time.Time{})}, forEver)
		if n := len(every); n < 4 || !slices.Equal(every[n-3:], d.sent) {
			t.Errorf("from the beginning: %q", every)
		}
	})
}

// A program that is started again after every single message meets each once.
func TestWatchGoesOn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := openDesk(t, hostcontroltest.Options{Customers: 3})
		cursor := support.CursorAt(d.Now())
		ids := []int64{d.file(1, "0"), d.file(2, "1"), d.file(3, "2")}
		for i := range 150 {
			if i%40 == 0 {
				<-time.After(time.Duration(i) * time.Second)
			}
			d.reply(ids[i*7%3], fmt.Sprint(i+3))
		}
		var got []string
		for range d.sent {
			var one []string
			one, cursor = d.watch(support.WatchOptions{After: cursor}, 1)
			got = append(got, one...)
		}
		d.expect(got)
		if rest, _ := d.watch(support.WatchOptions{After: cursor}, forEver); len(rest) != 0 {
			t.Errorf("and then %q", rest)
		}
	})
}

// Messages of one timestamp are told apart, also when some of them come after
// the others were given.
func TestWatchOneTimestamp(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := openDesk(t, hostcontroltest.Options{Customers: 2})
		start := support.CursorAt(d.Now())
		first, second := d.file(1, "0"), d.file(2, "1")
		same := func(id int64, body string) {
			d.Advance(-time.Microsecond)
			d.reply(id, body)
		}
		same(second, "2")
		same(first, "3")
		got, cursor := d.watch(support.WatchOptions{After: start}, 3)
		at := d.Now()
		d.Advance(d.Now().Sub(at))
		same(second, "4")
		same(first, "5")
		more, cursor := d.watch(support.WatchOptions{After: cursor}, 2)
		same(second, "6")
		rest, _ := d.watch(support.WatchOptions{After: cursor}, forEver)
		d.expect(slices.Concat(got, more, rest))
	})
}

// A platform that does not know the filter by time, or one with more tickets
// than fit onto a page, changes nothing.
func TestWatchOddPlatforms(t *testing.T) {
	t.Parallel()
	for name, through := range map[string][]middleware{
		"deaf":           {query(deaf)},
		"paged":          {query(pagesOfTwo)},
		"deaf and paged": {query(deaf), query(pagesOfTwo)},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				d := openDesk(t, hostcontroltest.Options{Customers: 10}, through...)
				ids := []int64{d.file(1, "-"), d.file(2, "-"), d.file(3, "-"), d.file(4, "-")}
				d.forget()
				for i := range 20 {
					time.AfterFunc(20*time.Minute+time.Duration(i*i)*3*time.Second, func() {
						d.reply(ids[(7*i)%4], fmt.Sprint(i))
					})
				}
				d.Inject(hostcontroltest.Fault{Kind: hostcontroltest.FaultStatus, Share: 0.1})
				got, cursor := d.watch(support.WatchOptions{Max: 10 * time.Minute}, 7)
				more, _ := d.watch(support.WatchOptions{After: cursor, Max: 10 * time.Minute}, forEver)
				d.expect(append(got, more...))
			})
		})
	}
}

// Tickets that change while their pages are read lose nothing and get nothing
// out of order: customers write into tickets on pages that were read already,
// and then into others that come later.
func TestWatchChangesWhilePaging(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var d *desk
		var ids []int64
		written := 0
		meddle := before(func(r *http.Request) {
			if r.URL.Query().Get("offset") == "4" && written < 60 {
				d.reply(ids[written%2], fmt.Sprintf("front %d", written))
				d.reply(ids[len(ids)-1], fmt.Sprintf("back %d", written))
				written += 2
				if written%10 == 0 {
					d.file(1, fmt.Sprintf("new %d", written))
				}
			}
		})
		d = openDesk(t, hostcontroltest.Options{Customers: 10}, meddle, query(pagesOfTwo))
		for i := range 8 {
			ids = append(ids, d.file(2, fmt.Sprint(i)))
		}
		start := support.CursorAt(d.Now().Add(-time.Second))
		got, cursor := d.watch(support.WatchOptions{After: start}, 20)
		for more := got[:1]; len(more) == 1; got = append(got, more...) {
			more, cursor = d.watch(support.WatchOptions{After: cursor}, 1)
		}
		d.expect(got)
		if written < 60 {
			t.Errorf("only %d were written while pages were read", written)
		}
	})
}

// Where something may be missing among what a look found, it looks again at once.
func TestWatchLooksTwice(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := openDesk(t, hostcontroltest.Options{Customers: 10}, query(pagesOfTwo))
		start, began := support.CursorAt(d.Now()), time.Now()
		for i := range 3 {
			d.file(1, fmt.Sprint(i))
		}
		got, _ := d.watch(support.WatchOptions{After: start, Min: 10 * time.Minute}, 3)
		if d.expect(got); time.Since(began) != 0 {
			t.Errorf("it took %s", time.Since(began))
		}
	})
}

// A page that is full is not the whole list, though nothing says that there is
// more.
func TestWatchWithoutTotals(t *testing.T) {
	t.Parallel()
	const look, since = "GET /ticket?limit=500", "&updated_since=2015-06-11T00%3A00%3A00.000000%2B00%3A00"
	page := func(offset string, tickets ...string) string {
		return `{"success":true,"limit":2,"offset":` + offset + `,"result":[` + strings.Join(tickets, ",") + `]}`
	}
	one, two := with(t, ticketJSON, `"id": 301`, `"id": 299`), with(t, ticketJSON, `"id": 301`, `"id": 300`)
	one, two = with(t, one, `"id": 75`, `"id": 73`), with(t, two, `"id": 75`, `"id": 74`)
	sweep := []resttest.Step{
		{Request: look + since, Answer: page("0", one, two)},
		{Request: look + since + "&offset=0", Answer: page("0", one, two)},
		{Request: look + since + "&offset=2", Answer: page("2", ticketJSON)},
	}
	client := resttest.Script(t, slices.Concat(sweep, sweep)...)
	var got []support.MessageID
	start := support.CursorAt(resttest.Time(t, "2015-06-11T00:00:00Z"))
	for incoming, err := range support.NewTickets(client).Watch(t.Context(), support.WatchOptions{After: start}) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, incoming.Message.ID); len(got) == 3 {
			break
		}
	}
	if want := []support.MessageID{73, 74, 75}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// What arrives while a watch finds out where now is, is new.
func TestWatchBeginsWhilePaging(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var d *desk
		var first int64
		slow := before(func(r *http.Request) {
			if r.URL.Query().Get("offset") == "4" && len(d.sent) == 0 {
				d.reply(first, "while it was read")
				<-time.After(10 * time.Minute)
				d.file(2, "-") // is read with the last page, and so was there before
				d.sent = d.sent[:1]
			}
		})
		d = openDesk(t, hostcontroltest.Options{Customers: 10}, slow, query(pagesOfTwo))
		first = 400_001
		got, _ := d.watch(support.WatchOptions{}, forEver)
		d.expect(got)
	})
}

// An account without a ticket is watched like any other.
func TestWatchEmptyPlatform(t *testing.T) {
	t.Parallel()
	client := resttest.Script(t,
		resttest.Step{Request: "GET /ticket?limit=500&offset=0", Answer: resttest.Success("[]")},
		resttest.Step{Request: "GET /ticket?limit=500", Answer: resttest.Success("[]")},
		resttest.Step{Request: "GET /ticket?limit=500", Answer: resttest.Success("[" + ticketJSON + "]")},
	)
	for incoming, err := range support.NewTickets(client).Watch(t.Context(), support.WatchOptions{Min: 1, Max: 1}) {
		if err != nil || incoming.Message.ID != 75 {
			t.Errorf("%+v, %v", incoming, err)
		}
		break
	}
}

// A message that shows up after later ones were given is late, but not lost.
func TestWatchLateMessage(t *testing.T) {
	t.Parallel()
	ticket := func(id, created string) string {
		return `{"id":` + id + `,"updated":"` + created + `","messages":[{"id":` + id + `,"author":{"type":"customer"},"created":"` + created + `"}]}`
	}
	on, late, next := ticket("2", "2026-01-05T09:00:30Z"), ticket("1", "2026-01-05T09:00:00Z"), ticket("3", "2026-01-05T09:01:00Z")
	answers := []string{"[" + on + "]", "[" + late + "," + on + "]", "[" + late + "," + on + "," + next + "]"}
	asked := 0
	client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		if asked++; asked > len(answers) {
			return nil, errEnough
		}
		return resttest.Respond(resttest.Success(answers[asked-1]))
	})
	var got []support.MessageID
	for incoming, err := range support.NewTickets(client).Watch(t.Context(), support.WatchOptions{After: support.CursorAt(time.Time{}), Min: 1, Max: 1}) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, incoming.Message.ID); len(got) == 3 {
			break
		}
	}
	if want := []support.MessageID{2, 1, 3}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A watch looks often while customers write, and ever less when they do not.
func TestWatchPace(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := openDesk(t, hostcontroltest.Options{Customers: 1})
		time.AfterFunc(50*time.Second, func() { d.file(1, "a") })
		if got, _ := d.watch(support.WatchOptions{Min: time.Second, Max: 20 * time.Second}, forEver); len(got) != 1 {
			t.Fatalf("%q", got)
		}
		want := []time.Duration{0, 1, 3, 7, 15, 31, 51, 52, 54, 58, 66, 82, 102, 122}
		for i, seconds := range want {
			if i >= len(d.asked) || d.asked[i] != seconds*time.Second {
				t.Fatalf("looked at %v, want %v seconds", d.asked, want)
			}
		}
	})
}

func TestWatchDefaultPace(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := openDesk(t, hostcontroltest.Options{Customers: 1})
		d.watch(support.WatchOptions{}, forEver)
		n := len(d.asked)
		if first, last := d.asked[1]-d.asked[0], d.asked[n-1]-d.asked[n-2]; first != 5*time.Second || last != 2*time.Minute {
			t.Errorf("%s at first, %s at last", first, last)
		}
	})
}

// A look that fails is told, and the next ones wait longer. What was written
// meanwhile is given as soon as one succeeds.
func TestWatchFails(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := openDesk(t, hostcontroltest.Options{Customers: 1})
		o := support.WatchOptions{After: support.CursorAt(d.Now()), Min: time.Second, Max: 5 * time.Second}
		d.Inject(hostcontroltest.Fault{Path: "/ticket", Kind: hostcontroltest.FaultHTML, Times: 4})
		d.file(1, "meanwhile")
		failures := 0
		for incoming, err := range d.tickets.Watch(d.soon(), o, rest.WithoutRetry()) {
			if err == nil {
				d.expect([]string{incoming.Message.Body})
				break
			}
			if failures++; !errors.Is(err, rest.ErrServer) || incoming != nil {
				t.Errorf("%+v, %v", incoming, err)
			}
		}
		if want := []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second, 12 * time.Second}; failures != 4 || !slices.Equal(d.asked, want) {
			t.Errorf("%d failures, looked at %v, want %v", failures, d.asked, want)
		}
	})
}

// What the reseller writes moves the place from which on is looked as well, so
// that a quiet customer does not make the looks ever longer.
func TestWatchMovesOn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		since := ""
		d := openDesk(t, hostcontroltest.Options{Customers: 1}, query(func(name string, values []string) []string {
			if name == "updated_since" {
				since = values[0]
			}
			return values
		}))
		o := support.WatchOptions{After: support.CursorAt(d.Now())}
		id := support.TicketID(d.file(1, "x"))
		time.AfterFunc(30*time.Minute, func() {
			if _, err := d.tickets.Reply(t.Context(), id, support.MessageParams{Body: "y"}); err != nil {
				t.Error(err)
			}
		})
		d.watch(o, forEver)
		from := resttest.Time(t, since)
		if replied, err := d.tickets.Get(t.Context(), id); err != nil || !from.Equal(replied.Updated.Add(-time.Minute)) {
			t.Errorf("looked from %s on, after %+v, %v", from, replied, err)
		}
	})
}

// A context that ends while a failure is dealt with is told as well.
func TestWatchEndsAfterFailure(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := openDesk(t, hostcontroltest.Options{Customers: 1, Faults: []hostcontroltest.Fault{{Kind: hostcontroltest.FaultStatus}}})
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var got []error
		for _, err := range d.tickets.Watch(ctx, support.WatchOptions{}) {
			got = append(got, err)
			stop()
		}
		if len(got) != 2 || !errors.Is(got[0], rest.ErrServer) || !errors.Is(got[1], context.Canceled) || errors.Is(got[1], rest.ErrServer) {
			t.Errorf("%v", got)
		}
	})
}

// A loop that ends at an error ends the watch; and where the beginning fails, it
// is tried again.
func TestWatchFailsAtTheBeginning(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := openDesk(t, hostcontroltest.Options{Customers: 1})
		d.Inject(hostcontroltest.Fault{Path: "/ticket", Kind: hostcontroltest.FaultStatus, Times: 2})
		for _, err := range d.tickets.Watch(d.soon(), support.WatchOptions{}, rest.WithoutRetry()) {
			if err == nil {
				t.Error("no error")
			}
			break
		}
		time.AfterFunc(20*time.Minute, func() { d.file(1, "x") })
		failures := 0
		for incoming, err := range d.tickets.Watch(d.soon(), support.WatchOptions{}, rest.WithoutRetry()) {
			if err != nil {
				failures++
				continue
			}
			d.expect([]string{incoming.Message.Body})
			break
		}
		if failures != 1 {
			t.Errorf("%d failures", failures)
		}
	})
}

// Pages that cannot be read fail a look as a whole: nothing is given that is not
// in order.
func TestWatchFailsWithinPages(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := openDesk(t, hostcontroltest.Options{Customers: 10}, query(pagesOfTwo))
		o := support.WatchOptions{After: support.CursorAt(d.Now())}
		for i := range 6 {
			d.file(1, fmt.Sprint(i))
		}
		for _, nth := range []int{2, 3, 5, 6} {
			d.Inject(hostcontroltest.Fault{Path: "/ticket", Kind: hostcontroltest.FaultStatus, Nth: nth, Times: 1})
		}
		var got []string
		failures := 0
		for incoming, err := range d.tickets.Watch(d.soon(), o, rest.WithoutRetry()) {
			if err != nil {
				failures++
				continue
			}
			if got = append(got, incoming.Message.Body); len(got) == 6 {
				break
			}
		}
		d.expect(got)
		if failures < 3 {
			t.Errorf("%d failures", failures)
		}
	})
}

// The end of the context ends a watch at once: while it waits, while it asks,
// and between two messages.
func TestWatchEnds(t *testing.T) {
	t.Parallel()
	cause := errors.New("the program ends")
	tests := map[string]struct {
		when   time.Duration // 0 for with the first message
		faults []hostcontroltest.Fault
		given  int
	}{
		"before":              {when: -1},
		"while waiting":       {when: 90 * time.Second, given: 2},
		"while asking":        {when: time.Second, faults: []hostcontroltest.Fault{{Kind: hostcontroltest.FaultDelay, Delay: time.Hour}}},
		"while failing":       {when: time.Second, faults: []hostcontroltest.Fault{{Kind: hostcontroltest.FaultStatus}}},
		"between two of them": {given: 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				d := openDesk(t, hostcontroltest.Options{Customers: 1, Faults: tt.faults})
				start := support.CursorAt(d.Now())
				d.file(1, "a")
				d.file(1, "b")
				began := time.Now()
				ctx, stop := context.WithCancelCause(t.Context())
				defer stop(nil)
				switch {
				case tt.when < 0:
					stop(cause)
				case tt.when > 0:
					time.AfterFunc(tt.when, func() { stop(cause) })
				}
				given, last := 0, error(nil)
				for incoming, err := range d.tickets.Watch(ctx, support.WatchOptions{After: start}) {
					if errors.Is(last, context.Canceled) {
						t.Errorf("%+v, %v after the end", incoming, err)
					}
					if last = err; err == nil {
						given++
						if tt.when == 0 {
							stop(cause)
						}
					}
				}
				if !errors.Is(last, context.Canceled) || !errors.Is(last, cause) || given != tt.given || time.Since(began) != max(0, tt.when) {
					t.Errorf("%d messages, %v after %s", given, last, time.Since(began))
				}
			})
		})
	}
}

func TestWatchOptions(t *testing.T) {
	t.Parallel()
	service := support.NewTickets(resttest.NewClient(t, resttest.NoRequest(t)))
	for want, o := range map[string]support.WatchOptions{
		"min: must not be negative":                                 {Min: -1, Max: time.Second},
		"max: must not be less than min":                            {Min: 2, Max: 1},
		"after: is not a cursor; max: must not be less than min":    {After: "x", Min: time.Hour, Max: time.Minute},
		"min: must not be negative; max: must not be less than min": {Min: -1, Max: -2},
	} {
		var got []string
		for incoming, err := range service.Watch(t.Context(), o) {
			got = append(got, strings.Join(resttest.FieldsOf(err), "; "))
			if incoming != nil || !errors.Is(err, rest.ErrValidation) {
				t.Errorf("%+v: %+v, %v", o, incoming, err)
			}
		}
		if !slices.Equal(got, []string{want}) {
			t.Errorf("%+v: %q", o, got)
		}
	}
}

// Through everything at once - requests in trouble, a platform that answers in
// its own way, customers who write at any time, some of it under one timestamp,
// tickets that are closed, and a program that is started again and again - each
// message is given once and in order.
func TestWatchUnderFaults(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				random := rand.New(rand.NewPCG(seed, 0))
				faults, err := hostcontroltest.Profile("flaky")
				if err != nil {
					t.Fatal(err)
				}
				through := [][]middleware{nil, {query(deaf)}, {query(pagesOfTwo)}, {query(deaf), query(pagesOfTwo)}}[seed%4]
				d := openDesk(t, hostcontroltest.Options{Customers: 6, Seed: seed + 1, Faults: faults}, through...)
				start, writes := support.CursorAt(d.Now()), 120
				go d.write(random, writes)
				got := d.watchOnAndOn(rand.New(rand.NewPCG(seed, 1)), start, writes)
				d.expect(got)
			})
		})
	}
}

// write is what customers and the reseller do in the course of a day.
func (d *desk) write(random *rand.Rand, writes int) {
	var ids []int64
	for i := range writes {
		switch random.IntN(4) {
		case 0:
			<-time.After(time.Duration(random.Int64N(int64(20 * time.Minute))))
		case 1:
			<-time.After(time.Duration(random.Int64N(int64(10 * time.Second))))
		case 2:
			if len(ids) > 0 {
				d.Advance(-time.Microsecond)
			}
		}
		if len(ids) < 5 || random.IntN(10) == 0 {
			ids = append(ids, d.file(1+random.Int64N(6), fmt.Sprint(i)))
			continue
		}
		id := ids[random.IntN(len(ids))]
		if random.IntN(5) == 0 { // or it is closed already
			_, _ = d.tickets.Close(d.t.Context(), support.TicketID(id))
		}
		d.reply(id, fmt.Sprint(i))
	}
}

// watchOnAndOn watches until it was given so many messages, and begins anew every
// now and then. Failures do not concern it.
func (d *desk) watchOnAndOn(random *rand.Rand, cursor support.Cursor, enough int) []string {
	ctx := d.soon()
	var got []string
	for len(got) < enough && ctx.Err() == nil {
		stop := len(got) + 1 + random.IntN(12)
		for incoming, err := range d.tickets.Watch(ctx, support.WatchOptions{After: cursor}) {
			if err != nil {
				continue
			}
			got, cursor = append(got, incoming.Message.Body), incoming.Cursor
			if len(got) == min(stop, enough) {
				break
			}
		}
	}
	return got
}
