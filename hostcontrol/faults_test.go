package hostcontrol_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

func newCustomer(email string) customers.CreateParams {
	return customers.CreateParams{
		Name: "Jane Roe", Address: "Sample Lane 7", Zipcode: "3511AB", City: "Utrecht", State: "Utrecht", Country: "NL",
		Email: email, Voice: "+31.301234567", RegistrationIP: netip.MustParseAddr("192.0.2.44"),
		Password: rest.NewSecret("not-a-real-password"),
	}
}

// outcome is what a call said, and what is there afterwards.
type outcome struct {
	email string
	id    customers.ID
	err   error
}

// TestCreateUnderFaults creates 10,000 customers while 30 % of all requests
// meet trouble of every kind, answers lost after the fact included. Every
// hundredth call asks for an address that is taken.
func TestCreateUnderFaults(t *testing.T) {
	t.Parallel()
	const calls, workers = 10_000, 50
	synctest.Test(t, func(t *testing.T) {
		faults, err := hostcontroltest.Profile("flaky")
		if err != nil {
			t.Fatal(err)
		}
		faults = append(faults,
			hostcontroltest.Fault{Kind: hostcontroltest.FaultExpireToken, Share: 0.01},
			hostcontroltest.Fault{Path: "/oauth/token", Kind: hostcontroltest.FaultStatus, Status: 503, Share: 0.1})
		srv := hostcontroltest.NewServer(hostcontroltest.Options{InMemory: true})
		defer srv.Close()
		shared := []hostcontrol.Option{
			hostcontrol.WithBaseURL(srv.URL), hostcontrol.WithHTTPClient(srv.Client()), hostcontrol.WithLimiter(rest.Unlimited()),
		}
		client := func(credentials hostcontrol.Option) *hostcontrol.Client {
			c, err := hostcontrol.New(append(slices.Clone(shared), credentials)...)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		clients := []*hostcontrol.Client{
			client(hostcontrol.WithAPIKey(srv.APIKey)),
			client(hostcontrol.WithBasic(srv.ResellerReference, srv.APIKey)),
			client(hostcontrol.WithClientCredentials(srv.TokenURL, srv.ClientID, srv.ClientSecret)),
		}
		clean := clients[0]
		before, err := emails(t.Context(), clean)
		if err != nil {
			t.Fatal(err)
		}
		taken := slices.Sorted(maps.Keys(before))

		srv.Inject(faults...)
		outcomes := make([]outcome, calls)
		work := make(chan int)
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				for i := range work {
					email := fmt.Sprintf("new.%d@example.com", i)
					if i%100 == 99 {
						email = taken[i%len(taken)]
					}
					got, err := clients[i%len(clients)].Customers.Create(t.Context(), newCustomer(email))
					outcomes[i] = outcome{email: email, err: err}
					if err == nil {
						outcomes[i].id = got.ID
					}
				}
			})
		}
		for i := range calls {
			work <- i
		}
		close(work)
		wg.Wait()
		srv.ClearFaults()

		after, err := emails(t.Context(), clean)
		if err != nil {
			t.Fatal(err)
		}
		hits := map[string]int{}
		committed := 0
		for _, r := range srv.Requests() {
			if r.Fault != "" {
				hits[r.Fault]++
			}
			if r.Operation == "customers.create" && r.Committed {
				committed++
			}
		}
		table := settle(t, clean, before, after, outcomes)
		t.Logf("%d calls, %d requests, %d of them in trouble; faults met: %v", calls, len(srv.Requests()), total(hits), hits)
		for _, line := range slices.Sorted(maps.Keys(table)) {
			t.Logf("  %-55s %6d", line, table[line])
		}
		if share := float64(total(hits)) / float64(len(srv.Requests())); share < 0.25 {
			t.Errorf("only %.0f %% of the requests met trouble", share*100)
		}
		created := 0
		for email, ids := range after {
			if len(ids) != 1 {
				t.Errorf("%s is there %d times", email, len(ids))
			}
			if before[email] == nil {
				created++
			}
		}
		t.Logf("customers on the platform: %d before, %d new", len(before), created)
	})
}

func total(counts map[string]int) (n int) {
	for _, v := range counts {
		n += v
	}
	return n
}

// emails lists all customers by e-mail address.
func emails(ctx context.Context, c *hostcontrol.Client) (map[string][]customers.ID, error) {
	found := map[string][]customers.ID{}
	for customer, err := range c.Customers.All(ctx, customers.Filter{}, rest.WithPageSize(500)) {
		if err != nil {
			return nil, err
		}
		email := customer.PrimaryContact.Email
		found[email] = append(found[email], customer.ID)
	}
	return found, nil
}

// settle holds what the calls said against what is there, and counts.
func settle(t *testing.T, clean *hostcontrol.Client, before, after map[string][]customers.ID, outcomes []outcome) map[string]int {
	table := map[string]int{}
	for _, o := range outcomes {
		ids, wasThere := after[o.email], before[o.email] != nil
		switch {
		case o.err == nil:
			table["created"]++
			if wasThere || len(ids) != 1 || ids[0] != o.id {
				t.Errorf("%s was created as %d, but there is %v", o.email, o.id, ids)
			}
		case errors.Is(o.err, customers.CodeEmailInUse):
			table["refused: email_in_use"]++
			if !wasThere {
				t.Errorf("%s was free, but refused: %v", o.email, o.err)
			}
		case errors.Is(o.err, hostcontrol.ErrOutcomeUnknown):
			found, err := clean.Customers.FindByEmail(t.Context(), o.email)
			unknown, _ := errors.AsType[*hostcontrol.OutcomeUnknownError](o.err)
			switch {
			case unknown.Reference == "":
				t.Errorf("%s: no reference to look for in %v", o.email, o.err)
			case err == nil && found.ClientReference == unknown.Reference:
				table["unknown, and the look-up says: created"]++
			case err == nil && wasThere:
				table["unknown, and the look-up says: somebody else's"]++
			case errors.Is(err, hostcontrol.ErrNotFound) && len(ids) == 0:
				table["unknown, and the look-up says: not created"]++
			default:
				t.Errorf("%s cannot be settled: %v, %v", o.email, found, err)
			}
		default:
			table["failed, not carried out: "+kind(o.err)]++
			if !wasThere && len(ids) > 0 {
				t.Errorf("%s was reported as failed, but is there: %v", o.email, o.err)
			}
		}
	}
	return table
}

func kind(err error) string {
	for name, kind := range map[string]error{
		"rate limited": hostcontrol.ErrRateLimited, "server": hostcontrol.ErrServer, "unauthorized": hostcontrol.ErrUnauthorized,
		"no answer": hostcontrol.ErrNoAnswer, "validation": hostcontrol.ErrValidation,
	} {
		if errors.Is(err, kind) {
			return name
		}
	}
	return strings.SplitN(err.Error(), ":", 2)[0]
}
