package domains_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// connect makes a client of a platform in memory.
func connect(srv *hostcontroltest.Server) *rest.Client {
	client, err := rest.New(rest.Config{
		BaseURL:     srv.URL,
		Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), ""),
		HTTPClient:  srv.Client(),
	})
	if err != nil {
		log.Fatal(err)
	}
	return client
}

// A renewal names the expiry that the caller saw. Asked for twice, it is
// carried out once.
func Example() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := domains.New(connect(srv)), context.Background()

	domain, err := service.Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.com"})
	if err != nil {
		log.Fatal(err)
	}
	renewed, err := service.Renew(ctx, domain.Term(), 12)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(renewed.Name, "is paid for", renewed.Expires.Year()-domain.Created.Year(), "years")

	_, err = service.Renew(ctx, domain.Term(), 12)
	fmt.Println("again:", errors.Is(err, domains.CodeExpiryMismatch))
	// Output:
	// example.com is paid for 2 years
	// again: true
}

func ExampleParseName() {
	for _, given := range []string{"WWW.Example.com.", "bücher.example", "exam_ple.com"} {
		name, err := domains.ParseName(given)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(name, name.Unicode(), name.TLD())
	}
	// Output:
	// www.example.com www.example.com example.com
	// xn--bcher-kva.example bücher.example example
	// domain name "exam_ple.com" must not hold '_'
}

func ExampleService_CheckAll() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := domains.New(connect(srv)), context.Background()
	if _, err := service.Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.com"}); err != nil {
		log.Fatal(err)
	}

	var free []string
	names := slices.Values([]string{"example.com", "example.net", "example.org"})
	for checked, err := range service.CheckAll(ctx, names, 2) {
		if err != nil {
			log.Print(checked.Name, ": ", err)
			continue
		}
		if checked.Availability == domains.AvailabilityFree {
			free = append(free, checked.Name)
		}
	}
	slices.Sort(free) // results come in no order
	fmt.Println(free)
	// Output: [example.net example.org]
}

// A term of years that cannot be bought to its end says how far it came, and
// what is missing can be bought later.
func ExampleService_Resume() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := domains.New(connect(srv)), context.Background()

	// Registries such as that of .no look at a registration before there is
	// anything to renew.
	domain, err := service.Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.no", Months: 36})
	partial, ok := errors.AsType[*domains.PartialTermError](err)
	if ok {
		fmt.Println(partial)
		srv.Advance(time.Hour)
		domain, err = service.Resume(ctx, partial)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(domain.Status, domain.Expires.Year()-domain.Created.Year(), "years")
	// Output:
	// 12 of 36 months of example.no were bought: the domain has no expiry yet
	// delivered 3 years
}

func ExampleService_Update() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := domains.New(connect(srv)), context.Background()
	if _, err := service.Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.com"}); err != nil {
		log.Fatal(err)
	}

	domain, err := service.Update(ctx, "example.com", domains.UpdateParams{AutoRenew: new(false), Privacy: new(true)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(domain.AutoRenew, domain.Privacy)
	// Output: false true
}

// Whoever has the code can transfer the domain away, so printing it shows
// nothing.
func ExampleService_AuthCode() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := domains.New(connect(srv)), context.Background()
	if _, err := service.Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.com"}); err != nil {
		log.Fatal(err)
	}

	if _, err := service.AllowTransfer(ctx, "example.com"); err != nil {
		log.Fatal(err)
	}
	code, err := service.AuthCode(ctx, "example.com")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(code, len(code.Reveal()) > 0)
	// Output: [redacted] true
}

func ExampleService_AllPrices() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: -1})
	defer srv.Close()
	service := domains.New(connect(srv))

	for price, err := range service.AllPrices(context.Background(), domains.PriceFilter{}) {
		if err != nil {
			log.Fatal(err)
		}
		if price.TLD == "com" {
			fmt.Println(price.Register, price.Renew, price.Restore)
		}
	}
	// Output: 8.99 EUR 9.99 EUR 79.00 EUR
}

func ExampleService_SetNameServers() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := domains.New(connect(srv)), context.Background()
	if _, err := service.Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.com"}); err != nil {
		log.Fatal(err)
	}

	_, err := service.SetNameServers(ctx, "example.com", []string{"ns1.example.net", "ns2.example.net"})
	if err != nil {
		log.Fatal(err)
	}
	servers, err := service.NameServers(ctx, "example.com")
	if err != nil {
		log.Fatal(err)
	}
	for _, server := range servers {
		fmt.Println(server.Hostname)
	}
	// Output:
	// ns1.example.net
	// ns2.example.net
}
