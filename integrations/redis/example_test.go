package redis_test

import (
	"context"
	"fmt"
	"log"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/hostcontrol-go/sdk/hostcontrol"
	"github.com/hostcontrol-go/sdk/hostcontroltest"
	"github.com/hostcontrol-go/sdk/integrations/redis"
	"github.com/hostcontrol-go/sdk/rest"
)

// All processes that are made like this one share ten requests per second.
// Where Redis is away, as it is here, each goes on at two.
func Example() {
	srv := hostcontroltest.NewServer(hostcontroltest.Options{Customers: 1})
	defer srv.Close()
	server := goredis.NewClient(&goredis.Options{Addr: "127.0.0.1:1"})
	defer server.Close()

	limiter, err := redis.NewLimiter(server, redis.Options{
		Key:       "hostcontrol:shop",
		PerSecond: 10,
		Burst:     20,
		Fallback:  rest.RateLimit(2, 4),
		Timeout:   100 * time.Millisecond,
	})
	if err != nil {
		log.Fatal(err)
	}
	client, err := hostcontrol.New(
		hostcontrol.WithBaseURL(srv.URL),
		hostcontrol.WithAPIKey(srv.APIKey),
		hostcontrol.WithLimiter(limiter),
	)
	if err != nil {
		log.Fatal(err)
	}
	customer, err := client.Customers.Get(context.Background(), 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("customer", customer.ID)
	// Output: customer 1
}
