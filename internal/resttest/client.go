package resttest

import (
	"net/http"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"

	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// BasePath begins the path of every request of a [NewClient].
const BasePath = "/api/v1"

// NewClient makes a client whose requests go to a responder.
func NewClient(t testing.TB, respond httpmock.Responder) *rest.Client {
	t.Helper()
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(respond)
	client, err := rest.New(rest.Config{
		BaseURL:     "https://backoffice.example.com" + BasePath,
		Credentials: rest.APIKey(rest.NewSecret("key"), ""),
		HTTPClient:  &http.Client{Transport: transport},
		Limiter:     rest.Unlimited(),
		MinBackoff:  time.Microsecond,
		MaxBackoff:  time.Microsecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// NewPlatform starts the platform in memory and a client of it.
func NewPlatform(t testing.TB, opts hostcontroltest.Options) (*hostcontroltest.Server, *rest.Client) {
	t.Helper()
	srv := hostcontroltest.NewServer(opts)
	t.Cleanup(srv.Close)
	client, err := rest.New(rest.Config{
		BaseURL:     srv.URL,
		Credentials: rest.APIKey(rest.NewSecret(srv.APIKey), ""),
		HTTPClient:  srv.Client(),
		Limiter:     rest.Unlimited(),
		Retries:     20,
		MinBackoff:  time.Microsecond,
		MaxBackoff:  time.Microsecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return srv, client
}
