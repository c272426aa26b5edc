package customers_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// Each method that takes a name, and the path it takes it in.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		path string // with a %s for the name
		call func(ctx context.Context, c *rest.Client, name string) error
	}{
		{"resellers.Get", "/reseller/%s", func(ctx context.Context, c *rest.Client, name string) error {
			_, err := customers.NewResellers(c).Get(ctx, name)
			return err
		}},
		{"resellers.Update", "/reseller/%s", func(ctx context.Context, c *rest.Client, name string) error {
			_, err := customers.NewResellers(c).Update(ctx, name, customers.ResellerUpdateParams{Enabled: new(true)})
			return err
		}},
		{"resellers.LoginAs", "/reseller/%s/login-as", func(ctx context.Context, c *rest.Client, name string) error {
			_, err := customers.NewResellers(c).LoginAs(ctx, name)
			return err
		}},
		{"resellers.Credit reads", "/reseller/%s", func(ctx context.Context, c *rest.Client, name string) error {
			_, err := customers.NewResellers(c).Credit(ctx, name, validBalance(t))
			return err
		}},
		{"resellers.Debit books", "/reseller/%s/balance", func(ctx context.Context, c *rest.Client, name string) error {
			_, err := customers.NewResellers(c).Debit(ctx, name, validBalance(t))
			return err
		}},
		{"resellers.Debit looks", "/reseller/%s/transaction", func(ctx context.Context, c *rest.Client, name string) error {
			_, err := customers.NewResellers(c).Debit(ctx, name, validBalance(t))
			return err
		}},
		{"resellers.Transactions", "/reseller/%s/transaction", func(ctx context.Context, c *rest.Client, name string) error {
			_, err := customers.NewResellers(c).Transactions(ctx, name, customers.TransactionFilter{})
			return err
		}},
		{"resellers.AllTransactions", "/reseller/%s/transaction", func(ctx context.Context, c *rest.Client, name string) error {
			_, err := rest.Collect(customers.NewResellers(c).AllTransactions(ctx, name, customers.TransactionFilter{}), 0)
			return err
		}},
		{"customers.MoveProducts looks at a domain", "/domain/%s", func(ctx context.Context, c *rest.Client, name string) error {
			_, err := customers.New(c).MoveProducts(ctx, 48, customers.MoveParams{To: 49, Domains: []string{name}})
			return err
		}},
		{"customers.MoveProducts looks at an account", "/hosting/%s", func(ctx context.Context, c *rest.Client, name string) error {
			_, err := customers.New(c).MoveProducts(ctx, 48, customers.MoveParams{To: 49, Hosting: []string{name}})
			return err
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, name := range resttest.HostileNames {
				reached := false
				client := resttest.NewClient(t, func(r *http.Request) (*http.Response, error) {
					path := strings.TrimPrefix(r.URL.EscapedPath(), resttest.BasePath)
					reached = reached || path == fmt.Sprintf(tt.path, url.PathEscape(name))
					if !knownPath(path) {
						t.Errorf("%q reached %s", name, path)
					}
					if r.Method == http.MethodPost {
						return httpmock.NewStringResponse(http.StatusBadGateway, ""), nil
					}
					if strings.HasSuffix(path, "/transaction") {
						return resttest.Respond(resttest.Success("[]"))
					}
					return resttest.Respond(resttest.Success(resellerJSON))
				})
				err := tt.call(t.Context(), client, name)
				refused := errors.Is(err, rest.ErrValidation)
				if reached == refused {
					t.Errorf("%q: reached its place: %t, refused: %v", name, reached, err)
				}
			}
		})
	}
}

// knownPath reports whether a path has the segments of an operation.
func knownPath(path string) bool {
	segments := strings.Split(path, "/")[1:]
	switch segments[0] {
	case "domain", "hosting":
		return len(segments) == 2
	case "reseller":
		return len(segments) == 2 || len(segments) == 3 && strings.Contains(" login-as balance transaction ", " "+segments[2]+" ")
	case "customer":
		return len(segments) == 3 && segments[2] == "move"
	}
	return false
}

// Each method that takes an id, in the path or in the body.
func TestHostileIDs(t *testing.T) {
	t.Parallel()
	tests := map[string]func(ctx context.Context, c *rest.Client, id int64) error{
		"customers.Get": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := customers.New(c).Get(ctx, customers.ID(id))
			return err
		},
		"customers.Update": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := customers.New(c).Update(ctx, customers.ID(id), customers.UpdateParams{Enabled: new(true)})
			return err
		},
		"customers.LoginAs": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := customers.New(c).LoginAs(ctx, customers.ID(id))
			return err
		},
		"customers.MoveProducts from": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := customers.New(c).MoveProducts(ctx, customers.ID(id), customers.MoveParams{To: 49, Domains: []string{"example.com"}})
			return err
		},
		"customers.MoveProducts to": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := customers.New(c).MoveProducts(ctx, 48, customers.MoveParams{To: customers.ID(id), Domains: []string{"example.com"}})
			return err
		},
		"customers.Promote": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := customers.New(c).Promote(ctx, customers.ID(id), customers.PromoteParams{Login: "jane"})
			return err
		},
		"contacts.Get": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := customers.NewContacts(c).Get(ctx, customers.ContactID(id))
			return err
		},
		"contacts.Create": func(ctx context.Context, c *rest.Client, id int64) error {
			p := validContact()
			p.Customer = customers.ID(id)
			_, err := customers.NewContacts(c).Create(ctx, p)
			return err
		},
		"contacts.Replace": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := customers.NewContacts(c).Replace(ctx, customers.ContactID(id), wantContact(t).Params())
			return err
		},
		"contacts.Delete": func(ctx context.Context, c *rest.Client, id int64) error {
			return customers.NewContacts(c).Delete(ctx, customers.ContactID(id))
		},
		"logins.Get": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := customers.NewLogins(c).Get(ctx, customers.LoginID(id))
			return err
		},
		"logins.Create": func(ctx context.Context, c *rest.Client, id int64) error {
			p := validLogin()
			p.Customer = customers.ID(id)
			_, err := customers.NewLogins(c).Create(ctx, p)
			return err
		},
		"logins.Update": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := customers.NewLogins(c).Update(ctx, customers.LoginID(id), customers.LoginUpdateParams{Enabled: new(true)})
			return err
		},
		"logins.ResetPassword": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := customers.NewLogins(c).ResetPassword(ctx, customers.LoginID(id))
			return err
		},
		"events.List": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := customers.NewEvents(c).List(ctx, customers.ID(id), customers.EventFilter{})
			return err
		},
		"events.All": func(ctx context.Context, c *rest.Client, id int64) error {
			_, err := rest.Collect(customers.NewEvents(c).All(ctx, customers.ID(id), customers.EventFilter{}), 0)
			return err
		},
	}
	for name, call := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, id := range []int64{0, -1, math.MinInt64} {
				if err := call(t.Context(), resttest.NewClient(t, resttest.NoRequest(t)), id); !errors.Is(err, rest.ErrValidation) {
					t.Errorf("%d: %v", id, err)
				}
			}
		})
	}
}
