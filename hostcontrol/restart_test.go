package hostcontrol_test

import (
	"context"
	"testing"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

func newClient(t *testing.T, srv *hostcontroltest.Server) *hostcontrol.Client {
	t.Helper()
	client, err := hostcontrol.New(hostcontrol.WithBaseURL(srv.URL), hostcontrol.WithAPIKey(srv.APIKey), hostcontrol.WithLimiter(rest.Unlimited()))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// TestRepeatedAfterARestart: a program that kept the reference of a call and
// makes the call again, not knowing how it ended, gets what it made.
func TestRepeatedAfterARestart(t *testing.T) {
	t.Parallel()
	srv := hostcontroltest.NewServer(hostcontroltest.Options{})
	t.Cleanup(srv.Close)
	client := newClient(t, srv)
	ctx := t.Context()
	first, err := rest.Collect(client.Resellers.All(ctx, customers.ResellerFilter{}), 1)
	if err != nil {
		t.Fatal(err)
	}
	ten, err := currency.NewAmount("10.00", first[0].Balance.CurrencyCode())
	if err != nil {
		t.Fatal(err)
	}
	contact := customers.ContactCreateParams{Customer: 1, ClientReference: "contact-1",
		Name: "Jane Roe", Address: "Sample Lane 7", Zipcode: "3511AB", City: "Utrecht", State: "Utrecht", Country: "NL",
		Email: "second@example.org", Voice: "+31.301234567",
	}
	params := newCustomer("again@example.com")
	params.ClientReference = "customer-1"
	filed, err := srv.OpenTicket(1, "Mail comes back", "All of it.")
	if err != nil {
		t.Fatal(err)
	}
	ticket := support.TicketID(filed)
	calls := map[string]func(context.Context) (any, error){
		"customer": func(ctx context.Context) (any, error) {
			c, err := client.Customers.Create(ctx, params)
			if err != nil {
				return nil, err
			}
			return c.ID, nil
		},
		"contact": func(ctx context.Context) (any, error) {
			c, err := client.Contacts.Create(ctx, contact)
			if err != nil {
				return nil, err
			}
			return c.ID, nil
		},
		"login": func(ctx context.Context) (any, error) {
			l, err := client.Logins.Create(ctx, customers.LoginCreateParams{Customer: 2, Login: "second@example.net", Password: rest.NewSecret("not-a-real-password"), ClientReference: "login-1"})
			if err != nil {
				return nil, err
			}
			return l.ID, nil
		},
		"reseller": func(ctx context.Context) (any, error) {
			r, err := client.Customers.Promote(ctx, 3, customers.PromoteParams{Login: "reseller-three", ClientReference: "promotion-1"})
			if err != nil {
				return nil, err
			}
			return r.Reference, nil
		},
		"credit": func(ctx context.Context) (any, error) {
			b, err := client.Resellers.Credit(ctx, first[0].Reference, customers.BalanceParams{Amount: ten, Description: "deposit", ClientReference: "credit-1"})
			if err != nil {
				return nil, err
			}
			return b.ID, nil
		},
		"ticket": func(ctx context.Context) (any, error) {
			made, err := client.Tickets.Create(ctx, support.CreateParams{Customer: 1, Subject: "Maintenance", Body: "On Sunday.", ClientReference: "ticket-1"})
			if err != nil {
				return nil, err
			}
			return made.ID, nil
		},
		"reply": func(ctx context.Context) (any, error) {
			written, err := client.Tickets.Reply(ctx, ticket, support.MessageParams{Body: "Done.", ClientReference: "reply-1"})
			if err != nil {
				return nil, err
			}
			return len(written.Messages), nil
		},
	}
	for name, call := range calls {
		made, err := call(ctx)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again, err := call(ctx)
		if err != nil || again != made {
			t.Errorf("%s: made %v, and again %v, %v", name, made, again, err)
		}
	}
	after, err := client.Resellers.Get(ctx, first[0].Reference)
	if err != nil {
		t.Fatal(err)
	}
	if want, _ := first[0].Balance.Add(ten); !after.Balance.Equal(want) {
		t.Errorf("the balance is %s, not %s", after.Balance, want)
	}
}
