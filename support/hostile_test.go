package support_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

// No id that cannot be one leaves this machine.
func TestHostileIDs(t *testing.T) {
	t.Parallel()
	message := support.MessageParams{Body: "x"}
	tests := map[string]func(ctx context.Context, s *support.TicketService, id support.TicketID) error{
		"Get": func(ctx context.Context, s *support.TicketService, id support.TicketID) error {
			_, err := s.Get(ctx, id)
			return err
		},
		"Reply": func(ctx context.Context, s *support.TicketService, id support.TicketID) error {
			_, err := s.Reply(ctx, id, message)
			return err
		},
		"Comment": func(ctx context.Context, s *support.TicketService, id support.TicketID) error {
			_, err := s.Comment(ctx, id, message)
			return err
		},
		"Close": func(ctx context.Context, s *support.TicketService, id support.TicketID) error {
			_, err := s.Close(ctx, id)
			return err
		},
		"Reopen": func(ctx context.Context, s *support.TicketService, id support.TicketID) error {
			_, err := s.Reopen(ctx, id)
			return err
		},
	}
	for name, call := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := support.NewTickets(resttest.NewClient(t, resttest.NoRequest(t)))
			for _, id := range []support.TicketID{0, -1, math.MinInt64} {
				if err := call(t.Context(), service, id); !errors.Is(err, rest.ErrValidation) {
					t.Errorf("%d: %v", id, err)
				}
			}
		})
	}
}

func TestIDsPrint(t *testing.T) {
	t.Parallel()
	for _, got := range []string{support.TicketID(7).String(), support.MessageID(7).String(), support.DepartmentID(7).String()} {
		if got != "7" {
			t.Errorf("got %q", got)
		}
	}
}
