// Quickstart shows the first things to do with the SDK: reading lists, creating
// and changing a customer, signing in as one, and what errors look like.
//
//	go run ./examples/quickstart
//
// It works on a platform in memory. With credentials in the environment, such
// as HOSTCONTROL_API_KEY, it works on the live platform and only reads.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"text/tabwriter"

	"github.com/hostcontrol-go/sdk/examples/internal/demo"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) > 0 {
		return fmt.Errorf("unexpected argument %q: quickstart takes none", args[0])
	}
	platform, err := demo.Connect(out, false)
	if err != nil {
		return err
	}
	defer platform.Close()

	// Blocks of a tabwriter are aligned by themselves; titles end a block.
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if platform.Live() {
		err = look(ctx, platform.Client, table)
	} else {
		err = tour(ctx, platform, table)
	}
	return errors.Join(err, table.Flush())
}
