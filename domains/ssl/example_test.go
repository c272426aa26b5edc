package ssl_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/hostcontrol-go/sdk/domains/ssl"
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

// From nothing to a certificate that a web server can use.
func Example() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := ssl.New(connect(srv)), context.Background()

	plans, err := rest.Collect(service.AllPlans(ctx, ssl.PlanFilter{Name: "DV"}), 1)
	if err != nil || len(plans) == 0 {
		log.Fatal("no plan: ", err)
	}
	key, csr, err := ssl.NewKeyAndCSR("example.com")
	if err != nil {
		log.Fatal(err)
	}
	certificate, err := service.Request(ctx, ssl.RequestParams{
		Customer: 1,
		Plan:     plans[0].ID,
		CSR:      csr,
		DCV:      ssl.DCVDNS,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("add a record", certificate.DCV.Name)

	certificate, err = service.Wait(ctx, certificate.ID, ssl.WaitOptions{
		Min: time.Millisecond,
		Progress: func(*ssl.Certificate) {
			srv.Advance(time.Hour) // the authority takes its time
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	_, err = tls.X509KeyPair([]byte(certificate.PEM), []byte(key.Reveal()))
	fmt.Println(certificate.Status, certificate.Domains, err)
	// Output:
	// add a record _pki-validation.example.com
	// active [example.com] <nil>
}

// Printing the key shows nothing; it has to be revealed to be stored.
func ExampleNewKeyAndCSR() {
	key, csr, err := ssl.NewKeyAndCSR("bücher.example", "*.bücher.example")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(key)
	fmt.Println(csr[:35])
	// Output:
	// [redacted]
	// -----BEGIN CERTIFICATE REQUEST-----
}

// What is wrong with a signing request is told before anything is sent.
func ExampleService_Request() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service := ssl.New(connect(srv))

	key, csr, err := ssl.NewKeyAndCSR("example.com")
	if err != nil {
		log.Fatal(err)
	}
	_, err = service.Request(context.Background(), ssl.RequestParams{
		Customer: 1,
		Plan:     "0d5e7a60-5c1b-4f0e-9a37-000000000001",
		CSR:      key.Reveal() + csr,
		DCV:      ssl.DCVEmail,
	})
	if failure, ok := errors.AsType[*rest.Error](err); ok {
		for _, field := range failure.Fields {
			fmt.Println(field)
		}
	}
	// Output:
	// csr: must not come with a private key
	// approver_email_address: must not be empty
}

// A reissue replaces the key of a certificate, and keeps its term.
func ExampleService_Reissue() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	service, ctx := ssl.New(connect(srv)), context.Background()

	_, csr, err := ssl.NewKeyAndCSR("example.com")
	if err != nil {
		log.Fatal(err)
	}
	certificate, err := service.Request(ctx, ssl.RequestParams{
		Customer: 1,
		Plan:     "0d5e7a60-5c1b-4f0e-9a37-000000000001",
		CSR:      csr,
		DCV:      ssl.DCVDNS,
	})
	if err != nil {
		log.Fatal(err)
	}
	srv.Advance(time.Hour)

	_, csr, err = ssl.NewKeyAndCSR("example.com")
	if err != nil {
		log.Fatal(err)
	}
	certificate, err = service.Reissue(ctx, certificate.ID, csr)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(certificate.Status, certificate.CSR == csr)
	// Output: pending true
}
