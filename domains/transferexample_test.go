package domains_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// transfersOf makes a service on a platform in memory.
func transfersOf(srv *hostcontroltest.Server) *domains.TransferService {
	client, err := rest.New(rest.Config{
		BaseURL:     srv.URL,
		Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), ""),
		HTTPClient:  srv.Client(),
	})
	if err != nil {
		log.Fatal(err)
	}
	return domains.NewTransfers(client)
}

// A transfer says what it waits for; the code can be given later.
func ExampleTransferService_Start() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	transfers, ctx := transfersOf(srv), context.Background()

	transfer, err := transfers.Start(ctx, domains.TransferParams{Customer: 1, Name: "example.com"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(transfer.Status)
	if transfer.RequiredAction() == domains.ActionSupplyAuthCode {
		transfer, err = transfers.SupplyAuthCode(ctx, transfer.ID, rest.NewSecret("Ex4mple~Code"))
		if err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(transfer.Status, transfer.AuthCode)
	// Output:
	// wait_for_auth_code
	// scheduled [redacted]
}

// Waiting takes days on the platform, and no time on its clock in memory.
func ExampleTransferService_Wait() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	transfers, ctx := transfersOf(srv), context.Background()

	transfer, err := transfers.Start(ctx, domains.TransferParams{Customer: 1, Name: "example.com", AuthCode: rest.NewSecret("Ex4mple~Code")})
	if err != nil {
		log.Fatal(err)
	}
	transfer, err = transfers.Wait(ctx, transfer.ID, domains.WaitOptions{
		Min: time.Millisecond,
		Progress: func(t *domains.Transfer) {
			fmt.Println(t.Name, "is", t.Status)
			srv.Advance(time.Hour)
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("expires", transfer.Domain.Expires.Format(time.DateOnly))
	// Output:
	// example.com is scheduled
	// example.com is pending
	// example.com is completed
	// expires 2027-01-05
}

// Where a domain is to be hosted may be settled while it is on its way.
func ExampleTransferService_SetNameServers() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	transfers, ctx := transfersOf(srv), context.Background()

	transfer, err := transfers.Start(ctx, domains.TransferParams{Customer: 1, Name: "example.com"})
	if err != nil {
		log.Fatal(err)
	}
	transfer, err = transfers.SetNameServers(ctx, transfer.ID, []string{"ns1.example.net", "ns2.example.net"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(transfer.Status)
	for _, server := range transfer.NameServers {
		fmt.Println(server.Hostname)
	}
	// Output:
	// wait_for_auth_code
	// ns1.example.net
	// ns2.example.net
}

// All that is wrong with a file is told at once, and never an auth code.
func ExampleReadTransferCSV() {
	const file = `domain;customer;auth_code;privacy;ns1;ns2
bücher.example;35;Ex4mple~Code;yes;ns1.example.net;ns2.example.net
example.com;Jane Roe;Ex4mple~Code;no;;
example..org;35;Ex4mple~Code;perhaps;;
xn--bcher-kva.example;35;Ex4mple~Code;;;
`
	for row, err := range domains.ReadTransferCSV(strings.NewReader(file)) {
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Println(row.Line, row.Name, row.Customer, row.NameServers)
	}
	// Output:
	// 2 xn--bcher-kva.example 35 [ns1.example.net ns2.example.net]
	// the transfer file has 4 problems
	// line 3, column 13 (customer): must be the number of a customer
	// line 4, column 1 (domain): must not have empty labels
	// line 4, column 30 (privacy): must be true, yes or 1, or false, no or 0
	// line 5, column 1 (domain): xn--bcher-kva.example is on line 2 already
}

// The second run goes on where the first one was ended.
func ExampleTransferService_Bulk() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	transfers, ctx := transfersOf(srv), context.Background()
	folder, err := os.MkdirTemp("", "bulk")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)

	const file = "domain,customer,auth_code\nexample.com,1,Ex4mple~Code\nexample.net,1,\nexample.org,1,Ex4mple~Code\n"
	rows, err := rest.Collect(domains.ReadTransferCSV(strings.NewReader(file)), 0)
	if err != nil {
		log.Fatal(err)
	}
	options := domains.BulkOptions{Journal: filepath.Join(folder, "transfers.journal"), Concurrency: 1}
	for _, err := range transfers.Bulk(ctx, rows, options) {
		if err != nil {
			log.Fatal(err)
		}
		break // stands in for whatever ends a program
	}
	var report domains.BulkReport
	for result, err := range transfers.Bulk(ctx, rows, options) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(result.Row.Name, result.Outcome, result.Action)
		report.Add(result)
	}
	fmt.Println(report.Count(domains.BulkStarted), "of", len(rows), "were left to start")
	// Output:
	// example.com started_earlier none
	// example.net started supply_auth_code
	// example.org started none
	// 2 of 3 were left to start
}
