package rest_test

import (
	"context"
	"fmt"
	"log"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

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

// What has no method yet is called by hand, with all that methods have:
// retries, pacing and errors. A client of package hostcontrol gives its wire as
// client.REST().
func ExampleDo() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()

	type tag struct {
		ID   int64    `json:"id"`
		Tags []string `json:"tags"`
	}
	changed, err := rest.Do[tag](context.Background(), connect(srv), rest.Call{
		Operation: "customers.tag",
		Method:    "PUT",
		Path:      rest.At("/customer/{customer_id}", "1"),
		Body:      map[string]any{"tags": []string{"wholesale"}},
		Effect:    rest.Idempotent,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(changed.ID, changed.Tags)
	// Output: 1 [wholesale]
}

// A value in a path keeps to its place, whatever it holds.
func ExampleAt() {
	fmt.Println(rest.At("/domain/{domain_name}/zone", "example.com/../label?x=1"))
	// Output: /domain/example.com%2F..%2Flabel%3Fx=1/zone
}

// A secret shows itself to those who ask for it, and to nobody else.
func ExampleSecret() {
	password := rest.NewSecret("not-a-real-password")
	fmt.Printf("%v %+v %q %d\n", password, password, password, len(password.Reveal()))
	// Output: [redacted] [redacted] [redacted] 19
}
