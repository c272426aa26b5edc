package domains

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// WaitOptions say how to wait for the end of a transfer. The zero value will do.
type WaitOptions struct {
	// Min is the time between the first looks, 15 seconds unless said
	// otherwise. It doubles up to Max, 10 minutes unless said otherwise, and
	// starts over whenever something has changed.
	Min, Max time.Duration
	// Progress is told what each look found, the last one included. It runs
	// in the goroutine of the caller.
	Progress func(*Transfer)
}

// How long Wait waits where nothing is said.
const (
	defaultWaitMin = 15 * time.Second
	defaultWaitMax = 10 * time.Minute
)

func (o WaitOptions) complete(operation string) (WaitOptions, error) {
	o.Min = cmp.Or(o.Min, defaultWaitMin)
	o.Max = cmp.Or(o.Max, max(o.Min, defaultWaitMax))
	if o.Progress == nil {
		o.Progress = func(*Transfer) {}
	}
	var f check.Fields
	if o.Min < 0 {
		f.Reject("min", "must not be negative")
	}
	if o.Max < o.Min {
		f.Reject("max", "must not be less than min")
	}
	return o, f.Err(operation)
}

// A TransferError is a transfer that came to an end without the domain: it
// failed or was canceled.
type TransferError struct{ Transfer *Transfer }

// Error names the domain and says what became of its transfer.
func (e *TransferError) Error() string {
	t := e.Transfer
	text := "transfer " + t.ID.String() + " of " + t.Name.String() + ": " + string(t.Status)
	if reason := strings.TrimSpace(t.LastError); reason != "" {
		text += ": " + hide(reason, t.AuthCode)
	}
	return text
}

// hide keeps a code out of a text that quotes it.
func hide(text string, code rest.Secret) string {
	if code.IsZero() {
		return text
	}
	return strings.ReplaceAll(text, code.Reveal(), code.String())
}

// Wait reads a transfer again and again until it is completed. The error is a
// [*TransferError] if it fails or is canceled, and that of the context when it
// ends first. A look that fails in spite of its retries ends the wait as well;
// Wait can be called again.
//
// A transfer takes days where somebody has to act: see
// [Transfer.RequiredAction] in WaitOptions.Progress.
func (s *TransferService) Wait(ctx context.Context, id TransferID, o WaitOptions, opts ...rest.CallOption) (*Transfer, error) {
	o, err := o.complete("transfers.wait")
	if err != nil {
		return nil, err
	}
	pause, last := o.Min, time.Time{}
	for {
		t, err := s.Get(ctx, id, opts...)
		if err != nil {
			return nil, err
		}
		o.Progress(t)
		switch {
		case t.Status == TransferCompleted:
			return t, nil
		case t.Status.Final():
			return nil, &TransferError{t}
		case t.Updated.After(last):
			pause, last = o.Min, t.Updated
		default:
			pause = min(2*pause, o.Max)
		}
		if err := sleep(ctx, pause); err != nil {
			return nil, err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
