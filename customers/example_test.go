package customers_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/netip"

	"github.com/bojanz/currency"

	"github.com/hostcontrol-go/sdk/customers"
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

// Look for a customer before creating one, as an e-mail address can be used
// once.
func Example() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: -1})
	defer srv.Close()
	client, err := rest.New(rest.Config{
		BaseURL:     srv.URL,
		Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), ""),
		HTTPClient:  srv.Client(),
	})
	if err != nil {
		log.Fatal(err)
	}
	service, ctx := customers.New(client), context.Background()

	customer, err := service.FindByEmail(ctx, "jane@example.org")
	if errors.Is(err, rest.ErrNotFound) {
		customer, err = service.Create(ctx, customers.CreateParams{
			Name:           "Jane Roe",
			Address:        "Sample Lane 7",
			Zipcode:        "3511AB",
			City:           "Utrecht",
			Country:        "NL",
			Email:          "jane@example.org",
			Voice:          "+31.301234567",
			RegistrationIP: netip.MustParseAddr("192.0.2.44"),
			Password:       rest.NewSecret("not-a-real-password"),
		})
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(customer.PrimaryContact.Name, "is customer", customer.ID)
	// Output: Jane Roe is customer 1
}

// All that is wrong is told at once, in the platform's names of the fields.
func ExampleService_Create() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: -1})
	defer srv.Close()
	service := customers.New(connect(srv))

	_, err := service.Create(context.Background(), customers.CreateParams{
		Name:           "Jane Roe",
		Address:        "Sample Lane 7",
		Zipcode:        "SW1A 1AA",
		City:           "London",
		Country:        "UK",
		Email:          "jane@example.org",
		Voice:          "020 12345678",
		RegistrationIP: netip.MustParseAddr("192.0.2.44"),
		Password:       rest.NewSecret("not-a-real-password"),
	})
	if failure, ok := errors.AsType[*rest.Error](err); ok {
		for _, field := range failure.Fields {
			fmt.Println(field)
		}
	}
	// Output:
	// country: must be GB for the United Kingdom
	// voice: must be a phone number such as +31.201234567
}

func ExampleService_All() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 250})
	defer srv.Close()
	service := customers.New(connect(srv))

	enabled := 0
	for customer, err := range service.All(context.Background(), customers.Filter{Enabled: new(true)}) {
		if err != nil {
			log.Fatal(err)
		}
		if customer.Enabled {
			enabled++
		}
	}
	fmt.Println(enabled > 200)
	// Output: true
}

func ExampleService_Update() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service := customers.New(connect(srv))

	customer, err := service.Update(context.Background(), 1, customers.UpdateParams{
		AutoRenew: new(false),
		Tags:      []string{"wholesale"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(customer.AutoRenew, customer.Tags)
	// Output: false [wholesale]
}

// The link is a credential, so printing it shows nothing.
func ExampleService_LoginAs() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service := customers.New(connect(srv))

	link, err := service.LoginAs(context.Background(), 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(link.URL)
	resp, err := srv.Client().Get(link.URL.Reveal())
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status)
	// Output:
	// [redacted]
	// 200 OK
}

// A domain that is linked to a hosting account moves only together with it.
func ExampleService_MoveProducts() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 2})
	defer srv.Close()
	service, ctx := customers.New(connect(srv)), context.Background()

	customer, err := service.Get(ctx, 1)
	if err != nil {
		log.Fatal(err)
	}
	_, err = service.MoveProducts(ctx, customer.ID, customers.MoveParams{
		To:      2,
		Domains: customer.PrimaryContact.Domains,
	})
	fmt.Println(errors.Is(err, rest.ErrValidation))
	// Output: true
}

func ExampleService_Promote() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := customers.New(connect(srv)), context.Background()

	reseller, err := service.Promote(ctx, 1, customers.PromoteParams{Login: "jane-reseller"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(reseller.Login, reseller.Balance)

	_, err = service.Promote(ctx, 1, customers.PromoteParams{Login: "jane-again"})
	fmt.Println(errors.Is(err, customers.CodeAlreadyReseller))
	// Output:
	// jane-reseller 0.00 EUR
	// true
}

// A contact is replaced as a whole; its own parameters keep what is not meant
// to change.
func ExampleContactService_Replace() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := customers.NewContacts(connect(srv)), context.Background()

	for contact, err := range service.All(ctx, customers.ContactFilter{Customer: 1}) {
		if err != nil {
			log.Fatal(err)
		}
		if contact.Type != customers.ContactPrimary {
			continue
		}
		params := contact.Params()
		params.Address = "Changed Lane 9"
		params.Extra.TciRu = &customers.TciRu{IDNumber: "1234567890", IssuedByCountry: "NL"}
		contact, err := service.Replace(ctx, contact.ID, params)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(contact.Address, contact.Extra.TciRu.IDNumber)
	}
	// Output: Changed Lane 9 1234567890
}

func ExampleLoginService_Create() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := customers.NewLogins(connect(srv)), context.Background()

	login, err := service.Create(ctx, customers.LoginCreateParams{
		Customer: 1,
		Login:    "jane.office",
		Password: rest.NewSecret("not-a-real-password"),
	})
	if err != nil {
		log.Fatal(err)
	}
	login, err = service.Update(ctx, login.ID, customers.LoginUpdateParams{Enabled: new(false)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(login.Login, login.Type, login.Enabled)
	// Output: jane.office customer false
}

func ExampleEventService_All() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	client, ctx := connect(srv), context.Background()

	since := srv.Now()
	if _, err := customers.New(client).Update(ctx, 1, customers.UpdateParams{Enabled: new(false)}); err != nil {
		log.Fatal(err)
	}
	for event, err := range customers.NewEvents(client).All(ctx, 1, customers.EventFilter{Since: since}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(event.Type, event.Status)
	}
	// Output:
	// customer.updated succeeded
	// customer.disabled succeeded
}

func ExampleResellerService_Credit() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	client, ctx := connect(srv), context.Background()

	reseller, err := customers.New(client).Promote(ctx, 1, customers.PromoteParams{Login: "jane-reseller"})
	if err != nil {
		log.Fatal(err)
	}
	amount, err := currency.NewAmount("250.00", "EUR")
	if err != nil {
		log.Fatal(err)
	}
	service := customers.NewResellers(client)
	booked, err := service.Credit(ctx, reseller.Reference, customers.BalanceParams{
		Amount:          amount,
		Description:     "Deposit of January",
		ClientReference: "deposit-2026-01",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(booked.Type, booked.Amount, booked.Balance)

	amount, err = currency.NewAmount("300.00", "EUR")
	if err != nil {
		log.Fatal(err)
	}
	_, err = service.Debit(ctx, reseller.Reference, customers.BalanceParams{Amount: amount, Description: "Correction"})
	fmt.Println(errors.Is(err, customers.CodeInsufficientBalance))
	// Output:
	// credit 250.00 EUR 250.00 EUR
	// true
}

func ExampleLabelService_Get() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: -1})
	defer srv.Close()

	label, err := customers.NewLabel(connect(srv)).Get(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(label.Brand, label.Currency.Code)
	// Output: Example Hosting EUR
}
