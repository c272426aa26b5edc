// Command sdk makes the same call as command bare with the SDK.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// canary has a method that nothing calls. The linker leaves it out, unless
// something in the program looks methods up by name at run time.
type canary struct{ name string }

func (c *canary) String() string { return c.name }

// UnusedCanaryMethod must not be in the binary.
func (c *canary) UnusedCanaryMethod() { fmt.Println(c.name) }

func main() {
	client, err := hostcontrol.New(hostcontrol.WithBaseURL(os.Args[1]), hostcontrol.WithAPIKey(os.Args[2]))
	if err != nil {
		panic(err)
	}
	customer, err := client.Customers.Get(context.Background(), 35)
	if err != nil {
		panic(err)
	}
	fmt.Println(&canary{"probe"}, customer.ID)
}
