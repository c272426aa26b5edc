package domains_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// A stage is what a transfer is from some time on.
type stage struct {
	after  time.Duration
	status domains.TransferStatus
}

// stages is a platform on which a transfer goes through some stages.
func stages(t *testing.T, all ...stage) *rest.Client {
	t.Helper()
	began := time.Now()
	return resttest.NewClient(t, func(*http.Request) (*http.Response, error) {
		now := all[0]
		for _, s := range all {
			if time.Since(began) >= s.after {
				now = s
			}
		}
		return resttest.Respond(resttest.Success(fmt.Sprintf(
			`{"id":63,"name":"example.net","status":%q,"auth_code":"Ex4mple~Code","last_error":"code Ex4mple~Code is wrong","updated":%s}`,
			now.status, resttest.Encode(t, began.Add(now.after)))))
	})
}

func TestWait(t *testing.T) {
	t.Parallel()
	const approval, pending, completed = domains.TransferWaitsForApproval, domains.TransferPending, domains.TransferCompleted
	tests := []struct {
		name   string
		o      domains.WaitOptions
		stages []stage
		looks  []time.Duration
	}{
		{"over already", domains.WaitOptions{}, []stage{{0, completed}}, []time.Duration{0}},
		{"by default", domains.WaitOptions{}, []stage{{0, pending}, {20 * time.Minute, completed}}, []time.Duration{
			0, 15 * time.Second, 45 * time.Second, 105 * time.Second, 225 * time.Second, 465 * time.Second, 945 * time.Second,
			1545 * time.Second,
		}},
		{"from the start after a change", domains.WaitOptions{Min: time.Second, Max: 4 * time.Second},
			[]stage{{0, approval}, {5 * time.Second, pending}, {10 * time.Second, completed}}, []time.Duration{
				0, time.Second, 3 * time.Second, 7 * time.Second, 8 * time.Second, 10 * time.Second,
			}},
		{"longer than the longest by default", domains.WaitOptions{Min: time.Hour}, []stage{{0, pending}, {100 * time.Minute, completed}},
			[]time.Duration{0, time.Hour, 2 * time.Hour}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				var looks []time.Duration
				tt.o.Progress = func(*domains.Transfer) { looks = append(looks, time.Since(began)) }
				got, err := domains.NewTransfers(stages(t, tt.stages...)).Wait(t.Context(), 63, tt.o)
				if err != nil || got.Status != completed {
					t.Fatalf("%+v, %v", got, err)
				}
				if diff := cmp.Diff(tt.looks, looks); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

func TestWaitForWhatFails(t *testing.T) {
	t.Parallel()
	for _, status := range []domains.TransferStatus{domains.TransferFailed, domains.TransferCanceled} {
		_, err := domains.NewTransfers(stages(t, stage{0, status})).Wait(t.Context(), 63, domains.WaitOptions{})
		failure, ok := errors.AsType[*domains.TransferError](err)
		if !ok || failure.Transfer.Status != status {
			t.Fatalf("%s: %v", status, err)
		}
		want := "transfer 63 of example.net: " + string(status) + ": code [redacted] is wrong"
		if err.Error() != want {
			t.Errorf("error %q, want %q", err, want)
		}
	}
	plain := &domains.TransferError{Transfer: &domains.Transfer{ID: 7, Name: "example.org", Status: "failed", LastError: " no such domain\n"}}
	if want := "transfer 7 of example.org: failed: no such domain"; plain.Error() != want {
		t.Errorf("error %q, want %q", plain, want)
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Second)
		defer cancel()
		_, err := domains.NewTransfers(stages(t, stage{0, domains.TransferPending})).Wait(ctx, 63, domains.WaitOptions{})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		if d := time.Since(began); d != 100*time.Second {
			t.Errorf("ended after %s", d)
		}
	})
}

func TestWaitEndsWithAFailedLook(t *testing.T) {
	t.Parallel()
	client := resttest.NewClient(t, func(*http.Request) (*http.Response, error) {
		return resttest.Respond(resttest.Failure("request_resource_unknown"))
	})
	if _, err := domains.NewTransfers(client).Wait(t.Context(), 63, domains.WaitOptions{}); !errors.Is(err, rest.ErrNotFound) {
		t.Error(err)
	}
}

func TestWaitOptionsValidation(t *testing.T) {
	t.Parallel()
	transfers := domains.NewTransfers(resttest.NewClient(t, resttest.NoRequest(t)))
	_, err := transfers.Wait(t.Context(), 63, domains.WaitOptions{Min: -1, Max: -2})
	if diff := cmp.Diff([]string{"min: must not be negative", "max: must not be less than min"}, resttest.FieldsOf(err)); diff != "" {
		t.Error(diff)
	}
}
