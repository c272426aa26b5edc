package hostcontrol_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// aviary collects the secrets of a run and everything that was printed.
type aviary struct {
	mu      sync.Mutex
	secrets map[string]string
	seen    bytes.Buffer
}

func (a *aviary) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.seen.Write(p)
}

func (a *aviary) keep(name, secret string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.secrets[secret] = name
}

// look prints a value in every way that may happen to it.
func (a *aviary) look(values ...any) {
	for _, value := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			fmt.Fprintf(a, verb+"\n", value)
		}
		if err, ok := value.(error); ok {
			for e := err; e != nil; e = errors.Unwrap(e) {
				fmt.Fprintf(a, "%+v %#v %s\n", e, e, e)
			}
		}
		dump, _ := json.Marshal(value)
		fmt.Fprintf(a, "%s\n", dump)
		slog.New(slog.NewJSONHandler(a, nil)).Info("look", "value", value)
	}
}

// eavesdrop learns the tokens that are on the way.
func (a *aviary) eavesdrop(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
			a.keep("access token", token)
		}
		return next.RoundTrip(r)
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestNoSecretIsSeen(t *testing.T) {
	t.Parallel()
	for _, profile := range []string{"none", "flaky", "lossy"} {
		for _, kind := range []string{"key", "basic", "oauth2"} {
			t.Run(kind+" "+profile, func(t *testing.T) {
				t.Parallel()
				faults, err := hostcontroltest.Profile(profile)
				if err != nil {
					t.Fatal(err)
				}
				srv := hostcontroltest.NewServer(hostcontroltest.Options{})
				t.Cleanup(srv.Close)
				a := &aviary{secrets: map[string]string{srv.APIKey: "key", srv.ClientSecret: "client secret", "p4ssw0rd-canary": "password"}}
				credentials := map[string]hostcontrol.Option{
					"key": hostcontrol.WithAPIKey(srv.APIKey), "basic": hostcontrol.WithBasic(srv.ResellerReference, srv.APIKey),
					"oauth2": hostcontrol.WithClientCredentials(srv.TokenURL, srv.ClientID, srv.ClientSecret),
				}[kind]
				client, err := hostcontrol.New(credentials, hostcontrol.WithBaseURL(srv.URL), hostcontrol.WithLimiter(rest.Unlimited()),
					hostcontrol.WithBackoff(1, 1), hostcontrol.WithMaxRetryAfter(1), hostcontrol.WithMiddleware(a.eavesdrop),
					hostcontrol.WithLogger(slog.New(slog.NewTextHandler(a, &slog.HandlerOptions{Level: slog.LevelDebug}))))
				if err != nil {
					t.Fatal(err)
				}
				srv.Inject(faults...)
				for i := range 20 {
					a.tour(t, client, i)
				}
				a.look(client, *client, client.REST(), client.Customers, *client.Customers, *client.Label)
				seen := a.seen.String()
				if len(seen) < 10_000 {
					t.Fatalf("only %d bytes were printed", len(seen))
				}
				for secret, name := range a.secrets {
					if at := strings.Index(seen, secret); at >= 0 && secret != "" {
						t.Errorf("the %s is seen: …%s…", name, seen[max(0, at-200):min(len(seen), at+60)])
					}
				}
				if kind == "oauth2" && len(a.secrets) < 4 {
					t.Error("no token was overheard")
				}
			})
		}
	}
}

// tour makes the calls that have to do with secrets, and prints all there is.
func (a *aviary) tour(t *testing.T, client *hostcontrol.Client, i int) {
	ctx := t.Context()
	var response rest.Response
	params := newCustomer(fmt.Sprintf("canary.%d@example.com", i/2))
	params.Password = rest.NewSecret("p4ssw0rd-canary")
	customer, err := client.Customers.Create(ctx, params, rest.CaptureResponse(&response))
	a.look(params, &params, params.Password, customer, err, response, &response)
	params.Email, params.Country = "p4ssw0rd", "XX"
	customer, err = client.Customers.Create(ctx, params)
	a.look(customer, err)
	link, err := client.Customers.LoginAs(ctx, customers.ID(1+i), rest.CaptureResponse(&response))
	a.look(link, err, response)
	if link != nil {
		a.keep("login link", link.URL.Reveal())
		a.keep("login link's token", link.URL.Reveal()[strings.LastIndex(link.URL.Reveal(), "/")+1:])
	}
	login, err := client.Logins.Create(ctx, customers.LoginCreateParams{
		Customer: customers.ID(1 + i), Login: fmt.Sprintf("second.%d@example.com", i/2), Password: rest.NewSecret("p4ssw0rd-canary"),
	})
	a.look(login, err)
	label, err := client.Label.Get(ctx)
	a.look(label, err)
}
