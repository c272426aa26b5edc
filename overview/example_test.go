package overview_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/overview"
	"github.com/hostcontrol-go/sdk/rest"
)

// Show a customer's screen although a part of it cannot be read.
func Example() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1, InMemory: true})
	defer srv.Close()
	srv.Inject(hostcontroltest.Fault{Method: "GET", Path: "/order", Kind: hostcontroltest.FaultStatus})
	client, err := rest.New(rest.Config{
		BaseURL:     srv.URL,
		Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), ""),
		HTTPClient:  srv.Client(),
		Retries:     -1,
	})
	if err != nil {
		log.Fatal(err)
	}

	screen, err := overview.New(client).Get(context.Background(), 1, overview.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(screen.Customer.PrimaryContact.Name, screen.Customer.Label.Brand, screen.Customer.RegistrationIP)
	for _, domain := range screen.Domains.Items {
		fmt.Println(domain.Name, domain.Status)
	}
	if errors.Is(screen.Orders.Err, rest.ErrServer) {
		fmt.Println("the platform could not list the orders")
	}
	// Output:
	// Hugo Bloggs Example Hosting 2001:db8::47
	// example-000001.com delivered
	// example-000002.com delivered
	// example-000003.net delivered
	// the platform could not list the orders
}
