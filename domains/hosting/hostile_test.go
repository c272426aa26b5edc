package hosting_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/domains/hosting"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// Each method that takes a reference, and the path it takes it in.
func TestHostileReferences(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		end  string // of the path, after the reference
		call func(ctx context.Context, s *hosting.Service, reference string) error
	}{
		{"Get", "", func(ctx context.Context, s *hosting.Service, reference string) error {
			_, err := s.Get(ctx, reference)
			return err
		}},
		{"Suspend", "/suspend", func(ctx context.Context, s *hosting.Service, reference string) error {
			_, err := s.Suspend(ctx, reference, "unpaid")
			return err
		}},
		{"Unsuspend", "/unsuspend", func(ctx context.Context, s *hosting.Service, reference string) error {
			_, err := s.Unsuspend(ctx, reference)
			return err
		}},
		{"ChangePlan", "", func(ctx context.Context, s *hosting.Service, reference string) error {
			_, err := s.ChangePlan(ctx, reference, 1)
			return err
		}},
		{"SetAutoRenew", "", func(ctx context.Context, s *hosting.Service, reference string) error {
			_, err := s.SetAutoRenew(ctx, reference, true)
			return err
		}},
		{"Delete", "", func(ctx context.Context, s *hosting.Service, reference string) error {
			return s.Delete(ctx, reference)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, name := range resttest.HostileNames {
				reached := false
				client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
					reached = true
					path := strings.TrimPrefix(r.URL.EscapedPath(), resttest.BasePath)
					if want := "/hosting/" + url.PathEscape(name) + tt.end; path != want {
						t.Errorf("%q reached %s", name, path)
					}
					return resttest.Respond(resttest.Success(accountJSON))
				})
				err := tt.call(t.Context(), hosting.New(client), name)
				if refused := errors.Is(err, rest.ErrValidation); reached == refused {
					t.Errorf("%q: reached its place: %t, refused: %v", name, reached, err)
				}
			}
		})
	}
}
