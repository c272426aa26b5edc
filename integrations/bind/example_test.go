package bind_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/integrations/bind"
	"github.com/hostcontrol-go/sdk/rest"
)

// A zone file becomes the zone of a domain, and the zone becomes a file.
func Example() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	client, err := rest.New(rest.Config{
		BaseURL:     srv.URL,
		Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), ""),
		HTTPClient:  srv.Client(),
	})
	if err != nil {
		log.Fatal(err)
	}
	ctx, zones := context.Background(), domains.NewZones(client)
	_, err = domains.New(client).Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.com"})
	if err != nil {
		log.Fatal(err)
	}

	records, err := bind.Parse(strings.NewReader(`
$TTL 1h
@    IN  A      192.0.2.1
     IN  MX     10 mail.example.net.
www  IN  CNAME  @
`), "example.com")
	if err != nil {
		log.Fatal(err)
	}
	change, err := zones.Apply(ctx, "example.com", records)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(change)

	zone, err := zones.Get(ctx, "example.com")
	if err != nil {
		log.Fatal(err)
	}
	if err := bind.Write(os.Stdout, zone); err != nil {
		log.Fatal(err)
	}
	// Output:
	// + example.com 3600 A 192.0.2.1
	// + example.com 3600 MX 10 mail.example.net
	// + www.example.com 3600 CNAME example.com
	// $ORIGIN example.com.
	// $TTL 3600
	// example.com.	604800	IN	SOA	ns1.hostcontrol.test. hostmaster.hostcontrol.test. 2026010502 10800 3600 604800 3600
	// example.com.	604800	IN	NS	ns1.hostcontrol.test.
	// example.com.	604800	IN	NS	ns2.hostcontrol.test.
	// example.com.	3600	IN	A	192.0.2.1
	// example.com.	3600	IN	MX	10 mail.example.net.
	// www.example.com.	3600	IN	CNAME	example.com.
}
