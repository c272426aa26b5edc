package support

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/hostcontrol-go/sdk/internal/check"
	"github.com/hostcontrol-go/sdk/rest"
)

// CodeTicketStateInvalid refuses what the state of a ticket does not allow, such
// as a reply to one that is closed. The error is a [*StateError]. Provisional.
const CodeTicketStateInvalid rest.Code = "ticket_state_invalid"

// A StateError is a refusal because of the state that a ticket is in. It is a
// [rest.ErrConflict].
type StateError struct {
	Ticket TicketID
	// Action is what was to be done, such as "close".
	Action string
	// State is the state that was found after the refusal, empty where it could
	// not be read.
	State TicketState
	// Err is the platform's refusal.
	Err error
}

// Error names the ticket, its state and the action.
func (e *StateError) Error() string {
	state := ""
	if e.State != "" {
		state = ", which is " + string(e.State)
	}
	return fmt.Sprintf("cannot %s ticket %s%s: %v", e.Action, e.Ticket, state, e.Err)
}

// Unwrap gives the refusal.
func (e *StateError) Unwrap() error { return e.Err }

// explain makes a StateError of a refusal that is due to the state of a ticket,
// and leaves other errors as they are.
func (s *TicketService) explain(ctx context.Context, id TicketID, action string, err error, opts ...rest.CallOption) error {
	failure, ok := errors.AsType[*rest.Error](err)
	if !ok || failure.Code != CodeTicketStateInvalid || errors.Is(err, rest.ErrOutcomeUnknown) {
		return err
	}
	refused := &StateError{Ticket: id, Action: action, Err: err}
	if present, err := s.Get(ctx, id, opts...); err == nil {
		refused.State = present.State
	}
	return refused
}

// Close ends the work on a ticket. A reply of the customer opens it again.
//
// Refusals: [CodeTicketStateInvalid] for a ticket that is closed.
//
// When the answer gets lost, the ticket is read.
//
// POST /ticket/{ticket_id}/close, provisional.
func (s *TicketService) Close(ctx context.Context, id TicketID, opts ...rest.CallOption) (*Ticket, error) {
	return s.bring(ctx, id, transition{"tickets.close", "close", closeTicketPath, TicketClosed}, opts...)
}

// Reopen makes a closed ticket one that is worked on.
//
// Refusals: [CodeTicketStateInvalid] for a ticket that is open.
//
// When the answer gets lost, the ticket is read.
//
// POST /ticket/{ticket_id}/open, provisional.
func (s *TicketService) Reopen(ctx context.Context, id TicketID, opts ...rest.CallOption) (*Ticket, error) {
	return s.bring(ctx, id, transition{"tickets.reopen", "reopen", reopenTicketPath, TicketOpen}, opts...)
}

// A transition brings a ticket into a state.
type transition struct {
	operation string
	action    string
	path      string
	to        TicketState
}

func (s *TicketService) bring(ctx context.Context, id TicketID, t transition, opts ...rest.CallOption) (*Ticket, error) {
	if err := check.ID(t.operation, "ticket_id", int64(id)); err != nil {
		return nil, err
	}
	call := rest.Call{
		Operation: t.operation,
		Method:    http.MethodPost,
		Path:      rest.At(t.path, id.String()),
		Effect:    rest.Once, // a second one is refused
	}
	changed, err := rest.DoOnce(ctx, s.client, call, func(ctx context.Context) (*Ticket, error) {
		now, err := s.Get(ctx, id)
		if err != nil || now.State != t.to {
			return nil, err
		}
		return now, nil
	}, opts...)
	if err != nil {
		return nil, s.explain(ctx, id, t.action, err, opts...)
	}
	return changed, nil
}
