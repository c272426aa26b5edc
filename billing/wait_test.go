package billing_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/billing"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// a look is a state and when, in seconds, it changed last.
type look struct {
	state   string
	changed int
}

// watched is a platform on which looks find one thing after the other, the last
// one for ever.
func watched(t *testing.T, path string, looks ...look) *rest.Client {
	next := 0
	return resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		if got := r.Method + " " + resttest.Target(r); got != "GET "+path {
			t.Errorf("asked %s", got)
		}
		l := looks[min(next, len(looks)-1)]
		next++
		return resttest.Respond(resttest.Success(fmt.Sprintf(`{"id":1,"currency":"EUR","state":%q,"updated":%q}`, l.state, time.Unix(int64(l.changed), 0).Format(time.RFC3339))))
	})
}

func seconds(all ...int) []time.Duration {
	var times []time.Duration
	for _, s := range all {
		times = append(times, time.Duration(s)*time.Second)
	}
	return times
}

func TestWaitPauses(t *testing.T) {
	t.Parallel()
	looks := []look{
		{"draft", 1}, {"draft", 1}, {"draft", 1}, {"draft", 1}, {"draft", 1},
		{"open", 2}, {"open", 2}, {"closed", 3},
	}
	tests := []struct {
		name string
		o    billing.WaitOptions[billing.Invoice]
		want []time.Duration // since the start
	}{
		{"as said", billing.WaitOptions[billing.Invoice]{Min: time.Second, Max: 4 * time.Second}, seconds(0, 1, 3, 7, 11, 15, 16, 18)},
		{"by default", billing.WaitOptions[billing.Invoice]{}, seconds(0, 15, 45, 105, 225, 465, 480, 510)},
		{"longer than the longest by default", billing.WaitOptions[billing.Invoice]{Min: time.Hour}, seconds(0, 3600, 7200, 10800, 14400, 18000, 21600, 25200)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var got []time.Duration
				tt.o.Progress = func(i *billing.Invoice) {
					if i.State != billing.InvoiceState(looks[len(got)].state) {
						t.Errorf("look %d found %s", len(got), i.State)
					}
					got = append(got, time.Since(start))
				}
				invoice, err := billing.NewInvoices(watched(t, "/invoice/1", looks...)).Wait(t.Context(), 1, tt.o)
				if err != nil || invoice.State != billing.InvoiceClosed {
					t.Fatalf("%+v, %v", invoice, err)
				}
				if diff := cmp.Diff(tt.want, got, cmp.Transformer("round", func(d time.Duration) time.Duration { return d.Round(time.Second) })); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

// A platform that does not tell when an order changed still shows what changed.
func TestWaitForOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		holds := []string{`"new"`, `"waiting","hold":"payment"`, `"waiting","hold":"payment"`, `"waiting","hold":"balance"`, `"processing"`, `"completed"`}
		next := 0
		client := resttest.NewClient(t, func(*http.Request) (*http.Response, error) {
			next++
			return resttest.Respond(resttest.Success(`{"id":1,"state":` + holds[next-1] + `}`))
		})
		start := time.Now()
		var seen []billing.Hold
		o := billing.WaitOptions[billing.Order]{Progress: func(o *billing.Order) { seen = append(seen, o.Hold) }}
		order, err := billing.NewOrders(client).Wait(t.Context(), 1, o)
		if err != nil || order.State != billing.OrderCompleted {
			t.Fatalf("%+v, %v", order, err)
		}
		want := []billing.Hold{"", billing.HoldPayment, billing.HoldPayment, billing.HoldBalance, "", ""}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Error(diff)
		}
		if took := time.Since(start).Round(time.Second); took != 90*time.Second {
			t.Errorf("took %s", took)
		}
	})
}

func TestWaitForOrderThatEnds(t *testing.T) {
	t.Parallel()
	for _, state := range []billing.OrderState{billing.OrderFailed, billing.OrderCanceled} {
		client := resttest.NewClient(t, func(*http.Request) (*http.Response, error) {
			return resttest.Respond(resttest.Success(orderIn(string(state))))
		})
		_, err := billing.NewOrders(client).Wait(t.Context(), 205, billing.WaitOptions[billing.Order]{})
		ended, ok := errors.AsType[*billing.OrderError](err)
		want := "order 205: " + string(state) + "; Web S: insufficient_balance; DV: ssl_failed"
		if !ok || ended.Order.State != state || err.Error() != want {
			t.Errorf("%s: %v", state, err)
		}
	}
}

func TestWaitForTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		start := time.Now()
		_, err := billing.NewOrders(watched(t, "/order/1", look{"waiting", 1})).Wait(ctx, 1, billing.WaitOptions[billing.Order]{})
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "order 1") || time.Since(start) != time.Hour {
			t.Errorf("%v after %s", err, time.Since(start))
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		enough := errors.New("enough")
		_, err := billing.NewInvoices(watched(t, "/invoice/1", look{"open", 1})).Wait(ctx, 1, billing.WaitOptions[billing.Invoice]{
			Progress: func(*billing.Invoice) { cancel(enough) },
		})
		if !errors.Is(err, enough) || !strings.Contains(err.Error(), "invoice 1") {
			t.Error(err)
		}
	})
}

func TestWaitFails(t *testing.T) {
	t.Parallel()
	gone := resttest.NewClient(t, func(*http.Request) (*http.Response, error) {
		return resttest.Respond(resttest.Failure("request_resource_unknown"))
	})
	if _, err := billing.NewInvoices(gone).Wait(t.Context(), 1, billing.WaitOptions[billing.Invoice]{}); !errors.Is(err, rest.ErrNotFound) {
		t.Error(err)
	}
	client := resttest.NewClient(t, resttest.NoRequest(t))
	for want, o := range map[string][2]time.Duration{
		"min: must not be negative":      {-1, 0},
		"max: must not be less than min": {2, 1},
	} {
		_, err := billing.NewInvoices(client).Wait(t.Context(), 1, billing.WaitOptions[billing.Invoice]{Min: o[0], Max: o[1]})
		if diff := cmp.Diff([]string{want}, resttest.FieldsOf(err)); diff != "" {
			t.Error(diff)
		}
		_, err = billing.NewOrders(client).Wait(t.Context(), 1, billing.WaitOptions[billing.Order]{Min: o[0], Max: o[1]})
		if diff := cmp.Diff([]string{want}, resttest.FieldsOf(err)); diff != "" {
			t.Error(diff)
		}
	}
}
