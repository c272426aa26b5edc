package domains_test

import (
	"context"
	"fmt"
	"log"
	"net/netip"

	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// Apply says what changed, and changes nothing the second time.
func ExampleZoneService_Apply() {
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
	ctx := context.Background()
	_, err = domains.New(client).Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.com"})
	if err != nil {
		log.Fatal(err)
	}

	records := []domains.Record{
		domains.A("@", netip.MustParseAddr("192.0.2.1")),
		domains.CNAME("www.example.com", "example.com").WithTTL(300),
		domains.MX("@", 10, "mail.example.net"),
		domains.TXT("@", "v=spf1 mx -all"),
	}
	for range 2 {
		change, err := domains.NewZones(client).Apply(ctx, "example.com", records)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%d added, %d removed, %d kept\n%s", len(change.Added), len(change.Removed), len(change.Kept), change)
	}
	// Output:
	// 4 added, 0 removed, 0 kept
	// + example.com A 192.0.2.1
	// + example.com MX 10 mail.example.net
	// + example.com TXT v=spf1 mx -all
	// + www.example.com 300 CNAME example.com
	// 0 added, 0 removed, 4 kept
}

// Texts of any length are cut into the strings that a record is made of.
func ExampleTXT() {
	r := domains.TXT("_dmarc.example.com", "v=DMARC1; p=none")
	fmt.Println(r)

	text, _ := domains.Record{Type: domains.TypeTXT, Content: `"v=DMARC1; " "p=none"`}.Text()
	fmt.Println(text)
	// Output:
	// _dmarc.example.com TXT v=DMARC1; p=none
	// v=DMARC1; p=none
}
