package hosting_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains/hosting"
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

// Find a plan and buy an account on it.
func Example() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := hosting.New(connect(srv)), context.Background()

	for plan, err := range service.AllPlans(ctx, hosting.PlanFilter{}) {
		if err != nil {
			log.Fatal(err)
		}
		if plan.MaxDomains < 5 {
			continue
		}
		account, err := service.Add(ctx, hosting.AddParams{Customer: 1, Plan: plan.ID, Months: plan.Interval})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(account.Plan.Name, account.Status)
		break
	}
	// Output: Web M delivered
}

// A program that keeps the reference of what it buys can repeat the call
// whatever happened to it, and buys once.
func ExampleService_Add() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := hosting.New(connect(srv)), context.Background()

	params := hosting.AddParams{Customer: 1, Plan: 1, ClientReference: "shop-order-20931"}
	first, err := service.Add(ctx, params)
	if err != nil {
		log.Fatal(err)
	}
	again, err := service.Add(ctx, params)
	if errors.Is(err, customers.CodeInsufficientBalance) {
		log.Fatal("top up the balance first")
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(first.Reference == again.Reference)
	// Output: true
}

func ExampleService_Suspend() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := hosting.New(connect(srv)), context.Background()

	for account, err := range service.All(ctx, hosting.Filter{Customer: 1, Status: hosting.StatusDelivered}) {
		if err != nil {
			log.Fatal(err)
		}
		account, err = service.Suspend(ctx, account.Reference, "invoice is overdue")
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(account.Status, account.Active)
	}
	// Output: suspended false
}

// An account that is not renewed serves until it expires.
func ExampleService_SetAutoRenew() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := hosting.New(connect(srv)), context.Background()

	account, err := service.Add(ctx, hosting.AddParams{Customer: 1, Plan: 1})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := service.SetAutoRenew(ctx, account.Reference, false); err != nil {
		log.Fatal(err)
	}
	srv.Advance(account.Expires.Sub(srv.Now()))
	account, err = service.Get(ctx, account.Reference)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(account.Status)
	// Output: expired
}
