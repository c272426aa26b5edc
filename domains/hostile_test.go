package domains_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

var hostileNames = []string{
	"", ".", "..", "com", "\x00", "a\x00b.com", "a\nb.com", "\x7f.com", "\xff.com",
	"../admin?x=1#f", "../../label", "%2e%2e", "%2e%2e%2flabel.com", "a/b.com", "a\\b.com", "?x=1.com", "#f.com", " ", "a b.com",
	"example.com;b", "//evil.example.com/", "https://example.com", "jane@example.com", "example.com:80", "192.0.2.1", "[2001:db8::1]",
	"example..com", "-example.com", "exam_ple.com", strings.Repeat("a", 64) + ".com", "xn--a.com", "example.com..",
}

// Each method that takes a name refuses what is none before it sends anything.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	addrs := []netip.Addr{netip.MustParseAddr("192.0.2.1")}
	tests := map[string]func(ctx context.Context, s *domains.Service, name string) error{
		"Get": func(ctx context.Context, s *domains.Service, name string) error { return second(s.Get(ctx, name)) },
		"GetExtended": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.GetExtended(ctx, name))
		},
		"Delete": func(ctx context.Context, s *domains.Service, name string) error { return s.Delete(ctx, name) },
		"AllowTransfer": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.AllowTransfer(ctx, name))
		},
		"AuthCode": func(ctx context.Context, s *domains.Service, name string) error { return second(s.AuthCode(ctx, name)) },
		"Register": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.Register(ctx, domains.RegisterParams{Customer: 48, Name: name}))
		},
		"Renew": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.Renew(ctx, domains.Term{Name: name, Expires: april(2026)}, 12))
		},
		"Resume": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.Resume(ctx, &domains.PartialTermError{
				Domain: &domains.Domain{Name: domains.Name(name)}, From: april(2026), Wanted: 12,
			}))
		},
		"Restore": func(ctx context.Context, s *domains.Service, name string) error { return second(s.Restore(ctx, name)) },
		"Update": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.Update(ctx, name, domains.UpdateParams{AutoRenew: new(true)}))
		},
		"LinkHosting": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.LinkHosting(ctx, name, "ac-7f3k2m"))
		},
		"UnlinkHosting": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.UnlinkHosting(ctx, name))
		},
		"Check": func(ctx context.Context, s *domains.Service, name string) error { return second(s.Check(ctx, name)) },
		"NameServers": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.NameServers(ctx, name))
		},
		"SetNameServers of": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.SetNameServers(ctx, name, []string{"ns1.example.net"}))
		},
		"SetNameServers to": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.SetNameServers(ctx, "example.com", []string{name}))
		},
		"ChildHosts": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.ChildHosts(ctx, name))
		},
		"CreateChildHost of": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.CreateChildHost(ctx, name, domains.ChildHostParams{Hostname: "ns1.example.com", Addresses: addrs}))
		},
		"CreateChildHost": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.CreateChildHost(ctx, "example.com", domains.ChildHostParams{Hostname: name, Addresses: addrs}))
		},
		"UpdateChildHost of": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.UpdateChildHost(ctx, name, "ns1.example.com", addrs))
		},
		"UpdateChildHost": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.UpdateChildHost(ctx, "example.com", name, addrs))
		},
		"DeleteChildHost of": func(ctx context.Context, s *domains.Service, name string) error {
			return s.DeleteChildHost(ctx, name, "ns1.example.com")
		},
		"DeleteChildHost": func(ctx context.Context, s *domains.Service, name string) error {
			return s.DeleteChildHost(ctx, "example.com", name)
		},
		"Redirects": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.Redirects(ctx, name))
		},
		"SetRedirects of": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.SetRedirects(ctx, name, nil))
		},
		"SetRedirects from": func(ctx context.Context, s *domains.Service, name string) error {
			return second(s.SetRedirects(ctx, "example.com", []domains.Redirect{{Source: name, Target: "https://www.example.net/", Type: "301"}}))
		},
	}
	for name, call := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := domains.New(resttest.NewClient(t, resttest.NoRequest(t)))
			for _, hostile := range hostileNames {
				if err := call(t.Context(), service, hostile); !errors.Is(err, rest.ErrValidation) {
					t.Errorf("%q: %v", hostile, err)
				}
			}
		})
	}
}

func second[T any](_ T, err error) error { return err }

// The reference of an account is anything that the platform made up, so it
// stays what it is.
func TestHostileReferences(t *testing.T) {
	t.Parallel()
	for _, reference := range []string{"../admin", "a\"b", "é", "{}"} {
		client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
			if got, want := resttest.Canonical(t, resttest.ReadBody(t, r)), resttest.Canonical(t, resttest.Encode(t, map[string]string{"reference": reference})); got != want {
				t.Errorf("sent %s, want %s", got, want)
			}
			return resttest.Respond(resttest.Success(domainJSON))
		})
		if _, err := domains.New(client).LinkHosting(t.Context(), "example.com", reference); err != nil {
			t.Errorf("%q: %v", reference, err)
		}
	}
}

// What the platform calls a domain cannot lead a later call astray.
func TestHostileAnswers(t *testing.T) {
	t.Parallel()
	for _, hostile := range []string{"../label", "example.com/auth-code", "..", "", "example.net"} {
		year := 2026
		client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
			path := strings.TrimPrefix(r.URL.EscapedPath(), resttest.BasePath)
			if path != "/domain/example.com" && path != "/domain/example.com/renew" {
				t.Errorf("%q led to %s", hostile, path)
			}
			if r.Method == http.MethodPost {
				year++
			}
			return resttest.Respond(resttest.Success(fmt.Sprintf(`{"name":%s,"expires":%q}`, resttest.Encode(t, hostile), april(year).Format(time.RFC3339Nano))))
		})
		got, err := domains.New(client).Renew(t.Context(), domains.Term{Name: "example.com", Expires: april(2026)}, 24)
		if err != nil || got.Name != "example.com" || !got.Expires.Equal(april(2028)) {
			t.Errorf("%q: %+v, %v", hostile, got, err)
		}
	}
}
