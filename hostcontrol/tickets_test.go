package hostcontrol_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
	"github.com/hostcontrol-go/sdk/support"
)

// TestTicketsUnderFaults opens tickets and writes into them, all with the same
// text, while 30 % of all requests meet trouble. What customers read twice makes
// a reseller look foolish, and what they never get makes them wait.
func TestTicketsUnderFaults(t *testing.T) {
	t.Parallel()
	const tickets, workers = billableCalls / 10, 50
	synctest.Test(t, func(t *testing.T) {
		srv := hostcontroltest.NewServer(hostcontroltest.Options{InMemory: true, Customers: 1})
		defer srv.Close()
		client, err := hostcontrol.New(hostcontrol.WithBaseURL(srv.URL), hostcontrol.WithAPIKey(srv.APIKey),
			hostcontrol.WithHTTPClient(srv.Client()), hostcontrol.WithLimiter(rest.Unlimited()))
		if err != nil {
			t.Fatal(err)
		}
		faults, err := hostcontroltest.Profile("flaky")
		if err != nil {
			t.Fatal(err)
		}
		srv.Inject(faults...)
		said := make([]map[string]error, tickets) // by the references that were sent
		work := make(chan int)
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				for i := range work {
					said[i] = converse(t, client, i)
				}
			})
		}
		for i := range tickets {
			work <- i
		}
		close(work)
		wg.Wait()
		srv.ClearFaults()

		there, mails := written(t, client), 0
		table := map[string]int{}
		for _, outcomes := range said {
			for reference, err := range outcomes {
				n := there[reference]
				if !strings.HasPrefix(reference, "comment") {
					mails += n
				}
				table[verdict(err)+fmt.Sprintf(", there %d times", n)]++
				if unknown, ok := errors.AsType[*hostcontrol.OutcomeUnknownError](err); ok && unknown.Reference != reference {
					t.Errorf("no reference to look for in %v", err)
				}
			}
		}
		t.Logf("%d requests: %v", len(srv.Requests()), table)
		for line := range table {
			switch line {
			case "done, there 1 times", "failed, there 0 times", "outcome unknown, there 0 times", "outcome unknown, there 1 times":
			default:
				t.Error(line)
			}
		}
		if got := len(srv.Mails()); got != mails || table["done, there 1 times"] < tickets {
			t.Errorf("%d mails, want %d", got, mails)
		}
	})
}

// converse opens a ticket, comments on it and replies to it, and gives what each
// call came to.
func converse(t *testing.T, client *hostcontrol.Client, i int) map[string]error {
	ctx, said := t.Context(), map[string]error{}
	reference := fmt.Sprintf("ticket-%d", i)
	made, err := client.Tickets.Create(ctx, support.CreateParams{Customer: 1, Subject: "The same subject", Body: "The same text.", ClientReference: reference})
	said[reference] = err
	if err != nil {
		return said
	}
	for kind, write := range map[string]func(p support.MessageParams) (*support.Ticket, error){
		"comment": func(p support.MessageParams) (*support.Ticket, error) { return client.Tickets.Comment(ctx, made.ID, p) },
		"reply":   func(p support.MessageParams) (*support.Ticket, error) { return client.Tickets.Reply(ctx, made.ID, p) },
	} {
		reference := fmt.Sprintf("%s-%d", kind, i)
		_, said[reference] = write(support.MessageParams{Body: "The same text.", ClientReference: reference})
	}
	return said
}

// written counts what is there by reference.
func written(t *testing.T, client *hostcontrol.Client) map[string]int {
	t.Helper()
	there := map[string]int{}
	for ticket, err := range client.Tickets.All(t.Context(), support.TicketFilter{}, rest.WithPageSize(500)) {
		if err != nil {
			t.Fatal(err)
		}
		there[ticket.ClientReference]++
		for _, message := range ticket.Messages {
			there[message.ClientReference]++
		}
	}
	return there
}

func verdict(err error) string {
	switch {
	case err == nil:
		return "done"
	case errors.Is(err, hostcontrol.ErrOutcomeUnknown):
		return "outcome unknown"
	}
	return "failed"
}
