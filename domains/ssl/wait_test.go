package ssl_test

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

	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// a look is a status and when, in seconds, the certificate changed last.
type look struct {
	status  string
	changed int
}

// watched is a platform on which looks find one thing after the other, the last
// one for ever.
func watched(t *testing.T, looks ...look) *ssl.Service {
	next := 0
	return ssl.New(resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
		if got := r.Method + " " + resttest.Target(r); got != "GET /ssl-certificate/"+certID {
			t.Errorf("asked %s", got)
		}
		l := looks[min(next, len(looks)-1)]
		next++
		return resttest.Respond(resttest.Success(fmt.Sprintf(`{"id":%q,"status":%q,"updated":%q}`, certID, l.status, time.Unix(int64(l.changed), 0).Format(time.RFC3339))))
	}))
}

func TestWaitPauses(t *testing.T) {
	t.Parallel()
	looks := []look{
		{"pending", 1}, {"pending", 1}, {"pending", 1}, {"pending", 1}, {"pending", 1},
		{"validating", 2}, {"validating", 2}, {"active", 3},
	}
	tests := []struct {
		name string
		o    ssl.WaitOptions
		want []time.Duration // since the start
	}{
		{"as said", ssl.WaitOptions{Min: time.Second, Max: 4 * time.Second}, seconds(0, 1, 3, 7, 11, 15, 16, 18)},
		{"by default", ssl.WaitOptions{}, seconds(0, 15, 45, 105, 225, 465, 480, 510)},
		{"always the same", ssl.WaitOptions{Min: time.Minute, Max: time.Minute}, seconds(0, 60, 120, 180, 240, 300, 360, 420)},
		{"longer than the longest by default", ssl.WaitOptions{Min: time.Hour}, seconds(0, 3600, 7200, 10800, 14400, 18000, 21600, 25200)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var got []time.Duration
				tt.o.Progress = func(c *ssl.Certificate) {
					if c.Status != ssl.Status(looks[len(got)].status) {
						t.Errorf("look %d found %s", len(got), c.Status)
					}
					got = append(got, time.Since(start))
				}
				certificate, err := watched(t, looks...).Wait(t.Context(), certID, tt.o)
				if err != nil || certificate.Status != ssl.StatusActive {
					t.Fatalf("%+v, %v", certificate, err)
				}
				if diff := cmp.Diff(tt.want, got, cmp.Transformer("round", func(d time.Duration) time.Duration { return d.Round(time.Second) })); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

func seconds(all ...int) []time.Duration {
	var times []time.Duration
	for _, s := range all {
		times = append(times, time.Duration(s)*time.Second)
	}
	return times
}

func TestWaitEnds(t *testing.T) {
	t.Parallel()
	for _, status := range []ssl.Status{ssl.StatusExpired, ssl.StatusCancelled, ssl.StatusFailed} {
		synctest.Test(t, func(t *testing.T) {
			_, err := watched(t, look{"pending", 1}, look{string(status), 2}).Wait(t.Context(), certID, ssl.WaitOptions{})
			ended, ok := errors.AsType[*ssl.CertificateError](err)
			if !ok || ended.Certificate.Status != status || ended.Certificate.ID != certID || !strings.Contains(err.Error(), certID+`": `+string(status)) {
				t.Errorf("%s: %v", status, err)
			}
		})
	}
}

func TestWaitForTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		start := time.Now()
		_, err := watched(t, look{"pending", 1}).Wait(ctx, certID, ssl.WaitOptions{})
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "pending") || time.Since(start) != time.Hour {
			t.Errorf("%v after %s", err, time.Since(start))
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		enough := errors.New("enough")
		_, err := watched(t, look{"pending", 1}).Wait(ctx, certID, ssl.WaitOptions{Progress: func(*ssl.Certificate) { cancel(enough) }})
		if !errors.Is(err, enough) {
			t.Error(err)
		}
	})
}

func TestWaitFails(t *testing.T) {
	t.Parallel()
	client := resttest.NewClient(t, func(*http.Request) (*http.Response, error) {
		return resttest.Respond(resttest.Failure("request_resource_unknown"))
	})
	if _, err := ssl.New(client).Wait(t.Context(), certID, ssl.WaitOptions{}); !errors.Is(err, rest.ErrNotFound) {
		t.Error(err)
	}
	service := ssl.New(resttest.NewClient(t, resttest.NoRequest(t)))
	for want, o := range map[string]ssl.WaitOptions{
		"min: must not be negative":      {Min: -1},
		"max: must not be less than min": {Min: 2, Max: 1},
	} {
		_, err := service.Wait(t.Context(), certID, o)
		if diff := cmp.Diff([]string{want}, resttest.FieldsOf(err)); diff != "" {
			t.Error(diff)
		}
	}
}

// The platform in memory fails certificates for hosts that do not exist.
func TestWaitOnPlatform(t *testing.T) {
	t.Parallel()
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: 1})
	service := ssl.New(client)
	p := onPlatform(t, service, "DV")
	p.CSR = newCSR(t, "www.example.invalid")
	made, err := service.Request(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	_, err = service.Wait(t.Context(), made.ID, ssl.WaitOptions{
		Min: time.Microsecond, Max: time.Microsecond, Progress: func(*ssl.Certificate) { srv.Advance(time.Minute) },
	})
	if failed, ok := errors.AsType[*ssl.CertificateError](err); !ok || failed.Certificate.Status != ssl.StatusFailed {
		t.Errorf("got %v", err)
	}
}
