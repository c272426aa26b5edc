package hostcontrol_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// connect makes a client of a platform in memory.
func connect(srv *hostcontroltest.Server, opts ...hostcontrol.Option) *hostcontrol.Client {
	opts = append([]hostcontrol.Option{hostcontrol.WithBaseURL(srv.URL), hostcontrol.WithAPIKey(srv.APIKey)}, opts...)
	client, err := hostcontrol.New(opts...)
	if err != nil {
		log.Fatal(err)
	}
	return client
}

// The first call. On the platform itself the key is all that is needed, and
// FromEnv takes it from the environment.
func Example() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()

	client, err := hostcontrol.New(
		hostcontrol.WithBaseURL(srv.URL),
		hostcontrol.WithAPIKey(srv.APIKey),
	)
	if err != nil {
		log.Fatal(err)
	}
	domain, err := client.Domains.Register(context.Background(), domains.RegisterParams{Customer: 1, Name: "example.com"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(domain.Name, domain.Status, domain.Expires.Format(time.DateOnly))
	// Output: example.com delivered 2027-01-05
}

// All goes over every page of a list, List reads one of them, and Collect makes
// a slice of the first few items.
func Example_paging() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 250})
	defer srv.Close()
	client, ctx := connect(srv), context.Background()

	count := 0
	for _, err := range client.Customers.All(ctx, customers.Filter{}, rest.WithPrefetch(1)) {
		if err != nil {
			log.Fatal(err)
		}
		count++
	}
	fmt.Println("all:", count)

	page, err := client.Customers.List(ctx, customers.Filter{Offset: 200}, rest.WithPageSize(20))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("page:", len(page.Items), "of", page.Total, "with more to come:", page.HasNext())

	first, err := rest.Collect(client.Customers.All(ctx, customers.Filter{}), 3)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("first:", first[0].ID, first[1].ID, first[2].ID)
	// Output:
	// all: 250
	// page: 20 of 250 with more to come: true
	// first: 1 2 3
}

// An error has a kind, a code where the platform gave one, and what was asked.
func Example_errors() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	client, ctx := connect(srv), context.Background()

	_, err := client.Customers.Get(ctx, 4711)
	fmt.Println(err)
	fmt.Println("not found:", errors.Is(err, hostcontrol.ErrNotFound))

	params := domains.RegisterParams{Customer: 1, Name: "example.com"}
	if _, err := client.Domains.Register(ctx, params); err != nil {
		log.Fatal(err)
	}
	_, err = client.Domains.Register(ctx, params)
	switch {
	case errors.Is(err, domains.CodeDomainTaken):
		fmt.Println("somebody has the name")
	case errors.Is(err, hostcontrol.ErrConflict):
		fmt.Println("something else is in the way")
	}
	if failure, ok := errors.AsType[*hostcontrol.Error](err); ok {
		fmt.Println(failure.Operation, failure.Code, failure.Status)
	}
	// Output:
	// customers.get: GET /customer/4711: request_resource_unknown: unknown customer (request req-00000001)
	// not found: true
	// somebody has the name
	// domains.register domain_taken 200
}

// Bad values are told field by field, in the platform's names and all at once:
// by the SDK before it sends anything, or by the platform.
func Example_fieldErrors() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	client, ctx := connect(srv), context.Background()

	show := func(err error) {
		failure, ok := errors.AsType[*hostcontrol.Error](err)
		if !ok || !errors.Is(err, hostcontrol.ErrValidation) {
			log.Fatal(err)
		}
		for _, field := range failure.Fields {
			fmt.Printf("%s: %s (requests made: %d)\n", field.Field, field.Message, failure.Attempts)
		}
	}
	_, err := client.Domains.Register(ctx, domains.RegisterParams{Name: "exam_ple.com", Months: 13})
	show(err)
	_, err = client.Domains.Register(ctx, domains.RegisterParams{Customer: 4711, Name: "example.com"})
	show(err)
	// Output:
	// customer: must be positive (requests made: 0)
	// domain: must not hold '_' (requests made: 0)
	// interval: must be a multiple of 12 months, and 120 at most (requests made: 0)
	// customer: Select a valid choice. That choice is not one of the available choices. (requests made: 1)
}

// A read is repeated when it fails, and so is what does no harm if it happens
// twice. A purchase whose answer gets lost is looked up instead.
func Example_retries() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	client, ctx := connect(srv, hostcontrol.WithBackoff(time.Millisecond, 10*time.Millisecond)), context.Background()

	srv.Inject(
		hostcontroltest.Fault{Method: "GET", Path: "/customer/1", Status: http.StatusBadGateway, Times: 2},
		hostcontroltest.Fault{Method: "POST", Path: "/domain", Kind: hostcontroltest.FaultDrop, AfterCommit: true},
	)
	if _, err := client.Customers.Get(ctx, 1); err != nil {
		log.Fatal(err)
	}
	if _, err := client.Domains.Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.com"}); err != nil {
		log.Fatal(err)
	}
	for _, request := range srv.Requests() {
		fmt.Println(request.Method, request.Path, request.Status)
	}
	// Output:
	// GET /customer/1 502
	// GET /customer/1 502
	// GET /customer/1 200
	// POST /domain 0
	// GET /domain/example.com 200
}

// When looking does not help either, the outcome is unknown, and the error says
// what to look for. The same call with the same reference settles it later, in
// another run of the program, too: what was bought is found and not bought
// again.
func Example_unknownOutcome() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	client, ctx := connect(srv, hostcontrol.WithRetries(0)), context.Background()
	srv.Inject(
		hostcontroltest.Fault{Method: "POST", Path: "/domain", Kind: hostcontroltest.FaultDrop, AfterCommit: true, Times: 1},
		hostcontroltest.Fault{Method: "GET", Path: "/domain/*", Status: http.StatusServiceUnavailable},
	)

	params := domains.RegisterParams{Customer: 1, Name: "example.com", ClientReference: "order-4711"} // kept before the call
	_, err := client.Domains.Register(ctx, params)
	if unknown, ok := errors.AsType[*hostcontrol.OutcomeUnknownError](err); ok {
		fmt.Println(unknown.Operation, unknown.Reference, errors.Is(err, hostcontrol.ErrOutcomeUnknown))
	}

	srv.ClearFaults()
	domain, err := client.Domains.Register(ctx, params)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(domain.Name, domain.Status, domain.ClientReference)
	// Output:
	// domains.register order-4711 true
	// example.com delivered order-4711
}
