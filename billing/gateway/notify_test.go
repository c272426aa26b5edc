package gateway_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	"github.com/hostcontrol-go/sdk/billing/gateway"
	"github.com/hostcontrol-go/sdk/rest"
)

// newNotifier makes a gateway whose notifications go to a responder.
func newNotifier(t *testing.T, respond httpmock.Responder) *proxy {
	t.Helper()
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(respond)
	return newProxy(t, func(cfg *gateway.Config) {
		cfg.NotificationURL = "https://backoffice.example.com/notification/83?token=hush"
		cfg.HTTPClient = &http.Client{Transport: transport}
	})
}

// answers gives statuses one after another, the last one from then on, and
// counts the attempts.
func answers(asked *int, statuses ...int) httpmock.Responder {
	return func(*http.Request) (*http.Response, error) {
		status := statuses[min(*asked, len(statuses)-1)]
		*asked++
		if status == 0 {
			return nil, errors.New("connection reset")
		}
		return httpmock.NewStringResponse(status, "some text"), nil
	}
}

func TestNotifyUntilAccepted(t *testing.T) {
	t.Parallel()
	tests := map[string][]int{
		"at once":          {200},
		"any 2xx":          {204},
		"connections lost": {0, 0, 200},
		"server errors":    {500, 502, 503, 504, 599, 200},
		"later":            {408, 425, 429, 202},
		"very much later":  append(make([]int, 200), 200),
	}
	for name, statuses := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var asked int
				p := newNotifier(t, answers(&asked, statuses...))
				begun := time.Now()
				if err := p.Notify(t.Context(), "p-20931", gateway.StatusAuthorized); err != nil {
					t.Fatal(err)
				}
				if asked != len(statuses) {
					t.Errorf("%d attempts, want %d", asked, len(statuses))
				}
				if took, most := time.Since(begun), time.Duration(len(statuses)-1)*time.Minute; took > most {
					t.Errorf("took %s, want at most %s", took, most)
				}
			})
		})
	}
}

func TestNotifyIsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		statuses []int
		kind     error
		text     string
	}{
		{[]int{400}, rest.ErrValidation, "status 400"},
		{[]int{401}, rest.ErrUnauthorized, "status 401"},
		{[]int{403}, rest.ErrForbidden, "status 403"},
		{[]int{503, 0, 404}, rest.ErrNotFound, "status 404 (after 3 attempts)"},
		{[]int{302}, nil, "status 302"},
		{[]int{307}, nil, "status 307"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var asked int
				p := newNotifier(t, func(r *http.Request) (*http.Response, error) {
					answer, err := answers(&asked, tt.statuses...)(r)
					if answer != nil {
						answer.Header.Set("Location", "https://elsewhere.example.net/")
						answer.Request = r
					}
					return answer, err
				})
				err := p.Notify(t.Context(), "p-20931", gateway.StatusFailed)
				want := `gateway.notify: FAILED of payment "p-20931": ` + tt.text
				if err == nil || err.Error() != want || tt.kind != nil && !errors.Is(err, tt.kind) {
					t.Errorf("got %v, want %s", err, want)
				}
				if asked != len(tt.statuses) {
					t.Errorf("%d attempts, want %d", asked, len(tt.statuses))
				}
			})
		})
	}
}

func TestNotifyWaitsAsAsked(t *testing.T) {
	t.Parallel()
	tests := map[string]time.Duration{
		"90":                            90 * time.Second,
		"999999":                        time.Hour,
		"Sat, 01 Jan 2000 00:10:00 GMT": 10 * time.Minute, // synctest's clock begins with the year 2000
	}
	for value, want := range tests {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var asked int
				p := newNotifier(t, func(r *http.Request) (*http.Response, error) {
					answer, err := answers(&asked, 429, 200)(r)
					answer.Header.Set("Retry-After", value)
					return answer, err
				})
				begun := time.Now()
				if err := p.Notify(t.Context(), "p-20931", gateway.StatusAuthorized); err != nil {
					t.Fatal(err)
				}
				if got := time.Since(begun); got != want {
					t.Errorf("waited %s, want %s", got, want)
				}
			})
		})
	}
}

func TestNotifyEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked int
		p := newNotifier(t, answers(&asked, 503))
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		begun := time.Now()
		err := p.Notify(ctx, "p-20931", gateway.StatusAuthorized)
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, rest.ErrServer) || time.Since(begun) != time.Hour {
			t.Errorf("got %v after %s", err, time.Since(begun))
		}
		if asked < 60 || asked > 300 { // a minute apart at most, and half a minute on average
			t.Errorf("%d attempts in an hour", asked)
		}
	})
}

// A platform that never answers is asked again, and the context ends an
// attempt, too.
func TestNotifyWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		p := newNotifier(t, func(r *http.Request) (*http.Response, error) {
			asked.Add(1)
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		gone := errors.New("the server shuts down")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(45*time.Second, func() { cancel(gone) })
		err := p.Notify(ctx, "p-20931", gateway.StatusAuthorized)
		if !errors.Is(err, context.Canceled) || !errors.Is(err, gone) {
			t.Errorf("got %v", err)
		}
		if n := asked.Load(); n != 2 {
			t.Errorf("%d attempts, want 2", n)
		}
		if err := p.Notify(ctx, "p-20931", gateway.StatusAuthorized); !errors.Is(err, gone) || strings.Contains(err.Error(), "last failure") {
			t.Errorf("with a context that has ended: %v", err)
		}
	})
}

func TestNotifyBadParameters(t *testing.T) {
	t.Parallel()
	p := newNotifier(t, func(*http.Request) (*http.Response, error) {
		t.Error("asked")
		return nil, errors.New("asked")
	})
	tests := []struct {
		reference string
		status    gateway.Status
		want      string
	}{
		{"", gateway.StatusFailed, "gateway.notify: invalid_params: reference: must not be empty"},
		{"p\n", gateway.StatusFailed, "gateway.notify: invalid_params: reference: must not hold control characters"},
		{"p", "PAID", "gateway.notify: invalid_params: status: must be AUTHORISED or FAILED"},
		{"p", "", "gateway.notify: invalid_params: status: must be AUTHORISED or FAILED"},
	}
	for _, tt := range tests {
		err := p.Notify(t.Context(), tt.reference, tt.status)
		if !errors.Is(err, rest.ErrValidation) || err.Error() != tt.want {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

// The URL holds what is between the reseller and the platform.
func TestNotificationURLIsNotShown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked int
		p := newNotifier(t, answers(&asked, 0))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := p.Notify(ctx, "p-20931", gateway.StatusAuthorized)
		const want = `gateway.notify: AUTHORISED of payment "p-20931": context deadline exceeded (last failure: connection reset)`
		if err == nil {
			t.Fatal("accepted")
		}
		if diff := cmp.Diff(want, err.Error()); diff != "" {
			t.Error(diff)
		}
	})
}

// The caller's client keeps its own way with redirects.
func TestHTTPClientIsCopied(t *testing.T) {
	t.Parallel()
	client := &http.Client{}
	newProxy(t, func(cfg *gateway.Config) { cfg.HTTPClient = client })
	if client.CheckRedirect != nil {
		t.Error("changed")
	}
}
