package hostcontrol_test

import (
	"bytes"
	"context"
	"errors"
	"expvar"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"time"

	"golang.org/x/oauth2"

	"github.com/hostcontrol-go/sdk/customers"
	"github.com/hostcontrol-go/sdk/domains"
	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/rest"
)

// A limiter that several clients are given paces them together. One that
// several processes share is in the module integrations/redis, and is given in
// the same way.
func ExampleWithLimiter() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	limiter := rest.RateLimit(0.001, 2)
	panel, worker := connect(srv, hostcontrol.WithLimiter(limiter)), connect(srv, hostcontrol.WithLimiter(limiter))

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, client := range []*hostcontrol.Client{panel, worker, panel} {
		_, err := client.Customers.Get(ctx, 1)
		fmt.Println(err == nil, errors.Is(err, context.DeadlineExceeded))
	}
	// Output:
	// true false
	// true false
	// false true
}

// The client fetches a token with the first call, and another one before that
// expires.
func ExampleWithClientCredentials() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()

	client, err := hostcontrol.New(
		hostcontrol.WithBaseURL(srv.URL),
		hostcontrol.WithClientCredentials(srv.TokenURL, srv.ClientID, srv.ClientSecret),
	)
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		if _, err := client.Customers.Get(context.Background(), 1); err != nil {
			log.Fatal(err)
		}
	}
	for _, request := range srv.Requests() {
		fmt.Println(request.Method, request.Path)
	}
	// Output:
	// POST /oauth/token
	// GET /customer/1
	// GET /customer/1
}

// A program that has its tokens from elsewhere gives a source of them.
func ExampleWithTokenSource() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()

	client, err := hostcontrol.New(
		hostcontrol.WithBaseURL(srv.URL),
		hostcontrol.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "expired-long-ago"})),
	)
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Customers.Get(context.Background(), 1)
	fmt.Println(errors.Is(err, hostcontrol.ErrUnauthorized))
	// Output: true
}

// Each attempt is a line at level Debug, and at Warn when another one follows.
// No line holds a secret, or the data of a customer.
func ExampleWithLogger() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	srv.Inject(hostcontroltest.Fault{Status: http.StatusServiceUnavailable, Times: 1})

	shown := map[string]bool{"level": true, "msg": true, "operation": true, "path": true, "attempt": true, "status": true}
	handler := slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if shown[a.Key] {
				return a
			}
			return slog.Attr{}
		},
	})
	client := connect(srv, hostcontrol.WithLogger(slog.New(handler)), hostcontrol.WithBackoff(time.Millisecond, time.Millisecond))
	if _, err := client.Customers.Get(context.Background(), 1); err != nil {
		log.Fatal(err)
	}
	// Output:
	// level=WARN msg="hostcontrol request is retried" operation=customers.get path=/customer/{customer_id} attempt=1 status=503
	// level=DEBUG msg="hostcontrol request" operation=customers.get path=/customer/{customer_id} attempt=2 status=200
}

// An observer is called after each attempt. What it is told by is fit for the
// labels of a metric: the operation and the template of the path, not the ids
// in it. A program publishes such a map with expvar.NewMap.
func ExampleWithObserver() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 2})
	defer srv.Close()
	srv.Inject(hostcontroltest.Fault{Status: http.StatusServiceUnavailable, Times: 1})

	var requests expvar.Map
	client := connect(srv, hostcontrol.WithBackoff(time.Millisecond, time.Millisecond),
		hostcontrol.WithObserver(func(_ context.Context, a rest.Attempt) {
			requests.Add(fmt.Sprintf("%s %d", a.Operation, a.Status), 1)
		}))
	for id := range customers.ID(2) {
		if _, err := client.Customers.Get(context.Background(), id+1); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(requests.String())
	// Output: {"customers.get 200": 2, "customers.get 503": 1}
}

// signUp is the code under test: it makes a customer, or finds the one that has
// the address already.
func signUp(ctx context.Context, client *hostcontrol.Client, email string) (*customers.Customer, error) {
	customer, err := client.Customers.Create(ctx, customers.CreateParams{
		Name: "Jane Roe", Address: "Sample Lane 7", Zipcode: "3511AB", City: "Utrecht", Country: "NL",
		Email: email, Voice: "+31.301234567",
		RegistrationIP: netip.MustParseAddr("192.0.2.44"),
		Password:       rest.NewSecret("not-a-real-password"),
	})
	if errors.Is(err, customers.CodeEmailInUse) {
		return client.Customers.FindByEmail(ctx, email)
	}
	return customer, err
}

// Code that uses the SDK is tested against the platform in memory, with the
// trouble that it should get over. In a test, log.Fatal is t.Fatal.
func Example_testingYourOwnCode() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: -1})
	defer srv.Close()
	client, ctx := connect(srv), context.Background()

	// The first answer gets lost after the customer was made.
	srv.Inject(hostcontroltest.Fault{Method: "POST", Path: "/customer", Nth: 1, Kind: hostcontroltest.FaultDrop, AfterCommit: true})
	made, err := signUp(ctx, client, "jane@example.org")
	if err != nil {
		log.Fatal(err)
	}
	again, err := signUp(ctx, client, "jane@example.org")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("the same customer:", made.ID == again.ID)
	// Output: the same customer: true
}

// newer plays a platform that knows more than this version of the SDK: it has
// another status, and a field more.
type newer struct{ http.RoundTripper }

func (n newer) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := n.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	body = bytes.Replace(body, []byte(`"status":"delivered"`), []byte(`"status":"parked","parked_at":"example.net"`), 1)
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return answer, err
}

// When the platform is upgraded before the SDK, nothing is lost: values that
// this version does not know pass through, fields that it does not know are in
// Unknown, and CaptureResponse gives the answer as it came.
func Example_upgrading() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	client, ctx := connect(srv, hostcontrol.WithMiddleware(func(next http.RoundTripper) http.RoundTripper { return newer{next} })), context.Background()

	var answer rest.Response
	domain, err := client.Domains.Register(ctx, domains.RegisterParams{Customer: 1, Name: "example.com"}, rest.CaptureResponse(&answer))
	if err != nil {
		log.Fatal(err)
	}
	switch domain.Status {
	case domains.StatusDelivered, domains.StatusPending:
		fmt.Println("as expected")
	default:
		fmt.Println("not known here:", domain.Status)
	}
	fmt.Println(domain.Unknown)
	fmt.Println(answer.Status, bytes.Contains(answer.Body, []byte("parked_at")))
	// Output:
	// not known here: parked
	// {"parked_at":"example.net"}
	// 200 true
}
