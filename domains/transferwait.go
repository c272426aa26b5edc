package domains

import (
	"context"
	"strings"
	"time"

	"github.com/hostcontrol-go/sdk/internal/watch"
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
	return watch.Wait[Transfer]{
		Operation: "transfers.wait",
		What:      "transfer " + id.String(),
		Look:      func(ctx context.Context) (*Transfer, error) { return s.Get(ctx, id, opts...) },
		State:     func(t *Transfer) string { return string(t.Status) },
		Updated:   func(t *Transfer) time.Time { return t.Updated },
		Ended: func(t *Transfer) (bool, error) {
			if t.Status.Final() && t.Status != TransferCompleted {
				return true, &TransferError{t}
			}
			return t.Status == TransferCompleted, nil
		},
	}.Until(ctx, watch.Options[Transfer](o))
}
