package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/hostcontrol-go/sdk/domains/ssl"
	"github.com/hostcontrol-go/sdk/hostcontrol"
)

// follow tells what becomes of a certificate, and stores it in the end.
func follow(ctx context.Context, client *hostcontrol.Client, id ssl.ID, folder *os.Root, wait ssl.WaitOptions, out io.Writer) error {
	meanwhile, last := wait.Progress, ssl.Status("")
	wait.Progress = func(c *ssl.Certificate) {
		if c.Status != last {
			tell(out, c)
		}
		last = c.Status
		if meanwhile != nil {
			meanwhile(c)
		}
	}
	done, err := client.SSL.Wait(ctx, id, wait)
	switch {
	case err != nil && ctx.Err() != nil:
		return fmt.Errorf("certificate %s is not there yet: %w", id, context.Cause(ctx))
	case err != nil:
		return err
	}
	return store(done, folder, out)
}

// tell gives a line for a status, and what the authority looks for.
func tell(out io.Writer, c *ssl.Certificate) {
	fmt.Fprintf(out, "%s  %s\n", c.Updated.Format(time.DateTime), c.Status)
	if c.DCV == nil {
		return
	}
	switch c.DCV.Type {
	case ssl.DCVEmail:
		fmt.Fprintf(out, "  follow the link in the mail to %s\n", c.DCV.Value)
	case ssl.DCVFile:
		fmt.Fprintf(out, "  file    %s\n  holds   %s\n", c.DCV.Name, c.DCV.Value)
	default:
		fmt.Fprintf(out, "  record  %s\n  holds   %s\n", c.DCV.Name, c.DCV.Value)
	}
}

func store(c *ssl.Certificate, folder *os.Root, out io.Writer) error {
	if len(c.Domains) == 0 || c.PEM == "" {
		return errors.New("the platform shows no certificate, or not what it is for")
	}
	name := fileName(c.Domains[0], ".pem")
	if err := folder.WriteFile(name, []byte(c.PEM), 0o600); err != nil {
		return err
	}
	fmt.Fprintf(out, "The certificate for %s is in %s.\n", strings.Join(c.Domains, ", "), name)
	if c.Expires != nil {
		fmt.Fprintf(out, "It expires %s.\n", c.Expires.Format(time.DateOnly))
	}
	return nil
}
