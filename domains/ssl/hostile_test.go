package ssl_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// Each method that takes an id, and the path it takes it in.
func TestHostileIDs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		end  string // of the path, after the id
		call func(ctx context.Context, s *ssl.Service, id ssl.ID) error
	}{
		{"Get", "", func(ctx context.Context, s *ssl.Service, id ssl.ID) error {
			_, err := s.Get(ctx, id)
			return err
		}},
		{"ResendValidation", "/resend-dcv", func(ctx context.Context, s *ssl.Service, id ssl.ID) error {
			_, err := s.ResendValidation(ctx, id)
			return err
		}},
		{"Cancel", "/cancel", func(ctx context.Context, s *ssl.Service, id ssl.ID) error {
			_, err := s.Cancel(ctx, id)
			return err
		}},
		{"Reissue reads", "", func(ctx context.Context, s *ssl.Service, id ssl.ID) error {
			_, err := s.Reissue(ctx, id, goodCSR)
			return err
		}},
		{"Reissue sends", "/reissue", func(ctx context.Context, s *ssl.Service, id ssl.ID) error {
			_, err := s.Reissue(ctx, id, goodCSR)
			return err
		}},
		{"Wait", "", func(ctx context.Context, s *ssl.Service, id ssl.ID) error {
			_, err := s.Wait(ctx, id, ssl.WaitOptions{})
			return err
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, name := range resttest.HostileNames {
				reached := false
				client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
					path, place := strings.TrimPrefix(r.URL.EscapedPath(), resttest.BasePath), "/ssl-certificate/"+url.PathEscape(name)
					reached = reached || path == place+tt.end
					if path != place && path != place+tt.end && path != place+"/reissue" {
						t.Errorf("%q reached %s", name, path)
					}
					return resttest.Respond(resttest.Success(`{"status":"active"}`))
				})
				err := tt.call(t.Context(), ssl.New(client), ssl.ID(name))
				if refused := errors.Is(err, rest.ErrValidation); reached == refused {
					t.Errorf("%q: reached its place: %t, refused: %v", name, reached, err)
				}
			}
		})
	}
}
