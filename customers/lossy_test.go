package customers_test

import (
	"fmt"
	"testing"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/internal/resttest"
	"github.com/hostcontrol-go/sdk/rest"
)

// On a network that loses answers, everything happens once.
func TestEverythingHappensOnce(t *testing.T) {
	t.Parallel()
	const times = 10
	faults, err := hostcontroltest.Profile("lossy")
	if err != nil {
		t.Fatal(err)
	}
	srv, client := resttest.NewPlatform(t, hostcontroltest.Options{Customers: -1})
	service, resellers, ctx := customers.New(client), customers.NewResellers(client), t.Context()
	srv.Inject(faults...)
	for i := range times {
		p := validCreate()
		p.Email, p.ClientReference = fmt.Sprintf("jane.%d@example.org", i), ""
		if _, err := service.Create(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	reseller, err := service.Promote(ctx, 1, customers.PromoteParams{Login: "jane-reseller"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range times {
		contact, login := validContact(), validLogin()
		contact.Customer, contact.ClientReference = 2, ""
		login.Customer, login.ClientReference, login.Login = 3, "", fmt.Sprintf("jane.%d", i)
		if _, err := customers.NewContacts(client).Create(ctx, contact); err != nil {
			t.Fatal(err)
		}
		if _, err := customers.NewLogins(client).Create(ctx, login); err != nil {
			t.Fatal(err)
		}
		if _, err := resellers.Credit(ctx, reseller.Reference, customers.BalanceParams{Amount: resttest.Amount(t, "1", "EUR")}); err != nil {
			t.Fatal(err)
		}
	}
	srv.ClearFaults()

	made, err := rest.Collect(service.All(ctx, customers.Filter{}), 0)
	if err != nil || len(made) != times {
		t.Errorf("%d customers, %v, want %d", len(made), err, times)
	}
	contacts, err := rest.Collect(customers.NewContacts(client).All(ctx, customers.ContactFilter{Customer: 2}), 0)
	if err != nil || len(contacts) != times+1 {
		t.Errorf("%d contacts, %v, want the primary one and %d", len(contacts), err, times)
	}
	logins, err := rest.Collect(customers.NewLogins(client).All(ctx, customers.LoginFilter{Customer: 3}), 0)
	if err != nil || len(logins) != times+1 {
		t.Errorf("%d logins, %v, want the first one and %d", len(logins), err, times)
	}
	reseller, err = resellers.Get(ctx, reseller.Reference)
	if err != nil || reseller.Balance.Number() != "10.00" {
		t.Errorf("balance %v, %v", reseller.Balance, err)
	}
	lost := 0
	for _, request := range srv.Requests() {
		if request.Committed && request.Fault != "" && request.Method == "POST" {
			lost++
		}
	}
	if lost < times/2 {
		t.Errorf("only %d answers got lost", lost)
	}
}
